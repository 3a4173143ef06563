//! Prepared worlds, each made once through the calls themselves and copied for every app.
//!
//! The clock stands still, so that every picture of a screen is the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use sotto_api::settings::SettingsFile;
use sotto_api::tasks::Task;
use sotto_api::{App, call};
use sotto_core::Now;
use sotto_core::vault::Device;

use super::begin::{BackupsState, Begin, KeychainState, World};
use super::cast::{self, Cast};
use super::scratch::{Desk, KeychainIs, Scratch};
use super::trouble;

/// When every app is looked at.
pub const NOW: &str = "2026-11-23T20:30:00+00:00";
/// Opens every vault. Made up, and good for nothing else.
pub const PASSPHRASE: &str = "lantern moss quarry violet";

/// Every world, each in a folder of its own once it was needed.
pub struct Worlds {
    folder: PathBuf,
    made: Mutex<BTreeMap<World, PathBuf>>,
}

impl Worlds {
    /// Worlds and apps lie in this folder.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), made: Mutex::default() }
    }

    /// Begins an app.
    ///
    /// # Errors
    /// What could not be done, in words.
    pub fn begin(&self, number: usize, begin: &Begin, page_root: &str) -> Result<Arc<App>, String> {
        if let Some((name, code)) = begin.inject.iter().find(|(name, _)| begin.injected(name).is_none()) {
            return Err(format!("{name} cannot fail with {code}: there is no such code"));
        }
        let template = self.made(begin.world)?;
        let folder = self.app_folder(number);
        trouble::copy(&template, &folder)?;
        settings(&folder, begin)?;
        if begin.world == World::New {
            self.backups(&folder, begin)?;
        }
        let desk = Desk::at(moment(NOW)?);
        let app = Scratch::app(&folder, Arc::clone(&desk), page_root).map_err(|error| error.to_string())?;
        if begin.world != World::New {
            self.open(&app, &desk, &folder, begin)?;
        }
        desk.choose(&begin.choose);
        if let Some(task) = begin.hold {
            app.tasks.hold(task);
        }
        if begin.backups == BackupsState::Running {
            run_backup(&app);
        }
        Ok(app)
    }

    /// Removes the folder of an app that was closed.
    pub fn remove(&self, number: &str) {
        if let Ok(number) = number.parse() {
            let _ = fs::remove_dir_all(self.app_folder(number));
        }
    }

    fn app_folder(&self, number: usize) -> PathBuf {
        self.folder.join(format!("app-{number}"))
    }

    /// Brings an app into the state it begins in.
    fn open(&self, app: &App, desk: &Desk, folder: &Path, begin: &Begin) -> Result<(), String> {
        // By the key in the keychain: a passphrase takes most of a second, by intention.
        if begin.keychain != KeychainState::Due {
            ask(app, "keychain_unlock", json!({}))?;
        }
        match begin.keychain {
            KeychainState::Off | KeychainState::Absent => drop(ask(app, "keychain_off", json!({}))?),
            KeychainState::On | KeychainState::Due | KeychainState::Emptied | KeychainState::Gone => {}
        }
        desk.set_keychain(match begin.keychain {
            KeychainState::Off | KeychainState::On | KeychainState::Due => KeychainIs::There,
            KeychainState::Absent | KeychainState::Gone => KeychainIs::Absent,
            KeychainState::Emptied => KeychainIs::Emptied,
        });
        self.backups(folder, begin)?;
        match begin.backups {
            BackupsState::None => drop(ask(app, "backup_stop", json!({}))?),
            BackupsState::Away => failing(app, "backup_now")?,
            BackupsState::Damaged => failing(app, "backup_rehearse")?,
            BackupsState::Well | BackupsState::Running | BackupsState::Shared | BackupsState::Others => {}
        }
        let vault = folder.join("journal.sotto");
        if begin.locked || begin.damage.is_some() || begin.write_protected {
            app.seal();
        }
        if let Some(damage) = begin.damage {
            trouble::damage(&vault, damage)?;
        }
        if begin.write_protected {
            trouble::protect(&vault)?;
        }
        if !begin.locked && !app.is_open() {
            let how = json!({ "read_only": begin.damage.is_some() });
            ask(app, "unlock", json!({ "passphrase": PASSPHRASE, "how": how }))?;
        }
        Ok(())
    }

    /// Brings the folder of backups into its state.
    fn backups(&self, folder: &Path, begin: &Begin) -> Result<(), String> {
        if begin.backups == BackupsState::Well {
            return Ok(());
        }
        let others = self.made(World::Therapist)?.join("backups");
        trouble::backups(&folder.join("backups"), begin.backups, &others)
    }

    fn made(&self, world: World) -> Result<PathBuf, String> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(folder) = made.get(&world) {
            return Ok(folder.clone());
        }
        match world {
            World::New => {
                let folder = self.folder.join("new");
                fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
                made.insert(world, folder);
            }
            World::Empty => {
                let folder = self.folder.join("empty");
                cast::empty(&folder)?;
                made.insert(world, folder);
            }
            World::Story | World::Therapist => {
                let Cast { member, therapist } = cast::make(&self.folder.join("cast"))?;
                made.insert(World::Story, member);
                made.insert(World::Therapist, therapist);
            }
        }
        made.get(&world).cloned().ok_or_else(|| "no world".to_owned())
    }
}

/// The settings of this computer, as the app begins with them.
fn settings(folder: &Path, begin: &Begin) -> Result<(), String> {
    let device = Device::at(folder.join("device"));
    let mut file = SettingsFile::read(&device);
    file.settings.theme = begin.theme;
    file.settings.text_size = begin.text_size.unwrap_or(file.settings.text_size);
    file.settings.country = Some("GB".to_owned());
    // The template's folder was copied, and so were the backups in it.
    let has_folder = file.backup_folder.is_some() || begin.backups == BackupsState::Others;
    file.backup_folder = has_folder.then(|| folder.join("backups"));
    let today = moment(NOW)?.date_naive();
    let typed = if begin.keychain == KeychainState::Due { Days::new(20) } else { Days::new(0) };
    let typed: NaiveDate = today.checked_sub_days(typed).unwrap_or(today);
    file.keychain_slots.values_mut().for_each(|day| *day = typed);
    file.write(&device).map_err(|failure| format!("{failure:?}"))
}

/// Begins a backup, and waits until it has reported.
fn run_backup(app: &Arc<App>) {
    app.tasks.hold(Task::Backup);
    let running = Arc::clone(app);
    let backup = thread::spawn(move || call(&running, "backup_now", json!({})));
    while app.tasks.progress(Task::Backup).stage.is_none() && !backup.is_finished() {
        thread::yield_now();
    }
}

/// Makes a call as the screens do.
pub fn ask(app: &App, name: &str, arguments: Value) -> Result<Value, String> {
    let answer = call(app, name, arguments).map_err(|failure| format!("{name}: {failure:?}"))?;
    serde_json::from_str(&answer).map_err(|error| error.to_string())
}

/// Makes a call that has to fail.
fn failing(app: &App, name: &str) -> Result<(), String> {
    match call(app, name, json!({})) {
        Err(_) => Ok(()),
        Ok(answer) => Err(format!("{name} did not fail: {answer}")),
    }
}

/// A moment in RFC 3339.
pub fn moment(text: &str) -> Result<Now, String> {
    Now::parse_from_rfc3339(text).map_err(|error| format!("{text}: {error}"))
}
