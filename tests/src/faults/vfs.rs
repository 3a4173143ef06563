//! The only file with unsafe code in the tests: a layer between SQLite and the system's files.
//!
//! SQLite does every file operation through a VFS. This one first asks the `Disk` of the file's folder
//! whether the operation must fail, passes it on to SQLite's own VFS if not, and then reports it to the
//! `Disk`. It is registered as the default, so that `Vault` and `Journal` use it unchanged. What fails
//! and what is recorded is decided in `disk`, without unsafe code.
//!
//! Why this is sound. A file here is a `Held`, followed in the same block by the file of the real VFS, as in
//! all of SQLite's VFSs that wrap another one: `szOsFile` asks for the sum of the sizes, and `Held` has a
//! size and an alignment of 8, which SQLite provides. SQLite calls a method only on a file whose open
//! succeeded, never after its close, and never two methods on one file at once. `disk` in a `Held` is
//! null or one counted reference, taken at open and released at close.
#![allow(unsafe_code)]
// These are SQLite's signatures, and each caller is SQLite.
#![allow(clippy::missing_safety_doc)]

use super::disk::{self, Disk, Kind};
use libsqlite3_sys as sqlite;
use sqlite::{
    sqlite3_file as File, sqlite3_int64 as Offset, sqlite3_io_methods as Methods, sqlite3_vfs as Vfs,
};
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Arc, Once};

/// The VFS underneath.
static REAL: AtomicPtr<Vfs> = AtomicPtr::new(ptr::null_mut());

#[repr(C, align(8))]
struct Held {
    base: File,
    disk: *const Disk,
    /// A boxed path; SQLite's own name for the file may end before the file does.
    path: *mut PathBuf,
}

/// Installs the layer, once, before the first connection of this process.
pub fn install() {
    static ONCE: Once = Once::new();
    // The vault sets its allocator, which must come before anything else is asked of SQLite.
    sotto_core::vault::prepare_sqlite().expect("a new enough SQLite");
    // SAFETY: the default VFS of SQLite lives as long as the process, and so does our changed copy of
    // it. Of its functions, SQLite's own VFSs look at the argument that names the VFS only in `xOpen`,
    // which we replace and give the real one.
    ONCE.call_once(|| unsafe {
        let real = sqlite::sqlite3_vfs_find(ptr::null());
        assert!(!real.is_null(), "SQLite has a file system");
        REAL.store(real, Ordering::SeqCst);
        let mut ours = *real;
        ours.szOsFile = c_int::try_from(size_of::<Held>()).unwrap_or(0) + (*real).szOsFile;
        ours.zName = c"sotto-faults".as_ptr();
        ours.xOpen = Some(open);
        ours.xDelete = Some(delete);
        let code = sqlite::sqlite3_vfs_register(Box::into_raw(Box::new(ours)), 1);
        assert_eq!(code, sqlite::SQLITE_OK);
    });
}

fn path_of(name: *const c_char) -> Option<PathBuf> {
    if name.is_null() {
        return None;
    }
    // SAFETY: SQLite gives names that end in a zero and live during the call.
    Some(PathBuf::from(unsafe { CStr::from_ptr(name) }.to_str().ok()?))
}

unsafe extern "C" fn open(
    _: *mut Vfs,
    name: *const c_char,
    file: *mut File,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: see the head of this file; the real file's block begins right behind `Held`.
    unsafe {
        let held = file.cast::<Held>();
        (*held).base.pMethods = ptr::null();
        (*held).disk = ptr::null();
        (*held).path = ptr::null_mut();
        let path = path_of(name);
        let disk = path.as_deref().and_then(disk::of);
        if let Some(code) = disk.as_ref().and_then(|disk| disk.fails(Kind::Open)) {
            return code;
        }
        let new = path.as_deref().is_some_and(|path| !path.exists());
        let real = REAL.load(Ordering::SeqCst);
        let Some(real_open) = (*real).xOpen else { return sqlite::SQLITE_CANTOPEN };
        let code = real_open(real, name, under(file), flags, out);
        if (*under(file)).pMethods.is_null() {
            return code;
        }
        (*held).base.pMethods = &METHODS;
        if let (Some(disk), Some(path)) = (disk, path) {
            if new {
                disk.created(&path);
            }
            (*held).disk = Arc::into_raw(disk);
            (*held).path = Box::into_raw(Box::new(path));
        }
        code
    }
}

unsafe extern "C" fn delete(_: *mut Vfs, name: *const c_char, sync: c_int) -> c_int {
    let path = path_of(name);
    let disk = path.as_deref().and_then(disk::of);
    if let Some(code) = disk.as_ref().and_then(|disk| disk.fails(Kind::Delete)) {
        return code;
    }
    // SAFETY: the real VFS is asked for what SQLite asked us.
    let code = unsafe {
        let real = REAL.load(Ordering::SeqCst);
        (*real).xDelete.map_or(sqlite::SQLITE_IOERR_DELETE, |delete| delete(real, name, sync))
    };
    if let (sqlite::SQLITE_OK, Some(disk), Some(path)) = (code, disk, path) {
        disk.deleted(&path, sync != 0);
    }
    code
}

