//! The open journal: a vault, and the view computed from its records.
//!
//! Knows that records have kinds, revisions and entities; what a kind means is each feature's.

mod deletion;
mod entities;
mod journal;
mod kind;
mod view;

pub use journal::{CommitPart, Journal, Progress};
pub(crate) use kind::{Entity, Kind, Kinds, Whole};
pub(crate) use view::View;
