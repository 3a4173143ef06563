//! A task as a row of steps: each under its own heading, timed, and counted at the end.

use crate::command::Done;
use std::time::{Duration, Instant};

/// The steps of one task so far.
pub struct Steps {
    planned: usize,
    started: Instant,
    done: Vec<(&'static str, Duration, bool)>,
}

impl Steps {
    /// `planned`: how many there will be, for "3 of 9" in the headings.
    pub fn new(planned: usize) -> Self {
        Self { planned, started: Instant::now(), done: Vec::new() }
    }

    /// Runs one step. The first that fails ends the task: the rest would only hide it.
    pub fn step(&mut self, name: &'static str, work: impl FnOnce() -> Done) -> Done {
        println!("\n== {} of {}: {name}", self.done.len() + 1, self.planned);
        let began = Instant::now();
        let result = work();
        self.done.push((name, began.elapsed(), result.is_ok()));
        if result.is_err() {
            self.summary();
        }
        result
    }

    /// The table of what ran, and the closing line `N passed, N failed`.
    pub fn summary(&self) {
        println!("\n== Summary");
        for (name, took, passed) in &self.done {
            println!("{}  {name:<44} {}", if *passed { "passed" } else { "FAILED" }, shown(*took));
        }
        println!("whole run: {}", shown(self.started.elapsed()));
        let failed = self.done.iter().filter(|(_, _, passed)| !passed).count();
        println!("{} passed, {failed} failed", self.done.len() - failed);
    }
}

fn shown(took: Duration) -> String {
    let seconds = took.as_secs_f32();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{} min {:02.0} s", took.as_secs() / 60, seconds % 60.0)
    }
}
