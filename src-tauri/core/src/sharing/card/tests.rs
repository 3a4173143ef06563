//! Contact cards: what the mail does to them, and what must be noticed.

use super::*;
use proptest::prelude::*;

fn card(name: &str, key: char) -> Party {
    Party {
        name: name.to_owned(),
        recipient: format!("age1{}", key.to_string().repeat(58)),
        sender_key: key.to_string().repeat(64),
        reads: None,
    }
}

fn reading(promise: &str) -> Party {
    Party { reads: Some(promise.to_owned()), ..card("Dr Okafor", 'a') }
}

#[test]
fn it_is_a_few_plain_lines() {
    let text = write(&card("Ines", 'a')).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 5);
    assert_eq!(lines[0], "Sotto contact card 1");
    assert_eq!(lines[1], "name: Ines");
    assert!(lines.iter().all(|line| line.len() <= 76 && line.is_ascii()));
}

#[test]
fn a_reading_promise_is_one_line_more() {
    let text = write(&reading("I read these on Thursday from 17:00, not before")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 6);
    assert_eq!(lines[4], "reads: I read these on Thursday from 17:00, not before");
    assert_eq!(read(&text), Ok(reading("I read these on Thursday from 17:00, not before")));
    // It can be neither changed, nor taken away, nor put on another card.
    let without = write(&card("Dr Okafor", 'a')).unwrap();
    for damaged in [
        text.replace("17:00", "07:00"),
        text.replace("reads: I read these on Thursday from 17:00, not before\n", ""),
        without.replace("check:", "reads: at once\ncheck:"),
        text.replace("reads:", "reads: reads:"),
        text.replace("reads: I read these on Thursday from 17:00, not before", "reads:"),
        text.replace("reads: I", "reads: \u{202e}I"),
    ] {
        assert!(read(&damaged).is_err(), "{damaged}");
    }
    assert_eq!(tidy_promise("  At \n noon "), Some("At noon".to_owned()));
    assert_eq!(tidy_promise(&"x".repeat(200)), Some("x".repeat(200)));
    for none in ["", " ", "...", "a\u{202e}b", "a\u{2066}b", "a\0b", &"x".repeat(201)] {
        assert_eq!(tidy_promise(none), None, "{none:?}");
    }
    // Letters that a name may not have, and a sentence needs.
    for promise in ["❤️ at noon", "می\u{200c}خوانم"] {
        assert_eq!(read(&write(&reading(promise)).unwrap()), Ok(reading(promise)));
    }
    let untidy = Party { reads: Some(" at noon".to_owned()), ..card("Ines", 'a') };
    assert_eq!(write(&untidy), Err(CardError::Name));
}

#[test]
fn it_survives_the_mail() {
    let promise = "On Thursdays from 17:00, not before, and never on a Sunday when I am with my family";
    let name = "Inés María de la Cruz y Santa Ana, who has a rather long name";
    let mine = Party { reads: Some(promise.to_owned()), ..card(name, 'a') };
    let text = write(&mine).unwrap();
    for sent in [
        text.replace('\n', "\r\n"),
        text.lines().map(|l| format!("> {l}\n")).collect(),
        text.lines().map(|l| format!(">> > \t{l}  \r\n")).collect(),
        text.trim().to_owned(),
        format!("\u{feff}{text}"),
        text.replace('\n', "\n\n"),
        text.replace(" and never", " and\nnever").replace("who has", "\n who\n has"),
        text.replace('é', "e\u{301}").replace("de la", "de\u{a0}la"),
        format!("Hello,\n\nthis is mine:\n\n{text}\nSee you on Thursday\nrecipient: your lips\n"),
    ] {
        assert!(read(&sent).is_ok_and(|read| read == mine), "{sent}");
    }
}

#[test]
fn damage_is_noticed() {
    let text = write(&card("Ines", 'a')).unwrap();
    assert_eq!(read("").err(), Some(CardError::NoCard));
    assert_eq!(read("hello").err(), Some(CardError::NoCard));
    assert_eq!(read(&"Sotto contact card 1\n".repeat(4_000)).err(), Some(CardError::NoCard));
    assert_eq!(read(&text.replace("card 1", "card 2")).err(), Some(CardError::UnknownVersion));
    for damaged in [
        text.replace("Ines", "Inez"),
        text.replace("name: Ines\n", ""),
        text.replace("recipient: age1aa", "recipient: age1ab"),
        text.replace("sender_key: aa", "sender_key: ab"),
        text.replace("sender_key: aa", "sender_key: AA"),
        text.replace("sender_key: aa", "sender_key: a a"),
        text.replace("check:", "check"),
        text.replace("check: ", "check: 0"),
        text.lines().take(4).collect::<Vec<_>>().join("\n"),
        text.lines().rev().collect::<Vec<_>>().join("\n").replace("Sotto contact card 1", "")
            + &text.lines().take(3).collect::<Vec<_>>().join("\n"),
    ] {
        assert!(read(&damaged).is_err(), "{damaged}");
    }
}

#[test]
fn names() {
    assert_eq!(tidy_name("  Ines \n Cruz "), Some("Ines Cruz".to_owned()));
    assert_eq!(tidy_name("Ine\u{301}s"), Some("Inés".to_owned()));
    for no_name in ["", "  ", "...", "a\u{202e}b", "a\0b", &"x".repeat(101)] {
        assert_eq!(tidy_name(no_name), None, "{no_name}");
        assert!(matches!(write(&card(no_name, 'a')), Err(CardError::Name)));
    }
    assert!(matches!(write(&card(" Ines", 'a')), Err(CardError::Name)));
    assert!(matches!(write(&card("Ines", 'A')), Err(CardError::Damaged)));
}

proptest! {
    #[test]
    fn any_card_reads_back(
        name in any::<String>(),
        promise in any::<String>(),
        recipient in "age1[0-9a-z]{58}",
        sender_key in "[0-9a-f]{64}",
    ) {
        let Some(name) = tidy_name(&name) else { return Ok(()) };
        let card = Party { name, recipient, sender_key, reads: tidy_promise(&promise) };
        let text = write(&card).unwrap();
        prop_assert!(read(&text).is_ok_and(|read| read == card), "{text:?}");
        prop_assert!(read(&text.replace('\n', "\r\n> ")).is_ok_and(|read| read == card));
    }

    #[test]
    fn any_flipped_bit_is_noticed(at in any::<prop::sample::Index>(), bit in 0u8..7) {
        let mine = reading("At noon, not before");
        let mut text = write(&mine).unwrap().into_bytes();
        let at = at.index(text.len());
        text[at] ^= 1 << bit;
        // Either it is refused, or the change was one of white space that the mail may make too.
        let read = read(&String::from_utf8(text).unwrap());
        prop_assert!(read.is_err() || read.is_ok_and(|read| read == mine));
    }

    #[test]
    fn any_text_is_only_ever_refused(text in any::<String>()) {
        prop_assert!(read(&text).is_err());
        let titled = format!("Sotto contact card 1\n{text}");
        prop_assert!(read(&titled).is_err());
    }
}
