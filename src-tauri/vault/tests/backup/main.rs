//! Backups on real files: what is in them, and when they are named. Restoring is in `restore`, disks that are
//! full in `full_disk`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod case;
#[path = "../common/mod.rs"]
mod common;
mod full_disk;
mod restore;

use std::fs;

use case::{Case, at, count, flip, key, names};
use common::record;
use rusqlite::Connection;
use sotto_vault::{Error, Id, NewPassphrase, Step, files_in, no_progress, remove_from};
use tempfile::TempDir;

#[test]
fn a_backup_is_one_private_file_with_everything_in_it() {
    let (case, vault) = Case::with_records(3);
    let seen = |case: &Case| {
        let seen = case.place.path().join("device/seen");
        names(&seen).into_iter().map(|n| fs::read(seen.join(n)).unwrap()).collect::<Vec<_>>()
    };
    let before = seen(&case);
    let done = vault
        .backup_begin(&case.backup("b.sotto"), &mut no_progress)
        .unwrap()
        .finish(&mut no_progress)
        .unwrap();
    assert_eq!((done.records, done.unreadable_notes), (3, 0));
    assert_eq!(case.backups(), ["b.sotto"], "no log and nothing half-made beside it");
    let bytes = fs::read(case.backup("b.sotto")).unwrap();
    assert_eq!(bytes.len() as u64, done.bytes);
    assert_eq!(bytes[18..20], [1, 1], "it asks for no log when it is opened");
    assert!(!bytes.windows(7).any(|w| w == b"silence"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(case.backup("b.sotto")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert!(before == seen(&case), "the memory of this vault's last state is another matter");
    let restored = case.elsewhere("new").restore(&case.backup("b.sotto"), &key(), &mut no_progress).unwrap();
    assert_eq!((restored.records, restored.kept), (3, None));
    let again = case.elsewhere("new").unlock(&key()).unwrap();
    assert!(again.verify().unwrap().passed());
    assert_eq!((count(&again), again.draft_ids().len()), (3, 1));
    assert_eq!(again.captured().unwrap()[0].text, "on the bus");
}

#[test]
fn a_copy_is_named_only_when_everything_in_it_opens() {
    let (case, mut vault) = Case::with_records(5);
    vault.commit(&[Step::Put(record(Id::from_bytes([9; 16]), &"a long page ".repeat(5_000)))]).unwrap();
    let original = vault.backup_begin(&case.backup("original.sotto"), &mut no_progress).unwrap();
    let name = case.backups().remove(0);
    let length = fs::read(case.backup(&name)).unwrap().len();
    original.finish(&mut no_progress).unwrap();
    let original = fs::read(case.backup("original.sotto")).unwrap();
    let (mut refused, mut harmless) = (0, 0);
    for at in (100..length).step_by(2_003) {
        let copied = vault.backup_begin(&case.backup("b.sotto"), &mut no_progress).unwrap();
        let part = case.backups().into_iter().find(|n| n.ends_with(".part")).unwrap();
        flip(&case.backup(&part), at);
        match copied.finish(&mut no_progress) {
            Err(Error::Damaged { .. } | Error::Tampered { .. }) => {
                refused += 1;
                assert_eq!(case.backups(), ["original.sotto"], "byte {at}");
            }
            Err(other) => panic!("byte {at}: {other}"),
            // What lies in an unused part of a page is no part of the vault.
            Ok(done) => {
                harmless += 1;
                assert_eq!(done.records, 6);
                let mut bytes = fs::read(case.backup("b.sotto")).unwrap();
                bytes[at] ^= 1;
                let differ = bytes.iter().zip(&original).filter(|(a, b)| a != b).count();
                assert!(differ < 40, "byte {at}: {differ}");
                fs::remove_file(case.backup("b.sotto")).unwrap();
            }
        }
    }
    println!("bytes flipped: {refused} refused, {harmless} in unused space");
    assert!(refused > 20);
}

#[test]
fn writing_goes_on_between_copying_and_checking() {
    let (case, mut vault) = Case::with_records(2);
    let copied = vault.backup_begin(&case.backup("b.sotto"), &mut no_progress).unwrap();
    vault.commit(&[Step::Put(record(Id::from_bytes([9; 16]), "later"))]).unwrap();
    assert_eq!(copied.finish(&mut no_progress).unwrap().records, 2);
    // An undamaged copy of another moment in its place is not what was copied.
    let copied = vault.backup_begin(&case.backup("c.sotto"), &mut no_progress).unwrap();
    let part = case.backups().into_iter().find(|n| n.ends_with(".part")).unwrap();
    fs::copy(case.backup("b.sotto"), case.backup(&part)).unwrap();
    assert!(matches!(copied.finish(&mut no_progress).err(), Some(Error::Damaged { .. })));
    assert_eq!(
        vault
            .backup_begin(&case.backup("c.sotto"), &mut no_progress)
            .unwrap()
            .finish(&mut no_progress)
            .unwrap()
            .records,
        3
    );
    let mut vault = vault;
    vault.commit(&[Step::Put(record(Id::from_bytes([10; 16]), "still open"))]).unwrap();
}

#[test]
fn no_other_file_is_ever_replaced_by_a_backup() {
    let (case, vault) = Case::with_records(1);
    fs::write(case.backup("b.sotto"), "mine").unwrap();
    assert!(matches!(
        vault.backup_begin(&case.backup("b.sotto"), &mut no_progress).err(),
        Some(Error::Exists)
    ));
    let copied = vault.backup_begin(&case.backup("c.sotto"), &mut no_progress).unwrap();
    fs::write(case.backup("c.sotto"), "mine too").unwrap();
    assert!(matches!(copied.finish(&mut no_progress).err(), Some(Error::Exists)));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere", case.backup("link")).unwrap();
        assert!(matches!(
            vault.backup_begin(&case.backup("link"), &mut no_progress).err(),
            Some(Error::Exists)
        ));
        fs::remove_file(case.backup("link")).unwrap();
    }
    assert_eq!(case.backups(), ["b.sotto", "c.sotto"]);
    assert_eq!(fs::read(case.backup("c.sotto")).unwrap(), b"mine too");
    drop(vault.backup_begin(&case.backup("d.sotto"), &mut no_progress).unwrap());
    assert_eq!(case.backups(), ["b.sotto", "c.sotto"], "what was given up leaves nothing");
}

#[test]
fn a_folder_that_is_gone_is_told_and_the_vault_goes_on() {
    let (case, mut vault) = Case::with_records(1);
    let nowhere = case.place.path().join("usb/b.sotto");
    assert!(matches!(vault.backup_begin(&nowhere, &mut no_progress).err(), Some(Error::FolderMissing)));
    let copied = vault.backup_begin(&case.backup("b.sotto"), &mut no_progress).unwrap();
    fs::rename(case.place.path().join("backups"), case.place.path().join("unplugged")).unwrap();
    assert!(copied.finish(&mut no_progress).is_err());
    vault.commit(&[Step::Put(record(Id::from_bytes([9; 16]), "later"))]).unwrap();
    assert!(vault.verify().unwrap().passed());
}

#[test]
fn a_rehearsal_reads_everything_and_writes_nothing() {
    let (case, vault) = Case::with_records(3);
    vault.backup_begin(&case.backup("b.sotto"), &mut no_progress).unwrap().finish(&mut no_progress).unwrap();
    let state = |case: &Case| {
        let meta = fs::metadata(case.backup("b.sotto")).unwrap();
        (case.backups(), meta.modified().unwrap(), fs::read(case.backup("b.sotto")).unwrap())
    };
    let before = state(&case);
    let rehearsed = vault.rehearse_begin(&case.backup("b.sotto")).unwrap().finish(&mut no_progress).unwrap();
    assert_eq!((rehearsed.records, rehearsed.bytes), (3, before.2.len() as u64));
    assert!(before == state(&case));
    // A backup that has lost a row, one that is cut short, and one of somebody else.
    let tampered = Connection::open(case.backup("b.sotto")).unwrap();
    tampered.execute("DELETE FROM draft", []).unwrap();
    drop(tampered);
    let failure_of = |case: &Case| {
        vault.rehearse_begin(&case.backup("b.sotto")).unwrap().finish(&mut no_progress).err().unwrap()
    };
    assert!(matches!(failure_of(&case), Error::Tampered { .. }));
    fs::write(case.backup("b.sotto"), &before.2[..before.2.len() / 2]).unwrap();
    assert!(matches!(failure_of(&case), Error::Damaged { .. }));
    let other = TempDir::new().unwrap();
    let locked = at(&other.path().join("o.sotto"), &other);
    let theirs = locked.create(&NewPassphrase::new("another one").unwrap(), None).unwrap();
    fs::remove_file(case.backup("b.sotto")).unwrap();
    theirs.backup_begin(&case.backup("b.sotto"), &mut no_progress).unwrap().finish(&mut no_progress).unwrap();
    assert!(matches!(failure_of(&case), Error::OtherKeys));
    fs::remove_file(case.backup("b.sotto")).unwrap();
    assert!(matches!(failure_of(&case), Error::Missing));
}

#[test]
fn what_a_killed_run_left_is_swept_and_nothing_else() {
    let (case, vault) = Case::with_records(1);
    let random = "0123456789abcdef0123456789abcdef";
    let ours = [format!("b.sotto.{random}.part"), format!("b.sotto.{random}.part-wal")];
    let others = [
        format!("c.sotto.{random}.part"),
        "b.sotto.part".to_owned(),
        "b.sotto.mine.part".to_owned(),
        format!("b.sotto.{random}.partial"),
        format!("my b.sotto.{random}.part"),
    ];
    for name in ours.iter().chain(&others) {
        fs::write(case.backup(name), "x").unwrap();
    }
    vault.backup_begin(&case.backup("b.sotto"), &mut no_progress).unwrap().finish(&mut no_progress).unwrap();
    let mut want: Vec<String> = others.into_iter().chain(["b.sotto".to_owned()]).collect();
    want.sort();
    assert_eq!(case.backups(), want);
}

#[test]
fn only_a_plain_file_of_the_folder_itself_is_removed() {
    let (case, _) = Case::with_records(1);
    let folder = case.place.path().join("backups");
    fs::write(case.place.path().join("outside"), "x").unwrap();
    fs::write(folder.join("inside"), "x").unwrap();
    fs::create_dir(folder.join("folder")).unwrap();
    for name in ["../outside", "folder", "", ".", "..", "none", "folder/../inside"] {
        assert!(matches!(remove_from(&folder, name), Err(Error::NotFound)), "{name}");
    }
    assert!(case.place.path().join("outside").exists());
    assert_eq!(files_in(&folder).unwrap().iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["inside"]);
    remove_from(&folder, "inside").unwrap();
    assert!(matches!(files_in(&case.place.path().join("none")).err(), Some(Error::FolderMissing)));
}
