//! The items of page format 1: every kind that it draws, and those of later versions as they came.
//!
//! A known kind is read strictly. What each of them says is in `parts`.

use chrono::NaiveDate;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::parts::{
    Agreement, Attachment, Bring, Commitment, DeleteAnswer, DeleteRequest, Feedback, Listening, Measure,
    MeasureResult, Mood, Strategy, Tags, Tracker, Writing,
};
use super::{is_day, is_hex};

/// Most days in one series.
const MAX_POINTS: usize = 4_000;
/// Longest label that no person wrote, such as a measure's question, in characters.
const MAX_LABEL: usize = 500;
/// Largest number a tracker holds, decimals included.
const MAX_VALUE: i64 = 1_000_000_000_000;
/// Largest attachment, in bytes.
const MAX_ATTACHMENT: u64 = 1 << 30;

/// One thing that was chosen.
#[derive(Clone)]
#[cfg_attr(test, derive(Debug))]
pub enum Item {
    Known(Known),
    /// Of a later version: its JSON, letter for letter.
    Later(Box<RawValue>),
}

/// Every kind that format 1 draws.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(Debug))]
#[serde(tag = "kind", content = "says", rename_all = "snake_case", deny_unknown_fields)]
pub enum Known {
    /// Something to bring to the session.
    Bring(Box<Bring>),
    /// How it has been, day by day.
    Mood(Mood),
    /// A number the person follows.
    Tracker(Tracker),
    /// A questionnaire's results; also the app's own questions after a session, which have no score.
    Measure(Measure),
    /// A whole reflection.
    Reflection(Writing),
    /// A letter to somebody.
    Letter(Writing),
    /// Something that went well.
    Win(Writing),
    /// Something the person promised.
    Commitment(Commitment),
    /// Something that helps.
    Strategy(Strategy),
    /// What somebody said to the person.
    Feedback(Feedback),
    /// What the person heard somebody say.
    Listening(Listening),
    /// The group's agreement.
    Agreement(Agreement),
    /// Tags the person uses.
    Tags(Tags),
    /// A file that travels beside the page.
    Attachment(Attachment),
    /// A request to delete an earlier page.
    DeleteRequest(DeleteRequest),
    /// The answer to one.
    DeleteAnswer(DeleteAnswer),
}

/// The kinds above as they are written.
const KINDS: [&str; 16] = [
    "bring",
    "mood",
    "tracker",
    "measure",
    "reflection",
    "letter",
    "win",
    "commitment",
    "strategy",
    "feedback",
    "listening",
    "agreement",
    "tags",
    "attachment",
    "delete_request",
    "delete_answer",
];

/// Says of any item which kind it is.
#[derive(Deserialize)]
struct Tag {
    kind: String,
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(from)?;
        let Tag { kind } = serde_json::from_str(raw.get()).map_err(D::Error::custom)?;
        if KINDS.contains(&kind.as_str()) {
            // With the kind first, what it says is read straight into its type and never buffered.
            if !raw.get().starts_with("{\"kind\":") {
                return Err(D::Error::custom("a kind comes first"));
            }
            serde_json::from_str(raw.get()).map(Self::Known).map_err(D::Error::custom)
        } else if is_code(&kind) && raw.get().starts_with('{') {
            Ok(Self::Later(raw))
        } else {
            Err(D::Error::custom("no kind"))
        }
    }
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(known) => known.serialize(to),
            Self::Later(raw) => raw.serialize(to),
        }
    }
}

impl PartialEq for Item {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Known(a), Self::Known(b)) => a == b,
            (Self::Later(a), Self::Later(b)) => a.get() == b.get(),
            _ => false,
        }
    }
}

impl Item {
    pub fn is_valid(&self) -> bool {
        match self {
            Self::Known(known) => known.is_valid(),
            Self::Later(_) => true,
        }
    }
}

impl Known {
    fn is_valid(&self) -> bool {
        match self {
            Self::Bring(bring) => bring.fear.as_ref().is_none_or(|fear| fear.likely <= 100),
            Self::Mood(mood) => {
                is_series(mood.from, mood.until, mood.points.iter().map(|point| point.day))
                    && mood.points.iter().all(|point| (1..=5).contains(&point.mood))
            }
            Self::Tracker(tracker) => {
                tracker.decimals <= 3
                    && is_series(tracker.from, tracker.until, tracker.points.iter().map(|point| point.day))
                    && tracker.points.iter().all(|point| (-MAX_VALUE..=MAX_VALUE).contains(&point.value))
            }
            Self::Measure(measure) => measure.is_valid(),
            Self::Commitment(commitment) => commitment.due.is_none_or(is_day),
            Self::Strategy(strategy) => strategy.helped.is_none_or(|helped| helped <= 4),
            Self::Feedback(feedback) => {
                feedback.believe.iter().all(|belief| is_day(belief.day) && belief.value <= 10)
                    && feedback.believe.is_sorted_by_key(|belief| belief.day)
            }
            Self::Agreement(agreement) => agreement.accepted.is_none_or(is_day),
            Self::Attachment(attachment) => {
                is_media_type(&attachment.media_type)
                    && attachment.bytes <= MAX_ATTACHMENT
                    && is_hex(&attachment.sha256, 64)
            }
            Self::DeleteRequest(request) => is_hex(&request.sha256, 64) && is_day(request.made),
            Self::DeleteAnswer(answer) => is_hex(&answer.sha256, 64),
            Self::Reflection(_) | Self::Letter(_) | Self::Win(_) | Self::Listening(_) | Self::Tags(_) => true,
        }
    }
}

impl Measure {
    fn is_valid(&self) -> bool {
        let labels = [&self.name, &self.credit].into_iter().chain(self.change.iter().map(|c| &c.source));
        let of_result = |result: &MeasureResult| {
            let answers = result.answers.iter().flat_map(|answer| [&answer.question, &answer.answer]);
            result.score.is_none_or(|score| (self.lowest..=self.highest).contains(&score))
                && [&result.band, &result.note].into_iter().chain(answers).all(|label| is_label(label))
                && result.answers.len() <= 100
        };
        is_code(&self.code)
            && self.lowest < self.highest
            && labels.into_iter().all(|label| is_label(label))
            && is_series(self.from, self.until, self.results.iter().map(|result| result.day))
            && self.results.iter().all(of_result)
            && self.change.as_ref().is_none_or(|change| is_day(change.since))
    }
}

/// Days in order, within a span.
fn is_series(
    from: NaiveDate,
    until: NaiveDate,
    mut days: impl ExactSizeIterator<Item = NaiveDate> + Clone,
) -> bool {
    is_day(from)
        && is_day(until)
        && from <= until
        && days.len() <= MAX_POINTS
        && days.clone().is_sorted()
        && days.all(|day| (from..=until).contains(&day))
}

fn is_code(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
}

fn is_label(text: &str) -> bool {
    text.chars().count() <= MAX_LABEL
}

fn is_media_type(text: &str) -> bool {
    let part = |text: &str| {
        (1..=60).contains(&text.len())
            && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'+' | b'-'))
    };
    text.split_once('/').is_some_and(|(whole, of)| part(whole) && part(of))
}
