//! Attachments: pictures, sound and files of any size, sealed in chunks and never in memory as a whole.
//!
//! A content is read, sealed and stored eight chunks at a time, each batch in a transaction of its own, so
//! that saving goes on meanwhile and the log stays short. The last batch is stored together with the record
//! that names the attachment: a picture of up to eight chunks costs no transaction of its own.
//!
//! Until then, the manifest lists the attachment as *loose*: whatever ends the program, what no record came
//! to name is removed later (`remove_loose`). A deletion goes the same way back: the commit that removes the
//! last record lists the attachment as loose, and its chunks go in batches. One transaction for everything
//! would do as well for memory (SQLite spills to its log), but would hold the vault for as long as a
//! gigabyte takes, and need that much of the disk twice.
//!
//! Deliberately elsewhere: name, type and limits (the core), what is inside a chunk (`format/chunk`).

use std::io::{self, Read, Write};
use std::sync::{Arc, Weak};

use rusqlite::Transaction;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::access::keys::Keys;
use crate::error::{Error, Result};
use crate::file::Rows;
use crate::file::table::RowTable;
use crate::format::chunk::{self, AttachmentRef, CONTENT, Chunk, ChunkHeader, HEAD, Sha256Digest};
use crate::format::ids::Id;
use crate::format::mac::{MacKey, Tag};
use crate::format::manifest::{LooseAttachment, Manifest};
use crate::format::seal::{self, Recipient};
use crate::progress::{ProgressFn, Stage, report};
use crate::store::reader::VaultReader;
use crate::store::row;
use crate::store::vault::Vault;

/// Chunks that are sealed before they are stored.
const BATCH: usize = 8;
/// Chunks that are removed in one transaction.
const REMOVED: u32 = 64;

/// A chunk that is sealed and not stored yet.
struct SealedChunk {
    id: Id,
    tag: Tag,
    sealed: Vec<u8>,
}

/// Seals a content chunk by chunk. It holds no part of the vault: `fill` needs no lock on it, and only
/// `Vault::attach_store` does. Dropped before it is finished, what was stored of it is removed later.
pub struct AttachmentWriter {
    id: Id,
    vault: Id,
    epoch: u32,
    to: Recipient,
    mac: MacKey,
    hash: Sha256,
    bytes: u64,
    chunks: u32,
    sealed: Vec<SealedChunk>,
    /// Room for the header, and then content that is not sealed yet.
    plain: Zeroizing<Vec<u8>>,
    ended: bool,
    running: Arc<Id>,
}

/// A content that is sealed to its end. `Step::Attach` stores what of it is not stored yet, in the commit of
/// the record that names it.
pub struct NewAttachment(AttachmentWriter);

impl NewAttachment {
    /// What the record has to say of it.
    pub fn reference(&self) -> AttachmentRef {
        let sha256 = Sha256Digest::from_bytes(self.0.hash.clone().finalize().into());
        AttachmentRef { id: self.0.id, bytes: self.0.bytes, sha256 }
    }
}

impl AttachmentWriter {
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

/// Attachments that are on their way in, in this program.
#[derive(Default)]
pub(crate) struct RunningUploads(Vec<Weak<Id>>);

impl RunningUploads {
    fn begin(&mut self) -> Result<Arc<Id>> {
        let running = Arc::new(Id::random()?);
        self.0.retain(|other| other.strong_count() > 0);
        self.0.push(Arc::downgrade(&running));
        Ok(running)
    }

    fn contains(&self, id: Id) -> bool {
        self.0.iter().any(|running| running.upgrade().is_some_and(|running| *running == id))
    }
}

impl Vault {
    /// Begins an attachment. Nothing is read or stored yet.
    ///
    /// # Errors
    /// `VaultReadOnly`, or `Tampered` when the file was replaced while it was open.
    pub fn attach_begin(&mut self) -> Result<AttachmentWriter> {
        self.ensure_same_file()?;
        let running = self.uploads.begin()?;
        Ok(AttachmentWriter {
            id: *running,
            vault: self.keys.payload.vault,
            epoch: self.keys.payload.epoch,
            to: self.keys.vault_recipient().clone(),
            mac: self.keys.record_mac.clone(),
            hash: Sha256::new(),
            bytes: 0,
            chunks: 0,
            sealed: Vec::new(),
            plain: header_room(),
            ended: false,
            running,
        })
    }

