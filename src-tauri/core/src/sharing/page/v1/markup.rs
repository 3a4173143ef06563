//! Writing HTML: everything a person wrote is escaped here, and cannot get into a page by another way.

use super::{Segment, Text};

/// A page as far as it is drawn.
pub struct Html(pub String);

/// What is put in the place of a `{name}` in a sentence.
#[derive(Clone, Copy)]
pub enum Value<'a> {
    /// Text of the program's own, such as a date.
    Own(&'a str),
    /// Text that reads in its own direction.
    Theirs(&'a str),
    Text(&'a Text),
}

impl Html {
    /// Fixed markup.
    pub fn push(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// Text on one line: escaped, without control characters.
    pub fn text(&mut self, text: &str) {
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

    /// A masked text on one line.
    pub fn segments(&mut self, text: &Text) {
        for segment in text {
            match segment {
                Segment::Plain(text) => self.text(text),
                Segment::Alias(label) => self.alias(label),
            }
        }
    }

    fn alias(&mut self, label: &str) {
        self.push("<span class=\"alias\">");
        self.text(label);
        self.push("</span>");
    }

    /// A sentence of `words` with its `{name}`s filled in. One that is not among the values stays empty.
    pub fn sentence(&mut self, sentence: &str, values: &[(&str, Value<'_>)]) {
        let mut rest = sentence;
        while let Some((before, after)) = rest.split_once('{') {
            self.text(before);
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            match values.iter().find(|(known, _)| *known == name) {
                Some((_, Value::Own(text))) => self.text(text),
                Some((_, Value::Theirs(text))) => {
                    self.push("<bdi>");
                    self.text(text);
                    self.push("</bdi>");
                }
                Some((_, Value::Text(text))) => {
                    self.push("<bdi>");
                    self.segments(text);
                    self.push("</bdi>");
                }
                None => {}
            }
            rest = after;
        }
        self.text(rest);
    }

    /// The same as a line of its own.
    pub fn line(&mut self, class: &str, sentence: &str, values: &[(&str, Value<'_>)]) {
        self.push("<p class=\"");
        self.push(class);
        self.push("\">");
        self.sentence(sentence, values);
        self.push("</p>\n");
    }

    /// A heading of the page's own words.
    pub fn heading(&mut self, sentence: &str, values: &[(&str, Value<'_>)]) {
        self.push("<h2>");
        self.sentence(sentence, values);
        self.push("</h2>\n");
    }

    /// The title of an item, if it has one.
    pub fn title(&mut self, title: &Text) {
        if !title.is_empty() {
            self.push("<h3 dir=\"auto\">");
            self.segments(title);
            self.push("</h3>\n");
        }
    }

    /// Text in paragraphs: an empty line begins a new one.
    pub fn body(&mut self, text: &Text) {
        let mut breaks = Breaks::Start;
        for segment in text {
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
                Segment::Alias(label) => {
                    self.break_line(&mut breaks);
                    self.alias(label);
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
