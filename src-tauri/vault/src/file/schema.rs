//! The tables as SQLite holds them, with what each column is for, and how a file is known as a vault.
//!
//! The statements stand in the file itself, comments included: `.schema` in `sqlite3` explains them to
//! anyone. They are never edited once released; a later format adds.

use rusqlite::Connection;

use crate::error::{Error, Result};

/// The format this code writes.
pub const FORMAT: i64 = 1;
/// Size of a page, in bytes. Part of the format: a damaged file is read by it.
pub(crate) const PAGE: usize = 16_384;
/// "Sott", in SQLite's `application_id`.
pub(crate) const APPLICATION: i64 = 0x536f_7474;

/// Tables of sealed rows have no rowid: their rows lie in the order of random ids, which tells no date.
pub(crate) const SCHEMA: &[&str] = &[
    "CREATE TABLE about (
  id INTEGER PRIMARY KEY CHECK (id = 1), -- there is one row
  format INTEGER NOT NULL, -- version of this format, as in user_version
  vault BLOB NOT NULL, -- id of the vault, 16 random bytes
  capture TEXT NOT NULL, -- age recipient of notes left while locked
  checksum BLOB NOT NULL -- SHA-256 of the other columns, against accidents
) STRICT",
    "CREATE TABLE slot (
  id BLOB PRIMARY KEY, -- 16 random bytes
  kind TEXT NOT NULL, -- passphrase, recovery or device
  sealed BLOB NOT NULL, -- age file with all keys
  checksum BLOB NOT NULL -- SHA-256 of the other columns, against accidents
) STRICT, WITHOUT ROWID",
    "CREATE TABLE record (
  id BLOB PRIMARY KEY, -- 16 random bytes
  tag BLOB NOT NULL, -- HMAC of table, id and sealed
  sealed BLOB NOT NULL -- age file: one revision of one entity
) STRICT, WITHOUT ROWID",
    "CREATE TABLE draft (
  id BLOB PRIMARY KEY, -- 16 random bytes
  tag BLOB NOT NULL, -- HMAC of table, id and sealed
  sealed BLOB NOT NULL -- age file: writing in progress
) STRICT, WITHOUT ROWID",
    "CREATE TABLE attachment (
  id BLOB PRIMARY KEY, -- 16 bytes that look random without the keys
  tag BLOB NOT NULL, -- HMAC of table, id and sealed
  sealed BLOB NOT NULL -- age file: one chunk of an attachment
) STRICT, WITHOUT ROWID",
    "CREATE TABLE captured (
  id BLOB PRIMARY KEY, -- 16 random bytes
  sealed BLOB NOT NULL -- age file to about.capture: a note left while locked
) STRICT, WITHOUT ROWID",
    "CREATE TABLE manifest (
  id INTEGER PRIMARY KEY CHECK (id = 1), -- there is one row
  tag BLOB NOT NULL, -- HMAC of sealed
  sealed BLOB NOT NULL -- age file: what all other rows add up to
) STRICT",
    // The tags are read whole at every start, and the sealed bytes are not.
    "CREATE INDEX record_tag ON record (id, tag)",
    "CREATE INDEX attachment_tag ON attachment (id, tag)",
];

/// How SQLite lists a table or an index: its type, its name, its table, its statement.
fn listed(sql: &str) -> String {
    let mut words = sql.split_whitespace().skip(1);
    let (kind, name) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let table = if kind == "INDEX" { words.nth(1).unwrap_or_default() } else { name };
    format!("{} {name} {table} {sql}", kind.to_ascii_lowercase())
}

/// Refuses a file with any other table, view or trigger than ours, or with ours under other names, before
/// anything else of it is read.
pub(crate) fn check(db: &Connection) -> Result<()> {
    let mut statement = db.prepare(
        "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '') FROM sqlite_schema",
    )?;
    let mut found =
        statement.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    found.sort_unstable();
    let mut ours: Vec<String> = SCHEMA.iter().map(|sql| listed(sql)).collect();
    ours.sort_unstable();
    if found == ours {
        return Ok(());
    }
    let mut drafted: Vec<String> = BEFORE_FORMAT_1.iter().map(|sql| listed(sql)).collect();
    drafted.sort_unstable();
    Err(if found == drafted { Error::EarlierDraft } else { Error::damaged("tables") })
}

/// The tables of the draft of format 1 that no release wrote. A file that has exactly these is not
/// damaged: it was made while Sotto was being written, and is refused as that.
const BEFORE_FORMAT_1: &[&str] = &[
    "CREATE TABLE about (id INTEGER PRIMARY KEY CHECK (id = 1), format INTEGER NOT NULL, vault BLOB NOT NULL, capture TEXT NOT NULL, checksum BLOB NOT NULL) STRICT",
    "CREATE TABLE slot (id BLOB PRIMARY KEY, kind TEXT NOT NULL, sealed BLOB NOT NULL, checksum BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE record (id BLOB PRIMARY KEY, tag BLOB NOT NULL, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE draft (id BLOB PRIMARY KEY, tag BLOB NOT NULL, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE captured (id BLOB PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE manifest (id INTEGER PRIMARY KEY CHECK (id = 1), tag BLOB NOT NULL, sealed BLOB NOT NULL) STRICT",
    "CREATE INDEX record_tag ON record (id, tag)",
];
