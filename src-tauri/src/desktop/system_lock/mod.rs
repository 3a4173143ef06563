//! The system locks its screen or goes to sleep: then the journal locks as well.
//!
//! Each system says so in its own way; where it says nothing (no bus, say), the idle clock and the
//! person are all there is. Locking twice does no harm, so nothing here is kept apart carefully.

use sotto_api::App;
use tauri::{AppHandle, Manager};

use crate::desktop::lock::{self, Leaving};

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(windows)]
mod windows;

/// Listens for as long as the app runs.
pub fn watch(handle: &AppHandle) {
    #[cfg(target_os = "linux")]
    linux::watch(handle);
    #[cfg(target_os = "macos")]
    macos::watch(handle);
    #[cfg(windows)]
    windows::watch(handle);
}

/// Asks the page to seal what it holds, and locks. Says whether there was anything to lock.
fn lock_now(handle: &AppHandle) -> bool {
    let open = handle.state::<App>().is_open();
    if open {
        lock::ask(handle, Leaving::Lock);
    }
    open
}
