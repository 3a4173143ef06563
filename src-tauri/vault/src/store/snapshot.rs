//! Sealed images of the in-memory view, beside the vault: rebuildable, never backed up.
//!
//! An image is authenticated as a whole before SQLite sees a byte of it, in the same pass that opens it:
//! what is never held twice is never twice in memory.

use std::cell::RefCell;
use std::fs;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use age::Encryptor;
use sha2::{Digest, Sha256};

use crate::access::keys::Keys;
use crate::device::write_replacing;
use crate::error::{Error, Result};
use crate::format::mac::{Tag, sha256};
use crate::format::seal;

const MAGIC: &[u8; 16] = b"sotto-snapshot3\n";
const HEAD: usize = 16 + 32 + 32 + 8 + 32;

/// Which image.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Snapshot {
    /// The newest titles and everything small: what the first screens need.
    List,
    /// Everything, with the search index.
    Full,
}

impl Snapshot {
    pub(crate) fn path(self, vault: &Path) -> PathBuf {
        let mut name = vault.as_os_str().to_owned();
        name.push(match self {
            Self::List => "-list",
            Self::Full => "-view",
        });
        PathBuf::from(name)
    }

    const fn name(self) -> &'static [u8] {
        match self {
            Self::List => b"list",
            Self::Full => b"full",
        }
    }
}

/// An image that was found and not yet read. Its tag covers every sealed byte, so it is known to be
/// sound only when the last byte has been read: the reader refuses to give that byte otherwise.
pub struct SnapshotReader {
    file: fs::File,
    tag: Tag,
    /// Covers the head alone: memory is taken for `length` before the rest has been read.
    head_tag: Tag,
    which: Snapshot,
    /// Tag of the manifest it was made from.
    pub head: Tag,
    /// Size of the image in bytes.
    pub length: usize,
}

impl SnapshotReader {
    /// The image's plaintext, `length` bytes of it.
    ///
    /// # Errors
    /// `Tampered` if its head is not as it was written: then its length must not be believed.
    pub fn reader<'a>(&'a self, keys: &'a Keys) -> Result<impl Read + 'a> {
        let length = (self.length as u64).to_be_bytes();
        if !keys.snapshot_mac.verify(&head_parts(keys, self.which, &self.head, &length), &self.head_tag) {
            return Err(Error::tampered("image"));
        }
        // The head may be ours and what follows it another's.
        let mut file = &self.file;
        let mut begins = Vec::with_capacity(seal::MAX_HEADER);
        file.seek(SeekFrom::Start(HEAD as u64))
            .and_then(|_| file.take(seal::MAX_HEADER as u64).read_to_end(&mut begins))
            .and_then(|_| file.seek(SeekFrom::Start(HEAD as u64)))
            .map_err(|e| Error::reading(&e))?;
        seal::check_header(&begins)?;
        let hash = Rc::new(RefCell::new(Sha256::new()));
        let sealed = Hashing { file: BufReader::with_capacity(1 << 17, file), hash: Rc::clone(&hash) };
        let plain = seal::stream(&keys.vault, sealed)?;
        Ok(Checked { image: self, keys, plain, hash, left: self.length })
    }
}

/// Hashes what passes through.
struct Hashing<'a> {
    file: BufReader<&'a fs::File>,
    hash: Rc<RefCell<Sha256>>,
}

impl Read for Hashing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.hash.borrow_mut().update(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

/// Gives the plaintext, and fails instead of giving its end if the tag does not fit.
struct Checked<'a, R> {
    image: &'a SnapshotReader,
    keys: &'a Keys,
    plain: R,
    hash: Rc<RefCell<Sha256>>,
    left: usize,
}

