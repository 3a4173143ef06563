//! `cargo xtask test --soak core` and `--soak app`: the long runs, and their report.

use sotto_tests::soak;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (table, folder, fresh) = match words[..] {
        [table, folder] => (table, folder, false),
        [table, folder, "--fresh"] => (table, folder, true),
        _ => return told("soak core|app FOLDER [--fresh]"),
    };
    let runs = match table {
        "core" => soak::core::RUNS,
        "app" => soak::app::RUNS,
        _ => return told("There are the tables core and app."),
    };
    match soak::run(table, runs, Path::new(folder), fresh) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => told("Not everything held: see the report."),
        Err(error) => told(&format!("{folder}: {error}")),
    }
}

fn told(what: &str) -> ExitCode {
    eprintln!("{what}");
    ExitCode::FAILURE
}
