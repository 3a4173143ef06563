//! Clocks that jump: the real programs under libfaketime, ten years ahead and back, five hundred times
//! as fast, and set back while they run.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::check;
use super::kill::{Victim, Worker};
use super::operations::{Mix, Operation, key};
use super::state::State;
use crate::person::{Ended, end, program};
use crate::random::Random;

/// The time of the clock, in the notation of libfaketime.
const CLOCKS: [&str; 6] = ["+0", "+3650d", "-3650d", "+0 x500", "+3650d x500", "-3650d x500"];

/// The library that gives one program another clock, where it is installed.
pub fn library() -> Option<PathBuf> {
    let shown = Command::new("faketime").args(["-f", "+0", "printenv", "LD_PRELOAD"]).output().ok()?;
    let shown = String::from_utf8(shown.stdout).ok()?;
    // Where the dynamic linker finds the library under a name with $LIB in it, the usual places do, too.
    let names = shown.trim().split([' ', ':']).map(PathBuf::from);
    let usual = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"];
    let usual = usual.into_iter().map(|folder| Path::new(folder).join("faketime/libfaketime.so.1"));
    names.chain(usual).find(|path| path.is_file())
}

/// A series of commands, each with a different clock: nothing is refused, the revisions of a reflection
/// stay in the order in which they were made, and the list is in the order of the dates.
///
/// # Errors
/// What does not hold.
pub fn jumps(seed: u64, library: &Path) -> Result<usize, String> {
    let mut random = Random::new(seed);
    let victim = Victim::new();
    let run = |clock: &str, arguments: &[&str]| -> Result<Ended, String> {
        let mut command = victim.person.command(arguments);
        command.env("LD_PRELOAD", library).env("FAKETIME", clock);
        let ended = end(&mut command, b"");
        let fine = ended.status == 0;
        if fine {
            Ok(ended)
        } else {
            Err(format!("{clock}: {arguments:?} ended with {}: {}", ended.status, ended.error))
        }
    };
    let mut written = BTreeMap::new();
    let clock = random.pick(&CLOCKS);
    let id = run(clock, &["write", "revision 1"])?.text("id");
    written.insert(id.clone(), clock);
    let mut texts = vec!["revision 1".to_owned()];
    let mut state = State::default().after(&Operation::Write(texts[0].clone()));
    for number in 0..8 {
        let clock = random.pick(&CLOCKS);
        let operation = if random.chance(500) {
            let (old, new) =
                (texts.last().cloned().unwrap_or_default(), format!("revision {}", texts.len() + 1));
            run(clock, &["edit", &id, &new])?;
            texts.push(new.clone());
            Operation::Edit { old, new }
        } else {
            let new = format!("another {number} at {clock}");
            written.insert(run(clock, &["write", &new])?.text("id"), clock);
            Operation::Write(new)
        };
        state = state.after(&operation);
        if random.chance(300) {
            let note = format!("a note {number}");
            run(random.pick(&CLOCKS), &["capture", &note])?;
            run(random.pick(&CLOCKS), &["captured", "accept"])?;
            state = state.after(&Operation::Write(note));
        }
    }
    let clock = random.pick(&CLOCKS);
    // The newest revision, and the first one.
    for arguments in [&["show", &id][..], &["show", &id, "--revisions"]] {
        let shown = run(clock, arguments)?;
        if shown.lines.first().is_none_or(|line| line["text"] != texts[texts.len() - 1].as_str()) {
            return Err(format!("{clock}: {arguments:?} does not begin with the newest: {}", shown.output));
        }
    }
    // A search finds the newest, and no other.
    for text in &texts {
        let found = run(clock, &["search", &format!("\"{text}\"")])?;
        if found.lines.iter().any(|line| line["id"] == id.as_str()) != (texts.last() == Some(text)) {
            return Err(format!(
                "{clock}: {text:?} of {texts:?} is found where it should not be, or not found: {}",
                found.output
            ));
        }
    }
    let list = run(clock, &["list"])?;
    let dates: Vec<_> = list.lines.iter().filter_map(moment).collect();
    if dates.len() != state.reflections.len() || dates.windows(2).any(|pair| pair[1] > pair[0]) {
        return Err(format!("{clock}: the list is not newest first: {dates:?}"));
    }
    // The programs really ran under these clocks.
    let now = chrono::Utc::now();
    for (id, clock) in &written {
        let line = list.lines.iter().find(|line| line["id"] == id.as_str());
        let ahead = line.and_then(moment).map_or(0, |date| (date.to_utc() - now).num_days());
        let days = clock.split(' ').next().and_then(|text| text.trim_end_matches('d').parse::<i64>().ok());
        if days.is_none_or(|days| (days - ahead).abs() > 2) {
            return Err(format!("{clock}: written {ahead} days ahead"));
        }
    }
    run(clock, &["verify"])?;
    let unlocked = victim.vault_file().unlock(&key(0)).map_err(|error| format!("unlock: {error}"))?;
    let numbers = revisions(&unlocked)?;
    drop(unlocked);
    if numbers != (1..=u32::try_from(texts.len()).unwrap_or(0)).collect::<Vec<_>>() {
        return Err(format!("revisions {numbers:?} of {}", texts.len()));
    }
    check::whole(&victim.vault_file(), &state, None)?;
    Ok(dates.len() + texts.len())
}

