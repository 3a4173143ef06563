//! The contract of `sotto-cli`, held from outside: commands, fields, exit statuses, files.
//!
//! Deriving a key from a passphrase takes most of a second on purpose, so one vault is made once
//! and copied, and opened with its recovery sheet.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod person;

use std::process::Stdio;

use person::{Person, have, made_once};
use serde_json::{Value, json};

const CARD: &[&str] = &["id", "date", "title", "mood", "tags"];

#[test]
fn init_says_where_the_vault_is_and_never_touches_what_is_there() {
    let made = made_once();
    assert_eq!(made.init["vault"].as_str().map(|v| v.ends_with("j.sotto")), Some(true));
    let ann = Person::new();
    let vault = std::fs::read(ann.vault()).unwrap();
    assert_eq!(ann.fails(2, &["init", "--no-recovery"]), "exists");
    assert_eq!(ann.fails(2, &["init", "--recovery-out", "other.txt"]), "exists");
    assert!(!ann.path("other.txt").exists());
    assert_eq!(std::fs::read(ann.vault()).unwrap(), vault);
    // A sheet's place is never taken from another file.
    std::fs::remove_file(ann.vault()).unwrap();
    assert_eq!(ann.fails(2, &["init", "--recovery-out", "sheet.txt"]), "exists");
    assert!(!ann.vault().exists());
    assert_eq!(std::fs::read_to_string(ann.path("sheet.txt")).unwrap(), made.sheet);
}

#[test]
fn without_a_place_for_the_sheet_init_refuses_to_lose_it() {
    let bob = Person::without_vault();
    std::fs::write(bob.path("p.txt"), "four plain words\n").unwrap();
    let run = bob.plain(&["--passphrase-file", "p.txt", "init"], b"");
    assert_eq!(run.status, 2);
    assert!(run.error.contains("--recovery-out"), "{}", run.error);
    assert!(!bob.vault().exists());
    // With --json there is then no way in but the passphrase, until a sheet is made.
    let run = bob.bare(&["--passphrase-file", "p.txt", "init"], b"");
    assert_eq!(run.status, 0, "{}", run.error);
    assert!(!run.output.contains("AGE-SECRET-KEY"));
    let with = |more: &[&str]| bob.bare(&[&["--passphrase-file", "p.txt"], more].concat(), b"");
    let kinds: Vec<Value> = with(&["slot", "list"]).lines.iter().map(|s| s["kind"].clone()).collect();
    assert_eq!(kinds, ["passphrase"]);
    assert_eq!(with(&["slot", "add-recovery"]).status, 2);
    assert_eq!(with(&["slot", "add-recovery", "--recovery-out", "sheet.txt"]).lines[0]["kind"], "recovery");
    assert_eq!(bob.does(&["list"]).len(), 0, "the new sheet opens it");
}

#[test]
fn a_sheet_is_private_text_with_its_words_and_its_line_and_either_opens() {
    let sheet = &made_once().sheet;
    for part in ["Sotto recovery sheet", "j.sotto", " 1. ", "24. ", "AGE-SECRET-KEY-1"] {
        assert!(sheet.contains(part), "{part}");
    }
    let ann = Person::new();
    let words: Vec<&str> = sheet
        .lines()
        .filter_map(|line| line.split_once(". "))
        .filter(|(n, _)| n.trim().parse::<u8>().is_ok())
        .map(|(_, w)| w)
        .collect();
    assert_eq!(words.len(), 24);
    std::fs::write(ann.path("words.txt"), words.join(" ")).unwrap();
    assert_eq!(ann.bare(&["--recovery-file", "words.txt", "list"], b"").status, 0);
    std::fs::write(ann.path("none.txt"), "not a sheet").unwrap();
    assert_eq!(ann.bare(&["--recovery-file", "none.txt", "list"], b"").status, 3);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(made_once().sheet_mode & 0o777, 0o600);
        assert_eq!(std::fs::metadata(ann.path("sheet.txt")).unwrap().permissions().mode() & 0o077, 0);
    }
}

