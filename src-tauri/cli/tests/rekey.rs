//! `rekey`: new keys for everything.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod person;

use person::{Person, have};

#[test]
fn new_keys_close_the_journal_to_what_opened_it_and_keep_every_word() {
    let ann = Person::new();
    ann.does(&["write", "--title", "Kept", "What I wrote."]);
    std::fs::write(ann.path("new.txt"), "a new one\n").unwrap();
    std::fs::write(ann.path("other.txt"), "another one\n").unwrap();
    let other = ann.does(&["slot", "add-passphrase", "--new-passphrase-file", "other.txt"])[0]["id"].clone();

    ann.does(&["capture", "A note."]);
    let rekey = ["--passphrase-file", "p.txt", "rekey", "--new-passphrase-file", "new.txt"];
    let waiting = ann.bare(&rekey, b"");
    assert_eq!((waiting.status, waiting.code.as_str()), (2, "captured_waiting"));
    ann.does(&["captured", "accept"]);

    let done = ann.bare(&[&rekey[..], &["--recovery-out", "new-sheet.txt"]].concat(), b"");
    assert_eq!(done.status, 0, "{}", done.error);
    have(&done.lines, &["records", "dropped"]);
    assert_eq!(done.lines[0]["records"], 2);
    assert_eq!(done.lines[0]["dropped"], serde_json::json!([other]), "the other passphrase is named");

    for old in ["p.txt", "other.txt"] {
        assert_eq!(ann.bare(&["--passphrase-file", old, "list"], b"").status, 3, "{old}");
    }
    assert_eq!(ann.runs(&["list"]).status, 3, "nor does the old sheet");
    for new in [["--passphrase-file", "new.txt"], ["--recovery-file", "new-sheet.txt"]] {
        let list = ann.bare(&[&new[..], &["list"]].concat(), b"");
        assert_eq!((list.status, list.lines.len()), (0, 2), "{}", list.error);
        assert_eq!(ann.bare(&[&new[..], &["verify"]].concat(), b"").status, 0);
    }
}

#[test]
fn both_passphrases_cannot_come_from_standard_input() {
    let ann = Person::new();
    let both = ann.bare(&["--passphrase-file", "-", "rekey", "--new-passphrase-file", "-"], b"x\n");
    assert_eq!((both.status, both.code.as_str()), (2, "stdin_twice"));
}
