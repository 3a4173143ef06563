//! An unlocked vault: what a person wrote is changed here.
//!
//! Every change goes through `Vault::commit`: sealed, tagged, and in one transaction with the
//! manifest. Deliberately elsewhere: making and unlocking one (`access/vault_file`), reading (`reader`), how
//! a row is sealed (`row`), attachments (`attachment`), what the records mean (the core crate), ways to
//! unlock (`access/slots`), checking everything (`verify`).

use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::{Transaction, TransactionBehavior};

use crate::access::keys::Keys;
use crate::device::SeenState;
use crate::device::place::{Known, PlaceMemory};
use crate::error::{Error, Result};
use crate::file::identity::FileMark;
use crate::file::lock::ProcessLock;
use crate::file::table::RowTable;
use crate::file::{PATIENCE, Rows, within_rows};
use crate::format::chunk::AttachmentRef;
use crate::format::ids::Id;
use crate::format::manifest::Manifest;
use crate::format::record::NewRecord;
use crate::store::attachment::{self, NewAttachment, RunningUploads};
use crate::store::drafts::Drafts;
use crate::store::reader::VaultReader;
use crate::store::row;
use crate::view;

/// One step of a change; all steps of a commit happen, or none.
pub enum Step {
    /// Adds a record. Records are never changed.
    Put(NewRecord),
    /// Removes a record's bytes.
    Drop(Id),
    /// Writes the draft of an entity, in the place of its current draft if there is one.
    Draft(NewRecord),
    /// Removes the current draft of an entity, if there is one. Another draft of the same entity, from
    /// another computer, then is the current one.
    DropDraft(Id),
    /// Makes an attachment part of the vault, together with the record that names it.
    Attach(NewAttachment),
    /// Removes the bytes of an attachment. No record may name it any longer.
    DropAttachment(AttachmentRef),
    /// Removes a note that was left while locked.
    DropCaptured(Id),
}

impl Step {
    const fn removes(&self) -> bool {
        match self {
            Self::Drop(_) | Self::DropAttachment(_) => true,
            Self::Put(_) | Self::Draft(_) | Self::DropDraft(_) | Self::Attach(_) | Self::DropCaptured(_) => {
                false
            }
        }
    }
}

/// An unlocked vault. Dropping it forgets the keys. Everything that reads is in `VaultReader`.
pub struct Vault {
    pub(crate) reader: VaultReader,
    /// The slot that opened it.
    pub(crate) opened_by: Id,
    pub(crate) seen: SeenState,
    pub(crate) place: PlaceMemory,
    pub(crate) uploads: RunningUploads,
    /// Which file on the disk was opened.
    opened: FileMark,
    /// When something was written that still lies in the log beside the file.
    pub(crate) unflushed: Option<Instant>,
    _lock: Option<ProcessLock>,
}

impl Deref for Vault {
    type Target = VaultReader;
    fn deref(&self) -> &VaultReader {
        &self.reader
    }
}

/// The parts of an open vault.
pub(crate) struct Parts {
    pub reader: VaultReader,
    pub opened_by: Id,
    pub seen: SeenState,
    pub place: PlaceMemory,
    pub opened: FileMark,
    pub lock: Option<ProcessLock>,
}

impl Vault {
    pub(crate) fn of(parts: Parts) -> Self {
        let Parts { mut reader, opened_by, seen, place, opened, lock } = parts;
        // A damaged or read-only vault does not show which state is the newest.
        let writes = reader.read_only.is_none();
        reader.rolled_back = writes && seen.is_older(&reader.keys, &reader.manifest, &reader.tag);
        let uploads = RunningUploads::default();
        let remembers = writes && !reader.rolled_back;
        let mut vault =
            Self { reader, opened_by, seen, place, uploads, opened, unflushed: None, _lock: lock };
        if remembers {
            vault.remember_opened();
        }
        vault
    }

    /// Checks early whether a long task could write at its end.
    ///
    /// # Errors
    /// `VaultReadOnly`; or `Tampered` when the file was replaced while it was open.
    pub fn ensure_writable(&self) -> Result<()> {
        self.ensure_same_file()
    }

    /// The person was shown that this is an older state, and goes on with it.
    pub fn accept_older(&mut self) {
        self.reader.rolled_back = false;
        self.remember_opened();
    }

    /// Remembers on this computer which state was opened, and what will be known of it while it is locked.
    pub(crate) fn remember_opened(&mut self) {
        self.seen.remember(&self.reader.keys, &self.reader.manifest, &self.reader.tag);
        let capture = self.reader.keys.capture_recipient().to_string();
        self.place.remember(&Known::of(&capture, self.opened_by));
    }

    /// Seals and stores every step, durably, or none of them.
    ///
    /// # Errors
    /// What writing gives; then nothing has changed, and the same steps can be tried again.
    pub fn commit(&mut self, steps: &[Step]) -> Result<()> {
        self.ensure_same_file()?;
        let removes = steps.iter().any(Step::removes);
        if removes {
            // The saved view may hold what is about to be deleted.
            view::forget(&self.path)?;
        }
        self.transact(|tx, manifest, keys, drafts| apply(tx, manifest, keys, drafts, steps))?;
        if removes {
            // The deletion itself is done: chunks that are left are listed and go later (`remove_loose`), and
            // deleted bytes stay in the log until it is emptied.
            let _ = self.checkpoint();
        }
        Ok(())
    }

