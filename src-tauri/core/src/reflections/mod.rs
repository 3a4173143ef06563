//! Reflections: what a person writes, with drafts and revisions.
//!
//! A draft is one sealed row that is replaced while the person types. It becomes a revision when the person
//! leaves the page, when nothing was typed for a while, and when locking. Drafts are in `draft`, lists and
//! searches in `list`, the search language in `query`, the text around a hit in `snippet`.

mod draft;
mod each;
mod list;
mod order;
pub mod query;
mod revisions;
mod snippet;
mod table;

use chrono::{DateTime, Datelike, FixedOffset};
use serde::{Deserialize, Serialize};
use sotto_vault::{Id, Record};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::base::text_folding::folded;
use crate::base::{Code, Error, Failure, Now, Result};
use crate::store::{CommitPart, Journal};

pub use draft::{CapturedNote, SavedDraft};
pub(crate) use each::ReflectionRef;
pub use list::{DayCount, ReflectionSummary, Sort, SummaryPage, TagCount};
pub(crate) use order::row_of;
pub use revisions::{JoinMode, RevisionText};
pub use snippet::SnippetPiece;
pub(crate) use table::Reflections;

/// The noun in the header of a reflection's records.
pub(crate) const KIND_NAME: &str = "reflection";

/// Longest title, in characters.
pub const MAX_TITLE: usize = 1_000;
/// Longest text, in bytes.
pub const MAX_TEXT: usize = 5_000_000;
/// Most tags, and most feelings, on one reflection.
pub const MAX_TAGS: usize = 50;
/// Longest tag or feeling, in characters.
pub const MAX_TAG: usize = 80;
/// All moods: 1 (very low) to 5 (very good).
pub const MOODS: std::ops::RangeInclusive<u8> = 1..=5;
/// Years a reflection may be dated in, both included.
pub const YEARS: (i32, i32) = (1900, 2199);

#[derive(Debug, thiserror::Error)]
pub enum ReflectionError {
    #[error("a title has at most {limit} characters")]
    TitleTooLong { limit: usize },
    #[error("a text has at most {limit} bytes")]
    TextTooLong { limit: usize },
    #[error("at most {limit} tags or feelings")]
    TooManyTags { limit: usize },
    #[error("a tag has at most {limit} characters")]
    TagTooLong { limit: usize },
    #[error("mood is a number from 1 to 5")]
    MoodUnknown,
    #[error("this is no date")]
    DateUnreadable,
    #[error("dates lie between {from} and {until}")]
    DateOutOfRange { from: i32, until: i32 },
}

impl From<ReflectionError> for Failure {
    fn from(error: ReflectionError) -> Self {
        match error {
            ReflectionError::TitleTooLong { limit } => Self::new(Code::TitleTooLong).with("limit", limit),
            ReflectionError::TextTooLong { limit } => Self::new(Code::TextTooLong).with("limit", limit),
            ReflectionError::TooManyTags { limit } => Self::new(Code::TooManyTags).with("limit", limit),
            ReflectionError::TagTooLong { limit } => Self::new(Code::TagTooLong).with("limit", limit),
            ReflectionError::MoodUnknown => Self::new(Code::MoodUnknown),
            ReflectionError::DateUnreadable => Self::new(Code::DateUnreadable),
            ReflectionError::DateOutOfRange { from, until } => {
                Self::new(Code::DateOutOfRange).with("from", from).with("until", until)
            }
        }
    }
}

crate::base::feature_error!(ReflectionError);

/// What a person writes: the part that a draft, a revision, a list, an export and a screen have in common.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Content {
    #[serde(default)]
    pub title: String,
    pub text: String,
    /// 1 (very low) to 5 (very good).
    #[serde(default)]
    pub mood: Option<u8>,
    #[serde(default)]
    pub feelings: Vec<String>,
    #[serde(default)]
    pub tags: Vec<String>,
}

impl Content {
    /// A title and a text, and nothing else.
    pub fn new(title: impl Into<String>, text: impl Into<String>) -> Self {
        let mut content = Self::default();
        (content.title, content.text) = (title.into(), text.into());
        content
    }

    /// Whether nothing was written or chosen.
    fn is_blank(&self) -> bool {
        // Each named, so that a column that is added cannot be forgotten here.
        let Self { title, text, mood, feelings, tags } = self;
        title.trim().is_empty()
            && text.trim().is_empty()
            && mood.is_none()
            && feelings.is_empty()
            && tags.is_empty()
    }
}

/// What a record of a reflection holds, schema 1.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Body {
    /// RFC 3339 with the UTC offset of the place where it was written.
    pub date: String,
    /// Orders reflections of one moment: microseconds since 1970 when it was added, always rising.
    pub added: i64,
    #[serde(flatten)]
    pub content: Content,
}

impl Body {
    pub fn read(json: &str) -> Result<Self> {
        serde_json::from_str(json).map_err(|_| Error::Shape)
    }
}

