//! Draws the items: those of one kind that follow each other stand under one heading. What has a drawing is in
//! `figures`.

use super::Text;
use super::figures::{measure, mood, tracker};
use super::items::{Item, Known};
use super::markup::{Html, Value};
use super::parts::{
    Attachment, Bring, Commitment, Feedback, Listening, Outcome, Raise, Strategy, Want, Writing,
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
pub type Sentence<'a> = (&'a str, &'a [(&'a str, Value<'a>)]);

/// Details on one line, and at their end whether it may be raised.
pub fn details(html: &mut Html, words: &Words, parts: &[Sentence<'_>], raise: Option<Raise>) {
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
