//! What differs from system to system: the window, locking, dialogs, the process itself.

pub mod clipboard;
pub mod clock;
pub mod dialog;
pub mod host;
pub mod idle;
pub mod keychain;
pub mod lock;
pub mod process;
pub mod signals;
pub mod single_instance;
pub mod system_lock;
pub mod window;