    /// Stores the chunks that are sealed so far, durably. No record names them yet.
    ///
    /// # Errors
    /// `Cancelled` when all keys were replaced meanwhile; or what writing gives.
    pub fn attach_store(&mut self, writer: &mut AttachmentWriter) -> Result<()> {
        self.transact(|tx, manifest, keys, _| {
            store(tx, manifest, keys, writer)?;
            let loose = LooseAttachment { id: writer.id, next: 0, chunks: writer.chunks };
            manifest.loose.retain(|other| other.id != writer.id);
            manifest.loose.push(loose);
            Ok(())
        })?;
        writer.sealed.clear();
        Ok(())
    }

    /// Reads a content to its end, seals it and stores all but its last chunks. It becomes part of the vault
    /// with the commit of `Step::Attach`; dropped before that, it leaves nothing.
    ///
    /// `bytes` is how large the content is expected to be, for the progress alone.
    ///
    /// # Errors
    /// `Cancelled`, `Read` when the content cannot be read, or what writing gives.
    pub fn attach(
        &mut self,
        from: &mut dyn Read,
        bytes: u64,
        progress: ProgressFn<'_>,
    ) -> Result<NewAttachment> {
        let mut writer = self.attach_begin()?;
        let of = usize::try_from(bytes).unwrap_or(usize::MAX);
        loop {
            let ended = writer.fill(from)?;
            report(progress, Stage::Attaching, usize::try_from(writer.bytes).unwrap_or(usize::MAX), of)?;
            if ended {
                return writer.finish();
            }
            self.attach_store(&mut writer)?;
        }
    }

    /// Removes chunks that no record names, up to a limit; none of attachments on their way in. Returns
    /// whether more are left.
    ///
    /// # Errors
    /// What writing gives; then nothing was removed.
    pub fn remove_loose(&mut self) -> Result<bool> {
        let running = |loose: &LooseAttachment| self.uploads.contains(loose.id);
        let Some(loose) = self.manifest.loose.iter().find(|loose| !running(loose)).copied() else {
            return Ok(false);
        };
        self.transact(|tx, manifest, keys, _| {
            manifest.loose.retain(|other| other.id != loose.id);
            let left = remove(tx, manifest, keys, loose)?;
            manifest.loose.extend(left);
            Ok(())
        })?;
        Ok(self.has_loose())
    }

    /// Gives up every attachment on its way in: what is stored of them is removed like any other that no
    /// record names.
    pub(crate) fn stop_uploads(&mut self) {
        self.uploads = RunningUploads::default();
    }

    /// Whether there are chunks to be removed.
    pub fn has_loose(&self) -> bool {
        self.manifest.loose.iter().any(|loose| !self.uploads.contains(loose.id))
    }
}

impl VaultReader {
    /// Writes the content of an attachment to `to`. Each chunk is verified before any of it is written; what
    /// was written counts only if the whole was.
    ///
    /// # Errors
    /// `Damaged` or `Tampered` when a chunk is missing, changed or of another attachment, or when the whole
    /// is not what the reference says; `Cancelled`; or what writing to `to` gives.
    pub fn read_attachment(
        &self,
        reference: &AttachmentRef,
        to: &mut dyn Write,
        progress: ProgressFn<'_>,
    ) -> Result<()> {
        let mut hash = Sha256::new();
        let (mut done, of) = (0usize, usize::try_from(reference.bytes).unwrap_or(usize::MAX));
        for number in 0..reference.chunks()? {
            let chunk = self.attachment_chunk(reference, number)?;
            hash.update(chunk.content());
            to.write_all(chunk.content()).map_err(|e| Error::writing(&e))?;
            done = done.saturating_add(chunk.content().len());
            report(progress, Stage::Reading, done, of)?;
        }
        if *reference.sha256.as_bytes() == Tag::from(hash.finalize()) {
            Ok(())
        } else {
            Err(Error::damaged("attachment"))
        }
    }

