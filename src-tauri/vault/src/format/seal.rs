//! Sealing with age, and the checks made before the age crate sees bytes from outside.
//!
//! Deliberately elsewhere: which key seals what (`keys`), and what a sealed record looks like
//! inside (`record`).

use std::io::{Read, Write};
use std::str::FromStr;

use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor, x25519};
use zeroize::Zeroizing;

use crate::error::{Error, Result};

/// scrypt work factor (log2 N) of a passphrase slot: 256 MiB and about 0.75 s on a 2020s core.
pub const WORK_FACTOR: u8 = if cfg!(feature = "quick_passphrases") { 10 } else { 18 };
#[cfg(all(feature = "quick_passphrases", not(debug_assertions)))]
compile_error!("`quick_passphrases` is for tests: nobody's journal may be sealed with it");
/// A slot that asks for more is refused before any work is done.
pub const MAX_WORK_FACTOR: u8 = 20;

/// How every age file begins.
pub(crate) const MAGIC: &[u8] = b"age-encryption.org/v1\n";
pub(crate) const MAX_HEADER: usize = 16 * 1024;
const MAX_STANZAS: usize = 64;
/// A full line of a stanza's body; a shorter one ends it.
const STANZA_LINE: usize = 64;
/// Smallest size of a padded plaintext, in bytes.
pub const PADDING_FLOOR: usize = 1024;

/// Someone a file can be sealed to: `age1...`.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient(pub(crate) x25519::Recipient);

impl FromStr for Recipient {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let recipient = x25519::Recipient::from_str(text.trim()).map_err(|_| Error::RecipientUnreadable)?;
        // age keeps the bytes to itself, and stops the program when it seals to one of these keys.
        let bytes = bech32::decode(text.trim()).ok().and_then(|(_, bytes)| <[u8; 32]>::try_from(bytes).ok());
        if bytes.is_some_and(|key| is_public_key(&key)) {
            Ok(Self(recipient))
        } else {
            Err(Error::RecipientUnreadable)
        }
    }
}

/// Whether these bytes are an X25519 public key as a program makes one: in the one way to write it (RFC 7748,
/// section 5), and not one of the points of low order, with which everybody has the same secret (section 6.1).
pub fn is_public_key(key: &[u8; 32]) -> bool {
    /// 2^255 - 19, the lowest byte first.
    const PRIME: [u8; 32] = {
        let mut prime = [0xff; 32];
        (prime[0], prime[31]) = (0xed, 0x7f);
        prime
    };
    let smaller = key.iter().rev().lt(PRIME.iter().rev());
    // Any secret will do: each is clamped to a multiple of eight.
    smaller && x25519_dalek::x25519([1; 32], *key) != [0; 32]
}

impl std::fmt::Display for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Seals `plain` to every recipient, as the stock `age` tool would.
pub fn seal(recipients: &[Recipient], plain: &[u8]) -> Result<Vec<u8>> {
    let encryptor = Encryptor::with_recipients(recipients.iter().map(|r| &r.0 as &dyn age::Recipient))
        .map_err(|_| Error::RecipientUnreadable)?;
    wrap(encryptor, plain)
}

/// Seals `plain` under a passphrase, at the fixed work factor.
pub(crate) fn seal_with_passphrase(passphrase: &SecretString, plain: &[u8]) -> Result<Vec<u8>> {
    let mut recipient = age::scrypt::Recipient::new(passphrase.clone());
    recipient.set_work_factor(WORK_FACTOR);
    let encryptor = Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
        .map_err(|_| Error::Random)?;
    wrap(encryptor, plain)
}

fn wrap(encryptor: Encryptor, plain: &[u8]) -> Result<Vec<u8>> {
    Envelope::open(encryptor, plain.len())?.seal(plain)
}

/// An age file with a header and no content yet. Making the header is most of the work of sealing something
/// small, and can be done before the content is known.
pub(crate) struct Envelope(age::stream::StreamWriter<Vec<u8>>);

impl Envelope {
    fn open(encryptor: Encryptor, expected: usize) -> Result<Self> {
        let sealed = Vec::with_capacity(expected + 512);
        encryptor.wrap_output(sealed).map(Self).map_err(|e| Error::writing(&e))
    }

