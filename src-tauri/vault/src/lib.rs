//! The sealed store: one SQLite file that anyone may copy and nobody can read.
//!
//! This crate is the only one that knows age, and the only one that touches files on disk. It
//! knows nothing of reflections or sessions: a record is a header and one line of JSON. The format
//! is written down in `FORMAT.md`, so that a stranger with `sqlite3` and `age` can read a vault by
//! hand.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

mod access;
mod ahead;
mod backup;
mod captured;
mod device;
mod device_key;
mod error;
mod ffi;
mod file;
#[cfg(feature = "fuzzed")]
pub mod fuzzed;
mod ids;
mod keys;
mod lock;
mod locked;
mod mac;
mod manifest;
mod outgoing;
mod paths;
mod progress;
mod reading;
mod record;
mod recovery;
mod rekey;
mod row;
mod salvage;
mod seal;
mod slot;
mod snapshot;
mod vault;
#[cfg(test)]
mod vectors;
mod verify;
mod view;

pub use access::Way;
pub use backup::{Backup, Copied, Listed, Rehearsal, Restored, files_in, leftover_of, probe, remove_from};
pub use captured::{MAX_NOTE, MAX_NOTES, MAX_WAITING, Note};
pub use device::Device;
pub use device_key::DeviceKey;
pub use error::{Error, Result};
pub use ffi::prepare as prepare_sqlite;
pub use file::FORMAT;
pub use ids::{Id, to_hex};
pub use keys::Keys;
pub use locked::Locked;
pub use outgoing::{Outgoing, read_limited};
pub use paths::{default_device, default_vault};
pub use progress::{Stage, Watch, tell, unwatched};
pub use reading::Reading;
pub use record::{Header, NewRecord, Record};
pub use recovery::RecoveryKey;
pub use rekey::{NewKeys, Rekeyed};
pub use seal::{Recipient, WORK_FACTOR, check_header, seal};
pub use slot::{Key, Passphrase, SlotKind};
pub use snapshot::{Image, Snapshot};
pub use vault::{Step, Vault, missing};
pub use verify::Verification;
pub use view::ViewFile;
