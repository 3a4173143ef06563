//! Removes entities, with the bytes of every revision and with everything that belongs to them.
//!
//! What is deleted leaves a sealed tombstone, so that no other revision brings it back. Entities that belong to
//! the deleted one (`Kind::owned_by`) and contents that they name (`Kind::contents`) go in the same commit:
//! after a crash either everything is there or nothing of it can be reached. Which kinds own or name
//! anything is each feature's.

use sotto_vault::{Id, NewRecord, Record, Step};

use super::Journal;
use crate::base::{Error, Now, Result};

impl Journal {
    /// Removes the bytes of every revision of an entity, and everything that belongs to it.
    ///
    /// # Errors
    /// `NotFound`.
    pub(crate) fn delete(&mut self, kind: &str, entity: Id, now: Now) -> Result<()> {
        if self.view.newest(entity)?.is_none() {
            return Err(Error::NotFound);
        }
        let mut deleted: Vec<(&str, Id)> = self.view.owned_by(entity)?;
        deleted.push((kind, entity));
        self.remove(&deleted, Vec::new(), now)
    }

    /// Removes an entity of which there is nothing but drafts, and everything that belongs to it.
    pub(crate) fn delete_unsaved(&mut self, entity: Id, now: Now) -> Result<()> {
        let owned: Vec<(&str, Id)> = self.view.owned_by(entity)?;
        let drafts = self.without_drafts(entity).collect();
        self.remove(&owned, drafts, now)
    }

    /// Whether anything belongs to an entity.
    pub(crate) fn owns(&self, entity: Id) -> Result<bool> {
        Ok(!self.view.owned_by(entity)?.is_empty())
    }

    /// Removes the bytes of every revision of an entity, and stores this one instead. What belongs to the entity
    /// stays.
    pub(crate) fn replace_all(&mut self, last: NewRecord) -> Result<()> {
        self.replace(vec![last], Vec::new())
    }

    fn remove(&mut self, entities: &[(&str, Id)], mut steps: Vec<Step>, now: Now) -> Result<()> {
        let mut tombstones = Vec::new();
        for (kind, entity) in entities {
            steps.extend(self.view.contents(kind, *entity)?.into_iter().map(Step::DropAttachment));
            tombstones.push(self.revision(kind, 1, *entity, &serde_json::Value::Null, now)?);
        }
        self.replace(tombstones, steps)
    }

    fn replace(&mut self, new: Vec<NewRecord>, mut steps: Vec<Step>) -> Result<()> {
        self.check()?;
        let mut records: Vec<Record> = Vec::new();
        for mut last in new {
            last.parents.clear();
            steps.extend(self.view.history(last.entity)?.into_iter().map(Step::Drop));
            steps.extend(self.without_drafts(last.entity));
            records.push(self.as_record(&last));
            steps.push(Step::Put(last));
        }
        self.vault.commit(&steps)?;
        let applied = self.view.all_or_nothing(|view| {
            records.iter().try_for_each(|record| {
                view.forget(&record.header.kind, record.header.entity)?;
                view.apply(record)
            })
        });
        if applied.is_err() {
            // The deletion is stored, and the view must not go on to show what was deleted.
            self.rebuild_view(&mut |_, _| {})?;
        }
        // The saved view was made unreadable with the deletion; without one the next unlock is slow.
        let _ = self.save_view();
        Ok(())
    }

    fn without_drafts(&self, entity: Id) -> impl Iterator<Item = Step> + use<> {
        (0..self.vault.draft_count(entity)).map(move |_| Step::DropDraft(entity))
    }
}
