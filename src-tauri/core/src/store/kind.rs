//! What the view has to know about one kind of record, which each feature provides.

use rusqlite::{Connection, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sotto_vault::{AttachmentRef, Id, Record};

use crate::base::Result;

/// One kind of record: its tables in the view, and how a record is put into them and taken out.
///
/// The view calls `apply` only with the newest revision of an entity, and always after `clear`.
pub(crate) trait Kind: Sync {
    /// The noun in a record's header. Part of the format: never changed after a release.
    fn name(&self) -> &'static str;

    /// SQL that creates its tables, indexes and triggers.
    fn tables(&self) -> &'static str {
        ""
    }

    /// Puts a record into the tables.
    fn apply(&self, db: &Connection, record: &Record) -> Result<()>;

    /// Removes an entity from the tables.
    fn clear(&self, db: &Connection, entity: Id) -> Result<()>;

    /// The entities of this kind that belong to `owner`, an entity of any kind. A deletion of the owner deletes
    /// them in the same commit.
    fn owned_by(&self, _db: &Connection, _owner: Id) -> Result<Vec<Id>> {
        Ok(Vec::new())
    }

    /// The contents in the vault's attachment table that an entity of this kind names. A deletion of the entity
    /// removes them in the same commit.
    fn contents(&self, _db: &Connection, _entity: Id) -> Result<Vec<AttachmentRef>> {
        Ok(Vec::new())
    }
}

/// Every kind this version knows; the list is `kinds.rs`.
pub(crate) type Kinds = &'static [&'static dyn Kind];

/// A body that a feature reads and writes as one value. With the kind `Whole` it is in the table `entity`, as a group,
/// a person or a contact is; other kinds have tables of their own, and `entities` does not find them.
pub(crate) trait Entity: Serialize + DeserializeOwned {
    /// The noun in a record's header.
    const KIND: &'static str;
    /// The version of the body's JSON.
    const SCHEMA: u32 = 1;
}

/// The [`Kind`] of an [`Entity`], made from its noun.
pub(crate) struct Whole(pub &'static str);

impl Kind for Whole {
    fn name(&self) -> &'static str {
        self.0
    }

    fn apply(&self, db: &Connection, record: &Record) -> Result<()> {
        db.prepare_cached("INSERT INTO entity (kind, id, time, body) VALUES (?1, ?2, ?3, ?4)")?.execute(
            params![self.0, record.header.entity.as_bytes(), record.header.time, record.body.as_str()],
        )?;
        Ok(())
    }

    fn clear(&self, db: &Connection, entity: Id) -> Result<()> {
        db.prepare_cached("DELETE FROM entity WHERE kind = ?1 AND id = ?2")?
            .execute(params![self.0, entity.as_bytes()])?;
        Ok(())
    }
}
