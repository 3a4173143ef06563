//! Choosing, previewing, sealing: a share can only be made from a preview.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta};
use serde::{Deserialize, Serialize};
use sotto_vault::{Id, OutputFile, to_hex};

use super::contact::StoredContact;
use super::page::{self, Item, Point, ShareData};
use super::{SharingError, proof, summary};
use crate::base::Now;
use crate::base::Result;
use crate::base::output::write_output;
use crate::people::masking::{self, Name, Segment};
use crate::sessions::Want;
use crate::store::{Entity, Journal, Whole};

/// Most weeks of mood in one share.
const MAX_WEEKS: u32 = 52;

/// What was chosen to leave, and to whom.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ShareChoice {
    /// Contacts.
    #[cfg_attr(feature = "bindings", ts(type = "string[]"))]
    pub to: Vec<Id>,
    pub bring: bool,
    pub mood_weeks: Option<u32>,
    #[cfg_attr(feature = "bindings", ts(type = "string[]"))]
    pub reflections: Vec<Id>,
    /// People whose names leave as they are.
    #[cfg_attr(feature = "bindings", ts(type = "string[]"))]
    pub keep_names: Vec<Id>,
}

#[derive(Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Recipient {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub id: Id,
    pub name: String,
    pub verified: bool,
}

/// A name that was found in what was chosen.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Masked {
    pub person: String,
    pub name: String,
    pub instead: String,
    /// The person decided that it leaves.
    pub kept: bool,
}

#[derive(Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ShareItem {
    #[cfg_attr(feature = "bindings", ts(type = r#""bring" | "mood" | "reflection" | "export""#))]
    pub kind: &'static str,
    pub title: String,
}

/// Exactly what would leave. The only thing a share can be made from.
pub struct Preview {
    data: ShareData,
    page: String,
    sha256: [u8; 32],
    /// Shares on record when it was made: it is stale after the next one.
    before: usize,
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

    pub fn items(&self) -> Vec<ShareItem> {
        summary(&self.data.items)
    }
}

/// What is remembered of a share, schema 1. It is never changed or deleted.
#[derive(Serialize, Deserialize)]
pub(crate) struct StoredShare {
    when: String,
    to: Vec<StoredRecipient>,
    sha256: String,
    /// Empty for an export: it is everything, and is not kept twice.
    page: String,
    /// It was no page but an export of everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    export: Option<StoredExport>,
}

#[derive(Serialize, Deserialize)]
struct StoredRecipient {
    name: String,
    seal: String,
}

/// What is remembered of an export that was sealed to somebody.
#[derive(Serialize, Deserialize)]
struct StoredExport {
    reflections: u32,
}

impl Entity for StoredShare {
    const KIND: &'static str = "share";
}

/// The kind of the records of what left.
pub(crate) static SHARE: Whole = Whole(StoredShare::KIND);

/// Something that left.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ShareEntry {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub id: Id,
    pub when: String,
    pub to: Vec<String>,
    /// SHA-256 of the page, or of an export as it was before it was sealed.
    pub sha256: String,
    pub items: Vec<ShareItem>,
}

/// Texts that are masked together, so that one person has one label in the whole share.
#[derive(Default)]
struct Texts(Vec<String>);

impl Texts {
    fn add(&mut self, text: String) -> usize {
        self.0.push(text);
        self.0.len() - 1
    }
}

/// An item whose texts are still to be masked: places in `Texts`.
enum Open {
    Bring { title: usize, text: usize, want: Want, minutes: u16 },
    Reflection { title: usize, text: usize },
    Done(Item),
}

