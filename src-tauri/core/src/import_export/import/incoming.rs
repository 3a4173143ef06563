//! A file to import: its format by its first bytes, and its text, opened with the keys of this journal if it
//! is sealed.

use std::io::{BufRead, BufReader, Cursor, Read};

use sotto_intake::formats::{Entries, FormatError, ImportFormat, detect};
use zeroize::Zeroizing;

use super::ImportError;
use crate::base::Result;
use crate::store::Journal;

/// Largest sealed file, in bytes: it is opened at once.
const MAX_SEALED: u64 = 1 << 30;

/// A file of which only the first bytes have been looked at.
pub struct Incoming<'a> {
    file: Box<dyn BufRead + 'a>,
    stated: Option<ImportFormat>,
    sealed: bool,
}

impl<'a> Incoming<'a> {
    /// `stated` is the format that the person states; without it the file shows its format.
    ///
    /// # Errors
    /// `FormatUnknown` for a file that has neither; `ReadFailed`.
    pub fn new(file: impl Read + 'a, stated: Option<ImportFormat>) -> Result<Self> {
        let mut file: Box<dyn BufRead + 'a> = Box::new(BufReader::with_capacity(1 << 16, file));
        let sealed = detect::is_sealed(&mut *file).map_err(ImportError::from)?;
        if !sealed {
            detect::format(&mut *file, stated).map_err(ImportError::from)?;
        }
        Ok(Self { file, stated, sealed })
    }

    /// Its entries and its format.
    pub(super) fn open(mut self, journal: &Journal) -> Result<(Entries<'a>, ImportFormat)> {
        if self.sealed {
            self.file = Box::new(Cursor::new(unseal(journal, &mut *self.file)?));
        }
        let format = detect::format(&mut *self.file, self.stated).map_err(ImportError::from)?;
        Ok((Entries::new(self.file, format), format))
    }
}

fn unseal(journal: &Journal, file: &mut dyn BufRead) -> Result<Unsealed> {
    let mut sealed = Vec::new();
    let read = file.take(MAX_SEALED + 1).read_to_end(&mut sealed);
    read.map_err(|e| ImportError::Format(FormatError::Read(e.kind())))?;
    if sealed.len() as u64 > MAX_SEALED {
        return Err(ImportError::TooLarge.into());
    }
    Ok(Unsealed(journal.vault().keys().open_share(&sealed)?.plain))
}

/// Opened text, wiped when it is dropped.
struct Unsealed(Zeroizing<Vec<u8>>);

impl AsRef<[u8]> for Unsealed {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
