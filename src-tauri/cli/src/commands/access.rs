//! Ways to open the journal: listing, adding, changing, removing.

use serde_json::json;
use sotto_core::vault::{Id, RecoveryKey, SlotKind};
use sotto_core::{Failure, Journal, status};

use super::vault::{sheet, sheet_wanted, tell_sheet, write_sheet};
use crate::Result;
use crate::arguments::Slot;
use crate::ask;
use crate::open::{Here, id};

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
                let name = here.place()?.path().file_name().map(|n| n.to_string_lossy().into_owned());
                let made = here.clock.now().date_naive().to_string();
                let sheet = sheet(&here.out.words, &key, &name.unwrap_or_default(), &made)?;
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
