//! An open journal: the vault and the view computed from it.
//!
//! A change is sealed and stored first, then applied to the view; nothing else writes either.
//! What the changes mean is in the features (`reflections`, `circle`, ...), which add their own
//! methods to `Journal`.

use chrono::{DateTime, FixedOffset};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sotto_vault::{
    Id, Key, Locked, NewKeys, NewRecord, Passphrase, Record, RecoveryKey, Rekeyed, Snapshot, Step, Vault,
    Watch,
};
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::view::View;

/// A moment with the offset of the place it was told at. Time is always passed in.
pub type Now = DateTime<FixedOffset>;

/// After so many records, the full image is worth writing again.
const STALE: usize = 256;

/// Something small that is kept whole in the view: a group, a person, a contact ...
pub(crate) trait Thing: Serialize + DeserializeOwned {
    /// The noun, as it stands in a record's header.
    const KIND: &'static str;
    /// Version of the body's shape.
    const SCHEMA: u32 = 1;
}

/// A journal that has been unlocked.
pub struct Journal {
    pub(crate) vault: Vault,
    pub(crate) view: View,
    /// Whether the view holds everything, not only the newest cards.
    complete: bool,
    /// Records since the full image was written.
    unsaved: usize,
    /// The state of the vault that the small image was written from.
    cards_of: Option<[u8; 32]>,
    /// Records that could not be opened: everything else is readable.
    pub(crate) damaged: usize,
}

/// How far a rebuild has come: records done, of how many. What can also be stopped takes a `Watch`.
pub type Progress<'a> = &'a mut dyn FnMut(usize, usize);

impl Journal {
    /// Makes a vault and opens its journal.
    pub fn create(place: &Locked, passphrase: &Passphrase, recovery: Option<&RecoveryKey>) -> Result<Self> {
        let vault = place.create(passphrase, recovery)?;
        Ok(Self { vault, view: View::empty()?, complete: true, unsaved: 0, cards_of: None, damaged: 0 })
    }

    /// Unlocks a vault and opens its journal as far as the first screens need. Where nothing can be
    /// written, it is opened for reading alone.
    ///
    /// # Errors
    /// `RolledBack` when this computer has seen a newer state, unless `accept_older`.
    pub fn unlock(place: &Locked, key: &Key, accept_older: bool) -> Result<Self> {
        let mut vault = match place.unlock(key) {
            Err(sotto_vault::Error::ReadOnly) => return Self::read_sound(place, key),
            other => other?,
        };
        if vault.rolled_back() {
            if !accept_older {
                return Err(sotto_vault::Error::RolledBack.into());
            }
            vault.accept_older();
        }
        Self::open(vault)
    }

    /// Opens what is sound of a damaged vault, or one at a place that cannot be written, for reading
    /// alone. `Vault::reading` says what is known to be lost.
    pub fn read_sound(place: &Locked, key: &Key) -> Result<Self> {
        Self::open(place.read_sound(key)?)
    }

    /// Opens the journal of an unlocked vault: from the small image when it is of this very
    /// state, or else whole.
    pub fn open(vault: Vault) -> Result<Self> {
        // A draft that a crash left behind is in no image.
        let left = vault.has_drafts()?;
        let small = vault.snapshot(Snapshot::Cards).filter(|image| !left && vault.is_current(image));
        let view =
            small.and_then(|image| View::from_image(image.reader(vault.keys()).ok()?, image.length).ok());
        if let Some(view) = view {
            let cards_of = Some(vault.state());
            return Ok(Self { vault, view, complete: false, unsaved: 0, cards_of, damaged: 0 });
        }
        let mut journal =
            Self { vault, view: View::empty()?, complete: false, unsaved: 0, cards_of: None, damaged: 0 };
        journal.complete(&mut |_, _| {})?;
        Ok(journal)
    }

