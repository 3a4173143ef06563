//! The real `sotto-cli`, killed during its longer tasks: writing, importing, backing up, changing all
//! keys.

use std::time::Duration;

use sotto_core::vault::{Device, VaultFile};

use super::check;
use super::kill::{Killed, Victim};
use super::operations::{Operation, key};
use super::state::State;
use crate::person::Person;
use crate::random::Random;

/// Attempts for each kill, since some processes end before they are killed.
const TRIES: usize = 6;

/// Reflections in the imported file, and in each of its commits.
const LINES: usize = 700;
const COMMIT: usize = 500;

/// Kills `write` this many times.
///
/// # Errors
/// What was lost, or does not hold.
pub fn writes(seed: u64, kills: usize, killed: &mut Killed) -> Result<(), String> {
    let mut random = Random::new(seed);
    let mut victim = Victim::new();
    let mut takes = victim.time(&["write", "the first"]);
    victim.state = victim.state.after(&Operation::Write("the first".to_owned()));
    for number in 0..kills * TRIES {
        if killed.kills >= kills {
            break;
        }
        let text = format!("entry {number} of {seed}");
        let was_killed = victim.kill_cli(&["write", &text], &mut takes, &mut random, killed)?;
        let operation = Operation::Write(text.clone());
        if was_killed {
            victim.state = check::whole(&victim.vault_file(), &victim.state, Some(&operation))?;
            killed.stored_unacknowledged += usize::from(victim.state.reflections.contains_key(&text));
        } else {
            killed.acknowledged += 1;
            victim.state = check::whole(&victim.vault_file(), &victim.state.after(&operation), None)?;
        }
    }
    Ok(())
}

/// Kills `import` this many times, and lets another one finish.
///
/// # Errors
/// What was lost, or does not hold.
pub fn imports(seed: u64, kills: usize, killed: &mut Killed) -> Result<(), String> {
    let mut random = Random::new(seed);
    let texts: Vec<String> =
        (0..LINES).map(|n| format!("brought in {n}: {}", "und so weiter ".repeat(n % 40))).collect();
    let lines: Vec<String> = texts
        .iter()
        .enumerate()
        .map(|(n, text)| serde_json::json!({ "id": n, "date": "2025-03-04", "body": text }).to_string())
        .collect();
    let mut takes = Duration::ZERO;
    for _ in 0..kills * TRIES {
        if killed.kills >= kills {
            break;
        }
        let mut victim = Victim::with_reflections(20);
        std::fs::write(victim.path("old.jsonl"), lines.join("\n")).map_err(|error| error.to_string())?;
        let import = ["import", "auto", "old.jsonl"];
        if takes.is_zero() {
            takes = victim.time(&import);
            continue;
        }
        // Every other kill hits the writing.
        let was_killed = if killed.kills.is_multiple_of(2) {
            victim.kill_writing(&import, || victim.in_log(), &mut random, killed)?
        } else {
            victim.kill_cli(&import, &mut takes, &mut random, killed)?
        };
        let unlocked = victim.vault_file().unlock(&key(0)).map_err(|error| format!("unlock: {error}"))?;
        let found = State::found_in(&unlocked, 0)?;
        drop(unlocked);
        let there = texts.iter().filter(|text| found.reflections.contains_key(*text)).count();
        let whole = there == LINES || was_killed && there.is_multiple_of(COMMIT);
        if !whole {
            return Err(format!("{there} of {LINES} lines are there, which is no whole number of commits"));
        }
        let so_far = victim.state.after(&Operation::Import(texts[..there].to_vec()));
        killed.acknowledged += victim.state.reflections.len();
        killed.stored_unacknowledged += usize::from(was_killed && there > 0);
        if let Some(why) = found.differs_from(&so_far) {
            return Err(why);
        }
        victim.state = so_far;
        let again = victim.person.does(import);
        let counts = (again.one()["added"].as_u64(), again.one()["known"].as_u64());
        if counts != (Some((LINES - there) as u64), Some(there as u64)) {
            return Err(format!("with {there} there, importing again reports {counts:?}"));
        }
        let rest = victim.state.after(&Operation::Import(texts[there..].to_vec()));
        check::whole(&victim.vault_file(), &rest, None)?;
    }
    Ok(())
}

