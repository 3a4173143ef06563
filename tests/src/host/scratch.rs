//! What surrounds an app in a test: dialogs that answer with files of a folder, a keychain in memory, a clock
//! that stands still.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::{Duration, Instant};

use sotto_api::settings::Theme;
use sotto_api::{App, CallResult, Host, Keychain, KeychainFault, KeychainResult, LastWords, Leave, Secret};
use sotto_core::Now;
use sotto_core::vault::{Device, DeviceKey, Id, VaultFile};

/// How the keychain of an app behaves.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum KeychainIs {
    /// It stores keys and gives them back.
    #[default]
    There,
    /// There is none.
    Absent,
    /// It has lost every key.
    Emptied,
}

/// What the person and the system do: can be changed while the app runs.
pub struct Desk {
    now: Mutex<Now>,
    chosen: Mutex<Vec<String>>,
    keychain: Mutex<KeychainIs>,
}

impl Desk {
    /// A clock that stands at this moment, a keychain, and dialogs that are cancelled.
    pub fn at(now: Now) -> Arc<Self> {
        Arc::new(Self {
            now: Mutex::new(now),
            chosen: Mutex::default(),
            keychain: Mutex::new(KeychainIs::There),
        })
    }

    pub fn set_clock(&self, now: Now) {
        *guard(&self.now) = now;
    }

    /// From now on these files of the folder `in` are chosen in dialogs.
    pub fn choose(&self, names: &[String]) {
        *guard(&self.chosen) = names.to_vec();
    }

    pub fn set_keychain(&self, keychain: KeychainIs) {
        *guard(&self.keychain) = keychain;
    }

    fn keychain(&self) -> KeychainIs {
        *guard(&self.keychain)
    }
}

fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The surroundings of one app.
pub struct Scratch {
    folder: PathBuf,
    desk: Arc<Desk>,
    page_root: String,
    began: Instant,
    keys: Mutex<BTreeMap<Id, String>>,
    /// The app itself, for `lock` and `leave`.
    app: OnceLock<Weak<App>>,
}

/// An app and the folder it works in: `journal.sotto`, `device`, and for its dialogs `in`, `out` and `backups`.
impl Scratch {
    /// An app in this folder.
    ///
    /// # Errors
    /// What making its folders gives.
    pub fn app(folder: &Path, desk: Arc<Desk>, page_root: &str) -> std::io::Result<Arc<App>> {
        for name in ["in", "out", "backups"] {
            std::fs::create_dir_all(folder.join(name))?;
        }
        let scratch = Arc::new(Self {
            folder: folder.to_owned(),
            desk,
            page_root: page_root.to_owned(),
            began: Instant::now(),
            keys: Mutex::new(stored_keys(folder)),
            app: OnceLock::new(),
        });
        let vault = VaultFile::at(folder.join("journal.sotto"), Device::at(folder.join("device")));
        let app = Arc::new(App::new(vault, Box::new(Surroundings(Arc::clone(&scratch)))));
        let _ = scratch.app.set(Arc::downgrade(&app));
        Ok(app)
    }

    fn seal(&self) {
        if let Some(app) = self.app.get().and_then(Weak::upgrade) {
            app.seal();
        }
    }

    /// What the person chooses in a dialog.
    fn chosen(&self) -> Vec<PathBuf> {
        guard(&self.desk.chosen).iter().map(|name| self.folder.join("in").join(name)).collect()
    }
}

/// Keys that a world has put into the keychain: a file `keychain.json` of slots and lines.
fn stored_keys(folder: &Path) -> BTreeMap<Id, String> {
    let text = std::fs::read_to_string(folder.join("keychain.json")).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// A `Host` must be owned by the app, which the surroundings know in turn.
struct Surroundings(Arc<Scratch>);

impl Host for Surroundings {
    fn now(&self) -> Now {
        *guard(&self.0.desk.now)
    }

    fn steady(&self) -> Duration {
        self.0.began.elapsed()
    }

    fn choose_place(&self, name: &str) -> Option<PathBuf> {
        Some(self.0.folder.join("out").join(name))
    }

    fn choose_file(&self) -> Option<PathBuf> {
        self.0.chosen().into_iter().next()
    }

    fn choose_files(&self) -> Vec<PathBuf> {
        self.0.chosen()
    }

    fn choose_folder(&self) -> Option<PathBuf> {
        Some(self.0.folder.join("backups"))
    }

    fn copy(&self, _: Secret) -> CallResult<()> {
        Ok(())
    }

    fn print(&self) -> CallResult<()> {
        Ok(())
    }

    fn show_theme(&self, _: Theme) {}

    fn lock(&self) {
        self.0.seal();
    }

    fn leave_heard(&self) {}

    fn leave(&self, words: LastWords) -> Leave {
        if words == LastWords::Nowhere {
            return Leave::Covers;
        }
        self.0.seal();
        Leave::Goes
    }

    fn runtime_folder(&self) -> Option<PathBuf> {
        Some(self.0.folder.join("run"))
    }

    fn keychain(&self) -> &dyn Keychain {
        self
    }

    fn page_root(&self) -> &str {
        &self.0.page_root
    }
}

impl Keychain for Surroundings {
    fn is_there(&self) -> bool {
        self.0.desk.keychain() != KeychainIs::Absent
    }

    fn store(&self, key: &DeviceKey) -> KeychainResult<()> {
        if !self.is_there() {
            return Err(KeychainFault::Absent);
        }
        let mut keys = guard(&self.0.keys);
        keys.insert(key.slot(), key.key_line().to_string());
        let text = serde_json::to_string(&*keys).map_err(|_| KeychainFault::Failed)?;
        std::fs::write(self.0.folder.join("keychain.json"), text).map_err(|_| KeychainFault::Failed)
    }

    fn find(&self, slot: Id) -> KeychainResult<DeviceKey> {
        if self.0.desk.keychain() == KeychainIs::Emptied {
            return Err(KeychainFault::Missing);
        }
        let keys = guard(&self.0.keys);
        let line = keys.get(&slot).ok_or(KeychainFault::Missing)?;
        DeviceKey::read(slot, line).map_err(|_| KeychainFault::Failed)
    }

    fn remove(&self, slot: Id, _: bool) -> KeychainResult<()> {
        if !self.is_there() {
            return Err(KeychainFault::Absent);
        }
        guard(&self.0.keys).remove(&slot);
        Ok(())
    }
}
