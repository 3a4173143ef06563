//! Writing, changing, listing and finding reflections.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::text;

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
