//! The file of a vault: what else may be in its place, who else has it open, which links lead to it, and what
//! lies beside it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::{Case, case, record, save_view, saved_view, template};
use rusqlite::Connection;
use sotto_vault::{Device, Error, Id, Key, NewPassphrase, Step, VaultFile, no_progress};
use tempfile::TempDir;

#[test]
fn a_file_that_is_there_is_never_replaced() {
    let case = case();
    let made = case.locked.create(&NewPassphrase::new("another one").unwrap(), None);
    assert!(matches!(made.err(), Some(Error::Exists)));
    assert_eq!(std::fs::read(&case.path).unwrap(), template().bytes);
}

#[test]
fn missing_newer_and_foreign_files_are_told_apart_and_left_alone() {
    let case = case();
    let at = |name: &str| VaultFile::at(case.path.with_file_name(name), case.locked.device().clone());
    let key = || Key::Recovery(template().recovery.clone());
    assert!(matches!(at("none").unlock(&key()).err(), Some(Error::Missing)));
    for (name, bytes) in
        [("empty", &b""[..]), ("text", b"dear diary, not a database at all"), ("zip", b"PK\x03\x04")]
    {
        std::fs::write(case.path.with_file_name(name), bytes).unwrap();
        assert!(matches!(at(name).unlock(&key()).err(), Some(Error::NotAVault)), "{name}");
        assert_eq!(std::fs::read(case.path.with_file_name(name)).unwrap(), bytes);
    }
    Connection::open(case.path.with_file_name("other")).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    assert!(matches!(at("other").unlock(&key()).err(), Some(Error::NotAVault)));
    case.tamper("PRAGMA user_version = 2");
    let before = std::fs::read(&case.path).unwrap();
    assert!(matches!(case.unlock_error(), Error::Newer { found: 2 }));
    assert_eq!(std::fs::read(&case.path).unwrap(), before);
}

#[test]
fn a_file_with_a_trigger_or_another_table_is_refused() {
    for sql in [
        "CREATE TRIGGER t AFTER INSERT ON record BEGIN DELETE FROM record; END",
        "CREATE VIEW v AS SELECT * FROM record",
        "CREATE TABLE more (x)",
    ] {
        let case = case();
        case.tamper(sql);
        assert!(matches!(case.unlock_error(), Error::Damaged { .. }), "{sql}");
    }
}

#[test]
fn a_second_opener_is_turned_away_and_let_in_after_the_first() {
    let case = case();
    let first = case.unlock();
    assert!(matches!(case.unlock_error(), Error::InUse));
    drop(first);
    case.unlock();
}

#[cfg(unix)]
#[test]
fn a_file_that_was_replaced_while_open_takes_no_more_saves() {
    let (case, _) = Case::with_records(1);
    let copy = case.path.with_file_name("copy");
    std::fs::copy(&case.path, &copy).unwrap();
    let mut vault = case.unlock();
    vault.commit(&[Step::Put(record(Id::from_bytes([7; 16]), "before"))]).unwrap();
    std::fs::rename(&copy, &case.path).unwrap();
    let saved = vault.commit(&[Step::Put(record(Id::from_bytes([8; 16]), "after"))]);
    assert!(matches!(saved, Err(Error::Tampered { .. })));
}

#[cfg(unix)]
#[test]
fn an_older_copy_behind_a_link_is_noticed_too() {
    let (case, _) = Case::with_records(1);
    let older = case.path.with_file_name("older");
    std::fs::copy(&case.path, &older).unwrap();
    let mut vault = case.unlock();
    vault.commit(&[Step::Put(record(Id::from_bytes([7; 16]), "newer"))]).unwrap();
    drop(vault);
    std::fs::remove_file(&case.path).unwrap();
    std::os::unix::fs::symlink(&older, &case.path).unwrap();
    assert!(case.unlock().rolled_back());
}

#[test]
fn a_vault_that_cannot_be_made_leaves_nothing() {
    let place = TempDir::new().unwrap();
    let path = place.path().join("a.sotto");
    let locked = VaultFile::at(&path, Device::at(place.path().join("device")));
    let lock = std::fs::File::create(place.path().join("a.sotto-lock")).unwrap();
    lock.lock().unwrap();
    assert!(matches!(
        locked.create(&NewPassphrase::new("pppppppp").unwrap(), None).err(),
        Some(Error::InUse)
    ));
    assert!(!path.exists());
}