/// The real VFS's file behind ours.
unsafe fn under(file: *mut File) -> *mut File {
    // SAFETY: `szOsFile` made the block long enough for both.
    unsafe { file.cast::<Held>().add(1).cast() }
}

/// Asks the disk whether `kind` must fail now; if not, calls `real`, and then `then` to record it.
unsafe fn with(
    file: *mut File,
    kind: Option<Kind>,
    real: impl FnOnce(*mut File, &Methods) -> c_int,
    then: impl FnOnce(&Disk, &Path),
) -> c_int {
    // SAFETY: see the head of this file. The real file is open, so it has methods.
    unsafe {
        let held = file.cast::<Held>();
        let disk = (*held).disk.as_ref();
        if let Some(code) = kind.and_then(|kind| disk?.fails(kind)) {
            return code;
        }
        let inner = under(file);
        let code = real(inner, &*(*inner).pMethods);
        if let (sqlite::SQLITE_OK, Some(disk), Some(path)) = (code, disk, (*held).path.as_ref()) {
            then(disk, path);
        }
        code
    }
}

const MISSING: c_int = sqlite::SQLITE_IOERR;

/// A method that may fail and is not recorded.
macro_rules! passed {
    ($name:ident, $method:ident, $kind:expr $(, $arg:ident: $type:ty)*) => {
        unsafe extern "C" fn $name(file: *mut File $(, $arg: $type)*) -> c_int {
            // SAFETY: the arguments are SQLite's own, handed on as they came.
            unsafe {
                with(file, $kind, |f, m| m.$method.map_or(MISSING, |method| method(f $(, $arg)*)), |_, _| ())
            }
        }
    };
}

passed!(read, xRead, Some(Kind::Read), into: *mut c_void, amount: c_int, at: Offset);
passed!(size, xFileSize, Some(Kind::Size), out: *mut Offset);
passed!(lock, xLock, Some(Kind::Lock), level: c_int);
passed!(unlock, xUnlock, None, level: c_int);
passed!(check_reserved, xCheckReservedLock, None, out: *mut c_int);
passed!(control, xFileControl, None, op: c_int, argument: *mut c_void);
passed!(sector, xSectorSize, None);
passed!(traits, xDeviceCharacteristics, None);
passed!(shm_map, xShmMap, Some(Kind::ShmMap), page: c_int, size: c_int, extend: c_int, out: *mut *mut c_void);
// Releasing a lock never fails here, because SQLite ignores the result.
passed!(shm_lock, xShmLock, (flags & sqlite::SQLITE_SHM_UNLOCK == 0).then_some(Kind::ShmLock), offset: c_int,
    count: c_int, flags: c_int);
passed!(shm_unmap, xShmUnmap, None, delete: c_int);

unsafe extern "C" fn shm_barrier(file: *mut File) {
    // SAFETY: as above.
    unsafe {
        let inner = under(file);
        if let Some(barrier) = (*(*inner).pMethods).xShmBarrier {
            barrier(inner);
        }
    }
}

unsafe extern "C" fn close(file: *mut File) -> c_int {
    // SAFETY: the last call on this file; what `open` put into it is taken back once.
    unsafe {
        let code = with(file, None, |f, m| m.xClose.map_or(sqlite::SQLITE_OK, |method| method(f)), |_, _| ());
        let held = file.cast::<Held>();
        if !(*held).disk.is_null() {
            drop(Arc::from_raw((*held).disk));
            drop(Box::from_raw((*held).path));
        }
        code
    }
}

unsafe extern "C" fn write(file: *mut File, from: *const c_void, amount: c_int, at: Offset) -> c_int {
    // SAFETY: SQLite gives `amount` bytes at `from`.
    unsafe {
        let bytes = std::slice::from_raw_parts(from.cast::<u8>(), usize::try_from(amount).unwrap_or(0));
        with(
            file,
            Some(Kind::Write),
            |f, m| m.xWrite.map_or(MISSING, |method| method(f, from, amount, at)),
            |disk, path| disk.wrote(path, usize::try_from(at).unwrap_or(0), bytes),
        )
    }
}

unsafe extern "C" fn truncate(file: *mut File, length: Offset) -> c_int {
    // SAFETY: as above.
    unsafe {
        with(
            file,
            Some(Kind::Truncate),
            |f, m| m.xTruncate.map_or(MISSING, |method| method(f, length)),
            |disk, path| disk.truncated(path, usize::try_from(length).unwrap_or(0)),
        )
    }
}

unsafe extern "C" fn sync(file: *mut File, flags: c_int) -> c_int {
    // SAFETY: as above.
    unsafe {
        with(file, Some(Kind::Sync), |f, m| m.xSync.map_or(MISSING, |method| method(f, flags)), Disk::synced)
    }
}

/// Version 2: shared memory, but no pages mapped behind our back.
static METHODS: Methods = Methods {
    iVersion: 2,
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
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};
