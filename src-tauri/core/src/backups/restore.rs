//! Restoring a backup. Errors of the vault become codes about backups.

use std::path::Path;

use serde::Serialize;
use sotto_vault::{Error as Vault, Key, ProgressFn, Restored, VaultFile, probe};

use super::{BackupResult, number};
use crate::base::Error;
use crate::base::Now;
use crate::base::{Code, Failure};

/// The result of a restore.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct RestoreReport {
    pub records: u32,
    /// Notes captured while locked that cannot be opened.
    pub unreadable_notes: u32,
    /// Where the earlier journal is now.
    pub kept: Option<String>,
}

/// Checks that a file is a backup that this version can open. Called before anyone is asked for a
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

/// Replaces the journal at `place` with a backup. The old file is renamed, with the day in its name, and
/// kept beside the new one. The journal must be locked.
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

/// Converts an error of the vault into a failure about the backup.
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
