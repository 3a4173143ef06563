//! An open journal: the vault and the view computed from it.
//!
//! A change is sealed and stored first, then applied to the view; nothing else writes either. What the
//! changes mean is in the features (`reflections`, `groups`, ...), which add their own methods to `Journal`.

use serde::Serialize;
use sotto_vault::{Id, NewKeys, NewRecord, ProgressFn, Record, Rekeyed, Snapshot, Step, Vault};
use zeroize::Zeroizing;

use super::{Kinds, View};
use crate::base::{Error, Now, Result};

/// After so many records, the snapshot is worth writing again.
const STALE: usize = 256;

/// A journal that has been unlocked.
pub struct Journal {
    pub(crate) vault: Vault,
    pub(crate) view: View,
    /// Records since the snapshot was written.
    unsaved: usize,
    /// Records that could not be opened: everything else is readable.
    pub(crate) damaged: usize,
}

/// How far a rebuild has come: records done, of how many. What can also be stopped takes a `ProgressFn`.
pub type Progress<'a> = &'a mut dyn FnMut(usize, usize);

impl Journal {
    /// The journal of a vault that holds no records yet.
    pub(crate) fn of_new(vault: Vault, kinds: Kinds) -> Result<Self> {
        Ok(Self { vault, view: View::empty(kinds)?, unsaved: 0, damaged: 0 })
    }

    /// Checks an unlocked vault against its manifest and opens its journal: from the snapshot and the
    /// records after it, or else from every record.
    pub(crate) fn of_vault(vault: Vault, kinds: Kinds, progress: Progress<'_>) -> Result<Self> {
        let view = vault.check_while(|| {
            let snapshot = vault.snapshot(Snapshot::Full)?;
            View::from_image(kinds, snapshot.reader(vault.keys()).ok()?, snapshot.length).ok()
        })?;
        let present = vault.record_ids()?;
        if let Some(view) = view {
            let known = view.records()?;
            let there: std::collections::HashSet<Id> = present.iter().copied().collect();
            // A snapshot that knows a record which the vault does not hold is of another state.
            if known.is_subset(&there) {
                let missing = sotto_vault::missing(&present, &known);
                let mut journal = Self { vault, view, unsaved: missing.len(), damaged: 0 };
                journal.replay(&missing, progress)?;
                return Ok(journal);
            }
        }
        let mut journal = Self::of_new(vault, kinds)?;
        journal.replay(&present, progress)?;
        journal.unsaved = present.len();
        Ok(journal)
    }

    /// Makes the view again from every record, and gives their number.
    pub(crate) fn rebuild_view(&mut self, progress: Progress<'_>) -> Result<usize> {
        let present = self.vault.record_ids()?;
        self.view = View::empty(self.view.kinds())?;
        self.replay(&present, progress)?;
        self.unsaved = present.len();
        Ok(present.len())
    }

    fn replay(&mut self, ids: &[Id], progress: Progress<'_>) -> Result<()> {
        let vault = &self.vault;
        let total = ids.len();
        self.damaged = self.view.all_or_nothing(|view| {
            let (mut done, mut failed) = (0, 0);
            let damaged = vault.each(ids, &mut |record: Record| {
                failed += usize::from(view.apply(&record).is_err());
                done += 1;
                if done % 256 == 0 || done == total {
                    progress(done, total);
                }
            })?;
            Ok(damaged.len() + failed)
        })?;
        Ok(())
    }

    /// Records that could not be opened. What they held is missing; everything else is there.
    pub fn damaged(&self) -> usize {
        self.damaged
    }

    /// Writes the snapshot after a few hundred records, or when `all` is asked for. To be called when idle
    /// and at lock; a snapshot that cannot be written is no loss.
    pub fn save_snapshots(&mut self, all: bool) -> Result<()> {
        if self.unsaved >= STALE || all {
            let vault = &self.vault;
            vault.save_snapshot(Snapshot::Full, &self.view.image()?)?;
            self.unsaved = 0;
        }
        Ok(())
    }

    /// Moves everything into the one file, so that it may be copied.
    pub fn checkpoint(&mut self) -> Result<()> {
        self.vault.checkpoint()?;
        Ok(())
    }

