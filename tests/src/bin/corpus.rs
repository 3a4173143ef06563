//! `corpus N WORDS SEED OUT`: writes a corpus as lines of JSON, and `OUT.queries.json` with
//! searches and what each must find.

use serde_json::json;
use sotto_tests::corpus::{corpus, queries};
use std::io::{BufWriter, Error, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [count, words, seed, out] = arguments.as_slice() else {
        eprintln!("corpus N WORDS SEED OUT");
        return ExitCode::from(2);
    };
    let (Ok(count), Ok(words), Ok(seed)) = (count.parse(), words.parse(), seed.parse()) else {
        eprintln!("N, WORDS and SEED are whole numbers.");
        return ExitCode::from(2);
    };
    match write(count, words, seed, out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{out} could not be written: {error}");
            ExitCode::from(5)
        }
    }
}

fn write(count: usize, words: usize, seed: u64, out: &str) -> Result<(), Error> {
    let corpus = corpus(count, words, seed);
    let mut file = BufWriter::new(std::fs::File::create(out)?);
    for reflection in &corpus {
        writeln!(file, "{}", reflection.to_json())?;
    }
    file.flush()?;
    let queries: Vec<_> = queries(&corpus)
        .iter()
        .map(|query| json!({"name": query.name, "text": query.text, "expected": query.expected}))
        .collect();
    std::fs::write(format!("{out}.queries.json"), serde_json::to_string_pretty(&queries)?)
}
