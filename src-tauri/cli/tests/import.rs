//! `sotto-cli import`, held from outside: each line once, and why a line was not taken in.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod person;

use person::{Person, have};

#[test]
fn an_import_adds_each_line_once_and_says_which_it_could_not_read() {
    let ann = Person::new();
    let lines = [
        r#"{"date":"2026-11-23T20:14:00","title":"One","tags":["a"],"mood":4,"body":"first"}"#,
        "",
        r#"{"id":"x-1","date":"2026-11-22","body":"second"}"#,
        r#"{"id":"x-1","date":"2026-11-22","body":"second, again"}"#,
        "not json",
        r#"{"date":"2026-11-23","mood":9,"body":"mood"}"#,
        r#"{"date":"2026-02-30","body":"date"}"#,
        r#"{"date":"0001-01-01","body":"range"}"#,
        r#"{"date":"2026-11-21T09:00:00+05:00","title":"Last","body":"third"}"#,
    ];
    let mut file = lines.join("\r\n").into_bytes();
    file.extend_from_slice(b"\n\xff\xfe\n");
    std::fs::write(ann.path("in.jsonl"), &file).unwrap();
    let first = &ann.does(&["import", "auto", "in.jsonl"])[0];
    have(std::slice::from_ref(first), &["added", "known", "lost"]);
    assert_eq!((first["added"].as_u64(), first["known"].as_u64()), (Some(3), Some(1)));
    let lost: Vec<_> = first["lost"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| (l["item"].as_str().unwrap(), l["why"].as_str().unwrap()))
        .collect();
    let want = [
        ("line 5", "line_unreadable"),
        ("line 6", "mood_unknown"),
        ("line 7", "date_unreadable"),
        ("line 8", "date_out_of_range"),
        ("line 10", "not_utf8"),
    ];
    assert_eq!(lost, want, "in the order of the file");
    let second = &ann.does(&["import", "jsonl", "in.jsonl"])[0];
    assert_eq!((second["added"].as_u64(), second["known"].as_u64()), (Some(0), Some(4)));
    let titles: Vec<_> =
        ann.does(&["list"]).iter().map(|l| l["title"].as_str().unwrap().to_owned()).collect();
    assert_eq!(titles, ["One", "", "Last"]);
    // What was removed does not come back with the next reading.
    let id = ann.does(&["search", "first"])[0]["id"].as_str().unwrap().to_owned();
    ann.does(&["delete", &id]);
    assert_eq!(ann.does(&["import", "jsonl", "in.jsonl"])[0]["added"], 0);

    std::fs::write(ann.path("hostile"), [b'{'; 5000]).unwrap();
    assert_eq!(ann.fails(7, &["import", "auto", "hostile"]), "import_unreadable");
    std::fs::write(ann.path("other"), "<xml/>").unwrap();
    assert_eq!(ann.fails(7, &["import", "auto", "other"]), "format_unknown");
    assert_eq!(ann.fails(2, &["import", "jsonl", "nowhere"]), "file_missing");
    assert_eq!(ann.fails(2, &["import", "docx", "other"]), "usage");
}

#[test]
fn more_reflections_than_one_commit_takes_come_in_and_are_found_after_reopening() {
    let ann = Person::new();
    let file: String = (0..1203)
        .map(|n| format!("{{\"id\":{n},\"date\":\"2026-01-01\",\"title\":\"n{n}\",\"body\":\"heron\"}}\n"))
        .collect();
    let run = ann.given(&["import", "jsonl", "-"], file.as_bytes());
    assert_eq!((run.status, run.lines[0]["added"].as_u64()), (0, Some(1203)), "{}", run.error);
    assert_eq!(ann.does(&["search", "heron"]).len(), 1203);
    assert_eq!(ann.does(&["list"]).len(), 1203);
    let rebuilt = ann.does(&["rebuild"]);
    have(&rebuilt, &["records", "seconds"]);
    assert_eq!(rebuilt[0]["records"], 1203);
    assert_eq!(ann.does(&["list", "--limit", "1000"]).len(), 1000);
}

#[cfg(unix)]
#[test]
fn what_has_no_end_is_refused_at_once() {
    let ann = Person::new();
    assert_eq!(ann.fails(7, &["import", "jsonl", "/dev/zero"]), "import_unreadable");
    assert_eq!(ann.fails(7, &["import", "auto", "/dev/zero"]), "format_unknown");
    assert!(ann.does(&["list"]).is_empty());
}
