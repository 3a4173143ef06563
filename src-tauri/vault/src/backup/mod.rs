//! Backups: sealed copies of the whole vault, checked before they get a name.
//!
//! A backup is made in two steps. `backup_begin` copies the vault with SQLite's backup API to a file beside the
//! place; `UncheckedCopy::finish` needs the vault no longer: it moves the copy's log into the one file, opens
//! and checks every byte of it (`check`), and only then gives it its name. No other file is ever replaced, and
//! a copy that is dropped is removed.
//!
//! Deliberately elsewhere: restoring (`restore`), which backups to keep and when one is due (the core).

pub(crate) mod check;
mod restore;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::backup::{Backup as Copying, StepResult};
use rusqlite::{Connection, OpenFlags};

use crate::access::keys::Keys;
use crate::error::{Error, Result};
use crate::file::beside::{BESIDE, with_suffix};
use crate::file::identity::private;
use crate::file::schema::PAGE;
use crate::file::table::RowTable;
use crate::file::{File, PATIENCE, Rows};
use crate::format::ids::{Id, hex};
use crate::format::mac::Tag;
use crate::progress::{ProgressFn, Stage, report};
use crate::store::reader::VaultReader;

pub use restore::Restored;

/// Pages copied between two looks at the progress: a megabyte.
const STEP: i32 = 64;
/// A backup that was opened and found whole.
pub struct Backup {
    /// Records in it, all of which opened.
    pub records: usize,
    /// Notes left while locked that do not open: damaged, or not left by this app.
    pub unreadable_notes: usize,
    /// Size of the file.
    pub bytes: u64,
}

/// A copy that has not been checked and has no name yet. It does not borrow the vault.
pub struct UncheckedCopy {
    part: Part,
    place: PathBuf,
    keys: Keys,
    tag: Tag,
}

/// A backup that is about to be opened and checked, as if it were restored. It does not borrow the vault.
pub struct Rehearsal {
    backup: PathBuf,
    keys: Keys,
}

