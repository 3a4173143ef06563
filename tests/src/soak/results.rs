//! The results of the runs so far, in a file that outlives the process, and the report.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::{Outcome, Run};

/// One run so far.
#[derive(Clone, Default)]
pub struct Done {
    pub done: usize,
    pub seconds: f64,
    pub figures: BTreeMap<String, u64>,
    pub wrong: Vec<String>,
}

/// All runs of a table so far.
pub struct SavedResults {
    folder: PathBuf,
    table: String,
    pub seed: u64,
    runs: BTreeMap<String, Done>,
}

impl SavedResults {
    /// The results of an earlier call, or a new beginning with a new seed.
    pub fn open(folder: &Path, table: &str, fresh: bool) -> std::io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let mut saved =
            Self { folder: folder.to_owned(), table: table.to_owned(), seed: 1, runs: BTreeMap::new() };
        let text = if fresh { None } else { std::fs::read_to_string(saved.file()).ok() };
        if let Some(value) = text.and_then(|text| serde_json::from_str::<Value>(&text).ok()) {
            saved.seed = value["seed"].as_u64().unwrap_or(1);
            for (name, run) in value["runs"].as_object().into_iter().flatten() {
                saved.runs.insert(name.clone(), read(run));
            }
        }
        Ok(saved)
    }

    fn file(&self) -> PathBuf {
        self.folder.join(format!("{}.json", self.table))
    }

    pub fn of(&self, name: &str) -> Done {
        self.runs.get(name).cloned().unwrap_or_default()
    }

    /// Adds the results of a batch, and saves the file.
    pub fn add(&mut self, name: &str, points: usize, seconds: f64, outcome: Outcome) -> std::io::Result<()> {
        let run = self.runs.entry(name.to_owned()).or_default();
        run.done += points;
        run.seconds += seconds;
        let mut all = Outcome { figures: std::mem::take(&mut run.figures), wrong: Vec::new() };
        all.add(outcome);
        run.figures = all.figures;
        run.wrong.extend(all.wrong);
        let runs: BTreeMap<_, _> = self.runs.iter().map(|(name, run)| (name.clone(), written(run))).collect();
        let text = format!("{:#}\n", json!({ "seed": self.seed, "runs": runs }));
        // If the process ends here, the old file is still there.
        let new = self.file().with_extension("new");
        std::fs::write(&new, text)?;
        std::fs::rename(new, self.file())
    }

    /// Writes the report of this table, and returns whether every run is done and passed.
    pub fn report(&self, runs: &[Run], points_of: impl Fn(&Run) -> usize) -> std::io::Result<bool> {
        let mut text = format!("# Long runs: {}\n\nSeed {}.\n\n", self.table, self.seed);
        text.push_str("| run | points | seconds | wrong | figures |\n|---|---|---|---|---|\n");
        let (mut whole, mut seconds) = (true, 0.0);
        for run in runs {
            let done = self.of(run.name);
            let figures: Vec<_> = done.figures.iter().map(|(name, n)| format!("{name}: {n}")).collect();
            whole &= done.done >= points_of(run) && done.wrong.is_empty();
            seconds += done.seconds;
            let _ = writeln!(
                text,
                "| {}: {} | {} of {} | {:.0} | {} | {} |",
                run.name,
                run.what,
                done.done,
                run.points,
                done.seconds,
                done.wrong.len(),
                figures.join(" · ")
            );
        }
        let _ = writeln!(text, "\nIn all {:.1} minutes.", seconds / 60.0);
        for run in runs {
            for why in self.of(run.name).wrong {
                let _ = writeln!(text, "\n- {}: {why}", run.name);
            }
        }
        std::fs::write(self.folder.join(format!("{}.md", self.table)), &text)?;
        // One report of all tables, from what each last left.
        let mut all = String::new();
        for table in ["core", "app"] {
            let part = std::fs::read_to_string(self.folder.join(format!("{table}.md")));
            all.extend(part.map(|part| format!("{part}\n")));
        }
        std::fs::write(self.folder.join("report.md"), all)?;
        Ok(whole)
    }
}

fn read(run: &Value) -> Done {
    let strings = |value: &Value| {
        let list = value.as_array().into_iter().flatten();
        list.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let figures = run["figures"].as_object().into_iter().flatten();
    Done {
        done: run["done"].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0),
        seconds: run["seconds"].as_f64().unwrap_or(0.0),
        figures: figures.filter_map(|(name, n)| Some((name.clone(), n.as_u64()?))).collect(),
        wrong: strings(&run["wrong"]),
    }
}

fn written(run: &Done) -> Value {
    json!({ "done": run.done, "seconds": run.seconds, "figures": run.figures, "wrong": run.wrong })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUN: Run =
        Run { name: "one", what: "it counts", points: 3, batch: 2, work: |_| Outcome::default() };

    #[test]
    fn a_run_goes_on_where_it_was_and_is_whole_only_when_all_of_it_held() {
        let folder = tempfile::tempdir().unwrap();
        let mut saved = SavedResults::open(folder.path(), "core", false).unwrap();
        let mut some = Outcome::default();
        some.count("points", 2);
        saved.add("one", 2, 1.5, some).unwrap();
        assert!(!saved.report(&[RUN], |run| run.points).unwrap(), "it is not finished");
        let mut again = SavedResults::open(folder.path(), "core", false).unwrap();
        assert_eq!((again.of("one").done, again.of("one").figures["points"]), (2, 2));
        let mut last = Outcome::default();
        last.count("points", 1);
        again.add("one", 1, 1.0, last).unwrap();
        assert_eq!(again.of("one").figures["points"], 3);
        assert!(again.report(&[RUN], |run| run.points).unwrap());
        let text = std::fs::read_to_string(folder.path().join("report.md")).unwrap();
        assert!(text.contains("3 of 3") && text.contains("points: 3"), "{text}");
        let wrong = Outcome { wrong: vec!["a save is lost".into()], ..Outcome::default() };
        again.add("one", 0, 0.0, wrong).unwrap();
        assert!(!again.report(&[RUN], |run| run.points).unwrap());
        assert_eq!(SavedResults::open(folder.path(), "core", true).unwrap().of("one").done, 0, "fresh");
    }
}
