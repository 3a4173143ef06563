//! Reads and saves entities: one by its primary key, or all of a small kind.

use sotto_vault::Id;

use super::{Entity, Journal};
use crate::base::{Error, Now, Result};

impl Journal {
    /// Every entity of a kind, in the order they were first saved. For small kinds only: each body is parsed.
    pub(crate) fn entities<T: Entity>(&self) -> Result<Vec<(Id, T)>> {
        let mut statement = self.view.db.prepare_cached(
            "SELECT id, body FROM entity AS e WHERE kind = ?1 ORDER BY
             (SELECT min(unixepoch(r.time, 'subsec')) FROM revision AS r WHERE r.entity = e.id), id",
        )?;
        let rows = statement
            .query_map([T::KIND], |row| Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, String>(1)?)))?;
        rows.map(|row| {
            let (id, body) = row?;
            Ok((Id::from_bytes(id), serde_json::from_str(&body).map_err(|_| Error::Shape)?))
        })
        .collect()
    }

    /// One entity.
    ///
    /// # Errors
    /// `NotFound`.
    pub(crate) fn entity<T: Entity>(&self, id: Id) -> Result<T> {
        let body: String = self
            .view
            .db
            .prepare_cached("SELECT body FROM entity WHERE kind = ?1 AND id = ?2")?
            .query_row((T::KIND, id.as_bytes()), |row| row.get(0))?;
        serde_json::from_str(&body).map_err(|_| Error::Shape)
    }

    /// Whether an entity with this id exists.
    pub(crate) fn entity_exists<T: Entity>(&self, id: Id) -> Result<bool> {
        let mut found = self.view.db.prepare_cached("SELECT 1 FROM entity WHERE kind = ?1 AND id = ?2")?;
        Ok(found.exists((T::KIND, id.as_bytes()))?)
    }

    /// Adds an entity, or a new revision of the one with this id.
    pub(crate) fn entity_save<T: Entity>(&mut self, id: Option<Id>, entity: &T, now: Now) -> Result<Id> {
        let id = match id {
            Some(id) if !self.entity_exists::<T>(id)? => return Err(Error::NotFound),
            Some(id) => id,
            None => Id::random()?,
        };
        self.entity_save_as(id, entity, now)?;
        Ok(id)
    }

    /// Adds a new revision of the entity with this id, or the first of a new one.
    ///
    /// # Errors
    /// `NotFound` when it was deleted.
    pub(crate) fn entity_save_as<T: Entity>(&mut self, id: Id, entity: &T, now: Now) -> Result<()> {
        if self.view.is_deleted(id)? {
            return Err(Error::NotFound);
        }
        let record = self.revision(T::KIND, T::SCHEMA, id, entity, now)?;
        self.commit(vec![record], Vec::new())
    }

    /// One entity of a kind that has a table of its own: read from its sealed record, which alone holds all
    /// of it.
    ///
    /// # Errors
    /// `NotFound`.
    pub(crate) fn entity_sealed<T: Entity>(&self, id: Id) -> Result<T> {
        let (record, _) = self.view.newest(id)?.ok_or(Error::NotFound)?;
        let record = self.vault.read(record)?;
        if record.header.kind != T::KIND {
            return Err(Error::NotFound);
        }
        serde_json::from_str(&record.body).map_err(|_| Error::Shape)
    }

    /// Removes the bytes of every revision of an entity and puts one that holds less in their place.
    pub(crate) fn entity_reduce<T: Entity>(&mut self, id: Id, entity: &T, now: Now) -> Result<()> {
        let record = self.revision(T::KIND, T::SCHEMA, id, entity, now)?;
        self.replace_all(record)
    }

    pub(crate) fn entity_delete<T: Entity>(&mut self, id: Id, now: Now) -> Result<()> {
        if !self.entity_exists::<T>(id)? {
            return Err(Error::NotFound);
        }
        self.delete(T::KIND, id, now)
    }
}