fn moment(line: &Value) -> Option<chrono::DateTime<chrono::FixedOffset>> {
    chrono::DateTime::parse_from_rfc3339(line["date"].as_str()?).ok()
}

/// The numbers of the longest history.
fn revisions(vault: &sotto_core::vault::Vault) -> Result<Vec<u32>, String> {
    let mut histories: BTreeMap<_, Vec<u32>> = BTreeMap::new();
    let ids = vault.record_ids().map_err(|error| error.to_string())?;
    let visit = &mut |record: sotto_core::vault::Record| {
        histories.entry(record.header.entity).or_default().push(record.header.revision);
    };
    vault.each(&ids, visit).map_err(|error| error.to_string())?;
    let mut longest = histories.into_values().max_by_key(Vec::len).unwrap_or_default();
    longest.sort_unstable();
    Ok(longest)
}

/// A process that saves and drafts while its clock is set ahead and back, and is then killed: what it
/// acknowledged is there, drafts too, and opens with the clock standing anywhere.
///
/// # Errors
/// What does not hold.
pub fn set_back_while_running(seed: u64, library: &Path) -> Result<usize, String> {
    let mut random = Random::new(seed);
    let victim = Victim::new();
    let file = victim.path("clock");
    let set = |clock: &str| std::fs::write(&file, format!("{clock}\n")).map_err(|error| error.to_string());
    set("+0")?;
    let mut command = Command::new(program("soak"));
    command.arg("worker").arg(victim.person.folder()).args([Mix::Saves.name(), &seed.to_string()]);
    command.env("LD_PRELOAD", library).env("FAKETIME_TIMESTAMP_FILE", &file).env("FAKETIME_NO_CACHE", "1");
    let mut worker = Worker::start(&mut command);
    for round in 1..=5 {
        worker.wait_for(4 * round)?;
        set(random.pick(&CLOCKS))?;
        std::thread::sleep(Duration::from_millis(3));
    }
    worker.wait_for(28)?;
    let acknowledged = worker.kill()?.unwrap_or(0);
    let (mut state, mut random) = (State::default(), Random::new(seed));
    for number in 1..=acknowledged {
        state = state.after(&Operation::next(Mix::Saves, &state, number, &mut random));
    }
    let under_way = Operation::next(Mix::Saves, &state, acknowledged + 1, &mut random);
    check::whole(&victim.vault_file(), &state, Some(&under_way))?;
    // And once more with the program, far in the past.
    let mut verify = victim.person.command(["verify"]);
    verify.env("LD_PRELOAD", library).env("FAKETIME", "-3650d");
    let ended = end(&mut verify, b"");
    if ended.status == 0 {
        Ok(acknowledged)
    } else {
        Err(format!("verify ended with {}: {}", ended.status, ended.error))
    }
}
