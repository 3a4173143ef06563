//! The one place in the app that asks what time it is.

use sotto_core::Now;

/// Now, with this place's offset.
pub fn now() -> Now {
    chrono::Local::now().fixed_offset()
}