    /// Writes a part of an attachment, `length` bytes from `start` on, without opening the rest. Where the
    /// content ends before that, less is written.
    ///
    /// # Errors
    /// As `read_attachment`. That the parts add up to the whole is only known when the whole is read.
    pub fn read_attachment_part(
        &self,
        reference: &AttachmentRef,
        start: u64,
        length: u64,
        to: &mut dyn Write,
    ) -> Result<()> {
        let end = start.saturating_add(length).min(reference.bytes);
        let mut at = start;
        while at < end {
            let number = u32::try_from(at / CONTENT as u64).map_err(|_| Error::damaged("attachment"))?;
            let chunk = self.attachment_chunk(reference, number)?;
            let from = usize::try_from(at % CONTENT as u64).unwrap_or_default();
            let wanted = usize::try_from(end - at).unwrap_or(usize::MAX);
            let part = chunk.content().get(from..).unwrap_or_default();
            let part = part.get(..wanted).unwrap_or(part);
            if part.is_empty() {
                return Err(Error::damaged("attachment"));
            }
            to.write_all(part).map_err(|e| Error::writing(&e))?;
            at += part.len() as u64;
        }
        Ok(())
    }

    fn attachment_chunk(&self, reference: &AttachmentRef, number: u32) -> Result<Chunk> {
        let id = chunk::row_of(reference.id, number);
        let (tag, sealed) = self.file.row(RowTable::Attachment, id).map_err(|error| match error {
            Error::NotFound => Error::damaged(format!("attachment {id} is missing")),
            other => other,
        })?;
        let chunk = row::open_chunk(&self.keys, id, &tag, &sealed)?;
        let header = &chunk.header;
        let last = u64::from(number) + 1 == u64::from(reference.chunks()?);
        let rest = reference.bytes.saturating_sub(u64::from(number) * CONTENT as u64);
        let bytes = rest.min(CONTENT as u64);
        let is_it = header.attachment == reference.id && header.chunk == number && header.last == last;
        if is_it && u64::from(header.bytes) == bytes {
            Ok(chunk)
        } else {
            Err(Error::damaged(format!("attachment {id}")))
        }
    }
}

/// Puts what is sealed into the table.
fn store(
    tx: &Transaction<'_>,
    manifest: &mut Manifest,
    keys: &Keys,
    writer: &AttachmentWriter,
) -> Result<()> {
    // What the old keys sealed must not come in among the new, and what was removed meanwhile is not whole.
    let stored = usize::try_from(writer.chunks).unwrap_or(usize::MAX).saturating_sub(writer.sealed.len());
    let listed = manifest.loose.iter().any(|loose| loose.id == writer.id && loose.next == 0);
    if (writer.vault, writer.epoch) != (keys.payload.vault, keys.payload.epoch) || (stored > 0 && !listed) {
        return Err(Error::Cancelled);
    }
    for SealedChunk { id, tag, sealed } in &writer.sealed {
        tx.put(RowTable::Attachment, *id, tag, sealed)?;
        manifest.add(keys, RowTable::Attachment, *id, tag);
    }
    Ok(())
}

/// `Step::Attach`: the rest of the chunks, and the end of being loose.
pub(crate) fn put(
    tx: &Transaction<'_>,
    manifest: &mut Manifest,
    keys: &Keys,
    new: &NewAttachment,
) -> Result<()> {
    store(tx, manifest, keys, &new.0)?;
    manifest.loose.retain(|loose| loose.id != *new.0.running);
    Ok(())
}

/// `Step::DropAttachment`: the first chunks go at once, and the rest is loose.
pub(crate) fn drop(
    tx: &Transaction<'_>,
    manifest: &mut Manifest,
    keys: &Keys,
    reference: &AttachmentRef,
) -> Result<()> {
    let loose = LooseAttachment { id: reference.id, next: 0, chunks: reference.chunks()? };
    let left = remove(tx, manifest, keys, loose)?;
    manifest.loose.extend(left);
    Ok(())
}

/// Removes some chunks; returns what is left. Where a whole batch is missing, nothing of it was ever there.
fn remove(
    tx: &Transaction<'_>,
    manifest: &mut Manifest,
    keys: &Keys,
    loose: LooseAttachment,
) -> Result<Option<LooseAttachment>> {
    let end = loose.next.saturating_add(REMOVED).min(loose.chunks);
    let mut found = false;
    for number in loose.next..end {
        found |= row::drop(tx, manifest, keys, RowTable::Attachment, chunk::row_of(loose.id, number))?;
    }
    Ok((found && end < loose.chunks).then_some(LooseAttachment { next: end, ..loose }))
}
