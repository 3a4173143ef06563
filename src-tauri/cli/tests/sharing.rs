//! Contacts, shares and what is received, between two people with a vault each.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod person;

use person::{Person, have};
use serde_json::{Value, json};

const NOW: [&str; 2] = ["--now", "2026-11-23T20:14:00+00:00"];

/// Somebody with keys of their own: copies of one vault would share theirs.
fn somebody() -> Person {
    let person = Person::without_vault();
    std::fs::write(person.path("p.txt"), "four plain words\n").unwrap();
    let made = person.bare(&["--passphrase-file", "p.txt", "init", "--recovery-out", "sheet.txt"], b"");
    assert_eq!(made.status, 0, "{}", made.error);
    person
}

fn card(person: &Person, name: &str) -> String {
    let mine = person.does(&["contact", "mine", "--name", name]);
    have(&mine, &["card"]);
    mine[0]["card"].as_str().unwrap().to_owned()
}

/// Ines with Dr Okafor's card, and the other way round; nothing compared yet.
fn two() -> (Person, Person) {
    let (ines, okafor) = (somebody(), somebody());
    std::fs::write(ines.path("o.card"), card(&okafor, "Dr Okafor")).unwrap();
    std::fs::write(okafor.path("i.card"), card(&ines, "Ines")).unwrap();
    for (person, file) in [(&ines, "o.card"), (&okafor, "i.card")] {
        have(&person.does(&["contact", "add", file]), &["name", "words", "verified"]);
    }
    (ines, okafor)
}

fn now<'a>(words: &[&'a str]) -> Vec<&'a str> {
    [&NOW[..], words].concat()
}

fn kinds(line: &Value) -> Vec<&str> {
    line["items"].as_array().unwrap().iter().map(|item| item["kind"].as_str().unwrap()).collect()
}

#[test]
fn ten_words_are_the_same_on_both_sides_and_confirming_is_remembered() {
    let (ines, okafor) = two();
    let hers = ines.does(&["contact", "words", "dr okafor"]);
    have(&hers, &["name", "words", "verified"]);
    assert_eq!(
        (hers[0]["words"].as_array().unwrap().len(), hers[0]["verified"].as_bool()),
        (10, Some(false))
    );
    assert_eq!(hers[0]["words"], okafor.does(&["contact", "words", "Ines"])[0]["words"]);
    assert_eq!(ines.does(&["contact", "confirm", "Dr Okafor"])[0]["verified"], true);
    assert_eq!(ines.does(&["contact", "list"])[0]["verified"], true);
    assert_eq!(ines.fails(2, &["contact", "words", "Nobody"]), "not_found");
    let own = somebody();
    assert_eq!(own.fails(2, &["contact", "mine"]), "my_name_missing");
    std::fs::write(own.path("own.card"), card(&own, "Me")).unwrap();
    assert_eq!(own.fails(7, &["contact", "add", "own.card"]), "card_is_yours");
    for bytes in [&b""[..], b"hello", &[0xff, 0xfe], &[b'A'; 200_000]] {
        std::fs::write(own.path("bad.card"), bytes).unwrap();
        assert_eq!(own.fails(7, &["contact", "add", "bad.card"]), "card_unreadable");
    }
    assert_eq!(own.fails(2, &["contact", "add", "nowhere.card"]), "file_missing");
}

