//! Backups while the journal is open, and restoring one.
//!
//! One is made or checked at a time, also by itself. The window learns where things lie and never decides it:
//! a folder and a file come from the system's own dialogs, or a file by its name in the folder for backups.
//! The core says when a backup is due and which ones stay. A run that locking cuts short leaves nothing with a
//! name; the next one sweeps it away.

use std::path::Path;
use std::sync::{MutexGuard, TryLockError};
use std::time::Duration;

use serde::Serialize;
use sotto_core::backups::{self, BackupFile, BackupReport, BackupState, RehearsalReport, RestoreReport};
use sotto_core::vault::{self, Key, Passphrase, RecoveryKey};
use sotto_core::{Code, Failure};

use crate::app::{App, guard};
use crate::call::calls;
use crate::calls::access::file_name;
use crate::failure::CallResult;
use crate::secret::Secret;
use crate::tasks::{RunningTask, Task};

/// No backup begins by itself while the person has just done something.
const CALM: Duration = Duration::from_secs(5);

/// The backups of the open journal.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BackupStatus {
    /// Where they go; none until the person chooses a folder.
    pub folder: Option<String>,
    pub state: BackupState,
    /// One is being made or checked right now, perhaps by itself.
    pub busy: Option<Task>,
    /// The next one replaces all others, because something was deleted.
    pub alone: bool,
}

/// What could be restored from the folder for backups.
#[derive(Serialize, Default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Restorable {
    pub folder: Option<String>,
    /// Newest first, of any journal; each says whose it is, as far as that is known.
    pub files: Vec<BackupFile>,
    /// Why the folder could not be looked into.
    pub failure: Option<Failure>,
}

calls![
    /// Where backups go, and when the last one was made and checked.
    pub fn backup_status(app: &App) -> CallResult<BackupStatus> {
        let state = app.journal(|journal| Ok(journal.backup_state(app.vault_file.device())))?;
        let file = app.settings();
        let folder = file.backup_folder.as_deref().map(shown);
        Ok(BackupStatus { folder, state, busy: busy(app), alone: file.backups_alone })
    }

    /// Asks for the folder; nothing when that was cancelled. What is known of backups in another folder is
    /// forgotten, so that one is due.
    pub fn backup_folder_choose(app: &App) -> CallResult<Option<BackupStatus>> {
        app.journal(|_| Ok(()))?;
        let Some(folder) = app.host.choose_folder() else { return Ok(None) };
        if app.settings().backup_folder.as_deref() != Some(&folder) {
            app.change_settings(|file| file.backup_folder = Some(folder))?;
            forget_state(app)?;
        }
        backup_status(app).map(Some)
    }

    /// No more backups are made. Those that are there stay.
    pub fn backup_stop(app: &App) -> CallResult<BackupStatus> {
        app.journal(|_| Ok(()))?;
        app.change_settings(|file| {
            file.backup_folder = None;
            file.backups_alone = false;
        })?;
        forget_state(app)?;
        backup_status(app)
    }

    /// Makes a backup.
    pub fn backup_now(app: &App) -> CallResult<BackupReport> {
        let task = app.tasks.begin(Task::Backup);
        let _turn = guard(&app.backing_up);
        run(app, &task)
    }

    /// Makes a backup and removes all others: what was deleted is in none of them. When that cannot be done
    /// now, the next backup that can be made does it.
    pub fn backup_now_alone(app: &App) -> CallResult<BackupReport> {
        let task = app.tasks.begin(Task::Backup);
        // Set once it is this one's turn: a copy that is under way holds what was deleted since.
        let _turn = guard(&app.backing_up);
        app.change_settings(|file| file.backups_alone = true)?;
        run(app, &task)
    }

    /// Opens the newest backup and checks it.
    pub fn backup_rehearse(app: &App) -> CallResult<RehearsalReport> {
        let task = app.tasks.begin(Task::Rehearsal);
        let _turn = guard(&app.backing_up);
        rehearse(app, &task)
    }

    /// The backups that could be restored.
    pub fn restore_list(app: &App) -> CallResult<Restorable> {
        let Some(folder) = app.settings().backup_folder else { return Ok(Restorable::default()) };
        let (files, failure) = match backups::list(&folder, &app.vault_file) {
            Ok(files) => (files, None),
            Err(error) => (Vec::new(), Some(error.into())),
        };
        Ok(Restorable { folder: Some(shown(&folder)), files, failure })
    }

    /// Chooses what to restore: by its name in the folder for backups, or through the system's dialog.
    /// Answers with the name of a file that can be opened here, or nothing when that was cancelled.
    pub fn restore_choose(app: &App, name: Option<String>) -> CallResult<Option<String>> {
        let file = match name {
            Some(name) => {
                let folder = app.settings().backup_folder.ok_or_else(no_backup)?;
                let listed =
                    backups::list(&folder, &app.vault_file)?.into_iter().any(|file| file.name == name);
                listed.then(|| folder.join(name)).ok_or_else(no_backup)?
            }
            None => match app.host.choose_file() {
                Some(file) => file,
                None => return Ok(None),
            },
        };
        backups::look(&file)?;
        let name = file_name(&file);
        *guard(&app.to_restore) = Some(file);
        Ok(Some(name))
    }

    /// Puts the chosen backup in the place of the journal. What is there stays beside it.
    pub fn restore(app: &App, secret: Secret, sheet: bool) -> CallResult<RestoreReport> {
        if app.is_open() {
            return Err(vault::Error::InUse.into());
        }
        let file = guard(&app.to_restore).clone().ok_or_else(no_backup)?;
        let key = if sheet {
            RecoveryKey::read(secret.as_str()).map(Key::Recovery)
        } else {
            Passphrase::new(secret.as_str()).map(Key::Passphrase)
        };
        let task = app.tasks.begin(Task::Restore);
        let progress = &mut |stage, done, of| task.report(stage, done, of);
        backups::restore_in_place(&app.vault_file, &file, &key?, app.now(), progress)
    }
];

