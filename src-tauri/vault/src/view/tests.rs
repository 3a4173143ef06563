//! A view as SQLite sees it.

use rusqlite::params;
use tempfile::TempDir;

use super::*;
use crate::format::ids::Id;
use crate::format::mac::MacKey;

fn home(place: &TempDir) -> Home {
    Home { path: place.path().join("a-view"), key: MacKey::new([7; 32]), vault: Id::from_bytes([9; 16]) }
}

fn saved(view: &ViewFile, home: &Home) {
    view.lock().unwrap().save(home, &[1; 32]).unwrap();
}

fn reopened(home: &Home) -> (Connection, ViewFile) {
    connect(Pages::open(home.clone()).unwrap()).unwrap()
}

const SCHEMA: &str = "
    CREATE TABLE page (row INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
    CREATE VIRTUAL TABLE search USING fts5(text, content='page', content_rowid='row');
    CREATE TRIGGER page_in AFTER INSERT ON page BEGIN
        INSERT INTO search (rowid, text) VALUES (new.row, new.text);
    END;
    CREATE TRIGGER page_out AFTER DELETE ON page BEGIN
        INSERT INTO search (search, rowid, text) VALUES ('delete', old.row, old.text);
    END;
    INSERT INTO search (search, rank) VALUES ('secure-delete', 1);";

fn text(number: u32) -> String {
    format!("evening number{number} by the harbour, {}", "only sorry this time ".repeat(100))
}

fn filled(pages: Pages, count: u32) -> (Connection, ViewFile) {
    let (mut db, view) = connect(pages).unwrap();
    db.execute_batch(SCHEMA).unwrap();
    let tx = db.transaction().unwrap();
    for number in 0..count {
        tx.execute("INSERT INTO page VALUES (?1, ?2)", params![number, text(number)]).unwrap();
    }
    tx.commit().unwrap();
    (db, view)
}

fn found(db: &Connection, word: &str) -> Vec<i64> {
    let mut statement =
        db.prepare_cached("SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid").unwrap();
    statement.query_map([word], |row| row.get(0)).unwrap().map(|row| row.unwrap()).collect()
}

fn intact(db: &Connection) -> String {
    db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap()
}

/// Everything SQLite could read.
fn bytes(view: &ViewFile) -> Vec<u8> {
    let mut pages = view.lock().unwrap();
    let mut bytes = vec![0; usize::try_from(pages.length()).unwrap()];
    assert!(pages.read(0, &mut bytes).unwrap());
    bytes
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|some| some == word.as_bytes())
}

#[test]
fn a_view_comes_back_as_it_was_saved_and_not_as_it_was_left() {
    let place = TempDir::new().unwrap();
    let (db, view) = filled(Pages::new(Some(home(&place))), 400);
    saved(&view, &home(&place));
    db.execute("DELETE FROM page WHERE row < 100", []).unwrap();
    drop((db, view));
    let (db, view) = reopened(&home(&place));
    assert_eq!((found(&db, "number17"), found(&db, "harbour").len()), (vec![17], 400));
    assert_eq!((intact(&db).as_str(), view.unsaved()), ("ok", 0));
    // And again after a small change.
    db.execute("INSERT INTO page VALUES (1000, 'a walk in the rain')", []).unwrap();
    assert!(view.unsaved() > 0);
    saved(&view, &home(&place));
    drop((db, view));
    let (db, view) = reopened(&home(&place));
    assert_eq!((found(&db, "rain"), found(&db, "harbour").len()), (vec![1000], 400));
    view.check().unwrap();
}

