//! Lets the fuzz targets (`tests/fuzz`) call parsers that are private otherwise. What these read is behind a
//! tag, so hostile bytes need the keys; the parsers must not panic all the same.

use zeroize::Zeroizing;

use crate::access::keys::{Keys, Payload};
use crate::access::slot::{self, Key, Slot, SlotKind};
use crate::error::Result;
use crate::format::chunk::{self, Chunk, HEAD};
use crate::format::ids::Id;
use crate::format::mac::checksum;
use crate::format::record::{self, Record};

/// The plaintext of a record or a draft.
pub fn record(plain: &[u8]) -> Result<Record> {
    record::decode(plain)
}

/// The plaintext of a chunk of an attachment: its content, and the plaintext as it is written again.
///
/// # Errors
/// `Damaged` for anything else.
pub fn chunk(plain: &[u8]) -> Result<(Vec<u8>, Vec<u8>)> {
    let chunk = Chunk::decode(Zeroizing::new(plain.to_vec()))?;
    let mut again = vec![0; HEAD];
    again.extend_from_slice(chunk.content());
    chunk::encode(&chunk.header, &mut again)?;
    Ok((chunk.content().to_vec(), again))
}

/// The plaintext of a slot, up to usable keys; whether there were any.
pub fn payload(plain: &[u8]) -> bool {
    serde_json::from_slice::<Payload>(plain).is_ok_and(|payload| Keys::from_payload(payload).is_ok())
}

/// The sealed bytes of a slot, under a checksum that fits, as anyone could write them.
///
/// # Errors
/// As unlocking: wrong or damaged.
pub fn slot(sealed: &[u8], kind: SlotKind, key: &Key) -> Result<Id> {
    let id = Id::from_bytes([1; 16]);
    let sum = checksum(&[b"sotto/slot/v1", id.as_bytes(), kind.name().as_bytes(), sealed]);
    let row = Slot { id, kind: kind.name().to_owned(), sealed: sealed.to_vec(), checksum: sum };
    slot::open_any(&[row], key, None).map(|(id, _)| id)
}
