//! Disks that are full or take nothing, mounted for one test.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::PathBuf;

use sotto_vault::{Error, Id, OutputFile, Step, no_progress};

use crate::case::{Case, at, key, names};
use crate::common::record;

/// Mounts a small file system for the length of a test. Needs the rights of an administrator.
struct Mounted(PathBuf);

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

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(&self.0).status();
    }
}

#[test]
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
