//! Writing files outside the vault: a sealed share, a page, a card, a recovery sheet.
//!
//! An error is about that file; the journal is unchanged. The vault crate does the writing; the content comes
//! from each feature.

use sotto_vault::OutputFile;

use super::{Error, Result};

/// Writes a whole file under a temporary name, then renames it.
///
/// # Errors
/// `Output`; then no file was made.
pub fn write_output(out: OutputFile, bytes: &[u8]) -> Result<()> {
    out.write(bytes).and_then(|()| out.publish()).map_err(Error::Output)
}
