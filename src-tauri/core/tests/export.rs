//! An export of a real journal: what was still being written is in it, and what survives damage.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::ops::ControlFlow;
use std::path::PathBuf;

use sotto_core::import_export::{ExportFormat, ExportLabels, ExportSeal};
use sotto_core::reflections::{Content, ReflectionInput};
use sotto_core::sharing::ItemKind;
use sotto_core::vault::{
    Device, Key, NewPassphrase, OutputFile, ProgressFn, RecoveryKey, Stage, VaultFile, no_progress,
};
use sotto_core::{Failure, Journal, Now};
use tempfile::TempDir;

fn at(text: &str) -> Now {
    Now::parse_from_rfc3339(text).unwrap()
}

fn page(text: &str) -> ReflectionInput {
    ReflectionInput { content: Content::new("", text), date: None }
}

fn words() -> ExportLabels {
    let words = || "x".to_owned();
    ExportLabels {
        language: words(),
        title: words(),
        made: words(),
        mood: words(),
        feelings: words(),
        tags: words(),
        notes: words(),
        bring: words(),
        minutes: words(),
        groups: words(),
        people: words(),
        attachments: words(),
    }
}

fn texts(journal: &mut Journal, path: PathBuf) -> Vec<(String, u64)> {
    let out = OutputFile::create(&path, false).unwrap();
    let now = at("2026-11-25T12:00:00+00:00");
    let count =
        journal.export(ExportFormat::Json, &ExportSeal::Plain, words(), out, now, &mut no_progress).unwrap();
    let all: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let all = all["reflections"].as_array().unwrap().clone();
    assert_eq!(all.len(), count as usize);
    all.iter().map(|r| (r["text"].as_str().unwrap().to_owned(), r["revision"].as_u64().unwrap())).collect()
}

#[test]
fn what_was_still_being_written_is_in_it_and_what_survives_damage() {
    let place = TempDir::new().unwrap();
    let path = place.path().join("a.sotto");
    let recovery = RecoveryKey::generate();
    let locked = VaultFile::at(&path, Device::at(place.path().join("device")));
    let mut journal =
        Journal::create(&locked, &NewPassphrase::new("brave lantern").unwrap(), Some(&recovery)).unwrap();
    let days = ["2026-11-01", "2026-11-03", "2026-11-05"].map(|day| at(&format!("{day}T12:00:00+00:00")));
    let kept = journal.reflection_write(&page("first"), days[0]).unwrap();
    journal.reflection_write(&page("last"), days[2]).unwrap();
    journal.draft_save(None, &page("half a sentence"), days[1]).unwrap();
    journal.draft_save(Some(kept), &page("first, and more"), days[2]).unwrap();
    let draft =
        journal.draft_save(None, &page("the newest of all"), at("2026-11-09T12:00:00+00:00")).unwrap();
    let all = [("first, and more", 1), ("half a sentence", 0), ("last", 1), ("the newest of all", 0)];
    let all = all.map(|(text, revision)| (text.to_owned(), revision));
    assert_eq!(texts(&mut journal, place.path().join("all.json")), all);
    journal.reflection_delete(draft.reflection, days[2]).unwrap();
    journal.draft_keep_all(days[2]).unwrap();
    journal.checkpoint().unwrap();
    drop(journal);

    // One record of the four is damaged: the other three are saved.
    let _ = std::fs::remove_file(place.path().join("a.sotto-view"));
    let mut bytes = std::fs::read(&path).unwrap();
    let journal = Journal::unlock(&locked, &Key::Recovery(recovery.clone()), false).unwrap();
    let records = journal.vault().record_ids().unwrap().len();
    drop(journal);
    let mut damaged = 0;
    for start in (0..bytes.len() - 21).rev() {
        if bytes[start..start + 21] == *b"age-encryption.org/v1" {
            bytes[start + 400] ^= 1;
            std::fs::write(&path, &bytes).unwrap();
            match Journal::unlock(&locked, &Key::Recovery(recovery.clone()), false) {
                Ok(mut journal) if journal.damaged() == 1 => {
                    damaged += 1;
                    let saved = texts(&mut journal, place.path().join(format!("saved-{start}.json")));
                    assert!(saved.len() >= records - 2 && saved.len() < 4, "{saved:?}");
                }
                // The manifest or the slot: nothing opens, and that is reported.
                _ => {}
            }
            bytes[start + 400] ^= 1;
        }
    }
    assert!(damaged >= records, "{damaged} of {records}");
}

#[test]
fn it_says_how_far_it_is_and_stopped_it_leaves_no_file() {
    let place = TempDir::new().unwrap();
    let locked = VaultFile::at(place.path().join("a.sotto"), Device::at(place.path().join("device")));
    let mut journal = Journal::create(&locked, &NewPassphrase::new("brave lantern").unwrap(), None).unwrap();
    let now = at("2026-11-25T12:00:00+00:00");
    for number in 0..40 {
        journal.reflection_write(&page(&format!("number {number}")), now).unwrap();
    }
    journal.draft_save(None, &page("half a sentence"), now).unwrap();
    let folder = place.path().join("out");
    std::fs::create_dir(&folder).unwrap();
    let path = folder.join("all.json.age");
    let mut export = |watch: ProgressFn<'_>| {
        let out = OutputFile::create(&path, false).unwrap();
        journal.export(ExportFormat::Json, &ExportSeal::Own, words(), out, now, watch)
    };
    let mut reports = Vec::new();
    let written = export(&mut |stage, done, of| {
        reports.push((stage, done, of));
        ControlFlow::Continue(())
    });
    let all = [0, 16, 32, 41].map(|done| (Stage::Writing, done, 41));
    assert_eq!((written.unwrap(), reports), (41, all.to_vec()));
    std::fs::remove_file(&path).unwrap();
    for stop_at in all {
        let stopped = export(&mut |stage, done, of| {
            if (stage, done, of) == stop_at { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(stopped.map_err(|error| Failure::from(error).code), Err(sotto_core::Code::Cancelled));
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    }
}

#[test]
fn one_for_somebody_that_did_not_leave_is_on_no_record() {
    let place = TempDir::new().unwrap();
    let locked = VaultFile::at(place.path().join("a.sotto"), Device::at(place.path().join("device")));
    let mut journal = Journal::create(&locked, &NewPassphrase::new("brave lantern").unwrap(), None).unwrap();
    let now = at("2026-11-25T12:00:00+00:00");
    journal.reflection_write(&page("a silence I know"), now).unwrap();
    let somebody = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
    let path = place.path().join("all.age");
    let export = |journal: &mut Journal, taken: bool| {
        let out = OutputFile::create(&path, false).unwrap();
        if taken {
            std::fs::write(&path, "mine").unwrap();
        }
        let to = ExportSeal::To(vec![journal.export_to(somebody).unwrap()]);
        journal.export(ExportFormat::Json, &to, words(), out, now, &mut no_progress)
    };
    assert!(export(&mut journal, true).is_err(), "another file took the name meanwhile");
    assert_eq!(std::fs::read(&path).unwrap(), b"mine");
    assert!(journal.share_log().unwrap().is_empty());
    std::fs::remove_file(&path).unwrap();
    assert_eq!(export(&mut journal, false).unwrap(), 1);
    let log = journal.share_log().unwrap();
    assert_eq!((log.len(), log[0].to[0].as_str(), log[0].items[0].kind), (1, somebody, ItemKind::Export));
}
