//! A damaged vault, or one that cannot be written, opened for reading only.
//!
//! Undamaged rows are put into a vault in memory, which is read like a file; chunks of attachments stay in the
//! file, and are read from there. Nothing is written to the file or to what this computer remembers.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use crate::access::keys::{Keys, Payload};
use crate::access::slot::{self, Key, MAX_SLOTS, Slot};
use crate::access::vault_file::VaultFile;
use crate::backup::check;
use crate::device::SeenState;
use crate::error::{Error, Result};
use crate::file::identity::{FileMark, real_path};
use crate::file::lock::ProcessLock;
use crate::file::salvage::{self, Found, Location, SalvagedChunks};
use crate::file::table::{CoveredTable, RowTable};
use crate::file::{About, File, Rows};
use crate::format::ids::Id;
use crate::format::mac::Tag;
use crate::format::manifest::Manifest;
use crate::store::captured::{MAX_NOTES, MAX_WAITING};
use crate::store::drafts::Drafts;
use crate::store::reader::VaultReader;
use crate::store::row;
use crate::store::vault::{Parts, Vault};

/// What a vault that is only read has lost.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ReadOnly {
    /// Records, drafts and chunks of attachments that should be there and are not; 0 also when it is not
    /// known.
    pub lost: u64,
    /// Whether it is known how many there should be.
    pub counted: bool,
    /// Something in it is not as it was last saved: rows were exchanged, what had been changed or deleted is here
    /// again, or this computer had a newer state open.
    pub changed: bool,
}

/// Rows whose tags fit, by id.
#[derive(Default)]
struct Salvaged {
    records: HashMap<Id, (Vec<u8>, Vec<u8>)>,
    /// Of several states of one draft the last that was found counts.
    drafts: HashMap<Id, (Vec<u8>, Vec<u8>)>,
    /// Chunks of attachments: where in the file they are, since all of them may be more than memory.
    chunks: HashMap<Id, (Tag, Location)>,
    captured: HashMap<Id, Vec<u8>>,
    manifest: Option<Manifest>,
}

impl VaultFile {
    /// Opens what is undamaged, for reading only.
    ///
    /// # Errors
    /// What `unlock` gives for a wrong passphrase; `Damaged` when no way to unlock is left.
    pub fn open_read_only(&self, key: &Key) -> Result<Vault> {
        // A draft of the format that no release wrote is not damaged, and nothing here can read it.
        if let Err(Error::EarlierDraft) = File::open_still(self.path()) {
            return Err(Error::EarlierDraft);
        }
        let lock = match ProcessLock::take(self.path()) {
            Ok(lock) => Some(lock),
            // Where nothing can be written, no other process writes.
            Err(Error::ReadOnly) => None,
            Err(other) => return Err(other),
        };
        let mut slots: Vec<Slot> = Vec::new();
        salvage::every_row(&real_path(self.path()), &mut |found| {
            // Those that are damaged must not keep out the others.
            let alike =
                |slot: &Slot| slots.iter().filter(|s| s.is_undamaged() == slot.is_undamaged()).count();
            if let Found::Slot(slot) = found
                && alike(&slot) < 8 * MAX_SLOTS
                && slots.iter().all(|known| known.id != slot.id || known.sealed != slot.sealed)
            {
                slots.push(slot);
            }
        })?;
        if slots.is_empty() {
            return Err(Error::damaged("slot"));
        }
        let (opened_by, payload) = slot::open_one_of(&slots, key, None)?;
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
        let salvaged = Salvaged::of(self, &keys)?;
        let opened = FileMark::of(self.path())?;
        let path = real_path(self.path());
        let seen = self.device().seen_state(keys.payload.vault, self.path());
        let InMemory { file, name, manifest, tag, read_only } =
            salvaged.into_memory(&path, &keys, slots, &seen)?;
        let place = self.device().place_memory(self.path());
        let drafts = Drafts::read(&file, &keys)?;
        let reader = VaultReader {
            path,
            file,
            keys,
            manifest,
            tag,
            drafts,
            rolled_back: false,
            read_only: Some(read_only),
            memory: Some(name),
            readers: Arc::default(),
        };
        Ok(Vault::of(Parts { reader, opened_by, seen, place, opened, lock }))
    }
}

impl Salvaged {
    fn of(place: &VaultFile, keys: &Keys) -> Result<Self> {
        let mut salvaged = Self::default();
        salvage::every_row(&real_path(place.path()), &mut |found| match found {
            Found::Row { id, tag, sealed, at } => salvaged.take(keys, id, tag, sealed, at),
            Found::Captured { id, sealed } => salvaged.take_note(id, sealed),
            Found::Manifest { tag, sealed } => {
                let newer = |m: &Manifest| salvaged.manifest.as_ref().is_none_or(|k| k.sequence < m.sequence);
                if let Some(manifest) = Manifest::open(keys, &sealed, &tag).ok().filter(newer) {
                    salvaged.manifest = Some(manifest);
                }
            }
            Found::Slot(_) => {}
        })?;
        Ok(salvaged)
    }

