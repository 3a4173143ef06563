//! A damaged vault, or one at a place that cannot be written, opened for reading alone.
//!
//! What is sound is put into a vault in memory, which everything that reads can use as if it were the
//! file. Nothing is ever written to the file, and the memory of this computer is left as it is.

use std::collections::HashMap;

use crate::access::keys::{Keys, Payload};
use crate::access::slot::{self, Key, MAX_SLOTS, Slot};
use crate::access::vault_file::VaultFile;
use crate::error::{Error, Result};
use crate::file::lock::ProcessLock;
use crate::file::salvage::{self, Found};
use crate::file::{About, File, FileMark, Rows};
use crate::format::ids::Id;
use crate::format::mac::{SetHash, Tag};
use crate::format::manifest::{Manifest, Table};
use crate::store::captured::{MAX_NOTES, MAX_WAITING};
use crate::store::row::open_row;
use crate::store::vault::{Parts, Vault};

/// What a vault that is only read has lost.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ReadOnly {
    /// Records and drafts that should be there and are not; 0 also when nobody can say.
    pub lost: u64,
    /// Whether it is known how many there should be.
    pub counted: bool,
}

/// Rows that were found and fit: sealed bytes under their tags, by id.
#[derive(Default)]
struct Sound {
    records: HashMap<Id, (Vec<u8>, Vec<u8>)>,
    /// With the time each was sealed: of several states the newest counts.
    drafts: HashMap<Id, (String, Vec<u8>, Vec<u8>)>,
    captured: HashMap<Id, Vec<u8>>,
    manifest: Option<Manifest>,
}

impl VaultFile {
    /// Opens what is sound, for reading alone.
    ///
    /// # Errors
    /// What `unlock` gives for a wrong passphrase; `Damaged` when no way to unlock is left.
    pub fn open_read_only(&self, key: &Key) -> Result<Vault> {
        let lock = match ProcessLock::take(self.path()) {
            Ok(lock) => Some(lock),
            // Nobody can write there, so there is nobody to wait for.
            Err(Error::ReadOnly) => None,
            Err(other) => return Err(other),
        };
        let mut slots: Vec<Slot> = Vec::new();
        salvage::every_row(self.path(), &mut |found| {
            if let Found::Slot(slot) = found
                && slots.len() < 8 * MAX_SLOTS
                && slots.iter().all(|known| known.id != slot.id || known.sealed != slot.sealed)
            {
                slots.push(slot);
            }
        })?;
        if slots.is_empty() {
            return Err(Error::damaged("slot"));
        }
        let (opened_by, payload) = slot::open_any(&slots, key)?;
        self.reading(lock, payload, opened_by, &slots)
    }

    fn reading(
        &self,
        lock: Option<ProcessLock>,
        payload: Payload,
        opened_by: Id,
        slots: &[Slot],
    ) -> Result<Vault> {
        let keys = Keys::from_payload(payload)?;
        let sound = Sound::of(self, &keys)?;
        let opened = FileMark::of(self.path())?;
        let (file, manifest, head, reading) = sound.into_memory(&keys, slots)?;
        let seen = self.device().seen_state(keys.payload.vault, self.path());
        let path = self.path().to_owned();
        let parts = Parts { path, file, keys, manifest, head, opened_by, seen, opened, lock };
        Ok(Vault::of(parts, Some(reading)))
    }
}

impl Sound {
    fn of(place: &VaultFile, keys: &Keys) -> Result<Self> {
        let mut sound = Self::default();
        salvage::every_row(place.path(), &mut |found| match found {
            Found::Row { id, tag, sealed } => sound.take(keys, id, tag, sealed),
            Found::Captured { id, sealed } => sound.take_note(id, sealed),
            Found::Manifest { tag, sealed } => {
                let newer = |m: &Manifest| sound.manifest.as_ref().is_none_or(|k| k.sequence < m.sequence);
                if let Some(manifest) = Manifest::open(keys, &sealed, &tag).ok().filter(newer) {
                    sound.manifest = Some(manifest);
                }
            }
            Found::Slot(_) => {}
        })?;
        Ok(sound)
    }

    /// Anyone could have left it: no more are kept than may be left.
    fn take_note(&mut self, id: Id, sealed: Vec<u8>) {
        let bytes: usize = self.captured.values().map(Vec::len).sum();
        if self.captured.len() < MAX_NOTES && bytes + sealed.len() <= MAX_WAITING {
            self.captured.insert(id, sealed);
        }
    }

    fn take(&mut self, keys: &Keys, id: Id, tag: Vec<u8>, sealed: Vec<u8>) {
        // A draft may bear the id of a record: the tag tells which it is.
        if !self.records.contains_key(&id) && open_row(keys, Table::Record, id, &tag, &sealed).is_ok() {
            self.records.insert(id, (tag, sealed));
        } else if let Ok(draft) = open_row(keys, Table::Draft, id, &tag, &sealed) {
            let time = draft.header.time.clone();
            if self.drafts.get(&id).is_none_or(|(known, _, _)| *known <= time) {
                self.drafts.insert(id, (time, tag, sealed));
            }
        }
    }

    /// A vault in memory that holds just this.
    fn into_memory(self, keys: &Keys, slots: &[Slot]) -> Result<(File, Manifest, Tag, ReadOnly)> {
        let mut file = File::in_memory()?;
        let about = About::new(keys.payload.vault, keys.capture_recipient().to_string());
        let found = (self.records.len() + self.drafts.len()) as u64;
        let stated = self.manifest.as_ref().map(|m| m.count);
        let mut manifest = Manifest {
            epoch: keys.payload.epoch,
            sequence: self.manifest.as_ref().map_or(1, |m| m.sequence),
            count: 0,
            set: SetHash::default(),
            previous: [0; 32],
            recovery: self.manifest.and_then(|m| m.recovery),
        };
        let tx = file.db.transaction()?;
        for (id, (tag, sealed)) in &self.records {
            tx.put(Table::Record, *id, tag, sealed)?;
            manifest.add(keys, Table::Record, *id, tag);
        }
        for (id, (_, tag, sealed)) in &self.drafts {
            tx.put(Table::Draft, *id, tag, sealed)?;
            manifest.add(keys, Table::Draft, *id, tag);
        }
        for (id, sealed) in &self.captured {
            tx.put_captured(*id, sealed)?;
        }
        tx.put_about(&about)?;
        manifest.add(keys, Table::About, about.vault, &about.checksum);
        let mut ways = 0;
        for slot in slots.iter().filter(|slot| slot.is_sound()) {
            if tx.put_slot(slot).is_ok() {
                manifest.add(keys, Table::Slot, slot.id, &slot.checksum);
                ways += 1;
            }
        }
        let (sealed, head) = manifest.seal(keys)?;
        tx.put_manifest(&sealed, &head)?;
        tx.commit()?;
        // The manifest counts the ways to unlock and the one row of `about` too.
        let lost = stated.map(|count| count.saturating_sub(found + ways + 1));
        let reading = ReadOnly { lost: lost.unwrap_or_default(), counted: lost.is_some() };
        Ok((file, manifest, head, reading))
    }
}
