//! An unlocked vault: what a person wrote is read and changed here.
//!
//! Every change goes through `Vault::commit`: sealed, tagged, and in one transaction with the
//! manifest. Deliberately elsewhere: making and unlocking one (`locked`), how a row is sealed (`row`),
//! what the records mean (the core crate), ways to unlock (`access`), checking everything (`verify`).

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rusqlite::{Transaction, TransactionBehavior};

use crate::captured;
use crate::device::Memory;
use crate::error::{Error, Result};
use crate::file::{File, FileMark, Rows, within_rows};
use crate::ids::Id;
use crate::keys::Keys;
use crate::lock::OneAtATime;
use crate::mac::Tag;
use crate::manifest::{Manifest, Table};
use crate::progress::{Stage, Watch, tell, unwatched};
use crate::reading::Reading;
use crate::record::{NewRecord, Record};
use crate::row::{self, open_row};
use crate::snapshot::{self, Image, Snapshot};
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
    pub(crate) memory: Memory,
    rolled_back: bool,
    /// Which file on the disk was opened.
    opened: FileMark,
    /// When something was written that still lies in the log beside the file.
    unsettled: Option<Instant>,
    /// Set when nothing may be written.
    reading: Option<Reading>,
    _lock: Option<OneAtATime>,
}

/// What a vault is put together of.
pub(crate) struct Parts {
    pub path: PathBuf,
    pub file: File,
    pub keys: Keys,
    pub manifest: Manifest,
    pub head: Tag,
    pub opened_by: Id,
    pub memory: Memory,
    pub opened: FileMark,
    pub lock: Option<OneAtATime>,
}

impl Vault {
    /// Puts a vault together: of its file, or, with `reading`, of what could be read of it.
    pub(crate) fn of(parts: Parts, reading: Option<Reading>) -> Self {
        let Parts { path, file, keys, manifest, head, opened_by, mut memory, opened, lock } = parts;
        // What is only read says nothing about which state is the newest.
        let rolled_back = reading.is_none() && memory.is_older(&keys, manifest.sequence, &head);
        if reading.is_none() && !rolled_back {
            memory.remember(&keys, manifest.sequence, &head);
        }
        Self {
            path,
            file,
            keys,
            manifest,
            head,
            opened_by,
            memory,
            rolled_back,
            opened,
            unsettled: None,
            reading,
            _lock: lock,
        }
    }

    /// To be asked before anything that takes long and ends in writing.
    ///
    /// # Errors
    /// `ReadingOnly`; or `Tampered` when the file was replaced while it was open.
    pub fn writable(&self) -> Result<()> {
        self.still_there()
    }

    /// What is known of a vault that can only be read, because it is damaged or lies where nothing can
    /// be written; `None` for any other.
    pub fn reading(&self) -> Option<Reading> {
        self.reading
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
        self.memory.remember(&self.keys, self.manifest.sequence, &self.head);
    }

    /// Seals and stores every step, durably, or none of them.
    pub fn commit(&mut self, steps: &[Step]) -> Result<()> {
        self.still_there()?;
        let removes = steps.iter().any(|s| matches!(s, Step::Drop(_)));
        if removes {
            // An image may hold what is about to be deleted.
            view::forget(&self.path)?;
            snapshot::remove(&self.path)?;
        }
        self.transact(|tx, manifest, keys| {
            steps.iter().try_for_each(|step| apply(tx, manifest, keys, step))
        })?;
        if removes {
            // Deleted bytes stay in the log until it is cut; the deletion itself is done.
            let _ = self.file.settle();
        }
        Ok(())
    }

    pub(crate) fn transact<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>, &mut Manifest, &Keys) -> Result<T>,
    ) -> Result<T> {
        self.still_there()?;
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
        self.still_there()?;
        self.manifest = next;
        self.head = head;
        self.unsettled = Some(Instant::now());
        self.memory.remember(&self.keys, self.manifest.sequence, &self.head);
        Ok(out)
    }

    /// Whether the path still names the file that was opened. A program that puts another file in
    /// its place would let every later save go to a file without a name.
    pub(crate) fn still_there(&self) -> Result<()> {
        if self.reading.is_some() {
            return Err(Error::ReadingOnly);
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
        self.each_watched(ids, visit, &mut unwatched)
    }

    pub(crate) fn each_watched(
        &self,
        ids: &[Id],
        visit: &mut dyn FnMut(Record),
        watch: Watch<'_>,
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
            tell(watch, Stage::Checking, done, total)?;
        }
        Ok(damaged)
    }

    /// Moves everything into the one file, so that it may be copied.
    pub fn settle(&mut self) -> Result<()> {
        if self.reading.is_some() {
            return Ok(());
        }
        self.file.settle()?;
        self.unsettled = None;
        Ok(())
    }

    /// The same, once nothing was written for `quiet`; tells whether there was anything to move.
    pub fn settle_after(&mut self, quiet: Duration) -> Result<bool> {
        if self.unsettled.is_none_or(|since| since.elapsed() < quiet) {
            return Ok(false);
        }
        self.settle()?;
        Ok(true)
    }

    /// The image of a view, if there is one; reading it to its end authenticates it.
    pub fn snapshot(&self, which: Snapshot) -> Option<Image> {
        // An image beside a damaged file may be of another state than what is left of it.
        self.reading.is_none().then(|| snapshot::find(&self.path, which)).flatten()
    }

    /// A name for the present state of the whole vault: it changes with every commit.
    pub fn state(&self) -> Tag {
        self.head
    }

    /// Whether an image was made from exactly the present state.
    pub fn is_current(&self, image: &Image) -> bool {
        image.head == self.head
    }

    /// Replaces an image by one made from the present state.
    pub fn save_snapshot(&self, which: Snapshot, image: &[u8]) -> Result<()> {
        self.still_there()?;
        snapshot::write(&self.path, which, &self.keys, &self.head, image)
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
