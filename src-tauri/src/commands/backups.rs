//! Backups, and the way back from one.
//!
//! The window is told where things lie and never says it: a folder and a file come from the system's
//! own dialogs, or a file by its name in the folder for backups.

use std::path::Path;

use serde::Serialize;
use sotto_core::backups::{self, BackupFile, BackupReport, BackupState, RehearsalReport, RestoreReport};
use sotto_core::vault::{self, Key, Passphrase, RecoveryKey};
use sotto_core::{Error, Failure};
use tauri::{AppHandle, State};
use zeroize::Zeroizing;

use crate::app::{App, held};
use crate::backups as keeping;
use crate::desktop::clock::now;
use crate::desktop::dialog;
use crate::failure::{Answer, no_backup};
use crate::work::Work;

/// How the backups of the open journal stand.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Backups {
    /// Where they go; none until the person chooses a folder.
    pub folder: Option<String>,
    pub state: BackupState,
    /// One is being made or checked right now, perhaps by itself.
    pub busy: Option<Work>,
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

#[tauri::command(async)]
pub fn backups(app: State<'_, App>) -> Answer<Backups> {
    standing(&app)
}

fn standing(app: &App) -> Answer<Backups> {
    let state = app.with(|open| Ok(open.journal.backup_state(app.place.device())))?;
    let stored = app.settings();
    let folder = stored.backup_folder.as_deref().map(shown);
    Ok(Backups { folder, state, busy: keeping::busy(app), alone: stored.backups_alone })
}

/// Asks for the folder; nothing when it was cancelled. What was remembered of another one is forgotten,
/// so that a backup is due.
#[tauri::command(async)]
pub fn backup_folder_choose(handle: AppHandle, app: State<'_, App>) -> Answer<Option<Backups>> {
    let Some(folder) = dialog::folder(&handle, "Sotto") else { return Ok(None) };
    if app.settings().backup_folder.as_deref() != Some(&folder) {
        app.change_settings(|stored| stored.backup_folder = Some(folder))?;
        app.with(|open| {
            open.journal.backup_forget(app.place.device());
            Ok(())
        })?;
    }
    standing(&app).map(Some)
}

/// No more backups are made. Those that are there stay.
#[tauri::command(async)]
pub fn backup_stop(app: State<'_, App>) -> Answer<Backups> {
    app.change_settings(|stored| {
        stored.backup_folder = None;
        stored.backups_alone = false;
    })?;
    app.with(|open| {
        open.journal.backup_forget(app.place.device());
        Ok(())
    })?;
    standing(&app)
}

#[tauri::command(async)]
pub fn backup_now(app: State<'_, App>) -> Answer<BackupReport> {
    keeping::run(&app)
}

/// A new backup, and the end of all others: what was deleted is in none of them.
#[tauri::command(async)]
pub fn backup_now_alone(app: State<'_, App>) -> Answer<BackupReport> {
    keeping::run_alone(&app)
}

#[tauri::command(async)]
pub fn backup_rehearse(app: State<'_, App>) -> Answer<RehearsalReport> {
    keeping::rehearse(&app)
}

#[tauri::command(async)]
pub fn restore_list(app: State<'_, App>) -> Restorable {
    let Some(folder) = app.settings().backup_folder else { return Restorable::default() };
    let (files, failure) = match backups::list(&folder, &app.place) {
        Ok(files) => (files, None),
        Err(error) => (Vec::new(), Some(error.into())),
    };
    Restorable { folder: Some(shown(&folder)), files, failure }
}

/// Chooses what to restore: by its name in the folder for backups, or through the system's dialog.
/// Answers with the name of a file that can be opened here, or nothing when it was cancelled.
#[tauri::command(async)]
pub fn restore_choose(
    handle: AppHandle,
    app: State<'_, App>,
    name: Option<String>,
) -> Answer<Option<String>> {
    let file = match name {
        Some(name) => {
            let folder = app.settings().backup_folder.ok_or_else(no_backup)?;
            let listed = backups::list(&folder, &app.place)?.into_iter().any(|file| file.name == name);
            listed.then(|| folder.join(name)).ok_or_else(no_backup)?
        }
        None => match dialog::open(&handle, "Sotto") {
            Some(file) => file,
            None => return Ok(None),
        },
    };
    backups::look(&file)?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
    *held(&app.to_restore) = Some(file);
    Ok(name)
}

/// Puts the chosen backup in the place of the journal. What is there is kept beside it.
#[tauri::command(async)]
pub fn restore(app: State<'_, App>, secret: String, sheet: bool) -> Answer<RestoreReport> {
    let secret = Zeroizing::new(secret);
    if app.is_open() {
        return Err(vault::Error::InUse.into());
    }
    let file = held(&app.to_restore).clone().ok_or_else(no_backup)?;
    let key = if sheet {
        RecoveryKey::read(&secret).map(Key::Recovery)
    } else {
        Passphrase::new(&secret).map(Key::Passphrase)
    };
    let going = app.works.begin(Work::Restore);
    let watch = &mut |stage, done, of| going.watch(stage, done, of);
    backups::restore_in_place(&app.place, &file, &key.map_err(Error::from)?, now(), watch)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
