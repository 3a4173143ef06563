//! What a person chooses to share, and the texts behind it before names are masked.

use chrono::{DateTime, NaiveDate, TimeDelta};
use serde::Deserialize;
use sotto_vault::Id;

use super::SharingError;
use super::item::Item;
use super::page::PageSession;
use crate::base::{Now, Result};
use crate::store::Journal;

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
    /// A day after which the recipients are asked to delete the page, `2026-12-24`.
    #[serde(default)]
    #[cfg_attr(feature = "bindings", ts(optional))]
    pub delete_after: Option<String>,
    /// The language of the page's own words, such as `en`; English where the page has no others.
    #[serde(default)]
    #[cfg_attr(feature = "bindings", ts(optional))]
    pub language: Option<String>,
}

impl ShareChoice {
    /// The day after which the page should be deleted.
    ///
    /// # Errors
    /// `DayUnknown`.
    pub(super) fn delete_after_day(&self) -> Result<Option<NaiveDate>> {
        let day =
            |day: &str| NaiveDate::parse_from_str(day, "%Y-%m-%d").map_err(|_| SharingError::DayUnknown);
        Ok(self.delete_after.as_deref().map(day).transpose()?)
    }
}

/// What was chosen, its texts as `T`: see `Item`.
pub(super) struct Chosen<T> {
    pub session: Option<PageSession<T>>,
    pub items: Vec<Item<T>>,
}

impl<T> Chosen<T> {
    /// The same with each text turned into something else, always in the same order.
    pub fn map<U>(self, turn: &mut impl FnMut(T) -> U) -> Chosen<U> {
        Chosen {
            session: self
                .session
                .map(|session| PageSession { group: turn(session.group), starts: session.starts }),
            items: self.items.into_iter().map(|item| item.map(turn)).collect(),
        }
    }
}

impl Journal {
    /// Looks up what was chosen.
    pub(super) fn chosen(&mut self, choice: &ShareChoice, now: Now) -> Result<Chosen<String>> {
        let next = if choice.bring { self.session_next(None, now)? } else { None };
        let mut items = Vec::new();
        if choice.bring {
            for bring in self.bring_list(next.as_ref().map(|next| next.group))? {
                items.push(Item::Bring {
                    title: bring.input.title,
                    text: bring.input.text,
                    want: bring.input.want,
                    minutes: u16::try_from(bring.input.minutes).unwrap_or(u16::MAX),
                });
            }
        }
        if let Some(weeks) = choice.mood_weeks {
            items.push(self.mood_of(weeks.clamp(1, MAX_WEEKS), now)?);
        }
        for id in &choice.reflections {
            let reflection = self.reflection_read(*id)?;
            let content = reflection.content;
            items.push(Item::Reflection { title: content.title.clone(), text: content.text.clone() });
        }
        let session = next.and_then(|next| {
            let starts = DateTime::parse_from_rfc3339(&next.starts).ok()?;
            Some(PageSession { group: next.name, starts })
        });
        Ok(Chosen { session, items })
    }

    /// The last mood of each day, over so many weeks up to today.
    fn mood_of(&mut self, weeks: u32, now: Now) -> Result<Item<String>> {
        let until = now.date_naive();
        let from = until.checked_sub_signed(TimeDelta::weeks(i64::from(weeks))).unwrap_or(until);
        let points = self.reflection_moods(from, until)?.into_iter().collect();
        Ok(Item::Mood { from, until, points })
    }
}
