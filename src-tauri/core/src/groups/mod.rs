//! Groups, and when they meet.

pub mod recurrence;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sotto_vault::Id;

use crate::base::name::name;
use crate::base::text_folding::folded;
use crate::base::{Code, Error, Failure, Now, Result};
use crate::store::{Entity, Journal, Whole};
use recurrence::{Rule, RuleError, next_after, previous_before};

#[derive(Debug, thiserror::Error)]
pub enum GroupError {
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
}

impl From<GroupError> for Failure {
    fn from(error: GroupError) -> Self {
        Self::new(match error {
            GroupError::WeekdayUnknown => Code::WeekdayUnknown,
            GroupError::TimeUnknown => Code::TimeUnknown,
            GroupError::ZoneUnknown => Code::ZoneUnknown,
            GroupError::NoGroup => Code::NoGroup,
            GroupError::WhichGroup => Code::WhichGroup,
        })
    }
}

crate::base::feature_error!(GroupError);

impl From<RuleError> for GroupError {
    fn from(error: RuleError) -> Self {
        match error {
            RuleError::Weekday => Self::WeekdayUnknown,
            RuleError::Time => Self::TimeUnknown,
            RuleError::Zone => Self::ZoneUnknown,
        }
    }
}

/// A group and its schedule, as a person enters it.
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
    /// The number of weeks from one session to the next.
    pub every: u32,
    /// The day of a session from which the weeks are counted: the first one, or the next. Without it they are
    /// counted from the day the group was entered.
    #[serde(default)]
    #[cfg_attr(feature = "bindings", ts(type = "string", optional = nullable))]
    pub first: Option<NaiveDate>,
}

/// The body of a group's record, schema 1.
#[derive(Clone, Serialize, Deserialize)]
struct StoredGroup {
    #[serde(flatten)]
    input: GroupInput,
    /// Which weeks count, when not every week does: `first`, or the day the group was entered.
    anchor: NaiveDate,
}

impl Entity for StoredGroup {
    const KIND: &'static str = "group";
}

impl StoredGroup {
    fn rule(&self) -> Result<Rule> {
        let g = &self.input;
        let rule = Rule::new(&g.weekday, &g.time, &g.zone, g.every, self.anchor).map_err(GroupError::from)?;
        Ok(if g.first.is_some() { rule.with_beginning() } else { rule })
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
    /// When the next session starts, with the UTC offset of the group's zone on that day.
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

/// The kind of a group's records.
pub(crate) static KIND: Whole = Whole(StoredGroup::KIND);

impl Journal {
    pub fn group_save(&mut self, id: Option<Id>, input: &GroupInput, now: Now) -> Result<Group> {
        let before = id.map(|id| self.entity::<StoredGroup>(id)).transpose()?;
        let first = input.first.or_else(|| before.as_ref().and_then(|before| before.input.first));
        let anchor = first.or_else(|| before.map(|before| before.anchor)).unwrap_or_else(|| now.date_naive());
        let input = GroupInput {
            name: name(&input.name)?,
            weekday: input.weekday.to_lowercase(),
            every: input.every.clamp(1, 52),
            first,
            ..input.clone()
        };
        let stored = StoredGroup { input, anchor };
        stored.rule()?;
        let id = self.entity_save(id, &stored, now)?;
        group(id, stored, now)
    }

    pub fn group_list(&self, now: Now) -> Result<Vec<Group>> {
        self.entities::<StoredGroup>()?.into_iter().map(|(id, stored)| group(id, stored, now)).collect()
    }

    pub fn group_delete(&mut self, id: Id, now: Now) -> Result<()> {
        self.entity_delete::<StoredGroup>(id, now)
    }

    /// The group with this name, in any letter case; without a name, the only group.
    pub fn group_named(&self, name: Option<&str>, now: Now) -> Result<Group> {
        let mut groups = self.group_list(now)?;
        if let Some(name) = name {
            let wanted = folded(name.trim());
            return groups
                .into_iter()
                .find(|g| folded(&g.input.name) == wanted || g.id.to_string() == wanted)
                .ok_or(Error::NotFound);
        }
        match groups.len() {
            0 => Err(GroupError::NoGroup.into()),
            1 => groups.pop().ok_or_else(|| GroupError::NoGroup.into()),
            _ => Err(GroupError::WhichGroup.into()),
        }
    }

    /// The next session, of one group or of all.
    pub fn session_next(&self, of: Option<Id>, now: Now) -> Result<Option<NextSession>> {
        let mut sessions = Vec::new();
        for (id, stored) in self.entities::<StoredGroup>()? {
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
        Ok(previous_before(&self.entity::<StoredGroup>(group)?.rule()?, now))
    }
}

fn group(id: Id, stored: StoredGroup, now: Now) -> Result<Group> {
    let next = next_after(&stored.rule()?, now).map(|n| n.to_rfc3339()).unwrap_or_default();
    Ok(Group { id, input: stored.input, next })
}
