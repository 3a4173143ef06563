//! Masks names: finds the names on the person's list in the texts of a share and replaces them by
//! labels.
//!
//! A name is found as a whole word in any letter case and with or without diacritics, anywhere in
//! scripts without spaces, after `@` and `#`, in links, after the prefixes that Arabic and Hebrew attach
//! to a word, and when Markdown, a link, a tag or a comment splits it. In doubt a name is masked: the
//! preview shows it, and the person decides. Where a name that is kept overlaps one that is not, the
//! overlap is masked. This removes names, not the story. Reading a text letter by letter is in `tokens`;
//! the list of people is in `people`.

mod tokens;

use crate::base::text_folding;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use tokens::{Gap, Letter};

/// Someone whose name must not leave.
#[derive(Clone)]
pub struct Name {
    pub id: String,
    pub name: String,
    /// Other spellings, nicknames, other scripts.
    pub also: Vec<String>,
    /// The label to put in place of the name; a plain one is made up when there is none.
    pub alias: Option<String>,
    /// Whether the person decided that this name leaves as it is.
    pub kept: bool,
}

/// A piece of a text that leaves.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub enum Segment {
    /// As it was written.
    Plain(String),
    /// A label in place of a name.
    Alias(String),
}

/// A masked text as one string, as it is read.
pub fn plain(segments: &[Segment]) -> String {
    let text = |segment: &Segment| match segment {
        Segment::Plain(text) | Segment::Alias(text) => text.clone(),
    };
    segments.iter().map(text).collect()
}

/// Someone whose name occurs in what was chosen.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    pub id: String,
    pub name: String,
    /// The label that stands for the name, or would if it were not kept.
    pub alias: String,
    /// Whether the name leaves whole: it was to be kept, and no other name went out of it.
    pub kept: bool,
}

/// Whether there is anything in a name that could be found in a text.
pub fn findable(name: &str) -> bool {
    !tokens::read(name).is_empty()
}

/// Texts with their names masked.
pub struct Masked {
    /// One list of segments for each text, in the order given; empty for an empty text.
    pub texts: Vec<Vec<Segment>>,
    /// In the order in which their names appear, each once.
    pub found: Vec<Found>,
}

/// Masks names in all the texts of one share, so that a label means the same person in each.
pub fn mask(names: &[Name], texts: &[&str]) -> Masked {
    let all = Spellings::new(names, |_| true);
    let going = Spellings::new(names, |name| !name.kept);
    let mut order: Vec<usize> = Vec::new();
    let spans: Vec<Vec<Span>> = texts
        .iter()
        .map(|text| {
            let (read, across) = (tokens::read(text), tokens::read_across(text));
            let find = |spellings: &Spellings| {
                let mut spans = spellings.find(&read);
                spans.extend(across.iter().flat_map(|across| spellings.find(across)));
                spans
            };
            let mut going: Vec<Span> = find(&going);
            let mut found: Vec<Span> = find(&all);
            found.extend(going.iter().cloned());
            found.sort_by_key(|span| span.start);
            for who in found.into_iter().flat_map(|span| span.who) {
                if !order.contains(&who) {
                    order.push(who);
                }
            }
            going.sort_by_key(|span| (span.start, Reverse(span.end)));
            uncovered(&read, going)
        })
        .collect();
    let labels = labels(names, &order);
    let label = |span: &Span| span.who.first().and_then(|who| labels.get(who)).cloned();
    let texts: Vec<Vec<Segment>> =
        texts.iter().zip(&spans).map(|(text, spans)| segments(text, spans, label)).collect();
    // A name that is kept counts as shown only if no other name was masked inside it.
    let keeping = Spellings::new(names, |name| name.kept);
    let left: HashSet<usize> = texts
        .iter()
        .flat_map(|text| keeping.find(&tokens::read(&plain(text))))
        .flat_map(|span| span.who)
        .collect();
    let found = order
        .iter()
        .filter_map(|who| {
            let (name, label) = (names.get(*who)?, labels.get(who)?);
            Some(Found {
                id: name.id.clone(),
                name: name.name.clone(),
                alias: label.clone(),
                kept: left.contains(who),
            })
        })
        .collect();
    Masked { texts, found }
}

/// A part of a text that is a name, and the people it may belong to.
#[derive(Clone)]
struct Span {
    start: usize,
    end: usize,
    who: Vec<usize>,
}

/// The same spans without overlaps: where two names overlap, the second begins at the first letter
/// after the end of the first.
fn uncovered(read: &[Letter], spans: Vec<Span>) -> Vec<Span> {
    let mut done = 0;
    let begun = |mut span: Span| {
        let from = span.start.max(done);
        let next = read.get(read.partition_point(|letter| letter.start < from))?;
        span.start = next.start;
        done = done.max(span.end);
        (span.start < span.end).then_some(span)
    };
    spans.into_iter().filter_map(begun).collect()
}

/// The fewest letters of a name that is searched for after a prefix: "לי" would be found in "שלי".
const SHORTEST_PREFIXED: usize = 3;

