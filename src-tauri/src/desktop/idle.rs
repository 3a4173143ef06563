//! What happens when the person does nothing: everything goes into the one file, a backup is made when
//! one is due, and after as long as they chose, the journal locks.

use std::time::Duration;

use tauri::{AppHandle, Manager};

use crate::app::App;
use crate::backups;
use crate::desktop::clock;
use crate::desktop::lock::{self, Leaving};

/// After so long without a change, the vault is one file that may be copied.
const QUIET: Duration = Duration::from_secs(2);

/// Watches for as long as the app runs.
pub fn watch(handle: AppHandle) {
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(Duration::from_secs(1));
            let app = handle.state::<App>();
            // A full disk is told when something is saved; nothing is lost by not tidying up.
            let _ = app.with(|open| open.journal.on_idle(QUIET));
            backups::look(&handle);
            let patience = Duration::from_secs(u64::from(app.settings().settings.lock_after) * 60);
            if app.is_open() && clock::steady().saturating_sub(app.last_active()) >= patience {
                lock::ask(&handle, Leaving::Lock);
            }
        }
    });
}
