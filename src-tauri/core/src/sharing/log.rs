//! What left: a record of each share, and a table that lists them without their pages.
//!
//! A record is never changed. It is deleted in one case: the sealed file was written but could not get its
//! name, so that nothing left.

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use sotto_vault::{Id, Record, to_hex};

use super::item::{ItemKind, ShareItem};
use super::party::Party;
use crate::base::{Error, Now, Result};
use crate::store::{Entity, Journal, Kind};

/// What is remembered of a share, schema 1.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredShare {
    #[serde(flatten)]
    entry: StoredEntry,
    /// Missing for an export: it is everything, and is not kept twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page: Option<String>,
}

/// All of it but the page.
#[derive(Serialize, Deserialize)]
struct StoredEntry {
    shared_at: String,
    to: Vec<StoredRecipient>,
    /// Of the page, or of an export as it was before it was sealed.
    sha256: String,
    items: Vec<ShareItem>,
    /// It was no page but an export of everything, of so many reflections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    exported: Option<u32>,
}

#[derive(Serialize, Deserialize)]
struct StoredRecipient {
    name: String,
    recipient: String,
}

impl Entity for StoredShare {
    const KIND: &'static str = "share";
}

const TABLES: &str = "
CREATE TABLE share (
    entity BLOB PRIMARY KEY,
    shared INTEGER NOT NULL,      -- when, in milliseconds since 1970
    shared_at TEXT NOT NULL,      -- the same, RFC 3339
    sha256 TEXT NOT NULL,         -- of the page, or of an export before it was sealed
    recipients TEXT NOT NULL,     -- JSON list of names
    items TEXT NOT NULL,          -- JSON list of what a list says of each item
    is_export INTEGER NOT NULL    -- 1 for an export of everything, which is no page
) STRICT, WITHOUT ROWID;
CREATE INDEX share_newest ON share (shared, entity);
";

/// The kind of the records of what left.
pub(crate) struct Shares;

/// The one there is.
pub(crate) static SHARE: Shares = Shares;

impl Kind for Shares {
    fn name(&self) -> &'static str {
        StoredShare::KIND
    }

    fn tables(&self) -> &'static str {
        TABLES
    }

    fn apply(&self, db: &Connection, record: &Record) -> Result<()> {
        // The page in the body is skipped over, never read.
        let entry: StoredEntry = serde_json::from_str(&record.body).map_err(|_| Error::Shape)?;
        let shared = Now::parse_from_rfc3339(&entry.shared_at).map_err(|_| Error::Shape)?;
        let names: Vec<&str> = entry.to.iter().map(|to| to.name.as_str()).collect();
        db.prepare_cached("INSERT INTO share VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?.execute(params![
            record.header.entity.as_bytes(),
            shared.timestamp_millis(),
            entry.shared_at,
            entry.sha256,
            serde_json::to_string(&names).map_err(|_| Error::Encode("names"))?,
            serde_json::to_string(&entry.items).map_err(|_| Error::Encode("items"))?,
            entry.exported.is_some(),
        ])?;
        Ok(())
    }

    fn clear(&self, db: &Connection, entity: Id) -> Result<()> {
        db.prepare_cached("DELETE FROM share WHERE entity = ?1")?.execute([entity.as_bytes()])?;
        Ok(())
    }
}

/// Something that left.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ShareLogEntry {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub id: Id,
    pub shared_at: String,
    pub to: Vec<String>,
    /// SHA-256 of the page, or of an export as it was before it was sealed.
    pub sha256: String,
    pub items: Vec<ShareItem>,
}

impl StoredShare {
    pub fn of_page(to: &[Party], sha256: String, page: String, items: Vec<ShareItem>, now: Now) -> Self {
        let to =
            to.iter().map(|to| StoredRecipient { name: to.name.clone(), recipient: to.recipient.clone() });
        let entry =
            StoredEntry { shared_at: now.to_rfc3339(), to: to.collect(), sha256, items, exported: None };
        Self { entry, page: Some(page) }
    }
}

impl Journal {
    /// Everything that ever left, newest first.
    pub fn share_log(&self) -> Result<Vec<ShareLogEntry>> {
        let mut statement = self.view.db.prepare_cached(
            "SELECT entity, shared_at, sha256, recipients, items FROM share ORDER BY shared DESC, entity DESC",
        )?;
        let rows = statement.query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?, row.get::<_, String>(4)?))
        })?;
        rows.map(|row| {
            let (id, shared_at, sha256, to, items) = row?;
            Ok(ShareLogEntry {
                id: Id::from_bytes(id),
                shared_at,
                to: serde_json::from_str(&to).map_err(|_| Error::Shape)?,
                sha256,
                items: serde_json::from_str(&items).map_err(|_| Error::Shape)?,
            })
        })
        .collect()
    }

    /// The page of a share, as it left.
    ///
    /// # Errors
    /// `NotFound`, also for an export, which was no page.
    pub fn share_page(&self, id: Id) -> Result<String> {
        self.entity_sealed::<StoredShare>(id)?.page.ok_or(Error::NotFound)
    }

    /// How many shares are on record.
    pub(super) fn share_count(&self) -> Result<i64> {
        let count =
            self.view.db.prepare_cached("SELECT count(*) FROM share")?.query_row([], |row| row.get(0))?;
        Ok(count)
    }

    /// Puts a share on record.
    pub(super) fn share_put(&mut self, share: &StoredShare, now: Now) -> Result<Id> {
        self.entity_save(None, share, now)
    }

    /// Puts on record that everything was sealed to somebody: names and recipients, and the hash of what they
    /// can read. To be done before the file gets its name.
    pub(crate) fn share_export(
        &mut self,
        to: Vec<(String, String)>,
        sha256: &[u8; 32],
        reflections: u32,
        now: Now,
    ) -> Result<Id> {
        let entry = StoredEntry {
            shared_at: now.to_rfc3339(),
            to: to.into_iter().map(|(name, recipient)| StoredRecipient { name, recipient }).collect(),
            sha256: to_hex(sha256),
            items: vec![ShareItem::new(ItemKind::Export, String::new())],
            exported: Some(reflections),
        };
        self.share_put(&StoredShare { entry, page: None }, now)
    }

    /// It could not get its name: it did not leave after all.
    pub(crate) fn share_undone(&mut self, id: Id, now: Now) -> Result<()> {
        self.delete(StoredShare::KIND, id, now)
    }
}
