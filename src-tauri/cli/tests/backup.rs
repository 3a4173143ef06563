//! `backup` and `restore` from outside, as `CLI.md` promises them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod person;

use person::{Person, have};
use serde_json::json;

fn backups(ann: &Person) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(ann.path("backups"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_backup_is_a_checked_copy_that_becomes_a_journal_again() {
    let ann = Person::new();
    ann.does(&["write", "--title", "Call", "a silence I know"]);
    ann.does(&["write", "another"]);
    ann.does(&["capture", "on the bus"]);
    let made = ann.does(&["backup", "--out", "b.sotto"]);
    have(&made, &["records", "out", "bytes"]);
    assert_eq!(made[0]["records"], 2);
    let copy = std::fs::read(ann.path("b.sotto")).unwrap();
    assert!(!ann.path("b.sotto-wal").exists() && !ann.path("b.sotto-shm").exists());
    ann.does(&["write", "after the backup"]);

    // On another computer it holds what it held then, and the journal itself is untouched.
    let other = Person::without_vault();
    std::fs::copy(ann.path("sheet.txt"), other.path("sheet.txt")).unwrap();
    let file = ann.path("b.sotto").display().to_string();
    assert_eq!(other.does(&["restore", &file, "--to", "j.sotto"])[0]["records"], 2);
    assert_eq!(other.does(&["list"]).len(), 2);
    assert_eq!(other.does(&["captured"])[0]["text"], "on the bus");
    let verified = json!({ "records": 2, "attachments": 0, "damaged": [], "rolled_back": false });
    assert_eq!(other.does(&["verify"])[0], verified);
    assert_eq!(ann.does(&["restore", "b.sotto", "--to", "new/folder/journal.sotto"])[0]["records"], 2);
    assert_eq!(ann.does(&["list"]).len(), 3);
    assert_eq!(std::fs::read(ann.path("b.sotto")).unwrap(), copy);

    // In the place of a journal that is gone, an older state is no rollback.
    std::fs::remove_file(ann.vault()).unwrap();
    ann.does(&["restore", "b.sotto", "--to", "j.sotto"]);
    assert_eq!(ann.does(&["list"]).len(), 2);
}

#[test]
fn what_cannot_be_backed_up_or_restored_is_told_and_leaves_everything_as_it_was() {
    let ann = Person::new();
    ann.does(&["write", "a silence I know"]);
    ann.does(&["backup", "--out", "b.sotto"]);
    let (vault, backup) = (std::fs::read(ann.vault()).unwrap(), std::fs::read(ann.path("b.sotto")).unwrap());
    let nothing = "restore.sotto";
    let refused = |file: &str, status: i32, code: &str| {
        assert_eq!(ann.fails(status, &["restore", file, "--to", nothing]), code, "{file}");
        assert!(!ann.path(nothing).exists(), "{file}");
    };
    // 2: something is there already; nothing to restore; wrong usage.
    assert_eq!(ann.fails(2, &["backup", "--out", "b.sotto"]), "exists");
    assert_eq!(ann.fails(2, &["backup", "--out", "j.sotto"]), "exists");
    assert_eq!(ann.fails(2, &["restore", "b.sotto", "--to", "j.sotto"]), "exists");
    assert_eq!(ann.fails(2, &["restore", "b.sotto", "--to", "sheet.txt"]), "exists");
    assert_eq!(std::fs::read(ann.vault()).unwrap(), vault);
    refused("none.sotto", 2, "file_missing");
    refused("home", 2, "file_is_folder");
    for words in [
        &["backup"][..],
        &["restore", "b.sotto"],
        &["backup", "--rehearse"],
        &["backup", "--out", "x", "--folder", "y"],
    ] {
        assert_eq!(ann.fails(2, words), "usage", "{words:?}");
    }
    // 3: the wrong passphrase, and it is the backup's own that counts.
    let words = ["--passphrase-file", "-", "restore", "b.sotto", "--to", nothing];
    let wrong = ann.bare(&words, b"something else\n");
    assert_eq!((wrong.status, wrong.code.as_str()), (3, "passphrase_wrong"));
    assert!(!ann.path(nothing).exists());
    let right =
        ann.bare(&["--passphrase-file", "-", "restore", "b.sotto", "--to", "c.sotto"], b"four plain words\n");
    assert_eq!((right.status, &right.lines[0]["records"]), (0, &json!(1)), "{}", right.error);
    // 4: damaged, wherever. 7: no vault. 8: newer.
    std::fs::write(ann.path("short.sotto"), &backup[..backup.len() - 16_384]).unwrap();
    refused("short.sotto", 4, "backup_damaged");
    let sealed = backup.windows(21).rposition(|w| w == b"age-encryption.org/v1").unwrap();
    let mut flipped = backup.clone();
    flipped[sealed + 400] ^= 1;
    std::fs::write(ann.path("flipped.sotto"), &flipped).unwrap();
    refused("flipped.sotto", 4, "backup_damaged");
    std::fs::write(ann.path("letter.sotto"), "dear diary").unwrap();
    refused("letter.sotto", 7, "not_a_backup");
    std::fs::write(ann.path("empty.sotto"), "").unwrap();
    refused("empty.sotto", 7, "not_a_backup");
    let mut newer = backup.clone();
    newer[60..64].copy_from_slice(&9u32.to_be_bytes());
    std::fs::write(ann.path("newer.sotto"), &newer).unwrap();
    refused("newer.sotto", 8, "vault_newer");
    // 5: no such folder.
    assert_eq!(ann.fails(5, &["backup", "--out", "no/folder/b.sotto"]), "folder_missing");
    assert_eq!(ann.fails(5, &["backup", "--folder", "no/folder"]), "folder_missing");
    // 4: a damaged journal is not backed up as if it were whole.
    let sealed = vault.windows(21).rposition(|w| w == b"age-encryption.org/v1").unwrap();
    let mut flipped = vault.clone();
    flipped[sealed + 400] ^= 1;
    std::fs::write(ann.vault(), &flipped).unwrap();
    let run = ann.runs(&["backup", "--out", "d.sotto"]);
    assert_eq!(run.status, 4, "{}", run.error);
    assert!(!ann.path("d.sotto").exists());
}

#[test]
fn a_folder_of_backups_is_rotated_and_rehearsed() {
    let ann = Person::new();
    std::fs::create_dir(ann.path("backups")).unwrap();
    std::fs::write(ann.path("backups/photo.jpg"), "x").unwrap();
    let folder = ["backup", "--folder", "backups"];
    assert_eq!(ann.fails(2, &[&folder[..], &["--rehearse"]].concat()), "backup_none");
    for day in 10..19 {
        ann.does(&["write", "a silence I know"]);
        let now = format!("2026-11-{day}T12:00:00+00:00");
        let made = ann.does(&[&["--now", &now], &folder[..]].concat());
        have(&made, &["records", "name", "kept", "removed"]);
        assert_eq!(made[0]["records"], day - 9);
    }
    // Seven days, of which Sunday the 15th is one, and nothing before this week is left but them.
    assert_eq!(backups(&ann).len(), 8);
    let rehearsed =
        ann.does(&[&["--now", "2026-11-18T13:00:00+00:00"], &folder[..], &["--rehearse"]].concat());
    assert_eq!(rehearsed[0]["records"], 9);
    let newest = rehearsed[0]["name"].as_str().unwrap().to_owned();
    assert!(newest.ends_with("-2026-11-18.sotto"), "{newest}");
    let path = ann.path("backups").join(&newest);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 16_384]).unwrap();
    let now = ["--now", "2026-11-18T13:00:00+00:00"];
    assert_eq!(ann.fails(4, &[&now, &folder[..], &["--rehearse"]].concat()), "backup_damaged");
    let said = ann.readable(&[&now, &folder[..]].concat());
    assert!(
        said.output.contains("9 records") && said.output.contains("backups in the folder"),
        "{}",
        said.output
    );
}
