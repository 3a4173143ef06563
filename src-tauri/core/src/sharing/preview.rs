//! The preview: exactly the page that would leave. A share can be made from nothing else.

use serde::Serialize;
use sotto_vault::{Id, to_hex};

use super::choice::ShareChoice;
use super::contact::StoredContact;
use super::item::{Item, ShareItem};
use super::page::{self, PageContent, PageError};
use super::party::{Parties, Party};
use super::{SharingError, sha256};
use crate::base::{Now, Result};
use crate::people::masking::{self, Name};
use crate::store::Journal;

#[derive(Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Recipient {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub id: Id,
    pub name: String,
    pub verified: bool,
    /// When this person reads what they are sent, in their own words.
    pub reads: Option<String>,
}

/// A name that was found in what was chosen.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Masked {
    pub person: String,
    pub name: String,
    pub alias: String,
    /// The person decided that it leaves.
    pub kept: bool,
}

/// Exactly what would leave. The only thing a share can be made from.
pub struct Preview {
    pub(super) page: String,
    pub(super) parties: Parties,
    pub(super) sha256: [u8; 32],
    /// Shares on record when it was made: it is stale after the next one.
    pub(super) share_count: i64,
    items: Vec<ShareItem>,
    /// The day after which the recipients are asked to delete it.
    pub delete_after: Option<String>,
    pub to: Vec<Recipient>,
    pub names: Vec<Masked>,
}

impl Preview {
    /// The page, byte for byte.
    pub fn page(&self) -> &str {
        &self.page
    }

    pub fn sha256(&self) -> String {
        to_hex(&self.sha256)
    }

    pub fn items(&self) -> &[ShareItem] {
        &self.items
    }
}

impl Journal {
    /// Makes exactly the page that would leave.
    pub fn share_preview(&mut self, choice: &ShareChoice, now: Now) -> Result<Preview> {
        let from = self.own_card()?;
        let contacts = self.recipients(choice)?;
        let delete_after = choice.delete_after_day()?;
        let chosen = self.chosen(choice, now)?;
        if chosen.items.is_empty() {
            return Err(SharingError::ChoiceEmpty.into());
        }
        // All texts are masked together, so that one person has one label in the whole share.
        let mut texts = Vec::new();
        let chosen = chosen.map(&mut |text: String| texts.push(text));
        let masked = self.masked(choice, &texts)?;
        let mut texts = masked.texts.into_iter();
        let chosen = chosen.map(&mut |()| texts.next().unwrap_or_default());

        let items = chosen.items.iter().map(Item::summary).collect();
        let to: Vec<Party> = contacts.iter().map(|(_, contact)| contact.party()).collect();
        let parties = |id| Parties::new(id, from.clone(), to.clone());
        let share_count = self.share_count()?;
        let content = |id| PageContent {
            language: choice.language.clone().unwrap_or_default(),
            made: now.date_naive(),
            parties: parties(id),
            session: chosen.session.clone(),
            delete_after,
            items: chosen.items.clone(),
        };
        let nameless = draw(content("0".repeat(32)))?;
        let id = self.share_id(share_count, &nameless);
        let page = draw(content(id.clone()))?;
        Ok(Preview {
            sha256: sha256(page.as_bytes()),
            page,
            parties: parties(id),
            share_count,
            items,
            delete_after: delete_after.map(|day| day.to_string()),
            to: contacts
                .into_iter()
                .map(|(id, c)| Recipient { id, verified: c.verified(), name: c.name, reads: c.reads })
                .collect(),
            names: masked
                .found
                .into_iter()
                .map(|f| Masked { person: f.id, name: f.name, alias: f.alias, kept: f.kept })
                .collect(),
        })
    }

    /// The id of a share: the same for the same page to the same people, so that what is previewed and what is
    /// sealed later are one page. The number of shares is part of the MAC's input, so that ids differ; its key
    /// never leaves, so that the id tells nothing.
    fn share_id(&self, share_count: i64, page: &str) -> String {
        let input = [&share_count.to_be_bytes()[..], page.as_bytes()].concat();
        to_hex(self.vault.keys().share_tag(&input).get(..16).unwrap_or_default())
    }

    fn masked(&self, choice: &ShareChoice, texts: &[String]) -> Result<masking::Masked> {
        let people = self.person_list()?.into_iter();
        let names: Vec<Name> = people
            .map(|person| Name {
                kept: choice.keep_names.contains(&person.id),
                id: person.id.to_string(),
                name: person.input.name,
                also: person.input.also,
                alias: person.input.alias,
            })
            .collect();
        Ok(masking::mask(&names, &texts.iter().map(String::as_str).collect::<Vec<_>>()))
    }

    fn recipients(&self, choice: &ShareChoice) -> Result<Vec<(Id, StoredContact)>> {
        if choice.to.is_empty() {
            return Err(SharingError::NoRecipient.into());
        }
        let mut ids = choice.to.clone();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().map(|id| Ok((id, self.entity::<StoredContact>(id)?))).collect()
    }
}

/// Draws the page that would leave.
fn draw(content: PageContent) -> Result<String> {
    let page = page::draw(content).map_err(|error| match error {
        PageError::TooLarge => SharingError::ShareTooLarge { limit: page::MAX_BYTES },
        other => other.into(),
    });
    Ok(page?)
}
