//! Between the journal's types and those of the format, which know nothing of each other elsewhere.

use super::items::{Item as PageItem, Known};
use super::parts::{Bring, Mood, MoodPoint, Raise, Want, Writing};
use super::{FORMAT, MOMENT, Page, Party, Segment, Session, Text, VERSION, words};
use crate::people::masking;
use crate::sessions;
use crate::sharing::item::{self, BroughtItem, Item, ItemKind, ShareItem};
use crate::sharing::page::{PageContent, PageError, PageSession, ReadPage};
use crate::sharing::party;

/// The language of a page whose own has no words here.
const FALLBACK: &str = "en";

impl TryFrom<PageContent> for Page {
    type Error = PageError;

    fn try_from(content: PageContent) -> Result<Self, PageError> {
        let language = if words::of(&content.language).is_some() { &content.language } else { FALLBACK };
        let page = Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            language: language.to_owned(),
            id: content.parties.id.clone(),
            made: content.made,
            from: Party::from(&content.parties.from),
            to: content.parties.to().iter().map(Party::from).collect(),
            session: content.session.map(Session::from),
            check_in: None,
            delete_after: content.delete_after,
            items: content.items.into_iter().map(|item| PageItem::Known(item.into())).collect(),
        };
        if page.is_valid() { Ok(page) } else { Err(PageError::Malformed) }
    }
}

impl From<&party::Party> for Party {
    fn from(party: &party::Party) -> Self {
        let party::Party { name, recipient, sender_key, reads } = party.clone();
        Self { name, recipient, sender_key, reads }
    }
}

impl From<Party> for party::Party {
    fn from(Party { name, recipient, sender_key, reads }: Party) -> Self {
        Self { name, recipient, sender_key, reads }
    }
}

impl From<PageSession<Vec<masking::Segment>>> for Session {
    fn from(session: PageSession<Vec<masking::Segment>>) -> Self {
        Self { group: text(session.group), starts: session.starts.format(MOMENT).to_string() }
    }
}

impl From<Item<Vec<masking::Segment>>> for Known {
    fn from(item: Item<Vec<masking::Segment>>) -> Self {
        match item {
            Item::Bring { title, text: passage, want, minutes } => Self::Bring(Box::new(Bring {
                title: text(title),
                text: text(passage),
                want: want.into(),
                minutes,
                raise: None,
                about: Text::new(),
                sentence: Text::new(),
                imagine: Text::new(),
                fear: None,
                good: Text::new(),
                ask: Text::new(),
            })),
            Item::Mood { from, until, points } => Self::Mood(Mood {
                from,
                until,
                points: points.into_iter().map(|(day, mood)| MoodPoint { day, mood }).collect(),
                raise: None,
            }),
            Item::Reflection { title, text: written } => {
                Self::Reflection(Writing { title: text(title), text: text(written), raise: None })
            }
        }
    }
}

impl From<sessions::Want> for Want {
    fn from(want: sessions::Want) -> Self {
        match want {
            sessions::Want::Listen => Self::Listen,
            sessions::Want::Feedback => Self::Feedback,
            sessions::Want::Ideas => Self::Ideas,
            sessions::Want::Challenge => Self::Challenge,
            sessions::Want::Celebrate => Self::Celebrate,
        }
    }
}

fn text(segments: Vec<masking::Segment>) -> Text {
    let segment = |segment| match segment {
        masking::Segment::Plain(text) => Segment::Plain(text),
        masking::Segment::Alias(label) => Segment::Alias(label),
    };
    segments.into_iter().map(segment).collect()
}

impl From<Page> for ReadPage {
    fn from(page: Page) -> Self {
        let mut read = Self {
            made: page.made,
            session: page.session.as_ref().and_then(|session| {
                Some(PageSession { group: plain(&session.group), starts: session.moment()? })
            }),
            parties: party::Parties::new(
                page.id,
                page.from.into(),
                page.to.into_iter().map(party::Party::from).collect(),
            ),
            check_in: page.check_in.is_some(),
            delete_after: page.delete_after,
            items: page.items.iter().map(summary).collect(),
            bring: Vec::new(),
            mood: Vec::new(),
        };
        for item in &page.items {
            match item {
                PageItem::Known(Known::Bring(bring)) => read.bring.push(BroughtItem {
                    title: plain(&bring.title),
                    minutes: u32::from(bring.minutes),
                    want: want(bring.want),
                    raise: bring.raise.map(item::Raise::from),
                }),
                PageItem::Known(Known::Mood(mood)) => {
                    let point =
                        |point: &MoodPoint| item::MoodPoint { day: point.day.to_string(), mood: point.mood };
                    read.mood.extend(mood.points.iter().map(point));
                }
                _ => {}
            }
        }
        read
    }
}

impl From<Raise> for item::Raise {
    fn from(raise: Raise) -> Self {
        match raise {
            Raise::Yes => Self::Yes,
            Raise::Ask => Self::Ask,
            Raise::No => Self::No,
        }
    }
}

/// `None` where the sender is not sure yet.
fn want(want: Want) -> Option<sessions::Want> {
    Some(match want {
        Want::Unsure => return None,
        Want::Listen => sessions::Want::Listen,
        Want::Feedback => sessions::Want::Feedback,
        Want::Ideas => sessions::Want::Ideas,
        Want::Challenge => sessions::Want::Challenge,
        Want::Celebrate => sessions::Want::Celebrate,
    })
}

/// A text as one string, as it is read.
fn plain(text: &Text) -> String {
    let piece = |segment: &Segment| match segment {
        Segment::Plain(text) | Segment::Alias(text) => text.clone(),
    };
    text.iter().map(piece).collect()
}

/// What a list says of an item: its kind, its title if it has one, whether it may be raised.
fn summary(item: &PageItem) -> ShareItem {
    let none = String::new;
    let (kind, title, raise) = match item {
        PageItem::Later(_) => (ItemKind::Later, none(), None),
        PageItem::Known(item) => match item {
            Known::Bring(item) => (ItemKind::Bring, plain(&item.title), item.raise),
            Known::Mood(item) => (ItemKind::Mood, none(), item.raise),
            Known::Tracker(item) => (ItemKind::Tracker, plain(&item.name), item.raise),
            Known::Measure(item) => (ItemKind::Measure, item.name.clone(), item.raise),
            Known::Reflection(item) => (ItemKind::Reflection, plain(&item.title), item.raise),
            Known::Letter(item) => (ItemKind::Letter, plain(&item.title), item.raise),
            Known::Win(item) => (ItemKind::Win, plain(&item.title), item.raise),
            Known::Commitment(item) => (ItemKind::Commitment, plain(&item.text), item.raise),
            Known::Strategy(item) => (ItemKind::Strategy, plain(&item.text), item.raise),
            Known::Feedback(item) => (ItemKind::Feedback, plain(&item.words), item.raise),
            Known::Listening(item) => (ItemKind::Listening, plain(&item.who), item.raise),
            Known::Agreement(item) => (ItemKind::Agreement, item.version.to_string(), None),
            Known::Tags(_) => (ItemKind::Tags, none(), None),
            Known::Attachment(item) => (ItemKind::Attachment, plain(&item.name), item.raise),
            Known::DeleteRequest(_) => (ItemKind::DeleteRequest, none(), None),
            Known::DeleteAnswer(_) => (ItemKind::DeleteAnswer, none(), None),
        },
    };
    ShareItem { kind, title, raise: raise.map(item::Raise::from) }
}
