//! Usage mistakes, in Sotto's own words: what is wrong, and which `--help` to read.
//!
//! What a person typed may be private: a text in the place of a command. So the message repeats none of it
//! except what looks like an option, and the program's own names of its arguments.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Error};
use sotto_core::{Code, Failure};

use crate::arguments::{Arguments, option_name};
use crate::prompt;

macro_rules! mistakes {
    ($($mistake:ident = $name:literal,)*) => {
        /// What can be wrong with a command line. Each has a message, `cli-usage-<name>`.
        #[derive(Clone, Copy)]
        pub enum Mistake { $($mistake,)* }

        impl Mistake {
            #[cfg(test)]
            pub const ALL: &'static [Self] = &[$(Self::$mistake,)*];

            pub const fn name(self) -> &'static str {
                match self { $(Self::$mistake => $name,)* }
            }
        }
    };
}

mistakes! {
    UnknownOption = "unknown_option",
    UnknownCommand = "unknown_command",
    NoOption = "no_option",
    TooMany = "too_many",
    Missing = "missing",
    NoValue = "no_value",
    Value = "value",
    Twice = "twice",
    Together = "together",
    NoCommand = "no_command",
    Other = "other",
}

/// The mistake as a failure. `what` is the kind; the other parameters say what it is about.
pub fn failure(error: &Error) -> Failure {
    let typed = |kind| match error.get(kind) {
        Some(ContextValue::String(typed)) => Some(typed.as_str()),
        _ => None,
    };
    let option = |kind| typed(kind).and_then(option_name).map(|name| format!("--{name}"));
    let (command, unknown) = command();
    let (what, about) = match error.kind() {
        ErrorKind::InvalidUtf8 => return prompt::not_utf8(),
        // A mistyped option may have been read as a text, and the word after it as one word too many.
        ErrorKind::UnknownArgument => match option(ContextKind::InvalidArg).or(unknown) {
            Some(option) => (Mistake::UnknownOption, Some(option)),
            None if typed(ContextKind::InvalidArg).is_some_and(|typed| typed.starts_with('-')) => {
                (Mistake::NoOption, None)
            }
            None => (Mistake::TooMany, None),
        },
        ErrorKind::ValueValidation | ErrorKind::InvalidValue => match option(ContextKind::InvalidValue) {
            Some(option) => (Mistake::UnknownOption, Some(option)),
            None if typed(ContextKind::InvalidValue) == Some("") => (Mistake::NoValue, ours(error)),
            None => (Mistake::Value, ours(error)),
        },
        ErrorKind::InvalidSubcommand => (Mistake::UnknownCommand, None),
        ErrorKind::MissingRequiredArgument => (Mistake::Missing, ours(error)),
        ErrorKind::ArgumentConflict => match error.get(ContextKind::PriorArg) {
            Some(prior) if error.get(ContextKind::InvalidArg) != Some(prior) => {
                (Mistake::Together, ours(error))
            }
            _ => (Mistake::Twice, ours(error)),
        },
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            (Mistake::NoCommand, None)
        }
        _ => (Mistake::Other, None),
    };
    let failure = Failure::new(Code::Usage).with("what", what.name()).with("command", command);
    match about {
        Some(about) => failure.with("about", about),
        None => failure,
    }
}

/// The program's own names of the arguments that the error is about: "--mood <MOOD>".
fn ours(error: &Error) -> Option<String> {
    match error.get(ContextKind::InvalidArg)? {
        ContextValue::String(name) => Some(name.clone()),
        ContextValue::Strings(names) => Some(names.join(", ")),
        _ => None,
    }
}

/// The command ("sotto-cli share seal"), as far as it can be recognised, and the first word after it that
/// looks like an option but is not one of its options.
fn command() -> (String, Option<String>) {
    let root = Arguments::command();
    let (mut path, mut current) = (root.get_name().to_owned(), &root);
    let (mut whole, mut unknown) = (false, None);
    let mut words = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
    while let Some(word) = words.next().filter(|word| word != "--") {
        if let Some(name) = option_name(&word) {
            let own = root.get_arguments().chain(current.get_arguments());
            match own.into_iter().find(|argument| argument.get_long() == Some(name)) {
                Some(argument) if argument.get_action().takes_values() && !word.contains('=') => {
                    words.next();
                }
                Some(_) => {}
                None if ["help", "version"].contains(&name) => {}
                None => unknown = unknown.or(Some(format!("--{name}"))),
            }
        } else if let Some(next) = current.find_subcommand(&word).filter(|_| !whole) {
            path.push(' ');
            path.push_str(next.get_name());
            current = next;
        } else {
            whole = true;
        }
    }
    (path, unknown)
}
