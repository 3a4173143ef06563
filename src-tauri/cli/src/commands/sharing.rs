//! Contacts and their words; what leaves, previewed and sealed; the record of it.

use std::path::Path;

use serde_json::json;
use sotto_core::output::write_output;
use sotto_core::sharing::card::MAX_BYTES;
use sotto_core::sharing::{self, ItemKind, Preview, ShareChoice, ShareItem, SharingError};
use sotto_core::{Code, Error, Failure, Journal, Now};

use crate::Result;
use crate::arguments::{Choice, Contact, Share};
use crate::open::{Context, fresh, id, outgoing};
use crate::output::Messages;
use crate::{prompt, time};

/// How a page begins.
const PAGE: &[u8] = b"<!DOCTYPE html>";

pub fn contact(context: &mut Context, action: Contact) -> Result<()> {
    let now = context.clock.now();
    match action {
        Contact::Mine { name, reads } => context.with(|context, journal| {
            let missing = || Error::from(SharingError::NoName);
            let mut mine = journal.my_card(name.as_deref(), now)?.ok_or_else(missing)?;
            if let Some(reads) = &reads {
                journal.my_reading_promise(reads, now)?;
                mine = journal.my_card(None, now)?.ok_or_else(missing)?;
            }
            context.out.line(&mine, |_| mine.card.trim_end().to_owned());
            Ok(())
        }),
        Contact::Add { file } => {
            let unreadable = || Failure::from(Error::from(SharingError::CardUnreadable));
            let mut card = prompt::bytes(&file, MAX_BYTES)?;
            let card = String::from_utf8(std::mem::take(&mut *card)).map_err(|_| unreadable())?;
            context.with(|context, journal| {
                let contact = journal.contact_add(&card, now)?;
                print_with_words(context, journal, &contact)
            })
        }
        Contact::List => context.with(|context, journal| {
            for contact in journal.contact_list()? {
                context.out.line(&contact, |words| standing(words, &contact));
            }
            context.out.or_none("cli-none-contacts");
            Ok(())
        }),
        Contact::Words { names } => context.with(|context, journal| {
            let contacts =
                names.iter().map(|name| Ok(journal.contact_named(name)?)).collect::<Result<Vec<_>>>()?;
            match contacts.as_slice() {
                [contact] => print_with_words(context, journal, contact),
                group => print_words_of_group(context, journal, group),
            }
        }),
        Contact::Confirm { name } => context.with(|context, journal| {
            let contact = journal.contact_named(&name)?;
            let contact = journal.contact_confirm(contact.id, now)?;
            print_with_words(context, journal, &contact)
        }),
        Contact::Remove { name } => context.with(|context, journal| {
            let contact = journal.contact_named(&name)?;
            journal.contact_delete(contact.id, now)?;
            context.out.line(&contact, |words| standing(words, &contact));
            Ok(())
        }),
    }
}

fn standing(words: &Messages, contact: &sharing::Contact) -> String {
    let id = match contact {
        contact if contact.verified => "cli-contact-verified",
        contact if contact.changed => "cli-contact-changed",
        _ => "cli-contact-new",
    };
    words.say(id, &[("name", &contact.name)])
}

fn print_with_words(context: &mut Context, journal: &Journal, contact: &sharing::Contact) -> Result<()> {
    let ten = journal.contact_words(contact.id)?;
    let mut object = serde_json::to_value(contact).unwrap_or_default();
    if let Some(object) = object.as_object_mut() {
        object.insert("words".to_owned(), json!(ten));
    }
    context.out.line(&object, |words| format!("{}\n{}", standing(words, contact), ten.join(" ")));
    Ok(())
}

/// The words of several contacts and oneself.
fn print_words_of_group(context: &mut Context, journal: &Journal, group: &[sharing::Contact]) -> Result<()> {
    let ids: Vec<_> = group.iter().map(|contact| contact.id).collect();
    let names: Vec<&str> = group.iter().map(|contact| contact.name.as_str()).collect();
    let ten = journal.group_words(&ids)?;
    context.out.line(&json!({ "names": names, "words": ten }), |words| {
        let who = words.say("cli-contact-group", &[("names", &names.join(", "))]);
        format!("{who}\n{}", ten.join(" "))
    });
    Ok(())
}

pub fn share(context: &mut Context, action: Share) -> Result<()> {
    let now = context.clock.now();
    match action {
        Share::Preview { choice, out } => context.with(|context, journal| {
            let preview = preview(journal, &choice, now)?;
            if let Some(out) = &out {
                write_page_file(preview.page(), out)?;
            }
            tell(context, &preview, json!({ "page": preview.page() }), "cli-share-would");
            Ok(())
        }),
        Share::Seal { choice, out } => context.with(|context, journal| {
            let preview = preview(journal, &choice, now)?;
            let file = fresh(&out)?;
            let id = journal.share_seal(&preview, file, now)?;
            tell(context, &preview, json!({ "id": id, "out": out }), "cli-share-sealed");
            for to in preview.to.iter().filter(|to| !to.verified) {
                context.out.warn("contact_not_confirmed", "name", &to.name);
            }
            Ok(())
        }),
        Share::Record => context.with(|context, journal| {
            for entry in journal.share_log()? {
                let object = json!({
                    "id": entry.id,
                    "when": entry.shared_at,
                    "to": entry.to,
                    "sha256": entry.sha256,
                    "items": entry.items,
                });
                context.out.line(&object, |words| {
                    let items = titles(words, &entry.items);
                    format!("{}  {}\n{items}", time::short(&entry.shared_at), entry.to.join(", "))
                });
            }
            context.out.or_none("cli-none-left");
            Ok(())
        }),
        Share::Page { id: typed, out } => context.with(|context, journal| {
            let page = journal.share_page(id(&typed)?)?;
            write_page(context, &page, &out)
        }),
    }
}

