//! First run, unlocking, locking, the passphrase. Other ways to unlock are in `access` and `keychain`.

use serde::{Deserialize, Serialize};
use sotto_core::access::passphrase;
use sotto_core::access::photo;
use sotto_core::access::recovery_sheet::{self, RecoverySheet, WordAnswer};
use sotto_core::vault::{self, Key, NewPassphrase, Passphrase, RecoveryKey, read_limited};
use sotto_core::{Class, Code, Error, Failure, Journal};
use tauri::{AppHandle, State};
use zeroize::Zeroizing;

use crate::app::{App, Setup, held};
use crate::commands::keychain::typed;
use crate::commands::reading::ReadOnly;
use crate::desktop::{dialog, lock};
use crate::failure::{Answer, unexpected};
use crate::work::Work;

#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Opened {
    /// Notes left while locked.
    pub captured: usize,
    /// When the journal is only read.
    pub reading: Option<ReadOnly>,
}

/// How the person wants the journal opened, once they have been told why it does not simply open.
#[derive(Deserialize, Default)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default)]
pub struct How {
    /// Although this computer has seen a newer file.
    #[cfg_attr(test, ts(as = "Option<bool>", optional))]
    pub accept_older: bool,
    /// Only to read what is sound of it.
    #[cfg_attr(test, ts(as = "Option<bool>", optional))]
    pub open_read_only: bool,
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
    let words = passphrase::suggest().map_err(|_| unexpected("randomness"))?;
    Ok(words.to_string())
}

/// Shows a new recovery sheet, at the first run or for an open journal. Nothing is written before it has been
/// read back.
#[tauri::command(async)]
pub fn setup_begin(app: State<'_, App>) -> Answer<RecoverySheet> {
    let key = RecoveryKey::generate();
    let sheet = recovery_sheet::sheet(&key)?;
    *held(&app.setup) = Some(Setup { key, sheet: sheet.clone() });
    Ok(sheet)
}

/// Makes the vault, once the words asked for were read back.
#[tauri::command(async)]
pub fn setup_finish(app: State<'_, App>, passphrase: String, answers: Vec<WordAnswer>) -> Answer<Opened> {
    let passphrase = NewPassphrase::new(&Zeroizing::new(passphrase)).map_err(Error::from)?;
    let mut setup = held(&app.setup);
    let Some(Setup { key, sheet }) = setup.as_ref() else {
        return Err(Failure::new(Code::RecoveryAnswersWrong));
    };
    recovery_sheet::read_back(sheet, &answers)?;
    let journal = Journal::create(&app.place, &passphrase, Some(key))?;
    *setup = None;
    opened(&app, journal, false)
}

#[tauri::command(async)]
pub fn unlock(app: State<'_, App>, passphrase: String, how: Option<How>) -> Answer<Opened> {
    let passphrase = Passphrase::new(&Zeroizing::new(passphrase)).map_err(Error::from)?;
    let opened = unlock_with(&app, &Key::Passphrase(passphrase), &how.unwrap_or_default())?;
    typed(&app);
    Ok(opened)
}

/// Unlocks with the recovery sheet: its words, or its key line.
#[tauri::command(async)]
pub fn unlock_recovery(app: State<'_, App>, text: String, how: Option<How>) -> Answer<Opened> {
    let key = RecoveryKey::read(&Zeroizing::new(text)).map_err(Error::from)?;
    unlock_with(&app, &Key::Recovery(key), &how.unwrap_or_default())
}

/// Unlocks with a photo of the code on the recovery sheet; nothing when none was chosen. What the code says
/// goes nowhere but to the lock.
#[tauri::command(async)]
pub fn unlock_photo(handle: AppHandle, app: State<'_, App>, how: Option<How>) -> Answer<Option<Opened>> {
    let Some(path) = dialog::open(&handle, "Sotto") else { return Ok(None) };
    let bytes = Zeroizing::new(read_limited(&path, photo::MAX_BYTES).map_err(|e| match e {
        vault::Error::TooLarge { .. } => Failure::new(Code::PhotoTooLarge),
        other => other.into(),
    })?);
    let key = photo::key_in(&bytes)?;
    unlock_with(&app, &Key::Recovery(key), &how.unwrap_or_default()).map(Some)
}

pub fn unlock_with(app: &App, key: &Key, how: &How) -> Answer<Opened> {
    if how.open_read_only {
        leave_for_reading(app, key)?;
        return opened(app, Journal::open_read_only(&app.place, key)?, true);
    }
    if app.is_open() {
        return Ok(Opened { captured: 0, reading: app.reading() });
    }
    opened(app, Journal::unlock(&app.place, key, how.accept_older)?, false)
}

/// A journal that was open when its check stopped it is put down, so that what is sound can be read: only
/// one may hold the file. A wrong key leaves it as it is.
fn leave_for_reading(app: &App, key: &Key) -> Answer<()> {
    if app.is_open() {
        match app.with(|open| Ok(open.journal.vault().slot_of(key)?)) {
            Err(wrong) if wrong.class == Class::WrongKey => return Err(wrong),
            _ => drop(app.take()),
        }
    }
    Ok(())
}

fn opened(app: &App, journal: Journal, sound: bool) -> Answer<Opened> {
    let captured = journal.vault().captured_count().map_err(Error::from)?;
    let reading = ReadOnly::of(&journal, sound);
    app.set_open(journal, reading);
    Ok(Opened { captured, reading })
}

/// Compares the vault with its manifest, behind the first screen. Answers how many records could not be opened.
#[tauri::command(async)]
pub fn journal_ready(app: State<'_, App>) -> Answer<usize> {
    app.with(|open| {
        open.journal.check()?;
        // A saved view is only a shortcut: one that cannot be written is no failure.
        let _ = open.journal.save_view();
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
    let new = NewPassphrase::new(&Zeroizing::new(new)).map_err(Error::from)?;
    app.with(|open| {
        let vault = open.journal.vault_mut();
        let slot = vault.slot_of(&Key::Passphrase(old))?;
        vault.change_passphrase(slot, &new)?;
        Ok(())
    })?;
    typed(&app);
    Ok(())
}

/// Opens everything, and says what is not as it was written.
#[tauri::command(async)]
pub fn verify(app: State<'_, App>) -> Answer<Verification> {
    let going = app.works.begin(Work::Check);
    let watch = &mut |stage, done, of| going.watch(stage, done, of);
    let found = app.with(|open| open.journal.verify_with_progress(watch))?;
    Ok(Verification { records: found.records, damaged: found.damaged, rolled_back: found.rolled_back })
}