#[test]
fn what_is_sealed_is_what_was_previewed_and_what_is_received() {
    let (ines, okafor) = two();
    ines.does(&["person", "add", "Maya", "--alias", "someone"]);
    ines.does(&["bring", "add", "--title", "Asking", "--text", "When Maya talked", "--want", "ideas"]);
    let id =
        ines.does(&now(&["write", "--title", "A page", "--mood", "4", "--tag", "private", "Maya, again"]));
    let id = id[0]["id"].as_str().unwrap();
    let choice = ["--to", "Dr Okafor", "--bring", "--mood-weeks", "4", "--reflection", id];
    let preview = ines.does(&now(&[&["share", "preview"], &choice[..], &["--out", "page.html"]].concat()));
    have(&preview, &["items", "masked", "sha256"]);
    assert_eq!(preview[0]["masked"], json!([{ "name": "Maya", "instead": "someone" }]));
    assert_eq!(kinds(&preview[0]), ["bring", "mood", "reflection"]);
    assert!(ines.does(&["share", "record"]).is_empty(), "a preview is no share");

    let run = ines.runs(&now(&[&["share", "seal"], &choice[..], &["--out", "s.age"]].concat()));
    assert_eq!(run.status, 0, "{}", run.error);
    have(&run.lines, &["items", "masked", "sha256", "verified"]);
    assert_eq!(run.lines[0]["verified"], false);
    assert!(run.error.contains("contact_not_confirmed"), "a warning: {}", run.error);
    assert_eq!(run.lines[0]["sha256"], preview[0]["sha256"]);
    let record = ines.does(&["share", "record"]);
    have(&record, &["when", "to", "sha256", "items"]);
    assert_eq!(
        (record[0]["to"].clone(), record[0]["sha256"].clone()),
        (json!(["Dr Okafor"]), preview[0]["sha256"].clone())
    );

    let sealed = ines.path("s.age");
    let sealed = sealed.to_str().unwrap();
    let opened = okafor.runs(&["received", "open", sealed]);
    assert_eq!(opened.status, 0, "{}", opened.error);
    have(&opened.lines, &["from", "verified", "sha256", "items"]);
    assert_eq!(
        (opened.lines[0]["from"].as_str(), opened.lines[0]["verified"].as_bool()),
        (Some("Ines"), Some(false))
    );
    assert!(opened.error.contains("sender_not_compared"), "{}", opened.error);
    assert_eq!(opened.lines[0]["sha256"], preview[0]["sha256"]);
    // The page that came is the page that was previewed, byte for byte, without what was not chosen.
    okafor.does(&["received", "page", opened.lines[0]["id"].as_str().unwrap(), "--out", "came.html"]);
    let page = std::fs::read_to_string(ines.path("page.html")).unwrap();
    assert_eq!(std::fs::read_to_string(okafor.path("came.html")).unwrap(), page);
    assert_eq!(preview[0]["page"].as_str(), Some(page.as_str()));
    assert!(
        page.contains("Asking")
            && page.contains("someone")
            && !page.contains("Maya")
            && !page.contains("private")
    );

    okafor.does(&["contact", "confirm", "Ines"]);
    let list = okafor.does(&["received", "list"]);
    have(&list, &["from", "verified", "sha256", "items"]);
    assert_eq!(list[0]["verified"], true);
    assert_eq!(okafor.does(&["received", "brief"]).len(), 1);
    assert_eq!(okafor.fails(2, &["received", "brief", "--group", "No such circle"]), "not_found");
    // The same file again is recognised and kept once.
    assert_eq!(okafor.does(&["received", "open", sealed])[0]["again"], true);
    assert_eq!(okafor.does(&["received", "list"]).len(), 1);
}

#[test]
fn what_is_not_for_someone_or_altered_is_refused_and_nothing_is_kept() {
    let (ines, okafor) = two();
    ines.does(&["bring", "add", "--title", "One thing"]);
    ines.does(&["share", "seal", "--to", "Dr Okafor", "--bring", "--out", "s.age"]);
    let sealed = std::fs::read(ines.path("s.age")).unwrap();
    assert_eq!(ines.fails(7, &["received", "open", "s.age"]), "share_not_for_you");
    let mut altered = sealed.clone();
    let last = altered.len() - 20;
    altered[last] ^= 1;
    for bytes in [&altered[..], &sealed[..sealed.len() - 1], &sealed[..40], b"", b"hello"] {
        std::fs::write(okafor.path("bad.age"), bytes).unwrap();
        assert!(okafor.fails(7, &["received", "open", "bad.age"]).starts_with("share_"));
    }
    assert!(okafor.does(&["received", "list"]).is_empty());
    // Among several, the good one is kept and the bad one is told.
    std::fs::write(okafor.path("good.age"), &sealed).unwrap();
    let run = okafor.runs(&["received", "open", "bad.age", "good.age"]);
    assert_eq!((run.status, run.lines.len()), (7, 1), "{}", run.error);
    assert!(run.error.contains("bad.age"), "{}", run.error);
}

