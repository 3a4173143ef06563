//! A process that writes without end and prints each change after it is stored, until it is killed.
//!
//! Its changes follow from a seed and from the content of the vault, so that the process that kills it can
//! compute what it was doing.

use sotto_core::Journal;
use sotto_core::vault::{Device, Key, RecoveryKey, VaultFile};
use std::io::Write;
use std::path::Path;

use super::operations::{Mix, Operation, Prepared};
use super::state::State;
use crate::random::Random;

/// Opens the vault in `folder` with the recovery sheet there, and writes until it is killed.
///
/// # Errors
/// When a change fails, in words.
pub fn work(folder: &Path, mix: Mix, seed: u64) -> Result<(), String> {
    let words = |error: sotto_core::Error| error.to_string();
    let vault_file = VaultFile::at(folder.join("journal.sotto"), Device::at(folder.join("home/state/sotto")));
    let sheet = std::fs::read_to_string(folder.join("sheet.txt")).map_err(|error| error.to_string())?;
    let key = Key::Recovery(RecoveryKey::read(&sheet).map_err(|error| error.to_string())?);
    let mut journal = Journal::unlock(&vault_file, &key, false).map_err(words)?;
    let mut state = State::found_in(journal.vault(), 0)?;
    let mut random = Random::new(seed);
    print_line("open")?;
    for number in 1.. {
        let operation = Operation::next(mix, &state, number, &mut random);
        Prepared::new(&journal, &operation)?.run(&vault_file, &mut journal).map_err(words)?;
        state = state.after(&operation);
        print_line(&number.to_string())?;
        if mix == Mix::Writes {
            // This one only holds the vault and need not fill it.
            std::thread::sleep(std::time::Duration::from_millis(30));
        }
    }
    Ok(())
}

fn print_line(line: &str) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(|error| error.to_string())
}
