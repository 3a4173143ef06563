//! Long works say how far they are, and stop when asked, wherever that is, with nothing half-made.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use common::{PASSPHRASE, all, record};
use sotto_vault::{
    Device, Error, Id, Key, NewPassphrase, ProgressFn, RecoveryKey, Result, Stage, Step, Vault, VaultFile,
    no_progress,
};
use tempfile::TempDir;

const RECORDS: usize = 300;

struct Case {
    place: TempDir,
    locked: VaultFile,
    key: Key,
}

impl Case {
    /// A journal of some megabytes in a folder of its own, a backup of it, and what was written since.
    fn new() -> (Self, Vault) {
        let place = TempDir::new().unwrap();
        for folder in ["journal", "backups", "new"] {
            fs::create_dir(place.path().join(folder)).unwrap();
        }
        let locked = at(&place, "journal");
        let recovery = RecoveryKey::generate();
        let mut vault = locked.create(&NewPassphrase::new(PASSPHRASE).unwrap(), Some(&recovery)).unwrap();
        let page = "a page about a silence ".repeat(700);
        let steps: Vec<Step> =
            (0..RECORDS).map(|_| Step::Put(record(Id::random().unwrap(), &page))).collect();
        vault.commit(&steps).unwrap();
        let case = Self { place, locked, key: Key::Recovery(recovery) };
        vault.backup_begin(&case.backup(), &mut no_progress).unwrap().finish(&mut no_progress).unwrap();
        vault.commit(&[Step::Put(record(Id::random().unwrap(), "since then"))]).unwrap();
        vault.checkpoint().unwrap();
        (case, vault)
    }

    fn backup(&self) -> PathBuf {
        self.place.path().join("backups/b.sotto")
    }

    /// Every file, with what is in it; the locks beside vaults hold nothing, ever.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        for folder in ["journal", "backups", "new"] {
            for entry in fs::read_dir(self.place.path().join(folder)).unwrap() {
                let path = entry.unwrap().path();
                if !path.to_string_lossy().ends_with("-lock") {
                    files.insert(path.clone(), fs::read(path).unwrap());
                }
            }
        }
        files
    }

    /// Runs a work to its end to hear what it says, then stops it at each of its words in turn.
    fn reports_and_stops(&self, stages: &[Stage], mut work: impl FnMut(ProgressFn<'_>) -> Result<()>) {
        let before = self.files();
        let mut words = Vec::new();
        let mut heard = |stage, done, of| {
            words.push((stage, done, of));
            ControlFlow::Continue(())
        };
        work(&mut heard).unwrap();
        let mut order: Vec<Stage> = words.iter().map(|(stage, ..)| *stage).collect();
        order.dedup();
        assert_eq!(order, stages);
        for stage in stages {
            let of_it: Vec<_> = words.iter().filter(|(s, ..)| s == stage).collect();
            assert!(of_it.len() > 3, "{stage:?}: {of_it:?}");
            assert!(of_it.is_sorted_by_key(|(_, done, _)| *done), "{of_it:?}");
            let (_, done, of) = of_it[of_it.len() - 1];
            assert!(done == of && *of > 0, "{of_it:?}");
        }
        for (path, bytes) in self.files() {
            if before.get(&path) != Some(&bytes) {
                before
                    .get(&path)
                    .map_or_else(|| fs::remove_file(&path), |old| fs::write(&path, old))
                    .unwrap();
            }
        }
        for stop_at in 1..=words.len() {
            let mut count = 0;
            let mut stop = |_, _, _| {
                count += 1;
                if count < stop_at { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            };
            let ended = work(&mut stop);
            assert!(matches!(ended, Err(Error::Cancelled)), "word {stop_at} of {}: {ended:?}", words.len());
            assert!(before == self.files(), "word {stop_at}: {:?}", self.files().keys());
        }
        println!("{stages:?}: stopped at each of {} words", words.len());
    }
}

fn at(place: &TempDir, folder: &str) -> VaultFile {
    let path: &Path = place.path();
    VaultFile::at(path.join(folder).join("journal.sotto"), Device::at(path.join("device")))
}

#[test]
fn a_backup_that_is_stopped_leaves_the_folder_as_it_was() {
    let (case, mut vault) = Case::new();
    let place = case.place.path().join("backups/c.sotto");
    case.reports_and_stops(&[Stage::Copying, Stage::Checking], |progress| {
        vault.backup_begin(&place, progress)?.finish(progress).map(drop)
    });
    vault.commit(&[Step::Put(record(Id::random().unwrap(), "and on"))]).unwrap();
    let made = vault.backup_begin(&place, &mut no_progress).unwrap().finish(&mut no_progress).unwrap();
    assert_eq!(made.records, RECORDS + 2);
}

#[test]
fn a_rehearsal_and_a_check_can_be_stopped() {
    let (case, vault) = Case::new();
    case.reports_and_stops(&[Stage::Checking], |progress| {
        vault.rehearse_begin(&case.backup()).unwrap().finish(progress).map(drop)
    });
    let mut words = Vec::new();
    let found = vault.verify_with_progress(&mut |_, done, of| {
        words.push((done, of));
        ControlFlow::Continue(())
    });
    assert_eq!((found.unwrap().records, words.last()), (RECORDS + 1, Some(&(301, 301))));
    for stop_at in 1..=words.len() {
        let mut count = 0;
        let stopped = vault.verify_with_progress(&mut |_, _, _| {
            count += 1;
            if count < stop_at { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        assert!(matches!(stopped.err(), Some(Error::Cancelled)));
    }
    assert!(vault.verify().unwrap().passed());
}

#[test]
fn restoring_that_is_stopped_leaves_the_journal_that_was_there_and_nothing_beside_it() {
    let (case, vault) = Case::new();
    drop(vault);
    let day = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
    case.reports_and_stops(&[Stage::Copying, Stage::Checking, Stage::Keeping], |progress| {
        case.locked.restore_in_place(&case.backup(), &case.key, day, progress).map(drop)
    });
    let new = at(&case.place, "new");
    case.reports_and_stops(&[Stage::Copying, Stage::Checking], |progress| {
        new.restore(&case.backup(), &case.key, progress).map(drop)
    });
    let kept = case.locked.unlock(&case.key).unwrap();
    assert_eq!(all(&kept).len(), RECORDS + 1);
    drop(kept);
    case.locked.restore_in_place(&case.backup(), &case.key, day, &mut no_progress).unwrap();
    assert_eq!(all(&case.locked.unlock(&case.key).unwrap()).len(), RECORDS);
}

#[test]
fn a_note_left_meanwhile_makes_no_copy_begin_anew() {
    let (case, vault) = Case::new();
    let other = at(&case.place, "journal");
    let mut last = 0;
    let copied = vault.backup_begin(&case.place.path().join("backups/c.sotto"), &mut |_, done, _| {
        assert!(done >= last, "{done} after {last}");
        last = done;
        other.capture("on the bus", "2026-11-24T08:00:00+00:00").unwrap();
        ControlFlow::Continue(())
    });
    assert_eq!(copied.unwrap().finish(&mut no_progress).unwrap().records, RECORDS + 1);
    assert!(vault.captured_count().unwrap() > 3);
}
