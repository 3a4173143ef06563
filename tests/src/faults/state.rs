//! The content of a vault, described by its texts: read from a vault by opening every row, and computed
//! in plain maps by the same changes. The two are compared; nothing else is trusted.

use sotto_core::vault::{Id, Vault};
use std::collections::{BTreeMap, BTreeSet};

use super::attachments::{Attached, StoredAttachment, read_back};
use super::operations::Operation;

/// Everything that a person could lose. No text is written twice, so texts serve as names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The newest text of each reflection, and how many revisions it has.
    pub reflections: BTreeMap<String, usize>,
    /// Drafts, and the text of the reflection that each would replace.
    pub drafts: BTreeMap<String, Option<String>>,
    /// Attachments by name.
    pub attachments: BTreeMap<String, Attached>,
    /// Notes captured while locked.
    pub captured: BTreeSet<String>,
    /// Which of the recovery keys of the test opens it.
    pub recovery: usize,
}

impl State {
    /// The same after a change.
    pub fn after(&self, operation: &Operation) -> Self {
        let mut next = self.clone();
        match operation {
            Operation::Write(text) => {
                next.reflections.insert(text.clone(), 1);
            }
            Operation::Import(texts) => next.reflections.extend(texts.iter().map(|text| (text.clone(), 1))),
            Operation::Edit { old, new } => {
                let revisions = next.reflections.remove(old).unwrap_or(0);
                next.reflections.insert(new.clone(), revisions + 1);
                next.rename(old, new);
            }
            Operation::Delete(text) => {
                next.reflections.remove(text);
                next.drafts.retain(|_, of| of.as_ref() != Some(text));
                next.attachments.retain(|_, attached| attached.to != *text);
            }
            Operation::Draft { of, old, new } => {
                if let Some(old) = old {
                    next.drafts.remove(old);
                }
                next.drafts.insert(new.clone(), of.clone());
            }
            Operation::KeepDrafts => {
                for (draft, of) in std::mem::take(&mut next.drafts) {
                    let revisions = of.as_ref().and_then(|of| next.reflections.remove(of)).unwrap_or(0);
                    of.iter().for_each(|of| next.rename(of, &draft));
                    next.reflections.insert(draft, revisions + 1);
                }
            }
            Operation::WriteWith { text, name, bytes } => {
                next.reflections.insert(text.clone(), 1);
                next.attachments.insert(name.clone(), Attached { to: text.clone(), bytes: *bytes });
            }
            Operation::Attach { to, name, bytes } => {
                next.attachments.insert(name.clone(), Attached { to: to.clone(), bytes: *bytes });
            }
            Operation::DropAttachment(name) => {
                next.attachments.remove(name);
            }
            Operation::Capture(text) => {
                next.captured.insert(text.clone());
            }
            Operation::Accept(text) => {
                next.captured.remove(text);
                next.reflections.insert(text.clone(), 1);
            }
            Operation::Discard(text) => {
                next.captured.remove(text);
            }
            Operation::Recovery(which) => next.recovery = *which,
            Operation::Rekey | Operation::Checkpoint | Operation::SaveView => {}
        }
        next
    }

    /// Attachments follow the reflection whose text changes.
    fn rename(&mut self, old: &str, new: &str) {
        for attached in self.attachments.values_mut().filter(|attached| attached.to == old) {
            new.clone_into(&mut attached.to);
        }
    }

    /// Reads the content of a vault. The recovery key is the one that opened it.
    ///
    /// # Errors
    /// What cannot be opened or has no place, in words.
    pub fn found_in(vault: &Vault, recovery: usize) -> Result<Self, String> {
        let words = |error: sotto_core::vault::Error| error.to_string();
        let mut state = Self { recovery, ..Self::default() };
        let mut histories: BTreeMap<Id, BTreeMap<u32, Option<String>>> = BTreeMap::new();
        let mut attachments = Vec::new();
        let ids = vault.record_ids().map_err(words)?;
        let broken = vault
            .each(&ids, &mut |record| {
                let history = histories.entry(record.header.entity).or_default();
                history.insert(record.header.revision, text_of(&record.body));
                attachments.extend(StoredAttachment::from_body(&record.body));
            })
            .map_err(words)?;
        if !broken.is_empty() {
            return Err(format!("{} records do not open", broken.len()));
        }
        let mut newest = BTreeMap::new();
        for (entity, history) in histories {
            let numbers: Vec<u32> = history.keys().copied().collect();
            let Some((last, Some(text))) = history.last_key_value() else { continue };
            if numbers != (1..=*last).collect::<Vec<_>>() {
                return Err(format!("revisions {numbers:?} are no row of numbers"));
            }
            newest.insert(entity, text.clone());
            if state.reflections.insert(text.clone(), numbers.len()).is_some() {
                return Err(format!("twice there: {text}"));
            }
        }
        state.attachments = read_back(vault, attachments, &newest)?;
        for id in vault.draft_ids() {
            let draft = vault.draft(id).map_err(words)?.ok_or("a draft that is listed is not there")?;
            let text = text_of(&draft.body).ok_or("a draft without text")?;
            state.drafts.insert(text, newest.get(&id).cloned());
        }
        state.captured = vault.captured().map_err(words)?.iter().map(|note| note.text.clone()).collect();
        Ok(state)
    }

    /// The differences from the expected state, in a few words.
    pub fn differs_from(&self, expected: &Self) -> Option<String> {
        if self == expected {
            return None;
        }
        let lost = expected.reflections.keys().filter(|text| !self.reflections.contains_key(*text)).count();
        let added = self.reflections.keys().filter(|text| !expected.reflections.contains_key(*text)).count();
        let revised = expected
            .reflections
            .iter()
            .filter(|(t, n)| self.reflections.get(*t).is_some_and(|m| m != *n))
            .count();
        let drafts = (self.drafts.len(), expected.drafts.len());
        let (there, expected_there) = (&self.attachments, &expected.attachments);
        let lost_attachments = expected_there.keys().filter(|name| !there.contains_key(*name)).count();
        let attachments = there.iter().filter(|(name, it)| expected_there.get(*name) != Some(it)).count();
        let notes = (self.captured.len(), expected.captured.len());
        Some(format!(
            "{lost} reflections missing, {added} unexpected, {revised} with other revisions, {lost_attachments} attachments missing, {attachments} unexpected or of another reflection, drafts {drafts:?}, notes {notes:?}, recovery {:?}",
            (self.recovery, expected.recovery)
        ))
    }
}

/// The text in a reflection's body; `None` for a tombstone and for an attachment.
fn text_of(body: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(body).ok()?;
    Some(value["text"].as_str()?.to_owned())
}
