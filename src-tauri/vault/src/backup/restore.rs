//! Restoring a backup, without losing the vault that is there.
//!
//! The backup is copied first, and the copy is checked, so that what was checked is what gets the name.
//! Interrupted at any point, the place holds what it held before or the whole restored vault.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rusqlite::{Connection, OpenFlags};

use super::check::{self, Checked};
use super::{Part, folder_of, present, probe, sync_folder, writing};
use crate::access::keys::Keys;
use crate::access::slot::{self, Key};
use crate::access::vault_file::VaultFile;
use crate::device::place::Known;
use crate::error::{Error, Result};
use crate::file::beside::{BESIDE, set_logs_aside, with_suffix};
use crate::file::identity::{private, real_path};
use crate::file::lock::ProcessLock;
use crate::file::own::{expect_files_beside, make_folder, open_named};
use crate::file::{File, PATIENCE};
use crate::format::ids::Id;
use crate::progress::{ProgressFn, Stage, report};
use crate::view;

/// The most replaced vaults of one day.
const MOST_KEPT: u32 = 1_000;

/// A backup that is a vault again.
pub struct Restored {
    /// Records in it, all of which opened.
    pub records: usize,
    /// Notes left while locked that do not open.
    pub unreadable_notes: usize,
    /// Where the vault that was there before is now.
    pub kept: Option<PathBuf>,
}

/// A copy of a backup, beside its place, found whole.
struct Ready {
    part: Part,
    keys: Keys,
    /// The slot that opened it.
    slot: Id,
    checked: Checked,
}

impl VaultFile {
    /// Makes a vault at this place out of a backup, which stays as it is. This computer then remembers the
    /// restored state as the newest.
    ///
    /// # Errors
    /// `Exists` when there is anything at this place. For the backup: `Missing`, `NotAVault`, `Newer`,
    /// `Damaged`, `Tampered`, or what a wrong key gives; `Cancelled`. Nothing then stays at the place.
    pub fn restore(&self, backup: &Path, key: &Key, progress: ProgressFn<'_>) -> Result<Restored> {
        if present(self.path()) {
            return Err(Error::Exists);
        }
        probe(backup)?;
        make_folder(folder_of(self.path()))?;
        let _lock = ProcessLock::take(self.path())?;
        let Ready { part, keys, slot, checked } = self.ready(backup, key, progress)?;
        view::forget(self.path())?;
        set_logs_aside(&real_path(self.path()))?;
        self.remember(&keys, slot, &checked);
        part.publish(self.path())?;
        Ok(restored(&checked, None))
    }

    /// Puts a backup in the place of the present vault, which stays beside it under a name with the day. Where
    /// there is no vault, it is the same as `restore`.
    ///
    /// # Errors
    /// As for `restore`; `InUse` while the vault is open. The place then holds what it held, and nothing is
    /// beside it.
    pub fn restore_in_place(
        &self,
        backup: &Path,
        key: &Key,
        today: NaiveDate,
        progress: ProgressFn<'_>,
    ) -> Result<Restored> {
        if !present(self.path()) {
            return self.restore(backup, key, progress);
        }
        probe(backup)?;
        // The file that a link leads to is replaced, and the link stays.
        let place = real_path(self.path());
        let _lock = ProcessLock::take(&place)?;
        let Ready { part, keys, slot, checked } = self.ready(backup, key, progress)?;
        let aside = Aside::keep(&place, today, progress)?;
        view::forget(&place)?;
        self.remember(&keys, slot, &checked);
        let (kept, writers) = aside.stay();
        if cfg!(windows) {
            // A file that is open cannot be replaced there.
            drop(writers);
        }
        // A log that could not be moved into the old file is beside its copy. Left here, SQLite would write it
        // into the new file.
        for suffix in BESIDE {
            remove_if_there(&with_suffix(&place, suffix))?;
        }
        fs::rename(&part.path, &place).map_err(|e| writing(&e))?;
        sync_folder(folder_of(&place))?;
        Ok(restored(&checked, Some(kept)))
    }

    /// Copies the backup beside this place and checks the copy.
    fn ready(&self, backup: &Path, key: &Key, progress: ProgressFn<'_>) -> Result<Ready> {
        let part = Part::beside(&real_path(self.path()))?;
        copy(backup, &part.path, Stage::Copying, progress)?;
        // A copy that a person made of an open vault may have its log beside it. A rollback journal is not
        // copied: it can name other files, which SQLite would then remove.
        let log = with_suffix(backup, "-wal");
        if fs::metadata(&log).is_ok_and(|meta| meta.is_file() && meta.len() > 0) {
            copy(&log, &with_suffix(&part.path, "-wal"), Stage::Copying, progress)?;
        }
        part.checkpoint()?;
        part.sync()?;
        let (slot, payload) = slot::open_any(&File::open_still(&part.path)?.slots()?, key, None)?;
        let keys = Keys::from_payload(payload)?;
        let checked = check::check(&part.path, &keys, progress).map_err(|error| match error {
            // The keys are its own.
            Error::OtherKeys => Error::tampered("capture recipient"),
            other => other,
        })?;
        Ok(Ready { part, keys, slot, checked })
    }

