//! The whole way once, without a window: write, prepare, share, open. Two people, two
//! vaults, the real program.

use sotto_tests::person::{Person, end, refused};

const NOW: [&str; 2] = ["--now", "2026-11-23T20:14:00+00:00"];

fn now<'a>(words: &[&'a str]) -> Vec<&'a str> {
    NOW.iter().chain(words).copied().collect()
}

/// Ines with something written and something to bring, about Maya and Dad.
fn ines() -> Person {
    let ines = Person::with_vault("lantern moss quarry violet");
    ines.does(now(&[
        "group",
        "add",
        "Thursday circle",
        "--weekday",
        "thu",
        "--time",
        "18:30",
        "--zone",
        "Europe/London",
    ]));
    ines.does(["person", "add", "Maya", "--alias", "someone in the group"]);
    let body =
        "When Maya talked about her brother I wanted to tell her that I knew that silence.\n\nI did not.";
    let written =
        ines.does(now(&["write", "--title", "What I did not say", "--mood", "4", "--tag", "brother", body]));
    let id = written.text("id");
    assert!(!id.is_empty());
    ines.does(now(&[
        "bring",
        "add",
        "--reflection",
        &id,
        "--title",
        "That happened to me too",
        "--want",
        "listen",
        "--minutes",
        "5",
        "--text",
        "When Maya talked about her brother I wanted to tell her that I knew that silence.",
    ]));
    ines
}

/// The cards go both ways, and the words are the same on both sides.
fn introduce(ines: &Person, okafor: &Person) {
    let card = |person: &Person, name: &str| person.does(["contact", "mine", "--name", name]).text("card");
    std::fs::write(ines.path("okafor.card"), card(okafor, "Dr Okafor")).unwrap();
    std::fs::write(okafor.path("ines.card"), card(ines, "Ines")).unwrap();
    assert_eq!(ines.does(["contact", "add", "okafor.card"]).text("name"), "Dr Okafor");
    okafor.does(["contact", "add", "ines.card"]);
    let words = |person: &Person, name: &str| person.does(["contact", "words", name]).one()["words"].clone();
    let hers = words(ines, "Dr Okafor");
    assert_eq!(hers.as_array().map(Vec::len), Some(10));
    assert_eq!(hers, words(okafor, "Ines"), "both sides see the same ten words");
    assert_eq!(ines.does(["contact", "confirm", "Dr Okafor"]).one()["verified"], true);
    okafor.does(["contact", "confirm", "Ines"]);
}

#[test]
fn a_page_is_written_brought_sealed_and_opened_by_the_therapist_alone() {
    let ines = ines();
    let okafor = Person::with_vault("harbour button evening clock");
    introduce(&ines, &okafor);

    let next = ines.does(now(&["session", "next"]));
    assert_eq!(next.text("group"), "Thursday circle");
    assert_eq!(next.text("starts"), "2026-11-26T18:30:00+00:00");

    let choice = ["--to", "Dr Okafor", "--bring", "--mood-weeks", "4"];
    let preview = ines.does(now(&[&["share", "preview"][..], &choice].concat()));
    let page = preview.output.clone();
    assert!(!page.contains("When Maya"), "the name is gone: {page}");
    let masked = &preview.one()["masked"][0];
    assert_eq!(
        (masked["name"].as_str(), masked["instead"].as_str()),
        (Some("Maya"), Some("someone in the group"))
    );

    let sealed =
        ines.does(now(&[&["share", "seal"][..], &choice, &["--out", "for-okafor.sotto-share"]].concat()));
    assert_eq!(sealed.text("sha256"), preview.text("sha256"), "what was sealed is what was previewed");
    let file = ines.path("for-okafor.sotto-share");
    let bytes = std::fs::read(&file).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1"));
    for word in ["Maya", "brother", "silence", "Thursday", "Ines", "Okafor"] {
        assert!(
            !bytes.windows(word.len()).any(|window| window == word.as_bytes()),
            "{word} is readable in the file"
        );
    }

    let record = ines.does(["share", "record"]);
    assert_eq!(record.text("sha256"), sealed.text("sha256"));

    let file = file.to_str().unwrap();
    let opened = okafor.does(now(&["received", "open", file]));
    assert_eq!(opened.text("from"), "Ines");
    assert_eq!(opened.one()["verified"], true);
    assert_eq!(opened.text("sha256"), sealed.text("sha256"));
    let listed = okafor.does(["received", "list"]);
    assert_eq!(listed.text("sha256"), sealed.text("sha256"));
    assert!(listed.one()["items"].as_array().is_some_and(|items| !items.is_empty()));

    // A second pair of hands gets nothing, and keeps nothing.
    let stranger = Person::with_vault("somebody else entirely here");
    assert_eq!(stranger.is_refused(7, ["received", "open", file]).code, "share_not_for_you");
    assert!(stranger.does(["received", "list"]).lines.is_empty());
}

