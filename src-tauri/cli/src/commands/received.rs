//! What others sealed for this person.

use sotto_core::received::{self, MAX_SEALED};
use sotto_core::{Failure, Journal, Now};

use crate::Result;
use crate::arguments::Received;
use crate::open::{Context, id};
use crate::output::{Messages, print_failure};
use crate::{commands, prompt, time};

pub fn received(context: &mut Context, action: Received) -> Result<()> {
    let now = context.clock.now();
    match action {
        Received::Open { files } => context.with(|context, journal| {
            // One bad file among many does not keep the others closed.
            let mut refused: Option<Failure> = None;
            for file in &files {
                let opened = prompt::bytes(file, MAX_SEALED)
                    .and_then(|sealed| Ok(journal.received_open(&sealed, now)?))
                    .map_err(|failure| failure.with("file", file.display()));
                match opened {
                    Ok(received) => {
                        tell(context, &received);
                        if let Some(code) = doubt(&received) {
                            context.out.warn(code, "name", &received.from);
                        }
                    }
                    Err(failure) => {
                        if let Some(earlier) = refused.replace(failure) {
                            print_failure(&earlier, context.out.json);
                        }
                    }
                }
            }
            context.out.end()?;
            refused.map_or(Ok(()), Err)
        }),
        Received::List => context.with(|context, journal| {
            journal.received_list()?.iter().for_each(|received| tell(context, received));
            context.out.or_none("cli-none-received");
            Ok(())
        }),
        Received::Brief { group } => context.with(|context, journal| {
            let brief = brief(journal, group.as_deref(), now)?;
            for received in &brief {
                tell(context, received);
                print_more(context, received);
            }
            context.out.or_none("cli-none-brief");
            Ok(())
        }),
        Received::Page { id: typed, out } => context.with(|context, journal| {
            let page = journal.received_page(id(&typed)?)?;
            commands::sharing::write_page(context, &page, &out)
        }),
        Received::Delete { id: typed } => context.with(|context, journal| {
            let entry = journal.received_delete(id(&typed)?, now)?;
            context.out.line(&entry, |words| words.say("cli-received-deleted", &[("from", &entry.from)]));
            Ok(())
        }),
        Received::Log => context.with(|context, journal| {
            for entry in journal.received_log()? {
                context.out.line(&entry, |words| logged(words, &entry));
            }
            context.out.or_none("cli-none-received");
            Ok(())
        }),
    }
}

fn logged(words: &Messages, entry: &received::ReceivedLogEntry) -> String {
    let deleted = entry.deleted_at.as_deref().map(time::short);
    let deleted = deleted.map(|when| words.say("cli-received-deleted-at", &[("when", &when)]));
    let deleted = deleted.map(|deleted| format!("  {deleted}")).unwrap_or_default();
    format!("{}  {}{deleted}\n    SHA-256 {}", time::short(&entry.opened_at), entry.from, entry.sha256)
}

/// A name that is neither a group's here nor on any page is unknown.
fn brief(journal: &mut Journal, group: Option<&str>, now: Now) -> Result<Vec<received::Received>> {
    let brief = journal.received_brief(group, now)?;
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

fn tell(context: &mut Context, received: &received::Received) {
    context.out.line(received, |words| {
        let items = commands::sharing::titles(words, &received.items);
        let doubt = doubt(received).map(|code| words.say(&format!("cli-{}", code.replace('_', "-")), &[]));
        let doubt = doubt.map(|doubt| format!(" ({doubt})")).unwrap_or_default();
        let session = received.starts.as_deref().map(time::short).unwrap_or_default();
        let group = received.group.as_deref().unwrap_or_default();
        let mut lines = vec![
            format!("{}  {}{doubt}  {group} {session}", received.created_on, received.from)
                .trim_end()
                .to_owned(),
        ];
        if received.check_in {
            lines.push(words.say("cli-received-check-in", &[]));
        }
        lines.push(items);
        if let Some(day) = &received.delete_after {
            lines.push(words.say("cli-received-delete-after", &[("day", day)]));
        }
        lines.join("\n")
    });
}

/// What stands on the page, for a person at a terminal.
fn print_more(context: &mut Context, received: &received::Received) {
    if let (Some(first), Some(last)) = (received.mood.first(), received.mood.last()) {
        let moods: Vec<String> = received.mood.iter().map(|point| point.mood.to_string()).collect();
        let (from, until, moods) = (first.day.clone(), last.day.clone(), moods.join(" "));
        context.out.text(|words| {
            words.say("cli-received-mood", &[("from", &from), ("until", &until), ("moods", &moods)])
        });
    }
}
