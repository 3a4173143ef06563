//! Ways to open the journal: listing, adding, changing, removing.

use std::ops::ControlFlow;

use serde_json::json;
use sotto_core::vault::{Id, NewKeys, RecoveryKey, SlotKind};
use sotto_core::{Code, Failure, Journal};
use zeroize::Zeroizing;

use super::vault::{print_sheet, sheet, sheet_wanted, write_sheet};
use crate::Result;
use crate::arguments::{Rekey, Slot};
use crate::open::{Context, id};
use crate::output::Progress;
use crate::prompt;

pub fn slot(context: &mut Context, action: Slot) -> Result<()> {
    match action {
        Slot::List => context.with(|context, journal| {
            let by = journal.vault().opened_by();
            for way in journal.vault().slots()? {
                tell(context, way.id, way.kind, way.id == by);
            }
            Ok(())
        }),
        Slot::AddPassphrase { new_passphrase_file } => context.with(|context, journal| {
            let new = prompt::new_passphrase(new_passphrase_file.as_deref(), &context.out.words)?;
            let id = journal.vault_mut().add_passphrase(&new)?;
            tell(context, id, SlotKind::Passphrase, false);
            Ok(())
        }),
        Slot::ChangePassphrase { new_passphrase_file, slot } => context.with(|context, journal| {
            let old = to_change(journal, slot.as_deref())?;
            let new = prompt::new_passphrase(new_passphrase_file.as_deref(), &context.out.words)?;
            let id = journal.vault_mut().change_passphrase(old, &new)?;
            let by = journal.vault().opened_by();
            tell(context, id, SlotKind::Passphrase, id == by);
            Ok(())
        }),
        Slot::Remove { id: typed } => context.with(|context, journal| {
            let id = id(&typed)?;
            let kind = journal.vault().slots()?.iter().find(|way| way.id == id).map(|way| way.kind);
            journal.vault_mut().remove_slot(id)?;
            tell(context, id, kind.unwrap_or(SlotKind::Passphrase), false);
            Ok(())
        }),
        Slot::AddRecovery { recovery_out } => {
            let out = recovery_out.as_deref();
            if !sheet_wanted(context, out, false)? {
                return Err(Failure::new(Code::RecoveryOutMissing));
            }
            context.with(|context, journal| {
                let key = RecoveryKey::generate();
                let sheet = named_sheet(context, &key)?;
                if let Some(path) = out {
                    write_sheet(path, &sheet)?;
                }
                let added = journal.vault_mut().add_recovery(&key);
                if let (Err(_), Some(path)) = (&added, out) {
                    // This command wrote the sheet, and it opens nothing.
                    let _ = std::fs::remove_file(path);
                }
                tell(context, added?, SlotKind::Recovery, false);
                print_sheet(context, out, Some(&sheet));
                Ok(())
            })
        }
    }
}

/// New keys for everything: for when someone may know the passphrase.
pub fn rekey(context: &mut Context, rekey: &Rekey) -> Result<()> {
    let out = rekey.recovery_out.as_deref();
    let key = out
        .map(|path| sheet_wanted(context, Some(path), false))
        .transpose()?
        .map(|_| RecoveryKey::generate());
    context.with(|context, journal| {
        let new = prompt::new_passphrase(rekey.new_passphrase_file.as_deref(), &context.out.words)?;
        let sheet = key.as_ref().map(|key| named_sheet(context, key)).transpose()?;
        if let (Some(path), Some(sheet)) = (out, &sheet) {
            write_sheet(path, sheet)?;
        }
        let mut progress = Progress::new();
        let keys = NewKeys { passphrase: &new, sheet: key.as_ref(), share_keys: rekey.new_share_keys };
        let done = journal.rekey(&keys, context.clock.now(), &mut |_, done, all| {
            let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
            progress.show(count(done), Some(count(all)));
            ControlFlow::Continue(())
        });
        drop(progress);
        if let (Err(_), Some(path)) = (&done, out) {
            // This command wrote the sheet, and it opens nothing.
            let _ = std::fs::remove_file(path);
        }
        let done = done?;
        context.out.line(&json!({ "records": done.records, "dropped": done.dropped }), |words| {
            let count = done.records.to_string();
            let mut lines = vec![words.say("cli-rekey-done", &[("count", &count)])];
            lines.extend(
                done.dropped.iter().map(|id| words.say("cli-rekey-dropped", &[("id", &id.to_string())])),
            );
            lines.push(words.say("cli-rekey-backups", &[]));
            lines.join("\n")
        });
        print_sheet(context, out, sheet.as_ref());
        Ok(())
    })
}

/// The recovery sheet of a key, with the name of this journal and today's date.
fn named_sheet(context: &Context, key: &RecoveryKey) -> Result<Zeroizing<String>> {
    let name = context.place()?.path().file_name().map(|n| n.to_string_lossy().into_owned());
    let made = context.clock.now().date_naive().to_string();
    sheet(&context.out.words, key, &name.unwrap_or_default(), &made)
}

/// The passphrase to replace: the one named, the one that opened the journal, or the only one.
fn to_change(journal: &Journal, named: Option<&str>) -> Result<Id> {
    let ways = journal.vault().slots()?;
    let mut passphrases = ways.iter().filter(|way| way.kind == SlotKind::Passphrase).map(|way| way.id);
    if let Some(named) = named {
        let named = id(named)?;
        return passphrases.find(|id| *id == named).ok_or_else(|| Failure::new(Code::NotFound));
    }
    let by = journal.vault().opened_by();
    let all: Vec<Id> = passphrases.collect();
    match all.as_slice() {
        ids if ids.contains(&by) => Ok(by),
        [only] => Ok(*only),
        _ => Err(Failure::new(Code::WhichSlot)),
    }
}

fn tell(context: &mut Context, id: Id, kind: SlotKind, opened_this: bool) {
    let object = json!({ "id": id, "kind": kind.name(), "opened_this": opened_this });
    context.out.line(&object, |_| format!("{id}  {}", kind.name()));
}
