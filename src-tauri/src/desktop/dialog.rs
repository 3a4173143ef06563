//! The system's own file dialogs. The web page sees no path but the one it gets as an answer.

use std::path::PathBuf;

use tauri::{AppHandle, Manager};

use crate::desktop::window;

/// What every dialog is called: it says nothing of what it is for.
const TITLE: &str = "Sotto";

/// Asks where to save; `None` when it was cancelled.
pub fn save(handle: &AppHandle, name: &str) -> Option<PathBuf> {
    #[cfg(feature = "drive")]
    if let Some(path) = std::env::var_os("SOTTO_DRIVE_SAVE") {
        return Some(path.into());
    }
    let name = name.to_owned();
    ask(handle, move |dialog| Box::pin(dialog.set_file_name(name).save_file()))
}

/// Asks for a file to open.
pub fn open(handle: &AppHandle) -> Option<PathBuf> {
    #[cfg(feature = "drive")]
    if let Some(path) = std::env::var_os("SOTTO_DRIVE_OPEN") {
        return Some(path.into());
    }
    ask(handle, move |dialog| Box::pin(dialog.pick_file()))
}

/// Asks for a folder.
pub fn folder(handle: &AppHandle) -> Option<PathBuf> {
    #[cfg(feature = "drive")]
    if let Some(path) = std::env::var_os("SOTTO_DRIVE_FOLDER") {
        return Some(path.into());
    }
    ask(handle, move |dialog| Box::pin(dialog.pick_folder()))
}

/// Asks for any number of files to open.
pub fn open_several(handle: &AppHandle) -> Vec<PathBuf> {
    #[cfg(feature = "drive")]
    if let Some(paths) = std::env::var_os("SOTTO_DRIVE_OPEN") {
        return std::env::split_paths(&paths).collect();
    }
    let chosen = wait(handle, move |dialog| Box::pin(dialog.pick_files()));
    chosen.unwrap_or_default().iter().map(|file| file.path().to_owned()).collect()
}

type Choosing<T> = std::pin::Pin<Box<dyn Future<Output = Option<T>> + Send>>;

fn ask(
    handle: &AppHandle,
    make: impl FnOnce(rfd::AsyncFileDialog) -> Choosing<rfd::FileHandle> + Send + 'static,
) -> Option<PathBuf> {
    wait(handle, make).map(|file| file.path().to_owned())
}

/// A dialog is made on the main thread, as every system wants it, and waited for on this one.
fn wait<T: Send + 'static>(
    handle: &AppHandle,
    make: impl FnOnce(rfd::AsyncFileDialog) -> Choosing<T> + Send + 'static,
) -> Option<T> {
    let (send, receive) = std::sync::mpsc::channel();
    let parent = handle.get_webview_window(window::MAIN)?;
    let mut dialog = rfd::AsyncFileDialog::new().set_title(TITLE).set_parent(&parent);
    // Without one, GTK begins in "Recent", where no folder can be chosen by typing its path.
    if let Ok(home) = handle.path().home_dir() {
        dialog = dialog.set_directory(home);
    }
    handle
        .run_on_main_thread(move || {
            let _ = send.send(make(dialog));
        })
        .ok()?;
    let chosen = tauri::async_runtime::block_on(receive.recv().ok()?);
    let _ = handle.run_on_main_thread(forget_recent);
    chosen
}

/// GTK's dialog puts what was chosen on the person's list of recent files, by its path and with this
/// app's name: that something was shared, and when. Taken off again; what other programs put there
/// stays.
#[cfg(target_os = "linux")]
fn forget_recent() {
    use gtk::prelude::RecentManagerExt;
    let name = gtk::glib::application_name();
    let Some(list) = gtk::RecentManager::default() else { return };
    for item in list.items() {
        let ours = item.last_application();
        let address = item.uri().filter(|_| ours.is_some() && ours.as_deref() == name.as_deref());
        if let Some(address) = address {
            let _ = list.remove_item(&address);
        }
    }
}

/// Not looked into yet on the other systems.
#[cfg(not(target_os = "linux"))]
fn forget_recent() {}