#[test]
fn a_vault_of_the_draft_before_this_format_is_refused_by_name_and_left_alone() {
    let case = case();
    let before = include_bytes!("../../../tests/golden/before-format-1.sotto");
    std::fs::write(&case.path, before).unwrap();
    assert!(matches!(case.unlock_error(), Error::EarlierDraft));
    let key = Key::Recovery(template().recovery.clone());
    assert!(matches!(case.locked.open_read_only(&key).err(), Some(Error::EarlierDraft)));
    assert!(matches!(case.locked.capture("a note", "now"), Err(Error::EarlierDraft)));
    assert!(matches!(sotto_vault::probe(&case.path), Err(Error::EarlierDraft)));
    assert!(std::fs::read(&case.path).unwrap() == before);
}

#[cfg(unix)]
#[test]
fn reading_a_file_that_cannot_be_written_leaves_nothing_that_stops_writing() {
    use std::os::unix::fs::PermissionsExt;
    let (case, ids) = Case::with_records(2);
    let index = {
        let vault = case.unlock();
        assert!(vault.read(ids[0]).is_ok());
        std::fs::read(case.path.with_file_name("a.sotto-shm")).unwrap()
    };
    let mode = |mode| std::fs::set_permissions(&case.path, std::fs::Permissions::from_mode(mode)).unwrap();
    mode(0o444);
    let mut vault = case.unlock();
    assert!(vault.read(ids[0]).is_ok());
    let refused = vault.commit(&[Step::Put(record(Id::from_bytes([8; 16]), "no"))]);
    assert!(matches!(refused, Err(Error::ReadOnly)));
    drop(vault);
    for suffix in ["-wal", "-shm"] {
        let beside = case.path.with_file_name(format!("a.sotto{suffix}"));
        assert!(!beside.exists(), "{suffix}");
        // As another program leaves them that reads the file while it cannot be written.
        std::fs::write(&beside, if suffix == "-shm" { &index[..] } else { &[] }).unwrap();
        std::fs::set_permissions(&beside, std::fs::Permissions::from_mode(0o444)).unwrap();
    }
    mode(0o600);
    let mut vault = case.unlock();
    for suffix in ["-wal", "-shm"] {
        let meta = std::fs::metadata(case.path.with_file_name(format!("a.sotto{suffix}"))).unwrap();
        assert_eq!(meta.permissions().mode() & 0o200, 0o200, "its owner can write {suffix}");
    }
    vault.commit(&[Step::Put(record(Id::from_bytes([8; 16]), "yes"))]).unwrap();
    drop(vault);
    assert_eq!(case.unlock().record_ids().unwrap().len(), 3);
}

#[cfg(unix)]
#[test]
fn one_file_has_one_lock_and_one_set_of_images_whatever_link_leads_to_it() {
    let (case, ids) = Case::with_records(2);
    let folder = case.path.with_file_name("folder");
    std::fs::create_dir(&folder).unwrap();
    let links = [case.path.with_file_name("link.sotto"), folder.join("elsewhere.sotto")];
    std::os::unix::fs::symlink(&case.path, &links[0]).unwrap();
    std::os::unix::fs::symlink("../link.sotto", &links[1]).unwrap();
    let key = || Key::Recovery(template().recovery.clone());
    let at = |path: &std::path::Path| VaultFile::at(path, case.locked.device().clone());
    let first = case.unlock();
    save_view(&first, "every word there is");
    for link in &links {
        assert!(matches!(at(link).unlock(&key()).err(), Some(Error::InUse)), "{}", link.display());
    }
    drop(first);
    let mut second = at(&links[1]).unlock(&key()).unwrap();
    assert!(matches!(case.unlock_error(), Error::InUse));
    // What it deletes is in no view beside the other path.
    assert!(saved_view(&second).is_some());
    second.commit(&[Step::Drop(ids[0])]).unwrap();
    drop(second);
    let vault = case.unlock();
    assert!(saved_view(&vault).is_none() && vault.verify().unwrap().passed());
    let beside: Vec<_> = std::fs::read_dir(&folder).unwrap().collect();
    assert_eq!(beside.len(), 1, "nothing is made beside a link");
}

#[cfg(unix)]
#[test]
fn a_backup_restored_onto_a_link_takes_the_place_of_the_file_it_leads_to() {
    let (case, _) = Case::with_records(2);
    let link = case.path.with_file_name("link.sotto");
    std::os::unix::fs::symlink(&case.path, &link).unwrap();
    let mut vault = case.unlock();
    let backup = case.path.with_file_name("backup.sotto");
    vault.backup_begin(&backup, &mut no_progress).unwrap().finish(&mut no_progress).unwrap();
    vault.commit(&[Step::Put(record(Id::from_bytes([8; 16]), "later"))]).unwrap();
    drop(vault);
    let through = VaultFile::at(&link, case.locked.device().clone());
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
    let key = Key::Recovery(template().recovery.clone());
    through.restore_in_place(&backup, &key, today, &mut no_progress).unwrap();
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    let vault = case.unlock();
    assert!(vault.record_ids().unwrap().len() == 2 && !vault.rolled_back());
}
