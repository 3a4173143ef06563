//! Who sent a share, proven to each recipient and to nobody else.
//!
//! RFC 9180 HPKE in auth mode (X25519, HKDF-SHA256, export only): only the sender and that one
//! recipient can make the exported secret, which keys an HMAC over everything that matters. Not a
//! signature, because with one any recipient could prove to the world what someone wrote in
//! confidence. The price: who steals a recipient's key can pretend to be senders to that person.
//!
//! Whether a counter was seen before, and whether a contact's key is the one compared aloud, is
//! decided where received shares are stored.

use super::page::{Recipient, ShareData};
use hmac::{Hmac, Mac};
use hpke::{
    Deserializable, Kem as _, OpModeR, OpModeS, Serializable, aead::ExportOnlyAead, kdf::HkdfSha256,
    kem::X25519HkdfSha256,
};
use rand_core::OsRng;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
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

/// A new secret key and its public half.
pub fn keypair() -> (Secret, String) {
    let (private, public) = Kem::gen_keypair(&mut OsRng);
    (Zeroizing::new(private.to_bytes().into()), hex(&public.to_bytes()))
}

/// The public half of a secret key, in lower-case hexadecimal.
pub fn public(secret: &Secret) -> Result<String, ProofError> {
    Ok(hex(&Kem::sk_to_pk(&private(secret)?).to_bytes()))
}

/// Proves to each recipient that the holder of `secret` made the page whose SHA-256 is `page`.
///
/// # Errors
/// [`ProofError::Key`] if `data` names another sender's key or a recipient's key is none.
pub fn prove(secret: &Secret, data: &ShareData, page: &[u8; 32]) -> Result<Proof, ProofError> {
    let sender = (private(secret)?, public_key(&data.from.proof).ok_or(ProofError::Key)?);
    if Kem::sk_to_pk(&sender.0) != sender.1 {
        return Err(ProofError::Key);
    }
    let mode = OpModeS::Auth(sender);
    let entry = |to: &Recipient| {
        let key = public_key(&to.proof)?;
        let context = context(data, to, page);
        let (enc, hpke) =
            hpke::setup_sender::<ExportOnlyAead, HkdfSha256, Kem, _>(&mode, &key, &context, &mut OsRng)
                .ok()?;
        let mut exported = Zeroizing::new([0u8; 32]);
        hpke.export(EXPORT, exported.as_mut()).ok()?;
        let mac = mac(&exported, &context)?.finalize().into_bytes();
        Some(Entry { to: to.proof.clone(), enc: hex(&enc.to_bytes()), mac: hex(&mac) })
    };
    let entries = data.to.iter().map(entry).collect::<Option<Vec<Entry>>>().ok_or(ProofError::Key)?;
    Ok(Proof { version: 1, entries })
}

/// Checks that the sender named in `data` made the page whose SHA-256 is `page` for the holder of
/// `secret`, with this very sender and these recipients.
///
/// # Errors
/// [`ProofError::NotForMe`], [`ProofError::Malformed`] or [`ProofError::Forged`].
pub fn check(secret: &Secret, data: &ShareData, page: &[u8; 32], proof: &Proof) -> Result<(), ProofError> {
    if proof.version != 1 {
        return Err(ProofError::Malformed);
    }
    let mine = public(secret)?;
    let me = data.to.iter().find(|to| to.proof == mine).ok_or(ProofError::NotForMe)?;
    let entry = proof.entries.iter().find(|entry| entry.to == mine).ok_or(ProofError::NotForMe)?;
    let enc = unhex(&entry.enc)
        .and_then(|bytes| EncappedKey::from_bytes(&bytes).ok())
        .ok_or(ProofError::Malformed)?;
    let claimed = unhex(&entry.mac).ok_or(ProofError::Malformed)?;
    let sender = public_key(&data.from.proof).ok_or(ProofError::Forged)?;
    let context = context(data, me, page);
    let hpke = hpke::setup_receiver::<ExportOnlyAead, HkdfSha256, Kem>(
        &OpModeR::Auth(sender),
        &private(secret)?,
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
fn context(data: &ShareData, to: &Recipient, page: &[u8; 32]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut part = |bytes: &[u8]| {
        out.extend((bytes.len() as u64).to_be_bytes());
        out.extend(bytes);
    };
    part(FORMAT);
    part(data.id.as_bytes());
    part(to.proof.as_bytes());
    for text in [&data.from.name, &data.from.seal, &data.from.proof] {
        part(text.as_bytes());
    }
    part(&(data.to.len() as u64).to_be_bytes());
    for other in &data.to {
        for text in [&other.name, &other.seal, &other.proof] {
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
    PublicKey::from_bytes(&unhex(text)?).ok()
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied();
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(digit).collect()
}

/// Exactly 32 bytes of lower-case hexadecimal; one way to write a key, so that keys compare as text.
pub(super) fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut out = [0u8; 32];
    let bytes = text.as_bytes();
    if bytes.len() != 64 || !bytes.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    let nibble = |digit: &u8| char::from(*digit).to_digit(16).and_then(|d| u8::try_from(d).ok());
    for (byte, pair) in out.iter_mut().zip(bytes.chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = nibble(high)? << 4 | nibble(low)?;
    }
    Some(out)
}

#[cfg(test)]
mod tests;
