//! Cuts a text into tokens, in the same way for the search index, for a typed query and for marking hits.
//!
//! Where words are separated by spaces, a token is a word without case and diacritics. Where they are not
//! (Chinese, Japanese, Thai, pictographs), each character is a token, so that any part of a text is found as
//! a phrase, also where Latin letters or digits touch it.
//!
//! After a change here, raise `VERSION` in `store/view.rs`: saved views hold the old tokens.

use unicode_normalization::char::canonical_combining_class;

use super::text_folding::{diacritic, fold, pictograph, unspaced};

/// The place of a token in its text, in bytes.
pub type Span = (usize, usize);

/// The tokens of a text, one after the other.
pub struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Tokens<'t> {
    pub const fn of(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// The place of the next token; `folded` becomes the token.
    pub fn next(&mut self, folded: &mut String) -> Option<Span> {
        folded.clear();
        let bytes = self.text.as_bytes();
        let mut start = None;
        while let Some(byte) = bytes.get(self.at) {
            if byte.is_ascii() {
                if byte.is_ascii_alphanumeric() {
                    start.get_or_insert(self.at);
                    folded.push(char::from(byte.to_ascii_lowercase()));
                } else if !folded.is_empty() {
                    break;
                } else {
                    start = None;
                }
                self.at += 1;
                continue;
            }
            let c = self.text.get(self.at..)?.chars().next()?;
            if unspaced(c) && !voicing(c) && !modifier(c) {
                // This character is a token; the token before it ends here.
                if folded.is_empty() {
                    let from = self.at;
                    self.at += c.len_utf8();
                    self.take_voicing(c, folded);
                    return Some((from, self.at));
                }
                break;
            }
            if !modifier(c) && (c.is_alphanumeric() || diacritic(c) || canonical_combining_class(c) != 0) {
                start.get_or_insert(self.at);
                letters(c, folded);
            } else if !folded.is_empty() {
                break;
            } else {
                start = None;
            }
            self.at += c.len_utf8();
        }
        // A lone diacritic folds to nothing.
        start.filter(|_| !folded.is_empty()).map(|start| (start, self.at))
    }

    /// Folds `c` together with the voicing mark behind it, as kana are also written.
    fn take_voicing(&mut self, c: char, folded: &mut String) {
        letters(c, folded);
        if pictograph(c) && folded.is_empty() {
            folded.push(c);
        }
        let next = self.text.get(self.at..).and_then(|rest| rest.chars().next());
        if let Some(mark) = next.filter(|mark| voicing(*mark)) {
            letters(mark, folded);
            self.at += mark.len_utf8();
        }
    }

    /// Whether a token is a single character of a script without spaces.
    pub fn is_single(token: &str) -> bool {
        token.chars().next().is_some_and(unspaced)
    }
}

/// The tokens of a text, with a space between them.
pub fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let (mut tokens, mut token) = (Tokens::of(text), String::new());
    while tokens.next(&mut token).is_some() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&token);
    }
    out
}

/// The tokens of a text.
pub fn tokens(text: &str) -> Vec<String> {
    let (mut all, mut tokens, mut token) = (Vec::new(), Tokens::of(text), String::new());
    while tokens.next(&mut token).is_some() {
        all.push(token.clone());
    }
    all
}

/// Folds a character. Some Arabic forms decompose into a space and a mark; that space is dropped.
fn letters(c: char, folded: &mut String) {
    fold(c, |f| {
        if !f.is_whitespace() {
            folded.push(f);
        }
    });
}

/// The marks that voice kana, when they stand by themselves.
fn voicing(c: char) -> bool {
    matches!(c, '\u{3099}' | '\u{309A}' | '\u{FF9E}' | '\u{FF9F}')
}

/// Characters that change the look of a pictograph or join two: skin tones, presentation, the joiner.
fn modifier(c: char) -> bool {
    matches!(u32::from(c), 0x200D | 0xFE00..=0xFE0F | 0x1F3FB..=0x1F3FF)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_folded_and_characters_of_unspaced_scripts_stand_alone() {
        for (text, wanted) in [
            ("I don’t; O’Neil", "i don t o neil"),
            ("Ein großer Schritt", "ein grosser schritt"),
            ("昨天和Maya说话", "昨 天 和 maya 说 话"),
            ("2024年", "2024 年"),
            ("PHQ-9分数是12分", "phq 9 分 数 是 12 分"),
            ("ガ", "カ\u{3099}"),
            ("カ\u{3099}", "カ\u{3099}"),
            ("ｶﾞ", "カ\u{3099}"),
            ("tired 😔 and 👩‍👩‍👧 👍🏽", "tired 😔 and 👩 👩 👧 👍"),
            ("Ｍａｙａ １２３", "maya 123"),
            ("#grief, foo@bar.com", "grief foo bar com"),
            ("हिन्दी", "हिन्दी"),
            (" \u{301} ", ""),
        ] {
            assert_eq!(spaced(text), wanted, "{text}");
        }
    }

    proptest! {
        #[test]
        fn tokens_stand_in_their_text_in_order_and_hold_no_space(text in "\\PC{0,200}") {
            let (mut tokens, mut token, mut end) = (Tokens::of(&text), String::new(), 0);
            while let Some((from, to)) = tokens.next(&mut token) {
                prop_assert!(from >= end && to > from && text.get(from..to).is_some());
                prop_assert!(!token.is_empty() && !token.contains(char::is_whitespace));
                end = to;
            }
        }

        #[test]
        fn a_part_of_a_text_cut_at_tokens_gives_a_part_of_its_tokens(text in "[a-c图書 😔é'\u{301}]{0,40}") {
            let all = tokens(&text);
            let (mut cut, mut token) = (Tokens::of(&text), String::new());
            if let Some((from, _)) = cut.next(&mut token).and_then(|_| cut.next(&mut token)) {
                prop_assert_eq!(&tokens(text.get(from..).unwrap()), &all[1..]);
            }
        }
    }
}
