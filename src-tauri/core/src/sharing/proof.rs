//! Who sent a share, proven to each recipient and to nobody else.
//!
//! RFC 9180 HPKE in auth mode (X25519, HKDF-SHA256, export only): only the sender and that one
//! recipient can make the exported secret, which keys an HMAC over everything that matters. Not a
//! signature, because with one any recipient could prove to the world what someone wrote in
//! confidence. The price: who steals a recipient's key can pretend to be senders to that person.
//!
//! Whether a share came before is decided in `received`; whether a key is the one that was compared aloud, in
//! `contact`.

use super::party::{Parties, Party, key_bytes};
use hmac::{Hmac, Mac};
use hpke::{
    Deserializable, Kem as _, OpModeR, OpModeS, Serializable, aead::ExportOnlyAead, kdf::HkdfSha256,
    kem::X25519HkdfSha256,
};
use rand_core::OsRng;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use sotto_vault::to_hex;
use zeroize::Zeroizing;

type Kem = X25519HkdfSha256;
type PrivateKey = <Kem as hpke::Kem>::PrivateKey;
type PublicKey = <Kem as hpke::Kem>::PublicKey;
type EncappedKey = <Kem as hpke::Kem>::EncappedKey;

/// The secret half of the pair that proves a sender: any 32 random bytes.
pub type Secret = Zeroizing<[u8; 32]>;

const FORMAT: &[u8] = b"sotto/share-proof/v1";
const EXPORT: &[u8] = b"sotto/share-proof/v1/mac";

/// One entry for each recipient.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(Debug))]
#[serde(deny_unknown_fields)]
pub struct Proof {
    version: u32,
    entries: Vec<Entry>,
}

/// What one recipient can check; all in lower-case hexadecimal.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(Debug))]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The recipient's public key.
    to: String,
    /// HPKE's encapsulated key.
    enc: String,
    mac: String,
}

/// Why a proof could not be made or does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    #[error("a key is not a key, or not the sender's own")]
    Key,
    #[error("the share is not for this key")]
    NotForMe,
    #[error("the proof cannot be read")]
    Malformed,
    #[error("it was not sent by whom it says, or was changed")]
    Forged,
}

/// The public half of a secret key, in lower-case hexadecimal.
pub fn public(secret: &Secret) -> Result<String, ProofError> {
    Ok(to_hex(&Kem::sk_to_pk(&private(secret)?).to_bytes()))
}

/// Proves to each recipient that the holder of `secret` made the page whose SHA-256 is `page`.
///
/// # Errors
/// [`ProofError::Key`] if `parties` names another sender's key or a recipient's key is none.
pub fn prove(secret: &Secret, parties: &Parties, page: &[u8; 32]) -> Result<Proof, ProofError> {
    let sender = (private(secret)?, public_key(&parties.from.sender_key).ok_or(ProofError::Key)?);
    if Kem::sk_to_pk(&sender.0) != sender.1 {
        return Err(ProofError::Key);
    }
    let mode = OpModeS::Auth(sender);
    let entry = |to: &Party| {
        let key = public_key(&to.sender_key)?;
        let context = context(parties, to, page);
        let (enc, hpke) =
            hpke::setup_sender::<ExportOnlyAead, HkdfSha256, Kem, _>(&mode, &key, &context, &mut OsRng)
                .ok()?;
        let mut exported = Zeroizing::new([0u8; 32]);
        hpke.export(EXPORT, exported.as_mut()).ok()?;
        let mac = mac(&exported, &context)?.finalize().into_bytes();
        Some(Entry { to: to.sender_key.clone(), enc: to_hex(&enc.to_bytes()), mac: to_hex(&mac) })
    };
    let entries = parties.to().iter().map(entry).collect::<Option<Vec<Entry>>>().ok_or(ProofError::Key)?;
    Ok(Proof { version: 1, entries })
}

