//! Ways to unlock: listing, adding, changing and removing slots of an open vault.

use crate::access::device_key::DeviceKey;
use crate::access::passphrase::NewPassphrase;
use crate::access::recovery::RecoveryKey;
use crate::access::slot::{self, Key, MAX_SLOTS, Slot, SlotKind};
use crate::access::vault_file::VaultFile;
use crate::error::{Error, Result};
use crate::file::table::CoveredTable;
use crate::file::{File, Rows};
use crate::format::ids::Id;
use crate::format::mac::Tag;
use crate::format::seal::Recipient;
use crate::store::vault::Vault;

/// One way to unlock.
pub struct SlotInfo {
    pub id: Id,
    pub kind: SlotKind,
}

impl VaultFile {
    /// The slots of kind `device`, read without any key. Which of them has its key on this computer, only the
    /// keychain knows.
    pub fn device_slots(&self) -> Result<Vec<Id>> {
        let slots = File::open(self.path())?.slots()?;
        let device = |slot: &Slot| slot.kind == SlotKind::Device.name() && slot.is_undamaged();
        Ok(slots.into_iter().filter(device).map(|slot| slot.id).take(MAX_SLOTS).collect())
    }
}

impl Vault {
    pub fn slots(&self) -> Result<Vec<SlotInfo>> {
        let slots = self.file.slots()?;
        Ok(slots
            .into_iter()
            .filter_map(|s| Some(SlotInfo { id: s.id, kind: SlotKind::from_name(&s.kind)? }))
            .collect())
    }

    /// The slot that `key` opens.
    ///
    /// # Errors
    /// `PassphraseWrong`, `RecoveryWrong` or `DeviceKeyWrong`.
    pub fn slot_of(&self, key: &Key) -> Result<Id> {
        slot::open_any(&self.file.slots()?, key, Some(self.opened_by)).map(|(id, _)| id)
    }

    /// Where the recovery slot is sealed to, if there is one: the sheet opens what is sealed to it.
    pub fn recovery_recipient(&self) -> Option<Recipient> {
        self.manifest.recovery.as_deref()?.parse().ok()
    }

    /// The slot that opened this vault.
    pub fn opened_by(&self) -> Id {
        self.opened_by
    }

    /// Adds a passphrase.
    ///
    /// # Errors
    /// `TooManySlots` when one more might never be tried.
    pub fn add_passphrase(&mut self, passphrase: &NewPassphrase) -> Result<Id> {
        self.room_for(SlotKind::Passphrase)?;
        let slot = Slot::with_passphrase(&self.keys.payload, passphrase)?;
        self.swap_slots(None, slot, None)
    }

    /// Re-wraps one slot under another passphrase; the keys stay the same.
    pub fn change_passphrase(&mut self, old: Id, passphrase: &NewPassphrase) -> Result<Id> {
        let slot = Slot::with_passphrase(&self.keys.payload, passphrase)?;
        let id = self.swap_slots(Some(old), slot, None)?;
        if self.opened_by == old {
            self.opened_by = id;
        }
        Ok(id)
    }

    /// Adds a recovery slot; one that was there stops working.
    pub fn add_recovery(&mut self, key: &RecoveryKey) -> Result<Id> {
        let slot = Slot::with_recovery(&self.keys.payload, key)?;
        let old = self.slots()?.into_iter().find(|s| s.kind == SlotKind::Recovery).map(|s| s.id);
        self.swap_slots(old, slot, Some(key.0.to_public().to_string()))
    }

    /// Adds a slot for a key stored on this computer. There must be an undamaged passphrase slot, so that a
    /// computer is never the only way to unlock.
    ///
    /// # Errors
    /// `Damaged` when no passphrase's slot is undamaged; `TooManySlots`.
    pub fn add_device_slot(&mut self, key: &DeviceKey) -> Result<()> {
        let passphrase = |slot: &Slot| slot.kind == SlotKind::Passphrase.name() && slot.is_undamaged();
        if !self.file.slots()?.iter().any(passphrase) {
            return Err(Error::damaged("slot"));
        }
        self.room_for(SlotKind::Device)?;
        let slot = Slot::for_device(&self.keys.payload, key)?;
        self.swap_slots(None, slot, None).map(drop)
    }

    fn room_for(&self, kind: SlotKind) -> Result<()> {
        let present = self.slots()?.iter().filter(|way| way.kind == kind).count();
        if present < MAX_SLOTS { Ok(()) } else { Err(Error::TooManySlots { limit: MAX_SLOTS }) }
    }

    /// Removes a way to unlock, but never the last passphrase.
    pub fn remove_slot(&mut self, id: Id) -> Result<()> {
        let slots = self.file.slots()?;
        let found = slots.iter().find(|s| s.id == id).ok_or(Error::NotFound)?;
        let kind = SlotKind::from_name(&found.kind);
        // A damaged slot does not count.
        let others = slots.iter().filter(|s| s.id != id && s.kind == found.kind && s.is_undamaged()).count();
        if kind == Some(SlotKind::Passphrase) && others == 0 {
            return Err(Error::LastSlot);
        }
        let tag = self.slot_tag(id)?;
        self.transact(|tx, manifest, keys, _| {
            tx.drop_slot(id)?;
            manifest.remove(keys, CoveredTable::Slot, id, &tag);
            if kind == Some(SlotKind::Recovery) {
                manifest.recovery = None;
            }
            Ok(())
        })
    }

    /// Puts `new` in the place of `old`; `recovery` is where the new slot is sealed to, if it is
    /// the recovery slot.
    fn swap_slots(&mut self, old: Option<Id>, new: Slot, recovery: Option<String>) -> Result<Id> {
        let old = old.map(|id| self.slot_tag(id).map(|tag| (id, tag))).transpose()?;
        self.transact(|tx, manifest, keys, _| {
            if let Some((id, tag)) = &old {
                tx.drop_slot(*id)?;
                manifest.remove(keys, CoveredTable::Slot, *id, tag);
            }
            tx.put_slot(&new)?;
            manifest.add(keys, CoveredTable::Slot, new.id, &new.checksum);
            if recovery.is_some() {
                manifest.recovery = recovery;
            }
            Ok(new.id)
        })
    }

    fn slot_tag(&self, id: Id) -> Result<Tag> {
        let tags = self.file.tags(CoveredTable::Slot)?;
        tags.into_iter().find(|(i, _)| *i == id).map(|(_, tag)| tag).ok_or(Error::NotFound)
    }
}
