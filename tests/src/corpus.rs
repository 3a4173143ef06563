//! Makes a corpus of reflections of any size for measuring; the same numbers give the same corpus.
//!
//! The words mean nothing, but they are as frequent as in a journal. A few invented terms are planted
//! at known rates, and no other word contains an `x` or a `q`, so that every search engine must find
//! the same number of them. Writing that a person can read is in
//! `story`.

use crate::random::{Random, falling_weights};
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use std::collections::HashSet;

/// One reflection; as a line of JSON this is what `sotto-cli import jsonl` reads.
pub struct Reflection {
    /// `2025-06-30T20:14:00`, in whatever zone the reader lives.
    pub date: String,
    /// May hold an accent, a Chinese phrase or an emoji.
    pub title: String,
    /// None to four.
    pub tags: Vec<String>,
    /// 1 to 5.
    pub mood: u8,
    /// Paragraphs, sometimes with a list or emphasis in Markdown.
    pub body: String,
}

impl Reflection {
    /// As the import reads it.
    pub fn to_json(&self) -> Value {
        json!({"date": self.date, "title": self.title, "tags": self.tags, "mood": self.mood, "body": self.body})
    }
}

/// A search and how many reflections it must find.
pub struct Query {
    /// rare, medium, common, two words, phrase.
    pub name: &'static str,
    /// As typed into the search field.
    pub text: &'static str,
    /// Reflections that hold it.
    pub expected: usize,
}

const RARE: &str = "quixomander";
const MEDIUM: &str = "foxtrellis";
const OFTEN: &str = "exhale";
const TWO: (&str, &str) = ("boxcarden", "inqvaro");
const PHRASE: &str = "velvox harbour lanternaq";
/// Planted terms, each with the share of reflections (of 1,000) that hold it.
const PLANTED: [(&str, usize); 5] = [(MEDIUM, 10), (OFTEN, 400), (TWO.0, 60), (TWO.1, 50), (PHRASE, 4)];

const FREQUENT: &str = "the and to of a in I was that it my for on with we had but at this have be as so not me is \
    all they he she about just up out from what when there then were day some more time got went him her like \
    back by been one if or do could after no you over today would an home them other now into how work can only \
    did know us good still too because our morning before much again little down people well night long first \
    way even think thing last never bit feel felt week two came see house few things always around said though \
    old their tomorrow where walk mother father friend coffee rain tea book garden street window letter train \
    dinner kitchen bed sleep slept tired happy sad calm angry loud warm light winter spring summer autumn \
    doctor money shop bus bike river sea hill tree bird dog cat music story dream idea plan call talk told asked \
    harbour laugh hand head heart eyes face voice word words maybe almost enough nothing something door table";
const NAMES: [&str; 16] = [
    "Anna", "Boris", "Chiara", "Dmitri", "Elena", "Farid", "Greta", "Hugo", "Amélie", "Bjørn", "Çelik",
    "Łukasz", "Zoë", "José", "Tromsø", "Málaga",
];
const ACCENTS: [&str; 8] = ["café", "naïve", "déjà vu", "Straße", "smörgås", "piñata", "Привет", "σήμερα"];
const CHINESE: [&str; 6] =
    ["今日は図書館へ行った", "天気がいい", "我很高兴", "朋友来了", "커피를 마셨다", "散歩した"];
const EMOJI: [&str; 8] = ["😀", "😴", "☕", "🌧️", "🎉", "❤️", "👩‍👩‍👧", "🏳️‍🌈"];
const TAGS: [&str; 24] = [
    "work",
    "family",
    "health",
    "dreams",
    "travel",
    "reading",
    "garden",
    "running",
    "music",
    "cooking",
    "friends",
    "money",
    "school",
    "group",
    "gratitude",
    "film",
    "weather",
    "sleep",
    "home",
    "letters",
    "sea",
    "winter",
    "poetry",
    "repair",
];
const VOCABULARY: usize = 20_000;

