//! Passphrases: the same on every keyboard, and in a file from any editor.
//!
//! The OpaqueString profile of RFC 8265: every space is U+0020, the rest is in Unicode's composed form (NFC),
//! upper and lower case stay. A byte order mark at the start, as some editors write one, is no part of it.
//! Control characters, unassigned ones and others that cannot be seen are refused, but only in a new
//! passphrase: what opens a vault once must open it always, whatever a later version of Unicode says.
//!
//! Two of the profile's rules are simpler here. Joiners (U+200C, U+200D) are refused everywhere, not only
//! outside the scripts that need them: they cannot be seen. And the few characters that it allows only beside
//! certain letters are allowed anywhere. How hard a passphrase is to guess is for the interface to say.

use age::secrecy::SecretString;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
use zeroize::Zeroizing;

use crate::error::{Error, Result};

/// Fewest characters of a new passphrase.
pub const MIN_PASSPHRASE: usize = 8;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// A passphrase that is tried on a vault.
#[derive(Clone)]
pub struct Passphrase(pub(crate) SecretString);

impl Passphrase {
    /// What a person typed, or the line of a file.
    ///
    /// # Errors
    /// `PassphraseEmpty`.
    pub fn new(text: &str) -> Result<Self> {
        let text = canonical(text);
        if text.is_empty() {
            return Err(Error::PassphraseEmpty);
        }
        Ok(Self(SecretString::from(text.to_string())))
    }
}

/// A passphrase that a vault is to be opened with from now on.
#[derive(Clone)]
pub struct NewPassphrase(pub(crate) Passphrase);

impl NewPassphrase {
    /// What a person chose.
    ///
    /// # Errors
    /// `PassphraseEmpty`; `PassphraseTooShort`; `PassphraseCharacter` for one that cannot be seen, or that
    /// another system might read differently.
    pub fn new(text: &str) -> Result<Self> {
        let text = canonical(text);
        if text.is_empty() {
            return Err(Error::PassphraseEmpty);
        }
        if text.chars().any(is_refused) {
            return Err(Error::PassphraseCharacter);
        }
        if text.chars().count() < MIN_PASSPHRASE {
            return Err(Error::PassphraseTooShort { limit: MIN_PASSPHRASE });
        }
        Passphrase::new(&text).map(Self)
    }

    /// The same passphrase, to be tried on a vault.
    pub const fn as_passphrase(&self) -> &Passphrase {
        &self.0
    }
}

/// A passphrase in the one form that counts.
fn canonical(text: &str) -> Zeroizing<String> {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let space = |c: char| match c.general_category() {
        GeneralCategory::SpaceSeparator => ' ',
        _ => c,
    };
    // Room for the longest composed form, so that no copy stays behind in memory.
    let mut canonical = Zeroizing::new(String::with_capacity(text.len() * 3));
    canonical.extend(text.chars().map(space).nfc());
    canonical
}

/// What RFC 8264's free-form class disallows (section 8), joiners with it.
fn is_refused(c: char) -> bool {
    use GeneralCategory as Category;
    match c.general_category() {
        Category::Control
        | Category::Format
        | Category::Unassigned
        | Category::PrivateUse
        | Category::Surrogate
        | Category::LineSeparator
        | Category::ParagraphSeparator => true,
        _ => {
            is_invisible(c)
                || is_old_hangul(c)
                || matches!(
                    c,
                    '\u{640}' | '\u{7fa}' | '\u{302e}' | '\u{302f}' | '\u{3031}'..='\u{3035}' | '\u{303b}'
                )
        }
    }
}

/// Default_Ignorable_Code_Point, where it is none of the categories above.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180d}'
        | '\u{180f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0100}'..='\u{e01ef}')
}

