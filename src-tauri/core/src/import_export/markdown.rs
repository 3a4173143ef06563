//! One Markdown document. Text stands in it as it was written, Markdown and all.

use std::io::{self, Write};

use super::{Document, ExportLabels, ExportedReflection, Rest, about, short};

pub(super) struct Markdown<'a> {
    pub words: &'a ExportLabels,
}

impl Document for Markdown<'_> {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "# {}\n\n{}\n", self.words.title, self.words.made)
    }

    fn reflection(&mut self, out: &mut dyn Write, reflection: &ExportedReflection) -> io::Result<()> {
        let date = short(&reflection.date);
        let title = if reflection.content.title.is_empty() { &date } else { &reflection.content.title };
        write!(out, "\n---\n\n## {title}\n\n{}\n", about(reflection, self.words).join(" · "))?;
        text(out, &reflection.content.text)
    }

    fn end(&mut self, out: &mut dyn Write, rest: &Rest) -> io::Result<()> {
        for (heading, entries) in rest.sections(self.words) {
            write!(out, "\n---\n\n## {heading}\n")?;
            for (line, entry) in entries {
                write!(out, "\n- {line}\n")?;
                text(out, entry)?;
            }
        }
        Ok(())
    }
}

fn text(out: &mut dyn Write, text: &str) -> io::Result<()> {
    let text = text.trim_end();
    if text.is_empty() { Ok(()) } else { write!(out, "\n{text}\n") }
}
