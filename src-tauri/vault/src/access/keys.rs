//! The keys that every slot holds, and one derived key per purpose.

use std::str::FromStr;

use age::secrecy::ExposeSecret;
use age::x25519;
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::access::envelopes::EnvelopePool;
use crate::error::{Error, Result};
use crate::format::ids::{Id, hex, to_hex};
use crate::format::mac::{MacKey, Tag};
use crate::format::seal::Recipient;

/// What a slot seals, as JSON.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Payload {
    #[zeroize(skip)]
    pub vault: Id,
    /// Counts up when all keys are replaced.
    pub epoch: u32,
    /// Opens records and drafts; its recipient is secret too.
    pub vault_identity: String,
    /// Opens what was left while locked; its recipient lies in the clear.
    pub capture_identity: String,
    /// Opens what others seal to this person.
    pub share_identity: String,
    /// X25519 secret of the HPKE pair that proves a sender, hexadecimal.
    pub proof_secret: String,
    /// HKDF input for every tag, hexadecimal.
    pub root: String,
    /// Share keys of earlier epochs: what was sealed to them still opens.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retired: Vec<Retired>,
}

/// Share keys that are no longer given away.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Retired {
    pub share_identity: String,
    pub proof_secret: String,
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
            retired: Vec::new(),
        })
    }

    /// New keys for the next epoch of the same vault. The share keys stay, since people compared them, unless
    /// `share_keys` is set.
    pub fn next_epoch(&self, share_keys: bool) -> Result<Self> {
        let mut next = Self::generate(self.vault)?;
        next.epoch = self.epoch.checked_add(1).ok_or_else(|| Error::damaged("slot"))?;
        next.retired.clone_from(&self.retired);
        let present =
            Retired { share_identity: self.share_identity.clone(), proof_secret: self.proof_secret.clone() };
        if share_keys {
            next.retired.push(present);
        } else {
            next.share_identity.clone_from(&present.share_identity);
            next.proof_secret.clone_from(&present.proof_secret);
        }
        Ok(next)
    }
}

/// The secret half of an HPKE pair (RFC 9180, X25519).
pub type ProofSecret = Zeroizing<[u8; 32]>;

/// The keys of an unlocked vault. Neither printable nor serialisable.
pub struct Keys {
    pub(crate) payload: Payload,
    pub(crate) vault: x25519::Identity,
    /// Seals records to `vault`'s recipient.
    envelopes: EnvelopePool,
    pub(crate) capture: x25519::Identity,
    pub(crate) share: x25519::Identity,
    pub(crate) record_mac: MacKey,
    pub(crate) manifest_mac: MacKey,
    pub(crate) memory_mac: MacKey,
    /// Where the key of each view file comes from.
    pub(crate) view: MacKey,
    share_mac: MacKey,
}

/// A file that someone sealed to this person.
pub struct OpenedShare {
    pub plain: Zeroizing<Vec<u8>>,
    /// The recipient it is sealed to: the present one, or one of an earlier epoch.
    pub recipient: Recipient,
    /// The secret of the same epoch, against which its sender is proven.
    pub proof_secret: ProofSecret,
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
            envelopes: EnvelopePool::new(Recipient(vault.to_public())),
            vault,
            capture: identity(&payload.capture_identity)?,
            share: identity(&payload.share_identity)?,
            record_mac: derive("sotto/record/v1")?,
            manifest_mac: derive("sotto/manifest/v1")?,
            memory_mac: derive("sotto/device/v1")?,
            view: derive("sotto/view/v1")?,
            share_mac: derive("sotto/share-id/v1")?,
            payload,
        })
    }

    /// The same keys once more, for a task that outlives the lock on its vault.
    pub(crate) fn duplicate(&self) -> Result<Self> {
        let broken = |_| Error::damaged("slot");
        let payload = Zeroizing::new(serde_json::to_vec(&self.payload).map_err(broken)?);
        Self::from_payload(serde_json::from_slice(&payload).map_err(broken)?)
    }

    /// Where records are sealed to. As secret as the identity: see the threat model.
    pub(crate) fn vault_recipient(&self) -> &Recipient {
        self.envelopes.recipient()
    }

    /// Seals a record, a draft or the manifest.
    pub(crate) fn seal(&self, plain: &[u8]) -> Result<Vec<u8>> {
        self.envelopes.seal(plain)
    }

    pub(crate) fn capture_recipient(&self) -> Recipient {
        Recipient(self.capture.to_public())
    }

    /// Where others seal what they send to this person.
    pub fn share_recipient(&self) -> Recipient {
        Recipient(self.share.to_public())
    }

    /// The secret half of the pair that proves who sent a share.
    pub fn proof_secret(&self) -> Result<ProofSecret> {
        hex::<32>(&self.payload.proof_secret).map(Zeroizing::new).ok_or_else(|| Error::damaged("slot"))
    }

    /// An id for what is handed out. Without the key, it reveals nothing.
    pub fn share_tag(&self, content: &[u8]) -> Tag {
        self.share_mac.tag(&[b"sotto/share-id/v1", content])
    }

    /// Opens a file that someone sealed to this person's share recipient, also to one of an earlier epoch.
    pub fn open_share(&self, sealed: &[u8]) -> Result<OpenedShare> {
        let present = match crate::format::seal::open(&self.share, sealed) {
            Ok(plain) => {
                let (recipient, proof_secret) = (self.share_recipient(), self.proof_secret()?);
                return Ok(OpenedShare { plain, recipient, proof_secret });
            }
            Err(error) => error,
        };
        for retired in self.payload.retired.iter().rev() {
            let Ok(identity) = x25519::Identity::from_str(&retired.share_identity) else { continue };
            if let Ok(plain) = crate::format::seal::open(&identity, sealed) {
                let secret = hex::<32>(&retired.proof_secret).ok_or_else(|| Error::damaged("slot"))?;
                let recipient = Recipient(identity.to_public());
                return Ok(OpenedShare { plain, recipient, proof_secret: Zeroizing::new(secret) });
            }
        }
        Err(present)
    }
}
