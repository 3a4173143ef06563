//! Every kind of record, and opening a journal with all of them.
//!
//! The top floor: it names every feature that keeps records, and nothing but the crate's root names it.

use sotto_vault::{Key, NewPassphrase, RecoveryKey, Vault, VaultFile};

use crate::attachments::Attachments;
use crate::base::Result;
use crate::reflections::Reflections;
use crate::store::{Journal, Kinds, Progress};
use crate::{groups, people, received, safety, sessions, sharing};

/// Every kind this version knows.
pub(crate) static KINDS: Kinds = &[
    &Reflections,
    &Attachments,
    &groups::KIND,
    &people::KIND,
    &sessions::KIND,
    &sharing::CONTACT,
    &sharing::PROFILE,
    &sharing::SHARE,
    &received::KIND,
    &safety::CONTACT,
];

impl Journal {
    /// Makes a vault and opens its journal.
    pub fn create(
        file: &VaultFile,
        passphrase: &NewPassphrase,
        recovery: Option<&RecoveryKey>,
    ) -> Result<Self> {
        Self::of_new(file.create(passphrase, recovery)?, KINDS)
    }

    /// Unlocks a vault and opens its journal. Where nothing can be written, it is opened for reading only.
    ///
    /// # Errors
    /// `RolledBack` when this computer has seen a newer state, unless `accept_older`.
    pub fn unlock(file: &VaultFile, key: &Key, accept_older: bool) -> Result<Self> {
        let mut vault = match file.unlock(key) {
            Err(sotto_vault::Error::ReadOnly) => return Self::open_read_only(file, key),
            other => other?,
        };
        if vault.rolled_back() {
            if !accept_older {
                return Err(sotto_vault::Error::RolledBack.into());
            }
            vault.accept_older();
        }
        Self::open(vault)
    }

    /// Opens what is undamaged of a damaged vault, or a vault that cannot be written, for reading only.
    /// `Vault::read_only` says what is known to be lost.
    pub fn open_read_only(file: &VaultFile, key: &Key) -> Result<Self> {
        Self::open(file.open_read_only(key)?)
    }

    /// Opens the journal of an unlocked vault.
    pub fn open(vault: Vault) -> Result<Self> {
        let mut journal = Self::of_vault(vault, KINDS, &mut |_, _| {})?;
        journal.drafts_keep_left()?;
        Ok(journal)
    }

    /// Makes the view again from every record, and returns their number.
    pub fn rebuild(&mut self, progress: Progress<'_>) -> Result<usize> {
        let records = self.rebuild_view(progress)?;
        self.drafts_keep_left()?;
        self.save_view()?;
        Ok(records)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_kinds_share_a_noun() {
        let mut names: Vec<&str> = KINDS.iter().map(|kind| kind.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), KINDS.len());
    }
}
