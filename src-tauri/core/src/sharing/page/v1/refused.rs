//! Pages that must be refused, each for its own reason.

use super::items::Known;
use super::parts::MoodPoint;
use super::read::check;
use super::samples::{day, party, sample};
use super::tests::{mood, reflection, with_items};
use super::*;
use crate::sharing::page::{MAX_BYTES, PageError};

#[test]
fn what_makes_no_sense_is_refused() {
    let refused = |change: &dyn Fn(&mut Page)| {
        let mut data = sample();
        change(&mut data);
        assert_eq!(read(render(&data).as_bytes()).err(), Some(PageError::Malformed));
    };
    refused(&|d| d.id.push('0'));
    refused(&|d| d.id = d.id.to_uppercase());
    refused(&|d| d.from.name.clear());
    refused(&|d| d.from.name = "Ines\u{202e}".to_owned());
    refused(&|d| d.from.name = "x".repeat(crate::sharing::party::MAX_NAME + 1));
    refused(&|d| d.from.recipient = "age1short".to_owned());
    refused(&|d| d.from.sender_key = "A".repeat(64));
    refused(&|d| d.from.reads = Some("never\u{202e}".to_owned()));
    refused(&|d| d.to[0].reads = Some("x".repeat(crate::sharing::party::MAX_PROMISE + 1)));
    refused(&|d| d.to.clear());
    refused(&|d| d.to.reverse());
    refused(&|d| d.to = vec![party("A", 'a', None), party("B", 'a', None)]);
    refused(&|d| d.to = (0..=MAX_RECIPIENTS).map(|_| party("A", 'a', None)).collect());
    refused(&|d| d.items = vec![reflection(vec![], vec![]); MAX_ITEMS + 1]);
    refused(&|d| d.made = NaiveDate::MAX);
    for starts in ["2026-11-26T18:30:00Z", "2026-11-26 18:30:00+00:00", "2026-11-26T18:30:00.5+00:00", ""] {
        refused(&|d| d.session = Some(Session { group: vec![], starts: starts.to_owned() }));
    }
    let one = day(2026, 1, 1);
    refused(&|d| d.items = mood(day(2026, 2, 1), one, vec![]));
    refused(&|d| d.items = mood(one, one, vec![MoodPoint { day: one, mood: 6 }]));
    refused(&|d| d.items = mood(one, one, vec![MoodPoint { day: day(2026, 1, 2), mood: 3 }]));
    refused(&|d| d.items = mood(one, one, vec![MoodPoint { day: one, mood: 3 }; 4_001]));
    let changed = |which: usize, change: &dyn Fn(&mut Known)| {
        refused(&|d| match &mut d.items[which] {
            Item::Known(item) => change(item),
            Item::Later(_) => panic!("not known"),
        });
    };
    for which in 0..sample().items.len() - 1 {
        match &sample().items[which] {
            Item::Known(Known::Bring(bring)) if bring.fear.is_some() => changed(which, &|item| {
                if let Known::Bring(bring) = item {
                    bring.fear.as_mut().unwrap().likely = 101;
                }
            }),
            Item::Known(Known::Tracker(_)) => changed(which, &|item| {
                if let Known::Tracker(tracker) = item {
                    tracker.decimals = 4;
                }
            }),
            Item::Known(Known::Measure(_)) => {
                for change in [
                    (|m| m.results[0].score = Some(25)) as fn(&mut parts::Measure),
                    |m| m.code = "PHQ 8".to_owned(),
                    |m| m.highest = 0,
                    |m| m.name = "x".repeat(501),
                    |m| m.results.reverse(),
                ] {
                    changed(which, &|item| {
                        if let Known::Measure(measure) = item {
                            change(measure);
                        }
                    });
                }
            }
            Item::Known(Known::Strategy(_)) => changed(which, &|item| {
                if let Known::Strategy(strategy) = item {
                    strategy.helped = Some(5);
                }
            }),
            Item::Known(Known::Feedback(_)) => changed(which, &|item| {
                if let Known::Feedback(feedback) = item {
                    feedback.believe[0].value = 11;
                }
            }),
            Item::Known(Known::Attachment(_)) => {
                for change in [
                    (|a| a.sha256.push('0')) as fn(&mut parts::Attachment),
                    |a| a.media_type = "image".to_owned(),
                    |a| a.media_type = "text/html; x=\"<b>\"".to_owned(),
                    |a| a.bytes = u64::MAX,
                ] {
                    changed(which, &|item| {
                        if let Known::Attachment(attachment) = item {
                            change(attachment);
                        }
                    });
                }
            }
            Item::Known(Known::DeleteRequest(_)) => changed(which, &|item| {
                if let Known::DeleteRequest(request) = item {
                    request.sha256.clear();
                }
            }),
            _ => {}
        }
    }
}

