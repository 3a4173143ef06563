//! Reading a content and sealing it, chunk by chunk, without the vault.

use std::io::{self, Read};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::access::keys::Keys;
use crate::error::{Error, Result};
use crate::file::table::RowTable;
use crate::format::chunk::{self, AttachmentRef, CONTENT, ChunkHeader, HEAD, Sha256Digest};
use crate::format::ids::Id;
use crate::format::mac::{MacKey, Tag};
use crate::format::seal::{self, Recipient};
use crate::store::row;

/// Chunks that are sealed before they are stored.
const BATCH: usize = 8;

/// A chunk that is sealed and not stored yet.
pub(super) struct SealedChunk {
    pub id: Id,
    pub tag: Tag,
    pub sealed: Vec<u8>,
}

/// Seals a content chunk by chunk. It holds no part of the vault: `fill` needs no lock on it, and only
/// `Vault::attach_store` does. Dropped before it is finished, what was stored of it is removed later.
pub struct AttachmentWriter {
    pub(super) id: Id,
    pub(super) vault: Id,
    pub(super) epoch: u32,
    to: Recipient,
    mac: MacKey,
    hash: Sha256,
    pub(super) bytes: u64,
    pub(super) chunks: u32,
    pub(super) sealed: Vec<SealedChunk>,
    /// Room for the header, and then content that is not sealed yet.
    plain: Zeroizing<Vec<u8>>,
    ended: bool,
    pub(super) running: Arc<Id>,
}

/// A content that is sealed to its end. `Step::Attach` stores what of it is not stored yet, in the commit of
/// the record that names it.
pub struct NewAttachment(pub(super) AttachmentWriter);

impl NewAttachment {
    /// What the record has to say of it.
    pub fn reference(&self) -> AttachmentRef {
        let sha256 = Sha256Digest::from_bytes(self.0.hash.clone().finalize().into());
        AttachmentRef { id: self.0.id, bytes: self.0.bytes, sha256 }
    }
}

impl AttachmentWriter {
    /// A writer of an attachment of this id.
    pub(super) fn new(running: Arc<Id>, keys: &Keys) -> Self {
        Self {
            id: *running,
            vault: keys.payload.vault,
            epoch: keys.payload.epoch,
            to: keys.vault_recipient().clone(),
            mac: keys.record_mac.clone(),
            hash: Sha256::new(),
            bytes: 0,
            chunks: 0,
            sealed: Vec::new(),
            plain: header_room(),
            ended: false,
            running,
        }
    }

    /// Reads and seals the next chunks, eight at most. Returns whether the content has come to its end.
    ///
    /// # Errors
    /// `Read` when the content cannot be read; `TooLarge` behind the last number a chunk can have.
    pub fn fill(&mut self, from: &mut dyn Read) -> Result<bool> {
        while !self.ended && self.sealed.len() < BATCH {
            // One byte more than a chunk holds: whether it is there tells whether this chunk is the last.
            self.ended = fill_to(from, &mut self.plain, HEAD + CONTENT + 1)?;
            let over = (self.plain.len() > HEAD + CONTENT).then(|| self.plain.pop()).flatten();
            self.seal_chunk()?;
            self.plain.truncate(HEAD);
            self.plain.extend(over);
        }
        Ok(self.ended)
    }

    fn seal_chunk(&mut self) -> Result<()> {
        let content = self.plain.get(HEAD..).unwrap_or_default();
        self.hash.update(content);
        self.bytes = self.bytes.saturating_add(content.len() as u64);
        let id = chunk::row_of(self.id, self.chunks);
        let header = ChunkHeader {
            vault: self.vault,
            id,
            attachment: self.id,
            chunk: self.chunks,
            last: self.ended,
            bytes: u32::try_from(content.len()).unwrap_or_default(),
        };
        self.chunks = self.chunks.checked_add(1).ok_or(Error::TooLarge { limit: usize::MAX })?;
        chunk::encode(&header, &mut self.plain)?;
        let sealed = seal::seal(std::slice::from_ref(&self.to), &self.plain)?;
        let tag = row::row_tag(&self.mac, self.vault, RowTable::Attachment, id, &sealed);
        self.sealed.push(SealedChunk { id, tag, sealed });
        Ok(())
    }

    /// Passes on what is to be committed, once the content has come to its end.
    ///
    /// # Errors
    /// `Cancelled` before that.
    pub fn finish(self) -> Result<NewAttachment> {
        if !self.ended {
            return Err(Error::Cancelled);
        }
        Ok(NewAttachment(Self { plain: Zeroizing::default(), ..self }))
    }

    /// How much of the content was read so far, in bytes.
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }
}

/// A buffer that is empty but for the header, with room for a small content.
fn header_room() -> Zeroizing<Vec<u8>> {
    let mut plain = Zeroizing::new(Vec::with_capacity(SMALL));
    plain.resize(HEAD, 0);
    plain
}

/// Bytes that are read at a time.
const STEP: usize = 1 << 16;
/// Room for a small content, with what pads it.
const SMALL: usize = STEP + STEP / 4;

/// Reads until `plain` is `length` bytes long, or to the end of the content; returns whether that came.
/// Plaintext is never moved by the allocator, which would leave a copy behind.
fn fill_to(from: &mut dyn Read, plain: &mut Zeroizing<Vec<u8>>, length: usize) -> Result<bool> {
    loop {
        let at = plain.len();
        if at >= length {
            return Ok(false);
        }
        if at + STEP > plain.capacity() && plain.capacity() < length {
            let mut larger = Zeroizing::new(Vec::with_capacity(length));
            larger.extend_from_slice(plain);
            *plain = larger;
        }
        plain.resize(length.min(at + STEP), 0);
        let read = from.read(plain.get_mut(at..).unwrap_or_default());
        plain.truncate(at + read.as_ref().map_or(0, |count| *count));
        match read {
            Ok(0) => return Ok(true),
            Ok(_) => {}
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(Error::Read(e.kind().to_string())),
        }
    }
}
