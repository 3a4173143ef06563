//! The keys that every slot holds, and one derived key per purpose.

use std::str::FromStr;

use age::secrecy::ExposeSecret;
use age::x25519;
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::ahead::Ahead;
use crate::error::{Error, Result};
use crate::ids::{Id, hex, to_hex};
use crate::mac::{MacKey, Tag};
use crate::seal::Recipient;

/// What a slot seals, as JSON.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Payload {
    #[zeroize(skip)]
    pub vault: Id,
    /// Counts up when all keys are replaced.
    pub epoch: u32,
    /// Opens records, drafts and snapshots; its recipient is secret too.
    pub vault_identity: String,
    /// Opens what was left while locked; its recipient lies in the clear.
    pub capture_identity: String,
    /// Opens what others seal to this person.
    pub share_identity: String,
    /// X25519 secret of the HPKE pair that proves a sender, hexadecimal.
    pub proof_secret: String,
    /// HKDF input for every tag, hexadecimal.
    pub root: String,
}

impl Payload {
    pub fn generate(vault: Id) -> Result<Self> {
        let secret = || -> Result<String> {
            let mut bytes = Zeroizing::new([0u8; 32]);
            getrandom::fill(bytes.as_mut()).map_err(|_| Error::Random)?;
            Ok(to_hex(bytes.as_ref()))
        };
        let identity = || x25519::Identity::generate().to_string().expose_secret().to_owned();
        Ok(Self {
            vault,
            epoch: 1,
            vault_identity: identity(),
            capture_identity: identity(),
            share_identity: identity(),
            proof_secret: secret()?,
            root: secret()?,
        })
    }
}

/// The keys of an unlocked vault. Neither printable nor serialisable.
pub struct Keys {
    pub(crate) payload: Payload,
    pub(crate) vault: x25519::Identity,
    /// Seals records to `vault`'s recipient.
    ahead: Ahead,
    pub(crate) capture: x25519::Identity,
    pub(crate) share: x25519::Identity,
    pub(crate) record_mac: MacKey,
    pub(crate) manifest_mac: MacKey,
    pub(crate) snapshot_mac: MacKey,
    pub(crate) device_mac: MacKey,
    share_mac: MacKey,
}

impl Keys {
    pub(crate) fn from_payload(payload: Payload) -> Result<Self> {
        let broken = || Error::damaged("slot");
        let identity = |text: &str| x25519::Identity::from_str(text).map_err(|_| broken());
        let root = Zeroizing::new(hex::<32>(&payload.root).ok_or_else(broken)?);
        let derive = |purpose: &str| -> Result<MacKey> {
            let mut out = [0u8; 32];
            Hkdf::<Sha256>::new(Some(payload.vault.as_bytes()), root.as_ref())
                .expand(purpose.as_bytes(), &mut out)
                .map_err(|_| broken())?;
            Ok(MacKey::new(out))
        };
        let vault = identity(&payload.vault_identity)?;
        Ok(Self {
            ahead: Ahead::new(Recipient(vault.to_public())),
            vault,
            capture: identity(&payload.capture_identity)?,
            share: identity(&payload.share_identity)?,
            record_mac: derive("sotto/record/v1")?,
            manifest_mac: derive("sotto/manifest/v1")?,
            snapshot_mac: derive("sotto/snapshot/v1")?,
            device_mac: derive("sotto/device/v1")?,
            share_mac: derive("sotto/share-id/v1")?,
            payload,
        })
    }

    /// Where records are sealed to. As secret as the identity: see the threat model.
    pub(crate) fn vault_recipient(&self) -> &Recipient {
        self.ahead.recipient()
    }

    /// Seals a record, a draft or the manifest.
    pub(crate) fn seal(&self, plain: &[u8]) -> Result<Vec<u8>> {
        self.ahead.seal(plain)
    }

    pub(crate) fn capture_recipient(&self) -> Recipient {
        Recipient(self.capture.to_public())
    }

    /// Where others seal what is meant for this person.
    pub fn share_recipient(&self) -> Recipient {
        Recipient(self.share.to_public())
    }

    /// The secret half of the pair that proves who sent a share.
    pub fn proof_secret(&self) -> Result<Zeroizing<[u8; 32]>> {
        hex::<32>(&self.payload.proof_secret).map(Zeroizing::new).ok_or_else(|| Error::damaged("slot"))
    }

    /// A name for what leaves, that says nothing to anyone without the key.
    pub fn share_tag(&self, content: &[u8]) -> Tag {
        self.share_mac.tag(&[b"sotto/share-id/v1", content])
    }

    /// Opens a file that someone sealed to this person's share recipient.
    pub fn open_share(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        crate::seal::open(&self.share, sealed)
    }
}
