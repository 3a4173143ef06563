//! Who takes part in a share: a name, the two public keys behind it, and when that person reads.
//!
//! What makes a name or a key acceptable is the same on a card, on a page and in a contact.

use sotto_vault::to_hex;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};
use unicode_security::skeleton;

use crate::base::text_folding::folded;

/// Longest name of a person, in characters.
pub const MAX_NAME: usize = 100;
/// Longest reading promise, in characters.
pub const MAX_PROMISE: usize = 200;

/// A sender, or someone a share is sealed to.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub struct Party {
    pub name: String,
    /// The age recipient to seal to.
    pub recipient: String,
    /// The public key that proves a sender, in lower-case hexadecimal.
    pub sender_key: String,
    /// The reading promise: when this person reads what they are sent, in their own words.
    pub reads: Option<String>,
}

/// What a proof is about, beside the page: the share's id, its sender, everyone it is for.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub struct Parties {
    /// 16 bytes in lower-case hexadecimal.
    pub id: String,
    pub from: Party,
    to: Vec<Party>,
}

impl Parties {
    pub fn new(id: String, from: Party, mut to: Vec<Party>) -> Self {
        to.sort_by(|a, b| (&a.sender_key, &a.recipient).cmp(&(&b.sender_key, &b.recipient)));
        Self { id, from, to }
    }

    /// By sender key, so that the order tells nothing.
    pub fn to(&self) -> &[Party] {
        &self.to
    }

    /// To try what a changed list does.
    #[cfg(test)]
    pub fn to_mut(&mut self) -> &mut Vec<Party> {
        &mut self.to
    }
}

/// The most marks on one letter: Hebrew with points has three.
const MOST_MARKS: usize = 3;

/// Whether a person may be called this: letters, numerals and the few signs that are in names, and nothing that
/// cannot be seen. Whether two names look alike in other letters, [`looks_like`] says.
pub fn is_name(name: &str) -> bool {
    let sign = |c| matches!(c, ' ' | '.' | ',' | '-' | '\'' | '\u{2019}');
    let letter = |c: char| {
        let group = c.general_category_group();
        matches!(group, GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number)
    };
    let mut marks = 0;
    let fits = |c: char| {
        let mark = is_mark(c);
        marks = if mark { marks + 1 } else { 0 };
        !is_blank(c) && (sign(c) || letter(c) || mark) && marks <= MOST_MARKS
    };
    is_line(name, MAX_NAME) && !name.starts_with(is_mark) && name.chars().all(fits)
}

fn is_mark(c: char) -> bool {
    c.general_category_group() == GeneralCategoryGroup::Mark
        && c.general_category() != GeneralCategory::EnclosingMark
}

/// Letters and marks without a shape of their own, by the Unicode Character Database: `Default_Ignorable_Code_Point`
/// among them, and blanks of Egyptian and Khitan script.
const fn is_blank(c: char) -> bool {
    matches!(c, '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FFA0}' | '\u{13440}'..='\u{13455}' | '\u{16FE4}'
        | '\u{E0100}'..='\u{E01EF}')
}

/// Whether two names are the same, or so alike that one is taken for the other (UTS #39, confusable skeletons).
pub fn looks_like(a: &str, b: &str) -> bool {
    let (a, b) = (folded(a), folded(b));
    // Folded again, since some letters are only alike when they are capitals.
    let seen = |name: &str| folded(&skeleton(name).collect::<String>());
    a == b || seen(&a) == seen(&b) || seen(&a.to_uppercase()) == seen(&b.to_uppercase())
}

/// Whether this may be a reading promise: one line, nothing that turns text around.
pub fn is_promise(text: &str) -> bool {
    let hidden = |c: char| {
        c.is_control() || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
    };
    is_line(text, MAX_PROMISE) && !text.chars().any(hidden)
}

/// One line with single spaces and something to read in it.
fn is_line(text: &str, limit: usize) -> bool {
    text.split_whitespace().collect::<Vec<_>>().join(" ") == text
        && text.chars().any(char::is_alphanumeric)
        && text.chars().count() <= limit
}

/// Whether this looks like an age recipient; whether it is one, age says.
pub fn is_recipient(text: &str) -> bool {
    text.len() == 62
        && text.starts_with("age1")
        && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'z'))
}

/// The bytes of a key. There is one way to write a key, so that keys compare as text.
pub fn key_bytes(text: &str) -> Option<[u8; 32]> {
    let digit = |digit: &u8| char::from(*digit).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let mut out = [0u8; 32];
    for (byte, pair) in out.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = digit(high)? << 4 | digit(low)?;
    }
    (to_hex(&out) == text).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_many_scripts_are_names() {
        for name in [
            "Dr. Okafor",
            "Anne-Marie O\u{2019}Neill",
            "Seán Ó Briain",
            "Nguyễn Thị Ánh",
            "Łukasz",
            "Þóra",
            "שָׁלוֹם",
            "محمّد",
            "अनुष्का",
            "ปิยะ",
            "王小明",
            "김하늘",
            "Ελένη",
            "Юлія",
            "R2",
            "de la Cruz, Inés",
        ] {
            assert!(is_name(name), "{name}");
        }
    }

    /// Each could stand in a name that nobody can tell from another one.
    #[test]
    fn nothing_that_cannot_be_seen_is_in_a_name() {
        for hidden in [
            '\u{AD}',
            '\u{34F}',
            '\u{115F}',
            '\u{1160}',
            '\u{17B4}',
            '\u{180E}',
            '\u{200B}',
            '\u{200D}',
            '\u{202E}',
            '\u{2060}',
            '\u{2066}',
            '\u{2800}',
            '\u{3164}',
            '\u{FE0F}',
            '\u{FEFF}',
            '\u{FFA0}',
            '\u{FFFC}',
            '\u{13441}',
            '\u{16FE4}',
            '\u{1BCA0}',
            '\u{1BCA3}',
            '\u{1D159}',
            '\u{1D173}',
            '\u{20DD}',
            '\u{E0101}',
            '\u{E0061}',
            '\0',
        ] {
            assert!(!is_name(&format!("Dr{hidden} Okafor")), "U+{:04X}", u32::from(hidden));
        }
        for other in
            ["✚ Sam", "Sam 🙂", "<b>Sam</b>", "Sa\u{301}\u{302}\u{303}\u{304}m", "\u{301}Sam", "Sam:"]
        {
            assert!(!is_name(other), "{other}");
        }
    }

    #[test]
    fn names_that_look_alike_are_one_name() {
        for (a, b) in [
            ("Dr. Okafor", "Dr. \u{41E}kafor"),
            ("Dr. Okafor", "dr. ok\u{430}for"),
            ("Sam", "S\u{251}m"),
            ("Ana", "\u{391}na"),
            ("Paul", "Pau\u{406}"),
            ("Zoë", "ZOE"),
        ] {
            assert!(looks_like(a, b), "{a} {b}");
        }
        for (a, b) in [("Sam", "Sami"), ("Anna", "Ana"), ("Maya", "Mona"), ("Юлія", "Юля")] {
            assert!(!looks_like(a, b), "{a} {b}");
        }
    }
}
