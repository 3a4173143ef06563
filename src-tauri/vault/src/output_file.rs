//! Files that are handed out, and a bounded way to read files from outside.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use age::Encryptor;

use crate::error::{Error, Result};
use crate::file::identity::private;
use crate::format::ids::Id;
use crate::format::seal::Recipient;

/// A file that is written under another name beside its place, and gets its own name when the caller has
/// recorded it. Dropped before that, it is removed.
pub struct OutputFile {
    place: PathBuf,
    beside: PathBuf,
    replace: bool,
}

impl OutputFile {
    /// # Errors
    /// `Exists` if there is a file at the place and it must not be replaced.
    pub fn create(place: &Path, replace: bool) -> Result<Self> {
        // A journal is never replaced, even when a dialog asked whether to replace the file.
        if place.exists() && (!replace || is_database(place)) {
            return Err(Error::Exists);
        }
        let mut beside = place.as_os_str().to_owned();
        beside.push(format!(".{}.part", Id::random()?));
        Ok(Self { place: place.to_owned(), beside: PathBuf::from(beside), replace })
    }

    /// Writes the bytes down to the disk, under the name beside.
    pub fn write(&self, bytes: &[u8]) -> Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        private(&mut options);
        let mut file = options.open(&self.beside).map_err(|e| Error::writing(&e))?;
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|e| Error::writing(&e))
    }

    /// Streams what `work` writes to the disk, sealed to the recipients, or as it is where none are given.
    pub fn stream<E: From<Error>>(
        &self,
        to: Option<&[Recipient]>,
        work: impl FnOnce(&mut dyn Write) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        private(&mut options);
        let failed = |e: std::io::Error| Error::writing(&e);
        let file = BufWriter::with_capacity(1 << 16, options.open(&self.beside).map_err(failed)?);
        let mut file = match to {
            None => {
                let mut file = file;
                work(&mut file)?;
                file
            }
            Some(to) => {
                let to = to.iter().map(|r| &r.0 as &dyn age::Recipient);
                let encryptor = Encryptor::with_recipients(to).map_err(|_| Error::RecipientUnreadable)?;
                let mut sealed = encryptor.wrap_output(file).map_err(failed)?;
                work(&mut sealed)?;
                sealed.finish().map_err(failed)?
            }
        };
        file.flush().and_then(|()| file.get_ref().sync_all()).map_err(failed)?;
        Ok(())
    }

    /// Gives the file its name.
    pub fn publish(self) -> Result<()> {
        if self.replace {
            return fs::rename(&self.beside, &self.place).map_err(|e| Error::writing(&e));
        }
        match fs::hard_link(&self.beside, &self.place) {
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Err(Error::Exists),
            // A file system without links.
            Err(_) => fs::rename(&self.beside, &self.place).map_err(|e| Error::writing(&e)),
            Ok(()) => Ok(()),
        }
    }
}

impl Drop for OutputFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.beside);
    }
}

fn is_database(path: &Path) -> bool {
    let mut start = [0u8; 16];
    fs::File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok()
        && start == *b"SQLite format 3\0"
}

/// Reads a file from outside, of at most `limit` bytes.
pub fn read_limited(path: &Path, limit: usize) -> Result<Vec<u8>> {
    // `Missing` is only for the vault itself.
    let file = fs::File::open(path).map_err(|e| match e.kind() {
        io::ErrorKind::NotFound => Error::FileMissing,
        kind => Error::Read(kind.to_string()),
    })?;
    let mut bytes = Vec::new();
    file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|e| Error::reading(&e))?;
    if bytes.len() > limit { Err(Error::TooLarge { limit }) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_only_when_it_is_published_and_never_over_another() {
        let place = tempfile::TempDir::new().unwrap();
        let path = place.path().join("for-dr-okafor.age");
        let out = OutputFile::create(&path, false).unwrap();
        out.write(b"sealed").unwrap();
        assert!(!path.exists());
        drop(out);
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
        let out = OutputFile::create(&path, false).unwrap();
        out.write(b"sealed").unwrap();
        out.publish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"sealed");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
        assert!(matches!(OutputFile::create(&path, false), Err(Error::Exists)));
        let out = OutputFile::create(&path, true).unwrap();
        out.write(b"again").unwrap();
        out.publish().unwrap();
        fs::write(&path, b"SQLite format 3\0 and a journal in it").unwrap();
        assert!(matches!(OutputFile::create(&path, true), Err(Error::Exists)));
        fs::write(&path, b"again").unwrap();
        assert_eq!(read_limited(&path, 5).unwrap(), b"again");
        assert!(matches!(read_limited(&path, 4), Err(Error::TooLarge { limit: 4 })));
        assert!(matches!(read_limited(&path.join("none"), 4), Err(Error::Read(_))), "a file is no folder");
        assert!(matches!(read_limited(&place.path().join("none"), 4), Err(Error::FileMissing)));
    }
}
