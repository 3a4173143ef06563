//! A vault, a folder for its backups, and what the tests look at in both.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use sotto_vault::{Device, Id, Key, Step, Vault, VaultFile};
use tempfile::TempDir;

use crate::common::{record, template};

pub fn key() -> Key {
    Key::Recovery(template().recovery.clone())
}

pub struct Case {
    pub place: TempDir,
    pub locked: VaultFile,
}

impl Case {
    pub fn new() -> Self {
        let place = TempDir::new().unwrap();
        fs::create_dir(place.path().join("vault")).unwrap();
        fs::create_dir(place.path().join("backups")).unwrap();
        fs::write(place.path().join("vault/journal.sotto"), &template().bytes).unwrap();
        Self { locked: at(&place.path().join("vault/journal.sotto"), &place), place }
    }

    /// A vault with so many records, a draft and a note left while locked; open.
    pub fn with_records(count: u8) -> (Self, Vault) {
        let case = Self::new();
        let mut vault = case.locked.unlock(&key()).unwrap();
        for n in 1..=count {
            vault.commit(&[Step::Put(record(Id::from_bytes([n; 16]), "a silence I know"))]).unwrap();
        }
        vault.commit(&[Step::Draft(record(Id::from_bytes([200; 16]), "half a sentence"))]).unwrap();
        case.locked.capture("on the bus", "2026-11-24T08:00:00+00:00").unwrap();
        (case, vault)
    }

    pub fn backup(&self, name: &str) -> PathBuf {
        self.place.path().join("backups").join(name)
    }

    pub fn backups(&self) -> Vec<String> {
        names(&self.place.path().join("backups"))
    }

    pub fn beside(&self) -> Vec<String> {
        names(&self.place.path().join("vault"))
    }

    /// Another place with the same device.
    pub fn elsewhere(&self, name: &str) -> VaultFile {
        at(&self.place.path().join(name).join("journal.sotto"), &self.place)
    }
}

pub fn at(path: &Path, place: &TempDir) -> VaultFile {
    VaultFile::at(path, Device::at(place.path().join("device")))
}

pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

pub fn count(vault: &Vault) -> usize {
    let ids = vault.record_ids().unwrap();
    let mut opened = 0;
    assert!(vault.each(&ids, &mut |_| opened += 1).unwrap().is_empty());
    opened
}

pub fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 25).unwrap()
}

pub fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 1;
    fs::write(path, bytes).unwrap();
}