/// The recipient who checks a proof.
pub struct Me<'a> {
    pub secret: &'a Secret,
    /// The age recipient that the share was sealed to and that was opened.
    pub recipient: &'a str,
}

/// Checks that the sender named in `parties` made the page whose SHA-256 is `page` for this recipient, with this
/// very sender and these recipients.
///
/// Both of the recipient's keys must be those of one entry. A card on which somebody put their own age key beside
/// the proof key of a third person would otherwise let them open the share and seal it again to the third, for
/// whom the proof holds.
///
/// # Errors
/// [`ProofError::NotForMe`], [`ProofError::Malformed`] or [`ProofError::Forged`].
pub fn check(me: &Me<'_>, parties: &Parties, page: &[u8; 32], proof: &Proof) -> Result<(), ProofError> {
    if proof.version != 1 {
        return Err(ProofError::Malformed);
    }
    let mine = public(me.secret)?;
    let own = |to: &&Party| to.sender_key == mine && to.recipient == me.recipient;
    let to = parties.to().iter().find(own).ok_or(ProofError::NotForMe)?;
    let entry = proof.entries.iter().find(|entry| entry.to == mine).ok_or(ProofError::NotForMe)?;
    let enc = key_bytes(&entry.enc)
        .and_then(|bytes| EncappedKey::from_bytes(&bytes).ok())
        .ok_or(ProofError::Malformed)?;
    let claimed = key_bytes(&entry.mac).ok_or(ProofError::Malformed)?;
    let sender = public_key(&parties.from.sender_key).ok_or(ProofError::Forged)?;
    let context = context(parties, to, page);
    let hpke = hpke::setup_receiver::<ExportOnlyAead, HkdfSha256, Kem>(
        &OpModeR::Auth(sender),
        &private(me.secret)?,
        &enc,
        &context,
    )
    .map_err(|_| ProofError::Forged)?;
    let mut exported = Zeroizing::new([0u8; 32]);
    hpke.export(EXPORT, exported.as_mut()).map_err(|_| ProofError::Forged)?;
    // Compared in constant time.
    mac(&exported, &context).and_then(|mac| mac.verify_slice(&claimed).ok()).ok_or(ProofError::Forged)
}

/// Reads the JSON that stands after a page.
///
/// # Errors
/// [`ProofError::Malformed`].
pub fn read(json: &str) -> Result<Proof, ProofError> {
    serde_json::from_str(json).map_err(|_| ProofError::Malformed)
}

/// The JSON to put after a page.
///
/// # Errors
/// Never for a proof made here.
pub fn write(proof: &Proof) -> Result<String, ProofError> {
    serde_json::to_string(proof).map_err(|_| ProofError::Malformed)
}

/// Everything the proof is about, each part with its length before it so that no two shares give
/// the same bytes.
fn context(parties: &Parties, to: &Party, page: &[u8; 32]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut part = |bytes: &[u8]| {
        out.extend((bytes.len() as u64).to_be_bytes());
        out.extend(bytes);
    };
    part(FORMAT);
    part(parties.id.as_bytes());
    part(to.sender_key.as_bytes());
    for text in [&parties.from.name, &parties.from.recipient, &parties.from.sender_key] {
        part(text.as_bytes());
    }
    part(&(parties.to().len() as u64).to_be_bytes());
    for other in parties.to() {
        for text in [&other.name, &other.recipient, &other.sender_key] {
            part(text.as_bytes());
        }
    }
    part(page);
    out
}

fn mac(key: &[u8; 32], context: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(context);
    Some(mac)
}

fn private(secret: &Secret) -> Result<PrivateKey, ProofError> {
    PrivateKey::from_bytes(secret.as_ref()).map_err(|_| ProofError::Key)
}

fn public_key(text: &str) -> Option<PublicKey> {
    PublicKey::from_bytes(&key_bytes(text)?).ok()
}

#[cfg(test)]
mod tests;
