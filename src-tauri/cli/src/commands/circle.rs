//! Groups with their sessions, and people whose names must not leave.

use serde_json::json;
use sotto_core::circle::{self, GroupInput, PersonInput};
use sotto_core::vault::Id;
use sotto_core::{Error, Journal, Now};

use crate::Result;
use crate::arguments::{Group, Person, Session};
use crate::open::Here;
use crate::time::short;

pub fn person(here: &mut Here, act: Person) -> Result<()> {
    let now = here.clock.now();
    here.with(|here, journal| {
        match act {
            Person::Add { name, alias, also } => {
                let person = journal.person_save(None, &PersonInput { name, alias, also }, now)?;
                tell_person(here, &person);
            }
            Person::List => {
                journal.person_list()?.iter().for_each(|person| tell_person(here, person));
                here.out.or_none("cli-none-people");
            }
            Person::Remove { name } => {
                let person = journal.people_named(&name)?.into_iter().next().ok_or(Error::NotFound)?;
                journal.person_delete(person.id, now)?;
                tell_person(here, &person);
            }
        }
        Ok(())
    })
}

fn tell_person(here: &mut Here, person: &circle::Person) {
    here.out.line(person, |_| {
        let also = if person.input.also.is_empty() {
            String::new()
        } else {
            format!(" ({})", person.input.also.join(", "))
        };
        let alias = person.input.alias.as_deref().map(|alias| format!(" → {alias}")).unwrap_or_default();
        format!("{}{also}{alias}", person.input.name)
    });
}

pub fn group(here: &mut Here, act: Group) -> Result<()> {
    let now = here.clock.now();
    here.with(|here, journal| {
        match act {
            Group::Add { name, weekday, time, zone, every } => {
                let input = GroupInput { name, weekday, time, zone, every };
                let group = journal.group_save(None, &input, now)?;
                tell_group(here, &group);
            }
            Group::List => {
                journal.group_list(now)?.iter().for_each(|group| tell_group(here, group));
                here.out.or_none("cli-none-groups");
            }
            Group::Remove { name } => {
                let group = journal.group_named(Some(&name), now)?;
                journal.group_delete(group.id, now)?;
                tell_group(here, &group);
            }
        }
        Ok(())
    })
}

/// The group of this name, when one was named.
pub fn group_id(journal: &mut Journal, name: Option<&str>, now: Now) -> Result<Option<Id>> {
    name.map(|name| Ok(journal.group_named(Some(name), now)?.id)).transpose()
}

fn tell_group(here: &mut Here, group: &circle::Group) {
    here.out.line(group, |words| {
        let input = &group.input;
        words.say(
            "cli-group",
            &[
                ("name", &input.name),
                ("weekday", &input.weekday),
                ("time", &input.time),
                ("zone", &input.zone),
                ("every", &input.every.to_string()),
                ("next", &short(&group.next)),
            ],
        )
    });
}

/// The next session: of the group named, or whichever comes first.
pub fn session(here: &mut Here, act: Session) -> Result<()> {
    let Session::Next { group } = act;
    let now = here.clock.now();
    here.with(|here, journal| {
        let of = group_id(journal, group.as_deref(), now)?;
        let Some(next) = journal.session_next(of, now)? else {
            return Err(Error::from(circle::CircleError::NoGroup).into());
        };
        let object = json!({ "group": next.name, "group_id": next.group, "starts": next.starts });
        here.out.line(&object, |_| format!("{}  {}", short(&next.starts), next.name));
        Ok(())
    })
}
