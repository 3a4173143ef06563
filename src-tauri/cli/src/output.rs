//! All output: JSON lines for programs, sentences and tables for people.
//!
//! Sentences come from Fluent. When the reader closes the pipe (`| head`), the command finishes its work
//! and drops further output.

use std::io::{self, BufWriter, IsTerminal, StderrLock, Stdout, Write};
use std::ops::ControlFlow;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use serde::Serialize;
use sotto_core::vault::Stage;
use sotto_core::{Code, Failure};

use crate::Result;

const SENTENCES: [&str; 3] = [
    include_str!("../../locales/en/cli.ftl"),
    include_str!("../../locales/en/import_export.ftl"),
    include_str!("../../locales/en/failures.ftl"),
];

/// The sentences of this program.
pub struct Messages(FluentBundle<FluentResource>);

impl Messages {
    pub fn new() -> Self {
        let mut bundle = FluentBundle::new(vec!["en".parse().unwrap_or_default()]);
        bundle.set_use_isolating(false);
        for source in SENTENCES {
            // Fluent skips messages that it cannot read; a test checks that there are none.
            let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(rest, _)| rest);
            bundle.add_resource_overriding(resource);
        }
        Self(bundle)
    }

    /// A message, or one of its attributes; `None` when there is none of this name.
    fn find(&self, id: &str, attribute: Option<&str>, values: &[(&str, &str)]) -> Option<String> {
        let message = self.0.get_message(id)?;
        let pattern = match attribute {
            None => message.value()?,
            Some(name) => message.get_attribute(name)?.value(),
        };
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            // A number is one only if it is written as numbers are: 000 and 024 are telephone numbers.
            match value.parse::<i64>().ok().filter(|number| number.to_string() == *value) {
                Some(number) => arguments.set(*name, number),
                None => arguments.set(*name, *value),
            }
        }
        Some(self.0.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned())
    }

    pub fn say(&self, id: &str, values: &[(&str, &str)]) -> String {
        self.find(id, None, values).unwrap_or_else(|| id.to_owned())
    }

    /// What happened and what is safe, then what to do next.
    fn failure_message(&self, id: &str, values: &[(&str, &str)]) -> Option<String> {
        let happened = self.find(id, None, values)?;
        Some(match self.find(id, Some("advice"), values) {
            Some(advice) => format!("{happened} {advice}"),
            None => happened,
        })
    }

    /// What went wrong, as a person reads it. This program's own message for a code comes before
    /// that of the window.
    pub fn failure(&self, failure: &Failure) -> String {
        let code = failure.code.name().replace('_', "-");
        let params: Vec<(&str, &str)> = failure.params.iter().map(|(n, v)| (*n, v.as_str())).collect();
        // There are many kinds of usage mistakes, each with its own message.
        let kind = failure.params.get("what").filter(|_| failure.code == Code::Usage);
        let kind = kind.map(|what| format!("cli-usage-{}", what.replace('_', "-"))).unwrap_or_default();
        [kind, format!("cli-failure-{code}"), format!("failure-{code}"), "failure-unexpected".to_owned()]
            .iter()
            .find_map(|id| self.failure_message(id, &params))
            .map(|message| match failure.params.get("file") {
                // The failure of one file among several.
                Some(file) => format!("{file}: {message}"),
                None => message,
            })
            .unwrap_or_else(|| failure.code.name())
    }
}

/// Standard output.
pub struct Out {
    pub json: bool,
    pub words: Messages,
    to: BufWriter<Stdout>,
    /// Whether a line was printed.
    printed: bool,
    closed: bool,
    failed: bool,
}

impl Out {
    pub fn new(json: bool) -> Self {
        let to = BufWriter::new(io::stdout());
        Self { json, words: Messages::new(), to, printed: false, closed: false, failed: false }
    }

    /// One result: an object for programs, a few words for people.
    pub fn line(&mut self, object: &impl Serialize, text: impl FnOnce(&Messages) -> String) {
        let line = if self.json {
            serde_json::to_string(object).unwrap_or_default()
        } else {
            visible(&text(&self.words))
        };
        self.printed = true;
        let written = writeln!(self.to, "{line}");
        self.note(&written);
    }

    /// Prints a sentence for people if nothing was listed.
    pub fn or_none(&mut self, id: &str) {
        if !self.printed {
            self.text(|words| words.say(id, &[]));
        }
    }

    /// A message that only people get, not programs.
    pub fn text(&mut self, text: impl FnOnce(&Messages) -> String) {
        if !self.json {
            let line = visible(&text(&self.words));
            let written = writeln!(self.to, "{line}");
            self.note(&written);
        }
    }

    fn note(&mut self, written: &io::Result<()>) {
        match written {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => self.closed = true,
            Err(_) => self.failed = true,
            Ok(()) => {}
        }
    }

    /// Prints a warning on standard error: something to know, although nothing failed.
    pub fn warn(&self, code: &'static str, param: &'static str, value: &str) {
        let mut to = io::stderr().lock();
        if self.json {
            let line = serde_json::json!({ "warning": { "code": code, "params": { param: value } } });
            let _ = writeln!(to, "{line}");
        } else {
            let id = format!("cli-warning-{}", code.replace('_', "-"));
            let _ = writeln!(to, "{}", visible(&self.words.say(&id, &[(param, value)])));
        }
    }

