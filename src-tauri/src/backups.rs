//! Backups while the window is open: one run at a time, and those that are due by themselves.
//!
//! The journal is held for the copying alone. Checking, naming and making room go on without it, so
//! that nobody who writes meanwhile waits. When one is due, and which stay, is the core's to say; a run
//! that locking cuts short leaves an unnamed copy, which the next one sweeps away.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{MutexGuard, TryLockError};
use std::time::Duration;

use sotto_core::backups::{BackupReport, RehearsalReport};
use tauri::{AppHandle, Manager};

use crate::app::{App, held};
use crate::desktop::clock::{now, steady};
use crate::failure::{Answer, no_backup_folder};
use crate::work::{Going, Work};

/// Looks between two questions whether something is due: a look is a second.
const LOOKS: u32 = 15;
/// Not while the person has just done something.
const CALM: Duration = Duration::from_secs(5);

/// Makes a backup in the folder that was chosen.
pub fn run(app: &App) -> Answer<BackupReport> {
    let going = app.works.begin(Work::Backup);
    let _one = held(&app.backing_up);
    run_held(app, &going)
}

/// The same, and removes every other backup of this journal. When that cannot be done now, the next
/// backup that can be made does it.
pub fn run_alone(app: &App) -> Answer<BackupReport> {
    let going = app.works.begin(Work::Backup);
    // Only once it is this one's turn: a copy that is under way holds what was deleted since.
    let _one = held(&app.backing_up);
    app.change_settings(|stored| stored.backups_alone = true)?;
    run_held(app, &going)
}

/// Opens the newest backup and checks it.
pub fn rehearse(app: &App) -> Answer<RehearsalReport> {
    let going = app.works.begin(Work::Rehearsal);
    let _one = held(&app.backing_up);
    rehearse_held(app, &going)
}

/// What is being done with backups right now.
pub fn busy(app: &App) -> Option<Work> {
    let checking = app.works.so_far(Work::Rehearsal).stage.is_some();
    turn(app).is_none().then_some(if checking { Work::Rehearsal } else { Work::Backup })
}

/// To be called every second: now and then, when the person does nothing, does what is due.
pub fn look(handle: &AppHandle) {
    static LOOKED: AtomicU32 = AtomicU32::new(0);
    let app = handle.state::<App>();
    if app.settings().backup_folder.is_none()
        || !app.is_open()
        || steady().saturating_sub(app.last_active()) < CALM
    {
        return;
    }
    if LOOKED.fetch_add(1, Ordering::SeqCst).is_multiple_of(LOOKS) {
        let handle = handle.clone();
        std::thread::spawn(move || due(&handle.state()));
    }
}

/// What went wrong is remembered by the core, and told where backups are shown.
fn due(app: &App) {
    let Some(_one) = turn(app) else { return };
    let device = app.place.device();
    if matches!(app.with(|open| open.journal.backup_due(device, now())), Ok(true)) {
        let _ = run_held(app, &app.works.begin(Work::Backup));
    } else if matches!(app.with(|open| Ok(open.journal.rehearsal_due(device, now()))), Ok(true)) {
        let _ = rehearse_held(app, &app.works.begin(Work::Rehearsal));
    }
}

fn run_held(app: &App, going: &Going<'_>) -> Answer<BackupReport> {
    let watch = &mut |stage, done, of| going.watch(stage, done, of);
    let settings = app.settings();
    let folder = settings.backup_folder.ok_or_else(no_backup_folder)?;
    let device = app.place.device();
    let run = app.with(|open| Ok(open.journal.backup_begin(device, &folder, now(), watch)))??;
    if !settings.backups_alone {
        return run.finish(now(), watch);
    }
    let report = run.finish_alone(now(), watch)?;
    if report.kept <= 1 {
        // Kept in mind once more than needed, it makes one backup replace the others too often.
        let _ = app.change_settings(|stored| stored.backups_alone = false);
    }
    Ok(report)
}

fn rehearse_held(app: &App, going: &Going<'_>) -> Answer<RehearsalReport> {
    let watch = &mut |stage, done, of| going.watch(stage, done, of);
    let folder = app.settings().backup_folder.ok_or_else(no_backup_folder)?;
    let device = app.place.device();
    app.with(|open| Ok(open.journal.rehearse_begin(device, &folder, now())))??.finish(now(), watch)
}

/// The turn to make or check one, if nobody else has it.
fn turn(app: &App) -> Option<MutexGuard<'_, ()>> {
    match app.backing_up.try_lock() {
        Ok(turn) => Some(turn),
        Err(TryLockError::Poisoned(turn)) => Some(turn.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}