/// A reflection as a screen or a script gives it.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ReflectionInput {
    #[serde(flatten)]
    #[cfg_attr(feature = "bindings", ts(flatten))]
    pub content: Content,
    /// RFC 3339; `None` keeps the date it has, or is now.
    pub date: Option<String>,
}

/// A whole reflection.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Reflection {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub id: Id,
    pub date: String,
    #[serde(flatten)]
    #[cfg_attr(feature = "bindings", ts(flatten))]
    pub content: Content,
    /// 0 while there is only a draft.
    pub revision: u32,
    /// The number of revisions after the first.
    pub edited: u32,
    /// Whether this is a draft, not yet a revision.
    pub draft: bool,
    /// The number of other current revisions, written in another copy of the vault: see `reflection_heads`. It
    /// is 0 where a reflection is not read by itself.
    pub others: u32,
}

impl Reflection {
    fn from_body(id: Id, body: &Body, revision: u32, draft: bool) -> Self {
        Self {
            id,
            date: body.date.clone(),
            content: body.content.clone(),
            revision,
            edited: revision.saturating_sub(1),
            draft,
            others: 0,
        }
    }

    /// The same as input, to be changed and stored again.
    pub fn to_input(&self) -> ReflectionInput {
        ReflectionInput { content: self.content.clone(), date: Some(self.date.clone()) }
    }
}

impl Journal {
    /// Stores a reflection as a revision, without a draft.
    pub fn reflection_write(&mut self, input: &ReflectionInput, now: Now) -> Result<Id> {
        self.reflection_write_with(input, now, |_, _| Ok(CommitPart::default()))
    }

    /// The same, in one commit with what another feature adds to the new reflection.
    pub fn reflection_write_with(
        &mut self,
        input: &ReflectionInput,
        now: Now,
        more: impl FnOnce(&Self, Id) -> Result<CommitPart>,
    ) -> Result<Id> {
        let body = checked(input, &self.place_of_new(now)?)?;
        let entity = Id::random()?;
        let CommitPart { mut records, steps } = more(self, entity)?;
        records.push(self.revision(KIND_NAME, 1, entity, &body, now)?);
        self.commit(records, steps)?;
        Ok(entity)
    }

    /// Stores many in one transaction, for imports. Each brings an id or gets a new one.
    pub fn reflection_write_all(&mut self, inputs: &[(Id, ReflectionInput)], now: Now) -> Result<()> {
        let mut place = self.place_of_new(now)?;
        let records = inputs
            .iter()
            .map(|(id, input)| {
                // Those of one moment stay in the order given.
                let body = checked(input, &place)?;
                place.added = place.added.saturating_add(1);
                self.revision(KIND_NAME, 1, *id, &body, now)
            })
            .collect::<Result<Vec<_>>>()?;
        self.commit(records, Vec::new())
    }

    /// Whether a reflection with this id exists or was deleted.
    pub fn reflection_known(&mut self, id: Id) -> Result<bool> {
        Ok(!self.view.history(id)?.is_empty())
    }

    /// Stores a new revision and returns its number. Does nothing when nothing changed. A draft becomes a revision
    /// first, so that the edit follows it.
    pub fn reflection_edit(&mut self, id: Id, input: &ReflectionInput, now: Now) -> Result<u32> {
        self.reflection_edit_with(id, input, now, CommitPart::default())
    }

    /// The same, in one commit with what another feature adds to the reflection.
    pub fn reflection_edit_with(
        &mut self,
        id: Id,
        input: &ReflectionInput,
        now: Now,
        more: CommitPart,
    ) -> Result<u32> {
        // One that cannot be opened stands in nobody's way.
        if let Ok(Some(_)) = self.vault.draft(id) {
            self.draft_keep(id, now)?;
        }
        let (old, mut number) = self.body_of(id)?.ok_or(Error::NotFound)?;
        let body = checked(input, &Place::of(&old))?;
        let CommitPart { mut records, steps } = more;
        if body != old {
            let record = self.revision(KIND_NAME, 1, id, &body, now)?;
            number = record.revision;
            records.push(record);
        }
        if !records.is_empty() {
            self.commit(records, steps)?;
        }
        Ok(number)
    }

    /// A whole reflection: its draft if there is one.
    pub fn reflection_read(&mut self, id: Id) -> Result<Reflection> {
        let saved = self.body_of(id)?;
        let mut read = match (self.draft_of(id)?, saved) {
            (Some(draft), saved) => Reflection::from_body(id, &draft, saved.map_or(0, |(_, n)| n), true),
            (None, Some((body, revision))) => Reflection::from_body(id, &body, revision, false),
            (None, None) => return Err(Error::NotFound),
        };
        let others = self.view.heads(id)?.len().saturating_sub(1);
        read.others = u32::try_from(others).unwrap_or(u32::MAX);
        Ok(read)
    }

