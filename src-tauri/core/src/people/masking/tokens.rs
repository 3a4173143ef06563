//! Reads a text as the letters that a reader sees: folded, each with its place in the text and the gap
//! between it and the letter before. Names are compared in this form, so that Markdown, invisible
//! characters, percent escapes and unusual letter forms hide nothing. A text with parts that Markdown
//! does not show is read twice, with and without them.
//!
//! What counts as a whole word is decided here too. The names are not known here.

use std::collections::HashMap;
use std::ops::Range;

use crate::base::text_folding::{self, Script};
use unicode_normalization::char::is_combining_mark;

/// The most prefix letters at the front of a word.
const MOST_PREFIXES: usize = 4;

/// What is between two letters. A greater gap includes the smaller ones.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing that a reader can see.
    None,
    /// Marks that may be inside a word: Markdown, zero-width spaces.
    Marks,
    /// What may be between the words of one name: white space, hyphens, full stops, apostrophes.
    Space,
    /// Anything else.
    Other,
}

/// One folded letter.
pub struct Letter {
    pub folded: char,
    /// The place in the text of the character it comes from, with its diacritics.
    pub start: usize,
    pub end: usize,
    /// What stands before it.
    pub gap: Gap,
    /// Whether it is the first, and the last, letter that its character folds into ("ß" becomes two).
    first: bool,
    last: bool,
    upper: bool,
    /// Whether its script has no spaces, so that a word may begin or end at any letter.
    unspaced: bool,
    /// Whether it belongs to a word after `@` or `#`, where words are joined by capitals.
    tagged: bool,
}

/// The letters of a text, in order.
pub fn read(text: &str) -> Vec<Letter> {
    read_without(text, &[])
}

/// The letters of a text without the parts that Markdown does not show; `None` when there are no such
/// parts. "Ma[ya](u)" and "Ma<!-- u -->ya" are "Maya".
pub fn read_across(text: &str) -> Option<Vec<Letter>> {
    let unseen = unseen(text);
    (!unseen.is_empty()).then(|| read_without(text, &unseen))
}

/// The parts that Markdown does not show, in order and without overlaps: comments, tags, targets of
/// links, marks of images and footnotes.
fn unseen(text: &str) -> Vec<Range<usize>> {
    let closed = closed(text);
    let tag_begins = |c: char| c == '/' || c.is_ascii_alphabetic();
    let mut unseen: Vec<Range<usize>> = Vec::new();
    // When no end was found once, none is found later in the text either.
    let (mut no_comment, mut no_tag) = (false, false);
    for (start, _) in text.match_indices(['<', ']', '[', '!']) {
        if unseen.last().is_some_and(|last| start < last.end) {
            continue;
        }
        let rest = text.get(start..).unwrap_or_default();
        let until = |mark: &str, never: &mut bool| {
            let end = if *never { None } else { rest.find(mark) };
            *never = end.is_none();
            end.map(|end| start + end + mark.len())
        };
        let end = if rest.starts_with("<!--") {
            until("-->", &mut no_comment)
        } else if rest.starts_with("](") || rest.starts_with("][") {
            closed.get(&(start + 1)).copied()
        } else if rest.starts_with("[^") {
            closed.get(&start).copied()
        } else if rest.starts_with("![") {
            Some(start + 1)
        } else if rest.strip_prefix('<').is_some_and(|tag| tag.starts_with(tag_begins)) {
            until(">", &mut no_tag)
        } else {
            None
        };
        unseen.extend(end.map(|end| start..end));
    }
    unseen
}

/// For each bracket that is closed, the place where it is closed.
fn closed(text: &str) -> HashMap<usize, usize> {
    let mut closed = HashMap::new();
    let (mut round, mut square, mut escaped) = (Vec::new(), Vec::new(), false);
    for (at, c) in text.char_indices() {
        match c {
            _ if std::mem::take(&mut escaped) => {}
            '\\' => escaped = true,
            '(' => round.push(at),
            '[' => square.push(at),
            ')' => closed.extend(round.pop().map(|open| (open, at + 1))),
            ']' => closed.extend(square.pop().map(|open| (open, at + 1))),
            _ => {}
        }
    }
    closed
}

fn read_without(text: &str, unseen: &[Range<usize>]) -> Vec<Letter> {
    let mut read: Vec<Letter> = Vec::with_capacity(text.len());
    let (mut gap, mut tagged, mut done) = (Gap::Other, false, 0);
    let mut unseen = unseen.iter().peekable();
    for (start, c) in text.char_indices() {
        if let Some(range) = unseen.next_if(|range| range.start <= start) {
            done = done.max(range.end);
            gap = gap.max(Gap::Marks);
        }
        if start < done {
            continue;
        }
        let (c, length) = unescape(text, start).unwrap_or((c, c.len_utf8()));
        done = start + length;
        let kind = kind(c);
        match kind {
            Kind::Diacritic => {
                if let (Some(letter), Gap::None | Gap::Marks) = (read.last_mut(), gap) {
                    letter.end = done;
                }
            }
            Kind::Between(wider) => {
                gap = gap.max(wider);
                tagged = matches!(c, '@' | '#') || (tagged && gap < Gap::Other && !c.is_whitespace());
            }
            Kind::Letter => {
                let before = read.len();
                text_folding::fold(c, |folded| {
                    if stays(folded) {
                        let first = read.len() == before;
                        let gap = if first { gap } else { Gap::None };
                        let upper = first && c.is_uppercase();
                        let unspaced = text_folding::unspaced(c) || text_folding::unspaced(folded);
                        read.push(Letter {
                            folded,
                            start,
                            end: done,
                            gap,
                            first,
                            last: false,
                            upper,
                            unspaced,
                            tagged,
                        });
                    }
                });
                if read.len() > before
                    && let Some(letter) = read.last_mut()
                {
                    letter.last = true;
                    gap = Gap::None;
                }
            }
        }
    }
    read
}

