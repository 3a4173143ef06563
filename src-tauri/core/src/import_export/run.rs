//! Writing an export: reflection by reflection, from a reader of the vault, while the journal is used for other
//! things or locked.

use std::io::{self, Write};

use sha2::{Digest, Sha256};
use sotto_vault::{Id, OutputFile, ProgressFn, Recipient, Stage, VaultReader, report};

use super::{ExportFormat, ExportLabels, ExportedReflection, Rest, html, json, markdown};
use crate::base::{Error, Now, Result};
use crate::reflections::{Reflection, ReflectionRef};

/// Reflections written between two reports of progress.
const BATCH: usize = 16;

/// An export that has not been written yet. It holds the state of the journal when it began, and needs the
/// journal no longer.
pub struct ExportRun {
    pub(super) reader: VaultReader,
    pub(super) order: Vec<ReflectionRef>,
    pub(super) rest: Rest,
    pub(super) format: ExportFormat,
    /// Whom it is sealed to; `None` for one that everybody can read.
    pub(super) to: Option<Vec<Recipient>>,
    pub(super) labels: ExportLabels,
    pub(super) now: Now,
}

/// Reads a reflection whose record does not open any more from the view, which may still have it.
pub type ReadAgain<'a> = &'a mut dyn FnMut(Id) -> Result<Reflection>;

/// How one format is written: a beginning, each reflection from the oldest to the newest, an end.
pub(super) trait Document {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()>;
    fn reflection(&mut self, out: &mut dyn Write, reflection: &ExportedReflection) -> io::Result<()>;
    fn end(&mut self, out: &mut dyn Write, rest: &Rest) -> io::Result<()>;
}

impl ExportRun {
    /// Writes the file and gives it its name. Answers with the number of reflections.
    ///
    /// # Errors
    /// `Cancelled`, or what reading and writing give; the file then gets no name.
    pub fn finish(self, out: OutputFile, again: ReadAgain<'_>, progress: ProgressFn<'_>) -> Result<u32> {
        let (count, _) = self.write(&out, again, progress)?;
        out.publish().map_err(Error::Output)?;
        Ok(count)
    }

    /// Writes the file, under no name yet. Gives the number of reflections and the SHA-256 of what was written,
    /// before it was sealed.
    pub(super) fn write(
        &self,
        out: &OutputFile,
        again: ReadAgain<'_>,
        progress: ProgressFn<'_>,
    ) -> Result<(u32, [u8; 32])> {
        let mut document: Box<dyn Document + '_> = match self.format {
            ExportFormat::Json => Box::new(json::Json::new(self.now)),
            ExportFormat::Markdown => Box::new(markdown::Markdown { words: &self.labels }),
            ExportFormat::Html => Box::new(html::Html { words: &self.labels }),
        };
        let all = self.order.len();
        let (mut count, mut hash) = (0_u32, Sha256::new());
        report(progress, Stage::Writing, 0, all)?;
        out.stream(self.to.as_deref(), |out| -> Result<()> {
            let out = &mut Hashed { out, hash: &mut hash };
            document.begin(out).map_err(unwritten)?;
            for (done, one) in self.order.iter().enumerate() {
                if done > 0 && done.is_multiple_of(BATCH) {
                    report(progress, Stage::Writing, done, all)?;
                }
                // Of a damaged journal, what survives is written.
                let Ok(reflection) = one.read(&self.reader).or_else(|_| again(one.entity)) else { continue };
                let exported = ExportedReflection {
                    attached: self.rest.attached(reflection.id),
                    ..(&reflection).into()
                };
                document.reflection(out, &exported).map_err(unwritten)?;
                count = count.saturating_add(1);
            }
            report(progress, Stage::Writing, all, all)?;
            document.end(out, &self.rest).map_err(unwritten)
        })
        .map_err(|error| match error {
            Error::Vault(error) => Error::Output(error),
            other => other,
        })?;
        Ok((count, hash.finalize().into()))
    }
}

/// What is written, counted into a hash on its way.
struct Hashed<'a> {
    out: &'a mut dyn Write,
    hash: &'a mut Sha256,
}

impl Write for Hashed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.hash.update(bytes.get(..count).unwrap_or_default());
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn unwritten(error: io::Error) -> Error {
    Error::Output(sotto_vault::Error::writing(&error))
}