    /// Remembers the restored state before the vault gets its name, so that after a crash in between it does
    /// not look like an older copy.
    fn remember(&self, keys: &Keys, slot: Id, checked: &Checked) {
        for path in [self.path(), &real_path(self.path())] {
            let mut seen = self.device().seen_state(keys.payload.vault, path);
            seen.remember(keys, &checked.manifest, &checked.tag);
            self.device()
                .place_memory(path)
                .remember(&Known::of(&keys.capture_recipient().to_string(), slot));
        }
    }
}

fn restored(checked: &Checked, kept: Option<PathBuf>) -> Restored {
    let backup = checked.backup(0);
    Restored { records: backup.records, unreadable_notes: backup.unreadable_notes, kept }
}

/// A copy of the present vault under another name. Dropped before `stay`, it is removed.
struct Aside {
    path: PathBuf,
    stays: bool,
    /// Keeps notes out of the present vault once it is copied: see `hold_writers`.
    writers: Option<Connection>,
}

impl Aside {
    fn keep(vault: &Path, today: NaiveDate, progress: ProgressFn<'_>) -> Result<Self> {
        checkpoint(vault)?;
        let writers = hold_writers(vault)?;
        let aside = Self { path: free_name(vault, today)?, stays: false, writers };
        copy(vault, &aside.path, Stage::Keeping, progress)?;
        // The log of a vault that is too damaged to take it in stays beside it.
        for suffix in ["-wal", "-journal"] {
            let log = with_suffix(vault, suffix);
            if fs::metadata(&log).is_ok_and(|meta| meta.len() > 0) {
                copy(&log, &with_suffix(&aside.path, suffix), Stage::Keeping, progress)?;
            }
        }
        sync_folder(folder_of(vault))?;
        Ok(aside)
    }

    fn stay(mut self) -> (PathBuf, Option<Connection>) {
        self.stays = true;
        (self.path.clone(), self.writers.take())
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if !self.stays {
            let _ = fs::remove_file(&self.path);
            for suffix in BESIDE {
                let _ = fs::remove_file(with_suffix(&self.path, suffix));
            }
        }
    }
}

/// Moves the log of the present vault into its one file. A damaged file, or one that is no vault, stays as it
/// is.
fn checkpoint(vault: &Path) -> Result<()> {
    if expect_files_beside(vault).is_err() {
        return Ok(());
    }
    let settled = || -> rusqlite::Result<bool> {
        let db = Connection::open_with_flags(vault, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        db.busy_timeout(PATIENCE)?;
        db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
    };
    match settled().map_err(Error::from) {
        Ok(true) => Err(Error::InUse),
        Ok(false) | Err(Error::Damaged { .. } | Error::NotAVault) => Ok(()),
        Err(other) => Err(other),
    }
}

/// Holds up whoever leaves a note in the present vault, for as long as the connection lives: the note would be
/// in neither the copy nor the restored vault. Nobody leaves notes in a damaged file.
fn hold_writers(vault: &Path) -> Result<Option<Connection>> {
    if expect_files_beside(vault).is_err() {
        return Ok(None);
    }
    let begun = || -> rusqlite::Result<Connection> {
        let db = Connection::open_with_flags(vault, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        db.busy_timeout(PATIENCE)?;
        db.execute_batch("BEGIN IMMEDIATE")?;
        Ok(db)
    };
    match begun().map_err(Error::from) {
        Ok(db) => Ok(Some(db)),
        Err(Error::Damaged { .. } | Error::NotAVault) => Ok(None),
        Err(other) => Err(other),
    }
}

/// `journal-before-2026-11-25.sotto`, numbered when that is taken.
fn free_name(vault: &Path, today: NaiveDate) -> Result<PathBuf> {
    let stem = vault.file_stem().unwrap_or_default();
    let extension = vault.extension();
    for number in 1..=MOST_KEPT {
        let mut name = stem.to_owned();
        name.push(format!("-before-{today}"));
        if number > 1 {
            name.push(format!("-{number}"));
        }
        if let Some(extension) = extension {
            name.push(".");
            name.push(extension);
        }
        let path = vault.with_file_name(name);
        if !present(&path) {
            return Ok(path);
        }
    }
    Err(Error::Exists)
}

/// Copies a file to a new, private one, down to the disk.
fn copy(from: &Path, to: &Path, stage: Stage, progress: ProgressFn<'_>) -> Result<()> {
    let mut from = open_named(from).map_err(|e| Error::reading(&e))?;
    let of = from.metadata().map_err(|e| Error::reading(&e))?.len();
    let of = usize::try_from(of).unwrap_or(usize::MAX);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    private(&mut options);
    let mut to = options.open(to).map_err(|e| writing(&e))?;
    let mut buffer = vec![0u8; 1 << 18];
    let mut done: usize = 0;
    loop {
        let count = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(Error::reading(&e)),
        };
        to.write_all(buffer.get(..count).unwrap_or_default()).map_err(|e| writing(&e))?;
        done = done.saturating_add(count);
        report(progress, stage, done, of)?;
    }
    to.sync_all().map_err(|e| writing(&e))
}

fn remove_if_there(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(Error::writing(&e)),
        _ => Ok(()),
    }
}
