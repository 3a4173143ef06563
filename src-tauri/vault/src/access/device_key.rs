//! A key that one computer keeps for a person: the same as on the recovery sheet, but made by Sotto,
//! never shown, and only as safe as whatever guards it there.
//!
//! Where it is kept (the system's keychain) is the desktop's business; this crate neither stores nor
//! finds it. What a computer remembers of a vault without any key is in `device`.

use std::str::FromStr;

use age::secrecy::ExposeSecret;
use age::x25519;
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::format::ids::Id;

/// The key of one slot. Its name is random, so that what is kept under it tells nothing of the vault.
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

    /// What is to be kept: `AGE-SECRET-KEY-1...`.
    pub fn key_line(&self) -> Zeroizing<String> {
        Zeroizing::new(self.identity.to_string().expose_secret().to_owned())
    }

    /// What was kept for a slot.
    ///
    /// # Errors
    /// `DeviceKeyWrong` for what is no key at all: someone else wrote there.
    pub fn read(slot: Id, kept: &str) -> Result<Self> {
        let identity = x25519::Identity::from_str(kept.trim()).map_err(|_| Error::DeviceKeyWrong)?;
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
