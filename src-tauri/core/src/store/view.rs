//! The view: the database that all screens read from. The vault crate seals its pages into a file beside the
//! vault (`ViewFile`).
//!
//! It holds the newest revisions, and nothing that is not in a sealed record. Only `apply` and `forget`
//! write it: after saving, after unlocking, and in a rebuild. The order in which records are applied does
//! not matter. Each kind of record has its own tables (`Kind`); the two tables here are shared by all
//! kinds.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use sotto_vault::{AttachmentRef, Id, Record, Vault, ViewFile};

use super::{Kind, Kinds};
use crate::base::Result;

const SCHEMA: &str = "
-- Every record, tombstones included.
CREATE TABLE revision (
    record BLOB PRIMARY KEY,      -- id of the row in the vault
    entity BLOB NOT NULL,         -- what it is a revision of
    kind TEXT NOT NULL,           -- the noun in its header
    number INTEGER NOT NULL,      -- 1 for the first
    time TEXT NOT NULL,           -- when it was saved, RFC 3339
    tombstone INTEGER NOT NULL    -- 1 for a deletion
) STRICT, WITHOUT ROWID;
CREATE INDEX revision_entity ON revision (entity, tombstone, number, record);
-- Which revisions others were made from: one that none was made from is a head.
CREATE TABLE revision_parent (
    parent BLOB NOT NULL,
    child BLOB NOT NULL,
    PRIMARY KEY (parent, child)
) STRICT, WITHOUT ROWID;
-- The newest revision of whatever is small and kept whole.
CREATE TABLE entity (
    kind TEXT NOT NULL,
    id BLOB NOT NULL,
    time TEXT NOT NULL,           -- when this revision was saved
    body TEXT NOT NULL,           -- the record's JSON
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
";

/// To be raised when the view computes something else from the same records and its tables stay the same.
const VERSION: &str = "1";

/// The database that screens and scripts query.
pub(crate) struct View {
    pub db: Connection,
    file: ViewFile,
    kinds: Kinds,
}

impl View {
    /// The view as it was last saved, if this version of Sotto made it.
    pub fn open(vault: &Vault, kinds: Kinds) -> Result<Option<Self>> {
        let Some((db, file)) = vault.open_view()? else { return Ok(None) };
        let made_by: i32 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
        Ok((made_by == version(kinds)).then_some(Self { db, file, kinds }))
    }

    /// A view of no records.
    pub fn empty(vault: &Vault, kinds: Kinds) -> Result<Self> {
        let (db, file) = vault.new_view()?;
        db.execute_batch(SCHEMA)?;
        kinds.iter().try_for_each(|kind| db.execute_batch(kind.tables()))?;
        db.pragma_update(None, "user_version", version(kinds))?;
        Ok(Self { db, file, kinds })
    }

    /// Seals what changed since the view was last saved.
    pub fn save(&self, vault: &Vault) -> Result<()> {
        Ok(vault.save_view(&self.file)?)
    }

    /// Whether it was saved from exactly this state of the vault.
    pub fn is_of(&self, vault: &Vault) -> bool {
        self.file.head() == Some(vault.version_tag())
    }

    /// Whether one of its pages is missing or was changed.
    pub fn is_broken(&self) -> bool {
        self.file.is_broken()
    }

    /// Runs `work` in one transaction: all of it is applied, or nothing.
    pub fn all_or_nothing<T>(&mut self, work: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        // Dropped without a commit, also by a panic, it is rolled back.
        let transaction = self.db.unchecked_transaction()?;
        let out = work(self)?;
        transaction.commit()?;
        Ok(out)
    }

    /// Applies a record. The same records in any order give the same view.
    pub fn apply(&self, record: &Record) -> Result<()> {
        let header = &record.header;
        let (entity, id) = (header.entity.as_bytes(), header.id.as_bytes());
        self.db
            .prepare_cached("INSERT OR IGNORE INTO revision VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![id, entity, header.kind, header.revision, header.time, record.is_tombstone()])?;
        let mut parent = self.db.prepare_cached("INSERT OR IGNORE INTO revision_parent VALUES (?1, ?2)")?;
        for before in &header.parents {
            parent.execute(params![before.as_bytes(), id])?;
        }
        let newest: Vec<u8> = self
            .db
            .prepare_cached(
                "SELECT record FROM revision WHERE entity = ?1
                 ORDER BY tombstone DESC, number DESC, record DESC LIMIT 1",
            )?
            .query_row([entity], |row| row.get(0))?;
        if newest != id {
            return Ok(());
        }
        let Some(kind) = self.kind(&header.kind) else {
            // A kind of a later version. Its revisions are counted so that nothing takes their numbers.
            return Ok(());
        };
        kind.clear(&self.db, header.entity)?;
        if record.is_tombstone() { Ok(()) } else { kind.apply(&self.db, record) }
    }

    /// Removes an entity and its revisions from the view. Its tombstone is applied next.
    pub fn forget(&self, kind: &str, entity: Id) -> Result<()> {
        if let Some(kind) = self.kind(kind) {
            kind.clear(&self.db, entity)?;
        }
        for sql in [
            "DELETE FROM revision_parent WHERE child IN (SELECT record FROM revision WHERE entity = ?1)",
            "DELETE FROM revision WHERE entity = ?1",
        ] {
            self.db.prepare_cached(sql)?.execute([entity.as_bytes()])?;
        }
        Ok(())
    }

    fn kind(&self, name: &str) -> Option<&'static dyn Kind> {
        self.kinds.iter().find(|kind| kind.name() == name).copied()
    }

    pub const fn kinds(&self) -> Kinds {
        self.kinds
    }

    /// The records this view was made from.
    pub fn records(&self) -> Result<HashSet<Id>> {
        let mut statement = self.db.prepare("SELECT record FROM revision")?;
        let rows = statement.query_map([], |row| row.get::<_, [u8; 16]>(0))?;
        Ok(rows.map(|r| r.map(Id::from_bytes)).collect::<rusqlite::Result<_>>()?)
    }

    /// The newest revision of an entity: its record and number.
    pub fn newest(&self, entity: Id) -> Result<Option<(Id, u32)>> {
        let found: Option<([u8; 16], u32, bool)> = self
            .db
            .prepare_cached(
                "SELECT record, number, tombstone FROM revision WHERE entity = ?1
                 ORDER BY tombstone DESC, number DESC, record DESC LIMIT 1",
            )?
            .query_row([entity.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        Ok(found.filter(|(_, _, gone)| !gone).map(|(id, number, _)| (Id::from_bytes(id), number)))
    }

    /// Whether an entity was deleted: what is saved under its id from now on stays hidden.
    pub fn is_deleted(&self, entity: Id) -> Result<bool> {
        let mut found = self.db.prepare_cached("SELECT 1 FROM revision WHERE entity = ?1 AND tombstone")?;
        Ok(found.exists([entity.as_bytes()])?)
    }

    /// The revisions of an entity that no other was made from, the newest first. More than one when it was
    /// changed in two copies of the vault; no clock says which counts, the person joins them.
    pub fn heads(&self, entity: Id) -> Result<Vec<(Id, u32)>> {
        let mut statement = self.db.prepare_cached(
            "SELECT record, number FROM revision WHERE entity = ?1 AND tombstone = 0
             AND NOT EXISTS (SELECT 1 FROM revision_parent WHERE parent = record)
             ORDER BY number DESC, record DESC",
        )?;
        let rows =
            statement.query_map([entity.as_bytes()], |row| Ok((Id::from_bytes(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The noun of an entity that is not deleted.
    pub fn kind_of(&self, entity: Id) -> Result<Option<String>> {
        let Some((record, _)) = self.newest(entity)? else { return Ok(None) };
        let mut kind = self.db.prepare_cached("SELECT kind FROM revision WHERE record = ?1")?;
        Ok(Some(kind.query_row([record.as_bytes()], |row| row.get(0))?))
    }

    /// Every entity, of whatever kind, that belongs to this one: its noun and id.
    pub fn owned_by(&self, owner: Id) -> Result<Vec<(&'static str, Id)>> {
        let mut owned = Vec::new();
        for kind in self.kinds {
            owned.extend(kind.owned_by(&self.db, owner)?.into_iter().map(|id| (kind.name(), id)));
        }
        Ok(owned)
    }

    /// The contents in the vault's attachment table that an entity names.
    pub fn contents(&self, kind: &str, entity: Id) -> Result<Vec<AttachmentRef>> {
        self.kind(kind).map_or_else(|| Ok(Vec::new()), |kind| kind.contents(&self.db, entity))
    }

    /// Every record of an entity, oldest revision first.
    pub fn history(&self, entity: Id) -> Result<Vec<Id>> {
        let mut statement = self
            .db
            .prepare_cached("SELECT record FROM revision WHERE entity = ?1 ORDER BY number, record")?;
        let rows = statement.query_map([entity.as_bytes()], |row| row.get::<_, [u8; 16]>(0))?;
        Ok(rows.map(|r| r.map(Id::from_bytes)).collect::<rusqlite::Result<_>>()?)
    }
}

/// A number computed from the tables of these kinds. A saved view with another number is made again.
fn version(kinds: Kinds) -> i32 {
    let mut hash = Sha256::new();
    for text in
        [VERSION, SCHEMA].into_iter().chain(kinds.iter().flat_map(|kind| [kind.name(), kind.tables()]))
    {
        hash.update(text.as_bytes());
        hash.update([0]);
    }
    let digest = hash.finalize();
    digest.first_chunk().map_or(0, |first| i32::from_be_bytes(*first))
}
