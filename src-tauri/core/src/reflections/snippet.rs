//! Cuts a snippet out of a text: the words around the first hit, with every hit in them marked.
//!
//! The index decides *whether* a text matches; this module finds where, and reads the text only up to the
//! end of the snippet. (SQLite's `snippet` cuts the whole text of each summary into words, which took half
//! the time of a search.)

use std::collections::VecDeque;

use serde::Serialize;

use super::query::Query;
use crate::base::tokens::{Span, Tokens, tokens};

/// The length of a snippet, and of the part before the hit. A word weighs 3, a character of a script
/// without spaces 1.
const SHOWN: usize = 48;
const BEFORE: usize = 15;

/// A part of a snippet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct SnippetPiece {
    pub text: String,
    /// Whether this part is a hit.
    pub hit: bool,
}

/// The terms of a query, prepared for finding them in many texts.
pub(super) struct Wanted(Vec<Phrase>);

struct Phrase {
    /// The folded words, in order.
    words: Vec<String>,
    /// For each word, how many words of the phrase still match when the next one does not (Knuth, Morris
    /// and Pratt): "so so sorry" is in "so so so sorry".
    fallback: Vec<usize>,
    /// Whether the last word is only the beginning of one.
    prefix: bool,
}

impl Wanted {
    pub fn new(query: &Query) -> Self {
        let terms = query.terms.iter().filter(|term| !term.not);
        Self(
            terms
                .map(|term| {
                    let words = tokens(&term.text);
                    Phrase { fallback: fallback(&words), words, prefix: term.prefix }
                })
                .filter(|phrase| !phrase.words.is_empty())
                .collect(),
        )
    }

    /// Whether anything is to be marked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words around the first hit; `None` when no hit is in this text (it may be in the title).
    pub fn around(&self, text: &str) -> Option<Vec<SnippetPiece>> {
        let (from, to, mut hits) = self.window(text)?;
        hits.sort_unstable();
        let mut out = Vec::with_capacity(2 * hits.len() + 3);
        let mut piece = |text: &str, hit: bool| {
            if !text.is_empty() {
                out.push(SnippetPiece { text: on_one_line(text), hit });
            }
        };
        piece(if from > 0 { "…" } else { "" }, false);
        let mut done = from;
        for (start, end) in hits {
            piece(text.get(done..start).unwrap_or_default(), false);
            piece(text.get(start.max(done)..end).unwrap_or_default(), true);
            done = done.max(end);
        }
        piece(text.get(done..to).unwrap_or_default(), false);
        piece(if text.get(to..).is_some_and(|rest| !rest.trim().is_empty()) { "…" } else { "" }, false);
        Some(out)
    }

    /// Where the snippet begins and ends, and the hits in it.
    fn window(&self, text: &str) -> Option<(usize, usize, Vec<Span>)> {
        let (mut all, mut token) = (Tokens::of(text), String::new());
        let mut hits: Vec<Span> = Vec::new();
        // For each phrase, how many of its words the last words match.
        let mut matched = vec![0_usize; self.0.len()];
        let longest = self.0.iter().map(|phrase| phrase.words.len()).max()?;
        // Where the last tokens begin, and their weights.
        let mut last: VecDeque<(usize, usize)> = VecDeque::new();
        let (mut shown, mut from, mut end) = (0, 0, 0);
        while let Some((start, stop)) = all.next(&mut token) {
            let weight = if Tokens::is_single(&token) { 1 } else { 3 };
            last.push_back((start, weight));
            if last.len() > BEFORE.max(longest) + 2 {
                last.pop_front();
            }
            for (phrase, matched) in self.0.iter().zip(&mut matched) {
                if phrase.goes_on(matched, &token) {
                    let begin = last.iter().rev().nth(phrase.words.len() - 1);
                    hits.extend(begin.map(|(begin, _)| (*begin, stop)));
                }
            }
            if hits.is_empty() {
                continue;
            }
            if shown == 0 {
                (from, shown) = before(&last);
            } else {
                shown += weight;
            }
            end = stop;
            if shown >= SHOWN {
                break;
            }
        }
        let first = hits.iter().map(|(from, _)| *from).min()?;
        Some((from.min(first), end_of_mark(text, end), hits))
    }
}

/// Where the snippet begins, given the last tokens up to the hit and their weights. If the beginning of the
/// text is near, it begins there.
fn before(last: &VecDeque<(usize, usize)>) -> (usize, usize) {
    let (mut from, mut shown) = (0, 0);
    for (begin, weight) in last.iter().rev() {
        if shown > BEFORE {
            return (from, shown);
        }
        (from, shown) = (*begin, shown + weight);
    }
    (0, shown)
}

/// The place after the punctuation that follows the word that ends here.
fn end_of_mark(text: &str, end: usize) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    end + rest.find(|c: char| c.is_whitespace() || c.is_alphanumeric()).unwrap_or(rest.len())
}

