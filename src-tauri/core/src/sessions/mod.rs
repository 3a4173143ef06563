//! Preparing for a session: what to bring, for how many minutes, and what the person wants back.

use serde::{Deserialize, Serialize};
use sotto_vault::Id;

use crate::base::{Code, Error, Failure, Now, Result};
use crate::groups::NextSession;
use crate::reflections::{MAX_TEXT, MAX_TITLE, Reflection, ReflectionError};
use crate::store::{Entity, Journal, Whole};

/// The fewest and the most minutes to plan for one thing.
pub const MINUTES: std::ops::RangeInclusive<u32> = 1..=240;
/// The most reflections since the last session that are shown.
const SINCE: u32 = 30;

/// What a person wants from the group for something they bring.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Want {
    Listen,
    Feedback,
    Ideas,
    Challenge,
    Celebrate,
}

#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    #[error("there is nothing to bring: no title, no text, no reflection")]
    NothingToBring,
    #[error("minutes lie between 1 and 240")]
    MinutesUnknown,
}

impl From<SessionError> for Failure {
    fn from(error: SessionError) -> Self {
        Self::new(match error {
            SessionError::NothingToBring => Code::NameEmpty,
            SessionError::MinutesUnknown => Code::MinutesUnknown,
        })
    }
}

crate::base::feature_error!(SessionError);

impl Want {
    pub const ALL: [(&'static str, Self); 5] = [
        ("listen", Self::Listen),
        ("feedback", Self::Feedback),
        ("ideas", Self::Ideas),
        ("challenge", Self::Challenge),
        ("celebrate", Self::Celebrate),
    ];

    /// The word for it in a command and in a share's page.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, want)| *want == self).map_or("listen", |(name, _)| name)
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(n, _)| *n == name).map(|(_, want)| *want)
    }
}

/// Something to bring, as a person enters it.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct BringInput {
    /// The reflection that the passage comes from.
    #[cfg_attr(feature = "bindings", ts(type = "string | null"))]
    pub reflection: Option<Id>,
    #[cfg_attr(feature = "bindings", ts(type = "string | null"))]
    pub group: Option<Id>,
    pub title: String,
    /// The chosen passage; may be empty.
    pub text: String,
    pub want: Want,
    /// 1 to 240.
    pub minutes: u32,
}

impl Entity for BringInput {
    const KIND: &'static str = "bring";
}

/// The kind of a record of something to bring.
pub(crate) static KIND: Whole = Whole(BringInput::KIND);

#[derive(Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Bring {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub id: Id,
    #[serde(flatten)]
    #[cfg_attr(feature = "bindings", ts(flatten))]
    pub input: BringInput,
}

/// The page on which a session is prepared.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Preparation {
    pub next: Option<NextSession>,
    /// Written since the last session, newest first.
    pub since: Vec<Reflection>,
    pub bring: Vec<Bring>,
    /// The sum of the planned minutes.
    pub minutes: u32,
}

/// The first screen after unlocking.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Today {
    pub now: String,
    /// Today's newest reflection, to continue writing.
    pub page: Option<Reflection>,
    pub next: Option<NextSession>,
    /// Things to bring.
    pub bring: u32,
    /// The number of notes captured while locked.
    pub captured: u32,
}

impl Journal {
    /// Adds something to bring, or changes the one with this id.
    pub fn bring_save(&mut self, id: Option<Id>, input: &BringInput, now: Now) -> Result<Bring> {
        let input = self.bring_checked(input, now)?;
        let id = self.entity_save(id, &input, now)?;
        Ok(Bring { id, input })
    }

    /// The same, of the one with this id, which need not exist yet. `id` is random: so saving something new once more,
    /// after an answer that got lost, adds nothing twice.
    pub fn bring_save_as(&mut self, id: Id, input: &BringInput, now: Now) -> Result<Bring> {
        let input = self.bring_checked(input, now)?;
        self.entity_save_as(id, &input, now)?;
        Ok(Bring { id, input })
    }

    /// What is entered, tidied; or why it cannot be kept.
    fn bring_checked(&mut self, input: &BringInput, now: Now) -> Result<BringInput> {
        if !MINUTES.contains(&input.minutes) {
            return Err(SessionError::MinutesUnknown.into());
        }
        let mut input = input.clone();
        if let Some(reflection) = input.reflection {
            // The reflection must exist. Its title is not copied.
            self.reflection_read(reflection)?;
        }
        if let Some(group) = input.group {
            self.group_list(now)?.iter().find(|g| g.id == group).ok_or(Error::NotFound)?;
        }
        input.title = input.title.split_whitespace().collect::<Vec<_>>().join(" ");
        if input.reflection.is_none() && input.title.is_empty() && input.text.trim().is_empty() {
            return Err(SessionError::NothingToBring.into());
        }
        if input.title.chars().count() > MAX_TITLE {
            return Err(ReflectionError::TitleTooLong { limit: MAX_TITLE }.into());
        }
        if input.text.len() > MAX_TEXT {
            return Err(ReflectionError::TextTooLong { limit: MAX_TEXT }.into());
        }
        Ok(input)
    }

    /// Things to bring, in the order they were added: all of them, or those for this group and for no group in
    /// particular.
    pub fn bring_list(&self, group: Option<Id>) -> Result<Vec<Bring>> {
        let all = self.entities::<BringInput>()?.into_iter().map(|(id, input)| Bring { id, input });
        Ok(all.filter(|b| group.is_none() || b.input.group.is_none() || b.input.group == group).collect())
    }

    pub fn bring_delete(&mut self, id: Id, now: Now) -> Result<()> {
        self.entity_delete::<BringInput>(id, now)
    }

    pub fn preparation(&mut self, now: Now) -> Result<Preparation> {
        let next = self.session_next(None, now)?;
        let last = match &next {
            Some(next) => self.session_last(next.group, now)?,
            None => None,
        };
        let since = last.unwrap_or(now - chrono::TimeDelta::weeks(1));
        let bring = self.bring_list(next.as_ref().map(|n| n.group))?;
        Ok(Preparation {
            since: self.reflections_since(&since.to_rfc3339(), SINCE)?,
            minutes: bring.iter().map(|b| b.input.minutes).fold(0, u32::saturating_add),
            next,
            bring,
        })
    }

    pub fn today(&mut self, now: Now) -> Result<Today> {
        let next = self.session_next(None, now)?;
        let bring = self.bring_list(next.as_ref().map(|n| n.group))?.len();
        Ok(Today {
            now: now.to_rfc3339(),
            page: self.reflection_of_today(now)?,
            next,
            bring: u32::try_from(bring).unwrap_or(u32::MAX),
            captured: u32::try_from(self.vault.captured_count()?).unwrap_or(u32::MAX),
        })
    }
}
