//! What to bring to a session.

use sotto_core::prep::{self, BringInput, Want};
use sotto_core::reflections::MAX_TEXT;
use sotto_core::{Error, Failure, status};

use super::circle::group_id;
use crate::Result;
use crate::arguments::Bring;
use crate::open::{Here, id};
use crate::{ask, commands};

pub fn bring(here: &mut Here, act: Bring) -> Result<()> {
    let now = here.clock.now();
    match act {
        Bring::Add { reflection, text, title, want, minutes, group } => {
            let want = Want::from_name(&want).ok_or_else(|| Failure::new("want_unknown", status::USAGE))?;
            let text = ask::text(text, MAX_TEXT, commands::reflections::too_long)?.unwrap_or_default();
            let reflection = reflection.as_deref().map(id).transpose()?;
            here.with(|here, journal| {
                let group = group_id(journal, group.as_deref(), now)?;
                let title = title.unwrap_or_default();
                let input = BringInput { reflection, group, title, text, want, minutes };
                let bring = journal.bring_save(None, &input, now)?;
                tell(here, &bring);
                Ok(())
            })
        }
        Bring::List { group } => here.with(|here, journal| {
            let group = group_id(journal, group.as_deref(), now)?;
            journal.bring_list(group)?.iter().for_each(|bring| tell(here, bring));
            here.out.or_none("cli-none-bring");
            Ok(())
        }),
        Bring::Remove { id: typed } => here.with(|here, journal| {
            let id = id(&typed)?;
            let bring = journal.bring_list(None)?.into_iter().find(|b| b.id == id).ok_or(Error::NotFound)?;
            journal.bring_delete(id, now)?;
            tell(here, &bring);
            Ok(())
        }),
    }
}

fn tell(here: &mut Here, bring: &prep::Bring) {
    here.out.line(bring, |_| {
        let input = &bring.input;
        format!("{}  {:3} min  {:9}  {}", bring.id, input.minutes, input.want.name(), input.title)
    });
}
