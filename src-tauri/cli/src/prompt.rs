//! Asks for passphrases, and reads files and standard input.
//!
//! Passphrases come from a file's first line or from the terminal, never from an argument or the
//! environment. Everything is read up to a limit and must be UTF-8.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use sotto_core::vault::{NewPassphrase, Passphrase, RecoveryKey};
use sotto_core::{Class, Code, Failure};
use zeroize::Zeroizing;

use crate::Result;
use crate::output::Messages;

/// The longest passphrase or recovery sheet, in bytes.
const MAX_SECRET: u64 = 64 * 1024;

/// A file, or standard input for `-`.
pub fn open(path: &Path) -> Result<Box<dyn Read>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    let unreadable = |e: &io::Error| match e.kind() {
        // A name that is too long for any file is the name of none.
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidFilename => {
            Failure::new(Code::FileMissing)
        }
        io::ErrorKind::IsADirectory => Failure::new(Code::FileIsFolder),
        _ => Failure::new(Code::ReadFailed).with("what", e.kind()),
    };
    let file = File::open(path).map_err(|e| unreadable(&e))?;
    if file.metadata().is_ok_and(|meta| meta.is_dir()) {
        return Err(Failure::new(Code::FileIsFolder));
    }
    Ok(Box::new(file))
}

/// Reads up to `limit` bytes and one more, which shows that there are too many.
pub fn bytes(path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::new());
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    open(path)?.take(most).read_to_end(&mut bytes).map_err(|e| read_failed(&e))?;
    Ok(bytes)
}

pub fn read_failed(error: &io::Error) -> Failure {
    Failure::new(Code::ReadFailed).with("what", error.kind())
}

/// The text of an argument, or standard input for `-`.
///
/// # Errors
/// `too_long`, which the caller passes in, or `not_utf8`.
pub fn text(
    given: Option<String>,
    limit: usize,
    too_long: impl FnOnce() -> Failure,
) -> Result<Option<String>> {
    match given {
        Some(dash) if dash == "-" => {
            let mut read = bytes(Path::new("-"), limit)?;
            if read.len() > limit {
                return Err(too_long());
            }
            utf8(std::mem::take(&mut *read)).map(Some)
        }
        given => Ok(given),
    }
}

pub fn utf8(bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|_| not_utf8())
}

pub fn not_utf8() -> Failure {
    Failure::new(Code::NotUtf8)
}

/// The first line of a file, without its line end. A line that is too long is refused and not cut: the
/// cut line would be a wrong passphrase, or become the passphrase of a new journal.
fn first_line(path: &Path) -> Result<Zeroizing<String>> {
    let mut line = Zeroizing::new(Vec::new());
    let mut file = BufReader::new(open(path)?.take(MAX_SECRET + 1));
    file.read_until(b'\n', &mut line).map_err(|e| read_failed(&e))?;
    if line.len() as u64 > MAX_SECRET {
        return Err(Failure::new(Code::PassphraseTooLong).with("limit", MAX_SECRET));
    }
    let end = line.strip_suffix(b"\n").unwrap_or(&line);
    let end = end.strip_suffix(b"\r").unwrap_or(end);
    let text = std::str::from_utf8(end).map_err(|_| not_utf8())?;
    Ok(Zeroizing::new(text.to_owned()))
}

fn from_terminal(prompt: &str) -> Result<Zeroizing<String>> {
    let nobody = |_| Failure::new(Code::PassphraseMissing);
    rpassword::prompt_password(format!("{prompt} ")).map(Zeroizing::new).map_err(nobody)
}

/// The passphrase that opens a journal.
pub fn passphrase(file: Option<&Path>, words: &Messages) -> Result<Passphrase> {
    let text = match file {
        Some(file) => first_line(file)?,
        None => from_terminal(&words.say("cli-ask-passphrase", &[]))?,
    };
    // An empty passphrase is a wrong one here, because it has to open something.
    Passphrase::new(&text).map_err(|e| {
        let mut failure = Failure::from(e);
        failure.class = Class::WrongKey;
        failure
    })
}

/// A passphrase for something new; on a terminal it is asked for twice.
pub fn new_passphrase(file: Option<&Path>, words: &Messages) -> Result<NewPassphrase> {
    let text = match file {
        Some(file) => first_line(file)?,
        None => {
            let first = from_terminal(&words.say("cli-ask-new-passphrase", &[]))?;
            if first.is_empty() || first == from_terminal(&words.say("cli-ask-again", &[]))? {
                first
            } else {
                return Err(Failure::new(Code::PassphrasesDiffer));
            }
        }
    };
    Ok(NewPassphrase::new(&text)?)
}

/// The key of a recovery sheet: a whole sheet, its words, or its key line.
pub fn recovery(file: &Path) -> Result<RecoveryKey> {
    let limit = usize::try_from(MAX_SECRET).unwrap_or(usize::MAX);
    let sheet = bytes(file, limit)?;
    let text = std::str::from_utf8(&sheet).map_err(|_| not_utf8())?;
    Ok(RecoveryKey::read(text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line_of(bytes: &[u8]) -> Result<String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p");
        std::fs::write(&path, bytes).unwrap();
        first_line(&path).map(|line| line.to_string())
    }

    #[test]
    fn a_passphrase_is_the_first_line_without_its_end_and_with_its_spaces() {
        for (file, want) in [
            (&b"four plain words\n"[..], "four plain words"),
            (b"four plain words", "four plain words"),
            (b" spaced \r\nsecond line\n", " spaced "),
            (b"\nsecond", ""),
            (b"", ""),
        ] {
            assert_eq!(line_of(file).unwrap(), want);
        }
        assert_eq!(line_of(b"\xff\n").unwrap_err().code, Code::NotUtf8);
    }

    #[test]
    fn a_passphrase_that_is_too_long_is_refused_and_never_cut() {
        let longest = usize::try_from(MAX_SECRET).unwrap();
        for (length, end) in [(longest, ""), (longest - 1, "\n"), (longest - 2, "\r\nmore")] {
            let file = "x".repeat(length) + end;
            assert_eq!(line_of(file.as_bytes()).unwrap().len(), length);
        }
        for file in ["x".repeat(longest + 1), "x".repeat(longest) + "\n", "x".repeat(4 * longest)] {
            let failure = line_of(file.as_bytes()).unwrap_err();
            assert_eq!((failure.code, failure.class), (Code::PassphraseTooLong, Class::Usage));
        }
    }

    #[test]
    fn a_file_that_is_not_there_or_a_folder_is_wrong_usage() {
        let folder = tempfile::tempdir().unwrap();
        for (path, code) in [
            (folder.path().join("none"), Code::FileMissing),
            (folder.path().join("n".repeat(4_000)), Code::FileMissing),
            (folder.path().into(), Code::FileIsFolder),
        ] {
            let failure = bytes(&path, 10).unwrap_err();
            assert_eq!((failure.code, failure.class), (code, Class::Usage));
        }
    }
}
