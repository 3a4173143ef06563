//! Every reflection in its order, for what takes all of them along.
//!
//! The order comes from the view, the texts from the vault: so a task that reads for minutes needs the journal
//! only for the order.

use std::collections::BTreeMap;

use sotto_vault::{Id, VaultReader};

use super::{Body, Reflection, row_of};
use crate::base::{Error, Result};
use crate::store::Journal;

/// A reflection to be read later.
pub(crate) struct ReflectionRef {
    pub entity: Id,
    /// Its newest revision and the number of that; none while it is only a draft.
    saved: Option<(Id, u32)>,
    /// Whether a draft of it was there.
    drafted: bool,
}

impl ReflectionRef {
    /// Reads it as a screen shows it: its draft if there is one.
    ///
    /// # Errors
    /// What reading gives.
    pub fn read(&self, reader: &VaultReader) -> Result<Reflection> {
        let revision = self.saved.map_or(0, |(_, revision)| revision);
        if self.drafted
            && let Ok(Some(draft)) = reader.draft(self.entity)
            && let Ok(body) = Body::read(&draft.body)
        {
            return Ok(Reflection::from_body(self.entity, &body, revision, true));
        }
        // A draft that does not open is damaged; what was saved before it still counts.
        let (record, _) = self.saved.ok_or(Error::NotFound)?;
        let body = Body::read(&reader.read(record)?.body)?;
        Ok(Reflection::from_body(self.entity, &body, revision, false))
    }
}

impl Journal {
    /// Every reflection, oldest first.
    pub(crate) fn reflection_order(&self) -> Result<Vec<ReflectionRef>> {
        let mut drafts: BTreeMap<Id, Body> = BTreeMap::new();
        for id in self.vault.draft_ids() {
            if let Ok(Some(body)) = self.draft_of(id) {
                drafts.insert(id, body);
            }
        }
        let mut unsaved: Vec<(i64, Id)> = Vec::new();
        for (id, body) in &drafts {
            if self.view.newest(*id)?.is_none() {
                unsaved.push((row_of(&body.date), *id));
            }
        }
        unsaved.sort_unstable();
        let mut unsaved = unsaved.into_iter().peekable();
        let only_draft = |(_, entity)| ReflectionRef { entity, saved: None, drafted: true };
        let mut statement =
            self.view.db.prepare("SELECT row, entity, revision FROM reflection ORDER BY row")?;
        let mut rows = statement.query([])?;
        let mut order = Vec::new();
        while let Some(row) = rows.next()? {
            let (at, entity): (i64, [u8; 16]) = (row.get(0)?, row.get(1)?);
            while let Some(draft) = unsaved.next_if(|(draft_at, _)| *draft_at < at) {
                order.push(only_draft(draft));
            }
            let entity = Id::from_bytes(entity);
            let drafted = drafts.contains_key(&entity);
            order.push(ReflectionRef { entity, saved: self.view.newest(entity)?, drafted });
        }
        order.extend(unsaved.map(only_draft));
        Ok(order)
    }
}
