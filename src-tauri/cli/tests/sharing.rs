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
    assert_eq!(okafor.does(&["received", "open", sealed])[0]["already_received"], true);
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
    // Among several, the good one is kept and the bad one is reported.
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
    // Two of one name: it stays for both.
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

#[test]
fn a_reading_promise_goes_from_card_to_contact_to_preview_and_page() {
    let (ines, okafor) = (somebody(), somebody());
    let promise = "I read these on Thursday from 17:00, not before";
    let mine = okafor.does(&["contact", "mine", "--name", "Dr Okafor", "--reads", promise]);
    assert_eq!(mine[0]["reads"], promise);
    std::fs::write(ines.path("o.card"), mine[0]["card"].as_str().unwrap()).unwrap();
    let added = ines.does(&["contact", "add", "o.card"]);
    have(&added, &["name", "verified", "reads"]);
    assert_eq!(added[0]["reads"], promise);
    ines.does(&["contact", "confirm", "Dr Okafor"]);
    card(&ines, "Ines");
    ines.does(&["bring", "add", "--title", "Asking"]);
    let preview = ["share", "preview", "--to", "Dr Okafor", "--bring"];
    let seen = &ines.does(&preview)[0];
    assert_eq!(seen["to"][0]["reads"], promise);
    assert!(seen["page"].as_str().unwrap().contains(promise));
    assert!(ines.readable(&preview).output.contains(promise));
    // A new card with the same keys brings the new promise and stays compared; without one, there is none.
    for (reads, now_reads) in [("On Friday", json!("On Friday")), ("", Value::Null)] {
        let mine = okafor.does(&["contact", "mine", "--reads", reads]);
        std::fs::write(ines.path("o.card"), mine[0]["card"].as_str().unwrap()).unwrap();
        let again = &ines.does(&["contact", "add", "o.card"])[0];
        assert_eq!((&again["reads"], &again["verified"]), (&now_reads, &json!(true)));
    }
    // Changing the name leaves the promise, and what does not fit changes nothing.
    okafor.does(&["contact", "mine", "--reads", "On Monday"]);
    assert_eq!(okafor.fails(7, &["contact", "mine", "--reads", &"x".repeat(201)]), "promise_unfit");
    assert_eq!(okafor.does(&["contact", "mine", "--name", "O."])[0]["reads"], "On Monday");
    assert_eq!(somebody().fails(2, &["contact", "mine", "--reads", "On Monday"]), "my_name_missing");
}

#[test]
fn please_delete_after_stands_on_the_page_and_at_the_receiver() {
    let (ines, okafor) = two();
    ines.does(&["bring", "add", "--title", "Asking"]);
    let seal =
        |day| ["share", "seal", "--to", "Dr Okafor", "--bring", "--out", "s.age", "--delete-after", day];
    for day in ["tomorrow", "2026-13-01", "2026-12-24T10:00:00Z"] {
        assert_eq!(ines.fails(2, &seal(day)), "date_unreadable", "{day}");
    }
    assert!(!ines.path("s.age").exists());
    assert_eq!(ines.does(&seal("2026-12-24"))[0]["delete_after"], "2026-12-24");
    let opened = okafor.does(&["received", "open", ines.path("s.age").to_str().unwrap()]);
    assert_eq!(opened[0]["delete_after"], "2026-12-24");
    okafor.does(&["received", "page", opened[0]["id"].as_str().unwrap(), "--out", "came.html"]);
    let page = std::fs::read_to_string(okafor.path("came.html")).unwrap();
    assert!(page.contains("A request: please delete this after 24 December 2026."));
    assert!(okafor.readable(&["received", "list"]).output.contains("please delete this after 2026-12-24"));
}

#[test]
fn a_whole_group_compares_one_set_of_words() {
    let names = ["Ines", "Lee", "Ada"];
    let people = names.map(|_| somebody());
    let cards: Vec<String> = people.iter().zip(names).map(|(person, name)| card(person, name)).collect();
    let mut words = Vec::new();
    for (i, person) in people.iter().enumerate() {
        let mut others = Vec::new();
        for (j, name) in names.iter().enumerate().filter(|(j, _)| *j != i) {
            std::fs::write(person.path("c"), &cards[j]).unwrap();
            person.does(&["contact", "add", "c"]);
            others.insert(0, *name);
        }
        let ten = &person.does(&[&["contact", "words"], others.as_slice()].concat())[0];
        assert_eq!((&ten["names"], ten["words"].as_array().unwrap().len()), (&json!(others), 10));
        words.push(ten["words"].clone());
        assert_ne!(person.does(&["contact", "words", others[0]])[0]["words"], ten["words"]);
    }
    assert!(words.iter().all(|ten| *ten == words[0]), "{words:?}");
}

#[test]
fn what_was_received_can_be_deleted_and_a_line_remains() {
    let (ines, okafor) = two();
    ines.does(&["bring", "add", "--title", "Asking"]);
    let sealed = ines.does(&["share", "seal", "--to", "Dr Okafor", "--bring", "--out", "s.age"]);
    let path = ines.path("s.age");
    let opened = okafor.does(&["received", "open", path.to_str().unwrap()]);
    let id = opened[0]["id"].as_str().unwrap();
    let gone = okafor.does(&["received", "delete", id]);
    have(&gone, &["id", "from", "opened_at", "sha256", "deleted_at"]);
    assert_eq!(gone[0]["sha256"], sealed[0]["sha256"]);
    assert!(okafor.does(&["received", "list"]).is_empty());
    assert!(okafor.does(&["received", "brief"]).is_empty());
    for again in [&["received", "delete", id][..], &["received", "page", id, "--out", "p.html"]] {
        assert_eq!(okafor.fails(2, again), "not_found");
    }
    assert!(!okafor.path("p.html").exists());
    let log = okafor.does(&["received", "log"]);
    assert_eq!((log.len(), &log[0]), (1, &gone[0]));
    let output = okafor.readable(&["received", "log"]).output;
    assert!(output.contains("Ines") && output.contains("deleted") && !output.contains("Asking"), "{output}");
    assert_eq!(okafor.does(&["verify"])[0]["damaged"], json!([]));
    // The same file again: recognised, and taken in.
    assert_eq!(okafor.does(&["received", "open", path.to_str().unwrap()])[0]["already_received"], true);
    assert_eq!(okafor.does(&["received", "log"]).len(), 2);
}
