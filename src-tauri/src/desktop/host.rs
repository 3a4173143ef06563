//! The desktop as the calls see it.

use std::path::PathBuf;
use std::time::Duration;

use sotto_api::settings::Theme;
use sotto_api::{CallResult, Host, Keychain, LastWords, Leave, Secret, unexpected};
use sotto_core::Now;
use tauri::{AppHandle, Manager};

use crate::desktop::keychain::SystemKeychain;
use crate::desktop::{clipboard, clock, dialog, lock, window};
use crate::page;

/// The window, the system's dialogs, its clipboard and its keychain.
pub struct Desktop {
    handle: AppHandle,
    keychain: SystemKeychain,
}

impl Desktop {
    pub fn new(handle: AppHandle) -> Self {
        Self { handle, keychain: SystemKeychain }
    }
}

impl Host for Desktop {
    fn now(&self) -> Now {
        clock::now()
    }

    fn steady(&self) -> Duration {
        clock::steady()
    }

    fn choose_place(&self, name: &str) -> Option<PathBuf> {
        dialog::save(&self.handle, name)
    }

    fn choose_file(&self) -> Option<PathBuf> {
        dialog::open(&self.handle)
    }

    fn choose_files(&self) -> Vec<PathBuf> {
        dialog::open_several(&self.handle)
    }

    fn choose_folder(&self) -> Option<PathBuf> {
        dialog::folder(&self.handle)
    }

    fn copy(&self, text: Secret) -> CallResult<()> {
        clipboard::copy(text).map_err(|_| unexpected("clipboard"))
    }

    fn print(&self) -> CallResult<()> {
        let window = self.handle.get_webview_window(window::MAIN);
        window.and_then(|window| window.print().ok()).ok_or_else(|| unexpected("printing"))
    }

    fn show_theme(&self, theme: Theme) {
        window::show_theme(&self.handle, theme);
    }

    fn lock(&self) {
        let handle = self.handle.clone();
        std::thread::spawn(move || lock::replace(&handle));
    }

    fn leave_heard(&self) {
        lock::heard();
    }

    fn leave(&self, words: LastWords) -> Leave {
        lock::answered(&self.handle, words)
    }

    fn runtime_folder(&self) -> Option<PathBuf> {
        window::runtime_folder()
    }

    fn keychain(&self) -> &dyn Keychain {
        &self.keychain
    }

    fn page_root(&self) -> &str {
        page::ROOT
    }
}
