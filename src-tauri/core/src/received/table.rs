//! What is stored of a received share, and the table that lists them without their pages.

use rusqlite::{Connection, Row as SqlRow, params};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sotto_vault::{Id, Record};

use crate::base::{Error, Now, Result};
use crate::sharing::page::ReadPage;
use crate::sharing::{BroughtItem, MoodPoint, ShareItem};
use crate::store::{Entity, Journal, Kind};

/// What is stored of a received share, schema 1. Once it was deleted, only from whom, when and its hash.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredReceived {
    #[serde(flatten)]
    entry: StoredEntry,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
}

/// All of it but the page.
#[derive(Clone, Serialize, Deserialize)]
struct StoredEntry {
    /// When it was opened here.
    opened_at: String,
    /// The share's own id and its sender, to recognise it when it comes again.
    share: String,
    name: String,
    recipient: String,
    sender_key: String,
    sha256: String,
    made_on: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deleted_at: Option<String>,
    #[serde(default)]
    says: Says,
}

/// What its page says, for lists.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Says {
    group: Option<String>,
    starts: Option<String>,
    check_in: bool,
    delete_after: Option<String>,
    items: Vec<ShareItem>,
    bring: Vec<BroughtItem>,
    mood: Vec<MoodPoint>,
}

impl Entity for StoredReceived {
    const KIND: &'static str = "received";
}

impl StoredReceived {
    pub fn of_page(page: ReadPage, text: &str, sha256: String, now: Now) -> Self {
        let from = page.parties.from;
        let entry = StoredEntry {
            opened_at: now.to_rfc3339(),
            share: page.parties.id,
            name: from.name,
            recipient: from.recipient,
            sender_key: from.sender_key,
            sha256,
            made_on: page.made.to_string(),
            deleted_at: None,
            says: Says {
                starts: page.session.as_ref().map(|session| session.starts.to_rfc3339()),
                group: page.session.map(|session| session.group),
                check_in: page.check_in,
                delete_after: page.delete_after.map(|day| day.to_string()),
                items: page.items,
                bring: page.bring,
                mood: page.mood,
            },
        };
        Self { entry, page: Some(text.to_owned()) }
    }

    /// What is left of it when it is deleted; `None` if it was.
    pub fn without_page(self, now: Now) -> Option<Self> {
        self.page?;
        let deleted_at = Some(now.to_rfc3339());
        Some(Self { entry: StoredEntry { deleted_at, says: Says::default(), ..self.entry }, page: None })
    }
}

const TABLES: &str = "
CREATE TABLE received (
    entity BLOB PRIMARY KEY,
    opened INTEGER NOT NULL,      -- when it was opened here, in milliseconds since 1970
    opened_at TEXT NOT NULL,      -- the same, RFC 3339
    share TEXT NOT NULL,          -- the share's own id
    name TEXT NOT NULL,           -- the sender's name on the page
    recipient TEXT NOT NULL,      -- where answers to the sender are sealed to
    sender_key TEXT NOT NULL,     -- the key that proved the sender
    sha256 TEXT NOT NULL,         -- of the page
    made_on TEXT NOT NULL,        -- the day the sender made it
    deleted_at TEXT,              -- when it was deleted here, RFC 3339; nothing of what it says is left then
    group_name TEXT,              -- the group it was made for, as its page says
    starts TEXT,                  -- when that session starts, RFC 3339
    check_in INTEGER NOT NULL,    -- 1 if the sender asks to be checked in with
    delete_after TEXT,            -- a day, if the sender asks that it is deleted
    items TEXT NOT NULL,          -- JSON list of what a list says of each item
    bring TEXT NOT NULL,          -- JSON list of what they want to bring
    mood TEXT NOT NULL            -- JSON list of moods by day
) STRICT;
CREATE INDEX received_newest ON received (opened, entity);
CREATE INDEX received_share ON received (share, sender_key);
";

/// The kind of the records of what others sent.
pub(crate) struct ReceivedShares;

/// The one there is.
pub(crate) static KIND: ReceivedShares = ReceivedShares;

