//! Files that are handed out: a sealed share, a page, a card, a recovery sheet. When one cannot be
//! written, it is told about that file: the journal is as it was. How a file is written is the
//! vault's; what is in it belongs to each feature.

use sotto_vault::Outgoing;

use crate::error::{Error, Result};

/// Writes all of a file and gives it its name.
///
/// # Errors
/// `Outside`; then nothing is there that was not there before.
pub fn hand_out(out: Outgoing, bytes: &[u8]) -> Result<()> {
    out.write(bytes).and_then(|()| out.publish()).map_err(Error::Outside)
}
