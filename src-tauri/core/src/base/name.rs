//! Names of groups and people: one line, not blank, of limited length.

use super::{Code, Failure, Result};

/// Longest name, in characters.
pub const MAX_NAME: usize = 200;

#[derive(Debug, thiserror::Error)]
pub enum NameError {
    #[error("a name is needed")]
    Empty,
    #[error("a name has at most {limit} characters")]
    TooLong { limit: usize },
}

impl From<NameError> for Failure {
    fn from(error: NameError) -> Self {
        match error {
            NameError::Empty => Self::new(Code::NameEmpty),
            NameError::TooLong { limit } => Self::new(Code::NameTooLong).with("limit", limit),
        }
    }
}

crate::base::feature_error!(NameError);

/// A name as it is stored: white space folded to single spaces.
///
/// # Errors
/// `Empty` or `TooLong`.
pub fn name(given: &str) -> Result<String> {
    let name = given.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(NameError::Empty.into());
    }
    if name.chars().count() > MAX_NAME {
        return Err(NameError::TooLong { limit: MAX_NAME }.into());
    }
    Ok(name)
}
