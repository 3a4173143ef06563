//! One process at a time: an operating-system lock on a file beside the vault.
//!
//! Beside the file itself, whatever symbolic link led to it, so that one file has one lock. (Two hard links
//! in two folders are two files to SQLite too, each with a log of its own; nothing here can join them.)

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::file::identity::real_path;
use crate::file::own::{is_link, open_own};

/// How long a second process waits before it gets `InUse`.
const PATIENCE: Duration = Duration::from_secs(5);

/// Held while a vault is unlocked; released when dropped or when the process ends.
pub(crate) struct ProcessLock(#[expect(dead_code, reason = "the lock lives as long as the file")] File);

impl ProcessLock {
    pub fn take(vault: &Path) -> Result<Self> {
        let mut name = real_path(vault).into_os_string();
        name.push("-lock");
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        let file = open_own(&mut options, &PathBuf::from(name)).map_err(|e| {
            // A link that somebody put there: nothing is written, and what is there can be read.
            if is_link(&e) { Error::ReadOnly } else { Error::writing(&e) }
        })?;
        // Nothing that is stored depends on this clock.
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self(file)),
                Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => {
                    std::thread::sleep(Duration::from_millis(40));
                }
                Err(TryLockError::WouldBlock) => return Err(Error::InUse),
                Err(TryLockError::Error(e)) => return Err(Error::writing(&e)),
            }
        }
    }
}
