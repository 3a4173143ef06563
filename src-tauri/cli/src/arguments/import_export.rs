//! Files that come in and go out.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

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
    /// Do not seal it: anyone who has the file can read it
    #[arg(long, conflicts_with = "to")]
    pub plain: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Document {
    Markdown,
    Json,
    Html,
}
