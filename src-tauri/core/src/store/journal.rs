//! An open journal: the vault and the view computed from it.
//!
//! Every change is first stored in the vault, sealed, and then applied to the view; there is no other way to
//! write. The features (`reflections`, `groups`, ...) know what a change means and add their own methods to
//! `Journal`.

use serde::Serialize;
use sotto_vault::{Id, NewKeys, NewRecord, ProgressFn, Record, Rekeyed, Step, Vault};
use zeroize::Zeroizing;

use super::{Kinds, View};
use crate::base::{Error, Now, Result};

/// A journal that has been unlocked.
pub struct Journal {
    pub(crate) vault: Vault,
    pub(crate) view: View,
    /// Whether the vault was compared with its manifest since it was unlocked.
    checked: bool,
    /// The number of records that could not be opened. All others are readable.
    pub(crate) damaged: usize,
}

/// What one feature adds to the commit of another: records, and the steps that belong to them.
#[derive(Default)]
pub struct CommitPart {
    pub(crate) records: Vec<NewRecord>,
    pub(crate) steps: Vec<Step>,
}

/// Progress of a rebuild: records done, records in all. Tasks that can be stopped take a `ProgressFn`.
pub type Progress<'a> = &'a mut dyn FnMut(usize, usize);

impl Journal {
    /// The journal of a vault that holds no records yet.
    pub(crate) fn of_new(vault: Vault, kinds: Kinds) -> Result<Self> {
        let view = View::empty(&vault, kinds)?;
        Ok(Self { vault, view, checked: true, damaged: 0 })
    }

    /// Opens the journal of an unlocked vault: from the saved view and the records added since, or from every
    /// record when no saved view fits. Does not compare the vault with its manifest: see `check`.
    pub(crate) fn of_vault(vault: Vault, kinds: Kinds, progress: Progress<'_>) -> Result<Self> {
        if let Some(view) = View::open(&vault, kinds)? {
            let mut journal = Self { vault, view, checked: false, damaged: 0 };
            if journal.view.is_of(&journal.vault) {
                return Ok(journal);
            }
            let present = journal.vault.record_ids()?;
            let known = journal.view.records()?;
            let there: std::collections::HashSet<Id> = present.iter().copied().collect();
            // A view with a record that the vault does not hold belongs to another state of the vault.
            if known.is_subset(&there) {
                journal.replay(&sotto_vault::missing(&present, &known), progress)?;
            } else {
                journal.rebuild_view(progress)?;
            }
            return Ok(journal);
        }
        let view = View::empty(&vault, kinds)?;
        let mut journal = Self { vault, view, checked: false, damaged: 0 };
        journal.rebuild_view(progress)?;
        Ok(journal)
    }

    /// Compares the vault with its manifest, once after unlocking. Every change does it first; a screen calls
    /// it as soon as it has shown something.
    ///
    /// # Errors
    /// `Tampered` when rows were added, removed or replaced; then nothing in this journal can be trusted.
    pub fn check(&mut self) -> Result<()> {
        if !self.checked {
            self.vault.check()?;
            self.checked = true;
        }
        Ok(())
    }

    /// Makes the view again from every record, and returns their number.
    pub(crate) fn rebuild_view(&mut self, progress: Progress<'_>) -> Result<usize> {
        let present = self.vault.record_ids()?;
        self.view = View::empty(&self.vault, self.view.kinds())?;
        self.replay(&present, progress)?;
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

    /// The number of records that could not be opened. Their content is missing; all other records are there.
    pub fn damaged(&self) -> usize {
        self.damaged
    }

    /// Seals the view, so that the next unlock is fast. Called when idle and when locking. When saving fails,
    /// nothing is lost: the view can be made again.
    pub fn save_view(&mut self) -> Result<()> {
        // A view without the unreadable records is incomplete; the next unlock tries them again.
        if self.vault.read_only().is_some() || self.damaged > 0 || self.view.is_of(&self.vault) {
            return Ok(());
        }
        self.mend_view()?;
        self.view.save(&self.vault)
    }

    /// Makes the view again if one of its pages is missing or changed, and returns whether it did. Called
    /// after a query fails; everything in a view can be made again.
    pub fn mend_view(&mut self) -> Result<bool> {
        let broken = self.view.is_broken();
        if broken {
            self.rebuild_view(&mut |_, _| {})?;
        }
        Ok(broken)
    }

    /// Moves everything from SQLite's log into the vault file, so that the file can be copied.
    pub fn checkpoint(&mut self) -> Result<()> {
        self.vault.checkpoint()?;
        Ok(())
    }

    /// Called from time to time: when nothing was written for `quiet`, moves everything into the vault
    /// file and saves the view.
    pub fn on_idle(&mut self, quiet: std::time::Duration) -> Result<()> {
        if self.vault.checkpoint_after(quiet)? {
            self.save_view()?;
        }
        Ok(())
    }

    /// Removes the chunks of attachments that no record names: left by a crash, by an attachment that failed on
    /// its way in, or by the deletion of a large one. `on_idle` removes them a batch at a time; a program that is
    /// about to end calls this.
    ///
    /// # Errors
    /// What writing gives; what is left is removed the next time.
    pub fn remove_loose(&mut self) -> Result<()> {
        if self.vault.read_only().is_none() && !self.vault.rolled_back() && self.vault.has_loose() {
            self.check()?;
            while self.vault.remove_loose()? {}
        }
        Ok(())
    }

    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// For changing the ways to unlock, which are not part of the view.
    pub fn vault_mut(&mut self) -> &mut Vault {
        &mut self.vault
    }

    /// Replaces all keys of the vault, and stores records in the same transaction. The saved view is sealed
    /// with the old keys, so it cannot be read after that.
    pub(crate) fn replace_keys(
        &mut self,
        new: &NewKeys<'_>,
        records: Vec<NewRecord>,
        progress: ProgressFn<'_>,
    ) -> Result<Rekeyed> {
        self.check()?;
        let sealed: Vec<Record> = records.iter().map(|new| self.as_record(new)).collect();
        let steps: Vec<Step> = records.into_iter().map(Step::Put).collect();
        let done = self.vault.rekey(new, &steps, progress)?;
        self.apply(&sealed)?;
        Ok(done)
    }

    /// Stores records and related steps in one transaction, then applies the records to the view.
    pub(crate) fn commit(&mut self, new: Vec<NewRecord>, others: Vec<Step>) -> Result<()> {
        self.check()?;
        let records: Vec<Record> = new.iter().map(|n| self.as_record(n)).collect();
        let mut steps = others;
        steps.extend(new.into_iter().map(Step::Put));
        self.vault.commit(&steps)?;
        self.apply(&records)
    }

    /// Applies stored records to the view.
    fn apply(&mut self, records: &[Record]) -> Result<()> {
        let applied = self.view.all_or_nothing(|view| records.iter().try_for_each(|r| view.apply(r)));
        if applied.is_err() {
            // The records are safe in the vault: make the view again from them.
            self.rebuild_view(&mut |_, _| {})?;
        }
        Ok(())
    }

    pub(super) fn as_record(&self, new: &NewRecord) -> Record {
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
}
