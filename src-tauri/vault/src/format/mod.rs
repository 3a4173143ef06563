//! The bytes of a vault: ids, headers and records, the manifest, tags and age files.
//!
//! Nothing here opens a file or runs SQL: `file` does; the keys are in `access`.

pub(crate) mod chunk;
pub(crate) mod ids;
pub(crate) mod mac;
pub(crate) mod manifest;
pub(crate) mod record;
pub(crate) mod seal;
#[cfg(test)]
mod vectors;
