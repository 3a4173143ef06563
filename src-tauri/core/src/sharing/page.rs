//! The page that leaves: format `sotto-share`, version 1.
//!
//! A share is one self-contained HTML page, a pure function of the [`ShareData`] that lies within it
//! as JSON. Whoever receives it draws it again from that JSON and refuses it unless every byte is
//! the same: what is seen is what is stored. After the page stands one line with the proof of who
//! sent it. How it is drawn is in `html`; the proof itself, sealing, and what may be chosen for a
//! share are elsewhere.
//!
//! Version 1 is frozen, its look included: a page that was sent must be drawn the same for ever. A
//! change to either is a new version beside this one.

mod html;
mod style;

pub use html::render;

use crate::people::masking::Segment;
use crate::sessions::Want;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Largest page, in bytes.
pub const MAX_BYTES: usize = 10_000_000;
/// Largest line with a proof, which grows with the number of recipients only.
const MAX_PROOF: usize = 50_000;
/// Most things in one share.
pub const MAX_ITEMS: usize = 500;
/// Most people one share is sealed to.
pub const MAX_RECIPIENTS: usize = 50;
/// Longest name of a person, in characters.
pub const MAX_NAME: usize = 100;

const FORMAT: &str = "sotto-share";
const VERSION: u32 = 1;
const DATA_START: &str = "<!-- sotto-share ";
const PROOF_START: &str = "<!-- sotto-proof ";
const COMMENT_END: &str = " -->";
const PROOF_END: &str = " -->\n";

/// All that a share says. The order of the fields is part of the format.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(Debug))]
#[serde(deny_unknown_fields)]
pub struct ShareData {
    format: String,
    version: u32,
    /// 16 random bytes in lower-case hexadecimal.
    pub id: String,
    /// The day it was made; no time of day leaves.
    pub made: NaiveDate,
    pub from: Sender,
    /// By key, each once: see [`ShareData::new`].
    pub to: Vec<Recipient>,
    /// What it is for, such as "Thursday circle, 26 November"; empty if nothing was said.
    pub title: Vec<Segment>,
    /// A request, shown as one.
    pub delete_after: Option<NaiveDate>,
    pub items: Vec<Item>,
}

/// Who sent it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(Debug))]
#[serde(deny_unknown_fields)]
pub struct Sender {
    pub name: String,
    /// The age recipient that answers are sealed to.
    pub seal: String,
    /// The public key that proves the sender, in lower-case hexadecimal.
    pub proof: String,
}

/// Someone it is sealed to, as every other recipient sees it too.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(Debug))]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    pub name: String,
    pub seal: String,
    pub proof: String,
}

/// One thing that was chosen.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(Debug))]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Item {
    /// Something to bring to the session.
    Bring { title: Vec<Segment>, text: Vec<Segment>, want: Want, minutes: u16 },
    /// How it has been, day by day.
    Mood { from: NaiveDate, until: NaiveDate, points: Vec<Point> },
    /// A whole reflection.
    Reflection { title: Vec<Segment>, text: Vec<Segment> },
}

/// A mood from 1, very low, to 5, very good.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(Debug))]
#[serde(deny_unknown_fields)]
pub struct Point {
    pub day: NaiveDate,
    pub mood: u8,
}

/// Why a page is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    #[error("the file is larger than a share can be")]
    TooLarge,
    #[error("this is not a share")]
    NotAShare,
    #[error("the share was made by a newer version")]
    UnknownVersion,
    #[error("the share says something that makes no sense")]
    Malformed,
    #[error("what the share shows is not what it holds")]
    Altered,
}

impl ShareData {
    /// A share of version 1 with its recipients in order.
    ///
    /// # Errors
    /// [`PageError::Malformed`] if it says anything that [`read`] would refuse.
    pub fn new(
        id: String,
        made: NaiveDate,
        from: Sender,
        mut to: Vec<Recipient>,
        title: Vec<Segment>,
        delete_after: Option<NaiveDate>,
        items: Vec<Item>,
    ) -> Result<Self, PageError> {
        to.sort_by(|a, b| (&a.proof, &a.seal).cmp(&(&b.proof, &b.seal)));
        let data = ShareData {
            format: FORMAT.to_owned(),
            version: VERSION,
            id,
            made,
            from,
            to,
            title,
            delete_after,
            items,
        };
        if data.is_sound() { Ok(data) } else { Err(PageError::Malformed) }
    }

