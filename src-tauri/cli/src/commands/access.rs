//! Ways to open the journal: listing, adding, changing, removing.

use serde_json::json;
use sotto_core::vault::{Id, NewKeys, RecoveryKey, SlotKind};
use sotto_core::{Failure, Journal, status};
use zeroize::Zeroizing;

use super::vault::{sheet, sheet_wanted, tell_sheet, write_sheet};
use crate::Result;
use crate::arguments::{Rekey, Slot};
use crate::ask;
use crate::open::{Here, id};
use crate::output::Progress;

pub fn slot(here: &mut Here, act: Slot) -> Result<()> {
    match act {
        Slot::List => here.with(|here, journal| {
            let by = journal.vault().opened_by();
            for way in journal.vault().slots()? {
                tell(here, way.id, way.kind, way.id == by);
            }
            Ok(())
        }),
        Slot::AddPassphrase { new_passphrase_file } => here.with(|here, journal| {
            let new = ask::new_passphrase(new_passphrase_file.as_deref(), &here.out.words)?;
            let id = journal.vault_mut().add_passphrase(&new)?;
            tell(here, id, SlotKind::Passphrase, false);
            Ok(())
        }),
        Slot::ChangePassphrase { new_passphrase_file, slot } => here.with(|here, journal| {
            let old = to_change(journal, slot.as_deref())?;
            let new = ask::new_passphrase(new_passphrase_file.as_deref(), &here.out.words)?;
            let id = journal.vault_mut().change_passphrase(old, &new)?;
            let by = journal.vault().opened_by();
            tell(here, id, SlotKind::Passphrase, id == by);
            Ok(())
        }),
        Slot::Remove { id: typed } => here.with(|here, journal| {
            let id = id(&typed)?;
            let kind = journal.vault().slots()?.iter().find(|way| way.id == id).map(|way| way.kind);
            journal.vault_mut().remove_slot(id)?;
            tell(here, id, kind.unwrap_or(SlotKind::Passphrase), false);
            Ok(())
        }),
        Slot::AddRecovery { recovery_out } => {
            let out = recovery_out.as_deref();
            if !sheet_wanted(here, out, false)? {
                return Err(Failure::new("recovery_out_missing", status::USAGE));
            }
            here.with(|here, journal| {
                let key = RecoveryKey::generate();
                let sheet = named_sheet(here, &key)?;
                if let Some(path) = out {
                    write_sheet(path, &sheet)?;
                }
                let added = journal.vault_mut().add_recovery(&key);
                if let (Err(_), Some(path)) = (&added, out) {
                    // It is a sheet of ours that opens nothing.
                    let _ = std::fs::remove_file(path);
                }
                tell(here, added?, SlotKind::Recovery, false);
                tell_sheet(here, out, Some(&sheet));
                Ok(())
            })
        }
    }
}

/// New keys for everything: for when someone may know the passphrase.
pub fn rekey(here: &mut Here, rekey: &Rekey) -> Result<()> {
    let out = rekey.recovery_out.as_deref();
    let key =
        out.map(|path| sheet_wanted(here, Some(path), false)).transpose()?.map(|_| RecoveryKey::generate());
    here.with(|here, journal| {
        let new = ask::new_passphrase(rekey.new_passphrase_file.as_deref(), &here.out.words)?;
        let sheet = key.as_ref().map(|key| named_sheet(here, key)).transpose()?;
        if let (Some(path), Some(sheet)) = (out, &sheet) {
            write_sheet(path, sheet)?;
        }
        let mut progress = Progress::new();
        let keys = NewKeys { passphrase: &new, sheet: key.as_ref(), share_keys: rekey.new_share_keys };
        let done = journal.rekey(&keys, here.clock.now(), &mut |n, all| progress.show(n, Some(all)));
        drop(progress);
        if let (Err(_), Some(path)) = (&done, out) {
            // It is a sheet of ours that opens nothing.
            let _ = std::fs::remove_file(path);
        }
        let done = done?;
        here.out.line(&json!({ "records": done.records, "dropped": done.dropped }), |words| {
            let count = done.records.to_string();
            let mut lines = vec![words.say("cli-rekey-done", &[("count", &count)])];
            lines.extend(
                done.dropped.iter().map(|id| words.say("cli-rekey-dropped", &[("id", &id.to_string())])),
            );
            lines.push(words.say("cli-rekey-backups", &[]));
            lines.join("\n")
        });
        tell_sheet(here, out, sheet.as_ref());
        Ok(())
    })
}

/// The sheet of a key, with this journal's name and today's date on it.
fn named_sheet(here: &Here, key: &RecoveryKey) -> Result<Zeroizing<String>> {
    let name = here.place()?.path().file_name().map(|n| n.to_string_lossy().into_owned());
    let made = here.clock.now().date_naive().to_string();
    sheet(&here.out.words, key, &name.unwrap_or_default(), &made)
}

/// The passphrase that is replaced: the one named, the one that opened the journal, or the only one.
fn to_change(journal: &Journal, named: Option<&str>) -> Result<Id> {
    let ways = journal.vault().slots()?;
    let mut passphrases = ways.iter().filter(|way| way.kind == SlotKind::Passphrase).map(|way| way.id);
    if let Some(named) = named {
        let named = id(named)?;
        return passphrases.find(|id| *id == named).ok_or_else(|| Failure::new("not_found", status::USAGE));
    }
    let by = journal.vault().opened_by();
    let all: Vec<Id> = passphrases.collect();
    match all.as_slice() {
        ids if ids.contains(&by) => Ok(by),
        [only] => Ok(*only),
        _ => Err(Failure::new("which_slot", status::USAGE)),
    }
}

fn tell(here: &mut Here, id: Id, kind: SlotKind, opened_this: bool) {
    let object = json!({ "id": id, "kind": kind.name(), "opened_this": opened_this });
    here.out.line(&object, |_| format!("{id}  {}", kind.name()));
}
