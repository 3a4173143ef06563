//! The way of a content into the vault, in steps that a caller can take without holding the journal.
//!
//! `fill` reads and seals the next eight chunks and needs no journal, so a lock can take effect meanwhile;
//! `Journal::attachment_store` stores them. `Journal::attachment_seal` does both to the end.

use std::io::{self, Read};

use sotto_vault::{AttachmentWriter, NewAttachment, ProgressFn, Stage, report};
use zeroize::Zeroizing;

use super::name::{clean, or_neutral};
use super::{AttachmentError, MAX_BYTES, MediaType, media_type};
use crate::base::Result;
use crate::store::Journal;

/// A content on its way in.
pub struct AttachmentUpload {
    name: String,
    /// The first bytes of the content, which show what it is.
    head: Zeroizing<Vec<u8>>,
    writer: AttachmentWriter,
}

/// A content that is sealed to its end and belongs to no reflection yet. Dropped, it leaves nothing.
pub struct SealedAttachment {
    pub(super) name: String,
    pub(super) kind: MediaType,
    pub(super) content: NewAttachment,
}

impl AttachmentUpload {
    /// Reads and seals the next chunks. Returns whether the content has come to its end.
    ///
    /// # Errors
    /// `Read` when the content cannot be read; `TooLarge`.
    pub fn fill(&mut self, from: &mut dyn Read) -> Result<bool> {
        let ended = self.writer.fill(&mut Observed { from, head: &mut self.head })?;
        if self.writer.bytes() > MAX_BYTES {
            return Err(AttachmentError::TooLarge { limit: MAX_BYTES }.into());
        }
        Ok(ended)
    }

    /// How much of the content was read so far, in bytes.
    pub const fn bytes(&self) -> u64 {
        self.writer.bytes()
    }

    /// Passes on what is to be added, once the content has come to its end.
    ///
    /// # Errors
    /// `Cancelled` before that.
    pub fn finish(self) -> Result<SealedAttachment> {
        let kind = MediaType::of(&self.head);
        Ok(SealedAttachment { name: or_neutral(self.name, kind), kind, content: self.writer.finish()? })
    }
}

/// Passes a content on and copies its first bytes.
struct Observed<'a> {
    from: &'a mut dyn Read,
    head: &'a mut Vec<u8>,
}

impl Read for Observed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(buffer)?;
        let missing = media_type::HEAD.saturating_sub(self.head.len()).min(count);
        self.head.extend_from_slice(buffer.get(..missing).unwrap_or_default());
        Ok(count)
    }
}

impl Journal {
    /// Begins a content. Of `file_name`, only the name itself is taken, however it is written.
    ///
    /// # Errors
    /// `VaultReadOnly`; `Tampered` when the vault is not as it was left.
    pub fn attachment_begin(&mut self, file_name: &str) -> Result<AttachmentUpload> {
        self.check()?;
        let head = Zeroizing::new(Vec::with_capacity(media_type::HEAD));
        Ok(AttachmentUpload { name: clean(file_name), head, writer: self.vault.attach_begin()? })
    }

    /// Stores the chunks that are sealed so far. No record names them yet.
    ///
    /// # Errors
    /// `Cancelled` when all keys were replaced meanwhile; or what writing gives.
    pub fn attachment_store(&mut self, upload: &mut AttachmentUpload) -> Result<()> {
        Ok(self.vault.attach_store(&mut upload.writer)?)
    }

    /// Reads and seals a content to its end, and puts it to those that will be added together. Only the first of
    /// them keeps its last chunks in memory, eight at most; of the others all is stored at once.
    ///
    /// `bytes` is how large the content is expected to be.
    ///
    /// # Errors
    /// `TooLarge`, `Cancelled`, `Read` when the content cannot be read, or what writing gives. Nothing is left of
    /// the content then.
    pub fn attachment_seal(
        &mut self,
        together: &mut Vec<SealedAttachment>,
        file_name: &str,
        from: &mut dyn Read,
        bytes: u64,
        progress: ProgressFn<'_>,
    ) -> Result<()> {
        if bytes > MAX_BYTES {
            return Err(AttachmentError::TooLarge { limit: MAX_BYTES }.into());
        }
        let upload = self.attachment_begin(file_name)?;
        match self.sealed(upload, !together.is_empty(), from, bytes, progress) {
            Ok(sealed) => {
                together.push(sealed);
                Ok(())
            }
            Err(error) => {
                // What went wrong is the news; what cannot be removed now is removed later.
                let _ = self.remove_loose();
                Err(error)
            }
        }
    }

    fn sealed(
        &mut self,
        mut upload: AttachmentUpload,
        store_all: bool,
        from: &mut dyn Read,
        bytes: u64,
        progress: ProgressFn<'_>,
    ) -> Result<SealedAttachment> {
        let size = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
        loop {
            let ended = upload.fill(from)?;
            report(progress, Stage::Attaching, size(upload.bytes()), size(bytes))?;
            if !ended || store_all {
                self.attachment_store(&mut upload)?;
            }
            if ended {
                return upload.finish();
            }
        }
    }
}
