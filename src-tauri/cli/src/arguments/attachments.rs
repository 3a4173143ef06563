//! What may be typed about attachments. Adding one is an option of `write` and `edit`.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Subcommand)]
pub enum Attachment {
    /// What is attached to a reflection
    List { id: String },
    /// Write one to a file
    Save {
        attachment: String,
        /// No file may be there
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Remove one; the reflection stays
    Delete { attachment: String },
}
