//! What can be chosen for a share, and what a list says of it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::people::masking::{self, Segment};
use crate::sessions::Want;

/// Something that is shared, its texts as `T`: a `String` as it was written, segments once names are masked.
#[derive(Clone)]
pub(crate) enum Item<T> {
    Bring { title: T, text: T, want: Want, minutes: u16 },
    Mood { from: NaiveDate, until: NaiveDate, points: Vec<(NaiveDate, u8)> },
    Reflection { title: T, text: T },
}

impl<T> Item<T> {
    /// The same item with each of its texts turned into something else, always in the same order.
    pub fn map<U>(self, turn: &mut impl FnMut(T) -> U) -> Item<U> {
        match self {
            Self::Bring { title, text, want, minutes } => {
                Item::Bring { title: turn(title), text: turn(text), want, minutes }
            }
            Self::Mood { from, until, points } => Item::Mood { from, until, points },
            Self::Reflection { title, text } => Item::Reflection { title: turn(title), text: turn(text) },
        }
    }
}

/// What kind of thing it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum ItemKind {
    Bring,
    Mood,
    Tracker,
    Measure,
    Reflection,
    Letter,
    Win,
    Commitment,
    Strategy,
    Feedback,
    Listening,
    Agreement,
    Tags,
    Attachment,
    DeleteRequest,
    DeleteAnswer,
    /// Made by a later version.
    Later,
    /// No page, but everything as a file.
    Export,
}

/// Whether the reader may raise it in the group.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Raise {
    Yes,
    /// The sender wants to be asked first.
    Ask,
    /// The sender will do it.
    No,
}

/// What a list says of one thing in a share.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ShareItem {
    pub kind: ItemKind,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "bindings", ts(optional))]
    pub raise: Option<Raise>,
}

impl ShareItem {
    pub(crate) fn new(kind: ItemKind, title: String) -> Self {
        Self { kind, title, raise: None }
    }
}

impl Item<Vec<Segment>> {
    pub fn summary(&self) -> ShareItem {
        match self {
            Self::Bring { title, .. } => ShareItem::new(ItemKind::Bring, masking::plain(title)),
            Self::Mood { .. } => ShareItem::new(ItemKind::Mood, String::new()),
            Self::Reflection { title, .. } => ShareItem::new(ItemKind::Reflection, masking::plain(title)),
        }
    }
}

/// A mood on a page that was read.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct MoodPoint {
    pub day: String,
    /// 1 (very low) to 5 (very good).
    pub mood: u8,
}

/// Something to bring on a page that was read.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct BroughtItem {
    pub title: String,
    pub minutes: u32,
    /// Nothing where the sender is not sure yet.
    pub want: Option<Want>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "bindings", ts(optional))]
    pub raise: Option<Raise>,
}
