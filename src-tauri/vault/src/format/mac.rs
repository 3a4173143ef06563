//! Tags: HMAC-SHA256 over length-prefixed parts, and the multiset hash of the manifest.

use hmac::{Hmac, Mac as _};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// 32 bytes of an HMAC or hash.
pub type Tag = [u8; 32];

/// One key for one purpose, derived from the vault's root secret.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct MacKey([u8; 32]);

impl MacKey {
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// HMAC-SHA256 over the parts, each preceded by its length (8 bytes, big-endian), so that
    /// no two lists of parts give the same bytes.
    pub fn tag(&self, parts: &[&[u8]]) -> Tag {
        self.mac(parts).finalize().into_bytes().into()
    }

    /// Compares in constant time.
    pub fn verify(&self, parts: &[&[u8]], tag: &[u8]) -> bool {
        self.mac(parts).verify_slice(tag).is_ok()
    }

    fn mac(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        // HMAC pads a short key with zeros to its block of 64 bytes (RFC 2104), which makes a key
        // of the one size that needs no error path.
        let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
        for (to, from) in block.iter_mut().zip(self.0) {
            *to = from;
        }
        let mut mac = <Hmac<Sha256> as hmac::digest::KeyInit>::new(&block);
        block.as_mut_slice().zeroize();
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac
    }
}

/// SHA-256, for checksums against accidents and as the digest that tags cover.
pub fn sha256(bytes: &[u8]) -> Tag {
    Sha256::digest(bytes).into()
}

/// SHA-256 over length-prefixed parts.
pub fn checksum(parts: &[&[u8]]) -> Tag {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// The sum of keyed hashes modulo 2^256 (MSet-Add-Hash, Clarke et al. 2003): the same for the
/// same rows in any order, and changed by adding or subtracting one row.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct SetHash([u64; 4]);

impl SetHash {
    pub fn add(&mut self, row: &Tag) {
        let mut carry = false;
        for (sum, word) in self.0.iter_mut().zip(words(row)) {
            let (a, first) = sum.overflowing_add(word);
            let (b, second) = a.overflowing_add(u64::from(carry));
            (*sum, carry) = (b, first || second);
        }
    }

    pub fn remove(&mut self, row: &Tag) {
        let mut borrow = false;
        for (sum, word) in self.0.iter_mut().zip(words(row)) {
            let (a, first) = sum.overflowing_sub(word);
            let (b, second) = a.overflowing_sub(u64::from(borrow));
            (*sum, borrow) = (b, first || second);
        }
    }

    pub fn to_bytes(self) -> Tag {
        let mut out = [0u8; 32];
        for (to, word) in out.chunks_exact_mut(8).zip(self.0) {
            to.copy_from_slice(&word.to_le_bytes());
        }
        out
    }

    pub fn from_bytes(bytes: &Tag) -> Self {
        let mut out = [0u64; 4];
        for (to, word) in out.iter_mut().zip(words(bytes)) {
            *to = word;
        }
        Self(out)
    }
}

fn words(bytes: &Tag) -> impl Iterator<Item = u64> + '_ {
    bytes.chunks_exact(8).map(|c| u64::from_le_bytes(c.try_into().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_tag_is_hmac_sha256_over_length_prefixed_parts() {
        let mut mac = <Hmac<Sha256> as hmac::Mac>::new_from_slice(&[7u8; 32]).unwrap();
        mac.update(&5u64.to_be_bytes());
        mac.update(b"hello");
        let want: Tag = mac.finalize().into_bytes().into();
        assert_eq!(MacKey::new([7; 32]).tag(&[b"hello"]), want);
    }

    proptest! {
        #[test]
        fn the_set_hash_forgets_order_and_removes_what_was_added(rows: Vec<Tag>, extra: Tag) {
            let (mut there, mut back) = (SetHash::default(), SetHash::default());
            rows.iter().for_each(|r| there.add(r));
            rows.iter().rev().for_each(|r| back.add(r));
            prop_assert!(there == back);
            prop_assert!(SetHash::from_bytes(&there.to_bytes()) == there);
            back.add(&extra);
            prop_assert_eq!(back == there, extra == [0; 32]);
            back.remove(&extra);
            prop_assert!(back == there);
        }

        #[test]
        fn parts_cannot_be_shifted_into_each_other(a: Vec<u8>, b: Vec<u8>) {
            let key = MacKey::new([1; 32]);
            let joined = [a.clone(), b.clone()].concat();
            prop_assert_ne!(key.tag(&[&a, &b]), key.tag(&[&joined]));
            prop_assert_eq!(key.tag(&[&a, &b]) == key.tag(&[&b, &a]), a == b);
        }
    }
}
