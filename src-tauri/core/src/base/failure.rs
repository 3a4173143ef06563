//! Every internal error, turned into what a screen or a script is told: a code and parameters.
//!
//! One exhaustive match, so that a new error cannot be forgotten. Words come from Fluent, by code.

use std::collections::BTreeMap;

use serde::Serialize;
use sotto_vault::Error as Vault;

use crate::circle::CircleError as Circle;
use crate::error::Error;
use crate::exchange::ImportError as Import;
use crate::reflections::ReflectionError as Reflection;
use crate::sharing::SharingError as Sharing;

/// What went wrong, without a word that anyone wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Failure {
    pub code: &'static str,
    #[cfg_attr(feature = "bindings", ts(type = "Record<string, string | number>"))]
    pub params: BTreeMap<&'static str, String>,
    /// Exit status of `sotto-cli`.
    #[serde(skip)]
    pub status: u8,
}

/// Exit statuses of `sotto-cli`.
pub mod status {
    pub const UNFORESEEN: u8 = 1;
    pub const USAGE: u8 = 2;
    pub const WRONG_KEY: u8 = 3;
    pub const DAMAGED: u8 = 4;
    pub const NOT_WRITTEN: u8 = 5;
    pub const IN_USE: u8 = 6;
    pub const REFUSED: u8 = 7;
    pub const NEWER: u8 = 8;
}

impl Failure {
    pub fn new(code: &'static str, status: u8) -> Self {
        Self { code, params: BTreeMap::new(), status }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.insert(name, value.to_string());
        self
    }

    /// The person stopped it: nothing went wrong.
    pub fn is_cancelled(&self) -> bool {
        self.code == "cancelled"
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Vault(error) => error.into(),
            Error::Outside(error) => outside(error),
            Error::Reflection(error) => error.into(),
            Error::Circle(error) => error.into(),
            Error::Sharing(error) => error.into(),
            Error::Import(error) => error.into(),
            Error::NotFound => Self::new("not_found", status::USAGE),
            Error::RecoveryAnswersWrong => Self::new("recovery_answers_wrong", status::USAGE),
            Error::PhotoUnreadable => Self::new("photo_unreadable", status::REFUSED),
            Error::PhotoTooLarge => Self::new("photo_too_large", status::REFUSED),
            Error::PhotoNoCode => Self::new("photo_no_code", status::REFUSED),
            Error::View(what) => Self::new("unforeseen", status::UNFORESEEN).with("what", what),
            Error::Image => Self::new("unforeseen", status::UNFORESEEN).with("what", "image"),
        }
    }
}

/// What is told of a file that was to be handed out.
fn outside(error: Vault) -> Failure {
    match error {
        Vault::ReadOnly => Failure::new("file_read_only", status::NOT_WRITTEN),
        Vault::DiskFull => Failure::new("file_disk_full", status::NOT_WRITTEN),
        Vault::Write(what) => Failure::new("file_not_written", status::NOT_WRITTEN).with("what", what),
        other => other.into(),
    }
}

impl From<Vault> for Failure {
    fn from(error: Vault) -> Self {
        use status::{DAMAGED, IN_USE, NEWER, NOT_WRITTEN, REFUSED, UNFORESEEN, USAGE, WRONG_KEY};
        match error {
            Vault::PassphraseWrong => Self::new("passphrase_wrong", WRONG_KEY),
            Vault::PassphraseEmpty => Self::new("passphrase_empty", USAGE),
            Vault::RecoveryWrong => Self::new("recovery_wrong", WRONG_KEY),
            Vault::RecoveryUnreadable => Self::new("recovery_unreadable", WRONG_KEY),
            Vault::DeviceKeyWrong => Self::new("keychain_key_wrong", WRONG_KEY),
            Vault::Missing => Self::new("vault_missing", USAGE),
            Vault::Exists => Self::new("exists", USAGE),
            Vault::NotAVault => Self::new("not_a_vault", REFUSED),
            Vault::Newer { found } => Self::new("vault_newer", NEWER).with("format", found),
            Vault::Damaged { what } => Self::new("vault_damaged", DAMAGED).with("what", what),
            Vault::Tampered { what } => Self::new("tampered", DAMAGED).with("what", what),
            Vault::RolledBack => Self::new("rolled_back", DAMAGED),
            Vault::InUse => Self::new("vault_in_use", IN_USE),
            Vault::DiskFull => Self::new("disk_full", NOT_WRITTEN),
            Vault::ReadingOnly => Self::new("reading_only", NOT_WRITTEN),
            Vault::ReadOnly => Self::new("read_only", NOT_WRITTEN),
            Vault::Write(what) => Self::new("write_failed", NOT_WRITTEN).with("what", what),
            Vault::Read(what) => Self::new("read_failed", UNFORESEEN).with("what", what),
            Vault::FolderMissing => Self::new("folder_missing", NOT_WRITTEN),
            Vault::OtherKeys => Self::new("backup_other_keys", REFUSED),
            Vault::Cancelled => Self::new("cancelled", UNFORESEEN),
            Vault::NotFound => Self::new("not_found", USAGE),
            Vault::TooLarge { limit } => Self::new("captured_too_long", REFUSED).with("limit", limit),
            Vault::CapturedWaiting => Self::new("captured_waiting", USAGE),
            Vault::CapturedFull { limit } => Self::new("captured_too_many", REFUSED).with("limit", limit),
            Vault::HeaderRefused => Self::new("share_refused", REFUSED),
            Vault::NotForYou => Self::new("share_not_for_you", REFUSED),
            Vault::SealBroken => Self::new("share_damaged", REFUSED),
            Vault::RecipientUnreadable => Self::new("card_unreadable", REFUSED),
            Vault::LastSlot => Self::new("last_slot", USAGE),
            Vault::TooManySlots { limit } => Self::new("too_many_ways", USAGE).with("limit", limit),
            Vault::Random => Self::new("unforeseen", UNFORESEEN).with("what", "randomness"),
            Vault::SqliteTooOld { found } => Self::new("unforeseen", UNFORESEEN).with("what", found),
        }
    }
}

