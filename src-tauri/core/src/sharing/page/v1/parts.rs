//! What each kind of item says, field by field.
//!
//! The order of the fields is part of the format. A field that says nothing is left out, so that there is one
//! way to write each item. `raise` is what the sender says about raising it in the group.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Text;

macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field:meta])* $part:ident: $type:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
            #[cfg_attr(test, derive(Debug))]
            #[serde(deny_unknown_fields)]
            pub struct $name { $($(#[$field])* pub $part: $type,)* }
        )*
    };
}

parts! {
    Bring {
        title: Text,
        /// The chosen passage.
        text: Text,
        want: Want,
        minutes: u16,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        raise: Option<Raise>,
        /// Who in the room it is about or for.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        about: Text,
        /// If there are only two minutes: one sentence.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        sentence: Text,
        /// What happens in the person when they imagine saying it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        imagine: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fear: Option<Fear>,
        /// What a good five minutes would be.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        good: Text,
        /// A small thing to ask for.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        ask: Text,
    }
    /// What the person fears will happen.
    Fear {
        text: Text,
        /// 0 to 100.
        likely: u8,
    }
    Mood {
        from: NaiveDate,
        until: NaiveDate,
        points: Vec<MoodPoint>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        raise: Option<Raise>,
    }
    MoodPoint {
        day: NaiveDate,
        /// From 1, very low, to 5, very good.
        mood: u8,
    }
    Tracker {
        name: Text,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unit: Text,
        /// Digits of each value that stand behind the point, 0 to 3.
        decimals: u8,
        from: NaiveDate,
        until: NaiveDate,
        points: Vec<TrackerPoint>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        raise: Option<Raise>,
    }
    TrackerPoint {
        day: NaiveDate,
        /// With its decimals and without the point: 75 is 7.5 where `decimals` is 1.
        value: i64,
    }
    Measure {
        /// The same in every language, such as `phq-8`.
        code: String,
        name: String,
        lowest: u16,
        highest: u16,
        /// Who made it, and under which terms it is used.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        credit: String,
        from: NaiveDate,
        until: NaiveDate,
        results: Vec<MeasureResult>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        change: Option<Change>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        raise: Option<Raise>,
    }
    MeasureResult {
        day: NaiveDate,
        /// None where there is no total.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        score: Option<u16>,
        /// What the score means.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        band: String,
        /// What must be said with it, such as a question that was left out.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
        /// The answers that the person shares.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        answers: Vec<Answer>,
    }
    Answer {
        question: String,
        answer: String,
        value: u16,
    }
    /// How much a score has changed, and whether that counts.
    Change {
        since: NaiveDate,
        points: i32,
        counts: Counts,
        /// Where the number comes from that a change is held against.
        source: String,
    }
    Writing {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        title: Text,
        text: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        raise: Option<Raise>,
    }
    Commitment {
        text: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<NaiveDate>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outcome: Option<Outcome>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        raise: Option<Raise>,
    }
    Strategy {
        text: Text,
        /// Who it is from.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        from: Text,
        /// How many times it was tried.
        tried: u16,
        /// 0 to 4.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        helped: Option<u8>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        raise: Option<Raise>,
    }
    Feedback {
        words: Text,
        /// Who said it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        from: Text,
        /// How far the person believed it, day by day.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        believe: Vec<Belief>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        raise: Option<Raise>,
    }
    Belief {
        day: NaiveDate,
        /// 0 to 10.
        value: u8,
    }
    Listening {
        who: Text,
        heard: Text,
        /// What the person guesses they felt.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        guess: Text,
        /// Whether the person asked.
        asked: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        raise: Option<Raise>,
    }
    Agreement {
        version: u32,
        text: Text,
        /// When the sender accepted it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        accepted: Option<NaiveDate>,
    }
    Tags {
        tags: Vec<Text>,
    }
    Attachment {
        name: Text,
        /// Such as `image/jpeg`.
        media_type: String,
        bytes: u64,
        sha256: String,
        /// What it shows, for who cannot see it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        about: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        raise: Option<Raise>,
    }
    DeleteRequest {
        /// Of the page that is to be deleted.
        sha256: String,
        made: NaiveDate,
    }
    DeleteAnswer {
        sha256: String,
        deleted: bool,
    }
}

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $choice:ident,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
            #[cfg_attr(test, derive(Debug))]
            #[serde(rename_all = "snake_case")]
            pub enum $name { $($(#[$of])* $choice,)* }
        )*
    };
}

choices! {
    /// What a person wants back.
    Want { Unsure, Listen, Feedback, Ideas, Challenge, Celebrate, }
    /// Whether the reader may raise it.
    Raise { Yes, Ask, No, }
    /// What became of a promise.
    Outcome { Done, Changed, LetGo, }
    /// Whether a change of a score counts as real.
    Counts { Yes, Perhaps, No, }
}
