//! Opens everything in a copy of the vault, without writing to it or beside it.
//!
//! What this computer remembers of the vault is not compared: a backup is older than the vault.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};

use super::Backup;
use crate::access::keys::Keys;
use crate::error::{Error, Result};
use crate::file::File;
use crate::file::table::{CoveredTable, RowTable};
use crate::format::ids::Id;
use crate::format::mac::Tag;
use crate::format::manifest::Manifest;
use crate::format::seal;
use crate::progress::{ProgressFn, Stage, report};
use crate::store::row::check_row;

/// Cores that open records at a time.
const CORES: usize = 4;
/// Rows that a core opens between two reports.
const FEW: usize = 64;

/// A copy that was found whole.
pub(super) struct Checked {
    records: usize,
    unreadable_notes: usize,
    pub manifest: Manifest,
    pub tag: Tag,
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
        if !slot.is_undamaged() {
            return Err(Error::damaged(format!("slot {}", slot.id)));
        }
    }
    let (manifest, tag) = manifest(&file, keys)?;
    let mut rows = Vec::new();
    for table in RowTable::SEALED {
        rows.extend(file.tags(table)?.into_iter().map(|(id, _)| (table, id)));
    }
    let records = rows.iter().filter(|(table, _)| *table == RowTable::Record).count();
    open_all(path, keys, &rows, progress)?;
    // Anyone who can write the vault's file can leave a note that does not open: it must not prevent the
    // backup of the rest.
    let notes = file.captured(|_, sealed| seal::open(&keys.capture, &sealed).is_ok())?;
    let unreadable_notes = notes.into_iter().filter(|opens| !opens).count();
    Ok(Checked { records, unreadable_notes, manifest, tag })
}

/// The manifest, when it fits every row that is there.
pub(crate) fn manifest(file: &File, keys: &Keys) -> Result<(Manifest, Tag)> {
    let (sealed, tag) = file.manifest()?;
    let manifest = Manifest::open(keys, &sealed, &tag)?;
    let tag = tag.try_into().map_err(|_| Error::tampered("manifest"))?;
    let mut found = Manifest::empty(manifest.epoch, manifest.sequence, manifest.previous, None);
    for table in CoveredTable::ALL {
        for (id, tag) in file.tags(table)? {
            found.add(keys, table, id, &tag);
        }
    }
    if found.covers_the_same(&manifest) {
        Ok((manifest, tag))
    } else {
        Err(Error::tampered("rows were added, removed or replaced"))
    }
}

/// Opens every row; each core has a connection of its own. The first row that does not open stops them all,
/// and so does a cancel.
fn open_all(path: &Path, keys: &Keys, rows: &[(RowTable, Id)], progress: ProgressFn<'_>) -> Result<()> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(CORES);
    let share = rows.len().div_ceil(cores).max(1);
    let stop = &AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (counts, counted) = channel();
        let workers: Vec<_> = rows
            .chunks(share)
            .map(|part| {
                let counts = counts.clone();
                scope.spawn(move || {
                    open_part(path, keys, part, stop, &counts)
                        .inspect_err(|_| stop.store(true, Ordering::Relaxed))
                })
            })
            .collect();
        drop(counts);
        let (mut done, mut going) = (0, Ok(()));
        for count in counted {
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
    rows: &[(RowTable, Id)],
    stop: &AtomicBool,
    counts: &Sender<usize>,
) -> Result<()> {
    let file = File::open_still(path)?;
    let mut opened = 0;
    for (table, id) in rows {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let (tag, sealed) = file.row(*table, *id)?;
        match check_row(keys, *table, *id, &tag, &sealed) {
            Ok(()) => {}
            Err(error @ Error::Tampered { .. }) => return Err(error),
            Err(_) => return Err(Error::damaged(format!("{} {id}", table.name()))),
        }
        opened += 1;
        // A chunk has the bytes of a thousand records. The other side listens until every core is done.
        if opened == FEW || *table == RowTable::Attachment {
            let _ = counts.send(std::mem::take(&mut opened));
        }
    }
    let _ = counts.send(opened);
    Ok(())
}
