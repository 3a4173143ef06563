//! The vault's SQLite file: its schema, how it is opened, and its rows.
//!
//! Nothing here knows a key; what goes in and out is sealed already.

pub(crate) mod ffi;
pub(crate) mod lock;
pub(crate) mod salvage;

use std::path::Path;
use std::time::Duration;

use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, params};

use crate::access::slot::{MAX_SLOT, Slot};
use crate::error::{Error, Result};
use crate::format::ids::Id;
use crate::format::mac::{Tag, checksum};
use crate::format::manifest::Table;
use crate::store::captured::{MAX_NOTES, MAX_SEALED, MAX_WAITING};

/// The format this code writes.
pub const FORMAT: i64 = 1;
/// Size of a page, in bytes. Part of the format: a damaged file is read by it.
pub(crate) const PAGE: usize = 16_384;
/// "Sott", in SQLite's `application_id`.
const APPLICATION: i64 = 0x536f_7474;

/// Longest row, in bytes: the longest text with every letter of it escaped, sealed and padded, and some.
/// SQLite refuses a longer one before it takes memory for it, whatever column it is in.
pub(crate) const MAX_ROW: i32 = 40_000_000;

/// Tables without a rowid: rows lie in the order of their random ids, which tells no date.
/// Never edited once released; a later format adds.
const SCHEMA: &[&str] = &[
    "CREATE TABLE about (id INTEGER PRIMARY KEY CHECK (id = 1), format INTEGER NOT NULL, vault BLOB NOT NULL, capture TEXT NOT NULL, checksum BLOB NOT NULL) STRICT",
    "CREATE TABLE slot (id BLOB PRIMARY KEY, kind TEXT NOT NULL, sealed BLOB NOT NULL, checksum BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE record (id BLOB PRIMARY KEY, tag BLOB NOT NULL, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE draft (id BLOB PRIMARY KEY, tag BLOB NOT NULL, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE captured (id BLOB PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE manifest (id INTEGER PRIMARY KEY CHECK (id = 1), tag BLOB NOT NULL, sealed BLOB NOT NULL) STRICT",
    "CREATE INDEX record_tag ON record (id, tag)",
];

/// What SQLite's own list says of a table or an index made so: its type, its name, its table.
fn as_listed(sql: &str) -> String {
    let mut words = sql.split_whitespace().skip(1);
    let (kind, name) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let table = if kind == "INDEX" { words.nth(1).unwrap_or_default() } else { name };
    format!("{} {name} {table} {sql}", kind.to_ascii_lowercase())
}

/// What the file says about itself, in the clear.
#[derive(Clone)]
pub(crate) struct About {
    pub vault: Id,
    pub capture: String,
    pub checksum: Tag,
}

impl About {
    pub fn new(vault: Id, capture: String) -> Self {
        let checksum = Self::checksum_of(vault, &capture);
        Self { vault, capture, checksum }
    }

    fn checksum_of(vault: Id, capture: &str) -> Tag {
        checksum(&[b"sotto/about/v1", &FORMAT.to_be_bytes(), vault.as_bytes(), capture.as_bytes()])
    }
}

/// An open vault file.
pub(crate) struct File {
    pub db: Connection,
}

impl File {
    /// Makes a new, empty file. Never touches one that is there.
    pub fn create(path: &Path) -> Result<Self> {
        ffi::prepare()?;
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        private(&mut options);
        options.open(path).map_err(|e| Error::writing(&e))?;
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let file = Self::tables_in(db)?;
        file.configure()?;
        Ok(file)
    }

    fn tables_in(db: Connection) -> Result<Self> {
        db.pragma_update(None, "page_size", PAGE as i64)?;
        db.pragma_update(None, "application_id", APPLICATION)?;
        db.pragma_update(None, "user_version", FORMAT)?;
        for statement in SCHEMA {
            db.execute_batch(statement)?;
        }
        Ok(Self { db })
    }

    /// The same tables in memory, for what is only read.
    pub fn in_memory() -> Result<Self> {
        ffi::prepare()?;
        Self::tables_in(Connection::open_in_memory()?)
    }

    /// Opens an existing file and checks that it is a vault of a format we read.
    pub fn open(path: &Path) -> Result<Self> {
        // A file that SQLite no longer knows may be what damage left of a vault.
        Self::open_sound(path).map_err(|error| match error {
            Error::NotAVault if salvage::was_a_vault(path) => Error::damaged("file"),
            other => other,
        })
    }

