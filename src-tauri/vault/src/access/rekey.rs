//! A new epoch: for when someone may know the passphrase. All keys are replaced, and everything is
//! sealed again.
//!
//! It is one transaction of the file: interrupted or cancelled at any point, the vault is either the old one,
//! which opens as before, or the new one, which opens with the new passphrase. There is no state in between.
//! Copies made before are not changed: they still open with the old passphrase.

use std::time::Instant;

use age::x25519;
use rusqlite::TransactionBehavior;

use crate::access::keys::Keys;
use crate::access::passphrase::NewPassphrase;
use crate::access::recovery::RecoveryKey;
use crate::access::slot::{Slot, SlotKind};
use crate::access::slots::SlotInfo;
use crate::error::{Error, Result};
use crate::file::table::{CoveredTable, RowTable};
use crate::file::{About, Rows, within_rows};
use crate::format::ids::Id;
use crate::format::mac::Tag;
use crate::format::manifest::Manifest;
use crate::format::seal::Recipient;
use crate::progress::{ProgressFn, Stage, report};
use crate::store::drafts::Drafts;
use crate::store::row::{open_sealed, row_tag};
use crate::store::vault::{Step, Vault, apply, expect_state};
use crate::view;

/// What opens the vault from now on.
pub struct NewKeys<'a> {
    pub passphrase: &'a NewPassphrase,
    /// A new recovery sheet; without one the present sheet goes on opening the vault.
    pub sheet: Option<&'a RecoveryKey>,
    /// Whether to replace the keys for sharing too. Everyone then has to compare the ten words again.
    pub share_keys: bool,
}

/// What was done.
pub struct Rekeyed {
    /// Records and drafts that were sealed again.
    pub records: usize,
    /// Slots of other passphrases, which no longer open it.
    pub dropped: Vec<Id>,
    /// Slots of kind `device`, this computer's too: they no longer open it. Someone who knows a passphrase may
    /// have added one, and only its own computer could make it again.
    pub computers: Vec<Id>,
}

/// Bytes that are sealed again between two reports.
const REPORTED: usize = 4 << 20;

impl Vault {
    /// Starts a new epoch. Attachments on their way in are given up. `steps` happen in the same transaction, with
    /// the new keys: what has to change together with them.
    ///
    /// # Errors
    /// `CapturedWaiting` while there are notes that only the old keys can open; `BeingRead` while a reader
    /// holds the old state; `Tampered` or `Damaged` when something cannot be opened and would be lost;
    /// `Cancelled`; or what writing gives. Then nothing has changed.
    pub fn rekey(&mut self, new: &NewKeys<'_>, steps: &[Step], progress: ProgressFn<'_>) -> Result<Rekeyed> {
        self.ensure_same_file()?;
        if self.is_being_read() {
            return Err(Error::BeingRead);
        }
        if self.captured_count()? > 0 {
            return Err(Error::CapturedWaiting);
        }
        self.check()?;
        self.stop_uploads();
        while self.remove_loose()? {
            report(progress, Stage::Sealing, 0, 0)?;
        }
        let payload = self.keys.payload.next_epoch(new.share_keys)?;
        let mut slots = vec![Slot::with_passphrase(&payload, new.passphrase)?];
        let recovery = self.sheet_of(new)?;
        if let Some(recipient) = &recovery {
            slots.push(Slot::for_recovery(&payload, recipient)?);
        }
        let keys = Keys::from_payload(payload)?;
        let others = |slot: &SlotInfo| slot.kind == SlotKind::Passphrase && slot.id != self.opened_by;
        let present = self.slots()?;
        let dropped = present.iter().filter(|slot| others(slot)).map(|slot| slot.id).collect();
        let computers =
            present.iter().filter(|slot| slot.kind == SlotKind::Device).map(|slot| slot.id).collect();
        let resealed = within_rows(|| self.reseal(&keys, &slots, recovery.as_ref(), steps, progress))?;

        let opened_by = slots.first().map_or(self.opened_by, |slot| slot.id);
        let old = std::mem::replace(&mut self.reader.keys, keys);
        (self.reader.manifest, self.reader.tag) = (resealed.manifest, resealed.tag);
        (self.reader.drafts, self.opened_by) = (resealed.drafts, opened_by);
        // In this order: ended in between, the computer still knows that the old keys are over.
        self.seen.retire(&old);
        self.remember_opened();
        // What the old keys open still lies in the log beside the file until it is emptied. It is done all
        // the same: where the log cannot be emptied now, it is when the vault is idle.
        self.unflushed = Some(Instant::now());
        let _ = self.checkpoint();
        Ok(Rekeyed { records: resealed.records, dropped, computers })
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

    fn reseal(
        &mut self,
        keys: &Keys,
        slots: &[Slot],
        recovery: Option<&Recipient>,
        steps: &[Step],
        progress: ProgressFn<'_>,
    ) -> Result<Resealed> {
        let computer = self.seen.computer(&self.reader.keys)?;
        let reader = &mut self.reader;
        let mut rows = Vec::new();
        for table in RowTable::SEALED {
            rows.extend(reader.file.tags(table)?.into_iter().map(|(id, _)| (table, id)));
        }
        let (epoch, sequence) = (keys.payload.epoch, reader.manifest.sequence.saturating_add(1));
        let mut next = Manifest::empty(epoch, sequence, reader.tag, recovery.map(ToString::to_string));
        next.computers.clone_from(&reader.manifest.computers);
        next.mark(computer)?;
        let mut drafts = reader.drafts.clone();
        let tx = reader.file.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        expect_state(&tx, &reader.tag)?;
        let waiting: i64 = tx.query_row("SELECT count(*) FROM captured", [], |row| row.get(0))?;
        if waiting > 0 {
            return Err(Error::CapturedWaiting);
        }
        let (mut records, mut bytes) = (0, REPORTED);
        for (done, (table, id)) in rows.iter().enumerate() {
            if bytes >= REPORTED || done % 64 == 0 {
                report(progress, Stage::Sealing, done, rows.len())?;
                bytes = 0;
            }
            let (tag, sealed): (Vec<u8>, Vec<u8>) = tx
                .prepare_cached(table.statements().row)?
                .query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let plain = open_sealed(&reader.keys, *table, *id, &tag, &sealed)?;
            let sealed = keys.seal(&plain)?;
            let tag = row_tag(&keys.record_mac, keys.payload.vault, *table, *id, &sealed);
            tx.replace(*table, *id, &tag, &sealed)?;
            next.add(keys, *table, *id, &tag);
            bytes += sealed.len();
            records += usize::from(*table != RowTable::Attachment);
        }
        let about = About::new(keys.payload.vault, keys.capture_recipient().to_string());
        tx.put_about(&about)?;
        next.add(keys, CoveredTable::About, about.vault, &about.checksum);
        tx.execute("DELETE FROM slot", [])?;
        for slot in slots {
            tx.put_slot(slot)?;
            next.add(keys, CoveredTable::Slot, slot.id, &slot.checksum);
        }
        apply(&tx, &mut next, keys, &mut drafts, steps)?;
        let (sealed, tag) = next.seal(keys)?;
        tx.put_manifest(&sealed, &tag)?;
        // The last chance to cancel.
        report(progress, Stage::Sealing, rows.len(), rows.len())?;
        // The saved view is sealed with the old keys.
        view::forget(&reader.path)?;
        tx.commit()?;
        Ok(Resealed { records, manifest: next, tag, drafts })
    }
}

/// The state after everything was sealed again.
struct Resealed {
    records: usize,
    manifest: Manifest,
    tag: Tag,
    drafts: Drafts,
}
