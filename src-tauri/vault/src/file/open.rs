//! Making a vault file and opening one, in each way it is opened.

use std::path::Path;
use std::sync::{Arc, Mutex};

use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};

use super::beside::with_suffix;
use super::identity::{make_writable, private};
use super::own::expect_files_beside;
use super::salvage::{self, SalvagedChunks};
use super::schema::{APPLICATION, FORMAT, PAGE, SCHEMA};
use super::{File, MAX_ROW, PATIENCE, ffi, schema};
use crate::error::{Error, Result};
use crate::format::ids::Id;

impl File {
    /// Makes a new, empty file. Never touches one that is there.
    pub fn create(path: &Path) -> Result<Self> {
        ffi::prepare()?;
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        private(&mut options);
        options.open(path).map_err(|e| Error::writing(&e))?;
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        make_tables(&db)?;
        configure(&db)?;
        Ok(Self { db, salvaged: None })
    }

    /// The same tables in memory, for what is left of a damaged vault. A second connection can read them by
    /// the name that is returned.
    pub fn in_memory(chunks: SalvagedChunks) -> Result<(Self, String)> {
        ffi::prepare()?;
        let name = format!("file:/sotto-{}?vfs=memdb", Id::random()?);
        let db = open_memory(&name)?;
        make_tables(&db)?;
        Ok((Self { db, salvaged: Some(Arc::new(Mutex::new(chunks))) }, name))
    }

    /// A second connection to tables in memory.
    pub fn reopen_memory(&self, name: &str) -> Result<Self> {
        let db = open_memory(name)?;
        db.pragma_update(None, "query_only", "ON")?;
        Ok(Self { db, salvaged: self.salvaged.clone() })
    }

    /// Opens an existing file and checks that it is a vault of a format we read. Where the file cannot be
    /// written, it is opened for reading only, and nothing is left beside it.
    pub fn open(path: &Path) -> Result<Self> {
        // A file that SQLite no longer knows may be what damage left of a vault.
        Self::open_vault(path).map_err(|error| match error {
            Error::NotAVault if salvage::was_a_vault(path) => Error::damaged("file"),
            other => other,
        })
    }

    fn open_vault(path: &Path) -> Result<Self> {
        ffi::prepare()?;
        expect_file(path)?;
        let (log, index) = (with_suffix(path, "-wal"), with_suffix(path, "-shm"));
        // Asked of its rights, not by opening it: closing a file gives up every lock that this process has
        // on it, SQLite's too.
        let writable = std::fs::metadata(path).is_ok_and(|meta| !meta.permissions().readonly());
        // SQLite makes its log and the log's index with the rights of the file. Made while the file could
        // not be written, they would stop every later write.
        if !writable && !std::fs::metadata(&log).is_ok_and(|meta| meta.len() > 0) {
            return Self::open_still(path);
        }
        make_writable(&log);
        make_writable(&index);
        let db = recognise(Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?)?;
        configure(&db)?;
        Ok(Self { db, salvaged: None })
    }

    /// A second connection to a file that is open: it reads, and never writes.
    pub fn open_reader(path: &Path) -> Result<Self> {
        ffi::prepare()?;
        expect_files_beside(path)?;
        let db = recognise(Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?)?;
        configure(&db)?;
        db.pragma_update(None, "query_only", "ON")?;
        Ok(Self { db, salvaged: None })
    }

    /// Opens a file that does not change, for reading only: nothing is made beside it, and a log beside it is
    /// not read.
    pub fn open_still(path: &Path) -> Result<Self> {
        ffi::prepare()?;
        expect_file(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let db = recognise(Connection::open_with_flags(address(path)?, flags)?)?;
        for (name, value) in [("temp_store", "MEMORY"), ("trusted_schema", "OFF"), ("cell_size_check", "ON")]
        {
            db.pragma_update(None, name, value)?;
        }
        Ok(Self { db, salvaged: None })
    }
}

fn open_memory(name: &str) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Connection::open_with_flags(name, flags)?)
}

fn make_tables(db: &Connection) -> Result<()> {
    db.pragma_update(None, "page_size", PAGE as i64)?;
    db.pragma_update(None, "application_id", APPLICATION)?;
    db.pragma_update(None, "user_version", FORMAT)?;
    for statement in SCHEMA {
        db.execute_batch(statement)?;
    }
    Ok(())
}

fn expect_file(path: &Path) -> Result<()> {
    let meta = std::fs::metadata(path).map_err(|e| Error::reading(&e))?;
    if meta.is_file() && meta.len() > 0 { expect_files_beside(path) } else { Err(Error::NotAVault) }
}

/// Passes on a vault of a format we read, with our tables and no others.
fn recognise(db: Connection) -> Result<Connection> {
    db.set_limit(Limit::SQLITE_LIMIT_LENGTH, MAX_ROW)?;
    db.busy_timeout(PATIENCE)?;
    let number = |name: &str| -> Result<i64> {
        db.pragma_query_value(None, name, |row| row.get(0)).map_err(|e| match Error::from(e) {
            Error::Write(what) => Error::Read(what),
            other => other,
        })
    };
    if number("application_id")? != APPLICATION {
        return Err(Error::NotAVault);
    }
    match number("user_version")? {
        FORMAT => {}
        found if found > FORMAT => return Err(Error::Newer { found }),
        _ => return Err(Error::damaged("format version")),
    }
    schema::check(&db)?;
    Ok(db)
}

fn configure(db: &Connection) -> Result<()> {
    db.busy_timeout(PATIENCE)?;
    db.set_prepared_statement_cache_capacity(32);
    // The journal mode is stored in the file. A place that cannot be written is reported when something is
    // written there.
    match db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())).map_err(Error::from) {
        Ok(()) | Err(Error::ReadOnly) => {}
        Err(other) => return Err(other),
    }
    for (name, value) in [
        ("synchronous", "FULL"),
        ("fullfsync", "ON"),
        ("checkpoint_fullfsync", "ON"),
        ("secure_delete", "ON"),
        ("temp_store", "MEMORY"),
        // In KiB: the inner pages of a large vault, so that a save reads no more than it changes.
        ("cache_size", "-4096"),
        ("trusted_schema", "OFF"),
        ("cell_size_check", "ON"),
    ] {
        db.pragma_update(None, name, value)?;
    }
    Ok(())
}

/// The address by which SQLite opens a file that does not change.
fn address(path: &Path) -> Result<String> {
    use std::fmt::Write;
    let path = std::path::absolute(path).map_err(|e| Error::reading(&e))?;
    let mut uri = String::from("file:");
    if cfg!(windows) {
        uri.push_str("///");
    }
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                uri.push(char::from(*byte));
            }
            b':' if cfg!(windows) => uri.push(':'),
            b'\\' if cfg!(windows) => uri.push('/'),
            other => {
                let _ = write!(uri, "%{other:02x}");
            }
        }
    }
    uri.push_str("?immutable=1");
    Ok(uri)
}
