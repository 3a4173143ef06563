//! The changes that the harnesses make: the same calls that the app and `sotto-cli` make.

use sotto_core::attachments::SealedAttachment;
use sotto_core::reflections::{Content, ReflectionInput};
use sotto_core::vault::{Device, Id, Key, NewKeys, NewPassphrase, RecoveryKey, VaultFile, no_progress};
use sotto_core::{Journal, Now};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::attachments::{LARGE, SMALL, StoredAttachment, content};
use super::state::State;
use crate::random::Random;

/// A change; texts name what is changed.
#[derive(Clone, Debug)]
pub enum Operation {
    Write(String),
    Import(Vec<String>),
    Edit {
        old: String,
        new: String,
    },
    Delete(String),
    /// A new reflection and its attachment, in one commit.
    WriteWith {
        text: String,
        name: String,
        bytes: usize,
    },
    /// A content of this length, attached to the reflection with this text.
    Attach {
        to: String,
        name: String,
        bytes: usize,
    },
    /// The attachment of this name is removed.
    DropAttachment(String),
    Draft {
        of: Option<String>,
        old: Option<String>,
        new: String,
    },
    /// All drafts become revisions, as when locking.
    KeepDrafts,
    Capture(String),
    Accept(String),
    Discard(String),
    /// A new recovery sheet in place of the old one.
    Recovery(usize),
    /// New keys for everything. The sheet still opens the vault.
    Rekey,
    Checkpoint,
    /// The view is saved beside the vault.
    SaveView,
}

/// The kinds of changes that a harness uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mix {
    /// Everything.
    All,
    /// What a person does while writing.
    Saves,
    /// A few drafts, then what locking does, over and over.
    Locks,
    /// Nothing but new reflections.
    Writes,
}

impl Mix {
    const ALL: [(Self, &'static str); 4] =
        [(Self::All, "all"), (Self::Saves, "saves"), (Self::Locks, "locks"), (Self::Writes, "writes")];

    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(mix, _)| *mix == self).map_or("", |(_, name)| name)
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, its)| *its == name).map(|(mix, _)| mix)
    }
}

impl Operation {
    /// The next of a series of changes, which follows from the seed and from what is in the vault.
    pub fn next(mix: Mix, state: &State, number: usize, random: &mut Random) -> Self {
        let reflection_text = |random: &mut Random| {
            state.reflections.keys().nth(random.below(state.reflections.len())).cloned()
        };
        let draft = |random: &mut Random| {
            let old = state.drafts.keys().nth(random.below(state.drafts.len())).cloned();
            let of = old.as_ref().and_then(|old| state.drafts.get(old).cloned().flatten());
            (of, old)
        };
        let note =
            |random: &mut Random| state.captured.iter().nth(random.below(state.captured.len())).cloned();
        let new = text(number, random);
        let name = format!("{number} {:08x}.bin", random.below(usize::MAX));
        if mix == Mix::Locks {
            return match number % 5 {
                0 | 1 => Self::Draft { of: None, old: None, new },
                2 => Self::KeepDrafts,
                3 => Self::SaveView,
                _ => Self::Checkpoint,
            };
        }
        if mix == Mix::Writes {
            return Self::Write(new);
        }
        let all = mix == Mix::All;
        match random.below(100) {
            0..18 => Self::Draft { of: None, old: None, new },
            18..34 if !state.drafts.is_empty() => {
                let (of, old) = draft(random);
                Self::Draft { of, old, new }
            }
            34..42 => {
                match reflection_text(random).filter(|of| !state.drafts.values().flatten().any(|d| d == of)) {
                    Some(of) => Self::Draft { of: Some(of), old: None, new },
                    None => Self::Write(new),
                }
            }
            42..50 if !state.drafts.is_empty() => Self::KeepDrafts,
            50..60 => {
                match reflection_text(random).filter(|of| !state.drafts.values().flatten().any(|d| d == of)) {
                    Some(old) => Self::Edit { old, new },
                    None => Self::Write(new),
                }
            }
            60..66 if state.reflections.len() > 4 => {
                reflection_text(random).map_or(Self::Checkpoint, Self::Delete)
            }
            66..72 if all => Self::Capture(new),
            72..75 if all => note(random).map_or(Self::Capture(new), Self::Accept),
            75..77 if all => note(random).map_or(Self::Checkpoint, Self::Discard),
            77..79 if all => Self::Recovery(random.below(KEYS)),
            79..82 if all => {
                Self::Import((0..random.between(2, 20)).map(|n| format!("{n} of {new}")).collect())
            }
            82..86 => Self::Checkpoint,
            86..88 => Self::SaveView,
            89..92 => Self::WriteWith { text: new, name, bytes: length(random) },
            92..95 => match reflection_text(random) {
                Some(to) => Self::Attach { to, name, bytes: length(random) },
                None => Self::Write(new),
            },
            95..97 if !state.attachments.is_empty() => {
                let mut names = state.attachments.keys();
                let old = names.nth(random.below(state.attachments.len())).cloned();
                old.map_or(Self::Checkpoint, Self::DropAttachment)
            }
            88 if all && state.captured.is_empty() => Self::Rekey,
            _ => Self::Write(new),
        }
    }
}

