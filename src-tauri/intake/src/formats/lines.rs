//! The lines of a text file: counted, limited in length, checked for UTF-8.

use std::io::{BufRead, Read};

use super::{FormatError, Problem};

/// Longest line that is read, in bytes: the longest text that a reflection may hold, every character of it
/// escaped.
pub const MAX_LINE: usize = 30_100_000;
/// Some programs write this before the first line (U+FEFF).
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A reader of lines. One line is in memory at a time.
pub(super) struct Lines<R> {
    file: R,
    number: usize,
    bytes: Vec<u8>,
    /// The rest of a line that was too long has still to be skipped. Skipped only when another line is asked
    /// for: it may have no end.
    in_long_line: bool,
}

/// One line without its end.
pub(super) struct Line<'a> {
    /// Counted from 1, empty lines included.
    pub number: usize,
    pub text: Result<&'a str, Problem>,
}

impl<R: BufRead> Lines<R> {
    pub fn new(file: R) -> Self {
        Self { file, number: 0, bytes: Vec::new(), in_long_line: false }
    }

    /// The next line that is not blank, or `None` at the end of the file.
    pub fn next_line(&mut self) -> Result<Option<Line<'_>>, FormatError> {
        loop {
            match self.read_line()? {
                None => return Ok(None),
                Some(true) if self.is_blank() => {}
                Some(whole) => {
                    let text = if whole { self.text() } else { Err(Problem::LineTooLong) };
                    return Ok(Some(Line { number: self.number, text }));
                }
            }
        }
    }

    fn text(&self) -> Result<&str, Problem> {
        let text = std::str::from_utf8(&self.bytes).map_err(|_| Problem::NotUtf8)?;
        Ok(if self.number == 1 { text.trim_start_matches(BYTE_ORDER_MARK) } else { text })
    }

    fn is_blank(&self) -> bool {
        self.text().is_ok_and(|text| text.trim().is_empty())
    }

    /// Fills `bytes`. Gives whether all of the line fits, or `None` at the end of the file.
    fn read_line(&mut self) -> Result<Option<bool>, FormatError> {
        if std::mem::take(&mut self.in_long_line) {
            self.skip_line()?;
        }
        self.bytes.clear();
        let limit = (MAX_LINE as u64).saturating_add(1);
        let mut limited = self.file.by_ref().take(limit);
        let read = limited.read_until(b'\n', &mut self.bytes).map_err(|e| FormatError::Read(e.kind()))?;
        if read == 0 {
            return Ok(None);
        }
        self.number = self.number.saturating_add(1);
        if self.bytes.pop_if(|byte| *byte == b'\n').is_some() || self.bytes.len() <= MAX_LINE {
            return Ok(Some(true));
        }
        self.bytes = Vec::new();
        self.in_long_line = true;
        Ok(Some(false))
    }

    /// Skips the rest of a line in small pieces.
    fn skip_line(&mut self) -> Result<(), FormatError> {
        loop {
            let piece = self.file.fill_buf().map_err(|e| FormatError::Read(e.kind()))?;
            let (used, done) = match piece.iter().position(|byte| *byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (piece.len(), piece.is_empty()),
            };
            self.file.consume(used);
            if done {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn lines_are_read_up_to_a_limit_and_the_next_one_whole() {
        let mut file = b"one\n".to_vec();
        file.resize(file.len() + MAX_LINE + 1, b'x');
        file.extend_from_slice(b"\ntwo\n\n \t\nlast");
        let mut lines = Lines::new(Cursor::new(file));
        let mut got = Vec::new();
        while let Some(line) = lines.next_line().unwrap() {
            got.push((line.number, line.text.map(str::to_owned)));
        }
        let want = [(1, Ok("one")), (2, Err(Problem::LineTooLong)), (3, Ok("two")), (6, Ok("last"))];
        assert_eq!(got, want.map(|(number, text)| (number, text.map(str::to_owned))));
    }

    #[test]
    fn the_longest_line_is_read() {
        let lines = [vec![b'x'; MAX_LINE], vec![b'y'; MAX_LINE]].join(&b'\n');
        let mut lines = Lines::new(Cursor::new(lines));
        for _ in 0..2 {
            let line = lines.next_line().unwrap().unwrap();
            assert_eq!(line.text.unwrap().len(), MAX_LINE);
        }
    }

    #[test]
    fn a_byte_order_mark_is_dropped_before_the_first_line_alone() {
        let mut lines = Lines::new(Cursor::new("\u{feff}one\n\u{feff}two"));
        assert_eq!(lines.next_line().unwrap().unwrap().text, Ok("one"));
        assert_eq!(lines.next_line().unwrap().unwrap().text, Ok("\u{feff}two"));
    }
}
