//! Unlocking with this computer's keychain: turning it on and off, and opening the journal with it.
//!
//! The vault's slot and the keychain's item are made and removed together. Where only one can be, the item is
//! left over, and opens nothing. The passphrase goes on opening the journal, and is asked for now and then, so
//! that it is not forgotten.

use serde::Serialize;
use sotto_core::vault::{self, DeviceKey, Id, Key, Passphrase};
use sotto_core::{Code, Error, Failure};

use crate::app::App;
use crate::call::calls;
use crate::calls::access::{UnlockOptions, UnlockResult, unlock_with};
use crate::failure::CallResult;
use crate::host::KeychainFault;
use crate::secret::Secret;
use crate::settings::SettingsFile;

/// Whether the keychain can open the journal.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Keychain {
    /// Whether this computer has one that can store a key.
    pub there: bool,
    /// Whether it was turned on here for this journal.
    pub on: bool,
    /// Whether the passphrase has to be typed first, so that it is not forgotten.
    pub due: bool,
}

/// Whether the key in the keychain is gone too.
#[derive(Serialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum KeychainRemoval {
    /// There was none.
    None,
    Removed,
    /// It could not be removed. It opens copies of the vault from before, and with them this one until all keys are
    /// replaced.
    Left,
}

calls![
    /// Whether the keychain can open the journal. On the lock screen the keychain is only asked when it was
    /// turned on: asking may start a service.
    pub fn keychain(app: &App) -> CallResult<Keychain> {
        let slots = keychain_slots(app);
        let on = !slots.is_empty();
        let there = (on || app.is_open()) && app.host.keychain().is_there();
        Ok(Keychain { there, on, due: is_due(app, &slots) })
    }

    /// Turns it on. Only with the passphrase, also when the recovery sheet has opened the journal: a person who
    /// has forgotten it must not come to rely on one computer.
    pub fn keychain_on(app: &App, passphrase: Secret) -> CallResult<()> {
        let typed =
            Passphrase::new(passphrase.as_str()).map_err(|_| Error::from(vault::Error::PassphraseWrong))?;
        app.journal(|journal| {
            journal.vault().ensure_writable()?;
            Ok(journal.vault().slot_of(&Key::Passphrase(typed))?)
        })?;
        let key = DeviceKey::generate()?;
        app.host.keychain().store(&key)?;
        let today = app.now().date_naive();
        let added = app.journal(|journal| Ok(journal.vault_mut().add_device_slot(&key)?)).and_then(|()| {
            app.change_settings(|file| {
                file.keychain_slots.insert(key.slot(), today);
            })
        });
        if added.is_err() {
            let _ = app.journal(|journal| Ok(journal.vault_mut().remove_slot(key.slot())?));
            let _ = app.host.keychain().remove(key.slot(), false);
        }
        added
    }

    /// Turns it off. The slot is removed first: the key no longer opens this file. With a copy of it from before, it
    /// does until all keys are replaced.
    pub fn keychain_off(app: &App) -> CallResult<KeychainRemoval> {
        let slots = keychain_slots(app);
        app.journal(|journal| {
            for slot in &slots {
                journal.vault_mut().remove_slot(*slot)?;
            }
            Ok(())
        })?;
        remove_keys(app, &slots, true)
    }

    /// Unlocks with the key in the keychain.
    pub fn keychain_unlock(app: &App, how: Option<UnlockOptions>) -> CallResult<UnlockResult> {
        let slots = keychain_slots(app);
        if is_due(app, &slots) {
            return Err(Failure::new(Code::KeychainPassphraseDue));
        }
        let mut key = Err(KeychainFault::Missing);
        for slot in slots {
            key = app.host.keychain().find(slot);
            if key.is_ok() {
                break;
            }
        }
        unlock_with(app, &Key::Device(key?), how.unwrap_or_default())
    }
];

/// Removes keys whose slots are gone.
pub(crate) fn remove_keys(app: &App, slots: &[Id], ask: bool) -> CallResult<KeychainRemoval> {
    let mut removal = KeychainRemoval::None;
    for slot in slots {
        let removed = app.host.keychain().remove(*slot, ask).is_ok();
        if !removed {
            removal = KeychainRemoval::Left;
        } else if removal == KeychainRemoval::None {
            removal = KeychainRemoval::Removed;
        }
    }
    if !slots.is_empty() {
        app.change_settings(|file| file.keychain_slots.retain(|slot, _| !slots.contains(slot)))?;
    }
    Ok(removal)
}

/// Remembers that the passphrase was typed and opens this journal.
pub(crate) fn passphrase_typed(app: &App) {
    let (slots, today) = (keychain_slots(app), app.now().date_naive());
    let known = app.settings().keychain_slots;
    if slots.iter().any(|slot| known.get(slot) != Some(&today)) {
        // Not worth a failure: it would be asked for once more.
        let _ = app.change_settings(|file| {
            file.keychain_slots.extend(slots.iter().map(|slot| (*slot, today)));
        });
    }
}

/// The journal's slots whose keys were put into this computer's keychain.
fn keychain_slots(app: &App) -> Vec<Id> {
    let known = app.settings().keychain_slots;
    if known.is_empty() {
        return Vec::new();
    }
    let slots = if app.is_open() {
        app.journal(|journal| Ok(journal.vault().slots()?.into_iter().map(|slot| slot.id).collect()))
    } else {
        app.vault_file.device_slots().map_err(Failure::from)
    };
    let slots: Vec<Id> = slots.unwrap_or_default();
    slots.into_iter().filter(|slot| known.contains_key(slot)).collect()
}

fn is_due(app: &App, slots: &[Id]) -> bool {
    let (today, known) = (app.now().date_naive(), app.settings().keychain_slots);
    slots.iter().filter_map(|slot| known.get(slot)).any(|typed| SettingsFile::is_due(*typed, today))
}
