//! Groups and their sessions.

use serde_json::json;
use sotto_core::groups::{self, GroupInput};
use sotto_core::vault::Id;
use sotto_core::{Error, Journal, Now};

use crate::Result;
use crate::arguments::{Group, Session};
use crate::open::Context;
use crate::time::short;

pub fn group(context: &mut Context, action: Group) -> Result<()> {
    let now = context.clock.now();
    context.with(|context, journal| {
        match action {
            Group::Add { name, weekday, time, zone, every, first } => {
                let input = GroupInput { name, weekday, time, zone, every, first };
                let group = journal.group_save(None, &input, now)?;
                print_group(context, &group);
            }
            Group::List => {
                journal.group_list(now)?.iter().for_each(|group| print_group(context, group));
                context.out.or_none("cli-none-groups");
            }
            Group::Remove { name } => {
                let group = journal.group_named(Some(&name), now)?;
                journal.group_delete(group.id, now)?;
                print_group(context, &group);
            }
        }
        Ok(())
    })
}

/// The group with this name, if a name was given.
pub fn group_id(journal: &mut Journal, name: Option<&str>, now: Now) -> Result<Option<Id>> {
    name.map(|name| Ok(journal.group_named(Some(name), now)?.id)).transpose()
}

fn print_group(context: &mut Context, group: &groups::Group) {
    context.out.line(group, |words| {
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

/// The next session, of the named group or of all groups.
pub fn session(context: &mut Context, action: Session) -> Result<()> {
    let Session::Next { group } = action;
    let now = context.clock.now();
    context.with(|context, journal| {
        let of = group_id(journal, group.as_deref(), now)?;
        let Some(next) = journal.session_next(of, now)? else {
            return Err(Error::from(groups::GroupError::NoGroup).into());
        };
        let object = json!({ "group": next.name, "group_id": next.group, "starts": next.starts });
        context.out.line(&object, |_| format!("{}  {}", short(&next.starts), next.name));
        Ok(())
    })
}
