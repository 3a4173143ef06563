//! Draws a share as HTML. Everything a person wrote goes through [`Html::text`] and [`Html::body`],
//! which escape it; all else is fixed text and numbers.

use super::{
    COMMENT_END, DATA_START, Item, Point, Recipient, Segment, ShareData, Want, check, in_comment,
    style::STYLE,
};
use chrono::{Datelike, Days, NaiveDate};

/// Draws the page. The same data gives the same bytes, always and everywhere.
pub fn render(data: &ShareData) -> String {
    let mut html = Html(String::with_capacity(8_192));
    html.push("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.push("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    html.push("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.push("<meta name=\"referrer\" content=\"no-referrer\">\n<title>From ");
    html.text(&data.from.name);
    html.push(&format!(
        ", {}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n",
        long_day(data.made)
    ));
    html.head(data);
    for same in data.items.chunk_by(|a, b| kind(a) == kind(b)) {
        html.section(same);
    }
    html.push("</main>\n");
    html.push(DATA_START);
    // Serialising plain structs into a string cannot fail; were it to, `read` would refuse the page.
    let json = in_comment(&serde_json::to_string(data).unwrap_or_default());
    html.push(&format!("{} {json}{COMMENT_END}", check(&json)));
    html.push("\n</body>\n</html>\n");
    html.0
}

struct Html(String);

impl Html {
    fn push(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// Text on one line: escaped, without control characters.
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            self.char(if is_break(c) { ' ' } else { c });
        }
    }

    fn char(&mut self, c: char) {
        match c {
            '&' => self.push("&amp;"),
            '<' => self.push("&lt;"),
            '>' => self.push("&gt;"),
            '"' => self.push("&quot;"),
            '\'' => self.push("&#39;"),
            c if c.is_control() && c.is_whitespace() => self.0.push(' '),
            c if c.is_control() => {}
            c => self.0.push(c),
        }
    }

    fn segments(&mut self, segments: &[Segment]) {
        for segment in segments {
            match segment {
                Segment::Plain(text) => self.text(text),
                Segment::Instead(label) => self.instead(label),
            }
        }
    }

    /// The title of an item, if it has one.
    fn title(&mut self, title: &[Segment]) {
        if !title.is_empty() {
            self.push("<h3 dir=\"auto\">");
            self.segments(title);
            self.push("</h3>\n");
        }
    }

    fn instead(&mut self, label: &str) {
        self.push("<span class=\"instead\">");
        self.text(label);
        self.push("</span>");
    }

    /// Text in paragraphs: an empty line begins a new one.
    fn body(&mut self, segments: &[Segment]) {
        let mut breaks = Breaks::Start;
        for segment in segments {
            match segment {
                Segment::Plain(text) => {
                    let mut before = '\0';
                    for c in text.chars() {
                        if is_break(c) && !(before == '\r' && c == '\n') {
                            breaks = breaks.more();
                        } else if !is_break(c) && (breaks == Breaks::None || !c.is_whitespace()) {
                            self.break_line(&mut breaks);
                            self.char(c);
                        }
                        before = c;
                    }
                }
                Segment::Instead(label) => {
                    self.break_line(&mut breaks);
                    self.instead(label);
                }
            }
        }
        if breaks != Breaks::Start {
            self.push("</p>\n");
        }
    }

    fn break_line(&mut self, breaks: &mut Breaks) {
        match breaks {
            Breaks::None => {}
            Breaks::Start => self.push("<p dir=\"auto\">"),
            Breaks::Line => self.push("<br>\n"),
            Breaks::Paragraph => self.push("</p>\n<p dir=\"auto\">"),
        }
        *breaks = Breaks::None;
    }

    fn head(&mut self, data: &ShareData) {
        self.push("<header>\n");
        if data.title.is_empty() {
            self.push("<h1>From <bdi>");
            self.text(&data.from.name);
            self.push("</bdi></h1>\n");
        } else {
            self.push("<h1>For <bdi>");
            self.segments(&data.title);
            self.push("</bdi></h1>\n");
        }
        self.push("<p class=\"about\">from <bdi>");
        self.text(&data.from.name);
        self.push(&format!("</bdi> · made {}</p>\n<p class=\"about\">sealed to ", long_day(data.made)));
        for (i, Recipient { name, .. }) in data.to.iter().enumerate() {
            self.push(if i == 0 { "<bdi>" } else { ", <bdi>" });
            self.text(name);
            self.push("</bdi>");
        }
        self.push("</p>\n");
        if let Some(day) = data.delete_after {
            self.push(&format!(
                "<p class=\"about\">A request: please delete this after {}.</p>\n",
                long_day(day)
            ));
        }
        self.push("</header>\n");
    }

    /// Items of one kind under one heading.
    fn section(&mut self, items: &[Item]) {
        self.push("<section>\n");
        match items.first() {
            Some(Item::Bring { .. }) => self.push("<h2>I want to bring</h2>\n"),
            Some(Item::Reflection { .. }) => self.push("<h2>From my journal</h2>\n"),
            Some(Item::Mood { .. }) | None => {}
        }
        for item in items {
            match item {
                Item::Bring { title, text, want, minutes } => {
                    self.push("<article>\n");
                    self.title(title);
                    self.push(&format!("<span class=\"detail\">{minutes} min · {}</span>\n", wanted(*want)));
                    self.body(text);
                    self.push("</article>\n");
                }
                Item::Reflection { title, text } => {
                    self.push("<article>\n");
                    self.title(title);
                    self.body(text);
                    self.push("</article>\n");
                }
                Item::Mood { from, until, points } => self.mood(*from, *until, points),
            }
        }
        self.push("</section>\n");
    }

    fn mood(&mut self, from: NaiveDate, until: NaiveDate, points: &[Point]) {
        let span = format!(
            "{} to {}",
            if from.year() == until.year() { short_day(from) } else { long_day(from) },
            long_day(until)
        );
        self.push(&format!("<h2>Mood, {span}</h2>\n<figure>\n"));
        self.push("<p class=\"about\">very good</p>\n<svg viewBox=\"0 0 800 200\" role=\"img\" aria-label=\"Mood as a line; the table below has the same numbers\">\n");
        for mood in 1..=5 {
            self.push(&format!("<path class=\"grid\" d=\"M10 {0}H790\"/>\n", height(mood)));
        }
        let days = until.signed_duration_since(from).num_days().max(1);
        let at = |p: &Point| (10 + p.day.signed_duration_since(from).num_days() * 780 / days, height(p.mood));
        if points.len() > 1 {
            let line: Vec<String> = points
                .iter()
                .map(|p| {
                    let (x, y) = at(p);
                    format!("{x},{y}")
                })
                .collect();
            self.push(&format!("<polyline class=\"line\" points=\"{}\"/>\n", line.join(" ")));
        }
        for (x, y) in points.iter().map(at) {
            self.push(&format!("<circle class=\"dot\" cx=\"{x}\" cy=\"{y}\" r=\"4\"/>\n"));
        }
        self.push("</svg>\n<p class=\"about\">very low</p>\n");
        self.weeks(points);
        self.push("</figure>\n");
    }

    /// The same numbers, a week a line.
    fn weeks(&mut self, points: &[Point]) {
        self.push(
            "<table>\n<caption>1 is very low, 5 is very good</caption>\n<tr><th scope=\"col\">Week of</th>",
        );
        for day in ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] {
            self.push(&format!("<th scope=\"col\">{day}</th>"));
        }
        self.push("</tr>\n");
        for week in points.chunk_by(|a, b| monday(a.day) == monday(b.day)) {
            let Some(first) = week.first() else { continue };
            self.push(&format!("<tr><th scope=\"row\">{}</th>", long_day(monday(first.day))));
            let mut rest = week;
            for weekday in 0..7 {
                let today =
                    rest.iter().take_while(|p| p.day.weekday().num_days_from_monday() == weekday).count();
                let (now, later) = rest.split_at_checked(today).unwrap_or((rest, &[]));
                let moods: Vec<String> = now.iter().map(|p| p.mood.to_string()).collect();
                self.push(&format!("<td>{}</td>", moods.join(", ")));
                rest = later;
            }
            self.push("</tr>\n");
        }
        self.push("</table>\n");
    }
}

