//! The tables of reflections in the view: the newest revisions, the tags and the search index.

use rusqlite::{Connection, OptionalExtension, Row, params};
use sotto_vault::{Id, Record};

use super::{Body, Content, Reflection, order};
use crate::base::text_folding::folded;
use crate::base::tokens::spaced;
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
    tags TEXT NOT NULL,           -- JSON list of strings
    added INTEGER NOT NULL        -- its place among those of one moment: rises with each that is added
) STRICT;
CREATE INDEX reflection_added ON reflection (added);
CREATE TABLE reflection_tag (
    folded TEXT NOT NULL,         -- the tag without case and diacritics
    row INTEGER NOT NULL,         -- the reflection's row
    tag TEXT NOT NULL,            -- as it was typed
    PRIMARY KEY (folded, row)
) STRICT, WITHOUT ROWID;
-- Titles and texts as tokens (`base::tokens`), each found under the row of its reflection. It keeps no text,
-- and of what is deleted no token stays, so that the saved view does not hold it either.
CREATE VIRTUAL TABLE search USING fts5(title, text, content='', tokenize='ascii', prefix='2 3');
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
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
        let row = order::place(db, entity, &body.date, body.added)?;
        let list = |labels: &[String]| serde_json::to_string(labels).map_err(|_| Error::Encode("labels"));
        db.prepare_cached("INSERT INTO reflection VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?
            .execute(params![
                row,
                entity.as_bytes(),
                record.header.revision,
                body.date,
                body.content.title,
                body.content.text,
                body.content.mood,
                list(&body.content.feelings)?,
                list(&body.content.tags)?,
                body.added,
            ])?;
        index(db, row, &body.content.title, &body.content.text)?;
        let mut tag_in = db.prepare_cached("INSERT OR IGNORE INTO reflection_tag VALUES (?1, ?2, ?3)")?;
        for tag in &body.content.tags {
            tag_in.execute(params![folded(tag), row, tag])?;
        }
        Ok(())
    }

    fn clear(&self, db: &Connection, entity: Id) -> Result<()> {
        let gone: Option<(i64, String, String)> = db
            .prepare_cached("DELETE FROM reflection WHERE entity = ?1 RETURNING row, title, text")?
            .query_row([entity.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((row, title, text)) = gone else { return Ok(()) };
        db.prepare_cached("DELETE FROM reflection_tag WHERE row = ?1")?.execute([row])?;
        unindex(db, row, &title, &text)
    }
}

fn index(db: &Connection, row: i64, title: &str, text: &str) -> Result<()> {
    db.prepare_cached("INSERT INTO search (rowid, title, text) VALUES (?1, ?2, ?3)")?.execute(params![
        row,
        spaced(title),
        spaced(text)
    ])?;
    Ok(())
}

/// The index stores no text, so it needs the old text to remove a reflection.
fn unindex(db: &Connection, row: i64, title: &str, text: &str) -> Result<()> {
    db.prepare_cached("INSERT INTO search (search, rowid, title, text) VALUES ('delete', ?1, ?2, ?3)")?
        .execute(params![row, spaced(title), spaced(text)])?;
    Ok(())
}

/// Moves a reflection to another row, which must be free.
pub(super) fn move_row(db: &Connection, from: i64, to: i64) -> Result<()> {
    let (title, text): (String, String) = db
        .prepare_cached("UPDATE reflection SET row = ?2 WHERE row = ?1 RETURNING title, text")?
        .query_row([from, to], |row| Ok((row.get(0)?, row.get(1)?)))?;
    db.prepare_cached("UPDATE reflection_tag SET row = ?2 WHERE row = ?1")?.execute([from, to])?;
    unindex(db, from, &title, &text)?;
    index(db, to, &title, &text)
}

/// Reads a reflection from a row whose columns from `at` on are entity, revision, date, title, text, mood,
/// feelings and tags.
pub(super) fn reflection(row: &Row<'_>, at: usize) -> rusqlite::Result<Reflection> {
    let revision: u32 = row.get(at + 1)?;
    Ok(Reflection {
        id: Id::from_bytes(row.get(at)?),
        date: row.get(at + 2)?,
        content: Content {
            title: row.get(at + 3)?,
            text: row.get(at + 4)?,
            mood: row.get(at + 5)?,
            feelings: strings(row, at + 6)?,
            tags: strings(row, at + 7)?,
        },
        revision,
        edited: revision.saturating_sub(1),
        draft: false,
        others: 0,
    })
}

/// A JSON list of strings.
pub(super) fn strings(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<String>> {
    match row.get_ref(column)?.as_str()? {
        "[]" => Ok(Vec::new()),
        json => Ok(serde_json::from_str(json).unwrap_or_default()),
    }
}
