//! One page before a session: the newest that each sender made for a group.
//!
//! A page belongs to a group by the session it names, not by words: sender and reader may call the group
//! differently, and the name may be masked.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta};
use sotto_vault::Id;

use super::Received;
use super::table::Row;
use crate::base::name::name;
use crate::base::text_folding::folded;
use crate::base::{Now, Result};
use crate::store::Journal;

/// A group as the reader knows it.
struct Wanted {
    folded: String,
    /// Its id, and the names of the reader's other groups, if it is one of the reader's.
    own: Option<(Id, HashSet<String>)>,
}

impl Journal {
    /// The newest share of each sender, by name; of one group's sessions, if it is named.
    pub fn received_brief(&self, group: Option<&str>, now: Now) -> Result<Vec<Received>> {
        let wanted = group.map(|group| self.wanted(group, now)).transpose()?;
        let (senders, mut seen, mut brief) = (self.senders()?, HashSet::new(), Vec::new());
        for row in self.received_rows()? {
            let fits = match &wanted {
                Some(wanted) => self.is_for(&row, wanted)?,
                None => true,
            };
            if fits && seen.insert(row.sender_key.clone()) {
                brief.push(senders.shown(row, false));
            }
        }
        brief.sort_by_key(|received| folded(&received.from));
        Ok(brief)
    }

    fn wanted(&self, group: &str, now: Now) -> Result<Wanted> {
        let typed = folded(&name(group)?);
        let groups = self.group_list(now)?;
        let own = groups.iter().find(|g| folded(&g.input.name) == typed || g.id.to_string() == typed);
        Ok(Wanted {
            folded: own.map_or(typed, |own| folded(&own.input.name)),
            own: own.map(|own| {
                let others = groups.iter().filter(|other| other.id != own.id);
                (own.id, others.map(|other| folded(&other.input.name)).collect())
            }),
        })
    }

    /// Whether a page is for this group: it has its name, or it is for one of its sessions and has not the name
    /// of another that meets at the same time.
    fn is_for(&self, row: &Row, wanted: &Wanted) -> Result<bool> {
        let called = row.group.as_deref().map(folded).unwrap_or_default();
        if called == wanted.folded {
            return Ok(true);
        }
        let starts = row.starts.as_deref().and_then(|starts| DateTime::parse_from_rfc3339(starts).ok());
        match (&wanted.own, starts) {
            (Some((group, others)), Some(starts)) if !others.contains(&called) => {
                let just_after = starts.checked_add_signed(TimeDelta::seconds(1)).unwrap_or(starts);
                Ok(self.session_last(*group, just_after)? == Some(starts))
            }
            _ => Ok(false),
        }
    }
}
