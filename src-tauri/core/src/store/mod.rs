//! The open journal: a vault, and a view computed from its records.
//!
//! This module knows kinds, revisions and entities of records. What a kind means is in the features.

mod deletion;
mod entities;
mod journal;
mod kind;
mod view;

pub use journal::{CommitPart, Journal, Progress};
pub(crate) use kind::{Entity, Kind, Kinds, Whole};
pub(crate) use view::View;
