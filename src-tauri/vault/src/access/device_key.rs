//! A key stored on one computer: like the one on the recovery sheet, but never shown, and only as safe as
//! the place where it is stored.
//!
//! Deliberately elsewhere: storing and finding it (the desktop, in the system's keychain), and what a computer
//! remembers of a vault without any key (`device`).

use std::str::FromStr;

use age::secrecy::ExposeSecret;
use age::x25519;
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::format::ids::Id;

/// The key of one slot. Its name is random, so that it does not identify the vault.
#[derive(Clone)]
pub struct DeviceKey {
    slot: Id,
    pub(crate) identity: x25519::Identity,
}

impl DeviceKey {
    /// A key for a slot that is still to be added.
    pub fn generate() -> Result<Self> {
        Ok(Self { slot: Id::random()?, identity: x25519::Identity::generate() })
    }

    /// The slot it opens.
    pub const fn slot(&self) -> Id {
        self.slot
    }

    /// What is to be stored: `AGE-SECRET-KEY-1...`.
    pub fn key_line(&self) -> Zeroizing<String> {
        Zeroizing::new(self.identity.to_string().expose_secret().to_owned())
    }

    /// Reads what was stored for a slot.
    ///
    /// # Errors
    /// `DeviceKeyWrong` for anything that is no key.
    pub fn read(slot: Id, stored: &str) -> Result<Self> {
        let identity = x25519::Identity::from_str(stored.trim()).map_err(|_| Error::DeviceKeyWrong)?;
        Ok(Self { slot, identity })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_the_key_and_anything_else_is_none() {
        let key = DeviceKey::generate().unwrap();
        let kept = DeviceKey::read(key.slot(), &format!("{}\n", *key.key_line())).unwrap();
        assert_eq!((kept.slot(), kept.key_line()), (key.slot(), key.key_line()));
        let cut = &key.key_line()[..70];
        for other in ["", "hunter2", "AGE-SECRET-KEY-1", cut, "24 words"] {
            let read = DeviceKey::read(key.slot(), other);
            assert!(matches!(read.err(), Some(Error::DeviceKeyWrong)), "{other}");
        }
    }

    #[test]
    fn no_two_keys_share_a_name_or_a_secret() {
        let (one, two) = (DeviceKey::generate().unwrap(), DeviceKey::generate().unwrap());
        assert!(one.slot() != two.slot() && one.key_line() != two.key_line());
    }
}
