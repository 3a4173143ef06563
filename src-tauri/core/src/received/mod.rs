//! What others sent: opened, checked, listed, deleted. Nothing is stored of a file that is refused.
//!
//! What a record holds and how it is listed is in `table`. A page is read once, when it is opened; lists and
//! briefs look at the table alone.

mod brief;
mod table;

use std::collections::HashMap;

use serde::Serialize;
use sotto_vault::{Id, to_hex};

use crate::base::{Error, Now, Result};
use crate::sharing::page::{self, ReadPage};
use crate::sharing::party::{Party, looks_like};
pub use crate::sharing::{BroughtItem, MoodPoint};
use crate::sharing::{ShareItem, SharingError, StoredContact, proof, sha256};
use crate::store::Journal;
use table::{Row, StoredReceived};

pub(crate) use table::KIND;

/// Largest sealed file that is looked at, in bytes: a page, its proof, and what rounds the size off.
pub const MAX_SEALED: usize = page::MAX_BYTES + 2_000_000;

#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Received {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub id: Id,
    pub from: String,
    /// The words were compared with this sender, and these are those keys.
    pub verified: bool,
    /// The sender is a contact.
    pub known: bool,
    /// When it was opened here.
    pub opened_at: String,
    /// The day the sender made it.
    pub created_on: String,
    /// The group it was made for, as its page says.
    pub group: Option<String>,
    /// When the session starts that it was made for.
    pub starts: Option<String>,
    /// The sender asks to be checked in with on that day.
    pub check_in: bool,
    /// The sender asks that the page is deleted after this day.
    pub delete_after: Option<String>,
    pub sha256: String,
    pub items: Vec<ShareItem>,
    pub bring: Vec<BroughtItem>,
    pub mood: Vec<MoodPoint>,
    /// It had been opened before.
    pub already_received: bool,
}

/// A line of the log: that something came, whether or not it is still here.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ReceivedLogEntry {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub id: Id,
    pub from: String,
    pub opened_at: String,
    pub sha256: String,
    /// When it was deleted here.
    pub deleted_at: Option<String>,
}

/// Contacts by their two keys.
struct Senders(HashMap<(String, String), StoredContact>);

impl Senders {
    fn of(&self, row: &Row) -> Option<&StoredContact> {
        self.0.get(&(row.sender_key.clone(), row.recipient.clone()))
    }

    /// A row as it is shown, its sender looked up among the contacts.
    fn shown(&self, row: Row, already_received: bool) -> Received {
        let contact = self.of(&row);
        Received {
            verified: contact.is_some_and(StoredContact::verified),
            known: contact.is_some(),
            from: contact.map_or(row.name, |contact| contact.name.clone()),
            id: row.id,
            opened_at: row.opened_at,
            created_on: row.made_on,
            group: row.group,
            starts: row.starts,
            check_in: row.check_in,
            delete_after: row.delete_after,
            sha256: row.sha256,
            items: row.items,
            bring: row.bring,
            mood: row.mood,
            already_received,
        }
    }
}

impl Journal {
    /// Opens a sealed share: it must be for this person, whole, and from whom it says.
    pub fn received_open(&mut self, sealed: &[u8], now: Now) -> Result<Received> {
        if sealed.len() > MAX_SEALED {
            return Err(SharingError::ReceivedTooLarge { limit: MAX_SEALED }.into());
        }
        let keys = self.vault.keys();
        let opened = keys.open_share(sealed)?;
        let (bytes, proof_line) = page::split_proof(&opened.plain).map_err(SharingError::from)?;
        let page = page::read(bytes).map_err(SharingError::from)?;
        let digest = sha256(bytes);
        let me = proof::Me { secret: &opened.proof_secret, recipient: &opened.recipient.to_string() };
        let proven =
            proof::read(proof_line).and_then(|proof| proof::check(&me, &page.parties, &digest, &proof));
        proven.map_err(|_| SharingError::ShareForged)?;
        self.check_sender(&page.parties.from)?;
        let text = std::str::from_utf8(bytes).map_err(|_| SharingError::ShareDamaged)?;
        self.take_in(page, text, to_hex(&digest), now)
    }

    /// Stores a page that was proven, unless it is here.
    fn take_in(&mut self, page: ReadPage, text: &str, sha256: String, now: Now) -> Result<Received> {
        let earlier = self.received_of(&page.parties.id, &page.parties.from.sender_key)?;
        if earlier.iter().any(|(_, known)| *known != sha256) {
            return Err(SharingError::ShareForged.into());
        }
        let here = earlier.iter().map(|(id, _)| self.received_row(*id)).collect::<Result<Vec<Row>>>()?;
        let senders = self.senders()?;
        let came = !here.is_empty();
        if let Some(row) = here.into_iter().find(|row| row.deleted_at.is_none()) {
            return Ok(senders.shown(row, true));
        }
        let stored = StoredReceived::of_page(page, text, sha256, now);
        let id = self.entity_save(None, &stored, now)?;
        Ok(senders.shown(self.received_row(id)?, came))
    }

    /// Everything that was received and is here, newest first.
    pub fn received_list(&self) -> Result<Vec<Received>> {
        let senders = self.senders()?;
        Ok(self.received_rows()?.into_iter().map(|row| senders.shown(row, false)).collect())
    }

    /// The page of a received share, byte for byte.
    ///
    /// # Errors
    /// `NotFound`, also once it was deleted.
    pub fn received_page(&self, id: Id) -> Result<String> {
        self.entity_sealed::<StoredReceived>(id)?.page.ok_or(Error::NotFound)
    }

    /// Deletes a received share, and leaves a line in the log: from whom, when, its hash.
    ///
    /// # Errors
    /// `NotFound`, also once it was deleted.
    pub fn received_delete(&mut self, id: Id, now: Now) -> Result<ReceivedLogEntry> {
        let stored = self.entity_sealed::<StoredReceived>(id)?;
        let left = stored.without_page(now).ok_or(Error::NotFound)?;
        self.entity_reduce(id, &left, now)?;
        self.received_log()?.into_iter().find(|entry| entry.id == id).ok_or(Error::NotFound)
    }

    /// Everything that ever came, newest first, whether or not it is still here.
    pub fn received_log(&self) -> Result<Vec<ReceivedLogEntry>> {
        let senders = self.senders()?;
        let entry = |row: Row| ReceivedLogEntry {
            from: senders.of(&row).map_or(row.name, |contact| contact.name.clone()),
            id: row.id,
            opened_at: row.opened_at,
            sha256: row.sha256,
            deleted_at: row.deleted_at,
        };
        Ok(self.received_rows_ever()?.into_iter().map(entry).collect())
    }

    fn senders(&self) -> Result<Senders> {
        let contacts = self.entities::<StoredContact>()?.into_iter();
        let by_keys = |(_, c): (Id, StoredContact)| ((c.sender_key.clone(), c.recipient.clone()), c);
        Ok(Senders(contacts.map(by_keys).collect()))
    }

    /// A contact's name with other keys is not that contact.
    fn check_sender(&self, from: &Party) -> Result<()> {
        let contacts = self.entities::<StoredContact>()?;
        let by_keys = contacts.iter().any(|(_, c)| c.is(from));
        let another = contacts.iter().any(|(_, c)| looks_like(&c.name, &from.name) && !c.is(from));
        match (another, by_keys) {
            // Someone who is known would be read under the name of another.
            (true, true) => Err(SharingError::SenderNameOfAnother.into()),
            (true, false) => Err(SharingError::SenderKeyChanged.into()),
            (false, _) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
