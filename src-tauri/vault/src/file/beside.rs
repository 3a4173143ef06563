//! What SQLite leaves beside a file: the log of what is not in the file yet.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The endings of those files.
pub(crate) const BESIDE: [&str; 3] = ["-wal", "-journal", "-shm"];

/// The most logs that are set aside beside one file.
const MOST: u32 = 1_000;

/// Renames a log that a former file left behind, so that SQLite does not write it into the new file that is about
/// to get the name. It may hold the last words of the former one, and is not removed.
pub(crate) fn set_logs_aside(place: &Path) -> Result<()> {
    for suffix in BESIDE {
        let log = with_suffix(place, suffix);
        if log.symlink_metadata().is_err() {
            continue;
        }
        let free = (1..=MOST).map(|n| with_suffix(&log, &format!("-left-{n}")));
        let aside = free.into_iter().find(|aside| aside.symlink_metadata().is_err()).ok_or(Error::Exists)?;
        fs::rename(&log, &aside).map_err(|e| Error::writing(&e))?;
    }
    Ok(())
}

pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
