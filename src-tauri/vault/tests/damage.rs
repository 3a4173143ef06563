//! Bytes that break by accident, anywhere in the file: a bit in each 64 bytes, and a cut at each page.
//!
//! A change counts when a reader without keys reads anything else than before, or when SQLite's own
//! check objects; free space may hold anything. Every change that counts must be found, and nothing
//! may panic. A seeded share runs always; the whole is `--run-ignored only` and takes minutes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use common::victim::{Victim, victim};
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};

const STEP: usize = 64;
const PAGE: usize = 16_384;
const TABLES: [&str; 7] = ["about", "slot", "record", "draft", "attachment", "captured", "manifest"];

/// Everything that stands in the file, as a stranger reads it: numbers, tables, rows; `captured` last.
type Content = (Vec<Value>, Vec<Vec<Value>>, Vec<Vec<Value>>);

/// `None` when SQLite cannot read it through, or objects to it.
fn content(path: &Path) -> Option<Content> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).ok()?;
    let check: String = db.query_row("PRAGMA integrity_check(1)", [], |r| r.get(0)).ok()?;
    if check != "ok" {
        return None;
    }
    let number = |name: &str| db.pragma_query_value(None, name, |r| r.get::<_, Value>(0)).ok();
    let numbers = ["application_id", "user_version", "encoding"].map(number);
    let rows = |sql: &str| -> Option<Vec<Vec<Value>>> {
        let mut statement = db.prepare(sql).ok()?;
        let columns = statement.column_count();
        let row =
            |r: &rusqlite::Row<'_>| (0..columns).map(|c| r.get::<_, Value>(c)).collect::<Result<Vec<_>, _>>();
        statement.query_map([], row).ok()?.collect::<Result<_, _>>().ok()
    };
    let mut all = rows("SELECT type, name, tbl_name, sql FROM sqlite_schema")?;
    for table in TABLES.into_iter().filter(|t| *t != "captured") {
        all.extend(rows(&format!("SELECT '{table}', * FROM {table}"))?);
    }
    all.extend(rows("SELECT id, tag FROM record INDEXED BY record_tag")?);
    all.extend(rows("SELECT id, tag FROM attachment INDEXED BY attachment_tag")?);
    Some((numbers.into_iter().collect::<Option<_>>()?, all, rows("SELECT * FROM captured")?))
}

#[derive(Default)]
struct Count {
    tried: usize,
    effective: usize,
    /// Of the effective: where a row, a slot or a page is named.
    named: usize,
    /// A note left while locked was lost without a trace: the stated exception.
    excepted: usize,
    missed: Vec<String>,
    panicked: Vec<String>,
}

impl Count {
    /// The victim's file has been changed; tells whether that was noticed, as it should be.
    fn judge(&mut self, victim: &Victim, original: &Content, name: &str) {
        self.tried += 1;
        let now = content(&victim.case.path);
        if now.as_ref() == Some(original) {
            return;
        }
        let only_captured = now.is_some_and(|now| (&now.0, &now.1) == (&original.0, &original.1));
        self.effective += 1;
        let Ok(findings) = catch_unwind(AssertUnwindSafe(|| victim.findings())) else {
            self.panicked.push(name.to_owned());
            return;
        };
        let names = [
            "record ",
            "draft ",
            "attachment ",
            "slot ",
            "captured ",
            "about",
            "manifest",
            "page",
            "Tree",
            "tables",
            "format",
        ];
        match findings.is_empty() {
            false => {
                let named = findings.iter().any(|line| names.iter().any(|name| line.contains(name)));
                self.named += usize::from(named);
            }
            true if only_captured => self.excepted += 1,
            true => self.missed.push(name.to_owned()),
        }
    }

    fn close(&self, what: &str) {
        // The report of the long runs takes these lines in.
        let reported = self.effective - self.missed.len() - self.panicked.len() - self.excepted;
        println!("figure: {what}, tried: {}", self.tried);
        println!("figure: {what}, with an effect: {}", self.effective);
        println!("figure: {what}, reported: {reported}");
        println!("figure: {what}, reported with a row, a page or a table named: {}", self.named);
        println!("figure: {what}, only to notes left while locked: {}", self.excepted);
        println!("figure: {what}, panics: {}", self.panicked.len());
        assert!(self.missed.is_empty(), "not noticed: {:?}", self.missed);
        assert!(self.panicked.is_empty(), "panicked: {:?}", self.panicked);
    }
}

/// Splitmix64: which bit of each 64 bytes, the same in every run.
fn scramble(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn start() -> (Victim, Content) {
    let victim = victim(true);
    victim.restore();
    let original = content(&victim.case.path).unwrap();
    assert!(victim.findings().is_empty());
    (victim, original)
}

/// Flips a bit in every `share`th piece of 64 bytes, beginning with the first page.
fn flip(share: usize) {
    let (victim, original) = start();
    let file = victim.original[0].1.clone();
    let mut count = Count::default();
    for piece in (0..file.len() / STEP).filter(|p| *p < 8 || *p % share == 0) {
        // The 100 bytes at the start of the file are its head: each counts.
        let random = scramble(piece as u64);
        let at = piece * STEP + (random as usize >> 3) % STEP;
        let mut bytes = file.clone();
        bytes[at] ^= 1 << (random & 7);
        victim.restore();
        std::fs::write(&victim.case.path, &bytes).unwrap();
        count.judge(&victim, &original, &format!("byte {at}, bit {}", random & 7));
    }
    count.close(&format!("a bit in each {} bytes of {}", STEP * share, file.len()));
    assert!(count.effective > 20, "{}", count.effective);
}

/// Cuts the file at every page's edge, and four times within each.
fn cut(share: usize) {
    let (victim, original) = start();
    let file = victim.original[0].1.clone();
    let mut count = Count::default();
    for page in (0..file.len() / PAGE).filter(|p| *p % share == 0) {
        for more in [0, 1, 100, PAGE / 2, PAGE - 1] {
            let length = page * PAGE + more;
            victim.restore();
            std::fs::write(&victim.case.path, &file[..length]).unwrap();
            count.judge(&victim, &original, &format!("cut to {length}"));
        }
    }
    count.close(&format!("cut at every {share}. page of {}, five ways", file.len() / PAGE));
    assert!(count.effective >= count.tried / 2);
}

#[test]
fn a_share_of_flipped_bits_is_reported() {
    flip(29);
}

#[test]
fn a_share_of_cut_files_is_reported() {
    cut(3);
}

#[test]
#[ignore = "minutes: a part of the long run"]
fn a_bit_in_each_64_bytes_of_a_vault_is_reported() {
    flip(1);
}

#[test]
#[ignore = "minutes: a part of the long run"]
fn a_vault_cut_at_each_page_is_reported() {
    cut(1);
}
