//! Writes the TypeScript that the screens are written against; the test fails if it was stale.

use std::fmt::Write;

use sotto_core::access::{paper, passphrase, recovery_sheet};
use sotto_core::{backups, groups, import_export, people, received, reflections, safety, sessions, sharing};
use ts_rs::{Config, TS};

use crate::commands::names::COMMANDS;
use crate::commands::{
    access, backups as backup_commands, exchange as exchange_commands, keychain, keys, reading,
    received as received_commands, settings as standing, sharing as sharing_commands,
};
use crate::settings::{Settings, Theme};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/backend/bindings/index.ts");

/// Each command: its arguments, and what it answers. Rust checks neither against the functions, so
/// the real app's tests do.
const SIGNATURES: &[(&str, &str, &str)] = &[
    ("standing", "", "Standing"),
    ("settings_save", "settings: Settings", "Settings"),
    ("passphrase_strength", "passphrase: string", "Strength"),
    ("passphrase_suggest", "", "string"),
    ("setup_begin", "", "RecoverySheet"),
    ("setup_finish", "passphrase: string; answers: WordAnswer[]", "Opened"),
    ("unlock", "passphrase: string; how?: How", "Opened"),
    ("unlock_recovery", "text: string; how?: How", "Opened"),
    ("unlock_photo", "how?: How", "Opened | null"),
    ("journal_ready", "", "number"),
    ("lock", "", "void"),
    ("active", "", "void"),
    ("leave", "saved: boolean", "void"),
    ("leave_heard", "", "void"),
    ("print", "", "void"),
    ("clipboard_copy", "text: string", "void"),
    ("passphrase_change", "old: string; new: string", "void"),
    ("way_list", "", "SlotInfo[]"),
    ("way_add_passphrase", "old: string | null; new: string", "void"),
    ("way_add_recovery", "old: string | null; answers: WordAnswer[]", "void"),
    ("way_remove", "id: Id", "void"),
    (
        "rekey",
        "old: string | null; new: string; answers: WordAnswer[] | null; share_keys: boolean",
        "Rekeyed",
    ),
    ("sheet_save", "words: SheetLabels", "string | null"),
    ("keychain", "", "Keychain"),
    ("keychain_on", "passphrase: string", "void"),
    ("keychain_off", "", "Forgotten"),
    ("keychain_unlock", "how?: How", "Opened"),
    ("sound_save", "", "SavedSound | null"),
    ("verify", "", "Verification"),
    ("capture", "text: string", "void"),
    ("captured_list", "", "Captured[]"),
    ("captured_accept", "id: Id", "Id"),
    ("captured_discard", "id: Id", "void"),
    ("today", "", "Today"),
    ("draft_save", "reflection: Id | null; input: ReflectionInput", "Saved"),
    ("draft_keep", "reflection: Id", "number"),
    ("reflection_list", "query: string; limit: number; offset: number", "CardPage"),
    ("reflection_read", "id: Id", "Reflection"),
    ("reflection_revisions", "id: Id", "RevisionText[]"),
    ("reflection_delete", "id: Id", "void"),
    ("calendar", "year: number; month: number", "DayCount[]"),
    ("tags", "", "TagCount[]"),
    ("group_list", "", "Group[]"),
    ("group_save", "id: Id | null; input: GroupInput", "Group"),
    ("group_delete", "id: Id", "void"),
    ("person_list", "", "Person[]"),
    ("person_save", "id: Id | null; input: PersonInput", "Person"),
    ("person_delete", "id: Id", "void"),
    ("preparation", "", "Preparation"),
    ("bring_save", "id: Id | null; input: BringInput", "Bring"),
    ("bring_delete", "id: Id", "void"),
    ("my_card", "name: string | null", "MyCard | null"),
    ("my_card_save", "", "string | null"),
    ("contact_list", "", "Contact[]"),
    ("contact_add", "card: string", "Contact"),
    ("contact_add_file", "", "Contact | null"),
    ("contact_words", "id: Id", "string[]"),
    ("contact_confirm", "id: Id", "Contact"),
    ("contact_delete", "id: Id", "void"),
    ("share_preview", "choice: ShareChoice", "Preview"),
    ("share_seal", "sha256: string", "Sealed | null"),
    ("share_record", "", "ShareEntry[]"),
    ("received_open", "", "OpenedFiles"),
    ("received_list", "", "Received[]"),
    ("help", "", "Help"),
    ("help_contact_save", "contact: HelpContact | null", "void"),
    ("work_progress", "work: Work", "Done"),
    ("work_stop", "work: Work", "void"),
    ("backups", "", "Backups"),
    ("backup_folder_choose", "", "Backups | null"),
    ("backup_stop", "", "Backups"),
    ("backup_now", "", "BackupReport"),
    ("backup_now_alone", "", "BackupReport"),
    ("backup_rehearse", "", "RehearsalReport"),
    ("restore_list", "", "Restorable"),
    ("restore_choose", "name: string | null", "string | null"),
    ("restore", "secret: string; sheet: boolean", "RestoreReport"),
    ("export", "format: ExportFormat; plain: boolean; words: ExportLabels", "Exported | null"),
];

