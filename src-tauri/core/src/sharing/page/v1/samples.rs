//! One page with everything a page can hold, for the tests.

use chrono::Days;
use serde_json::value::RawValue;

use super::items::{Item, Known};
use super::parts::*;
use super::*;

pub fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

pub fn plain(text: &str) -> Text {
    vec![Segment::Plain(text.to_owned())]
}

pub fn party(name: &str, key: char, reads: Option<&str>) -> Party {
    Party {
        name: name.to_owned(),
        recipient: format!("age1{}", key.to_string().repeat(58)),
        sender_key: key.to_string().repeat(64),
        reads: reads.map(str::to_owned),
    }
}

pub fn page(items: Vec<Item>) -> Page {
    Page {
        format: FORMAT.to_owned(),
        version: VERSION,
        language: "en".to_owned(),
        id: "0123456789abcdef0123456789abcdef".to_owned(),
        made: day(2026, 11, 23),
        from: party("Ines", 'e', None),
        to: vec![
            party("Lee", 'a', None),
            party("Dr Okafor", 'c', Some("I read these on Thursday from 17:00, not before")),
        ],
        session: Some(Session {
            group: vec![
                Segment::Alias("someone".to_owned()),
                Segment::Plain("’s Thursday circle".to_owned()),
            ],
            starts: "2026-11-26T18:30:00+00:00".to_owned(),
        }),
        check_in: Some(plain("Before we start, if that is possible.")),
        delete_after: Some(day(2026, 12, 24)),
        items,
    }
}

/// An item of a later version, as it stands in the JSON.
pub fn later(json: &str) -> Item {
    Item::Later(RawValue::from_string(json.to_owned()).unwrap())
}

pub const LATER: &str =
    r#"{"kind":"hologram","depth":1.50e-3,"what":"\u003cb\u003e caf\u00e9 \u002d","more":{"b":[],"a":-0}}"#;

/// Every kind once, and everything each can say.
pub fn sample() -> Page {
    let moods = [2, 2, 3, 2, 1, 2, 3, 3, 2, 3, 3, 4, 3, 2, 3, 3, 4, 3, 4, 4, 3, 4, 3, 4, 4, 5, 4, 4];
    let (from, until) = (day(2026, 10, 26), day(2026, 11, 23));
    let points = moods.iter().enumerate().filter(|(i, _)| i % 9 != 8);
    let writing = |title: Text, text: Text, raise| Writing { title, text, raise };
    let known = [
        Known::Bring(Box::new(Bring {
            title: plain("That happened to me too"),
            text: vec![
                Segment::Plain("“When ".to_owned()),
                Segment::Alias("someone in the group".to_owned()),
                Segment::Plain(
                    " talked about her brother I wanted to tell her that I knew that silence.”".to_owned(),
                ),
            ],
            want: Want::Listen,
            minutes: 5,
            raise: Some(Raise::Ask),
            about: plain("someone in the group"),
            sentence: plain("I knew that silence."),
            imagine: plain("My throat closes."),
            fear: Some(Fear { text: plain("Nobody says anything."), likely: 70 }),
            good: plain("One person nods."),
            ask: plain("Look at me while I say it."),
        })),
        Known::Bring(Box::new(Bring {
            title: plain("I said no, and nothing fell down"),
            text: vec![],
            want: Want::Unsure,
            minutes: 3,
            raise: None,
            about: vec![],
            sentence: vec![],
            imagine: vec![],
            fear: None,
            good: vec![],
            ask: vec![],
        })),
        Known::Mood(Mood {
            from,
            until,
            points: points.map(|(i, m)| MoodPoint { day: from + Days::new(i as u64), mood: *m }).collect(),
            raise: Some(Raise::Yes),
        }),
        Known::Tracker(Tracker {
            name: plain("Sleep"),
            unit: plain("hours"),
            decimals: 1,
            from,
            until,
            points: vec![
                TrackerPoint { day: from, value: 75 },
                TrackerPoint { day: from + Days::new(3), value: -5 },
                TrackerPoint { day: until, value: 1_000 },
            ],
            raise: None,
        }),
        Known::Measure(Measure {
            code: "phq-8".to_owned(),
            name: "PHQ-8".to_owned(),
            lowest: 0,
            highest: 24,
            credit: "Developed by Spitzer, Williams, Kroenke and colleagues.".to_owned(),
            from,
            until,
            results: vec![
                MeasureResult {
                    day: from,
                    score: Some(14),
                    band: "moderate".to_owned(),
                    note: String::new(),
                    answers: vec![],
                },
                MeasureResult {
                    day: until,
                    score: None,
                    band: String::new(),
                    note: "one question was left out".to_owned(),
                    answers: vec![Answer {
                        question: "Trouble sleeping?".to_owned(),
                        answer: "several days".to_owned(),
                        value: 1,
                    }],
                },
            ],
            change: Some(Change {
                since: from,
                points: -6,
                counts: Counts::Yes,
                source: "NHS Talking Therapies".to_owned(),
            }),
            raise: None,
        }),
        Known::Reflection(writing(
            plain("Sunday <evening> & \"quiet\""),
            plain("First line\nsecond line\r\n\r\n  A new paragraph, 1 < 2.\n\n\nשלום עולם\n"),
            Some(Raise::No),
        )),
        Known::Letter(writing(plain("To my brother"), plain("Dear you"), None)),
        Known::Win(writing(vec![], plain("I called back."), None)),
        Known::Commitment(Commitment {
            text: plain("Ask how the visit went"),
            due: Some(day(2026, 12, 3)),
            outcome: Some(Outcome::LetGo),
            raise: None,
        }),
        Known::Strategy(Strategy {
            text: plain("Count the blue things"),
            from: plain("the tall one"),
            tried: 3,
            helped: Some(2),
            raise: None,
        }),
        Known::Feedback(Feedback {
            words: plain("You waited for me."),
            from: plain("the tall one"),
            believe: vec![Belief { day: from, value: 2 }, Belief { day: until, value: 6 }],
            raise: None,
        }),
        Known::Listening(Listening {
            who: plain("someone in the group"),
            heard: plain("It was a long week."),
            guess: plain("tired"),
            asked: true,
            raise: None,
        }),
        Known::Agreement(Agreement {
            version: 3,
            text: plain("What is said here stays here."),
            accepted: Some(day(2026, 9, 3)),
        }),
        Known::Tags(Tags { tags: vec![plain("family"), plain("sleep")] }),
        Known::Attachment(Attachment {
            name: plain("window.jpg"),
            media_type: "image/jpeg".to_owned(),
            bytes: 2_345_678,
            sha256: "ab".repeat(32),
            about: plain("A window with rain on it"),
            raise: None,
        }),
        Known::DeleteRequest(DeleteRequest { sha256: "cd".repeat(32), made: day(2026, 11, 3) }),
        Known::DeleteAnswer(DeleteAnswer { sha256: "ef".repeat(32), deleted: true }),
    ];
    let mut items: Vec<Item> = known.into_iter().map(Item::Known).collect();
    items.push(later(LATER));
    page(items)
}
