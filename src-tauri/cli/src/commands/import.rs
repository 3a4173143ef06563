//! `import`: reflections from a file. The formats are in `sotto-intake`, importing is in the core
//! (`import_export`).

use std::path::Path;

use serde_json::json;
use sotto_core::Failure;
use sotto_core::import_export::{ImportFormat, Imported, Incoming};

use crate::Result;
use crate::arguments::Format;
use crate::open::Context;
use crate::output::{Messages, Progress};
use crate::prompt;

pub fn import(context: &mut Context, format: Format, path: &Path) -> Result<()> {
    let stated = match format {
        Format::Auto => None,
        Format::Jsonl => Some(ImportFormat::Jsonl),
        Format::Json => Some(ImportFormat::SottoExport),
    };
    let file = Incoming::new(prompt::open(path)?, stated)?;
    let (now, clock) = (context.clock.now(), context.clock);
    context.with(|context, journal| {
        let mut shown = Progress::new();
        let imported =
            journal.import(file, &|date| clock.moment(date), now, &mut |line| shown.show(line, None))?;
        drop(shown);
        if !imported.skipped_kinds.is_empty() {
            context.out.warn("import_reflections_only", "kinds", &imported.skipped_kinds.join(", "));
        }
        let lost = imported.lost.iter().map(|lost| json!({ "item": item(lost.line), "why": lost.why }));
        let answer =
            json!({ "added": imported.added, "known": imported.known, "lost": lost.collect::<Vec<_>>() });
        context.out.line(&answer, |words| summary(words, &imported));
        Ok(())
    })
}

fn item(line: usize) -> String {
    format!("line {line}")
}

fn summary(words: &Messages, imported: &Imported) -> String {
    let count = |id: &str, n: usize| words.say(id, &[("count", &n.to_string())]);
    let mut lines = vec![count("cli-import-added", imported.added)];
    if imported.known > 0 {
        lines.push(count("cli-import-known", imported.known));
    }
    if !imported.lost.is_empty() {
        lines.push(count("cli-import-lost", imported.lost.len()));
    }
    lines.extend(imported.lost.iter().map(|lost| {
        let why = words.failure(&Failure::new(lost.why));
        format!("    {}: {why}", item(lost.line))
    }));
    lines.join("\n")
}
