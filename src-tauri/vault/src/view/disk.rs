//! Reading, writing and forgetting the bytes of a view file, on each system in its own way.

use std::fs;
use std::io;
use std::path::Path;

use super::file::{MAGIC, ROOT_PLACES, ROOTS_END};
use crate::error::{Error, Result};
use crate::file::own::open_own;

/// Makes every state of a view file unreadable for good, also to a process that has it open. The nonces of its pages stand
/// in its sealed table alone, and the nonce of the table in the sealed root alone: without the root nothing
/// in it opens, not even with the vault's keys. A process that has it open can go on and save a new state.
pub(super) fn forget(path: &Path) -> Result<()> {
    let wiped = open_own(fs::OpenOptions::new().read(true).write(true), path).and_then(|file| {
        let mut magic = [0; MAGIC.len()];
        read_at(&file, &mut magic, 0)?;
        if magic != *MAGIC {
            return Err(io::ErrorKind::InvalidData.into());
        }
        // A file that is shorter is no longer than before.
        let end = file.metadata()?.len().min(ROOTS_END as u64);
        let roots = end.saturating_sub(ROOT_PLACES[0]);
        let zeros = vec![0; usize::try_from(roots).unwrap_or(ROOTS_END)];
        write_at(&file, &zeros, ROOT_PLACES[0]).map_err(|_| io::ErrorKind::Other)?;
        sync(&file)
    });
    match wiped {
        Ok(()) => Ok(()),
        // What cannot be wiped may still be removed, and must be; what is no view may be a link to another file.
        Err(_) => unlink(path),
    }
}

/// The same, and removes the file.
pub(super) fn remove(path: &Path) -> Result<()> {
    forget(path)?;
    unlink(path)
}

fn unlink(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(Error::writing(&e)),
        _ => Ok(()),
    }
}

pub(super) fn write_at(file: &fs::File, bytes: &[u8], at: u64) -> Result<()> {
    #[cfg(test)]
    let bytes = crash::cut(file, bytes, at).map_err(|e| Error::writing(&e))?;
    write_all_at(file, bytes, at).map_err(|e| Error::writing(&e))
}

#[cfg(unix)]
fn write_all_at(file: &fs::File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(unix)]
pub(super) fn read_at(file: &fs::File, into: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, into, at)
}

#[cfg(windows)]
fn write_all_at(file: &fs::File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = std::os::windows::fs::FileExt::seek_write(file, bytes, at)?;
        bytes = bytes.get(count..).filter(|_| count > 0).ok_or(io::ErrorKind::WriteZero)?;
        at += count as u64;
    }
    Ok(())
}

#[cfg(windows)]
pub(super) fn read_at(file: &fs::File, mut into: &mut [u8], mut at: u64) -> io::Result<()> {
    while !into.is_empty() {
        let count = std::os::windows::fs::FileExt::seek_read(file, into, at)?;
        into = into.get_mut(count..).filter(|_| count > 0).ok_or(io::ErrorKind::UnexpectedEof)?;
        at += count as u64;
    }
    Ok(())
}

/// Everything written so far is on the disk when this has succeeded.
pub(super) fn sync(file: &fs::File) -> io::Result<()> {
    #[cfg(test)]
    crash::step()?;
    file.sync_data()
}

/// Lets everything that is written fail from a given step on, as if the process had ended there.
#[cfg(test)]
pub(super) mod crash {
    use std::cell::Cell;
    use std::{fs, io};

    thread_local! {
        static LEFT: Cell<Option<i32>> = const { Cell::new(None) };
    }

    /// After `steps` steps nothing is done any more; `None` to go on.
    pub fn after(steps: Option<i32>) {
        LEFT.set(steps);
    }

    pub fn step() -> io::Result<()> {
        LEFT.set(LEFT.get().map(|left| left - 1));
        if LEFT.get().is_some_and(|left| left < 0) { Err(io::ErrorKind::Other.into()) } else { Ok(()) }
    }

    /// Of the write at which it ends, half is done.
    pub fn cut<'a>(file: &fs::File, bytes: &'a [u8], at: u64) -> io::Result<&'a [u8]> {
        let done = step();
        if LEFT.get() == Some(-1) {
            super::write_all_at(file, &bytes[..bytes.len() / 2], at)?;
        }
        done.map(|()| bytes)
    }
}