impl From<Reflection> for Failure {
    fn from(error: Reflection) -> Self {
        use status::{REFUSED, USAGE};
        match error {
            Reflection::TitleTooLong { limit } => Self::new("title_too_long", REFUSED).with("limit", limit),
            Reflection::TextTooLong { limit } => Self::new("text_too_long", REFUSED).with("limit", limit),
            Reflection::TooManyTags { limit } => Self::new("too_many_tags", REFUSED).with("limit", limit),
            Reflection::TagTooLong { limit } => Self::new("tag_too_long", REFUSED).with("limit", limit),
            Reflection::MoodUnknown => Self::new("mood_unknown", USAGE),
            Reflection::DateUnreadable => Self::new("date_unreadable", USAGE),
            Reflection::DateOutOfRange { from, until } => {
                Self::new("date_out_of_range", REFUSED).with("from", from).with("until", until)
            }
            Reflection::Shape => Self::new("vault_newer", status::NEWER),
        }
    }
}

impl From<Circle> for Failure {
    fn from(error: Circle) -> Self {
        use status::{REFUSED, USAGE};
        match error {
            Circle::NameEmpty => Self::new("name_empty", USAGE),
            Circle::NameTooLong { limit } => Self::new("name_too_long", REFUSED).with("limit", limit),
            Circle::WeekdayUnknown => Self::new("weekday_unknown", USAGE),
            Circle::TimeUnknown => Self::new("time_unknown", USAGE),
            Circle::ZoneUnknown => Self::new("zone_unknown", USAGE),
            Circle::NoGroup => Self::new("no_group", USAGE),
            Circle::WhichGroup => Self::new("which_group", USAGE),
            Circle::MinutesUnknown => Self::new("minutes_unknown", USAGE),
        }
    }
}

impl From<Sharing> for Failure {
    fn from(error: Sharing) -> Self {
        use status::{REFUSED, USAGE};
        match error {
            Sharing::CardUnreadable => Self::new("card_unreadable", REFUSED),
            Sharing::OwnCard => Self::new("card_is_yours", REFUSED),
            Sharing::NameUnfit => Self::new("name_empty", USAGE),
            Sharing::NoName => Self::new("my_name_missing", USAGE),
            Sharing::ChoiceEmpty => Self::new("choice_empty", USAGE),
            Sharing::NoRecipient => Self::new("no_recipient", USAGE),
            Sharing::ContactChanged => Self::new("contact_changed", REFUSED),
            Sharing::PreviewStale => Self::new("preview_stale", USAGE),
            Sharing::ShareDamaged => Self::new("share_damaged", REFUSED),
            Sharing::ShareForged => Self::new("share_forged", REFUSED),
            Sharing::ShareUnknownFormat => Self::new("share_unknown_format", REFUSED),
            Sharing::ShareTooLarge { limit } => Self::new("share_too_large", REFUSED).with("limit", limit),
            Sharing::SenderKeyChanged => Self::new("sender_key_changed", REFUSED),
        }
    }
}

impl From<Import> for Failure {
    fn from(error: Import) -> Self {
        use status::{NEWER, REFUSED, UNFORESEEN};
        match error {
            Import::FormatUnknown => Self::new("format_unknown", REFUSED),
            Import::Unreadable { lines } => Self::new("import_unreadable", REFUSED).with("lines", lines),
            Import::TooLarge => Self::new("import_too_large", REFUSED),
            Import::Newer => Self::new("export_newer", NEWER),
            Import::Read(what) => Self::new("read_failed", UNFORESEEN).with("what", what),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_written_is_not_told_as_the_journal() {
        let failures: [(fn() -> Vault, _, _); 3] = [
            (|| Vault::ReadOnly, "file_read_only", "read_only"),
            (|| Vault::DiskFull, "file_disk_full", "disk_full"),
            (|| Vault::Write("x".into()), "file_not_written", "write_failed"),
        ];
        for (error, of_the_file, of_the_journal) in failures {
            for (failure, code) in
                [(Error::Outside(error()), of_the_file), (Error::Vault(error()), of_the_journal)]
            {
                let failure = Failure::from(failure);
                assert_eq!((failure.code, failure.status), (code, status::NOT_WRITTEN));
            }
        }
        assert_eq!(Failure::from(Error::Outside(Vault::Exists)).code, "exists");
    }
}
