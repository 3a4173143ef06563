//! The words of page format 1: a table for each language.
//!
//! Not in Fluent, on purpose: a page that was sent must be drawn the same for ever, so its words are as frozen
//! as its look. A sentence that turns out wrong stays. A language is added as a table of its own.

use chrono::{Datelike, NaiveDate};

/// All the words of one language. `{name}` is filled in; a sentence with a number is so put that it needs no
/// plural.
pub struct Words {
    /// BCP 47.
    pub language: &'static str,
    pub right_to_left: bool,
    pub date: &'static str,
    pub short_date: &'static str,
    pub months: [&'static str; 12],
    /// From Monday.
    pub days: [&'static str; 7],
    /// Between names.
    pub comma: &'static str,
    pub page_title: &'static str,
    pub from: &'static str,
    pub for_session: &'static str,
    pub about: &'static str,
    pub sealed_to: &'static str,
    pub reads: &'static str,
    pub delete_after: &'static str,
    pub check_in: &'static str,
    pub later_heading: &'static str,
    pub later: &'static str,
    /// Yes, ask, no.
    pub raise: [&'static str; 3],
    pub bring: &'static str,
    pub minutes: &'static str,
    /// In the order of `Want`.
    pub wants: [&'static str; 6],
    pub bring_about: &'static str,
    pub bring_sentence: &'static str,
    pub bring_imagine: &'static str,
    pub bring_fear: &'static str,
    pub bring_likely: &'static str,
    pub bring_good: &'static str,
    pub bring_ask: &'static str,
    pub mood: &'static str,
    pub mood_best: &'static str,
    pub mood_worst: &'static str,
    pub mood_scale: &'static str,
    pub series: &'static str,
    pub series_unit: &'static str,
    pub chart: &'static str,
    pub week: &'static str,
    pub day: &'static str,
    pub value: &'static str,
    pub score: &'static str,
    pub no_score: &'static str,
    pub answer: &'static str,
    pub change: &'static str,
    /// Yes, perhaps, no.
    pub counts: [&'static str; 3],
    pub reflection: &'static str,
    pub letter: &'static str,
    pub win: &'static str,
    pub commitment: &'static str,
    pub due: &'static str,
    /// Done, changed, let go.
    pub outcomes: [&'static str; 3],
    pub strategy: &'static str,
    pub of_whom: &'static str,
    pub tried: &'static str,
    pub helped: &'static str,
    pub feedback: &'static str,
    pub believe: &'static str,
    pub listening: &'static str,
    pub heard_from: &'static str,
    pub guess: &'static str,
    pub asked: &'static str,
    pub not_asked: &'static str,
    pub agreement: &'static str,
    pub accepted: &'static str,
    pub tags: &'static str,
    pub attachment: &'static str,
    pub attachment_size: &'static str,
    pub delete_request: &'static str,
    pub delete_this: &'static str,
    pub deleted: &'static str,
    pub not_deleted: &'static str,
}

/// The words of a language, if this version has them.
pub fn of(language: &str) -> Option<&'static Words> {
    [&ENGLISH].into_iter().find(|words| words.language == language)
}

impl Words {
    pub fn date(&self, day: NaiveDate) -> String {
        self.fill(self.date, day)
    }

    /// Without the year.
    pub fn short_date(&self, day: NaiveDate) -> String {
        self.fill(self.short_date, day)
    }

    fn fill(&self, form: &str, day: NaiveDate) -> String {
        let month = self.months.get(day.month0() as usize).copied().unwrap_or_default();
        form.replace("{day}", &day.day().to_string())
            .replace("{month}", month)
            .replace("{year}", &day.year().to_string())
    }
}

static ENGLISH: Words = Words {
    language: "en",
    right_to_left: false,
    date: "{day} {month} {year}",
    short_date: "{day} {month}",
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    days: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    comma: ", ",
    page_title: "From {name}, {date}",
    from: "From {name}",
    for_session: "For {group}, {date}, {time}",
    about: "from {name} · made {date}",
    sealed_to: "sealed to ",
    reads: "When {name} reads this: “{promise}”",
    delete_after: "A request: please delete this after {date}.",
    check_in: "Please check in with me today.",
    later_heading: "Something more",
    later: "Something made by a newer version of Sotto. A page of this kind cannot show it.",
    raise: ["you may raise this", "please ask me first", "I will raise it myself"],
    bring: "I want to bring",
    minutes: "{minutes} min · {want}",
    wants: [
        "not sure yet what I want back",
        "to be listened to",
        "for feedback",
        "for ideas",
        "to be challenged",
        "to celebrate",
    ],
    bring_about: "Who in the room it is about or for: {text}",
    bring_sentence: "If I only get two minutes: {text}",
    bring_imagine: "What happens in me when I imagine saying it: {text}",
    bring_fear: "What I fear will happen: {text}",
    bring_likely: "How likely I think that is: {number} of 100",
    bring_good: "A good five minutes would be: {text}",
    bring_ask: "A small thing I ask for: {text}",
    mood: "Mood, {from} to {until}",
    mood_best: "very good",
    mood_worst: "very low",
    mood_scale: "1 is very low, 5 is very good",
    series: "{name}, {from} to {until}",
    series_unit: "{name} ({unit}), {from} to {until}",
    chart: "The numbers of the table below as a line",
    week: "Week of",
    day: "Day",
    value: "Value",
    score: "{score} of {highest}",
    no_score: "no total",
    answer: "{question} {answer}",
    change: "Since {date}: {points}. {counts} ({source})",
    counts: ["A change that counts as real.", "Perhaps a real change.", "Not a change that counts as real."],
    reflection: "From my journal",
    letter: "A letter",
    win: "What went well",
    commitment: "What I promised",
    due: "by {date}",
    outcomes: ["done", "changed", "let go"],
    strategy: "What helps me",
    of_whom: "from {name}",
    tried: "times tried: {number}",
    helped: "helped: {number} of 4",
    feedback: "What people have said to me",
    believe: "How far I believed it on {date}: {number} of 10",
    listening: "What I heard",
    heard_from: "from {name}",
    guess: "What I guess they felt: {text}",
    asked: "I asked",
    not_asked: "I have not asked",
    agreement: "Our agreement, version {number}",
    accepted: "accepted on {date}",
    tags: "What it was about",
    attachment: "In files beside this page",
    attachment_size: "{type}, {size}",
    delete_request: "A request",
    delete_this: "Please delete the page I made on {date}. Its SHA-256: {hash}",
    deleted: "I have deleted your page. Its SHA-256: {hash}",
    not_deleted: "I have not deleted your page. Its SHA-256: {hash}",
};

/// A language for tests that is written from right to left.
#[cfg(test)]
pub fn right_to_left() -> Words {
    Words { language: "he", right_to_left: true, ..ENGLISH }
}
