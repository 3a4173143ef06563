//! A damaged vault, read as far as it is undamaged: whatever page is lost, everything else is there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::PathBuf;

use sotto_vault::{
    Device, DeviceKey, Error, Id, Key, NewKeys, NewPassphrase, NewRecord, RecoveryKey, Stage, Step, Vault,
    VaultFile, no_progress,
};
use tempfile::TempDir;
use zeroize::Zeroizing;

const PAGE: usize = 16_384;
const RECORDS: u8 = 80;

struct Case {
    place: TempDir,
    path: PathBuf,
    sheet: RecoveryKey,
    kept: DeviceKey,
    bytes: Vec<u8>,
}

/// Short ones, some that go on in other pages, and one that goes on in many.
fn body(n: u8) -> String {
    let length = match n % 8 {
        0 => 9_000,
        1 if n == 1 => 200_000,
        _ => 900 + usize::from(n) * 7,
    };
    format!("\"{n} {}\"", "w".repeat(length))
}

fn record(n: u8) -> NewRecord {
    NewRecord {
        id: Id::from_bytes([n; 16]),
        entity: Id::from_bytes([n; 16]),
        revision: 1,
        parents: Vec::new(),
        kind: "reflection".into(),
        schema: 1,
        time: "2026-11-23T20:14:00+00:00".into(),
        body: Zeroizing::new(body(n)),
    }
}

impl Case {
    fn new() -> Self {
        let place = TempDir::new().unwrap();
        let path = place.path().join("a.sotto");
        let sheet = RecoveryKey::generate();
        let locked = VaultFile::at(&path, Device::at(place.path().join("device")));
        let mut vault = locked.create(&NewPassphrase::new("a passphrase").unwrap(), Some(&sheet)).unwrap();
        let kept = DeviceKey::generate().unwrap();
        vault.add_device_slot(&kept).unwrap();
        for n in 1..=RECORDS {
            vault.commit(&[Step::Put(record(n))]).unwrap();
        }
        vault.commit(&[Step::Draft(record(200))]).unwrap();
        locked.capture("left while locked", "2026-11-23T20:14:00+00:00").unwrap();
        vault.checkpoint().unwrap();
        drop(vault);
        let bytes = std::fs::read(&path).unwrap();
        Self { place, path, sheet, kept, bytes }
    }

    fn locked(&self) -> VaultFile {
        VaultFile::at(&self.path, Device::at(self.place.path().join("device")))
    }

    fn key(&self) -> Key {
        Key::Recovery(self.sheet.clone())
    }

    fn read(&self) -> Result<Vault, Error> {
        self.locked().open_read_only(&self.key())
    }
}

/// What can be read, each as it was written.
fn readable(vault: &Vault) -> BTreeSet<u8> {
    let mut found = BTreeSet::new();
    let broken = vault
        .each(&vault.record_ids().unwrap(), &mut |record| {
            let n = record.header.id.as_bytes()[0];
            assert_eq!(record.body.as_str(), body(n));
            found.insert(n);
        })
        .unwrap();
    assert!(broken.is_empty());
    found
}

#[test]
fn of_a_sound_vault_everything_is_read_and_nothing_is_written() {
    let case = Case::new();
    let mut vault = case.read().unwrap();
    assert_eq!(readable(&vault).len(), usize::from(RECORDS));
    assert_eq!(vault.read_only().unwrap().lost, 0);
    assert!(vault.verify().unwrap().passed());
    assert!(vault.draft(Id::from_bytes([200; 16])).unwrap().is_some());
    assert_eq!(vault.captured().unwrap()[0].text, "left while locked");
    assert!(matches!(vault.commit(&[Step::Put(record(250))]), Err(Error::VaultReadOnly)));
    assert!(matches!(vault.commit(&[Step::Drop(Id::from_bytes([1; 16]))]), Err(Error::VaultReadOnly)));
    drop(vault);
    assert_eq!(std::fs::read(&case.path).unwrap(), case.bytes);
    assert!(case.locked().unlock(&case.key()).unwrap().read_only().is_none());
}

