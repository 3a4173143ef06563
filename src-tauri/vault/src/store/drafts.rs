//! Which row holds the draft of which entity.
//!
//! The row of a draft has a random id and the entity stands inside, so that drafts of one entity that were
//! written on two computers do not collide: both are there, and both can be read. The rows are opened at
//! unlock to fill this table; it is never stored.

use std::collections::HashMap;

use crate::access::keys::Keys;
use crate::error::Result;
use crate::file::File;
use crate::file::table::RowTable;
use crate::format::ids::Id;
use crate::store::row::open_record;

/// The rows of each entity. The last one is current: the one that was written last in this session, or has
/// the latest time.
#[derive(Clone, Default)]
pub(crate) struct Drafts(HashMap<Id, Vec<Id>>);

impl Drafts {
    /// Opens every draft. One that cannot be opened belongs to no entity; `verify` reports it.
    pub fn read(file: &File, keys: &Keys) -> Result<Self> {
        let too_long = file.too_long(RowTable::Draft)?;
        let mut found = Vec::new();
        for (id, _) in file.tags(RowTable::Draft)?.into_iter().filter(|(id, _)| !too_long.contains(id)) {
            let opened = file
                .row(RowTable::Draft, id)
                .and_then(|(tag, sealed)| open_record(keys, RowTable::Draft, id, &tag, &sealed));
            if let Ok(draft) = opened {
                found.push((draft.header.time.clone(), id, draft.header.entity));
            }
        }
        found.sort_unstable();
        let mut drafts = Self::default();
        for (_, row, entity) in found {
            drafts.0.entry(entity).or_default().push(row);
        }
        Ok(drafts)
    }

    /// The entities that have a draft, in no order that means anything.
    pub fn entities(&self) -> Vec<Id> {
        self.0.keys().copied().collect()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The rows of an entity, the current one first.
    pub fn rows(&self, entity: Id) -> impl Iterator<Item = Id> {
        self.0.get(&entity).into_iter().flatten().rev().copied()
    }

    /// The row that the next draft of an entity is written to: the current one, or a new one.
    pub fn row_for(&mut self, entity: Id) -> Result<Id> {
        if let Some(current) = self.rows(entity).next() {
            return Ok(current);
        }
        let row = Id::random()?;
        self.0.entry(entity).or_default().push(row);
        Ok(row)
    }

    /// Forgets the current row of an entity and returns it.
    pub fn remove_current(&mut self, entity: Id) -> Option<Id> {
        let rows = self.0.get_mut(&entity)?;
        let row = rows.pop();
        if rows.is_empty() {
            self.0.remove(&entity);
        }
        row
    }
}
