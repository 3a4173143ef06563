//! The way back from a backup, told in words about backups.

use std::path::Path;

use serde::Serialize;
use sotto_vault::{Error as Vault, Key, ProgressFn, Restored, VaultFile, probe};

use super::{BackupResult, number};
use crate::base::Error;
use crate::base::Now;
use crate::base::{Code, Failure};

/// What was restored.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct RestoreReport {
    pub records: u32,
    /// Notes left while locked that nobody can read.
    pub unreadable_notes: u32,
    /// Where the journal that was there before is now.
    pub kept: Option<String>,
}

/// Whether a file is a backup that can be opened here: to be asked before anybody is asked for a
/// passphrase.
pub fn look(backup: &Path) -> BackupResult<()> {
    probe(backup).map(drop).map_err(of_backup)
}

/// Makes a journal at `place` out of a backup. Whatever is there is left untouched.
pub fn restore(
    place: &VaultFile,
    backup: &Path,
    key: &Key,
    progress: ProgressFn<'_>,
) -> BackupResult<RestoreReport> {
    place.restore(backup, key, progress).map(report).map_err(of_backup)
}

/// Puts a backup in the place of the journal there, which is kept beside it under a name with the day.
/// The journal must be locked.
pub fn restore_in_place(
    place: &VaultFile,
    backup: &Path,
    key: &Key,
    now: Now,
    progress: ProgressFn<'_>,
) -> BackupResult<RestoreReport> {
    place.restore_in_place(backup, key, now.date_naive(), progress).map(report).map_err(of_backup)
}

fn report(restored: Restored) -> RestoreReport {
    RestoreReport {
        records: number(restored.records),
        unreadable_notes: number(restored.unreadable_notes),
        kept: restored.kept.map(|path| path.display().to_string()),
    }
}

/// What the vault says of a backup, told as being about a backup.
pub(super) fn of_backup(error: Vault) -> Failure {
    match error {
        Vault::Damaged { what } | Vault::Tampered { what } => {
            Failure::new(Code::BackupDamaged).with("what", what)
        }
        Vault::NotAVault => Failure::new(Code::NotABackup),
        Vault::Missing => Failure::new(Code::BackupMissing),
        other => Error::Output(other).into(),
    }
}