#[test]
fn a_note_needs_no_passphrase_and_becomes_a_reflection() {
    let ann = Person::new();
    let left = ann.bare(&["--now", "2026-11-22T08:00:00Z", "capture", "-"], b"Ask about the lighthouse");
    assert_eq!(left.status, 0, "{}", left.error);
    have(&left.lines, &["captured"]);
    assert_eq!(ann.bare(&["capture", "another"], b"").status, 0);
    let waiting = ann.does(&["captured"]);
    have(&waiting, &["id", "text"]);
    assert_eq!(waiting.len(), 2);
    let first = waiting.iter().find(|n| n["text"] == "Ask about the lighthouse").unwrap();
    let kept = ann.does(&["captured", "accept", first["id"].as_str().unwrap()]);
    have(&kept, &["id", "text"]);
    let shown = ann.does(&["show", kept[0]["id"].as_str().unwrap()]);
    assert_eq!(shown[0]["date"], "2026-11-22T08:00:00+00:00");
    assert_eq!(ann.does(&["captured", "accept"]).len(), 1, "without an id, all that wait");
    assert!(ann.does(&["captured"]).is_empty());
    assert_eq!(ann.fails(2, &["captured", "accept", "no-such-id"]), "not_found");
    assert_eq!(ann.fails(2, &["capture", " "]), "text_missing");
    let long = ann.bare(&["capture", "-"], &vec![b'x'; 1_000_001]);
    assert_eq!((long.status, long.code.as_str()), (7, "captured_too_long"));
}

