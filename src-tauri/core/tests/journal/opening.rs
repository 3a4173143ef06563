//! Opening: from the view beside the vault, from the vault alone, and with damage in it.

use sotto_core::Journal;
use sotto_core::reflections::Sort;
use sotto_core::vault::{Device, Id, VaultFile};

use crate::case::{Case, dated, key, now, page, titles};

#[test]
fn a_saved_view_opens_the_same_journal_and_a_stale_one_is_caught_up() {
    let case = Case::new();
    let mut journal = case.open();
    for n in 0..20 {
        journal.reflection_write(&page(&format!("n{n}"), "words to find"), now()).unwrap();
    }
    journal.save_view().unwrap();
    drop(journal);
    let mut journal = case.open();
    assert_eq!(
        journal.reflection_list("", Sort::Recent, 100, 0).unwrap().summaries.len(),
        20,
        "the list, from the saved view"
    );
    assert_eq!(
        journal.reflection_list("find", Sort::Recent, 100, 0).unwrap().summaries.len(),
        20,
        "a search"
    );
    journal.reflection_write(&page("later", "words to find"), now()).unwrap();
    drop(journal);
    let mut journal = case.open();
    assert_eq!(journal.reflection_list("find", Sort::Recent, 100, 0).unwrap().summaries.len(), 21);
    // The view of another state of the vault is not used.
    let view = case.path.with_file_name("a.sotto-view");
    journal.save_view().unwrap();
    let saved = std::fs::read(&view).unwrap();
    let id = journal.reflection_list("later", Sort::Recent, 1, 0).unwrap().summaries[0].id;
    journal.reflection_delete(id, now()).unwrap();
    drop(journal);
    std::fs::write(&view, saved).unwrap();
    assert_eq!(case.open().reflection_list("find", Sort::Recent, 100, 0).unwrap().summaries.len(), 20);
}

#[test]
fn one_damaged_record_leaves_everything_else_readable() {
    let case = Case::new();
    let mut journal = case.open();
    journal.reflection_write(&page("undamaged", "words"), now()).unwrap();
    let id = journal.reflection_write(&page("hurt", "words"), now()).unwrap();
    let record = journal.vault().record_ids().unwrap();
    drop(journal);
    let db = rusqlite::Connection::open(&case.path).unwrap();
    db.execute(
        "UPDATE record SET sealed = CAST(substr(sealed, 1, 800) || x'00' || substr(sealed, 802) AS BLOB) WHERE id = ?1",
        [record[0].as_bytes()],
    )
    .unwrap();
    drop(db);
    let mut journal = case.open();
    assert_eq!(journal.damaged(), 1);
    let left = titles(&mut journal, "words");
    assert!(left == ["undamaged"] || left == ["hurt"]);
    assert_eq!(journal.reflection_read(id).is_ok(), left == ["hurt"]);
    journal.reflection_write(&page("new", "words"), now()).unwrap();
    assert_eq!(journal.verify().unwrap().damaged.len(), 1);
    // The saved view knows that something is missing, too.
    journal.save_view().unwrap();
    drop(journal);
    let mut journal = case.open();
    assert_eq!((journal.damaged(), titles(&mut journal, "words").len()), (1, 2));
}

#[test]
fn the_first_page_of_the_list_knows_how_many_there_are_and_the_rest_comes_when_it_is_asked_for() {
    let case = Case::new();
    let mut journal = case.open();
    let many: Vec<_> = (0..620)
        .map(|n| {
            (
                Id::random().unwrap(),
                dated(&format!("2025-01-01T{:02}:{:02}:00+00:00", n / 60, n % 60), &format!("n{n}"), "x"),
            )
        })
        .collect();
    journal.reflection_write_all(&many, now()).unwrap();
    journal.save_view().unwrap();
    drop(journal);
    let mut journal = case.open();
    let first = journal.reflection_list("", Sort::Recent, 100, 0).unwrap();
    assert_eq!((first.total, first.summaries[0].title.as_str()), (620, "n619"));
    let last = journal.reflection_list("", Sort::Recent, 100, 600).unwrap();
    assert_eq!((last.total, last.summaries.len(), last.summaries[19].title.as_str()), (620, 20, "n0"));
}

#[test]
fn at_rest_the_whole_journal_is_in_the_one_file() {
    let case = Case::new();
    let mut journal = case.open();
    journal.reflection_write(&page("saved", "words"), now()).unwrap();
    let log = case.path.with_file_name("a.sotto-wal");
    journal.on_idle(std::time::Duration::from_secs(3600)).unwrap();
    assert!(log.metadata().unwrap().len() > 0, "it was written to a moment ago");
    journal.on_idle(std::time::Duration::ZERO).unwrap();
    assert_eq!(log.metadata().unwrap().len(), 0);
    let copy = case.path.with_file_name("copy.sotto");
    std::fs::copy(&case.path, &copy).unwrap();
    let copied = VaultFile::at(copy, Device::at(case.path.with_file_name("elsewhere")));
    let mut copied = Journal::unlock(&copied, &key(), false).unwrap();
    assert_eq!(titles(&mut copied, "words"), ["saved"]);
}