/// The length of a content: none, within one chunk, or of several batches.
fn length(random: &mut Random) -> usize {
    random.pick(&[0, 700, 700, SMALL, SMALL, SMALL, SMALL, 2_500_000, LARGE])
}

/// A text that is never the same twice: short, or long enough to need pages of its own.
fn text(number: usize, random: &mut Random) -> String {
    let length = random.pick(&[0, 10, 100, 600, 2_000, 9_000, 40_000]);
    let mut text = format!("Entry {number}: {:08x}, wie schön.\n", random.below(usize::MAX));
    while text.len() < length {
        text.push_str(random.pick(&["quiet ", "a tide \u{1f30a} ", "“said” ", "früh ", "harbour\n", "und "]));
    }
    text.push('.');
    text
}

/// An operation with the ids it needs, so that doing it makes no other calls.
pub struct Prepared<'a> {
    operation: &'a Operation,
    id: Option<Id>,
}

impl<'a> Prepared<'a> {
    /// Finds what the texts of an operation name.
    ///
    /// # Errors
    /// When a text is not there.
    pub fn new(journal: &Journal, operation: &'a Operation) -> Result<Self, String> {
        let vault = journal.vault();
        let words = |error: sotto_core::vault::Error| error.to_string();
        let gone = || "what the change is about is not there".to_owned();
        let id = match operation {
            Operation::Edit { old: text, .. } | Operation::Delete(text) => Some(reflection(journal, text)?),
            Operation::Attach { to, .. } => Some(reflection(journal, to)?),
            Operation::DropAttachment(name) => {
                let is_it = |body: &str| StoredAttachment::from_body(body).is_some_and(|it| it.name == *name);
                Some(entity(journal, is_it)?)
            }
            Operation::Draft { old: Some(old), .. } => {
                let ids = vault.draft_ids();
                let wanted =
                    |id: &Id| vault.draft(*id).ok().flatten().is_some_and(|draft| is_text(&draft.body, old));
                Some(ids.into_iter().find(wanted).ok_or_else(gone)?)
            }
            Operation::Draft { of: Some(of), .. } => Some(reflection(journal, of)?),
            Operation::Accept(text) | Operation::Discard(text) => {
                let notes = vault.captured().map_err(words)?;
                Some(notes.iter().find(|note| note.text == *text).map(|note| note.id).ok_or_else(gone)?)
            }
            _ => None,
        };
        Ok(Self { operation, id })
    }

    /// Does it.
    ///
    /// # Errors
    /// What the journal gives.
    pub fn run(&self, vault_file: &VaultFile, journal: &mut Journal) -> sotto_core::Result<()> {
        let id = self.id.unwrap_or(Id::from_bytes([0; 16]));
        match self.operation {
            Operation::Write(text) => journal.reflection_write(&page(text), now()).map(drop),
            Operation::Import(texts) => {
                let pages = texts
                    .iter()
                    .map(|text| Ok((Id::random()?, page(text))))
                    .collect::<sotto_core::vault::Result<Vec<_>>>()?;
                journal.reflection_write_all(&pages, now())
            }
            Operation::Edit { new, .. } => journal.reflection_edit(id, &page(new), now()).map(drop),
            Operation::Delete(_) => journal.reflection_delete(id, now()),
            Operation::WriteWith { text, name, bytes } => {
                let sealed = sealed(journal, name, *bytes)?;
                let part = |journal: &Journal, id| journal.attachment_part(id, sealed, now());
                journal.reflection_write_with(&page(text), now(), part).map(drop)
            }
            Operation::Attach { name, bytes, .. } => {
                let sealed = sealed(journal, name, *bytes)?;
                journal.attachment_add(id, sealed, now()).map(drop)
            }
            Operation::DropAttachment(_) => journal.attachment_delete(id, now()),
            Operation::Draft { new, .. } => journal.draft_save(self.id, &page(new), now()).map(drop),
            Operation::KeepDrafts => journal.draft_keep_all(now()),
            Operation::Capture(text) => Ok(vault_file.capture(text, &now().to_rfc3339()).map(drop)?),
            Operation::Accept(_) => journal.captured_accept(id, now()).map(drop),
            Operation::Discard(_) => journal.captured_discard(id),
            Operation::Recovery(which) => {
                Ok(journal.vault_mut().add_recovery(&template().keys[*which]).map(drop)?)
            }
            Operation::Rekey => {
                let passphrase = NewPassphrase::new(PASSPHRASE)?;
                let keys = NewKeys { passphrase: &passphrase, sheet: None, share_keys: false };
                journal.rekey(&keys, now(), &mut no_progress).map(drop)
            }
            Operation::Checkpoint => journal.checkpoint(),
            Operation::SaveView => journal.save_view(),
        }
    }
}

