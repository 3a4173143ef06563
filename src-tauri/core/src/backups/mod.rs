//! Automatic backups: at most one a day, when something changed, into a folder that the person chooses, old ones removed, and once a
//! month a rehearsal, which opens the newest as a restore would. Restoring is in `restore`.
//!
//! A run and a rehearsal have two steps, so that a caller needs the open journal only for the first:
//! `backup_begin` and `BackupRun::finish`, `rehearse_begin` and `RehearsalRun::finish`. Which backups
//! are kept is decided in `policy`; when one is due, and what happened last, is in `state`. The vault
//! crate copies, checks and restores (`UncheckedCopy`, `Rehearsal`, `VaultFile::restore`).

pub mod policy;
mod restore;
mod state;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::Serialize;
use sotto_vault::{
    Backup, Device, Id, ProgressFn, Rehearsal, VaultFile, VaultReader, files_in, leftover_of, probe,
    remove_from, to_hex,
};

use crate::base::Now;
use crate::base::{Class, Code, Failure};
use crate::base::{Error, Result};
use crate::store::Journal;
use policy::{MOST_A_DAY, Made};

pub use restore::{RestoreReport, look, restore, restore_in_place};
pub use state::BackupState;

/// A backup in a folder.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct BackupFile {
    /// The file's name.
    pub name: String,
    /// The day it was made, as its name says.
    pub day: String,
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub bytes: u64,
    /// Whether it belongs to the journal at the given place; `None` if that cannot be known.
    pub own: Option<bool>,
}

/// The result of a run.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct BackupReport {
    /// The name of the new backup.
    pub name: String,
    pub records: u32,
    /// Notes captured while locked that cannot be opened.
    pub unreadable_notes: u32,
    /// The number of this journal's backups in the folder now.
    pub kept: u32,
    /// The names of the backups that were removed.
    pub removed: Vec<String>,
}

/// The result of a rehearsal.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct RehearsalReport {
    pub name: String,
    pub records: u32,
}

/// A backup that has not been copied yet. It holds the state of the journal when it began, and needs the journal
/// no longer.
pub struct BackupRun {
    reader: VaultReader,
    about: Remembered,
    /// A name for the state that is copied.
    of: String,
}

/// A rehearsal that has not read anything yet. It no longer needs the journal.
pub struct RehearsalRun {
    rehearsal: Rehearsal,
    about: Remembered,
    name: String,
}

/// The backups of one vault in one folder, and the stored state about them.
#[derive(Clone)]
struct Remembered {
    device: Device,
    vault: Id,
    folder: PathBuf,
}

/// A result with a `Failure`, which is also stored in the backup state.
type BackupResult<T> = std::result::Result<T, Failure>;

impl Remembered {
    fn change(&self, change: impl FnOnce(&mut BackupState)) {
        let mut state = BackupState::read(&self.device, self.vault);
        change(&mut state);
        state.keep(&self.device, self.vault);
    }

    /// Stores a failure in the backup state, and passes the result on.
    fn note<T>(&self, now: Now, result: std::result::Result<T, impl Into<Failure>>) -> BackupResult<T> {
        result.map_err(Into::into).inspect_err(|failure| self.change(|state| state.failed(failure, now)))
    }

    /// This vault's backups in the folder, oldest first. An empty file is none, though it may have the name of one:
    /// older backups are not removed in its favour.
    fn present(&self) -> Result<Vec<Made>> {
        let files = files_in(&self.folder)?.into_iter().filter(|file| file.bytes > 0);
        let mut made: Vec<Made> = files.filter_map(|file| policy::read(self.vault, &file.name)).collect();
        made.sort_unstable();
        Ok(made)
    }

    /// The day and number for a new backup: a name that no file has yet. Where somebody has taken the last number
    /// of the day, it is the first that is free.
    fn next(&self, day: NaiveDate) -> Result<Made> {
        let files = files_in(&self.folder)?.into_iter();
        let names = files.filter_map(|file| policy::read(self.vault, &file.name));
        let taken: BTreeSet<u32> = names.filter(|made| made.day == day).map(|made| made.number).collect();
        let next = taken.last().map_or(1, |last| last.saturating_add(1));
        let number =
            [next].into_iter().chain(1..=MOST_A_DAY).find(|n| *n <= MOST_A_DAY && !taken.contains(n));
        number.map(|number| Made { day, number }).ok_or(sotto_vault::Error::Exists.into())
    }

