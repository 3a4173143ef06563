//! A series as a line, and the same numbers as a table.

use chrono::{Datelike, Days, NaiveDate};

use super::markup::{Html, Value};
use super::parts::MoodPoint;
use super::words::Words;

/// Drawn area, in the units of the drawing.
const WIDTH: i64 = 780;
const HEIGHT: i64 = 160;
const EDGE: i64 = 10;
const TOP: i64 = 20;

/// A series that is drawn.
pub struct Series<'a> {
    pub from: NaiveDate,
    pub until: NaiveDate,
    /// The values at the bottom and at the top.
    pub lowest: i64,
    pub highest: i64,
    /// Values with a line across.
    pub grid: &'a [i64],
    pub points: &'a [(NaiveDate, i64)],
}

impl Series<'_> {
    /// The drawing. Time runs as the language is written.
    pub fn draw(&self, html: &mut Html, words: &Words) {
        html.push("<svg viewBox=\"0 0 800 200\" role=\"img\" aria-label=\"");
        html.text(words.chart);
        html.push("\">\n");
        for value in self.grid {
            html.push(&format!("<path class=\"grid\" d=\"M{EDGE} {}H{}\"/>\n", self.y(*value), EDGE + WIDTH));
        }
        let places: Vec<(i64, i64)> = self
            .points
            .iter()
            .map(|(day, value)| (self.x(*day, words.right_to_left), self.y(*value)))
            .collect();
        if places.len() > 1 {
            let line: Vec<String> = places.iter().map(|(x, y)| format!("{x},{y}")).collect();
            html.push(&format!("<polyline class=\"line\" points=\"{}\"/>\n", line.join(" ")));
        }
        for (x, y) in places {
            html.push(&format!("<circle class=\"dot\" cx=\"{x}\" cy=\"{y}\" r=\"4\"/>\n"));
        }
        html.push("</svg>\n");
    }

    fn x(&self, day: NaiveDate, right_to_left: bool) -> i64 {
        let days = |until: NaiveDate| until.signed_duration_since(self.from).num_days();
        let along = days(day) * WIDTH / days(self.until).max(1);
        if right_to_left { EDGE + WIDTH - along } else { EDGE + along }
    }

    fn y(&self, value: i64) -> i64 {
        let above = i128::from(value) - i128::from(self.lowest);
        let of = (i128::from(self.highest) - i128::from(self.lowest)).max(1);
        TOP + HEIGHT - i64::try_from(above * i128::from(HEIGHT) / of).unwrap_or_default()
    }
}

/// Moods with a week to a line.
pub fn weeks(html: &mut Html, words: &Words, points: &[MoodPoint]) {
    html.push("<table>\n<caption>");
    html.text(words.mood_scale);
    html.push("</caption>\n<tr><th scope=\"col\">");
    html.text(words.week);
    html.push("</th>");
    for day in words.days {
        html.push("<th scope=\"col\">");
        html.text(day);
        html.push("</th>");
    }
    html.push("</tr>\n");
    for week in points.chunk_by(|a, b| monday(a.day) == monday(b.day)) {
        let Some(first) = week.first() else { continue };
        html.push("<tr><th scope=\"row\">");
        html.text(&words.date(monday(first.day)));
        html.push("</th>");
        let mut rest = week;
        for weekday in 0..7 {
            let today = rest.iter().take_while(|p| p.day.weekday().num_days_from_monday() == weekday).count();
            let (now, later) = rest.split_at_checked(today).unwrap_or((rest, &[]));
            let moods: Vec<String> = now.iter().map(|p| p.mood.to_string()).collect();
            html.push(&format!("<td>{}</td>", moods.join(", ")));
            rest = later;
        }
        html.push("</tr>\n");
    }
    html.push("</table>\n");
}

/// Any numbers with a day to a line.
pub fn days(html: &mut Html, words: &Words, rows: impl Iterator<Item = (NaiveDate, String)>) {
    html.push("<table>\n<tr><th scope=\"col\">");
    html.text(words.day);
    html.push("</th><th scope=\"col\">");
    html.text(words.value);
    html.push("</th></tr>\n");
    for (day, value) in rows {
        html.push("<tr><th scope=\"row\">");
        html.text(&words.date(day));
        html.push("</th><td>");
        html.text(&value);
        html.push("</td></tr>\n");
    }
    html.push("</table>\n");
}

/// "26 October to 23 November 2026".
pub fn span<'a>(
    words: &Words,
    from: NaiveDate,
    until: NaiveDate,
    days: &'a mut [String; 2],
) -> [(&'static str, Value<'a>); 2] {
    let first = if from.year() == until.year() { words.short_date(from) } else { words.date(from) };
    *days = [first, words.date(until)];
    let [first, last] = days;
    [("from", Value::Own(first)), ("until", Value::Own(last))]
}

fn monday(day: NaiveDate) -> NaiveDate {
    let since = Days::new(u64::from(day.weekday().num_days_from_monday()));
    day.checked_sub_days(since).unwrap_or(day)
}
