//! Files that are handed out, and a bounded way to read files from outside.

use std::cell::OnceCell;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use age::Encryptor;

use crate::backup::leftover_of;
use crate::error::{Error, Result};
use crate::file::beside::with_suffix;
use crate::file::identity::private;
use crate::file::own::open_named;
use crate::format::ids::Id;
use crate::format::seal::Recipient;

/// A file that gets its name when the caller has recorded it. Until then it has none where the system can make
/// such a file, so that nothing is left of it however the program ends; elsewhere it has another name beside its
/// place, under which it is removed when it is dropped, or by the next file for the same place.
pub struct OutputFile {
    place: PathBuf,
    replace: bool,
    opened: OnceCell<Opened>,
}

struct Opened {
    file: File,
    /// Its name until then, if it has one.
    beside: Option<PathBuf>,
}

impl OutputFile {
    /// Nothing is made before something is written.
    ///
    /// # Errors
    /// `Exists` if there is a file at the place and it must not be replaced.
    pub fn create(place: &Path, replace: bool) -> Result<Self> {
        // A journal is never replaced, even when a dialog asked whether to replace the file.
        if place.exists() && (!replace || is_database(place)) {
            return Err(Error::Exists);
        }
        Ok(Self { place: place.to_owned(), replace, opened: OnceCell::new() })
    }

    fn file(&self) -> Result<&File> {
        if self.opened.get().is_none() {
            let _ = self.opened.set(Opened::beside(&self.place)?);
        }
        self.opened.get().map(|opened| &opened.file).ok_or(Error::Cancelled)
    }

    /// Writes the bytes down to the disk.
    pub fn write(&self, bytes: &[u8]) -> Result<()> {
        let mut file = self.file()?;
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|e| Error::writing(&e))
    }

    /// Streams what `work` writes to the disk, sealed to the recipients, or as it is where none are given.
    pub fn stream<E: From<Error>>(
        &self,
        to: Option<&[Recipient]>,
        work: impl FnOnce(&mut dyn Write) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let failed = |e: std::io::Error| Error::writing(&e);
        let file = BufWriter::with_capacity(1 << 16, self.file()?);
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
        self.file()?;
        let Some(Opened { file, beside }) = self.opened.get() else { return Err(Error::Cancelled) };
        let published = match beside {
            Some(beside) if self.replace => fs::rename(beside, &self.place),
            Some(beside) => fs::hard_link(beside, &self.place).or_else(|e| match e.kind() {
                io::ErrorKind::AlreadyExists => Err(e),
                // A file system without links.
                _ => fs::rename(beside, &self.place),
            }),
            None if self.replace => name_over(file, &self.place),
            None => name(file, &self.place),
        };
        published.map_err(|e| taken_or_not_written(&e))
    }
}

impl Opened {
    fn beside(place: &Path) -> Result<Self> {
        if let Some(file) = nameless(place) {
            return Ok(Self { file, beside: None });
        }
        sweep(place);
        let beside = part_of(place)?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        private(&mut options);
        let file = options.open(&beside).map_err(|e| Error::writing(&e))?;
        Ok(Self { file, beside: Some(beside) })
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        if let Some(beside) = &self.beside {
            let _ = fs::remove_file(beside);
        }
    }
}

/// A file without a name cannot take one that is in use: it gets another one first.
fn name_over(file: &File, place: &Path) -> io::Result<()> {
    let beside = part_of(place).map_err(io::Error::other)?;
    name(file, &beside)?;
    fs::rename(&beside, place).inspect_err(|_| drop(fs::remove_file(&beside)))
}

fn taken_or_not_written(error: &io::Error) -> Error {
    if error.kind() == io::ErrorKind::AlreadyExists { Error::Exists } else { Error::writing(error) }
}

/// Another name beside a place.
fn part_of(place: &Path) -> Result<PathBuf> {
    Ok(with_suffix(place, &format!(".{}.part", Id::random()?)))
}

/// A file without a name in the folder of a place, where system and file system have such files.
#[cfg(target_os = "linux")]
fn nameless(place: &Path) -> Option<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut options = OpenOptions::new();
    private(&mut options);
    let flags = rustix::fs::OFlags::TMPFILE.bits().cast_signed();
    let file = options.write(true).custom_flags(flags).open(folder).ok()?;
    // Through this it gets its name.
    own_path(&file).exists().then_some(file)
}

#[cfg(not(target_os = "linux"))]
fn nameless(_: &Path) -> Option<File> {
    None
}

/// Gives a file without a name one that no file has.
#[cfg(target_os = "linux")]
fn name(file: &File, place: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};
    Ok(linkat(CWD, own_path(file), CWD, place, AtFlags::SYMLINK_FOLLOW)?)
}

#[cfg(not(target_os = "linux"))]
fn name(_: &File, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(target_os = "linux")]
fn own_path(file: &File) -> PathBuf {
    use std::os::fd::AsRawFd;
    PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
}

/// Removes what a program that ended early left beside a place. Another one may be writing now: what changed
/// within the hour stays.
fn sweep(place: &Path) {
    const HOUR: Duration = Duration::from_secs(3600);
    let (Some(folder), Some(own)) = (place.parent(), place.file_name().and_then(|name| name.to_str())) else {
        return;
    };
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let left = entry.file_name().to_str().and_then(leftover_of) == Some(own);
        let old = || {
            let changed = entry.metadata().ok()?.modified().ok()?;
            Some(changed.elapsed().ok()? > HOUR)
        };
        if left && old() == Some(true) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn is_database(path: &Path) -> bool {
    let mut start = [0u8; 16];
    open_named(path).and_then(|mut file| file.read_exact(&mut start)).is_ok()
        && start == *b"SQLite format 3\0"
}

/// Reads a file from outside, of at most `limit` bytes.
pub fn read_limited(path: &Path, limit: usize) -> Result<Vec<u8>> {
    // `Missing` is only for the vault itself.
    let file = File::open(path).map_err(|e| match e.kind() {
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

    /// Whatever ends the program, nothing of an unfinished file may be left: here, nothing is there to begin with.
    #[test]
    #[cfg(target_os = "linux")]
    fn an_unfinished_file_has_no_name() {
        let place = tempfile::TempDir::new().unwrap();
        for replace in [false, true] {
            let path = place.path().join("journal.md");
            fs::write(&path, "earlier").unwrap();
            if !replace {
                fs::remove_file(&path).unwrap();
            }
            let before = fs::read_dir(place.path()).unwrap().count();
            let out = OutputFile::create(&path, replace).unwrap();
            out.stream(None, |to| to.write_all(b"in the clear").map_err(|e| Error::writing(&e))).unwrap();
            assert_eq!(fs::read_dir(place.path()).unwrap().count(), before);
            std::mem::forget(out);
            assert_eq!(fs::read_dir(place.path()).unwrap().count(), before);
        }
    }

    #[test]
    fn what_an_earlier_program_left_is_swept_and_what_another_writes_now_is_not() {
        let place = tempfile::TempDir::new().unwrap();
        let path = place.path().join("journal.md");
        let [old, new] = [(); 2].map(|()| part_of(&path).unwrap());
        let other = part_of(&place.path().join("other.md")).unwrap();
        let day = std::time::SystemTime::now() - Duration::from_secs(86_400);
        for (name, changed) in [(&old, Some(day)), (&new, None), (&other, Some(day))] {
            let file = File::create(name).unwrap();
            if let Some(changed) = changed {
                file.set_modified(changed).unwrap();
            }
        }
        sweep(&path);
        assert_eq!([&old, &new, &other].map(|name| name.exists()), [false, true, true]);
    }

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
