//! An unlocked vault: what a person wrote is read and changed here.
//!
//! Every change goes through `Vault::commit`: sealed, tagged, and in one transaction with the
//! manifest. Deliberately elsewhere: making and unlocking one (`locked`), how a row is sealed (`row`),
//! what the records mean (the core crate), ways to unlock (`access`), checking everything (`verify`).

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rusqlite::{Transaction, TransactionBehavior};

use crate::access::keys::Keys;
use crate::device::SeenState;
use crate::error::{Error, Result};
use crate::file::lock::ProcessLock;
use crate::file::{File, FileMark, Rows, within_rows};
use crate::format::ids::Id;
use crate::format::mac::Tag;
use crate::format::manifest::{Manifest, Table};
use crate::format::record::{NewRecord, Record};
use crate::progress::{ProgressFn, Stage, no_progress, report};
use crate::store::captured;
use crate::store::read_only::ReadOnly;
use crate::store::row::{self, open_row};
use crate::view;

/// One step of a change; all steps of a commit happen, or none.
pub enum Step {
    /// Adds a record. Records are never changed.
    Put(NewRecord),
    /// Removes a record's bytes.
    Drop(Id),
    /// Adds or replaces the draft of an entity; its id is the entity's.
    Draft(NewRecord),
    /// Removes the draft of an entity, if there is one.
    DropDraft(Id),
    /// Removes a note that was left while locked.
    DropCaptured(Id),
}

/// An unlocked vault. Dropping it forgets the keys.
pub struct Vault {
    pub(crate) path: PathBuf,
    pub(crate) file: File,
    pub(crate) keys: Keys,
    pub(crate) manifest: Manifest,
    pub(crate) head: Tag,
    /// The slot that opened it.
    pub(crate) opened_by: Id,
    pub(crate) seen: SeenState,
    rolled_back: bool,
    /// Which file on the disk was opened.
    opened: FileMark,
    /// When something was written that still lies in the log beside the file.
    unflushed: Option<Instant>,
    /// Set when nothing may be written.
    read_only: Option<ReadOnly>,
    _lock: Option<ProcessLock>,
}

/// What a vault is put together of.
pub(crate) struct Parts {
    pub path: PathBuf,
    pub file: File,
    pub keys: Keys,
    pub manifest: Manifest,
    pub head: Tag,
    pub opened_by: Id,
    pub seen: SeenState,
    pub opened: FileMark,
    pub lock: Option<ProcessLock>,
}

impl Vault {
    /// Puts a vault together: of its file, or, with `read_only`, of what could be read of it.
    pub(crate) fn of(parts: Parts, read_only: Option<ReadOnly>) -> Self {
        let Parts { path, file, keys, manifest, head, opened_by, mut seen, opened, lock } = parts;
        // What is only read says nothing about which state is the newest.
        let rolled_back = read_only.is_none() && seen.is_older(&keys, manifest.sequence, &head);
        if read_only.is_none() && !rolled_back {
            seen.remember(&keys, manifest.sequence, &head);
        }
        Self {
            path,
            file,
            keys,
            manifest,
            head,
            opened_by,
            seen,
            rolled_back,
            opened,
            unflushed: None,
            read_only,
            _lock: lock,
        }
    }

    /// To be asked before anything that takes long and ends in writing.
    ///
    /// # Errors
    /// `VaultReadOnly`; or `Tampered` when the file was replaced while it was open.
    pub fn ensure_writable(&self) -> Result<()> {
        self.ensure_same_file()
    }

    /// What is known of a vault that can only be read, because it is damaged or lies where nothing can
    /// be written; `None` for any other.
    pub fn read_only(&self) -> Option<ReadOnly> {
        self.read_only
    }

    pub fn id(&self) -> Id {
        self.keys.payload.vault
    }

    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Whether this computer has seen a newer state of this file.
    pub fn rolled_back(&self) -> bool {
        self.rolled_back
    }

    /// The person looked at it and goes on with what is there.
    pub fn accept_older(&mut self) {
        self.rolled_back = false;
        self.seen.remember(&self.keys, self.manifest.sequence, &self.head);
    }

    /// Seals and stores every step, durably, or none of them.
    pub fn commit(&mut self, steps: &[Step]) -> Result<()> {
        self.ensure_same_file()?;
        let removes = steps.iter().any(|s| matches!(s, Step::Drop(_)));
        if removes {
            // The saved view may hold what is about to be deleted.
            view::forget(&self.path)?;
        }
        self.transact(|tx, manifest, keys| {
            steps.iter().try_for_each(|step| apply(tx, manifest, keys, step))
        })?;
        if removes {
            // Deleted bytes stay in the log until it is cut; the deletion itself is done.
            let _ = self.file.checkpoint();
        }
        Ok(())
    }

