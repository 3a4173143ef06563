//! The manifest: what the whole vault should hold, changed in the same transaction as the rows.

use serde::{Deserialize, Serialize};

use crate::access::keys::Keys;
use crate::error::{Error, Result};
use crate::file::table::{CoveredTable, RowTable};
use crate::format::ids::{Id, hex, to_hex};
use crate::format::mac::{SetHash, Tag};
use crate::format::record::pad_lines;
use crate::format::seal;

/// The state of the vault after a commit.
#[derive(Clone)]
pub(crate) struct Manifest {
    pub epoch: u32,
    /// Counts commits.
    pub sequence: u64,
    /// Rows covered.
    pub count: u64,
    /// The sum over the rows covered.
    pub set: SetHash,
    /// The sum over the ids of all records: two computers that hold the same records have the same sum,
    /// whatever else differs between their files.
    pub record_sum: SetHash,
    /// Tag of the manifest before this one.
    pub previous: Tag,
    /// Where a recovery slot of a later epoch is sealed to.
    pub recovery: Option<String>,
    /// Attachments that no record names: on their way in, or on their way out.
    pub loose: Vec<LooseAttachment>,
    /// The last commit of each computer.
    pub computers: Vec<ComputerMark>,
}

/// The last commit of one computer. Every commit takes over the marks of all other computers. A computer that
/// finds its own mark missing, older or changed has an older copy before it that went on elsewhere.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ComputerMark {
    /// Random, for one vault at one place.
    pub computer: Id,
    /// The commit's number.
    pub sequence: u64,
    /// Random: two computers may make a commit of the same number.
    pub mark: Id,
}

/// The most computers that are kept; the one that was away longest is forgotten first.
const MOST_COMPUTERS: usize = 32;

/// An attachment whose chunks are in the file although no record names it. They are removed later, also after
/// a crash.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LooseAttachment {
    pub id: Id,
    /// Chunks from this number on may be in the file,
    pub next: u32,
    /// up to this number, which is not.
    pub chunks: u32,
}

#[derive(Serialize, Deserialize)]
struct Line {
    vault: Id,
    epoch: u32,
    sequence: u64,
    count: u64,
    set: String,
    records: String,
    previous: String,
    recovery: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    loose: Vec<LooseAttachment>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    computers: Vec<ComputerMark>,
}

impl Manifest {
    /// The manifest of a vault without a row, which takes the place of another one.
    pub fn empty(epoch: u32, sequence: u64, previous: Tag, recovery: Option<String>) -> Self {
        let (set, record_sum) = (SetHash::default(), SetHash::default());
        let (loose, computers) = (Vec::new(), Vec::new());
        Self { epoch, sequence, count: 0, set, record_sum, previous, recovery, loose, computers }
    }

    /// Notes that this computer makes the commit.
    pub fn mark(&mut self, computer: Id) -> Result<()> {
        self.computers.retain(|other| other.computer != computer);
        if self.computers.len() >= MOST_COMPUTERS {
            self.computers.sort_by_key(|other| other.sequence);
            self.computers.remove(0);
        }
        self.computers.push(ComputerMark { computer, sequence: self.sequence, mark: Id::random()? });
        Ok(())
    }

    pub fn mark_of(&self, computer: Id) -> Option<ComputerMark> {
        self.computers.iter().find(|mark| mark.computer == computer).copied()
    }

    /// Whether this state comes after that commit of a computer.
    pub fn follows(&self, own: ComputerMark) -> bool {
        match self.mark_of(own.computer) {
            Some(found) if found.sequence == own.sequence => found.mark == own.mark,
            Some(found) => found.sequence > own.sequence,
            // It may have been forgotten.
            None => self.computers.len() >= MOST_COMPUTERS,
        }
    }

    /// Whether both count and sum up the same rows.
    pub fn covers_the_same(&self, other: &Self) -> bool {
        (self.count, self.set, self.record_sum) == (other.count, other.set, other.record_sum)
    }

    pub fn add(&mut self, keys: &Keys, table: impl Into<CoveredTable>, id: Id, tag: &[u8]) {
        let table = table.into();
        self.set.add(&element(keys, table, id, tag));
        if table == RowTable::Record.into() {
            self.record_sum.add(&record_element(keys, id));
        }
        self.count = self.count.saturating_add(1);
    }

    pub fn remove(&mut self, keys: &Keys, table: impl Into<CoveredTable>, id: Id, tag: &[u8]) {
        let table = table.into();
        self.set.remove(&element(keys, table, id, tag));
        if table == RowTable::Record.into() {
            self.record_sum.remove(&record_element(keys, id));
        }
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
            records: to_hex(&self.record_sum.to_bytes()),
            previous: to_hex(&self.previous),
            recovery: self.recovery.clone(),
            loose: self.loose.clone(),
            computers: self.computers.clone(),
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
            record_sum: SetHash::from_bytes(&hex(&line.records).ok_or_else(broken)?),
            previous: hex(&line.previous).ok_or_else(broken)?,
            recovery: line.recovery,
            loose: line.loose,
            computers: line.computers,
        })
    }
}

/// The keyed hash of one row.
fn element(keys: &Keys, table: CoveredTable, id: Id, tag: &[u8]) -> Tag {
    keys.manifest_mac.tag(&[b"sotto/element/v1", table.name().as_bytes(), id.as_bytes(), tag])
}

/// The keyed hash of one record for the sum over records. The id is enough: it is random, a record never
/// changes, and a row only counts if its tag fits. So the sum stays the same when a record is sealed again,
/// and a damaged record can be removed from it.
fn record_element(keys: &Keys, id: Id) -> Tag {
    keys.manifest_mac.tag(&[b"sotto/record-sum/v1", id.as_bytes()])
}

fn parts<'a>(keys: &'a Keys, digest: &'a Tag) -> [&'a [u8]; 3] {
    [b"sotto/manifest/v1", keys.payload.vault.as_bytes(), digest]
}

fn tag(keys: &Keys, sealed: &[u8]) -> Tag {
    keys.manifest_mac.tag(&parts(keys, &crate::format::mac::sha256(sealed)))
}
