//! A journal that is damaged, read as far as it is undamaged.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod person;

use person::Person;

#[test]
fn what_is_undamaged_in_a_damaged_journal_is_read_and_nothing_is_written() {
    let ann = Person::new();
    for n in 1..=30 {
        ann.does(&[
            "write",
            "--title",
            &format!("Evening {n}"),
            &format!("Words {n} {}", "more ".repeat(200)),
        ]);
    }
    let whole = std::fs::read(ann.vault()).unwrap();
    let mut broken = whole.clone();
    broken[..100].fill(0);
    let last = broken.len() - 16_384;
    broken[last..].fill(0xFF);
    std::fs::write(ann.vault(), &broken).unwrap();

    assert_eq!(ann.fails(4, &["list"]), "vault_damaged");
    let list = ann.runs(&["--read-only", "list", "--limit", "100"]);
    assert_eq!(list.status, 0, "{}", list.error);
    assert!(list.error.contains("vault_read_only"), "there is a warning: {}", list.error);
    assert!((10..=30).contains(&list.lines.len()), "{}", list.lines.len());
    let id = list.lines[0]["id"].as_str().unwrap();
    let readable = ann.readable(&["--read-only", "list"]).error;
    assert!(readable.contains("Open for reading only"), "in words, too: {readable}");
    let shown = ann.runs(&["--read-only", "show", id]);
    assert!(shown.lines[0]["text"].as_str().unwrap().starts_with("Words "));
    assert_eq!(ann.runs(&["--read-only", "search", "more"]).lines.len(), list.lines.len());

    let write = ann.runs(&["--read-only", "write", "More"]);
    assert_eq!((write.status, write.code.as_str()), (5, "vault_read_only"), "{}", write.error);
    assert_eq!(ann.runs(&["--read-only", "verify"]).status, 4);
    assert_eq!(std::fs::read(ann.vault()).unwrap(), broken, "untouched");
    assert_eq!(ann.bare(&["--read-only", "--passphrase-file", "sheet.txt", "list"], b"").status, 3);
}
