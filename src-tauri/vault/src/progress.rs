//! Progress and cancellation of long tasks.
//!
//! The caller passes a [`ProgressFn`], which is called on the thread that runs the task; it returns `Break` to
//! cancel. A cancelled task ends with `Cancelled` and changes nothing: what it began is removed. The function
//! is not called any more once the result is being published.

use std::ops::ControlFlow;

use crate::error::{Error, Result};

/// What a task is doing, and so what is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Bytes of a vault or of a backup, copied.
    Copying,
    /// Rows, opened and compared with their seals.
    Checking,
    /// Bytes of the present vault, copied before it is replaced.
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

/// Called with the stage, how much of it is done, and of how much: 0 while that is not known.
pub type ProgressFn<'a> = &'a mut dyn FnMut(Stage, u64, u64) -> ControlFlow<()>;

/// Shows nothing and never cancels.
pub const fn no_progress(_: Stage, _: u64, _: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Reports progress.
///
/// # Errors
/// `Cancelled` when the caller cancels.
pub fn report(progress: ProgressFn<'_>, stage: Stage, done: usize, of: usize) -> Result<()> {
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    match progress(stage, count(done), count(of)) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Error::Cancelled),
    }
}
