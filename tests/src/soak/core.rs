//! The long runs without a window.

use super::{Batch, Outcome, Run};
use crate::faults::crash::Story;
use crate::faults::image::Sync;
use crate::faults::kth;
use crate::random::Random;

/// One line each: its name, what it shows, how many points in what batches, and what does them.
pub const RUNS: &[Run] = &[
    run("power-cuts", "what a disk holds after a power cut", 60, 4, power_cuts),
    run("power-cuts-control", "the same, syncing being a lie: losses must be seen", 4, 2, cuts_without_sync),
    run("failing-disk", "each operation failing, for every k", kth::POINTS, 8, failing_disk),
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
        match kth::point(point) {
            Ok(tried) => {
                outcome.count("faults", tried.faults);
                outcome.count("changes refused, old state intact, retry works", tried.refused);
            }
            Err(why) => outcome.wrong.push(why),
        }
        outcome
    })
}