    /// An empty one, for something of about the size of a reflection.
    pub fn to(recipient: &Recipient) -> Result<Self> {
        let encryptor = Encryptor::with_recipients(std::iter::once(&recipient.0 as &dyn age::Recipient))
            .map_err(|_| Error::RecipientUnreadable)?;
        Self::open(encryptor, 4096)
    }

    /// Puts `plain` in and closes it. Each is used once: its key is in no other.
    pub fn seal(mut self, plain: &[u8]) -> Result<Vec<u8>> {
        self.0.write_all(plain).and_then(|()| self.0.finish()).map_err(|e| Error::writing(&e))
    }
}

/// Opens bytes sealed to an X25519 identity.
pub(crate) fn open(identity: &x25519::Identity, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let mut reader = reader(identity, sealed)?;
    let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
    reader.read_to_end(&mut plain).map_err(|_| Error::SealBroken)?;
    Ok(plain)
}

/// Opens a passphrase slot. age cannot tell a wrong passphrase from a damaged slot; the caller compares the
/// slot's checksum first.
pub(crate) fn open_with_passphrase(passphrase: &SecretString, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let mut identity = age::scrypt::Identity::new(passphrase.clone());
    identity.set_max_work_factor(MAX_WORK_FACTOR);
    let mut reader = reader(&identity, sealed)?;
    let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
    reader.read_to_end(&mut plain).map_err(|_| Error::SealBroken)?;
    Ok(plain)
}

/// The work factor that a file sealed under a passphrase asks for.
pub(crate) fn work_factor(sealed: &[u8]) -> Option<u8> {
    let head = sealed.get(..sealed.len().min(MAX_HEADER)).unwrap_or_default();
    let stanza = head.split(|b| *b == b'\n').find_map(|line| line.strip_prefix(b"-> scrypt "))?;
    let (_, factor) = std::str::from_utf8(stanza).ok()?.split_once(' ')?;
    factor.parse().ok()
}

/// A reader over the plaintext; read to its very end, since only the last chunk proves that
/// nothing was cut off.
pub(crate) fn reader<'a>(
    identity: &dyn age::Identity,
    sealed: &'a [u8],
) -> Result<age::stream::StreamReader<&'a [u8]>> {
    check_header(sealed)?;
    let decryptor = Decryptor::new(sealed).map_err(|e| refusal(&e))?;
    decryptor.decrypt(std::iter::once(identity)).map_err(|e| refusal(&e))
}

fn refusal(error: &DecryptError) -> Error {
    match error {
        DecryptError::NoMatchingKeys | DecryptError::KeyDecryptionFailed => Error::NotForYou,
        DecryptError::ExcessiveWork { .. } | DecryptError::InvalidHeader => Error::HeaderRefused,
        _ => Error::SealBroken,
    }
}

/// Refuses a header that would keep the age crate busy for seconds: longer than 16 KiB, more than 64 stanzas,
/// or no age header at all. Also refuses a stanza without its short last line, which the format forbids and
/// the crate accepts.
pub fn check_header(sealed: &[u8]) -> Result<()> {
    let head = sealed.get(..sealed.len().min(MAX_HEADER)).unwrap_or_default();
    if !head.starts_with(MAGIC) {
        return Err(Error::HeaderRefused);
    }
    let mut stanzas = 0;
    let mut unfinished = false;
    for line in head.split(|b| *b == b'\n') {
        let (stanza, end) = (line.starts_with(b"-> "), line.starts_with(b"--- "));
        stanzas += usize::from(stanza);
        if stanzas > MAX_STANZAS || (unfinished && (stanza || end)) {
            return Err(Error::HeaderRefused);
        }
        if end {
            return Ok(());
        }
        unfinished = stanza || (unfinished && line.len() >= STANZA_LINE);
    }
    Err(Error::HeaderRefused)
}

