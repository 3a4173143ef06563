//! Every call the screens may make, once: its name, its arguments, its answer and its handler stand together
//! in `calls`, one file per feature.
//!
//! A call parses its arguments, finds the open journal, runs one function of the core and turns an error into
//! a code. It decides nothing. From the same lines follow the table that a call is found in by its name, and
//! the TypeScript that the screens are written against. Nothing here knows a window: what differs between the
//! desktop and a test is a [`Host`].
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

mod app;
mod aside;
mod call;
pub mod calls;
mod failure;
mod host;
#[cfg(test)]
mod limits;
pub mod pages;
mod secret;
pub mod settings;
pub mod tasks;
#[cfg(test)]
mod typescript;

pub use app::{App, OpenJournal, guard};
pub use aside::{AsidePlace, UnsavedWords, Words};
pub use call::{Call, call};
pub use calls::backups::{back_up_if_due, may_back_up};
pub use failure::{CallResult, unexpected};
pub use host::{Host, Keychain, KeychainFault, KeychainResult, LastWords, Leave};
pub use secret::Secret;
