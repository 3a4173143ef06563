//! Sotto's side: the same functions that the app's commands call, opened with the recovery
//! sheet, so that key derivation (slow on purpose) is in no figure.

use chrono::{DateTime, FixedOffset};
use serde_json::{Value, json};
use sotto_core::Journal;
use sotto_core::reflections::{Content, ReflectionInput, Sort};
use sotto_core::vault::{Device, Id, Key, NewPassphrase, RecoveryKey, VaultFile};
use sotto_tests::corpus::Reflection;
use std::error::Error;
use std::path::Path;
use std::time::Instant;

const TIMES: usize = 200;
/// Also opens the app on this vault (in `app`).
pub const PASSPHRASE: &str = "only for measuring";

fn place(folder: &Path) -> VaultFile {
    VaultFile::at(folder.join("journal.sotto"), Device::at(folder.join("home/state/sotto")))
}

fn now() -> Result<DateTime<FixedOffset>, chrono::ParseError> {
    DateTime::parse_from_rfc3339("2025-07-01T20:00:00+00:00")
}

fn input(reflection: &Reflection) -> ReflectionInput {
    let mut content = Content::new(&reflection.title, &reflection.body);
    content.mood = Some(reflection.mood);
    content.tags.clone_from(&reflection.tags);
    ReflectionInput { content, date: Some(format!("{}+00:00", reflection.date)) }
}

/// Makes a vault of these reflections, with its view, and `key.txt` beside it.
pub fn fill(folder: &Path, reflections: &[Reflection]) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(folder)?;
    let key = RecoveryKey::generate();
    std::fs::write(folder.join("key.txt"), key.key_line().as_bytes())?;
    let mut journal = Journal::create(&place(folder), &NewPassphrase::new(PASSPHRASE)?, Some(&key))?;
    for some in reflections.chunks(500) {
        let some =
            some.iter().map(|one| Ok((Id::random()?, input(one)))).collect::<sotto_core::Result<Vec<_>>>()?;
        journal.reflection_write_all(&some, now()?)?;
    }
    journal.save_view()?;
    Ok(journal.checkpoint()?)
}

/// Measures one opening, searching and saving, and prints the figures as the peer does.
pub fn measure(folder: &Path, queries: &Path) -> Result<(), Box<dyn Error>> {
    let key = Key::Recovery(RecoveryKey::read(&std::fs::read_to_string(folder.join("key.txt"))?)?);
    let start = Instant::now();
    let mut journal = Journal::unlock(&place(folder), &key, false)?;
    let listed = journal.reflection_list("", Sort::Recent, 50, 0)?.summaries.len();
    say("unlock to list", milliseconds(start), "ms");
    journal.reflection_summaries(&sotto_core::reflections::query::parse("the"), Sort::Recent, 50, 0)?;
    say("unlock to searchable", milliseconds(start), "ms");
    let queries: Vec<Value> = serde_json::from_slice(&std::fs::read(queries)?)?;
    let mut all = Vec::new();
    for query in &queries {
        let text = query["text"].as_str().unwrap_or_default();
        let found = journal.reflection_list(text, Sort::Recent, 50, 0)?.total;
        if query["expected"].as_u64() != Some(found) {
            return Err(format!("{text}: {found} found, {} expected", query["expected"]).into());
        }
        let parsed = sotto_core::reflections::query::parse(text);
        let mut times = Vec::new();
        for _ in 0..TIMES {
            let start = Instant::now();
            journal.reflection_summaries(&parsed, Sort::Recent, 50, 0)?;
            times.push(milliseconds(start));
        }
        say(
            &format!("search, {}: p95", query["name"].as_str().unwrap_or_default()),
            at(&mut times, 95),
            "ms",
        );
        all.extend(times);
    }
    say("search, all five: p50", at(&mut all, 50), "ms");
    say("search, all five: p95", at(&mut all, 95), "ms");
    say("peak memory", peak_memory().unwrap_or(f64::NAN), "MB");
    say("file size", std::fs::metadata(folder.join("journal.sotto"))?.len() as f64 / 1e6, "MB");
    saves(&mut journal)?;
    say("rows listed", listed as f64, "");
    Ok(())
}

fn saves(journal: &mut Journal) -> Result<(), Box<dyn Error>> {
    let body = "Walking home I noticed that I was not ashamed this time, only sorry. ".repeat(20);
    let mut times = Vec::new();
    for at in 0..TIMES {
        let reflection = Reflection {
            date: "2025-07-01T20:00:00".to_owned(),
            title: "Another evening".to_owned(),
            tags: vec!["group".to_owned()],
            mood: 4,
            body: format!("{at} {body}"),
        };
        let (input, now) = (input(&reflection), now()?);
        let start = Instant::now();
        journal.reflection_write(&input, now)?;
        times.push(milliseconds(start));
    }
    say("durable save: p50", at(&mut times, 50), "ms");
    say("durable save: p95", at(&mut times, 95), "ms");
    Ok(())
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

fn at(times: &mut [f64], percent: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get((times.len() * percent / 100).min(times.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}

fn say(name: &str, value: f64, unit: &str) {
    println!("{}", json!({"name": name, "value": value, "unit": unit}));
}

/// The most this process ever held, in MB; known on Linux only.
fn peak_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<f64>().ok()? * 1024.0 / 1e6)
}
