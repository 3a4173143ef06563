//! First run, unlocking, the passphrase and the recovery sheet. Changing the ways to unlock is in `slots`, the
//! keychain in `keychain`.

use serde::{Deserialize, Serialize};
use sotto_core::access::paper::{self, SheetLabels};
use sotto_core::access::passphrase::{self, Strength};
use sotto_core::access::photo;
use sotto_core::access::recovery_sheet::{self, RecoverySheet, WordAnswer};
use sotto_core::output::write_output;
use sotto_core::vault::{self, Key, NewPassphrase, OutputFile, Passphrase, RecoveryKey, read_limited};
use sotto_core::{Class, Code, Error, Failure, Journal};
use zeroize::Zeroizing;

use crate::app::{App, ShownSheet, guard};
use crate::aside::{self, UnsavedWords};
use crate::call::calls;
use crate::calls::keychain::passphrase_typed;
use crate::calls::vault::ReadOnly;
use crate::failure::{CallResult, unexpected};
use crate::secret::Secret;

/// What the person finds after unlocking.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UnlockResult {
    /// Notes left while locked.
    pub captured: usize,
    /// Set when the journal can only be read.
    pub read_only: Option<ReadOnly>,
    /// Words that could not be saved before it was locked, and cannot be saved now.
    pub unsaved: Vec<UnsavedWords>,
}

/// How the journal is opened, once the person knows why it does not simply open.
#[derive(Deserialize, Clone, Copy, Default)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct UnlockOptions {
    /// Although this computer has seen a newer file.
    #[cfg_attr(test, ts(as = "Option<bool>", optional))]
    pub accept_older: bool,
    /// Only to read what is undamaged in it.
    #[cfg_attr(test, ts(as = "Option<bool>", optional))]
    pub read_only: bool,
}

calls![
    /// How easily a passphrase is guessed.
    pub fn passphrase_strength(_app: &App, passphrase: Secret) -> CallResult<Strength> {
        Ok(passphrase::strength(passphrase.as_str()))
    }

    /// A passphrase of random words.
    pub fn passphrase_suggest(_app: &App) -> CallResult<String> {
        let words = passphrase::suggest().map_err(|_| unexpected("randomness"))?;
        Ok(words.to_string())
    }

    /// Shows a new recovery sheet, at the first run or for an open journal. Nothing is written before it has
    /// been read back.
    pub fn sheet_new(app: &App) -> CallResult<RecoverySheet> {
        let key = RecoveryKey::generate();
        let sheet = recovery_sheet::sheet(&key)?;
        *guard(&app.sheet) = Some(ShownSheet { key, sheet: sheet.clone() });
        Ok(sheet)
    }

    /// Saves the sheet that was shown last as a PDF, at the place that is chosen and nowhere else. Answers with
    /// the file's name, or nothing when that was cancelled.
    pub fn sheet_save(app: &App, labels: SheetLabels) -> CallResult<Option<String>> {
        let sheet = guard(&app.sheet).as_ref().map(|shown| shown.sheet.clone());
        let pdf = paper::pdf(&sheet.ok_or_else(|| Failure::new(Code::NotFound))?, &labels)?;
        let Some(place) = app.host.choose_place("sotto-recovery-sheet.pdf") else { return Ok(None) };
        write_output(OutputFile::create(&place, true)?, &pdf)?;
        Ok(Some(file_name(&place)))
    }

    /// Makes the vault, once the words that were asked for have been read back from the sheet.
    pub fn vault_create(app: &App, passphrase: Secret, answers: Vec<WordAnswer>) -> CallResult<UnlockResult> {
        let passphrase = NewPassphrase::new(passphrase.as_str())?;
        let key = read_back(app, &answers)?;
        let journal = Journal::create(&app.vault_file, &passphrase, Some(&key))?;
        *guard(&app.sheet) = None;
        opened(app, journal, false)
    }

    /// Unlocks with the passphrase.
    pub fn unlock(app: &App, passphrase: Secret, how: Option<UnlockOptions>) -> CallResult<UnlockResult> {
        let passphrase = Passphrase::new(passphrase.as_str())?;
        let result = unlock_with(app, &Key::Passphrase(passphrase), how.unwrap_or_default())?;
        passphrase_typed(app);
        Ok(result)
    }

    /// Unlocks with the recovery sheet: its words, or its key line.
    pub fn unlock_recovery(app: &App, text: Secret, how: Option<UnlockOptions>) -> CallResult<UnlockResult> {
        let key = RecoveryKey::read(text.as_str())?;
        unlock_with(app, &Key::Recovery(key), how.unwrap_or_default())
    }

    /// Unlocks with a photo of the code on the recovery sheet; nothing when none was chosen. What the code says
    /// is not shown or stored.
    pub fn unlock_photo(app: &App, how: Option<UnlockOptions>) -> CallResult<Option<UnlockResult>> {
        let Some(path) = app.host.choose_file() else { return Ok(None) };
        let bytes = Zeroizing::new(read_limited(&path, photo::MAX_BYTES).map_err(|error| match error {
            vault::Error::TooLarge { .. } => Failure::new(Code::PhotoTooLarge),
            other => other.into(),
        })?);
        let key = photo::key_in(&bytes)?;
        unlock_with(app, &Key::Recovery(key), how.unwrap_or_default()).map(Some)
    }

    /// Uncovers the page with the passphrase.
    pub fn uncover(app: &App, passphrase: Secret) -> CallResult<()> {
        let passphrase = Passphrase::new(passphrase.as_str())?;
        app.journal(|journal| Ok(journal.vault().slot_of(&Key::Passphrase(passphrase))?))?;
        app.uncover();
        Ok(())
    }

    /// Compares the vault with its manifest, behind the first screen. Answers how many records could not be
    /// opened.
    pub fn journal_ready(app: &App) -> CallResult<usize> {
        app.journal(|journal| {
            journal.check()?;
            // A saved view only makes the next unlock faster: one that cannot be written is no failure.
            let _ = journal.save_view();
            Ok(journal.damaged())
        })
    }

    /// Replaces the passphrase `old` by another one.
    pub fn passphrase_change(app: &App, old: Secret, new: Secret) -> CallResult<()> {
        let old = Passphrase::new(old.as_str()).map_err(|_| Error::from(vault::Error::PassphraseWrong))?;
        let new = NewPassphrase::new(new.as_str())?;
        app.journal(|journal| {
            let vault = journal.vault_mut();
            let slot = vault.slot_of(&Key::Passphrase(old))?;
            Ok(vault.change_passphrase(slot, &new)?)
        })?;
        passphrase_typed(app);
        Ok(())
    }
];

