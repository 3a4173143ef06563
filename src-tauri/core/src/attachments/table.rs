//! The table of attachments in the view. It holds all that a record says, so that no record is opened to list,
//! save or delete an attachment.

use rusqlite::{Connection, params};
use sotto_vault::{AttachmentRef, Id, Record};

use super::{COLUMNS, StoredAttachment, content};
use crate::base::{Error, Result};
use crate::store::{Entity, Kind};

const TABLES: &str = "
CREATE TABLE attachment (
    entity BLOB PRIMARY KEY,      -- its id
    owner BLOB NOT NULL,          -- the reflection it hangs on
    added INTEGER NOT NULL,       -- orders those of one owner
    added_at TEXT NOT NULL,       -- RFC 3339 with an offset
    name TEXT NOT NULL,           -- to be shown, without path
    kind TEXT NOT NULL,           -- media type of the content
    bytes INTEGER NOT NULL,       -- size of the content
    sha256 BLOB NOT NULL,         -- of the content
    content BLOB NOT NULL         -- the id by which the vault finds its chunks
) STRICT, WITHOUT ROWID;
CREATE INDEX attachment_owner ON attachment (owner, added, entity);
";

/// The kind of an attachment's records.
pub(crate) struct Attachments;

impl Kind for Attachments {
    fn name(&self) -> &'static str {
        StoredAttachment::KIND
    }

    fn tables(&self) -> &'static str {
        TABLES
    }

    fn apply(&self, db: &Connection, record: &Record) -> Result<()> {
        let stored: StoredAttachment = serde_json::from_str(&record.body).map_err(|_| Error::Shape)?;
        let bytes = i64::try_from(stored.content.bytes).map_err(|_| Error::Shape)?;
        db.prepare_cached("INSERT INTO attachment VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?.execute(
            params![
                record.header.entity.as_bytes(),
                stored.owner.as_bytes(),
                stored.added,
                stored.added_at,
                stored.name,
                stored.kind.name(),
                bytes,
                stored.content.sha256.as_bytes(),
                stored.content.id.as_bytes(),
            ],
        )?;
        Ok(())
    }

    fn clear(&self, db: &Connection, entity: Id) -> Result<()> {
        db.prepare_cached("DELETE FROM attachment WHERE entity = ?1")?.execute([entity.as_bytes()])?;
        Ok(())
    }

    fn owned_by(&self, db: &Connection, owner: Id) -> Result<Vec<Id>> {
        let mut statement = db.prepare_cached("SELECT entity FROM attachment WHERE owner = ?1")?;
        let rows = statement.query_map([owner.as_bytes()], |row| Ok(Id::from_bytes(row.get(0)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn contents(&self, db: &Connection, entity: Id) -> Result<Vec<AttachmentRef>> {
        let mut statement = db.prepare_cached(&format!("{COLUMNS} WHERE entity = ?1"))?;
        let rows = statement.query_map([entity.as_bytes()], content)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
