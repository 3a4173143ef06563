//! Notes left while the vault is locked: sealed to a recipient that lies in the clear.

use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::access::keys::Keys;
use crate::device::place::Known;
use crate::error::{Error, Result};
use crate::file::identity::FileMark;
use crate::file::{File, Rows, within_rows};
use crate::format::ids::Id;
use crate::format::record::pad_lines;
use crate::format::seal::{self, Recipient};

/// Longest note, in bytes.
pub const MAX_NOTE: usize = 1_000_000;
/// Most notes that wait at a time.
pub const MAX_NOTES: usize = 500;
/// Longest sealed note, in bytes: the longest one with every letter of it escaped, padded.
pub(crate) const MAX_SEALED: usize = 7_000_000;
/// Most sealed bytes that wait at a time: all notes are in memory when they are looked through.
pub const MAX_WAITING: usize = 16_000_000;

/// How often a note is begun again when the file under its path changes.
const MOST_FILES: u32 = 3;

/// A note as it was left.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Note {
    #[zeroize(skip)]
    pub id: Id,
    /// RFC 3339, as the clock stood then.
    pub time: String,
    pub text: String,
}

#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct Line {
    time: String,
    text: String,
}

/// Seals a note into the file, to the recipient that it names. `known` is what this computer remembers of it.
///
/// # Errors
/// `CaptureKeyChanged` when that is another one.
pub(crate) fn leave(path: &Path, known: Option<&Known>, text: &str, time: &str) -> Result<Id> {
    if text.len() > MAX_NOTE {
        return Err(Error::TooLarge { limit: MAX_NOTE });
    }
    // A backup may be restored while this waits. The file that was replaced would take the note with it.
    for _ in 0..MOST_FILES {
        if let Some(id) = leave_in(path, known, text, time)? {
            return Ok(id);
        }
    }
    Err(Error::InUse)
}

/// Nothing when another file got the name meanwhile.
fn leave_in(path: &Path, known: Option<&Known>, text: &str, time: &str) -> Result<Option<Id>> {
    let opened = FileMark::of(path)?;
    let mut file = File::open(path)?;
    let capture = file.about()?.capture;
    if known.is_some_and(|known| !known.captures_to(&capture)) {
        return Err(Error::CaptureKeyChanged);
    }
    let recipient = Recipient::from_str(&capture).map_err(|_| Error::damaged("about"))?;
    let line = Line { time: time.to_owned(), text: text.to_owned() };
    let json =
        zeroize::Zeroizing::new(serde_json::to_string(&line).map_err(|_| Error::damaged("captured note"))?);
    let sealed = seal::seal(&[recipient], &pad_lines(&json, ""))?;
    let id = Id::random()?;
    let tx = file.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    if FileMark::of(path)? != opened {
        return Ok(None);
    }
    let (waiting, bytes): (i64, f64) =
        tx.query_row("SELECT count(*), total(length(sealed)) FROM captured", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    if waiting >= MAX_NOTES as i64 || bytes + sealed.len() as f64 > MAX_WAITING as f64 {
        return Err(Error::CapturedFull { limit: MAX_NOTES });
    }
    within_rows(|| tx.put_captured(id, &sealed))?;
    tx.commit()?;
    Ok((FileMark::of(path)? == opened).then_some(id))
}

/// Opens the notes. One that does not open is damaged or was not left by this app: it is listed without text,
/// so that it can be removed.
pub(crate) fn open_all(file: &File, keys: &Keys) -> Result<Vec<Note>> {
    let mut notes: Vec<Note> = file.captured(|id, sealed| {
        let opened = seal::open(&keys.capture, &sealed).ok();
        let line = opened.and_then(|plain| serde_json::from_slice::<Line>(&plain).ok());
        line.map_or_else(
            || Note { id, time: String::new(), text: String::new() },
            |line| Note { id, time: line.time.clone(), text: line.text.clone() },
        )
    })?;
    notes.sort_by(|a, b| (&a.time, a.id).cmp(&(&b.time, b.id)));
    Ok(notes)
}
