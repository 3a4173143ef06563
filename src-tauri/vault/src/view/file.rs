//! The bytes of a view file: slots of one page each, a table that names them, and a root.
//!
//! ```text
//! slot 0        magic (16) | salt (32); at 4,096 and at 8,192 a root each
//! slot 1 ...    sealed pages, and the sealed table in a row of slots of its own
//! root          nonce (24) | tag (16) | sealed: count, head, length, slots, where the table is
//! table         for every page: slot (4) | nonce (24) | tag (16); slot 0 is a page of zeros
//! ```
//!
//! Root, table and pages are sealed with XChaCha20-Poly1305 under a key of this file alone, derived from
//! the vault's root secret and the file's random salt. Every nonce is random and used once. The root
//! authenticates the table, and the table authenticates every page by its tag: a page that was exchanged
//! for another one, also for an older one of itself, does not open. Of two roots the one with the higher
//! count is the state of the file.
//!
//! Nothing that a readable root names is ever written over. Which slots are free, and what is in memory,
//! is decided in `store` and in `pages`.

use std::fs;
use std::path::Path;

use chacha20poly1305::aead::{AeadInPlace, KeyInit};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::disk::{read_at, remove, sync, write_at};
use crate::error::{Error, Result};
use crate::file::own::open_own;
use crate::format::ids::Id;
use crate::format::mac::{MacKey, Tag};

/// Size of a page and of a slot, in bytes.
pub(crate) const PAGE: usize = 16_384;
pub(super) const MAGIC: &[u8; 16] = b"sotto-view-v1.\r\n";
pub(super) const ROOT_PLACES: [u64; 2] = [4_096, 8_192];
const SALT: usize = 32;
const NONCE: usize = 24;
const SEAL: usize = 16;
const BODY: usize = 8 + 32 + 8 + 4 + 4 + NONCE + SEAL;
const HEAD: usize = MAGIC.len() + SALT;
const ROOT: usize = NONCE + SEAL + BODY;
pub(super) const ROOTS_END: usize = 8_192 + ROOT;
const ENTRY: usize = 4 + NONCE + SEAL;

/// What is sealed, so that one kind is never taken for another.
#[derive(Clone, Copy)]
enum Kind {
    Root = 1,
    Table = 2,
    Page = 3,
}

/// Where a page lies in the file, and what opens it there.
#[derive(Clone, Copy)]
pub(crate) struct Stored {
    pub slot: u32,
    nonce: [u8; NONCE],
    seal: [u8; SEAL],
}

#[cfg(test)]
impl Stored {
    pub fn nonce(&self) -> [u8; NONCE] {
        self.nonce
    }
}

/// One state of the file.
#[derive(Clone, Copy)]
pub(crate) struct Root {
    /// Counts the states of this file.
    pub count: u64,
    /// Tag of the vault's manifest that the view was made from.
    pub head: Tag,
    /// Length of what SQLite sees, in bytes.
    pub length: u64,
    /// Slots in the file, the first one included.
    pub slots: u32,
    table: Stored,
}

impl Root {
    /// The slots that the table lies in.
    pub fn table_slots(&self) -> std::ops::Range<u32> {
        let bytes = pages_of(self.length).saturating_mul(ENTRY as u64);
        let slots = u32::try_from(bytes.div_ceil(PAGE as u64)).unwrap_or(u32::MAX);
        self.table.slot..self.table.slot.saturating_add(slots)
    }
}

/// How many slots a table of this many pages takes.
pub(crate) fn slots_for_table(pages: usize) -> u32 {
    u32::try_from(pages.saturating_mul(ENTRY).div_ceil(PAGE)).unwrap_or(u32::MAX)
}

fn pages_of(length: u64) -> u64 {
    length.div_ceil(PAGE as u64)
}

/// An open view file and its key.
pub(crate) struct Sealed {
    file: fs::File,
    salt: [u8; SALT],
    key: Zeroizing<Tag>,
    cipher: XChaCha20Poly1305,
    vault: Id,
}

/// What a file holds: its state, and every page's place, `None` for a page of zeros.
pub(crate) type Found = (Sealed, Root, Vec<Option<Stored>>);

impl Sealed {
    /// Makes a new file with a key of its own in place of the one that may be there.
    pub fn create(path: &Path, key: &MacKey, vault: Id) -> Result<Self> {
        remove(path)?;
        let mut salt = [0; SALT];
        getrandom::fill(&mut salt).map_err(|_| Error::Random)?;
        let mut options = fs::OpenOptions::new();
        options.read(true).write(true).create_new(true);
        let file = open_own(&mut options, path).map_err(|e| Error::writing(&e))?;
        let sealed = Self::of(file, salt, key, vault);
        write_at(&sealed.file, &sealed.head(), 0)?;
        Ok(sealed)
    }

