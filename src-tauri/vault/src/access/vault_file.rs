//! A locked vault: making one, unlocking it, and leaving a note in it. `VaultFile` has no method that reads
//! what a person wrote.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::access::keys::{Keys, Payload};
use crate::access::passphrase::NewPassphrase;
use crate::access::recovery::RecoveryKey;
use crate::access::slot::{self, Key, Slot};
use crate::device::Device;
use crate::error::{Error, Result};
use crate::file::beside::{BESIDE, set_logs_aside, with_suffix};
use crate::file::identity::{FileMark, real_path};
use crate::file::lock::ProcessLock;
use crate::file::own::make_folder;
use crate::file::table::CoveredTable;
use crate::file::{About, File, PATIENCE, Rows};
use crate::format::ids::Id;
use crate::format::mac::Tag;
use crate::format::manifest::Manifest;
use crate::store::captured;
use crate::store::drafts::Drafts;
use crate::store::reader::VaultReader;
use crate::store::vault::{Parts, Vault};

/// Where a vault lies, without its keys.
#[derive(Clone)]
pub struct VaultFile {
    path: PathBuf,
    device: Device,
}

impl VaultFile {
    pub fn at(path: impl Into<PathBuf>, device: Device) -> Self {
        Self { path: path.into(), device }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn device(&self) -> &Device {
        &self.device
    }

    pub fn exists(&self) -> bool {
        self.path.exists()
    }

    /// Whether this computer has opened this vault at this place before, whatever file is here now.
    pub fn has_seen(&self, vault: Id) -> bool {
        self.device.seen_state(vault, &self.path).exists()
    }

    /// Makes a vault at this place and opens it. A file that is there is left untouched.
    ///
    /// # Errors
    /// `Exists`, or what writing gives; nothing half-made stays at the place.
    pub fn create(&self, passphrase: &NewPassphrase, recovery: Option<&RecoveryKey>) -> Result<Vault> {
        if self.exists() {
            return Err(Error::Exists);
        }
        if let Some(folder) = self.path.parent().filter(|f| !f.as_os_str().is_empty()) {
            make_folder(folder)?;
        }
        let lock = ProcessLock::take(&self.path)?;
        if self.exists() {
            return Err(Error::Exists);
        }
        let payload = Payload::generate(Id::random()?)?;
        let mut slots = vec![Slot::with_passphrase(&payload, passphrase)?];
        if let Some(recovery) = recovery {
            slots.push(Slot::with_recovery(&payload, recovery)?);
        }
        let keys = Keys::from_payload(payload)?;
        let new = with_suffix(&self.path, "-new");
        remove_if_there(&new)?;
        let made = fill(&new, &keys, &slots, recovery)
            .and_then(|()| set_logs_aside(&real_path(&self.path)))
            .and_then(|()| publish(&new, &self.path))
            .and_then(|()| self.assemble(lock, keys, slots.first().map_or_else(Id::random, |s| Ok(s.id))?));
        let _ = remove_if_there(&new);
        made
    }

    /// Opens the vault with a passphrase, the recovery sheet or the key stored on this computer.
    pub fn unlock(&self, key: &Key) -> Result<Vault> {
        let slots = File::open(&self.path)?.slots()?;
        let last = self.device.place_memory(&self.path).known().map(|known| known.slot);
        let (opened_by, payload) = slot::open_any(&slots, key, last)?;
        self.assemble(ProcessLock::take(&self.path)?, Keys::from_payload(payload)?, opened_by)
    }

    /// Seals a note without any key. It is shown after unlocking as left while locked.
    pub fn capture(&self, text: &str, time: &str) -> Result<Id> {
        let known = self.device.place_memory(&self.path).known();
        captured::leave(&self.path, known.as_ref(), text, time)
    }

    fn assemble(&self, lock: ProcessLock, keys: Keys, opened_by: Id) -> Result<Vault> {
        let opened = FileMark::of(&self.path)?;
        let file = File::open(&self.path)?;
        let about = file.about()?;
        if about.vault != keys.payload.vault {
            return Err(Error::tampered("slot"));
        }
        if about.capture != keys.capture_recipient().to_string() {
            return Err(Error::tampered("capture recipient"));
        }
        let (sealed, tag) = file.manifest()?;
        let manifest = Manifest::open(&keys, &sealed, &tag)?;
        let tag: Tag = tag.try_into().map_err(|_| Error::tampered("manifest"))?;
        let seen = self.device.seen_state(about.vault, &self.path);
        let place = self.device.place_memory(&self.path);
        let drafts = Drafts::read(&file, &keys)?;
        let reader = VaultReader {
            path: real_path(&self.path),
            file,
            keys,
            manifest,
            tag,
            drafts,
            rolled_back: false,
            read_only: None,
            memory: None,
            readers: Arc::default(),
        };
        Ok(Vault::of(Parts { reader, opened_by, seen, place, opened, lock: Some(lock) }))
    }
}

/// Writes a whole new vault to a file of its own.
fn fill(path: &Path, keys: &Keys, slots: &[Slot], recovery: Option<&RecoveryKey>) -> Result<()> {
    let mut file = File::create(path)?;
    let about = About::new(keys.payload.vault, keys.capture_recipient().to_string());
    let recovery = recovery.map(|key| key.0.to_public().to_string());
    let mut manifest = Manifest::empty(keys.payload.epoch, 1, [0; 32], recovery);
    let tx = file.db.transaction()?;
    tx.put_about(&about)?;
    manifest.add(keys, CoveredTable::About, about.vault, &about.checksum);
    for slot in slots {
        tx.put_slot(slot)?;
        manifest.add(keys, CoveredTable::Slot, slot.id, &slot.checksum);
    }
    let (sealed, tag) = manifest.seal(keys)?;
    tx.put_manifest(&sealed, &tag)?;
    tx.commit()?;
    file.checkpoint(PATIENCE).map(drop)
}

/// Gives the finished file its name, without ever replacing another.
fn publish(new: &Path, path: &Path) -> Result<()> {
    match std::fs::hard_link(new, path) {
        Ok(()) => Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Err(Error::Exists),
        // A file system without links: the earlier check has to do.
        Err(_) => std::fs::rename(new, path).map_err(|e| Error::writing(&e)),
    }
}

fn remove_if_there(path: &Path) -> Result<()> {
    for suffix in [""].into_iter().chain(BESIDE) {
        match std::fs::remove_file(with_suffix(path, suffix)) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(Error::writing(&e)),
            _ => {}
        }
    }
    Ok(())
}