    fn is_sound(&self) -> bool {
        let key = |text: &str, length: usize| {
            text.len() == length && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        };
        let who = |name: &str, seal: &str, proof: &str| is_name(name) && is_seal(seal) && key(proof, 64);
        self.format == FORMAT
            && self.version == VERSION
            && key(&self.id, 32)
            && is_day(self.made)
            && who(&self.from.name, &self.from.seal, &self.from.proof)
            && (1..=MAX_RECIPIENTS).contains(&self.to.len())
            && self.to.iter().all(|to| who(&to.name, &to.seal, &to.proof))
            && self.to.is_sorted_by(|a, b| a.proof < b.proof)
            && self.delete_after.is_none_or(is_day)
            && self.items.len() <= MAX_ITEMS
            && self.items.iter().all(Item::is_sound)
    }
}

impl Item {
    fn is_sound(&self) -> bool {
        match self {
            Item::Bring { .. } | Item::Reflection { .. } => true,
            Item::Mood { from, until, points } => {
                is_day(*from)
                    && is_day(*until)
                    && from <= until
                    && points.iter().all(|p| (1..=5).contains(&p.mood) && (*from..=*until).contains(&p.day))
                    && points.is_sorted_by_key(|p| p.day)
            }
        }
    }
}

fn is_day(day: NaiveDate) -> bool {
    (1..=9999).contains(&day.year())
}

/// Whether a person may be called this: something to see, nothing that hides or turns text around.
pub(super) fn is_name(name: &str) -> bool {
    // Two names that look alike must be alike: nothing that cannot be seen.
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
                | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
                | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E0FFF}')
    };
    name.split_whitespace().collect::<Vec<_>>().join(" ") == name
        && name.chars().any(char::is_alphanumeric)
        && name.chars().count() <= MAX_NAME
        && !name.chars().any(hidden)
}

/// Whether this looks like an age recipient; whether it is one, age says.
pub(super) fn is_seal(text: &str) -> bool {
    text.len() == 62
        && text.starts_with("age1")
        && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'z'))
}

/// Reads a page back and refuses it unless drawing it again gives the very same bytes.
///
/// # Errors
/// Why it is refused.
pub fn read(page: &[u8]) -> Result<ShareData, PageError> {
    if page.len() > MAX_BYTES {
        return Err(PageError::TooLarge);
    }
    let text = std::str::from_utf8(page).map_err(|_| PageError::NotAShare)?;
    let (_, data) = text.rsplit_once(DATA_START).ok_or(PageError::NotAShare)?;
    let (data, _) = data.split_once(COMMENT_END).ok_or(PageError::NotAShare)?;
    let (check_there, json) = data.split_once(' ').ok_or(PageError::NotAShare)?;
    let Version { format, version } = serde_json::from_str(json).map_err(|_| PageError::NotAShare)?;
    if format != FORMAT {
        return Err(PageError::NotAShare);
    }
    if version != VERSION {
        return Err(PageError::UnknownVersion);
    }
    if check_there != check(json) {
        return Err(PageError::Altered);
    }
    let data: ShareData = serde_json::from_str(json).map_err(|_| PageError::Malformed)?;
    if !data.is_sound() {
        return Err(PageError::Malformed);
    }
    // What stands in the comment is escaped; anything else would be drawn many times as long.
    if json.bytes().any(|b| matches!(b, b'<' | b'>' | b'&' | b'-')) {
        return Err(PageError::Altered);
    }
    if render(&data).as_bytes() != page {
        return Err(PageError::Altered);
    }
    Ok(data)
}

/// What every version says first.
#[derive(Deserialize)]
struct Version {
    format: String,
    version: u32,
}

/// The page and, after it, the line with its proof.
pub fn join_proof(page: &str, proof: &str) -> String {
    format!("{page}{PROOF_START}{}{PROOF_END}", in_comment(proof))
}

/// Takes the line with the proof off what was unsealed: the bytes of the page, and the proof's JSON.
///
/// # Errors
/// [`PageError::TooLarge`], or [`PageError::NotAShare`] when there is no such line.
pub fn split_proof(bytes: &[u8]) -> Result<(&[u8], &str), PageError> {
    if bytes.len() > MAX_BYTES + MAX_PROOF {
        return Err(PageError::TooLarge);
    }
    let whole = std::str::from_utf8(bytes).map_err(|_| PageError::NotAShare)?;
    let body = whole.strip_suffix(PROOF_END).ok_or(PageError::NotAShare)?;
    let (page, proof) = body.rsplit_once(PROOF_START).ok_or(PageError::NotAShare)?;
    if page.ends_with('\n') && !proof.contains('\n') {
        Ok((page.as_bytes(), proof))
    } else {
        Err(PageError::NotAShare)
    }
}

/// JSON so escaped that no comment can end within it.
fn in_comment(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 8);
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '-' => out.push_str("\\u002d"),
            c => out.push(c),
        }
    }
    out
}

/// Notices damage to what is not shown, such as a key. Who wrote the page is for the proof to say.
fn check(json: &str) -> String {
    super::proof::hex(Sha256::digest(json).get(..8).unwrap_or_default())
}

#[cfg(test)]
mod tests;
