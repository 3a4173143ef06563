//! Every code once: the name of what went wrong, as screens and scripts get it.
//!
//! The message for a code is in Fluent (`failure-<code>`, with the advice as an attribute). Each feature maps
//! its own error enum to codes. A code belongs to one class; `sotto-cli` turns the class into an exit status.

use serde::Serialize;

/// What sort of failure a code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// The request makes no sense here: something is missing, unknown, or stands in the way.
    Usage,
    /// A passphrase, a recovery sheet or a stored key does not open the vault.
    WrongKey,
    /// The file is damaged or was changed by something else.
    Damaged,
    /// Something could not be written to the disk.
    NotWritten,
    /// Another program has the vault open.
    InUse,
    /// The input was refused: malformed, hostile or too large.
    Refused,
    /// Made by a newer version of Sotto.
    Newer,
    /// Nothing else fits.
    Unexpected,
}

macro_rules! codes {
    ($($code:ident: $class:ident,)*) => {
        /// What went wrong. On the wire in snake case: `passphrase_wrong`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
        #[serde(rename_all = "snake_case")]
        pub enum Code { $($code,)* }

        impl Code {
            /// Every code, in the order of this list.
            pub const ALL: &'static [Self] = &[$(Self::$code,)*];

            /// The class of this code.
            pub const fn class(self) -> Class {
                match self { $(Self::$code => Class::$class,)* }
            }

            /// The name of the variant; `name` turns it into snake case.
            const fn variant(self) -> &'static str {
                match self { $(Self::$code => stringify!($code),)* }
            }
        }
    };
}

codes! {
    // Getting in.
    PassphraseWrong: WrongKey,
    PassphraseEmpty: Usage,
    PassphraseMissing: Usage,
    PassphraseTooLong: Usage,
    PassphraseTooShort: Usage,
    PassphraseCharacter: Usage,
    PassphrasesDiffer: Usage,
    RecoveryWrong: WrongKey,
    RecoveryUnreadable: WrongKey,
    RecoveryAnswersWrong: Usage,
    RecoveryOutMissing: Usage,
    PhotoUnreadable: Refused,
    PhotoTooLarge: Refused,
    PhotoNoCode: Refused,
    KeychainAbsent: Refused,
    KeychainRefused: Refused,
    KeychainSilent: Refused,
    KeychainMissing: Refused,
    KeychainFailed: Refused,
    KeychainKeyWrong: WrongKey,
    KeychainPassphraseDue: Usage,
    Locked: Usage,
    LastSlot: Usage,
    TooManySlots: Usage,
    WhichSlot: Usage,
    // The vault and its file.
    VaultMissing: Usage,
    Exists: Usage,
    NotAVault: Refused,
    VaultNewer: Newer,
    VaultUnreleased: Refused,
    VaultDamaged: Damaged,
    Tampered: Damaged,
    RolledBack: Damaged,
    VaultInUse: InUse,
    VaultBeingRead: InUse,
    DiskFull: NotWritten,
    ReadOnly: NotWritten,
    VaultReadOnly: NotWritten,
    WriteFailed: NotWritten,
    ReadFailed: Unexpected,
    // Files outside the vault: written for the person, or chosen by them.
    FileDiskFull: NotWritten,
    FileReadOnly: NotWritten,
    FileNotWritten: NotWritten,
    FileMissing: Usage,
    FileIsFolder: Usage,
    FolderMissing: NotWritten,
    // Backups.
    BackupNoFolder: Usage,
    BackupNone: Usage,
    BackupMissing: Usage,
    BackupDamaged: Damaged,
    BackupOtherKeys: Refused,
    NotABackup: Refused,
    // Writing.
    TitleTooLong: Refused,
    TextTooLong: Refused,
    TextMissing: Usage,
    DateUnreadable: Usage,
    DateOutOfRange: Refused,
    MoodUnknown: Usage,
    TooManyTags: Refused,
    TagTooLong: Refused,
    CapturedWaiting: Usage,
    CaptureKeyChanged: Damaged,
    CapturedTooMany: Refused,
    CapturedTooLong: Refused,
    // Attachments.
    AttachmentTooLarge: Refused,
    AttachmentsTooMany: Refused,
    AttachmentDamaged: Damaged,
    // Groups, people, sessions.
    NameEmpty: Usage,
    NameTooLong: Refused,
    WeekdayUnknown: Usage,
    TimeUnknown: Usage,
    ZoneUnknown: Usage,
    NoGroup: Usage,
    WhichGroup: Usage,
    MinutesUnknown: Usage,
    WantUnknown: Usage,
    // Sharing and receiving.
    CardUnreadable: Refused,
    CardIsYours: Refused,
    CardMixed: Refused,
    PromiseUnfit: Refused,
    MyNameMissing: Usage,
    ContactChanged: Refused,
    ChoiceEmpty: Usage,
    NoRecipient: Usage,
    PreviewStale: Usage,
    ShareNotForYou: Refused,
    ShareDamaged: Refused,
    ShareForged: Refused,
    ShareRefused: Refused,
    ShareTooLarge: Refused,
    ReceivedTooLarge: Refused,
    ShareUnknownFormat: Refused,
    SenderKeyChanged: Refused,
    SenderNameOfAnother: Refused,
    // Import and export.
    LineTooLong: Refused,
    LineUnreadable: Refused,
    NotUtf8: Refused,
    FormatUnknown: Refused,
    ImportUnreadable: Refused,
    ImportTooLarge: Refused,
    ExportNewer: Newer,
    // Help.
    CountryUnknown: Usage,
    PlaceUnknown: Usage,
    // The terminal.
    Usage: Usage,
    StdinTwice: Usage,
    OutNotStdout: Usage,
    OutputFailed: NotWritten,
    NowUnreadable: Usage,
    NowOutOfRange: Usage,
    NotYet: Usage,
    // Anything.
    NotFound: Usage,
    Cancelled: Unexpected,
    Unexpected: Unexpected,
}

impl Code {
    /// The code as screens and scripts get it, in snake case.
    pub fn name(self) -> String {
        let mut name = String::new();
        for (at, c) in self.variant().char_indices() {
            if c.is_ascii_uppercase() && at > 0 {
                name.push('_');
            }
            name.push(c.to_ascii_lowercase());
        }
        name
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_one_name_in_rust_and_on_the_wire() {
        for code in Code::ALL {
            assert_eq!(serde_json::to_string(code).unwrap(), format!("\"{code}\""));
        }
        assert_eq!(Code::NotAVault.name(), "not_a_vault");
    }
}
