//! Pages of any content, for the tests.

use chrono::Days;
use proptest::prelude::*;

use super::items::{Item, Known};
use super::parts::{Belief, Fear, MeasureResult, MoodPoint, Raise, TrackerPoint};
use super::samples::{page, sample};
use super::*;

/// Text that tries to end what it stands in.
pub fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        Just("-->".to_owned()),
        Just("--!>".to_owned()),
        Just("</style>".to_owned()),
        Just("<script>alert(1)</script>".to_owned()),
        Just("<!-- sotto-share ".to_owned()),
        Just("\0\u{1b}\u{9f}".to_owned()),
        Just("\r\n\n\u{2028}".to_owned()),
        Just("\" onload='x' &amp; &#0; \\\"".to_owned()),
        Just("<img src=http://x.org/ style=url(x)>{name}{text}".to_owned()),
        Just("\u{ffff}\u{fdd0}\u{202e}".to_owned()),
    ];
    prop::collection::vec(piece, 0..4).prop_map(|v| v.concat())
}

fn text() -> impl Strategy<Value = Text> {
    prop::collection::vec(
        prop_oneof![nasty().prop_map(Segment::Plain), nasty().prop_map(Segment::Alias)],
        0..4,
    )
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (1i32..=9999, 1u32..=365).prop_map(|(y, d)| NaiveDate::from_yo_opt(y, d).unwrap())
}

/// A few days in order.
fn any_series() -> impl Strategy<Value = Vec<NaiveDate>> {
    (any_day(), prop::collection::vec(0u64..40, 1..20)).prop_map(|(from, steps)| {
        let mut at = from;
        let mut days = vec![from];
        for step in steps {
            at = at.checked_add_days(Days::new(step)).filter(|day| is_day(*day)).unwrap_or(at);
            days.push(at);
        }
        days
    })
}

fn raise() -> impl Strategy<Value = Option<Raise>> {
    prop_oneof![Just(None), Just(Some(Raise::Yes)), Just(Some(Raise::Ask)), Just(Some(Raise::No))]
}

/// An item of the sample with other texts, days and numbers.
fn any_known() -> impl Strategy<Value = Known> {
    let sample = sample().items.into_iter().filter_map(|item| match item {
        Item::Known(item) => Some(item),
        Item::Later(_) => None,
    });
    let which = prop::sample::select(sample.collect::<Vec<_>>());
    (which, text(), text(), any_series(), raise(), any::<u16>(), any::<i64>()).prop_map(
        |(mut item, a, b, days, raise, number, value)| {
            let (from, until) = (days[0], days[days.len() - 1]);
            match &mut item {
                Known::Bring(item) => {
                    (item.title, item.text, item.raise, item.minutes) = (a.clone(), b.clone(), raise, number);
                    (item.about, item.sentence, item.ask) = (a.clone(), b.clone(), a.clone());
                    item.fear = raise.map(|_| Fear { text: a, likely: (number % 101) as u8 });
                }
                Known::Mood(item) => {
                    (item.from, item.until, item.raise) = (from, until, raise);
                    let mood = |day| MoodPoint { day, mood: (number % 5) as u8 + 1 };
                    item.points = days.into_iter().map(mood).collect();
                }
                Known::Tracker(item) => {
                    (item.name, item.unit, item.from, item.until) = (a, b, from, until);
                    item.decimals = (number % 4) as u8;
                    let value = value % 1_000_000_000_000;
                    let point =
                        |(i, day)| TrackerPoint { day, value: if i % 2 == 0 { value } else { -value } };
                    item.points = days.into_iter().enumerate().map(point).collect();
                }
                Known::Measure(item) => {
                    (item.from, item.until, item.raise) = (from, until, raise);
                    (item.lowest, item.highest) = (0, number.max(1));
                    item.name = masked(&a).chars().take(400).collect();
                    let result = |day| MeasureResult {
                        day,
                        score: raise.map(|_| number),
                        band: item.name.clone(),
                        note: String::new(),
                        answers: vec![],
                    };
                    item.results = days.into_iter().map(result).collect();
                }
                Known::Reflection(item) | Known::Letter(item) | Known::Win(item) => {
                    (item.title, item.text, item.raise) = (a, b, raise);
                }
                Known::Commitment(item) => (item.text, item.due) = (a, raise.map(|_| from)),
                Known::Strategy(item) => (item.text, item.from, item.tried) = (a, b, number),
                Known::Feedback(item) => {
                    (item.words, item.from) = (a, b);
                    item.believe = days.into_iter().map(|day| Belief { day, value: 10 }).collect();
                }
                Known::Listening(item) => (item.who, item.heard, item.raise) = (a, b, raise),
                Known::Agreement(item) => item.text = a,
                Known::Tags(item) => item.tags = vec![a, b],
                Known::Attachment(item) => {
                    (item.name, item.about, item.bytes) = (a, b, u64::from(number) * 9_000);
                }
                Known::DeleteRequest(item) => item.made = from,
                Known::DeleteAnswer(item) => item.deleted = raise.is_some(),
            }
            item
        },
    )
}