impl Journal {
    /// Makes exactly the page that would leave.
    pub fn share_preview(&mut self, choice: &ShareChoice, now: Now) -> Result<Preview> {
        let from = self.own_card()?;
        let contacts = self.recipients(choice)?;
        let mut texts = Texts::default();
        let title = texts.add(self.share_title(choice, now)?);
        let open = self.chosen(choice, &mut texts, now)?;
        if open.is_empty() {
            return Err(SharingError::ChoiceEmpty.into());
        }
        let names: Vec<Name> = self
            .person_list()?
            .into_iter()
            .map(|person| Name {
                kept: choice.keep_names.contains(&person.id),
                id: person.id.to_string(),
                name: person.input.name,
                also: person.input.also,
                instead: person.input.alias,
            })
            .collect();
        let masked = masking::mask(&names, &texts.0.iter().map(String::as_str).collect::<Vec<_>>());
        let text = |at: usize| masked.texts.get(at).cloned().unwrap_or_default();
        let items: Vec<Item> = open.into_iter().map(|item| item.close(&text)).collect();
        let (made, title) = (now.date_naive(), text(title));
        let from = page::Sender { name: from.name, seal: from.seal, proof: from.proof };
        let to: Vec<page::Recipient> = contacts
            .iter()
            .map(|(_, c)| page::Recipient {
                name: c.name.clone(),
                seal: c.seal.clone(),
                proof: c.proof.clone(),
            })
            .collect();
        let before = self.entities::<StoredShare>()?.len();
        let id = self.share_id(&(before, made, &from, &to, &title, &items))?;
        let data = ShareData::new(id, made, from, to, title, None, items).map_err(SharingError::from)?;
        let page = page::render(&data);
        if page.len() > page::MAX_BYTES {
            return Err(SharingError::ShareTooLarge { limit: page::MAX_BYTES }.into());
        }
        let found = masked.found.into_iter();
        Ok(Preview {
            sha256: sha256(page.as_bytes()),
            page,
            data,
            before,
            to: contacts
                .iter()
                .map(|(id, c)| Recipient { id: *id, name: c.name.clone(), verified: c.verified() })
                .collect(),
            names: found
                .map(|f| Masked { person: f.id, name: f.name, instead: f.instead, kept: f.kept })
                .collect(),
        })
    }

    /// The id of a share: the same for the same page to the same people, so that what is previewed
    /// and what is sealed later are one page. The number of shares so far makes every id its own; it
    /// leaves no more than the key does:
    /// a key that never leaves keeps anyone from telling anything by it.
    fn share_id(&self, all: &impl Serialize) -> Result<String> {
        let all = serde_json::to_vec(all).map_err(|_| crate::base::Error::Encode("a share"))?;
        let tag = self.vault.keys().share_tag(&all);
        Ok(to_hex(tag.get(..16).unwrap_or_default()))
    }

    /// Seals what was previewed, records it, and lets it go.
    ///
    /// The record is stored before anything is written outside: what left is always on record.
    pub fn share_seal(&mut self, preview: &Preview, out: OutputFile, now: Now) -> Result<Id> {
        let contacts = self.entities::<StoredContact>()?;
        for to in &preview.data.to {
            let known = contacts.iter().find(|(_, c)| c.seal == to.seal && c.proof == to.proof);
            match known {
                Some((_, contact)) if contact.changed => return Err(SharingError::ContactChanged.into()),
                Some(_) => {}
                None => return Err(SharingError::PreviewStale.into()),
            }
        }
        if self.entities::<StoredShare>()?.len() != preview.before {
            return Err(SharingError::PreviewStale.into());
        }
        let secret = self.vault.keys().proof_secret()?;
        let proof = proof::prove(&secret, &preview.data, &preview.sha256)
            .and_then(|p| proof::write(&p))
            .map_err(|_| SharingError::PreviewStale)?;
        let whole = page::join_proof(&preview.page, &proof);
        let to = &preview.data.to;
        let recipients = to
            .iter()
            .map(|to| to.seal.parse())
            .collect::<sotto_vault::Result<Vec<sotto_vault::Recipient>>>()?;
        let sealed = sotto_vault::seal(&recipients, whole.as_bytes())?;
        let stored = StoredShare {
            when: now.to_rfc3339(),
            to: to.iter().map(|t| StoredRecipient { name: t.name.clone(), seal: t.seal.clone() }).collect(),
            sha256: preview.sha256(),
            page: preview.page.clone(),
            export: None,
        };
        // On record before a byte of it is outside: a crash in between leaves a record too many,
        // never one too few.
        let id = self.entity_save(None, &stored, now)?;
        if let Err(error) = write_output(out, &sealed) {
            // It did not leave after all.
            self.entity_delete::<StoredShare>(id, now)?;
            return Err(error);
        }
        Ok(id)
    }

    /// Everything that ever left, newest first.
    pub fn share_record(&mut self) -> Result<Vec<ShareEntry>> {
        let shares = self.entities::<StoredShare>()?.into_iter().rev();
        Ok(shares
            .map(|(id, share)| ShareEntry {
                id,
                items: match share.export {
                    Some(_) => vec![ShareItem { kind: "export", title: String::new() }],
                    None => page::read(share.page.as_bytes()).map(|d| summary(&d.items)).unwrap_or_default(),
                },
                when: share.when,
                to: share.to.into_iter().map(|t| t.name).collect(),
                sha256: share.sha256,
            })
            .collect())
    }

