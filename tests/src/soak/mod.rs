//! Long runs: `cargo xtask test --soak core` and `--soak app`.
//!
//! A run is a number of points that follow from a seed, done in batches. The results of each batch are
//! saved in `target/soak`, so that an interrupted run continues where it was; an interrupted batch is
//! done again. The runs are listed in the tables of `core` and `app`; what each does is in
//! `faults`.

pub mod app;
mod cargo_test;
pub mod core;
mod results;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use results::SavedResults;

/// One long run.
pub struct Run {
    /// A short name, used in the state file.
    pub name: &'static str,
    /// What it shows, for the report.
    pub what: &'static str,
    /// How many points there are in all.
    pub points: usize,
    /// How many are done before the state file is saved.
    pub batch: usize,
    /// Does some of them.
    pub work: fn(&Batch) -> Outcome,
}

/// The points to be done now.
pub struct Batch {
    pub seed: u64,
    /// The first, counted from 0 over the whole run.
    pub from: usize,
    pub count: usize,
    /// Of so many points, one is done: 1 for all of them.
    pub share: usize,
}

/// The results of some points.
#[derive(Default)]
pub struct Outcome {
    /// Counts, added up over the whole run.
    pub figures: BTreeMap<String, u64>,
    /// What went wrong; empty if all is well.
    pub wrong: Vec<String>,
}

impl Outcome {
    /// Adds to a figure.
    pub fn count(&mut self, name: &str, more: usize) {
        *self.figures.entry(name.to_owned()).or_default() += more as u64;
    }

    /// Records an error, if there is one.
    pub fn expect(&mut self, held: Result<(), String>) {
        self.wrong.extend(held.err());
    }

    pub fn add(&mut self, other: Self) {
        for (name, more) in other.figures {
            *self.figures.entry(name).or_default() += more;
        }
        self.wrong.extend(other.wrong);
    }
}

impl Batch {
    /// Does the points independently, on all cores. A panic counts as an error.
    pub fn each(&self, work: impl Fn(usize) -> Outcome + Sync) -> Outcome {
        let (next, all) = (AtomicUsize::new(self.from), Mutex::new(Outcome::default()));
        let end = self.from + self.count;
        let worker = || {
            loop {
                let point = next.fetch_add(1, Ordering::Relaxed);
                if point >= end {
                    return;
                }
                let done =
                    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(point * self.share)));
                let done = done.unwrap_or_else(|_| Outcome {
                    wrong: vec![format!("point {point} panicked; its message is above")],
                    ..Outcome::default()
                });
                if let Ok(mut all) = all.lock() {
                    all.add(done);
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..std::thread::available_parallelism().map_or(1, usize::from).min(8) {
                scope.spawn(worker);
            }
        });
        all.into_inner().unwrap_or_default()
    }

    /// A seed for one point.
    pub fn seed_of(&self, point: usize) -> u64 {
        self.seed.wrapping_mul(1_000_003).wrapping_add(point as u64)
    }
}

/// How much of a table is done.
pub struct Extent {
    /// Earlier results are given up.
    pub fresh: bool,
    /// Of each run, one point in this many.
    pub share: usize,
    /// The names of the runs to do; all when there are none.
    pub only: Vec<String>,
}

impl Default for Extent {
    fn default() -> Self {
        Self { fresh: false, share: 1, only: Vec::new() }
    }
}

impl Extent {
    fn includes(&self, run: &Run) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| name == run.name)
    }

    fn points_of(&self, run: &Run) -> usize {
        if self.includes(run) { run.points.div_ceil(self.share) } else { 0 }
    }
}

/// Does the remaining runs of a table, and writes the report. Returns whether everything passed.
///
/// # Errors
/// When the folder cannot be written.
pub fn run(table: &str, runs: &[Run], folder: &Path, extent: &Extent) -> std::io::Result<bool> {
    let mut results = SavedResults::open(folder, table, extent.fresh)?;
    for (at, run) in runs.iter().enumerate().filter(|(_, run)| extent.includes(run)) {
        let points = extent.points_of(run);
        let mut last_line = Instant::now();
        let heading = format!("[{}/{}] {}", at + 1, runs.len(), run.name);
        println!("{heading}: {}", run.what);
        loop {
            let done = results.of(run.name);
            let from = done.done.min(points);
            if from == points || last_line.elapsed().as_secs() >= 5 || from == 0 {
                println!("{heading}: {from} of {points}, {:.0} s, {} wrong", done.seconds, done.wrong.len());
                last_line = Instant::now();
            }
            if from == points {
                break;
            }
            let began = Instant::now();
            let batch =
                Batch { seed: results.seed, from, count: run.batch.min(points - from), share: extent.share };
            let outcome = (run.work)(&batch);
            for why in &outcome.wrong {
                println!("{heading}: WRONG: {why}");
            }
            results.add(run.name, batch.count, began.elapsed().as_secs_f64(), outcome)?;
        }
        results.report(runs, |run| extent.points_of(run))?;
    }
    results.report(runs, |run| extent.points_of(run))
}
