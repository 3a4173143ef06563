//! Which row holds the draft of which entity.
//!
//! The row of a draft has a random id and the entity stands inside, so that drafts of one entity that were
//! written on two computers do not collide: both are there, and both can be read. The rows are opened at
//! unlock to fill this table; it is never stored.

use std::collections::HashMap;

use chrono::DateTime;

use crate::access::keys::Keys;
use crate::error::Result;
use crate::file::File;
use crate::file::table::RowTable;
use crate::format::ids::Id;
use crate::store::row::open_record;

/// The rows of each entity. The last one is current: the one that was written last in this session, or has
/// the latest time.
#[derive(Clone, Default)]
pub(crate) struct Drafts {
    rows: HashMap<Id, Vec<Id>>,
    unreadable: usize,
}

impl Drafts {
    /// Opens every draft. One that cannot be opened belongs to no entity; `verify` reports it.
    pub fn read(file: &File, keys: &Keys) -> Result<Self> {
        let too_long = file.too_long(RowTable::Draft)?;
        let mut found = Vec::new();
        let mut drafts = Self { unreadable: too_long.len(), ..Self::default() };
        for (id, _) in file.tags(RowTable::Draft)?.into_iter().filter(|(id, _)| !too_long.contains(id)) {
            let opened = file
                .row(RowTable::Draft, id)
                .and_then(|(tag, sealed)| open_record(keys, RowTable::Draft, id, &tag, &sealed));
            if let Ok(draft) = opened {
                // As text, times with different offsets would not sort by the clock.
                let time = DateTime::parse_from_rfc3339(&draft.header.time).map(|time| time.to_utc());
                found.push((time.ok(), id, draft.header.entity));
            } else {
                drafts.unreadable += 1;
            }
        }
        found.sort_unstable();
        for (_, row, entity) in found {
            drafts.rows.entry(entity).or_default().push(row);
        }
        Ok(drafts)
    }

    /// The entities that have a draft, in no order that means anything.
    pub fn entities(&self) -> Vec<Id> {
        self.rows.keys().copied().collect()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many drafts could not be opened.
    pub const fn unreadable(&self) -> usize {
        self.unreadable
    }

    /// The rows of an entity, the current one first.
    pub fn rows(&self, entity: Id) -> impl Iterator<Item = Id> {
        self.rows.get(&entity).into_iter().flatten().rev().copied()
    }

    /// The row that the next draft of an entity is written to: the current one, or a new one.
    pub fn row_for(&mut self, entity: Id) -> Result<Id> {
        if let Some(current) = self.rows(entity).next() {
            return Ok(current);
        }
        let row = Id::random()?;
        self.rows.entry(entity).or_default().push(row);
        Ok(row)
    }

    /// Forgets the current row of an entity and returns it.
    pub fn remove_current(&mut self, entity: Id) -> Option<Id> {
        let rows = self.rows.get_mut(&entity)?;
        let row = rows.pop();
        if rows.is_empty() {
            self.rows.remove(&entity);
        }
        row
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;
    use crate::access::passphrase::NewPassphrase;
    use crate::access::recovery::RecoveryKey;
    use crate::access::slot::Key;
    use crate::access::vault_file::VaultFile;
    use crate::device::Device;
    use crate::format::record::NewRecord;
    use crate::store::row;
    use crate::store::vault::{Step, Vault};

    fn draft(entity: Id, text: &str, hour: u8) -> NewRecord {
        NewRecord {
            id: entity,
            entity,
            revision: 1,
            parents: Vec::new(),
            kind: "reflection".into(),
            schema: 1,
            time: format!("2026-11-23T{hour:02}:14:00+00:00"),
            body: Zeroizing::new(format!("\"{text}\"")),
        }
    }

    /// Puts a draft into a row of its own, as taking in another computer's rows will.
    fn take_in(vault: &mut Vault, new: &NewRecord, row_id: Id) {
        vault
            .transact(|tx, manifest, keys, _| {
                let mut header = new.header(keys.payload.vault);
                header.id = row_id;
                row::put(tx, manifest, keys, RowTable::Draft, &header, &new.body)
            })
            .unwrap();
    }

    fn texts(vault: &Vault, entity: Id) -> Vec<String> {
        vault.drafts(entity).unwrap().iter().map(|draft| draft.body.to_string()).collect()
    }

    #[test]
    fn drafts_of_one_entity_from_two_computers_are_both_kept_and_end_one_after_the_other() {
        let place = tempfile::tempdir().unwrap();
        let file = VaultFile::at(place.path().join("a.sotto"), Device::at(place.path().join("device")));
        let sheet = RecoveryKey::generate();
        let entity = Id::from_bytes([5; 16]);
        let mut vault = file.create(&NewPassphrase::new("brave lantern").unwrap(), Some(&sheet)).unwrap();
        vault.commit(&[Step::Draft(draft(entity, "here", 9))]).unwrap();
        take_in(&mut vault, &draft(entity, "there", 10), Id::from_bytes([7; 16]));
        drop(vault);
        let mut vault = file.unlock(&Key::Recovery(sheet.clone())).unwrap();
        assert_eq!(vault.draft_ids(), [entity]);
        assert_eq!(texts(&vault, entity), ["\"there\"", "\"here\""], "the later one first, and both");
        // Going on with the one leaves the other as it is.
        vault.commit(&[Step::Draft(draft(entity, "there, and on", 8))]).unwrap();
        assert_eq!(texts(&vault, entity), ["\"there, and on\"", "\"here\""]);
        vault.commit(&[Step::DropDraft(entity)]).unwrap();
        assert_eq!(texts(&vault, entity), ["\"here\""]);
        assert!(vault.has_drafts());
        vault.commit(&[Step::DropDraft(entity), Step::DropDraft(entity)]).unwrap();
        assert!(!vault.has_drafts() && texts(&vault, entity).is_empty());
        assert!(vault.verify().unwrap().passed());
    }

    #[test]
    fn a_draft_that_cannot_be_opened_hides_no_other_and_is_reported() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("a.sotto");
        let file = VaultFile::at(&path, Device::at(place.path().join("device")));
        let sheet = RecoveryKey::generate();
        let (one, two) = (Id::from_bytes([1; 16]), Id::from_bytes([2; 16]));
        let mut vault = file.create(&NewPassphrase::new("brave lantern").unwrap(), Some(&sheet)).unwrap();
        vault.commit(&[Step::Draft(draft(one, "one", 9)), Step::Draft(draft(two, "two", 9))]).unwrap();
        let broken = vault.draft(one).unwrap().unwrap().header.id;
        drop(vault);
        let db = rusqlite::Connection::open(&path).unwrap();
        db.execute("UPDATE draft SET sealed = x'00' WHERE id = ?1", [broken.as_bytes()]).unwrap();
        drop(db);
        let vault = file.unlock(&Key::Recovery(sheet)).unwrap();
        assert_eq!(vault.draft_ids(), [two]);
        assert_eq!(vault.verify().unwrap().damaged, [format!("draft {broken}")]);
    }
}
