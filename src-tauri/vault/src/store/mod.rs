//! An unlocked vault: commits, reading, checking, notes left while locked, words set aside.

pub(crate) mod aside;
pub(crate) mod attachment;
pub(crate) mod captured;
pub(crate) mod drafts;
pub(crate) mod read_only;
pub(crate) mod reader;
pub(crate) mod row;
pub(crate) mod vault;
pub(crate) mod verify;
