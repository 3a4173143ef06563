//! Restoring: what is there is never touched, and what was restored is no rollback.

use std::fs;
use std::ops::ControlFlow;

use rusqlite::Connection;
use sotto_vault::{DeviceKey, Error, Id, Key, NewPassphrase, RecoveryKey, Stage, Step, no_progress, probe};

use crate::case::{Case, at, count, day, key, names};
use crate::common::record;

#[test]
fn restoring_never_touches_what_is_there_and_leaves_nothing_when_it_fails() {
    let (case, vault) = Case::with_records(2);
    let backup = case.backup("b.sotto");
    vault.backup_begin(&backup, &mut no_progress).unwrap().finish(&mut no_progress).unwrap();
    let original = fs::read(&backup).unwrap();
    drop(vault);
    let vault = fs::read(case.locked.path()).unwrap();
    assert!(matches!(case.locked.restore(&backup, &key(), &mut no_progress).err(), Some(Error::Exists)));
    assert!(vault == fs::read(case.locked.path()).unwrap());

    let fails = |key: &Key| {
        let to = case.elsewhere("new");
        let error = to.restore(&backup, key, &mut no_progress).err().unwrap();
        let left = fs::read_dir(case.place.path().join("new"))
            .map_or_else(|_| Vec::new(), |_| names(&case.place.path().join("new")));
        assert!(left.iter().all(|name| name == "journal.sotto-lock"), "{left:?}");
        error
    };
    assert!(matches!(fails(&Key::Recovery(RecoveryKey::generate())), Error::RecoveryWrong));
    fs::write(&backup, "a letter, not a vault").unwrap();
    assert!(matches!(fails(&key()), Error::NotAVault));
    fs::write(&backup, "").unwrap();
    assert!(matches!(fails(&key()), Error::NotAVault));
    fs::write(&backup, &original).unwrap();
    Connection::open(&backup).unwrap().pragma_update(None, "user_version", 9).unwrap();
    assert!(matches!(fails(&key()), Error::Newer { found: 9 }));
    assert!(matches!(probe(&backup), Err(Error::Newer { found: 9 })));
    fs::write(&backup, &original[..original.len() - 20_000]).unwrap();
    assert!(matches!(fails(&key()), Error::Damaged { .. }));
    for sql in ["DELETE FROM record WHERE id = x'01010101010101010101010101010101'", "DELETE FROM draft"] {
        fs::write(&backup, &original).unwrap();
        Connection::open(&backup).unwrap().execute(sql, []).unwrap();
        assert!(matches!(fails(&key()), Error::Tampered { .. }), "{sql}");
    }
    fs::remove_file(&backup).unwrap();
    assert!(matches!(fails(&key()), Error::Missing));
}

#[test]
fn a_backup_opens_with_the_key_that_the_computer_kept_when_it_was_made() {
    let (case, mut vault) = Case::with_records(2);
    let key = DeviceKey::generate().unwrap();
    vault.add_device_slot(&key).unwrap();
    vault.backup_begin(&case.backup("b.sotto"), &mut no_progress).unwrap().finish(&mut no_progress).unwrap();
    vault.remove_slot(key.slot()).unwrap();
    vault
        .backup_begin(&case.backup("later.sotto"), &mut no_progress)
        .unwrap()
        .finish(&mut no_progress)
        .unwrap();
    let key = Key::Device(key);
    let to = case.elsewhere("with");
    to.restore(&case.backup("b.sotto"), &key, &mut no_progress).unwrap();
    assert_eq!(count(&to.unlock(&key).unwrap()), 2);
    let later = case.elsewhere("without").restore(&case.backup("later.sotto"), &key, &mut no_progress).err();
    assert!(matches!(later, Some(Error::DeviceKeyWrong)));
}

