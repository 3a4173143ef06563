//! What the window may ask for: one thin file per feature.
//!
//! A command parses, finds the open journal, calls one function of the core, and answers with a
//! value or a failure's code. It decides nothing.

pub mod access;
pub mod backups;
pub mod circle;
pub mod exchange;
pub mod keychain;
pub mod keys;
#[cfg(test)]
pub mod names;
pub mod prep;
pub mod reading;
pub mod received;
pub mod reflections;
pub mod safety;
pub mod settings;
pub mod sharing;
pub mod works;
