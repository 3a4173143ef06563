//! The recovery sheet: the same 32 bytes as 24 BIP-39 words and as an age key line.

use std::str::FromStr;

use age::secrecy::ExposeSecret;
use age::x25519;
use zeroize::Zeroizing;

use crate::error::{Error, Result};

/// The secret on the sheet. It opens the vault.
#[derive(Clone)]
pub struct RecoveryKey(pub(crate) x25519::Identity);

impl RecoveryKey {
    pub fn generate() -> Self {
        Self(x25519::Identity::generate())
    }

    /// `AGE-SECRET-KEY-1...`: works with the stock `age` tool.
    pub fn key_line(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_string().expose_secret().to_owned())
    }

    /// 24 words of the English BIP-39 list: the same key, with a checksum of 8 bits.
    pub fn words(&self) -> Result<Vec<&'static str>> {
        let line = self.key_line();
        let (_, bytes) = bech32::decode(&line).map_err(|_| Error::RecoveryUnreadable)?;
        let bytes = Zeroizing::new(bytes);
        let mnemonic = bip39::Mnemonic::from_entropy(&bytes).map_err(|_| Error::RecoveryUnreadable)?;
        Ok(mnemonic.words().collect())
    }

    /// Reads a whole sheet, its key line, or its words, numbered or not, in any case.
    pub fn read(text: &str) -> Result<Self> {
        if let Some(line) = text
            .split_whitespace()
            .find(|w| w.get(..16).is_some_and(|p| p.eq_ignore_ascii_case("AGE-SECRET-KEY-1")))
        {
            let line = Zeroizing::new(line.to_ascii_uppercase());
            return x25519::Identity::from_str(&line).map(Self).map_err(|_| Error::RecoveryUnreadable);
        }
        let words = words_of(text);
        let mnemonic = bip39::Mnemonic::parse_in_normalized(bip39::Language::English, &words)
            .map_err(|_| Error::RecoveryUnreadable)?;
        let entropy = Zeroizing::new(mnemonic.to_entropy());
        if entropy.len() != 32 {
            return Err(Error::RecoveryUnreadable);
        }
        let hrp = bech32::Hrp::parse("age-secret-key-").map_err(|_| Error::RecoveryUnreadable)?;
        let line =
            bech32::encode_upper::<bech32::Bech32>(hrp, &entropy).map_err(|_| Error::RecoveryUnreadable)?;
        let line = Zeroizing::new(line);
        x25519::Identity::from_str(&line).map(Self).map_err(|_| Error::RecoveryUnreadable)
    }
}

/// The words of a sheet, joined by single spaces. When words are numbered, only the word behind
/// each number counts, so that a whole printed sheet can be given.
fn words_of(text: &str) -> Zeroizing<String> {
    let tokens: Vec<String> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ':' | ';' | ')'))
        .filter(|t| !t.is_empty())
        .map(str::to_lowercase)
        .collect();
    // The words behind 1, 2, 3 ... in turn, so that a date on the sheet does not count.
    let mut numbered: Vec<&str> = Vec::new();
    for pair in tokens.windows(2) {
        if let [number, word] = pair
            && number.parse::<usize>().is_ok_and(|n| n == numbered.len() + 1)
            && word.chars().all(|c| c.is_ascii_alphabetic())
        {
            numbered.push(word);
        }
    }
    let chosen: Vec<&str> =
        if numbered.len() == 24 { numbered } else { tokens.iter().map(String::as_str).collect() };
    Zeroizing::new(chosen.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: &RecoveryKey, b: &RecoveryKey) -> bool {
        *a.key_line() == *b.key_line()
    }

    #[test]
    fn words_and_key_line_are_one_key_a_hundred_times() {
        for _ in 0..100 {
            let key = RecoveryKey::generate();
            let words = key.words().unwrap();
            assert_eq!(words.len(), 24);
            assert!(same(&key, &RecoveryKey::read(&words.join(" ")).unwrap()));
            assert!(same(&key, &RecoveryKey::read(&key.key_line().to_lowercase()).unwrap()));
            let sheet: String = words
                .iter()
                .enumerate()
                .map(|(i, w)| format!("{:2}. {}\n", i + 1, w.to_uppercase()))
                .collect();
            let sheet = format!("Sotto recovery sheet, printed 23 November 2026\n{sheet}Keep it safe.");
            assert!(same(&key, &RecoveryKey::read(&sheet).unwrap()));
        }
    }

    #[test]
    fn one_wrong_word_is_noticed() {
        let mut words = RecoveryKey::generate().words().unwrap();
        words.swap(0, 1);
        let swapped = RecoveryKey::read(&words.join(" "));
        // The checksum has 8 bits: a swap may pass it once in 256, and then it is another key.
        if let Ok(other) = swapped {
            assert_eq!(other.words().unwrap(), words);
        }
        assert!(matches!(RecoveryKey::read("not a sheet"), Err(Error::RecoveryUnreadable)));
        assert!(matches!(RecoveryKey::read(""), Err(Error::RecoveryUnreadable)));
    }
}
