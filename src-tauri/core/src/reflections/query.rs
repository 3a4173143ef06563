//! Parses the search language: words, `"a phrase"`, `pref*`, `tag:x`, `mood:<3`,
//! `before:2026-01-01`, `after:2026`, and `-` before any word, phrase or tag.
//!
//! No query is an error: what is not understood is searched for as plain words. Running a query and ordering
//! the hits is in `list`.

use crate::base::text_folding;
use crate::base::tokens::{spaced, tokens};
use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

/// Longest query that is read, in characters; the rest is ignored.
pub const MAX_CHARS: usize = 1_000;
/// Most terms, and most tags, that are looked for; the rest are ignored.
pub const MAX_TERMS: usize = 32;

/// The lowest and the highest mood.
const MOODS: (u8, u8) = (1, 5);

/// A parsed query. A reflection must meet all of it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Words and phrases for the full-text index.
    pub terms: Vec<Term>,
    /// Tags a reflection must have, as typed, without `#`.
    pub tags: Vec<String>,
    /// Tags it must not have.
    pub not_tags: Vec<String>,
    /// Lowest and highest mood, both included. If the first is greater, nothing matches.
    pub mood: Option<(u8, u8)>,
    /// Only days before this one.
    pub before: Option<NaiveDate>,
    /// Only this day and later ones.
    pub after: Option<NaiveDate>,
}

/// One word or phrase.
#[derive(Clone, PartialEq, Eq)]
pub struct Term {
    /// As typed, in NFC, without control characters.
    pub text: String,
    /// Whether the last word is only the beginning of one.
    pub prefix: bool,
    /// Whether it was typed in quotation marks.
    pub phrase: bool,
    /// Whether it must not occur.
    pub not: bool,
}

/// Parses what was typed.
pub fn parse(typed: &str) -> Query {
    let text: Vec<char> = typed.nfc().take(MAX_CHARS).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut query = Query::default();
    let mut rest = text.as_slice();
    while let Some((first, after_first)) = rest.split_first() {
        if first.is_whitespace() {
            rest = after_first;
            continue;
        }
        let (not, body) = match (first, after_first.first()) {
            ('-' | '−', Some(next)) if !next.is_whitespace() => (true, after_first),
            _ => (false, rest),
        };
        rest = query.take(body, not);
    }
    query
}

impl Query {
    /// Reads one word, phrase or field from the start of `body` and gives what follows it.
    fn take<'a>(&mut self, body: &'a [char], not: bool) -> &'a [char] {
        if let Some((inner, rest)) = quoted(body) {
            let stars = rest.iter().take_while(|c| **c == '*').count();
            self.add(inner, stars > 0, true, not);
            return rest.get(stars..).unwrap_or_default();
        }
        // A quotation mark without a second one means nothing.
        let body = match body.split_first() {
            Some((first, after)) if is_quote(*first) => after,
            _ => body,
        };
        let end = body.iter().position(|c| c.is_whitespace() || is_quote(*c));
        let (word, rest) = body.split_at_checked(end.unwrap_or(body.len())).unwrap_or((body, &[]));
        if let Some(rest) = self.field(word, rest, not) {
            return rest;
        }
        let word: String = word.iter().collect();
        let bare = word.trim_end_matches('*');
        self.add(bare.to_owned(), bare.len() < word.len(), false, not);
        rest
    }

    /// `tag:`, `mood:`, `before:`, `after:`; `None` if it is none of them or makes no sense.
    fn field<'a>(&mut self, word: &[char], rest: &'a [char], not: bool) -> Option<&'a [char]> {
        let colon = word.iter().position(|c| *c == ':')?;
        let (key, value) = word.split_at_checked(colon)?;
        let key = key.iter().collect::<String>().to_ascii_lowercase();
        let value: String = value.iter().skip(1).collect();
        match key.as_str() {
            "tag" => {
                let (value, rest) = match quoted(rest) {
                    Some((inner, after)) if value.is_empty() => (inner, after),
                    _ => (value, rest),
                };
                let tag = super::bare(&value);
                let tags = if not { &mut self.not_tags } else { &mut self.tags };
                if tag.is_empty() {
                    return None;
                }
                if tags.len() < MAX_TERMS {
                    tags.push(tag.to_owned());
                }
                Some(rest)
            }
            "mood" if !not => {
                let (low, high) = moods(&value)?;
                let (a, b) = self.mood.unwrap_or(MOODS);
                self.mood = Some((low.max(a), high.min(b)));
                Some(rest)
            }
            "before" if !not => {
                let day = day(&value)?;
                self.before = Some(self.before.map_or(day, |other| other.min(day)));
                Some(rest)
            }
            "after" if !not => {
                let day = day(&value)?;
                self.after = Some(self.after.map_or(day, |other| other.max(day)));
                Some(rest)
            }
            _ => None,
        }
    }

    fn add(&mut self, text: String, prefix: bool, phrase: bool, not: bool) {
        let text = text.trim();
        // Without a letter, digit or pictograph there is nothing to search for.
        if self.terms.len() >= MAX_TERMS || tokens(text).is_empty() {
            return;
        }
        // Korean particles are attached to the word, so it may go on.
        let korean = text.chars().next_back().is_some_and(text_folding::hangul);
        let prefix = prefix || (korean && !phrase);
        self.terms.push(Term { text: text.to_owned(), prefix, phrase, not });
    }
}

