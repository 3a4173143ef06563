//! First run, unlocking, locking, and the ways to unlock.

use serde::Serialize;
use sotto_core::setup::{self, SetupSheet, WordAnswer};
use sotto_core::vault::{self, Key, Passphrase, RecoveryKey};
use sotto_core::words::passphrase;
use sotto_core::{Error, Failure, Journal, status};
use tauri::{AppHandle, State};
use zeroize::Zeroizing;

use crate::app::{App, Setup, held};
use crate::desktop::lock;
use crate::failure::{Answer, unforeseen};

#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Opened {
    /// Notes left while locked.
    pub captured: usize,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Verification {
    pub records: usize,
    pub damaged: Vec<String>,
    pub rolled_back: bool,
}

#[tauri::command(async)]
pub fn passphrase_strength(passphrase: String) -> passphrase::Strength {
    passphrase::strength(&Zeroizing::new(passphrase))
}

#[tauri::command]
pub fn passphrase_suggest() -> Answer<String> {
    let words = passphrase::suggest().map_err(|_| unforeseen("randomness"))?;
    Ok(words.to_string())
}

/// Shows a new recovery sheet. Nothing is written before it has been read back.
#[tauri::command(async)]
pub fn setup_begin(app: State<'_, App>) -> Answer<SetupSheet> {
    let key = RecoveryKey::generate();
    let sheet = setup::sheet(&key)?;
    *held(&app.setup) = Some(Setup { key, sheet: sheet.clone() });
    Ok(sheet)
}

/// Makes the vault, once the words asked for were read back.
#[tauri::command(async)]
pub fn setup_finish(app: State<'_, App>, passphrase: String, answers: Vec<WordAnswer>) -> Answer<Opened> {
    let passphrase = Passphrase::new(&Zeroizing::new(passphrase)).map_err(Error::from)?;
    let mut setup = held(&app.setup);
    let Some(Setup { key, sheet }) = setup.as_ref() else {
        return Err(Failure::new("recovery_answers_wrong", status::USAGE));
    };
    setup::read_back(sheet, &answers)?;
    let journal = Journal::create(&app.place, &passphrase, Some(key))?;
    *setup = None;
    opened(&app, journal)
}

#[tauri::command(async, rename_all = "snake_case")]
pub fn unlock(app: State<'_, App>, passphrase: String, accept_older: Option<bool>) -> Answer<Opened> {
    let passphrase = Passphrase::new(&Zeroizing::new(passphrase)).map_err(Error::from)?;
    unlock_with(&app, Key::Passphrase(passphrase), accept_older)
}

/// Unlocks with the recovery sheet: its words, or its key line.
#[tauri::command(async, rename_all = "snake_case")]
pub fn unlock_recovery(app: State<'_, App>, text: String, accept_older: Option<bool>) -> Answer<Opened> {
    let key = RecoveryKey::read(&Zeroizing::new(text)).map_err(Error::from)?;
    unlock_with(&app, Key::Recovery(key), accept_older)
}

fn unlock_with(app: &App, key: Key, accept_older: Option<bool>) -> Answer<Opened> {
    if app.is_open() {
        return Ok(Opened { captured: 0 });
    }
    let journal = Journal::unlock(&app.place, &key, accept_older.unwrap_or(false))?;
    opened(app, journal)
}

fn opened(app: &App, journal: Journal) -> Answer<Opened> {
    let captured = journal.vault().captured_count().map_err(Error::from)?;
    app.set_open(journal);
    Ok(Opened { captured })
}

/// Loads what the first screen did not need, and compares the vault with its manifest. Answers how
/// many records could not be opened.
#[tauri::command(async)]
pub fn journal_ready(app: State<'_, App>) -> Answer<usize> {
    app.with(|open| {
        open.journal.complete(&mut |_, _| {})?;
        // Images are only a shortcut: one that cannot be written is no failure.
        let _ = open.journal.save_images(false);
        Ok(open.journal.damaged())
    })
}

/// Locks: the page has sealed its draft already.
#[tauri::command]
pub fn lock(handle: AppHandle) {
    std::thread::spawn(move || lock::replace(&handle));
}

/// The page has heard that it is to leave, and is sealing what it holds.
#[tauri::command]
pub fn leave_heard() {
    lock::heard();
}

/// The page's answer to being asked to leave: whether everything on it is sealed.
#[tauri::command]
pub fn leave(handle: AppHandle, saved: bool) {
    std::thread::spawn(move || lock::answered(&handle, saved));
}

/// The person did something: the idle clock starts again.
#[tauri::command]
pub fn active(app: State<'_, App>) {
    app.touch();
}

#[tauri::command(async)]
pub fn passphrase_change(app: State<'_, App>, old: String, new: String) -> Answer<()> {
    let old =
        Passphrase::new(&Zeroizing::new(old)).map_err(|_| Error::from(vault::Error::PassphraseWrong))?;
    let new = Passphrase::new(&Zeroizing::new(new)).map_err(Error::from)?;
    app.with(|open| {
        let vault = open.journal.vault_mut();
        let slot = vault.slot_of(&Key::Passphrase(old))?;
        vault.change_passphrase(slot, &new)?;
        Ok(())
    })
}

/// Opens everything, and says what is not as it was written.
#[tauri::command(async)]
pub fn verify(app: State<'_, App>) -> Answer<Verification> {
    let found = app.with(|open| open.journal.verify())?;
    Ok(Verification { records: found.records, damaged: found.damaged, rolled_back: found.rolled_back })
}
