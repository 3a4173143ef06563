//! The in-memory database: everything a screen shows is computed from it.
//!
//! It holds what the newest revisions say and nothing that is not in a sealed record. Only `apply` and
//! `forget` write it, whether a record was just saved, comes back after unlocking, or is replayed in a
//! rebuild; the order of records does not matter. Each kind of record has its own tables (`Kind`); the two
//! here are shared by all.

use std::collections::HashSet;
use std::io::Read;

use rusqlite::{Connection, MAIN_DB, OptionalExtension, params};
use sotto_vault::{Id, Record};

use super::{Kind, Kinds};
use crate::base::Result;

const SCHEMA: &str = "
-- Every record there is, tombstones too.
CREATE TABLE revision (
    record BLOB PRIMARY KEY,      -- id of the row in the vault
    entity BLOB NOT NULL,         -- what it is a revision of
    kind TEXT NOT NULL,           -- the noun in its header
    number INTEGER NOT NULL,      -- 1 for the first
    time TEXT NOT NULL,           -- when it was saved, RFC 3339
    tombstone INTEGER NOT NULL    -- 1 for a deletion
) STRICT, WITHOUT ROWID;
CREATE INDEX revision_entity ON revision (entity, tombstone, number, record);
-- The newest revision of whatever is small and kept whole.
CREATE TABLE entity (
    kind TEXT NOT NULL,
    id BLOB NOT NULL,
    time TEXT NOT NULL,           -- when this revision was saved
    body TEXT NOT NULL,           -- the record's JSON
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
";

/// Size of a page of the view, in bytes.
const PAGE: i64 = 16_384;
/// An image may be this large: SQLite's own limit for one is 1 GiB.
const MAX_IMAGE: i64 = 16 << 30;

/// The database in memory.
pub(crate) struct View {
    pub db: Connection,
    kinds: Kinds,
}

impl View {
    pub fn empty(kinds: Kinds) -> Result<Self> {
        sotto_vault::prepare_sqlite()?;
        let view = Self { db: Connection::open_in_memory()?, kinds };
        // A reflection of some 2 KB wastes half of a small page, and the image is read whole.
        view.db.pragma_update(None, "page_size", PAGE)?;
        view.configure()?;
        view.db.execute_batch(SCHEMA)?;
        kinds.iter().try_for_each(|kind| view.db.execute_batch(kind.tables()))?;
        Ok(view)
    }

    /// Reads an image of `length` bytes straight into SQLite's own buffer. Its reader fails at the last
    /// byte if the image is not authentic, and then SQLite never sees it.
    pub fn from_image(kinds: Kinds, mut image: impl Read, length: usize) -> Result<Self> {
        sotto_vault::prepare_sqlite()?;
        let mut db = Connection::open_in_memory()?;
        db.deserialize_read_exact(MAIN_DB, &mut image, length, false)?;
        let view = Self { db, kinds };
        view.configure()?;
        Ok(view)
    }

    fn configure(&self) -> Result<()> {
        self.db.pragma_update(None, "temp_store", "MEMORY")?;
        self.db.pragma_update(None, "secure_delete", "ON")?;
        // In KiB. SQLite copies pages even out of memory; what a search needs is kept.
        self.db.pragma_update(None, "cache_size", -8192)?;
        // A later image must be able to grow past the default of 1 GiB.
        self.db.pragma_update(None, "max_page_count", MAX_IMAGE / PAGE)?;
        self.db.set_prepared_statement_cache_capacity(64);
        Ok(())
    }

    /// Runs `work` in one transaction: everything it applied, or nothing.
    pub fn all_or_nothing<T>(&mut self, work: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        self.db.execute_batch("BEGIN")?;
        match work(self) {
            Ok(out) => {
                self.db.execute_batch("COMMIT")?;
                Ok(out)
            }
            Err(error) => {
                self.db.execute_batch("ROLLBACK")?;
                Err(error)
            }
        }
    }

    /// Takes a record in. The same records in any order give the same view.
    pub fn apply(&self, record: &Record) -> Result<()> {
        let header = &record.header;
        let (entity, id) = (header.entity.as_bytes(), header.id.as_bytes());
        self.db
            .prepare_cached("INSERT OR IGNORE INTO revision VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![id, entity, header.kind, header.revision, header.time, record.is_tombstone()])?;
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
            // A later version knows what it is; its revisions count all the same.
            return Ok(());
        };
        kind.clear(&self.db, header.entity)?;
        if record.is_tombstone() { Ok(()) } else { kind.apply(&self.db, record) }
    }

    /// Forgets everything that is known of an entity's old revisions; its tombstone comes next.
    pub fn forget(&self, kind: &str, entity: Id) -> Result<()> {
        if let Some(kind) = self.kind(kind) {
            kind.clear(&self.db, entity)?;
        }
        self.db.execute("DELETE FROM revision WHERE entity = ?1", [entity.as_bytes()])?;
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

    /// Every record of an entity, oldest revision first.
    pub fn history(&self, entity: Id) -> Result<Vec<Id>> {
        let mut statement = self
            .db
            .prepare_cached("SELECT record FROM revision WHERE entity = ?1 ORDER BY number, record")?;
        let rows = statement.query_map([entity.as_bytes()], |row| row.get::<_, [u8; 16]>(0))?;
        Ok(rows.map(|r| r.map(Id::from_bytes)).collect::<rusqlite::Result<_>>()?)
    }

    /// The image of this view.
    pub fn image(&mut self) -> Result<rusqlite::serialize::Data<'_>> {
        Ok(self.db.serialize(MAIN_DB)?)
    }
}