    /// Flushes standard output.
    ///
    /// # Errors
    /// `output_failed` when not everything could be written, unless the reader has closed the pipe.
    pub fn end(&mut self) -> Result<()> {
        let written = self.to.flush();
        self.note(&written);
        if self.failed && !self.closed {
            return Err(Failure::new(Code::OutputFailed));
        }
        Ok(())
    }
}

/// Prints a failure on standard error.
pub fn print_failure(failure: &Failure, json: bool) {
    let mut to = io::stderr().lock();
    if json {
        let line = serde_json::json!({ "error": failure });
        let _ = writeln!(to, "{line}");
    } else {
        let _ = writeln!(to, "{}", visible(&Messages::new().failure(failure)));
    }
}

/// Text without control sequences for the terminal, because someone else may have written it.
fn visible(text: &str) -> String {
    let hidden = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if hidden(c) { '\u{FFFD}' } else { c }).collect()
}

/// The progress of long work, on standard error if that is a terminal.
pub struct Progress {
    to: Option<StderrLock<'static>>,
    shown: bool,
}

impl Progress {
    pub fn new() -> Self {
        let stderr = io::stderr();
        Self { to: stderr.is_terminal().then(|| stderr.lock()), shown: false }
    }

    pub fn show(&mut self, done: usize, total: Option<usize>) {
        if let Some(to) = &mut self.to {
            let _ = match total {
                Some(total) => write!(to, "\r{done} / {total}"),
                None => write!(to, "\r{done}"),
            };
            let _ = to.flush();
            self.shown = true;
        }
    }

    /// For tasks that can be stopped. Here they never are: a person stops the whole program.
    pub fn watch(&mut self, stage: Stage, done: u64, of: u64) -> ControlFlow<()> {
        let unit = match stage {
            Stage::Copying | Stage::Keeping | Stage::Attaching | Stage::Reading => " MB",
            Stage::Checking | Stage::Sealing | Stage::Writing => "",
        };
        let per = if unit.is_empty() { 1 } else { 1_000_000 };
        if let Some(to) = self.to.as_mut().filter(|_| of > 0) {
            let _ = write!(to, "\r\u{1b}[K{} / {}{unit}", done / per, of.div_ceil(per));
            let _ = to.flush();
            self.shown = true;
        }
        ControlFlow::Continue(())
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(to) = &mut self.to
            && self.shown
        {
            let _ = write!(to, "\r\u{1b}[K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_keep_their_zeros() {
        let words = Messages::new();
        for number in ["000", "024", "112", "13 11 14"] {
            assert!(words.say("cli-help-call", &[("way", number)]).contains(number), "{number}");
        }
    }

    #[test]
    fn every_sentence_can_be_read_by_fluent() {
        for source in SENTENCES {
            let read = FluentResource::try_new(source.to_owned());
            assert!(read.is_ok(), "{:?}", read.err().map(|(_, errors)| errors));
        }
    }

    #[test]
    fn every_code_has_a_message_and_advice_of_its_own() {
        let words = Messages::new();
        for code in Code::ALL {
            let id = code.name().replace('_', "-");
            let own = ["cli-failure", "failure"].map(|kind| format!("{kind}-{id}"));
            let found = own.iter().find(|id| words.find(id, None, &[]).is_some());
            assert!(found.is_some(), "no message for {code}");
            for id in own.iter().filter(|id| words.find(id, None, &[]).is_some()) {
                assert!(words.find(id, Some("advice"), &[]).is_some(), "no advice in {id}");
            }
        }
    }

    #[test]
    fn a_failure_is_what_happened_and_then_what_to_do() {
        let full = Messages::new().failure(&Failure::new(Code::DiskFull));
        let (happened, advice) = full.split_once("not saved. ").unwrap();
        assert_eq!(happened, "The disk is full. What was saved before is safe; the latest change is ");
        assert_eq!(advice, "Free some space and try again.");
    }

    #[test]
    fn every_kind_of_wrong_usage_has_a_message_and_advice() {
        let words = Messages::new();
        for mistake in crate::usage::Mistake::ALL {
            let id = format!("cli-usage-{}", mistake.name().replace('_', "-"));
            assert!(words.find(&id, None, &[]).is_some(), "{id}");
            let failure = Failure::new(Code::Usage).with("what", mistake.name());
            let failure = failure.with("command", "sotto-cli").with("about", "--x");
            assert!(words.failure(&failure).contains("“sotto-cli --help” "), "{id}");
        }
    }

    #[test]
    fn numbers_choose_the_right_form() {
        let added = |n: &str| Messages::new().say("cli-import-added", &[("count", n)]);
        assert!(added("1").contains("1 reflection") && !added("1").contains("reflections"));
        assert!(added("1200").contains("reflections"));
    }

    #[test]
    fn nothing_that_a_terminal_obeys_is_printed() {
        assert_eq!(visible("a\u{1b}[2Jb\tc\nd\u{9b}e\u{202e}f"), "a\u{fffd}[2Jb\tc\nd\u{fffd}e\u{fffd}f");
        assert_eq!(visible("ünïcode ❤️ 図"), "ünïcode ❤️ 図");
    }
}