    /// Removes unfinished files that interrupted backups of this vault left behind.
    fn sweep(&self) -> Result<()> {
        for file in files_in(&self.folder)? {
            if leftover_of(&file.name).is_some_and(|name| policy::read(self.vault, name).is_some()) {
                let _ = remove_from(&self.folder, &file.name);
            }
        }
        Ok(())
    }

    /// The newest backup that is not dated after today, or else the newest of all.
    fn newest(&self, today: NaiveDate) -> Result<Option<Made>> {
        let present = self.present()?;
        let past = present.iter().rev().find(|made| made.day <= today);
        Ok(past.or(present.last()).copied())
    }
}

/// Every backup in a folder, of any journal, newest first, for choosing before a journal is open. `own` says
/// whether a backup belongs to the journal at `place`; if that file is missing or too damaged, whether it
/// belongs to one that this computer has opened there.
pub fn list(folder: &Path, place: &VaultFile) -> Result<Vec<BackupFile>> {
    let mut found: Vec<(Made, BackupFile)> = files_in(folder)?
        .into_iter()
        .filter_map(|file| {
            let made = policy::read_any(&file.name)?;
            let day = made.day.to_string();
            Some((made, BackupFile { day, name: file.name, bytes: file.bytes, own: None }))
        })
        .collect();
    found.sort_by(|(a, x), (b, y)| b.cmp(a).then_with(|| x.name.cmp(&y.name)));
    let mut files: Vec<BackupFile> = found.into_iter().map(|(_, file)| file).collect();
    let present = probe(place.path()).ok();
    // By the journal's part of the name. One readable backup of each journal is enough.
    let mut whose: BTreeMap<String, bool> = BTreeMap::new();
    for file in &files {
        let of = policy::journal(&file.name).to_owned();
        if whose.contains_key(&of) {
            continue;
        }
        if let Some(present) = present {
            whose.insert(of, policy::read(present, &file.name).is_some());
        } else if let Ok(vault) = probe(&folder.join(&file.name)) {
            whose.insert(of, place.has_seen(vault));
        }
    }
    // If none is known as own, all stay `None`: any of them may be the one that is needed.
    if present.is_some() || whose.values().any(|own| *own) {
        for file in &mut files {
            file.own = whose.get(policy::journal(&file.name)).copied();
        }
    }
    Ok(files)
}

impl Journal {
    /// The state of this journal's backups.
    pub fn backup_state(&self, device: &Device) -> BackupState {
        BackupState::read(device, self.vault.id())
    }

    /// Forgets the state of this journal's backups, because another folder was chosen. A backup is then due.
    pub fn backup_forget(&self, device: &Device) {
        BackupState::default().keep(device, self.vault.id());
    }

    /// Whether a backup is due: once a day if something changed, or if the newest one was found damaged.
    /// Never within an hour after a failure, and never of a journal that is open for reading only: see
    /// `backup_begin`.
    pub fn backup_due(&self, device: &Device, now: Now) -> Result<bool> {
        Ok(self.vault.read_only().is_none() && self.backup_state(device).run_due(&self.backup_of()?, now))
    }

    /// Whether a rehearsal is due: once a month.
    pub fn rehearsal_due(&self, device: &Device, now: Now) -> bool {
        self.backup_state(device).rehearsal_due(now)
    }

    /// Prepares a backup of the journal as it is now, into the folder. Nothing is written yet, and the journal may
    /// be locked or written in before the run is finished.
    ///
    /// # Errors
    /// `vault_read_only`: what was read of a damaged vault is not the whole journal, and would take the place of
    /// whole backups. It can be saved as a single file.
    pub fn backup_begin(&self, device: &Device, folder: &Path, now: Now) -> BackupResult<BackupRun> {
        if self.vault.read_only().is_some() {
            return Err(sotto_vault::Error::VaultReadOnly.into());
        }
        let about = self.remembered(device, folder);
        let begun = || -> Result<_> { Ok((self.vault.reader()?, self.backup_of()?)) };
        let (reader, of) = about.note(now, begun())?;
        Ok(BackupRun { reader, about, of })
    }

    /// Both steps of a run.
    pub fn backup_run(
        &self,
        device: &Device,
        folder: &Path,
        now: Now,
        progress: ProgressFn<'_>,
    ) -> BackupResult<BackupReport> {
        self.backup_begin(device, folder, now)?.finish(now, progress)
    }

