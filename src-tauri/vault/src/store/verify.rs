//! Checking that the vault holds exactly what it should.

use crate::error::{Error, Result};
use crate::format::mac::SetHash;
use crate::format::manifest::Table;
use crate::progress::{ProgressFn, Stage, no_progress, report};
use crate::store::row::open_row;
use crate::store::vault::Vault;

/// What a full check found.
pub struct Verification {
    /// Records that were opened.
    pub records: usize,
    /// What is not as it was written: a table, then a row's id.
    pub damaged: Vec<String>,
    /// Whether this computer has seen a newer state of this file.
    pub rolled_back: bool,
}

impl Verification {
    pub fn is_sound(&self) -> bool {
        self.damaged.is_empty() && !self.rolled_back
    }
}

impl Vault {
    /// Compares every row's (id, tag) with the manifest, without reading the sealed bytes. Finds
    /// rows that were added, removed, replaced or moved; `verify` finds changed bytes too.
    pub fn check(&self) -> Result<()> {
        self.check_while(|| ())
    }

    /// The same on another core, while `work` is done on this one.
    pub fn check_while<T>(&self, work: impl FnOnce() -> T) -> Result<T> {
        let mut rows = Vec::new();
        for table in [Table::Record, Table::Draft, Table::Slot, Table::About] {
            rows.extend(self.file.tags(table)?.into_iter().map(|(id, tag)| (table, id, tag)));
        }
        let (keys, manifest) = (&self.keys, &self.manifest);
        let (sound, done) = std::thread::scope(|scope| {
            let checking = scope.spawn(move || {
                let mut recomputed = manifest.clone();
                recomputed.set = SetHash::default();
                recomputed.count = 0;
                for (table, id, tag) in &rows {
                    recomputed.add(keys, *table, *id, tag);
                }
                recomputed.set == manifest.set && recomputed.count == manifest.count
            });
            let done = work();
            (checking.join().unwrap_or(false), done)
        });
        if sound { Ok(done) } else { Err(Error::tampered("rows were added, removed or replaced")) }
    }

    /// Opens everything.
    pub fn verify(&self) -> Result<Verification> {
        self.verify_with_progress(&mut no_progress)
    }

    /// The same, for whoever looks how far it is.
    ///
    /// # Errors
    /// `Cancelled`, or what reading gives.
    pub fn verify_with_progress(&self, progress: ProgressFn<'_>) -> Result<Verification> {
        report(progress, Stage::Checking, 0, 0)?;
        let mut damaged = Vec::new();
        // What only SQLite can see: pages that no longer fit together.
        for problem in self.file.integrity()? {
            damaged.push(format!("file: {problem}"));
        }
        if let Err(error) = self.check() {
            damaged.push(format!("manifest: {error}"));
        }
        if self.file.about().is_err() {
            damaged.push("about".to_owned());
        }
        for slot in self.file.slots()? {
            if !slot.is_sound() {
                damaged.push(format!("slot {}", slot.id));
            }
        }
        // What is too long to be ours is told and left alone: opening it would take memory for all of it.
        let too_long = (self.file.too_long(Table::Record)?, self.file.too_long(Table::Draft)?);
        damaged.extend(too_long.0.iter().map(|id| format!("record {id}")));
        damaged.extend(too_long.1.iter().map(|id| format!("draft {id}")));
        let mut ids = self.record_ids()?;
        ids.retain(|id| !too_long.0.contains(id));
        let mut records = 0;
        let broken = self.each_with_progress(&ids, &mut |_| records += 1, progress)?;
        damaged.extend(broken.iter().map(|id| format!("record {id}")));
        let drafts = self.file.tags(Table::Draft)?;
        for (id, _) in drafts.into_iter().filter(|(id, _)| !too_long.1.contains(id)) {
            let opened = self
                .file
                .row(Table::Draft, id)
                .and_then(|(tag, sealed)| open_row(&self.keys, Table::Draft, id, &tag, &sealed));
            if opened.is_err() {
                damaged.push(format!("draft {id}"));
            }
        }
        let opens =
            |id, sealed: Vec<u8>| (id, crate::format::seal::open(&self.keys.capture, &sealed).is_ok());
        for (id, opened) in self.file.captured(opens)? {
            if !opened {
                damaged.push(format!("captured {id}"));
            }
        }
        if let Some(reading) = self.read_only()
            && (reading.lost > 0 || !reading.counted)
        {
            let lost = if reading.counted { reading.lost.to_string() } else { "some".to_owned() };
            damaged.push(format!("file: {lost} rows cannot be read"));
        }
        Ok(Verification { records, damaged, rolled_back: self.rolled_back() })
    }
}
