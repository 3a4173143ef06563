//! The file system that SQLite reads a view through: one file for each connection, whose pages come from
//! `view::pages`.
//!
//! Why this is safe. SQLite gives `xOpen` a block of `szOsFile` bytes for a file, aligned to 8, and that
//! is the size of `Held`. It calls a method only on a file whose open succeeded and set `pMethods`, never
//! after its close, and never two on one file at once; a buffer that it gives lives during the call and
//! is as long as it says. `pages` in a `Held` is one counted reference, taken at open and given back at
//! close. No panic leaves a function: each does its work within `guarded`.
//!
//! There are no journals and no other connections: a change is rolled back from memory, so nothing but
//! the one file can be opened, nothing else exists, and locks are always had. They only tell when a change
//! begins and ends.
#![allow(unsafe_code)]

use std::cell::RefCell;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::sync::{Arc, Mutex, OnceLock};

use libsqlite3_sys as sqlite;
use rusqlite::{Connection, OpenFlags};
use sqlite::{
    sqlite3_file as File, sqlite3_int64 as Offset, sqlite3_io_methods as Methods, sqlite3_vfs as Vfs,
};

use crate::error::{Error, Result};
use crate::view::pages::Pages;

const NAME: &CStr = c"sotto-view";

/// Pages that are shared by a connection and the thread that saves them.
pub(crate) type Shared = Arc<Mutex<Pages>>;

thread_local! {
    /// What the connection that is being opened on this thread reads.
    static NEXT: RefCell<Option<Shared>> = const { RefCell::new(None) };
}

#[repr(C, align(8))]
struct Held {
    base: File,
    pages: *const Mutex<Pages>,
}

/// A connection that reads and writes these pages and nothing else.
pub(crate) fn connect(pages: &Shared) -> Result<Connection> {
    super::prepare()?;
    register()?;
    NEXT.set(Some(Arc::clone(pages)));
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags_and_vfs("view", flags, NAME);
    NEXT.take();
    Ok(connection?)
}

/// Makes the file system known to SQLite, once.
fn register() -> Result<()> {
    static DONE: OnceLock<c_int> = OnceLock::new();
    let code = DONE.get_or_init(|| {
        // SAFETY: the default file system of SQLite lives as long as the process, and so does our changed
        // copy of it. Of the functions that stay its own (time, sleep, randomness, error numbers), none
        // looks at the structure it is called with.
        unsafe {
            let real = sqlite::sqlite3_vfs_find(ptr::null());
            if real.is_null() {
                return sqlite::SQLITE_ERROR;
            }
            let mut ours = *real;
            ours.pNext = ptr::null_mut();
            ours.szOsFile = c_int::try_from(size_of::<Held>()).unwrap_or(c_int::MAX);
            ours.zName = NAME.as_ptr();
            ours.xOpen = Some(open);
            ours.xDelete = Some(delete);
            ours.xAccess = Some(access);
            ours.xFullPathname = Some(full_path);
            sqlite::sqlite3_vfs_register(Box::into_raw(Box::new(ours)), 0)
        }
    });
    if *code == sqlite::SQLITE_OK { Ok(()) } else { Err(Error::damaged("SQLite")) }
}

/// Does `work`, and answers `failure` if it fails, also if it panics.
fn guarded(failure: c_int, work: impl FnOnce() -> Option<c_int>) -> c_int {
    catch_unwind(AssertUnwindSafe(work)).ok().flatten().unwrap_or(failure)
}

/// Does `work` with the pages of an open file.
///
/// # Safety
/// `file` is open.
unsafe fn with(file: *mut File, failure: c_int, work: impl FnOnce(&mut Pages) -> Option<c_int>) -> c_int {
    // SAFETY: an open file is a `Held` whose reference is counted until its close.
    let pages = unsafe { &*(*file.cast::<Held>()).pages };
    // A lock that is poisoned has seen a panic: those pages are no longer to be believed.
    guarded(failure, || work(&mut *pages.lock().ok()?))
}

unsafe extern "C" fn open(
    _: *mut Vfs,
    _: *const c_char,
    file: *mut File,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives a block that is long enough for a `Held`, and `out` may be null.
    unsafe {
        let held = file.cast::<Held>();
        held.write(Held { base: File { pMethods: ptr::null() }, pages: ptr::null() });
        guarded(sqlite::SQLITE_CANTOPEN, || {
            if flags & sqlite::SQLITE_OPEN_MAIN_DB == 0 {
                return None;
            }
            let pages = NEXT.take()?;
            (*held).pages = Arc::into_raw(pages);
            (*held).base.pMethods = &METHODS;
            if !out.is_null() {
                *out = flags;
            }
            Some(sqlite::SQLITE_OK)
        })
    }
}

unsafe extern "C" fn close(file: *mut File) -> c_int {
    // SAFETY: the last call on this file; the reference that `open` put into it is taken back once.
    unsafe {
        let held = file.cast::<Held>();
        let pages = ptr::replace(&raw mut (*held).pages, ptr::null());
        (*held).base.pMethods = ptr::null();
        guarded(sqlite::SQLITE_IOERR_CLOSE, || {
            drop(Arc::from_raw(pages));
            Some(sqlite::SQLITE_OK)
        })
    }
}

