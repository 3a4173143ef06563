//! Locks after the person has done nothing for as long as they chose.

use std::time::Duration;

use tauri::{AppHandle, Manager};

use crate::app::App;
use crate::desktop::lock::{self, Leaving};

/// Watches for as long as the app runs. `Instant` cannot be turned back, and on Linux and macOS it
/// stands still while the computer sleeps.
pub fn watch(handle: AppHandle) {
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(Duration::from_secs(1));
            let app = handle.state::<App>();
            let patience = Duration::from_secs(u64::from(app.settings().settings.lock_after) * 60);
            if app.is_open() && app.last_active().elapsed() >= patience {
                lock::ask(&handle, Leaving::Lock);
            }
        }
    });
}
