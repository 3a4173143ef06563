//! Backups of a real journal in a real folder: made, rotated, rehearsed, and the state when that fails.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::OnceLock;

use sotto_core::backups::{self, policy};
use sotto_core::reflections::{Content, ReflectionInput};
use sotto_core::vault::{Device, Key, NewPassphrase, RecoveryKey, Stage, VaultFile, no_progress};
use sotto_core::{Journal, Now};
use tempfile::TempDir;

fn template() -> &'static (Vec<u8>, RecoveryKey) {
    static TEMPLATE: OnceLock<(Vec<u8>, RecoveryKey)> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let place = TempDir::new().unwrap();
        let path = place.path().join("a.sotto");
        let recovery = RecoveryKey::generate();
        let locked = VaultFile::at(&path, Device::at(place.path().join("device")));
        drop(
            Journal::create(&locked, &NewPassphrase::new("brave lantern").unwrap(), Some(&recovery)).unwrap(),
        );
        (std::fs::read(&path).unwrap(), recovery)
    })
}

struct Case {
    place: TempDir,
    device: Device,
    folder: PathBuf,
}

impl Case {
    fn new() -> (Self, Journal) {
        let place = TempDir::new().unwrap();
        let path = place.path().join("a.sotto");
        std::fs::write(&path, &template().0).unwrap();
        let device = Device::at(place.path().join("device"));
        let folder = place.path().join("backups");
        std::fs::create_dir(&folder).unwrap();
        let locked = VaultFile::at(&path, device.clone());
        let journal = Journal::unlock(&locked, &Key::Recovery(template().1.clone()), false).unwrap();
        (Self { place, device, folder }, journal)
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(&self.folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

fn at(text: &str) -> Now {
    Now::parse_from_rfc3339(text).unwrap()
}

fn write(journal: &mut Journal, now: Now) {
    let input = ReflectionInput { content: Content::new("Call", "a silence I know"), date: None };
    journal.reflection_write(&input, now).unwrap();
}

#[test]
fn one_is_made_a_day_when_something_changed_and_named_after_nobody() {
    let (case, mut journal) = Case::new();
    let noon = at("2026-11-25T12:00:00+00:00");
    assert!(journal.backup_due(&case.device, noon).unwrap());
    let report = journal.backup_run(&case.device, &case.folder, noon, &mut no_progress).unwrap();
    let short = &journal.vault().id().to_string()[..8];
    assert_eq!(report.name, format!("sotto-{short}-2026-11-25.sotto"));
    assert_eq!((report.records, report.kept, case.names()), (0, 1, vec![report.name.clone()]));
    assert!(!journal.backup_due(&case.device, noon + chrono::TimeDelta::days(2)).unwrap());

    write(&mut journal, noon);
    assert!(!journal.backup_due(&case.device, noon).unwrap(), "tomorrow");
    let tomorrow = noon + chrono::TimeDelta::days(1);
    assert!(journal.backup_due(&case.device, tomorrow).unwrap());
    // By hand it may be made at any time; of one day only the last is kept.
    let again = journal.backup_run(&case.device, &case.folder, noon, &mut no_progress).unwrap();
    assert_eq!(again.name, format!("sotto-{short}-2026-11-25-2.sotto"));
    assert_eq!((again.records, again.kept, again.removed), (1, 1, vec![report.name]));
    let state = journal.backup_state(&case.device);
    assert_eq!((state.records, state.kept, state.error), (1, 1, None));
    assert_eq!(state.last_run.as_deref(), Some("2026-11-25T12:00:00+00:00"));
    assert!(!journal.backup_due(&case.device, tomorrow).unwrap(), "nothing changed since");
    let here = VaultFile::at(case.place.path().join("a.sotto"), case.device.clone());
    let listed = backups::list(&case.folder, &here).unwrap();
    assert_eq!(
        (listed.len(), listed[0].day.as_str(), listed[0].name.as_str()),
        (1, "2026-11-25", again.name.as_str())
    );
    assert!(!journal.backup_due(&case.device, noon + chrono::TimeDelta::days(9)).unwrap());
    let place = VaultFile::at(case.place.path().join("a.sotto"), case.device.clone());
    place.capture("on the bus", "2026-11-26T08:00:00+00:00").unwrap();
    assert!(journal.backup_due(&case.device, tomorrow).unwrap(), "a note left while locked counts");
}

#[test]
fn empty_files_under_the_names_of_backups_stop_none_and_thin_none() {
    let (case, mut journal) = Case::new();
    let noon = at("2026-11-25T12:00:00+00:00");
    let short = journal.vault().id().to_string()[..8].to_owned();
    std::fs::write(case.folder.join(format!("sotto-{short}-2026-11-25-99.sotto")), "").unwrap();
    write(&mut journal, noon);
    let made = journal.backup_run(&case.device, &case.folder, noon, &mut no_progress).unwrap();
    assert_eq!(made.name, format!("sotto-{short}-2026-11-25.sotto"));
    write(&mut journal, noon);
    let next = noon + chrono::TimeDelta::days(1);
    let later = journal.backup_run(&case.device, &case.folder, next, &mut no_progress).unwrap();
    assert_eq!((later.removed.len(), later.kept), (0, 2), "that of the first day is not the older of two");
    assert!(case.folder.join(&made.name).exists());
}

#[test]
fn for_another_folder_one_is_due_at_once() {
    let (case, journal) = Case::new();
    let noon = at("2026-11-25T12:00:00+00:00");
    journal.backup_run(&case.device, &case.folder, noon, &mut no_progress).unwrap();
    assert!(!journal.backup_due(&case.device, noon).unwrap());
    journal.backup_forget(&case.device);
    assert!(journal.backup_due(&case.device, noon).unwrap());
    assert_eq!(
        journal.backup_state(&case.device).last_run,
        None,
        "nothing is reported about a folder left behind"
    );
}

#[test]
fn rotation_leaves_what_is_not_exactly_a_backup_of_this_journal() {
    let (case, mut journal) = Case::new();
    let short = journal.vault().id().to_string()[..8].to_owned();
    let random = "0123456789abcdef0123456789abcdef";
    let others = [
        "photo.jpg".to_owned(),
        "sotto-ffffffff-2026-11-01.sotto".to_owned(),
        format!("sotto-{short}-2020-01-01 (1).sotto"),
        format!("sotto-{short}-2020-01-01.sotto.bak"),
        format!("sotto-{short}-2030-01-01.sotto"),
        format!("mine.sotto.{random}.part"),
    ];
    for name in &others {
        std::fs::write(case.folder.join(name), "x").unwrap();
    }
    let left = format!("sotto-{short}-2026-10-31.sotto.{random}.part");
    std::fs::write(case.folder.join(left), "x").unwrap();
    std::fs::create_dir(case.folder.join(format!("sotto-{short}-2019-01-01.sotto"))).unwrap();
    let from = at("2026-11-01T12:00:00+00:00");
    for day in 0..20 {
        let now = from + chrono::TimeDelta::days(day);
        write(&mut journal, now);
        journal.backup_run(&case.device, &case.folder, now, &mut no_progress).unwrap();
    }
    let names = case.names();
    assert!(others.iter().all(|name| names.contains(name)), "{names:?}");
    assert!(!names.iter().any(|name| name.contains("2026-10-31")), "what a killed run left is swept");
    let ours: Vec<&str> = names
        .iter()
        .filter_map(|name| policy::read(journal.vault().id(), name).map(|_| &name[15..25]))
        .collect();
    // The last seven days, two more ends of weeks, and the others that stood there.
    let mut want = ["2019-01-01", "2026-11-01", "2026-11-08", "2030-01-01"].map(str::to_owned).to_vec();
    want.extend((14..=20).map(|day| format!("2026-11-{day}")));
    want.sort_unstable();
    assert_eq!(ours, want);
}

#[test]
fn older_backups_can_be_given_up_once_a_new_one_is_there() {
    let (case, mut journal) = Case::new();
    let from = at("2026-11-01T12:00:00+00:00");
    for day in 0..5 {
        write(&mut journal, from);
        journal
            .backup_run(&case.device, &case.folder, from + chrono::TimeDelta::days(day), &mut no_progress)
            .unwrap();
    }
    std::fs::write(case.folder.join("photo.jpg"), "x").unwrap();
    let now = from + chrono::TimeDelta::days(2);
    let run = journal.backup_begin(&case.device, &case.folder, now).unwrap();
    let mut before = 0;
    let report = run.finish_alone(now, &mut |stage, _, _| {
        before = if stage == Stage::Checking { case.names().len() } else { before };
        ControlFlow::Continue(())
    });
    let report = report.unwrap();
    assert_eq!(before, 7, "nothing goes before the new one is checked");
    assert_eq!((report.kept, report.removed.len()), (1, 5), "those dated later too");
    assert_eq!(case.names(), ["photo.jpg".to_owned(), report.name]);
}

#[test]
fn a_rehearsal_tells_a_damaged_backup_and_makes_another_one_due() {
    let (case, mut journal) = Case::new();
    let first = at("2026-10-20T12:00:00+00:00");
    assert_eq!(
        journal.backup_rehearse(&case.device, &case.folder, first, &mut no_progress).err().map(|f| f.code),
        Some(sotto_core::Code::BackupNone)
    );
    write(&mut journal, first);
    let made = journal.backup_run(&case.device, &case.folder, first, &mut no_progress).unwrap();
    let month = at("2026-11-25T12:00:00+00:00");
    assert!(!journal.rehearsal_due(&case.device, first) && journal.rehearsal_due(&case.device, month));
    let report = journal.backup_rehearse(&case.device, &case.folder, month, &mut no_progress).unwrap();
    assert_eq!((report.name.as_str(), report.records), (made.name.as_str(), 1));
    assert!(!journal.rehearsal_due(&case.device, month));
    assert_eq!(journal.backup_state(&case.device).rehearsed, 1);

    let path = case.folder.join(&made.name);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 16_384]).unwrap();
    let failure = journal.backup_rehearse(&case.device, &case.folder, month, &mut no_progress).err().unwrap();
    assert_eq!(failure.code, sotto_core::Code::BackupDamaged);
    let state = journal.backup_state(&case.device);
    assert_eq!((state.error.as_deref(), state.damaged), (Some("backup_damaged"), true));
    let later = month + chrono::TimeDelta::hours(2);
    assert!(!journal.backup_due(&case.device, month).unwrap(), "not in the same minute");
    assert!(journal.backup_due(&case.device, later).unwrap(), "though nothing changed");
    journal.backup_run(&case.device, &case.folder, later, &mut no_progress).unwrap();
    assert!(!journal.backup_due(&case.device, later).unwrap());
    assert_eq!(
        journal.backup_rehearse(&case.device, &case.folder, later, &mut no_progress).unwrap().records,
        1
    );
}

#[test]
fn a_folder_that_is_gone_is_told_once_an_hour_and_nothing_old_is_removed() {
    let (case, mut journal) = Case::new();
    let noon = at("2026-11-25T12:00:00+00:00");
    let gone = case.place.path().join("usb");
    let failure = journal.backup_run(&case.device, &gone, noon, &mut no_progress).err().unwrap();
    assert_eq!(failure.code, sotto_core::Code::FolderMissing);
    assert_eq!(journal.backup_state(&case.device).error.as_deref(), Some("folder_missing"));
    assert!(!journal.backup_due(&case.device, noon + chrono::TimeDelta::minutes(59)).unwrap());
    assert!(journal.backup_due(&case.device, noon + chrono::TimeDelta::minutes(60)).unwrap());

    // A run that fails after copying removes no older backup, though some could go.
    let short = journal.vault().id().to_string()[..8].to_owned();
    for day in 10..20 {
        std::fs::write(case.folder.join(format!("sotto-{short}-2026-11-{day}.sotto")), "old").unwrap();
    }
    let run = journal.backup_begin(&case.device, &case.folder, noon).unwrap();
    write(&mut journal, noon);
    let failure = run.finish(noon, &mut |stage, _, _| {
        if stage == Stage::Checking {
            std::fs::write(case.folder.join(format!("sotto-{short}-2026-11-25.sotto")), "in the way")
                .unwrap();
        }
        ControlFlow::Continue(())
    });
    assert_eq!(failure.err().map(|f| f.code), Some(sotto_core::Code::Exists));
    assert_eq!(case.names().len(), 11);
    let report = journal.backup_run(&case.device, &case.folder, noon, &mut no_progress).unwrap();
    assert_eq!(report.name, format!("sotto-{short}-2026-11-25-2.sotto"));
    assert!(!report.removed.is_empty());
}

#[test]
fn one_that_is_stopped_leaves_the_folder_as_it_was_and_is_told_as_no_failure() {
    let (case, mut journal) = Case::new();
    write(&mut journal, at("2026-11-23T20:00:00+00:00"));
    let noon = at("2026-11-24T12:00:00+00:00");
    let stop_at = |stage| {
        move |now, _, _| if now == stage { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    for stage in [Stage::Copying, Stage::Checking] {
        let stopped =
            journal.backup_run(&case.device, &case.folder, noon, &mut stop_at(stage)).err().unwrap();
        assert!(stopped.is_cancelled(), "{stopped:?}");
        assert!(case.names().is_empty(), "{stage:?}");
    }
    let state = journal.backup_state(&case.device);
    assert_eq!((state.error, state.last_run), (None, None));
    assert!(!journal.backup_due(&case.device, at("2026-11-24T12:30:00+00:00")).unwrap());
    assert!(journal.backup_due(&case.device, at("2026-11-24T13:00:00+00:00")).unwrap());
    journal.backup_run(&case.device, &case.folder, noon, &mut no_progress).unwrap();
    let month = at("2026-12-24T12:00:01+00:00");
    let stopped =
        journal.backup_rehearse(&case.device, &case.folder, month, &mut stop_at(Stage::Checking)).err();
    assert!(stopped.unwrap().is_cancelled() && !journal.backup_state(&case.device).damaged);
    journal.backup_rehearse(&case.device, &case.folder, month, &mut no_progress).unwrap();
}

#[test]
fn whose_backups_they_are_is_said_as_far_as_anybody_can_know() {
    let (case, mut journal) = Case::new();
    let theirs = case.place.path().join("theirs.sotto");
    let other = VaultFile::at(&theirs, case.device.clone());
    let mut another = Journal::create(&other, &NewPassphrase::new("another one").unwrap(), None).unwrap();
    let mut names = Vec::new();
    for (journal, day) in [(&mut journal, "2026-11-23"), (&mut another, "2026-11-24")] {
        let now = at(&format!("{day}T12:00:00+00:00"));
        write(journal, now);
        names.push(journal.backup_run(&case.device, &case.folder, now, &mut no_progress).unwrap().name);
    }
    drop((journal, another));
    let path = case.place.path().join("a.sotto");
    let whose = |device: &Device| {
        let listed = backups::list(&case.folder, &VaultFile::at(&path, device.clone())).unwrap();
        assert_eq!(listed.iter().map(|file| &file.name).collect::<Vec<_>>(), [&names[1], &names[0]]);
        listed.iter().map(|file| file.own).collect::<Vec<_>>()
    };
    let known = [Some(false), Some(true)];
    assert_eq!(whose(&case.device), known);
    assert_eq!(whose(&Device::at(case.place.path().join("new"))), known, "the journal itself says who it is");
    // Too damaged to say so, or gone: then what this computer has had open here is asked.
    std::fs::write(&path, b"no vault at all").unwrap();
    assert_eq!(whose(&case.device), known);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(whose(&case.device), known);
    // On another computer nobody can say: any may be the one that is needed.
    assert_eq!(whose(&Device::at(case.place.path().join("new"))), [None, None]);
    // A damaged backup cannot be asked whose it is, and is listed all the same.
    std::fs::write(case.folder.join(&names[1]), b"damaged").unwrap();
    assert_eq!(whose(&case.device), [None, Some(true)]);
}

/// What can be read of a damaged journal is not the whole of it, and its manifest is made again: as a backup it
/// would look whole, and whole ones would go for it.
#[test]
fn a_journal_that_is_open_for_reading_only_is_not_backed_up() {
    let (case, mut journal) = Case::new();
    let noon = at("2026-11-20T12:00:00+00:00");
    for day in 0..3 {
        write(&mut journal, noon);
        let day = noon + chrono::TimeDelta::days(day);
        journal.backup_run(&case.device, &case.folder, day, &mut no_progress).unwrap();
    }
    journal.checkpoint().unwrap();
    drop(journal);
    let path = case.place.path().join("a.sotto");
    let mut bytes = std::fs::read(&path).unwrap();
    let end = bytes.len();
    bytes[end - 16_384..].fill(0);
    std::fs::write(&path, bytes).unwrap();
    let locked = VaultFile::at(&path, case.device.clone());
    let journal = Journal::open_read_only(&locked, &Key::Recovery(template().1.clone())).unwrap();
    let before = case.names();
    let later = noon + chrono::TimeDelta::days(9);
    assert!(!journal.backup_due(&case.device, later).unwrap());
    let refused = journal.backup_run(&case.device, &case.folder, later, &mut no_progress).err().unwrap();
    assert_eq!(refused.code, sotto_core::Code::VaultReadOnly);
    assert_eq!(case.names(), before);
    // Checking one that is there is no harm.
    assert_eq!(
        journal.backup_rehearse(&case.device, &case.folder, later, &mut no_progress).unwrap().records,
        3
    );
    // It can be saved, as one file of its own.
    let saved = case.place.path().join("undamaged.sotto");
    let copy = journal.vault().backup_begin(&saved, &mut no_progress).unwrap();
    copy.finish(&mut no_progress).unwrap();
}
