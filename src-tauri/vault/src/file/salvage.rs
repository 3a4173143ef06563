//! Reads a damaged file without SQLite: every sealed row is found by itself.
//!
//! The sealed part of each row is an age file, and begins as every age file does. The few bytes that SQLite
//! puts before a row give the lengths of its columns, and a long row continues in a chain of pages. So neither
//! the file's header, nor its trees, nor its lists of pages have to be undamaged; only the row itself. A row that
//! is found this way is accepted when its tag fits, which needs the keys.
//!
//! Deliberately elsewhere: what is done with the rows (`store/read_only`).

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::access::slot::{MAX_SLOT, Slot, SlotKind};
use crate::error::{Error, Result};
use crate::file::MAX_ROW;
use crate::file::schema::PAGE;
use crate::file::table::RowTable;
use crate::format::ids::Id;
use crate::format::mac::{Tag, checksum};
use crate::format::seal::MAGIC;

/// What SQLite's record format calls a blob of 16 and of 32 bytes.
const BLOB_16: u8 = 44;
const BLOB_32: u8 = 76;
/// The most pages of a log that are read: more than replacing the keys of a large vault leaves there.
const MAX_FRAMES: usize = 1 << 18;

/// Where a row's sealed part begins.
#[derive(Clone, Copy)]
pub(crate) struct Location {
    /// Whether the page is in the log, and where it begins there or in the file.
    in_log: bool,
    page: u64,
    /// Where in the page the sealed part begins.
    within: usize,
}

/// A row as it was found, not verified.
pub(crate) enum Found {
    /// Of a table of sealed rows; the tag fits only one of them.
    Row {
        id: Id,
        tag: Vec<u8>,
        sealed: Vec<u8>,
        at: Location,
    },
    Slot(Slot),
    Captured {
        id: Id,
        sealed: Vec<u8>,
    },
    Manifest {
        tag: Vec<u8>,
        sealed: Vec<u8>,
    },
}

/// Whether there is a slot in the first pages: then the file is, or was, a vault.
pub(crate) fn was_a_vault(path: &Path) -> bool {
    const FIRST: u32 = 256;
    let Ok(mut pages) = Pages::open(path, MAX_SLOT) else { return false };
    let mut slot = false;
    let _ = pages.each(FIRST, &mut |found| slot |= matches!(found, Found::Slot(_)));
    slot
}

/// Passes every row on, also those in the log beside the file. A row may be found twice.
pub(crate) fn every_row(path: &Path, found: &mut dyn FnMut(Found)) -> Result<()> {
    Pages::open(path, MAX_ROW.unsigned_abs() as usize)?.each(u32::MAX, found)
}

/// The pages of a file, and those in the log beside it.
struct Pages {
    file: File,
    count: u32,
    log: Option<File>,
    /// Where in the log the newest state of a page is.
    in_log: HashMap<u32, u64>,
    frames: Vec<u64>,
    /// The highest number that a page has.
    last: u32,
    /// The longest sealed part that is accepted, in bytes.
    longest: usize,
    /// How many bytes may still be read for rows that continue in other pages. Undamaged rows share no page, but
    /// any number of hostile ones may lead to the same chain.
    left: u64,
    /// Hashes of the first parts of rows that continue in other pages and were read. The log holds many states
    /// of one page, each with the same row, whose rest needs to be read once.
    read: HashSet<Tag>,
}

impl Pages {
    fn open(path: &Path, longest: usize) -> Result<Self> {
        let file = File::open(path).map_err(|e| Error::reading(&e))?;
        let length = file.metadata().map_err(|e| Error::reading(&e))?.len();
        // The last page may have been cut.
        let count = u32::try_from(length.div_ceil(PAGE as u64)).unwrap_or(u32::MAX);
        let mut name = path.as_os_str().to_owned();
        name.push("-wal");
        let log = File::open(PathBuf::from(name)).ok();
        let in_all = length + log.as_ref().and_then(|log| log.metadata().ok()).map_or(0, |meta| meta.len());
        let (in_log, frames, read) = (HashMap::new(), Vec::new(), HashSet::new());
        let left = in_all.saturating_mul(2);
        let mut pages = Self { file, count, log, in_log, frames, last: count, longest, left, read };
        pages.read_log();
        Ok(pages)
    }

