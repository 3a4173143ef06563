//! The 4,096 words for keys read aloud and for suggested passphrases, from `kind_4096.txt`.
//!
//! They were chosen to be easy to say, to hear and to type, and to hurt nobody; `README.md` says how.
//! `access::passphrase` suggests passphrases; `sharing::compare` works out the words two people compare.

use std::sync::LazyLock;

/// How many bits one word stands for.
pub const BITS: u32 = 12;
/// How many words there are.
pub const COUNT: usize = 1 << BITS;

static LIST: LazyLock<Vec<&'static str>> = LazyLock::new(|| include_str!("kind_4096.txt").lines().collect());

/// All the words, in the order that is part of the format.
pub fn list() -> &'static [&'static str] {
    &LIST
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// Beginnings that no word may have.
    const HURTFUL: &str = "abandon abus aggress alcohol alone anger angry ashame attack betray blame bleed \
        blood bomb bruis bulli bully cancer coffin corpse cripple cruel curse dead death depress despair \
        disgrac disgust drown drug drunk dumb evil failure fight filth funeral gambl grave grief griev groin \
        groom guilt gun hate heroin hostag humili hurt insan insult jail kidnap kill kiss knife lonely \
        loser molest mourn murder naked needle neglect nightmare nude obscen opium orphan pathet penal \
        perver pistol poison porn predat prison punish purg rape razor reject revenge rifle scream sedat seduc \
        shame shoot skinny slash slaughter slave slit smother sorrow starv strangl stupid suffer suffoc \
        suicid threat tortur toxic trauma trigger ugly undress unlov unsafe unwant unworth useless victim \
        violat violen weapon weep whore worthless wound wreck";

    #[test]
    fn there_are_4096_distinct_plain_words_in_order() {
        assert_eq!(list().len(), COUNT);
        assert_eq!(list().iter().collect::<HashSet<_>>().len(), COUNT);
        assert!(list().is_sorted());
        for word in list() {
            assert!((3..=8).contains(&word.len()), "{word}");
            assert!(word.bytes().all(|b| b.is_ascii_lowercase()), "{word}");
        }
        assert_eq!(list().first(), Some(&"abacus"));
        assert_eq!(list().last(), Some(&"zoom"));
    }

    #[test]
    fn no_word_is_another_with_one_letter_changed_or_left_out() {
        let all: HashSet<&str> = list().iter().copied().collect();
        let mut changed = HashSet::new();
        for word in list() {
            for at in 0..word.len() {
                let mut letters: Vec<char> = word.chars().collect();
                letters[at] = '*';
                assert!(changed.insert(letters.iter().collect::<String>()), "{word}");
                letters.remove(at);
                let shorter: String = letters.iter().collect();
                assert!(!all.contains(shorter.as_str()), "{word} {shorter}");
            }
        }
    }

    #[test]
    fn no_word_begins_like_one_that_hurts() {
        for hurtful in HURTFUL.split_whitespace() {
            let found: Vec<_> = list().iter().filter(|word| word.starts_with(hurtful)).collect();
            assert!(found.is_empty(), "{hurtful}: {found:?}");
        }
    }
}
