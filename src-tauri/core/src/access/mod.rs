//! Access to the journal: the recovery sheet, passphrases, and replacing all keys.

pub mod paper;
pub mod passphrase;
pub mod photo;
pub mod recovery_sheet;

use sotto_intake::picture::PhotoError;
use sotto_vault::{NewKeys, ProgressFn, Rekeyed};

use crate::base::{Code, Failure, Now, Result};
use crate::store::Journal;

/// What can go wrong with a recovery sheet.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    #[error("the words do not match the recovery sheet")]
    AnswersWrong,
}

impl From<AccessError> for Failure {
    fn from(error: AccessError) -> Self {
        Self::new(match error {
            AccessError::AnswersWrong => Code::RecoveryAnswersWrong,
        })
    }
}

impl From<PhotoError> for Failure {
    fn from(error: PhotoError) -> Self {
        Self::new(match error {
            PhotoError::Unreadable => Code::PhotoUnreadable,
            PhotoError::TooLarge => Code::PhotoTooLarge,
            PhotoError::NoCode => Code::PhotoNoCode,
        })
    }
}

crate::base::feature_error!(AccessError);
crate::base::feature_error!(PhotoError);

impl Journal {
    /// Replaces all keys and seals everything with the new ones. See `sotto_vault::NewKeys`.
    ///
    /// # Errors
    /// `CapturedWaiting` while notes wait, `BeingRead` while a task reads, `Cancelled`; then, and on any other
    /// error, nothing has changed.
    pub fn rekey(&mut self, new: &NewKeys<'_>, now: Now, progress: ProgressFn<'_>) -> Result<Rekeyed> {
        // Contacts have to compare the new sharing keys, so they lose their mark in the same transaction.
        let contacts = if new.share_keys { self.contacts_to_compare(now)? } else { Vec::new() };
        self.replace_keys(new, contacts, progress)
    }
}
