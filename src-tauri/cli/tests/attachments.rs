//! `write --attach`, `edit --attach` and `attachment` from outside, as `CLI.md` promises them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod person;

use person::{Person, have};
use serde_json::{Value, json};

const FIELDS: &[&str] = &["id", "name", "kind", "bytes"];
const MIB: usize = 1 << 20;

fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at % 251) as u8 ^ (at >> 12) as u8).collect()
}

/// Text ids in the order they are listed.
fn ids(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| line["id"].as_str().unwrap()).collect()
}

#[test]
fn files_are_attached_listed_saved_and_removed() {
    let ann = Person::new();
    let photo = [b"\xFF\xD8\xFF\xE0".to_vec(), bytes(3 * MIB)].concat();
    std::fs::write(ann.path("heron.jpg"), &photo).unwrap();
    std::fs::write(ann.path("said.txt"), "what I did not say").unwrap();
    let written = ann.does(&["write", "--attach", "heron.jpg", "--attach", "said.txt", "by the canal"]);
    have(&written, &["id", "revision", "attachments"]);
    let page = written[0]["id"].as_str().unwrap().to_owned();
    let list = ann.does(&["attachment", "list", &page]);
    have(&list, FIELDS);
    assert_eq!(json!(list), written[0]["attachments"]);
    let shown = |line: &Value| (line["name"].clone(), line["kind"].clone(), line["bytes"].clone());
    assert_eq!(shown(&list[0]), (json!("heron.jpg"), json!("image/jpeg"), json!(photo.len())));
    assert_eq!(shown(&list[1]), (json!("said.txt"), json!("text/plain"), json!(18)));

    let saved = ann.does(&["attachment", "save", ids(&list)[0], "--out", "back.bin"]);
    have(&saved, FIELDS);
    assert_eq!(saved[0]["out"], "back.bin");
    assert!(std::fs::read(ann.path("back.bin")).unwrap() == photo);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(ann.path("back.bin")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // Never over anything, and by no other name than the one that was given.
    assert_eq!(ann.fails(2, &["attachment", "save", ids(&list)[1], "--out", "back.bin"]), "exists");
    assert_eq!(ann.fails(2, &["attachment", "save", ids(&list)[1], "--out", "heron.jpg"]), "exists");
    assert_eq!(ann.fails(2, &["attachment", "save", ids(&list)[1], "--out", "-"]), "out_not_stdout");
    assert_eq!(ann.fails(5, &["attachment", "save", ids(&list)[1], "--out", "no/x"]), "file_not_written");
    assert!(std::fs::read(ann.path("back.bin")).unwrap() == photo);

    // An edit that changes no word adds what it was given.
    let edited = ann.given(&["edit", &page, "--attach", "-"], b"%PDF-1.7 of a letter");
    assert_eq!((edited.status, &edited.lines[0]["revision"]), (0, &json!(1)), "{}", edited.error);
    let list = ann.does(&["attachment", "list", &page]);
    assert_eq!(shown(&list[2]).1, "application/pdf");
    assert_eq!(list[2]["name"], "attachment.pdf", "standard input has no name");
    let gone = ann.does(&["attachment", "delete", ids(&list)[0]]);
    have(&gone, FIELDS);
    assert_eq!(ann.fails(2, &["attachment", "save", ids(&list)[0], "--out", "x"]), "not_found");
    assert_eq!(ann.does(&["attachment", "list", &page]), list[1..]);
    let verified = &ann.does(&["verify"])[0];
    assert_eq!((&verified["attachments"], &verified["damaged"]), (&json!(2), &json!([])));
    let readable = ann.readable(&["verify"]).output;
    assert!(readable.contains("2 attachments were opened and checked."), "{readable}");
    ann.does(&["delete", &page]);
    assert_eq!(ann.fails(2, &["attachment", "list", &page]), "not_found");
    assert_eq!(ann.fails(2, &["attachment", "save", ids(&list)[1], "--out", "x"]), "not_found");
    assert_eq!(ann.fails(2, &["attachment", "delete", ids(&list)[1]]), "not_found");
    assert!(!ann.path("x").exists());
}

#[test]
fn a_picture_alone_is_a_reflection_and_a_file_that_cannot_be_read_adds_nothing() {
    let ann = Person::new();
    std::fs::write(ann.path("heron.jpg"), b"\xFF\xD8\xFF").unwrap();
    std::fs::write(ann.path("large"), "").unwrap();
    std::fs::File::options().write(true).open(ann.path("large")).unwrap().set_len((4 << 30) + 1).unwrap();
    ann.does(&["write", "--attach", "heron.jpg"]);
    for (status, code, file) in
        [(2, "file_missing", "none.jpg"), (2, "file_is_folder", "."), (7, "attachment_too_large", "large")]
    {
        assert_eq!(ann.fails(status, &["write", "--attach", "heron.jpg", "--attach", file, "text"]), code);
    }
    assert_eq!(ann.fails(2, &["write", "--attach", "-", "-"]), "stdin_twice");
    assert_eq!(ann.does(&["list"]).len(), 1, "nothing was written without its files");
    let run = ann.readable(&["write", "--attach", "heron.jpg", "--attach", "none.jpg", "text"]);
    assert!(run.error.starts_with("none.jpg: "), "{}", run.error);
    let many: Vec<&str> = ["write", "x"].into_iter().chain(["--attach", "heron.jpg"].repeat(1_001)).collect();
    assert_eq!(ann.fails(7, &many), "attachments_too_many");
}

#[test]
fn a_person_reads_what_is_attached() {
    let ann = Person::new();
    std::fs::write(ann.path("said.txt"), "0123456789".repeat(150)).unwrap();
    let kept = ann.readable(&["write", "--attach", "said.txt", "text"]);
    assert!(kept.output.starts_with("Kept. ") && kept.output.contains("  said.txt  text/plain  1.5 kB"));
    let page = ann.does(&["list"])[0]["id"].as_str().unwrap().to_owned();
    let list = ann.readable(&["attachment", "list", &page]);
    assert!(list.output.ends_with("  said.txt  text/plain  1.5 kB\n"), "{}", list.output);
    let id = list.output.split(' ').next().unwrap().to_owned();
    let saved = ann.readable(&["attachment", "save", &id, "--out", "back.txt"]);
    assert_eq!(saved.output, "The attachment is in back.txt. It is not sealed.\n");
    assert!(ann.readable(&["attachment", "delete", &id]).output.starts_with("The attachment is gone"));
    let none = ann.readable(&["attachment", "list", &page]);
    assert!(none.output.starts_with("Nothing is attached.") && none.error.is_empty(), "{}", none.output);
    assert!(ann.does(&["attachment", "list", &page]).is_empty());
}

#[test]
fn an_export_names_attachments_and_says_that_they_are_not_in_it() {
    let ann = Person::new();
    std::fs::write(ann.path("he & she.jpg"), b"\xFF\xD8\xFF").unwrap();
    std::fs::write(ann.path("said.txt"), "what I did not say").unwrap();
    ann.does(&["write", "alone"]);
    let quiet = ann.runs(&["export", "--format", "json", "--plain", "--out", "none.json"]);
    assert_eq!((quiet.error.as_str(), &quiet.lines[0]["media_left_out"]), ("", &json!(0)));
    ann.does(&["write", "--attach", "he & she.jpg", "--attach", "said.txt", "with two"]);
    for (format, names) in [
        ("markdown", "Attached, not in this file: he & she.jpg, said.txt"),
        ("html", "Attached, not in this file: he &amp; she.jpg, said.txt"),
    ] {
        let run = ann.runs(&["export", "--format", format, "--plain", "--out", format]);
        assert_eq!((&run.lines[0]["media"], &run.lines[0]["media_left_out"]), (&json!(0), &json!(2)));
        let warning: Value = serde_json::from_str(run.error.trim()).unwrap();
        assert_eq!(warning["warning"]["code"], "attachments_not_exported");
        let text = std::fs::read_to_string(ann.path(format)).unwrap();
        assert_eq!(text.matches(names).count(), 1, "{text}");
        assert_eq!(text.matches("Attached").count(), 1, "only where there are any");
    }
    ann.runs(&["export", "--format", "json", "--plain", "--out", "all.json"]);
    let all: Value = serde_json::from_slice(&std::fs::read(ann.path("all.json")).unwrap()).unwrap();
    let page = all["reflections"][1]["id"].as_str().unwrap();
    let attached = all["attachments"].as_array().unwrap();
    have(attached, &["id", "owner", "name", "kind", "bytes", "sha256", "added_at"]);
    assert_eq!(json!(attached), json!(ann.does(&["attachment", "list", page])));
    let readable = ann.readable(&["export", "--format", "json", "--plain", "--out", "again.json"]);
    assert!(readable.error.contains("2 attachments are named in this file"), "{}", readable.error);
    // Where it is brought in, a line says that they stay behind.
    let ben = Person::new();
    std::fs::copy(ann.path("all.json"), ben.path("all.json")).unwrap();
    let taken = ben.runs(&["import", "auto", "all.json"]);
    assert_eq!((taken.status, &taken.lines[0]["added"]), (0, &json!(2)));
    assert!(taken.error.contains("import_reflections_only") && taken.error.contains("attachments"));
}

#[test]
fn a_damaged_attachment_is_one_clear_error_and_no_file() {
    let ann = Person::new();
    std::fs::write(ann.path("a.bin"), bytes(3 * MIB)).unwrap();
    std::fs::write(ann.path("b.txt"), "still here").unwrap();
    let written = ann.does(&["write", "--attach", "a.bin", "--attach", "b.txt", "text"]);
    let (first, second) = {
        let list = written[0]["attachments"].as_array().unwrap();
        (list[0]["id"].as_str().unwrap(), list[1]["id"].as_str().unwrap())
    };
    let whole = std::fs::read(ann.vault()).unwrap();
    // In the middle of a page in the middle of the file: sealed bytes of the larger one.
    let mut flipped = whole.clone();
    flipped[whole.len() / 2 / 16_384 * 16_384 + 8_000] ^= 1;
    std::fs::write(ann.vault(), &flipped).unwrap();
    assert_eq!(ann.fails(4, &["attachment", "save", first, "--out", "out.bin"]), "attachment_damaged");
    assert_eq!(ann.does(&["attachment", "save", second, "--out", "b.out"]).len(), 1);
    assert!(ann.readable(&["attachment", "save", first, "--out", "out.bin"]).error.contains("is damaged"));
    let verified = ann.runs(&["verify"]);
    let damaged = verified.lines[0]["damaged"].as_array().unwrap();
    assert_eq!((verified.status, damaged.len()), (4, 1), "{damaged:?}");
    assert_eq!(verified.lines[0]["attachments"], 1, "only whole ones count");
    assert!(damaged[0].as_str().unwrap().starts_with("attachment "), "{damaged:?}");
    let left = std::fs::read_dir(ann.path(".")).unwrap();
    let left: Vec<String> = left.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(left.iter().all(|name| !name.starts_with("out.bin")), "{left:?}");
}

/// Runs a command and looks, as long as it runs, how much memory it has held at most.
#[cfg(target_os = "linux")]
fn peak(mut command: std::process::Command) -> u64 {
    let mut child = command.stdout(std::process::Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let done = loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let held = line.and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0);
        peak = peak.max(held << 10);
        if let Some(done) = child.try_wait().unwrap() {
            break done;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    };
    assert!(done.success() && peak > 0);
    peak
}

#[cfg(target_os = "linux")]
#[test]
fn three_hundred_megabytes_go_in_and_out_with_little_memory() {
    let ann = Person::new();
    let mut file = std::fs::File::create(ann.path("film.mp4")).unwrap();
    let piece = bytes(10_000_000);
    (0..30).for_each(|_| std::io::Write::write_all(&mut file, &piece).unwrap());
    drop(file);
    std::fs::write(ann.path("small.txt"), "x").unwrap();
    let words = ["write", "--attach", "small.txt", "--attach", "film.mp4", "text"];
    let into = peak(ann.command(&words));
    let page = ann.does(&["list"])[0]["id"].as_str().unwrap().to_owned();
    let list = ann.does(&["attachment", "list", &page]);
    assert_eq!(list[1]["bytes"], 300_000_000);
    let out = peak(ann.command(&["attachment", "save", ids(&list)[1], "--out", "back.mp4"]));
    assert_eq!(std::fs::metadata(ann.path("back.mp4")).unwrap().len(), 300_000_000);
    let delete = peak(ann.command(&["attachment", "delete", ids(&list)[1]]));
    println!("peak memory: in {} KiB, out {} KiB, delete {} KiB", into >> 10, out >> 10, delete >> 10);
    for held in [into, out, delete] {
        assert!(held < 64 << 20, "{held}");
    }
}
