//! The real `sotto-cli`, killed during its longer tasks: writing, attaching, importing, backing up, changing
//! all keys.

use std::time::Duration;

use sotto_core::Journal;
use sotto_core::reflections::Sort;
use sotto_core::vault::{Device, Vault, VaultFile};

use super::attachments::{LARGE, SMALL, content};
use super::check;
use super::kill::{Killed, Victim};
use super::operations::{Operation, key};
use super::state::State;
use crate::person::Person;
use crate::random::Random;

/// How soon after it starts to write a program is killed.
const SOON: Duration = Duration::from_millis(4);
/// The same for many chunks, which take longer.
const WHILE_ATTACHING: Duration = Duration::from_millis(25);

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

/// Kills `write --attach` and `attachment delete` this many times.
///
/// # Errors
/// What was lost, or does not hold.
pub fn attaches(seed: u64, kills: usize, killed: &mut Killed) -> Result<(), String> {
    let mut random = Random::new(seed);
    let mut victim = Victim::with_reflections(5);
    let mut takes = Duration::ZERO;
    for number in 0..kills * TRIES {
        if killed.kills >= kills {
            break;
        }
        let (name, text) = (format!("{number}.bin"), format!("entry {number} of {seed}"));
        let bytes = random.pick(&[SMALL, 2_500_000, LARGE]);
        std::fs::write(victim.path(&name), content(&name, bytes)).map_err(|error| error.to_string())?;
        let (operation, arguments) = match victim.state.attachments.keys().next().cloned() {
            Some(name) if number % 4 == 3 => {
                let id = attachment_id(&victim, &name)?;
                (Operation::DropAttachment(name), vec!["attachment".to_owned(), "delete".to_owned(), id])
            }
            _ => {
                let words = ["write", "--attach", &name, &text].map(str::to_owned);
                (Operation::WriteWith { text, name: name.clone(), bytes }, words.to_vec())
            }
        };
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        // Two of three kills hit the writing.
        let was_killed = if takes.is_zero() {
            takes = victim.time(&arguments);
            false
        } else if number % 3 != 0 {
            victim.kill_writing(&arguments, || victim.in_log(), WHILE_ATTACHING, &mut random, killed)?
        } else {
            victim.kill_cli(&arguments, &mut takes, &mut random, killed)?
        };
        let after = victim.state.after(&operation);
        killed.acknowledged += victim.state.attachments.len();
        if was_killed {
            let found = State::found_in(&unlocked(&victim)?, 0)?;
            killed.stored_unacknowledged += usize::from(found.attachments == after.attachments);
            victim.state = check::whole(&victim.vault_file(), &victim.state, Some(&operation))?;
        } else {
            victim.state = check::whole(&victim.vault_file(), &after, None)?;
        }
        let _ = std::fs::remove_file(victim.path(&name));
    }
    // And one that is not killed.
    let name = victim.state.attachments.keys().next().cloned().ok_or("no attachment is left")?;
    victim.person.does(["attachment", "delete", &attachment_id(&victim, &name)?]);
    check::whole(&victim.vault_file(), &victim.state.after(&Operation::DropAttachment(name)), None).map(drop)
}

fn unlocked(victim: &Victim) -> Result<Vault, String> {
    victim.vault_file().unlock(&key(0)).map_err(|error| format!("unlock: {error}"))
}

/// The id by which `sotto-cli` knows an attachment.
fn attachment_id(victim: &Victim, name: &str) -> Result<String, String> {
    let words = |error: sotto_core::Error| error.to_string();
    let mut journal = Journal::open(unlocked(victim)?).map_err(words)?;
    for summary in journal.reflection_list("", Sort::Recent, 5_000, 0).map_err(words)?.summaries {
        let attached = journal.attachment_list(summary.id).map_err(words)?;
        if let Some(attachment) = attached.iter().find(|attachment| attachment.name == name) {
            return Ok(attachment.id.to_string());
        }
    }
    Err(format!("{name} is not listed"))
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
            victim.kill_writing(&import, || victim.in_log(), SOON, &mut random, killed)?
        } else {
            victim.kill_cli(&import, &mut takes, &mut random, killed)?
        };
        let found = State::found_in(&unlocked(&victim)?, 0)?;
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
            _ => victim.kill_writing(&arguments, || victim.copied(&name), SOON, &mut random, killed)?,
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
            _ => victim.kill_writing(&arguments, || victim.in_log(), SOON, &mut random, killed)?,
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
