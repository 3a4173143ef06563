//! The same journal in SQLCipher with FTS5: what `cargo xtask bench` compares Sotto with.
//!
//! `fill CORPUS FILE` writes a corpus (lines of JSON) into a keyed file. `measure FILE
//! QUERIES` opens it with a raw key, so that key derivation is not in any figure, and prints
//! one JSON object a line: `{"name": .., "value": .., "unit": ..}`.

use rusqlite::{Connection, params};
use serde_json::{Value, json};
use std::error::Error;
use std::io::BufRead;
use std::path::Path;
use std::time::Instant;

/// A raw key: SQLCipher then derives nothing from it.
const KEY: &str = "PRAGMA key = \"x'00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff'\"";
const SCHEMA: &str = "
    CREATE TABLE reflection (id INTEGER PRIMARY KEY, date TEXT NOT NULL, title TEXT NOT NULL, mood INTEGER,
                             tags TEXT NOT NULL, body TEXT NOT NULL) STRICT;
    CREATE INDEX by_date ON reflection (date);
    CREATE VIRTUAL TABLE words USING fts5 (title, body, content='reflection', content_rowid='id',
                             tokenize='unicode61 remove_diacritics 2', prefix='2 3');
    CREATE TRIGGER added AFTER INSERT ON reflection BEGIN
        INSERT INTO words (rowid, title, body) VALUES (new.id, new.title, new.body);
    END;";
const LIST: &str =
    "SELECT id, date, title, mood, substr(body, 1, 120) FROM reflection ORDER BY date DESC LIMIT 50";
const SEARCH: &str =
    "SELECT reflection.id, date, reflection.title, mood, snippet(words, 1, '<', '>', '…', 16)
    FROM words JOIN reflection ON reflection.id = words.rowid
    WHERE words MATCH ?1 ORDER BY words.rowid DESC LIMIT 50";
const INSERT: &str = "INSERT INTO reflection (date, title, mood, tags, body) VALUES (?1, ?2, ?3, ?4, ?5)";
const TIMES: usize = 200;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["fill", corpus, file] => fill(Path::new(corpus), Path::new(file)),
        ["measure", file, queries] => measure(Path::new(file), Path::new(queries)),
        _ => Err("sqlcipher-peer fill CORPUS FILE | measure FILE QUERIES".into()),
    }
}

fn open(file: &Path) -> rusqlite::Result<Connection> {
    let database = Connection::open(file)?;
    database.execute_batch(KEY)?;
    database
        .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;")?;
    Ok(database)
}

fn fill(corpus: &Path, file: &Path) -> Result<(), Box<dyn Error>> {
    let mut database = open(file)?;
    database.execute_batch(SCHEMA)?;
    let all = database.transaction()?;
    for line in std::io::BufReader::new(std::fs::File::open(corpus)?).lines() {
        insert(&all, &serde_json::from_str(&line?)?)?;
    }
    all.commit()?;
    database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

fn insert(database: &Connection, reflection: &Value) -> Result<(), Box<dyn Error>> {
    let text = |name: &str| reflection.get(name).and_then(Value::as_str).unwrap_or_default();
    let tags = reflection.get("tags").map(Value::to_string).unwrap_or_default();
    let mood = reflection.get("mood").and_then(Value::as_i64);
    database.prepare_cached(INSERT)?.execute(params![
        text("date"),
        text("title"),
        mood,
        tags,
        text("body")
    ])?;
    Ok(())
}

fn measure(file: &Path, queries: &Path) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let database = open(file)?;
    let rows = list(&database)?;
    say("unlock to list", milliseconds(start), "ms");
    let queries: Vec<Value> = serde_json::from_slice(&std::fs::read(queries)?)?;
    search(&database, "the")?;
    say("unlock to searchable", milliseconds(start), "ms");
    let mut all = Vec::new();
    for query in &queries {
        let text = query.get("text").and_then(Value::as_str).unwrap_or_default();
        check(&database, query, text)?;
        let mut times = Vec::new();
        for _ in 0..TIMES {
            let start = Instant::now();
            search(&database, text)?;
            times.push(milliseconds(start));
        }
        let name = query.get("name").and_then(Value::as_str).unwrap_or_default();
        say(&format!("search, {name}: p95"), at(&mut times, 95), "ms");
        all.extend(times);
    }
    say("search, all five: p50", at(&mut all, 50), "ms");
    say("search, all five: p95", at(&mut all, 95), "ms");
    say("peak memory", peak_memory().unwrap_or(f64::NAN), "MB");
    say("file size", std::fs::metadata(file)?.len() as f64 / 1e6, "MB");
    saves(&database)?;
    say("rows listed", rows as f64, "");
    Ok(())
}

fn list(database: &Connection) -> rusqlite::Result<usize> {
    let mut statement = database.prepare_cached(LIST)?;
    let mut rows = statement.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        count += usize::from(!row.get::<_, String>(2)?.is_empty() | !row.get::<_, String>(4)?.is_empty());
    }
    Ok(count)
}

fn search(database: &Connection, text: &str) -> rusqlite::Result<usize> {
    let mut statement = database.prepare_cached(SEARCH)?;
    let mut rows = statement.query([text])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        count += usize::from(!row.get::<_, String>(4)?.is_empty());
    }
    Ok(count)
}

/// A fast answer that is wrong would be no comparison.
fn check(database: &Connection, query: &Value, text: &str) -> Result<(), Box<dyn Error>> {
    let found: i64 =
        database.query_row("SELECT count(*) FROM words WHERE words MATCH ?1", [text], |row| row.get(0))?;
    match query.get("expected").and_then(Value::as_i64) {
        Some(expected) if expected != found => {
            Err(format!("{text}: {found} found, {expected} expected").into())
        }
        _ => Ok(()),
    }
}

/// One durable save at a time, of the size that a reflection has.
fn saves(database: &Connection) -> Result<(), Box<dyn Error>> {
    let body = "Walking home I noticed that I was not ashamed this time, only sorry. ".repeat(20);
    let mut times = Vec::new();
    for at in 0..TIMES {
        let text = format!("{at} {body}");
        let reflection = json!({"date": "2025-07-01T20:00:00", "title": "Another evening", "tags": ["group"], "mood": 4, "body": text});
        let start = Instant::now();
        insert(database, &reflection)?;
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
