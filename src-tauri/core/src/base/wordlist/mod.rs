//! The 7,776 words that Sotto speaks keys and passphrases with, read from `eff_large.txt`.
//!
//! A list this long gives 12.9 bits a word and was chosen for words that are easy to say and hear.
//! Suggesting a passphrase is in `passphrase`; the words two people compare are in `sharing::card`.

use std::sync::LazyLock;

/// How many words there are: 6 to the power of 5.
pub const COUNT: usize = 7_776;

static LIST: LazyLock<Vec<&'static str>> = LazyLock::new(|| include_str!("eff_large.txt").lines().collect());

/// All the words, in the order that is part of the format.
pub fn list() -> &'static [&'static str] {
    &LIST
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn there_are_7776_distinct_plain_words_in_order() {
        assert_eq!(list().len(), COUNT);
        assert_eq!(list().iter().collect::<HashSet<_>>().len(), COUNT);
        assert!(list().is_sorted());
        assert!(
            list()
                .iter()
                .all(|w| (3..=9).contains(&w.len()) && w.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
        );
        assert_eq!(list().first(), Some(&"abacus"));
        assert_eq!(list().last(), Some(&"zoom"));
    }
}
