//! Unlocking with this computer's keychain: turning it on and off, and opening the journal with it.
//!
//! The vault's slot and the keychain's item are made and removed together; where only one can be, it is
//! the item that is left over, which then opens nothing. The passphrase goes on opening the journal, and
//! is asked for now and then, so that it is not forgotten.

use serde::Serialize;
use sotto_core::Error;
use sotto_core::vault::{self, DeviceKey, Id, Key, Passphrase};
use tauri::State;
use zeroize::Zeroizing;

use super::keys::{How, Opened, unlock_with};
use crate::app::App;
use crate::desktop::clock::now;
use crate::desktop::keychain::{self, Fault};
use crate::failure::{Answer, passphrase_due};
use crate::settings::Stored;

/// How unlocking with the keychain stands.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Keychain {
    /// Whether this computer has one that can keep a key.
    pub there: bool,
    /// Whether it was turned on here for this journal.
    pub on: bool,
    /// Whether the passphrase has to be typed first, so that it is not forgotten.
    pub due: bool,
}

/// Whether the key in the keychain is gone too.
#[derive(Serialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Forgotten {
    /// There was none.
    None,
    Removed,
    /// It could not be removed. It opens nothing but older backups.
    Left,
}

/// On the lock screen the keychain is only asked when it was turned on: asking may start a service.
#[tauri::command]
pub async fn keychain(app: State<'_, App>) -> Answer<Keychain> {
    let slots = kept_here(&app);
    let on = !slots.is_empty();
    let there = (on || app.is_open()) && keychain::is_there().await;
    Ok(Keychain { there, on, due: due(&app.settings(), &slots) })
}

/// Only with the passphrase, also when the sheet has opened the journal: who has forgotten it must not
/// come to rely on one computer.
#[tauri::command]
pub async fn keychain_on(app: State<'_, App>, passphrase: String) -> Answer<()> {
    let typed = Passphrase::new(&Zeroizing::new(passphrase))
        .map_err(|_| Error::from(vault::Error::PassphraseWrong))?;
    app.with(|open| {
        open.journal.vault().ensure_writable()?;
        Ok(open.journal.vault().slot_of(&Key::Passphrase(typed))?)
    })?;
    let key = DeviceKey::generate().map_err(Error::from)?;
    keychain::keep(&key).await?;
    let added = app.with(|open| Ok(open.journal.vault_mut().add_device_slot(&key)?)).and_then(|()| {
        app.change_settings(|stored| {
            stored.kept.insert(key.slot(), now().date_naive());
        })
    });
    if added.is_err() {
        let _ = app.with(|open| Ok(open.journal.vault_mut().remove_slot(key.slot())?));
        let _ = keychain::forget(key.slot(), false).await;
    }
    added
}

/// Removes the slot first: from then on the key opens nothing that is written from now on.
#[tauri::command]
pub async fn keychain_off(app: State<'_, App>) -> Answer<Forgotten> {
    let slots = kept_here(&app);
    app.with(|open| {
        for slot in &slots {
            open.journal.vault_mut().remove_slot(*slot)?;
        }
        Ok(())
    })?;
    forget(&app, &slots, true).await
}

#[tauri::command]
pub async fn keychain_unlock(app: State<'_, App>, how: Option<How>) -> Answer<Opened> {
    let slots = kept_here(&app);
    if due(&app.settings(), &slots) {
        return Err(passphrase_due());
    }
    let mut key = Err(Fault::Missing);
    for slot in slots {
        key = keychain::find(slot).await;
        if key.is_ok() {
            break;
        }
    }
    unlock_with(&app, &Key::Device(key?), &how.unwrap_or_default())
}

/// Forgets keys whose slots are gone.
pub async fn forget(app: &App, slots: &[Id], ask: bool) -> Answer<Forgotten> {
    let mut forgotten = Forgotten::None;
    for slot in slots {
        let removed = keychain::forget(*slot, ask).await.is_ok();
        if !removed {
            forgotten = Forgotten::Left;
        } else if forgotten == Forgotten::None {
            forgotten = Forgotten::Removed;
        }
    }
    if !slots.is_empty() {
        app.change_settings(|stored| stored.kept.retain(|slot, _| !slots.contains(slot)))?;
    }
    Ok(forgotten)
}

/// The passphrase was typed, and opens this journal.
pub fn typed(app: &App) {
    let (slots, today) = (kept_here(app), now().date_naive());
    let stored = app.settings().kept;
    if slots.iter().any(|slot| stored.get(slot) != Some(&today)) {
        // Not worth a failure: it would be asked for once more.
        let _ = app.change_settings(|stored| {
            stored.kept.extend(slots.iter().map(|slot| (*slot, today)));
        });
    }
}

/// The journal's slots whose keys were put into this computer's keychain.
fn kept_here(app: &App) -> Vec<Id> {
    let kept = app.settings().kept;
    if kept.is_empty() {
        return Vec::new();
    }
    let slots = if app.is_open() {
        app.with(|open| {
            let ways = open.journal.vault().slots()?;
            Ok(ways.into_iter().map(|way| way.id).collect::<Vec<_>>())
        })
    } else {
        app.place.device_slots().map_err(|error| Error::from(error).into())
    };
    slots.unwrap_or_default().into_iter().filter(|slot| kept.contains_key(slot)).collect()
}

fn due(stored: &Stored, slots: &[Id]) -> bool {
    let today = now().date_naive();
    slots.iter().filter_map(|slot| stored.kept.get(slot)).any(|typed| Stored::is_due(*typed, today))
}