impl VaultReader {
    /// Copies the vault as it is now, with the notes left while locked, to a file beside `place`.
    ///
    /// # Errors
    /// `Exists`, `FolderMissing`, `Cancelled`, or what writing gives; nothing stays at the place.
    pub fn backup_begin(&self, place: &Path, progress: ProgressFn<'_>) -> Result<UncheckedCopy> {
        if present(place) {
            return Err(Error::Exists);
        }
        let part = Part::beside(place)?;
        part.create()?;
        let mut copy = Connection::open_with_flags(&part.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        // An unfinished copy is removed: it needs no log, and is synced once, when it is whole.
        copy.pragma_update_and_check(None, "journal_mode", "OFF", |_| Ok(()))?;
        copy.pragma_update(None, "synchronous", "OFF")?;
        copy_pages(&self.file.db, &mut copy, progress)?;
        copy_salvaged(&self.file, &mut copy, progress)?;
        copy.close().map_err(|(_, e)| e)?;
        Ok(UncheckedCopy { part, place: place.to_owned(), keys: self.keys.duplicate()?, tag: self.tag })
    }

    /// Prepares to check a backup with the keys of this vault. Nothing is read yet.
    pub fn rehearse_begin(&self, backup: &Path) -> Result<Rehearsal> {
        Ok(Rehearsal { backup: backup.to_owned(), keys: self.keys.duplicate()? })
    }
}

/// Copies by steps, out of one state of the source: without a transaction that holds it, a note that another
/// program leaves meanwhile would make SQLite start over.
fn copy_pages(from: &Connection, to: &mut Connection, progress: ProgressFn<'_>) -> Result<()> {
    // A reader is in a transaction all the time.
    let _state = from.is_autocommit().then(|| from.unchecked_transaction()).transpose()?;
    from.query_row("SELECT count(*) FROM about", [], |_| Ok(()))?;
    let copying = Copying::new(from, to)?;
    let mut since = Instant::now();
    loop {
        let stepped = copying.step(STEP)?;
        let bytes = |pages: i32| usize::try_from(pages).unwrap_or_default().saturating_mul(PAGE);
        let pages = copying.progress();
        report(progress, Stage::Copying, bytes(pages.pagecount - pages.remaining), bytes(pages.pagecount))?;
        match stepped {
            StepResult::Done => return Ok(()),
            StepResult::More => since = Instant::now(),
            _ if since.elapsed() > PATIENCE => return Err(Error::InUse),
            _ => std::thread::sleep(Duration::from_millis(40)),
        }
    }
}

/// Puts the chunks of attachments into a copy of what is left of a damaged vault: they are not in memory
/// with the rest.
fn copy_salvaged(from: &File, to: &mut Connection, progress: ProgressFn<'_>) -> Result<()> {
    if from.salvaged.is_none() {
        return Ok(());
    }
    let tx = to.transaction()?;
    let chunks = from.tags(RowTable::Attachment)?;
    for (done, (id, _)) in chunks.iter().enumerate() {
        let (tag, sealed) = from.row(RowTable::Attachment, *id)?;
        tx.put(RowTable::Attachment, *id, &tag, &sealed)?;
        report(progress, Stage::Copying, done + 1, chunks.len())?;
    }
    Ok(tx.commit()?)
}

impl UncheckedCopy {
    /// Checks the copy and gives it its name.
    ///
    /// # Errors
    /// `Damaged` or `Tampered` when the copy is not whole; `Exists`, `FolderMissing`, `Cancelled`, or what
    /// writing gives. The place is then as it was.
    pub fn finish(self, progress: ProgressFn<'_>) -> Result<Backup> {
        self.part.checkpoint()?;
        self.part.sync()?;
        let checked = check::check(&self.part.path, &self.keys, progress)?;
        if checked.tag != self.tag {
            return Err(Error::damaged("the copy"));
        }
        let bytes = fs::metadata(&self.part.path).map_err(|e| Error::reading(&e))?.len();
        self.part.publish(&self.place)?;
        Ok(checked.backup(bytes))
    }
}

impl Rehearsal {
    /// Opens and checks everything in the backup, and writes nothing anywhere.
    ///
    /// # Errors
    /// What is wrong with it; `OtherKeys` when it was made before all keys were replaced; `Cancelled`.
    pub fn finish(self, progress: ProgressFn<'_>) -> Result<Backup> {
        let checked = check::check(&self.backup, &self.keys, progress)?;
        let bytes = fs::metadata(&self.backup).map_err(|e| Error::reading(&e))?.len();
        Ok(checked.backup(bytes))
    }
}

/// Whether a file is a vault of a format that is read here, and which. No key is needed.
///
/// # Errors
/// `Missing`, `NotAVault`, `Newer`, or `Damaged`.
pub fn probe(path: &Path) -> Result<Id> {
    Ok(File::open_still(path)?.about()?.vault)
}

/// A file in a folder.
pub struct FolderFile {
    pub name: String,
    pub bytes: u64,
}

/// The plain files in a folder, without those whose names are no text. Links are passed over.
pub fn files_in(folder: &Path) -> Result<Vec<FolderFile>> {
    let unreadable = |e: &io::Error| match e.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Error::FolderMissing,
        _ => Error::Read(e.kind().to_string()),
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| unreadable(&e))? {
        let entry = entry.map_err(|e| unreadable(&e))?;
        // A file that is gone by now or cannot be read is not ours.
        let Ok(meta) = entry.metadata() else { continue };
        if let (true, Ok(name)) = (meta.is_file(), entry.file_name().into_string()) {
            files.push(FolderFile { name, bytes: meta.len() });
        }
    }
    Ok(files)
}