/// `count` reflections of about `words` words, oldest first, about one a day up to 30 June 2025.
pub fn corpus(count: usize, words: usize, seed: u64) -> Vec<Reflection> {
    let mut random = Random::new(seed ^ 0x5077_0000_0000 ^ words as u64);
    let vocabulary = vocabulary();
    let mut page = Page {
        word_weights: falling_weights(vocabulary.len(), 3),
        tag_weights: falling_weights(TAGS.len(), 2),
        vocabulary,
    };
    let rare: HashSet<usize> = (0..3).map(|_| random.below(count)).collect();
    let mut dates = dates(count, &mut random).into_iter();
    (0..count)
        .map(|at| page.reflection(dates.next().unwrap_or_default(), words, rare.contains(&at), &mut random))
        .collect()
}

/// The five searches that are measured, with what each must find in this corpus.
pub fn queries(corpus: &[Reflection]) -> Vec<Query> {
    let holds = |terms: &[&str]| {
        let all = |reflection: &&Reflection| {
            let body = reflection.body.to_lowercase();
            terms.iter().all(|term| body.contains(term))
        };
        corpus.iter().filter(all).count()
    };
    vec![
        Query { name: "rare", text: RARE, expected: holds(&[RARE]) },
        Query { name: "medium", text: MEDIUM, expected: holds(&[MEDIUM]) },
        Query { name: "common", text: OFTEN, expected: holds(&[OFTEN]) },
        Query { name: "two words", text: "boxcarden inqvaro", expected: holds(&[TWO.0, TWO.1]) },
        Query { name: "phrase", text: "\"velvox harbour lanternaq\"", expected: holds(&[PHRASE]) },
    ]
}

fn vocabulary() -> Vec<String> {
    const ONSETS: [&str; 22] = [
        "b", "br", "c", "ch", "d", "dr", "f", "fl", "g", "gl", "h", "k", "l", "m", "n", "p", "r", "s", "st",
        "t", "v", "w",
    ];
    const VOWELS: [&str; 9] = ["a", "e", "i", "o", "u", "ai", "ea", "ou", "ie"];
    const ENDS: [&str; 11] = ["", "", "", "n", "r", "l", "s", "t", "m", "nd", "ck"];
    let mut random = Random::new(20_000);
    let mut words: Vec<String> = FREQUENT.split_whitespace().map(str::to_owned).collect();
    let mut seen: HashSet<String> = words.iter().cloned().collect();
    while words.len() < VOCABULARY {
        let syllables = random.between(1, 4);
        let syllable = |_| [random.pick(&ONSETS), random.pick(&VOWELS), random.pick(&ENDS)].concat();
        let word: String = (0..syllables).map(syllable).collect();
        if (3..=14).contains(&word.len()) && seen.insert(word.clone()) {
            words.push(word);
        }
    }
    words
}

fn dates(count: usize, random: &mut Random) -> Vec<String> {
    let mut dates = Vec::with_capacity(count);
    let mut day = NaiveDate::from_ymd_opt(2025, 6, 30).unwrap_or_default();
    while dates.len() < count {
        let on_this_day = random.pick(&[1, 1, 1, 1, 1, 1, 2, 1, 2, 3]);
        let mut minutes: Vec<usize> =
            (0..on_this_day).map(|_| random.between(6 * 60, 23 * 60 + 50)).collect();
        minutes.sort_unstable_by(|a, b| b.cmp(a));
        dates.extend(minutes.iter().map(|minute| format!("{day}T{:02}:{:02}:00", minute / 60, minute % 60)));
        day = day.checked_sub_days(Days::new(1)).unwrap_or(day);
    }
    dates.truncate(count);
    dates.reverse();
    dates
}

/// What every reflection of a corpus draws its words from.
struct Page {
    vocabulary: Vec<String>,
    word_weights: Vec<u64>,
    tag_weights: Vec<u64>,
}

impl Page {
    fn word(&self, random: &mut Random) -> String {
        let at = random.weighted(&self.word_weights);
        self.vocabulary.get(at).cloned().unwrap_or_default()
    }

