//! Reflections from a file: `jsonl`, one a line, or an export as JSON, also one that is sealed to this
//! journal.
//!
//! Importing the same file twice adds nothing: an id is derived from the one in the file, or else from date,
//! title and text; an export has ids of Sotto. An entry that cannot be imported is reported with the reason,
//! and never stops the others. Deliberately elsewhere: reading the formats (`sotto_intake::formats`).

mod entry;
mod incoming;

use std::collections::HashSet;

use sotto_intake::formats::{Entries, Entry, FormatError, Item, MAX_LINE, Problem};
use sotto_vault::Id;

use crate::base::{Code, Error, Failure, Now, Result};
use crate::reflections::{MAX_TEXT, ReflectionInput};
use crate::store::Journal;

pub use incoming::Incoming;
pub use sotto_intake::formats::ImportFormat;

/// Reflections in one commit.
const BATCH: usize = 500;
/// Bytes of text in one commit, more or less.
const BATCH_BYTES: usize = 16_000_000;

/// Why a file cannot be imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Format(#[from] FormatError),
    #[error("the file is too large to be opened at once")]
    TooLarge,
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Format(FormatError::Unknown) => Self::new(Code::FormatUnknown),
            ImportError::Format(FormatError::Unreadable { lines }) => {
                Self::new(Code::ImportUnreadable).with("lines", lines)
            }
            ImportError::Format(FormatError::Newer) => Self::new(Code::ExportNewer),
            ImportError::Format(FormatError::Read(what)) => Self::new(Code::ReadFailed).with("what", what),
            ImportError::TooLarge => Self::new(Code::ImportTooLarge),
        }
    }
}

crate::base::feature_error!(ImportError);

fn problem_code(problem: Problem) -> Code {
    match problem {
        Problem::LineTooLong => Code::LineTooLong,
        Problem::NotUtf8 => Code::NotUtf8,
        Problem::NotAnObject | Problem::WrongShape => Code::LineUnreadable,
    }
}

/// What was imported from a file.
pub struct Imported {
    pub added: usize,
    /// Entries that the journal has or had, or that stand in the file twice.
    pub known: usize,
    /// In the order of their lines.
    pub lost: Vec<Lost>,
    /// Kinds of things in an export that are not imported, by their names in the format.
    pub skipped_kinds: Vec<String>,
}

/// An entry that was not imported.
pub struct Lost {
    /// Counted from 1.
    pub line: usize,
    pub why: Code,
}

/// Reads a date in a file: the caller's, because the core knows no clock and no time zone.
pub type ReadDate<'a> = &'a dyn Fn(&str) -> std::result::Result<Now, Failure>;

impl Journal {
    /// Imports what a file holds, and reports now and then how many lines have been read.
    ///
    /// # Errors
    /// `Import` when nothing in the file can be understood; what opening a sealed file gives; or what
    /// writing gives. What was stored before stays, and the same file can be imported again.
    pub fn import(
        &mut self,
        file: Incoming<'_>,
        read_date: ReadDate<'_>,
        now: Now,
        progress: &mut dyn FnMut(usize),
    ) -> Result<Imported> {
        let (mut entries, format) = file.open(self)?;
        let mut import = Import::new(self, format, read_date, now);
        import.read(&mut entries, progress)?;
        let Import { added, known, mut lost, .. } = import;
        lost.sort_by_key(|lost| lost.line);
        Ok(Imported { added, known, lost, skipped_kinds: entries.skipped_kinds().to_vec() })
    }
}

/// A reflection that waits for its commit.
struct Waiting {
    line: usize,
    reflection: (Id, ReflectionInput),
}

/// An import while it runs.
struct Import<'a> {
    journal: &'a mut Journal,
    format: ImportFormat,
    read_date: ReadDate<'a>,
    now: Now,
    waiting: Vec<Waiting>,
    /// Bytes of text that wait.
    bytes: usize,
    seen: HashSet<Id>,
    added: usize,
    known: usize,
    lost: Vec<Lost>,
}

impl<'a> Import<'a> {
    fn new(journal: &'a mut Journal, format: ImportFormat, read_date: ReadDate<'a>, now: Now) -> Self {
        Self {
            journal,
            format,
            read_date,
            now,
            waiting: Vec::new(),
            bytes: 0,
            seen: HashSet::new(),
            added: 0,
            known: 0,
            lost: Vec::new(),
        }
    }

    fn read(&mut self, entries: &mut Entries<'_>, progress: &mut dyn FnMut(usize)) -> Result<()> {
        for item in entries {
            let Item { line, entry } = item.map_err(ImportError::from)?;
            match entry {
                Ok(entry) => self.add(line, entry)?,
                Err(problem) => self.lost.push(Lost { line, why: problem_code(problem) }),
            }
            if self.waiting.len() >= BATCH || self.bytes >= BATCH_BYTES {
                self.commit()?;
                progress(line);
            }
        }
        self.commit()
    }

    /// Lets an entry wait for the next commit, unless the journal knows it.
    fn add(&mut self, line: usize, entry: Entry) -> Result<()> {
        let own_id = match self.format {
            ImportFormat::SottoExport => entry::own_id(&entry),
            ImportFormat::Jsonl => None,
        };
        let id = own_id.unwrap_or_else(|| entry::derived_id(&entry));
        if self.journal.reflection_known(id)? || !self.seen.insert(id) {
            self.known += 1;
            return Ok(());
        }
        match entry::input(entry, self.read_date) {
            Ok(input) => {
                self.bytes = self.bytes.saturating_add(input.content.text.len());
                self.waiting.push(Waiting { line, reflection: (id, input) });
            }
            Err(failure) => self.lost.push(Lost { line, why: failure.code }),
        }
        Ok(())
    }

    /// Stores what waits in one commit. If something in it is refused, each reflection gets its own commit,
    /// so that only the refused ones are lost.
    fn commit(&mut self) -> Result<()> {
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

/// Every reflection fits into a line, each byte of its text escaped.
const _: () = assert!(MAX_LINE >= 6 * MAX_TEXT + 100_000);
