//! Who takes part in a share: a name, the two public keys behind it, and when that person reads.
//!
//! What makes a name or a key acceptable is the same on a card, on a page and in a contact.

use sotto_vault::to_hex;

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

/// Whether a person may be called this: something to see, nothing that hides or turns text around.
pub fn is_name(name: &str) -> bool {
    // Two names that look alike must be alike: nothing that cannot be seen.
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
                | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
                | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E0FFF}')
    };
    is_line(name, MAX_NAME) && !name.chars().any(hidden)
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
