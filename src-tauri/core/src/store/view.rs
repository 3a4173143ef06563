//! The in-memory database: everything a screen shows is computed from it.
//!
//! It holds what the newest revisions say and nothing that is not in a sealed record. Only `apply`
//! and `forget` write it, whether a record was just saved, comes back after unlocking, or is
//! replayed in a rebuild; the order of records does not matter.

use std::collections::HashSet;
use std::io::Read;

use rusqlite::types::Value;
use rusqlite::{Connection, MAIN_DB, OptionalExtension, Statement, params, params_from_iter};
use sotto_vault::{Id, Record};

use crate::error::{Error, Result};
use crate::reflections::{self, Body};

mod place;

const SCHEMA: &str = "
CREATE TABLE revision (
    record BLOB PRIMARY KEY, entity BLOB NOT NULL, kind TEXT NOT NULL, number INTEGER NOT NULL,
    time TEXT NOT NULL, tombstone INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX revision_entity ON revision (entity, tombstone, number, time, record);
CREATE TABLE thing (
    kind TEXT NOT NULL, entity BLOB NOT NULL, time TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (kind, entity)) STRICT, WITHOUT ROWID;
CREATE TABLE reflection (
    row INTEGER PRIMARY KEY, entity BLOB NOT NULL UNIQUE, revision INTEGER NOT NULL, date TEXT NOT NULL,
    title TEXT NOT NULL, text TEXT NOT NULL, mood INTEGER, feelings TEXT NOT NULL, tags TEXT NOT NULL) STRICT;
CREATE TABLE reflection_tag (
    folded TEXT NOT NULL, row INTEGER NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (folded, row)) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE search USING fts5(
    title, text, content='reflection', content_rowid='row',
    tokenize='unicode61 remove_diacritics 2', prefix='2 3');
CREATE TRIGGER reflection_in AFTER INSERT ON reflection BEGIN
    INSERT INTO search (rowid, title, text) VALUES (new.row, new.title, new.text);
END;
CREATE TRIGGER reflection_out AFTER DELETE ON reflection BEGIN
    INSERT INTO search (search, rowid, title, text) VALUES ('delete', old.row, old.title, old.text);
    DELETE FROM reflection_tag WHERE row = old.row;
END;
";

/// Reflections in the small image: more than any first screen shows.
const CARDS: u32 = 500;
/// Characters of text that a card keeps.
const CARD_TEXT: u32 = 240;
/// Size of a page of the view, in bytes.
const PAGE: i64 = 16_384;
/// An image may be this large: SQLite's own limit for one is 1 GiB.
const MAX_IMAGE: i64 = 16 << 30;

/// The kind of a reflection's records.
pub(crate) const REFLECTION: &str = "reflection";

/// The database in memory.
pub(crate) struct View {
    pub db: Connection,
}

impl View {
    pub fn empty() -> Result<Self> {
        sotto_vault::prepare_sqlite()?;
        let view = Self { db: Connection::open_in_memory()? };
        // A reflection of some 2 KB wastes half of a small page, and the image is read whole.
        view.db.pragma_update(None, "page_size", PAGE)?;
        view.configure()?;
        view.db.execute_batch(SCHEMA)?;
        Ok(view)
    }

    /// Reads an image of `length` bytes straight into SQLite's own buffer. Its reader fails at the last
    /// byte if the image is not authentic, and then SQLite never sees it.
    pub fn from_image(mut image: impl Read, length: usize) -> Result<Self> {
        sotto_vault::prepare_sqlite()?;
        let mut db = Connection::open_in_memory()?;
        db.deserialize_read_exact(MAIN_DB, &mut image, length, false)?;
        let view = Self { db };
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
                 ORDER BY tombstone DESC, number DESC, time DESC, record DESC LIMIT 1",
            )?
            .query_row([entity], |row| row.get(0))?;
        if newest != id {
            return Ok(());
        }
        self.clear(header.entity)?;
        if record.is_tombstone() {
            return Ok(());
        }
        if header.kind == REFLECTION {
            let body = Body::read(&record.body)?;
            return self.insert_reflection(header.entity, header.revision, &body);
        }
        self.db
            .prepare_cached("INSERT INTO thing (kind, entity, time, body) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![header.kind, entity, header.time, record.body.as_str()])?;
        Ok(())
    }

    /// Forgets everything that is known of an entity's old revisions; its tombstone comes next.
    pub fn forget(&self, entity: Id) -> Result<()> {
        self.clear(entity)?;
        self.db.execute("DELETE FROM revision WHERE entity = ?1", [entity.as_bytes()])?;
        Ok(())
    }

    fn clear(&self, entity: Id) -> Result<()> {
        for sql in ["DELETE FROM reflection WHERE entity = ?1", "DELETE FROM thing WHERE entity = ?1"] {
            self.db.prepare_cached(sql)?.execute([entity.as_bytes()])?;
        }
        Ok(())
    }

    fn insert_reflection(&self, entity: Id, revision: u32, body: &Body) -> Result<()> {
        let row = self.place(entity, &body.date)?;
        self.db
            .prepare_cached("INSERT INTO reflection VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?
            .execute(params![
                row,
                entity.as_bytes(),
                revision,
                body.date,
                body.title,
                body.text,
                body.mood,
                serde_json::to_string(&body.feelings).map_err(|_| Error::Image)?,
                serde_json::to_string(&body.tags).map_err(|_| Error::Image)?,
            ])?;
        let mut tag_in =
            self.db.prepare_cached("INSERT OR IGNORE INTO reflection_tag VALUES (?1, ?2, ?3)")?;
        for tag in &body.tags {
            tag_in.execute(params![reflections::folded(tag), row, tag])?;
        }
        Ok(())
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
                 ORDER BY tombstone DESC, number DESC, time DESC, record DESC LIMIT 1",
            )?
            .query_row([entity.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        Ok(found.filter(|(_, _, gone)| !gone).map(|(id, number, _)| (Id::from_bytes(id), number)))
    }

    /// Every record of an entity, oldest revision first.
    pub fn history(&self, entity: Id) -> Result<Vec<Id>> {
        let mut statement = self
            .db
            .prepare_cached("SELECT record FROM revision WHERE entity = ?1 ORDER BY number, time, record")?;
        let rows = statement.query_map([entity.as_bytes()], |row| row.get::<_, [u8; 16]>(0))?;
        Ok(rows.map(|r| r.map(Id::from_bytes)).collect::<rusqlite::Result<_>>()?)
    }

    /// How many reflections there are; also in the small view, which does not hold them all.
    pub fn count_all(&self) -> Result<u64> {
        let count: i64 = self
            .db
            .prepare_cached(
                "SELECT coalesce((SELECT CAST(body AS INTEGER) FROM thing WHERE kind = 'cards'),
                                 (SELECT count(*) FROM reflection))",
            )?
            .query_row([], |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }

    /// The image of this view.
    pub fn image(&mut self) -> Result<rusqlite::serialize::Data<'_>> {
        Ok(self.db.serialize(MAIN_DB)?)
    }

    /// The small view: everything but old reflections and long texts.
    pub fn cards(&self) -> Result<Self> {
        let mut small = Self::empty()?;
        small.all_or_nothing(|small| {
            copy(
                &mut self.db.prepare(
                    "SELECT kind, entity, time, body FROM thing WHERE kind NOT IN ('share', 'received')",
                )?,
                &mut small.db.prepare("INSERT INTO thing VALUES (?1, ?2, ?3, ?4)")?,
            )?;
            // How many there are in all is known without the others.
            small.db.execute(
                "INSERT INTO thing VALUES ('cards', x'', '', ?1)",
                [self.count_all()?.to_string()],
            )?;
            copy(
                &mut self.db.prepare(&format!(
                    "SELECT row, entity, revision, date, title, substr(text, 1, {CARD_TEXT}), mood, feelings, tags
                     FROM reflection ORDER BY row DESC LIMIT {CARDS}"
                ))?,
                &mut small.db.prepare("INSERT INTO reflection VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?,
            )
        })?;
        Ok(small)
    }
}

/// Runs `into` once for each row of `from`.
fn copy(from: &mut Statement<'_>, into: &mut Statement<'_>) -> Result<()> {
    let columns = from.column_count();
    let mut rows = from.query([])?;
    while let Some(row) = rows.next()? {
        let values = (0..columns).map(|i| row.get::<_, Value>(i)).collect::<rusqlite::Result<Vec<_>>>()?;
        into.execute(params_from_iter(values))?;
    }
    Ok(())
}