fn preview(journal: &mut Journal, choice: &Choice, now: Now) -> Result<Preview> {
    if choice.commitments || !choice.measures.is_empty() {
        return Err(Failure::new(Code::NotYet));
    }
    let contact = |name: &String| Ok(journal.contact_named(name)?.id);
    let mut keep_names = Vec::new();
    for name in &choice.keep_names {
        keep_names.extend(journal.people_named(name)?.iter().map(|person| person.id));
    }
    let choice = ShareChoice {
        to: choice.to.iter().map(contact).collect::<Result<_>>()?,
        bring: choice.bring,
        mood_weeks: choice.mood_weeks,
        reflections: choice.reflections.iter().map(|typed| id(typed)).collect::<Result<_>>()?,
        keep_names,
        delete_after: choice.delete_after.clone(),
        language: None,
    };
    Ok(journal.share_preview(&choice, now)?)
}

/// What is on the page, whose names were taken out, to whom it goes; then `more`.
fn tell(context: &mut Context, preview: &Preview, more: serde_json::Value, headline: &str) {
    let (kept, masked): (Vec<_>, Vec<_>) = preview.names.iter().partition(|name| name.kept);
    let mut object = json!({
        "to": preview.to,
        "verified": preview.to.iter().all(|to| to.verified),
        "items": preview.items(),
        "masked": masked.iter().map(|m| json!({ "name": m.name, "instead": m.alias })).collect::<Vec<_>>(),
        "kept": kept.iter().map(|k| json!({ "name": k.name })).collect::<Vec<_>>(),
        "delete_after": preview.delete_after,
        "sha256": preview.sha256(),
    });
    if let (Some(object), serde_json::Value::Object(more)) = (object.as_object_mut(), more) {
        object.extend(more);
    }
    context.out.line(&object, |words| {
        let to: Vec<&str> = preview.to.iter().map(|to| to.name.as_str()).collect();
        let promises = preview.to.iter().filter_map(|to| Some((&to.name, to.reads.as_ref()?)));
        let mut lines = vec![words.say(headline, &[("to", &to.join(", "))]), titles(words, preview.items())];
        for name in masked {
            lines.push(words.say("cli-share-masked", &[("name", &name.name), ("instead", &name.alias)]));
        }
        for name in kept {
            lines.push(words.say("cli-share-kept", &[("name", &name.name)]));
        }
        for (name, promise) in promises {
            lines.push(words.say("cli-share-reads", &[("name", name), ("promise", promise)]));
        }
        lines.push(words.say("cli-share-limit", &[]));
        lines.push(format!("SHA-256 {}", preview.sha256()));
        lines.join("\n")
    });
}

/// The things in a share, one a line.
pub fn titles(words: &Messages, items: &[ShareItem]) -> String {
    let line = |item: &ShareItem| {
        let kind = words.say(item_label(item.kind), &[]);
        if item.title.is_empty() { format!("    {kind}") } else { format!("    {kind}: {}", item.title) }
    };
    items.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The sentence that says what kind of thing it is.
const fn item_label(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Bring => "cli-item-bring",
        ItemKind::Mood => "cli-item-mood",
        ItemKind::Tracker => "cli-item-tracker",
        ItemKind::Measure => "cli-item-measure",
        ItemKind::Reflection => "cli-item-reflection",
        ItemKind::Letter => "cli-item-letter",
        ItemKind::Win => "cli-item-win",
        ItemKind::Commitment => "cli-item-commitment",
        ItemKind::Strategy => "cli-item-strategy",
        ItemKind::Feedback => "cli-item-feedback",
        ItemKind::Listening => "cli-item-listening",
        ItemKind::Agreement => "cli-item-agreement",
        ItemKind::Tags => "cli-item-tags",
        ItemKind::Attachment => "cli-item-attachment",
        ItemKind::DeleteRequest => "cli-item-delete-request",
        ItemKind::DeleteAnswer => "cli-item-delete-answer",
        ItemKind::Later => "cli-item-later",
        ItemKind::Export => "cli-item-export",
    }
}

fn write_page_file(page: &str, out: &Path) -> Result<()> {
    Ok(write_output(outgoing(out, PAGE)?, page.as_bytes())?)
}

/// Writes a page that left or came, byte for byte.
pub fn write_page(context: &mut Context, page: &str, out: &Path) -> Result<()> {
    write_page_file(page, out)?;
    let out = out.display().to_string();
    context.out.line(&json!({ "out": out }), |words| words.say("cli-page-written", &[("file", &out)]));
    Ok(())
}
