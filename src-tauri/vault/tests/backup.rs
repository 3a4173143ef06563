//! Backups on real files: what is in them, when they are named, what restoring keeps.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use common::{record, template};
use rusqlite::Connection;
use sotto_vault::{
    Device, DeviceKey, Error, Id, Key, NewPassphrase, OutputFile, RecoveryKey, Step, Vault, VaultFile,
    files_in, no_progress, probe, remove_from,
};
use tempfile::TempDir;

fn key() -> Key {
    Key::Recovery(template().recovery.clone())
}

struct Case {
    place: TempDir,
    locked: VaultFile,
}

impl Case {
    fn new() -> Self {
        let place = TempDir::new().unwrap();
        fs::create_dir(place.path().join("vault")).unwrap();
        fs::create_dir(place.path().join("backups")).unwrap();
        fs::write(place.path().join("vault/journal.sotto"), &template().bytes).unwrap();
        Self { locked: at(&place.path().join("vault/journal.sotto"), &place), place }
    }

    /// A vault with so many records, a draft and a note left while locked; open.
    fn with_records(count: u8) -> (Self, Vault) {
        let case = Self::new();
        let mut vault = case.locked.unlock(&key()).unwrap();
        for n in 1..=count {
            vault.commit(&[Step::Put(record(Id::from_bytes([n; 16]), "a silence I know"))]).unwrap();
        }
        vault.commit(&[Step::Draft(record(Id::from_bytes([200; 16]), "half a sentence"))]).unwrap();
        case.locked.capture("on the bus", "2026-11-24T08:00:00+00:00").unwrap();
        (case, vault)
    }

    fn backup(&self, name: &str) -> PathBuf {
        self.place.path().join("backups").join(name)
    }

    fn backups(&self) -> Vec<String> {
        names(&self.place.path().join("backups"))
    }

    fn beside(&self) -> Vec<String> {
        names(&self.place.path().join("vault"))
    }

    /// Another place with the same device.
    fn elsewhere(&self, name: &str) -> VaultFile {
        at(&self.place.path().join(name).join("journal.sotto"), &self.place)
    }
}

fn at(path: &Path, place: &TempDir) -> VaultFile {
    VaultFile::at(path, Device::at(place.path().join("device")))
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn count(vault: &Vault) -> usize {
    let ids = vault.record_ids().unwrap();
    let mut opened = 0;
    assert!(vault.each(&ids, &mut |_| opened += 1).unwrap().is_empty());
    opened
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 25).unwrap()
}

fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 1;
    fs::write(path, bytes).unwrap();
}

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
    assert!(again.verify().unwrap().is_sound());
    assert_eq!((count(&again), again.draft_ids().len()), (3, 1));
    assert_eq!(again.captured().unwrap()[0].text, "on the bus");
}

