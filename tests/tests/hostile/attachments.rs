//! Attachments whose chunks somebody changed, files with names, types and lengths that lie, and very many.

use std::os::unix::ffi::OsStrExt;
use std::process::Command;

use sotto_core::reflections::{Content, ReflectionInput};
use sotto_core::vault::{Device, Key, RecoveryKey, VaultFile};
use sotto_core::{Journal, Now};
use sotto_tests::person::Person;

use crate::measured::{LIMIT, Report};
use crate::{Original, somebody, sqlite};

/// A reflection with two attachments, of 3 MB and of a few bytes: the ids of both.
fn attached(person: &Person) -> (Vec<u8>, String, String) {
    let large: Vec<u8> = (0..3_000_000u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
    std::fs::write(person.path("large.bin"), &large).unwrap();
    std::fs::write(person.path("small.txt"), "a few bytes").unwrap();
    let written = person.does(["write", "--attach", "large.bin", "--attach", "small.txt", "with two"]);
    let id = |at: usize| written.one()["attachments"][at]["id"].as_str().unwrap().to_owned();
    (large, id(0), id(1))
}

#[test]
fn hostile_chunks_cost_little_and_are_one_clear_error() {
    let (person, other) = (somebody(), somebody());
    attached(&other);
    let (_, large, small) = attached(&person);
    person.does(["rebuild"]);
    let original = Original::of(&person);
    let mut report = Report::new();
    let full = "(SELECT id FROM attachment WHERE length(sealed) > 1000000 ORDER BY id LIMIT 1)";
    let second = "(SELECT id FROM attachment WHERE length(sealed) > 1000000 ORDER BY id LIMIT 1 OFFSET 1)";
    let tiny = "(SELECT id FROM attachment WHERE length(sealed) < 5000)";
    let taken =
        |from: &str| format!("(tag, sealed) = (SELECT tag, sealed FROM {from} LIMIT 1) WHERE id = {full}");
    for (name, sql) in [
        (
            "a chunk cut",
            format!("UPDATE attachment SET sealed = CAST(substr(sealed, 1, 5000) AS BLOB) WHERE id = {full}"),
        ),
        ("a chunk emptied", format!("UPDATE attachment SET sealed = x'' WHERE id = {full}")),
        ("a chunk taken away", format!("DELETE FROM attachment WHERE id = {full}")),
        (
            "a chunk of the same attachment",
            format!("UPDATE attachment SET {}", taken(&format!("attachment WHERE id = {second}"))),
        ),
        (
            "a chunk of another attachment",
            format!("UPDATE attachment SET {}", taken(&format!("attachment WHERE id = {tiny}"))),
        ),
        (
            "a chunk of another vault",
            format!(
                "ATTACH '{}' AS other; UPDATE attachment SET {}",
                other.vault.display(),
                taken("other.attachment")
            ),
        ),
        ("a record for a chunk", format!("UPDATE attachment SET {}", taken("record"))),
        (
            "a chunk of 200 MB",
            format!("UPDATE attachment SET sealed = zeroblob(200000000) WHERE id = {full}"),
        ),
        ("a tag of 200 MB", format!("UPDATE attachment SET tag = zeroblob(200000000) WHERE id = {full}")),
        ("an id of 200 MB", format!("UPDATE attachment SET id = zeroblob(200000000) WHERE id = {full}")),
        (
            "100,000 chunks that are none",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) \
             INSERT INTO attachment SELECT randomblob(16), zeroblob(32), x'00' FROM n"
                .to_owned(),
        ),
    ] {
        original.put_back(&person);
        sqlite(&person, &sql);
        let mut run = |words: &[&str]| {
            let name = format!("attachment: {name}: {}", words[..2.min(words.len())].join(" "));
            let _ = std::fs::remove_file(person.path("out"));
            report.add(&name, &mut person.command(words), person.folder())
        };
        let list = run(&["list"]);
        assert!(list.status != Some(0) || list.output.contains("Survives"), "{name}: {}", list.output);
        let saved = run(&["attachment", "save", &large, "--out", "out"]);
        let added = name.starts_with("100,000");
        assert!(added || saved.status != Some(0), "{name}");
        assert_eq!(person.path("out").exists(), saved.status == Some(0), "{name}: no half of a file");
        run(&["attachment", "save", &small, "--out", "out"]);
        assert_ne!(run(&["verify"]).status, Some(0), "{name}");
    }
    original.put_back(&person);
    person.does(["verify"]);
    report.close("attachments");
}

