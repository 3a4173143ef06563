//! Files that are handed out: a sealed share, a page, a card, a recovery sheet.
//!
//! An error is about that file: the journal is unchanged. How a file is written is the vault's; what is in
//! it belongs to each feature.

use sotto_vault::OutputFile;

use super::{Error, Result};

/// Writes all of a file and gives it its name.
///
/// # Errors
/// `Output`; then nothing is there that was not there before.
pub fn write_output(out: OutputFile, bytes: &[u8]) -> Result<()> {
    out.write(bytes).and_then(|()| out.publish()).map_err(Error::Output)
}