    /// The page of a share, as it left.
    ///
    /// # Errors
    /// `NotFound`, also for an export, which was no page.
    pub fn share_page(&mut self, id: Id) -> Result<String> {
        let share = self.entity::<StoredShare>(id)?;
        if share.export.is_some() { Err(crate::base::Error::NotFound) } else { Ok(share.page) }
    }

    /// Puts on record that everything was sealed to somebody: names and recipients, and the hash of what
    /// they can read. To be done before the file gets its name.
    pub(crate) fn share_export(
        &mut self,
        to: Vec<(String, String)>,
        sha256: &[u8; 32],
        reflections: u32,
        now: Now,
    ) -> Result<Id> {
        let stored = StoredShare {
            when: now.to_rfc3339(),
            to: to.into_iter().map(|(name, seal)| StoredRecipient { name, seal }).collect(),
            sha256: to_hex(sha256),
            page: String::new(),
            export: Some(StoredExport { reflections }),
        };
        self.entity_save(None, &stored, now)
    }

    /// It did not leave after all.
    pub(crate) fn share_undone(&mut self, id: Id, now: Now) -> Result<()> {
        self.entity_delete::<StoredShare>(id, now)
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

    /// "Thursday circle, 26 November": only when what will be brought there was chosen.
    fn share_title(&self, choice: &ShareChoice, now: Now) -> Result<String> {
        let next = if choice.bring { self.session_next(None, now)? } else { None };
        Ok(next
            .and_then(|next| {
                let day = DateTime::parse_from_rfc3339(&next.starts).ok()?;
                Some(format!("{}, {}", next.name, day.format("%-d %B")))
            })
            .unwrap_or_default())
    }

    fn chosen(&mut self, choice: &ShareChoice, texts: &mut Texts, now: Now) -> Result<Vec<Open>> {
        let mut items = Vec::new();
        if choice.bring {
            let group = self.session_next(None, now)?.map(|n| n.group);
            for bring in self.bring_list(group)? {
                items.push(Open::Bring {
                    title: texts.add(bring.input.title),
                    text: texts.add(bring.input.text),
                    want: bring.input.want,
                    minutes: u16::try_from(bring.input.minutes).unwrap_or(u16::MAX),
                });
            }
        }
        if let Some(weeks) = choice.mood_weeks {
            items.push(Open::Done(self.mood_of(weeks.clamp(1, MAX_WEEKS), now)?));
        }
        for id in &choice.reflections {
            let reflection = self.reflection_read(*id)?;
            items.push(Open::Reflection {
                title: texts.add(reflection.content.title.clone()),
                text: texts.add(reflection.content.text.clone()),
            });
        }
        Ok(items)
    }

    /// The last mood of each day, over so many weeks up to today.
    fn mood_of(&mut self, weeks: u32, now: Now) -> Result<Item> {
        let until = now.date_naive();
        let from = until.checked_sub_signed(TimeDelta::weeks(i64::from(weeks))).unwrap_or(until);
        let mut statement = self.view.db.prepare_cached(
            "SELECT substr(date, 1, 10), mood FROM reflection
             WHERE mood IS NOT NULL AND substr(date, 1, 10) BETWEEN ?1 AND ?2 ORDER BY row",
        )?;
        let rows = statement.query_map([from.to_string(), until.to_string()], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, u8>(1)?))
        })?;
        let mut days = BTreeMap::new();
        for row in rows {
            let (day, mood) = row?;
            if let Ok(day) = day.parse() {
                days.insert(day, mood);
            }
        }
        Ok(Item::Mood {
            from,
            until,
            points: days.into_iter().map(|(day, mood)| Point { day, mood }).collect(),
        })
    }
}

impl Open {
    fn close(self, text: &impl Fn(usize) -> Vec<Segment>) -> Item {
        match self {
            Self::Bring { title, text: t, want, minutes } => {
                Item::Bring { title: text(title), text: text(t), want, minutes }
            }
            Self::Reflection { title, text: t } => Item::Reflection { title: text(title), text: text(t) },
            Self::Done(item) => item,
        }
    }
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).into()
}
