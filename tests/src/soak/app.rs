//! The long runs of the real app, driven through its window.

use super::cargo_test::cargo_test;
use super::{Batch, Outcome, Run};

/// One line each.
pub const RUNS: &[Run] = &[
    Run {
        name: "keystrokes",
        what: "lock, quit or kill 0 to 2,000 ms after a key was pressed",
        points: 500,
        batch: 10,
        work: keystrokes,
    },
    Run {
        name: "idle",
        what: "the idle lock while the clock is set back and forth",
        points: 1,
        batch: 1,
        work: idle,
    },
];

/// The same build as all other tests of the app.
const APP: [&str; 8] = [
    "--workspace",
    "--exclude",
    "xtask",
    "--features",
    "sotto/drive,sotto-tests/drive,sotto-core/bindings,sotto-vault/quick_passphrases,tauri/custom-protocol",
    "--test",
    "app",
    "--",
];

fn keystrokes(batch: &Batch) -> Outcome {
    let variables = [
        ("SOTTO_CYCLES", (batch.from + batch.count).to_string()),
        ("SOTTO_FROM", batch.from.to_string()),
        ("SOTTO_SEED", batch.seed.to_string()),
    ];
    let mut outcome =
        cargo_test(&[&APP[..], &["keystrokes::", "--ignored", "--test-threads", "1"]].concat(), &variables);
    outcome.count("times left", batch.count);
    outcome
}

fn idle(batch: &Batch) -> Outcome {
    cargo_test(
        &[&APP[..], &["idle::", "--ignored", "--test-threads", "1"]].concat(),
        &[("SOTTO_CYCLES", batch.count.to_string())],
    )
}
