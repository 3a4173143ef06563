//! What happens when the person does nothing: everything goes into the one file, a backup is made when
//! one is due, and after as long as they chose, the journal locks.

use std::time::Duration;

use sotto_api::{App, back_up_if_due, may_back_up};
use tauri::{AppHandle, Manager};

use crate::desktop::lock::{self, Leaving};

/// After so long without a change, the vault is one file that may be copied.
const QUIET: Duration = Duration::from_secs(2);
/// Seconds between two questions whether a backup is due.
const BACKUP_EVERY: u32 = 15;

/// Watches for as long as the app runs.
pub fn watch(handle: AppHandle) {
    std::thread::spawn(move || {
        let mut calm = 0;
        loop {
            std::thread::sleep(Duration::from_secs(1));
            let app = handle.state::<App>();
            // Skipped while a call uses the journal: nothing here may wait, or the journal would not lock. A full
            // disk is reported when something is saved; nothing is lost by not tidying up.
            app.journal_if_free(|journal| {
                let _ = journal.on_idle(QUIET);
            });
            if may_back_up(&app) {
                if calm % BACKUP_EVERY == 0 {
                    let handle = handle.clone();
                    std::thread::spawn(move || back_up_if_due(&handle.state()));
                }
                calm += 1;
            }
            let patience = Duration::from_secs(u64::from(app.settings().settings.lock_after) * 60);
            if app.is_open() && app.idle_for() >= patience {
                lock::ask(&handle, Leaving::Lock);
            }
        }
    });
}
