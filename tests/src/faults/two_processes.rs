//! Two and more programs at one vault: `sotto-cli` writing again and again from two sides, notes captured
//! while locked, and at times a process that holds the vault for longer than others wait.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::check;
use super::kill::Victim;
use super::operations::{Mix, Operation, key};
use super::state::State;
use crate::person::end;
use crate::random::Random;

/// Longer than the five seconds for which a second program waits.
const HOLDING: Duration = Duration::from_secs(7);

/// The results of a round.
#[derive(Default)]
pub struct Round {
    pub written: usize,
    pub captured: usize,
    pub refused_in_use: usize,
    /// Stored by the process that held the vault.
    pub held: usize,
}

#[derive(Default)]
struct Acknowledged {
    reflections: BTreeSet<String>,
    captured: BTreeSet<String>,
    refused_in_use: usize,
    wrong: Option<String>,
}

/// Runs all of them on one vault for this long.
///
/// # Errors
/// What was lost, or what failed with a wrong code.
pub fn round(seed: u64, lasting: Duration) -> Result<Round, String> {
    let victim = Victim::new();
    let acknowledged = Mutex::new(Acknowledged::default());
    let until = Instant::now() + lasting;
    let mut held = (0, None);
    std::thread::scope(|scope| {
        let hammer = |side: usize| {
            let (victim, acknowledged) = (&victim, &acknowledged);
            scope.spawn(move || {
                let mut random = Random::new(seed + side as u64);
                for number in 0.. {
                    if Instant::now() >= until {
                        break;
                    }
                    let text = format!("side {side}, {number}, {:x}", random.below(usize::MAX));
                    one(victim, acknowledged, side == 2, text);
                    if side == 2 {
                        std::thread::sleep(Duration::from_millis(random.below(400) as u64));
                    }
                }
            });
        };
        (0..3).for_each(hammer);
        // Meanwhile another process holds the vault, writes, and is killed.
        std::thread::sleep(lasting / 4);
        let mut worker = victim.worker(Mix::Writes, seed);
        let opened = worker.wait_for(1);
        std::thread::sleep(HOLDING);
        held = match opened.and_then(|()| worker.kill()) {
            Ok(count) => (count.unwrap_or(0), None),
            Err(why) => (0, Some(why)),
        };
    });
    let acknowledged = acknowledged.into_inner().unwrap_or_default();
    if let Some(why) = held.1.or(acknowledged.wrong) {
        return Err(why);
    }
    // The texts of that process follow from its seed.
    let mut random = Random::new(seed);
    let mut state = State { captured: acknowledged.captured.clone(), ..State::default() };
    state.reflections.extend(acknowledged.reflections.iter().map(|text| (text.clone(), 1)));
    let mut next = |number: usize| Operation::next(Mix::Writes, &State::default(), number, &mut random);
    for number in 1..=held.0 {
        state = state.after(&next(number));
    }
    let under_way = next(held.0 + 1);
    let unlocked = victim.vault_file().unlock(&key(0)).map_err(|error| format!("unlock: {error}"))?;
    drop(unlocked);
    check::whole(&victim.vault_file(), &state, Some(&under_way))?;
    Ok(Round {
        written: acknowledged.reflections.len(),
        captured: acknowledged.captured.len(),
        refused_in_use: acknowledged.refused_in_use,
        held: held.0,
    })
}

/// One command of one side, and its result.
fn one(victim: &Victim, acknowledged: &Mutex<Acknowledged>, capture: bool, text: String) {
    let command = if capture { "capture" } else { "write" };
    let ended = end(&mut victim.person.command([command, &text]), b"");
    let Ok(mut acknowledged) = acknowledged.lock() else { return };
    match (ended.status, ended.code.as_str()) {
        (0, _) if capture => {
            acknowledged.captured.insert(text);
        }
        (0, _) => {
            acknowledged.reflections.insert(text);
        }
        // A note never needs to wait.
        (6, "vault_in_use") if !capture => acknowledged.refused_in_use += 1,
        (status, code) => {
            acknowledged.wrong = Some(format!("{command} ended with {status} {code}: {}", ended.error))
        }
    }
}
