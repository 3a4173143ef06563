//! Contact cards: what the mail does to them, what must be noticed, and the words that are compared.

use super::*;
use proptest::prelude::*;
use std::collections::HashSet;

fn card(name: &str, key: char) -> Card {
    Card {
        name: name.to_owned(),
        seal: format!("age1{}", key.to_string().repeat(58)),
        proof: key.to_string().repeat(64),
    }
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
fn it_survives_the_mail() {
    let mine = card("Inés María de la Cruz y Santa Ana, who has a rather long name", 'a');
    let text = write(&mine).unwrap();
    for sent in [
        text.replace('\n', "\r\n"),
        text.lines().map(|l| format!("> {l}\n")).collect(),
        text.lines().map(|l| format!(">> > \t{l}  \r\n")).collect(),
        text.trim().to_owned(),
        format!("\u{feff}{text}"),
        text.replace('\n', "\n\n"),
        text.replace(" and a ", " and\na ").replace("who has", "\n who\n has"),
        text.replace('é', "e\u{301}").replace("de la", "de\u{a0}la"),
        format!("Hello,\n\nthis is mine:\n\n{text}\nSee you on Thursday\nseal: your lips\n"),
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
        text.replace("seal: age1aa", "seal: age1ab"),
        text.replace("proof: aa", "proof: ab"),
        text.replace("proof: aa", "proof: AA"),
        text.replace("proof: aa", "proof: a a"),
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

#[test]
fn both_sides_hear_the_same_words() {
    let (ines, lee, mallory) = (card("Ines", 'a'), card("Lee", 'b'), card("Mallory", 'c'));
    let words = words(&[&ines, &lee]).unwrap();
    assert_eq!(words, super::words(&[&lee, &ines]).unwrap());
    // Part of the format: two versions must say the same.
    assert_eq!(
        words.join(" "),
        "depth childlike arrival crunchy gullible wispy cardinal unaudited unspoiled wind"
    );
    // What someone is called makes no difference, any other key does.
    assert_eq!(words, super::words(&[&card("Inés", 'a'), &lee, &lee]).unwrap());
    let mut other = lee.clone();
    other.proof = format!("c{}", "b".repeat(63));
    let sets: HashSet<[&str; 10]> =
        [[&ines, &mallory].as_slice(), &[&mallory, &lee], &[&ines, &other], &[&ines, &lee, &mallory]]
            .iter()
            .map(|set| super::words(set).unwrap())
            .collect();
    assert_eq!(sets.len(), 4);
    assert!(!sets.contains(&words));
    assert_eq!(super::words(&[&ines, &card("X", 'X')]), Err(CardError::Damaged));
}

#[test]
fn division_is_right() {
    let mut number = [0u8; 32];
    number[31] = 0x10;
    number[30] = 0x27; // 10,000
    assert_eq!(divide(&mut number, 7_776), 10_000 - 7_776);
    assert_eq!(number[31], 1);
    let mut most = [255u8; 32];
    let rest: Vec<usize> = (0..3).map(|_| divide(&mut most, 10)).collect();
    assert_eq!(rest, [5, 3, 9]); // 2^256 - 1 ends in ...639935
}

proptest! {
    #[test]
    fn any_card_reads_back(name in any::<String>(), seal in "age1[0-9a-z]{58}", proof in "[0-9a-f]{64}") {
        let Some(name) = tidy_name(&name) else { return Ok(()) };
        let card = Card { name, seal, proof };
        let text = write(&card).unwrap();
        prop_assert!(read(&text).is_ok_and(|read| read == card), "{text:?}");
        prop_assert!(read(&text.replace('\n', "\r\n> ")).is_ok_and(|read| read == card));
    }

    #[test]
    fn any_flipped_bit_is_noticed(at in any::<prop::sample::Index>(), bit in 0u8..7) {
        let mine = card("Ines", 'a');
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