    fn open_sound(path: &Path) -> Result<Self> {
        ffi::prepare()?;
        let meta = std::fs::metadata(path).map_err(|e| Error::reading(&e))?;
        if !meta.is_file() || meta.len() == 0 {
            return Err(Error::NotAVault);
        }
        let file = Self::of_ours(Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?)?;
        file.configure()?;
        Ok(file)
    }

    /// Opens a file that nobody writes, for reading alone: nothing is made beside it, and a log that
    /// lies there is not looked at.
    pub fn open_still(path: &Path) -> Result<Self> {
        ffi::prepare()?;
        let meta = std::fs::metadata(path).map_err(|e| Error::reading(&e))?;
        if !meta.is_file() || meta.len() == 0 {
            return Err(Error::NotAVault);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let file = Self::of_ours(Connection::open_with_flags(still(path)?, flags)?)?;
        for (name, value) in [("temp_store", "MEMORY"), ("trusted_schema", "OFF"), ("cell_size_check", "ON")]
        {
            file.db.pragma_update(None, name, value)?;
        }
        Ok(file)
    }

    /// A vault of a format we read, with our tables and no others.
    fn of_ours(db: Connection) -> Result<Self> {
        db.set_limit(Limit::SQLITE_LIMIT_LENGTH, MAX_ROW)?;
        db.busy_timeout(Duration::from_secs(5))?;
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
        let file = Self { db };
        file.check_schema()?;
        Ok(file)
    }

    fn configure(&self) -> Result<()> {
        let db = &self.db;
        db.busy_timeout(Duration::from_secs(5))?;
        db.set_prepared_statement_cache_capacity(32);
        // The journal mode is kept in the file; a place that cannot be written is told when it is.
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

    /// A file with any other table, view or trigger than ours, or with ours under other names, is
    /// refused before it is read.
    fn check_schema(&self) -> Result<()> {
        let mut statement = self.db.prepare(
            "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '') FROM sqlite_schema",
        )?;
        let mut found =
            statement.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
        found.sort_unstable();
        let mut ours: Vec<String> = SCHEMA.iter().map(|sql| as_listed(sql)).collect();
        ours.sort_unstable();
        if found == ours { Ok(()) } else { Err(Error::damaged("tables")) }
    }

    pub fn about(&self) -> Result<About> {
        let (format, vault, capture, sum): (i64, Vec<u8>, String, Vec<u8>) = self
            .db
            .query_row("SELECT format, vault, capture, checksum FROM about", [], |r| {
                Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))
            })
            .map_err(|e| match Error::from(e) {
                Error::NotFound => Error::damaged("about"),
                other => other,
            })?;
        let vault = Id::from_slice(&vault).ok_or_else(|| Error::damaged("about"))?;
        let about = About::new(vault, capture);
        if format != FORMAT || sum != about.checksum {
            return Err(Error::damaged("about"));
        }
        Ok(about)
    }

    pub fn slots(&self) -> Result<Vec<Slot>> {
        // An id or a kind that is none, or more than any slot holds, belongs to a damaged slot, which must
        // not hide the others.
        let mut statement = self.db.prepare(
            "SELECT coalesce(substr(id, 1, 17), x''), coalesce(substr(kind, 1, 64), ''),
                    CASE WHEN length(sealed) <= ?1 THEN sealed ELSE x'' END,
                    coalesce(substr(checksum, 1, 33), x'') FROM slot",
        )?;
        let rows = statement.query_map([MAX_SLOT as i64], |r| {
            let kind = String::from_utf8_lossy(r.get_ref(1)?.as_bytes()?).into_owned();
            Ok((r.get::<_, Vec<u8>>(0)?, kind, r.get(2)?, r.get::<_, Vec<u8>>(3)?))
        })?;
        rows.map(|row| {
            let (id, kind, sealed, sum) = row?;
            Ok(Slot {
                id: Id::from_slice(&id).unwrap_or(Id::from_bytes([0; 16])),
                kind,
                sealed,
                // A checksum of another length cannot be ours: it reads as one that is wrong.
                checksum: sum.try_into().unwrap_or_default(),
            })
        })
        .collect()
    }

