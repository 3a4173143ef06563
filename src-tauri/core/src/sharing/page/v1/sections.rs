//! Draws the items: those of one kind that follow each other stand under one heading.

use super::Text;
use super::chart::{Series, days, span, weeks};
use super::items::{Item, Known};
use super::markup::{Html, Value};
use super::parts::{
    Attachment, Bring, Change, Commitment, Counts, Feedback, Listening, Measure, MeasureResult, Mood,
    Outcome, Raise, Strategy, Tracker, Want, Writing,
};
use super::words::Words;

/// Draws all items.
pub fn draw(html: &mut Html, words: &Words, items: &[Item]) {
    for same in items.chunk_by(|a, b| heading(words, a).is_some() && heading(words, a) == heading(words, b)) {
        html.push("<section>\n");
        if let Some(heading) = same.first().and_then(|item| heading(words, item)) {
            html.heading(heading, &[]);
        }
        for item in same {
            match item {
                Item::Known(item) => known(html, words, item),
                Item::Later(_) => html.line("about", words.later, &[]),
            }
        }
        html.push("</section>\n");
    }
}

/// What stands over items of this kind; `None` where each has a heading of its own.
fn heading<'a>(words: &'a Words, item: &Item) -> Option<&'a str> {
    Some(match item {
        Item::Later(_) => words.later_heading,
        Item::Known(item) => match item {
            Known::Mood(_) | Known::Tracker(_) | Known::Measure(_) | Known::Agreement(_) => return None,
            Known::Bring(_) => words.bring,
            Known::Reflection(_) => words.reflection,
            Known::Letter(_) => words.letter,
            Known::Win(_) => words.win,
            Known::Commitment(_) => words.commitment,
            Known::Strategy(_) => words.strategy,
            Known::Feedback(_) => words.feedback,
            Known::Listening(_) => words.listening,
            Known::Tags(_) => words.tags,
            Known::Attachment(_) => words.attachment,
            Known::DeleteRequest(_) | Known::DeleteAnswer(_) => words.delete_request,
        },
    })
}

fn known(html: &mut Html, words: &Words, item: &Known) {
    match item {
        Known::Mood(item) => mood(html, words, item),
        Known::Tracker(item) => tracker(html, words, item),
        Known::Measure(item) => measure(html, words, item),
        _ => {
            html.push("<article>\n");
            article(html, words, item);
            html.push("</article>\n");
        }
    }
}

fn article(html: &mut Html, words: &Words, item: &Known) {
    match item {
        Known::Mood(_) | Known::Tracker(_) | Known::Measure(_) => {}
        Known::Bring(item) => bring(html, words, item),
        Known::Reflection(item) | Known::Letter(item) | Known::Win(item) => writing(html, words, item),
        Known::Commitment(item) => commitment(html, words, item),
        Known::Strategy(item) => strategy(html, words, item),
        Known::Feedback(item) => feedback(html, words, item),
        Known::Listening(item) => listening(html, words, item),
        Known::Agreement(item) => {
            html.heading(words.agreement, &[("number", Value::Own(&item.version.to_string()))]);
            if let Some(day) = item.accepted {
                html.line("detail", words.accepted, &[("date", Value::Own(&words.date(day)))]);
            }
            html.body(&item.text);
        }
        Known::Tags(item) => {
            html.push("<p>");
            for (i, tag) in item.tags.iter().enumerate() {
                html.text(if i == 0 { "" } else { words.comma });
                html.sentence("{tag}", &[("tag", Value::Text(tag))]);
            }
            html.push("</p>\n");
        }
        Known::Attachment(item) => attachment(html, words, item),
        Known::DeleteRequest(item) => {
            let date = words.date(item.made);
            let values = [("date", Value::Own(&date)), ("hash", Value::Own(&item.sha256))];
            html.line("about", words.delete_this, &values);
        }
        Known::DeleteAnswer(item) => {
            let sentence = if item.deleted { words.deleted } else { words.not_deleted };
            html.line("about", sentence, &[("hash", Value::Own(&item.sha256))]);
        }
    }
}

/// A sentence and what is filled into it.
type Sentence<'a> = (&'a str, &'a [(&'a str, Value<'a>)]);

