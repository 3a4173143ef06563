//! The system asks the app to end: at logout, at shutdown, from a task list.
//!
//! What was typed is sealed first, as when the window is closed.

use sotto_api::App;
use tauri::{AppHandle, Manager};

use crate::desktop::lock::{self, Leaving};

/// Listens for as long as the app runs.
#[cfg(unix)]
pub fn watch(handle: &AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    for kind in [SignalKind::terminate(), SignalKind::hangup(), SignalKind::interrupt()] {
        let handle = handle.clone();
        tauri::async_runtime::spawn(async move {
            let Ok(mut signals) = signal(kind) else { return };
            while signals.recv().await.is_some() {
                end(&handle);
            }
        });
    }
}

/// Windows closes the window itself when the session ends.
#[cfg(not(unix))]
pub fn watch(_: &AppHandle) {}

#[cfg(unix)]
fn end(handle: &AppHandle) {
    if handle.state::<App>().is_open() {
        lock::ask(handle, Leaving::End);
    } else {
        handle.exit(0);
    }
}
