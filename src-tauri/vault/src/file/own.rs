//! Files that only Sotto makes: beside a vault, and in the folders where it remembers things.
//!
//! Other programs may be able to write there too (a synchronised folder, a shared one) and may have put a link, a
//! pipe or a device in the place of such a file. So no link is followed, nothing but a file is opened, and nothing
//! waits for somebody at the other end of a pipe.

use std::fs::{DirBuilder, File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

use super::beside::{BESIDE, with_suffix};
use super::identity::{private, real_path};
use crate::error::{Error, Result};

/// Opens a file that Sotto made, or makes it, readable by its owner alone.
///
/// # Errors
/// What opening gives; also for a link, and for everything that is not a file.
pub fn open_own(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    private(options);
    open_with(options, path, false)
}

/// Opens a file that a person named, to which a link may lead.
pub(crate) fn open_named(path: &Path) -> io::Result<File> {
    open_with(OpenOptions::new().read(true), path, true)
}

fn open_with(options: &mut OpenOptions, path: &Path, follow: bool) -> io::Result<File> {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let flags = if follow { OFlags::NONBLOCK } else { OFlags::NONBLOCK | OFlags::NOFOLLOW };
        options.custom_flags(flags.bits().cast_signed());
    }
    #[cfg(windows)]
    if !follow {
        use std::os::windows::fs::OpenOptionsExt;
        // FILE_FLAG_OPEN_REPARSE_POINT: the link itself is opened, and that is no file.
        options.custom_flags(0x0020_0000);
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::ErrorKind::InvalidInput.into()) }
}

/// Whether a file of ours was not opened because a link is in its place.
pub(crate) fn is_link(error: &io::Error) -> bool {
    #[cfg(unix)]
    return rustix::io::Errno::from_io_error(error) == Some(rustix::io::Errno::LOOP);
    #[cfg(not(unix))]
    return error.kind() == io::ErrorKind::InvalidInput;
}

/// Makes a folder and those above it, which only their owner may enter. One that is there stays as it is.
pub(crate) fn make_folder(path: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path).map_err(|e| Error::writing(&e))
}

/// Checks what SQLite is about to open beside a vault: it follows links and waits for pipes.
///
/// # Errors
/// `Tampered` when something else than a file is there.
pub(crate) fn expect_files_beside(vault: &Path) -> Result<()> {
    let vault = real_path(vault);
    for suffix in BESIDE {
        let other = |meta: Metadata| !meta.is_file();
        if with_suffix(&vault, suffix).symlink_metadata().is_ok_and(other) {
            return Err(Error::tampered(format!("file{suffix}")));
        }
    }
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::Command;

    use super::*;

    fn place() -> tempfile::TempDir {
        let place = tempfile::TempDir::new().unwrap();
        std::fs::write(place.path().join("theirs"), "keys").unwrap();
        symlink(place.path().join("theirs"), place.path().join("link")).unwrap();
        symlink(place.path().join("nowhere"), place.path().join("dangling")).unwrap();
        assert!(Command::new("mkfifo").arg(place.path().join("pipe")).status().unwrap().success());
        place
    }

    #[test]
    fn only_files_are_opened_and_no_link_is_followed() {
        let place = place();
        for name in ["link", "dangling", "pipe", "."] {
            let path = place.path().join(name);
            let mut write = OpenOptions::new();
            write.write(true).create(true).truncate(true);
            assert!(open_own(&mut write, &path).is_err(), "{name}");
            assert!(open_own(OpenOptions::new().read(true), &path).is_err(), "{name}");
        }
        assert_eq!(std::fs::read_to_string(place.path().join("theirs")).unwrap(), "keys");
        assert!(!place.path().join("nowhere").exists());
        assert!(open_own(OpenOptions::new().read(true), &place.path().join("theirs")).is_ok());
    }

    #[test]
    fn a_named_file_may_be_reached_by_a_link_and_a_pipe_is_not_waited_for() {
        let place = place();
        assert!(open_named(&place.path().join("link")).is_ok());
        assert!(open_named(&place.path().join("pipe")).is_err());
    }

    #[test]
    fn new_folders_are_for_their_owner_alone() {
        let place = place();
        make_folder(&place.path().join("a/b")).unwrap();
        for made in ["a", "a/b"] {
            let mode = std::fs::metadata(place.path().join(made)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o700, "{made}");
        }
    }

    #[test]
    fn what_is_no_file_beside_a_vault_is_noticed_before_sqlite_opens_it() {
        for suffix in BESIDE {
            let place = place();
            let vault = place.path().join("journal.sotto");
            std::fs::write(&vault, "a vault").unwrap();
            expect_files_beside(&vault).unwrap();
            std::fs::rename(place.path().join("pipe"), with_suffix(&vault, suffix)).unwrap();
            assert!(matches!(expect_files_beside(&vault), Err(Error::Tampered { .. })), "{suffix}");
        }
    }
}
