//! How far a long work has come, and whether it is to go on: one way for every work that can be stopped.
//!
//! Whoever begins such a work hands in a [`ProgressFn`]. It is told now and then, on the thread that began it,
//! and answers whether to go on. A work that is told to stop ends with `Cancelled` and has made nothing:
//! what it began is removed, what was there is as it was. Once its result is to get its name, it no longer
//! asks.

use std::ops::ControlFlow;

use crate::error::{Error, Result};

/// What is being done, and so what is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Bytes of a vault or of a backup, copied.
    Copying,
    /// Rows, opened and compared with their seals.
    Checking,
    /// Bytes of the present vault, copied to be kept.
    Keeping,
    /// Rows, sealed with new keys.
    Sealing,
    /// Bytes of an attachment, sealed and stored.
    Attaching,
    /// Bytes of an attachment, read and written elsewhere.
    Reading,
    /// Reflections, written to a file that other programs read.
    Writing,
}

/// Told how much of a stage is done, and of how much: 0 while nobody knows.
pub type ProgressFn<'a> = &'a mut dyn FnMut(Stage, u64, u64) -> ControlFlow<()>;

/// For whoever neither looks nor stops.
pub const fn no_progress(_: Stage, _: u64, _: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Tells how far it is.
///
/// # Errors
/// `Cancelled` when it is to stop.
pub fn report(progress: ProgressFn<'_>, stage: Stage, done: usize, of: usize) -> Result<()> {
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    match progress(stage, count(done), count(of)) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Error::Cancelled),
    }
}
