//! How an app begins: which world it is in, and what is wrong with it.

use std::collections::BTreeMap;

use serde::Deserialize;
use sotto_api::settings::Theme;
use sotto_api::tasks::Task;
use sotto_core::Code;

/// What is there when an app begins.
#[derive(Clone, Copy, Deserialize, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[serde(rename_all = "snake_case")]
pub enum World {
    /// No vault: the first run.
    New,
    /// A vault with nothing in it.
    Empty,
    /// Two years of Ines's writing, her group, her people, her contacts, what she shared, and backups.
    Story,
    /// Dr Okafor's journal, with what Maya and Sam of the group sent, and Jo, who is not a contact.
    Therapist,
}

/// How an app begins.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Begin {
    pub world: World,
    /// Locked, rather than open.
    #[serde(default)]
    pub locked: bool,
    #[serde(default)]
    pub theme: Theme,
    /// Percent.
    #[serde(default)]
    pub text_size: Option<u32>,
    #[serde(default)]
    pub damage: Option<Damage>,
    /// Neither the vault nor its folder can be written to.
    #[serde(default)]
    pub write_protected: bool,
    #[serde(default)]
    pub keychain: KeychainState,
    #[serde(default)]
    pub backups: BackupsState,
    /// The files of the folder `in` that the person chooses in dialogs. Without any, every dialog is cancelled.
    #[serde(default)]
    pub choose: Vec<String>,
    /// Calls that fail with a code, without reaching the core: `{"verify": "vault_damaged"}`. For what cannot be
    /// brought about by itself.
    #[serde(default)]
    pub inject: BTreeMap<String, String>,
    /// Calls that are not answered before the app is closed: a dialog of the system that waits.
    #[serde(default)]
    pub hang: Vec<String>,
    /// A task that makes no progress from its first report of how much there is to do on.
    #[serde(default)]
    pub hold: Option<Task>,
    /// Milliseconds that each call takes at least.
    #[serde(default)]
    pub slow: u64,
}

/// What is wrong with the file of a vault.
#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub enum Damage {
    /// This many records are overwritten. It is found when they are read.
    Records(u32),
    /// The header of the file and its last page are overwritten.
    File,
    /// The manifest is overwritten: nobody knows how many records there were.
    Manifest,
}

/// The state of the keychain.
#[derive(Deserialize, Clone, Copy, Default, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum KeychainState {
    /// There is one, and it was not turned on.
    #[default]
    Off,
    /// Turned on, with its key.
    On,
    /// Turned on, and the passphrase was not typed for more than two weeks.
    Due,
    /// Turned on, and has lost its key since.
    Emptied,
    /// This computer has none.
    Absent,
    /// Turned on, and this computer has none any more.
    Gone,
}

/// The state of the backups of a world that has some.
#[derive(Deserialize, Clone, Copy, Default, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum BackupsState {
    /// As the world has them: five, the newest of today.
    #[default]
    Well,
    /// No folder was ever chosen.
    None,
    /// The folder is not there any more, and a backup was tried.
    Away,
    /// The newest does not open, and was tried.
    Damaged,
    /// One is being made.
    Running,
    /// In the folder lie those of somebody else, too.
    Shared,
    /// In the folder lie those of somebody else, and no others.
    Others,
}

impl Begin {
    /// The code that a call is to fail with.
    pub(super) fn injected(&self, name: &str) -> Option<Code> {
        let wanted = self.inject.get(name)?;
        Code::ALL.iter().copied().find(|code| code.name() == *wanted)
    }
}