    fn reflection(&mut self, date: String, words: usize, rare: bool, random: &mut Random) -> Reflection {
        let target = random.between(words / 3, words.saturating_mul(5) / 3).max(20);
        let mut sentences = Vec::new();
        let mut used = 0;
        while used < target {
            let length = random.between(4, 18);
            sentences.push(self.sentence(length, random));
            used += length;
        }
        let mut planted: Vec<&str> =
            PLANTED.iter().filter(|(_, share)| random.chance(*share)).map(|(term, _)| *term).collect();
        if rare {
            planted.push(RARE);
        }
        if random.chance(4) {
            // The words of the phrase, but apart: a search for the phrase must not find them.
            planted.extend(["velvox", "lanternaq"]);
        }
        let mut places: Vec<(&str, usize)> = planted.into_iter().map(|term| (term, 1000)).collect();
        places.extend([
            (random.pick(&ACCENTS), 150),
            (random.pick(&CHINESE), 60),
            (random.pick(&EMOJI), 200),
        ]);
        for (term, share) in places {
            let at = random.below(sentences.len());
            if let Some(sentence) = sentences.get_mut(at).filter(|_| random.chance(share)) {
                sentence.push(' ');
                sentence.push_str(term);
                sentence.push('.');
            }
        }
        let mut tags: Vec<String> = Vec::new();
        for _ in 0..random.below(5) {
            let tag = TAGS.get(random.weighted(&self.tag_weights)).copied().unwrap_or_default().to_owned();
            if !tag.is_empty() && !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        let title = self.sentence(random.between(2, 6), random);
        let mood = random.pick(&[1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5]);
        Reflection {
            date,
            title: title.trim_end_matches('.').to_owned(),
            tags,
            mood,
            body: self.paragraphs(&sentences, random),
        }
    }

    fn sentence(&self, length: usize, random: &mut Random) -> String {
        let mut words: Vec<String> = (0..length).map(|_| self.word(random)).collect();
        if random.chance(250) {
            words.push(random.pick(&NAMES).to_owned());
        }
        let text = words.join(" ");
        let mut letters = text.chars();
        let first: String = letters.next().map(|letter| letter.to_uppercase().collect()).unwrap_or_default();
        format!("{first}{}.", letters.as_str())
    }

    fn paragraphs(&self, sentences: &[String], random: &mut Random) -> String {
        let mut paragraphs: Vec<String> = Vec::new();
        let mut rest = sentences;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(random.between(3, 9).min(rest.len()));
            paragraphs.push(now.join(" "));
            rest = later;
        }
        if random.chance(80) {
            let items: Vec<String> =
                (0..3).map(|_| format!("- {} {}", self.word(random), self.word(random))).collect();
            paragraphs.push(items.join("\n"));
        }
        if random.chance(50) {
            paragraphs.push(format!("**{}** and *{}*.", self.word(random), self.word(random)));
        }
        paragraphs.join("\n\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_numbers_give_the_same_corpus_and_others_another() {
        let text =
            |seed| corpus(40, 60, seed).iter().map(|one| one.to_json().to_string()).collect::<String>();
        assert_eq!(text(1), text(1));
        assert_ne!(text(1), text(2));
    }

    #[test]
    fn it_is_as_long_as_asked_in_order_and_holds_what_is_searched_for() {
        let all = corpus(2000, 100, 7);
        assert_eq!(all.len(), 2000);
        assert!(all.is_sorted_by(|a, b| a.date <= b.date));
        let words: usize = all.iter().map(|one| one.body.split_whitespace().count()).sum();
        assert!((85..=125).contains(&(words / all.len())), "{} words on average", words / all.len());
        let found: Vec<usize> = queries(&all).iter().map(|query| query.expected).collect();
        assert!((1..=3).contains(&found[0]), "{found:?}");
        assert!((10..=35).contains(&found[1]), "{found:?}");
        assert!((700..=900).contains(&found[2]), "{found:?}");
        assert!(found[3] > 0 && found[4] > 0, "{found:?}");
    }

    #[test]
    fn nothing_but_planted_words_holds_an_x_or_a_q() {
        assert!(vocabulary().iter().all(|word| !word.contains(['x', 'q'])));
    }
}
