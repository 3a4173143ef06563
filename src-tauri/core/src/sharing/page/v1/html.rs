//! Draws a page: its frame and head. The items are drawn in `sections`.

use super::markup::{Html, Value};
use super::read::{check, in_comment};
use super::sections;
use super::style::STYLE;
use super::words::{self, Words};
use super::{COMMENT_END, DATA_START, Page, Party};

/// Draws the page. The same page gives the same bytes, always and everywhere.
pub fn render(page: &Page) -> String {
    // A page in another language is not valid, and is never drawn.
    words::of(&page.language).map(|words| draw(page, words)).unwrap_or_default()
}

/// The same in these words.
pub fn draw(page: &Page, words: &Words) -> String {
    let mut html = Html(String::with_capacity(8_192));
    html.push("<!DOCTYPE html>\n<html lang=\"");
    html.push(words.language);
    html.push(if words.right_to_left { "\" dir=\"rtl\">\n" } else { "\" dir=\"ltr\">\n" });
    html.push("<head>\n<meta charset=\"utf-8\">\n");
    html.push("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    html.push("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.push("<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    // A title holds text alone: no element tells its parts apart.
    let title = words.page_title.replace("{date}", &words.date(page.made));
    html.text(&title.replace("{name}", &page.from.name));
    html.push(&format!("</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"));
    head(&mut html, page, words);
    sections::draw(&mut html, words, &page.items);
    html.push("</main>\n");
    html.push(DATA_START);
    // Serialising plain structs into a string cannot fail; were it to, `read` would refuse the page.
    let json = in_comment(&serde_json::to_string(page).unwrap_or_default());
    html.push(&format!("{} {json}{COMMENT_END}", check(&json)));
    html.push("\n</body>\n</html>\n");
    html.0
}

fn head(html: &mut Html, page: &Page, words: &Words) {
    html.push("<header>\n<h1>");
    let name = ("name", Value::Theirs(&page.from.name));
    match page.session.as_ref().map(|session| (session, session.moment())) {
        Some((session, Some(moment))) => {
            let (date, time) = (words.date(moment.date_naive()), moment.format("%H:%M").to_string());
            let group = ("group", Value::Text(&session.group));
            html.sentence(
                words.for_session,
                &[group, ("date", Value::Own(&date)), ("time", Value::Own(&time))],
            );
        }
        _ => html.sentence(words.from, &[name]),
    }
    html.push("</h1>\n");
    html.line("about", words.about, &[name, ("date", Value::Own(&words.date(page.made)))]);
    html.push("<p class=\"about\">");
    html.text(words.sealed_to);
    for (i, Party { name, .. }) in page.to.iter().enumerate() {
        html.text(if i == 0 { "" } else { words.comma });
        html.sentence("{name}", &[("name", Value::Theirs(name))]);
    }
    html.push("</p>\n");
    for to in &page.to {
        if let Some(promise) = &to.reads {
            let values = [("name", Value::Theirs(&to.name)), ("promise", Value::Theirs(promise))];
            html.line("about", words.reads, &values);
        }
    }
    if let Some(day) = page.delete_after {
        html.line("about", words.delete_after, &[("date", Value::Own(&words.date(day)))]);
    }
    if let Some(text) = &page.check_in {
        html.push("<div class=\"asks\">\n");
        html.line("first", words.check_in, &[]);
        html.body(text);
        html.push("</div>\n");
    }
    html.push("</header>\n");
}
