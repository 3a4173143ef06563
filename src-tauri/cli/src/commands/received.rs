//! What others sealed for this person.

use sotto_core::received::{self, MAX_SEALED};
use sotto_core::{Failure, Journal, Now};

use crate::Result;
use crate::arguments::Received;
use crate::open::{Here, id};
use crate::output::complain;
use crate::{ask, commands};

pub fn received(here: &mut Here, act: Received) -> Result<()> {
    let now = here.clock.now();
    match act {
        Received::Open { files } => here.with(|here, journal| {
            // One bad file among many does not keep the others closed.
            let mut refused: Option<Failure> = None;
            for file in &files {
                let opened = ask::bytes(file, MAX_SEALED)
                    .and_then(|sealed| Ok(journal.received_open(&sealed, now)?))
                    .map_err(|failure| failure.with("file", file.display()));
                match opened {
                    Ok(received) => {
                        tell(here, &received);
                        if let Some(code) = doubt(&received) {
                            here.out.warn(code, "name", &received.from);
                        }
                    }
                    Err(failure) => {
                        if let Some(earlier) = refused.replace(failure) {
                            complain(&earlier, here.out.json);
                        }
                    }
                }
            }
            here.out.end()?;
            refused.map_or(Ok(()), Err)
        }),
        Received::List => here.with(|here, journal| {
            journal.received_list()?.iter().for_each(|received| tell(here, received));
            here.out.or_none("cli-none-received");
            Ok(())
        }),
        Received::Brief { group } => here.with(|here, journal| {
            let brief = brief(journal, group.as_deref(), now)?;
            for received in &brief {
                tell(here, received);
                tell_more(here, received);
            }
            here.out.or_none("cli-none-brief");
            Ok(())
        }),
        Received::Page { id: typed, out } => here.with(|here, journal| {
            let page = journal.received_page(id(&typed)?)?;
            commands::sharing::write_page(here, &page, &out)
        }),
    }
}

/// A name that is neither a group's here nor on any page is unknown.
fn brief(journal: &mut Journal, group: Option<&str>, now: Now) -> Result<Vec<received::Received>> {
    let brief = journal.received_brief(group)?;
    if brief.is_empty() && group.is_some() {
        journal.group_named(group, now)?;
    }
    Ok(brief)
}

/// Why the name on a page is not yet known to be whose it is.
fn doubt(received: &received::Received) -> Option<&'static str> {
    match received {
        received if received.verified => None,
        received if received.known => Some("sender_not_compared"),
        _ => Some("sender_unknown"),
    }
}

fn tell(here: &mut Here, received: &received::Received) {
    here.out.line(received, |words| {
        let items = commands::sharing::titles(words, &received.items);
        let doubt = doubt(received).map(|code| words.say(&format!("cli-{}", code.replace('_', "-")), &[]));
        let doubt = doubt.map(|doubt| format!(" ({doubt})")).unwrap_or_default();
        format!("{}  {}{doubt}  {}\n{items}", received.made, received.from, received.title)
    });
}

/// What stands on the page, for a person at a terminal.
fn tell_more(here: &mut Here, received: &received::Received) {
    if let (Some(first), Some(last)) = (received.mood.first(), received.mood.last()) {
        let moods: Vec<String> = received.mood.iter().map(|point| point.mood.to_string()).collect();
        let (from, until, moods) = (first.day.clone(), last.day.clone(), moods.join(" "));
        here.out.text(|words| {
            words.say("cli-received-mood", &[("from", &from), ("until", &until), ("moods", &moods)])
        });
    }
}
