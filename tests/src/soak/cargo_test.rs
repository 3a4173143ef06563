//! Long runs of ordinary tests, which normally do only a small part: started as tests, with a count. Output
//! lines like `figure: name: 12` are copied into the report.

use std::process::{Command, Stdio};

use super::Outcome;

/// Runs the tests that `arguments` name, with these variables set. Shows their output only if a test
/// failed.
pub fn cargo_test(arguments: &[&str], variables: &[(&str, String)]) -> Outcome {
    let mut outcome = Outcome::default();
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["test", "--quiet"]).args(arguments).stdin(Stdio::null());
    if !arguments.contains(&"--") {
        cargo.arg("--");
    }
    cargo.arg("--show-output");
    cargo.envs(variables.iter().map(|(name, value)| (name, value)));
    match cargo.output() {
        // A name that matches no test would always pass.
        Ok(ended) if ended.status.success() && !ended.stdout.windows(9).any(|w| w == b"running 0") => {
            for line in String::from_utf8_lossy(&ended.stdout).lines() {
                let figure = line.strip_prefix("figure: ").and_then(|figure| figure.rsplit_once(": "));
                if let Some((name, Ok(number))) = figure.map(|(name, number)| (name, number.parse())) {
                    outcome.count(name, number);
                }
            }
        }
        Ok(ended) => {
            eprintln!("{}{}", String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
            outcome.wrong.push(format!("{arguments:?} failed with {variables:?}; its output is above"));
        }
        Err(error) => outcome.wrong.push(format!("cargo could not be started: {error}")),
    }
    outcome
}
