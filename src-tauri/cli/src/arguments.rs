//! The command line: every command and option. What they do is in `commands`; the options of each group of
//! commands are in the files beside this one.
//!
//! Doc comments are the text of `--help`. Options that every command has may be written before or
//! after the command.

mod access;
mod attachments;
mod groups;
mod import_export;
mod reflections;
mod sharing;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use access::{Backup, Init, Rekey, Slot};
pub use attachments::Attachment;
pub use groups::{Bring, Group, Person, Session};
pub use import_export::{Document, Export, Format};
pub use reflections::{Captured, List, Order, Page, Search};
pub use sharing::{Choice, Contact, Received, Share};

#[derive(Parser)]
#[command(name = "sotto-cli", version, about = "Your Sotto journal, without a window.")]
#[command(disable_help_subcommand = true, infer_long_args = false)]
pub struct Arguments {
    #[command(flatten)]
    pub options: Options,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Args)]
pub struct Options {
    /// The journal's file
    #[arg(long, global = true, value_name = "FILE")]
    pub vault: Option<PathBuf>,
    /// Read the passphrase from the first line of FILE; - is standard input
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Open with a recovery sheet: its words or its key line
    #[arg(long, global = true, value_name = "FILE")]
    pub recovery_file: Option<PathBuf>,
    /// One JSON object a line
    #[arg(long, global = true)]
    pub json: bool,
    /// Act as at this time
    #[arg(long, global = true, value_name = "RFC3339")]
    pub now: Option<String>,
    /// Go on with a file that is older than what this computer last saw
    #[arg(long, global = true)]
    pub accept_older: bool,
    /// Read what is undamaged in a damaged journal; nothing can be written
    #[arg(long, global = true)]
    pub read_only: bool,
}

#[derive(Subcommand)]
pub enum Command {
    /// Make a journal
    Init(Init),
    /// Leave a note without opening the journal
    Capture {
        #[arg(value_parser = text, allow_hyphen_values = true)]
        text: Option<String>,
    },
    /// Notes that were left without opening the journal
    Captured {
        #[command(subcommand)]
        action: Option<Captured>,
    },
    /// Write a reflection
    Write(Page),
    /// Change a reflection; only what is given changes
    Edit {
        id: String,
        #[command(flatten)]
        page: Page,
    },
    /// Remove a reflection with all its revisions and attachments
    Delete { id: String },
    /// Reflections, newest first
    List(List),
    /// Pictures, sound and files on a reflection
    Attachment {
        #[command(subcommand)]
        action: Attachment,
    },
    /// One reflection, whole
    Show {
        id: String,
        /// Also its earlier revisions
        #[arg(long)]
        revisions: bool,
    },
    /// Find reflections: words, "a phrase", tag:x, mood:<3, before:2026-01-01, after:, -word, pref*
    Search(Search),
    /// Take reflections in from a file
    Import {
        #[arg(value_enum)]
        format: Format,
        path: PathBuf,
    },
    /// Everything in one file for other programs: sealed to this journal unless you say otherwise
    Export(Export),
    /// People whose names must not leave
    Person {
        #[command(subcommand)]
        action: Person,
    },
    /// Groups and when they meet
    Group {
        #[command(subcommand)]
        action: Group,
    },
    /// Sessions
    Session {
        #[command(subcommand)]
        action: Session,
    },
    /// What to bring to a session
    Bring {
        #[command(subcommand)]
        action: Bring,
    },
    /// Cards, and the ten words that prove them
    Contact {
        #[command(subcommand)]
        action: Contact,
    },
    /// What leaves, and what ever left
    Share {
        #[command(subcommand)]
        action: Share,
    },
    /// What others sealed for you
    Received {
        #[command(subcommand)]
        action: Received,
    },
    /// Open and check everything
    Verify,
    /// Rebuild everything that is shown from the sealed records
    Rebuild,
    /// Ways to open the journal
    Slot {
        #[command(subcommand)]
        action: Slot,
    },
    /// New keys for everything: for when someone may know the passphrase
    Rekey(Rekey),
    /// A copy of the journal, checked: into one file, or among the backups in a folder
    Backup(Backup),
    /// A journal made out of a backup, which its own passphrase or recovery sheet opens
    Restore {
        file: PathBuf,
        /// Where the journal will be; no file may be there
        #[arg(long, value_name = "PATH")]
        to: PathBuf,
    },
    /// Where help is, now
    Help {
        /// Two letters, such as GB
        country: Option<String>,
    },
    #[command(hide = true)]
    Measure(Later),
    #[command(hide = true)]
    Bench(Later),
}

/// A command whose name is reserved, and which this version does not have.
#[derive(Args)]
pub struct Later {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub rest: Vec<OsString>,
}

/// A text may begin with a hyphen, like a list in Markdown. What looks like an option is refused as a
/// text unless it comes after `--`.
fn text(given: &str) -> Result<String, String> {
    let after_dashes = || std::env::args_os().skip_while(|word| word != "--").any(|word| word == given);
    match option_name(given) {
        Some(_) if !after_dashes() => Err("there is no such option".to_owned()),
        _ => Ok(given.to_owned()),
    }
}

/// The name of what looks like an option, without its value.
pub fn option_name(given: &str) -> Option<&str> {
    let name = given.strip_prefix("--")?.split('=').next()?;
    let fits = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    fits.then_some(name)
}

impl Arguments {
    /// How many arguments ask for standard input, which can be read only once.
    pub fn wants_of_stdin(&self) -> usize {
        let dash = |path: Option<&PathBuf>| usize::from(path.is_some_and(|p| p.as_os_str() == "-"));
        let hyphen = |text: Option<&String>| usize::from(text.is_some_and(|t| t == "-"));
        let command = match &self.command {
            Command::Capture { text } => hyphen(text.as_ref()),
            Command::Write(page) | Command::Edit { page, .. } => {
                hyphen(page.text.as_ref()) + page.attach.iter().map(|file| dash(Some(file))).sum::<usize>()
            }
            Command::Bring { action: Bring::Add { text, .. } } => hyphen(text.as_ref()),
            Command::Import { path, .. } => dash(Some(path)),
            Command::Contact { action: Contact::Add { file } } => dash(Some(file)),
            Command::Received { action: Received::Open { files } } => {
                files.iter().map(|f| dash(Some(f))).sum()
            }
            Command::Slot {
                action:
                    Slot::AddPassphrase { new_passphrase_file }
                    | Slot::ChangePassphrase { new_passphrase_file, .. },
            } => dash(new_passphrase_file.as_ref()),
            Command::Rekey(rekey) => dash(rekey.new_passphrase_file.as_ref()),
            _ => 0,
        };
        let key = match &self.options.recovery_file {
            Some(sheet) if !matches!(self.command, Command::Init(_)) => dash(Some(sheet)),
            _ => dash(self.options.passphrase_file.as_ref()),
        };
        // `capture` needs no passphrase, but a passphrase on standard input must not become the note's text.
        command + if matches!(self.command, Command::Help { .. }) { 0 } else { key }
    }
}

#[cfg(test)]
mod tests;
