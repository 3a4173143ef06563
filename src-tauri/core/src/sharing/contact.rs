//! People to share with: their cards, and whether the words were compared.

use serde::{Deserialize, Serialize};
use sotto_vault::{Id, NewRecord, Recipient, is_public_key};

use super::party::{MAX_PROMISE, Party, key_bytes, looks_like};
use super::{SharingError, card, compare, proof};
use crate::base::Now;
use crate::base::text_folding::folded;
use crate::base::{Code, Error, Result};
use crate::store::{Entity, Journal, Whole};

/// What a contact's record holds, schema 1.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct StoredContact {
    pub name: String,
    /// The age recipient to seal to.
    pub recipient: String,
    /// The public key that proves a sender.
    pub sender_key: String,
    /// The reading promise on their card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reads: Option<String>,
    /// When the words were compared and matched.
    pub confirmed: Option<String>,
    /// The keys are not those that were compared once.
    pub changed: bool,
}

impl Entity for StoredContact {
    const KIND: &'static str = "contact";
}

/// The kind of a contact's records.
pub(crate) static CONTACT: Whole = Whole(StoredContact::KIND);
/// The kind of the record behind this person's own card.
pub(crate) static PROFILE: Whole = Whole(Profile::KIND);

impl Journal {
    /// New share keys of one's own: what was compared with anyone is no longer what they have.
    pub(crate) fn contacts_to_compare(&self, now: Now) -> Result<Vec<NewRecord>> {
        let mut records = Vec::new();
        for (id, mut contact) in self.entities::<StoredContact>()? {
            if contact.confirmed.take().is_some() {
                records.push(self.revision(StoredContact::KIND, StoredContact::SCHEMA, id, &contact, now)?);
            }
        }
        Ok(records)
    }
}

impl StoredContact {
    pub fn verified(&self) -> bool {
        self.confirmed.is_some() && !self.changed
    }

    /// As they stand on a page.
    pub fn party(&self) -> Party {
        Party {
            name: self.name.clone(),
            recipient: self.recipient.clone(),
            sender_key: self.sender_key.clone(),
            reads: self.reads.clone(),
        }
    }

    /// Whether these are the keys of this party.
    pub fn is(&self, party: &Party) -> bool {
        self.recipient == party.recipient && self.sender_key == party.sender_key
    }
}

/// What this person chose for their own card, schema 1.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Profile {
    name: String,
    /// The reading promise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reads: Option<String>,
}

impl Entity for Profile {
    const KIND: &'static str = "profile";
}

#[derive(Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Contact {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub id: Id,
    pub name: String,
    pub verified: bool,
    /// New keys under a known name: to be compared again.
    pub changed: bool,
    pub confirmed: Option<String>,
    /// When this person reads what they are sent, in their own words.
    pub reads: Option<String>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct MyCard {
    pub name: String,
    /// When this person reads what they are sent, as it stands on the card.
    pub reads: Option<String>,
    /// The text to give away.
    pub card: String,
}

fn shown(id: Id, stored: &StoredContact) -> Contact {
    Contact {
        id,
        name: stored.name.clone(),
        verified: stored.verified(),
        changed: stored.changed,
        confirmed: stored.confirmed.clone(),
        reads: stored.reads.clone(),
    }
}

impl Journal {
    /// This person's card; `name` sets or changes the name on it.
    pub fn my_card(&mut self, name: Option<&str>, now: Now) -> Result<Option<MyCard>> {
        if let Some(name) = name {
            let name = card::tidy_name(name).ok_or(SharingError::NameUnfit)?;
            let old = self.profile()?;
            let reads = old.as_ref().and_then(|(_, old)| old.reads.clone());
            self.profile_save(old, Profile { name, reads }, now)?;
        }
        let mine = match self.own_card() {
            Err(error) if error.code() == Some(Code::MyNameMissing) => return Ok(None),
            mine => mine?,
        };
        let card = card::write(&mine).map_err(|_| SharingError::NameUnfit)?;
        Ok(Some(MyCard { name: mine.name, reads: mine.reads, card }))
    }

    /// Puts a reading promise on this person's card; an empty one takes it off.
    ///
    /// # Errors
    /// `NoName` until a name was given, `PromiseUnfit`.
    pub fn my_reading_promise(&mut self, promise: &str, now: Now) -> Result<()> {
        let old = self.profile()?.ok_or(SharingError::NoName)?;
        let reads = if promise.trim().is_empty() {
            None
        } else {
            Some(card::tidy_promise(promise).ok_or(SharingError::PromiseUnfit { limit: MAX_PROMISE })?)
        };
        let new = Profile { reads, ..old.1.clone() };
        self.profile_save(Some(old), new, now)
    }

    fn profile(&self) -> Result<Option<(Id, Profile)>> {
        Ok(self.entities::<Profile>()?.into_iter().next_back())
    }

