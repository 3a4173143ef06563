//! A new epoch: for when someone may know the passphrase. All keys are replaced, and everything is
//! sealed anew.
//!
//! In one transaction of the file itself: at whatever point it is interrupted, the vault is either the
//! old one, opened by what opened it before, or the new one, opened by the new passphrase. There is
//! nothing in between to be resumed. Copies made before stay as they are: they open with the old
//! passphrase, and no one can change that.

use age::x25519;
use rusqlite::TransactionBehavior;

use crate::access::keys::Keys;
use crate::access::recovery::RecoveryKey;
use crate::access::slot::{Passphrase, Slot, SlotKind};
use crate::access::slots::SlotInfo;
use crate::error::{Error, Result};
use crate::file::{About, Rows, within_rows};
use crate::format::ids::Id;
use crate::format::mac::{SetHash, Tag};
use crate::format::manifest::{Manifest, Table};
use crate::format::seal::Recipient;
use crate::store::row::{open_sealed, row_tag};
use crate::store::vault::Vault;
use crate::view;

/// What opens the vault from now on.
pub struct NewKeys<'a> {
    pub passphrase: &'a Passphrase,
    /// A new recovery sheet; without one the present sheet goes on opening the vault.
    pub sheet: Option<&'a RecoveryKey>,
    /// Also new keys for sharing: everyone has to compare the ten words again.
    pub share_keys: bool,
}

/// What was done.
pub struct Rekeyed {
    /// Records and drafts that were sealed anew.
    pub records: usize,
    /// Other passphrases, that no longer open it.
    pub dropped: Vec<Id>,
    /// Slots of keys that computers keep, this one too: they no longer open it. Someone who may know a
    /// passphrase may have had such a key, and only its own computer could make its slot again.
    pub computers: Vec<Id>,
}

impl Vault {
    /// Starts a new epoch.
    ///
    /// # Errors
    /// `CapturedWaiting` while there are notes that only the old keys can open; `Tampered` or `Damaged`
    /// when something cannot be opened and would be lost; or what writing gives. Then nothing has changed.
    pub fn rekey(&mut self, new: &NewKeys<'_>, progress: &mut dyn FnMut(usize, usize)) -> Result<Rekeyed> {
        self.ensure_same_file()?;
        if self.captured_count()? > 0 {
            return Err(Error::CapturedWaiting);
        }
        self.check()?;
        let payload = self.keys.payload.next_epoch(new.share_keys)?;
        let mut slots = vec![Slot::with_passphrase(&payload, new.passphrase)?];
        let recovery = self.sheet_of(new)?;
        if let Some(recipient) = &recovery {
            slots.push(Slot::for_recovery(&payload, recipient)?);
        }
        let keys = Keys::from_payload(payload)?;
        let others = |way: &SlotInfo| way.kind == SlotKind::Passphrase && way.id != self.opened_by;
        let ways = self.slots()?;
        let dropped = ways.iter().filter(|way| others(way)).map(|way| way.id).collect();
        let computers = ways.iter().filter(|way| way.kind == SlotKind::Device).map(|way| way.id).collect();
        // The view is sealed with the old keys.
        view::forget(&self.path)?;
        let (records, manifest, head) =
            within_rows(|| self.seal_anew(&keys, &slots, recovery.as_ref(), progress))?;

        let opened_by = slots.first().map_or(self.opened_by, |slot| slot.id);
        let old = std::mem::replace(&mut self.keys, keys);
        (self.manifest, self.head, self.opened_by) = (manifest, head, opened_by);
        self.seen.remember(&self.keys, self.manifest.sequence, &self.head);
        self.seen.retire(&old);
        // What the old keys open still lies in the log beside the file until it is cut.
        self.checkpoint()?;
        Ok(Rekeyed { records, dropped, computers })
    }

    /// Where the recovery slot is sealed to from now on.
    fn sheet_of(&self, new: &NewKeys<'_>) -> Result<Option<Recipient>> {
        if let Some(sheet) = new.sheet {
            return Ok(Some(Recipient(sheet.0.to_public())));
        }
        let present = self.manifest.recovery.as_deref();
        let present = present.map(|text| text.parse::<x25519::Recipient>()).transpose();
        Ok(present.map_err(|_| Error::tampered("manifest"))?.map(Recipient))
    }

    fn seal_anew(
        &mut self,
        keys: &Keys,
        slots: &[Slot],
        recovery: Option<&Recipient>,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<(usize, Manifest, Tag)> {
        let mut rows = Vec::new();
        for table in [Table::Record, Table::Draft] {
            rows.extend(self.file.tags(table)?.into_iter().map(|(id, _)| (table, id)));
        }
        let mut next = Manifest {
            epoch: keys.payload.epoch,
            sequence: self.manifest.sequence.saturating_add(1),
            count: 0,
            set: SetHash::default(),
            previous: self.head,
            recovery: recovery.map(ToString::to_string),
        };
        let tx = self.file.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let present: Vec<u8> = tx.query_row("SELECT tag FROM manifest", [], |row| row.get(0))?;
        let waiting: i64 = tx.query_row("SELECT count(*) FROM captured", [], |row| row.get(0))?;
        if present != self.head {
            return Err(Error::tampered("another program wrote while the vault was open"));
        }
        if waiting > 0 {
            return Err(Error::CapturedWaiting);
        }
        for (done, (table, id)) in rows.iter().enumerate() {
            let sql = match table {
                Table::Draft => "SELECT tag, sealed FROM draft WHERE id = ?1",
                _ => "SELECT tag, sealed FROM record WHERE id = ?1",
            };
            let (tag, sealed): (Vec<u8>, Vec<u8>) =
                tx.prepare_cached(sql)?.query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let plain = open_sealed(&self.keys, *table, *id, &tag, &sealed)?;
            let sealed = keys.seal(&plain)?;
            let tag = row_tag(keys, *table, *id, &sealed);
            tx.replace(*table, *id, &tag, &sealed)?;
            next.add(keys, *table, *id, &tag);
            if done % 64 == 0 {
                progress(done, rows.len());
            }
        }
        let about = About::new(keys.payload.vault, keys.capture_recipient().to_string());
        tx.put_about(&about)?;
        next.add(keys, Table::About, about.vault, &about.checksum);
        tx.execute("DELETE FROM slot", [])?;
        for slot in slots {
            tx.put_slot(slot)?;
            next.add(keys, Table::Slot, slot.id, &slot.checksum);
        }
        let (sealed, head) = next.seal(keys)?;
        tx.put_manifest(&sealed, &head)?;
        tx.commit()?;
        progress(rows.len(), rows.len());
        Ok((rows.len(), next, head))
    }
}
