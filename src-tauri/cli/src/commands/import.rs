//! Reflections from a file: `jsonl`, one a line, or what `export --format json` wrote, also sealed to
//! this journal.
//!
//! Reading the same file twice adds nothing: an id is derived from the one in the line, or else from
//! its date, title and text; an export brings its own. A line that cannot be taken in is told with why,
//! and never stops the others.

mod exported;

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use sotto_core::reflections::{MAX_TEXT, ReflectionInput};
use sotto_core::vault::Id;
use sotto_core::{Error, Failure, Journal, Now, status};

use crate::Result;
use crate::arguments::Format;
use crate::ask;
use crate::open::Here;
use crate::output::{Progress, Words};
use crate::time::Clock;
use exported::{EXPORT, Layout, SEALED, opened};

/// Reflections in one commit.
const BATCH: usize = 500;
/// Bytes of text in one commit, more or less.
const BATCH_BYTES: usize = 16_000_000;
/// Longest line: the longest text, every letter of it escaped.
const MAX_LINE: usize = 6 * MAX_TEXT + 100_000;

pub fn import(here: &mut Here, format: Format, path: &Path) -> Result<()> {
    let mut file = BufReader::with_capacity(1 << 16, ask::open(path)?);
    let sealed = begins(&mut file, SEALED)?;
    if !sealed {
        told(&mut file, format)?;
    }
    let (now, clock) = (here.clock.now(), here.clock);
    here.with(|here, journal| {
        let mut file: Box<dyn BufRead> =
            if sealed { Box::new(opened(journal, &mut file)?) } else { Box::new(file) };
        let format = told(&mut file, format)?;
        let mut import = Import::new(journal, clock, now);
        import.export = (format == Format::Json).then(Layout::default);
        import.read(&mut file)?;
        let Import { added, known, mut lost, understood, export, .. } = import;
        lost.sort_by_key(|lost| lost.line);
        if let Some(kinds) = export.map(|layout| layout.left).filter(|kinds| !kinds.is_empty()) {
            here.out.warn("import_reflections_only", "kinds", &kinds.join(", "));
        }
        if understood == 0 && !lost.is_empty() {
            return Err(Failure::new("import_unreadable", status::REFUSED).with("lines", lost.len()));
        }
        here.out.line(&json!({ "added": added, "known": known, "lost": lost }), |words| {
            summary(words, added, known, &lost)
        });
        Ok(())
    })
}

fn summary(words: &Words, added: usize, known: usize, lost: &[Lost]) -> String {
    let count = |id: &str, n: usize| words.say(id, &[("count", &n.to_string())]);
    let mut lines = vec![count("cli-import-added", added)];
    if known > 0 {
        lines.push(count("cli-import-known", known));
    }
    if !lost.is_empty() {
        lines.push(count("cli-import-lost", lost.len()));
    }
    lines.extend(lost.iter().map(|lost| {
        let why = words.failure(&Failure::new(lost.why, status::REFUSED));
        format!("    {}: {why}", lost.item)
    }));
    lines.join("\n")
}

fn begins(file: &mut impl BufRead, with: &[u8]) -> Result<bool> {
    let start = file.fill_buf().map_err(|e| ask::read_failed(&e))?;
    Ok(start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).starts_with(with))
}

/// The format that was said or that the file shows.
fn told(file: &mut impl BufRead, said: Format) -> Result<Format> {
    let export = begins(file, EXPORT)?;
    match said {
        Format::Auto if export => Ok(Format::Json),
        Format::Auto if is_jsonl(file)? => Ok(Format::Jsonl),
        Format::Json if !export => Err(Failure::new("format_unknown", status::REFUSED)),
        Format::Auto => Err(Failure::new("format_unknown", status::REFUSED)),
        said => Ok(said),
    }
}

/// Whether the first thing in the file is the start of an object.
fn is_jsonl(file: &mut impl BufRead) -> Result<bool> {
    let start = file.fill_buf().map_err(|e| ask::read_failed(&e))?;
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    Ok(start.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| *byte == b'{'))
}

/// One line as it stands in the file. Fields of other programs are passed over.
#[derive(Deserialize)]
struct Line {
    id: Option<serde_json::Value>,
    date: Option<String>,
    title: Option<String>,
    mood: Option<u8>,
    feelings: Option<Vec<String>>,
    tags: Option<Vec<String>>,
    #[serde(alias = "text")]
    body: Option<String>,
}