    /// Prepares to check the newest backup in the folder.
    ///
    /// # Errors
    /// `backup_none` when there is none; then one is due.
    pub fn rehearse_begin(&self, device: &Device, folder: &Path, now: Now) -> BackupResult<RehearsalRun> {
        let about = self.remembered(device, folder);
        let Some(made) = about.note(now, about.newest(now.date_naive()))? else {
            let failure = Failure::new(Code::BackupNone);
            about.change(|state| {
                state.failed(&failure, now);
                state.damaged = true;
            });
            return Err(failure);
        };
        let name = policy::name(about.vault, made);
        let rehearsal = about.note(now, self.vault.rehearse_begin(&folder.join(&name)))?;
        Ok(RehearsalRun { rehearsal, about, name })
    }

    /// Both steps of a rehearsal.
    pub fn backup_rehearse(
        &self,
        device: &Device,
        folder: &Path,
        now: Now,
        progress: ProgressFn<'_>,
    ) -> BackupResult<RehearsalReport> {
        self.rehearse_begin(device, folder, now)?.finish(now, progress)
    }

    fn remembered(&self, device: &Device, folder: &Path) -> Remembered {
        Remembered { device: device.clone(), vault: self.vault.id(), folder: folder.to_owned() }
    }

    /// A string that changes whenever a backup would hold something else.
    fn backup_of(&self) -> Result<String> {
        Ok(format!("{}-{}", to_hex(&self.vault.version_tag()), self.vault.captured_count()?))
    }
}

impl Remembered {
    /// Copies the vault under no name, checks the copy, and names it.
    fn copy(&self, reader: VaultReader, day: NaiveDate, progress: ProgressFn<'_>) -> Result<(Made, Backup)> {
        self.sweep()?;
        let made = self.next(day)?;
        let place = self.folder.join(policy::name(self.vault, made));
        let copy = reader.backup_begin(&place, progress).map_err(Error::Output)?;
        // Held no longer than it is needed: what is written meanwhile stays in the log beside the file.
        drop(reader);
        Ok((made, copy.finish(progress).map_err(Error::Output)?))
    }
}

impl BackupRun {
    /// Copies the journal, checks the copy, names it, and only then removes what need not be kept any longer.
    pub fn finish(self, now: Now, progress: ProgressFn<'_>) -> BackupResult<BackupReport> {
        self.finish_and(now, progress, policy::expendable)
    }

    /// The same, and then removes every other backup of this journal: what was deleted from the journal
    /// is in none of them any longer.
    pub fn finish_alone(self, now: Now, progress: ProgressFn<'_>) -> BackupResult<BackupReport> {
        self.finish_and(now, progress, |present, _| present.to_vec())
    }

    fn finish_and(
        self,
        now: Now,
        progress: ProgressFn<'_>,
        expendable: impl FnOnce(&[Made], NaiveDate) -> Vec<Made>,
    ) -> BackupResult<BackupReport> {
        let Self { reader, about, of } = self;
        let (made, done) = about.note(now, about.copy(reader, now.date_naive(), progress))?;
        // The backup is made: one that cannot be removed is tried again with the next.
        let mut present = about.present().unwrap_or_default();
        let mut removed = Vec::new();
        for old in expendable(&present, now.date_naive()) {
            let name = policy::name(about.vault, old);
            if old != made && remove_from(&about.folder, &name).is_ok() {
                present.retain(|other| *other != old);
                removed.push(name);
            }
        }
        about.change(|state| state.ran(done.records, present.len(), of, now));
        Ok(BackupReport {
            name: policy::name(about.vault, made),
            records: number(done.records),
            unreadable_notes: number(done.unreadable_notes),
            kept: number(present.len()),
            removed,
        })
    }
}

impl RehearsalRun {
    /// Opens and checks everything in the backup, and writes nothing into the folder.
    pub fn finish(self, now: Now, progress: ProgressFn<'_>) -> BackupResult<RehearsalReport> {
        let Self { rehearsal, about, name } = self;
        let done = about.note(now, rehearsal.finish(progress).map_err(restore::of_backup)).inspect_err(
            |failure| {
                // Such a file could not be restored in an emergency.
                let useless = matches!(failure.class, Class::Damaged | Class::Refused | Class::Newer);
                about.change(|state| state.damaged |= useless);
            },
        )?;
        about.change(|state| state.rehearsed(done.records, now));
        Ok(RehearsalReport { name, records: number(done.records) })
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
