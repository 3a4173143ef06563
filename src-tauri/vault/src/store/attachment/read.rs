//! Reading an attachment: the whole of it, or a part.

use std::io::Write;

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::file::table::RowTable;
use crate::format::chunk::{self, AttachmentRef, CONTENT, Chunk};
use crate::format::mac::Tag;
use crate::progress::{ProgressFn, Stage, report};
use crate::store::reader::VaultReader;
use crate::store::row;

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
