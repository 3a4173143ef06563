//! The attachments of the fault runs: contents that follow from a name and a length, and what a vault holds
//! of them, read back byte for byte.

use serde::Deserialize;
use sotto_core::vault::{AttachmentRef, Id, Vault, no_progress};
use std::collections::BTreeMap;

/// An attachment in the plain maps. Its name is its key there; no name is used twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// The text of the reflection that it belongs to.
    pub to: String,
    /// The length of its content.
    pub bytes: usize,
}

/// A content that needs no batch of its own: it is stored in the commit of its record.
pub const SMALL: usize = 60_000;
/// A content of ten chunks: eight are stored before the commit, two in it.
pub const LARGE: usize = 10_000_000;

/// The content of an attachment: the same for the same name and length, and no two chunks are alike.
pub fn content(name: &str, bytes: usize) -> Vec<u8> {
    let mut state = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut all = Vec::with_capacity(bytes + 8);
    while all.len() < bytes {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        all.extend_from_slice(&(state ^ (state >> 31)).to_le_bytes());
    }
    all.truncate(bytes);
    all
}

/// What the record of an attachment holds, as far as it is compared.
#[derive(Deserialize)]
pub(super) struct StoredAttachment {
    pub owner: Id,
    pub name: String,
    content: AttachmentRef,
}

impl StoredAttachment {
    /// Reads one from the body of a record.
    pub fn from_body(body: &str) -> Option<Self> {
        serde_json::from_str(body).ok()
    }
}

/// Reads every one of these contents, and finds the text of the reflection that each belongs to.
///
/// # Errors
/// What is not as it was attached, in words.
pub(super) fn read_back(
    vault: &Vault,
    stored: Vec<StoredAttachment>,
    texts: &BTreeMap<Id, String>,
) -> Result<BTreeMap<String, Attached>, String> {
    let mut found = BTreeMap::new();
    for StoredAttachment { owner, name, content: reference } in stored {
        let to =
            texts.get(&owner).ok_or_else(|| format!("{name} belongs to a reflection that is not there"))?;
        let mut read = Vec::new();
        vault
            .read_attachment(&reference, &mut read, &mut no_progress)
            .map_err(|error| format!("{name} does not open: {error}"))?;
        if read != content(&name, read.len()) {
            return Err(format!("{name} is not what was attached"));
        }
        if found.insert(name.clone(), Attached { to: to.clone(), bytes: read.len() }).is_some() {
            return Err(format!("{name} is there twice"));
        }
    }
    Ok(found)
}