    /// Anyone can leave notes: no more are read than may be left.
    fn take_note(&mut self, id: Id, sealed: Vec<u8>) {
        let bytes: usize = self.captured.values().map(Vec::len).sum();
        if self.captured.len() < MAX_NOTES && bytes + sealed.len() <= MAX_WAITING {
            self.captured.insert(id, sealed);
        }
    }

    fn take(&mut self, keys: &Keys, id: Id, tag: Vec<u8>, sealed: Vec<u8>, at: Location) {
        let Some(table) = row::table_of(keys, id, &tag, &sealed) else { return };
        match table {
            RowTable::Record if row::open_record(keys, table, id, &tag, &sealed).is_ok() => {
                self.records.insert(id, (tag, sealed));
            }
            RowTable::Draft if row::open_record(keys, table, id, &tag, &sealed).is_ok() => {
                self.drafts.insert(id, (tag, sealed));
            }
            RowTable::Attachment if row::open_chunk(keys, id, &tag, &sealed).is_ok() => {
                let Ok(tag) = tag.try_into() else { return };
                self.chunks.insert(id, (tag, at));
            }
            RowTable::Record | RowTable::Draft | RowTable::Attachment => {}
        }
    }

    /// A vault in memory that holds just this.
    fn into_memory(self, path: &Path, keys: &Keys, slots: &[Slot], seen: &SeenState) -> Result<InMemory> {
        let found = (self.records.len() + self.drafts.len() + self.chunks.len()) as u64;
        let stated = self.manifest.as_ref().map(|m| m.count);
        let sequence = self.manifest.as_ref().map_or(1, |m| m.sequence);
        let mut manifest = Manifest::empty(
            keys.payload.epoch,
            sequence,
            [0; 32],
            self.manifest.as_ref().and_then(|m| m.recovery.clone()),
        );
        for (id, (tag, _)) in &self.chunks {
            manifest.add(keys, RowTable::Attachment, *id, tag);
        }
        let (mut file, name) = File::in_memory(SalvagedChunks::new(path, self.chunks)?)?;
        let about = About::new(keys.payload.vault, keys.capture_recipient().to_string());
        let tx = file.db.transaction()?;
        for (id, (tag, sealed)) in &self.records {
            tx.put(RowTable::Record, *id, tag, sealed)?;
            manifest.add(keys, RowTable::Record, *id, tag);
        }
        for (id, (tag, sealed)) in &self.drafts {
            tx.put(RowTable::Draft, *id, tag, sealed)?;
            manifest.add(keys, RowTable::Draft, *id, tag);
        }
        for (id, sealed) in &self.captured {
            tx.put_captured(*id, sealed)?;
        }
        tx.put_about(&about)?;
        manifest.add(keys, CoveredTable::About, about.vault, &about.checksum);
        let mut slots_put = 0;
        for slot in slots.iter().filter(|slot| slot.is_undamaged()) {
            if tx.put_slot(slot).is_ok() {
                manifest.add(keys, CoveredTable::Slot, slot.id, &slot.checksum);
                slots_put += 1;
            }
        }
        // Chunks that no record names are still that, if nothing else is missing. An older manifest could list
        // some that a record has come to name.
        let same = self.manifest.as_ref().is_some_and(|stated| stated.covers_the_same(&manifest));
        let newer_seen = self.manifest.as_ref().is_some_and(|stated| seen.has_newer(keys, stated));
        if let Some(stated) = self.manifest.filter(|_| same) {
            manifest.loose = stated.loose;
        }
        let (sealed, tag) = manifest.seal(keys)?;
        tx.put_manifest(&sealed, &tag)?;
        tx.commit()?;
        // The manifest counts the slots and the one row of `about` too.
        let lost = stated.map(|count| count.saturating_sub(found + slots_put + 1));
        let (lost, counted) = (lost.unwrap_or_default(), lost.is_some());
        // Where SQLite still reads the file, it knows better than salvage, which also finds what is of the past.
        let exchanged = exchanged(path, keys).unwrap_or(lost == 0 && !same);
        let read_only = ReadOnly { lost, counted, changed: exchanged || newer_seen };
        Ok(InMemory { file, name, manifest, tag, read_only })
    }
}

/// Whether the rows of a file are others than its manifest says; nothing when SQLite cannot read it.
fn exchanged(path: &Path, keys: &Keys) -> Option<bool> {
    match check::manifest(&File::open_still(path).ok()?, keys) {
        Ok(_) => Some(false),
        Err(Error::Tampered { .. }) => Some(true),
        Err(_) => None,
    }
}

/// What is left of a vault, as tables in memory.
struct InMemory {
    file: File,
    name: String,
    manifest: Manifest,
    tag: Tag,
    read_only: ReadOnly,
}
