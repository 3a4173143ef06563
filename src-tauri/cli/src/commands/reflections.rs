//! Notes captured while locked, and reflections: writing, changing, listing, reading, searching.

use chrono::{DateTime, Datelike, Days};
use serde_json::{Value, json};
use sotto_core::reflections::query::{self, Query};
use sotto_core::reflections::{
    Content, MAX_TEXT, ReflectionError, ReflectionInput, ReflectionSummary, Sort, YEARS,
};
use sotto_core::vault::{Id, MAX_NOTE};
use sotto_core::{Code, Error, Failure, Journal, Now};

use super::attachments;
use crate::Result;
use crate::arguments::{Captured, List, Order, Page, Search};
use crate::open::{Context, id};
use crate::output::Messages;
use crate::prompt;
use crate::time::{Clock, short};

/// The number of summaries that are read at a time.
const BATCH: u32 = 500;

/// The failure of a text that is too long, before it is read to its end.
pub fn too_long() -> Failure {
    Error::from(ReflectionError::TextTooLong { limit: MAX_TEXT }).into()
}

fn text_missing() -> Failure {
    Failure::new(Code::TextMissing)
}

/// Captures a note. This needs no key.
pub fn capture(context: &mut Context, text: Option<String>) -> Result<()> {
    let place = context.vault()?;
    let too_long = || sotto_core::vault::Error::TooLarge { limit: MAX_NOTE }.into();
    let text = prompt::text(text, MAX_NOTE, too_long)?.filter(|text| !text.trim().is_empty());
    let id = place.capture(&text.ok_or_else(text_missing)?, &context.clock.now().to_rfc3339())?;
    context.out.line(&json!({ "captured": id }), |words| words.say("cli-captured", &[]));
    Ok(())
}

pub fn captured(context: &mut Context, action: Option<Captured>) -> Result<()> {
    let now = context.clock.now();
    context.with(|context, journal| {
        let waiting = journal.captured()?;
        let one = |typed: &str| -> Result<_> {
            let id = id(typed)?;
            Ok(waiting.iter().find(|note| note.id == id).ok_or(Error::NotFound)?)
        };
        match action {
            None => {
                for note in &waiting {
                    context.out.line(note, |_| format!("{}  {}\n{}\n", note.id, short(&note.at), note.text));
                }
            }
            Some(Captured::Accept { id }) => {
                let chosen = match &id {
                    Some(typed) => vec![one(typed)?],
                    None => waiting.iter().collect(),
                };
                for note in chosen {
                    let id = journal.captured_accept(note.id, now)?;
                    let object = json!({ "id": id, "text": note.text, "captured": note.id });
                    context.out.line(&object, |words| kept(words, &id.to_string()));
                }
            }
            Some(Captured::Discard { id }) => {
                let note = one(&id)?;
                journal.captured_discard(note.id)?;
                context.out.line(note, |words| words.say("cli-captured-discarded", &[]));
            }
        }
        context.out.or_none("cli-none-captured");
        Ok(())
    })
}

fn kept(words: &Messages, id: &str) -> String {
    words.say("cli-kept", &[("id", id)])
}

pub fn write(context: &mut Context, mut page: Page) -> Result<()> {
    let not_blank = |text: &String| !text.trim().is_empty();
    let labels = page.feelings.iter().chain(&page.tags).chain(&page.title);
    let files = std::mem::take(&mut page.attach);
    let blank = page.mood.is_none() && files.is_empty() && !labels.into_iter().any(not_blank);
    attachments::look(&files)?;
    let empty = ReflectionInput {
        content: Content {
            title: String::new(),
            text: String::new(),
            mood: None,
            feelings: Vec::new(),
            tags: Vec::new(),
        },
        date: None,
    };
    page.text = prompt::text(page.text, MAX_TEXT, too_long)?;
    let input = given(empty, page, &context.clock)?;
    if blank && input.content.text.trim().is_empty() {
        return Err(text_missing());
    }
    let now = context.clock.now();
    context.with(|context, journal| {
        let sealed = attachments::seal(journal, &files)?;
        let more = |journal: &Journal, id| journal.attachment_part(id, sealed, now);
        let id = journal.reflection_write_with(&input, now, more)?;
        written(context, journal, id, 1, !files.is_empty())
    })
}

