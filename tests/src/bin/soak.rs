//! `cargo xtask test --soak core` and `--soak app`: the long runs, and their report.
//!
//! `soak worker ...` is the process that those runs (and the tests) kill.

use sotto_tests::faults::operations::Mix;
use sotto_tests::faults::worker;
use sotto_tests::soak::{self, Extent};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let ["worker", folder, mix, seed] = words[..] {
        let mix = Mix::named(mix).unwrap_or(Mix::All);
        let seed = seed.parse().unwrap_or(0);
        return worker::work(Path::new(folder), mix, seed)
            .map_or_else(|why| fail(&why), |()| ExitCode::SUCCESS);
    }
    let [table, folder, options @ ..] = &words[..] else { return fail(USAGE) };
    let Some(extent) = extent(options) else { return fail(USAGE) };
    let runs = match *table {
        "core" => soak::core::RUNS,
        "app" => soak::app::RUNS,
        _ => return fail("There are the tables core and app."),
    };
    match soak::run(table, runs, Path::new(folder), &extent) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => fail("Not everything held: see the report."),
        Err(error) => fail(&format!("{folder}: {error}")),
    }
}

const USAGE: &str = "soak core|app FOLDER [--fresh] [--share N] [RUN...]";

/// What the options ask for.
fn extent(options: &[&str]) -> Option<Extent> {
    let mut extent = Extent::default();
    let mut options = options.iter();
    while let Some(option) = options.next() {
        match *option {
            "--fresh" => extent.fresh = true,
            "--share" => extent.share = options.next()?.parse().ok().filter(|share| *share > 0)?,
            name => extent.only.push(name.to_owned()),
        }
    }
    Some(extent)
}

fn fail(what: &str) -> ExitCode {
    eprintln!("{what}");
    ExitCode::FAILURE
}