    /// To be called now and then: once nothing was written for `quiet`, moves everything into the
    /// one file and writes the snapshot if it is worth it.
    pub fn on_idle(&mut self, quiet: std::time::Duration) -> Result<()> {
        if self.vault.checkpoint_after(quiet)? {
            self.save_snapshots(false)?;
        }
        Ok(())
    }

    /// Opens everything and compares it with the manifest.
    pub fn verify(&self) -> Result<sotto_vault::Verification> {
        Ok(self.vault.verify()?)
    }

    /// The same, for whoever looks how far it is.
    pub fn verify_with_progress(&self, progress: ProgressFn<'_>) -> Result<sotto_vault::Verification> {
        Ok(self.vault.verify_with_progress(progress)?)
    }

    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Ways to unlock are changed on the vault itself; they are no part of the view.
    pub fn vault_mut(&mut self) -> &mut Vault {
        &mut self.vault
    }

    /// Replaces all keys of the vault, and stores records in the same transaction. The snapshot was sealed
    /// with the old keys.
    pub(crate) fn replace_keys(
        &mut self,
        new: &NewKeys<'_>,
        records: Vec<NewRecord>,
        progress: ProgressFn<'_>,
    ) -> Result<Rekeyed> {
        let sealed: Vec<Record> = records.iter().map(|new| self.as_record(new)).collect();
        let steps: Vec<Step> = records.into_iter().map(Step::Put).collect();
        let done = self.vault.rekey(new, &steps, progress)?;
        self.unsaved = STALE;
        self.apply(&sealed)?;
        Ok(done)
    }

    /// Stores records, with other steps that belong to them, and applies them.
    pub(crate) fn commit(&mut self, new: Vec<NewRecord>, others: Vec<Step>) -> Result<()> {
        let records: Vec<Record> = new.iter().map(|n| self.as_record(n)).collect();
        let mut steps = others;
        steps.extend(new.into_iter().map(Step::Put));
        self.vault.commit(&steps)?;
        self.unsaved += records.len();
        self.apply(&records)
    }

    /// Applies what was stored.
    fn apply(&mut self, records: &[Record]) -> Result<()> {
        let applied = self.view.all_or_nothing(|view| records.iter().try_for_each(|r| view.apply(r)));
        if applied.is_err() {
            // What was stored is safe: the view is made again from it.
            self.rebuild_view(&mut |_, _| {})?;
        }
        Ok(())
    }

    fn as_record(&self, new: &NewRecord) -> Record {
        Record { header: new.header(self.vault.id()), body: new.body.clone() }
    }

    /// The next revision of an entity, or the first of a new one.
    pub(crate) fn revision<T: Serialize>(
        &self,
        kind: &str,
        schema: u32,
        entity: Id,
        body: &T,
        now: Now,
    ) -> Result<NewRecord> {
        let newest = self.view.newest(entity)?;
        let body = serde_json::to_string(body).map_err(|_| Error::Encode("a record"))?;
        Ok(NewRecord {
            id: Id::random()?,
            entity,
            revision: newest.map_or(1, |(_, number)| number.saturating_add(1)),
            parents: newest.map(|(id, _)| id).into_iter().collect(),
            kind: kind.to_owned(),
            schema,
            time: now.to_rfc3339(),
            body: Zeroizing::new(body),
        })
    }

    /// Removes the bytes of every revision and leaves a sealed tombstone.
    pub(crate) fn delete(&mut self, kind: &str, entity: Id, now: Now) -> Result<()> {
        if self.view.newest(entity)?.is_none() {
            return Err(Error::NotFound);
        }
        let mut tombstone = self.revision(kind, 1, entity, &serde_json::Value::Null, now)?;
        tombstone.parents.clear();
        let mut steps: Vec<Step> = self.view.history(entity)?.into_iter().map(Step::Drop).collect();
        steps.extend((0..self.vault.draft_count(entity)).map(|_| Step::DropDraft(entity)));
        let record = self.as_record(&tombstone);
        steps.push(Step::Put(tombstone));
        self.vault.commit(&steps)?;
        self.unsaved = STALE;
        self.view.all_or_nothing(|view| {
            view.forget(kind, entity)?;
            view.apply(&record)
        })?;
        // The snapshot was dropped with the deletion; without it the next unlock is slow.
        let _ = self.save_snapshots(false);
        Ok(())
    }
}