#[test]
fn files_that_lie_are_attached_for_what_they_are() {
    let person = somebody();
    let mut report = Report::new();
    let mut attach = |path: &std::ffi::OsStr| {
        let mut command = person.command(["write", "--attach"]);
        report.add(&format!("attach {path:?}"), command.arg(path).arg("text"), person.folder())
    };
    let long = format!("{}.jpg", "n".repeat(251));
    for (file, content, name, kind) in [
        ("holiday.jpg", &b"MZ\x90\0\x03\0"[..], "holiday.jpg", "application/octet-stream"),
        ("notes.txt", b"\xFF\xD8\xFF\xE0\0\x10JFIF", "notes.txt", "image/jpeg"),
        ("my\u{202e}gpj.exe", b"MZ", "mygpj.exe", "text/plain"),
        ("two\nlines.txt", b"x", "two lines.txt", "text/plain"),
        ("back\\slash.txt", b"x", "slash.txt", "text/plain"),
        (&long, b"\xFF\xD8\xFF", &long, "image/jpeg"),
    ] {
        std::fs::write(person.path(file), content).unwrap();
        let got = attach(person.path(file).as_os_str());
        let line: serde_json::Value = serde_json::from_str(&got.output).unwrap_or_default();
        let attachment = &line["attachments"][0];
        assert_eq!((&attachment["name"], &attachment["kind"]), (&name.into(), &kind.into()), "{}", got.error);
    }
    // No path in the name that is shown, whatever the way to the file.
    let got = attach(std::ffi::OsStr::new("./home/../holiday.jpg"));
    assert!(got.output.contains("\"name\":\"holiday.jpg\""), "{}", got.output);
    // Lengths that lie: a file that says it is empty and is not, one without end, and one that is too large.
    let got = attach(std::ffi::OsStr::new("/proc/version"));
    let line: serde_json::Value = serde_json::from_str(&got.output).unwrap_or_default();
    let real = std::fs::read("/proc/version").unwrap().len();
    assert_eq!(line["attachments"][0]["bytes"], real, "{}", got.error);
    std::fs::File::create(person.path("large")).unwrap().set_len((4 << 30) + 1).unwrap();
    assert_ne!(attach(std::ffi::OsStr::new("large")).status, Some(0));
    let not_text = person.path("x").with_file_name(std::ffi::OsStr::from_bytes(b"\xFF.txt"));
    std::fs::write(&not_text, "x").unwrap();
    attach(not_text.as_os_str());
    for name in ["n".repeat(4_000), "n/".repeat(2_000)] {
        assert_ne!(attach(std::ffi::OsStr::new(&name)).status, Some(0));
    }
    person.does(["verify"]);
    report.close("files to attach");
}

/// Attachments of one reflection: as many as it may have.
const EACH: usize = 1_000;

/// However many attachments there are, whatever is done with the journal costs little.
fn many_attachments(count: usize) {
    let person = somebody();
    let sheet = RecoveryKey::read(&std::fs::read_to_string(person.path("sheet.txt")).unwrap()).unwrap();
    let file = VaultFile::at(&person.vault, Device::at(person.path("home/state/sotto")));
    let mut journal = Journal::unlock(&file, &Key::Recovery(sheet), false).unwrap();
    let now = Now::parse_from_rfc3339("2026-11-23T20:14:00+00:00").unwrap();
    let mut last = String::new();
    for n in 0..count / EACH {
        let mut content = Content::default();
        content.text = format!("page {n}");
        let page = journal.reflection_write(&ReflectionInput { content, date: None }, now).unwrap();
        let sealed = (0..EACH).map(|m| {
            let mut upload = journal.attachment_begin(&format!("{m}.txt")).unwrap();
            assert!(upload.fill(&mut format!("content {n} {m}").as_bytes()).unwrap());
            upload.finish().unwrap()
        });
        let sealed = sealed.collect();
        journal.attachment_add(page, sealed, now).unwrap();
        last = page.to_string();
    }
    journal.save_view().unwrap();
    journal.checkpoint().unwrap();
    drop(journal);
    let mut report = Report::new();
    let mut run = |what: &str, command: &mut Command| {
        let got = report.add(&format!("{count} attachments: {what}"), command, person.folder());
        assert_eq!(got.status, Some(0), "{what}: {}", got.error);
        println!("figure: {count} attachments, {what}, MB: {}", got.peak >> 20);
        println!("figure: {count} attachments, {what}, ms: {}", got.took.as_millis());
        got.output
    };
    let list = run("open and list", &mut person.command(["list"]));
    assert!(list.contains(&last), "{list}");
    let listed = run("list those of one reflection", &mut person.command(["attachment", "list", &last]));
    assert_eq!(listed.lines().count(), EACH);
    let verified = run("verify", &mut person.command(["verify"]));
    assert!(verified.contains("\"damaged\":[]"), "{verified}");
    run("back up", &mut person.command(["backup", "--out", "backup.sotto"]));
    run("make the view again", &mut person.command(["rebuild"]));
    let one: serde_json::Value = serde_json::from_str(listed.lines().last().unwrap()).unwrap();
    let id = one["id"].as_str().unwrap();
    run("save one", &mut person.command(["attachment", "save", id, "--out", "one.txt"]));
    let content = format!("content {} {}", count / EACH - 1, EACH - 1);
    assert_eq!(std::fs::read_to_string(person.path("one.txt")).unwrap(), content);
    println!("figure: {count} attachments, limit, MB: {}", LIMIT >> 20);
    report.close(&format!("commands on {count} attachments"));
}

#[test]
fn three_thousand_attachments_cost_little_memory() {
    many_attachments(3_000);
}

#[test]
#[ignore = "minutes: a part of the long run"]
fn a_hundred_thousand_attachments_cost_128_mb_at_most() {
    many_attachments(100_000);
}
