//! A folder whose files fail on demand, and that records what SQLite does to them.
//!
//! Only files that SQLite uses are seen here: the vault and its log. The saved view and the state of
//! this computer are ordinary files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::vfs;

/// The operations of SQLite on a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Open,
    Read,
    Write,
    Truncate,
    Sync,
    Size,
    Delete,
    Lock,
    ShmMap,
    ShmLock,
}

/// Files of a folder by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// One operation that was done.
#[derive(Clone)]
pub enum Event {
    Created {
        file: String,
    },
    Wrote {
        file: String,
        at: usize,
        bytes: Vec<u8>,
    },
    Truncated {
        file: String,
        length: usize,
    },
    Synced {
        file: String,
    },
    Deleted {
        file: String,
        synced: bool,
    },
    /// The caller knows that this many changes are stored.
    Acknowledged {
        changes: usize,
    },
}

/// A fault: the `nth` operation (from 1) of one of these kinds fails, or all from that one on.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    pub kinds: &'static [Kind],
    pub nth: usize,
    pub onwards: bool,
    /// The error that SQLite gets, such as `SQLITE_FULL`.
    pub code: i32,
}

#[derive(Default)]
struct Inner {
    log: Option<Vec<Event>>,
    fault: Option<Fault>,
    /// Operations of the fault's kinds so far.
    seen: usize,
    failed: usize,
}

/// One folder under test.
pub struct Disk {
    folder: PathBuf,
    inner: Mutex<Inner>,
}

static DISKS: Mutex<Vec<Weak<Disk>>> = Mutex::new(Vec::new());

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The disk of a file.
pub(super) fn of(path: &Path) -> Option<Arc<Disk>> {
    held(&DISKS).iter().filter_map(Weak::upgrade).find(|disk| path.starts_with(&disk.folder))
}

impl Disk {
    /// Puts the files of this folder under control. Must be called before the first connection of the
    /// process.
    pub fn at(folder: &Path) -> Arc<Self> {
        vfs::install();
        let folder = folder.canonicalize().expect("a folder");
        let disk = Arc::new(Self { folder, inner: Mutex::default() });
        let mut disks = held(&DISKS);
        disks.retain(|disk| disk.strong_count() > 0);
        disks.push(Arc::downgrade(&disk));
        disk
    }

    /// Starts recording.
    pub fn record(&self) {
        held(&self.inner).log = Some(Vec::new());
    }

    /// The operations since then.
    pub fn recorded(&self) -> Vec<Event> {
        held(&self.inner).log.take().unwrap_or_default()
    }

    /// Records that the caller now knows of this many stored changes.
    pub fn acknowledge(&self, changes: usize) {
        self.note(Event::Acknowledged { changes });
    }

    /// Arms a fault.
    pub fn arm(&self, fault: Fault) {
        let mut inner = held(&self.inner);
        (inner.fault, inner.seen, inner.failed) = (Some(fault), 0, 0);
    }

    /// Disarms the fault, and returns how often it struck.
    pub fn disarm(&self) -> usize {
        let mut inner = held(&self.inner);
        inner.fault = None;
        inner.failed
    }

    /// The error with which an operation must fail, if it must.
    pub(super) fn fails(&self, kind: Kind) -> Option<i32> {
        let mut inner = held(&self.inner);
        let fault = inner.fault.filter(|fault| fault.kinds.contains(&kind))?;
        inner.seen += 1;
        let strikes = inner.seen == fault.nth || (fault.onwards && inner.seen > fault.nth);
        inner.failed += usize::from(strikes);
        strikes.then_some(fault.code)
    }

    fn note(&self, event: Event) {
        if let Some(log) = &mut held(&self.inner).log {
            log.push(event);
        }
    }

    pub(super) fn created(&self, path: &Path) {
        self.note(Event::Created { file: name(path) });
    }

    pub(super) fn wrote(&self, path: &Path, at: usize, bytes: &[u8]) {
        self.note(Event::Wrote { file: name(path), at, bytes: bytes.to_vec() });
    }

    pub(super) fn truncated(&self, path: &Path, length: usize) {
        self.note(Event::Truncated { file: name(path), length });
    }

    pub(super) fn synced(&self, path: &Path) {
        self.note(Event::Synced { file: name(path) });
    }

    pub(super) fn deleted(&self, path: &Path, synced: bool) {
        self.note(Event::Deleted { file: name(path), synced });
    }
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
