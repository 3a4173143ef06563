//! The card people give each other so that they can share: a few plain lines that survive an e-mail.
//!
//! A card is no secret, and alone it proves nothing. The words that two people compare to be sure of each
//! other's keys are in `compare`; which contacts there are is in `contact`.

use super::party::{Party, is_name, is_promise, is_recipient, key_bytes};
use sha2::{Digest, Sha256};
use sotto_vault::to_hex;
use unicode_normalization::UnicodeNormalization;

/// Longest text in which a card is looked for, in bytes.
pub const MAX_BYTES: usize = 65_536;

const TITLE: &str = "Sotto contact card";
const VERSION: &str = "1";

/// Why there is no card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    #[error("there is no contact card in this text")]
    NoCard,
    #[error("the card was made by a newer version")]
    UnknownVersion,
    #[error("the card is damaged")]
    Damaged,
    #[error("this cannot be a name or a reading promise")]
    Name,
}

/// A name as it stands on a card: one line, single spaces, at most 100 characters; `None` if nothing sensible
/// is left.
pub fn tidy_name(typed: &str) -> Option<String> {
    let name = tidy(typed);
    is_name(&name).then_some(name)
}

/// A reading promise as it stands on a card: one line, single spaces, at most 200 characters.
pub fn tidy_promise(typed: &str) -> Option<String> {
    let promise = tidy(typed);
    is_promise(&promise).then_some(promise)
}

fn tidy(typed: &str) -> String {
    typed.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text to give away.
///
/// # Errors
/// [`CardError::Name`] for a name or a promise that tidying would change, [`CardError::Damaged`] for keys
/// that are none.
pub fn write(card: &Party) -> Result<String, CardError> {
    if tidy_name(&card.name).as_ref() != Some(&card.name)
        || card.reads.as_deref().is_some_and(|reads| tidy_promise(reads).as_deref() != Some(reads))
    {
        return Err(CardError::Name);
    }
    if !has_keys(card) {
        return Err(CardError::Damaged);
    }
    let Party { name, recipient, sender_key, reads } = card;
    let reads = reads.as_ref().map(|reads| format!("reads: {reads}\n")).unwrap_or_default();
    let keys = format!("recipient: {recipient}\nsender_key: {sender_key}\n");
    Ok(format!("{TITLE} {VERSION}\nname: {name}\n{keys}{reads}check: {}\n", check(card)))
}

/// The lines of a card, in order. The line `reads` may be missing.
const LABELS: [&str; 5] = ["name", "recipient", "sender_key", "reads", "check"];

/// Finds the card in a text, which may be a whole e-mail: quoted, indented, with other line ends, and with a
/// long line broken into several.
///
/// # Errors
/// Why there is none that can be trusted to be whole.
pub fn read(text: &str) -> Result<Party, CardError> {
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
        let labelled = line.split_once(':').filter(|(label, _)| follows(label, fields.last().map(|f| f.0)));
        match (labelled, fields.last_mut()) {
            (Some((label, value)), _) => fields.push((label, value.trim().to_owned())),
            (None, Some((_, broken))) => {
                broken.push(' ');
                broken.push_str(line);
            }
            (None, None) => return Err(CardError::Damaged),
        }
        if fields.last().is_some_and(|(label, _)| *label == "check") {
            break;
        }
    }
    let mut field = |label: &str| {
        let at = fields.iter().position(|(found, _)| *found == label)?;
        Some(fields.swap_remove(at).1)
    };
    let mut needed = |label| field(label).ok_or(CardError::Damaged);
    let name = tidy_name(&needed("name")?).ok_or(CardError::Damaged)?;
    let (recipient, sender_key, sum) = (needed("recipient")?, needed("sender_key")?, needed("check")?);
    let reads = field("reads").map(|reads| tidy_promise(&reads).ok_or(CardError::Damaged)).transpose()?;
    let card = Party { name, recipient, sender_key, reads };
    if has_keys(&card) && check(&card) == sum { Ok(card) } else { Err(CardError::Damaged) }
}

/// Whether a line with this label comes next.
fn follows(label: &str, last: Option<&str>) -> bool {
    let at = |label: &str| LABELS.iter().position(|known| *known == label);
    match (at(label), last.and_then(at)) {
        (Some(at), None) => at == 0,
        (Some(at), Some(last)) => at == last + 1 || (label == "check" && last == 2),
        (None, _) => false,
    }
}

/// A line without what mail puts before it.
fn unquoted(line: &str) -> &str {
    line.trim_start_matches(|c: char| c == '>' || c == '|' || c == '\u{feff}' || c.is_whitespace()).trim_end()
}

fn has_keys(card: &Party) -> bool {
    is_recipient(&card.recipient) && key_bytes(&card.sender_key).is_some()
}

/// Notices damage on the way; anyone can make it.
fn check(card: &Party) -> String {
    let mut hash = Sha256::new();
    hash.update(b"sotto/contact-card/v1");
    for part in [&card.name, &card.recipient, &card.sender_key].into_iter().chain(&card.reads) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    to_hex(hash.finalize().get(..8).unwrap_or_default())
}

/// The same text with the sum in it that its other lines ask for, if it looks like a card.
#[cfg(feature = "fuzzing")]
pub fn with_sum(text: &str) -> String {
    let field = |label: &str| {
        let line = text.lines().map(unquoted).find_map(|line| line.strip_prefix(label));
        line.map(|value| value.trim().to_owned()).unwrap_or_default()
    };
    let name = tidy_name(&field("name:")).unwrap_or_default();
    let (recipient, sender_key) = (field("recipient:"), field("sender_key:"));
    let reads = tidy_promise(&field("reads:"));
    let sum = check(&Party { name, recipient, sender_key, reads });
    let wrong = format!("check: {}", field("check:"));
    text.replace(&wrong, &format!("check: {sum}"))
}

#[cfg(test)]
mod tests;