    pub fn manifest(&self) -> Result<(Vec<u8>, Vec<u8>)> {
        self.db
            .query_row("SELECT sealed, tag FROM manifest", [], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?
            .ok_or_else(|| Error::tampered("manifest"))
    }

    /// Every (id, tag) of a table, without reading the sealed bytes.
    pub fn tags(&self, table: Table) -> Result<Vec<(Id, Vec<u8>)>> {
        let sql = match table {
            Table::Record => "SELECT id, tag FROM record INDEXED BY record_tag",
            Table::Draft => "SELECT id, tag FROM draft",
            Table::Slot => "SELECT id, checksum FROM slot",
            Table::About => "SELECT vault, checksum FROM about",
        };
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map([], |r| Ok((r.get::<_, Vec<u8>>(0)?, r.get(1)?)))?;
        rows.map(|row| {
            let (id, tag) = row?;
            Ok((Id::from_slice(&id).ok_or_else(|| Error::tampered("a row's id"))?, tag))
        })
        .collect()
    }

    /// The tag and sealed bytes of one row.
    pub fn row(&self, table: Table, id: Id) -> Result<(Vec<u8>, Vec<u8>)> {
        let sql = match table {
            Table::Draft => "SELECT tag, sealed FROM draft WHERE id = ?1",
            _ => "SELECT tag, sealed FROM record WHERE id = ?1",
        };
        within_rows(|| {
            let mut statement = self.db.prepare_cached(sql)?;
            Ok(statement.query_row([id.as_bytes()], |r| Ok((r.get(0)?, r.get(1)?)))?)
        })
    }

    /// Rows that are longer than any of ours: SQLite takes a row whole into memory when it looks for it
    /// by its id, but not when it passes by.
    pub fn too_long(&self, table: Table) -> Result<Vec<Id>> {
        let sql = match table {
            Table::Draft => "SELECT id FROM draft WHERE length(sealed) > ?1",
            _ => "SELECT id FROM record WHERE length(sealed) > ?1",
        };
        let mut statement = self.db.prepare(sql)?;
        let rows = statement.query_map([MAX_ROW], |r| r.get::<_, Vec<u8>>(0))?;
        rows.map(|id| Id::from_slice(&id?).ok_or_else(|| Error::tampered("a row's id"))).collect()
    }

    /// Hands on each note that waits, one at a time. Whoever can write the file can leave notes: no more
    /// are looked at than may be left, and others only when those are gone.
    pub fn captured<T>(&self, mut each: impl FnMut(Id, Vec<u8>) -> T) -> Result<Vec<T>> {
        let mut statement = self.db.prepare(
            "SELECT id, CASE WHEN length(sealed) <= ?1 THEN sealed ELSE x'' END FROM captured LIMIT ?2",
        )?;
        let mut rows = statement.query(params![MAX_SEALED as i64, MAX_NOTES as i64])?;
        let (mut found, mut bytes) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            let (id, sealed): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
            bytes += sealed.len();
            if bytes > MAX_WAITING {
                break;
            }
            found.push(each(Id::from_slice(&id).ok_or_else(|| Error::damaged("captured note"))?, sealed));
        }
        Ok(found)
    }

    /// SQLite's own check of the whole file; its words name pages and tables, never what is in them.
    pub fn integrity(&self) -> Result<Vec<String>> {
        // It would read a row of any length whole.
        for (table, tag) in [("record", "tag"), ("draft", "tag"), ("slot", "checksum"), ("captured", "id")] {
            let longest = format!("SELECT max(length(id) + length({tag}) + length(sealed)) FROM {table}");
            let longest: Option<i64> = self.db.query_row(&longest, [], |row| row.get(0))?;
            if longest.unwrap_or_default() > i64::from(MAX_ROW) {
                return Ok(vec![format!("a row of {table} is longer than any of ours")]);
            }
        }
        let mut statement = self.db.prepare("PRAGMA integrity_check(20)")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        let found = rows.collect::<rusqlite::Result<Vec<_>>>();
        Ok(found.map_or_else(
            |_| vec!["it cannot be read through".to_owned()],
            |found| found.into_iter().filter(|line| line != "ok").collect(),
        ))
    }

