//! Everything that reads an unlocked vault.
//!
//! A `Vault` reads through one of these and adds what writes. `Vault::reader` gives another one, with its own
//! connection and its own copy of the keys, on the state of that moment: an export, a check or a backup then
//! runs for minutes while the person writes on, or locks.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::access::keys::Keys;
use crate::error::{Error, Result};
use crate::file::File;
use crate::file::table::RowTable;
use crate::format::ids::Id;
use crate::format::mac::Tag;
use crate::format::manifest::Manifest;
use crate::format::record::Record;
use crate::progress::{ProgressFn, Stage, no_progress, report};
use crate::store::captured;
use crate::store::drafts::Drafts;
use crate::store::read_only::ReadOnly;
use crate::store::row::open_record;

/// Reads an unlocked vault. Dropping it forgets its keys.
pub struct VaultReader {
    /// The one path of the file, whatever link led to it.
    pub(crate) path: PathBuf,
    pub(crate) file: File,
    pub(crate) keys: Keys,
    pub(crate) manifest: Manifest,
    /// Tag of the manifest: a name for the present state.
    pub(crate) tag: Tag,
    pub(crate) drafts: Drafts,
    pub(crate) rolled_back: bool,
    /// Set when nothing may be written.
    pub(crate) read_only: Option<ReadOnly>,
    /// Of a vault in memory, the name by which a second connection finds it.
    pub(crate) memory: Option<String>,
    /// How many readers there are beside the vault: one less than this is held.
    pub(crate) readers: Arc<()>,
}

impl VaultReader {
    /// A reader of the state as it is now. What is written from now on, it does not see; until it is
    /// dropped, the log beside the file cannot be emptied, and the keys cannot be replaced.
    ///
    /// # Errors
    /// `Tampered` when another program wrote while the vault was open; or what reading gives.
    pub fn reader(&self) -> Result<Self> {
        let file = match &self.memory {
            Some(name) => self.file.reopen_memory(name)?,
            None => File::open_reader(&self.path)?,
        };
        // The state is fixed by the first look, not by the begin.
        file.db.execute_batch("BEGIN")?;
        let (_, tag) = file.manifest()?;
        if tag != self.tag {
            return Err(Error::tampered("another program wrote while the vault was open"));
        }
        Ok(Self {
            path: self.path.clone(),
            file,
            keys: self.keys.duplicate()?,
            manifest: self.manifest.clone(),
            tag: self.tag,
            drafts: self.drafts.clone(),
            rolled_back: self.rolled_back,
            read_only: self.read_only,
            memory: self.memory.clone(),
            readers: Arc::clone(&self.readers),
        })
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

    /// A name for the present state of the whole vault: it changes with every commit.
    pub fn version_tag(&self) -> Tag {
        self.tag
    }

    /// A sum over the ids of all records. Two computers that hold the same records have the same sum, as
    /// long as their vaults are of one epoch.
    pub fn record_sum(&self) -> Tag {
        self.manifest.record_sum.to_bytes()
    }

    /// Opens one record.
    ///
    /// # Errors
    /// `NotFound`; `Damaged` or `Tampered` when it is not as it was written.
    pub fn read(&self, id: Id) -> Result<Record> {
        let (tag, sealed) = self.file.row(RowTable::Record, id)?;
        open_record(&self.keys, RowTable::Record, id, &tag, &sealed)
    }

    /// The entities that have a draft: writing that has not become a revision yet.
    pub fn draft_ids(&self) -> Vec<Id> {
        self.drafts.entities()
    }

    pub fn has_drafts(&self) -> bool {
        !self.drafts.is_empty()
    }

    /// How many drafts cannot be opened. To which entities they belong is not known.
    pub fn unreadable_drafts(&self) -> usize {
        self.drafts.unreadable()
    }

    /// How many drafts an entity has.
    pub fn draft_count(&self, entity: Id) -> usize {
        self.drafts.rows(entity).count()
    }

    /// The current draft of an entity, if there is one. There may be others: `drafts`.
    ///
    /// # Errors
    /// `Damaged` or `Tampered` when it is not as it was written.
    pub fn draft(&self, entity: Id) -> Result<Option<Record>> {
        self.drafts.rows(entity).next().map(|row| self.open_draft(row)).transpose()
    }

    /// All drafts of an entity, the current one first. There are several when it was written on at two
    /// computers. None of them is ever dropped for another one.
    ///
    /// # Errors
    /// As `draft`.
    pub fn drafts(&self, entity: Id) -> Result<Vec<Record>> {
        self.drafts.rows(entity).map(|row| self.open_draft(row)).collect()
    }

    fn open_draft(&self, row: Id) -> Result<Record> {
        let (tag, sealed) = self.file.row(RowTable::Draft, row)?;
        open_record(&self.keys, RowTable::Draft, row, &tag, &sealed)
    }

    /// The ids of all records, in no order that means anything.
    pub fn record_ids(&self) -> Result<Vec<Id>> {
        Ok(self.file.tags(RowTable::Record)?.into_iter().map(|(id, _)| id).collect())
    }

    /// Opens the given records, on as many cores as there are, and passes each on.
    ///
    /// Returns the ids of those that could not be opened; everything else was passed on.
    pub fn each(&self, ids: &[Id], visit: &mut dyn FnMut(Record)) -> Result<Vec<Id>> {
        self.each_with_progress(ids, visit, &mut no_progress)
    }

    /// The same, with progress by records.
    ///
    /// # Errors
    /// `Cancelled`, within a batch of 512 records or 8 MB; or what reading gives.
    pub fn each_with_progress(
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
                let row = self.file.row(RowTable::Record, id);
                bytes += row.as_ref().map_or(0, |(_, sealed)| sealed.len());
                rows.push((id, row));
            }
            let share = rows.len().div_ceil(threads).max(1);
            let opened = std::thread::scope(|scope| {
                let workers: Vec<_> = rows
                    .chunks(share)
                    .map(|part| {
                        let worker = scope.spawn(move || {
                            part.iter()
                                .map(|(id, row)| {
                                    let Ok((tag, sealed)) = row else { return Err(*id) };
                                    open_record(keys, RowTable::Record, *id, tag, sealed).map_err(|_| *id)
                                })
                                .collect::<Vec<_>>()
                        });
                        (part, worker)
                    })
                    .collect();
                let opened = workers.into_iter().flat_map(|(part, worker)| {
                    // Of a worker that gave up, nothing counts as opened.
                    worker.join().unwrap_or_else(|_| part.iter().map(|(id, _)| Err(*id)).collect())
                });
                opened.collect::<Vec<_>>()
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

    /// How many notes were left while locked.
    pub fn captured_count(&self) -> Result<usize> {
        self.file.captured_count()
    }

    /// Notes left while locked: id, time and text. They are not verified: anyone who can write the
    /// file could have left or removed one.
    pub fn captured(&self) -> Result<Vec<captured::Note>> {
        captured::open_all(&self.file, &self.keys)
    }
}

/// What of `have` is not in `known`.
pub fn missing(have: &[Id], known: &HashSet<Id>) -> Vec<Id> {
    have.iter().filter(|id| !known.contains(*id)).copied().collect()
}