#[test]
fn a_restored_older_state_is_no_rollback() {
    let (case, mut vault) = Case::with_records(2);
    vault.backup_begin(&case.backup("b.sotto"), &mut no_progress).unwrap().finish(&mut no_progress).unwrap();
    vault.commit(&[Step::Put(record(Id::from_bytes([9; 16]), "later"))]).unwrap();
    drop(vault);
    fs::remove_file(case.locked.path()).unwrap();
    fs::copy(case.backup("b.sotto"), case.locked.path()).unwrap();
    assert!(case.locked.unlock(&key()).unwrap().rolled_back(), "put there by hand, it is one");
    fs::remove_file(case.locked.path()).unwrap();
    case.locked.restore(&case.backup("b.sotto"), &key(), &mut no_progress).unwrap();
    let vault = case.locked.unlock(&key()).unwrap();
    assert!(!vault.rolled_back());
    assert_eq!(count(&vault), 2);
}

#[test]
fn restoring_in_place_keeps_the_present_vault_beside_it() {
    let (case, mut vault) = Case::with_records(2);
    vault.backup_begin(&case.backup("b.sotto"), &mut no_progress).unwrap().finish(&mut no_progress).unwrap();
    vault.commit(&[Step::Put(record(Id::from_bytes([9; 16]), "later"))]).unwrap();
    let (_db, view) = vault.new_view().unwrap();
    vault.save_view(&view).unwrap();
    let in_use = case.locked.restore_in_place(&case.backup("b.sotto"), &key(), day(), &mut no_progress).err();
    assert!(matches!(in_use, Some(Error::InUse)));
    drop(vault);
    let wrong = Key::Recovery(RecoveryKey::generate());
    let before = fs::read(case.locked.path()).unwrap();
    assert!(case.locked.restore_in_place(&case.backup("b.sotto"), &wrong, day(), &mut no_progress).is_err());
    assert!(before == fs::read(case.locked.path()).unwrap());
    assert_eq!(case.beside(), ["journal.sotto", "journal.sotto-lock", "journal.sotto-view"]);

    let done =
        case.locked.restore_in_place(&case.backup("b.sotto"), &key(), day(), &mut no_progress).unwrap();
    let kept = case.place.path().join("vault/journal-before-2026-11-25.sotto");
    assert_eq!((done.records, done.kept.as_ref()), (2, Some(&kept)));
    let vault = case.locked.unlock(&key()).unwrap();
    assert!(!vault.rolled_back() && count(&vault) == 2);
    assert!(vault.open_view().unwrap().is_none(), "the view of the other state is gone");
    drop(vault);
    assert_eq!(count(&at(&kept, &case.place).unlock(&key()).unwrap()), 3);
    // And back again: what was kept is a backup like any other.
    let done = case.locked.restore_in_place(&kept, &key(), day(), &mut no_progress).unwrap();
    assert!(done.kept.unwrap().ends_with("journal-before-2026-11-25-2.sotto"));
    assert_eq!(count(&case.locked.unlock(&key()).unwrap()), 3);
    let parts = case.beside().into_iter().filter(|name| name.contains(".part")).count();
    assert_eq!(parts, 0);
}

#[test]
fn what_a_crash_left_in_the_log_is_kept_and_never_mixed_into_the_restored_vault() {
    let (case, mut vault) = Case::with_records(2);
    vault.backup_begin(&case.backup("b.sotto"), &mut no_progress).unwrap().finish(&mut no_progress).unwrap();
    vault.checkpoint().unwrap();
    vault.commit(&[Step::Put(record(Id::from_bytes([9; 16]), "only in the log"))]).unwrap();
    // As a killed process leaves it: the file, and beside it a log that nobody moved.
    let path = case.locked.path();
    let (file, log) =
        (fs::read(path).unwrap(), fs::read(case.place.path().join("vault/journal.sotto-wal")).unwrap());
    drop(vault);
    let crashed = |damaged: bool| {
        let mut file = file.clone();
        if damaged {
            file[..16].fill(0);
        }
        fs::write(path, file).unwrap();
        fs::write(case.place.path().join("vault/journal.sotto-wal"), &log).unwrap();
    };
    for damaged in [false, true] {
        crashed(damaged);
        let done =
            case.locked.restore_in_place(&case.backup("b.sotto"), &key(), day(), &mut no_progress).unwrap();
        let vault = case.locked.unlock(&key()).unwrap();
        assert!(vault.verify().unwrap().passed() && count(&vault) == 2);
        drop(vault);
        let kept = done.kept.unwrap();
        if damaged {
            // It is kept with everything it had: with its first bytes put right, it opens.
            let mut bytes = fs::read(&kept).unwrap();
            bytes[..16].copy_from_slice(b"SQLite format 3\0");
            fs::write(&kept, bytes).unwrap();
        }
        assert_eq!(count(&at(&kept, &case.place).unlock(&key()).unwrap()), 3);
    }
}

