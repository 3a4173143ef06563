//! What a command answers when it fails: the core's `{code, params}`, and the few that only a window
//! can have.

pub use sotto_core::Failure;
use sotto_core::{status, vault};

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

pub fn unforeseen(what: &str) -> Failure {
    Failure::new("unforeseen", status::UNFORESEEN).with("what", what)
}
