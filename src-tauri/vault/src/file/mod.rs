//! The vault's SQLite file: its schema, how it is opened, and its rows.
//!
//! Nothing here knows a key; what goes in and out is sealed already. The parts: `schema` (tables and
//! columns), `table` (which tables there are, with their SQL), `open` (making and opening a file), `read`
//! and `write` (rows), `identity` (which file a path names), `own` (how files are opened that others may have
//! exchanged), `lock` (one process at a time), `salvage` (a damaged file, read without SQLite), `beside` (what
//! SQLite leaves beside a file), `ffi` (SQLite's allocator, and the file system that views are read through).

pub(crate) mod beside;
pub(crate) mod ffi;
pub(crate) mod identity;
pub(crate) mod lock;
mod open;
pub(crate) mod own;
mod read;
pub(crate) mod salvage;
pub(crate) mod schema;
pub(crate) mod table;
mod write;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use rusqlite::Connection;

use crate::error::Result;
use salvage::SalvagedChunks;

pub use read::About;
pub use schema::FORMAT;
pub(crate) use write::Rows;

/// How long a connection waits for another one that holds the file.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// Longest row, in bytes. SQLite refuses a longer one before it takes memory for it, whatever column it is
/// in.
pub(crate) const MAX_ROW: i32 = 40_000_000;

/// An open vault file.
pub(crate) struct File {
    pub db: Connection,
    /// Where the chunks of attachments lie in a damaged file. The rows of a salvaged vault are in memory,
    /// but attachments may be larger than memory.
    pub salvaged: Option<Arc<Mutex<SalvagedChunks>>>,
}

impl File {
    /// Moves everything from the write-ahead log into the one file and empties the log. Returns whether it
    /// could: a connection that still reads the log prevents it.
    pub fn checkpoint(&self, patience: Duration) -> Result<bool> {
        self.db.busy_timeout(patience)?;
        let busy = self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
        self.db.busy_timeout(PATIENCE)?;
        Ok(!busy?)
    }
}

/// Looks up or changes rows by their ids, with no more memory than rows of ours need.
pub(crate) fn within_rows<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    ffi::with_rows_up_to(MAX_ROW.unsigned_abs() as usize, work)
}
