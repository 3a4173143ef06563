//! Shared code of the tests and of the programs in `src/bin`.
//!
//! The journeys themselves are in `tests/`; the programs in `src/bin` are started by
//! `cargo xtask`.

pub mod corpus;
pub mod demo;
#[cfg(feature = "drive")]
pub mod drive;
pub mod faults;
pub mod fuzzing;
pub mod host;
pub mod hostile;
pub mod leak_scan;
pub mod person;
pub mod random;
pub mod soak;
pub mod story;