    pub(crate) fn transact<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>, &mut Manifest, &Keys, &mut Drafts) -> Result<T>,
    ) -> Result<T> {
        self.ensure_same_file()?;
        let computer = self.seen.computer(&self.reader.keys)?;
        let reader = &mut self.reader;
        let mut next = reader.manifest.clone();
        next.sequence = next.sequence.saturating_add(1);
        next.previous = reader.tag;
        next.mark(computer)?;
        let mut drafts = reader.drafts.clone();
        let tx = reader.file.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        expect_state(&tx, &reader.tag)?;
        let (out, tag) = within_rows(|| {
            let out = work(&tx, &mut next, &reader.keys, &mut drafts)?;
            let (sealed, tag) = next.seal(&reader.keys)?;
            tx.put_manifest(&sealed, &tag)?;
            Ok((out, tag))
        })?;
        tx.commit()?;
        self.ensure_same_file()?;
        (self.reader.manifest, self.reader.tag, self.reader.drafts) = (next, tag, drafts);
        self.unflushed = Some(Instant::now());
        self.seen.remember(&self.reader.keys, &self.reader.manifest, &self.reader.tag);
        Ok(out)
    }

    /// Whether the path still names the file that was opened. A program that puts another file in
    /// its place would let every later save go to a file without a name.
    pub(crate) fn ensure_same_file(&self) -> Result<()> {
        if self.read_only.is_some() {
            return Err(Error::VaultReadOnly);
        }
        if FileMark::of(&self.path).is_ok_and(|now| now == self.opened) {
            Ok(())
        } else {
            Err(Error::tampered("the file was replaced while it was open"))
        }
    }

    /// Whether something reads the vault through a reader of its own.
    pub fn is_being_read(&self) -> bool {
        Arc::strong_count(&self.readers) > 1
    }

    /// Moves everything into the one file, so that it may be copied. Returns whether everything is in it:
    /// not while something reads the vault through a reader of its own.
    pub fn checkpoint(&mut self) -> Result<bool> {
        if self.read_only.is_some() {
            return Ok(true);
        }
        // A reader of our own may run for minutes; another program's capture takes a moment.
        let patience = if self.is_being_read() { Duration::ZERO } else { PATIENCE };
        let done = self.file.checkpoint(patience)?;
        if done {
            self.unflushed = None;
        }
        Ok(done)
    }

    /// The same, once nothing was written for `quiet`, and after removing what no record names. Returns
    /// whether there was anything to do.
    pub fn checkpoint_after(&mut self, quiet: Duration) -> Result<bool> {
        if self.unflushed.is_some_and(|since| since.elapsed() < quiet) {
            return Ok(false);
        }
        if self.read_only.is_none() && !self.rolled_back && self.has_loose() {
            self.remove_loose()?;
            return Ok(true);
        }
        if self.unflushed.is_none() {
            return Ok(false);
        }
        self.checkpoint()?;
        Ok(true)
    }
}

/// Refuses to write over what another program wrote meanwhile.
pub(crate) fn expect_state(tx: &Transaction<'_>, tag: &[u8]) -> Result<()> {
    let present: Vec<u8> = tx.prepare_cached("SELECT tag FROM manifest")?.query_row([], |row| row.get(0))?;
    if present == tag {
        Ok(())
    } else {
        Err(Error::tampered("another program wrote while the vault was open"))
    }
}

/// Does the steps within a transaction.
pub(crate) fn apply(
    tx: &Transaction<'_>,
    manifest: &mut Manifest,
    keys: &Keys,
    drafts: &mut Drafts,
    steps: &[Step],
) -> Result<()> {
    let mut most = attachment::REMOVED;
    steps.iter().try_for_each(|step| apply_step(tx, manifest, keys, drafts, step, &mut most))
}

fn apply_step(
    tx: &Transaction<'_>,
    manifest: &mut Manifest,
    keys: &Keys,
    drafts: &mut Drafts,
    step: &Step,
    most_chunks: &mut u32,
) -> Result<()> {
    let vault = keys.payload.vault;
    match step {
        Step::Put(new) => row::put(tx, manifest, keys, RowTable::Record, &new.header(vault), &new.body),
        Step::Drop(id) => row::drop(tx, manifest, keys, RowTable::Record, *id).map(drop),
        Step::Draft(new) => {
            let mut header = new.header(vault);
            header.id = drafts.row_for(new.entity)?;
            row::drop(tx, manifest, keys, RowTable::Draft, header.id)?;
            row::put(tx, manifest, keys, RowTable::Draft, &header, &new.body)
        }
        Step::DropDraft(entity) => drafts
            .remove_current(*entity)
            .map_or(Ok(()), |row| row::drop(tx, manifest, keys, RowTable::Draft, row).map(drop)),
        Step::Attach(new) => attachment::put(tx, manifest, keys, new),
        Step::DropAttachment(reference) => attachment::drop(tx, manifest, keys, reference, most_chunks),
        Step::DropCaptured(id) => tx.drop_captured(*id),
    }
}