/// Prints a reflection that was stored: with files, also everything attached to it.
fn written(context: &mut Context, journal: &Journal, id: Id, revision: u32, with_files: bool) -> Result<()> {
    let mut object = json!({ "id": id, "revision": revision });
    let attached = if with_files { journal.attachment_list(id)? } else { Vec::new() };
    if let Some(object) = object.as_object_mut().filter(|_| with_files) {
        object.insert("attachments".to_owned(), json!(attachments::objects(&attached)));
    }
    context.out.line(&object, |words| {
        let rows = attached.iter().map(|attachment| format!("\n{}", attachments::row(attachment)));
        kept(words, &id.to_string()) + &rows.collect::<String>()
    });
    Ok(())
}

pub fn edit(context: &mut Context, typed: &str, mut page: Page) -> Result<()> {
    let id = id(typed)?;
    let now = context.clock.now();
    // Standard input first: the vault is not held while somebody is still typing.
    page.text = prompt::text(page.text, MAX_TEXT, too_long)?;
    let files = std::mem::take(&mut page.attach);
    attachments::look(&files)?;
    context.with(|context, journal| {
        let old = journal.reflection_read(id)?.to_input();
        let input = given(old, page, &context.clock)?;
        // Before gigabytes are read for nothing.
        journal.attachment_room(id, files.len())?;
        let sealed = attachments::seal(journal, &files)?;
        let more = journal.attachment_part(id, sealed, now)?;
        let revision = journal.reflection_edit_with(id, &input, now, more)?;
        written(context, journal, id, revision, !files.is_empty())
    })
}

/// What is there, with what was typed in its place.
fn given(mut input: ReflectionInput, page: Page, clock: &Clock) -> Result<ReflectionInput> {
    if let Some(title) = page.title {
        input.content.title = title;
    }
    if let Some(text) = page.text {
        input.content.text = text;
    }
    if let Some(date) = page.date {
        input.date = Some(clock.moment(&date)?.to_rfc3339());
    }
    input.content.mood = page.mood.or(input.content.mood);
    // An empty one takes them all away.
    if !page.feelings.is_empty() {
        input.content.feelings = page.feelings;
    }
    if !page.tags.is_empty() {
        input.content.tags = page.tags;
    }
    Ok(input)
}

pub fn delete(context: &mut Context, typed: &str) -> Result<()> {
    let id = id(typed)?;
    let now = context.clock.now();
    context.with(|context, journal| {
        let revision = journal.reflection_read(id)?.revision;
        journal.reflection_delete(id, now)?;
        // The removal follows the last revision.
        let object = json!({ "id": id, "revision": revision.saturating_add(1) });
        context.out.line(&object, |words| words.say("cli-deleted", &[]));
        Ok(())
    })
}

pub fn show(context: &mut Context, typed: &str, revisions: bool) -> Result<()> {
    let id = id(typed)?;
    context.with(|context, journal| {
        let whole = journal.reflection_read(id)?;
        if !revisions {
            context.out.line(&whole, |_| {
                let labels = labels(whole.content.mood, &whole.content.feelings, &whole.content.tags);
                format!("{}  {}{labels}\n\n{}", short(&whole.date), whole.content.title, whole.content.text)
            });
            return Ok(());
        }
        for revision in journal.reflection_revisions(id)? {
            let mut object = serde_json::to_value(&whole).unwrap_or_default();
            if let (Some(object), Ok(Value::Object(then))) =
                (object.as_object_mut(), serde_json::to_value(&revision))
            {
                object.extend(then);
            }
            context.out.line(&object, |_| {
                format!(
                    "{}. {}  {}\n\n{}\n",
                    revision.revision,
                    short(&revision.saved_at),
                    revision.content.title,
                    revision.content.text
                )
            });
        }
        Ok(())
    })
}

