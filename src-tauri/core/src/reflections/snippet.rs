//! The words around the first hit in a text, every hit among them marked.
//!
//! The index knows *that* a text matches; where is found here, from the beginning of the text to the
//! end of what is shown. (SQLite's own `snippet` cuts the whole text of each summary into words: half of
//! the time that a search took.) What matches at all is decided elsewhere, by the index alone.

use std::collections::VecDeque;

use serde::Serialize;

use super::query::Query;
use crate::base::text_folding;

/// Words that are shown, and how many of them stand before the hit.
const WORDS: usize = 16;
const BEFORE: usize = 5;
/// The same for text without spaces, in bytes.
const NEAR: usize = 120;

/// A part of a snippet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct SnippetPiece {
    pub text: String,
    /// Whether this is what was searched for.
    pub hit: bool,
}

/// What a query looks for, ready to be found in many texts.
pub(super) struct Wanted {
    phrases: Vec<Phrase>,
    anywhere: Vec<String>,
}

struct Phrase {
    /// Folded, in their order.
    words: Vec<String>,
    /// How many words of the phrase still stand there when the next does not follow (Knuth, Morris and
    /// Pratt): "so so sorry" is in "so so so sorry".
    again: Vec<usize>,
    /// Whether the last one may go on.
    prefix: bool,
}

/// Where a word stands, in bytes.
type Span = (usize, usize);

impl Wanted {
    pub fn new(query: &Query) -> Self {
        let phrase = |text: &str, prefix: bool| {
            let (mut words, mut folded) = (Words::of(text), String::new());
            let mut all = Vec::new();
            while words.next(&mut folded).is_some() {
                all.push(folded.clone());
            }
            Phrase { again: again(&all), words: all, prefix }
        };
        let terms = query.terms.iter().filter(|t| !t.not).map(|t| phrase(&t.text, t.prefix));
        Self { phrases: terms.filter(|p| !p.words.is_empty()).collect(), anywhere: query.anywhere.clone() }
    }

    /// Whether there is anything to be marked.
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty() && self.anywhere.is_empty()
    }

    /// The words around the first hit; `None` when the hit is not in this text (but in its title).
    pub fn around(&self, text: &str) -> Option<Vec<SnippetPiece>> {
        let (from, to, mut hits) = self.words_around(text).or_else(|| self.letters_around(text))?;
        let shown = text.get(from..to)?;
        for letters in &self.anywhere {
            hits.extend(
                shown.match_indices(letters.as_str()).map(|(at, hit)| (from + at, from + at + hit.len())),
            );
        }
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

    fn words_around(&self, text: &str) -> Option<(usize, usize, Vec<Span>)> {
        if self.phrases.is_empty() {
            return None;
        }
        let mut words = Words::of(text);
        let mut folded = String::new();
        let mut hits: Vec<Span> = Vec::new();
        // How many words of each phrase stand just before.
        let mut begun = vec![0_usize; self.phrases.len()];
        let longest = self.phrases.iter().map(|phrase| phrase.words.len()).max().unwrap_or(0);
        // Where the last few words began.
        let mut starts: VecDeque<usize> = VecDeque::new();
        // How many words there are to show, and where the first of them begins and the last one ends.
        let (mut shown, mut from, mut end) = (0, 0, 0);
        while let Some((start, stop)) = words.next(&mut folded) {
            if starts.len() > BEFORE.max(longest) {
                starts.pop_front();
            }
            starts.push_back(start);
            for (phrase, done) in self.phrases.iter().zip(&mut begun) {
                if phrase.goes_on(done, &folded) {
                    hits.extend(starts.iter().rev().nth(phrase.words.len() - 1).map(|start| (*start, stop)));
                }
            }
            if hits.is_empty() {
                continue;
            }
            if shown == 0 {
                let before = starts.len().min(BEFORE + 1);
                // From the text's own beginning, if that is near.
                from = starts
                    .iter()
                    .rev()
                    .nth(before - 1)
                    .copied()
                    .filter(|_| starts.len() > BEFORE)
                    .unwrap_or(0);
                shown = before;
            } else {
                shown += 1;
            }
            end = stop;
            if shown >= WORDS {
                break;
            }
        }
        let first = hits.iter().map(|(from, _)| *from).min()?;
        Some((from.min(first), words.to_end_of_mark(end), hits))
    }

    fn letters_around(&self, text: &str) -> Option<(usize, usize, Vec<Span>)> {
        let first = self.anywhere.iter().filter_map(|letters| text.find(letters.as_str())).min()?;
        let from = text.floor_char_boundary(first.saturating_sub(NEAR / 2));
        Some((from, text.ceil_char_boundary(first.saturating_add(NEAR)), Vec::new()))
    }
}

impl Phrase {
    /// Takes the next word in; whether the phrase ends with it.
    fn goes_on(&self, done: &mut usize, word: &str) -> bool {
        while *done > 0 && !self.is_next(*done, word) {
            *done = self.again.get(*done).copied().unwrap_or(0);
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

/// For each number of words that stand there, the longest shorter beginning that stands there too.
fn again(words: &[String]) -> Vec<usize> {
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

/// The words of a text, one after the other.
struct Words<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Words<'t> {
    const fn of(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// The next word's place; `folded` becomes the word without case and diacritics.
    fn next(&mut self, folded: &mut String) -> Option<Span> {
        folded.clear();
        let bytes = self.text.as_bytes();
        let mut start = None;
        while let Some(byte) = bytes.get(self.at) {
            if byte.is_ascii() {
                if byte.is_ascii_alphanumeric() {
                    start.get_or_insert(self.at);
                    folded.push(char::from(byte.to_ascii_lowercase()));
                } else if start.is_some() {
                    break;
                }
                self.at += 1;
                continue;
            }
            let c = self.text.get(self.at..)?.chars().next()?;
            if c.is_alphanumeric() || text_folding::diacritic(c) {
                start.get_or_insert(self.at);
                text_folding::fold(c, |f| folded.push(f));
            } else if start.is_some() {
                break;
            }
            self.at += c.len_utf8();
        }
        start.map(|start| (start, self.at))
    }

    /// Past the full stop or the like that belongs to the word that ends here.
    fn to_end_of_mark(&self, end: usize) -> usize {
        let rest = self.text.get(end..).unwrap_or_default();
        end + rest.find(|c: char| c.is_whitespace() || c.is_alphanumeric()).unwrap_or(rest.len())
    }
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
                    let folded = crate::reflections::folded(&piece.text);
                    let word = crate::reflections::folded(&word);
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