impl Kind for ReceivedShares {
    fn name(&self) -> &'static str {
        StoredReceived::KIND
    }

    fn tables(&self) -> &'static str {
        TABLES
    }

    fn apply(&self, db: &Connection, record: &Record) -> Result<()> {
        // The page in the body is skipped over, never read.
        let entry: StoredEntry = serde_json::from_str(&record.body).map_err(|_| Error::Shape)?;
        let opened = Now::parse_from_rfc3339(&entry.opened_at).map_err(|_| Error::Shape)?;
        let says = entry.says;
        db.prepare_cached(
            "INSERT INTO received VALUES
             (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        )?
        .execute(params![
            record.header.entity.as_bytes(),
            opened.timestamp_millis(),
            entry.opened_at,
            entry.share,
            entry.name,
            entry.recipient,
            entry.sender_key,
            entry.sha256,
            entry.made_on,
            entry.deleted_at,
            says.group,
            says.starts,
            says.check_in,
            says.delete_after,
            json(&says.items)?,
            json(&says.bring)?,
            json(&says.mood)?,
        ])?;
        Ok(())
    }

    fn clear(&self, db: &Connection, entity: Id) -> Result<()> {
        db.prepare_cached("DELETE FROM received WHERE entity = ?1")?.execute([entity.as_bytes()])?;
        Ok(())
    }
}

/// One row of the table.
pub(super) struct Row {
    pub id: Id,
    pub opened_at: String,
    pub name: String,
    pub recipient: String,
    pub sender_key: String,
    pub sha256: String,
    pub made_on: String,
    pub deleted_at: Option<String>,
    pub group: Option<String>,
    pub starts: Option<String>,
    pub check_in: bool,
    pub delete_after: Option<String>,
    pub items: Vec<ShareItem>,
    pub bring: Vec<BroughtItem>,
    pub mood: Vec<MoodPoint>,
}

const COLUMNS: &str =
    "entity, opened_at, name, recipient, sender_key, sha256, made_on, deleted_at, group_name,
    starts, check_in, delete_after, items, bring, mood";

impl Row {
    fn read(row: &SqlRow<'_>) -> Result<Self> {
        Ok(Self {
            id: Id::from_bytes(row.get(0)?),
            opened_at: row.get(1)?,
            name: row.get(2)?,
            recipient: row.get(3)?,
            sender_key: row.get(4)?,
            sha256: row.get(5)?,
            made_on: row.get(6)?,
            deleted_at: row.get(7)?,
            group: row.get(8)?,
            starts: row.get(9)?,
            check_in: row.get(10)?,
            delete_after: row.get(11)?,
            items: list(row, 12)?,
            bring: list(row, 13)?,
            mood: list(row, 14)?,
        })
    }
}

impl Journal {
    /// Everything that is here, newest first.
    pub(super) fn received_rows(&self) -> Result<Vec<Row>> {
        self.rows_where("deleted_at IS NULL")
    }

    /// The same, with what was deleted.
    pub(super) fn received_rows_ever(&self) -> Result<Vec<Row>> {
        self.rows_where("true")
    }

    fn rows_where(&self, condition: &str) -> Result<Vec<Row>> {
        let sql =
            format!("SELECT {COLUMNS} FROM received WHERE {condition} ORDER BY opened DESC, entity DESC");
        let mut statement = self.view.db.prepare_cached(&sql)?;
        statement.query_and_then([], Row::read)?.collect()
    }

    /// # Errors
    /// `NotFound`.
    pub(super) fn received_row(&self, id: Id) -> Result<Row> {
        let sql = format!("SELECT {COLUMNS} FROM received WHERE entity = ?1");
        let mut statement = self.view.db.prepare_cached(&sql)?;
        statement.query_and_then([id.as_bytes()], Row::read)?.next().ok_or(Error::NotFound)?
    }

    /// Every time this share of this sender was received: the entity, and the hash of its page. Another
    /// sender's share may bear the same id, on purpose: it is another share.
    pub(super) fn received_of(&self, share: &str, sender_key: &str) -> Result<Vec<(Id, String)>> {
        let mut statement = self
            .view
            .db
            .prepare_cached("SELECT entity, sha256 FROM received WHERE share = ?1 AND sender_key = ?2")?;
        let rows = statement.query_map([share, sender_key], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows
            .map(|row| row.map(|(id, sha256)| (Id::from_bytes(id), sha256)))
            .collect::<rusqlite::Result<_>>()?)
    }
}

fn json(list: &impl Serialize) -> Result<String> {
    serde_json::to_string(list).map_err(|_| Error::Encode("a list"))
}

fn list<T: DeserializeOwned>(row: &SqlRow<'_>, column: usize) -> Result<Vec<T>> {
    serde_json::from_str(&row.get::<_, String>(column)?).map_err(|_| Error::Shape)
}
