//! What the view keeps of reflections: their newest revision, tags and the search index.

use rusqlite::{Connection, params};
use sotto_vault::{Id, Record};

use super::{Body, order};
use crate::base::text_folding::folded;
use crate::base::{Error, Result};
use crate::store::Kind;

const TABLES: &str = "
CREATE TABLE reflection (
    row INTEGER PRIMARY KEY,      -- rises with the date: see `order`
    entity BLOB NOT NULL UNIQUE,  -- its id
    revision INTEGER NOT NULL,    -- number of its newest revision
    date TEXT NOT NULL,           -- RFC 3339 with the offset of the place it was written at
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    mood INTEGER,                 -- 1 (very low) to 5 (very good)
    feelings TEXT NOT NULL,       -- JSON list of strings
    tags TEXT NOT NULL            -- JSON list of strings
) STRICT;
CREATE TABLE reflection_tag (
    folded TEXT NOT NULL,         -- the tag without case and diacritics
    row INTEGER NOT NULL,         -- the reflection's row
    tag TEXT NOT NULL,            -- as it was typed
    PRIMARY KEY (folded, row)
) STRICT, WITHOUT ROWID;
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

/// The kind of a reflection's records.
pub(crate) struct Reflections;

impl Kind for Reflections {
    fn name(&self) -> &'static str {
        super::KIND_NAME
    }

    fn tables(&self) -> &'static str {
        TABLES
    }

    fn apply(&self, db: &Connection, record: &Record) -> Result<()> {
        let (entity, body) = (record.header.entity, Body::read(&record.body)?);
        let row = order::place(db, entity, &body.date)?;
        let list = |labels: &[String]| serde_json::to_string(labels).map_err(|_| Error::Encode("labels"));
        db.prepare_cached("INSERT INTO reflection VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?.execute(
            params![
                row,
                entity.as_bytes(),
                record.header.revision,
                body.date,
                body.title,
                body.text,
                body.mood,
                list(&body.feelings)?,
                list(&body.tags)?,
            ],
        )?;
        let mut tag_in = db.prepare_cached("INSERT OR IGNORE INTO reflection_tag VALUES (?1, ?2, ?3)")?;
        for tag in &body.tags {
            tag_in.execute(params![folded(tag), row, tag])?;
        }
        Ok(())
    }

    fn clear(&self, db: &Connection, entity: Id) -> Result<()> {
        db.prepare_cached("DELETE FROM reflection WHERE entity = ?1")?.execute([entity.as_bytes()])?;
        Ok(())
    }
}
