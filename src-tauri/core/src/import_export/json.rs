//! `sotto-export`, version 1: one JSON object, everything of one kind in a list, one thing a line.
//!
//! ```json
//! {"format":"sotto-export","version":1,"made":"2026-11-25T12:00:00+00:00",
//! "reflections":[
//! {"id":"...","date":"...","title":"...","text":"...","mood":4,"feelings":[],"tags":[],"revision":1}
//! ],
//! "notes":[{"id":"...","text":"...","at":"..."}],
//! "groups":[{"id":"...","name":"...","weekday":"thu","time":"18:30","zone":"Europe/London","every":1,"first":null}],
//! "people":[{"id":"...","name":"...","alias":null,"also":[]}],
//! "bring":[{"id":"...","reflection":null,"group":null,"title":"...","text":"...","want":"listen","minutes":5}],
//! "attachments":[{"id":"...","owner":"...","name":"...","kind":"image/jpeg","bytes":1,"sha256":"...","added_at":"..."}]}
//! ```
//! Dates are RFC 3339; `mood` is 1 to 5 or null; `revision` is 0 for what was still being written; `notes`
//! are those left while locked, not verified; `attachments` names what hangs on reflections (`owner`), whose contents
//! are not in the file. Fields may be added in this version, never changed.

use std::io::{self, Write};

use serde::Serialize;
use sotto_intake::formats::sotto_export::{FORMAT, VERSION};

use super::{Document, ExportedReflection, Rest};
use crate::base::Now;

pub(super) struct Json {
    made: String,
    lines: Lines,
}

/// Puts a comma before everything but the first.
#[derive(Default)]
struct Lines {
    begun: bool,
}

impl Lines {
    fn line(&mut self, out: &mut dyn Write, thing: &impl Serialize) -> io::Result<()> {
        out.write_all(if self.begun { b",\n" } else { b"\n" })?;
        self.begun = true;
        Ok(serde_json::to_writer(out, thing)?)
    }
}

impl Json {
    pub fn new(now: Now) -> Self {
        Self { made: now.to_rfc3339(), lines: Lines::default() }
    }
}

impl Document for Json {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\"format\":\"{FORMAT}\",\"version\":{VERSION},\"made\":")?;
        serde_json::to_writer(&mut *out, &self.made)?;
        out.write_all(b",\n\"reflections\":[")
    }

    fn reflection(&mut self, out: &mut dyn Write, reflection: &ExportedReflection) -> io::Result<()> {
        self.lines.line(out, reflection)
    }

    fn end(&mut self, out: &mut dyn Write, rest: &Rest) -> io::Result<()> {
        list(out, "notes", &rest.notes)?;
        list(out, "groups", &rest.groups)?;
        list(out, "people", &rest.people)?;
        list(out, "bring", &rest.bring)?;
        list(out, "attachments", &rest.attachments)?;
        out.write_all(b"\n]}\n")
    }
}

/// Ends the list before, and begins and fills another.
fn list(out: &mut dyn Write, name: &str, things: &[impl Serialize]) -> io::Result<()> {
    write!(out, "\n],\n\"{name}\":[")?;
    let mut lines = Lines::default();
    things.iter().try_for_each(|thing| lines.line(out, thing))
}