/// One way to spell a name.
struct Spelling {
    /// Each letter, and the widest gap that is allowed before it.
    letters: Vec<(char, Gap)>,
    who: Vec<usize>,
}

/// All spellings by their first letter, the longest first.
struct Spellings(HashMap<char, Vec<Spelling>>);

impl Spellings {
    fn new(names: &[Name], wanted: impl Fn(&Name) -> bool) -> Self {
        let mut by_letters: HashMap<String, Spelling> = HashMap::new();
        for (who, name) in names.iter().enumerate().filter(|(_, name)| wanted(name)) {
            for spelling in std::iter::once(&name.name).chain(&name.also) {
                let mut read = tokens::read(spelling);
                // "Maya 🦊" is found as "Maya"; a name that is only "🦊" is found as that.
                if read.iter().any(|letter| !text_folding::pictograph(letter.folded)) {
                    read.retain(|letter| !text_folding::pictograph(letter.folded));
                }
                let key: String = read.iter().map(|letter| letter.folded).collect();
                let letters = read.iter().map(|letter| {
                    let widest = match letter.gap {
                        Gap::None => Gap::Marks,
                        Gap::Marks | Gap::Space => Gap::Space,
                        Gap::Other => Gap::Other,
                    };
                    (letter.folded, widest)
                });
                let entry = by_letters
                    .entry(key)
                    .or_insert_with(|| Spelling { letters: letters.clone().collect(), who: Vec::new() });
                for ((_, widest), (_, other)) in entry.letters.iter_mut().zip(letters) {
                    *widest = other.max(*widest);
                }
                if !entry.who.contains(&who) {
                    entry.who.push(who);
                }
            }
        }
        let mut by_first: HashMap<char, Vec<Spelling>> = HashMap::new();
        for (key, mut spelling) in by_letters {
            spelling.who.sort_unstable();
            if let Some(first) = key.chars().next() {
                by_first.entry(first).or_default().push(spelling);
            }
        }
        for spellings in by_first.values_mut() {
            spellings.sort_unstable_by_key(|spelling| Reverse(spelling.letters.len()));
        }
        Spellings(by_first)
    }

    /// The names in a text, in order: the longest at each place, and none inside another.
    fn find(&self, read: &[Letter]) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut covered = 0;
        for (at, letter) in read.iter().enumerate() {
            let Some(spellings) = self.0.get(&letter.folded) else { continue };
            let shortest = match tokens::begins(read, at) {
                true => 1,
                false if tokens::prefixed(read, at) => SHORTEST_PREFIXED,
                false => continue,
            };
            let fits = |s: &&Spelling| s.letters.len() >= shortest && s.is_at(read, at);
            if let Some(spelling) = spellings.iter().find(fits)
                && at + spelling.letters.len() > covered
            {
                covered = at + spelling.letters.len();
                if let Some(last) = read.get(covered - 1) {
                    spans.push(Span { start: letter.start, end: last.end, who: spelling.who.clone() });
                }
            }
        }
        spans
    }
}

impl Spelling {
    fn is_at(&self, read: &[Letter], at: usize) -> bool {
        let Some(there) = read.get(at..at + self.letters.len()) else { return false };
        let same = there.iter().zip(&self.letters).enumerate().all(|(i, (letter, (wanted, widest)))| {
            letter.folded == *wanted && (i == 0 || letter.gap <= *widest)
        });
        same && tokens::ends(read, at + self.letters.len() - 1)
    }
}

/// Cuts a text at the names.
fn segments(text: &str, spans: &[Span], label: impl Fn(&Span) -> Option<String>) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut done = 0;
    let plain = |segments: &mut Vec<Segment>, piece: Option<&str>| {
        if let Some(piece) = piece.filter(|piece| !piece.is_empty()) {
            segments.push(Segment::Plain(piece.to_owned()));
        }
    };
    for span in spans {
        if let Some(label) = label(span) {
            plain(&mut segments, text.get(done..span.start));
            segments.push(Segment::Alias(label));
            done = span.end;
        }
    }
    plain(&mut segments, text.get(done..));
    segments
}

/// A label for each of `order`: their own, or one that nobody else has.
fn labels(names: &[Name], order: &[usize]) -> HashMap<usize, String> {
    fn own(name: &Name) -> Option<&str> {
        name.alias.as_deref().map(str::trim).filter(|label| !label.is_empty())
    }
    let taken: HashSet<String> = names.iter().filter_map(own).map(str::to_lowercase).collect();
    let mut made_up = (1u32..)
        .map(|n| match n {
            1 => "someone".to_owned(),
            2 => "someone else".to_owned(),
            n => format!("another person ({n})"),
        })
        .filter(|label| !taken.contains(label));
    order
        .iter()
        .filter_map(|who| {
            let label = match own(names.get(*who)?) {
                Some(label) => label.to_owned(),
                None => made_up.next()?,
            };
            Some((*who, label))
        })
        .collect()
}

#[cfg(test)]
mod tests;