fn masked(text: &Text) -> String {
    let piece = |segment: &Segment| match segment {
        Segment::Plain(text) | Segment::Alias(text) => text.clone(),
    };
    text.iter().map(piece).collect()
}

/// JSON that no version of today understands, written as its writer liked.
pub fn any_later() -> impl Strategy<Value = Item> {
    let number =
        prop_oneof![Just("-0"), Just("1e5"), Just("1.50e-3"), Just("123456789012345678901234567890")];
    ("[a-z][a-z0-9_]{0,20}", nasty(), number, any::<bool>()).prop_filter_map(
        "a kind of today",
        |(kind, text, number, spaces)| {
            let text = read::in_comment(&serde_json::to_string(&text).unwrap());
            let space = if spaces { " \n\t" } else { "" };
            let json = format!(
                "{{\"n\":{number},\"kind\":\"{kind}\",{space}\"x\":[{text},{{{space}\"y\":null}}],\"x\":{text}}}"
            );
            let item: Item = serde_json::from_str(&json).ok()?;
            matches!(item, Item::Later(_)).then_some(item)
        },
    )
}

fn any_name() -> impl Strategy<Value = String> {
    ("[\\p{L}\\p{N}\\p{Mn} .,'\u{2019}-]{0,12}", "[a-z']{1,9}").prop_map(|(start, end)| {
        let start: String = start.chars().take(60).collect();
        crate::sharing::card::tidy_name(&format!("{start}{end}")).unwrap_or(format!("n{end}"))
    })
}

fn any_party() -> impl Strategy<Value = Party> {
    let reads = (nasty(), "[a-z]{1,5}").prop_map(|(start, end)| {
        crate::sharing::card::tidy_promise(&format!("{}{end}", start.chars().take(90).collect::<String>()))
    });
    (any_name(), "age1[0-9a-z]{58}", "[0-9a-f]{64}", reads)
        .prop_map(|(name, recipient, sender_key, reads)| Party { name, recipient, sender_key, reads })
}

pub fn any_page() -> impl Strategy<Value = Page> {
    let item = prop_oneof![6 => any_known().prop_map(Item::Known), 1 => any_later()];
    let head = ("[0-9a-f]{32}", any_day(), any_party(), prop::collection::vec(any_party(), 1..5));
    let session = prop::option::of((text(), any_day(), -50i32..=50, 0u32..86_400));
    let asks = (prop::option::of(text()), prop::option::of(any_day()));
    (head, session, asks, prop::collection::vec(item, 0..5)).prop_map(
        |((id, made, from, mut to), session, (check_in, delete_after), items)| {
            to.sort_by(|a, b| a.sender_key.cmp(&b.sender_key));
            let session = session.and_then(|(group, day, quarters, second)| {
                let offset = chrono::FixedOffset::east_opt(quarters * 900)?;
                let time = chrono::NaiveTime::from_num_seconds_from_midnight_opt(second, 0)?;
                let starts = day.and_time(time).and_local_timezone(offset).single()?;
                Some(Session { group, starts: starts.format(MOMENT).to_string() })
            });
            Page { id, made, from, to, session, check_in, delete_after, ..page(items) }
        },
    )
}