/// Whether this is a moment for a backup by itself: a folder is chosen, the journal is open, and the person
/// does nothing.
pub fn may_back_up(app: &App) -> bool {
    app.is_open() && app.idle_for() >= CALM && app.settings().backup_folder.is_some()
}

/// Makes or checks a backup if one is due and no other is being made. What goes wrong is remembered by the
/// core, and shown where backups are.
pub fn back_up_if_due(app: &App) {
    let Some(_turn) = turn(app) else { return };
    let device = app.vault_file.device();
    if matches!(app.journal(|journal| journal.backup_due(device, app.now())), Ok(true)) {
        let _ = run(app, &app.tasks.begin(Task::Backup));
    } else if matches!(app.journal(|journal| Ok(journal.rehearsal_due(device, app.now()))), Ok(true)) {
        let _ = rehearse(app, &app.tasks.begin(Task::Rehearsal));
    }
}

fn run(app: &App, task: &RunningTask<'_>) -> CallResult<BackupReport> {
    let progress = &mut |stage, done, of| task.report(stage, done, of);
    let settings = app.settings();
    let folder = settings.backup_folder.ok_or_else(no_folder)?;
    let device = app.vault_file.device();
    let run = app.journal(|journal| Ok(journal.backup_begin(device, &folder, app.now())))??;
    if !settings.backups_alone {
        return run.finish(app.now(), progress);
    }
    let report = run.finish_alone(app.now(), progress)?;
    if report.kept <= 1 {
        // Not a failure: set once more than needed, it makes one backup too many replace the others.
        let _ = app.change_settings(|file| file.backups_alone = false);
    }
    Ok(report)
}

fn rehearse(app: &App, task: &RunningTask<'_>) -> CallResult<RehearsalReport> {
    let progress = &mut |stage, done, of| task.report(stage, done, of);
    let folder = app.settings().backup_folder.ok_or_else(no_folder)?;
    let device = app.vault_file.device();
    app.journal(|journal| Ok(journal.rehearse_begin(device, &folder, app.now())))??
        .finish(app.now(), progress)
}

/// What is being done with backups right now.
fn busy(app: &App) -> Option<Task> {
    let checking = app.tasks.progress(Task::Rehearsal).stage.is_some();
    turn(app).is_none().then_some(if checking { Task::Rehearsal } else { Task::Backup })
}

/// The turn to make or check a backup, if nobody else has it.
fn turn(app: &App) -> Option<MutexGuard<'_, ()>> {
    match app.backing_up.try_lock() {
        Ok(turn) => Some(turn),
        Err(TryLockError::Poisoned(turn)) => Some(turn.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

fn forget_state(app: &App) -> CallResult<()> {
    app.journal(|journal| {
        journal.backup_forget(app.vault_file.device());
        Ok(())
    })
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn no_folder() -> Failure {
    Failure::new(Code::BackupNoFolder)
}

fn no_backup() -> Failure {
    Failure::new(Code::BackupMissing)
}
