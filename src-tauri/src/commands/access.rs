//! Ways to unlock, and new keys for everything. What the sheet is and how it is read back is in `keys`;
//! the keychain is in `keychain`.

use serde::Serialize;
use sotto_core::access::paper::{self, SheetLabels};
use sotto_core::access::recovery_sheet::{self, WordAnswer};
use sotto_core::output::write_output;
use sotto_core::vault::{
    self, Id, Key, NewKeys, NewPassphrase, OutputFile, Passphrase, RecoveryKey, SlotKind, Vault,
};
use sotto_core::{Code, Error, Failure};
use tauri::{AppHandle, State};
use zeroize::Zeroizing;

use crate::app::{App, held};
use crate::commands::keychain::{self, Forgotten};
use crate::desktop::clock::now;
use crate::desktop::dialog;
use crate::failure::Answer;
use crate::work::Work;

/// One way to unlock.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SlotInfo {
    #[cfg_attr(test, ts(type = "Id"))]
    pub id: Id,
    #[cfg_attr(test, ts(type = r#""passphrase" | "recovery" | "device""#))]
    pub kind: &'static str,
    /// The one that opened the journal now.
    pub opened_this: bool,
    /// Its key was put into this computer's keychain.
    pub here: bool,
}

/// What came of new keys.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Rekeyed {
    /// Records that were sealed anew.
    pub records: usize,
    /// Other passphrases that no longer open the journal.
    pub dropped: usize,
    /// What became of the key in this computer's keychain, which no longer opens the journal.
    pub keychain: Forgotten,
}

#[tauri::command(async)]
pub fn way_list(app: State<'_, App>) -> Answer<Vec<SlotInfo>> {
    let kept = app.settings().kept;
    app.with(|open| {
        let vault = open.journal.vault();
        let by = vault.opened_by();
        let way = |way: vault::SlotInfo| SlotInfo {
            id: way.id,
            kind: way.kind.name(),
            opened_this: way.id == by,
            here: kept.contains_key(&way.id),
        };
        Ok(vault.slots()?.into_iter().map(way).collect())
    })
}

/// Whoever only sits at an open journal must not give themselves a way in for later: the passphrase is
/// asked for, unless the sheet has opened the journal, for then it may be forgotten. Gives the slot of the
/// passphrase that was typed.
fn allowed(vault: &Vault, typed: Option<String>) -> sotto_core::Result<Option<Id>> {
    let by = vault.opened_by();
    if vault.slots()?.iter().any(|way| way.id == by && way.kind == SlotKind::Recovery) {
        return Ok(None);
    }
    let typed = Zeroizing::new(typed.unwrap_or_default());
    let passphrase = Passphrase::new(&typed).map_err(|_| vault::Error::PassphraseWrong)?;
    Ok(Some(vault.slot_of(&Key::Passphrase(passphrase))?))
}

/// The key of the sheet that was shown last, once it has been read back.
fn read_back(app: &App, answers: &[WordAnswer]) -> Answer<RecoveryKey> {
    let shown = held(&app.setup);
    let Some(shown) = shown.as_ref() else {
        return Err(Failure::new(Code::RecoveryAnswersWrong));
    };
    recovery_sheet::read_back(&shown.sheet, answers)?;
    Ok(shown.key.clone())
}

#[tauri::command(async)]
pub fn way_add_passphrase(app: State<'_, App>, old: Option<String>, new: String) -> Answer<()> {
    let new = NewPassphrase::new(&Zeroizing::new(new)).map_err(Error::from)?;
    app.with(|open| {
        let vault = open.journal.vault_mut();
        vault.ensure_writable()?;
        allowed(vault, old)?;
        vault.add_passphrase(&new)?;
        Ok(())
    })
}

/// Makes the sheet that was shown last, and read back, the recovery sheet; one before it stops working.
#[tauri::command(async)]
pub fn way_add_recovery(app: State<'_, App>, old: Option<String>, answers: Vec<WordAnswer>) -> Answer<()> {
    let key = read_back(&app, &answers)?;
    app.with(|open| {
        let vault = open.journal.vault_mut();
        vault.ensure_writable()?;
        allowed(vault, old)?;
        vault.add_recovery(&key)?;
        Ok(())
    })?;
    *held(&app.setup) = None;
    Ok(())
}

#[tauri::command(async)]
pub fn way_remove(app: State<'_, App>, id: Id) -> Answer<()> {
    app.with(|open| Ok(open.journal.vault_mut().remove_slot(id)?))
}

/// New keys for everything. With `answers`, the sheet that was shown last becomes the recovery sheet, once
/// it has been read back; without them the present sheet stays. Until then nothing changes.
#[tauri::command(rename_all = "snake_case")]
pub async fn rekey(
    app: State<'_, App>,
    old: Option<String>,
    new: String,
    answers: Option<Vec<WordAnswer>>,
    share_keys: bool,
) -> Answer<Rekeyed> {
    let passphrase = NewPassphrase::new(&Zeroizing::new(new)).map_err(Error::from)?;
    let sheet = answers.map(|answers| read_back(&app, &answers)).transpose()?;
    let going = app.works.begin(Work::Rekey);
    let mut replaced = None;
    let done = app.with(|open| {
        open.journal.vault().ensure_writable()?;
        replaced = allowed(open.journal.vault(), old)?;
        let keys = NewKeys { passphrase: &passphrase, sheet: sheet.as_ref(), share_keys };
        // What was previewed belongs to the keys before.
        open.preview = None;
        open.journal.rekey(&keys, now(), &mut |stage, done, of| going.watch(stage, done, of))
    })?;
    if sheet.is_some() {
        *held(&app.setup) = None;
    }
    // Only what is on this computer can be looked after from here.
    let kept = app.settings().kept;
    let here: Vec<Id> = done.computers.into_iter().filter(|slot| kept.contains_key(slot)).collect();
    let keychain = keychain::forget(&app, &here, false).await.unwrap_or(Forgotten::Left);
    // The one that was typed has a successor.
    let dropped = done.dropped.into_iter().filter(|slot| Some(*slot) != replaced).count();
    Ok(Rekeyed { records: done.records, dropped, keychain })
}

/// Saves the sheet that was shown last as a PDF, at the place that is chosen and nowhere else; answers with
/// the file's name, or nothing when it was cancelled.
#[tauri::command(async)]
pub fn sheet_save(handle: AppHandle, app: State<'_, App>, words: SheetLabels) -> Answer<Option<String>> {
    let sheet = held(&app.setup).as_ref().map(|shown| shown.sheet.clone());
    let sheet = sheet.ok_or_else(|| Failure::new(Code::NotFound))?;
    let pdf = paper::pdf(&sheet, &words)?;
    let name = "sotto-recovery-sheet.pdf";
    let Some(path) = dialog::save(&handle, "Sotto", name) else { return Ok(None) };
    write_output(OutputFile::create(&path, true)?, &pdf)?;
    Ok(Some(path.file_name().map_or_else(|| name.to_owned(), |n| n.to_string_lossy().into_owned())))
}