/// The key of the sheet that was shown last, once it has been read back.
pub(crate) fn read_back(app: &App, answers: &[WordAnswer]) -> CallResult<RecoveryKey> {
    let shown = guard(&app.sheet);
    let Some(shown) = shown.as_ref() else {
        return Err(Failure::new(Code::RecoveryAnswersWrong));
    };
    recovery_sheet::read_back(&shown.sheet, answers)?;
    Ok(shown.key.clone())
}

/// Unlocks with any key.
pub(crate) fn unlock_with(app: &App, key: &Key, how: UnlockOptions) -> CallResult<UnlockResult> {
    if how.read_only {
        close_for_reading(app, key)?;
        return opened(app, Journal::open_read_only(&app.vault_file, key)?, true);
    }
    if app.is_open() {
        let read_only = app.open_journal(|open| Ok(open.read_only))?;
        return Ok(UnlockResult { captured: 0, read_only, unsaved: Vec::new() });
    }
    opened(app, Journal::unlock(&app.vault_file, key, how.accept_older)?, false)
}

/// Closes a journal that is open, so that it can be opened for reading: only one program may hold the file. A
/// wrong key leaves it open.
fn close_for_reading(app: &App, key: &Key) -> CallResult<()> {
    if app.is_open() {
        match app.journal(|journal| Ok(journal.vault().slot_of(key)?)) {
            Err(wrong) if wrong.class == Class::WrongKey => return Err(wrong),
            _ => drop(app.take()),
        }
    }
    Ok(())
}

fn opened(app: &App, journal: Journal, asked_for_reading: bool) -> CallResult<UnlockResult> {
    let captured = journal.vault().captured_count()?;
    let read_only = ReadOnly::of(&journal, asked_for_reading);
    app.set_open(journal, read_only);
    Ok(UnlockResult { captured, read_only, unsaved: aside::bring_back(app) })
}

/// The name of a file, without its folder.
pub(crate) fn file_name(path: &std::path::Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
