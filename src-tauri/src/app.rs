//! The state of the app: locked or open, and the settings of this computer.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sotto_core::Journal;
use sotto_core::access::recovery_sheet::RecoverySheet;
use sotto_core::sharing::Preview;
use sotto_core::vault::{RecoveryKey, VaultFile};

use crate::commands::reading::ReadOnly;
use crate::desktop::clock::steady;
use crate::failure::{Answer, locked};
use crate::settings::Stored;
use crate::work::Works;

/// An open journal, and the page that was previewed last.
pub struct Open {
    pub journal: Journal,
    pub preview: Option<Preview>,
    /// When it is only read.
    pub reading: Option<ReadOnly>,
}

/// A sheet that has been shown, of a vault or of keys that are about to be made: nothing has been written.
pub struct Setup {
    pub key: RecoveryKey,
    pub sheet: RecoverySheet,
}

/// Everything a command can reach.
pub struct App {
    pub place: VaultFile,
    pub setup: Mutex<Option<Setup>>,
    /// Held while a backup is made or checked: one at a time.
    pub backing_up: Mutex<()>,
    /// The backup that was chosen to be restored. The window never names a path.
    pub to_restore: Mutex<Option<PathBuf>>,
    pub works: Works,
    open: Mutex<Option<Open>>,
    settings: Mutex<Stored>,
    active: Mutex<Duration>,
}

impl App {
    pub fn new(place: VaultFile) -> Self {
        let settings = Stored::read(place.device());
        Self {
            place,
            setup: Mutex::default(),
            backing_up: Mutex::default(),
            to_restore: Mutex::default(),
            works: Works::default(),
            open: Mutex::default(),
            settings: Mutex::new(settings),
            active: Mutex::new(steady()),
        }
    }

    pub fn is_open(&self) -> bool {
        held(&self.open).is_some()
    }

    pub fn set_open(&self, journal: Journal, reading: Option<ReadOnly>) {
        *held(&self.open) = Some(Open { journal, preview: None, reading });
        self.touch();
    }

    /// Why the open journal is only read; `None` when it is not, or is locked.
    pub fn reading(&self) -> Option<ReadOnly> {
        held(&self.open).as_ref().and_then(|open| open.reading)
    }

    /// Takes the open journal away: from here on nothing can be read.
    pub fn take(&self) -> Option<Open> {
        held(&self.open).take()
    }

    /// Does something with the open journal.
    ///
    /// # Errors
    /// `locked` when there is none.
    pub fn with<T>(&self, work: impl FnOnce(&mut Open) -> sotto_core::Result<T>) -> Answer<T> {
        let mut open = held(&self.open);
        let open = open.as_mut().ok_or_else(locked)?;
        work(open).map_err(|error| {
            // A damaged page of the view costs this one answer: the next one comes from a view made again.
            let _ = open.journal.mend_view();
            error.into()
        })
    }

    pub fn settings(&self) -> Stored {
        held(&self.settings).clone()
    }

    /// Changes the settings, on the disk first. Whoever else wants to change them waits.
    pub fn change_settings(&self, change: impl FnOnce(&mut Stored)) -> Answer<()> {
        let mut settings = held(&self.settings);
        let mut next = settings.clone();
        change(&mut next);
        next.write(self.place.device())?;
        *settings = next;
        Ok(())
    }

    /// The person did something.
    pub fn touch(&self) {
        *held(&self.active) = steady();
    }

    /// When the person last did something, by [`steady`].
    pub fn last_active(&self) -> Duration {
        *held(&self.active)
    }
}

/// A panic elsewhere does not make the state unreachable: every change is complete or not begun.
pub fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