#[test]
fn a_transaction_is_rolled_back_also_when_it_is_larger_than_the_cache() {
    let place = TempDir::new().unwrap();
    let (mut db, view) = filled(Pages::new(Some(home(&place))), 300);
    saved(&view, &home(&place));
    let before = bytes(&view);
    db.pragma_update(None, "cache_size", 10).unwrap();
    let tx = db.transaction().unwrap();
    tx.execute("DELETE FROM page WHERE row % 2 = 0", []).unwrap();
    tx.execute("UPDATE page SET text = 'another ' || text", []).unwrap();
    assert!(bytes(&view) != before, "pages were written before the end");
    assert!(matches!(view.lock().unwrap().save(&home(&place), &[2; 32]), Err(Error::InUse)));
    tx.rollback().unwrap();
    assert_eq!((found(&db, "harbour").len(), found(&db, "another").len()), (300, 0));
    assert_eq!(intact(&db), "ok");
    // A single statement that fails takes back what it did.
    db.execute("INSERT INTO page SELECT row + 300, text FROM page", []).unwrap();
    let failed = db.execute("INSERT INTO page SELECT row + 600, text FROM page UNION ALL SELECT 1, 'x'", []);
    assert!(failed.is_err());
    assert_eq!(intact(&db), "ok");
    saved(&view, &home(&place));
    let count: i64 =
        reopened(&home(&place)).0.query_row("SELECT count(*) FROM page", [], |r| r.get(0)).unwrap();
    assert_eq!(count, db.query_row("SELECT count(*) FROM page", [], |row| row.get::<_, i64>(0)).unwrap());
}

#[test]
fn what_was_deleted_is_in_no_page_that_is_saved() {
    let place = TempDir::new().unwrap();
    let (db, view) = filled(Pages::new(Some(home(&place))), 300);
    let secret = format!("quixomander {}", "and a long page about it ".repeat(900));
    db.execute("INSERT INTO page VALUES (1000, ?1)", [secret]).unwrap();
    saved(&view, &home(&place));
    assert!(holds(&bytes(&view), "quixomander"));
    disk::forget(&home(&place).path).unwrap();
    db.execute("DELETE FROM page WHERE row = 1000", []).unwrap();
    saved(&view, &home(&place));
    drop((db, view));
    let (db, view) = reopened(&home(&place));
    assert!(!holds(&bytes(&view), "quixomander"), "neither as text nor in the index");
    assert_eq!((found(&db, "quixomander").len(), found(&db, "harbour").len()), (0, 300));
}

#[test]
fn a_page_that_does_not_open_is_an_error_and_the_view_is_known_to_be_broken() {
    let place = TempDir::new().unwrap();
    let (db, view) = filled(Pages::new(Some(home(&place))), 300);
    saved(&view, &home(&place));
    drop((db, view));
    let mut file = std::fs::read(&home(&place).path).unwrap();
    let middle = file.len() / 2;
    file[middle] ^= 1;
    std::fs::write(&home(&place).path, file).unwrap();
    let (db, view) = reopened(&home(&place));
    assert!(!view.is_broken() && view.check().is_err() && view.is_broken());
    drop((db, view));
    let (db, view) = reopened(&home(&place));
    let all = db.query_row("SELECT sum(length(text)) FROM page", [], |row| row.get::<_, i64>(0));
    assert!(all.is_err() && view.is_broken());
    assert!(view.lock().unwrap().save(&home(&place), &[2; 32]).is_err());
}

#[test]
fn no_other_file_can_be_opened_through_it() {
    let place = TempDir::new().unwrap();
    let (db, view) = filled(Pages::new(Some(home(&place))), 1);
    let beside = place.path().join("other.db");
    drop(Connection::open(&beside).unwrap());
    assert!(db.execute("ATTACH ?1 AS other", [beside.to_str().unwrap()]).is_err());
    assert!(db.execute("VACUUM INTO ?1", [place.path().join("plain.db").to_str().unwrap()]).is_err());
    assert!(!place.path().join("plain.db").exists());
    assert_eq!(intact(&db), "ok");
    // Nothing but the view file is ever made.
    saved(&view, &home(&place));
    let mut names: Vec<_> =
        std::fs::read_dir(place.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["a-view", "other.db"]);
}

#[test]
fn two_views_in_one_process_are_two() {
    let (one, _) = filled(Pages::new(None), 10);
    let (two, _) = filled(Pages::new(None), 20);
    assert_eq!((found(&one, "harbour").len(), found(&two, "harbour").len()), (10, 20));
}

#[test]
fn pages_that_saw_a_panic_are_an_error_not_the_end_of_the_process() {
    let (db, view) = connect(Pages::new(None)).unwrap();
    db.execute_batch("CREATE TABLE t (a)").unwrap();
    let poisoned = Arc::clone(&view.pages);
    let _ = std::thread::spawn(move || {
        let _held = poisoned.lock().unwrap();
        panic!("on purpose");
    })
    .join();
    assert!(db.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0)).is_err());
    assert!(view.is_broken());
}