    /// A log is a head of 32 bytes, and then frames: a head of 24 bytes that begins with the number
    /// of a page, and the page.
    fn read_log(&mut self) {
        const HEAD: u64 = 32;
        const FRAME: u64 = 24;
        let Some(log) = &mut self.log else { return };
        let length = log.metadata().map_or(0, |meta| meta.len());
        let mut at = HEAD;
        while at + FRAME < length && self.frames.len() < MAX_FRAMES {
            let mut number = [0u8; 4];
            if log.seek(SeekFrom::Start(at)).and_then(|_| log.read_exact(&mut number)).is_err() {
                break;
            }
            let number = u32::from_be_bytes(number);
            self.frames.push(at + FRAME);
            self.in_log.insert(number, at + FRAME);
            self.last = self.last.max(number);
            at += FRAME + PAGE as u64;
        }
    }

    fn each(&mut self, most: u32, found: &mut dyn FnMut(Found)) -> Result<()> {
        for number in 1..=self.count.min(most) {
            let at = u64::from(number - 1) * PAGE as u64;
            let page = read_page(&mut self.file, at)?;
            self.rows_in(&page, Location { in_log: false, page: at, within: 0 }, found);
        }
        for at in self.frames.clone() {
            if let Some(log) = &mut self.log {
                let page = read_page(log, at)?;
                self.rows_in(&page, Location { in_log: true, page: at, within: 0 }, found);
            }
        }
        Ok(())
    }

    fn rows_in(&mut self, page: &[u8], of: Location, found: &mut dyn FnMut(Found)) {
        let mut from = 0;
        while let Some(within) = find(page, from) {
            from = within + MAGIC.len();
            if let Some(row) = self.row_at(page, Location { within, ..of }) {
                found(row);
            }
        }
    }

    /// The row whose sealed part begins at this place of the page.
    fn row_at(&mut self, page: &[u8], place: Location) -> Option<Found> {
        let at = place.within;
        if let Some((start, sealed)) = self.parts_before(page, at, &[BLOB_16, BLOB_32], &[], 48) {
            let row = self.payload(page, start, sealed.end)?;
            let (id, tag) = row.get(sealed.start - 48..sealed.start)?.split_at_checked(16)?;
            let (id, tag) = (Id::from_slice(id)?, tag.to_vec());
            return Some(Found::Row { id, tag, sealed: only(row, &sealed), at: place });
        }
        for kind in SlotKind::ALL {
            let name = kind.name();
            let text = u8::try_from(13 + 2 * name.len()).ok()?;
            let before = 16 + name.len();
            if let Some((start, sealed)) = self.parts_before(page, at, &[BLOB_16, text], &[BLOB_32], before) {
                let row = self.payload(page, start, sealed.end + 32)?;
                let id = Id::from_slice(row.get(sealed.start - before..sealed.start - name.len())?)?;
                let checksum = row.get(sealed.end..)?.try_into().ok()?;
                let sealed = only(row, &sealed);
                return Some(Found::Slot(Slot { id, kind: name.to_owned(), sealed, checksum }));
            }
        }
        if let Some((start, sealed)) = self.parts_before(page, at, &[0, BLOB_32], &[], 32) {
            let row = page.get(start..start + sealed.end)?;
            let tag = row.get(sealed.start - 32..sealed.start)?.to_vec();
            return Some(Found::Manifest { tag, sealed: row.get(sealed.start..)?.to_vec() });
        }
        let (start, sealed) = self.parts_before(page, at, &[BLOB_16], &[], 16)?;
        let row = self.payload(page, start, sealed.end)?;
        let id = Id::from_slice(row.get(sealed.start - 16..sealed.start)?)?;
        Some(Found::Captured { id, sealed: only(row, &sealed) })
    }

    /// Reads a row's head backwards from its sealed part: its length, the types of the columns before the
    /// sealed one, the sealed one's own, and the types of those after it. Gives where in the page the row
    /// begins, and where in the row the sealed part is. `between` is the length of the columns before it.
    fn parts_before(
        &self,
        page: &[u8],
        at: usize,
        before: &[u8],
        after: &[u8],
        between: usize,
    ) -> Option<(usize, Range<usize>)> {
        // The sealed part's type is a number of one to five bytes.
        (1..=5).find_map(|bytes| {
            let head = 1 + before.len() + bytes + after.len();
            let start = at.checked_sub(between + head)?;
            let found = page.get(start..start + head)?;
            let (length, types) = found.split_first()?;
            let (first, rest) = types.split_at_checked(before.len())?;
            let (number, last) = rest.split_at_checked(bytes)?;
            if usize::from(*length) != head || first != before || last != after {
                return None;
            }
            let size = number_of(number)?.checked_sub(12).filter(|size| size % 2 == 0)? / 2;
            let begins = head + between;
            (size <= self.longest).then_some((start, begins..begins + size))
        })
    }

