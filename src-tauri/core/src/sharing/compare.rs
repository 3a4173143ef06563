//! The ten words that people compare aloud, to be sure that they have each other's keys.
//!
//! Two people, or all members of a group: everyone who has the same set of keys has the same words. Names don't
//! count. scrypt makes each try at keys with the same words cost about a quarter of a second.

use crate::base::wordlist;

/// How many words are compared: 120 bits.
pub const WORDS: usize = 10;
/// Bits a word stands for: three bytes are two words.
const BITS: usize = 12;
const _: () = assert!(1 << BITS == wordlist::COUNT);

/// Two keys of one person, as they stand on the card.
pub type Keys<'a> = (&'a str, &'a str);

/// The words over the keys of everyone who compares: recipient and sender key of each, in any order. `None`
/// only if they could not be worked out.
pub fn words(keys: &[Keys<'_>]) -> Option<Vec<&'static str>> {
    let mut keys = keys.to_vec();
    keys.sort_unstable();
    keys.dedup();
    // Every key has a fixed length, so no two sets of keys give the same bytes.
    let all: String = keys.iter().flat_map(|(recipient, sender_key)| [*recipient, *sender_key]).collect();
    let mut number = [0u8; WORDS * BITS / 8];
    let params = scrypt::Params::new(16, 8, 1, number.len()).ok()?;
    scrypt::scrypt(all.as_bytes(), b"sotto/compare-words/v1", &params, &mut number).ok()?;
    let list = wordlist::list();
    halves(&number).map(|at| list.get(at).copied()).collect()
}

/// Every three bytes as two numbers of twelve bits.
fn halves(bytes: &[u8]) -> impl Iterator<Item = usize> {
    bytes.chunks_exact(3).flat_map(|three| {
        let whole = three.iter().fold(0, |whole, byte| whole << 8 | usize::from(*byte));
        [whole >> BITS, whole & (wordlist::COUNT - 1)]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn keys(key: char) -> (String, String) {
        (format!("age1{}", key.to_string().repeat(58)), key.to_string().repeat(64))
    }

    fn of(all: &[&(String, String)]) -> Vec<&'static str> {
        words(&all.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn everyone_with_the_same_keys_hears_the_same_words() {
        let (ines, lee, okafor) = (keys('a'), keys('b'), keys('c'));
        let all = of(&[&ines, &lee, &okafor]);
        assert_eq!(all.len(), WORDS);
        // Part of the format: two versions must say the same.
        assert_eq!(
            all.join(" "),
            "filigree declare whippet gardenia curio folding water soprano leaflet bedside"
        );
        assert_eq!(all, of(&[&okafor, &ines, &lee]));
        assert_eq!(all, of(&[&lee, &ines, &lee, &okafor]));
        let mut other = lee.clone();
        other.1.replace_range(..1, "c");
        let sets: HashSet<Vec<&str>> =
            [[&ines, &okafor].as_slice(), &[&okafor, &lee], &[&ines, &other, &okafor], &[&ines, &lee]]
                .iter()
                .map(|set| of(set))
                .collect();
        assert_eq!(sets.len(), 4);
        assert!(!sets.contains(&all));
    }

    #[test]
    fn a_word_is_twelve_bits() {
        assert_eq!(halves(&[0xab, 0xcd, 0xef, 0, 0x10, 0x01]).collect::<Vec<_>>(), [0xabc, 0xdef, 1, 1]);
        assert_eq!(halves(&[0xff; 15]).collect::<Vec<_>>(), [wordlist::COUNT - 1; WORDS]);
    }
}