impl<R: Read> Read for Checked<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.plain.read(buffer)?;
        self.left = self.left.saturating_sub(count);
        if self.left == 0 {
            // age reads a whole chunk before it gives any of it: with the last byte of plaintext,
            // the last sealed byte has passed, unless something was added behind it.
            let mut more = [0u8; 1];
            let ended = self.plain.read(&mut more)? == 0;
            let digest: Tag = self.hash.borrow().clone().finalize().into();
            let length = (self.image.length as u64).to_be_bytes();
            let parts = parts(self.keys, self.image.which, &self.image.head, &length, &digest);
            if !ended || !self.keys.snapshot_mac.verify(&parts, &self.image.tag) {
                return Err(io::ErrorKind::InvalidData.into());
            }
        }
        Ok(count)
    }
}

/// Finds an image, or `None` when there is none of this kind.
pub(crate) fn find(vault: &Path, which: Snapshot) -> Option<SnapshotReader> {
    let mut file = fs::File::open(which.path(vault)).ok()?;
    let mut head = [0u8; HEAD];
    file.read_exact(&mut head).ok()?;
    let (magic, rest) = head.split_at_checked(16)?;
    let (tag, rest) = rest.split_at_checked(32)?;
    let (manifest, rest) = rest.split_at_checked(32)?;
    let (length, head_tag) = rest.split_at_checked(8)?;
    if magic != MAGIC {
        return None;
    }
    let length = usize::try_from(u64::from_be_bytes(length.try_into().ok()?)).ok()?;
    // Whether the length is true, the head's tag will say; an image is never larger than its file.
    if length as u64 > file.metadata().ok()?.len() {
        return None;
    }
    let (tag, head_tag) = (tag.try_into().ok()?, head_tag.try_into().ok()?);
    Some(SnapshotReader { tag, head_tag, head: manifest.try_into().ok()?, file, which, length })
}

/// Seals an image made from the manifest `head`.
pub(crate) fn write(vault: &Path, which: Snapshot, keys: &Keys, head: &Tag, image: &[u8]) -> Result<()> {
    let encryptor =
        Encryptor::with_recipients(std::iter::once(&keys.vault_recipient().0 as &dyn age::Recipient))
            .map_err(|_| Error::Random)?;
    let mut sealed = Vec::with_capacity(image.len() + image.len() / 2048 + 1024);
    let mut writer = encryptor.wrap_output(&mut sealed).map_err(|e| Error::writing(&e))?;
    writer.write_all(image).and_then(|()| writer.finish()).map_err(|e| Error::writing(&e))?;
    put(vault, which, keys, head, image.len() as u64, &sealed)
}

/// Writes what is sealed already, under the tags that make it ours.
pub(crate) fn put(
    vault: &Path,
    which: Snapshot,
    keys: &Keys,
    head: &Tag,
    length: u64,
    sealed: &[u8],
) -> Result<()> {
    let length = length.to_be_bytes();
    let mac = keys.snapshot_mac.tag(&parts(keys, which, head, &length, &sha256(sealed)));
    let head_mac = keys.snapshot_mac.tag(&head_parts(keys, which, head, &length));
    write_replacing(&which.path(vault), &[MAGIC, &mac, head, &length, &head_mac, sealed])
}

/// Removes both images; a deletion does this before it touches the vault.
pub(crate) fn remove(vault: &Path) -> Result<()> {
    for which in [Snapshot::List, Snapshot::Full] {
        match fs::remove_file(which.path(vault)) {
            Ok(()) => {}
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => return Err(Error::writing(&e)),
        }
    }
    Ok(())
}

fn parts<'a>(
    keys: &'a Keys,
    which: Snapshot,
    head: &'a [u8],
    length: &'a [u8],
    digest: &'a Tag,
) -> [&'a [u8]; 6] {
    [b"sotto/snapshot/v1", keys.payload.vault.as_bytes(), which.name(), head, length, digest]
}

fn head_parts<'a>(keys: &'a Keys, which: Snapshot, head: &'a [u8], length: &'a [u8]) -> [&'a [u8]; 5] {
    [b"sotto/snapshot-head/v1", keys.payload.vault.as_bytes(), which.name(), head, length]
}