#[test]
fn a_copy_of_an_open_vault_is_restored_with_its_log() {
    let (case, mut vault) = Case::with_records(2);
    vault.checkpoint().unwrap();
    vault.commit(&[Step::Put(record(Id::from_bytes([9; 16]), "only in the log"))]).unwrap();
    fs::copy(case.locked.path(), case.backup("mine.sotto")).unwrap();
    fs::copy(case.place.path().join("vault/journal.sotto-wal"), case.backup("mine.sotto-wal")).unwrap();
    let restored =
        case.elsewhere("new").restore(&case.backup("mine.sotto"), &key(), &mut no_progress).unwrap();
    assert_eq!(restored.records, 3);
}

/// As after a crash, when somebody then took the broken file away: its log is still there.
#[test]
fn the_log_of_a_former_file_is_set_aside_and_never_read_into_a_new_one() {
    let (case, mut vault) = Case::with_records(2);
    vault.backup_begin(&case.backup("b.sotto"), &mut no_progress).unwrap().finish(&mut no_progress).unwrap();
    vault.checkpoint().unwrap();
    vault.commit(&[Step::Put(record(Id::from_bytes([9; 16]), "only in the log"))]).unwrap();
    let log = fs::read(case.place.path().join("vault/journal.sotto-wal")).unwrap();
    drop(vault);
    let gone_but_for_its_log = || {
        fs::remove_file(case.locked.path()).unwrap();
        fs::write(case.place.path().join("vault/journal.sotto-wal"), &log).unwrap();
    };
    gone_but_for_its_log();
    case.locked.restore(&case.backup("b.sotto"), &key(), &mut no_progress).unwrap();
    let vault = case.locked.unlock(&key()).unwrap();
    assert!(vault.verify().unwrap().passed() && count(&vault) == 2);
    drop(vault);
    gone_but_for_its_log();
    let new = NewPassphrase::new("brave lantern").unwrap();
    let vault = case.locked.create(&new, None).unwrap();
    assert!(vault.verify().unwrap().passed() && count(&vault) == 0);
    drop(vault);
    for number in [1, 2] {
        let aside = case.place.path().join(format!("vault/journal.sotto-wal-left-{number}"));
        assert!(fs::read(aside).unwrap() == log);
    }
}

#[test]
fn a_note_left_while_a_backup_is_restored_is_not_lost() {
    let (case, vault) = Case::with_records(2);
    vault.backup_begin(&case.backup("b.sotto"), &mut no_progress).unwrap().finish(&mut no_progress).unwrap();
    drop(vault);
    let mut left = None;
    case.locked
        .restore_in_place(&case.backup("b.sotto"), &key(), day(), &mut |stage, done, of| {
            if stage == Stage::Keeping && done == of && left.is_none() {
                // The present file is copied by now, and waits to be replaced.
                let locked = case.locked.clone();
                left = Some(std::thread::spawn(move || locked.capture("meanwhile", "2026-11-25T08:00:00Z")));
                std::thread::sleep(std::time::Duration::from_millis(200));
            }
            ControlFlow::Continue(())
        })
        .unwrap();
    left.unwrap().join().unwrap().unwrap();
    let vault = case.locked.unlock(&key()).unwrap();
    assert!(vault.captured().unwrap().iter().any(|note| note.text == "meanwhile"));
}
