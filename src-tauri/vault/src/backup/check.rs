//! Opening everything in a copy of the vault, without writing to it or anything beside it.
//!
//! The keys are at hand already, and the computer's memory of states seen is not asked: a backup is
//! older than the vault by its nature.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};

use super::Backup;
use crate::access::keys::Keys;
use crate::error::{Error, Result};
use crate::file::File;
use crate::format::ids::Id;
use crate::format::mac::{SetHash, Tag};
use crate::format::manifest::{Manifest, Table};
use crate::format::seal;
use crate::progress::{ProgressFn, Stage, report};
use crate::store::row::open_row;

/// Cores that open records at a time.
const CORES: usize = 4;
/// Rows that a core opens between two words about them.
const FEW: usize = 64;

/// A copy in which everything is as it was written.
pub(super) struct Checked {
    records: usize,
    unreadable_notes: usize,
    pub sequence: u64,
    pub head: Tag,
}

impl Checked {
    pub fn backup(&self, bytes: u64) -> Backup {
        Backup { records: self.records, unreadable_notes: self.unreadable_notes, bytes }
    }
}

/// Compares a copy with its manifest and opens every row of it.
pub(super) fn check(path: &Path, keys: &Keys, progress: ProgressFn<'_>) -> Result<Checked> {
    report(progress, Stage::Checking, 0, 0)?;
    let file = File::open_still(path)?;
    if let Some(problem) = file.integrity()?.first() {
        return Err(Error::damaged(format!("file: {problem}")));
    }
    let about = file.about()?;
    if about.vault != keys.payload.vault || about.capture != keys.capture_recipient().to_string() {
        return Err(Error::OtherKeys);
    }
    for slot in file.slots()? {
        if !slot.is_sound() {
            return Err(Error::damaged(format!("slot {}", slot.id)));
        }
    }
    let (manifest, head) = manifest(&file, keys)?;
    let mut rows = Vec::new();
    for table in [Table::Record, Table::Draft] {
        rows.extend(file.tags(table)?.into_iter().map(|(id, _)| (table, id)));
    }
    let records = rows.iter().filter(|(table, _)| *table == Table::Record).count();
    open_all(path, keys, &rows, progress)?;
    // Whoever can write the vault's file can leave a note that nobody can read: it must not keep
    // the rest from being backed up.
    let notes = file.captured(|_, sealed| seal::open(&keys.capture, &sealed).is_ok())?;
    let unreadable_notes = notes.into_iter().filter(|opens| !opens).count();
    Ok(Checked { records, unreadable_notes, sequence: manifest.sequence, head })
}

/// The manifest, when it fits every row that is there.
fn manifest(file: &File, keys: &Keys) -> Result<(Manifest, Tag)> {
    let (sealed, tag) = file.manifest()?;
    let manifest = Manifest::open(keys, &sealed, &tag)?;
    let head = tag.try_into().map_err(|_| Error::tampered("manifest"))?;
    let mut found = manifest.clone();
    found.set = SetHash::default();
    found.count = 0;
    for table in [Table::Record, Table::Draft, Table::Slot, Table::About] {
        for (id, tag) in file.tags(table)? {
            found.add(keys, table, id, &tag);
        }
    }
    if found.set == manifest.set && found.count == manifest.count {
        Ok((manifest, head))
    } else {
        Err(Error::tampered("rows were added, removed or replaced"))
    }
}

/// Opens every row; each core has the file open for itself. The first that does not open, or whoever
/// wants it to stop, stops them all.
fn open_all(path: &Path, keys: &Keys, rows: &[(Table, Id)], progress: ProgressFn<'_>) -> Result<()> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(CORES);
    let share = rows.len().div_ceil(cores).max(1);
    let stop = &AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (told, heard) = channel();
        let workers: Vec<_> = rows
            .chunks(share)
            .map(|part| {
                let told = told.clone();
                scope.spawn(move || {
                    open_part(path, keys, part, stop, &told)
                        .inspect_err(|_| stop.store(true, Ordering::Relaxed))
                })
            })
            .collect();
        drop(told);
        let (mut done, mut going) = (0, Ok(()));
        for count in heard {
            done += count;
            if going.is_ok() {
                going = report(progress, Stage::Checking, done, rows.len());
                stop.fetch_or(going.is_err(), Ordering::Relaxed);
            }
        }
        workers.into_iter().try_for_each(|worker| {
            worker.join().unwrap_or_else(|_| Err(Error::Read("a core gave up".to_owned())))
        })?;
        going
    })
}

fn open_part(
    path: &Path,
    keys: &Keys,
    rows: &[(Table, Id)],
    stop: &AtomicBool,
    told: &Sender<usize>,
) -> Result<()> {
    let file = File::open_still(path)?;
    for few in rows.chunks(FEW) {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        for (table, id) in few {
            let (tag, sealed) = file.row(*table, *id)?;
            match open_row(keys, *table, *id, &tag, &sealed) {
                Ok(_) => {}
                Err(error @ Error::Tampered { .. }) => return Err(error),
                Err(_) => return Err(Error::damaged(format!("{} {id}", table.name()))),
            }
        }
        // Whoever listens does so until every core is done.
        let _ = told.send(few.len());
    }
    Ok(())
}