fn bindings() -> String {
    let config = Config::default();
    let mut out = String::from(
        "// Written by `cargo test -p sotto bindings`, from the Rust types. Not to be edited.\n\n\
         export type Id = string;\n/** RFC 3339 with an offset. */\nexport type Moment = string;\n\
         export type Weekday = \"mon\" | \"tue\" | \"wed\" | \"thu\" | \"fri\" | \"sat\" | \"sun\";\n",
    );
    macro_rules! types {
        ($($ty:ty),* $(,)?) => { $( let _ = writeln!(out, "export {}", <$ty as TS>::decl(&config)); )* };
    }
    types![
        sotto_core::Class,
        sotto_core::Code,
        sotto_core::Failure,
        Theme,
        Settings,
        reading::ReadOnly,
        standing::Standing,
        recovery_sheet::QrPath,
        recovery_sheet::RecoverySheet,
        recovery_sheet::WordAnswer,
        paper::SheetLabels,
        passphrase::Strength,
        keys::How,
        keys::Opened,
        keys::Verification,
        access::SlotInfo,
        access::Rekeyed,
        keychain::Keychain,
        keychain::Forgotten,
        crate::work::Work,
        crate::work::Done,
        reading::SavedSound,
        reflections::ReflectionInput,
        reflections::Reflection,
        reflections::RevisionText,
        reflections::SnippetPiece,
        reflections::ReflectionSummary,
        reflections::SummaryPage,
        reflections::SavedDraft,
        reflections::DayCount,
        reflections::TagCount,
        reflections::CapturedNote,
        groups::GroupInput,
        groups::Group,
        groups::NextSession,
        people::PersonInput,
        people::Person,
        sessions::Want,
        sessions::BringInput,
        sessions::Bring,
        sessions::Preparation,
        sessions::Today,
        sharing::Contact,
        sharing::MyCard,
        sharing::ShareChoice,
        sharing::Recipient,
        sharing::Masked,
        sharing::ShareItem,
        sharing_commands::Preview,
        sharing_commands::Sealed,
        sharing_commands::Entry,
        received::MoodPoint,
        received::BroughtItem,
        received_commands::Opened,
        received_commands::Refused,
        received_commands::OpenedFiles,
        safety::lines::Emergency,
        safety::lines::HelpLine,
        safety::lines::HelpCountry,
        safety::HelpContact,
        safety::Help,
        backups::BackupState,
        backups::BackupFile,
        backups::BackupReport,
        backups::RehearsalReport,
        backups::RestoreReport,
        backup_commands::Backups,
        backup_commands::Restorable,
        import_export::ExportFormat,
        import_export::ExportLabels,
        exchange_commands::Exported,
    ];
    out.push_str("\n/** Every command: rejects with a Failure. */\nexport interface Commands {\n");
    for (name, arguments, answer) in SIGNATURES {
        let arguments = if arguments.is_empty() { String::new() } else { format!("a: {{ {arguments} }}") };
        let _ = writeln!(out, "  {name}({arguments}): Promise<{answer}>;");
    }
    out.push_str("}\n");
    out
}

#[test]
fn bindings_are_what_the_rust_types_say() {
    let fresh = bindings();
    let checked_in = std::fs::read_to_string(FILE).unwrap_or_default();
    std::fs::write(FILE, &fresh).unwrap();
    assert!(
        checked_in == fresh,
        "the bindings were stale; they have been written anew: look at the difference and commit it"
    );
}

#[test]
fn every_command_has_a_name_a_permission_and_a_signature() {
    let signed: Vec<&str> = SIGNATURES.iter().map(|(name, _, _)| *name).collect();
    assert_eq!(signed, COMMANDS);
    let capability: serde_json::Value =
        serde_json::from_str(include_str!("../capabilities/main.json")).unwrap();
    let allowed: Vec<String> = capability["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p.as_str().unwrap().to_owned())
        .collect();
    let wanted: Vec<String> =
        COMMANDS.iter().map(|name| format!("allow-{}", name.replace('_', "-"))).collect();
    assert_eq!(allowed, wanted, "the window may call its own commands and nothing else");
}
