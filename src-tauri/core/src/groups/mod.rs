//! The circle: groups with their weekly session, and people whose names must not leave.

pub mod recurrence;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sotto_vault::Id;

use crate::error::Result;
use crate::journal::{Journal, Now, Thing};
use crate::reflections::folded;
use crate::sharing::masking::findable;
use recurrence::{Rule, RuleError, next_after, previous_before};

/// Longest name, in characters.
pub const MAX_NAME: usize = 200;

#[derive(Debug, thiserror::Error)]
pub enum CircleError {
    #[error("a name is needed")]
    NameEmpty,
    #[error("a name has at most {limit} characters")]
    NameTooLong { limit: usize },
    #[error("not a weekday")]
    WeekdayUnknown,
    #[error("not a time like 18:30")]
    TimeUnknown,
    #[error("not a known time zone")]
    ZoneUnknown,
    #[error("there is no group yet")]
    NoGroup,
    #[error("there are several groups: say which")]
    WhichGroup,
    #[error("minutes lie between 1 and 240")]
    MinutesUnknown,
}

impl From<RuleError> for CircleError {
    fn from(error: RuleError) -> Self {
        match error {
            RuleError::Weekday => Self::WeekdayUnknown,
            RuleError::Time => Self::TimeUnknown,
            RuleError::Zone => Self::ZoneUnknown,
        }
    }
}

/// A group and its rhythm, as a person enters it.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct GroupInput {
    pub name: String,
    /// `mon` to `sun`.
    #[cfg_attr(feature = "bindings", ts(type = "Weekday"))]
    pub weekday: String,
    /// Local time, `18:30`.
    pub time: String,
    /// IANA zone, `Europe/London`.
    pub zone: String,
    /// Every so many weeks.
    pub every: u32,
}

/// What a group's record holds, schema 1.
#[derive(Clone, Serialize, Deserialize)]
struct StoredGroup {
    #[serde(flatten)]
    input: GroupInput,
    /// Which weeks count, when not every week does: the day the group was entered.
    anchor: NaiveDate,
}

impl Thing for StoredGroup {
    const KIND: &'static str = "group";
}

impl StoredGroup {
    fn rule(&self) -> Result<Rule> {
        let g = &self.input;
        Ok(Rule::new(&g.weekday, &g.time, &g.zone, g.every, self.anchor).map_err(CircleError::from)?)
    }
}

#[derive(Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Group {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub id: Id,
    #[serde(flatten)]
    #[cfg_attr(feature = "bindings", ts(flatten))]
    pub input: GroupInput,
    /// When the next session starts, with the group's own offset on that day.
    pub next: String,
}

#[derive(Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct NextSession {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub group: Id,
    pub name: String,
    pub starts: String,
}

/// Someone whose name must not leave.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct PersonInput {
    pub name: String,
    /// What stands in a share instead of the name.
    pub alias: Option<String>,
    /// Other spellings.
    pub also: Vec<String>,
}

impl Thing for PersonInput {
    const KIND: &'static str = "person";
}

#[derive(Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Person {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub id: Id,
    #[serde(flatten)]
    #[cfg_attr(feature = "bindings", ts(flatten))]
    pub input: PersonInput,
}

impl Journal {
    pub fn group_save(&mut self, id: Option<Id>, input: &GroupInput, now: Now) -> Result<Group> {
        self.complete(&mut |_, _| {})?;
        let anchor = match id {
            Some(id) => self.thing::<StoredGroup>(id)?.anchor,
            None => now.date_naive(),
        };
        let input = GroupInput {
            name: name(&input.name)?,
            weekday: input.weekday.to_lowercase(),
            every: input.every.clamp(1, 52),
            ..input.clone()
        };
        let stored = StoredGroup { input, anchor };
        stored.rule()?;
        let id = self.save_thing(id, &stored, now)?;
        group(id, stored, now)
    }

    pub fn group_list(&self, now: Now) -> Result<Vec<Group>> {
        self.things::<StoredGroup>()?.into_iter().map(|(id, stored)| group(id, stored, now)).collect()
    }

