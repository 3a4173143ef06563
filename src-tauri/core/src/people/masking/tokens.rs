//! A text as the letters a reader sees in it: folded, each with its place in the text and with what
//! stands between it and the letter before. Names are compared letter by letter in this form, so
//! that marks of Markdown, invisible characters, percent escapes and fancy letters hide nothing. What
//! Markdown does not show is read too, and a second time passed over.
//!
//! What counts as a whole word is decided here too. Which names there are is not known here.

use std::collections::HashMap;
use std::ops::Range;

use crate::base::text_folding::{self, Script};
use unicode_normalization::char::is_combining_mark;

/// Letters that may be written onto the front of a word together.
const MOST_PREFIXES: usize = 4;

/// What stands between two letters; the greater includes the smaller.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing a reader could see.
    None,
    /// Marks that may stand within a word: Markdown, zero-width spaces.
    Marks,
    /// What may stand between the words of one name: white space, hyphens, full stops, apostrophes.
    Space,
    /// Anything else.
    Other,
}

/// One folded letter.
pub struct Letter {
    pub folded: char,
    /// Where the character it came from begins and ends in the text, with its diacritics.
    pub start: usize,
    pub end: usize,
    /// What stands before it.
    pub gap: Gap,
    /// Whether it is the first and the last that its character was folded into ("ß" is two).
    first: bool,
    last: bool,
    upper: bool,
    /// Whether a word may begin and end at it anywhere.
    unspaced: bool,
    /// Whether it belongs to a word behind `@` or `#`, where words are joined by capitals.
    tagged: bool,
}

/// The letters of a text, in order.
pub fn read(text: &str) -> Vec<Letter> {
    read_without(text, &[])
}

/// The letters that stand around what Markdown does not show, as if that were not there; nothing
/// when there is none of it. "Ma[ya](u)" and "Ma<!-- u -->ya" are "Maya".
pub fn read_across(text: &str) -> Option<Vec<Letter>> {
    let unseen = unseen(text);
    (!unseen.is_empty()).then(|| read_without(text, &unseen))
}

/// Comments, tags, the target of a link, the mark of an image or a footnote: in order, none within
/// another.
fn unseen(text: &str) -> Vec<Range<usize>> {
    let closed = closed(text);
    let tag_begins = |c: char| c == '/' || c.is_ascii_alphabetic();
    let mut unseen: Vec<Range<usize>> = Vec::new();
    // Once there is no end further on, there is none after that either.
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

/// Where each bracket that is closed has its end.
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

/// Whether before `at`, where no word begins, stands only what Arabic and Hebrew write onto the
/// front of a word: "and", "the", "to", "from", one after another.
pub fn prefixed(read: &[Letter], at: usize) -> bool {
    let Some(letter) = read.get(at) else { return false };
    let prefixes = match text_folding::script(letter.folded) {
        Script::Hebrew => "והבכלמש",
        Script::Arabic => "وفبكلا",
        _ => return false,
    };
    for before in (at.saturating_sub(MOST_PREFIXES)..at).rev() {
        let Some(prefix) = read.get(before).map(|letter| letter.folded) else { return false };
        // Alef is one only in "al-".
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

/// Whether a word may end with the letter at `at`, which a bare genitive or plural "s" and Korean
/// particles may follow.
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

/// Whether a word ends with `a` and another begins with `b`, which stands right after it.
fn parted(a: &Letter, b: &Letter) -> bool {
    b.gap > Gap::None
        || a.unspaced
        || b.unspaced
        || text_folding::script(a.folded) != text_folding::script(b.folded)
        || a.folded.is_numeric() != b.folded.is_numeric()
        || (b.tagged && b.upper && !a.upper)
}

/// Korean vowels and final consonants, which go on the syllable before them.
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
        // Apostrophes that Unicode calls letters among them.
        '‘' | '’' | '‛' | '´' | '＇' | '\u{2B9}'..='\u{2BD}' | '\u{5F3}' => Kind::Between(Gap::Space),
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => {
            Kind::Between(Gap::Space)
        }
        // Nobody sees these, and no line may break there.
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

/// Whether a folded character is a letter: "⒜" and "½" are taken apart into more than letters.
fn stays(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || text_folding::pictograph(c)
}

/// Characters without any shape: controls, direction marks, fillers, tags.
fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c),
            0x061C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F | 0x202A..=0x202E
            | 0x2061..=0x206F | 0x3164 | 0xFFA0 | 0xFFF0..=0xFFFB | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A
            | 0xE0000..=0xE0FFF)
}

/// The character that `%C3%AB` and the like stand for in a link, and how long that is.
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