    /// A row of `length` bytes that begins at `start` of this page, with what of it lies elsewhere.
    fn payload(&mut self, page: &[u8], start: usize, length: usize) -> Option<Vec<u8>> {
        let here = local(length);
        let own = page.get(start..start + here)?;
        if here == length {
            return Some(own.to_vec());
        }
        let mut link = page.get(start + here..)?.to_vec();
        let known = checksum(&[own, link.get(..4)?]);
        if self.read.contains(&known) {
            return None;
        }
        self.left = self.left.checked_sub(length as u64)?;
        self.read.insert(known);
        let mut row = Vec::with_capacity(length);
        row.extend_from_slice(own);
        while row.len() < length {
            let number = u32::from_be_bytes(link.get(..4)?.try_into().ok()?);
            if number == 0 || number > self.last {
                return None;
            }
            link = match (self.in_log.get(&number), &mut self.log) {
                (Some(at), Some(log)) => read_page(log, *at).ok()?,
                _ => read_page(&mut self.file, u64::from(number - 1) * PAGE as u64).ok()?,
            };
            let rest = (length - row.len()).min(PAGE - 4);
            row.extend_from_slice(link.get(4..4 + rest)?);
        }
        Some(row)
    }
}

/// Chunks of attachments in a damaged file, read again from where they were found: all of them may be more
/// than memory.
pub(crate) struct SalvagedChunks {
    pages: Pages,
    rows: HashMap<Id, (Tag, Location)>,
}

impl SalvagedChunks {
    pub fn new(path: &Path, rows: HashMap<Id, (Tag, Location)>) -> Result<Self> {
        Ok(Self { pages: Pages::open(path, RowTable::Attachment.longest())?, rows })
    }

    pub fn tags(&self) -> Vec<(Id, Tag)> {
        self.rows.iter().map(|(id, (tag, _))| (*id, *tag)).collect()
    }

    pub fn row(&mut self, id: Id) -> Result<(Vec<u8>, Vec<u8>)> {
        let (_, place) = *self.rows.get(&id).ok_or(Error::NotFound)?;
        // What was found once may be read as often as it is asked for.
        self.pages.read.clear();
        self.pages.left = u64::MAX;
        let page = match (place.in_log, &mut self.pages.log) {
            (true, Some(log)) => read_page(log, place.page)?,
            (true, None) => return Err(Error::damaged("file")),
            (false, _) => read_page(&mut self.pages.file, place.page)?,
        };
        match self.pages.row_at(&page, place) {
            Some(Found::Row { id: found, tag, sealed, .. }) if found == id => Ok((tag, sealed)),
            _ => Err(Error::damaged(format!("attachment {id}"))),
        }
    }
}

/// A part of a row, which may be too long to be there twice.
fn only(mut row: Vec<u8>, part: &Range<usize>) -> Vec<u8> {
    row.truncate(part.end);
    row.drain(..part.start.min(row.len()));
    row
}

/// A page, with zeros in the place of what is cut off.
fn read_page(file: &mut File, at: u64) -> Result<Vec<u8>> {
    let mut page = Vec::with_capacity(PAGE);
    file.seek(SeekFrom::Start(at)).map_err(|e| Error::reading(&e))?;
    file.take(PAGE as u64).read_to_end(&mut page).map_err(|e| Error::reading(&e))?;
    page.resize(PAGE, 0);
    Ok(page)
}

fn find(page: &[u8], from: usize) -> Option<usize> {
    let rest = page.get(from..)?;
    rest.windows(MAGIC.len()).position(|window| window == MAGIC).map(|at| from + at)
}

/// How much of a row of a tree without row numbers lies in its own page (SQLite's file format, 1.6).
fn local(length: usize) -> usize {
    const MOST: usize = (PAGE - 12) * 64 / 255 - 23;
    const LEAST: usize = (PAGE - 12) * 32 / 255 - 23;
    if length <= MOST {
        return length;
    }
    let some = LEAST + (length - LEAST) % (PAGE - 4);
    if some <= MOST { some } else { LEAST }
}

/// A number as SQLite writes it, seven bits a byte; `None` if it does not end with the last byte.
fn number_of(bytes: &[u8]) -> Option<usize> {
    let (last, rest) = bytes.split_last()?;
    let high = rest
        .iter()
        .try_fold(0usize, |sum, byte| (byte & 0x80 != 0).then_some((sum << 7) | usize::from(byte & 0x7f)))?;
    (last & 0x80 == 0).then_some((high << 7) | usize::from(*last))
}

#[cfg(test)]
#[path = "salvage/tests.rs"]
mod tests;