#[test]
fn what_is_no_page_of_version_1_is_refused() {
    for junk in [
        "",
        "<!DOCTYPE html>",
        "<!-- sotto-share ",
        "<!-- sotto-share x {} -->",
        "\u{feff}",
        "<!-- sotto-share 0 null -->",
    ] {
        assert_eq!(read(junk.as_bytes()).err(), Some(PageError::NotAShare), "{junk}");
    }
    assert_eq!(read(&[0xff, 0xfe]).err(), Some(PageError::NotAShare));
    assert_eq!(read(&vec![b' '; MAX_BYTES + 1]).err(), Some(PageError::TooLarge));
    for newer in ["\"version\":2,\"new\":[1]", "\"version\":1,\"language\":\"tlh\""] {
        let newer = format!("<html><!-- sotto-share f00 {{\"format\":\"sotto-share\",{newer}}} --></html>");
        assert_eq!(read(newer.as_bytes()).err(), Some(PageError::UnknownVersion), "{newer}");
    }
    let deep = format!("<!-- sotto-share 0 {} -->", "[".repeat(1_000_000));
    assert_eq!(read(deep.as_bytes()).err(), Some(PageError::NotAShare));
    let deep = format!("[{{\"kind\":\"new\",\"a\":{}}}]", "[".repeat(1_000_000) + &"]".repeat(1_000_000));
    assert!(read(with_items(&deep).as_bytes()).is_err());

    // The same data in other words: another order, a field more, a field twice, other spacing.
    let page = render(&sample());
    let (head, tail) = page.rsplit_once(DATA_START).unwrap();
    let (data, tail) = tail.split_once(COMMENT_END).unwrap();
    let json = data.split_once(' ').unwrap().1;
    let with = |json: String| format!("{head}{DATA_START}{} {json}{COMMENT_END}{tail}", check(&json));
    assert!(read(with(json.to_owned()).as_bytes()).is_ok());
    for (other, wanted) in [
        (json.replacen("\"session\"", "\"more\":1,\"session\"", 1), PageError::Malformed),
        (json.replacen("\"made\"", "\"made\":\"2026-11-23\",\"made\"", 1), PageError::Malformed),
        (json.replacen("{\"text\"", "{\"txet\"", 1), PageError::Malformed),
        (json.replacen("\"about\":[", "\"good\":[],\"about\":[", 1), PageError::Malformed),
        (json.replacen("\"want\":\"unsure\"", "\"want\":\"unsure\",\"about\":[]", 1), PageError::Altered),
        (json.replacen(':', ": ", 1), PageError::Altered),
        (json.replacen("Ines", "\\u0049nes", 1), PageError::Altered),
        (json.replacen("Ines", "Inez", 1), PageError::Altered),
        (json.replacen("\"minutes\":5", "\"minutes\":6", 1), PageError::Altered),
    ] {
        assert_ne!(other, json);
        assert_eq!(read(with(other).as_bytes()).err(), Some(wanted));
    }
    for changed in [
        page.clone() + " ",
        format!(" {page}"),
        page.replace("to be listened to", "for ideas"),
        page.replace('\n', "\r\n"),
    ] {
        assert_eq!(read(changed.as_bytes()).err(), Some(PageError::Altered));
    }
    // What only a later version understands cannot be changed either.
    for (other, wanted) in [("1.50e-3", "1.5e-3"), ("hologram", "hologran"), ("caf\\u00e9", "café")] {
        let changed = page.replace(other, wanted);
        assert_ne!(changed, page);
        assert_eq!(read(changed.as_bytes()).err(), Some(PageError::Altered), "{other}");
    }
}
