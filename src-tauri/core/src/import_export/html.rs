//! One page that needs nothing else: no script, no address, every word of a person's escaped.

use std::fmt;
use std::io::{self, Write};

use super::{Document, ExportLabels, ExportedReflection, Rest, about, short};

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:1.05rem/1.6 Georgia,serif;margin:0 auto;max-width:40rem;padding:2rem 1.25rem}\
h1,h2,h3{line-height:1.25}\
article{border-top:1px solid #8886;margin-top:2.5rem;padding-top:1rem}\
.about{font:.875rem/1.5 system-ui,sans-serif;opacity:.8}\
.text{overflow-wrap:anywhere;white-space:pre-wrap}\
@media print{article{break-inside:auto}}";

pub(super) struct Html<'a> {
    pub words: &'a ExportLabels,
}

impl Document for Html<'_> {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let ExportLabels { language, title, made, .. } = self.words;
        let (language, title, made) = (Escaped(language), Escaped(title), Escaped(made));
        write!(
            out,
            "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
             <h1>{title}</h1>\n<p class=\"about\">{made}</p>\n"
        )
    }

    fn reflection(&mut self, out: &mut dyn Write, reflection: &ExportedReflection) -> io::Result<()> {
        let date = short(&reflection.date);
        let title = if reflection.content.title.is_empty() { &date } else { &reflection.content.title };
        let about = about(reflection, self.words).join(" · ");
        write!(
            out,
            "<article>\n<h2 dir=\"auto\">{}</h2>\n<p class=\"about\" dir=\"auto\">{}</p>\n",
            Escaped(title),
            Escaped(&about)
        )?;
        text(out, &reflection.content.text)?;
        out.write_all(b"</article>\n")
    }

    fn end(&mut self, out: &mut dyn Write, rest: &Rest) -> io::Result<()> {
        for (heading, entries) in rest.sections(self.words) {
            write!(out, "<article>\n<h2>{}</h2>\n", Escaped(heading))?;
            for (line, entry) in entries {
                writeln!(out, "<p class=\"about\" dir=\"auto\">{}</p>", Escaped(&line))?;
                text(out, entry)?;
            }
            out.write_all(b"</article>\n")?;
        }
        out.write_all(b"</main>\n</body>\n</html>\n")
    }
}

fn text(out: &mut dyn Write, text: &str) -> io::Result<()> {
    let text = text.trim_end();
    if text.is_empty() {
        return Ok(());
    }
    writeln!(out, "<div class=\"text\" dir=\"auto\">{}</div>", Escaped(text))
}

/// Text that can stand anywhere in the page, without control characters.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                '\n' | '\t' => f.write_char(c)?,
                c if c.is_control() => {}
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}
