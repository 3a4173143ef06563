//! The long runs of the real app, driven through its window.

use super::Run;

/// One line each.
pub const RUNS: &[Run] = &[];
