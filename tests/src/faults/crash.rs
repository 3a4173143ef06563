//! Power cuts: a series of changes on a recorded disk, and the states that may be found afterwards.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::check;
use super::disk::{Disk, Event, Files};
use super::image::{self, Sync};
use super::operations::{Mix, Operation, Prepared, VaultCopy, template};
use super::state::State;
use crate::random::Random;

/// The number of changes in one series.
const CHANGES: usize = 60;

/// The ordinary files beside the vault: the saved view, and the state of this computer.
type Beside = BTreeMap<PathBuf, Vec<u8>>;

/// A series of changes, everything SQLite did for them, and the state after each.
pub struct Story {
    copy: VaultCopy,
    start: Files,
    log: Vec<Event>,
    states: Vec<State>,
    /// The change that led to each state; none for the first.
    operations: Vec<Operation>,
    beside: Vec<Beside>,
}

/// The results of checking some images.
#[derive(Default)]
pub struct Found {
    pub images: usize,
    /// What was wrong with some.
    pub wrong: Vec<String>,
}

impl Story {
    /// Makes the changes that follow from a seed.
    ///
    /// # Errors
    /// When one of them fails: there is no fault here.
    pub fn new(seed: u64) -> Result<Self, String> {
        let copy = VaultCopy::new();
        let disk = Disk::at(copy.folder());
        let words = |error: sotto_core::Error| format!("without any fault: {error}");
        let mut random = Random::new(seed);
        let start = Files::from([("journal.sotto".to_owned(), template().bytes.clone())]);
        disk.record();
        let mut states = vec![State::default()];
        let (mut operations, mut beside) = (Vec::new(), vec![Beside::new()]);
        let mut journal = copy.open(0).map_err(words)?;
        for number in 1..=CHANGES {
            let state = states.last().cloned().unwrap_or_default();
            // Closing and opening again: the log is emptied and removed, drafts become revisions.
            let operation = if random.chance(60) {
                drop(journal);
                journal = copy.open(state.recovery).map_err(words)?;
                Operation::KeepDrafts
            } else {
                let operation = Operation::next(Mix::All, &state, number, &mut random);
                Prepared::new(&journal, &operation)?.run(&copy.vault_file(), &mut journal).map_err(words)?;
                operation
            };
            states.push(state.after(&operation));
            operations.push(operation);
            disk.acknowledge(number);
            beside.push(files_beside(&copy));
        }
        drop(journal);
        let log = disk.recorded();
        Ok(Self { copy, start, log, states, operations, beside })
    }

    /// Checks this many images after power cuts.
    pub fn cut(&self, images: usize, sync: Sync, random: &mut Random) -> Found {
        let mut found = Found::default();
        for _ in 0..images {
            found.images += 1;
            let at = random.between(0, self.log.len());
            if let Err(why) = self.one(at, sync, random) {
                found.wrong.push(format!("cut behind {at} of {} operations: {why}", self.log.len()));
            }
        }
        found
    }

    fn one(&self, at: usize, sync: Sync, random: &mut Random) -> Result<(), String> {
        let events = self.log.get(..at).unwrap_or_default();
        let acknowledged = image::acknowledged(events);
        let before = self.states.get(acknowledged).ok_or("no such state")?;
        let files = image::after_a_cut(&self.start, events, sync, random);
        self.lay_out(&files, acknowledged, random).map_err(|error| error.to_string())?;
        check::whole(&self.copy.vault_file(), before, self.operations.get(acknowledged)).map(drop)
    }

    /// Puts an image where the vault was, and beside it what may be found there: written without a
    /// sync, it may be older than the vault, torn, or missing, but never newer.
    fn lay_out(&self, files: &Files, acknowledged: usize, random: &mut Random) -> std::io::Result<()> {
        for entry in std::fs::read_dir(self.copy.folder())? {
            let path = entry?.path();
            if path.is_dir() { std::fs::remove_dir_all(path)? } else { std::fs::remove_file(path)? }
        }
        for (name, bytes) in files {
            std::fs::write(self.copy.folder().join(name), bytes)?;
        }
        let acknowledged = if random.chance(250) { random.below(acknowledged + 1) } else { acknowledged };
        for (path, bytes) in self.beside.get(acknowledged).into_iter().flatten() {
            let length = match random.below(10) {
                0 => continue,
                1 => random.below(bytes.len()),
                _ => bytes.len(),
            };
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(path, bytes.get(..length).unwrap_or_default())?;
        }
        Ok(())
    }
}

fn files_beside(copy: &VaultCopy) -> Beside {
    let mut found = Beside::new();
    let seen = copy.folder().join("device").join("seen");
    for folder in [copy.folder().to_owned(), seen] {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            // The vault itself and its log are made from what SQLite did.
            let ours = ["journal.sotto", "journal.sotto-wal", "journal.sotto-shm", "journal.sotto-lock"];
            if !ours.contains(&name.as_str()) && entry.path().is_file() {
                found.extend(std::fs::read(entry.path()).map(|bytes| (entry.path(), bytes)));
            }
        }
    }
    found
}