    pub(crate) fn transact<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>, &mut Manifest, &Keys) -> Result<T>,
    ) -> Result<T> {
        self.ensure_same_file()?;
        let mut next = self.manifest.clone();
        next.sequence = next.sequence.saturating_add(1);
        next.previous = self.head;
        let tx = self.file.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let present: Vec<u8> =
            tx.prepare_cached("SELECT tag FROM manifest")?.query_row([], |row| row.get(0))?;
        if present != self.head {
            return Err(Error::tampered("another program wrote while the vault was open"));
        }
        let (out, head) = within_rows(|| {
            let out = work(&tx, &mut next, &self.keys)?;
            let (sealed, head) = next.seal(&self.keys)?;
            tx.put_manifest(&sealed, &head)?;
            Ok((out, head))
        })?;
        tx.commit()?;
        self.ensure_same_file()?;
        self.manifest = next;
        self.head = head;
        self.unflushed = Some(Instant::now());
        self.seen.remember(&self.keys, self.manifest.sequence, &self.head);
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

    /// Opens one record.
    pub fn read(&self, id: Id) -> Result<Record> {
        let (tag, sealed) = self.file.row(Table::Record, id)?;
        open_row(&self.keys, Table::Record, id, &tag, &sealed)
    }

    /// The reflections that have a draft: writing that has not become a revision yet.
    pub fn draft_ids(&self) -> Result<Vec<Id>> {
        Ok(self.file.tags(Table::Draft)?.into_iter().map(|(id, _)| id).collect())
    }

    pub fn has_drafts(&self) -> Result<bool> {
        Ok(!self.file.tags(Table::Draft)?.is_empty())
    }

    /// The draft of one reflection, if there is one.
    pub fn draft(&self, id: Id) -> Result<Option<Record>> {
        match self.file.row(Table::Draft, id) {
            Ok((tag, sealed)) => open_row(&self.keys, Table::Draft, id, &tag, &sealed).map(Some),
            Err(Error::NotFound) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// The ids of all records, in no order that means anything.
    pub fn record_ids(&self) -> Result<Vec<Id>> {
        Ok(self.file.tags(Table::Record)?.into_iter().map(|(id, _)| id).collect())
    }

    /// Opens the given records, on as many cores as there are, and hands each on.
    ///
    /// Returns the ids of those that could not be opened; everything else was handed on.
    pub fn each(&self, ids: &[Id], visit: &mut dyn FnMut(Record)) -> Result<Vec<Id>> {
        self.each_with_progress(ids, visit, &mut no_progress)
    }

    pub(crate) fn each_with_progress(
        &self,
        ids: &[Id],
        visit: &mut dyn FnMut(Record),
        progress: ProgressFn<'_>,
    ) -> Result<Vec<Id>> {
        const BATCH: usize = 512;
        /// Bytes after which a batch ends, however few rows it is: a row is up to 40 MB.
        const ENOUGH: usize = 8 << 20;
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
        let keys = &self.keys;
        let (mut damaged, mut done) = (Vec::new(), 0);
        let (total, mut ids) = (ids.len(), ids.iter().copied().peekable());
        while ids.peek().is_some() {
            let (mut rows, mut bytes) = (Vec::new(), 0);
            while rows.len() < BATCH && bytes < ENOUGH {
                let Some(id) = ids.next() else { break };
                let row = self.file.row(Table::Record, id);
                bytes += row.as_ref().map_or(0, |(_, sealed)| sealed.len());
                rows.push((id, row));
            }
            let share = rows.len().div_ceil(threads).max(1);
            let opened = std::thread::scope(|scope| {
                let workers: Vec<_> = rows
                    .chunks(share)
                    .map(|part| {
                        scope.spawn(move || {
                            part.iter()
                                .map(|(id, row)| {
                                    let Ok((tag, sealed)) = row else { return Err(*id) };
                                    open_row(keys, Table::Record, *id, tag, sealed).map_err(|_| *id)
                                })
                                .collect::<Vec<_>>()
                        })
                    })
                    .collect();
                workers.into_iter().filter_map(|w| w.join().ok()).flatten().collect::<Vec<_>>()
            });
            for result in opened {
                match result {
                    Ok(record) => visit(record),
                    Err(id) => damaged.push(id),
                }
            }
            done += rows.len();
            report(progress, Stage::Checking, done, total)?;
        }
        Ok(damaged)
    }

    /// Moves everything into the one file, so that it may be copied.
    pub fn checkpoint(&mut self) -> Result<()> {
        if self.read_only.is_some() {
            return Ok(());
        }
        self.file.checkpoint()?;
        self.unflushed = None;
        Ok(())
    }

    /// The same, once nothing was written for `quiet`; tells whether there was anything to move.
    pub fn checkpoint_after(&mut self, quiet: Duration) -> Result<bool> {
        if self.unflushed.is_none_or(|since| since.elapsed() < quiet) {
            return Ok(false);
        }
        self.checkpoint()?;
        Ok(true)
    }

    /// A name for the present state of the whole vault: it changes with every commit.
    pub fn state(&self) -> Tag {
        self.head
    }

    /// How many notes were left while locked.
    pub fn captured_count(&self) -> Result<usize> {
        self.file.captured_count()
    }

    /// Notes left while locked: id, time and text. They are not verified: whoever can write the
    /// file could have left or removed one.
    pub fn captured(&self) -> Result<Vec<captured::Note>> {
        captured::open_all(&self.file, &self.keys)
    }
}

fn apply(tx: &Transaction<'_>, manifest: &mut Manifest, keys: &Keys, step: &Step) -> Result<()> {
    match step {
        Step::Put(new) => row::put(tx, manifest, keys, Table::Record, new),
        Step::Drop(id) => row::drop(tx, manifest, keys, Table::Record, *id),
        Step::Draft(new) => {
            row::drop(tx, manifest, keys, Table::Draft, new.id)?;
            row::put(tx, manifest, keys, Table::Draft, new)
        }
        Step::DropDraft(id) => row::drop(tx, manifest, keys, Table::Draft, *id),
        Step::DropCaptured(id) => tx.drop_captured(*id),
    }
}

/// What of `have` is not in `known`.
pub fn missing(have: &[Id], known: &HashSet<Id>) -> Vec<Id> {
    have.iter().filter(|id| !known.contains(*id)).copied().collect()
}
