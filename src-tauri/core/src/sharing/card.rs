//! The card people give each other so that they can share, and the ten words they compare aloud to
//! be sure that the cards are really theirs.
//!
//! A card is a few plain lines of text that survive an e-mail. It is no secret, and alone it proves
//! nothing. Which contacts there are, and whether their words were compared, is stored elsewhere.

use super::page::{is_name, is_seal};
use super::proof::{hex, unhex};
use crate::base::wordlist;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

/// Longest text in which a card is looked for, in bytes.
pub const MAX_BYTES: usize = 65_536;

const TITLE: &str = "Sotto contact card";
const VERSION: &str = "1";

/// What others need in order to seal to a person and to know who sent something.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub struct Card {
    pub name: String,
    /// The age recipient to seal to.
    pub seal: String,
    /// The public key that proves the sender, in lower-case hexadecimal.
    pub proof: String,
}

/// Why there is no card, or no words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    #[error("there is no contact card in this text")]
    NoCard,
    #[error("the card was made by a newer version")]
    UnknownVersion,
    #[error("the card is damaged")]
    Damaged,
    #[error("this cannot be a name")]
    Name,
    #[error("the words could not be worked out")]
    Words,
}

/// A name as it stands on a card: one line, single spaces, at most 100 characters; `None` if
/// nothing sensible is left.
pub fn tidy_name(typed: &str) -> Option<String> {
    let name = typed.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    is_name(&name).then_some(name)
}

/// The text to give away.
///
/// # Errors
/// [`CardError::Name`] for a name that [`tidy_name`] would change, [`CardError::Damaged`] for keys
/// that are none.
pub fn write(card: &Card) -> Result<String, CardError> {
    if tidy_name(&card.name).as_ref() != Some(&card.name) {
        return Err(CardError::Name);
    }
    if !has_keys(card) {
        return Err(CardError::Damaged);
    }
    let Card { name, seal, proof } = card;
    Ok(format!("{TITLE} {VERSION}\nname: {name}\nseal: {seal}\nproof: {proof}\ncheck: {}\n", check(card)))
}

/// Finds the card in a text, which may be a whole e-mail: quoted, indented, with other line ends,
/// and with a long name broken over lines.
///
/// # Errors
/// Why there is none that can be trusted to be whole.
pub fn read(text: &str) -> Result<Card, CardError> {
    if text.len() > MAX_BYTES {
        return Err(CardError::NoCard);
    }
    let mut lines = text.lines().map(unquoted).skip_while(|line| !line.starts_with(TITLE));
    let version = lines.next().and_then(|title| title.strip_prefix(TITLE)).ok_or(CardError::NoCard)?;
    if version.trim() != VERSION {
        return Err(CardError::UnknownVersion);
    }
    let mut fields: Vec<(&str, String)> = Vec::new();
    for line in lines.filter(|line| !line.is_empty()) {
        let label = ["name", "seal", "proof", "check"].get(fields.len()).copied();
        let value = label.and_then(|label| line.strip_prefix(label)).and_then(|rest| rest.strip_prefix(':'));
        match (label, value, fields.last_mut()) {
            (Some(label), Some(value), _) => fields.push((label, value.trim().to_owned())),
            (Some(_), None, Some((_, broken))) => {
                broken.push(' ');
                broken.push_str(line);
            }
            _ => return Err(CardError::Damaged),
        }
        if fields.len() == 4 {
            break;
        }
    }
    let [(_, name), (_, seal), (_, proof), (_, check_there)] = fields.as_slice() else {
        return Err(CardError::Damaged);
    };
    let name = tidy_name(name).ok_or(CardError::Damaged)?;
    let card = Card { name, seal: seal.clone(), proof: proof.clone() };
    if has_keys(&card) && check(&card) == *check_there { Ok(card) } else { Err(CardError::Damaged) }
}

/// A line without what mail puts before it.
fn unquoted(line: &str) -> &str {
    line.trim_start_matches(|c: char| c == '>' || c == '|' || c == '\u{feff}' || c.is_whitespace()).trim_end()
}

fn has_keys(card: &Card) -> bool {
    is_seal(&card.seal) && unhex(&card.proof).is_some()
}

/// Notices damage on the way; anyone can make it.
fn check(card: &Card) -> String {
    let mut hash = Sha256::new();
    hash.update(b"sotto/contact-card/v1");
    for part in [&card.name, &card.seal, &card.proof] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hex(hash.finalize().get(..8).unwrap_or_default())
}

/// The same text with the sum in it that its other lines ask for, if it looks like a card.
#[cfg(feature = "fuzzed")]
pub fn with_sum(text: &str) -> String {
    let field = |label: &str| {
        let line = text.lines().map(unquoted).find_map(|line| line.strip_prefix(label));
        line.map(|value| value.trim().to_owned()).unwrap_or_default()
    };
    let name = tidy_name(&field("name:")).unwrap_or_default();
    let sum = check(&Card { name, seal: field("seal:"), proof: field("proof:") });
    let wrong = format!("check: {}", field("check:"));
    text.replace(&wrong, &format!("check: {sum}"))
}

/// The ten words that are the same for everyone who has the same cards, in whatever order: two
/// people, or a whole group. Names don't count, keys do. Takes about a quarter of a second, so that
/// nobody can try keys until the words agree: 129 bits, each costing that much.
///
/// # Errors
/// [`CardError::Damaged`] if a key is none.
pub fn words(cards: &[&Card]) -> Result<[&'static str; 10], CardError> {
    if !cards.iter().all(|card| has_keys(card)) {
        return Err(CardError::Damaged);
    }
    let mut keys: Vec<(&str, &str)> =
        cards.iter().map(|card| (card.seal.as_str(), card.proof.as_str())).collect();
    keys.sort_unstable();
    keys.dedup();
    // Every key has a fixed length, so no two sets of keys give the same bytes.
    let all: String = keys.iter().flat_map(|(seal, proof)| [*seal, *proof]).collect();
    let mut number = [0u8; 32];
    let params = scrypt::Params::new(16, 8, 1, number.len()).map_err(|_| CardError::Words)?;
    scrypt::scrypt(all.as_bytes(), b"sotto/compare-words/v1", &params, &mut number)
        .map_err(|_| CardError::Words)?;
    let mut chosen = [""; 10];
    for word in &mut chosen {
        *word =
            wordlist::list().get(divide(&mut number, wordlist::COUNT)).copied().ok_or(CardError::Words)?;
    }
    Ok(chosen)
}

/// Divides a big-endian number in place and gives the remainder.
fn divide(number: &mut [u8; 32], by: usize) -> usize {
    number.iter_mut().fold(0, |rest, digit| {
        let all = rest * 256 + usize::from(*digit);
        *digit = u8::try_from(all / by).unwrap_or(u8::MAX);
        all % by
    })
}

#[cfg(test)]
mod tests;
