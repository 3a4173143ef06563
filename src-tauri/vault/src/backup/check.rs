//! Opening everything in a copy of the vault, without writing to it or anything beside it.
//!
//! The keys are at hand already, and the computer's memory of states seen is not asked: a backup is
//! older than the vault by its nature.

use std::path::Path;

use super::Backup;
use crate::error::{Error, Result};
use crate::file::File;
use crate::ids::Id;
use crate::keys::Keys;
use crate::mac::{SetHash, Tag};
use crate::manifest::{Manifest, Table};
use crate::row::open_row;
use crate::seal;

/// Cores that open records at a time.
const CORES: usize = 4;

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
pub(super) fn check(path: &Path, keys: &Keys) -> Result<Checked> {
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
    open_all(path, keys, &rows)?;
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

/// Opens every row; each core has the file open for itself.
fn open_all(path: &Path, keys: &Keys, rows: &[(Table, Id)]) -> Result<()> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(CORES);
    let share = rows.len().div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        let workers: Vec<_> = rows
            .chunks(share)
            .map(|part| {
                scope.spawn(move || {
                    let file = File::open_still(path)?;
                    part.iter().try_for_each(|(table, id)| {
                        let (tag, sealed) = file.row(*table, *id)?;
                        match open_row(keys, *table, *id, &tag, &sealed) {
                            Ok(_) => Ok(()),
                            Err(error @ Error::Tampered { .. }) => Err(error),
                            Err(_) => Err(Error::damaged(format!("{} {id}", table.name()))),
                        }
                    })
                })
            })
            .collect();
        workers.into_iter().try_for_each(|worker| {
            worker.join().unwrap_or_else(|_| Err(Error::Read("a core gave up".to_owned())))
        })
    })
}
