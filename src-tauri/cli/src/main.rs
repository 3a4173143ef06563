//! `sotto-cli`: the same journal without a window.
//!
//! For scripts, for people who prefer a terminal, and for rescue when no window opens. Every command is
//! a few lines around the function that the app calls too, and follows the same rules. The command line
//! is in `arguments`, output in `output`, the clock in `time`, passphrases and files in `prompt`, opening
//! a journal in `open`, usage mistakes in `usage`, exit numbers in `exit`.
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

/// Prints help and version; everything else is a usage mistake.
fn not_understood(error: &clap::Error) -> ExitCode {
    let mut options = std::env::args_os().take_while(|word| word != "--");
    let json = options.any(|word| word == "--json");
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = write!(std::io::stdout().lock(), "{}", error.render());
            return ExitCode::SUCCESS;
        }
        // Nothing was typed: show what there is.
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

/// Forbids core dumps of this process, because it holds keys and private text. If the system refuses,
/// the command goes on.
fn harden() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        // One byte: too small for any dump, and unlike zero it also stops the handlers that Linux pipes a
        // dump to.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(1), maximum: Some(1) });
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}
