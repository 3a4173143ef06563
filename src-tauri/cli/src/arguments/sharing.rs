//! Contacts, what leaves and what comes.

use std::path::PathBuf;

use clap::{Args, Subcommand};

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
