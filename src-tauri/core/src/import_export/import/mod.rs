//! Reflections from a file: `jsonl`, one a line, or what an export as JSON wrote, also sealed to this
//! journal.
//!
//! Reading the same file twice adds nothing: an id is derived from the one in the line, or else from
//! its date, title and text; an export brings its own. A line that cannot be taken in is told with why,
//! and never stops the others. Which files can be read is in `file`, what a line says in `line`.

mod file;
mod layout;
mod line;

use std::collections::HashSet;
use std::io::BufRead;

use sotto_vault::Id;

use crate::base::{Code, Error, Failure, Now, Result};
use crate::reflections::ReflectionInput;
use crate::store::Journal;

pub use file::Incoming;
use file::{next_line, skip_line};
use layout::Layout;
use line::Line;

/// Reflections in one commit.
const BATCH: usize = 500;
/// Bytes of text in one commit, more or less.
const BATCH_BYTES: usize = 16_000_000;

/// What a file that is brought in looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImportFormat {
    /// One JSON object a line, as many programs write it.
    Jsonl,
    /// `sotto-export`.
    Json,
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("this is no file that can be brought in")]
    FormatUnknown,
    #[error("none of its {lines} lines can be read")]
    Unreadable { lines: usize },
    #[error("the file is too large to be opened at once")]
    TooLarge,
    #[error("a later version of Sotto wrote this export")]
    Newer,
    #[error("the file could not be read: {0}")]
    Read(std::io::ErrorKind),
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::FormatUnknown => Self::new(Code::FormatUnknown),
            ImportError::Unreadable { lines } => Self::new(Code::ImportUnreadable).with("lines", lines),
            ImportError::TooLarge => Self::new(Code::ImportTooLarge),
            ImportError::Newer => Self::new(Code::ExportNewer),
            ImportError::Read(what) => Self::new(Code::ReadFailed).with("what", what),
        }
    }
}

crate::base::feature_error!(ImportError);

/// What came of a file.
pub struct Imported {
    pub added: usize,
    /// Were there before, or twice in the file.
    pub known: usize,
    /// In the order of their lines.
    pub lost: Vec<Lost>,
    /// Kinds of things in an export that are not taken in, by their names in the format.
    pub left: Vec<String>,
}

/// A line that was not taken in.
pub struct Lost {
    /// Counted from 1.
    pub line: usize,
    pub why: Code,
}

/// How a date in a file is understood, where the core knows no clock and no zone.
pub type ReadDate<'a> = &'a dyn Fn(&str) -> std::result::Result<Now, Failure>;

impl Journal {
    /// Takes in what a file holds, and tells now and then how many lines were read.
    ///
    /// # Errors
    /// `Import` when nothing in the file can be understood; what opening a sealed file gives; or what
    /// writing gives. What was stored before stays, and the same file can be brought in again.
    pub fn import(
        &mut self,
        file: Incoming<'_>,
        date: ReadDate<'_>,
        now: Now,
        progress: &mut dyn FnMut(usize),
    ) -> Result<Imported> {
        let (mut file, format) = file.opened(self)?;
        let mut import = Import::new(self, date, now);
        import.export = (format == ImportFormat::Json).then(Layout::default);
        import.read(&mut file, progress)?;
        let Import { added, known, mut lost, understood, export, .. } = import;
        if understood == 0 && !lost.is_empty() {
            return Err(ImportError::Unreadable { lines: lost.len() }.into());
        }
        lost.sort_by_key(|lost| lost.line);
        Ok(Imported { added, known, lost, left: export.map(|layout| layout.left).unwrap_or_default() })
    }
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
    date: ReadDate<'a>,
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
    fn new(journal: &'a mut Journal, date: ReadDate<'a>, now: Now) -> Self {
        Self {
            export: None,
            journal,
            date,
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

    fn read(&mut self, file: &mut dyn BufRead, progress: &mut dyn FnMut(usize)) -> Result<()> {
        let mut bytes = Vec::new();
        let mut number = 0;
        while let Some(whole) = next_line(file, &mut bytes)? {
            number += 1;
            if !whole {
                // Without a single reflection before it, a line without end is no file of this kind.
                if self.understood == 0 {
                    return Err(ImportError::Unreadable { lines: number }.into());
                }
                skip_line(file)?;
            }
            let taken = if whole { self.line(number, &bytes) } else { Err(Problem::Line(Code::LineTooLong)) };
            match taken {
                Ok(()) => {}
                Err(Problem::Line(why)) => self.lost.push(Lost { line: number, why }),
                Err(Problem::Journal(error)) => return Err(error),
            }
            if self.waiting.len() >= BATCH || self.bytes >= BATCH_BYTES {
                self.keep()?;
                progress(number);
            }
        }
        self.keep()
    }

    fn line(&mut self, number: usize, bytes: &[u8]) -> std::result::Result<(), Problem> {
        let text = std::str::from_utf8(bytes).map_err(|_| Problem::Line(Code::NotUtf8))?;
        let text = if number == 1 { text.trim_start_matches('\u{feff}') } else { text };
        if text.trim().is_empty() {
            return Ok(());
        }
        let text = match &mut self.export {
            None => text,
            Some(layout) => match layout.reflection(text).map_err(Error::from)? {
                Some(reflection) => reflection,
                None => return Ok(()),
            },
        };
        let line = match Line::read(text) {
            Ok(line) => line,
            Err(understood) => {
                self.understood += usize::from(understood);
                return Err(Problem::Line(Code::LineUnreadable));
            }
        };
        self.understood += 1;
        let id = line.own_id().filter(|_| self.export.is_some()).unwrap_or_else(|| line.id());
        if self.journal.reflection_known(id)? || !self.seen.insert(id) {
            self.known += 1;
            return Ok(());
        }
        let input = line.input(self.date).map_err(|failure| Problem::Line(failure.code))?;
        self.bytes = self.bytes.saturating_add(input.content.text.len());
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
            Err(Error::Feature(_)) => {
                for (line, one) in lines.into_iter().zip(reflections) {
                    match self.journal.reflection_write_all(std::slice::from_ref(&one), self.now) {
                        Ok(()) => self.added += 1,
                        Err(Error::Feature(refused)) => {
                            self.lost.push(Lost { line, why: refused.code });
                        }
                        Err(other) => return Err(other),
                    }
                }
            }
            Err(other) => return Err(other),
        }
        Ok(())
    }
}

/// What went wrong with a line: the line itself, or the journal.
enum Problem {
    Line(Code),
    Journal(Error),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::Journal(error)
    }
}
