//! Faults, made for real: power cuts, disks that fail, processes that are killed, clocks that jump.
//!
//! The product has no code for this. SQLite gets a file system from this package (`vfs`, `disk`), so that
//! `Vault` and `Journal` run unchanged; the processes are the real `sotto-cli` and the `soak` program
//! of this package. The check is always the same (`check`): every change that was acknowledged is there
//! with its exact text, no change is there in part, and the vault still works.
//! `image` and `crash` are power cuts; `disk`, `vfs` and `nth_io_failure` are disks that fail; `kill` and `worker` are
//! processes that are killed. Each harness has a number of points that follow from a seed: a few run as tests, all of them in
//! `cargo xtask test --soak core`.

pub mod attachments;
pub mod check;
pub mod clock;
pub mod crash;
pub mod disk;
pub mod image;
pub mod kill;
pub mod nth_io_failure;
pub mod operations;
pub mod programs;
pub mod state;
pub mod two_processes;
mod vfs;
pub mod worker;