impl Phrase {
    /// Feeds the next word, and returns whether the phrase is complete with it.
    fn goes_on(&self, done: &mut usize, word: &str) -> bool {
        while *done > 0 && !self.is_next(*done, word) {
            *done = self.fallback.get(*done).copied().unwrap_or(0);
        }
        *done += usize::from(self.is_next(*done, word));
        let whole = *done == self.words.len();
        if whole {
            *done = 0;
        }
        whole
    }

    fn is_next(&self, done: usize, word: &str) -> bool {
        let last = done + 1 == self.words.len();
        self.words.get(done).is_some_and(|wanted| {
            wanted == word || (last && self.prefix && word.starts_with(wanted.as_str()))
        })
    }
}

/// For each number of matched words, the longest shorter beginning that also matches.
fn fallback(words: &[String]) -> Vec<usize> {
    (0..=words.len())
        .map(|done| {
            let there = words.get(..done).unwrap_or_default();
            (1..done)
                .rev()
                .find(|n| there.starts_with(words.get(done - n..done).unwrap_or_default()))
                .unwrap_or(0)
        })
        .collect()
}

/// Text with every run of blanks and controls as one space.
pub(super) fn on_one_line(text: &str) -> String {
    let plain = |pair: &[u8]| pair != b"  ";
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) && text.as_bytes().windows(2).all(plain) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        let blank = c.is_control() || c.is_whitespace();
        if !(blank && line.ends_with(' ')) {
            line.push(if blank { ' ' } else { c });
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reflections::query::parse;
    use proptest::prelude::*;

    fn shown(query: &str, text: &str) -> Option<String> {
        let pieces = Wanted::new(&parse(query)).around(text)?;
        Some(pieces.iter().map(|p| if p.hit { format!("[{}]", p.text) } else { p.text.clone() }).collect())
    }

    #[test]
    fn hits_are_marked_in_the_words_around_the_first() {
        let text = "one two three four five six seven Zoë said: “seven, eight.” nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen";
        assert_eq!(
            shown("zoe", text).unwrap(),
            "…three four five six seven [Zoë] said: “seven, eight.” nine ten eleven twelve thirteen fourteen fifteen…"
        );
        assert_eq!(shown("\"said seven\"", text).unwrap().matches('[').count(), 1);
        assert!(shown("\"said seven\"", text).unwrap().contains("[said: “seven]"));
        assert!(
            shown("two", text).unwrap().starts_with("one [two] three"),
            "from the very beginning when near"
        );
        assert!(shown("seventeen", text).unwrap().ends_with("[seventeen]"));
        assert!(shown("thirt*", text).unwrap().contains("[thirteen]"));
        assert_eq!(shown("seven -nine", text).unwrap().matches("[seven]").count(), 2);
        assert_eq!(shown("elsewhere", text), None);
    }

    #[test]
    fn text_without_spaces_is_shown_around_its_letters() {
        let text = format!("{}図書館で{}", "本".repeat(200), "読".repeat(200));
        let found = shown("図書館", &text).unwrap();
        assert!(
            found.starts_with("…本") && found.contains("[図書館]で読") && found.ends_with('…'),
            "{found}"
        );
    }

    #[test]
    fn a_phrase_that_begins_twice_is_found() {
        assert_eq!(shown("\"so so sorry\"", "so so so sorry").unwrap(), "so [so so sorry]");
        assert_eq!(shown("\"so sorry\"", "so so sorry").unwrap(), "so [so sorry]");
    }

    proptest! {
        #[test]
        fn what_is_shown_is_a_part_of_the_text_and_every_mark_is_a_hit(
            text in "[a-cé .,\n\u{7}図\u{308}]{0,200}", word in "[a-cé]{1,3}", prefix: bool,
        ) {
            let star = if prefix { "*" } else { "" };
            let wanted = Wanted::new(&parse(&format!("{word}{star} 図")));
            if let Some(pieces) = wanted.around(&text) {
                let whole: String = pieces.iter().map(|p| p.text.as_str()).collect();
                let line = on_one_line(&text);
                prop_assert!(on_one_line(whole.trim_matches('…')).split(' ').all(|part| line.contains(part)));
                for piece in pieces.iter().filter(|p| p.hit) {
                    let folded = crate::text_folding::folded(&piece.text);
                    let word = crate::text_folding::folded(&word);
                    prop_assert!(piece.text == "図" || folded == word || (prefix && folded.starts_with(&word)));
                }
            }
        }

        #[test]
        fn any_text_and_any_query_come_to_an_end(text in "\\PC{0,300}", query in "\\PC{0,40}") {
            let _ = Wanted::new(&parse(&query)).around(&text);
        }
    }
}
