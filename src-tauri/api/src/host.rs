//! What differs between the desktop and a test: dialogs, the clipboard, the window, the keychain, the clock.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sotto_core::Now;
use sotto_core::vault::{DeviceKey, Id};

use crate::failure::CallResult;
use crate::secret::Secret;
use crate::settings::Theme;

/// The program that an [`App`](crate::App) runs in.
pub trait Host: Send + Sync {
    /// Now, with this place's offset.
    fn now(&self) -> Now;

    /// Time since some moment before the app began. It goes on while the computer sleeps, and nobody can turn
    /// it back.
    fn steady(&self) -> Duration;

    /// Asks where to save a file, for which `name` is proposed; `None` when that was cancelled.
    fn choose_place(&self, name: &str) -> Option<PathBuf>;

    /// Asks for a file to open.
    fn choose_file(&self) -> Option<PathBuf>;

    /// Asks for any number of files to open.
    fn choose_files(&self) -> Vec<PathBuf>;

    /// Asks for a folder.
    fn choose_folder(&self) -> Option<PathBuf>;

    /// Puts text on the clipboard, and takes it away again after a while.
    ///
    /// # Errors
    /// `unexpected`; what was there before may still be there.
    fn copy(&self, text: Secret) -> CallResult<()>;

    /// Prints what is on screen.
    ///
    /// # Errors
    /// `unexpected`.
    fn print(&self) -> CallResult<()>;

    /// Shows the window in this theme.
    fn show_theme(&self, theme: Theme);

    /// Locks: the page has sealed what it held. Returns before that is done.
    fn lock(&self);

    /// The page has heard that it is to leave, and is sealing what it holds.
    fn leave_heard(&self);

    /// The page has sealed what it held, or could not. Decides what follows, and returns before that is done.
    fn leave(&self, words: LastWords) -> Leave;

    /// A folder in memory that only this person can enter, and that is gone when they log out.
    fn runtime_folder(&self) -> Option<PathBuf>;

    /// This computer's keychain.
    fn keychain(&self) -> &dyn Keychain;

    /// What the address of a page of a share begins with, such as `page://localhost`.
    fn page_root(&self) -> &str;
}

/// What has become of the last words on the page, when it is asked to leave: the worst for any of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum LastWords {
    Saved,
    /// Sealed and set aside on a disk.
    Disk,
    /// Sealed and set aside in memory, until the person logs out.
    Memory,
    /// Only on the page.
    Nowhere,
}

/// What follows from the answer of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Leave {
    /// The journal locks, or the window closes.
    Goes,
    /// Nobody leaves: the person is to be asked.
    Stays,
    /// The journal would lock, and the page is only covered: its words would be lost.
    Covers,
}

/// A keychain in which a key that opens the journal can be stored, under the random id of its slot.
///
/// Each of these blocks, for as long as the system asks the person to unlock the keychain, and ends.
pub trait Keychain {
    /// Whether there is one that could store a key. Asks the person nothing.
    fn is_there(&self) -> bool;

    /// Stores a key, and makes sure that the keychain gives it back.
    ///
    /// # Errors
    /// Why it is not there.
    fn store(&self, key: &DeviceKey) -> KeychainResult<()>;

    /// The key of a slot.
    ///
    /// # Errors
    /// Why there is none.
    fn find(&self, slot: Id) -> KeychainResult<DeviceKey>;

    /// Removes the key of a slot; one that is not there counts as removed. With `ask` the system may ask the
    /// person to unlock its keychain first; without, a locked one is `Refused`.
    ///
    /// # Errors
    /// Why it is still there.
    fn remove(&self, slot: Id, ask: bool) -> KeychainResult<()>;
}

/// What a keychain answers.
pub type KeychainResult<T> = Result<T, KeychainFault>;

/// Why a keychain did not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeychainFault {
    /// There is no keychain, or none that stores anything.
    Absent,
    /// It stayed locked: the person did not want to unlock it, or could not.
    Refused,
    /// It did not answer in time.
    Silent,
    /// It holds no such key.
    Missing,
    /// It answered with something else than what was asked for.
    Failed,
}