    fn profile_save(&mut self, old: Option<(Id, Profile)>, new: Profile, now: Now) -> Result<()> {
        if old.as_ref().is_none_or(|(_, old)| *old != new) {
            self.entity_save(old.map(|(id, _)| id), &new, now)?;
        }
        Ok(())
    }

    /// # Errors
    /// `NoName` until a name was given.
    pub(crate) fn own_card(&self) -> Result<Party> {
        let (_, profile) = self.profile()?.ok_or(SharingError::NoName)?;
        let (recipient, sender_key) = self.own_keys()?;
        Ok(Party { name: profile.name, recipient, sender_key, reads: profile.reads })
    }

    /// The two public keys on this person's card.
    fn own_keys(&self) -> Result<(String, String)> {
        let keys = self.vault.keys();
        let sender_key = proof::public(&keys.proof_secret()?).map_err(|_| SharingError::CardUnreadable)?;
        Ok((keys.share_recipient().to_string(), sender_key))
    }

    pub fn contact_list(&self) -> Result<Vec<Contact>> {
        let mut contacts: Vec<Contact> =
            self.entities::<StoredContact>()?.iter().map(|(id, c)| shown(*id, c)).collect();
        contacts.sort_by_key(|c| folded(&c.name));
        Ok(contacts)
    }

    pub fn contact_named(&self, name: &str) -> Result<Contact> {
        let wanted = folded(name.trim());
        let contacts = self.contact_list()?;
        contacts
            .into_iter()
            .find(|c| folded(&c.name) == wanted || c.id.to_string() == wanted)
            .ok_or(Error::NotFound)
    }

    /// Takes in someone's card. Nobody shows that they hold the keys on it: one that shares a single key with another
    /// card is refused. Known keys stay as compared as they are, with the card's reading promise;
    /// other keys under a known name replace the old ones and must be compared before anything is sealed to
    /// them.
    pub fn contact_add(&mut self, text: &str, now: Now) -> Result<Contact> {
        let card = card::read(text).map_err(|_| SharingError::CardUnreadable)?;
        // With keys that no program makes, everything that is sealed to them would fail or be open to all.
        let proves = key_bytes(&card.sender_key).is_some_and(|key| is_public_key(&key));
        if !proves || card.recipient.parse::<Recipient>().is_err() {
            return Err(SharingError::CardUnreadable.into());
        }
        let (recipient, sender_key) = self.own_keys()?;
        match (card.recipient == recipient, card.sender_key == sender_key) {
            (true, true) => return Err(SharingError::OwnCard.into()),
            (false, false) => {}
            _ => return Err(SharingError::CardMixed.into()),
        }
        let contacts = self.entities::<StoredContact>()?;
        if contacts.iter().any(|(_, c)| (c.recipient == card.recipient) != (c.sender_key == card.sender_key))
        {
            return Err(SharingError::CardMixed.into());
        }
        if let Some((id, known)) = contacts.iter().find(|(_, c)| c.is(&card)) {
            let id = *id;
            let stored = StoredContact { reads: card.reads, ..known.clone() };
            if stored.reads != known.reads {
                self.entity_save(Some(id), &stored, now)?;
            }
            return Ok(shown(id, &stored));
        }
        let same_name = contacts.iter().find(|(_, c)| looks_like(&c.name, &card.name));
        let stored = StoredContact {
            name: card.name,
            recipient: card.recipient,
            sender_key: card.sender_key,
            reads: card.reads,
            confirmed: None,
            changed: same_name.is_some(),
        };
        let id = self.entity_save(same_name.map(|(id, _)| *id), &stored, now)?;
        Ok(shown(id, &stored))
    }

    /// Ten words over both sides' keys, to be read to each other.
    pub fn contact_words(&self, id: Id) -> Result<Vec<&'static str>> {
        self.group_words(&[id])
    }

    /// Ten words over the keys of these contacts and one's own: everyone who has the same cards has
    /// the same words, so that a whole group can compare at once.
    pub fn group_words(&self, contacts: &[Id]) -> Result<Vec<&'static str>> {
        // The words are over keys alone: they can be compared before a name was chosen.
        let mut keys = vec![self.own_keys()?];
        for id in contacts {
            let contact = self.entity::<StoredContact>(*id)?;
            keys.push((contact.recipient, contact.sender_key));
        }
        let keys: Vec<compare::Keys<'_>> = keys.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        compare::words(&keys).ok_or(Error::Encode("the words to compare"))
    }

    /// "We compared the words, and they match."
    pub fn contact_confirm(&mut self, id: Id, now: Now) -> Result<Contact> {
        let mut stored = self.entity::<StoredContact>(id)?;
        stored.confirmed = Some(now.to_rfc3339());
        stored.changed = false;
        self.entity_save(Some(id), &stored, now)?;
        Ok(shown(id, &stored))
    }

    pub fn contact_delete(&mut self, id: Id, now: Now) -> Result<()> {
        self.entity_delete::<StoredContact>(id, now)
    }
}
