//! A file that is brought in: what it is by its first bytes, opened if it is sealed, and its lines.

use std::io::{BufRead, BufReader, Cursor, Read};

use zeroize::Zeroizing;

use super::{ImportError, ImportFormat};
use crate::base::Result;
use crate::reflections::MAX_TEXT;
use crate::store::Journal;

/// How a sealed file begins.
const SEALED: &[u8] = b"age-encryption.org/v1\n";
/// How an export begins.
const EXPORT: &[u8] = b"{\"format\":\"sotto-export\"";
/// Some programs put this before UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";
/// Largest sealed file, in bytes: it is opened at once.
const MAX_SEALED: u64 = 1 << 30;
/// Longest line: the longest text, every letter of it escaped.
const MAX_LINE: usize = 6 * MAX_TEXT + 100_000;

/// A file of which only the first bytes were looked at.
pub struct Incoming<'a> {
    file: Box<dyn BufRead + 'a>,
    said: Option<ImportFormat>,
    sealed: bool,
}

impl<'a> Incoming<'a> {
    /// `said` is the format it is said to have; without it the file shows it.
    ///
    /// # Errors
    /// `FormatUnknown` for a file that has neither; `Read`.
    pub fn new(file: impl Read + 'a, said: Option<ImportFormat>) -> Result<Self> {
        let mut file: Box<dyn BufRead + 'a> = Box::new(BufReader::with_capacity(1 << 16, file));
        let sealed = start(&mut *file)?.starts_with(SEALED);
        if !sealed {
            told(&mut *file, said)?;
        }
        Ok(Self { file, said, sealed })
    }

    /// Its text, with the key of this journal if it is sealed.
    pub(super) fn opened(mut self, journal: &Journal) -> Result<(Box<dyn BufRead + 'a>, ImportFormat)> {
        if self.sealed {
            self.file = Box::new(Cursor::new(unsealed(journal, &mut *self.file)?));
        }
        let format = told(&mut *self.file, self.said)?;
        Ok((self.file, format))
    }
}

fn unsealed(journal: &Journal, file: &mut dyn BufRead) -> Result<Unsealed> {
    let mut sealed = Vec::new();
    file.take(MAX_SEALED + 1).read_to_end(&mut sealed).map_err(|e| ImportError::Read(e.kind()))?;
    if sealed.len() as u64 > MAX_SEALED {
        return Err(ImportError::TooLarge.into());
    }
    let (plain, _) = journal.vault().keys().open_share(&sealed)?;
    Ok(Unsealed(plain))
}

/// Opened text, wiped when it is no longer needed.
struct Unsealed(Zeroizing<Vec<u8>>);

impl AsRef<[u8]> for Unsealed {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

fn start(file: &mut dyn BufRead) -> Result<&[u8]> {
    let start = file.fill_buf().map_err(|e| ImportError::Read(e.kind()))?;
    Ok(start.strip_prefix(MARK).unwrap_or(start))
}

/// The format that was said or that the file shows.
fn told(file: &mut dyn BufRead, said: Option<ImportFormat>) -> Result<ImportFormat> {
    let start = start(file)?;
    let export = start.starts_with(EXPORT);
    let an_object = start.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| *byte == b'{');
    match said {
        Some(ImportFormat::Jsonl) => Ok(ImportFormat::Jsonl),
        _ if export => Ok(ImportFormat::Json),
        None if an_object => Ok(ImportFormat::Jsonl),
        _ => Err(ImportError::FormatUnknown.into()),
    }
}

/// The next line, without its end: whether all of it was read, or `None` at the end of the file. Of a
/// line that is too long the rest is still to be skipped.
pub(super) fn next_line(file: &mut dyn BufRead, line: &mut Vec<u8>) -> Result<Option<bool>> {
    line.clear();
    let most = (MAX_LINE as u64).saturating_add(1);
    let read = file.take(most).read_until(b'\n', line).map_err(|e| ImportError::Read(e.kind()))?;
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
pub(super) fn skip_line(file: &mut dyn BufRead) -> Result<()> {
    loop {
        let piece = file.fill_buf().map_err(|e| ImportError::Read(e.kind()))?;
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

    #[test]
    fn lines_are_read_up_to_a_limit_and_the_next_one_whole() {
        let mut file = b"one\n".to_vec();
        file.resize(file.len() + MAX_LINE + 1, b'x');
        file.extend_from_slice(b"\ntwo\n\nlast");
        let mut file = Cursor::new(file);
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

    #[test]
    fn a_file_shows_its_format_unless_it_was_said() {
        use ImportFormat::{Json, Jsonl};
        let export = "{\"format\":\"sotto-export\",\"version\":1,";
        for (text, said, want) in [
            (export, None, Some(Json)),
            (export, Some(Json), Some(Json)),
            (export, Some(Jsonl), Some(Jsonl)),
            ("\u{feff} \n{\"text\":\"a\"}", None, Some(Jsonl)),
            ("{\"text\":\"a\"}", Some(Json), None),
            ("Dear diary", Some(Jsonl), Some(Jsonl)),
            ("Dear diary", None, None),
            ("", None, None),
        ] {
            let found = told(&mut Cursor::new(text), said).ok();
            assert_eq!(found, want, "{text} {said:?}");
        }
    }
}
