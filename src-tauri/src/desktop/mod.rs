//! What differs from system to system: the window, locking, dialogs, the process itself.

pub mod clock;
pub mod dialog;
pub mod idle;
pub mod lock;
pub mod process;
pub mod window;
