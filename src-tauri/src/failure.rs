//! What a command answers when it fails: the core's `{code, params}`, and the few that only a window
//! can have.

pub use sotto_core::Failure;
use sotto_core::{status, vault};

use crate::desktop::keychain::Fault;

/// What a command answers.
pub type Answer<T> = Result<T, Failure>;

/// Asked for something that only an open journal has.
pub fn locked() -> Failure {
    Failure::new("locked", status::USAGE)
}

/// Asked to make or check a backup while no folder for them is chosen.
pub fn no_backup_folder() -> Failure {
    Failure::new("backup_no_folder", status::USAGE)
}

/// Asked to restore before a backup was chosen, or it is gone.
pub fn no_backup() -> Failure {
    Failure::new("backup_missing", status::USAGE)
}

/// A file that was chosen cannot be read as text.
pub fn not_text() -> Failure {
    Failure::new("card_unreadable", status::REFUSED)
}

/// A file that was to be handed out could not be written: the journal is as it was.
pub fn outside(error: vault::Error) -> Failure {
    sotto_core::Error::Outside(error).into()
}

/// The keychain may open the journal again once the passphrase was typed.
pub fn passphrase_due() -> Failure {
    Failure::new("keychain_passphrase_due", status::USAGE)
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Absent => Failure::new("keychain_absent", status::REFUSED),
            Fault::Refused => Failure::new("keychain_refused", status::REFUSED),
            Fault::Silent => Failure::new("keychain_silent", status::REFUSED),
            Fault::Missing => Failure::new("keychain_missing", status::REFUSED),
            Fault::Failed => Failure::new("keychain_failed", status::REFUSED),
        }
    }
}

pub fn unforeseen(what: &str) -> Failure {
    Failure::new("unforeseen", status::UNFORESEEN).with("what", what)
}