/// Kills `backup` this many times. A file with the backup's name is complete, or there is none.
///
/// # Errors
/// What was lost, or does not hold.
pub fn backups(seed: u64, kills: usize, killed: &mut Killed) -> Result<(), String> {
    let mut random = Random::new(seed);
    let mut victim = Victim::with_reflections(600);
    let mut takes = victim.time(&["backup", "--out", "first.sotto"]);
    for number in 0..kills * TRIES {
        if killed.kills >= kills {
            break;
        }
        let name = format!("backup-{number}.sotto");
        let arguments = ["backup", "--out", &name];
        // Deriving a key takes most of the time; two of three kills hit the copying after it.
        let was_killed = match number % 3 {
            0 => victim.kill_cli(&arguments, &mut takes, &mut random, killed)?,
            _ => victim.kill_writing(&arguments, || victim.copied(&name), &mut random, killed)?,
        };
        let copied = victim.state.clone();
        killed.acknowledged += copied.reflections.len();
        victim.state = check::whole(&victim.vault_file(), &victim.state, None)?;
        if victim.path(&name).exists() {
            whole_backup(&victim, &name, &copied)?;
            killed.stored_unacknowledged += usize::from(was_killed);
        } else if !was_killed {
            return Err("a backup that was acknowledged is not there".to_owned());
        }
        let _ = std::fs::remove_file(victim.path(&name));
        if number.is_multiple_of(4) {
            // The same name again, after a backup with this name was killed.
            victim.person.does(["backup", "--out", &name]);
            whole_backup(&victim, &name, &victim.state)?;
            let _ = std::fs::remove_file(victim.path(&name));
        }
    }
    Ok(())
}

fn whole_backup(victim: &Victim, name: &str, state: &State) -> Result<(), String> {
    // On a computer that does not know this vault.
    let _ = std::fs::remove_dir_all(victim.path("elsewhere"));
    let vault_file = VaultFile::at(victim.path(name), Device::at(victim.path("elsewhere")));
    check::whole(&vault_file, state, None).map(drop).map_err(|why| format!("the backup: {why}"))
}

/// Kills `rekey` this many times, and lets another one finish. The sheet opens the vault all the time.
///
/// # Errors
/// What was lost, or does not hold.
pub fn rekeys(seed: u64, kills: usize, killed: &mut Killed) -> Result<(), String> {
    let mut random = Random::new(seed);
    let mut victim = Victim::with_reflections(120);
    for number in 0..=kills * TRIES {
        std::fs::write(victim.path(&format!("new-{number}.txt")), format!("quiet pebble orchard {number}\n"))
            .map_err(|error| error.to_string())?;
    }
    let rekey = |number: usize| format!("new-{number}.txt");
    let mut takes = victim.time(&["rekey", "--new-passphrase-file", &rekey(0)]);
    for number in 1..=kills * TRIES {
        if killed.kills >= kills {
            break;
        }
        let file = rekey(number);
        let arguments = ["rekey", "--new-passphrase-file", &file];
        // Deriving a key takes most of the time; two of three kills hit the writing after it.
        let was_killed = match number % 3 {
            0 => victim.kill_cli(&arguments, &mut takes, &mut random, killed)?,
            _ => victim.kill_writing(&arguments, || victim.in_log(), &mut random, killed)?,
        };
        killed.acknowledged += victim.state.reflections.len();
        victim.state = check::whole(&victim.vault_file(), &victim.state, None)?;
        if !was_killed {
            opens_with(&victim.person, &file)?;
        }
        if number.is_multiple_of(5) {
            // The next one, which is not killed, finishes the work.
            victim.person.does(arguments);
            opens_with(&victim.person, &file)?;
            victim.state = check::whole(&victim.vault_file(), &victim.state, None)?;
        }
    }
    Ok(())
}

fn opens_with(person: &Person, file: &str) -> Result<(), String> {
    let mut verify = person.bare(["--passphrase-file", file, "verify"]);
    let ended = crate::person::end(&mut verify, b"");
    if ended.status == 0 { Ok(()) } else { Err(format!("{file} does not open it: {}", ended.error)) }
}
