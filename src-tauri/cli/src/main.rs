//! `sotto-cli`: the same journal without a window.
//!
//! For scripts, for people who live in a terminal, and for rescue when no window opens. Every
//! command is a few lines over the function that the app calls; nothing is reachable here that the
//! app's own rules forbid. What may be typed is in `arguments`, what is said in `output`, the clock
//! in `time`, passphrases and files in `ask`, opening a journal in `open`, mistakes in `usage`.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod arguments;
mod commands;
mod exit;
mod open;
mod output;
mod prompt;
mod time;
mod usage;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use sotto_core::{Class, Code, Failure};

use arguments::Arguments;
use open::Context;
use output::{Out, print_failure};
use time::Clock;

/// A result of this program: a code, its parameters, and an exit status.
type Result<T> = std::result::Result<T, Failure>;

fn main() -> ExitCode {
    harden();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return not_understood(&error),
    };
    let json = arguments.options.json;
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            print_failure(&failure, json);
            exit::status(failure.class)
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    if arguments.wants_of_stdin() > 1 {
        return Err(Failure::new(Code::StdinTwice));
    }
    let Arguments { options, command } = arguments;
    let clock = Clock::new(options.now.as_deref())?;
    let out = Out::new(options.json);
    let mut context = Context { options, clock, out };
    commands::run(&mut context, command)?;
    context.out.end()
}

/// Help and version are what was asked for; everything else is wrong usage.
fn not_understood(error: &clap::Error) -> ExitCode {
    let mut options = std::env::args_os().take_while(|word| word != "--");
    let json = options.any(|word| word == "--json");
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = write!(std::io::stdout().lock(), "{}", error.render());
            return ExitCode::SUCCESS;
        }
        // Nothing was typed that could be wrong: what there is.
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand if !json => {
            let _ = write!(std::io::stderr().lock(), "{}", error.render());
            return exit::status(Class::Usage);
        }
        _ => {}
    }
    let failure = usage::failure(error);
    print_failure(&failure, json);
    exit::status(failure.class)
}

/// No dump of this process: it holds keys and what a person wrote. Where the system refuses, the
/// journal is still readable.
fn harden() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        // One byte: less than any dump needs, and unlike zero it also turns away the handlers that
        // Linux pipes a dump to.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(1), maximum: Some(1) });
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}