/// Reads and seals the content of an attachment, and stores all but its last chunks.
fn sealed(journal: &mut Journal, name: &str, bytes: usize) -> sotto_core::Result<Vec<SealedAttachment>> {
    let (mut sealed, content) = (Vec::new(), content(name, bytes));
    journal.attachment_seal(&mut sealed, name, &mut content.as_slice(), bytes as u64, &mut no_progress)?;
    Ok(sealed)
}

fn reflection(journal: &Journal, text: &str) -> Result<Id, String> {
    entity(journal, |body| is_text(body, text))
}

/// The entity of the record with this body.
fn entity(journal: &Journal, is_it: impl Fn(&str) -> bool) -> Result<Id, String> {
    let mut found = None;
    let vault = journal.vault();
    let ids = vault.record_ids().map_err(|error| error.to_string())?;
    let visit = &mut |record: sotto_core::vault::Record| {
        if is_it(&record.body) {
            found = Some(record.header.entity);
        }
    };
    vault.each(&ids, visit).map_err(|error| error.to_string())?;
    found.ok_or_else(|| "what the change is about is not there".to_owned())
}

fn is_text(body: &str, text: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(body).is_ok_and(|body| body["text"] == text)
}

fn page(text: &str) -> ReflectionInput {
    ReflectionInput { content: Content::new("A day", text), date: None }
}

/// Time does not pass here. Tests with a moving clock are in `clock`.
pub fn now() -> Now {
    Now::parse_from_rfc3339("2026-11-23T20:14:00+00:00").expect("a date")
}

/// The passphrase of the vault that is copied.
pub const PASSPHRASE: &str = "brave lantern harbour velvet";

/// How many recovery keys there are to change between.
pub const KEYS: usize = 3;

/// A vault that is made once and copied, because making one needs a slow key derivation.
pub struct Template {
    pub bytes: Vec<u8>,
    pub keys: Vec<RecoveryKey>,
}

/// The vault to copy; the first recovery key opens it.
pub fn template() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("journal.sotto");
        let keys: Vec<RecoveryKey> = (0..KEYS).map(|_| RecoveryKey::generate()).collect();
        let locked = VaultFile::at(&path, Device::at(folder.path().join("device")));
        let passphrase = NewPassphrase::new(PASSPHRASE).expect("a passphrase");
        let mut journal = Journal::create(&locked, &passphrase, keys.first()).expect("a vault");
        journal.checkpoint().expect("one file");
        drop(journal);
        Template { bytes: std::fs::read(&path).expect("the vault"), keys }
    })
}

/// A folder in memory where there is such a thing, with a copy of the vault in it.
pub struct VaultCopy {
    folder: tempfile::TempDir,
}

impl VaultCopy {
    pub fn new() -> Self {
        let copy = Self { folder: ram() };
        std::fs::write(copy.path(), &template().bytes).expect("a copy of the vault");
        copy
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self) -> PathBuf {
        self.folder().join("journal.sotto")
    }

    pub fn vault_file(&self) -> VaultFile {
        VaultFile::at(self.path(), Device::at(self.folder().join("device")))
    }

    /// Opens it by the recovery key that a state names.
    ///
    /// # Errors
    /// What the journal gives.
    pub fn open(&self, recovery: usize) -> sotto_core::Result<Journal> {
        Journal::unlock(&self.vault_file(), &key(recovery), false)
    }
}

impl Default for VaultCopy {
    fn default() -> Self {
        Self::new()
    }
}

/// One of the recovery keys.
pub fn key(which: usize) -> Key {
    Key::Recovery(template().keys[which].clone())
}

/// A temporary folder in memory, where the system has one.
pub fn ram() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.expect("a temporary folder")
}
