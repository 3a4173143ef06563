//! The state of the app: locked or open, what is being done, and the settings of this computer.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;

use sotto_core::access::recovery_sheet::RecoverySheet;
use sotto_core::sharing::Preview;
use sotto_core::vault::{RecoveryKey, VaultFile};
use sotto_core::{Journal, Now};

use crate::aside::Aside;
use crate::calls::vault::ReadOnly;
use crate::failure::{CallResult, locked};
use crate::host::Host;
use crate::settings::SettingsFile;
use crate::tasks::Tasks;

/// How long locking waits for tasks that it has cancelled. One that waits for a slow disk longer than this is
/// left behind without a result; what it wrote has no name yet and is swept away by the next one.
const PATIENCE: Duration = Duration::from_millis(800);

/// An open journal, and the page that was previewed last.
pub struct OpenJournal {
    pub journal: Journal,
    pub(crate) preview: Option<Preview>,
    /// Set when the journal can only be read.
    pub(crate) read_only: Option<ReadOnly>,
}

/// A recovery sheet that has been shown, for a vault or for keys that are about to be made. Nothing of it has
/// been written.
pub(crate) struct ShownSheet {
    pub key: RecoveryKey,
    pub sheet: RecoverySheet,
}

/// Everything a call can reach.
pub struct App {
    pub vault_file: VaultFile,
    pub tasks: Tasks,
    pub(crate) host: Box<dyn Host>,
    pub(crate) sheet: Mutex<Option<ShownSheet>>,
    /// Held while a backup is made or checked: one at a time.
    pub(crate) backing_up: Mutex<()>,
    /// The backup that was chosen to be restored. The window never names a path.
    pub(crate) to_restore: Mutex<Option<PathBuf>>,
    /// Words that could not be saved.
    pub(crate) aside: Aside,
    journal: Mutex<Option<OpenJournal>>,
    /// Whether the page is covered: see `cover`.
    covered: AtomicBool,
    /// Whether there is a journal in `journal`, for those who must not wait for it.
    is_open: AtomicBool,
    settings: Mutex<SettingsFile>,
    active: Mutex<Duration>,
}

impl App {
    /// A locked app on a vault, which need not exist yet.
    pub fn new(vault_file: VaultFile, host: Box<dyn Host>) -> Self {
        let settings = SettingsFile::read(vault_file.device());
        let active = host.steady();
        let aside = Aside::of(vault_file.device(), host.as_ref());
        Self {
            vault_file,
            tasks: Tasks::default(),
            host,
            sheet: Mutex::default(),
            backing_up: Mutex::default(),
            to_restore: Mutex::default(),
            aside,
            journal: Mutex::default(),
            covered: AtomicBool::new(false),
            is_open: AtomicBool::new(false),
            settings: Mutex::new(settings),
            active: Mutex::new(active),
        }
    }

    /// Now, with this place's offset.
    pub(crate) fn now(&self) -> Now {
        self.host.now()
    }

    /// Whether a journal is open. Never waits.
    pub fn is_open(&self) -> bool {
        self.is_open.load(Ordering::SeqCst)
    }

    pub(crate) fn set_open(&self, journal: Journal, read_only: Option<ReadOnly>) {
        *guard(&self.journal) = Some(OpenJournal { journal, preview: None, read_only });
        self.is_open.store(true, Ordering::SeqCst);
        self.touch();
    }

    /// Runs `work` on the open journal.
    ///
    /// # Errors
    /// `locked` when there is none; or what `work` gives.
    pub fn journal<T>(&self, work: impl FnOnce(&mut Journal) -> sotto_core::Result<T>) -> CallResult<T> {
        self.open_journal(|open| work(&mut open.journal))
    }

    /// The same, with what else belongs to an open journal.
    pub(crate) fn open_journal<T>(
        &self,
        work: impl FnOnce(&mut OpenJournal) -> sotto_core::Result<T>,
    ) -> CallResult<T> {
        if !self.is_open() {
            return Err(locked());
        }
        let mut open = guard(&self.journal);
        let open = open.as_mut().ok_or_else(locked)?;
        work(open).map_err(|error| {
            // A damaged page of the view costs this one answer: the next one comes from a view made again.
            let _ = open.journal.mend_view();
            error.into()
        })
    }

    /// Runs `work` on the open journal if there is one and nobody else is using it.
    pub fn journal_if_free(&self, work: impl FnOnce(&mut Journal)) {
        let mut open = match self.journal.try_lock() {
            Ok(open) => open,
            Err(TryLockError::Poisoned(open)) => open.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        if let Some(open) = open.as_mut() {
            work(&mut open.journal);
        }
    }

    /// Covers the page, whose last words can neither be saved nor set aside: the journal stays open, since they would
    /// be lost with it, and nothing of it is given out until the passphrase was typed.
    pub fn cover(&self) {
        self.covered.store(self.is_open(), Ordering::SeqCst);
    }

    /// The passphrase was typed.
    pub(crate) fn uncover(&self) {
        self.covered.store(false, Ordering::SeqCst);
        self.touch();
    }

    /// Whether the page is covered.
    pub fn is_covered(&self) -> bool {
        self.covered.load(Ordering::SeqCst)
    }

    /// Takes the open journal away. From here on nothing can be read.
    pub(crate) fn take(&self) -> Option<OpenJournal> {
        self.is_open.store(false, Ordering::SeqCst);
        self.covered.store(false, Ordering::SeqCst);
        guard(&self.journal).take()
    }

    /// Locks: cancels every task, turns drafts into revisions, saves the view, and forgets the keys. Safe to call
    /// twice.
    ///
    /// Tasks cancel within a batch, so this rarely takes more than a second.
    pub fn seal(&self) {
        self.is_open.store(false, Ordering::SeqCst);
        self.tasks.cancel_all();
        if let Some(mut open) = self.take() {
            // A draft that cannot become a revision now stays a draft and is found at the next unlock.
            let _ = open.journal.draft_keep_all(self.now());
            let _ = open.journal.save_view();
            // The log can only be emptied once no task reads the vault any more.
            self.tasks.wait_until_ended(PATIENCE);
            let _ = open.journal.checkpoint();
        }
        *guard(&self.sheet) = None;
        // A task that does not need the journal ends as well before the process is replaced.
        self.tasks.wait_until_ended(PATIENCE);
    }

    /// The settings of this computer.
    pub fn settings(&self) -> SettingsFile {
        guard(&self.settings).clone()
    }

    /// Changes the settings, on the disk first. Another change waits meanwhile.
    pub(crate) fn change_settings(&self, change: impl FnOnce(&mut SettingsFile)) -> CallResult<()> {
        let mut settings = guard(&self.settings);
        let mut next = settings.clone();
        change(&mut next);
        next.write(self.vault_file.device())?;
        *settings = next;
        Ok(())
    }

    /// The person did something.
    pub fn touch(&self) {
        *guard(&self.active) = self.host.steady();
    }

    /// How long the person has done nothing.
    pub fn idle_for(&self) -> Duration {
        self.host.steady().saturating_sub(*guard(&self.active))
    }
}

/// Locks a mutex. A panic elsewhere does not make the state unreachable: every change is complete or not
/// begun.
pub fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
