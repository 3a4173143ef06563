//! What can go wrong in the sealed store. No variant carries text that a person wrote.

use std::io;

/// SQLITE_IOERR_SHMSIZE.
const SHM_SIZE: i32 = 4874;
/// SQLITE_IOERR_READ, _SHORT_READ, _FSTAT and _ACCESS: what fails before anything is written.
const READING: [i32; 4] = [266, 522, 1802, 3338];

/// A result of the sealed store.
pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the passphrase does not open this vault")]
    PassphraseWrong,
    #[error("an empty passphrase protects nothing")]
    PassphraseEmpty,
    #[error("a new passphrase has at least {limit} characters")]
    PassphraseTooShort { limit: usize },
    #[error("a new passphrase has no control characters or others that cannot be seen or typed again")]
    PassphraseCharacter,
    #[error("the recovery sheet does not open this vault")]
    RecoveryWrong,
    #[error("this is not a recovery sheet's text")]
    RecoveryUnreadable,
    #[error("the key stored on this computer does not open this vault")]
    DeviceKeyWrong,
    #[error("there is no vault at this place")]
    Missing,
    #[error("there is a file at this place already")]
    Exists,
    #[error("this file is not a vault")]
    NotAVault,
    #[error("the vault was made by a newer version (format {found})")]
    Newer { found: i64 },
    #[error("the vault was made by an unreleased draft of this format")]
    EarlierDraft,
    #[error("the vault is damaged: {what}")]
    Damaged { what: String },
    #[error("the vault was changed by another program: {what}")]
    Tampered { what: String },
    #[error("the vault is an older copy of what this computer last saw")]
    RolledBack,
    #[error("the vault is in use elsewhere")]
    InUse,
    #[error("a task still reads the vault")]
    BeingRead,
    #[error("the vault is open for reading only")]
    VaultReadOnly,
    #[error("the disk is full")]
    DiskFull,
    #[error("the vault cannot be written here")]
    ReadOnly,
    #[error("writing failed: {0}")]
    Write(String),
    #[error("reading failed: {0}")]
    Read(String),
    #[error("the file from outside is not there")]
    FileMissing,
    #[error("the folder is not there")]
    FolderMissing,
    #[error("the backup was made with other keys than the vault has now")]
    OtherKeys,
    #[error("cancelled; nothing was changed")]
    Cancelled,
    #[error("there is no such row")]
    NotFound,
    #[error("more than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("notes were left while locked")]
    CapturedWaiting,
    #[error("notes would be sealed to another key than when the vault was last open on this computer")]
    CaptureKeyChanged,
    #[error("no more than {limit} notes can be left while locked")]
    CapturedFull { limit: usize },
    #[error("a sealed file's header is malformed or asks for too much")]
    HeaderRefused,
    #[error("sealed for someone else")]
    NotForYou,
    #[error("the sealed bytes are damaged or cut short")]
    SealBroken,
    #[error("not a recipient: expected age1...")]
    RecipientUnreadable,
    #[error("the last way to unlock cannot be removed")]
    LastSlot,
    #[error("there are {limit} ways to unlock of this kind already")]
    TooManySlots { limit: usize },
    #[error("the system gave no randomness")]
    Random,
    #[error("SQLite {found} is older than 3.51.3")]
    SqliteTooOld { found: String },
}

impl Error {
    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged { what: what.into() }
    }

    pub(crate) fn tampered(what: impl Into<String>) -> Self {
        Self::Tampered { what: what.into() }
    }

    /// An operating-system error while writing.
    pub fn writing(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            io::ErrorKind::AlreadyExists => Self::Exists,
            _ => Self::Write(error.kind().to_string()),
        }
    }

    /// An operating-system error while reading.
    pub(crate) fn reading(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            _ => Self::Read(error.kind().to_string()),
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match &error {
            rusqlite::Error::QueryReturnedNoRows => Self::NotFound,
            // No room for the shared-memory file beside the log is a full disk, too.
            rusqlite::Error::SqliteFailure(inner, _) if inner.extended_code == SHM_SIZE => Self::DiskFull,
            rusqlite::Error::SqliteFailure(inner, _) => match inner.code {
                Code::DiskFull => Self::DiskFull,
                Code::ReadOnly | Code::PermissionDenied | Code::CannotOpen => Self::ReadOnly,
                Code::DatabaseBusy | Code::DatabaseLocked => Self::InUse,
                Code::DatabaseCorrupt => Self::damaged("file"),
                Code::NotADatabase => Self::NotAVault,
                Code::TooBig => Self::damaged("a row is longer than any of ours"),
                _ if READING.contains(&inner.extended_code) => {
                    Self::Read(format!("SQLite code {}", inner.extended_code))
                }
                // SQLite's message may quote values; its number is enough.
                _ => Self::Write(format!("SQLite code {}", inner.extended_code)),
            },
            // A column of the wrong type can only come from a changed file.
            _ => Self::damaged("a row has an unexpected shape"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(code: i32) -> Error {
        rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None).into()
    }

    #[test]
    fn a_failed_read_is_not_reported_as_a_write() {
        for code in READING {
            assert!(matches!(error(code), Error::Read(_)), "{code}");
        }
        // SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC, SQLITE_FULL.
        assert!(matches!((error(778), error(1034)), (Error::Write(_), Error::Write(_))));
        assert!(matches!((error(SHM_SIZE), error(13)), (Error::DiskFull, Error::DiskFull)));
    }
}