    fn of(file: fs::File, salt: [u8; SALT], key: &MacKey, vault: Id) -> Self {
        let key = file_key(key, &salt);
        let cipher = XChaCha20Poly1305::new(Key::from_slice(key.as_ref()));
        Self { file, salt, key, cipher, vault }
    }

    /// Opens a file as far as its table. `None` for a file that is not there, is not ours, was cut, or
    /// was changed by anyone: there is nothing in it that cannot be made again.
    pub fn open(path: &Path, key: &MacKey, vault: Id) -> Option<Found> {
        let file = open_own(fs::OpenOptions::new().read(true).write(true), path).ok()?;
        let mut head = [0; HEAD];
        read_at(&file, &mut head, 0).ok()?;
        let (magic, salt) = head.split_first_chunk()?;
        if magic != MAGIC {
            return None;
        }
        let sealed = Self::of(file, salt.try_into().ok()?, key, vault);
        let root = sealed.roots().max_by_key(|root| root.count)?;
        if sealed.file.metadata().ok()?.len() < offset(root.slots) {
            return None;
        }
        let entries = sealed.read_table(&root)?;
        Some((sealed, root, entries))
    }

    /// Whether this file is sealed with a key that comes from `key`.
    pub fn is_under(&self, key: &MacKey) -> bool {
        *self.key == *file_key(key, &self.salt)
    }

    /// Whether the file at `path` still is this one, in a state that `known` knows, or in none. Another may
    /// have its name by now, or someone else may have saved a state.
    pub fn is_at(&self, path: &Path, known: impl Fn(u64) -> bool) -> bool {
        let begin = |file: &fs::File| {
            let mut begin = vec![0; ROOTS_END];
            read_at(file, &mut begin, 0).ok().map(|()| begin)
        };
        let own = begin(&self.file).filter(|begin| begin.starts_with(&self.head()));
        let same = own.is_some()
            && own == open_own(fs::OpenOptions::new().read(true), path).ok().and_then(|named| begin(&named));
        same && self.roots().all(|root| known(root.count))
    }

    fn roots(&self) -> impl Iterator<Item = Root> {
        ROOT_PLACES.into_iter().filter_map(|place| self.root_at(place))
    }

    fn head(&self) -> Vec<u8> {
        [MAGIC, self.salt.as_slice()].concat()
    }

    /// Seals one page into a slot. `page` holds sealed bytes afterwards; after an error, what it held.
    pub fn put(&self, index: u64, slot: u32, page: &mut [u8]) -> Result<Stored> {
        let stored = self.seal(Kind::Page, index, slot, page)?;
        if let Err(error) = write_at(&self.file, page, offset(slot)) {
            self.unseal(Kind::Page, index, &stored, page);
            return Err(error);
        }
        Ok(stored)
    }

    /// Reads one page; `into` is as long as a page. When it does not open, sealed bytes are left in it.
    pub fn get(&self, index: u64, stored: &Stored, into: &mut [u8]) -> Result<()> {
        read_at(&self.file, into, offset(stored.slot)).map_err(|e| Error::reading(&e))?;
        self.unseal(Kind::Page, index, stored, into).ok_or_else(|| Error::tampered("a page of the view"))
    }

    /// Writes the table into its slots and makes it the state of the file. All pages have been put before.
    pub fn switch(
        &self,
        before: Option<&Root>,
        head: &Tag,
        length: u64,
        slots: u32,
        table_slot: u32,
        pages: &[Option<Stored>],
    ) -> Result<Root> {
        let mut table = Vec::new();
        for page in pages {
            let Stored { slot, nonce, seal } = page.unwrap_or(NOWHERE);
            table.extend_from_slice(&slot.to_be_bytes());
            table.extend_from_slice(&nonce);
            table.extend_from_slice(&seal);
        }
        let count = before.map_or(1, |root| root.count.saturating_add(1));
        let sealed = self.seal(Kind::Table, count, table_slot, &mut table)?;
        table.resize(table.len().next_multiple_of(PAGE), 0);
        write_at(&self.file, &table, offset(table_slot))?;
        // The root must not be on the disk before what it names.
        self.sync()?;
        let root = Root { count, head: *head, length, slots, table: sealed };
        write_at(&self.file, &self.seal_root(&root)?, root_place(count))?;
        self.sync()?;
        // What the state before names may be written over from now on, and what was deleted since must not
        // be opened again. If this is not done now, it is with the next state.
        let _ = write_at(&self.file, &[0; ROOT], root_place(count.wrapping_add(1)));
        Ok(root)
    }

    /// Gives back what lies behind the last slot.
    pub fn shorten(&self, slots: u32) {
        let _ = self.file.set_len(offset(slots));
    }

