//! Reads a damaged file without SQLite: every sealed row is found by itself.
//!
//! The sealed part of each row is an age file, and begins as every age file does. The few bytes that SQLite
//! puts before a row give the lengths of its columns, and a long row continues in a chain of pages. So neither
//! the file's header, nor its trees, nor its lists of pages have to be undamaged; only the row itself. A row that
//! is found this way is accepted when its tag fits, which needs the keys.
//!
//! A page may be there several times: in the file, and in each transaction that is in the log beside it, the last
//! of which may have been interrupted. Which of them belong to a row is not known, so a row that continues in such
//! pages is read in each way that makes sense (`Chain`), and passed on each time.
//!
//! Deliberately elsewhere: what is done with the rows (`store/read_only`).

use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

use crate::access::slot::{MAX_SLOT, Slot, SlotKind};
use crate::error::{Error, Result};
use crate::file::MAX_ROW;
use crate::file::beside::with_suffix;
use crate::file::own::{open_named, open_own};
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

/// Where a row's sealed part begins, and where its rest is.
#[derive(Clone, Copy)]
pub(crate) struct Location {
    /// Whether the page is in the log, and where it begins there or in the file.
    in_log: bool,
    page: u64,
    /// Where in the page the sealed part begins.
    within: usize,
    chain: Chain,
}

/// Where the pages in which a row continues are taken from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chain {
    /// From the file, as before the transactions in the log.
    File,
    /// From the log as far as its transactions were completed, or else from the file.
    Committed,
    /// From the end of the log, or else from the file.
    Newest,
}

impl Chain {
    /// The likeliest first.
    const OF_FILE: [Self; 3] = [Self::File, Self::Committed, Self::Newest];
    const OF_LOG: [Self; 3] = [Self::Committed, Self::Newest, Self::File];
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

/// Passes every row on, also those in the log beside the file. A row may be found several times, and of several
/// states of one row the newest comes last, if the log can be understood.
pub(crate) fn every_row(path: &Path, found: &mut dyn FnMut(Found)) -> Result<()> {
    Pages::open(path, MAX_ROW.unsigned_abs() as usize)?.each(u32::MAX, found)
}

/// The pages of a file, and those in the log beside it.
struct Pages {
    file: File,
    count: u32,
    log: Option<File>,
    /// Where in the log the last state of a page is, of transactions that were completed.
    committed: HashMap<u32, u64>,
    /// The same, of whatever is in the log.
    newest: HashMap<u32, u64>,
    /// The pages of an earlier use of the log, which are in the file too or were replaced.
    earlier: Vec<u64>,
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
    /// Whether the row that was read last continues in a page that is in the log.
    ambiguous: bool,
}

impl Pages {
    fn open(path: &Path, longest: usize) -> Result<Self> {
        let file = open_named(path).map_err(|e| Error::reading(&e))?;
        let length = file.metadata().map_err(|e| Error::reading(&e))?.len();
        // The last page may have been cut.
        let count = u32::try_from(length.div_ceil(PAGE as u64)).unwrap_or(u32::MAX);
        let log = open_own(OpenOptions::new().read(true), &with_suffix(path, "-wal")).ok();
        let log_length = log.as_ref().and_then(|log| log.metadata().ok()).map_or(0, |meta| meta.len());
        let mut pages = Self {
            file,
            count,
            log,
            committed: HashMap::new(),
            newest: HashMap::new(),
            earlier: Vec::new(),
            frames: Vec::new(),
            last: count,
            longest,
            // Rows of the file are read up to three times where they continue in the log, and those of the log too.
            left: length.saturating_mul(3).saturating_add(log_length.saturating_mul(6)),
            read: HashSet::new(),
            ambiguous: false,
        };
        pages.read_log();
        Ok(pages)
    }

    /// A log is a head of 32 bytes, and then frames: a head of 24 bytes, and the page. The frame's head begins with
    /// the number of the page and, where a transaction ends, a size; then come two numbers that stand in the log's
    /// head too. In frames that are left of an earlier use of the log they are others (SQLite's file format, 4.1).
    fn read_log(&mut self) {
        const HEAD: u64 = 32;
        const FRAME: u64 = 24;
        let Some(log) = &mut self.log else { return };
        let length = log.metadata().map_or(0, |meta| meta.len());
        let mut head = [0u8; HEAD as usize];
        if log.read_exact(&mut head).is_err() {
            return;
        }
        let use_of_log = head.get(16..24).unwrap_or_default();
        let mut open: Vec<(u32, u64)> = Vec::new();
        let mut at = HEAD;
        while at + FRAME < length && self.frames.len() + self.earlier.len() < MAX_FRAMES {
            let mut frame = [0u8; FRAME as usize];
            if log.seek(SeekFrom::Start(at)).and_then(|_| log.read_exact(&mut frame)).is_err() {
                break;
            }
            let number = |from: usize| {
                let bytes = frame.get(from..from + 4).and_then(|bytes| bytes.try_into().ok());
                u32::from_be_bytes(bytes.unwrap_or_default())
            };
            let (page, ends) = (number(0), number(4) != 0);
            self.last = self.last.max(page);
            if frame.get(8..16) == Some(use_of_log) {
                self.frames.push(at + FRAME);
                self.newest.insert(page, at + FRAME);
                open.push((page, at + FRAME));
                if ends {
                    self.committed.extend(open.drain(..));
                }
            } else {
                self.earlier.push(at + FRAME);
                self.newest.entry(page).or_insert(at + FRAME);
            }
            at += FRAME + PAGE as u64;
        }
        if self.frames.is_empty() {
            // The log's head is damaged: its pages may be newer than those of the file.
            self.frames = std::mem::take(&mut self.earlier);
        }
    }

