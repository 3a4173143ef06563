//! Page format 1, frozen: what a page says, and how it looks.
//!
//! A page is a pure function of the JSON that lies within it. A reader draws it again from that JSON and
//! refuses it unless every byte is the same: what is seen is what is stored. So neither the types (here,
//! `items`, `parts`) nor the drawing (`html`, `sections`, `figures`, `chart`, `markup`, `style`, `words`) ever
//! change, and the types are this format's own, whatever the journal's become; `convert` is the one place that knows both.
//!
//! What a later version may add without a format 2:
//! - A kind of item. Its JSON stands in the page letter for letter, and every version, also the one that made
//!   it, draws it as [`words::Words::later`]: a program that knows the kind shows it beside the page. A kind
//!   that is listed in `items` never gets a field more; what it lacks is a new kind.
//! - A language, as one more table in `words`. Versions without that table refuse the page as made by a newer
//!   one, so a sender who is not sure writes English. These words are the one exception to Fluent: a
//!   translation that is mended there must not change a page that was sent.
//!
//! An attachment's bytes are not in the page. They travel beside it, each in a file of its own that is sealed
//! with age to the same recipients and holds nothing else; the page says its size and SHA-256, and the proof
//! of the page covers that. So a page stays small, and `age -d` gives back the very picture.

mod chart;
mod convert;
mod figures;
mod html;
mod items;
mod markup;
mod parts;
mod read;
mod sections;
mod style;
mod words;

pub use html::render;
#[cfg(feature = "fuzzing")]
pub use read::check;
pub use read::{in_comment, read};

use chrono::{DateTime, Datelike, NaiveDate};
use items::Item;
use serde::{Deserialize, Serialize};

use super::{MAX_RECIPIENTS, is_name, is_promise, is_recipient, key_bytes};

const FORMAT: &str = "sotto-share";
pub const VERSION: u32 = 1;
pub const DATA_START: &str = "<!-- sotto-share ";
pub const COMMENT_END: &str = " -->";
/// Most items on one page.
const MAX_ITEMS: usize = 500;

/// All that a page says. The order of the fields is part of the format.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(Debug))]
#[serde(deny_unknown_fields)]
pub struct Page {
    format: String,
    version: u32,
    /// The language of the words between the person's own, such as `en`.
    pub language: String,
    /// 16 bytes in lower-case hexadecimal, different for each share.
    pub id: String,
    /// The day it was made. No time of day leaves.
    pub made: NaiveDate,
    pub from: Party,
    /// Everyone it is sealed to, by sender key, each once.
    pub to: Vec<Party>,
    /// The session it is made for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<Session>,
    /// "Please check in with me today", with what the person adds to it, which may be empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_in: Option<Text>,
    /// A request, shown as one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delete_after: Option<NaiveDate>,
    pub items: Vec<Item>,
}

/// The sender, or someone it is sealed to, as every recipient sees them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(Debug))]
#[serde(deny_unknown_fields)]
pub struct Party {
    pub name: String,
    /// The age recipient to seal to.
    pub recipient: String,
    /// The public key that proves a sender, in lower-case hexadecimal.
    pub sender_key: String,
    /// When this person reads what they are sent, in their own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reads: Option<String>,
}

/// A session of a group.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(Debug))]
#[serde(deny_unknown_fields)]
pub struct Session {
    pub group: Text,
    /// `2026-11-26T18:30:00+00:00`: with the group's own offset on that day, in exactly this form.
    pub starts: String,
}

/// What a person wrote, with labels where names were.
pub type Text = Vec<Segment>;

/// A piece of a text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(Debug))]
pub enum Segment {
    /// As it was written.
    #[serde(rename = "text")]
    Plain(String),
    /// A label in place of a name.
    #[serde(rename = "alias")]
    Alias(String),
}

/// How [`Session::starts`] is written.
const MOMENT: &str = "%Y-%m-%dT%H:%M:%S%:z";

/// A page of this JSON, in whatever way it was written.
#[cfg(feature = "fuzzing")]
pub fn of_json(json: &str) -> Option<Page> {
    serde_json::from_str(json).ok().filter(Page::is_valid)
}

impl Page {
    /// Whether the page keeps to the format.
    fn is_valid(&self) -> bool {
        self.format == FORMAT
            && self.version == VERSION
            && words::of(&self.language).is_some()
            && is_hex(&self.id, 32)
            && is_day(self.made)
            && self.from.is_valid()
            && (1..=MAX_RECIPIENTS).contains(&self.to.len())
            && self.to.iter().all(Party::is_valid)
            && self.to.is_sorted_by(|a, b| a.sender_key < b.sender_key)
            && self.session.as_ref().is_none_or(|session| session.moment().is_some())
            && self.delete_after.is_none_or(is_day)
            && self.items.len() <= MAX_ITEMS
            && self.items.iter().all(Item::is_valid)
    }
}

impl Party {
    fn is_valid(&self) -> bool {
        is_name(&self.name)
            && is_recipient(&self.recipient)
            && key_bytes(&self.sender_key).is_some()
            && self.reads.as_deref().is_none_or(is_promise)
    }
}

impl Session {
    /// When it starts, if it is written as it must be.
    fn moment(&self) -> Option<DateTime<chrono::FixedOffset>> {
        let moment = DateTime::parse_from_str(&self.starts, MOMENT).ok()?;
        (is_day(moment.date_naive()) && moment.format(MOMENT).to_string() == self.starts).then_some(moment)
    }
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_day(day: NaiveDate) -> bool {
    (1..=9999).contains(&day.year())
}

#[cfg(test)]
mod any;
#[cfg(test)]
mod refused;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
