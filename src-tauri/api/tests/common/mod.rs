//! An app in a folder of its own: its dialogs answer with files in that folder, its keychain is in memory, and
//! its clock stands still.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use serde_json::{Value, json};
use sotto_api::settings::Theme;
use sotto_api::{
    App, CallResult, Host, Keychain, KeychainFault, KeychainResult, LastWords, Leave, Secret, call,
};
use sotto_core::vault::{Device, DeviceKey, Id, NewPassphrase, RecoveryKey, VaultFile};
use sotto_core::{Failure, Journal, Now};
use tempfile::TempDir;

pub const PASSPHRASE: &str = "brave lantern over still water";

/// What the next dialog answers with, in the folder; `None` cancels it.
pub type Choice = Arc<Mutex<Option<PathBuf>>>;

struct TestHost {
    folder: PathBuf,
    choice: Choice,
    keys: Mutex<BTreeMap<Id, String>>,
}

impl Host for TestHost {
    fn now(&self) -> Now {
        Now::parse_from_rfc3339("2026-11-23T12:00:00+00:00").unwrap()
    }

    fn steady(&self) -> Duration {
        Duration::from_secs(1_000)
    }

    fn choose_place(&self, _: &str) -> Option<PathBuf> {
        self.choice.lock().unwrap().clone()
    }

    fn choose_file(&self) -> Option<PathBuf> {
        self.choice.lock().unwrap().clone()
    }

    fn choose_files(&self) -> Vec<PathBuf> {
        self.choose_file().into_iter().collect()
    }

    fn choose_folder(&self) -> Option<PathBuf> {
        self.choose_file()
    }

    fn copy(&self, _: Secret) -> CallResult<()> {
        Ok(())
    }

    fn print(&self) -> CallResult<()> {
        Ok(())
    }

    fn show_theme(&self, _: Theme) {}

    fn lock(&self) {}

    fn leave_heard(&self) {}

    fn leave(&self, words: LastWords) -> Leave {
        if words == LastWords::Nowhere { Leave::Covers } else { Leave::Goes }
    }

    fn runtime_folder(&self) -> Option<PathBuf> {
        Some(self.folder.join("run"))
    }

    fn keychain(&self) -> &dyn Keychain {
        self
    }

    fn page_root(&self) -> &str {
        "page://localhost"
    }
}

impl Keychain for TestHost {
    fn is_there(&self) -> bool {
        true
    }

    fn store(&self, key: &DeviceKey) -> KeychainResult<()> {
        self.keys.lock().unwrap().insert(key.slot(), key.key_line().to_string());
        Ok(())
    }

    fn find(&self, slot: Id) -> KeychainResult<DeviceKey> {
        let keys = self.keys.lock().unwrap();
        let line = keys.get(&slot).ok_or(KeychainFault::Missing)?;
        DeviceKey::read(slot, line).map_err(|_| KeychainFault::Failed)
    }

    fn remove(&self, slot: Id, _: bool) -> KeychainResult<()> {
        self.keys.lock().unwrap().remove(&slot);
        Ok(())
    }
}

/// The bytes of an empty vault, made once: deriving its key takes most of a second.
pub fn empty_vault() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        let file = VaultFile::at(folder.path().join("a.sotto"), Device::at(folder.path().join("device")));
        let passphrase = NewPassphrase::new(PASSPHRASE).unwrap();
        drop(Journal::create(&file, &passphrase, Some(&RecoveryKey::generate())).unwrap());
        std::fs::read(folder.path().join("a.sotto")).unwrap()
    })
}

/// What stands between the person's own words in an export.
pub fn export_labels() -> Value {
    json!({ "language": "en", "title": "t", "made": "m", "mood": "m", "feelings": "f", "tags": "t", "notes": "n",
        "bring": "b", "minutes": "m", "groups": "g", "people": "p", "attachments": "a" })
}

/// One app.
pub struct Case {
    pub folder: TempDir,
    pub app: Arc<App>,
    pub choice: Choice,
}

impl Case {
    /// With no vault yet.
    pub fn new() -> Self {
        Self::on(TempDir::new().unwrap(), "journal.sotto")
    }

    /// On the vault at this place in a folder.
    pub fn on(folder: TempDir, vault: &str) -> Self {
        let choice = Choice::default();
        let host =
            TestHost { folder: folder.path().to_owned(), choice: choice.clone(), keys: Mutex::default() };
        let vault = VaultFile::at(folder.path().join(vault), Device::at(folder.path().join("device")));
        let app = Arc::new(App::new(vault, Box::new(host)));
        Self { folder, app, choice }
    }

    /// With an empty vault, locked.
    pub fn locked() -> Self {
        let case = Self::new();
        std::fs::write(case.folder.path().join("journal.sotto"), empty_vault()).unwrap();
        case
    }

    /// With an empty journal, open.
    pub fn open() -> Self {
        let case = Self::locked();
        case.call("unlock", json!({ "passphrase": PASSPHRASE })).unwrap();
        case
    }

    pub fn call(&self, name: &str, arguments: Value) -> Result<Value, Failure> {
        call(&self.app, name, arguments).map(|answer| serde_json::from_str(&answer).unwrap())
    }

    /// The next dialogs answer with this file.
    pub fn choose(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        *self.choice.lock().unwrap() = Some(path.clone());
        path
    }

    /// Seals and keeps this many reflections.
    pub fn write(&self, count: usize) {
        for number in 0..count {
            let content = json!({ "title": format!("number {number}"), "text": "a silence I know", "mood": 3,
                "feelings": [], "tags": [], "date": null });
            let saved = self.call("draft_save", json!({ "reflection": null, "input": content })).unwrap();
            self.call("draft_keep", json!({ "reflection": saved["reflection"] })).unwrap();
        }
    }
}
