//! The long runs without a window.

use super::cargo_test::cargo_test;
use super::{Batch, Outcome, Run};
use crate::faults::crash::Story;
use crate::faults::image::Sync;
use crate::faults::kill::{Killed, Victim};
use crate::faults::operations::Mix;
use crate::faults::{clock, nth_io_failure, programs, two_processes};
use crate::random::Random;
use std::time::Duration;

/// One line each: its name, what it shows, how many points in what batches, and what does them.
pub const RUNS: &[Run] = &[
    run("power-cuts", "what a disk holds after a power cut", 60, 4, power_cuts),
    run("power-cuts-control", "the same, syncing being a lie: losses must be seen", 4, 2, cuts_without_sync),
    run(
        "failing-disk",
        "the n-th I/O operation failing, for every n",
        nth_io_failure::POINTS,
        8,
        failing_disk,
    ),
    run("kill-saves", "kill -9 of a process that saves, 10 at each point", 80, 4, kill_saves),
    run("kill-writes", "kill -9 of sotto-cli while it writes, 10 at each point", 20, 2, kill_writes),
    run(
        "kill-attaches",
        "kill -9 of sotto-cli while it attaches and removes, 10 at each point",
        20,
        2,
        kill_attaches,
    ),
    run("kill-locks", "kill -9 of a process that locks, 10 at each point", 20, 4, kill_locks),
    run("kill-imports", "kill -9 of sotto-cli while it imports, 10 at each point", 20, 2, kill_imports),
    run("kill-backups", "kill -9 of sotto-cli while it backs up, 10 at each point", 20, 2, kill_backups),
    run(
        "kill-rekeys",
        "kill -9 of sotto-cli while it changes all keys, 10 at each point",
        20,
        2,
        kill_rekeys,
    ),
    run("two-programs", "two programs and more at one vault, 30 s at each point", 20, 1, two_programs),
    run("every-byte", "a bit flipped in each 64 bytes of a vault, and a cut at each page", 1, 1, every_byte),
    run(
        "models",
        "the vault and the journal against plain maps, 200 histories each at each point",
        10,
        1,
        models,
    ),
    run("hostile", "files made to do harm, given to sotto-cli, and 100,000 attachments", 1, 1, hostile),
    run("attachments", "1 GB in and out, 100,000 of them, and 100 kills while attaching", 1, 1, attachments),
    run("clocks", "clocks ten years off, 500 times as fast, and set back", 60, 4, clocks),
];

const fn run(
    name: &'static str,
    what: &'static str,
    points: usize,
    batch: usize,
    work: fn(&Batch) -> Outcome,
) -> Run {
    Run { name, what, points, batch, work }
}

fn every_byte(_: &Batch) -> Outcome {
    cargo_test(&["--package", "sotto-vault", "--test", "damage", "--", "--ignored"], &[])
}

fn hostile(_: &Batch) -> Outcome {
    cargo_test(&["--package", "sotto-tests", "--test", "hostile", "--", "--include-ignored"], &[])
}

fn attachments(_: &Batch) -> Outcome {
    cargo_test(&["--package", "sotto-vault", "--test", "hostile", "--test", "kill", "--", "--ignored"], &[])
}

fn models(batch: &Batch) -> Outcome {
    let cases = [("PROPTEST_CASES", (200 * batch.count).to_string())];
    let mut outcome = cargo_test(&["--package", "sotto-vault", "--test", "model"], &cases);
    outcome.add(cargo_test(&["--package", "sotto-core", "--test", "model"], &cases));
    outcome.count("histories", 400 * batch.count);
    outcome
}

/// Images of each story.
const IMAGES: usize = 50;

fn power_cuts(batch: &Batch) -> Outcome {
    batch.each(|point| {
        let mut outcome = Outcome::default();
        let seed = batch.seed_of(point);
        match Story::new(seed) {
            Ok(story) => {
                let found = story.cut(IMAGES, Sync::Honest, &mut Random::new(seed));
                outcome.count("images", found.images);
                outcome.count("images that lost something", found.wrong.len());
                outcome.wrong.extend(found.wrong.iter().map(|why| format!("story {seed}, {why}")));
            }
            Err(why) => outcome.wrong.push(format!("story {seed}: {why}")),
        }
        outcome
    })
}