    /// Loads what the small image left out, and checks the vault against its manifest. Does
    /// nothing when everything is there.
    pub fn complete(&mut self, progress: Progress<'_>) -> Result<()> {
        if self.complete {
            return Ok(());
        }
        let view = self.vault.check_while(|| {
            let image = self.vault.snapshot(Snapshot::Full)?;
            View::from_image(image.reader(self.vault.keys()).ok()?, image.length).ok()
        })?;
        let present = self.vault.record_ids()?;
        if let Some(view) = view {
            let known = view.records()?;
            let there: std::collections::HashSet<Id> = present.iter().copied().collect();
            // An image that knows a record which the vault does not hold is of another state.
            if known.is_subset(&there) {
                let missing = sotto_vault::missing(&present, &known);
                self.view = view;
                self.unsaved = missing.len();
                self.replay(&missing, progress)?;
                self.complete = true;
                return self.keep_left_drafts();
            }
        }
        self.rebuild_from(&present, progress)
    }

    /// Builds the view anew from every record.
    pub fn rebuild(&mut self, progress: Progress<'_>) -> Result<usize> {
        let present = self.vault.record_ids()?;
        self.rebuild_from(&present, progress)?;
        self.save_images(true)?;
        Ok(present.len())
    }

    fn rebuild_from(&mut self, present: &[Id], progress: Progress<'_>) -> Result<()> {
        self.view = View::empty()?;
        self.replay(present, progress)?;
        self.unsaved = present.len();
        self.complete = true;
        self.keep_left_drafts()
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

    /// Writes the images when they are worth it: the small one after any change, the full one
    /// after a few hundred records, or when `all` is asked for. To be called when idle and at
    /// lock; an image that cannot be written is no loss.
    pub fn save_images(&mut self, all: bool) -> Result<()> {
        if !self.complete {
            return Ok(());
        }
        let state = self.vault.state();
        if self.cards_of != Some(state) || all {
            let mut small = self.view.cards()?;
            self.vault.save_snapshot(Snapshot::Cards, &small.image()?)?;
            self.cards_of = Some(state);
        }
        if self.unsaved >= STALE || all {
            let vault = &self.vault;
            vault.save_snapshot(Snapshot::Full, &self.view.image()?)?;
            self.unsaved = 0;
        }
        Ok(())
    }

    /// Moves everything into the one file, so that it may be copied.
    pub fn settle(&mut self) -> Result<()> {
        Ok(self.vault.settle()?)
    }

    /// To be called now and then: once nothing was written for `quiet`, moves everything into the
    /// one file and writes the images that are worth it.
    pub fn rest(&mut self, quiet: std::time::Duration) -> Result<()> {
        if self.vault.settle_after(quiet)? {
            self.save_images(false)?;
        }
        Ok(())
    }

    /// Opens everything and compares it with the manifest.
    pub fn verify(&self) -> Result<sotto_vault::Verification> {
        Ok(self.vault.verify()?)
    }

    /// The same, for whoever looks how far it is.
    pub fn verify_watched(&self, watch: Watch<'_>) -> Result<sotto_vault::Verification> {
        Ok(self.vault.verify_watched(watch)?)
    }

    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Ways to unlock are changed on the vault itself; they are no part of the view.
    pub fn vault_mut(&mut self) -> &mut Vault {
        &mut self.vault
    }

    /// Replaces all keys and seals everything anew. See `sotto_vault::NewKeys`.
    ///
    /// # Errors
    /// `CapturedWaiting` while notes wait; then, and on any other error, nothing has changed.
    pub fn rekey(&mut self, new: &NewKeys<'_>, now: Now, progress: Progress<'_>) -> Result<Rekeyed> {
        self.complete(&mut |_, _| {})?;
        let done = self.vault.rekey(new, progress)?;
        // The images were sealed with the old keys.
        (self.cards_of, self.unsaved) = (None, STALE);
        if new.share_keys {
            self.contacts_compare_again(now)?;
        }
        Ok(done)
    }

    /// Stores records, with other steps that belong to them, and applies them.
    pub(crate) fn commit(&mut self, new: Vec<NewRecord>, others: Vec<Step>) -> Result<()> {
        self.complete(&mut |_, _| {})?;
        let records: Vec<Record> = new.iter().map(|n| self.as_record(n)).collect();
        let mut steps = others;
        steps.extend(new.into_iter().map(Step::Put));
        self.vault.commit(&steps)?;
        self.unsaved += records.len();
        let applied = self.view.all_or_nothing(|view| records.iter().try_for_each(|r| view.apply(r)));
        if applied.is_err() {
            // What was stored is safe: the view is made again from it.
            self.complete = false;
            self.complete(&mut |_, _| {})?;
        }
        Ok(())
    }

    fn as_record(&self, new: &NewRecord) -> Record {
        Record {
            header: sotto_vault::Header {
                vault: self.vault.id(),
                id: new.id,
                entity: new.entity,
                revision: new.revision,
                parent: new.parent,
                kind: new.kind.clone(),
                schema: new.schema,
                time: new.time.clone(),
            },
            body: new.body.clone(),
        }
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
        let body = serde_json::to_string(body).map_err(|_| Error::Image)?;
        Ok(NewRecord {
            id: Id::random()?,
            entity,
            revision: newest.map_or(1, |(_, number)| number.saturating_add(1)),
            parent: newest.map(|(id, _)| id),
            kind: kind.to_owned(),
            schema,
            time: now.to_rfc3339(),
            body: Zeroizing::new(body),
        })
    }

    /// Removes the bytes of every revision and leaves a sealed tombstone.
    pub(crate) fn delete(&mut self, kind: &str, entity: Id, now: Now) -> Result<()> {
        self.complete(&mut |_, _| {})?;
        if self.view.newest(entity)?.is_none() {
            return Err(Error::NotFound);
        }
        let mut tombstone = self.revision(kind, 1, entity, &serde_json::Value::Null, now)?;
        tombstone.parent = None;
        let mut steps: Vec<Step> = self.view.history(entity)?.into_iter().map(Step::Drop).collect();
        steps.push(Step::DropDraft(entity));
        let record = self.as_record(&tombstone);
        steps.push(Step::Put(tombstone));
        self.vault.commit(&steps)?;
        self.unsaved = STALE;
        self.view.all_or_nothing(|view| {
            view.forget(entity)?;
            view.apply(&record)
        })?;
        // The images were dropped with the deletion; without them the next unlock is slow.
        let _ = self.save_images(false);
        Ok(())
    }

    pub(crate) fn things<T: Thing>(&self) -> Result<Vec<(Id, T)>> {
        let mut statement = self.view.db.prepare_cached(
            "SELECT entity, body FROM thing WHERE kind = ?1 ORDER BY unixepoch(time, 'subsec'), entity",
        )?;
        let rows = statement
            .query_map([T::KIND], |row| Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, String>(1)?)))?;
        rows.map(|row| {
            let (id, body) = row?;
            let thing =
                serde_json::from_str(&body).map_err(|_| crate::reflections::ReflectionError::Shape)?;
            Ok((Id::from_bytes(id), thing))
        })
        .collect()
    }

    pub(crate) fn thing<T: Thing>(&self, id: Id) -> Result<T> {
        self.things::<T>()?.into_iter().find(|(i, _)| *i == id).map(|(_, t)| t).ok_or(Error::NotFound)
    }

    /// Adds a thing, or a new revision of the one with this id.
    pub(crate) fn save_thing<T: Thing>(&mut self, id: Option<Id>, thing: &T, now: Now) -> Result<Id> {
        self.complete(&mut |_, _| {})?;
        let entity = match id {
            Some(id) => {
                self.thing::<T>(id)?;
                id
            }
            None => Id::random()?,
        };
        let record = self.revision(T::KIND, T::SCHEMA, entity, thing, now)?;
        self.commit(vec![record], Vec::new())?;
        Ok(entity)
    }

    pub(crate) fn delete_thing<T: Thing>(&mut self, id: Id, now: Now) -> Result<()> {
        self.complete(&mut |_, _| {})?;
        self.thing::<T>(id)?;
        self.delete(T::KIND, id, now)
    }
}
