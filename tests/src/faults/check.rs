//! Checks that a vault is complete and still works after a fault.

use sotto_core::Journal;
use sotto_core::reflections::Sort;
use sotto_core::vault::{Error, VaultFile};
use std::collections::{BTreeMap, BTreeSet};

use super::operations::{Operation, Prepared, key};
use super::state::State;

/// Opens the vault and compares it with what must be in it: `before`, or, if a change was under way,
/// also the state after that change. Then uses it, and returns what is in it at the end.
///
/// # Errors
/// What is wrong, in words.
pub fn whole(vault_file: &VaultFile, before: &State, under_way: Option<&Operation>) -> Result<State, String> {
    let mut keys = vec![before.recovery];
    if let Some(Operation::Recovery(which)) = under_way {
        keys.push(*which);
    }
    let mut refused = String::new();
    for recovery in keys {
        match vault_file.unlock(&key(recovery)) {
            Ok(vault) => {
                vault.check().map_err(|error| format!("check: {error}"))?;
                let verified = vault.verify().map_err(|error| format!("verify: {error}"))?;
                if !verified.passed() {
                    return Err(format!("verify: {:?}, older {}", verified.damaged, verified.rolled_back));
                }
                let found = State::found_in(&vault, recovery)?;
                if verified.attachments != found.attachments.len() {
                    return Err(format!("{} attachments, and records of others", verified.attachments));
                }
                if let Some(what) = found.is_not_between(before, under_way) {
                    return Err(what);
                }
                let journal = Journal::open(vault).map_err(|error| format!("open: {error}"))?;
                return goes_on(vault_file, journal, &found);
            }
            Err(Error::RecoveryWrong) => refused = "no recovery key opens it".to_owned(),
            Err(error) => return Err(format!("unlock: {error}")),
        }
    }
    Err(refused)
}

/// The open journal shows what is in the vault, and can be written to.
fn goes_on(vault_file: &VaultFile, mut journal: Journal, found: &State) -> Result<State, String> {
    // Drafts that a crash left behind have become revisions.
    let mut state = found.after(&Operation::KeepDrafts);
    view_shows(&mut journal, &state)?;
    let operation = Operation::Write(format!("And on it goes, with {} before it.", state.reflections.len()));
    if state.reflections.keys().any(|text| matches!(&operation, Operation::Write(new) if new == text)) {
        return Ok(state);
    }
    let done = Prepared::new(&journal, &operation)?.run(vault_file, &mut journal);
    done.map_err(|error| format!("a save afterwards: {error}"))?;
    state = state.after(&operation);
    journal.checkpoint().map_err(|error| format!("checkpoint afterwards: {error}"))?;
    journal.remove_loose().map_err(|error| format!("removing what no record names: {error}"))?;
    drop(journal);
    let vault = vault_file.unlock(&key(state.recovery)).map_err(|error| format!("unlock again: {error}"))?;
    let verified = vault.verify().map_err(|error| format!("verify again: {error}"))?;
    if !verified.passed() {
        return Err(format!("verify again: {:?}", verified.damaged));
    }
    if vault.has_loose() || verified.attachments != state.attachments.len() {
        return Err("something is left of an attachment that no record names".to_owned());
    }
    match State::found_in(&vault, state.recovery)?.differs_from(&state) {
        Some(what) => Err(format!("after a further save: {what}")),
        None => Ok(state),
    }
}

/// The view shows exactly what a state says.
///
/// # Errors
/// What differs.
pub fn view_shows(journal: &mut Journal, state: &State) -> Result<(), String> {
    let words = |error: sotto_core::Error| format!("the view: {error}");
    let list = journal.reflection_list("", Sort::Recent, 5_000, 0).map_err(words)?;
    let (mut shown, mut attached) = (BTreeSet::new(), BTreeMap::new());
    for summary in list.summaries {
        let text = journal.reflection_read(summary.id).map_err(words)?.content.text.clone();
        for attachment in journal.attachment_list(summary.id).map_err(words)? {
            attached.insert(attachment.name, text.clone());
        }
        shown.insert(text);
    }
    let replaced = |text: &String| {
        let draft = state.drafts.iter().find(|(_, of)| of.as_ref() == Some(text));
        draft.map_or_else(|| text.clone(), |(draft, _)| draft.clone())
    };
    let expected: BTreeSet<String> = state.reflections.keys().map(replaced).collect();
    // Drafts of new reflections may be listed, too.
    let wrong = shown.iter().any(|text| !expected.contains(text) && !state.drafts.contains_key(text));
    if wrong || !expected.is_subset(&shown) {
        return Err(format!("the view shows {} reflections in place of {}", shown.len(), expected.len()));
    }
    let expected: BTreeMap<String, String> =
        state.attachments.iter().map(|(name, it)| (name.clone(), replaced(&it.to))).collect();
    if attached != expected {
        return Err(format!("the view shows {} attachments in place of {}", attached.len(), expected.len()));
    }
    Ok(())
}

impl State {
    /// Why this is neither the state before a change nor the state after it, or `None`. Drafts are stored
    /// one by one, so each of them may be in either state.
    #[must_use]
    pub fn is_not_between(&self, before: &Self, change: Option<&Operation>) -> Option<String> {
        let differs = self.differs_from(before)?;
        let change = change?;
        let allowed = match change {
            Operation::KeepDrafts => {
                let mut some = before.clone();
                some.drafts.retain(|draft, _| !self.drafts.contains_key(draft));
                let mut some = some.after(change);
                some.drafts = before.drafts.clone();
                some.drafts.retain(|draft, _| self.drafts.contains_key(draft));
                some
            }
            _ => before.after(change),
        };
        self.differs_from(&allowed)
            .map(|also| format!("neither before the change ({differs}) nor after it ({also})"))
    }
}
