//! The journal: everything that Sotto does, without a window, a clock or direct access to files.
//!
//! A call runs a function here; the function makes a change; the vault seals and stores it; then it is
//! applied to the view, which screens and scripts query. Time is passed in. Elsewhere on purpose: files and
//! age (`sotto-vault`), windows (`src-tauri/src`).
//!
//! The modules stand on floors, each naming only those below: `base`, `store`, the leaf features
//! (`reflections`, `attachments`, `people`, `groups`), then `sessions` and `safety`, `sharing`, `received`, then
//! `import_export`, `backups` and `access`, and `kinds` on top.
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

pub mod access;
pub mod attachments;
pub mod backups;
mod base;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
pub mod groups;
pub mod import_export;
mod kinds;
pub mod people;
pub mod received;
pub mod reflections;
pub mod safety;
pub mod sessions;
pub mod sharing;
mod store;

pub use base::{Class, Code, Error, Failure, Now, Result, name, output, text_folding, wordlist};
pub use sotto_vault as vault;
pub use store::{CommitPart, Journal, Progress};
