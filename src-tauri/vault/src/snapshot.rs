//! Sealed images of the in-memory view, beside the vault: rebuildable, never backed up.
//!
//! An image is authenticated as a whole before SQLite sees a byte of it.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use age::Encryptor;

use crate::device::write_replacing;
use crate::error::{Error, Result};
use crate::keys::Keys;
use crate::mac::{Tag, sha256};
use crate::seal::{self, Recipient};

const MAGIC: &[u8; 16] = b"sotto-snapshot1\n";
const HEAD: usize = 16 + 32 + 32 + 8;

/// Which image.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Snapshot {
    /// The newest titles and everything small: what the first screens need.
    Cards,
    /// Everything, with the search index.
    Full,
}

impl Snapshot {
    pub(crate) fn path(self, vault: &Path) -> PathBuf {
        let mut name = vault.as_os_str().to_owned();
        name.push(match self {
            Self::Cards => "-cards",
            Self::Full => "-view",
        });
        PathBuf::from(name)
    }

    const fn name(self) -> &'static [u8] {
        match self {
            Self::Cards => b"cards",
            Self::Full => b"full",
        }
    }
}

/// An image that has been authenticated and not yet opened.
pub struct Image {
    bytes: Vec<u8>,
    /// Tag of the manifest it was made from.
    pub head: Tag,
    /// Size of the image in bytes.
    pub length: usize,
}

impl Image {
    /// The image's plaintext, as a stream; read it to its end.
    pub fn reader<'a>(&'a self, keys: &Keys) -> Result<impl Read + 'a> {
        seal::reader(&keys.vault, self.bytes.get(HEAD..).unwrap_or_default())
    }
}

/// Reads an image, or `None` when there is none that this vault made.
pub(crate) fn read(vault: &Path, which: Snapshot, keys: &Keys) -> Option<Image> {
    let bytes = fs::read(which.path(vault)).ok()?;
    let head = bytes.get(..HEAD)?;
    let (magic, rest) = head.split_at_checked(16)?;
    let (mac, rest) = rest.split_at_checked(32)?;
    let (manifest, length) = rest.split_at_checked(32)?;
    let digest = sha256(bytes.get(HEAD..)?);
    if magic != MAGIC || !keys.snapshot_mac.verify(&parts(keys, which, manifest, length, &digest), mac) {
        return None;
    }
    let head = manifest.try_into().ok()?;
    let length = usize::try_from(u64::from_be_bytes(length.try_into().ok()?)).ok()?;
    Some(Image { bytes, head, length })
}

/// Seals an image made from the manifest `head`.
pub(crate) fn write(vault: &Path, which: Snapshot, keys: &Keys, head: &Tag, image: &[u8]) -> Result<()> {
    let recipient: Recipient = keys.vault_recipient();
    let encryptor = Encryptor::with_recipients(std::iter::once(&recipient.0 as &dyn age::Recipient))
        .map_err(|_| Error::Random)?;
    let mut sealed = Vec::with_capacity(image.len() + image.len() / 2048 + 1024);
    let mut writer = encryptor.wrap_output(&mut sealed).map_err(|e| Error::writing(&e))?;
    writer.write_all(image).and_then(|()| writer.finish()).map_err(|e| Error::writing(&e))?;
    let length = (image.len() as u64).to_be_bytes();
    let mac = keys.snapshot_mac.tag(&parts(keys, which, head, &length, &sha256(&sealed)));
    write_replacing(&which.path(vault), &[MAGIC, &mac, head, &length, &sealed])
}

/// Removes both images; a deletion does this before it touches the vault.
pub(crate) fn remove(vault: &Path) -> Result<()> {
    for which in [Snapshot::Cards, Snapshot::Full] {
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
