//! Checking everything: that every row of the vault is as it was written, and that the content of every attachment
//! is there.
//!
//! The vault does not know which attachments a record names. In a journal that was saved from a damaged one, a
//! content of which nothing was left would go unnoticed.

use sotto_vault::{AttachmentRef, Id, ProgressFn, VaultReader, Verification, no_progress};

use super::{COLUMNS, content};
use crate::base::Result;
use crate::store::Journal;

/// A check that has not read anything yet. It needs the journal no longer.
pub struct CheckRun {
    reader: VaultReader,
    /// The content of every attachment.
    named: Vec<AttachmentRef>,
}

impl Journal {
    /// Prepares to check everything as it is now.
    pub fn check_begin(&self) -> Result<CheckRun> {
        let mut statement = self.view.db.prepare(COLUMNS)?;
        let named = statement.query_map([], content)?.collect::<rusqlite::Result<_>>()?;
        Ok(CheckRun { reader: self.vault.reader()?, named })
    }

    /// The contents of which something is missing.
    pub fn attachments_missing(&self) -> Result<Vec<Id>> {
        let run = self.check_begin()?;
        Ok(run.reader.incomplete(&run.named)?)
    }

    /// Checks everything.
    pub fn verify(&self) -> Result<Verification> {
        self.check_begin()?.finish(&mut no_progress)
    }
}

impl CheckRun {
    /// Opens every row, compares all rows with the manifest, and looks for the chunks of every attachment.
    ///
    /// # Errors
    /// `Cancelled`, or what reading gives.
    pub fn finish(self, progress: ProgressFn<'_>) -> Result<Verification> {
        let mut found = self.reader.verify_with_progress(progress)?;
        for missing in self.reader.incomplete(&self.named)? {
            let name = format!("attachment {missing}");
            if !found.damaged.contains(&name) {
                found.damaged.push(name);
            }
        }
        Ok(found)
    }
}
