//! Reads a page back, and refuses it unless drawing it again gives the very same bytes.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::html::render;
use super::{COMMENT_END, DATA_START, FORMAT, Page, VERSION, words};
use crate::sharing::page::{MAX_BYTES, PageError};

/// What every version says first, and what else says that a newer version made it.
#[derive(Deserialize)]
struct Version {
    format: String,
    version: u32,
    #[serde(default)]
    language: Option<String>,
}

/// Reads a page.
///
/// # Errors
/// Why it is refused.
pub fn read(page: &[u8]) -> Result<Page, PageError> {
    if page.len() > MAX_BYTES {
        return Err(PageError::TooLarge);
    }
    let text = std::str::from_utf8(page).map_err(|_| PageError::NotAShare)?;
    let (_, data) = text.rsplit_once(DATA_START).ok_or(PageError::NotAShare)?;
    let (data, _) = data.split_once(COMMENT_END).ok_or(PageError::NotAShare)?;
    let (check_there, json) = data.split_once(' ').ok_or(PageError::NotAShare)?;
    let Version { format, version, language } =
        serde_json::from_str(json).map_err(|_| PageError::NotAShare)?;
    if format != FORMAT {
        return Err(PageError::NotAShare);
    }
    if version != VERSION || language.is_some_and(|language| words::of(&language).is_none()) {
        return Err(PageError::UnknownVersion);
    }
    if check_there != check(json) {
        return Err(PageError::Altered);
    }
    let data: Page = serde_json::from_str(json).map_err(|_| PageError::Malformed)?;
    if !data.is_valid() {
        return Err(PageError::Malformed);
    }
    // JSON that is written otherwise than here would be drawn otherwise; this is the cheaper comparison.
    if in_comment(json) != json || render(&data).as_bytes() != page {
        return Err(PageError::Altered);
    }
    Ok(data)
}

/// JSON so escaped that no comment can end within it. What is outside its strings never holds such a letter,
/// but for the sign of a number. JSON that was escaped stays as it is.
pub fn in_comment(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 8);
    let (mut in_string, mut escaped) = (false, false);
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '-' if in_string => out.push_str("\\u002d"),
            c => out.push(c),
        }
        in_string ^= c == '"' && !escaped;
        escaped = in_string && c == '\\' && !escaped;
    }
    out
}

/// Notices damage to what is not shown, such as a key. Who wrote the page is for the proof to say.
pub fn check(json: &str) -> String {
    sotto_vault::to_hex(Sha256::digest(json).get(..8).unwrap_or_default())
}
