//! What others sent: opened, checked, kept sealed. Nothing is kept of a file that is refused.

use serde::{Deserialize, Serialize};
use sotto_vault::{Id, to_hex};

use crate::base::Now;
use crate::base::Result;
use crate::base::name;
use crate::base::text_folding::folded;
use crate::people::masking;
use crate::sessions::Want;
use crate::sharing::page::{self, Item, ShareData};
use crate::sharing::{ShareItem, SharingError, StoredContact, proof, summary};
use crate::store::{Entity, Journal, Whole};

/// Largest sealed file that is looked at, in bytes.
pub const MAX_SEALED: usize = page::MAX_BYTES + 1_000_000;

/// What is kept of a received share, schema 1.
#[derive(Serialize, Deserialize)]
struct StoredReceived {
    /// When it was opened here.
    at: String,
    /// The share's own id and its sender's key, to recognise it when it comes again.
    share: String,
    sender: String,
    sha256: String,
    page: String,
}

impl Entity for StoredReceived {
    const KIND: &'static str = "received";
}

/// The kind of the records of what others sent.
pub(crate) static KIND: Whole = Whole(StoredReceived::KIND);

#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct MoodPoint {
    pub day: String,
    /// 1 (very low) to 5 (very good).
    pub mood: u8,
}

#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct BroughtItem {
    pub title: String,
    pub minutes: u32,
    pub want: Want,
}

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
    pub at: String,
    /// The day the sender made it.
    pub made: String,
    /// The session it was made for, as its page says.
    pub title: String,
    pub sha256: String,
    /// The sender's key: two senders may bear one name.
    #[serde(skip)]
    sender: String,
    pub items: Vec<ShareItem>,
    pub bring: Vec<BroughtItem>,
    pub mood: Vec<MoodPoint>,
    /// It had been opened before.
    pub again: bool,
}

impl Journal {
    /// Opens a sealed share: it must be for this person, whole, and from whom it says.
    pub fn received_open(&mut self, sealed: &[u8], now: Now) -> Result<Received> {
        if sealed.len() > MAX_SEALED {
            return Err(SharingError::ShareTooLarge { limit: MAX_SEALED }.into());
        }
        let keys = self.vault.keys();
        let (plain, secret) = keys.open_share(sealed)?;
        let (bytes, proof_line) = page::split_proof(&plain).map_err(SharingError::from)?;
        let data = page::read(bytes).map_err(SharingError::from)?;
        let digest = crate::sharing::sha256(bytes);
        let proven = proof::read(proof_line).and_then(|proof| proof::check(&secret, &data, &digest, &proof));
        proven.map_err(|_| SharingError::ShareForged)?;
        self.check_sender(&data)?;

        for (id, known) in self.entities::<StoredReceived>()? {
            // Another sender's share may bear the same id, on purpose: it is another share.
            if known.share == data.id && known.sender == data.from.proof {
                if known.sha256 != to_hex(&digest) {
                    return Err(SharingError::ShareForged.into());
                }
                return self.shown(id, &known, true);
            }
        }
        let page = std::str::from_utf8(bytes).map_err(|_| SharingError::ShareDamaged)?;
        let stored = StoredReceived {
            at: now.to_rfc3339(),
            share: data.id.clone(),
            sender: data.from.proof.clone(),
            sha256: to_hex(&digest),
            page: page.to_owned(),
        };
        let id = self.entity_save(None, &stored, now)?;
        self.shown(id, &stored, false)
    }

    /// Everything that was received, newest first.
    pub fn received_list(&mut self) -> Result<Vec<Received>> {
        let all = self.entities::<StoredReceived>()?;
        all.iter().rev().map(|(id, stored)| self.shown(*id, stored, false)).collect()
    }

    /// The newest share of each sender; of one group's session, if it is named.
    pub fn received_brief(&mut self, group: Option<&str>) -> Result<Vec<Received>> {
        let group = group.map(name::name).transpose()?.map(|name| folded(&name) + ",");
        let mut brief: Vec<Received> = Vec::new();
        for received in self.received_list()? {
            let wanted = group.as_ref().is_none_or(|g| folded(&received.title).starts_with(g.as_str()));
            if wanted && !brief.iter().any(|b| b.sender == received.sender) {
                brief.push(received);
            }
        }
        brief.sort_by_key(|b| folded(&b.from));
        Ok(brief)
    }

    /// The page of a received share, byte for byte.
    pub fn received_page(&mut self, id: Id) -> Result<String> {
        Ok(self.entity::<StoredReceived>(id)?.page)
    }

    pub fn received_delete(&mut self, id: Id, now: Now) -> Result<()> {
        self.entity_delete::<StoredReceived>(id, now)
    }

    /// A contact's name with other keys is not that contact.
    fn check_sender(&self, data: &ShareData) -> Result<()> {
        let contacts = self.entities::<StoredContact>()?;
        let by_keys = contacts.iter().any(|(_, c)| c.proof == data.from.proof && c.seal == data.from.seal);
        let by_name = contacts.iter().any(|(_, c)| folded(&c.name) == folded(&data.from.name));
        if by_name && !by_keys { Err(SharingError::SenderKeyChanged.into()) } else { Ok(()) }
    }

    fn shown(&self, id: Id, stored: &StoredReceived, again: bool) -> Result<Received> {
        let data = page::read(stored.page.as_bytes()).map_err(SharingError::from)?;
        let contacts = self.entities::<StoredContact>()?;
        let contact = contacts
            .iter()
            .find(|(_, c)| c.proof == data.from.proof && c.seal == data.from.seal)
            .map(|(_, c)| c);
        let mut received = Received {
            id,
            from: contact.map_or_else(|| data.from.name.clone(), |c| c.name.clone()),
            verified: contact.is_some_and(StoredContact::verified),
            known: contact.is_some(),
            at: stored.at.clone(),
            made: data.made.to_string(),
            title: masking::plain(&data.title),
            sha256: stored.sha256.clone(),
            sender: stored.sender.clone(),
            items: summary(&data.items),
            bring: Vec::new(),
            mood: Vec::new(),
            again,
        };
        for item in &data.items {
            match item {
                Item::Bring { title, want, minutes, .. } => received.bring.push(BroughtItem {
                    title: masking::plain(title),
                    minutes: u32::from(*minutes),
                    want: *want,
                }),
                Item::Mood { points, .. } => received
                    .mood
                    .extend(points.iter().map(|p| MoodPoint { day: p.day.to_string(), mood: p.mood })),
                Item::Reflection { .. } => {}
            }
        }
        Ok(received)
    }
}
