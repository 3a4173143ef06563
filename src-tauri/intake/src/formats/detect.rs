//! What a file is, by its first bytes. None of them is consumed.

use std::io::BufRead;

use super::{FormatError, ImportFormat, sotto_export};

/// How a file begins that is sealed with age.
const SEALED: &[u8] = b"age-encryption.org/v1\n";
/// Some programs put this before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Whether the file is sealed. Opening it needs keys, which this crate has none of.
///
/// # Errors
/// `Read`.
pub fn is_sealed(file: &mut dyn BufRead) -> Result<bool, FormatError> {
    Ok(beginning(file)?.starts_with(SEALED))
}

/// The format of a file that is not sealed: the one the caller states, or without one what the file shows.
///
/// # Errors
/// `Unknown` for a file that shows no format, or not the stated one; `Read`.
pub fn format(file: &mut dyn BufRead, stated: Option<ImportFormat>) -> Result<ImportFormat, FormatError> {
    let beginning = beginning(file)?;
    let is_export = beginning.starts_with(sotto_export::BEGINNING);
    let first = beginning.iter().find(|byte| !byte.is_ascii_whitespace());
    match stated {
        Some(ImportFormat::Jsonl) => Ok(ImportFormat::Jsonl),
        _ if is_export => Ok(ImportFormat::SottoExport),
        None if first == Some(&b'{') => Ok(ImportFormat::Jsonl),
        _ => Err(FormatError::Unknown),
    }
}

fn beginning(file: &mut dyn BufRead) -> Result<&[u8], FormatError> {
    let beginning = file.fill_buf().map_err(|e| FormatError::Read(e.kind()))?;
    Ok(beginning.strip_prefix(BYTE_ORDER_MARK).unwrap_or(beginning))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn a_file_shows_its_format_unless_it_is_stated() {
        use ImportFormat::{Jsonl, SottoExport};
        let export = "{\"format\":\"sotto-export\",\"version\":1,";
        for (text, stated, want) in [
            (export, None, Some(SottoExport)),
            (export, Some(SottoExport), Some(SottoExport)),
            (export, Some(Jsonl), Some(Jsonl)),
            ("\u{feff} \n{\"text\":\"a\"}", None, Some(Jsonl)),
            ("{\"text\":\"a\"}", Some(SottoExport), None),
            ("Dear diary", Some(Jsonl), Some(Jsonl)),
            ("Dear diary", None, None),
            ("", None, None),
        ] {
            let found = format(&mut Cursor::new(text), stated).ok();
            assert_eq!(found, want, "{text} {stated:?}");
        }
    }

    #[test]
    fn a_sealed_file_is_known_by_its_first_line_and_nothing_is_consumed() {
        let mut file = Cursor::new("age-encryption.org/v1\n-> X25519");
        assert_eq!(is_sealed(&mut file), Ok(true));
        assert_eq!(file.position(), 0);
        assert_eq!(is_sealed(&mut Cursor::new("age-encryption.org/v2\n")), Ok(false));
    }
}