    /// The newest reflection of this day, to continue writing.
    pub(crate) fn reflection_of_today(&mut self, now: Now) -> Result<Option<Reflection>> {
        let newest = self.reflection_summaries(&query::Query::default(), Sort::Recent, 1, 0)?;
        let today = now.date_naive();
        let of_today = newest.first().filter(|summary| {
            DateTime::parse_from_rfc3339(&summary.date)
                .is_ok_and(|date| date.with_timezone(now.offset()).date_naive() == today)
        });
        let Some(id) = of_today.map(|summary| summary.id) else { return Ok(None) };
        self.reflection_read(id).map(Some)
    }

    /// Removes a reflection with all its revisions and drafts, and everything that belongs to it.
    pub fn reflection_delete(&mut self, id: Id, now: Now) -> Result<()> {
        match self.view.newest(id)? {
            Some(_) => self.delete(KIND_NAME, id, now),
            None if self.draft_of(id)?.is_some() => self.delete_unsaved(id, now),
            None => Err(Error::NotFound),
        }
    }

    /// The body and the number of the newest revision.
    fn body_of(&self, id: Id) -> Result<Option<(Body, u32)>> {
        let Some((record, number)) = self.view.newest(id)? else { return Ok(None) };
        Ok(Some((Body::read(&self.record_of(id, record)?.body)?, number)))
    }

    /// A record of a reflection. Where nothing can be written, the view holds the drafts too, and these are not
    /// among the records of the vault.
    fn record_of(&self, id: Id, record: Id) -> Result<Record> {
        if self.vault.read_only().is_some() {
            let drafts = self.vault.drafts(id).unwrap_or_default();
            if let Some(draft) = drafts.into_iter().find(|draft| draft.header.id == record) {
                return Ok(draft);
            }
        }
        Ok(self.vault.read(record)?)
    }
}

/// The date and order of a reflection whose input names no date.
#[derive(Clone)]
struct Place {
    date: String,
    added: i64,
}

impl Place {
    fn of(body: &Body) -> Self {
        Self { date: body.date.clone(), added: body.added }
    }
}

impl Journal {
    /// The order of a reflection added now: after all that were added before.
    fn place_of_new(&self, now: Now) -> Result<Place> {
        let last: Option<i64> = self
            .view
            .db
            .prepare_cached("SELECT max(added) FROM reflection")?
            .query_row([], |row| row.get(0))?;
        let next = last.map_or(i64::MIN, |last| last.saturating_add(1));
        Ok(Place { date: now.to_rfc3339(), added: now.timestamp_micros().max(next) })
    }
}

/// Checks the input and makes a body of it.
fn checked(input: &ReflectionInput, place: &Place) -> Result<Body> {
    let content = &input.content;
    if content.title.chars().count() > MAX_TITLE {
        return Err(ReflectionError::TitleTooLong { limit: MAX_TITLE }.into());
    }
    // A control character takes six bytes in stored JSON.
    let controls = content.text.bytes().filter(|b| *b < 0x20 && !b.is_ascii_whitespace()).count();
    if content.text.len().saturating_add(5 * controls) > MAX_TEXT {
        return Err(ReflectionError::TextTooLong { limit: MAX_TEXT }.into());
    }
    if content.mood.is_some_and(|mood| !MOODS.contains(&mood)) {
        return Err(ReflectionError::MoodUnknown.into());
    }
    let date = input.date.as_deref().map_or_else(|| Ok(place.date.clone()), dated)?;
    Ok(Body {
        date,
        added: place.added,
        content: Content {
            title: content.title.trim().replace(['\n', '\r'], " "),
            text: content.text.clone(),
            mood: content.mood,
            feelings: labels(&content.feelings)?,
            tags: labels(&content.tags)?,
        },
    })
}

/// A tag or feeling in the form in which it is stored.
pub(crate) fn bare(label: &str) -> &str {
    label.trim().trim_start_matches('#').trim()
}

/// Tags and feelings: trimmed, without a leading `#`, each once.
fn labels(given: &[String]) -> Result<Vec<String>> {
    let mut out: Vec<String> = Vec::new();
    for label in given {
        let label = bare(label);
        if label.chars().count() > MAX_TAG {
            return Err(ReflectionError::TagTooLong { limit: MAX_TAG }.into());
        }
        if !label.is_empty() && !out.iter().any(|l| folded(l) == folded(label)) {
            out.push(label.to_owned());
        }
    }
    if out.len() > MAX_TAGS {
        return Err(ReflectionError::TooManyTags { limit: MAX_TAGS }.into());
    }
    Ok(out)
}

/// An RFC 3339 date, checked to be in range, as it is stored.
pub fn dated(text: &str) -> Result<String> {
    let date = DateTime::parse_from_rfc3339(text).map_err(|_| ReflectionError::DateUnreadable)?;
    in_range(date)?;
    Ok(date.to_rfc3339())
}

/// Refuses a date that can only be a typing mistake.
pub fn in_range(date: DateTime<FixedOffset>) -> Result<()> {
    let (from, until) = YEARS;
    if (from..=until).contains(&date.year()) {
        Ok(())
    } else {
        Err(ReflectionError::DateOutOfRange { from, until }.into())
    }
}