#[test]
fn a_reflection_is_written_changed_read_and_removed() {
    let ann = Person::new();
    let written = ann.does(&[
        "--now",
        "2026-11-23T20:14:00+00:00",
        "write",
        "--title",
        "What I did not say",
        "--mood",
        "4",
        "--feeling",
        "close",
        "--feeling",
        "shy",
        "--tag",
        "brother",
        "--tag",
        "two words",
        "When she spoke",
    ]);
    have(&written, &["id"]);
    let id = written[0]["id"].as_str().unwrap();
    let shown = ann.does(&["show", id]);
    have(&shown, CARD);
    have(&shown, &["text", "revision"]);
    let want = json!({
        "id": id, "date": "2026-11-23T20:14:00+00:00", "title": "What I did not say", "mood": 4,
        "feelings": ["close", "shy"], "tags": ["brother", "two words"], "text": "When she spoke", "revision": 1,
    });
    for (field, value) in want.as_object().unwrap() {
        assert_eq!(&shown[0][field], value, "{field}");
    }
    // Only what is given changes.
    let edited = ann.does(&["edit", id, "--title", "Said"]);
    assert_eq!((edited[0]["id"].as_str(), edited[0]["revision"].as_u64()), (Some(id), Some(2)));
    let run = ann.given(&["edit", id, "-"], "Grüße\r\n図書館 ❤️\n".as_bytes());
    assert_eq!(run.lines[0]["revision"], 3);
    let shown = &ann.does(&["show", id])[0];
    assert_eq!((shown["title"].as_str(), shown["mood"].as_u64()), (Some("Said"), Some(4)));
    assert_eq!(shown["text"], "Grüße\r\n図書館 ❤️\n", "byte for byte");
    assert_eq!(ann.does(&["edit", id, "--date", "2026-03-14"])[0]["revision"], 4);
    assert_eq!(ann.does(&["show", id])[0]["date"], "2026-03-14T00:00:00+00:00");
    let history = ann.does(&["show", id, "--revisions"]);
    have(&history, CARD);
    have(&history, &["text", "revision"]);
    let texts: Vec<_> =
        history.iter().map(|r| (r["revision"].as_u64().unwrap(), r["title"].as_str().unwrap())).collect();
    assert_eq!(texts, [(4, "Said"), (3, "Said"), (2, "Said"), (1, "What I did not say")]);
    let gone = ann.does(&["delete", id]);
    assert_eq!((gone[0]["id"].as_str(), gone[0]["revision"].as_u64()), (Some(id), Some(5)));
    for command in [&["show", id][..], &["edit", id, "x"], &["delete", id]] {
        assert_eq!(ann.fails(2, command), "not_found");
    }
    for nothing in [&["write"][..], &["write", ""], &["write", "--title", " ", "--tag", "", " \n"]] {
        assert_eq!(ann.fails(2, nothing), "text_missing", "{nothing:?}");
    }
    // Behind "--" everything is text.
    let id = ann.does(&["write", "--", "--tag"])[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(ann.does(&["show", &id])[0]["text"], "--tag");
    assert_eq!(ann.fails(2, &["write", "--tga"]), "usage");
    assert_eq!(ann.fails(2, &["write", "--mood", "6", "x"]), "usage");
    have(&ann.does(&["write", "--mood", "3"]), &["id"]);
}

#[test]
fn lists_are_newest_first_and_cut_by_date_tag_and_number() {
    let ann = Person::new();
    for (date, title, tag) in [
        ("2026-11-20T08:00:00", "morning", "a"),
        ("2026-11-20T23:59:59", "night", "two words"),
        ("2026-11-21", "midnight", "a"),
        ("2026-11-22T01:00:00+14:00", "far east", "b"),
        ("2025-01-01", "old", "a"),
    ] {
        ann.does(&["write", "--date", date, "--title", title, "--tag", tag, "text"]);
    }
    let titles = |arguments: &[&str]| -> Vec<String> {
        let lines = ann.does(&[&["list"], arguments].concat());
        lines.iter().for_each(|line| have(std::slice::from_ref(line), CARD));
        lines.iter().map(|line| line["title"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(titles(&[]), ["far east", "midnight", "night", "morning", "old"]);
    assert_eq!(titles(&["--limit", "2"]), ["far east", "midnight"]);
    assert!(titles(&["--limit", "0"]).is_empty());
    assert_eq!(titles(&["--tag", "TWO words"]), ["night"]);
    assert_eq!(titles(&["--tag", " #two words"]), ["night"], "as it may be written down too");
    assert_eq!(titles(&["--since", "2026-11-21"]), ["far east", "midnight"]);
    assert_eq!(titles(&["--until", "2026-11-20"]), ["night", "morning", "old"]);
    assert_eq!(titles(&["--since", "2026-11-20", "--until", "2026-11-20"]), ["night", "morning"]);
    assert_eq!(titles(&["--since", "2026-11-20T08:00:01", "--until", "2026-11-20T23:59:59"]), ["night"]);
    assert_eq!(
        titles(&["--since", "2026-11-21T11:00:00Z"]),
        ["far east"],
        "moments count, not what is written"
    );
    // A bound may lie as far away as a date can be written.
    for bound in ["9999-12-31", "9999-12-31T23:59:59-14:00", "2200-01-01"] {
        assert_eq!(titles(&["--until", bound]).len(), 5, "{bound}");
        assert!(titles(&["--since", bound]).is_empty(), "{bound}");
    }
    for bound in ["0000-01-01", "0001-01-01T00:00:00+14:00", "1899-12-31"] {
        assert_eq!(titles(&["--since", bound]).len(), 5, "{bound}");
        assert!(titles(&["--until", bound]).is_empty(), "{bound}");
    }
    assert_eq!(ann.fails(2, &["list", "--since", "yesterday"]), "date_unreadable");
    assert_eq!(ann.fails(7, &["write", "--date", "9999-12-31", "x"]), "date_out_of_range");
}

#[test]
fn search_finds_and_says_where() {
    let ann = Person::new();
    ann.does(&["write", "--title", "Thursday", "--mood", "2", "my brother knew that silence"]);
    ann.does(&["write", "--title", "Call", "--tag", "family", "silence, silence, silence and my sister"]);
    ann.does(&["write", "--title", "Later", "--date", "2027-01-01", "a different silence"]);
    let found = |query: &str| ann.does(&["search", query]);
    let lines = found("silence");
    have(&lines, CARD);
    have(&lines, &["snippet"]);
    assert!(lines[0]["snippet"].as_str().unwrap().contains("silence"));
    assert_eq!(lines[0]["title"], "Later");
    for (query, count) in [
        ("\"my brother\"", 1),
        ("tag:family", 1),
        ("mood:<3", 1),
        ("-brother", 2),
        ("sil*", 3),
        ("nowhere", 0),
    ] {
        assert_eq!(found(query).len(), count, "{query}");
    }
    let best = ann.does(&["search", "silence", "--sort", "best", "--limit", "1"]);
    assert_eq!((best.len(), best[0]["title"].as_str()), (1, Some("Call")));
    assert_eq!(ann.fails(2, &["search", "silence", "--sort", "worst"]), "usage");
}

#[test]
fn people_groups_sessions_and_what_to_bring() {
    let ann = Person::new();
    let now = ["--now", "2026-11-23T20:14:00+00:00"];
    have(
        &ann.does(&["person", "add", "Maya", "--alias", "someone", "--also", "Mayah", "--also", "M."]),
        &["id"],
    );
    assert_eq!(ann.does(&["person", "list"])[0]["also"], json!(["Mayah", "M."]));
    for nobody in ["", " ", "\u{200b}", "..."] {
        assert_eq!(ann.fails(2, &["person", "add", nobody]), "name_empty", "nothing could be found for it");
    }
    assert_eq!(ann.fails(2, &["person", "add", "Jo", "--also", "-"]), "name_empty");
    assert_eq!(ann.fails(2, &["session", "next"]), "no_group");
    let group = ["group", "add", "Circle", "--weekday", "thu", "--time", "18:30", "--zone", "Europe/London"];
    have(&ann.does(&[&now, &group[..]].concat()), &["id"]);
    let next = ann.does(&[&now, &["session", "next"][..]].concat());
    assert_eq!(
        (next[0]["group"].as_str(), next[0]["starts"].as_str()),
        (Some("Circle"), Some("2026-11-26T18:30:00+00:00"))
    );
    let summer = ann.does(&["session", "next", "--group", "circle", "--now", "2026-07-01T12:00:00+09:00"]);
    assert_eq!(summer[0]["starts"], "2026-07-02T18:30:00+01:00", "the group's own offset on that day");
    assert_eq!(ann.fails(2, &["session", "next", "--group", "nobody"]), "not_found");
    let reflection =
        ann.does(&["write", "--title", "What I did not say", "words"])[0]["id"].as_str().unwrap().to_owned();
    let brought =
        ann.does(&["bring", "add", "--reflection", &reflection, "--want", "challenge", "--minutes", "7"]);
    have(&brought, &["id", "title", "want", "minutes"]);
    assert_eq!(
        (brought[0]["title"].as_str(), brought[0]["text"].as_str()),
        (Some(""), Some("")),
        "a title is not taken along unasked"
    );
    ann.does(&["bring", "add", "--title", "Mine", "--text", "- one", "--group", "Circle"]);
    let list = ann.does(&["bring", "list"]);
    have(&list, &["id", "title", "want", "minutes"]);
    assert_eq!(list.iter().map(|b| b["want"].as_str().unwrap()).collect::<Vec<_>>(), ["challenge", "listen"]);
    ann.does(&["bring", "remove", list[0]["id"].as_str().unwrap()]);
    assert_eq!(ann.does(&["bring", "list", "--group", "Circle"]).len(), 1);
    assert_eq!(ann.fails(2, &["bring", "add", "--title", "x", "--want", "advice"]), "want_unknown");
    assert_eq!(ann.fails(2, &["bring", "add", "--title", "x", "--minutes", "0"]), "minutes_unknown");
    assert_eq!(ann.fails(2, &["person", "remove", "Nobody"]), "not_found");
    ann.does(&["person", "remove", "mayah"]);
    assert!(ann.does(&["person", "list"]).is_empty());
}

#[test]
fn slots_are_listed_added_changed_and_the_last_passphrase_stays() {
    let ann = Person::new();
    std::fs::write(ann.path("second.txt"), "a second one\n").unwrap();
    std::fs::write(ann.path("third.txt"), "a third one\n").unwrap();
    let kinds = |lines: &[Value]| {
        let mut kinds: Vec<_> = lines.iter().map(|s| s["kind"].as_str().unwrap().to_owned()).collect();
        kinds.sort();
        kinds
    };
    let slots = ann.does(&["slot", "list"]);
    have(&slots, &["id", "kind"]);
    assert_eq!(kinds(&slots), ["passphrase", "recovery"]);
    let only = slots.iter().find(|s| s["kind"] == "passphrase").unwrap()["id"].as_str().unwrap();
    assert_eq!(ann.fails(2, &["slot", "remove", only]), "last_slot");
    let added = ann.does(&["slot", "add-passphrase", "--new-passphrase-file", "second.txt"]);
    have(&added, &["id", "kind"]);
    assert_eq!(
        ann.fails(2, &["slot", "change-passphrase", "--new-passphrase-file", "third.txt"]),
        "which_slot"
    );
    ann.does(&["slot", "remove", only]);
    ann.does(&["slot", "change-passphrase", "--new-passphrase-file", "third.txt"]);
    for (file, status) in [("p.txt", 3), ("second.txt", 3), ("third.txt", 0)] {
        assert_eq!(ann.bare(&["--passphrase-file", file, "list"], b"").status, status, "{file}");
    }
    let both =
        ann.bare(&["--passphrase-file", "-", "slot", "add-passphrase", "--new-passphrase-file", "-"], b"x\n");
    assert_eq!((both.status, both.code.as_str()), (2, "stdin_twice"));
}

#[test]
fn damage_is_listed_an_older_file_is_noticed_and_both_end_with_4() {
    let ann = Person::new();
    ann.does(&["write", "kept"]);
    let older = std::fs::read(ann.vault()).unwrap();
    let long = "a long text that fills pages of its own. ".repeat(3000);
    let long_id = ann.given(&["write", "-"], long.as_bytes()).lines[0]["id"].as_str().unwrap().to_owned();
    let passed = ann.does(&["verify"]);
    assert_eq!(passed[0], json!({ "records": 2, "attachments": 0, "damaged": [], "rolled_back": false }));

    let whole = std::fs::read(ann.vault()).unwrap();
    let mut damaged = whole.clone();
    let at = damaged.len() - 30_000;
    damaged[at] ^= 1;
    std::fs::write(ann.vault(), &damaged).unwrap();
    let run = ann.runs(&["verify"]);
    assert_eq!((run.status, run.code.as_str()), (4, "vault_damaged"), "{}", run.output);
    assert_eq!(
        (run.lines[0]["records"].as_u64(), run.lines[0]["damaged"].as_array().unwrap().len()),
        (Some(1), 1)
    );

    // Everything else stays readable, and a warning says that something is not; also when the view has to be made
    // again.
    std::fs::remove_file(format!("{}-view", ann.vault().display())).unwrap();
    let run = ann.runs(&["list"]);
    assert_eq!((run.status, run.lines.len()), (0, 1), "{}", run.error);
    assert!(run.error.contains("records_damaged"), "{}", run.error);
    assert_eq!(ann.does(&["show", run.lines[0]["id"].as_str().unwrap()])[0]["text"], "kept");
    assert_eq!(ann.runs(&["show", &long_id]).code, "vault_damaged");

    // Damage that keeps the vault from opening is listed as well.
    let mut newer = whole.clone();
    let about = whole.windows(4).position(|w| w == b"age1").unwrap();
    newer[about + 10] ^= 1;
    std::fs::write(ann.vault(), &newer).unwrap();
    let run = ann.runs(&["verify"]);
    assert_eq!(run.status, 4, "{}", run.error);
    assert!(!run.lines[0]["damaged"].as_array().unwrap().is_empty());

    std::fs::write(ann.vault(), &older).unwrap();
    assert_eq!(ann.fails(4, &["list"]), "rolled_back");
    assert_eq!(ann.fails(4, &["write", "more"]), "rolled_back");
    let run = ann.runs(&["verify"]);
    assert_eq!(
        (run.status, run.code.as_str(), run.lines[0]["rolled_back"].as_bool()),
        (4, "rolled_back", Some(true))
    );
    assert_eq!(ann.fails(4, &["list"]), "rolled_back", "verify accepts nothing");
    assert_eq!(ann.does(&["list", "--accept-older"]).len(), 1);
    assert_eq!(ann.does(&["list"]).len(), 1);
}

#[test]
fn each_exit_status_means_what_it_says() {
    let ann = Person::new();
    // 2: wrong usage.
    for words in
        [&["no-such-command"][..], &["write", "--no-such-option"], &[], &["edit"], &["share", "preview"]]
    {
        assert_eq!(ann.fails(2, words), "usage", "{words:?}");
    }
    assert_eq!(ann.fails(2, &["--now", "noon", "list"]), "now_unreadable");
    for year in ["1899", "2200", "9999"] {
        let now = format!("{year}-06-01T12:00:00Z");
        assert_eq!(ann.fails(2, &["--now", &now, "write", "x"]), "now_out_of_range");
    }
    let both = ann.bare(&["--passphrase-file", "-", "write", "-"], b"x\n");
    assert_eq!((both.status, both.code.as_str()), (2, "stdin_twice"));
    for later in ["measure", "bench"] {
        assert_eq!(ann.fails(2, &[later, "--format", "json", "x"]), "not_yet", "{later}");
    }
    // 3: the wrong passphrase, or none.
    for (given, code) in [("four plain words too\n", "passphrase_wrong"), ("\n", "passphrase_empty")] {
        let run = ann.bare(&["--passphrase-file", "-", "list"], given.as_bytes());
        assert_eq!((run.status, run.code.as_str()), (3, code));
    }
    let right = ann.bare(&["--passphrase-file", "-", "list"], b"four plain words\nsecond line\n");
    assert_eq!(right.status, 0, "{}", right.error);
    // 5: could not write.
    ann.does(&["contact", "mine", "--name", "Ann"]);
    assert_eq!(ann.fails(5, &["slot", "add-recovery", "--recovery-out", "no/folder/s"]), "file_not_written");
    let init = ["init", "--passphrase-file", "p.txt", "--recovery-out", "no/folder/s"];
    let elsewhere = Person::without_vault();
    std::fs::write(elsewhere.path("p.txt"), "four plain words").unwrap();
    let run = elsewhere.bare(&init, b"");
    assert_eq!((run.status, run.code.as_str()), (5, "file_not_written"));
    assert!(!elsewhere.vault().exists());
    // 7: refused input.
    let odd = ann.given(&["write", "-"], b"half a \xf0\x28 letter");
    assert_eq!((odd.status, odd.code.as_str()), (7, "not_utf8"));
    let title = "t".repeat(2000);
    assert_eq!(ann.fails(7, &["write", "--title", &title, "x"]), "title_too_long");
    // 8: a newer version, known by the format in the file's header.
    let mut newer = std::fs::read(ann.vault()).unwrap();
    newer[60..64].copy_from_slice(&9u32.to_be_bytes());
    std::fs::write(ann.vault(), &newer).unwrap();
    assert_eq!(ann.fails(8, &["list"]), "vault_newer");
    assert_eq!(std::fs::read(ann.vault()).unwrap(), newer, "untouched");
    // 7 and 2: no vault, and none at all.
    std::fs::write(ann.vault(), "not a vault").unwrap();
    assert_eq!(ann.fails(7, &["list"]), "not_a_vault");
    std::fs::remove_file(ann.vault()).unwrap();
    assert_eq!(ann.fails(2, &["list"]), "vault_missing");
    assert_eq!(ann.fails(2, &["capture", "x"]), "vault_missing");
    assert!(!ann.vault().exists());
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_no_text_is_refused() {
    use std::os::unix::ffi::OsStrExt;
    let ann = Person::new();
    let mut command = ann.command(&["write"]);
    let run = person::end(command.arg(std::ffi::OsStr::from_bytes(b"\xf0\x28")), b"");
    assert_eq!((run.status, run.code.as_str()), (7, "not_utf8"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_reader_that_stops_listening_is_no_failure_and_a_full_disk_is_one() {
    let ann = Person::new();
    for n in 0..3 {
        ann.does(&["write", &"a line to be printed ".repeat(4000 + n)]);
    }
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = ann.command(&["show", ann.does(&["list"])[0]["id"].as_str().unwrap()]);
    let status = command.stdout(writer).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(status.status.code(), Some(0));
    assert!(status.stderr.is_empty(), "{}", String::from_utf8_lossy(&status.stderr));
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = ann.command(&["list"]).stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(5));
    assert!(String::from_utf8_lossy(&output.stderr).contains("output_failed"));
}

#[test]
fn a_vault_in_use_is_told_but_a_note_never_waits() {
    let ann = Person::new();
    let held = std::fs::File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(ann.path("j.sotto-lock"))
        .unwrap();
    held.lock().unwrap();
    assert_eq!(ann.fails(6, &["write", "second"]), "vault_in_use");
    assert_eq!(ann.bare(&["capture", "a note"], b"").status, 0);
    drop(held);
    assert_eq!(ann.does(&["captured"]).len(), 1);
}

#[test]
fn without_json_a_person_can_read_it_and_no_terminal_obeys_it() {
    let ann = Person::new();
    let run = ann.readable(&["write", "--title", "A \u{1b}[2Jtitle", "--mood", "4", "--tag", "walk", "text"]);
    assert_eq!(run.status, 0, "{}", run.error);
    let run = ann.readable(&["list"]);
    assert!(run.output.contains("title") && run.output.contains("#walk") && run.output.contains("4/5"));
    assert!(!run.output.contains('\u{1b}') && !run.output.contains('{'));
    let run = ann.readable(&["show", "00000000000000000000000000000000"]);
    assert_eq!((run.status, run.output.as_str()), (2, ""));
    assert!(run.error.contains("Nothing has this id") && !run.error.contains('{'), "{}", run.error);
}

#[test]
fn help_needs_no_vault_and_knows_the_number() {
    let nobody = Person::without_vault();
    let run = nobody.bare(&["help", "gb"], b"");
    assert_eq!((run.status, run.lines[0]["emergency"]["number"].as_str()), (0, Some("999")));
    assert!(nobody.bare(&["help"], b"").lines.len() >= 12);
    assert_eq!(nobody.bare(&["help", "XX"], b"").code, "country_unknown");
    let usage = nobody.plain(&["--help"], b"");
    assert_eq!(usage.status, 0);
    assert!(usage.output.contains("--passphrase-file"));
}