    fn sync(&self) -> Result<()> {
        sync(&self.file).map_err(|e| Error::writing(&e))
    }

    fn read_table(&self, root: &Root) -> Option<Vec<Option<Stored>>> {
        let slots = root.table_slots();
        if slots.start == 0 || slots.end > root.slots {
            return None;
        }
        let pages = usize::try_from(pages_of(root.length)).ok()?;
        let mut table = vec![0; pages.checked_mul(ENTRY)?];
        read_at(&self.file, &mut table, offset(slots.start)).ok()?;
        self.unseal(Kind::Table, root.count, &root.table, &mut table)?;
        table
            .chunks_exact(ENTRY)
            .map(|entry| {
                let (slot, entry) = entry.split_first_chunk()?;
                let (nonce, seal) = entry.split_first_chunk()?;
                let slot = u32::from_be_bytes(*slot);
                let stored = Stored { slot, nonce: *nonce, seal: seal.try_into().ok()? };
                (slot < root.slots).then_some((slot > 0).then_some(stored))
            })
            .collect()
    }

    fn seal_root(&self, root: &Root) -> Result<Vec<u8>> {
        let mut body = Vec::with_capacity(BODY);
        body.extend_from_slice(&root.count.to_be_bytes());
        body.extend_from_slice(&root.head);
        body.extend_from_slice(&root.length.to_be_bytes());
        body.extend_from_slice(&root.slots.to_be_bytes());
        body.extend_from_slice(&root.table.slot.to_be_bytes());
        body.extend_from_slice(&root.table.nonce);
        body.extend_from_slice(&root.table.seal);
        let sealed = self.seal(Kind::Root, 0, 0, &mut body)?;
        Ok([sealed.nonce.as_slice(), &sealed.seal, &body].concat())
    }

    fn root_at(&self, place: u64) -> Option<Root> {
        let mut root = [0; ROOT];
        read_at(&self.file, &mut root, place).ok()?;
        let (nonce, rest) = root.split_first_chunk()?;
        let (seal, body) = rest.split_first_chunk()?;
        let mut body: [u8; BODY] = body.try_into().ok()?;
        self.unseal(Kind::Root, 0, &Stored { slot: 0, nonce: *nonce, seal: *seal }, &mut body)?;
        let (count, rest) = body.split_first_chunk()?;
        let (head, rest) = rest.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (slots, rest) = rest.split_first_chunk()?;
        let (slot, rest) = rest.split_first_chunk()?;
        let (nonce, seal) = rest.split_first_chunk()?;
        let slot = u32::from_be_bytes(*slot);
        Some(Root {
            count: u64::from_be_bytes(*count),
            head: *head,
            length: u64::from_be_bytes(*length),
            slots: u32::from_be_bytes(*slots),
            table: Stored { slot, nonce: *nonce, seal: seal.try_into().ok()? },
        })
    }

    fn seal(&self, kind: Kind, number: u64, slot: u32, bytes: &mut [u8]) -> Result<Stored> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| Error::Random)?;
        let about = about(kind, self.vault, number);
        let seal = self
            .cipher
            .encrypt_in_place_detached(XNonce::from_slice(&nonce), &about, bytes)
            .map_err(|_| Error::TooLarge { limit: PAGE })?;
        Ok(Stored { slot, nonce, seal: seal.into() })
    }

    fn unseal(&self, kind: Kind, number: u64, stored: &Stored, bytes: &mut [u8]) -> Option<()> {
        let about = about(kind, self.vault, number);
        let nonce = XNonce::from_slice(&stored.nonce);
        self.cipher.decrypt_in_place_detached(nonce, &about, bytes, &stored.seal.into()).ok()
    }
}

const NOWHERE: Stored = Stored { slot: 0, nonce: [0; NONCE], seal: [0; SEAL] };

/// The key of one file: one block of HKDF-Expand is an HMAC, and so is this.
fn file_key(key: &MacKey, salt: &[u8; SALT]) -> Zeroizing<Tag> {
    Zeroizing::new(key.tag(&[b"sotto/view-file/v1", salt]))
}

/// What stands beside sealed bytes without being in them.
fn about(kind: Kind, vault: Id, number: u64) -> [u8; 25] {
    let mut about = [kind as u8; 25];
    let (id, end) = about.split_at_mut(17);
    id.iter_mut().skip(1).zip(vault.as_bytes()).for_each(|(to, from)| *to = *from);
    end.copy_from_slice(&number.to_be_bytes());
    about
}

fn root_place(count: u64) -> u64 {
    if count % 2 == 1 { ROOT_PLACES[0] } else { ROOT_PLACES[1] }
}

fn offset(slot: u32) -> u64 {
    u64::from(slot) * PAGE as u64
}
