//! The command line: every command and option. What they do is in `commands`.
//!
//! Doc comments are the text of `--help`. Options that every command has may be written before or
//! after the command.

mod attachments;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use attachments::Attachment;

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
    /// Remove a reflection with everything it ever said and all that is attached to it
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
        /// Also what it said before
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
    /// Make everything that is shown anew from the sealed records
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

#[derive(Args)]
#[group(skip)]
pub struct Backup {
    /// The copy; no file may be there
    #[arg(long, value_name = "FILE", required_unless_present = "folder", conflicts_with = "folder")]
    pub out: Option<PathBuf>,
    /// One more backup in this folder; of older ones, 7 days, 4 weeks and 12 months are kept
    #[arg(long, value_name = "DIR")]
    pub folder: Option<PathBuf>,
    /// Make none; open the newest one in the folder and check it
    #[arg(long, requires = "folder")]
    pub rehearse: bool,
}

/// A command whose name is reserved, and which this version does not have.
#[derive(Args)]
pub struct Later {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub rest: Vec<OsString>,
}

#[derive(Args)]
pub struct Rekey {
    #[arg(long, value_name = "FILE")]
    pub new_passphrase_file: Option<PathBuf>,
    /// Also a new recovery sheet; the present one stops working
    #[arg(long, value_name = "FILE")]
    pub recovery_out: Option<PathBuf>,
    /// Also new keys for sharing: everyone has to compare the ten words again
    #[arg(long)]
    pub new_share_keys: bool,
}

#[derive(Args)]
pub struct Init {
    /// Where the recovery sheet goes; keep it off this computer
    #[arg(long, value_name = "FILE", conflicts_with = "no_recovery")]
    pub recovery_out: Option<PathBuf>,
    /// Make no recovery sheet
    #[arg(long)]
    pub no_recovery: bool,
}

#[derive(Subcommand)]
pub enum Captured {
    /// Make a note a reflection; without ID all of them
    Accept { id: Option<String> },
    /// Throw a note away
    Discard { id: String },
}

#[derive(Args)]
pub struct Page {
    #[arg(long, allow_hyphen_values = true)]
    pub title: Option<String>,
    /// 2026-11-23, 2026-11-23T20:14:00, or with an offset
    #[arg(long)]
    pub date: Option<String>,
    /// 1 (very low) to 5 (very good)
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=5))]
    pub mood: Option<u8>,
    /// May be repeated
    #[arg(long = "feeling", value_name = "FEELING")]
    pub feelings: Vec<String>,
    /// May be repeated
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// A picture, sound or any file to add; may be repeated
    #[arg(long = "attach", value_name = "FILE")]
    pub attach: Vec<PathBuf>,
    /// The text; - reads it from standard input
    #[arg(value_parser = text, allow_hyphen_values = true)]
    pub text: Option<String>,
}

#[derive(Args)]
pub struct List {
    /// From this day or moment on
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// Up to and with this day or moment
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// With this tag; may be repeated
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    #[arg(long, value_name = "N")]
    pub limit: Option<u32>,
}

#[derive(Args)]
pub struct Search {
    #[arg(value_parser = text, allow_hyphen_values = true)]
    pub query: String,
    #[arg(long, value_enum, default_value = "recent")]
    pub sort: Order,
    #[arg(long, value_name = "N")]
    pub limit: Option<u32>,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Order {
    Best,
    Recent,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Auto,
    Jsonl,
    /// What `export --format json` wrote
    Json,
}

#[derive(Args)]
pub struct Export {
    #[arg(long, value_enum)]
    pub format: Document,
    /// No file may be there
    #[arg(long, value_name = "PATH")]
    pub out: PathBuf,
    /// Seal it to a contact or to age1... instead; may be repeated
    #[arg(long = "to", value_name = "NAME")]
    pub to: Vec<String>,
    /// Do not seal it: whoever has the file can read it
    #[arg(long, conflicts_with = "to")]
    pub plain: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Document {
    Markdown,
    Json,
    Html,
}

#[derive(Subcommand)]
pub enum Person {
    /// Someone whose name must not leave
    Add {
        name: String,
        /// What stands in a share instead of the name
        #[arg(long)]
        alias: Option<String>,
        /// Another spelling; may be repeated
        #[arg(long, value_name = "SPELLING")]
        also: Vec<String>,
    },
    /// Everyone on the list
    List,
    /// Someone whose name may leave again
    Remove { name: String },
}

#[derive(Subcommand)]
pub enum Group {
    /// A group and its rhythm
    Add {
        name: String,
        /// mon to sun
        #[arg(long)]
        weekday: String,
        /// 18:30, in the group's own zone
        #[arg(long)]
        time: String,
        /// Europe/London
        #[arg(long)]
        zone: String,
        /// Every so many weeks
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=52))]
        every: u32,
        /// The day of a session from which the weeks are counted (2026-12-10)
        #[arg(long, value_name = "DATE")]
        first: Option<chrono::NaiveDate>,
    },
    /// Your groups, and when each meets next
    List,
    /// Stop keeping a group; what was written stays
    Remove { name: String },
}

