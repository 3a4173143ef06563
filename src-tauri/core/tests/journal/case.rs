//! A journal in a folder of its own, and short ways to write in it.

use std::path::PathBuf;
use std::sync::OnceLock;

use sotto_core::reflections::{Content, ReflectionInput, Sort};
use sotto_core::vault::{Device, Key, NewPassphrase, RecoveryKey, VaultFile};
use sotto_core::{Error, Failure, Journal, Now};
use tempfile::TempDir;

struct Template {
    bytes: Vec<u8>,
    recovery: RecoveryKey,
}

fn template() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let place = TempDir::new().unwrap();
        let path = place.path().join("a.sotto");
        let recovery = RecoveryKey::generate();
        let locked = VaultFile::at(&path, Device::at(place.path().join("device")));
        drop(
            Journal::create(&locked, &NewPassphrase::new("brave lantern").unwrap(), Some(&recovery)).unwrap(),
        );
        Template { bytes: std::fs::read(&path).unwrap(), recovery }
    })
}

pub struct Case {
    _place: TempDir,
    pub path: PathBuf,
    pub locked: VaultFile,
}

impl Case {
    pub fn new() -> Self {
        let place = TempDir::new().unwrap();
        let path = place.path().join("a.sotto");
        std::fs::write(&path, &template().bytes).unwrap();
        Self { locked: VaultFile::at(&path, Device::at(place.path().join("device"))), path, _place: place }
    }

    pub fn open(&self) -> Journal {
        Journal::unlock(&self.locked, &key(), false).unwrap()
    }
}

/// Opens every vault of these tests.
pub fn key() -> Key {
    Key::Recovery(template().recovery.clone())
}

pub fn now() -> Now {
    at("2026-11-23T20:14:00+00:00")
}

pub fn at(text: &str) -> Now {
    Now::parse_from_rfc3339(text).unwrap()
}

pub fn page(title: &str, text: &str) -> ReflectionInput {
    ReflectionInput { content: Content::new(title, text), date: None }
}

pub fn dated(date: &str, title: &str, text: &str) -> ReflectionInput {
    ReflectionInput { date: Some(date.into()), ..page(title, text) }
}

pub fn titles(journal: &mut Journal, query: &str) -> Vec<String> {
    let found = journal.reflection_list(query, Sort::Recent, 50, 0).unwrap();
    assert_eq!(found.total as usize, found.summaries.len());
    found.summaries.into_iter().map(|c| c.title).collect()
}

pub fn with(mut input: ReflectionInput, change: impl FnOnce(&mut Content)) -> ReflectionInput {
    change(&mut input.content);
    input
}

pub fn code(error: Error) -> String {
    Failure::from(error).code.name()
}
