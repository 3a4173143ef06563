//! The view of a real vault: what it was saved from, and what is never believed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::{Case, case, contains, record};
use rusqlite::Connection;
use sotto_vault::{
    Device, Error, Id, Key, NewKeys, NewPassphrase, Step, Vault, VaultFile, ViewFile, no_progress,
};

fn view_path(case: &Case) -> std::path::PathBuf {
    case.path.with_extension("sotto-view")
}

fn made(vault: &Vault, word: &str) -> (Connection, ViewFile) {
    let (db, view) = vault.new_view().unwrap();
    db.execute_batch("CREATE TABLE t (word TEXT) STRICT").unwrap();
    db.execute("INSERT INTO t VALUES (?1)", [word]).unwrap();
    vault.save_view(&view).unwrap();
    (db, view)
}

fn word(vault: &Vault) -> Option<String> {
    let (db, _view) = vault.open_view().unwrap()?;
    Some(db.query_row("SELECT word FROM t", [], |row| row.get(0)).unwrap())
}

#[test]
fn a_view_is_found_again_and_says_which_state_it_was_made_from() {
    let case = case();
    let mut vault = case.unlock();
    assert!(vault.open_view().unwrap().is_none());
    let (db, view) = made(&vault, "harbour");
    assert_eq!(view.head(), Some(vault.version_tag()));
    vault.commit(&[Step::Put(record(Id::from_bytes([1; 16]), "a walk"))]).unwrap();
    assert_ne!(view.head(), Some(vault.version_tag()));
    drop((db, view, vault));
    let vault = case.unlock();
    let (db, view) = vault.open_view().unwrap().unwrap();
    assert_ne!(view.head(), Some(vault.version_tag()), "something was written since");
    db.execute("INSERT INTO t VALUES ('more')", []).unwrap();
    vault.save_view(&view).unwrap();
    assert_eq!((view.head(), view.unsaved()), (Some(vault.version_tag()), 0));
    drop((db, view, vault));
    let vault = case.unlock();
    let (db, view) = vault.open_view().unwrap().unwrap();
    assert_eq!(view.head(), Some(vault.version_tag()));
    assert_eq!(db.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0)).unwrap(), 2);
    view.check().unwrap();
    assert!(!contains(&view_path(&case), b"harbour") && !contains(&view_path(&case), b"CREATE TABLE"));
}

#[test]
fn a_view_of_another_vault_is_none() {
    let (one, other) = (case(), case());
    drop(made(&one.unlock(), "harbour"));
    // The same vault at another place may have it; a vault of its own, with keys of its own, may not.
    std::fs::copy(view_path(&one), view_path(&other)).unwrap();
    assert_eq!(word(&other.unlock()).as_deref(), Some("harbour"));
    let place = tempfile::TempDir::new().unwrap();
    let locked = VaultFile::at(place.path().join("b.sotto"), Device::at(place.path().join("device")));
    let vault = locked.create(&NewPassphrase::new(common::PASSPHRASE).unwrap(), None).unwrap();
    std::fs::copy(view_path(&one), place.path().join("b.sotto-view")).unwrap();
    assert_eq!(word(&vault), None);
    // It does not stand in the way of a new one.
    drop(made(&vault, "lantern"));
    assert_eq!(word(&vault).as_deref(), Some("lantern"));
}

#[test]
fn before_a_deletion_what_was_saved_is_forgotten() {
    let (case, ids) = Case::with_records(2);
    let mut vault = case.unlock();
    let (db, view) = made(&vault, "harbour");
    vault.commit(&[Step::Put(record(Id::from_bytes([9; 16]), "a walk"))]).unwrap();
    assert!(vault.open_view().unwrap().is_some(), "adding forgets nothing");
    vault.commit(&[Step::Drop(ids[0])]).unwrap();
    assert!(vault.open_view().unwrap().is_none());
    db.execute("UPDATE t SET word = 'lantern'", []).unwrap();
    vault.save_view(&view).unwrap();
    assert_eq!(word(&vault).as_deref(), Some("lantern"));
}

#[test]
fn new_keys_are_a_new_view_file() {
    let case = case();
    let mut vault = case.unlock();
    let (_db, view) = made(&vault, "harbour");
    let old = std::fs::read(view_path(&case)).unwrap();
    let passphrase = NewPassphrase::new("another passphrase altogether").unwrap();
    vault
        .rekey(&NewKeys { passphrase: &passphrase, sheet: None, share_keys: false }, &[], &mut no_progress)
        .unwrap();
    assert!(vault.open_view().unwrap().is_none());
    vault.save_view(&view).unwrap();
    assert_eq!(word(&vault).as_deref(), Some("harbour"));
    assert_ne!(
        std::fs::read(view_path(&case)).unwrap()[16..48],
        old[16..48],
        "the file has a key of its own"
    );
}

#[test]
fn where_a_vault_is_read_alone_a_view_is_only_in_memory() {
    let (case, _) = Case::with_records(3);
    drop(made(&case.unlock(), "harbour"));
    let before = std::fs::read(view_path(&case)).unwrap();
    let key = Key::Recovery(common::template().recovery.clone());
    let vault = case.locked.open_read_only(&key).unwrap();
    assert!(vault.open_view().unwrap().is_none());
    let (db, view) = vault.new_view().unwrap();
    db.execute_batch("CREATE TABLE t (word TEXT) STRICT").unwrap();
    for _ in 0..100 {
        db.execute("INSERT INTO t VALUES (hex(randomblob(400000)))", []).unwrap();
    }
    assert!(view.unsaved() > 80_000_000, "more than is sealed at once elsewhere");
    assert!(matches!(vault.save_view(&view), Err(Error::VaultReadOnly)));
    assert_eq!(db.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0)).unwrap(), "ok");
    assert!(std::fs::read(view_path(&case)).unwrap() == before);
}

#[test]
fn what_is_brought_in_at_once_does_not_stay_in_memory() {
    let case = case();
    let vault = case.unlock();
    let (db, view) = vault.new_view().unwrap();
    db.execute_batch("CREATE TABLE t (word TEXT) STRICT").unwrap();
    for _ in 0..100 {
        db.execute("INSERT INTO t VALUES (hex(randomblob(400000)))", []).unwrap();
        assert!(view.unsaved() < 40_000_000, "{}", view.unsaved());
    }
    // It is no state of the file before it is saved.
    assert!(vault.open_view().unwrap().is_none());
    vault.save_view(&view).unwrap();
    let (again, _view) = vault.open_view().unwrap().unwrap();
    assert_eq!(again.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0)).unwrap(), "ok");
    assert_eq!(again.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0)).unwrap(), 100);
}
