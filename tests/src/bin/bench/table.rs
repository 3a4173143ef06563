//! Figures of several runs, and the table of their medians.

use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write;

/// Aims that stand for themselves, in the figure's own unit.
const AIMS: [(&str, f64); 2] = [("unlock to list", 20.0), ("unlock to searchable", 150.0)];

/// Every figure of every run.
#[derive(Default)]
pub struct Table {
    /// Names and units, in the order in which they first came.
    rows: Vec<(String, String)>,
    values: HashMap<(String, &'static str), Vec<f64>>,
}

impl Table {
    /// Adds what one run of one side printed.
    pub fn add(&mut self, side: &'static str, figures: &[Value]) {
        for figure in figures {
            let text = |field: &str| figure[field].as_str().unwrap_or_default().to_owned();
            let (name, unit) = (text("name"), text("unit"));
            if unit.is_empty() {
                continue;
            }
            if !self.rows.iter().any(|(known, _)| *known == name) {
                self.rows.push((name.clone(), unit));
            }
            self.values.entry((name, side)).or_default().extend(figure["value"].as_f64());
        }
    }

    fn median(&self, name: &str, side: &'static str) -> Option<f64> {
        let mut values = self.values.get(&(name.to_owned(), side))?.clone();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    }

    /// The table in Markdown. `plain` is the size of all text in MB.
    pub fn report(&self, count: usize, words: usize, plain: f64) -> String {
        let mut text =
            format!("{count} reflections of about {words} words, {plain:.1} MB of plain text; medians.\n\n");
        text.push_str("| | Sotto | SQLCipher | ratio | aim |\n|---|---:|---:|---:|---|\n");
        for (name, unit) in &self.rows {
            let (own, peer) = (self.median(name, "Sotto"), self.median(name, "SQLCipher"));
            let shown =
                |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.2} {unit}"));
            let ratio = own.zip(peer).map_or_else(String::new, |(own, peer)| format!("{:.2}", own / peer));
            let _ = writeln!(
                text,
                "| {name} | {} | {} | {ratio} | {} |",
                shown(own),
                shown(peer),
                aim(name, own, peer, plain)
            );
        }
        text
    }
}

/// What the figure should be, and whether it is.
fn aim(name: &str, own: Option<f64>, peer: Option<f64>, plain: f64) -> String {
    let limit = match name {
        "peak memory" => Some(plain * 2.5 + 60.0),
        "durable save: p50" | "durable save: p95" | "search, all five: p95" => peer,
        _ => AIMS.iter().find(|(aimed, _)| *aimed == name).map(|(_, limit)| *limit),
    };
    let Some((limit, own)) = limit.zip(own) else { return String::new() };
    format!("{} ({limit:.2} or less)", if own <= limit { "met" } else { "MISSED" })
}