    pub fn group_delete(&mut self, id: Id, now: Now) -> Result<()> {
        self.delete_thing::<StoredGroup>(id, now)
    }

    /// The group of this name, in any case; without a name the only one.
    pub fn group_named(&self, name: Option<&str>, now: Now) -> Result<Group> {
        let mut groups = self.group_list(now)?;
        if let Some(name) = name {
            let wanted = folded(name.trim());
            return groups
                .into_iter()
                .find(|g| folded(&g.input.name) == wanted || g.id.to_string() == wanted)
                .ok_or(crate::error::Error::NotFound);
        }
        match groups.len() {
            0 => Err(CircleError::NoGroup.into()),
            1 => groups.pop().ok_or_else(|| CircleError::NoGroup.into()),
            _ => Err(CircleError::WhichGroup.into()),
        }
    }

    /// The session that comes first, of one group or of all.
    pub fn session_next(&self, of: Option<Id>, now: Now) -> Result<Option<NextSession>> {
        let mut sessions = Vec::new();
        for (id, stored) in self.things::<StoredGroup>()? {
            if of.is_none_or(|wanted| wanted == id)
                && let Some(starts) = next_after(&stored.rule()?, now)
            {
                sessions.push((starts, id, stored.input.name));
            }
        }
        sessions.sort_by_key(|(starts, id, _)| (*starts, *id));
        let first = sessions.into_iter().next();
        Ok(first.map(|(starts, group, name)| NextSession { group, name, starts: starts.to_rfc3339() }))
    }

    /// When the last session of a group began.
    pub fn session_last(&self, group: Id, now: Now) -> Result<Option<Now>> {
        Ok(previous_before(&self.thing::<StoredGroup>(group)?.rule()?, now))
    }

    /// # Errors
    /// `NameEmpty` also for a name that has nothing that could be found in a text.
    pub fn person_save(&mut self, id: Option<Id>, input: &PersonInput, now: Now) -> Result<Person> {
        let also = input.also.iter().map(|s| s.trim()).filter(|s| !s.is_empty());
        let input = PersonInput {
            name: name(&input.name)?,
            alias: input.alias.as_deref().map(str::trim).filter(|a| !a.is_empty()).map(name).transpose()?,
            also: also.map(name).collect::<Result<_>>()?,
        };
        if !std::iter::once(&input.name).chain(&input.also).all(|name| findable(name)) {
            return Err(CircleError::NameEmpty.into());
        }
        let id = self.save_thing(id, &input, now)?;
        Ok(Person { id, input })
    }

    /// Everyone of this name, or else of this other spelling, in any case, or with this id.
    ///
    /// # Errors
    /// `NotFound` when there is nobody.
    pub fn people_named(&self, name: &str) -> Result<Vec<Person>> {
        let (wanted, people) = (folded(name.trim()), self.person_list()?);
        let named = |p: &&Person| folded(&p.input.name) == wanted || p.id.to_string() == wanted;
        let spelled = |p: &&Person| p.input.also.iter().any(|also| folded(also) == wanted);
        let mut found: Vec<Person> = people.iter().filter(named).cloned().collect();
        if found.is_empty() {
            found = people.iter().filter(spelled).cloned().collect();
        }
        if found.is_empty() { Err(crate::error::Error::NotFound) } else { Ok(found) }
    }

    pub fn person_list(&self) -> Result<Vec<Person>> {
        Ok(self.things()?.into_iter().map(|(id, input)| Person { id, input }).collect())
    }

    pub fn person_delete(&mut self, id: Id, now: Now) -> Result<()> {
        self.delete_thing::<PersonInput>(id, now)
    }
}

fn group(id: Id, stored: StoredGroup, now: Now) -> Result<Group> {
    let next = next_after(&stored.rule()?, now).map(|n| n.to_rfc3339()).unwrap_or_default();
    Ok(Group { id, input: stored.input, next })
}

/// A name: one line, not blank, not endless.
pub(crate) fn name(given: &str) -> Result<String> {
    let name = given.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(CircleError::NameEmpty.into());
    }
    if name.chars().count() > MAX_NAME {
        return Err(CircleError::NameTooLong { limit: MAX_NAME }.into());
    }
    Ok(name)
}
