//! Writing and locking while a task runs. Each task is held at its first report of progress, so that it surely
//! runs meanwhile, and would run for ever: a test that waits for it does not end.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod common;

use std::path::Path;
use std::thread::{ScopedJoinHandle, scope, yield_now};
use std::time::{Duration, Instant};

use common::{Case, PASSPHRASE, export_labels};
use serde_json::{Value, json};
use sotto_api::tasks::Task;
use sotto_core::{Code, Failure};

type Ended<'s> = ScopedJoinHandle<'s, Result<Value, Failure>>;

/// A journal with some reflections, and a folder for backups.
fn case() -> Case {
    let case = Case::open();
    case.write(40);
    std::fs::create_dir(case.choose("backups")).unwrap();
    case.call("backup_folder_choose", json!({})).unwrap();
    std::fs::create_dir(case.folder.path().join("out")).unwrap();
    case.choose("out/chosen");
    case
}

/// Every task that an open journal can have, and the call that begins it.
fn tasks() -> [(Task, &'static str, Value); 5] {
    [
        (Task::Export, "export", json!({ "format": "json", "plain": false, "labels": export_labels() })),
        (Task::Check, "verify", json!({})),
        (Task::Backup, "backup_now", json!({})),
        (Task::Recover, "recovered_save", json!({})),
        (
            Task::Rekey,
            "rekey",
            json!({ "old": PASSPHRASE, "new": "another brave lantern", "share_keys": true }),
        ),
    ]
}

/// Waits until a task has reported progress.
fn wait_for(case: &Case, task: Task, ended: &Ended<'_>) {
    while case.app.tasks.progress(task).stage.is_none() {
        assert!(!ended.is_finished(), "{task:?} ended before it was held");
        yield_now();
    }
}

/// Every file in a folder and in those within.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path.display().to_string()) }
    }
    found
}

#[test]
fn locking_cancels_whatever_runs_and_nothing_half_made_is_left() {
    for (task, name, arguments) in tasks() {
        let case = case();
        case.app.tasks.hold(task);
        scope(|scope| {
            let ended = scope.spawn(|| case.call(name, arguments));
            wait_for(&case, task, &ended);
            case.app.seal();
            let failure = ended.join().unwrap().unwrap_err();
            assert_eq!(failure.code, Code::Cancelled, "{name}");
        });
        assert!(!case.app.is_open(), "{name}");
        assert_eq!(case.call("today", json!({})).unwrap_err().code, Code::Locked, "{name}");
        for folder in ["out", "backups"] {
            assert_eq!(files(&case.folder.path().join(folder)), Vec::<String>::new(), "{name}");
        }
        let read = case.call("unlock", json!({ "passphrase": PASSPHRASE }));
        assert!(read.is_ok(), "{name}: the old passphrase opens what is as it was");
        let list = case.call("reflection_list", json!({ "query": "", "limit": 50, "offset": 0 })).unwrap();
        assert_eq!(list["total"], 40, "{name}");
    }
}

#[test]
fn writing_goes_on_while_a_task_reads() {
    for (task, name, arguments) in tasks().into_iter().filter(|(task, ..)| *task != Task::Rekey) {
        let case = case();
        case.app.tasks.hold(task);
        scope(|scope| {
            let ended = scope.spawn(|| case.call(name, arguments));
            wait_for(&case, task, &ended);
            case.write(1);
            let list =
                case.call("reflection_list", json!({ "query": "", "limit": 50, "offset": 0 })).unwrap();
            assert_eq!(list["total"], 41, "{name}");
            assert!(!ended.is_finished(), "{name} runs on");
            case.call("task_cancel", json!({ "task": task })).unwrap();
            assert_eq!(ended.join().unwrap().unwrap_err().code, Code::Cancelled, "{name}");
        });
    }
}

#[test]
fn an_export_is_of_the_moment_it_began() {
    let case = case();
    let run = case.app.journal(|journal| {
        let labels = serde_json::from_value(export_labels()).unwrap();
        journal.export_begin(sotto_core::import_export::ExportFormat::Json, true, labels, now())
    });
    case.write(3);
    let path = case.folder.path().join("out/all.json");
    let out = sotto_core::vault::OutputFile::create(&path, false).unwrap();
    let count =
        run.unwrap().finish(out, &mut |_| unreachable!(), &mut sotto_core::vault::no_progress).unwrap();
    assert_eq!(count, 40);
    let written: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(written["reflections"].as_array().unwrap().len(), 40);
}

#[test]
fn the_idle_watch_never_waits_for_a_task() {
    let case = case();
    case.app.tasks.hold(Task::Rekey);
    let (_, name, arguments) = tasks().into_iter().find(|(task, ..)| *task == Task::Rekey).unwrap();
    scope(|scope| {
        let ended = scope.spawn(|| case.call(name, arguments));
        wait_for(&case, Task::Rekey, &ended);
        // New keys hold the journal itself: what is asked every second is skipped.
        let mut ran = false;
        case.app.journal_if_free(|_| ran = true);
        assert!(!ran && case.app.is_open());
        let _ = (case.app.idle_for(), case.app.settings());
        case.app.tasks.cancel_all();
        assert_eq!(ended.join().unwrap().unwrap_err().code, Code::Cancelled);
    });
}

#[test]
fn a_task_that_cannot_end_does_not_keep_the_journal_open() {
    let case = case();
    let stuck = case.app.tasks.begin(Task::Backup);
    let began = Instant::now();
    case.app.seal();
    assert!(!case.app.is_open());
    assert!(began.elapsed() >= Duration::from_millis(500), "it was waited for");
    drop(stuck);
}

fn now() -> sotto_core::Now {
    sotto_core::Now::parse_from_rfc3339("2026-11-23T12:00:00+00:00").unwrap()
}