/// Conjoining jamo (Hangul_Syllable_Type L, V, T).
const fn is_old_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{a960}'..='\u{a97c}' | '\u{d7b0}'..='\u{d7c6}'
        | '\u{d7cb}'..='\u{d7fb}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use age::secrecy::ExposeSecret;

    fn new(text: &str) -> Result<String> {
        NewPassphrase::new(text).map(|new| new.0.0.expose_secret().to_owned())
    }

    fn typed(text: &str) -> String {
        Passphrase::new(text).unwrap().0.expose_secret().to_owned()
    }

    /// RFC 8265, section 4.3, tables 3 and 4.
    #[test]
    fn the_examples_of_rfc_8265_are_allowed_or_refused_as_it_says() {
        for (text, is) in [
            ("correct horse battery staple", "correct horse battery staple"),
            ("Correct Horse Battery Staple", "Correct Horse Battery Staple"),
            ("\u{3c0}\u{df}\u{e5}", "\u{3c0}\u{df}\u{e5}"),
            ("Jack of \u{2666}s", "Jack of \u{2666}s"),
            ("foo\u{1680}bar", "foo bar"),
        ] {
            assert_eq!(typed(text), is);
            assert!(!text.chars().any(is_refused), "{text}");
        }
        assert_ne!(typed("correct horse battery staple"), typed("Correct Horse Battery Staple"));
        assert!(matches!(new(""), Err(Error::PassphraseEmpty)));
        assert!(matches!(new("my cat is a \u{9}by"), Err(Error::PassphraseCharacter)));
    }

    #[test]
    fn composed_or_not_with_whatever_space_and_mark_it_is_the_same() {
        let is = "na\u{ef}ve \u{fb01} harbour";
        for text in [
            "nai\u{308}ve \u{fb01} harbour",
            "na\u{ef}ve\u{a0}\u{fb01}\u{202f}harbour",
            "na\u{ef}ve\u{3000}\u{fb01}\u{2003}harbour",
            "\u{feff}na\u{ef}ve \u{fb01} harbour",
        ] {
            assert_eq!((typed(text).as_str(), new(text).unwrap().as_str()), (is, is));
        }
        // Compatibility forms are other characters, and so is a mark within.
        assert_ne!(typed("fi"), typed("\u{fb01}"));
        assert_ne!(typed("na\u{feff}ve"), typed("nave"));
    }

    #[test]
    fn what_cannot_be_seen_is_refused_in_a_new_one_and_tried_on_an_old_one() {
        for c in [
            '\0',
            '\n',
            '\u{7f}',
            '\u{85}',
            '\u{ad}',
            '\u{34f}',
            '\u{1100}',
            '\u{115f}',
            '\u{200b}',
            '\u{200d}',
            '\u{202e}',
            '\u{2028}',
            '\u{2060}',
            '\u{3164}',
            '\u{378}',
            '\u{e000}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{fffe}',
            '\u{e0020}',
            '\u{e0101}',
            '\u{640}',
        ] {
            let text = format!("harbour {c} velvet");
            assert!(matches!(new(&text), Err(Error::PassphraseCharacter)), "U+{:04X}", u32::from(c));
            assert_eq!(typed(&text), text.nfc().collect::<String>());
        }
        for text in [
            "correct \u{5d0}\u{5d1}\u{5d2}\u{5d3}",
            "\u{56f3}\u{66f8}\u{9928}\u{3067}\u{8aad}\u{3080}\u{672c}\u{3092}",
            "naïve wörds \u{1f98a}",
            "\u{ac00}\u{ac01} \u{ac06}\u{ac02}\u{ac03}\u{ac04}\u{ac05}",
            "مرحبا بالعالم",
        ] {
            assert!(new(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_new_one_has_at_least_eight_characters_and_an_old_one_any_number() {
        assert!(matches!(new("7 bytes"), Err(Error::PassphraseTooShort { limit: 8 })));
        assert!(new("8 bytes!").is_ok());
        // Counted as they are stored: seven characters, typed as eight.
        assert!(matches!(new("nai\u{308}ve 1"), Err(Error::PassphraseTooShort { .. })));
        assert_eq!(typed("x"), "x");
    }

    #[test]
    fn a_file_that_an_editor_wrote_with_a_mark_is_the_same_passphrase() {
        let file = include_str!("../../tests/hostile/pass-nfc-bom.txt");
        let line = file.lines().next().unwrap();
        assert!(line.starts_with(BYTE_ORDER_MARK));
        assert_eq!(new(line).unwrap(), typed(line.trim_start_matches(BYTE_ORDER_MARK)));
    }
}
