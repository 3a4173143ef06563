//! The sealed store: one SQLite file that anyone may copy and nobody can read.
//!
//! This crate is the only one that knows age, and the only one that reads or writes a vault, its backups, words set
//! aside and the files that are handed out. It knows no kind of record: a record is a header and one line of JSON, an
//! attachment is bytes. `FORMAT.md` describes the format, so that anyone with `sqlite3`, `age` and a key can read a vault by hand.
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
mod backup;
mod device;
mod error;
mod file;
mod format;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod output_file;
mod progress;
mod store;
mod view;

pub use access::device_key::DeviceKey;
pub use access::keys::{Keys, OpenedShare};
pub use access::passphrase::{MIN_PASSPHRASE, NewPassphrase, Passphrase};
pub use access::recovery::RecoveryKey;
pub use access::rekey::{NewKeys, Rekeyed};
pub use access::slot::{Key, SlotKind};
pub use access::slots::SlotInfo;
pub use access::vault_file::VaultFile;
pub use backup::{
    Backup, FolderFile, Rehearsal, Restored, UncheckedCopy, files_in, leftover_of, probe, remove_from,
};
pub use device::Device;
pub use device::paths::{default_device, default_vault};
pub use error::{Error, Result};
pub use file::FORMAT;
pub use file::ffi::prepare as prepare_sqlite;
pub use file::own::open_own;
pub use format::chunk::{AttachmentRef, Sha256Digest};
pub use format::ids::{Id, to_hex};
pub use format::record::{Header, NewRecord, Record};
pub use format::seal::{Recipient, WORK_FACTOR, check_header, is_public_key, padded, seal};
pub use output_file::{OutputFile, read_limited};
pub use progress::{ProgressFn, Stage, no_progress, report};
pub use store::aside::{AsideFolder, MAX_ASIDE, MOST_ASIDE, SetAside};
pub use store::attachment::{AttachmentWriter, NewAttachment};
pub use store::captured::{MAX_NOTE, MAX_NOTES, MAX_WAITING, Note};
pub use store::read_only::ReadOnly;
pub use store::reader::{VaultReader, missing};
pub use store::vault::{Step, Vault};
pub use store::verify::Verification;
pub use view::ViewFile;
