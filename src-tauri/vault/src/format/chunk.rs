//! What stands inside a sealed chunk of an attachment: a header of 256 bytes, the content, then zeros.
//!
//! Each chunk names its attachment and its number, and marks the last one, so that a chunk of another
//! attachment or a missing end is noticed even where the tag fits. Which rows
//! hold the chunks of one attachment follows from the attachment's id, which is random and stands inside
//! sealed bytes alone: without the keys nobody can tell which rows belong together.
//!
//! Deliberately elsewhere: name and type of an attachment (a record of the core), storing (`attachment`).

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::format::ids::{Id, hex, to_hex};
use crate::format::mac::checksum;
use crate::format::seal::padded;

/// Size of the plaintext of a full chunk. It is a size that padding leaves as it is.
pub(crate) const CHUNK: usize = 1 << 20;
/// Size of the header: JSON, spaces, and a line feed.
pub(crate) const HEAD: usize = 256;
/// How much of an attachment is in a full chunk.
pub(crate) const CONTENT: usize = CHUNK - HEAD;

/// The header of a chunk.
#[derive(Serialize, Deserialize)]
pub(crate) struct ChunkHeader {
    /// The vault it was written in.
    pub vault: Id,
    /// Its own row.
    pub id: Id,
    pub attachment: Id,
    /// 0 for the first.
    pub chunk: u32,
    /// Whether it is the last one. Every other is full.
    pub last: bool,
    /// Bytes of content.
    pub bytes: u32,
}

/// An opened chunk.
pub(crate) struct Chunk {
    pub header: ChunkHeader,
    plain: Zeroizing<Vec<u8>>,
}

impl Chunk {
    pub fn content(&self) -> &[u8] {
        self.plain.get(HEAD..HEAD + self.header.bytes as usize).unwrap_or_default()
    }

    /// Reads an opened chunk; anything but a header, the content and zeros is damage.
    pub fn decode(plain: Zeroizing<Vec<u8>>) -> Result<Self> {
        let broken = || Error::damaged("attachment");
        let (head, rest) = plain.split_at_checked(HEAD).ok_or_else(broken)?;
        let header: ChunkHeader = serde_json::from_slice(head).map_err(|_| broken())?;
        let bytes = header.bytes as usize;
        let padding = rest.get(bytes..).ok_or_else(broken)?;
        let full = if header.last { bytes <= CONTENT } else { bytes == CONTENT };
        if !full || plain.len() != padded(HEAD + bytes) || padding.iter().any(|byte| *byte != 0) {
            return Err(broken());
        }
        Ok(Self { header, plain })
    }
}

/// Writes a header before the content and pads the whole. `plain` holds the content from `HEAD` on.
pub(crate) fn encode(header: &ChunkHeader, plain: &mut Vec<u8>) -> Result<()> {
    let broken = || Error::damaged("attachment");
    let json = serde_json::to_vec(header).map_err(|_| broken())?;
    let head = plain.get_mut(..HEAD).ok_or_else(broken)?;
    let (text, rest) = head.split_at_mut_checked(json.len()).ok_or_else(broken)?;
    text.copy_from_slice(&json);
    rest.fill(b' ');
    *rest.last_mut().ok_or_else(broken)? = b'\n';
    plain.resize(padded(plain.len()), 0);
    Ok(())
}

/// The row of a chunk.
pub(crate) fn row_of(attachment: Id, chunk: u32) -> Id {
    let hash = checksum(&[b"sotto/chunk/v1", attachment.as_bytes(), &u64::from(chunk).to_be_bytes()]);
    let mut id = [0; 16];
    id.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    Id::from_bytes(id)
}

/// SHA-256 of a content, written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sha256Digest([u8; 32]);

impl Sha256Digest {
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Sha256Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hex(&self.0))
    }
}

impl From<Sha256Digest> for String {
    fn from(digest: Sha256Digest) -> Self {
        digest.to_string()
    }
}

impl TryFrom<String> for Sha256Digest {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        hex(&text).map(Self).ok_or(Error::NotFound)
    }
}

/// What a record holds of an attachment, to find it again and to know that it is whole. It belongs into the
/// sealed body of a record and nowhere else: the rows of the chunks follow from the id.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentRef {
    pub id: Id,
    /// Size of the content.
    pub bytes: u64,
    pub sha256: Sha256Digest,
}

impl AttachmentRef {
    /// How many chunks it has; an empty one has one.
    ///
    /// # Errors
    /// `Damaged` for a size that no attachment has.
    pub fn chunks(&self) -> Result<u32> {
        u32::try_from(self.bytes.div_ceil(CONTENT as u64).max(1)).map_err(|_| Error::damaged("attachment"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn header(chunk: u32, last: bool, bytes: u32) -> ChunkHeader {
        let id = Id::from_bytes([0xff; 16]);
        ChunkHeader { vault: id, id, attachment: id, chunk, last, bytes }
    }

    fn plain(header: &ChunkHeader, content: &[u8]) -> Zeroizing<Vec<u8>> {
        let mut plain = vec![0; HEAD];
        plain.extend_from_slice(content);
        encode(header, &mut plain).unwrap();
        Zeroizing::new(plain)
    }

    #[test]
    fn the_longest_header_has_room_and_a_full_chunk_is_a_mebibyte() {
        let full = plain(&header(u32::MAX, false, CONTENT as u32), &vec![7; CONTENT]);
        assert_eq!(full.len(), CHUNK);
        let read = Chunk::decode(full).unwrap();
        assert!(read.header.chunk == u32::MAX && read.content() == vec![7; CONTENT]);
    }

    #[test]
    fn a_length_that_lies_is_damage() {
        for (bytes, last) in [(9, true), (0, true), (CONTENT as u32 + 1, true), (u32::MAX, true), (10, false)]
        {
            let lying = plain(&header(0, last, bytes), b"ten  bytes");
            assert!(Chunk::decode(lying).is_err(), "{bytes} {last}");
        }
        let mut longer = plain(&header(0, true, 10), b"ten  bytes");
        longer.push(0);
        assert!(Chunk::decode(longer).is_err());
    }

    proptest! {
        #[test]
        fn a_chunk_comes_back_as_it_was_written(content: Vec<u8>, chunk: u32) {
            let plain = plain(&header(chunk, true, content.len() as u32), &content);
            prop_assert_eq!(padded(plain.len()), plain.len());
            prop_assert_eq!(plain.get(HEAD - 1), Some(&b'\n'));
            let read = Chunk::decode(plain).unwrap();
            prop_assert_eq!(read.content(), &content[..]);
            prop_assert_eq!(read.header.chunk, chunk);
        }

        #[test]
        fn any_bytes_are_a_chunk_or_damage(bytes: Vec<u8>) {
            let _ = Chunk::decode(Zeroizing::new(bytes));
        }
    }
}
