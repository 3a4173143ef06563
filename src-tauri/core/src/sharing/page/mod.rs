//! The page that leaves: drawn from what was chosen, and read back by its recipient.
//!
//! One self-contained HTML page without scripts. What stands on it and how it looks is `v1`, a frozen format
//! with types of its own; here the journal's types meet it. Behind the page stands one line with the proof of
//! who sent it, and then spaces that round the size off. The proof itself, sealing, and what may be chosen are
//! elsewhere.

mod v1;

use chrono::{DateTime, FixedOffset, NaiveDate};
use sotto_vault::padded;

use super::item::{BroughtItem, Item, MoodPoint, ShareItem};
use super::party::{Parties, is_name, is_promise, is_recipient, key_bytes};
use crate::people::masking::Segment;

/// Largest page, in bytes.
pub const MAX_BYTES: usize = 10_000_000;
/// Largest line with a proof, which grows with the number of recipients only.
const MAX_PROOF: usize = 50_000;
/// Most people one share is sealed to.
pub const MAX_RECIPIENTS: usize = 50;

const PROOF_START: &str = "<!-- sotto-proof ";
const PROOF_END: &str = " -->\n";

/// A session of a group, its name as `T`.
#[derive(Clone)]
pub(crate) struct PageSession<T> {
    pub group: T,
    pub starts: DateTime<FixedOffset>,
}

/// What a page is drawn from.
pub(crate) struct PageContent {
    /// Of the page's own words; one that has no words is drawn in English.
    pub language: String,
    pub made: NaiveDate,
    pub parties: Parties,
    pub session: Option<PageSession<Vec<Segment>>>,
    pub delete_after: Option<NaiveDate>,
    pub items: Vec<Item<Vec<Segment>>>,
}

/// What a page says that was read.
#[derive(Clone)]
pub struct ReadPage {
    pub made: NaiveDate,
    pub parties: Parties,
    pub(crate) session: Option<PageSession<String>>,
    /// "Please check in with me today."
    pub check_in: bool,
    pub delete_after: Option<NaiveDate>,
    pub items: Vec<ShareItem>,
    pub bring: Vec<BroughtItem>,
    pub mood: Vec<MoodPoint>,
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

/// Draws a page.
///
/// # Errors
/// `Malformed` for what no reader would take, `TooLarge`.
pub(crate) fn draw(content: PageContent) -> Result<String, PageError> {
    let page = v1::render(&v1::Page::try_from(content)?);
    if page.len() > MAX_BYTES { Err(PageError::TooLarge) } else { Ok(page) }
}

/// Reads a page, and refuses it unless drawing it again gives the very same bytes.
///
/// # Errors
/// Why it is refused.
pub fn read(page: &[u8]) -> Result<ReadPage, PageError> {
    #[cfg(test)]
    reads::count();
    v1::read(page).map(ReadPage::from)
}

/// How many pages were read on this thread: lists and briefs must read none.
#[cfg(test)]
pub(crate) mod reads {
    use std::cell::Cell;

    thread_local!(static READS: Cell<usize> = const { Cell::new(0) });

    pub fn count() {
        READS.set(READS.get() + 1);
    }

    pub fn so_far() -> usize {
        READS.get()
    }
}

/// The page, the line with its proof, and spaces up to a size that says little.
pub fn join_proof(page: &str, proof: &str) -> String {
    let mut whole = format!("{page}{PROOF_START}{}{PROOF_END}", v1::in_comment(proof));
    let length = padded(whole.len());
    whole.extend(std::iter::repeat_n(' ', length.saturating_sub(whole.len())));
    whole
}

/// Takes apart what was unsealed: the bytes of the page, and the proof's JSON.
///
/// # Errors
/// [`PageError::TooLarge`], or [`PageError::NotAShare`] when there is no line with a proof.
pub fn split_proof(bytes: &[u8]) -> Result<(&[u8], &str), PageError> {
    if bytes.len() > padded(MAX_BYTES + MAX_PROOF) {
        return Err(PageError::TooLarge);
    }
    let whole = std::str::from_utf8(bytes).map_err(|_| PageError::NotAShare)?;
    let body = whole.trim_end_matches(' ').strip_suffix(PROOF_END).ok_or(PageError::NotAShare)?;
    let (page, proof) = body.rsplit_once(PROOF_START).ok_or(PageError::NotAShare)?;
    if page.ends_with('\n') && !proof.contains('\n') && proof.len() <= MAX_PROOF {
        Ok((page.as_bytes(), proof))
    } else {
        Err(PageError::NotAShare)
    }
}

/// For hostile files: the sum that stands before the JSON of a page, as anyone could work it out.
#[cfg(feature = "fuzzing")]
pub fn sum(json: &str) -> String {
    v1::check(json)
}

/// For the fuzz targets: the page that anyone could make of this JSON; `None` if it makes no sense.
#[cfg(feature = "fuzzing")]
pub fn of_json(json: &str) -> Option<String> {
    v1::of_json(json).map(|page| v1::render(&page))
}

/// For the fuzz targets: a page drawn again from what it says; `None` if it is refused.
#[cfg(feature = "fuzzing")]
pub fn redrawn(page: &[u8]) -> Option<String> {
    v1::read(page).ok().map(|page| v1::render(&page))
}

#[cfg(test)]
mod tests;
