//! Draws what has numbers day by day: moods, trackers, measures.

use super::chart::{Series, days, span, weeks};
use super::markup::{Html, Value};
use super::parts::{Change, Counts, Measure, MeasureResult, Mood, Tracker};
use super::sections::details;
use super::words::Words;

pub fn mood(html: &mut Html, words: &Words, item: &Mood) {
    html.heading(words.mood, &span(words, item.from, item.until, &mut Default::default()));
    details(html, words, &[], item.raise);
    html.push("<figure>\n");
    html.line("about", words.mood_best, &[]);
    let points: Vec<_> = item.points.iter().map(|point| (point.day, i64::from(point.mood))).collect();
    let (from, until) = (item.from, item.until);
    Series { from, until, lowest: 1, highest: 5, grid: &[1, 2, 3, 4, 5], points: &points }.draw(html, words);
    html.line("about", words.mood_worst, &[]);
    weeks(html, words, &item.points);
    html.push("</figure>\n");
}

pub fn tracker(html: &mut Html, words: &Words, item: &Tracker) {
    let mut days_of = Default::default();
    let [from, until] = span(words, item.from, item.until, &mut days_of);
    let sentence = if item.unit.is_empty() { words.series } else { words.series_unit };
    html.heading(
        sentence,
        &[("name", Value::Text(&item.name)), ("unit", Value::Text(&item.unit)), from, until],
    );
    details(html, words, &[], item.raise);
    html.push("<figure>\n");
    let points: Vec<_> = item.points.iter().map(|point| (point.day, point.value)).collect();
    let lowest = points.iter().map(|(_, value)| *value).min().unwrap_or_default();
    let highest = points.iter().map(|(_, value)| *value).max().unwrap_or_default();
    let (from, until) = (item.from, item.until);
    Series { from, until, lowest, highest, grid: &[lowest, highest], points: &points }.draw(html, words);
    days(html, words, points.iter().map(|(day, value)| (*day, decimal(*value, item.decimals))));
    html.push("</figure>\n");
}

pub fn measure(html: &mut Html, words: &Words, item: &Measure) {
    let mut days_of = Default::default();
    let [from, until] = span(words, item.from, item.until, &mut days_of);
    html.heading(words.series, &[("name", Value::Theirs(&item.name)), from, until]);
    details(html, words, &[], item.raise);
    html.push("<figure>\n");
    let scored = item.results.iter().filter_map(|result| Some((result.day, i64::from(result.score?))));
    let points: Vec<_> = scored.collect();
    let (lowest, highest) = (i64::from(item.lowest), i64::from(item.highest));
    let (from, until) = (item.from, item.until);
    if !points.is_empty() {
        Series { from, until, lowest, highest, grid: &[lowest, highest], points: &points }.draw(html, words);
    }
    days(html, words, item.results.iter().map(|result| (result.day, score(words, item, result))));
    html.push("</figure>\n");
    for answer in item.results.iter().flat_map(|result| &result.answers) {
        let values =
            [("question", Value::Theirs(&answer.question)), ("answer", Value::Theirs(&answer.answer))];
        html.line("more", words.answer, &values);
    }
    if let Some(change) = &item.change {
        changed(html, words, change);
    }
    if !item.credit.is_empty() {
        html.line("about", "{credit}", &[("credit", Value::Theirs(&item.credit))]);
    }
}

/// A score never stands alone: what it means stands behind it.
fn score(words: &Words, item: &Measure, result: &MeasureResult) -> String {
    let total = match result.score {
        Some(score) => {
            words.score.replace("{score}", &score.to_string()).replace("{highest}", &item.highest.to_string())
        }
        None => words.no_score.to_owned(),
    };
    let more = [&result.band, &result.note].into_iter().filter(|more| !more.is_empty());
    std::iter::once(&total).chain(more).cloned().collect::<Vec<_>>().join(" · ")
}

fn changed(html: &mut Html, words: &Words, change: &Change) {
    let [yes, perhaps, no] = words.counts;
    let counts = match change.counts {
        Counts::Yes => yes,
        Counts::Perhaps => perhaps,
        Counts::No => no,
    };
    let (date, points) = (words.date(change.since), format!("{:+}", change.points));
    let values = [
        ("date", Value::Own(&date)),
        ("points", Value::Own(&points)),
        ("counts", Value::Own(counts)),
        ("source", Value::Theirs(&change.source)),
    ];
    html.line("more", words.change, &values);
}

/// A value with its point: 75 with one decimal is 7.5.
fn decimal(value: i64, decimals: u8) -> String {
    let places = usize::from(decimals);
    let digits = format!("{:0width$}", value.unsigned_abs(), width = places + 1);
    let sign = if value < 0 { "-" } else { "" };
    match digits.split_at_checked(digits.len() - places) {
        Some((whole, rest)) if places > 0 => format!("{sign}{whole}.{rest}"),
        _ => format!("{sign}{digits}"),
    }
}
