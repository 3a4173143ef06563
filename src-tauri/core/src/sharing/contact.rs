//! People to share with: their cards, and whether the words were compared.

use serde::{Deserialize, Serialize};
use sotto_vault::{Id, NewRecord};

use super::SharingError;
use super::card::{self, Card};
use super::proof;
use crate::base::Now;
use crate::base::text_folding::folded;
use crate::base::{Error, Result};
use crate::store::{Entity, Journal, Whole};

/// What a contact's record holds, schema 1.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct StoredContact {
    pub name: String,
    pub seal: String,
    pub proof: String,
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
/// The kind of the record that holds this person's own name.
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

    fn card(&self) -> Card {
        Card { name: self.name.clone(), seal: self.seal.clone(), proof: self.proof.clone() }
    }
}

/// The name on this person's own card.
#[derive(Serialize, Deserialize)]
struct Profile {
    name: String,
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
}

#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct MyCard {
    pub name: String,
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
    }
}

impl Journal {
    /// This person's card; `name` sets or changes the name on it.
    pub fn my_card(&mut self, name: Option<&str>, now: Now) -> Result<Option<MyCard>> {
        let old = self.entities::<Profile>()?.into_iter().next_back();
        if let Some(name) = name {
            let name = card::tidy_name(name).ok_or(SharingError::NameUnfit)?;
            if old.as_ref().is_none_or(|(_, me)| me.name != name) {
                self.entity_save(old.map(|(id, _)| id), &Profile { name }, now)?;
            }
        } else if old.is_none() {
            return Ok(None);
        }
        let mine = self.own_card()?;
        let text = card::write(&mine).map_err(|_| SharingError::NameUnfit)?;
        Ok(Some(MyCard { name: mine.name, card: text }))
    }

    /// # Errors
    /// `NoName` until a name was given.
    pub(crate) fn own_card(&self) -> Result<Card> {
        let (_, me) = self.entities::<Profile>()?.into_iter().next_back().ok_or(SharingError::NoName)?;
        let keys = self.vault.keys();
        let proof = proof::public(&keys.proof_secret()?).map_err(|_| SharingError::CardUnreadable)?;
        Ok(Card { name: me.name, seal: keys.share_recipient().to_string(), proof })
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

    /// Takes in someone's card. Known keys keep what was compared; other keys under a known name
    /// replace the old ones and must be compared before anything is sealed to them.
    pub fn contact_add(&mut self, text: &str, now: Now) -> Result<Contact> {
        let card = card::read(text).map_err(|_| SharingError::CardUnreadable)?;
        let keys = self.vault.keys();
        if card.seal == keys.share_recipient().to_string() {
            return Err(SharingError::OwnCard.into());
        }
        let contacts = self.entities::<StoredContact>()?;
        let same_keys = contacts.iter().find(|(_, c)| c.seal == card.seal && c.proof == card.proof);
        if let Some((id, known)) = same_keys {
            return Ok(shown(*id, known));
        }
        let same_name = contacts.iter().find(|(_, c)| folded(&c.name) == folded(&card.name));
        let stored = StoredContact {
            name: card.name,
            seal: card.seal,
            proof: card.proof,
            confirmed: None,
            changed: same_name.is_some(),
        };
        let id = self.entity_save(same_name.map(|(id, _)| *id), &stored, now)?;
        Ok(shown(id, &stored))
    }

    /// Ten words over both sides' keys, to be read to each other.
    pub fn contact_words(&self, id: Id) -> Result<Vec<&'static str>> {
        let theirs = self.entity::<StoredContact>(id)?.card();
        // The words are over keys alone: they can be compared before a name was chosen.
        let keys = self.vault.keys();
        let proof = proof::public(&keys.proof_secret()?).map_err(|_| SharingError::CardUnreadable)?;
        let mine = Card { name: String::new(), seal: keys.share_recipient().to_string(), proof };
        Ok(card::words(&[&mine, &theirs]).map_err(|_| SharingError::CardUnreadable)?.to_vec())
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
