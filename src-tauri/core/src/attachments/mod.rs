//! Attachments: pictures, sound and files that hang on a reflection.
//!
//! A content goes through memory in pieces and is sealed in chunks by the vault; the record of an attachment
//! says what it is, which reflection it hangs on, and where the chunks are. One commit stores the record
//! and the last chunks, so an attachment is there as a whole or not at all. What is left of one that failed is
//! removed by the vault.
//!
//! Attachments and reflections are leaves that do not name each other. A reflection that is deleted takes its
//! attachments with it through a hook in the store (`Kind::owned_by`), not through a function one floor up:
//! there is one function that deletes a reflection, and no caller can take another that forgets what hangs on
//! it. The other way round, `attachment_part` gives records and steps that a reflection takes into its own
//! commit (`reflection_write_with`), so that a page and its pictures are stored together.
//!
//! How a name is cleaned is in `name`, what a content is in `media_type`, the table in `table`, the way in of a
//! content in `upload`, checking that every content is there in `check`. Deliberately elsewhere: chunks and their seals (the vault's `attachment`), pictures
//! made smaller for a screen (not in the core).

mod check;
mod media_type;
mod name;
mod table;
mod upload;

use rusqlite::Row;
use serde::{Deserialize, Serialize};
use sotto_vault::{AttachmentRef, Error as Vault, Id, OutputFile, ProgressFn, Sha256Digest};

use crate::base::{Code, Error, Failure, Now, Result};
use crate::store::{CommitPart, Entity, Journal};

pub use check::CheckRun;
pub use media_type::MediaType;
pub use name::MAX_NAME;
pub(crate) use table::Attachments;
pub use upload::{AttachmentUpload, SealedAttachment};

/// Largest content, in bytes: 4 GiB.
pub const MAX_BYTES: u64 = 4 << 30;
/// Most attachments of one reflection.
pub const MAX_ATTACHMENTS: usize = 1_000;

/// The noun of what an attachment can hang on.
const OWNER: &str = "reflection";

#[derive(Debug, thiserror::Error)]
pub enum AttachmentError {
    #[error("an attachment has at most {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("a reflection has at most {limit} attachments")]
    TooMany { limit: usize },
    #[error("the content is not as it was stored")]
    Damaged,
}

impl From<AttachmentError> for Failure {
    fn from(error: AttachmentError) -> Self {
        match error {
            // In GiB: nobody reads ten digits.
            AttachmentError::TooLarge { limit } => {
                Self::new(Code::AttachmentTooLarge).with("limit", limit >> 30)
            }
            AttachmentError::TooMany { limit } => Self::new(Code::AttachmentsTooMany).with("limit", limit),
            AttachmentError::Damaged => Self::new(Code::AttachmentDamaged),
        }
    }
}

crate::base::feature_error!(AttachmentError);

/// What the record of an attachment holds, schema 1.
#[derive(Serialize, Deserialize)]
struct StoredAttachment {
    /// The reflection it hangs on.
    owner: Id,
    name: String,
    kind: MediaType,
    /// RFC 3339 with the UTC offset of the place where it was added.
    added_at: String,
    /// Orders the attachments of a reflection: microseconds since 1970 when it was added, always rising.
    added: i64,
    /// Where the vault stores the content, with its size and hash.
    content: AttachmentRef,
}

impl Entity for StoredAttachment {
    const KIND: &'static str = "attachment";
}

/// An attachment, without its content.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Attachment {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub id: Id,
    /// The reflection it hangs on.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub owner: Id,
    /// One line without path, at most `MAX_NAME` characters. To be shown; never a place on a disk.
    pub name: String,
    /// What the content is, whatever the name says.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub kind: MediaType,
    /// Size of the content.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub bytes: u64,
    /// Of the content, 64 hexadecimal digits.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub sha256: Sha256Digest,
    /// RFC 3339.
    pub added_at: String,
}

/// The columns that `attachment` and `content` read.
const COLUMNS: &str = "SELECT entity, owner, name, kind, bytes, sha256, added_at, content FROM attachment";

fn attachment(row: &Row<'_>) -> rusqlite::Result<Attachment> {
    Ok(Attachment {
        id: Id::from_bytes(row.get(0)?),
        owner: Id::from_bytes(row.get(1)?),
        name: row.get(2)?,
        kind: MediaType::named(row.get_ref(3)?.as_str()?),
        bytes: row.get::<_, i64>(4)?.unsigned_abs(),
        sha256: Sha256Digest::from_bytes(row.get(5)?),
        added_at: row.get(6)?,
    })
}

fn content(row: &Row<'_>) -> rusqlite::Result<AttachmentRef> {
    Ok(AttachmentRef {
        id: Id::from_bytes(row.get(7)?),
        bytes: row.get::<_, i64>(4)?.unsigned_abs(),
        sha256: Sha256Digest::from_bytes(row.get(5)?),
    })
}