fn labels(mood: Option<u8>, feelings: &[String], tags: &[String]) -> String {
    let mood = mood.map(|mood| format!("  {mood}/5")).unwrap_or_default();
    let feelings: String = feelings.iter().map(|feeling| format!("  {feeling}")).collect();
    let tags: String = tags.iter().map(|tag| format!("  #{tag}")).collect();
    format!("{mood}{feelings}{tags}")
}

/// A summary for a program.
fn object(summary: &ReflectionSummary) -> Value {
    json!({ "id": summary.id, "date": summary.date, "title": summary.title, "mood": summary.mood, "tags": summary.tags })
}

/// The same for a person: without a title, by its first words.
fn row(summary: &ReflectionSummary) -> String {
    let first = || summary.snippet.iter().map(|piece| piece.text.as_str()).collect();
    let title = if summary.title.is_empty() { first() } else { summary.title.clone() };
    format!("{}  {}  {title}{}", summary.id, short(&summary.date), labels(summary.mood, &[], &summary.tags))
}

pub fn list(context: &mut Context, list: &List) -> Result<()> {
    let since = list.since.as_deref().map(|typed| context.clock.start(typed)).transpose()?;
    let until = list.until.as_deref().map(|typed| context.clock.end(typed)).transpose()?;
    // The view knows days, at the place each was written: a day more on both sides holds every
    // moment in the range, whatever its offset. A bound beyond all years of a reflection is none.
    let (first, last) = YEARS;
    let day =
        |moment: Now| Some(moment.date_naive()).filter(|day| (first - 9..last + 9).contains(&day.year()));
    let query = Query {
        tags: list.tags.clone(),
        after: since.and_then(day).and_then(|day| day.checked_sub_days(Days::new(2))),
        before: until.and_then(day).and_then(|day| day.checked_add_days(Days::new(3))),
        ..Query::default()
    };
    let within = |summary: &ReflectionSummary| match DateTime::parse_from_rfc3339(&summary.date) {
        Ok(date) => since.is_none_or(|since| date >= since) && until.is_none_or(|until| date < until),
        Err(_) => since.is_none() && until.is_none(),
    };
    context.with(|context, journal| {
        each(journal, &query, Sort::Recent, list.limit, within, |summary| {
            context.out.line(&object(summary), |_| row(summary));
        })?;
        let all = since.is_none() && until.is_none() && list.tags.is_empty() && list.limit != Some(0);
        context.out.or_none(if all { "cli-none-reflections" } else { "cli-none-found" });
        Ok(())
    })
}

pub fn search(context: &mut Context, search: &Search) -> Result<()> {
    let sort = match search.sort {
        Order::Best => Sort::Best,
        Order::Recent => Sort::Recent,
    };
    let query = query::parse(&search.query);
    context.with(|context, journal| {
        each(
            journal,
            &query,
            sort,
            search.limit,
            |_| true,
            |summary| {
                let snippet: String = summary.snippet.iter().map(|piece| piece.text.as_str()).collect();
                let mut object = object(summary);
                if let Some(object) = object.as_object_mut() {
                    object.insert("snippet".to_owned(), json!(snippet));
                }
                context.out.line(&object, |_| {
                    if summary.title.is_empty() {
                        row(summary)
                    } else {
                        format!("{}\n    {snippet}", row(summary))
                    }
                });
            },
        )?;
        context.out.or_none("cli-none-found");
        Ok(())
    })
}

/// Passes on the summaries of a query that `fits` accepts, up to a limit.
fn each(
    journal: &Journal,
    query: &Query,
    sort: Sort,
    limit: Option<u32>,
    fits: impl Fn(&ReflectionSummary) -> bool,
    mut pass_on: impl FnMut(&ReflectionSummary),
) -> Result<()> {
    let mut left = limit.unwrap_or(u32::MAX);
    let mut offset = 0;
    while left > 0 {
        let summaries = journal.reflection_summaries(query, sort, BATCH, offset)?;
        for summary in summaries.iter().filter(|summary| fits(summary)) {
            if left == 0 {
                return Ok(());
            }
            pass_on(summary);
            left -= 1;
        }
        if summaries.len() < BATCH as usize {
            return Ok(());
        }
        offset += BATCH;
    }
    Ok(())
}
