//! What can go wrong in the journal. No variant carries anything a person wrote.
//!
//! Each feature has its own error enum and converts it into a [`Failure`] beside it. The errors of the vault
//! are converted in `failure`.

use super::{Code, Failure};

/// A result of the journal.
pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Vault(#[from] sotto_vault::Error),
    /// About a file outside the vault (a share, an export), not about the journal.
    #[error("a file outside the journal could not be written: {0}")]
    Output(#[source] sotto_vault::Error),
    /// A feature refuses: its own error, already converted into a code and parameters.
    #[error("{0}")]
    Feature(Failure),
    #[error("there is nothing with this id or name")]
    NotFound,
    #[error("a record has a shape that this version does not know")]
    Shape,
    #[error("the view failed: {0}")]
    View(String),
    #[error("this could not be put into words or bytes: {0}")]
    Encode(&'static str),
}

impl Error {
    /// The code of a feature's refusal, for a caller that acts on it.
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Feature(failure) => Some(failure.code),
            _ => None,
        }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::Feature(failure)
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        // SQLite's error text may quote a row, so only its number is kept.
        match error {
            rusqlite::Error::QueryReturnedNoRows => Self::NotFound,
            rusqlite::Error::SqliteFailure(inner, _) => {
                Self::View(format!("SQLite code {}", inner.extended_code))
            }
            _ => Self::View("an unexpected row".to_owned()),
        }
    }
}