#[test]
fn a_share_needs_someone_something_and_a_place_that_is_free() {
    let (ines, _okafor) = two();
    let seal =
        |more: &[&'static str]| [&["share", "seal", "--to", "Dr Okafor", "--out", "out"], more].concat();
    assert_eq!(ines.fails(2, &seal(&[])), "choice_empty");
    assert_eq!(ines.fails(2, &["share", "seal", "--bring", "--out", "out"]), "usage");
    assert_eq!(ines.fails(2, &["share", "preview", "--to", "Nobody", "--bring"]), "not_found");
    assert_eq!(ines.fails(2, &seal(&["--mood-weeks", "2", "--keep-name", "Nobody"])), "not_found");
    assert_eq!(ines.fails(2, &seal(&["--commitments"])), "not_yet");
    assert!(!ines.path("out").exists());
    std::fs::write(ines.path("out"), "somebody's only copy").unwrap();
    assert_eq!(ines.fails(2, &seal(&["--mood-weeks", "2"])), "exists");
    assert_eq!(std::fs::read_to_string(ines.path("out")).unwrap(), "somebody's only copy");
    assert!(ines.does(&["share", "record"]).is_empty(), "nothing left, nothing is recorded");
    for out in [&["share", "seal", "--out", "-"][..], &["share", "preview", "--out", "-"]] {
        let to = ["--to", "Dr Okafor", "--mood-weeks", "2"];
        assert_eq!(ines.fails(2, &[out, &to].concat()), "out_not_stdout", "{out:?}");
    }
    assert_eq!(ines.fails(2, &["slot", "add-recovery", "--recovery-out", "-"]), "out_not_stdout");
    assert!(!ines.path("-").exists());
    let into_the_vault = ["share", "seal", "--to", "Dr Okafor", "--mood-weeks", "2", "--out", "j.sotto"];
    assert_eq!(ines.fails(2, &into_the_vault), "exists");
    let nowhere = ["share", "seal", "--to", "Dr Okafor", "--mood-weeks", "2", "--out", "no/folder/s.age"];
    assert_eq!(ines.fails(5, &nowhere), "file_not_written");
    let page = ["share", "preview", "--to", "Dr Okafor", "--mood-weeks", "2", "--out", "no/folder/p.html"];
    assert_eq!(ines.fails(5, &page), "file_not_written");
    // A place where not even root may write.
    #[cfg(target_os = "linux")]
    {
        assert_eq!(ines.fails(5, &[&nowhere[..6], &["--out", "/sys/s.age"]].concat()), "file_read_only");
        let run = ines.readable(&[&page[..6], &["--out", "/sys/p.html"]].concat());
        assert!(run.error.contains("your journal is as it was"), "{}", run.error);
    }
    assert!(ines.does(&["share", "record"]).is_empty());
}

#[test]
fn a_name_leaves_only_when_the_person_says_so_and_is_then_not_listed_as_masked() {
    let (ines, _okafor) = two();
    // Two of one name: the name is kept, whoever is meant.
    for name in ["Maya", "maya", "Jo"] {
        ines.does(&["person", "add", name]);
    }
    ines.does(&["bring", "add", "--title", "Maya and Jo"]);
    let preview = &ines.does(&["share", "preview", "--to", "Dr Okafor", "--bring", "--keep-name", "MAYÁ"])[0];
    let names: Vec<_> =
        preview["masked"].as_array().unwrap().iter().map(|m| m["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Jo"]);
    assert_eq!(preview["kept"], json!([{ "name": "Maya" }, { "name": "maya" }]));
    assert!(
        preview["page"].as_str().unwrap().contains("Maya")
            && !preview["page"].as_str().unwrap().contains("Jo")
    );
}
