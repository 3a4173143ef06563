//! The ways to unlock, and new keys for everything.

use serde::Serialize;
use sotto_core::access::recovery_sheet::WordAnswer;
use sotto_core::vault::{self, Id, Key, NewKeys, NewPassphrase, Passphrase, SlotKind, Vault};

use crate::app::{App, guard};
use crate::aside;
use crate::call::calls;
use crate::calls::access::read_back;
use crate::calls::keychain::{KeychainRemoval, remove_keys};
use crate::failure::CallResult;
use crate::secret::Secret;
use crate::tasks::Task;

/// One way to unlock.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SlotInfo {
    pub id: Id,
    #[cfg_attr(test, ts(type = r#""passphrase" | "recovery" | "device""#))]
    pub kind: &'static str,
    /// The one that opened the journal now.
    pub opened_this: bool,
    /// Its key was put into this computer's keychain.
    pub in_keychain: bool,
}

/// What new keys have changed.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Rekeyed {
    /// Records that were sealed again.
    pub records: usize,
    /// Other passphrases that no longer open the journal.
    pub dropped: usize,
    /// Whether the key in this computer's keychain, which no longer opens the journal, was removed.
    pub keychain: KeychainRemoval,
}

calls![
    /// Every way to unlock.
    pub fn slot_list(app: &App) -> CallResult<Vec<SlotInfo>> {
        let in_keychain = app.settings().keychain_slots;
        app.journal(|journal| {
            let vault = journal.vault();
            let opened_by = vault.opened_by();
            let info = |slot: vault::SlotInfo| SlotInfo {
                id: slot.id,
                kind: slot.kind.name(),
                opened_this: slot.id == opened_by,
                in_keychain: in_keychain.contains_key(&slot.id),
            };
            Ok(vault.slots()?.into_iter().map(info).collect())
        })
    }

    /// Adds a passphrase.
    pub fn slot_add_passphrase(app: &App, old: Option<Secret>, new: Secret) -> CallResult<()> {
        let new = NewPassphrase::new(new.as_str())?;
        app.journal(|journal| {
            let vault = journal.vault_mut();
            vault.ensure_writable()?;
            require_passphrase(vault, old)?;
            vault.add_passphrase(&new)?;
            Ok(())
        })
    }

    /// Makes the sheet that was shown last and read back the recovery sheet. One before it stops working.
    pub fn slot_add_recovery(app: &App, old: Option<Secret>, answers: Vec<WordAnswer>) -> CallResult<()> {
        let key = read_back(app, &answers)?;
        app.journal(|journal| {
            let vault = journal.vault_mut();
            vault.ensure_writable()?;
            require_passphrase(vault, old)?;
            vault.add_recovery(&key)?;
            Ok(())
        })?;
        *guard(&app.sheet) = None;
        Ok(())
    }

    /// Removes a way to unlock, but never the last passphrase.
    pub fn slot_remove(app: &App, id: Id) -> CallResult<()> {
        app.journal(|journal| Ok(journal.vault_mut().remove_slot(id)?))
    }

    /// New keys for everything. With `answers`, the sheet that was shown last becomes the recovery sheet once
    /// it has been read back; without them the present sheet stays.
    pub fn rekey(
        app: &App,
        old: Option<Secret>,
        new: Secret,
        answers: Option<Vec<WordAnswer>>,
        share_keys: bool,
    ) -> CallResult<Rekeyed> {
        let passphrase = NewPassphrase::new(new.as_str())?;
        let sheet = answers.map(|answers| read_back(app, &answers)).transpose()?;
        let task = app.tasks.begin(Task::Rekey);
        let mut replaced = None;
        let set_aside = aside::all(app);
        let done = app.open_journal(|open| {
            open.journal.vault().ensure_writable()?;
            replaced = require_passphrase(open.journal.vault(), old)?;
            let keys = NewKeys { passphrase: &passphrase, sheet: sheet.as_ref(), share_keys };
            // What was previewed belongs to the keys before.
            open.preview = None;
            open.journal.rekey(&keys, app.now(), &mut |stage, done, of| task.report(stage, done, of))
        })?;
        aside::seal_again(app, &set_aside);
        if sheet.is_some() {
            *guard(&app.sheet) = None;
        }
        // Only the keychain of this computer can be reached.
        let in_keychain = app.settings().keychain_slots;
        let here: Vec<Id> =
            done.computers.into_iter().filter(|slot| in_keychain.contains_key(slot)).collect();
        let keychain = remove_keys(app, &here, false).unwrap_or(KeychainRemoval::Left);
        // The passphrase that was typed has a successor.
        let dropped = done.dropped.into_iter().filter(|slot| Some(*slot) != replaced).count();
        Ok(Rekeyed { records: done.records, dropped, keychain })
    }
];

/// Adding a slot needs the passphrase, unless the recovery sheet unlocked the vault: then it may be forgotten.
/// So nobody who finds a journal open can make a way in for later. Gives the slot of the passphrase.
fn require_passphrase(vault: &Vault, typed: Option<Secret>) -> sotto_core::Result<Option<Id>> {
    let opened_by = vault.opened_by();
    if vault.slots()?.iter().any(|slot| slot.id == opened_by && slot.kind == SlotKind::Recovery) {
        return Ok(None);
    }
    let typed = typed.ok_or(vault::Error::PassphraseWrong)?;
    let passphrase = Passphrase::new(typed.as_str()).map_err(|_| vault::Error::PassphraseWrong)?;
    Ok(Some(vault.slot_of(&Key::Passphrase(passphrase))?))
}