#[test]
fn a_copy_is_named_only_when_everything_in_it_opens() {
    let (case, mut vault) = Case::with_records(5);
    vault.commit(&[Step::Put(record(Id::from_bytes([9; 16]), &"a long page ".repeat(5_000)))]).unwrap();
    let sound = vault.backup_begin(&case.backup("sound.sotto"), &mut no_progress).unwrap();
    let name = case.backups().remove(0);
    let length = fs::read(case.backup(&name)).unwrap().len();
    sound.finish(&mut no_progress).unwrap();
    let sound = fs::read(case.backup("sound.sotto")).unwrap();
    let (mut refused, mut harmless) = (0, 0);
    for at in (100..length).step_by(2_003) {
        let copied = vault.backup_begin(&case.backup("b.sotto"), &mut no_progress).unwrap();
        let part = case.backups().into_iter().find(|n| n.ends_with(".part")).unwrap();
        flip(&case.backup(&part), at);
        match copied.finish(&mut no_progress) {
            Err(Error::Damaged { .. } | Error::Tampered { .. }) => {
                refused += 1;
                assert_eq!(case.backups(), ["sound.sotto"], "byte {at}");
            }
            Err(other) => panic!("byte {at}: {other}"),
            // What lies in an unused part of a page is no part of the vault.
            Ok(done) => {
                harmless += 1;
                assert_eq!(done.records, 6);
                let mut bytes = fs::read(case.backup("b.sotto")).unwrap();
                bytes[at] ^= 1;
                let differ = bytes.iter().zip(&sound).filter(|(a, b)| a != b).count();
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
    // A sound copy of another moment in its place is not what was copied.
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
    assert!(vault.verify().unwrap().is_sound());
}

/// Mounts a small file system for the length of a test. Needs the rights of an administrator.
#[cfg(target_os = "linux")]
struct Mounted(PathBuf);

#[cfg(target_os = "linux")]
impl Mounted {
    fn at(path: PathBuf, options: &str) -> Option<Self> {
        let done = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(&path)
            .stderr(std::process::Stdio::null())
            .status();
        done.is_ok_and(|status| status.success()).then_some(Self(path))
    }

    fn options(&self, options: &str) {
        let done = std::process::Command::new("mount").args(["-o", options]).arg(&self.0).status().unwrap();
        assert!(done.success());
    }
}

#[cfg(target_os = "linux")]
impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(&self.0).status();
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_and_one_that_takes_nothing_are_told_and_leave_nothing() {
    let (case, mut vault) = Case::with_records(40);
    let Some(disk) = Mounted::at(case.place.path().join("backups"), "size=128k") else {
        println!("left out: only an administrator may mount a small disk");
        return;
    };
    let full = vault.backup_begin(&case.backup("b.sotto"), &mut no_progress).err().or_else(|| {
        let copied = vault.backup_begin(&case.backup("b.sotto"), &mut no_progress).unwrap();
        copied.finish(&mut no_progress).err()
    });
    assert!(matches!(full, Some(Error::DiskFull)), "{full:?}");
    assert!(case.backups().is_empty());
    let out = OutputFile::create(&case.backup("export.json"), false).unwrap();
    let full = out.stream(None, |to| to.write_all(&[b'x'; 300_000]).map_err(|e| Error::writing(&e)));
    assert!(matches!(full, Err(Error::DiskFull)), "{full:?}");
    drop(out);
    assert!(case.backups().is_empty());
    vault.commit(&[Step::Put(record(Id::from_bytes([99; 16]), "later"))]).unwrap();
    disk.options("remount,size=8m");
    vault.backup_begin(&case.backup("b.sotto"), &mut no_progress).unwrap().finish(&mut no_progress).unwrap();
    let before = fs::read(case.backup("b.sotto")).unwrap();
    disk.options("remount,ro");
    assert!(matches!(
        vault.backup_begin(&case.backup("c.sotto"), &mut no_progress).err(),
        Some(Error::ReadOnly)
    ));
    assert_eq!(
        vault.rehearse_begin(&case.backup("b.sotto")).unwrap().finish(&mut no_progress).unwrap().records,
        41
    );
    // Restoring from what cannot be written works, and onto a full disk it leaves nothing.
    case.elsewhere("new").restore(&case.backup("b.sotto"), &key(), &mut no_progress).unwrap();
    let place = case.place.path().join("small");
    fs::create_dir(&place).unwrap();
    let small = Mounted::at(place.clone(), "size=128k").unwrap();
    let onto = at(&place.join("journal.sotto"), &case.place);
    let full = onto.restore(&case.backup("b.sotto"), &key(), &mut no_progress).err();
    assert!(matches!(full, Some(Error::DiskFull)), "{full:?}");
    assert_eq!(names(&place), ["journal.sotto-lock"]);
    assert!(before == fs::read(case.backup("b.sotto")).unwrap());
    drop((small, disk));
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
    let told = |case: &Case| {
        vault.rehearse_begin(&case.backup("b.sotto")).unwrap().finish(&mut no_progress).err().unwrap()
    };
    assert!(matches!(told(&case), Error::Tampered { .. }));
    fs::write(case.backup("b.sotto"), &before.2[..before.2.len() / 2]).unwrap();
    assert!(matches!(told(&case), Error::Damaged { .. }));
    let other = TempDir::new().unwrap();
    let locked = at(&other.path().join("o.sotto"), &other);
    let theirs = locked.create(&NewPassphrase::new("another one").unwrap(), None).unwrap();
    fs::remove_file(case.backup("b.sotto")).unwrap();
    theirs.backup_begin(&case.backup("b.sotto"), &mut no_progress).unwrap().finish(&mut no_progress).unwrap();
    assert!(matches!(told(&case), Error::OtherKeys));
    fs::remove_file(case.backup("b.sotto")).unwrap();
    assert!(matches!(told(&case), Error::Missing));
}

#[test]
fn restoring_never_touches_what_is_there_and_leaves_nothing_when_it_fails() {
    let (case, vault) = Case::with_records(2);
    let backup = case.backup("b.sotto");
    vault.backup_begin(&backup, &mut no_progress).unwrap().finish(&mut no_progress).unwrap();
    let sound = fs::read(&backup).unwrap();
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
    fs::write(&backup, &sound).unwrap();
    Connection::open(&backup).unwrap().pragma_update(None, "user_version", 9).unwrap();
    assert!(matches!(fails(&key()), Error::Newer { found: 9 }));
    assert!(matches!(probe(&backup), Err(Error::Newer { found: 9 })));
    fs::write(&backup, &sound[..sound.len() - 20_000]).unwrap();
    assert!(matches!(fails(&key()), Error::Damaged { .. }));
    for sql in ["DELETE FROM record WHERE id = x'01010101010101010101010101010101'", "DELETE FROM draft"] {
        fs::write(&backup, &sound).unwrap();
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
    crashed(false);
    let kept = case
        .locked
        .restore_in_place(&case.backup("b.sotto"), &key(), day(), &mut no_progress)
        .unwrap()
        .kept
        .unwrap();
    let vault = case.locked.unlock(&key()).unwrap();
    assert!(vault.verify().unwrap().is_sound() && count(&vault) == 2);
    drop(vault);
    assert_eq!(count(&at(&kept, &case.place).unlock(&key()).unwrap()), 3);

    crashed(true);
    let kept = case
        .locked
        .restore_in_place(&case.backup("b.sotto"), &key(), day(), &mut no_progress)
        .unwrap()
        .kept
        .unwrap();
    let vault = case.locked.unlock(&key()).unwrap();
    assert!(vault.verify().unwrap().is_sound() && count(&vault) == 2);
    drop(vault);
    // The damaged one is kept with all it had: its first bytes put right, it opens.
    let mut bytes = fs::read(&kept).unwrap();
    bytes[..16].copy_from_slice(b"SQLite format 3\0");
    fs::write(&kept, bytes).unwrap();
    assert_eq!(count(&at(&kept, &case.place).unlock(&key()).unwrap()), 3);
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
