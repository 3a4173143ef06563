//! Making a journal, its slots, new keys and backups.

use std::path::PathBuf;

use clap::{Args, Subcommand};

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
