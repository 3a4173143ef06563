//! The one place with unsafe code: an allocator for SQLite that wipes what it frees, and in `vfs` the file
//! system that it reads a view through.
//!
//! SQLite keeps rows, statements and FTS terms in its own heap and frees them as they are;
//! without this, hundreds of copies of what a person wrote stay behind after the view is closed.
//! Sizes are kept in a 16-byte head before each block, so that `free` knows what to wipe.
#![allow(unsafe_code)]

use std::alloc::{Layout, alloc, dealloc};
use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::ptr;
use std::sync::Once;

use libsqlite3_sys as sqlite;

use crate::error::{Error, Result};

pub(crate) mod vfs;

const HEAD: usize = 16;
/// 3.51.3: the first release in which a WAL reset cannot lose a commit.
const OLDEST: i32 = 3_051_003;

/// Sets the allocator, once, before the first connection, and refuses an old SQLite.
pub fn prepare() -> Result<()> {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let methods = sqlite::sqlite3_mem_methods {
            xMalloc: Some(take),
            xFree: Some(give_back),
            xRealloc: Some(resize),
            xSize: Some(size),
            xRoundup: Some(round_up),
            xInit: Some(init),
            xShutdown: Some(shutdown),
            pAppData: ptr::null_mut(),
        };
        // SAFETY: SQLite copies the structure; the functions are 'static. If SQLite has been
        // initialised already it answers MISUSE and keeps its own allocator, which is safe.
        unsafe {
            sqlite::sqlite3_config(sqlite::SQLITE_CONFIG_MALLOC, &raw const methods);
            // The count of allocated bytes is never read, and takes a lock for every block.
            sqlite::sqlite3_config(sqlite::SQLITE_CONFIG_MEMSTATUS, 0 as c_int);
        }
    });
    if rusqlite::version_number() < OLDEST {
        return Err(Error::SqliteTooOld { found: rusqlite::version().to_owned() });
    }
    Ok(())
}

thread_local! {
    /// The longest block that SQLite gets on this thread, and whether it asked for a longer one.
    static LONGEST: Cell<(usize, bool)> = const { Cell::new((usize::MAX, false)) };
}

/// Does `work` on rows of at most `longest` bytes. SQLite takes memory for the whole of a row that it
/// meets on its way to another one, and a hostile file may hold rows of any length: it gets none for
/// those, and what wanted it is damaged.
pub fn with_rows_up_to<T>(longest: usize, work: impl FnOnce() -> Result<T>) -> Result<T> {
    /// Puts back what was allowed before, also when `work` panics.
    struct Before(usize);
    impl Drop for Before {
        fn drop(&mut self) {
            LONGEST.set((self.0, false));
        }
    }
    let before = Before(LONGEST.get().0);
    // Something is put in front of a row and behind it.
    LONGEST.set((longest.saturating_add(4_096).min(before.0), false));
    work().map_err(|error| match LONGEST.get() {
        (_, true) => Error::damaged("a row is longer than any of ours"),
        _ => error,
    })
}

fn fits(bytes: &usize) -> bool {
    let allowed = || {
        LONGEST.with(|of_thread| {
            let (longest, refused) = of_thread.get();
            of_thread.set((longest, refused || *bytes > longest));
            *bytes <= longest
        })
    };
    *bytes > 0 && allowed()
}

fn layout(payload: usize) -> Option<Layout> {
    Layout::from_size_align(payload.checked_add(HEAD)?, HEAD).ok()
}

extern "C" fn take(bytes: c_int) -> *mut c_void {
    let Some((payload, layout)) =
        usize::try_from(bytes).ok().filter(fits).and_then(|n| Some((n, layout(n)?)))
    else {
        return ptr::null_mut();
    };
    // SAFETY: the layout is never empty; the head fits in front of the payload and is aligned.
    unsafe {
        let block = alloc(layout);
        if block.is_null() {
            return ptr::null_mut();
        }
        block.cast::<usize>().write(payload);
        block.add(HEAD).cast()
    }
}

extern "C" fn give_back(payload: *mut c_void) {
    if payload.is_null() {
        return;
    }
    // SAFETY: SQLite hands back only what `take` or `resize` gave, once; the head before it holds
    // the size that the block was made with.
    unsafe {
        let block = payload.cast::<u8>().sub(HEAD);
        let bytes = block.cast::<usize>().read();
        wipe(payload.cast::<u8>(), bytes);
        if let Some(layout) = layout(bytes) {
            dealloc(block, layout);
        }
    }
}

/// Writes that no optimiser may leave out. In whole words, since every search frees what it read: byte
/// by byte this took a fifth of its time.
///
/// # Safety
/// `start` is aligned to 16 and is followed by `bytes` bytes that belong to the caller.
unsafe fn wipe(start: *mut u8, bytes: usize) {
    let words = bytes / size_of::<u64>();
    // SAFETY: the words and the rest behind them lie within `bytes`.
    unsafe {
        let rest = start.add(words * size_of::<u64>());
        zeroize::Zeroize::zeroize(std::slice::from_raw_parts_mut(start.cast::<u64>(), words));
        zeroize::Zeroize::zeroize(std::slice::from_raw_parts_mut(rest, bytes % size_of::<u64>()));
    }
}

extern "C" fn resize(old: *mut c_void, bytes: c_int) -> *mut c_void {
    if old.is_null() {
        return take(bytes);
    }
    let new = take(bytes);
    if !new.is_null() {
        // SAFETY: both blocks are live, do not overlap, and hold at least the copied bytes.
        unsafe {
            let keep = usize::try_from(size(old)).unwrap_or(0).min(usize::try_from(bytes).unwrap_or(0));
            ptr::copy_nonoverlapping(old.cast::<u8>(), new.cast::<u8>(), keep);
        }
        give_back(old);
    }
    new
}

extern "C" fn size(payload: *mut c_void) -> c_int {
    if payload.is_null() {
        return 0;
    }
    // SAFETY: as in `give_back`.
    let bytes = unsafe { payload.cast::<u8>().sub(HEAD).cast::<usize>().read() };
    c_int::try_from(bytes).unwrap_or(c_int::MAX)
}

extern "C" fn round_up(bytes: c_int) -> c_int {
    bytes.checked_add(7).map_or(bytes, |n| n & !7)
}

extern "C" fn init(_: *mut c_void) -> c_int {
    sqlite::SQLITE_OK
}

extern "C" fn shutdown(_: *mut c_void) {}