#[test]
fn whatever_page_is_lost_the_rest_is_read_and_what_is_missing_is_counted() {
    let case = Case::new();
    let (mut worst, mut without_sheet) = (0, 0);
    for page in 0..case.bytes.len() / PAGE {
        let mut bytes = case.bytes.clone();
        bytes[page * PAGE..(page + 1) * PAGE].fill(0xA5);
        std::fs::write(&case.path, &bytes).unwrap();
        // It never opens as if nothing were wrong.
        let whole = case.locked().unlock(&case.key()).and_then(|vault| vault.verify());
        assert!(whole.is_err() || whole.is_ok_and(|found| !found.passed()), "page {page}");
        match case.read() {
            Ok(vault) => {
                let found = readable(&vault);
                let gone = usize::from(RECORDS) - found.len();
                worst = worst.max(gone);
                let reading = vault.read_only().unwrap();
                let drafts = usize::from(vault.has_drafts());
                if reading.counted {
                    assert_eq!(reading.lost as usize, gone + 1 - drafts, "page {page}");
                }
                // A page holds no more than so many rows.
                assert!(gone <= 16, "page {page}: {gone} gone");
            }
            // The one page that holds the ways to unlock.
            Err(error) => {
                assert!(matches!(error, Error::Damaged { .. }), "page {page}: {error}");
                without_sheet += 1;
            }
        }
    }
    assert!(worst > 0);
    assert_eq!(without_sheet, 1);
}

#[test]
fn cut_anywhere_what_is_left_is_read() {
    let case = Case::new();
    let pages = case.bytes.len() / PAGE;
    let mut last = 0;
    for page in 0..pages {
        for more in [0, 5_000] {
            std::fs::write(&case.path, &case.bytes[..page * PAGE + more]).unwrap();
            if let Ok(vault) = case.read() {
                let found = readable(&vault).len();
                assert!(found >= last, "more of the file is no less of the journal");
                last = found;
            }
        }
    }
    assert!(last > usize::from(RECORDS) / 2);
    std::fs::write(&case.path, b"no vault at all").unwrap();
    assert!(case.read().is_err());
}

#[test]
fn without_its_first_bytes_it_is_still_told_as_a_vault_that_is_damaged() {
    let case = Case::new();
    for at in [0, 16, 60, 68, 100] {
        let mut bytes = case.bytes.clone();
        bytes[at] ^= 0x55;
        std::fs::write(&case.path, &bytes).unwrap();
        let opened = case.locked().unlock(&case.key());
        assert!(matches!(opened.err(), Some(Error::Damaged { .. } | Error::Newer { .. })), "byte {at}");
        assert_eq!(readable(&case.read().unwrap()).len(), usize::from(RECORDS), "byte {at}");
    }
}

#[test]
fn rows_taken_away_or_put_in_by_someone_else_are_missing_or_left_out() {
    let case = Case::new();
    let other = Case::new();
    let db = rusqlite::Connection::open(&case.path).unwrap();
    db.execute_batch(&format!(
        "DELETE FROM record WHERE id IN (x'{}', x'{}');
         ATTACH '{}' AS other;
         INSERT INTO record SELECT randomblob(16), tag, sealed FROM other.record LIMIT 3;
         INSERT INTO record SELECT randomblob(16), tag, sealed FROM record LIMIT 1;",
        "02".repeat(16),
        "03".repeat(16),
        other.path.display()
    ))
    .unwrap();
    drop(db);
    let vault = case.read().unwrap();
    let found = readable(&vault);
    assert_eq!(found.len(), usize::from(RECORDS) - 2);
    assert!(!found.contains(&2) && !found.contains(&3));
    assert_eq!(vault.read_only().unwrap().lost, 2);
    assert!(!vault.verify().unwrap().passed());
}