/// Details on one line, and at their end whether it may be raised.
fn details(html: &mut Html, words: &Words, parts: &[Sentence<'_>], raise: Option<Raise>) {
    let [yes, ask, no] = words.raise;
    let raise = raise.map(|raise| match raise {
        Raise::Yes => yes,
        Raise::Ask => ask,
        Raise::No => no,
    });
    if parts.is_empty() && raise.is_none() {
        return;
    }
    html.push("<p class=\"detail\">");
    for (i, (sentence, values)) in parts.iter().copied().chain(raise.map(|raise| (raise, NONE))).enumerate() {
        html.push(if i == 0 { "" } else { " · " });
        html.sentence(sentence, values);
    }
    html.push("</p>\n");
}

const NONE: &[(&str, Value<'static>)] = &[];

/// A line with a text, if there is one.
fn line(html: &mut Html, sentence: &str, text: &Text) {
    if !text.is_empty() {
        html.line("more", sentence, &[("text", Value::Text(text))]);
    }
}

fn bring(html: &mut Html, words: &Words, item: &Bring) {
    let [unsure, listen, feedback, ideas, challenge, celebrate] = words.wants;
    let want = match item.want {
        Want::Unsure => unsure,
        Want::Listen => listen,
        Want::Feedback => feedback,
        Want::Ideas => ideas,
        Want::Challenge => challenge,
        Want::Celebrate => celebrate,
    };
    html.title(&item.title);
    let minutes = item.minutes.to_string();
    let values = [("minutes", Value::Own(&minutes)), ("want", Value::Own(want))];
    details(html, words, &[(words.minutes, &values)], item.raise);
    html.body(&item.text);
    line(html, words.bring_about, &item.about);
    line(html, words.bring_sentence, &item.sentence);
    line(html, words.bring_imagine, &item.imagine);
    if let Some(fear) = &item.fear {
        line(html, words.bring_fear, &fear.text);
        html.line("more", words.bring_likely, &[("number", Value::Own(&fear.likely.to_string()))]);
    }
    line(html, words.bring_good, &item.good);
    line(html, words.bring_ask, &item.ask);
}

fn writing(html: &mut Html, words: &Words, item: &Writing) {
    html.title(&item.title);
    details(html, words, &[], item.raise);
    html.body(&item.text);
}

fn commitment(html: &mut Html, words: &Words, item: &Commitment) {
    html.body(&item.text);
    let due = item.due.map(|day| words.date(day)).unwrap_or_default();
    let due = [("date", Value::Own(&due))];
    let [done, changed, let_go] = words.outcomes;
    let outcome = item.outcome.map(|outcome| match outcome {
        Outcome::Done => done,
        Outcome::Changed => changed,
        Outcome::LetGo => let_go,
    });
    let parts: Vec<Sentence<'_>> =
        item.due.map(|_| (words.due, due.as_slice())).into_iter().chain(outcome.map(|o| (o, NONE))).collect();
    details(html, words, &parts, item.raise);
}

fn strategy(html: &mut Html, words: &Words, item: &Strategy) {
    html.body(&item.text);
    let (tried, helped) = (item.tried.to_string(), item.helped.unwrap_or_default().to_string());
    let whom = [("name", Value::Text(&item.from))];
    let (tried, helped) = ([("number", Value::Own(&tried))], [("number", Value::Own(&helped))]);
    let mut parts: Vec<Sentence<'_>> = Vec::new();
    if !item.from.is_empty() {
        parts.push((words.of_whom, &whom));
    }
    parts.push((words.tried, &tried));
    if item.helped.is_some() {
        parts.push((words.helped, &helped));
    }
    details(html, words, &parts, item.raise);
}

fn feedback(html: &mut Html, words: &Words, item: &Feedback) {
    html.body(&item.words);
    let whom = [("name", Value::Text(&item.from))];
    let parts: &[Sentence<'_>] = if item.from.is_empty() { &[] } else { &[(words.of_whom, &whom)] };
    details(html, words, parts, item.raise);
    for belief in &item.believe {
        let (day, value) = (words.date(belief.day), belief.value.to_string());
        html.line("more", words.believe, &[("date", Value::Own(&day)), ("number", Value::Own(&value))]);
    }
}

fn listening(html: &mut Html, words: &Words, item: &Listening) {
    html.body(&item.heard);
    let asked = if item.asked { words.asked } else { words.not_asked };
    let whom = [("name", Value::Text(&item.who))];
    details(html, words, &[(words.heard_from, &whom), (asked, NONE)], item.raise);
    line(html, words.guess, &item.guess);
}

fn attachment(html: &mut Html, words: &Words, item: &Attachment) {
    html.title(&item.name);
    let size = match item.bytes {
        bytes @ 0..1_000 => format!("{bytes} B"),
        bytes @ 1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        bytes => format!("{} MB", bytes.div_ceil(1_000_000)),
    };
    let values = [("type", Value::Own(&item.media_type)), ("size", Value::Own(&size))];
    details(html, words, &[(words.attachment_size, &values)], item.raise);
    html.body(&item.about);
}

fn mood(html: &mut Html, words: &Words, item: &Mood) {
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

fn tracker(html: &mut Html, words: &Words, item: &Tracker) {
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

fn measure(html: &mut Html, words: &Words, item: &Measure) {
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
