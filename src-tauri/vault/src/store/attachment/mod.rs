//! Attachments: pictures, sound and files of any size, sealed in chunks and never in memory as a whole.
//!
//! A content is read, sealed and stored eight chunks at a time, each batch in a transaction of its own, so
//! that saving goes on meanwhile and the log stays short. The last batch is stored together with the record
//! that names the attachment: a picture of up to eight chunks costs no transaction of its own.
//!
//! Until then, the manifest lists the attachment as *loose*: whatever ends the program, what no record came
//! to name is removed later (`remove_loose`). A deletion goes the same way back: the commit that removes the
//! last record lists the attachments as loose, and their chunks go in batches, of which the first is part of the
//! commit. One transaction for everything
//! would do as well for memory (SQLite spills to its log), but would hold the vault for as long as a
//! gigabyte takes, and need that much of the disk twice.
//!
//! The parts: `writer` (reading and sealing a content), `read`; here storing and removing. Deliberately
//! elsewhere: name, type and limits (the core), what is inside a chunk (`format/chunk`).

mod read;
mod writer;

use std::collections::HashSet;
use std::io::Read;
use std::sync::{Arc, Weak};

use rusqlite::Transaction;

use crate::access::keys::Keys;
use crate::error::{Error, Result};
use crate::file::Rows;
use crate::file::table::RowTable;
use crate::format::chunk::{self, AttachmentRef};
use crate::format::ids::Id;
use crate::format::manifest::{LooseAttachment, Manifest};
use crate::progress::{ProgressFn, Stage, report};
use crate::store::reader::VaultReader;
use crate::store::row;
use crate::store::vault::Vault;
use writer::SealedChunk;

pub use writer::{AttachmentWriter, NewAttachment};

/// Chunks that are removed in one transaction.
pub(crate) const REMOVED: u32 = 64;

/// More chunks than the largest attachment has: `MAX_BYTES` of the core is 4 GiB, about 4,100 chunks.
const MOST_MISSING: u32 = 1 << 13;

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
        Ok(AttachmentWriter::new(running, &self.keys))
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
        if !self.has_loose() {
            return Ok(false);
        }
        let (running, over): (Vec<_>, Vec<_>) =
            self.manifest.loose.iter().copied().partition(|loose| self.uploads.contains(loose.id));
        self.transact(|tx, manifest, keys, _| {
            let mut most = REMOVED;
            manifest.loose = running;
            for loose in over {
                let left = remove(tx, manifest, keys, loose, &mut most)?;
                manifest.loose.extend(left);
            }
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
    /// The ids of those contents of which a chunk is not there. The chunks are not opened.
    ///
    /// # Errors
    /// What reading gives.
    pub fn incomplete(&self, named: &[AttachmentRef]) -> Result<Vec<Id>> {
        let rows: HashSet<Id> = self.file.tags(RowTable::Attachment)?.into_iter().map(|(id, _)| id).collect();
        let whole = |content: &AttachmentRef| {
            content
                .chunks()
                .is_ok_and(|count| (0..count).all(|number| rows.contains(&chunk::row_of(content.id, number))))
        };
        Ok(named.iter().filter(|content| !whole(content)).map(|content| content.id).collect())
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

/// `Step::DropAttachment`: up to `most` chunks go at once, and the rest is loose. `most` counts down over all
/// steps of a commit, so that no commit needs much room on a disk that may be full.
pub(crate) fn drop(
    tx: &Transaction<'_>,
    manifest: &mut Manifest,
    keys: &Keys,
    reference: &AttachmentRef,
    most: &mut u32,
) -> Result<()> {
    let loose = LooseAttachment { id: reference.id, next: 0, chunks: reference.chunks()? };
    let left = remove(tx, manifest, keys, loose, most)?;
    manifest.loose.extend(left);
    Ok(())
}

/// Removes up to `most` chunks; returns what is left. Chunks that are missing do not count, and after many of them
/// in a row there are no more: a record may name more chunks than there ever were.
fn remove(
    tx: &Transaction<'_>,
    manifest: &mut Manifest,
    keys: &Keys,
    loose: LooseAttachment,
    most: &mut u32,
) -> Result<Option<LooseAttachment>> {
    let mut missing = 0;
    for number in loose.next..loose.chunks {
        if *most == 0 {
            return Ok(Some(LooseAttachment { next: number, ..loose }));
        }
        if row::drop(tx, manifest, keys, RowTable::Attachment, chunk::row_of(loose.id, number))? {
            *most -= 1;
            missing = 0;
        } else {
            missing += 1;
        }
        if missing == MOST_MISSING {
            break;
        }
    }
    Ok(None)
}
