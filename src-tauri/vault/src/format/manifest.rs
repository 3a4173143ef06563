//! The manifest: what the whole vault should hold, changed in the same transaction as the rows.

use serde::{Deserialize, Serialize};

use crate::access::keys::Keys;
use crate::error::{Error, Result};
use crate::format::ids::{Id, hex, to_hex};
use crate::format::mac::{SetHash, Tag};
use crate::format::record::pad_lines;
use crate::format::seal;

/// The tables whose rows the manifest covers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    Record,
    Draft,
    Slot,
    About,
}

impl Table {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Draft => "draft",
            Self::Slot => "slot",
            Self::About => "about",
        }
    }
}

/// The state of the vault after a commit.
#[derive(Clone)]
pub(crate) struct Manifest {
    pub epoch: u32,
    /// Counts commits.
    pub sequence: u64,
    /// Rows covered.
    pub count: u64,
    pub set: SetHash,
    /// Tag of the manifest before this one.
    pub previous: Tag,
    /// Where a recovery slot of a later epoch is sealed to.
    pub recovery: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    vault: Id,
    epoch: u32,
    sequence: u64,
    count: u64,
    set: String,
    previous: String,
    recovery: Option<String>,
}

impl Manifest {
    pub fn add(&mut self, keys: &Keys, table: Table, id: Id, tag: &[u8]) {
        self.set.add(&element(keys, table, id, tag));
        self.count = self.count.saturating_add(1);
    }

    pub fn remove(&mut self, keys: &Keys, table: Table, id: Id, tag: &[u8]) {
        self.set.remove(&element(keys, table, id, tag));
        self.count = self.count.saturating_sub(1);
    }

    /// The sealed bytes and their tag.
    pub fn seal(&self, keys: &Keys) -> Result<(Vec<u8>, Tag)> {
        let line = Line {
            vault: keys.payload.vault,
            epoch: self.epoch,
            sequence: self.sequence,
            count: self.count,
            set: to_hex(&self.set.to_bytes()),
            previous: to_hex(&self.previous),
            recovery: self.recovery.clone(),
        };
        let text = serde_json::to_string(&line).map_err(|_| Error::damaged("manifest"))?;
        let sealed = keys.seal(&pad_lines(&text, ""))?;
        let tag = tag(keys, &sealed);
        Ok((sealed, tag))
    }

    pub fn open(keys: &Keys, sealed: &[u8], found: &[u8]) -> Result<Self> {
        let broken = || Error::tampered("manifest");
        if !keys.manifest_mac.verify(&parts(keys, &crate::format::mac::sha256(sealed)), found) {
            return Err(broken());
        }
        let plain = seal::open(&keys.vault, sealed).map_err(|_| broken())?;
        let line: Line = serde_json::from_slice(&plain).map_err(|_| broken())?;
        if line.vault != keys.payload.vault || line.epoch != keys.payload.epoch {
            return Err(broken());
        }
        Ok(Self {
            epoch: line.epoch,
            sequence: line.sequence,
            count: line.count,
            set: SetHash::from_bytes(&hex(&line.set).ok_or_else(broken)?),
            previous: hex(&line.previous).ok_or_else(broken)?,
            recovery: line.recovery,
        })
    }
}

/// The keyed hash of one row.
fn element(keys: &Keys, table: Table, id: Id, tag: &[u8]) -> Tag {
    keys.manifest_mac.tag(&[b"sotto/element/v1", table.name().as_bytes(), id.as_bytes(), tag])
}

fn parts<'a>(keys: &'a Keys, digest: &'a Tag) -> [&'a [u8]; 3] {
    [b"sotto/manifest/v1", keys.payload.vault.as_bytes(), digest]
}

fn tag(keys: &Keys, sealed: &[u8]) -> Tag {
    keys.manifest_mac.tag(&parts(keys, &crate::format::mac::sha256(sealed)))
}
