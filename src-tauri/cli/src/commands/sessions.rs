//! What to bring to a session.

use sotto_core::reflections::MAX_TEXT;
use sotto_core::sessions::{self, BringInput, Want};
use sotto_core::{Code, Error, Failure};

use super::groups::group_id;
use crate::Result;
use crate::arguments::Bring;
use crate::open::{Context, id};
use crate::{commands, prompt};

pub fn bring(context: &mut Context, action: Bring) -> Result<()> {
    let now = context.clock.now();
    match action {
        Bring::Add { reflection, text, title, want, minutes, group } => {
            let want = Want::from_name(&want).ok_or_else(|| Failure::new(Code::WantUnknown))?;
            let text = prompt::text(text, MAX_TEXT, commands::reflections::too_long)?.unwrap_or_default();
            let reflection = reflection.as_deref().map(id).transpose()?;
            context.with(|context, journal| {
                let group = group_id(journal, group.as_deref(), now)?;
                let title = title.unwrap_or_default();
                let input = BringInput { reflection, group, title, text, want, minutes };
                let bring = journal.bring_save(None, &input, now)?;
                tell(context, &bring);
                Ok(())
            })
        }
        Bring::List { group } => context.with(|context, journal| {
            let group = group_id(journal, group.as_deref(), now)?;
            journal.bring_list(group)?.iter().for_each(|bring| tell(context, bring));
            context.out.or_none("cli-none-bring");
            Ok(())
        }),
        Bring::Remove { id: typed } => context.with(|context, journal| {
            let id = id(&typed)?;
            let bring = journal.bring_list(None)?.into_iter().find(|b| b.id == id).ok_or(Error::NotFound)?;
            journal.bring_delete(id, now)?;
            tell(context, &bring);
            Ok(())
        }),
    }
}

fn tell(context: &mut Context, bring: &sessions::Bring) {
    context.out.line(bring, |_| {
        let input = &bring.input;
        format!("{}  {:3} min  {:9}  {}", bring.id, input.minutes, input.want.name(), input.title)
    });
}
