//! What a call answers when it fails, and the few failures that the core does not know.

use sotto_core::{Code, Failure, vault};

use crate::host::KeychainFault;

/// What a call answers.
pub type CallResult<T> = Result<T, Failure>;

/// Something that only an open journal has was asked for.
pub(crate) fn locked() -> Failure {
    Failure::new(Code::Locked)
}

/// A file that was to be handed out could not be written: the journal is unchanged.
pub(crate) fn output(error: vault::Error) -> Failure {
    sotto_core::Error::Output(error).into()
}

/// Something that should not happen; `what` names the part, and nothing a person wrote.
pub fn unexpected(what: &str) -> Failure {
    Failure::new(Code::Unexpected).with("what", what)
}

impl From<KeychainFault> for Failure {
    fn from(fault: KeychainFault) -> Self {
        Self::new(match fault {
            KeychainFault::Absent => Code::KeychainAbsent,
            KeychainFault::Refused => Code::KeychainRefused,
            KeychainFault::Silent => Code::KeychainSilent,
            KeychainFault::Missing => Code::KeychainMissing,
            KeychainFault::Failed => Code::KeychainFailed,
        })
    }
}