fn cuts_without_sync(batch: &Batch) -> Outcome {
    batch.each(|point| {
        let mut outcome = Outcome::default();
        let seed = batch.seed_of(point);
        match Story::new(seed) {
            Ok(story) => {
                let found = story.cut(IMAGES, Sync::Ignored, &mut Random::new(seed));
                outcome.count("images", found.images);
                outcome.count("losses seen", found.wrong.len());
                if found.wrong.len() < IMAGES / 4 {
                    outcome.wrong.push(format!("story {seed}: the harness saw only {}", found.wrong.len()));
                }
            }
            Err(why) => outcome.wrong.push(format!("story {seed}: {why}")),
        }
        outcome
    })
}

fn failing_disk(batch: &Batch) -> Outcome {
    batch.each(|point| {
        let mut outcome = Outcome::default();
        match nth_io_failure::point(point) {
            Ok(tried) => {
                outcome.count("faults", tried.faults);
                outcome.count("changes refused, old state intact, retry works", tried.refused);
            }
            Err(why) => outcome.wrong.push(why),
        }
        outcome
    })
}

/// Kills at each point.
const KILLS: usize = 10;

fn with_counts(mut outcome: Outcome, killed: &Killed) -> Outcome {
    outcome.count("kills", killed.kills);
    outcome.count("acknowledged before", killed.acknowledged);
    outcome.count("stored, and killed before it was acknowledged", killed.stored_unacknowledged);
    outcome.count("ended before it was killed", killed.too_late);
    outcome
}

fn kill_workers(batch: &Batch, mix: Mix) -> Outcome {
    batch.each(|point| {
        let (mut outcome, mut killed) = (Outcome::default(), Killed::default());
        let mut victim = Victim::new();
        for kill in 0..KILLS {
            let seed = batch.seed_of(point * KILLS + kill);
            let held = victim.kill_worker(mix, seed, &mut killed);
            if let Err(why) = held {
                outcome.wrong.push(format!("seed {seed}: {why}"));
                // Its state is not known any more.
                victim = Victim::new();
            }
        }
        with_counts(outcome, &killed)
    })
}

fn kill_saves(batch: &Batch) -> Outcome {
    kill_workers(batch, Mix::Saves)
}

fn kill_locks(batch: &Batch) -> Outcome {
    kill_workers(batch, Mix::Locks)
}

fn kill_programs(batch: &Batch, kill: fn(u64, usize, &mut Killed) -> Result<(), String>) -> Outcome {
    batch.each(|point| {
        let (mut outcome, mut killed) = (Outcome::default(), Killed::default());
        let seed = batch.seed_of(point);
        let held = kill(seed, KILLS, &mut killed);
        outcome.expect(held.map_err(|why| format!("seed {seed}: {why}")));
        with_counts(outcome, &killed)
    })
}

fn kill_writes(batch: &Batch) -> Outcome {
    kill_programs(batch, programs::writes)
}

fn kill_attaches(batch: &Batch) -> Outcome {
    kill_programs(batch, programs::attaches)
}

fn kill_imports(batch: &Batch) -> Outcome {
    kill_programs(batch, programs::imports)
}

fn kill_backups(batch: &Batch) -> Outcome {
    kill_programs(batch, programs::backups)
}

fn kill_rekeys(batch: &Batch) -> Outcome {
    kill_programs(batch, programs::rekeys)
}

fn two_programs(batch: &Batch) -> Outcome {
    let mut outcome = Outcome::default();
    for point in batch.from..batch.from + batch.count {
        let seed = batch.seed_of(point * batch.share);
        match two_processes::round(seed, Duration::from_secs(30)) {
            Ok(round) => {
                outcome.count("seconds", 30);
                outcome.count("saves acknowledged", round.written + round.held);
                outcome.count("notes acknowledged", round.captured);
                outcome.count("refused with status 6", round.refused_in_use);
            }
            Err(why) => outcome.wrong.push(format!("seed {seed}: {why}")),
        }
    }
    outcome
}

fn clocks(batch: &Batch) -> Outcome {
    let Some(library) = clock::library() else {
        return Outcome { wrong: vec!["libfaketime is not there".to_owned()], ..Outcome::default() };
    };
    batch.each(|point| {
        let mut outcome = Outcome::default();
        let seed = batch.seed_of(point);
        let (name, held) = if point % 3 == 0 {
            ("changes under a clock set back", clock::set_back_while_running(seed, &library))
        } else {
            ("dates and revisions in order", clock::jumps(seed, &library))
        };
        match held {
            Ok(count) => outcome.count(name, count),
            Err(why) => outcome.wrong.push(format!("seed {seed}: {why}")),
        }
        outcome
    })
}
