//! `sotto-export`: what Sotto writes as JSON, read back line by line.
//!
//! The first line says what the file is, then come lists, one thing a line (`sotto-core`,
//! `import_export/json` writes it and shows an example). Reflections are the only list that is read; the
//! names of the others are collected.

use std::io::BufRead;

use serde::Deserialize;

use super::jsonl::read_object;
use super::lines::{Line, Lines};
use super::{FormatError, Item, ReadItems};

/// What the first line calls this format.
pub const FORMAT: &str = "sotto-export";
/// The version that is written, and the newest that is read.
pub const VERSION: u32 = 1;
/// How every export begins.
pub(super) const BEGINNING: &[u8] = b"{\"format\":\"sotto-export\"";

pub(super) struct SottoExport<R> {
    lines: Lines<R>,
    layout: Layout,
}

impl<R: BufRead> SottoExport<R> {
    pub fn new(file: R) -> Self {
        Self { lines: Lines::new(file), layout: Layout::default() }
    }
}

impl<R: BufRead> ReadItems for SottoExport<R> {
    fn next_item(&mut self) -> Result<Option<Item>, FormatError> {
        while let Some(Line { number, text }) = self.lines.next_line()? {
            let entry = match text {
                Ok(text) => match self.layout.reflection(text)? {
                    Some(reflection) => read_object(reflection),
                    None => continue,
                },
                Err(problem) => Err(problem),
            };
            return Ok(Some(Item { line: number, entry }));
        }
        Ok(None)
    }

    fn skipped_kinds(&self) -> &[String] {
        &self.layout.skipped
    }
}

/// Where in an export the reader is.
#[derive(Default)]
struct Layout {
    begun: bool,
    list: String,
    /// Lists that hold something and are not read.
    skipped: Vec<String>,
}

/// The first line of an export.
#[derive(Deserialize)]
struct Head {
    version: u32,
}

impl Layout {
    /// The reflection in this line, if there is one.
    fn reflection<'a>(&mut self, line: &'a str) -> Result<Option<&'a str>, FormatError> {
        let line = line.trim();
        let one = line.strip_suffix(',').unwrap_or(line);
        if !self.begun {
            self.begun = true;
            let head: Head = serde_json::from_str(&format!("{one}}}")).map_err(|_| FormatError::Unknown)?;
            if head.version > VERSION {
                return Err(FormatError::Newer);
            }
            return Ok(None);
        }
        if let Some(name) = one.strip_suffix("\":[").and_then(|name| name.strip_prefix('"')) {
            self.list = name.to_owned();
            return Ok(None);
        }
        if one.starts_with(']') {
            return Ok(None);
        }
        if self.list == "reflections" {
            return Ok(Some(one));
        }
        if !self.skipped.contains(&self.list) {
            self.skipped.push(self.list.clone());
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::super::{Entries, ImportFormat};
    use super::*;

    #[test]
    fn only_the_lines_of_reflections_are_entries() {
        let file = "{\"format\":\"sotto-export\",\"version\":1,\"made\":\"x\",\n\"reflections\":[\n{\"id\":1},\n{\"id\":2}\n],\n\"notes\":[\n],\n\"people\":[\n{\"name\":\"Maya\"},\n{\"name\":\"Ida\"}\n]}\n";
        let mut entries = Entries::new(Cursor::new(file), ImportFormat::SottoExport);
        let got: Vec<_> = entries
            .by_ref()
            .map(|item| item.map(|item| (item.line, item.entry.map(|entry| entry.id))).unwrap())
            .collect();
        assert_eq!(got, [(3, Ok(Some("1".to_owned()))), (4, Ok(Some("2".to_owned())))]);
        assert_eq!(entries.skipped_kinds(), ["people"]);
    }

    #[test]
    fn an_export_of_a_later_version_is_refused() {
        let begin = |head: &str| Layout::default().reflection(head).map(drop);
        assert_eq!(begin("{\"format\":\"sotto-export\",\"version\":1,"), Ok(()));
        assert_eq!(begin("{\"format\":\"sotto-export\",\"version\":2,"), Err(FormatError::Newer));
        assert_eq!(begin("{\"format\":\"sotto-export\","), Err(FormatError::Unknown));
    }

    #[test]
    fn the_beginning_names_the_format() {
        assert_eq!(BEGINNING, format!("{{\"format\":\"{FORMAT}\"").as_bytes());
    }
}