/// What stands between the last word and the next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Breaks {
    Start,
    None,
    Line,
    Paragraph,
}

impl Breaks {
    fn more(self) -> Self {
        match self {
            Breaks::Start => Breaks::Start,
            Breaks::None => Breaks::Line,
            Breaks::Line | Breaks::Paragraph => Breaks::Paragraph,
        }
    }
}

/// Whether a line ends here.
fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn kind(item: &Item) -> u8 {
    match item {
        Item::Bring { .. } => 0,
        Item::Mood { .. } => 1,
        Item::Reflection { .. } => 2,
    }
}

fn wanted(want: Want) -> &'static str {
    match want {
        Want::Listen => "to be listened to",
        Want::Feedback => "for feedback",
        Want::Ideas => "for ideas",
        Want::Challenge => "to be challenged",
        Want::Celebrate => "to celebrate",
    }
}

/// Where a mood lies in the chart.
fn height(mood: u8) -> i64 {
    220 - i64::from(mood) * 40
}

fn monday(day: NaiveDate) -> NaiveDate {
    let since = Days::new(u64::from(day.weekday().num_days_from_monday()));
    day.checked_sub_days(since).unwrap_or(day)
}

fn short_day(day: NaiveDate) -> String {
    day.format("%-d %B").to_string()
}

fn long_day(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}
