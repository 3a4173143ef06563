//! What others may put into a folder that they can write too (a synchronised one, say): links, pipes, slots, and
//! another key for notes.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Case, PASSPHRASE, case, record, save_view, template};
use rusqlite::Connection;
use sotto_vault::{Device, Error, Id, Key, NewPassphrase, Passphrase, Step, VaultFile, no_progress};

/// Every ending that Sotto or SQLite opens beside a vault.
const BESIDE: [&str; 6] = ["-lock", "-view", "-wal", "-journal", "-shm", "-new"];

fn beside(vault: &Path, ending: &str) -> PathBuf {
    PathBuf::from(format!("{}{ending}", vault.display()))
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

fn key() -> Key {
    Key::Recovery(template().recovery.clone())
}

/// Everything that opens files beside a vault, whatever comes of it.
fn use_everything(case: &Case) {
    let _ = case.locked.capture("a note", "2026-11-23T08:00:00+00:00");
    if let Ok(mut vault) = case.locked.unlock(&key()) {
        let _ = vault.commit(&[Step::Put(record(Id::random().unwrap(), "a silence I know"))]);
        save_view(&vault, "word");
        let _ = vault.checkpoint();
        let _ = vault.backup_begin(&beside(&case.path, ".backup"), &mut no_progress);
    }
    let _ = case.locked.open_read_only(&key());
    let elsewhere = VaultFile::at(beside(&case.path, ".2"), case.locked.device().clone());
    let _ = elsewhere.create(&NewPassphrase::new("brave lantern").unwrap(), None);
}

#[test]
fn no_link_beside_a_vault_is_followed() {
    for ending in BESIDE {
        for dangling in [false, true] {
            let case = case();
            let outside = tempfile::TempDir::new().unwrap();
            let theirs = outside.path().join("authorized_keys");
            if !dangling {
                std::fs::write(&theirs, "a key of theirs").unwrap();
            }
            symlink(&theirs, beside(&case.path, ending)).unwrap();
            symlink(&theirs, beside(&beside(&case.path, ".2"), ending)).unwrap();
            use_everything(&case);
            let found = std::fs::read_to_string(&theirs).ok();
            assert_eq!(found.as_deref(), (!dangling).then_some("a key of theirs"), "{ending}");
        }
    }
}

#[test]
fn no_link_in_the_folder_where_things_are_remembered_is_followed() {
    let case = case();
    drop(case.unlock());
    let device = case.path.with_file_name("device");
    let theirs = case.path.with_file_name("theirs");
    std::fs::write(&theirs, "theirs").unwrap();
    for folder in ["seen", "places"] {
        let remembered = std::fs::read_dir(device.join(folder)).unwrap().next().unwrap().unwrap().path();
        std::fs::remove_file(&remembered).unwrap();
        symlink(&theirs, &remembered).unwrap();
        symlink(&theirs, beside(&remembered, "-new")).unwrap();
    }
    symlink(&theirs, device.join("settings.json-new")).unwrap();
    case.locked.device().save_settings("{}").unwrap();
    case.unlock().commit(&[Step::Put(record(Id::random().unwrap(), "words"))]).unwrap();
    assert_eq!(std::fs::read_to_string(&theirs).unwrap(), "theirs");
}

/// A test that waits for ever is one that fails.
#[test]
fn no_pipe_is_waited_for() {
    for ending in BESIDE {
        let case = case();
        pipe(&beside(&case.path, ending));
        pipe(&beside(&beside(&case.path, ".2"), ending));
        use_everything(&case);
    }
    let case = case();
    std::fs::remove_file(&case.path).unwrap();
    pipe(&case.path);
    assert!(matches!(case.unlock_error(), Error::NotAVault));
    use_everything(&case);
}

#[test]
fn a_new_folder_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let place = tempfile::TempDir::new().unwrap();
    let path = place.path().join("own/sotto/journal.sotto");
    let locked = VaultFile::at(&path, Device::at(place.path().join("device")));
    drop(locked.create(&NewPassphrase::new(PASSPHRASE).unwrap(), None).unwrap());
    for folder in ["own", "own/sotto", "device", "device/seen", "device/places"] {
        let mode = std::fs::metadata(place.path().join(folder)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{folder}");
    }
}

/// Slots like the one that is there, with other ids and a checksum that fits.
fn plant_slots(case: &Case, count: u8, change: &dyn Fn(&[u8]) -> Vec<u8>) {
    use sha2::{Digest, Sha256};
    let db = Connection::open(&case.path).unwrap();
    let sealed: Vec<u8> =
        db.query_row("SELECT sealed FROM slot WHERE kind = 'passphrase'", [], |row| row.get(0)).unwrap();
    for n in 0..count {
        let (id, sealed) = ([n; 16], change(&sealed));
        let mut hash = Sha256::new();
        for part in [&b"sotto/slot/v1"[..], &id, b"passphrase", &sealed] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        db.execute(
            "INSERT INTO slot VALUES (?1, 'passphrase', ?2, ?3)",
            rusqlite::params![id, sealed, hash.finalize().as_slice()],
        )
        .unwrap();
    }
}

fn by_passphrase(case: &Case, text: &str) -> Result<(), Error> {
    case.locked.unlock(&Key::Passphrase(Passphrase::new(text).unwrap())).map(drop)
}

/// The last byte belongs to the sealed keys: the passphrase fits, and nothing opens.
fn broken(sealed: &[u8]) -> Vec<u8> {
    let mut broken = sealed.to_vec();
    *broken.last_mut().unwrap() ^= 1;
    broken
}

#[test]
fn more_slots_than_sotto_makes_are_told_as_tampering_and_not_as_a_wrong_passphrase() {
    let case = case();
    by_passphrase(&case, PASSPHRASE).unwrap();
    plant_slots(&case, 15, &broken);
    // The right one is found among as many as there may be; that there are more than the manifest knows shows later.
    assert!(!matches!(by_passphrase(&case, PASSPHRASE), Err(Error::PassphraseWrong)));
    let case = common::case();
    plant_slots(&case, 16, &broken);
    for passphrase in [PASSPHRASE, "not the passphrase"] {
        assert!(matches!(by_passphrase(&case, passphrase), Err(Error::Tampered { .. })), "{passphrase}");
    }
    let sheet = case.locked.unlock(&key());
    assert!(matches!(sheet.err(), Some(Error::Tampered { .. })), "however it is opened");
}

/// Sixteen that ask for 2^20 would take a minute and a gigabyte.
#[test]
fn slots_that_ask_for_more_work_are_tried_last_and_not_without_end() {
    let case = case();
    let costly = |sealed: &[u8]| {
        let text = String::from_utf8_lossy(sealed.get(..200).unwrap()).into_owned();
        let line = text.lines().nth(1).unwrap().to_owned();
        let (start, _) = line.rsplit_once(' ').unwrap();
        let head = b"age-encryption.org/v1\n".len();
        [&sealed[..head], start.as_bytes(), b" 20", &sealed[head + line.len()..]].concat()
    };
    plant_slots(&case, 15, &costly);
    by_passphrase(&case, PASSPHRASE).unwrap_or_else(|error| assert!(matches!(error, Error::Tampered { .. })));
    assert!(matches!(by_passphrase(&case, "wrong for all of them"), Err(Error::Tampered { .. })));
}

#[test]
fn no_note_is_sealed_to_another_key_than_when_the_vault_was_open_here() {
    let case = case();
    drop(case.unlock());
    let other = case.path.with_file_name("other.sotto");
    let elsewhere = VaultFile::at(&other, Device::at(case.path.with_file_name("elsewhere")));
    drop(elsewhere.create(&NewPassphrase::new(PASSPHRASE).unwrap(), None).unwrap());
    let db = Connection::open(&case.path).unwrap();
    db.execute("ATTACH ?1 AS other", [other.display().to_string()]).unwrap();
    let exchange = "DELETE FROM about; INSERT INTO about SELECT * FROM other.about";
    db.execute_batch(exchange).unwrap();
    let left = case.locked.capture("Ask Maya how it went", "2026-11-23T08:00:00+00:00");
    assert!(matches!(left, Err(Error::CaptureKeyChanged)));
    let waiting: i64 = db.query_row("SELECT count(*) FROM captured", [], |row| row.get(0)).unwrap();
    assert_eq!(waiting, 0);
    // On a computer that never opened it there is nothing to compare with.
    let new_here = VaultFile::at(&case.path, Device::at(case.path.with_file_name("new")));
    new_here.capture("a note", "2026-11-23T08:00:00+00:00").unwrap();
}

#[test]
fn after_new_keys_and_after_a_restored_backup_notes_can_be_left() {
    let case = case();
    let mut vault = case.unlock();
    let backup = case.path.with_file_name("backup.sotto");
    vault.backup_begin(&backup, &mut no_progress).unwrap().finish(&mut no_progress).unwrap();
    let new = NewPassphrase::new("the new passphrase").unwrap();
    let keys = sotto_vault::NewKeys { passphrase: &new, sheet: None, share_keys: false };
    vault.rekey(&keys, &[], &mut no_progress).unwrap();
    drop(vault);
    case.locked.capture("after new keys", "2026-11-23T08:00:00+00:00").unwrap();
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
    case.locked.restore_in_place(&backup, &key(), today, &mut no_progress).unwrap();
    case.locked.capture("after restoring", "2026-11-23T08:00:00+00:00").unwrap();
}

/// A copy from before that went on elsewhere has a higher number than what this computer wrote since.
#[test]
fn an_older_copy_that_went_on_elsewhere_is_noticed_however_far_it_went() {
    let (case, _) = Case::with_records(3);
    let older = std::fs::read(&case.path).unwrap();
    let mut vault = case.unlock();
    vault.commit(&[Step::Put(record(Id::from_bytes([8; 16]), "written here"))]).unwrap();
    drop(vault);
    let elsewhere = Device::at(case.path.with_file_name("elsewhere"));
    std::fs::write(&case.path, &older).unwrap();
    let mut other = VaultFile::at(&case.path, elsewhere.clone()).unlock(&key()).unwrap();
    assert!(!other.rolled_back());
    for n in 20..120 {
        other.commit(&[Step::Put(record(Id::from_bytes([n; 16]), "written there"))]).unwrap();
    }
    drop(other);
    let mut vault = case.unlock();
    assert!(vault.rolled_back());
    // Once that was accepted, both go on, and each follows the other.
    vault.accept_older();
    vault.commit(&[Step::Put(record(Id::from_bytes([9; 16]), "and here again"))]).unwrap();
    drop(vault);
    let mut other = VaultFile::at(&case.path, elsewhere).unlock(&key()).unwrap();
    assert!(!other.rolled_back());
    other.commit(&[Step::Put(record(Id::from_bytes([10; 16]), "and there"))]).unwrap();
    drop(other);
    assert!(!case.unlock().rolled_back());
}

/// What was deleted is put back from an older copy, and something else taken away, so that the number fits.
#[test]
fn reading_what_is_undamaged_says_when_rows_were_exchanged() {
    let (case, ids) = Case::with_records(3);
    assert!(!case.locked.open_read_only(&key()).unwrap().read_only().unwrap().changed);
    let older = case.path.with_file_name("older");
    std::fs::copy(&case.path, &older).unwrap();
    case.unlock()
        .commit(&[Step::Drop(ids[0]), Step::Put(record(Id::from_bytes([8; 16]), "instead"))])
        .unwrap();
    let healthy = case.locked.open_read_only(&key()).unwrap();
    assert!(!healthy.read_only().unwrap().changed);
    drop(healthy);
    let db = Connection::open(&case.path).unwrap();
    db.execute("ATTACH ?1 AS older", [older.display().to_string()]).unwrap();
    db.execute("INSERT INTO record SELECT * FROM older.record WHERE id = ?1", [ids[0].as_bytes()]).unwrap();
    db.execute("DELETE FROM record WHERE id = ?1", [[8u8; 16]]).unwrap();
    drop(db);
    assert!(matches!(case.unlock().check(), Err(Error::Tampered { .. })));
    let read = case.locked.open_read_only(&key()).unwrap().read_only().unwrap();
    assert_eq!((read.lost, read.counted, read.changed), (0, true, true));
}

#[test]
fn reading_an_older_file_says_that_a_newer_state_was_open_here() {
    let (case, _) = Case::with_records(2);
    let older = std::fs::read(&case.path).unwrap();
    case.unlock().commit(&[Step::Put(record(Id::from_bytes([8; 16]), "later"))]).unwrap();
    std::fs::write(&case.path, older).unwrap();
    assert!(case.locked.open_read_only(&key()).unwrap().read_only().unwrap().changed);
}