/// The padded size of `len` bytes: Padmé (Nikitin et al. 2019; at most 12 % more), never below
/// 1 KiB, so that a size reveals only its order of magnitude and a few bits.
pub fn padded(len: usize) -> usize {
    let len = len.max(PADDING_FLOOR);
    let exponent = len.ilog2();
    let kept = exponent.ilog2() + 1;
    let mask = (1usize << exponent.saturating_sub(kept)) - 1;
    len.checked_add(mask).map_or(len, |n| n & !mask)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_header_of_127_kib_is_refused_before_age_sees_it() {
        let mut bytes = b"age-encryption.org/v1\n".to_vec();
        while bytes.len() < 127 * 1024 {
            bytes.extend_from_slice(b"-> X25519 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nbbbb\n");
        }
        bytes.extend_from_slice(b"--- cccc\n");
        assert!(matches!(check_header(&bytes), Err(Error::HeaderRefused)));
        // One endless line is no better than many stanzas.
        let mut long = b"age-encryption.org/v1\n-> x ".to_vec();
        long.resize(127 * 1024, b'a');
        assert!(matches!(check_header(&long), Err(Error::HeaderRefused)));
    }

    /// The seven points of low order, as RFC 7748 leaves them to the reader; the last two are other spellings.
    #[test]
    fn no_key_of_low_order_or_in_another_spelling_is_a_recipient() {
        let low = [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ];
        let written =
            |key: &[u8]| bech32::encode::<bech32::Bech32>(bech32::Hrp::parse("age").unwrap(), key).unwrap();
        for text in low {
            let key: [u8; 32] = crate::format::ids::hex(text).unwrap();
            assert!(!is_public_key(&key), "{text}");
            assert!(written(&key).parse::<Recipient>().is_err(), "{text}");
        }
        let own = x25519::Identity::generate().to_public().to_string();
        let (_, bytes) = bech32::decode(&own).unwrap();
        assert_eq!(written(&bytes), own);
        assert!(own.parse::<Recipient>().is_ok());
        // The same point, written with the bit that X25519 ignores.
        let mut other = bytes.clone();
        other[31] |= 0x80;
        assert!(written(&other).parse::<Recipient>().is_err());
    }

    #[test]
    fn a_stanza_must_end_with_a_short_line() {
        let header = |body: &str| format!("age-encryption.org/v1\n-> X25519 aaaa\n{body}--- cccc\n");
        let full = "b".repeat(STANZA_LINE) + "\n";
        for body in ["bbbb\n", "\n", &(full.clone() + "b\n"), &(full.clone() + "\n")] {
            assert!(check_header(header(body).as_bytes()).is_ok(), "{body}");
        }
        for body in ["", &full, &(full.clone() + "-> grease\n\n"), "-> grease\n\n"] {
            assert!(matches!(check_header(header(body).as_bytes()), Err(Error::HeaderRefused)), "{body}");
        }
    }

    #[test]
    fn a_slot_that_asks_for_2_to_the_30_is_refused_without_work() {
        let salt = "AAAAAAAAAAAAAAAAAAAAAA";
        let body = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let mac = body;
        let slot = format!("age-encryption.org/v1\n-> scrypt {salt} 30\n{body}\n--- {mac}\n0123456789abcdef");
        let got = open_with_passphrase(&SecretString::from("any".to_owned()), slot.as_bytes());
        assert!(matches!(got, Err(Error::HeaderRefused)));
    }

    #[test]
    fn what_was_cut_short_or_flipped_never_opens() {
        let key = x25519::Identity::generate();
        let to = Recipient(key.to_public());
        let sealed = seal(&[to], b"I think I want to ask for five minutes").unwrap();
        for cut in 0..sealed.len() {
            assert!(open(&key, &sealed[..cut]).is_err(), "cut at {cut}");
        }
        for at in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[at] ^= 1;
            assert!(open(&key, &flipped).is_err(), "flipped at {at}");
        }
    }

    proptest! {
        #[test]
        fn padding_grows_by_at_most_an_eighth_and_hides_small_sizes(len in 0usize..50_000_000) {
            let size = padded(len);
            prop_assert!(size >= len && size >= PADDING_FLOOR);
            prop_assert!(size <= len.max(PADDING_FLOOR) + len / 8);
            prop_assert_eq!(padded(size), size);
        }

        #[test]
        fn any_bytes_are_refused_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let key = x25519::Identity::generate();
            prop_assert!(open(&key, &bytes).is_err());
        }
    }
}
