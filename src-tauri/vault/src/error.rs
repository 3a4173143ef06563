//! What can go wrong in the sealed store. No variant carries anything a person wrote.

use std::io;

/// SQLITE_IOERR_SHMSIZE.
const SHM_SIZE: i32 = 4874;

/// A result of the sealed store.
pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the passphrase does not open this vault")]
    PassphraseWrong,
    #[error("an empty passphrase protects nothing")]
    PassphraseEmpty,
    #[error("the recovery sheet does not open this vault")]
    RecoveryWrong,
    #[error("this is not a recovery sheet's text")]
    RecoveryUnreadable,
    #[error("there is no vault at this place")]
    Missing,
    #[error("there is a file at this place already")]
    Exists,
    #[error("this file is not a vault")]
    NotAVault,
    #[error("the vault was made by a newer version (format {found})")]
    Newer { found: i64 },
    #[error("the vault is damaged: {what}")]
    Damaged { what: String },
    #[error("the vault was changed by something else than Sotto: {what}")]
    Tampered { what: String },
    #[error("the vault is an older copy of what this computer last saw")]
    RolledBack,
    #[error("the vault is in use elsewhere")]
    InUse,
    #[error("the vault is open for reading alone")]
    ReadingOnly,
    #[error("the disk is full")]
    DiskFull,
    #[error("the vault cannot be written here")]
    ReadOnly,
    #[error("writing failed: {0}")]
    Write(String),
    #[error("reading failed: {0}")]
    Read(String),
    #[error("the folder is not there")]
    FolderMissing,
    #[error("the backup was made with other keys than the vault has now")]
    OtherKeys,
    #[error("there is no such row")]
    NotFound,
    #[error("more than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("notes were left while locked")]
    CapturedWaiting,
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
                // The text SQLite gives may quote values; its number tells enough.
                _ => Self::Write(format!("SQLite code {}", inner.extended_code)),
            },
            // A column of the wrong type can only come from a changed file.
            _ => Self::damaged("a row has an unexpected shape"),
        }
    }
}
