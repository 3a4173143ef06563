//! Checking that the vault holds exactly what it should.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use crate::error::{Error, Result};
use crate::file::File;
use crate::file::table::{CoveredTable, RowTable};
use crate::format::ids::Id;
use crate::format::manifest::Manifest;
use crate::progress::{ProgressFn, Stage, no_progress, report};
use crate::store::reader::VaultReader;
use crate::store::row;

/// How long SQLite's own check runs between two looks at whether it is to stop.
const LOOK: Duration = Duration::from_millis(50);

/// What a full check found.
pub struct Verification {
    /// Records that opened.
    pub records: usize,
    /// Attachments of which every chunk was opened.
    pub attachments: usize,
    /// What is not as it was written, for a report: mostly a table and a row's id, or `file:` or `manifest:` and
    /// the reason.
    pub damaged: Vec<String>,
    /// Whether this computer has seen a newer state of this file.
    pub rolled_back: bool,
}

impl Verification {
    pub fn passed(&self) -> bool {
        self.damaged.is_empty() && !self.rolled_back
    }
}

/// What was seen of one attachment.
#[derive(Default)]
struct ChunksSeen {
    /// How many chunks, and the number of the one that says it is the last.
    count: u32,
    last: Option<u32>,
}

impl VaultReader {
    /// Compares every row's (id, tag) with the manifest, without reading the sealed bytes. Finds
    /// rows that were added, removed, replaced or moved; `verify` finds changed bytes too.
    pub fn check(&self) -> Result<()> {
        self.check_while(|| ())
    }

    /// The same on another core, while `work` is done on this one.
    pub fn check_while<T>(&self, work: impl FnOnce() -> T) -> Result<T> {
        let mut rows = Vec::new();
        for table in CoveredTable::ALL {
            rows.extend(self.file.tags(table)?.into_iter().map(|(id, tag)| (table, id, tag)));
        }
        let (keys, manifest) = (&self.keys, &self.manifest);
        let (unchanged, done) = std::thread::scope(|scope| {
            let checking = scope.spawn(move || {
                let mut found = Manifest::empty(manifest.epoch, manifest.sequence, manifest.previous, None);
                for (table, id, tag) in &rows {
                    found.add(keys, *table, *id, tag);
                }
                found.covers_the_same(manifest)
            });
            let done = work();
            (checking.join().unwrap_or(false), done)
        });
        if unchanged { Ok(done) } else { Err(Error::tampered("rows were added, removed or replaced")) }
    }

    /// Opens everything.
    pub fn verify(&self) -> Result<Verification> {
        self.verify_with_progress(&mut no_progress)
    }

