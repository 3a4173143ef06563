//! `bench N PEER REPORT`: measures Sotto and the SQLCipher peer on the same N reflections in
//! the same run, the app's start too, and writes a table of medians.
//!
//! Each figure comes from a process of its own that opens a fresh copy, several times, in
//! turn with the other side. `bench own FOLDER QUERIES` is such a process (in `own`).

mod app;
mod own;
mod table;

use serde_json::{Value, json};
use sotto_tests::corpus::{corpus, queries};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use table::Table;

const WORDS: usize = 250;
const SEED: u64 = 1;
const RUNS: usize = 5;
const STARTS: usize = 5;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["own", folder, queries] => own::measure(Path::new(folder), Path::new(queries)),
        [count, peer, report] => match count.parse() {
            Ok(count) => compare(count, Path::new(peer), Path::new(report)),
            Err(_) => Err(format!("{count} is no number").into()),
        },
        _ => Err("bench N PEER REPORT".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn compare(count: usize, peer: &Path, report: &Path) -> Result<(), Box<dyn Error>> {
    let place = tempfile::tempdir()?;
    let at = |name: &str| place.path().join(name);
    println!("  - a corpus of {count} reflections of about {WORDS} words");
    let reflections = corpus(count, WORDS, SEED);
    let lines: String = reflections.iter().map(|one| format!("{}\n", one.to_json())).collect();
    std::fs::write(at("corpus.jsonl"), lines)?;
    let searches: Vec<Value> = queries(&reflections)
        .iter()
        .map(|query| json!({"name": query.name, "text": query.text, "expected": query.expected}))
        .collect();
    std::fs::write(at("queries.json"), serde_json::to_vec(&searches)?)?;
    let plain: usize = reflections.iter().map(|one| one.title.len() + one.body.len()).sum();
    println!("  - filling both");
    own::fill(&at("own"), &reflections)?;
    let mut fill = Command::new(peer);
    std::fs::create_dir(at("peer"))?;
    run(fill.arg("fill").arg(at("corpus.jsonl")).arg(at("peer/journal.db")))?;
    drop(reflections);

    let mut table = Table::default();
    for turn in 1..=RUNS {
        println!("  - measuring, {turn} of {RUNS}");
        let copy = fresh(&at("own"), &at("run"))?;
        let mut own = Command::new(std::env::current_exe()?);
        table.add("Sotto", &run(own.arg("own").arg(&copy).arg(at("queries.json")))?);
        let copy = fresh(&at("peer"), &at("run"))?;
        let mut other = Command::new(peer);
        table.add(
            "SQLCipher",
            &run(other.arg("measure").arg(copy.join("journal.db")).arg(at("queries.json")))?,
        );
    }
    println!("  - starting the app, {STARTS} times");
    for _ in 0..STARTS {
        table.add("Sotto", &app::start(&fresh(&at("own"), &at("run"))?)?);
    }
    let plain = plain as f64 / 1e6;
    let text = table.report(count, WORDS, plain);
    println!("\n{text}");
    Ok(std::fs::write(report, text)?)
}

/// A copy of a whole folder in place of the last one.
fn fresh(from: &Path, to: &Path) -> std::io::Result<PathBuf> {
    let _ = std::fs::remove_dir_all(to);
    copy(from, to)?;
    Ok(to.to_owned())
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Runs one side and gives the figures it prints.
fn run(command: &mut Command) -> Result<Vec<Value>, Box<dyn Error>> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("{command:?} failed").into());
    }
    Ok(String::from_utf8(output.stdout)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}