#[test]
fn a_kept_name_leaves_and_an_unconfirmed_contact_is_said_to_be_one() {
    let ines = ines();
    let okafor = Person::with_vault("harbour button evening clock");
    let card = okafor.does(["contact", "mine", "--name", "Dr Okafor"]).text("card");
    std::fs::write(ines.path("okafor.card"), card).unwrap();
    ines.does(["contact", "mine", "--name", "Ines"]);
    ines.does(["contact", "add", "okafor.card"]);
    let sealed =
        ines.does(["share", "seal", "--to", "Dr Okafor", "--bring", "--keep-name", "Maya", "--out", "s.age"]);
    assert_eq!(sealed.one()["verified"], false);
    assert!(!sealed.error.trim().is_empty(), "a warning on standard error");
    let page = okafor.does(["received", "open", ines.path("s.age").to_str().unwrap()]);
    assert_eq!(page.one()["verified"], false, "Dr Okafor has not compared words with Ines either");
    assert_eq!(page.text("from"), "Ines");
}

#[test]
fn a_reflection_is_written_found_edited_and_deleted() {
    let person = Person::with_vault("four plain words here");
    let first = person.does([
        "write",
        "--title",
        "The café",
        "--date",
        "2026-03-01",
        "--mood",
        "2",
        "--tag",
        "walk",
        "Rain all day.",
    ]);
    let second =
        person.does(["write", "--title", "Later", "--date", "2026-03-02T21:00:00", "Nothing of the kind."]);
    assert_eq!(person.given("From the terminal, über alles ❤️".as_bytes(), ["write", "-"]).status, 0);

    let list = person.does(["list", "--until", "2026-03-03"]);
    let titles: Vec<_> = list.lines.iter().map(|line| line["title"].as_str().unwrap_or_default()).collect();
    assert_eq!(titles, ["Later", "The café"], "newest first");
    assert_eq!(list.lines[1]["mood"], 2);
    assert_eq!(list.lines[1]["tags"][0], "walk");

    for (query, expected) in [
        ("rain", 1),
        ("cafe", 1),
        ("\"all day\"", 1),
        ("\"day all\"", 0),
        ("tag:walk", 1),
        ("mood:<3", 1),
        ("noth*", 1),
    ] {
        assert_eq!(person.does(["search", query]).lines.len(), expected, "{query}");
    }

    let id = first.text("id");
    let edited = person.does(["edit", &id, "Rain, then not."]);
    assert!(edited.one()["revision"].as_u64() > first.one()["revision"].as_u64().or(Some(0)));
    assert_eq!(person.does(["show", &id]).text("text"), "Rain, then not.");
    assert!(person.does(["search", "\"all day\""]).lines.is_empty(), "the older words are no longer found");

    person.does(["delete", &id]);
    person.is_refused(2, ["show", &id]);
    assert_eq!(person.does(["show", &second.text("id")]).text("text"), "Nothing of the kind.");
    let verified = person.does(["verify"]);
    assert_eq!(verified.one()["damaged"].as_array().map(Vec::len), Some(0));
    assert_eq!(verified.one()["rolled_back"], false);
}

#[test]
fn a_note_is_left_without_a_passphrase_and_waits() {
    let person = Person::with_vault("four plain words here");
    let left = end(&mut person.bare(["capture", "Ask about the lighthouse"]), b"");
    assert_eq!(left.status, 0, "{}", left.error);
    let waiting = person.does(["captured"]);
    assert_eq!(waiting.text("text"), "Ask about the lighthouse");
    person.does(["captured", "accept", &waiting.text("id")]);
    assert!(person.does(["captured"]).lines.is_empty());
    assert_eq!(person.does(["search", "lighthouse"]).lines.len(), 1);
}

#[test]
fn the_recovery_sheet_opens_what_a_forgotten_passphrase_cannot() {
    let person = Person::with_vault("soon to be forgotten");
    person.does(["write", "Still here."]);
    let sheet = std::fs::read_to_string(person.path("sheet.txt")).unwrap();
    assert!(sheet.contains("AGE-SECRET-KEY-1"), "the sheet has the key line");
    let mut list = person.bare(["--recovery-file", "sheet.txt", "list"]);
    let list = end(&mut list, b"");
    assert_eq!((list.status, list.lines.len()), (0, 1), "{}", list.error);

    std::fs::write(person.path("new.txt"), "a newer one\n").unwrap();
    person.does(["slot", "change-passphrase", "--new-passphrase-file", "new.txt"]);
    let with = |file| person.bare(["--passphrase-file", file, "list"]);
    assert_eq!(refused(&mut with("passphrase.txt"), b"", 3).code, "passphrase_wrong");
    let newer = end(&mut with("new.txt"), b"");
    assert_eq!((newer.status, newer.lines.len()), (0, 1), "{}", newer.error);
}
