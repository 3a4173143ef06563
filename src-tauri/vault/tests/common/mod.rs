//! Vaults on real files for the tests of this crate. Each test uses a part of it.
#![allow(dead_code)]

pub mod victim;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rusqlite::Connection;
use sha2::{Digest, Sha256};
use sotto_vault::{
    AttachmentRef, Device, Error, Id, Key, NewPassphrase, NewRecord, RecoveryKey, Step, Vault, VaultFile,
    VaultReader, no_progress,
};
use tempfile::TempDir;
use zeroize::Zeroizing;

pub const PASSPHRASE: &str = "brave lantern harbour velvet";

/// One vault made once; each test works on its own copy, unlocked by the recovery key to spare
/// the key derivation.
pub struct Template {
    pub bytes: Vec<u8>,
    pub recovery: RecoveryKey,
}

pub fn template() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let place = TempDir::new().unwrap();
        let path = place.path().join("a.sotto");
        let recovery = RecoveryKey::generate();
        let locked = VaultFile::at(&path, Device::at(place.path().join("device")));
        drop(locked.create(&NewPassphrase::new(PASSPHRASE).unwrap(), Some(&recovery)).unwrap());
        Template { bytes: std::fs::read(&path).unwrap(), recovery }
    })
}

pub struct Case {
    _place: TempDir,
    pub path: PathBuf,
    pub locked: VaultFile,
}

pub fn case() -> Case {
    let place = TempDir::new().unwrap();
    let path = place.path().join("a.sotto");
    std::fs::write(&path, &template().bytes).unwrap();
    let locked = VaultFile::at(&path, Device::at(place.path().join("device")));
    Case { locked, path, _place: place }
}

impl Case {
    pub fn unlock(&self) -> Vault {
        self.locked.unlock(&Key::Recovery(template().recovery.clone())).unwrap()
    }

    pub fn unlock_error(&self) -> Error {
        match self.locked.unlock(&Key::Recovery(template().recovery.clone())) {
            Ok(_) => panic!("opened"),
            Err(error) => error,
        }
    }

    /// A vault with `count` records, closed; their ids.
    pub fn with_records(count: u8) -> (Self, Vec<Id>) {
        let case = case();
        let mut vault = case.unlock();
        let ids = (1..=count).map(|n| Id::from_bytes([n; 16])).collect::<Vec<_>>();
        for id in &ids {
            vault.commit(&[Step::Put(record(*id, "a silence I know"))]).unwrap();
        }
        drop(vault);
        (case, ids)
    }

    /// Changes the file behind the vault's back.
    pub fn tamper(&self, sql: &str) {
        let db = Connection::open(&self.path).unwrap();
        db.execute_batch(sql).unwrap();
    }
}

pub fn record(id: Id, text: &str) -> NewRecord {
    NewRecord {
        id,
        entity: id,
        revision: 1,
        parents: Vec::new(),
        kind: "reflection".into(),
        schema: 1,
        time: "2026-11-23T20:14:00+00:00".into(),
        body: Zeroizing::new(serde_json::to_string(text).unwrap()),
    }
}

pub fn all(vault: &VaultReader) -> Vec<String> {
    let mut bodies = Vec::new();
    let ids = vault.record_ids().unwrap();
    let damaged = vault.each(&ids, &mut |r| bodies.push(r.body.to_string())).unwrap();
    assert!(damaged.is_empty());
    bodies
}

pub fn contains(path: &Path, needle: &[u8]) -> bool {
    std::fs::read(path).unwrap().windows(needle.len()).any(|w| w == needle)
}

/// Puts a content into the vault, with a record that names it.
pub fn attach(vault: &mut Vault, content: &mut dyn std::io::Read) -> AttachmentRef {
    let new = vault.attach(content, 0, &mut no_progress).unwrap();
    let reference = new.reference();
    let body = serde_json::to_string(&reference).unwrap();
    let id = Id::random().unwrap();
    let record = NewRecord { kind: "attachment".into(), body: Zeroizing::new(body), ..record(id, "") };
    vault.commit(&[Step::Attach(new), Step::Put(record)]).unwrap();
    reference
}

/// The row that holds a chunk, as FORMAT.md says.
pub fn chunk_row(reference: &AttachmentRef, chunk: u64) -> Id {
    let mut hash = Sha256::new();
    for part in [&b"sotto/chunk/v1"[..], reference.id.as_bytes(), &chunk.to_be_bytes()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    Id::from_slice(&hash.finalize()[..16]).unwrap()
}

/// The whole content of an attachment.
pub fn content(vault: &VaultReader, reference: &AttachmentRef) -> sotto_vault::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    vault.read_attachment(reference, &mut bytes, &mut no_progress)?;
    Ok(bytes)
}

/// Saves a view of one word.
pub fn save_view(vault: &Vault, word: &str) {
    let (db, view) = vault.new_view().unwrap();
    db.execute_batch("CREATE TABLE t (word TEXT) STRICT").unwrap();
    db.execute("INSERT INTO t VALUES (?1)", [word]).unwrap();
    vault.save_view(&view).unwrap();
}

/// The word of the saved view, if there is one to be believed, and whether it is of the present state.
pub fn saved_view(vault: &Vault) -> Option<(String, bool)> {
    let (db, view) = vault.open_view().unwrap()?;
    let word = db.query_row("SELECT word FROM t", [], |row| row.get(0)).ok()?;
    Some((word, view.head() == Some(vault.version_tag())))
}
