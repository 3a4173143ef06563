//! Words that the vault's disk refused, sealed and set aside in another folder until they can be saved.
//!
//! Each file is an age file to the vault's own recipient, which lies nowhere in the clear, and holds one thing that
//! was being written: the newest words replace the older. Its name says which vault it belongs to and nothing about
//! what is in it. What the words mean, and saving them again, is elsewhere. Notes that are left without any key
//! are in `captured`.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::file::own::{make_folder, open_own};
use crate::format::ids::{Id, to_hex};
use crate::format::mac::checksum;
use crate::format::record::pad_lines;
use crate::format::seal;
use crate::store::reader::VaultReader;

/// Longest words of one thing, in bytes: a text of the largest size with every letter of it escaped.
pub const MAX_ASIDE: usize = 32_000_000;
/// Most things that are set aside in one folder for one vault.
pub const MOST_ASIDE: usize = 50;
/// Most sealed bytes that are set aside in one folder for one vault: the folder may be in memory.
const MOST_BYTES: u64 = 64_000_000;
/// Longest sealed file: the longest words, padded, and a header.
const MAX_SEALED: u64 = 37_000_000;
/// Most files of the folder that are looked at, whomever they belong to.
const MOST_LOOKED_AT: usize = 10_000;

const ENDING: &str = ".aside";
const UNFINISHED: &str = ".part";

/// A folder for words that could not be saved. It is made when it is first needed.
#[derive(Clone)]
pub struct AsideFolder {
    folder: PathBuf,
}

/// What was set aside of one thing.
pub struct SetAside {
    pub thing: Id,
    /// One line.
    pub words: Zeroizing<String>,
    path: PathBuf,
}

impl AsideFolder {
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Seals the newest words of a thing, one line, and puts them in the place of older ones.
    ///
    /// # Errors
    /// `TooLarge`; `DiskFull` also when the folder holds as much as it may; or what writing gives. Then the older
    /// words are still there.
    pub fn put(&self, vault: &VaultReader, thing: Id, words: &str) -> Result<()> {
        if words.len() > MAX_ASIDE {
            return Err(Error::TooLarge { limit: MAX_ASIDE });
        }
        self.make()?;
        let (mark, name) = (mark(vault), name(vault, thing));
        let sealed = vault.keys.seal(&pad_lines(&thing.to_string(), words))?;
        let others: Vec<u64> = self
            .files(&mark, ENDING)
            .into_iter()
            .filter(|path| path.file_name().is_none_or(|other| *other != *name))
            .map(|path| path.symlink_metadata().map_or(0, |meta| meta.len()))
            .collect();
        if others.len() >= MOST_ASIDE || others.iter().sum::<u64>() + sealed.len() as u64 > MOST_BYTES {
            return Err(Error::DiskFull);
        }
        let unfinished = self.folder.join(format!("{mark}-{}{UNFINISHED}", Id::random()?));
        let written =
            write_new(&unfinished, &sealed).and_then(|()| fs::rename(&unfinished, self.folder.join(name)));
        written.map_err(|error| {
            let _ = fs::remove_file(&unfinished);
            Error::writing(&error)
        })
    }

    /// Everything that was set aside for this vault. A file that does not open (with other keys, or damaged) is left
    /// alone, and so is a link. Files that were never finished are removed.
    pub fn all(&self, vault: &VaultReader) -> Vec<SetAside> {
        let mark = mark(vault);
        for unfinished in self.files(&mark, UNFINISHED) {
            let _ = fs::remove_file(unfinished);
        }
        let files = self.files(&mark, ENDING);
        files.iter().take(MOST_ASIDE).filter_map(|path| read(vault, path)).collect()
    }

    /// Seals words again that `all` gave before the vault got other keys, and removes the file with the former ones.
    ///
    /// # Errors
    /// As for `put`; then that file is still there.
    pub fn put_again(&self, vault: &VaultReader, one: &SetAside) -> Result<()> {
        self.put(vault, one.thing, &one.words)?;
        if one.path != self.folder.join(name(vault, one.thing)) {
            fs::remove_file(&one.path).map_err(|error| Error::writing(&error))?;
        }
        Ok(())
    }

    /// Removes what was set aside of a thing, if there is anything.
    ///
    /// # Errors
    /// When it is still there.
    pub fn remove(&self, vault: &VaultReader, thing: Id) -> Result<()> {
        if !self.is_a_folder() {
            return Ok(());
        }
        match fs::remove_file(self.folder.join(name(vault, thing))) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::writing(&error)),
            _ => Ok(()),
        }
    }

    /// Makes the folder for its owner alone. A link in its place is refused.
    fn make(&self) -> Result<()> {
        make_folder(&self.folder)?;
        if !self.is_a_folder() {
            return Err(Error::ReadOnly);
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let failed = |error: io::Error| Error::writing(&error);
            let meta = self.folder.symlink_metadata().map_err(failed)?;
            // Of a folder that belongs to somebody else this fails.
            if meta.permissions().mode() & 0o077 != 0 {
                fs::set_permissions(&self.folder, fs::Permissions::from_mode(0o700)).map_err(failed)?;
            }
        }
        Ok(())
    }

    fn is_a_folder(&self) -> bool {
        self.folder.symlink_metadata().is_ok_and(|meta| meta.is_dir())
    }

    /// The files of a vault with this ending, by name.
    fn files(&self, mark: &str, ending: &str) -> Vec<PathBuf> {
        if !self.is_a_folder() {
            return Vec::new();
        }
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let is_of_it = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            name.strip_prefix(mark).is_some_and(|rest| rest.starts_with('-')) && name.ends_with(ending)
        };
        let paths = entries.take(MOST_LOOKED_AT).filter_map(|entry| Some(entry.ok()?.path()));
        let mut files: Vec<PathBuf> = paths.filter(is_of_it).collect();
        files.sort_unstable();
        files
    }
}

/// What the names of a vault's files begin with: the same whatever keys it has.
fn mark(vault: &VaultReader) -> String {
    let sum = checksum(&[b"sotto/aside/v1", vault.id().as_bytes()]);
    to_hex(sum.get(..8).unwrap_or_default())
}

/// The name of a thing's file. Without the keys, it says nothing about the thing.
fn name(vault: &VaultReader, thing: Id) -> String {
    let tag = vault.keys.memory_mac.tag(&[b"sotto/aside/v1", vault.id().as_bytes(), thing.as_bytes()]);
    format!("{}-{}{ENDING}", mark(vault), to_hex(tag.get(..16).unwrap_or_default()))
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = open_own(OpenOptions::new().write(true).create_new(true), path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// What one file holds; nothing when it is not a plain file, does not open, or is called otherwise than its thing.
fn read(vault: &VaultReader, path: &Path) -> Option<SetAside> {
    let file = open_own(OpenOptions::new().read(true), path).ok()?;
    if file.metadata().ok()?.len() > MAX_SEALED {
        return None;
    }
    let mut sealed = Vec::new();
    file.take(MAX_SEALED).read_to_end(&mut sealed).ok()?;
    let plain = seal::open(&vault.keys.vault, &sealed).ok()?;
    let (thing, rest) = std::str::from_utf8(&plain).ok()?.split_once('\n')?;
    let (words, _) = rest.split_once('\n')?;
    let thing: Id = thing.parse().ok()?;
    let is_its_name = path.file_name().is_some_and(|found| *found == *name(vault, thing));
    is_its_name.then(|| SetAside { thing, words: Zeroizing::new(words.to_owned()), path: path.to_owned() })
}