    /// How many notes wait, without opening them.
    pub fn captured_count(&self) -> Result<usize> {
        let count: i64 = self.db.query_row("SELECT count(*) FROM captured", [], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// Moves everything from the write-ahead log into the one file, and wipes the log.
    pub fn checkpoint(&self) -> Result<()> {
        self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }
}

/// Looks up or changes rows by their ids, with no more memory than rows of ours need.
pub(crate) fn within_rows<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    ffi::with_rows_up_to(MAX_ROW.unsigned_abs() as usize, work)
}

/// The address by which SQLite opens a file that does not change.
fn still(path: &Path) -> Result<String> {
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

/// Writes inside one transaction.
pub(crate) trait Rows {
    fn put(&self, table: Table, id: Id, tag: &[u8], sealed: &[u8]) -> Result<()>;
    fn replace(&self, table: Table, id: Id, tag: &[u8], sealed: &[u8]) -> Result<()>;
    fn drop_row(&self, table: Table, id: Id) -> Result<()>;
    fn put_slot(&self, slot: &Slot) -> Result<()>;
    fn drop_slot(&self, id: Id) -> Result<()>;
    fn put_about(&self, about: &About) -> Result<()>;
    fn put_manifest(&self, sealed: &[u8], tag: &[u8]) -> Result<()>;
    fn put_captured(&self, id: Id, sealed: &[u8]) -> Result<()>;
    fn drop_captured(&self, id: Id) -> Result<()>;
}

impl Rows for Transaction<'_> {
    fn put(&self, table: Table, id: Id, tag: &[u8], sealed: &[u8]) -> Result<()> {
        // Some room is left for the columns beside it.
        let limit = MAX_ROW.unsigned_abs() as usize - 1_000;
        if sealed.len() > limit {
            return Err(Error::TooLarge { limit });
        }
        let sql = match table {
            // A draft is replaced in place; a record never is.
            Table::Draft => "INSERT OR REPLACE INTO draft (id, tag, sealed) VALUES (?1, ?2, ?3)",
            _ => "INSERT INTO record (id, tag, sealed) VALUES (?1, ?2, ?3)",
        };
        self.prepare_cached(sql)?.execute(params![id.as_bytes(), tag, sealed])?;
        Ok(())
    }

    /// Seals a row anew: only when all keys are replaced.
    fn replace(&self, table: Table, id: Id, tag: &[u8], sealed: &[u8]) -> Result<()> {
        let sql = match table {
            Table::Draft => "UPDATE draft SET tag = ?2, sealed = ?3 WHERE id = ?1",
            _ => "UPDATE record SET tag = ?2, sealed = ?3 WHERE id = ?1",
        };
        match self.prepare_cached(sql)?.execute(params![id.as_bytes(), tag, sealed])? {
            1 => Ok(()),
            _ => Err(Error::NotFound),
        }
    }

    fn drop_row(&self, table: Table, id: Id) -> Result<()> {
        let sql = match table {
            Table::Draft => "DELETE FROM draft WHERE id = ?1",
            _ => "DELETE FROM record WHERE id = ?1",
        };
        self.prepare_cached(sql)?.execute([id.as_bytes()])?;
        Ok(())
    }

    fn put_slot(&self, slot: &Slot) -> Result<()> {
        self.execute(
            "INSERT INTO slot (id, kind, sealed, checksum) VALUES (?1, ?2, ?3, ?4)",
            params![slot.id.as_bytes(), slot.kind, slot.sealed, slot.checksum],
        )?;
        Ok(())
    }

    fn drop_slot(&self, id: Id) -> Result<()> {
        match self.execute("DELETE FROM slot WHERE id = ?1", [id.as_bytes()])? {
            1 => Ok(()),
            _ => Err(Error::NotFound),
        }
    }

    fn put_about(&self, about: &About) -> Result<()> {
        self.execute(
            "INSERT OR REPLACE INTO about (id, format, vault, capture, checksum) VALUES (1, ?1, ?2, ?3, ?4)",
            params![FORMAT, about.vault.as_bytes(), about.capture, about.checksum],
        )?;
        Ok(())
    }

    fn put_manifest(&self, sealed: &[u8], tag: &[u8]) -> Result<()> {
        self.prepare_cached("INSERT OR REPLACE INTO manifest (id, tag, sealed) VALUES (1, ?1, ?2)")?
            .execute(params![tag, sealed])?;
        Ok(())
    }

    fn put_captured(&self, id: Id, sealed: &[u8]) -> Result<()> {
        self.execute("INSERT INTO captured (id, sealed) VALUES (?1, ?2)", params![id.as_bytes(), sealed])?;
        Ok(())
    }

    fn drop_captured(&self, id: Id) -> Result<()> {
        match self.execute("DELETE FROM captured WHERE id = ?1", [id.as_bytes()])? {
            1 => Ok(()),
            _ => Err(Error::NotFound),
        }
    }
}

/// Which file a path names: on Unix its device and number. Elsewhere an open file cannot be replaced.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileMark(u64, u64);

impl FileMark {
    pub fn of(path: &Path) -> Result<Self> {
        let meta = std::fs::metadata(path).map_err(|e| Error::reading(&e))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            Ok(Self(meta.dev(), meta.ino()))
        }
        #[cfg(not(unix))]
        {
            let _ = meta;
            Ok(Self(0, 0))
        }
    }
}

/// Files that only their owner may read, where the system knows such a thing.
pub(crate) fn private(options: &mut std::fs::OpenOptions) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    // On Windows a file inherits the access list of the person's own folder.
    #[cfg(not(unix))]
    let _ = options;
}
