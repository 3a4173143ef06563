//! An unlocked vault: commits, reading, checking, notes left while locked.

pub(crate) mod captured;
pub(crate) mod read_only;
pub(crate) mod row;
pub(crate) mod vault;
pub(crate) mod verify;
