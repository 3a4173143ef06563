//! Passphrases: seven words to suggest, and how strong a passphrase is that a person made up.
//!
//! Nothing here decides whether a passphrase is good enough; the person does. Seven words of 12 bits
//! are 84 bits. Six would be 72, and the key derivation of the vault makes each guess slow, but a
//! passphrase also has to withstand a copy of the file that someone keeps for many years.

use crate::base::wordlist::{COUNT, list};
use rand_core::{OsRng, RngCore};
use serde::Serialize;
use zeroize::Zeroizing;
use zxcvbn::feedback::{Suggestion, Warning};

/// How many words are suggested.
pub const WORDS: usize = 7;
/// How many characters of a passphrase are estimated: more would take long and change little.
const LOOKED_AT: usize = 100;

/// How hard a passphrase is to guess.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Strength {
    /// 0, guessed at once, to 4, very hard.
    pub score: u8,
    /// The base-10 logarithm of the number of guesses it withstands.
    pub guesses_log10: f64,
    /// What would help most: `short`, `common`, `repeats`, `sequence`, `dates`, `names` or
    /// `keyboard`; nothing for a strong one.
    pub hint: Option<&'static str>,
}

/// Seven words, each as likely as any other.
///
/// # Errors
/// If the system has no randomness to give.
pub fn suggest() -> Result<Zeroizing<String>, rand_core::Error> {
    // Room for all of it, so that no growing leaves copies behind.
    let mut text = Zeroizing::new(String::with_capacity(WORDS * 9));
    let mut bytes = Zeroizing::new([0u8; WORDS * 2]);
    OsRng.try_fill_bytes(bytes.as_mut_slice())?;
    for pair in bytes.chunks_exact(2) {
        // The count is a power of two, so the lowest 12 of 16 random bits favour no word.
        let number = pair.iter().fold(0, |number, byte| number * 256 + usize::from(*byte)) % COUNT;
        if let Some(word) = list().get(number) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
        }
    }
    Ok(text)
}

/// Estimates how hard a passphrase is to guess.
pub fn strength(passphrase: &str) -> Strength {
    let start = Zeroizing::new(passphrase.chars().take(LOOKED_AT).collect::<String>());
    let found = zxcvbn::zxcvbn(&start, &[]);
    let score = u8::from(found.score());
    let feedback = found.feedback();
    let hint = feedback
        .and_then(|f| f.warning().map(warned))
        .or_else(|| feedback.and_then(|f| f.suggestions().iter().find_map(suggested)))
        .or((score < 3).then_some("short"));
    Strength { score, guesses_log10: found.guesses_log10().max(0.0), hint }
}

fn warned(warning: Warning) -> &'static str {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => {
            "keyboard"
        }
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            "repeats"
        }
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => "common",
        Warning::SequencesLikeAbcAreEasyToGuess => "sequence",
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => "dates",
        Warning::AWordByItselfIsEasyToGuess => "short",
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
        | Warning::CommonNamesAndSurnamesAreEasyToGuess => "names",
    }
}

fn suggested(suggestion: &Suggestion) -> Option<&'static str> {
    match suggestion {
        Suggestion::UseAFewWordsAvoidCommonPhrases | Suggestion::AddAnotherWordOrTwo => Some("short"),
        Suggestion::UseALongerKeyboardPatternWithMoreTurns => Some("keyboard"),
        Suggestion::AvoidRepeatedWordsAndCharacters => Some("repeats"),
        Suggestion::AvoidSequences => Some("sequence"),
        Suggestion::AvoidRecentYears
        | Suggestion::AvoidYearsThatAreAssociatedWithYou
        | Suggestion::AvoidDatesAndYearsThatAreAssociatedWithYou => Some("dates"),
        Suggestion::NoNeedForSymbolsDigitsOrUppercaseLetters
        | Suggestion::CapitalizationDoesntHelpVeryMuch
        | Suggestion::AllUppercaseIsAlmostAsEasyToGuessAsAllLowercase
        | Suggestion::ReversedWordsArentMuchHarderToGuess
        | Suggestion::PredictableSubstitutionsDontHelpVeryMuch => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    #[test]
    fn suggests_seven_words_of_the_list_and_never_the_same_again() {
        let known: HashSet<&str> = list().iter().copied().collect();
        let all: Vec<String> = (0..300).map(|_| suggest().unwrap().to_string()).collect();
        for one in &all {
            let words: Vec<&str> = one.split(' ').collect();
            assert_eq!(words.len(), WORDS);
            assert!(words.iter().all(|w| known.contains(w)));
        }
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
        // Both halves of the list come up: by chance one would be missing once in 2^2100.
        let first = all.iter().filter(|one| one.as_str() < list()[COUNT / 2]).count();
        assert!((1..all.len()).contains(&first));
        assert!(strength(&all[0]).score == 4 && strength(&all[0]).hint.is_none());
    }

    #[test]
    fn says_what_would_help() {
        for (typed, hint) in [
            ("", "short"),
            ("password", "common"),
            ("aaaaaaaa", "repeats"),
            ("abcdefg", "sequence"),
            ("qwertyuiop[]asdfgh", "keyboard"),
            ("11.03.1987", "dates"),
            ("vzqx", "short"),
        ] {
            let found = strength(typed);
            assert!(found.hint == Some(hint) && found.score < 3, "{typed}: {} {:?}", found.score, found.hint);
        }
    }

    #[test]
    fn looks_at_no_more_than_it_should() {
        let long = "correct horse battery staple ".repeat(400);
        let start: String = long.chars().take(LOOKED_AT).collect();
        assert!(strength(&long) == strength(&start));
    }

    proptest! {
        #[test]
        fn any_text_has_a_strength(text in any::<String>()) {
            let found = strength(&text);
            prop_assert!(found.score <= 4 && found.guesses_log10.is_finite() && found.guesses_log10 >= 0.0);
            prop_assert!(found.score < 3 || found.hint.is_none());
        }
    }
}