impl Journal {
    /// The attachments of a reflection, in the order they were added.
    ///
    /// # Errors
    /// `NotFound` when there is no such reflection.
    pub fn attachment_list(&self, owner: Id) -> Result<Vec<Attachment>> {
        self.ensure_owner(owner)?;
        let mut statement =
            self.view.db.prepare_cached(&format!("{COLUMNS} WHERE owner = ?1 ORDER BY added, entity"))?;
        let rows = statement.query_map([owner.as_bytes()], attachment)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Every attachment there is, those of one reflection together and in their order.
    pub(crate) fn attachments_by_owner(&self) -> Result<Vec<Attachment>> {
        let mut statement = self.view.db.prepare(&format!("{COLUMNS} ORDER BY owner, added, entity"))?;
        let rows = statement.query_map([], attachment)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many attachments there are in the whole journal.
    pub fn attachment_count(&self) -> Result<u64> {
        let mut count = self.view.db.prepare_cached("SELECT count(*) FROM attachment")?;
        Ok(count.query_row([], |row| row.get::<_, i64>(0))?.unsigned_abs())
    }

    /// One attachment.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn attachment(&self, id: Id) -> Result<Attachment> {
        let mut statement = self.view.db.prepare_cached(&format!("{COLUMNS} WHERE entity = ?1"))?;
        Ok(statement.query_row([id.as_bytes()], attachment)?)
    }

    /// Checks that a reflection has room for so many more attachments.
    ///
    /// # Errors
    /// `TooMany`.
    pub fn attachment_room(&self, owner: Id, more: usize) -> Result<()> {
        let present: i64 = self
            .view
            .db
            .prepare_cached("SELECT count(*) FROM attachment WHERE owner = ?1")?
            .query_row([owner.as_bytes()], |row| row.get(0))?;
        let present = usize::try_from(present).unwrap_or(usize::MAX);
        if present.saturating_add(more) > MAX_ATTACHMENTS {
            return Err(AttachmentError::TooMany { limit: MAX_ATTACHMENTS }.into());
        }
        Ok(())
    }

    /// Adds contents to a reflection, all in one commit, and returns their ids.
    ///
    /// # Errors
    /// `NotFound` when there is no such reflection, `TooMany`, or what writing gives; then nothing was added.
    pub fn attachment_add(&mut self, owner: Id, new: Vec<SealedAttachment>, now: Now) -> Result<Vec<Id>> {
        self.ensure_owner(owner)?;
        let CommitPart { records, steps } = self.attachment_part(owner, new, now)?;
        let ids = records.iter().map(|record| record.entity).collect();
        self.commit(records, steps)?;
        Ok(ids)
    }

    /// The same, to be taken into the commit of the reflection itself.
    ///
    /// # Errors
    /// `TooMany`.
    pub fn attachment_part(&self, owner: Id, new: Vec<SealedAttachment>, now: Now) -> Result<CommitPart> {
        self.attachment_room(owner, new.len())?;
        let last: Option<i64> = self
            .view
            .db
            .prepare_cached("SELECT max(added) FROM attachment WHERE owner = ?1")?
            .query_row([owner.as_bytes()], |row| row.get(0))?;
        let mut added = now.timestamp_micros().max(last.map_or(i64::MIN, |last| last.saturating_add(1)));
        let mut part = CommitPart::default();
        for SealedAttachment { name, kind, content } in new {
            let stored = StoredAttachment {
                owner,
                name,
                kind,
                added_at: now.to_rfc3339(),
                added,
                content: content.reference(),
            };
            added = added.saturating_add(1);
            let (kind, schema) = (StoredAttachment::KIND, StoredAttachment::SCHEMA);
            part.records.push(self.revision(kind, schema, Id::random()?, &stored, now)?);
            part.steps.push(sotto_vault::Step::Attach(content));
        }
        Ok(part)
    }

    /// Writes the content of an attachment to a file, piece by piece, and gives the file its name once all of it
    /// was compared with its hash.
    ///
    /// # Errors
    /// `NotFound`; `Damaged` when the content is not as it was stored; `Cancelled`; or, as `Output`, what writing
    /// gives. Then the file gets no name.
    pub fn attachment_save(&self, id: Id, out: OutputFile, progress: ProgressFn<'_>) -> Result<Attachment> {
        let mut statement = self.view.db.prepare_cached(&format!("{COLUMNS} WHERE entity = ?1"))?;
        let (found, content) =
            statement.query_row([id.as_bytes()], |row| Ok((attachment(row)?, content(row)?)))?;
        out.stream(None, |out| self.vault.read_attachment(&content, out, progress)).map_err(unsaved)?;
        out.publish().map_err(Error::Output)?;
        Ok(found)
    }

    /// Removes an attachment with its content.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn attachment_delete(&mut self, id: Id, now: Now) -> Result<()> {
        self.attachment(id)?;
        self.delete(StoredAttachment::KIND, id, now)
    }

    fn ensure_owner(&self, id: Id) -> Result<()> {
        let kind = self.view.kind_of(id)?;
        // Only reflections have drafts, and one that was never saved has nothing else.
        if kind.as_deref() == Some(OWNER) || (kind.is_none() && self.vault.draft_count(id) > 0) {
            Ok(())
        } else {
            Err(Error::NotFound)
        }
    }
}

/// Whether the content or the file that it goes to is to blame.
fn unsaved(error: Vault) -> Error {
    match error {
        Vault::Damaged { .. } | Vault::Tampered { .. } => AttachmentError::Damaged.into(),
        Vault::DiskFull | Vault::ReadOnly | Vault::Write(_) | Vault::Exists => Error::Output(error),
        other => Error::Vault(other),
    }
}