#[derive(Subcommand)]
pub enum Session {
    /// The next session
    Next {
        #[arg(long, value_name = "NAME")]
        group: Option<String>,
    },
}

#[derive(Subcommand)]
pub enum Bring {
    /// One more thing to bring
    Add {
        /// The reflection it comes from
        #[arg(long, value_name = "ID")]
        reflection: Option<String>,
        /// The passage to bring; - reads it from standard input
        #[arg(long, allow_hyphen_values = true)]
        text: Option<String>,
        #[arg(long, allow_hyphen_values = true)]
        title: Option<String>,
        /// listen, feedback, ideas, challenge or celebrate
        #[arg(long, default_value = "listen")]
        want: String,
        #[arg(long, default_value_t = 5, value_name = "N")]
        minutes: u32,
        #[arg(long, value_name = "NAME")]
        group: Option<String>,
    },
    /// What you will bring
    List {
        #[arg(long, value_name = "NAME")]
        group: Option<String>,
    },
    /// Do not bring it after all
    Remove { id: String },
}

#[derive(Subcommand)]
pub enum Contact {
    /// Your own card, to give away
    Mine {
        /// What the others call you
        #[arg(long)]
        name: Option<String>,
        /// When you read what you are sent, in your own words; nothing takes it off
        #[arg(long, value_name = "T", allow_hyphen_values = true)]
        reads: Option<String>,
    },
    /// Someone's card
    Add { file: PathBuf },
    /// Whose cards you have
    List,
    /// The ten words to compare, aloud, in the room; with several names, those of a whole group
    Words {
        #[arg(required = true, value_name = "NAME")]
        names: Vec<String>,
    },
    /// You compared the ten words
    Confirm { name: String },
    /// Forget someone's card
    Remove { name: String },
}

#[derive(Subcommand)]
pub enum Share {
    /// The page that would leave
    Preview {
        #[command(flatten)]
        choice: Choice,
        /// Write the page to FILE
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Seal that page to the people named
    Seal {
        #[command(flatten)]
        choice: Choice,
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Everything that ever left
    Record,
    /// A page that left, as it left
    Page {
        id: String,
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

#[derive(Args)]
pub struct Choice {
    /// May be repeated
    #[arg(long = "to", value_name = "NAME", required = true)]
    pub to: Vec<String>,
    /// What you want to bring
    #[arg(long)]
    pub bring: bool,
    /// How you have been, these weeks
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub mood_weeks: Option<u32>,
    #[arg(long = "measure", value_name = "NAME", hide = true)]
    pub measures: Vec<String>,
    /// A whole reflection; may be repeated
    #[arg(long = "reflection", value_name = "ID")]
    pub reflections: Vec<String>,
    #[arg(long, hide = true)]
    pub commitments: bool,
    /// Let this name leave as it is; may be repeated
    #[arg(long = "keep-name", value_name = "NAME")]
    pub keep_names: Vec<String>,
    /// Ask them to delete it after this day
    #[arg(long, value_name = "DATE")]
    pub delete_after: Option<String>,
}

#[derive(Subcommand)]
pub enum Received {
    /// Open what someone sealed for you
    Open {
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// What was opened so far
    List,
    /// One page before a session, of what members chose to send
    Brief {
        #[arg(long, value_name = "NAME")]
        group: Option<String>,
    },
    /// A page that came, as it was sent
    Page {
        id: String,
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Delete what came, and keep a line that it did
    Delete { id: String },
    /// Everything that ever came, also what was deleted
    Log,
}

#[derive(Subcommand)]
pub enum Slot {
    /// Every way there is
    List,
    /// One more passphrase
    AddPassphrase {
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
    },
    /// Another passphrase in the place of the one that opened the journal
    ChangePassphrase {
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
        /// Which one, where there are several and the recovery sheet opened the journal
        #[arg(long, value_name = "ID")]
        slot: Option<String>,
    },
    /// One way less; the only passphrase stays
    Remove { id: String },
    /// A new recovery sheet; an older one stops working
    AddRecovery {
        #[arg(long, value_name = "FILE")]
        recovery_out: Option<PathBuf>,
    },
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
