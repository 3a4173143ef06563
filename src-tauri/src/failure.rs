//! What a command answers when it fails: the core's `{code, params}`, and the few that only a window
//! can have.

pub use sotto_core::Failure;
use sotto_core::{Code, vault};

use crate::desktop::keychain::Fault;

/// What a command answers.
pub type Answer<T> = Result<T, Failure>;

/// Asked for something that only an open journal has.
pub fn locked() -> Failure {
    Failure::new(Code::Locked)
}

/// Asked to make or check a backup while no folder for them is chosen.
pub fn no_backup_folder() -> Failure {
    Failure::new(Code::BackupNoFolder)
}

/// Asked to restore before a backup was chosen, or it is gone.
pub fn no_backup() -> Failure {
    Failure::new(Code::BackupMissing)
}

/// A file that was chosen cannot be read as text.
pub fn not_text() -> Failure {
    Failure::new(Code::CardUnreadable)
}

/// A file that was to be handed out could not be written: the journal is as it was.
pub fn outside(error: vault::Error) -> Failure {
    sotto_core::Error::Output(error).into()
}

/// The keychain may open the journal again once the passphrase was typed.
pub fn passphrase_due() -> Failure {
    Failure::new(Code::KeychainPassphraseDue)
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Absent => Failure::new(Code::KeychainAbsent),
            Fault::Refused => Failure::new(Code::KeychainRefused),
            Fault::Silent => Failure::new(Code::KeychainSilent),
            Fault::Missing => Failure::new(Code::KeychainMissing),
            Fault::Failed => Failure::new(Code::KeychainFailed),
        }
    }
}

pub fn unexpected(what: &str) -> Failure {
    Failure::new(Code::Unexpected).with("what", what)
}
