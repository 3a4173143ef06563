//! Files of other programs, read entry by entry: one file an import format, all of them behind [`Entries`].
//!
//! A broken entry never stops the others: it is reported with its line and its [`Problem`]. A file that is
//! not of its format at all is refused whole, with a [`FormatError`]. At most one entry is in memory at a
//! time.
//!
//! Deliberately elsewhere: which reflection an entry becomes, whether the journal has it already, and how a
//! date is understood (`sotto-core`, `import_export/import`).

pub mod detect;
mod jsonl;
mod lines;
pub mod sotto_export;

use std::io::BufRead;

pub use lines::MAX_LINE;

/// The format of a file to import.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImportFormat {
    /// One JSON object a line, as many programs write it.
    Jsonl,
    /// `sotto-export`: what Sotto writes as JSON.
    SottoExport,
}

/// Why a file as a whole cannot be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    #[error("this file is in no format that can be imported")]
    Unknown,
    #[error("none of its {lines} lines can be read")]
    Unreadable { lines: usize },
    #[error("a later version of Sotto wrote this export")]
    Newer,
    #[error("the file could not be read: {0}")]
    Read(std::io::ErrorKind),
}

/// Why one entry of a file cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Problem {
    #[error("the line is too long")]
    LineTooLong,
    #[error("the line is not UTF-8")]
    NotUtf8,
    #[error("the line is no JSON object")]
    NotAnObject,
    /// An object, so the file is of the right kind, but a field of it holds something else than it should.
    #[error("a field of the object has the wrong type")]
    WrongShape,
}

/// One entry as it is written in a file. Nothing of it has been checked.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// What the other program calls this entry; not necessarily an id of Sotto.
    pub id: Option<String>,
    /// The date in the file's own notation.
    pub date: Option<String>,
    pub title: String,
    pub text: String,
    pub mood: Option<u8>,
    pub feelings: Vec<String>,
    pub tags: Vec<String>,
}

/// An entry, or why it could not be read, and where it begins.
pub struct Item {
    /// Counted from 1.
    pub line: usize,
    pub entry: Result<Entry, Problem>,
}

/// What each format implements: gives its items one after the other, `None` at the end of the file.
trait ReadItems {
    fn next_item(&mut self) -> Result<Option<Item>, FormatError>;

    /// Names of the kinds in the file, so far, that hold something and are not entries.
    fn skipped_kinds(&self) -> &[String] {
        &[]
    }
}

/// The entries of a file, in their order. After an error there are no more.
pub struct Entries<'a> {
    items: Box<dyn ReadItems + 'a>,
    /// Whether one of the items showed that the file is of its format.
    understood: bool,
    problems: usize,
    ended: bool,
}

impl<'a> Entries<'a> {
    /// Reads a file in the given format; see [`detect::format`]. Nothing is read before the first item is
    /// asked for.
    pub fn new(file: impl BufRead + 'a, format: ImportFormat) -> Self {
        let items: Box<dyn ReadItems + 'a> = match format {
            ImportFormat::Jsonl => Box::new(jsonl::Jsonl::new(file)),
            ImportFormat::SottoExport => Box::new(sotto_export::SottoExport::new(file)),
        };
        Self { items, understood: false, problems: 0, ended: false }
    }

    /// Names of the kinds in the file, as far as it has been read, that hold something and are not imported.
    pub fn skipped_kinds(&self) -> &[String] {
        self.items.skipped_kinds()
    }

    fn read(&mut self) -> Result<Option<Item>, FormatError> {
        let item = self.items.next_item()?;
        match item.as_ref().map(|item| (item.line, item.entry.as_ref().err())) {
            Some((_, None | Some(Problem::WrongShape))) => self.understood = true,
            // A line without end, and nothing sensible before it: the rest of such a file is not worth
            // reading.
            Some((lines, Some(Problem::LineTooLong))) if !self.understood => {
                return Err(FormatError::Unreadable { lines });
            }
            Some(_) => self.problems = self.problems.saturating_add(1),
            None if !self.understood && self.problems > 0 => {
                return Err(FormatError::Unreadable { lines: self.problems });
            }
            None => {}
        }
        Ok(item)
    }
}

impl Iterator for Entries<'_> {
    type Item = Result<Item, FormatError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let item = self.read().transpose();
        self.ended = !matches!(item, Some(Ok(_)));
        item
    }
}

#[cfg(test)]
mod tests;
