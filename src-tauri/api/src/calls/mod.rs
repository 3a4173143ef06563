//! What the screens may ask for: one file per feature.

pub mod access;
pub mod app;
pub mod backups;
pub mod groups;
pub mod import_export;
pub mod keychain;
pub mod people;
pub mod received;
pub mod reflections;
pub mod safety;
pub mod sessions;
pub mod settings;
pub mod sharing;
pub mod slots;
pub mod tasks;
pub mod vault;

use crate::call::Call;

/// Every call.
pub fn all() -> impl Iterator<Item = &'static Call> {
    let features = [
        app::CALLS,
        settings::CALLS,
        access::CALLS,
        slots::CALLS,
        keychain::CALLS,
        vault::CALLS,
        reflections::CALLS,
        groups::CALLS,
        people::CALLS,
        sessions::CALLS,
        sharing::CALLS,
        received::CALLS,
        safety::CALLS,
        backups::CALLS,
        import_export::CALLS,
        tasks::CALLS,
    ];
    features.into_iter().flatten()
}