/// Whether a word may begin at `at`.
pub fn begins(read: &[Letter], at: usize) -> bool {
    let Some(letter) = read.get(at) else { return false };
    letter.first
        && at.checked_sub(1).and_then(|before| read.get(before)).is_none_or(|before| parted(before, letter))
}

/// Whether the letters between the beginning of the word and `at` are only prefixes, which Arabic and
/// Hebrew attach to the front of a word: "and", "the", "to", "from", also several.
pub fn prefixed(read: &[Letter], at: usize) -> bool {
    let Some(letter) = read.get(at) else { return false };
    let prefixes = match text_folding::script(letter.folded) {
        Script::Hebrew => "והבכלמש",
        Script::Arabic => "وفبكلا",
        _ => return false,
    };
    for before in (at.saturating_sub(MOST_PREFIXES)..at).rev() {
        let Some(prefix) = read.get(before).map(|letter| letter.folded) else { return false };
        // Alef is a prefix only in "al-".
        let al = || before + 1 < at && read.get(before + 1).is_some_and(|next| next.folded == 'ل');
        if !prefixes.contains(prefix) || (prefix == 'ا' && !al()) {
            return false;
        }
        if begins(read, before) {
            return true;
        }
    }
    false
}

/// Whether a word may end with the letter at `at`. A genitive or plural "s" and Korean particles may
/// follow it.
pub fn ends(read: &[Letter], at: usize) -> bool {
    let Some(letter) = read.get(at).filter(|letter| letter.last) else { return false };
    let Some(next) = read.get(at + 1) else { return true };
    if parted(letter, next) {
        return true;
    }
    if text_folding::hangul(letter.folded) {
        return next.first && !within_syllable(next.folded);
    }
    let s = next.folded == 's' && next.first && next.last;
    s && read.get(at + 2).is_none_or(|after| parted(next, after))
}

/// Whether one word ends with `a` and another begins with `b`, the next letter.
fn parted(a: &Letter, b: &Letter) -> bool {
    b.gap > Gap::None
        || a.unspaced
        || b.unspaced
        || text_folding::script(a.folded) != text_folding::script(b.folded)
        || a.folded.is_numeric() != b.folded.is_numeric()
        || (b.tagged && b.upper && !a.upper)
}

/// Korean vowels and final consonants, which continue the syllable before them.
fn within_syllable(c: char) -> bool {
    matches!(u32::from(c), 0x1160..=0x11FF | 0xD7B0..=0xD7FF)
}

enum Kind {
    Letter,
    Diacritic,
    Between(Gap),
}

fn kind(c: char) -> Kind {
    match c {
        '*' | '_' | '~' | '`' | '\\' | '^' | '=' | '[' | ']' => Kind::Between(Gap::Marks),
        '-' | '.' | '\'' | '+' | '>' | '·' | '‧' | '・' | '･' | '\u{58A}' | '\u{5BE}' => {
            Kind::Between(Gap::Space)
        }
        // Also the apostrophes that Unicode classes as letters.
        '‘' | '’' | '‛' | '´' | '＇' | '\u{2B9}'..='\u{2BD}' | '\u{5F3}' => Kind::Between(Gap::Space),
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => {
            Kind::Between(Gap::Space)
        }
        // These are invisible, and no line may break there.
        '\u{AD}'
        | '\u{200D}'
        | '\u{2060}'
        | '\u{FEFF}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{E0100}'..='\u{E01EF}' => Kind::Between(Gap::None),
        c if text_folding::diacritic(c) => Kind::Diacritic,
        c if c.is_whitespace() || c == '\u{2800}' => Kind::Between(Gap::Space),
        c if invisible(c) => Kind::Between(Gap::Marks),
        c if c.is_alphanumeric() || is_combining_mark(c) || text_folding::pictograph(c) => Kind::Letter,
        _ => Kind::Between(Gap::Other),
    }
}

/// Whether a folded character is a letter: "⒜" and "½" fold into more than letters.
fn stays(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || text_folding::pictograph(c)
}

/// Invisible characters: controls, direction marks, fillers, tags.
fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c),
            0x061C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F | 0x202A..=0x202E
            | 0x2061..=0x206F | 0x3164 | 0xFFA0 | 0xFFF0..=0xFFFB | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A
            | 0xE0000..=0xE0FFF)
}

/// The character of an escape like `%C3%AB` in a link, and the length of the escape.
fn unescape(text: &str, at: usize) -> Option<(char, usize)> {
    let mut rest = text.as_bytes().get(at..)?;
    let mut bytes = [0u8; 4];
    for count in 1..=4 {
        let (escape, after) = rest.split_at_checked(3)?;
        let [b'%', high, low] = *escape else { return None };
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
        *bytes.get_mut(count - 1)? = digit(high)? << 4 | digit(low)?;
        rest = after;
        if let Ok(whole) = std::str::from_utf8(bytes.get(..count)?) {
            return whole.chars().next().map(|c| (c, count * 3));
        }
    }
    None
}