/// Removes a plain file from a folder. A name that leads elsewhere is refused.
pub fn remove_from(folder: &Path, name: &str) -> Result<()> {
    let path = folder.join(name);
    let plain = path.parent() == Some(folder) && path.file_name().is_some_and(|n| n == name);
    let file = fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_file());
    if !plain || !file {
        return Err(Error::NotFound);
    }
    fs::remove_file(path).map_err(|e| writing(&e))
}

/// Whether anything has this name, even a link to nowhere.
fn present(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// An error while writing into a folder that was chosen.
fn writing(error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Error::FolderMissing,
        _ => Error::writing(error),
    }
}

/// The folder a path lies in.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// Makes the names in a folder durable. Not every file system supports it.
fn sync_folder(folder: &Path) -> Result<()> {
    if cfg!(unix) {
        match fs::File::open(folder).and_then(|folder| folder.sync_all()) {
            Err(e) if !matches!(e.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
                return Err(writing(&e));
            }
            _ => {}
        }
    }
    Ok(())
}

/// A file under another name beside its place. Dropped, it is removed, with what SQLite left beside it.
struct Part {
    path: PathBuf,
}

impl Part {
    /// A new name, after removing what a killed run left for the same place.
    fn beside(place: &Path) -> Result<Self> {
        sweep(place)?;
        Ok(Self { path: with_suffix(place, &format!(".{}.part", Id::random()?)) })
    }

    fn create(&self) -> Result<fs::File> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        private(&mut options);
        options.open(&self.path).map_err(|e| writing(&e))
    }

    /// Moves the log into the one file and turns logging off.
    fn checkpoint(&self) -> Result<()> {
        let db = Connection::open_with_flags(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        db.pragma_update(None, "trusted_schema", "OFF")?;
        // No other process knows the file: no shared memory is needed beside it.
        db.pragma_update_and_check(None, "locking_mode", "EXCLUSIVE", |_| Ok(()))?;
        let mode: String = db.pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get(0))?;
        db.close().map_err(|(_, e)| e)?;
        if mode == "delete" { Ok(()) } else { Err(Error::Write("the copy kept a log".to_owned())) }
    }

    fn sync(&self) -> Result<()> {
        let file = fs::OpenOptions::new().write(true).open(&self.path).map_err(|e| writing(&e))?;
        file.sync_all().map_err(|e| writing(&e))
    }

    /// Gives the finished file its name, without ever replacing another.
    fn publish(self, place: &Path) -> Result<()> {
        match fs::hard_link(&self.path, place) {
            Ok(()) => {}
            Err(_) if present(place) => return Err(Error::Exists),
            // A file system without links: the earlier check has to do.
            Err(_) => fs::rename(&self.path, place).map_err(|e| writing(&e))?,
        }
        sync_folder(folder_of(place)).inspect_err(|_| {
            // A file that may not survive a power cut must not have the name of a backup.
            let _ = fs::remove_file(place);
        })
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
        for suffix in BESIDE {
            let _ = fs::remove_file(with_suffix(&self.path, suffix));
        }
    }
}

/// Removes what a killed run left beside `place`: only names of the very form that `Part` makes.
fn sweep(place: &Path) -> Result<()> {
    let Some(name) = place.file_name().and_then(|n| n.to_str()) else { return Ok(()) };
    let folder = folder_of(place);
    for file in files_in(folder)? {
        if leftover_of(&file.name) == Some(name) {
            let _ = remove_from(folder, &file.name);
        }
    }
    Ok(())
}

/// The name that an unfinished copy would have got, if this is the name of one: `<name>.<32 digits>.part`,
/// or what SQLite may leave beside that.
pub fn leftover_of(file: &str) -> Option<&str> {
    let part = BESIDE.iter().find_map(|suffix| file.strip_suffix(suffix)).unwrap_or(file);
    let (name, random) = part.strip_suffix(".part")?.rsplit_once('.')?;
    hex::<16>(random).map(|_| name)
}