/// A line that was not taken in.
#[derive(Serialize)]
struct Lost {
    #[serde(skip)]
    line: usize,
    item: String,
    why: &'static str,
}

/// A reflection that waits for its commit.
struct Waiting {
    line: usize,
    reflection: (Id, ReflectionInput),
}

struct Import<'a> {
    /// Where in an export it is; `None` for `jsonl`.
    export: Option<Layout>,
    journal: &'a mut Journal,
    clock: Clock,
    now: Now,
    waiting: Vec<Waiting>,
    bytes: usize,
    seen: HashSet<Id>,
    /// Lines that were an object, whatever stood in it.
    understood: usize,
    added: usize,
    known: usize,
    lost: Vec<Lost>,
}

impl<'a> Import<'a> {
    fn new(journal: &'a mut Journal, clock: Clock, now: Now) -> Self {
        Self {
            export: None,
            journal,
            clock,
            now,
            waiting: Vec::new(),
            bytes: 0,
            seen: HashSet::new(),
            understood: 0,
            added: 0,
            known: 0,
            lost: Vec::new(),
        }
    }

    fn read(&mut self, file: &mut impl BufRead) -> Result<()> {
        let mut progress = Progress::new();
        let mut bytes = Vec::new();
        let mut number = 0;
        while let Some(whole) = next_line(file, &mut bytes)? {
            number += 1;
            if !whole {
                // Without a single reflection before it, a line without end is no file of this kind.
                if self.understood == 0 {
                    return Err(Failure::new("import_unreadable", status::REFUSED).with("lines", number));
                }
                skip_line(file)?;
            }
            let taken = if whole { self.line(number, &bytes) } else { Err(Problem::Line("line_too_long")) };
            match taken {
                Ok(()) => {}
                Err(Problem::Line(why)) => self.lose(number, why),
                Err(Problem::Journal(failure)) => return Err(failure),
            }
            if self.waiting.len() >= BATCH || self.bytes >= BATCH_BYTES {
                self.keep()?;
                progress.show(number, None);
            }
        }
        self.keep()
    }

    fn line(&mut self, number: usize, bytes: &[u8]) -> std::result::Result<(), Problem> {
        let text = std::str::from_utf8(bytes).map_err(|_| Problem::Line("not_utf8"))?;
        let text = if number == 1 { text.trim_start_matches('\u{feff}') } else { text };
        if text.trim().is_empty() {
            return Ok(());
        }
        let text = match &mut self.export {
            None => text,
            Some(layout) => match layout.reflection(text).map_err(Problem::Journal)? {
                Some(reflection) => reflection,
                None => return Ok(()),
            },
        };
        let line: Line = match serde_json::from_str(text) {
            Ok(line) => line,
            Err(error) => {
                // An object of another shape still shows that the file is of the right kind.
                self.understood += usize::from(error.is_data() && text.trim_start().starts_with('{'));
                return Err(Problem::Line("line_unreadable"));
            }
        };
        self.understood += 1;
        let own = line.id.as_ref().filter(|_| self.export.is_some()).and_then(|id| id.as_str()?.parse().ok());
        let id = own.unwrap_or_else(|| id_of(&line));
        let known = self.journal.reflection_known(id).map_err(|e| Problem::Journal(e.into()))?;
        if known || !self.seen.insert(id) {
            self.known += 1;
            return Ok(());
        }
        let date = match &line.date {
            Some(date) => {
                Some(self.clock.moment(date).map_err(|failure| Problem::Line(failure.code))?.to_rfc3339())
            }
            None => None,
        };
        let input = ReflectionInput {
            title: line.title.unwrap_or_default(),
            text: line.body.unwrap_or_default(),
            mood: line.mood,
            feelings: line.feelings.unwrap_or_default(),
            tags: line.tags.unwrap_or_default(),
            date,
        };
        self.bytes = self.bytes.saturating_add(input.text.len());
        self.waiting.push(Waiting { line: number, reflection: (id, input) });
        Ok(())
    }

