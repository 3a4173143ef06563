//! What can go wrong in the journal. No variant carries anything a person wrote.

use crate::circle::CircleError;
use crate::exchange::ImportError;
use crate::reflections::ReflectionError;
use crate::sharing::SharingError;

/// A result of the journal.
pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Vault(#[from] sotto_vault::Error),
    /// About a file that was to be handed out, not about the journal.
    #[error("a file outside the journal could not be written: {0}")]
    Outside(#[source] sotto_vault::Error),
    #[error(transparent)]
    Reflection(#[from] ReflectionError),
    #[error(transparent)]
    Circle(#[from] CircleError),
    #[error(transparent)]
    Sharing(#[from] SharingError),
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error("there is nothing with this id or name")]
    NotFound,
    #[error("the words do not match the recovery sheet")]
    RecoveryAnswersWrong,
    #[error("this is no picture that can be read")]
    PhotoUnreadable,
    #[error("the picture is too large")]
    PhotoTooLarge,
    #[error("there is no recovery code in the picture")]
    PhotoNoCode,
    #[error("the view in memory failed: {0}")]
    View(String),
    #[error("an image of the view could not be read")]
    Image,
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        // SQLite's own text may quote a row; the code tells enough.
        match error {
            rusqlite::Error::QueryReturnedNoRows => Self::NotFound,
            rusqlite::Error::SqliteFailure(inner, _) => {
                Self::View(format!("SQLite code {}", inner.extended_code))
            }
            _ => Self::View("an unexpected row".to_owned()),
        }
    }
}
