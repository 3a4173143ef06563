//! Converts every internal error into what a screen or a script gets: a code and parameters.
//!
//! The errors of the vault are one exhaustive match here; each feature converts its own enum. The text for a
//! person comes from Fluent, by code.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use sotto_vault::Error as Vault;

use super::{Class, Code, Error};

/// What went wrong. Holds no text that a person wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Failure {
    pub code: Code,
    pub class: Class,
    #[cfg_attr(feature = "bindings", ts(type = "Record<string, string | number>"))]
    pub params: BTreeMap<&'static str, String>,
}

impl Failure {
    pub const fn new(code: Code) -> Self {
        Self { code, class: code.class(), params: BTreeMap::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.insert(name, value.to_string());
        self
    }

    /// Whether the person stopped the task, so that nothing went wrong.
    pub fn is_cancelled(&self) -> bool {
        self.code == Code::Cancelled
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Vault(error) => error.into(),
            Error::Output(error) => output(error),
            Error::Feature(failure) => failure,
            Error::NotFound => Self::new(Code::NotFound),
            Error::Shape => Self::new(Code::VaultNewer),
            Error::View(what) => Self::new(Code::Unexpected).with("what", what),
            Error::Encode(what) => Self::new(Code::Unexpected).with("what", what),
        }
    }
}

/// A file outside the vault has its own codes, so that the message is not about the journal.
fn output(error: Vault) -> Failure {
    match error {
        Vault::ReadOnly => Failure::new(Code::FileReadOnly),
        Vault::DiskFull => Failure::new(Code::FileDiskFull),
        Vault::Write(what) => Failure::new(Code::FileNotWritten).with("what", what),
        other => other.into(),
    }
}

impl From<Vault> for Failure {
    fn from(error: Vault) -> Self {
        match error {
            Vault::PassphraseWrong => Self::new(Code::PassphraseWrong),
            Vault::PassphraseEmpty => Self::new(Code::PassphraseEmpty),
            Vault::PassphraseTooShort { limit } => Self::new(Code::PassphraseTooShort).with("limit", limit),
            Vault::PassphraseCharacter => Self::new(Code::PassphraseCharacter),
            Vault::RecoveryWrong => Self::new(Code::RecoveryWrong),
            Vault::RecoveryUnreadable => Self::new(Code::RecoveryUnreadable),
            Vault::DeviceKeyWrong => Self::new(Code::KeychainKeyWrong),
            Vault::Missing => Self::new(Code::VaultMissing),
            Vault::Exists => Self::new(Code::Exists),
            Vault::NotAVault => Self::new(Code::NotAVault),
            Vault::Newer { found } => Self::new(Code::VaultNewer).with("format", found),
            Vault::EarlierDraft => Self::new(Code::VaultUnreleased),
            Vault::Damaged { what } => Self::new(Code::VaultDamaged).with("what", what),
            Vault::Tampered { what } => Self::new(Code::Tampered).with("what", what),
            Vault::RolledBack => Self::new(Code::RolledBack),
            Vault::InUse => Self::new(Code::VaultInUse),
            Vault::BeingRead => Self::new(Code::VaultBeingRead),
            Vault::DiskFull => Self::new(Code::DiskFull),
            Vault::VaultReadOnly => Self::new(Code::VaultReadOnly),
            Vault::ReadOnly => Self::new(Code::ReadOnly),
            Vault::Write(what) => Self::new(Code::WriteFailed).with("what", what),
            Vault::Read(what) => Self::new(Code::ReadFailed).with("what", what),
            Vault::FileMissing => Self::new(Code::FileMissing),
            Vault::FolderMissing => Self::new(Code::FolderMissing),
            Vault::OtherKeys => Self::new(Code::BackupOtherKeys),
            Vault::Cancelled => Self::new(Code::Cancelled),
            Vault::NotFound => Self::new(Code::NotFound),
            Vault::TooLarge { limit } => Self::new(Code::CapturedTooLong).with("limit", limit),
            Vault::CapturedWaiting => Self::new(Code::CapturedWaiting),
            Vault::CaptureKeyChanged => Self::new(Code::CaptureKeyChanged),
            Vault::CapturedFull { limit } => Self::new(Code::CapturedTooMany).with("limit", limit),
            Vault::HeaderRefused => Self::new(Code::ShareRefused),
            Vault::NotForYou => Self::new(Code::ShareNotForYou),
            Vault::SealBroken => Self::new(Code::ShareDamaged),
            Vault::RecipientUnreadable => Self::new(Code::CardUnreadable),
            Vault::LastSlot => Self::new(Code::LastSlot),
            Vault::TooManySlots { limit } => Self::new(Code::TooManySlots).with("limit", limit),
            Vault::Random => Self::new(Code::Unexpected).with("what", "randomness"),
            Vault::SqliteTooOld { found } => Self::new(Code::Unexpected).with("what", found),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_written_has_codes_of_its_own() {
        let failures: [(fn() -> Vault, _, _); 3] = [
            (|| Vault::ReadOnly, Code::FileReadOnly, Code::ReadOnly),
            (|| Vault::DiskFull, Code::FileDiskFull, Code::DiskFull),
            (|| Vault::Write("x".into()), Code::FileNotWritten, Code::WriteFailed),
        ];
        for (error, of_the_file, of_the_journal) in failures {
            for (failure, code) in
                [(Error::Output(error()), of_the_file), (Error::Vault(error()), of_the_journal)]
            {
                let failure = Failure::from(failure);
                assert_eq!((failure.code, failure.class), (code, Class::NotWritten));
            }
        }
        assert_eq!(Failure::from(Error::Output(Vault::Exists)).code, Code::Exists);
    }
}