    fn each(&mut self, most: u32, found: &mut dyn FnMut(Found)) -> Result<()> {
        self.each_of_log(&self.earlier.clone(), found)?;
        for number in 1..=self.count.min(most) {
            let at = u64::from(number - 1) * PAGE as u64;
            let page = read_page(&mut self.file, at)?;
            self.rows_in(&page, (false, at), &Chain::OF_FILE, found);
        }
        self.each_of_log(&self.frames.clone(), found)
    }

    fn each_of_log(&mut self, pages: &[u64], found: &mut dyn FnMut(Found)) -> Result<()> {
        for at in pages {
            if let Some(log) = &mut self.log {
                let page = read_page(log, *at)?;
                self.rows_in(&page, (true, *at), &Chain::OF_LOG, found);
            }
        }
        Ok(())
    }

    fn rows_in(
        &mut self,
        bytes: &[u8],
        (in_log, page): (bool, u64),
        chains: &[Chain],
        found: &mut dyn FnMut(Found),
    ) {
        let mut from = 0;
        while let Some(within) = find(bytes, from) {
            from = within + MAGIC.len();
            for chain in chains {
                self.ambiguous = false;
                if let Some(row) = self.row_at(bytes, Location { in_log, page, within, chain: *chain }) {
                    found(row);
                }
                if !self.ambiguous {
                    break;
                }
            }
        }
    }

    /// The row whose sealed part begins at this place of the page.
    fn row_at(&mut self, page: &[u8], place: Location) -> Option<Found> {
        let at = place.within;
        if let Some((start, sealed)) = self.parts_before(page, at, &[BLOB_16, BLOB_32], &[], 48) {
            let row = self.payload(page, start, sealed.end, place.chain)?;
            let (id, tag) = row.get(sealed.start - 48..sealed.start)?.split_at_checked(16)?;
            let (id, tag) = (Id::from_slice(id)?, tag.to_vec());
            return Some(Found::Row { id, tag, sealed: only(row, &sealed), at: place });
        }
        for kind in SlotKind::ALL {
            let name = kind.name();
            let text = u8::try_from(13 + 2 * name.len()).ok()?;
            let before = 16 + name.len();
            if let Some((start, sealed)) = self.parts_before(page, at, &[BLOB_16, text], &[BLOB_32], before) {
                let row = self.payload(page, start, sealed.end + 32, place.chain)?;
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
        let row = self.payload(page, start, sealed.end, place.chain)?;
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
    fn payload(&mut self, page: &[u8], start: usize, length: usize, chain: Chain) -> Option<Vec<u8>> {
        let here = local(length);
        let own = page.get(start..start + here)?;
        if here == length {
            return Some(own.to_vec());
        }
        let mut link = page.get(start + here..)?.to_vec();
        let known = checksum(&[own, link.get(..4)?, &[chain as u8]]);
        if !self.read.insert(known) {
            // What is in the log may still have been read in another way only.
            self.ambiguous = !self.newest.is_empty();
            return None;
        }
        let mut row = own.to_vec();
        while row.len() < length {
            let number = u32::from_be_bytes(link.get(..4)?.try_into().ok()?);
            if number == 0 || number > self.last {
                return None;
            }
            self.left = self.left.checked_sub(PAGE as u64)?;
            link = self.page(number, chain)?;
            let rest = (length - row.len()).min(PAGE - 4);
            row.extend_from_slice(link.get(4..4 + rest)?);
        }
        Some(row)
    }

    fn page(&mut self, number: u32, chain: Chain) -> Option<Vec<u8>> {
        self.ambiguous |= self.newest.contains_key(&number);
        let in_log = match chain {
            Chain::File => None,
            Chain::Committed => self.committed.get(&number),
            Chain::Newest => self.newest.get(&number),
        };
        match (in_log, &mut self.log) {
            (Some(at), Some(log)) => read_page(log, *at).ok(),
            _ => read_page(&mut self.file, u64::from(number - 1) * PAGE as u64).ok(),
        }
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
