//! The journal: what Sotto does, without a window, a clock or a file of its own.
//!
//! A command calls a function here; the function makes a change; the change is sealed and appended
//! by the vault, then applied to the view in memory; screens and scripts query the view. Time is
//! passed in. Deliberately elsewhere: files and age (`sotto-vault`), windows (`src-tauri/src`).
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

pub mod backups;
pub mod circle;
mod error;
pub mod exchange;
mod failure;
#[cfg(feature = "fuzzed")]
pub mod fuzzed;
mod journal;
pub mod letters;
pub mod outside;
pub mod prep;
pub mod received;
pub mod reflections;
pub mod safety;
pub mod setup;
pub mod sharing;
mod view;
pub mod words;

pub use error::{Error, Result};
pub use failure::{Failure, status};
pub use journal::{Journal, Now};
pub use sotto_vault as vault;
