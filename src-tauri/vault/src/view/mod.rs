//! The view of a vault: a database that is computed from its records, and lies sealed beside it.
//!
//! SQLite reads the view through a file system of its own (`ffi::vfs`), page by page: to open it takes as
//! long for a hundred thousand reflections as for one. What changes stays in memory until `save_view`.
//! Everything in the view can be made again from the records, so a view file that is missing, cut,
//! changed, from another vault or under other keys is no error: there is none.
//!
//! What tables there are, and how records become rows, is up to the holder of the connection. How pages are
//! kept is in `pages` and `store`, how they lie in the file in `file` and `disk`.

mod disk;
mod file;
pub(crate) mod pages;
mod store;

use std::path::{Path, PathBuf};
use std::sync::{Arc, MutexGuard};

use rusqlite::Connection;

use crate::error::{Error, Result};
use crate::file::beside::with_suffix;
use crate::file::ffi::vfs::{self, Shared};
use crate::format::mac::Tag;
use crate::store::vault::Vault;
use pages::{Home, Pages};

/// Of SQLite's own cache, in KiB.
const CACHE: i64 = 32_768;

/// The sealed side of a view that is open: what was saved of it, and what was not.
pub struct ViewFile {
    pages: Shared,
}

impl Vault {
    /// The view as it was last saved, or `None` if there is none that can be believed. Where the vault is
    /// read alone there never is one: what is left of a damaged vault is another state.
    ///
    /// `ViewFile::head` says which state of the vault it was saved from.
    pub fn open_view(&self) -> Result<Option<(Connection, ViewFile)>> {
        if self.read_only().is_some() {
            return Ok(None);
        }
        let Some(pages) = Pages::open(self.view_home()) else { return Ok(None) };
        // A database that cannot be begun is none: a page of it is not as it was sealed.
        let Ok((connection, view)) = connect(pages) else { return Ok(None) };
        let schema =
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0));
        Ok(schema.is_ok().then_some((connection, view)))
    }

    /// An empty view. It is only in memory until it is saved, or grows large.
    pub fn new_view(&self) -> Result<(Connection, ViewFile)> {
        let home = self.read_only().is_none().then(|| self.view_home());
        connect(Pages::new(home))
    }

    /// Makes what the view holds now the state that the next unlock finds, made from the present state of
    /// the vault. Only what changed since the last time is written.
    ///
    /// # Errors
    /// `InUse` in the middle of a transaction. After any error the view goes on as before.
    pub fn save_view(&self, view: &ViewFile) -> Result<()> {
        self.ensure_same_file()?;
        view.lock()?.save(&self.view_home(), &self.version_tag())
    }

    fn view_home(&self) -> Home {
        Home { path: path_of(&self.path), key: self.keys.view.clone(), vault: self.id() }
    }
}

impl ViewFile {
    /// The state of the vault that the view was last saved from; `None` before the first time.
    pub fn head(&self) -> Option<Tag> {
        self.lock().ok()?.head()
    }

    /// Whether a page turned out to be missing or changed: then a query has failed or will fail, nothing
    /// can be saved, and the view must be made again from the records.
    pub fn is_broken(&self) -> bool {
        self.lock().map_or(true, |pages| pages.broken())
    }

    /// How many bytes have changed and are in memory alone.
    pub fn unsaved(&self) -> u64 {
        self.lock().map_or(0, |pages| pages.changed() as u64 * file::PAGE as u64)
    }

    /// Opens every page that lies in the file. Others may use the view meanwhile.
    ///
    /// # Errors
    /// `Tampered` or `Read` for a page that does not open.
    pub fn check(&self) -> Result<()> {
        let mut next = Some(0);
        while let Some(from) = next {
            next = self.lock()?.check(from)?;
        }
        Ok(())
    }

    fn lock(&self) -> Result<MutexGuard<'_, Pages>> {
        self.pages.lock().map_err(|_| Error::damaged("view"))
    }
}

/// Makes what was saved of a vault's view unreadable for good: before something is deleted, since its sealed
/// pages may hold it. A view that is open goes on, and its next save writes what changed.
pub(crate) fn forget(vault: &Path) -> Result<()> {
    disk::forget(&path_of(vault))
}

fn path_of(vault: &Path) -> PathBuf {
    with_suffix(vault, "-view")
}

fn connect(pages: Pages) -> Result<(Connection, ViewFile)> {
    let pages = Arc::new(std::sync::Mutex::new(pages));
    let connection = vfs::connect(&pages)?;
    connection.pragma_update(None, "page_size", file::PAGE as i64)?;
    // A change is rolled back from memory; what is freed is overwritten, so that it is in no later save.
    connection.pragma_update_and_check(None, "journal_mode", "MEMORY", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "cache_size", -CACHE)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok((connection, ViewFile { pages }))
}

#[cfg(test)]
mod tests;