/// An FTS5 expression for the terms that must occur, without those that must not; `None` when
/// no term must occur.
pub fn fts(query: &Query) -> Option<String> {
    let wanted: Vec<String> = query.terms.iter().filter(|t| !t.not).map(literal).collect();
    if wanted.is_empty() {
        return None;
    }
    let wanted = wanted.join(" AND ");
    Some(match fts_not(query) {
        Some(unwanted) => format!("({wanted}) NOT ({unwanted})"),
        None => wanted,
    })
}

/// An FTS5 expression that finds the terms that must *not* occur: for a query with only exclusions,
/// which FTS5 itself cannot express.
pub fn fts_not(query: &Query) -> Option<String> {
    let unwanted: Vec<String> = query.terms.iter().filter(|t| t.not).map(literal).collect();
    (!unwanted.is_empty()).then(|| unwanted.join(" OR "))
}

/// A term as the index holds it: the same tokens, as a phrase.
fn literal(term: &Term) -> String {
    let star = if term.prefix { "*" } else { "" };
    format!("\"{}\"{star}", spaced(&term.text))
}

/// Whether `c` is a quotation mark, also a curly one, which many keyboards insert.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

/// The text between the quotation marks that `body` begins with, and the text after them.
fn quoted(body: &[char]) -> Option<(String, &[char])> {
    let (first, inside) = body.split_first()?;
    if !is_quote(*first) {
        return None;
    }
    let end = inside.iter().position(|c| is_quote(*c))?;
    let (inner, rest) = inside.split_at_checked(end)?;
    Some((inner.iter().collect(), rest.get(1..).unwrap_or_default()))
}

/// `3`, `=3`, `<3`, `<=3`, `>3`, `>=3` as the lowest and the highest mood.
fn moods(value: &str) -> Option<(u8, u8)> {
    let digit = value.trim_start_matches(['<', '>', '=', '≤', '≥']);
    let sign = value.strip_suffix(digit)?;
    let mood: u8 = digit.parse().ok().filter(|n| (MOODS.0..=MOODS.1).contains(n))?;
    match sign {
        "" | "=" => Some((mood, mood)),
        "<" => Some((MOODS.0, mood - 1)),
        "<=" | "≤" => Some((MOODS.0, mood)),
        ">" => Some((mood + 1, MOODS.1)),
        ">=" | "≥" => Some((mood, MOODS.1)),
        _ => None,
    }
}

/// `2026`, `2026-01` or `2026-01-31`, as the first day of that time.
fn day(value: &str) -> Option<NaiveDate> {
    let mut parts = value.split('-');
    let mut number = |digits: usize| -> Option<Option<u32>> {
        match parts.next() {
            None => Some(None),
            Some(p) if (1..=digits).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()) => {
                p.parse().ok().map(Some)
            }
            Some(_) => None,
        }
    };
    let year = number(4)?.filter(|y| *y >= 1)?;
    let (month, day) = (number(2)?, number(2)?);
    if parts.next().is_some() {
        return None;
    }
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month.unwrap_or(1), day.unwrap_or(1))
}

#[cfg(test)]
mod tests;