unsafe extern "C" fn read(file: *mut File, into: *mut c_void, amount: c_int, at: Offset) -> c_int {
    let (Ok(amount), Ok(at)) = (usize::try_from(amount), u64::try_from(at)) else {
        return sqlite::SQLITE_IOERR_READ;
    };
    // SAFETY: SQLite gives `amount` bytes at `into`. They are written before anything reads them.
    unsafe {
        ptr::write_bytes(into.cast::<u8>(), 0, amount);
        let into = std::slice::from_raw_parts_mut(into.cast::<u8>(), amount);
        with(file, sqlite::SQLITE_IOERR_READ, |pages| {
            Some(if pages.read(at, into).ok()? { sqlite::SQLITE_OK } else { sqlite::SQLITE_IOERR_SHORT_READ })
        })
    }
}

unsafe extern "C" fn write(file: *mut File, from: *const c_void, amount: c_int, at: Offset) -> c_int {
    let (Ok(amount), Ok(at)) = (usize::try_from(amount), u64::try_from(at)) else {
        return sqlite::SQLITE_IOERR_WRITE;
    };
    // SAFETY: SQLite gives `amount` bytes at `from`.
    unsafe {
        let bytes = std::slice::from_raw_parts(from.cast::<u8>(), amount);
        with(file, sqlite::SQLITE_IOERR_WRITE, |pages| {
            pages.write(at, bytes).ok().map(|()| sqlite::SQLITE_OK)
        })
    }
}

unsafe extern "C" fn truncate(file: *mut File, length: Offset) -> c_int {
    // SAFETY: the file is open.
    unsafe {
        with(file, sqlite::SQLITE_IOERR_TRUNCATE, |pages| {
            pages.truncate(u64::try_from(length).ok()?).ok().map(|()| sqlite::SQLITE_OK)
        })
    }
}

unsafe extern "C" fn size(file: *mut File, out: *mut Offset) -> c_int {
    // SAFETY: the file is open, and SQLite gives room for a number.
    unsafe {
        with(file, sqlite::SQLITE_IOERR_FSTAT, |pages| {
            *out = Offset::try_from(pages.length()).ok()?;
            Some(sqlite::SQLITE_OK)
        })
    }
}

unsafe extern "C" fn lock(file: *mut File, level: c_int) -> c_int {
    // SAFETY: the file is open.
    unsafe { note(file, level, sqlite::SQLITE_IOERR_LOCK) }
}

unsafe extern "C" fn unlock(file: *mut File, level: c_int) -> c_int {
    // SAFETY: the file is open.
    unsafe { note(file, level, sqlite::SQLITE_IOERR_UNLOCK) }
}

/// A connection with more than a lock for reading is changing something.
///
/// # Safety
/// `file` is open.
unsafe fn note(file: *mut File, level: c_int, failure: c_int) -> c_int {
    // SAFETY: as the caller says.
    unsafe {
        with(file, failure, |pages| {
            pages.set_changing(level >= sqlite::SQLITE_LOCK_RESERVED);
            Some(sqlite::SQLITE_OK)
        })
    }
}

unsafe extern "C" fn check_reserved(_: *mut File, out: *mut c_int) -> c_int {
    // SAFETY: SQLite gives room for a number.
    unsafe { *out = 0 };
    sqlite::SQLITE_OK
}

/// What is lost with the power is made again: `save` alone writes to the disk.
unsafe extern "C" fn sync(_: *mut File, _: c_int) -> c_int {
    sqlite::SQLITE_OK
}

unsafe extern "C" fn control(_: *mut File, _: c_int, _: *mut c_void) -> c_int {
    sqlite::SQLITE_NOTFOUND
}

unsafe extern "C" fn sector(_: *mut File) -> c_int {
    512
}

unsafe extern "C" fn traits(_: *mut File) -> c_int {
    sqlite::SQLITE_IOCAP_POWERSAFE_OVERWRITE | sqlite::SQLITE_IOCAP_SAFE_APPEND
}

unsafe extern "C" fn delete(_: *mut Vfs, _: *const c_char, _: c_int) -> c_int {
    sqlite::SQLITE_OK
}

/// No other file exists.
unsafe extern "C" fn access(_: *mut Vfs, _: *const c_char, _: c_int, out: *mut c_int) -> c_int {
    // SAFETY: SQLite gives room for a number.
    unsafe { *out = 0 };
    sqlite::SQLITE_OK
}

unsafe extern "C" fn full_path(_: *mut Vfs, name: *const c_char, room: c_int, out: *mut c_char) -> c_int {
    // SAFETY: `name` ends in a zero, and `out` has `room` bytes.
    unsafe {
        let name = CStr::from_ptr(name).to_bytes_with_nul();
        if usize::try_from(room).is_ok_and(|room| name.len() <= room) {
            ptr::copy_nonoverlapping(name.as_ptr().cast(), out, name.len());
            sqlite::SQLITE_OK
        } else {
            sqlite::SQLITE_CANTOPEN
        }
    }
}

/// Version 1: no shared memory, no mapped pages.
static METHODS: Methods = Methods {
    iVersion: 1,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved),
    xFileControl: Some(control),
    xSectorSize: Some(sector),
    xDeviceCharacteristics: Some(traits),
    xShmMap: None,
    xShmLock: None,
    xShmBarrier: None,
    xShmUnmap: None,
    xFetch: None,
    xUnfetch: None,
};