    /// The same, with progress by rows.
    ///
    /// # Errors
    /// `Cancelled`, or what reading gives.
    pub fn verify_with_progress(&self, progress: ProgressFn<'_>) -> Result<Verification> {
        report(progress, Stage::Checking, 0, 0)?;
        let mut damaged = Vec::new();
        // What only SQLite can see: pages that no longer fit together.
        for problem in self.integrity(progress)? {
            damaged.push(format!("file: {problem}"));
        }
        if let Err(error) = self.check() {
            damaged.push(format!("manifest: {error}"));
        }
        if self.file.about().is_err() {
            damaged.push("about".to_owned());
        }
        for slot in self.file.slots()? {
            if !slot.is_undamaged() {
                damaged.push(format!("slot {}", slot.id));
            }
        }
        let mut rows = Vec::new();
        for table in RowTable::SEALED {
            // A row that is too long to be ours is reported and not opened: that would take memory for all
            // of it.
            let too_long = self.file.too_long(table)?;
            damaged.extend(too_long.iter().map(|id| format!("{} {id}", table.name())));
            let ids = self.file.tags(table)?.into_iter().map(|(id, _)| id);
            let ids: Vec<Id> = ids.filter(|id| !too_long.contains(id)).collect();
            rows.push((table, ids));
        }
        let of = rows.iter().map(|(_, ids)| ids.len()).sum();
        let (mut done, mut records, mut attachments) = (0, 0, 0);
        for (table, ids) in &rows {
            let mut progress = |_: Stage, count: u64, _: u64| {
                let count = done + usize::try_from(count).unwrap_or_default();
                report(progress, Stage::Checking, count, of)
                    .map_or(ControlFlow::Break(()), ControlFlow::Continue)
            };
            let broken = match table {
                RowTable::Record => self.each_with_progress(ids, &mut |_| records += 1, &mut progress)?,
                RowTable::Draft => self.broken_drafts(ids, &mut progress)?,
                RowTable::Attachment => {
                    let (whole, broken) = self.broken_attachments(ids, &mut progress)?;
                    attachments = whole;
                    broken
                }
            };
            damaged.extend(broken.iter().map(|id| format!("{} {id}", table.name())));
            done += ids.len();
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
        Ok(Verification { records, attachments, damaged, rolled_back: self.rolled_back() })
    }

    fn broken_drafts(&self, ids: &[Id], progress: ProgressFn<'_>) -> Result<Vec<Id>> {
        let mut broken = Vec::new();
        for (done, id) in ids.iter().enumerate() {
            let row = self.file.row(RowTable::Draft, *id);
            if row
                .and_then(|(tag, sealed)| row::check_row(&self.keys, RowTable::Draft, *id, &tag, &sealed))
                .is_err()
            {
                broken.push(*id);
            }
            report(progress, Stage::Checking, done + 1, ids.len())?;
        }
        Ok(broken)
    }

    /// Opens every chunk. Gives how many attachments are whole, the rows that do not open, and the ids of
    /// attachments of which chunks are missing.
    fn broken_attachments(&self, ids: &[Id], progress: ProgressFn<'_>) -> Result<(usize, Vec<Id>)> {
        let mut seen: HashMap<Id, ChunksSeen> = HashMap::new();
        let mut broken = Vec::new();
        for (done, id) in ids.iter().enumerate() {
            let row = self.file.row(RowTable::Attachment, *id);
            match row.and_then(|(tag, sealed)| row::open_chunk(&self.keys, *id, &tag, &sealed)) {
                Ok(chunk) => {
                    let seen = seen.entry(chunk.header.attachment).or_default();
                    seen.count += 1;
                    seen.last = seen.last.or(chunk.header.last.then_some(chunk.header.chunk));
                }
                Err(_) => broken.push(*id),
            }
            report(progress, Stage::Checking, done + 1, ids.len())?;
        }
        for loose in &self.manifest.loose {
            seen.remove(&loose.id);
        }
        let whole = |seen: &ChunksSeen| seen.last.is_some_and(|last| last.checked_add(1) == Some(seen.count));
        let incomplete = seen.iter().filter(|(_, seen)| !whole(seen)).map(|(id, _)| *id);
        // A row that does not open is named already, and may be the one that is missing.
        let incomplete: Vec<Id> = if broken.is_empty() { incomplete.collect() } else { Vec::new() };
        let attachments = seen.values().filter(|seen| whole(seen)).count();
        broken.extend(incomplete);
        Ok((attachments, broken))
    }

    /// SQLite's own check, on a connection of its own, so that it can be interrupted. Of a vault in memory
    /// there is nothing to check that this program did not just write.
    fn integrity(&self, progress: ProgressFn<'_>) -> Result<Vec<String>> {
        if self.memory.is_some() {
            return Ok(Vec::new());
        }
        let file = File::open_reader(&self.path)?;
        let interrupt = file.db.get_interrupt_handle();
        std::thread::scope(|scope| {
            let (over, ended) = channel::<()>();
            let checking = scope.spawn(move || {
                let found = file.integrity();
                drop(over);
                found
            });
            let mut cancelled = Ok(());
            while ended.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
                if cancelled.is_ok() {
                    cancelled = report(progress, Stage::Checking, 0, 0);
                }
                if cancelled.is_err() {
                    interrupt.interrupt();
                }
            }
            let found = checking.join().unwrap_or_else(|_| Err(Error::Read("the check gave up".to_owned())));
            cancelled.and(found)
        })
    }
}
