//! What stands inside a sealed record: two lines of JSON, then spaces.
//!
//! The first line is the header, the second the body, and the spaces pad the whole to a size that reveals
//! little. `age -d` and any text editor are enough to read it.

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::error::{Error, Result};
use crate::format::ids::Id;
use crate::format::seal::padded;

/// The first line of a record.
#[derive(Clone, Serialize, Deserialize)]
pub struct Header {
    /// The vault it was written in.
    pub vault: Id,
    /// Its own row.
    pub id: Id,
    /// What it is a revision of.
    pub entity: Id,
    /// 1 for the first, and one more than the highest of its parents.
    pub revision: u32,
    /// The rows of the revisions it was made from: none for the first, one for an edit, two when a person
    /// joined two versions that were written apart.
    pub parents: Vec<Id>,
    /// The noun: reflection, group, bring, ...
    pub kind: String,
    /// Version of the body's shape for this kind.
    pub schema: u32,
    /// When it was saved, RFC 3339.
    pub time: String,
}

/// What a caller asks to be sealed; the vault fills in the rest of the header.
pub struct NewRecord {
    /// The row of a record: random, and never used again for anything else. The vault names the row of a
    /// draft itself.
    pub id: Id,
    pub entity: Id,
    pub revision: u32,
    pub parents: Vec<Id>,
    pub kind: String,
    pub schema: u32,
    pub time: String,
    /// JSON on one line; `null` marks a deletion (a tombstone).
    pub body: Zeroizing<String>,
}

impl NewRecord {
    /// The header it is sealed with.
    pub fn header(&self, vault: Id) -> Header {
        Header {
            vault,
            id: self.id,
            entity: self.entity,
            revision: self.revision,
            parents: self.parents.clone(),
            kind: self.kind.clone(),
            schema: self.schema,
            time: self.time.clone(),
        }
    }
}

/// An opened record.
pub struct Record {
    pub header: Header,
    pub body: Zeroizing<String>,
}

impl Record {
    /// Whether this record marks its entity as deleted.
    pub fn is_tombstone(&self) -> bool {
        self.body.as_str() == "null"
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        self.header.kind.zeroize();
        self.header.time.zeroize();
    }
}

/// The padded plaintext of a record.
pub(crate) fn encode(header: &Header, body: &str) -> Result<Zeroizing<Vec<u8>>> {
    let head = serde_json::to_string(header).map_err(|_| Error::damaged("record header"))?;
    Ok(pad_lines(&head, body))
}

/// Two lines, then spaces up to the padded size, in one allocation.
pub(crate) fn pad_lines(head: &str, body: &str) -> Zeroizing<Vec<u8>> {
    let size = padded(head.len() + body.len() + 2);
    let mut plain = Zeroizing::new(Vec::with_capacity(size));
    plain.extend_from_slice(head.as_bytes());
    plain.push(b'\n');
    plain.extend_from_slice(body.as_bytes());
    plain.push(b'\n');
    plain.resize(size, b' ');
    plain
}

/// Reads an opened record; anything but two lines and padding is damage.
pub(crate) fn decode(plain: &[u8]) -> Result<Record> {
    let broken = || Error::damaged("record");
    let text = std::str::from_utf8(plain).map_err(|_| broken())?;
    let (head, rest) = text.split_once('\n').ok_or_else(broken)?;
    let (body, padding) = rest.split_once('\n').ok_or_else(broken)?;
    if !padding.bytes().all(|b| b == b' ') {
        return Err(broken());
    }
    let header: Header = serde_json::from_str(head).map_err(|_| broken())?;
    Ok(Record { header, body: Zeroizing::new(body.to_owned()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_record_comes_back_as_it_was_written(text in "\\PC{0,3000}", revision: u32, parents in 0u8..3) {
            let body = serde_json::to_string(&text).unwrap();
            let new = NewRecord {
                id: Id::from_bytes([1; 16]), entity: Id::from_bytes([2; 16]), revision,
                parents: (0..parents).map(|n| Id::from_bytes([n; 16])).collect(), kind: "reflection".into(), schema: 1,
                time: "2026-11-23T20:14:00+00:00".into(), body: Zeroizing::new(body.clone()),
            };
            let plain = encode(&new.header(Id::from_bytes([9; 16])), &new.body).unwrap();
            prop_assert_eq!(padded(plain.len()), plain.len());
            let record = decode(&plain).unwrap();
            prop_assert_eq!(record.body.as_str(), body.as_str());
            prop_assert_eq!(record.header.revision, revision);
            prop_assert_eq!(&record.header.parents, &new.parents);
        }

        #[test]
        fn any_bytes_are_a_record_or_damage(bytes: Vec<u8>) {
            let _ = decode(&bytes);
        }
    }
}