#[test]
fn what_is_undamaged_can_be_saved_as_a_vault_to_go_on_with() {
    let case = Case::new();
    let mut bytes = case.bytes.clone();
    bytes[..PAGE].fill(0);
    bytes[10 * PAGE..11 * PAGE].fill(0);
    std::fs::write(&case.path, &bytes).unwrap();
    let kept = Key::Device(case.kept.clone());
    let vault = case.locked().open_read_only(&kept).unwrap();
    let left = readable(&vault);
    assert!(left.len() < usize::from(RECORDS));
    let place = case.place.path().join("saved.sotto");
    vault.backup_begin(&place, &mut no_progress).unwrap().finish(&mut no_progress).unwrap();
    drop(vault);
    let saved = VaultFile::at(&place, Device::at(case.place.path().join("device")));
    drop(saved.unlock(&kept).unwrap());
    let mut vault = saved.unlock(&case.key()).unwrap();
    assert!(vault.verify().unwrap().passed());
    assert_eq!(readable(&vault), left);
    vault.commit(&[Step::Put(record(220))]).unwrap();
}

#[test]
fn what_lies_only_in_the_log_is_read_too() {
    let case = Case::new();
    let mut vault = case.locked().unlock(&case.key()).unwrap();
    vault.commit(&[Step::Put(record(150)), Step::Draft(record(200))]).unwrap();
    let log = case.path.with_file_name("a.sotto-wal");
    let (bytes, logged) = (std::fs::read(&case.path).unwrap(), std::fs::read(&log).unwrap());
    drop(vault);
    assert!(logged.len() > PAGE);
    // As after a power cut, with the file's first page gone.
    std::fs::write(&case.path, &bytes).unwrap();
    std::fs::write(&log, &logged).unwrap();
    let mut broken = bytes;
    broken[..PAGE].fill(0);
    std::fs::write(&case.path, &broken).unwrap();
    let vault = case.read().unwrap();
    assert!(readable(&vault).contains(&150));
    assert_eq!(vault.read_only().unwrap().lost, 0);
}

#[cfg(target_os = "linux")]
#[test]
fn at_a_place_where_nothing_can_be_written_it_is_read_all_the_same() {
    let case = Case::new();
    // A mount without writing: root may write to any folder otherwise.
    let place = case.place.path();
    let mount = |how: &[&str]| {
        std::process::Command::new("mount").args(how).arg(place).status().is_ok_and(|s| s.success())
    };
    if !mount(&["--bind", &place.display().to_string()]) || !mount(&["-o", "remount,bind,ro"]) {
        eprintln!("this system lets nobody mount here; not tested");
        return;
    }
    let read = case.read().map(|vault| readable(&vault).len());
    let _ = std::process::Command::new("umount").arg(place).status();
    assert_eq!(read.unwrap(), usize::from(RECORDS));
}

/// SQLite writes pages of an unfinished transaction to its log when they need too much memory. Rows continue in
/// pages of the same numbers, in the file as they were and in the log as they were to become.
#[test]
fn a_transaction_that_was_interrupted_takes_nothing_from_what_was_there() {
    let case = Case::new();
    let mut vault = case.locked().unlock(&case.key()).unwrap();
    for n in 100..180 {
        let body = Zeroizing::new(format!("\"{n} {}\"", "w".repeat(120_000)));
        vault.commit(&[Step::Put(NewRecord { body, ..record(n) })]).unwrap();
    }
    vault.commit(&[Step::DropCaptured(vault.captured().unwrap()[0].id)]).unwrap();
    vault.checkpoint().unwrap();
    vault.commit(&[Step::Put(record(180))]).unwrap();
    let log = case.path.with_file_name("a.sotto-wal");
    let (mut file, mut at_work) = (Vec::new(), Vec::new());
    let new = NewPassphrase::new("another passphrase").unwrap();
    let new = NewKeys { passphrase: &new, sheet: None, share_keys: false };
    let stopped = vault.rekey(&new, &[], &mut |stage, done, of| {
        if stage == Stage::Sealing && done == of && of > 0 {
            (file, at_work) = (std::fs::read(&case.path).unwrap(), std::fs::read(&log).unwrap());
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    });
    assert!(stopped.is_err() && at_work.len() > 4_000_000, "{}", at_work.len());
    drop(vault);
    file[..PAGE].fill(0);
    std::fs::write(&case.path, file).unwrap();
    std::fs::write(&log, at_work).unwrap();
    let vault = case.read().unwrap();
    let found = vault.record_ids().unwrap().len();
    assert_eq!(found, usize::from(RECORDS) + 81);
    assert_eq!(vault.read_only().unwrap().lost, 0);
}