    /// Stores what waits in one commit; when something in it is refused, each in one of its own, so
    /// that only what is refused is lost.
    fn keep(&mut self) -> Result<()> {
        let (lines, reflections): (Vec<usize>, Vec<_>) =
            std::mem::take(&mut self.waiting).into_iter().map(|w| (w.line, w.reflection)).unzip();
        self.bytes = 0;
        if reflections.is_empty() {
            return Ok(());
        }
        match self.journal.reflection_write_all(&reflections, self.now) {
            Ok(()) => self.added += reflections.len(),
            Err(Error::Reflection(_)) => {
                for (line, one) in lines.into_iter().zip(reflections) {
                    match self.journal.reflection_write_all(std::slice::from_ref(&one), self.now) {
                        Ok(()) => self.added += 1,
                        Err(Error::Reflection(refused)) => {
                            self.lose(line, Failure::from(Error::Reflection(refused)).code);
                        }
                        Err(other) => return Err(other.into()),
                    }
                }
            }
            Err(other) => return Err(other.into()),
        }
        Ok(())
    }

    fn lose(&mut self, line: usize, why: &'static str) {
        self.lost.push(Lost { line, item: format!("line {line}"), why });
    }
}

/// What went wrong with a line: the line itself, or the journal.
enum Problem {
    Line(&'static str),
    Journal(Failure),
}

/// The id a line always gets: from its own, or else from what it says.
fn id_of(line: &Line) -> Id {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    };
    match &line.id {
        Some(serde_json::Value::String(id)) => {
            part("sotto/import/id/v1");
            part(id);
        }
        Some(id) if !id.is_null() => {
            part("sotto/import/id/v1");
            part(&id.to_string());
        }
        _ => {
            part("sotto/import/text/v1");
            for text in [&line.date, &line.title, &line.body] {
                part(text.as_deref().unwrap_or_default());
            }
        }
    }
    let mut id = [0u8; 16];
    id.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
    Id::from_bytes(id)
}

/// The next line, without its end: whether all of it was read, or `None` at the end of the file. Of a
/// line that is too long the rest is still to be skipped.
fn next_line(file: &mut impl BufRead, line: &mut Vec<u8>) -> Result<Option<bool>> {
    line.clear();
    let most = (MAX_LINE as u64).saturating_add(1);
    let read = file.by_ref().take(most).read_until(b'\n', line).map_err(|e| ask::read_failed(&e))?;
    if read == 0 {
        return Ok(None);
    }
    if line.pop_if(|byte| *byte == b'\n').is_some() || line.len() <= MAX_LINE {
        return Ok(Some(true));
    }
    *line = Vec::new();
    Ok(Some(false))
}

/// Passes over the rest of a line in small pieces.
fn skip_line(file: &mut impl BufRead) -> Result<()> {
    loop {
        let piece = file.fill_buf().map_err(|e| ask::read_failed(&e))?;
        let (used, done) = match piece.iter().position(|byte| *byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (piece.len(), piece.is_empty()),
        };
        file.consume(used);
        if done {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(json: &str) -> Id {
        id_of(&serde_json::from_str(json).unwrap())
    }

    #[test]
    fn the_same_line_has_the_same_id_and_another_line_another() {
        let one = r#"{"date":"2026-11-23","title":"a","body":"b"}"#;
        assert_eq!(id(one), id(r#"{"body":"b","mood":null,"title":"a","date":"2026-11-23"}"#));
        assert_ne!(id(one), id(r#"{"date":"2026-11-23","title":"ab","body":""}"#));
        assert_ne!(id(one), id(r#"{"date":"2026-11-23","title":"","body":"ab"}"#));
        let named = r#"{"id":"7","title":"a"}"#;
        assert_eq!(id(named), id(r#"{"id":"7","title":"changed"}"#), "its own id counts alone");
        assert_ne!(id(named), id(r#"{"id":"8","title":"a"}"#));
        assert_eq!(id(r#"{"id":null,"title":"a"}"#), id(r#"{"title":"a"}"#));
    }

    #[test]
    fn lines_are_read_up_to_a_limit_and_the_next_one_whole() {
        let mut file = b"one\n".to_vec();
        file.resize(file.len() + MAX_LINE + 1, b'x');
        file.extend_from_slice(b"\ntwo\n\nlast");
        let mut file = std::io::Cursor::new(file);
        let mut line = Vec::new();
        let mut got = Vec::new();
        while let Some(whole) = next_line(&mut file, &mut line).unwrap() {
            got.push((whole, String::from_utf8(line.clone()).unwrap()));
            if !whole {
                skip_line(&mut file).unwrap();
            }
        }
        let want = [(true, "one"), (false, ""), (true, "two"), (true, ""), (true, "last")];
        assert_eq!(got, want.map(|(whole, text)| (whole, text.to_owned())));
    }
}
