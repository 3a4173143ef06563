//! A vault, locked and unlocked. `Locked` has no method that reads what a person wrote.
//!
//! Every change goes through `Vault::commit`: sealed, tagged, and in one transaction with the
//! manifest. Deliberately elsewhere: what the records mean (the core crate), ways to unlock
//! (`access`), checking everything (`verify`).

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::{Transaction, TransactionBehavior};
use zeroize::Zeroizing;

use crate::captured;
use crate::device::{Device, Memory};
use crate::error::{Error, Result};
use crate::file::{About, File, FileMark, Rows};
use crate::ids::Id;
use crate::keys::{Keys, Payload};
use crate::lock::OneAtATime;
use crate::mac::{SetHash, Tag, sha256};
use crate::manifest::{Manifest, Table};
use crate::reading::Reading;
use crate::record::{self, NewRecord, Record};
use crate::recovery::RecoveryKey;
use crate::seal;
use crate::slot::{self, Key, Passphrase, Slot};
use crate::snapshot::{self, Image, Snapshot};

/// A vault's place, without its keys.
#[derive(Clone)]
pub struct Locked {
    path: PathBuf,
    device: Device,
}

/// One step of a change; all steps of a commit happen, or none.
pub enum Step {
    /// Adds a record. Records are never changed.
    Put(NewRecord),
    /// Removes a record's bytes.
    Drop(Id),
    /// Adds or replaces the draft of an entity; its id is the entity's.
    Draft(NewRecord),
    /// Removes the draft of an entity, if there is one.
    DropDraft(Id),
    /// Removes a note that was left while locked.
    DropCaptured(Id),
}

/// An unlocked vault. Dropping it forgets the keys.
pub struct Vault {
    pub(crate) path: PathBuf,
    pub(crate) file: File,
    pub(crate) keys: Keys,
    pub(crate) manifest: Manifest,
    pub(crate) head: Tag,
    /// The slot that opened it.
    pub(crate) opened_by: Id,
    pub(crate) memory: Memory,
    rolled_back: bool,
    /// Which file on the disk was opened.
    opened: FileMark,
    /// When something was written that still lies in the log beside the file.
    unsettled: Option<Instant>,
    /// Set when nothing may be written.
    reading: Option<Reading>,
    _lock: Option<OneAtATime>,
}

impl Locked {
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

    /// Makes a vault at this place and opens it. A file that is there is left untouched.
    ///
    /// # Errors
    /// `Exists`, or what writing gives; nothing half-made stays at the place.
    pub fn create(&self, passphrase: &Passphrase, recovery: Option<&RecoveryKey>) -> Result<Vault> {
        if self.exists() {
            return Err(Error::Exists);
        }
        if let Some(folder) = self.path.parent().filter(|f| !f.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|e| Error::writing(&e))?;
        }
        let lock = OneAtATime::take(&self.path)?;
        if self.exists() {
            return Err(Error::Exists);
        }
        let payload = Payload::generate(Id::random()?)?;
        let mut slots = vec![Slot::with_passphrase(&payload, passphrase)?];
        if let Some(recovery) = recovery {
            slots.push(Slot::with_recovery(&payload, recovery)?);
        }
        let keys = Keys::from_payload(payload)?;
        let mut new = self.path.as_os_str().to_owned();
        new.push("-new");
        let new = PathBuf::from(new);
        remove_if_there(&new)?;
        let made = fill(&new, &keys, &slots, recovery)
            .and_then(|()| publish(&new, &self.path))
            .and_then(|()| self.assemble(lock, keys, slots.first().map_or_else(Id::random, |s| Ok(s.id))?));
        let _ = remove_if_there(&new);
        made
    }

    /// Opens the vault with a passphrase or the recovery sheet.
    pub fn unlock(&self, key: &Key) -> Result<Vault> {
        let slots = File::open(&self.path)?.slots()?;
        let (opened_by, payload) = slot::open_any(&slots, key)?;
        self.assemble(OneAtATime::take(&self.path)?, Keys::from_payload(payload)?, opened_by)
    }

    /// Seals a note without any key. It is shown after unlocking as left while locked.
    pub fn capture(&self, text: &str, time: &str) -> Result<Id> {
        captured::leave(&self.path, text, time)
    }

    fn assemble(&self, lock: OneAtATime, keys: Keys, opened_by: Id) -> Result<Vault> {
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
        let head: Tag = tag.try_into().map_err(|_| Error::tampered("manifest"))?;
        let mut memory = self.device.memory(about.vault, &self.path);
        let rolled_back = memory.is_older(&keys, manifest.sequence, &head);
        if !rolled_back {
            memory.remember(&keys, manifest.sequence, &head);
        }
        Ok(Vault {
            path: self.path.clone(),
            file,
            keys,
            manifest,
            head,
            opened_by,
            memory,
            rolled_back,
            opened,
            unsettled: None,
            reading: None,
            _lock: Some(lock),
        })
    }
}

/// Writes a whole new vault to a file of its own.
fn fill(path: &Path, keys: &Keys, slots: &[Slot], recovery: Option<&RecoveryKey>) -> Result<()> {
    let mut file = File::create(path)?;
    let about = About::new(keys.payload.vault, keys.capture_recipient().to_string());
    let mut manifest = Manifest {
        epoch: keys.payload.epoch,
        sequence: 1,
        count: 0,
        set: SetHash::default(),
        previous: [0; 32],
        recovery: recovery.map(|key| key.0.to_public().to_string()),
    };
    let tx = file.db.transaction()?;
    tx.put_about(&about)?;
    manifest.add(keys, Table::About, about.vault, &about.checksum);
    for slot in slots {
        tx.put_slot(slot)?;
        manifest.add(keys, Table::Slot, slot.id, &slot.checksum);
    }
    let (sealed, tag) = manifest.seal(keys)?;
    tx.put_manifest(&sealed, &tag)?;
    tx.commit()?;
    file.settle()
}

/// Gives the finished file its name, without ever replacing another.
fn publish(new: &Path, path: &Path) -> Result<()> {
    match std::fs::hard_link(new, path) {
        Ok(()) => Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Err(Error::Exists),
        // A file system without links: the check above is then as close as it gets.
        Err(_) => std::fs::rename(new, path).map_err(|e| Error::writing(&e)),
    }
}

fn remove_if_there(path: &Path) -> Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(PathBuf::from(name)) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(Error::writing(&e)),
            _ => {}
        }
    }
    Ok(())
}

impl Vault {
    #[expect(clippy::too_many_arguments, reason = "the parts of a vault, put together in one place")]
    pub(crate) fn only_read(
        path: &Path,
        file: File,
        keys: Keys,
        manifest: Manifest,
        head: Tag,
        opened_by: Id,
        memory: Memory,
        opened: FileMark,
        lock: Option<OneAtATime>,
        reading: Reading,
    ) -> Self {
        let path = path.to_owned();
        let (rolled_back, unsettled, reading) = (false, None, Some(reading));
        Self {
            path,
            file,
            keys,
            manifest,
            head,
            opened_by,
            memory,
            rolled_back,
            opened,
            unsettled,
            reading,
            _lock: lock,
        }
    }

    /// To be asked before anything that takes long and ends in writing.
    ///
    /// # Errors
    /// `ReadingOnly`; or `Tampered` when the file was replaced while it was open.
    pub fn writable(&self) -> Result<()> {
        self.still_there()
    }

    /// What is known of a vault that can only be read, because it is damaged or lies where nothing can
    /// be written; `None` for any other.
    pub fn reading(&self) -> Option<Reading> {
        self.reading
    }

    pub fn id(&self) -> Id {
        self.keys.payload.vault
    }

    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Whether this computer has seen a newer state of this file.
    pub fn rolled_back(&self) -> bool {
        self.rolled_back
    }

    /// The person looked at it and goes on with what is there.
    pub fn accept_older(&mut self) {
        self.rolled_back = false;
        self.memory.remember(&self.keys, self.manifest.sequence, &self.head);
    }

    /// Seals and stores every step, durably, or none of them.
    pub fn commit(&mut self, steps: &[Step]) -> Result<()> {
        self.still_there()?;
        let removes = steps.iter().any(|s| matches!(s, Step::Drop(_)));
        if removes {
            // An image may hold what is about to be deleted.
            snapshot::remove(&self.path)?;
        }
        self.transact(|tx, manifest, keys| {
            steps.iter().try_for_each(|step| apply(tx, manifest, keys, step))
        })?;
        if removes {
            // Deleted bytes stay in the log until it is cut; the deletion itself is done.
            let _ = self.file.settle();
        }
        Ok(())
    }

    pub(crate) fn transact<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>, &mut Manifest, &Keys) -> Result<T>,
    ) -> Result<T> {
        self.still_there()?;
        let mut next = self.manifest.clone();
        next.sequence = next.sequence.saturating_add(1);
        next.previous = self.head;
        let tx = self.file.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let present: Vec<u8> =
            tx.prepare_cached("SELECT tag FROM manifest")?.query_row([], |row| row.get(0))?;
        if present != self.head {
            return Err(Error::tampered("another program wrote while the vault was open"));
        }
        let out = work(&tx, &mut next, &self.keys)?;
        let (sealed, head) = next.seal(&self.keys)?;
        tx.put_manifest(&sealed, &head)?;
        tx.commit()?;
        self.still_there()?;
        self.manifest = next;
        self.head = head;
        self.unsettled = Some(Instant::now());
        self.memory.remember(&self.keys, self.manifest.sequence, &self.head);
        Ok(out)
    }

    /// Whether the path still names the file that was opened. A program that puts another file in
    /// its place would let every later save go to a file without a name.
    pub(crate) fn still_there(&self) -> Result<()> {
        if self.reading.is_some() {
            return Err(Error::ReadingOnly);
        }
        if FileMark::of(&self.path).is_ok_and(|now| now == self.opened) {
            Ok(())
        } else {
            Err(Error::tampered("the file was replaced while it was open"))
        }
    }

    /// Opens one record.
    pub fn read(&self, id: Id) -> Result<Record> {
        let (tag, sealed) = self.file.row(Table::Record, id)?;
        open_row(&self.keys, Table::Record, id, &tag, &sealed)
    }

    /// The reflections that have a draft: writing that has not become a revision yet.
    pub fn draft_ids(&self) -> Result<Vec<Id>> {
        Ok(self.file.tags(Table::Draft)?.into_iter().map(|(id, _)| id).collect())
    }

    pub fn has_drafts(&self) -> Result<bool> {
        Ok(!self.file.tags(Table::Draft)?.is_empty())
    }

    /// The draft of one reflection, if there is one.
    pub fn draft(&self, id: Id) -> Result<Option<Record>> {
        match self.file.row(Table::Draft, id) {
            Ok((tag, sealed)) => open_row(&self.keys, Table::Draft, id, &tag, &sealed).map(Some),
            Err(Error::NotFound) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// The ids of all records, in no order that means anything.
    pub fn record_ids(&self) -> Result<Vec<Id>> {
        Ok(self.file.tags(Table::Record)?.into_iter().map(|(id, _)| id).collect())
    }

    /// Opens the given records, on as many cores as there are, and hands each on.
    ///
    /// Returns the ids of those that could not be opened; everything else was handed on.
    pub fn each(&self, ids: &[Id], visit: &mut dyn FnMut(Record)) -> Result<Vec<Id>> {
        const BATCH: usize = 512;
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
        let keys = &self.keys;
        let mut damaged = Vec::new();
        for batch in ids.chunks(BATCH) {
            let rows: Vec<_> = batch.iter().map(|id| (*id, self.file.row(Table::Record, *id))).collect();
            let share = rows.len().div_ceil(threads).max(1);
            let opened = std::thread::scope(|scope| {
                let workers: Vec<_> = rows
                    .chunks(share)
                    .map(|part| {
                        scope.spawn(move || {
                            part.iter()
                                .map(|(id, row)| {
                                    let Ok((tag, sealed)) = row else { return Err(*id) };
                                    open_row(keys, Table::Record, *id, tag, sealed).map_err(|_| *id)
                                })
                                .collect::<Vec<_>>()
                        })
                    })
                    .collect();
                workers.into_iter().filter_map(|w| w.join().ok()).flatten().collect::<Vec<_>>()
            });
            for result in opened {
                match result {
                    Ok(record) => visit(record),
                    Err(id) => damaged.push(id),
                }
            }
        }
        Ok(damaged)
    }

    /// Moves everything into the one file, so that it may be copied.
    pub fn settle(&mut self) -> Result<()> {
        if self.reading.is_some() {
            return Ok(());
        }
        self.file.settle()?;
        self.unsettled = None;
        Ok(())
    }

    /// The same, once nothing was written for `quiet`; tells whether there was anything to move.
    pub fn settle_after(&mut self, quiet: Duration) -> Result<bool> {
        if self.unsettled.is_none_or(|since| since.elapsed() < quiet) {
            return Ok(false);
        }
        self.settle()?;
        Ok(true)
    }

    /// The image of a view, if there is one; reading it to its end authenticates it.
    pub fn snapshot(&self, which: Snapshot) -> Option<Image> {
        // An image beside a damaged file may be of another state than what is left of it.
        self.reading.is_none().then(|| snapshot::find(&self.path, which)).flatten()
    }

    /// A name for the present state of the whole vault: it changes with every commit.
    pub fn state(&self) -> Tag {
        self.head
    }

    /// Whether an image was made from exactly the present state.
    pub fn is_current(&self, image: &Image) -> bool {
        image.head == self.head
    }

    /// Replaces an image by one made from the present state.
    pub fn save_snapshot(&self, which: Snapshot, image: &[u8]) -> Result<()> {
        self.still_there()?;
        snapshot::write(&self.path, which, &self.keys, &self.head, image)
    }

    /// How many notes were left while locked.
    pub fn captured_count(&self) -> Result<usize> {
        self.file.captured_count()
    }

    /// Notes left while locked: id, time and text. They are not verified: whoever can write the
    /// file could have left or removed one.
    pub fn captured(&self) -> Result<Vec<captured::Note>> {
        captured::open_all(&self.file, &self.keys)
    }
}

fn apply(tx: &Transaction<'_>, manifest: &mut Manifest, keys: &Keys, step: &Step) -> Result<()> {
    match step {
        Step::Put(new) => put(tx, manifest, keys, Table::Record, new),
        Step::Drop(id) => drop_row(tx, manifest, keys, Table::Record, *id),
        Step::Draft(new) => {
            drop_row(tx, manifest, keys, Table::Draft, new.id)?;
            put(tx, manifest, keys, Table::Draft, new)
        }
        Step::DropDraft(id) => drop_row(tx, manifest, keys, Table::Draft, *id),
        Step::DropCaptured(id) => tx.drop_captured(*id),
    }
}

fn put(
    tx: &Transaction<'_>,
    manifest: &mut Manifest,
    keys: &Keys,
    table: Table,
    new: &NewRecord,
) -> Result<()> {
    let plain: Zeroizing<Vec<u8>> = record::encode(keys.payload.vault, new)?;
    let sealed = keys.seal(&plain)?;
    let tag = row_tag(keys, table, new.id, &sealed);
    tx.put(table, new.id, &tag, &sealed)?;
    manifest.add(keys, table, new.id, &tag);
    Ok(())
}

fn drop_row(tx: &Transaction<'_>, manifest: &mut Manifest, keys: &Keys, table: Table, id: Id) -> Result<()> {
    let sql = match table {
        Table::Draft => "SELECT tag FROM draft WHERE id = ?1",
        _ => "SELECT tag FROM record WHERE id = ?1",
    };
    use rusqlite::OptionalExtension;
    let tag: Option<Vec<u8>> =
        tx.prepare_cached(sql)?.query_row([id.as_bytes()], |row| row.get(0)).optional()?;
    if let Some(tag) = tag {
        tx.drop_row(table, id)?;
        manifest.remove(keys, table, id, &tag);
    }
    Ok(())
}

/// The tag covers every clear column, the vault, and the sealed bytes.
pub(crate) fn row_tag(keys: &Keys, table: Table, id: Id, sealed: &[u8]) -> Tag {
    keys.record_mac.tag(&row_parts(keys, table, &id, &sha256(sealed)))
}

fn row_parts<'a>(keys: &'a Keys, table: Table, id: &'a Id, digest: &'a Tag) -> [&'a [u8]; 5] {
    let domain: &[u8] = b"sotto/record/v1";
    [domain, keys.payload.vault.as_bytes(), table.name().as_bytes(), id.as_bytes(), digest]
}

/// Verifies the tag before age parses anything, then opens the row.
pub(crate) fn open_row(keys: &Keys, table: Table, id: Id, tag: &[u8], sealed: &[u8]) -> Result<Record> {
    let record = record::decode(&open_sealed(keys, table, id, tag, sealed)?)?;
    if record.header.vault != keys.payload.vault || record.header.id != id {
        return Err(Error::tampered(format!("{} {id}", table.name())));
    }
    Ok(record)
}

/// The padded plaintext of a row.
pub(crate) fn open_sealed(
    keys: &Keys,
    table: Table,
    id: Id,
    tag: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>> {
    if !keys.record_mac.verify(&row_parts(keys, table, &id, &sha256(sealed)), tag) {
        return Err(Error::tampered(format!("{} {id}", table.name())));
    }
    seal::open(&keys.vault, sealed)
}

/// What of `have` is not in `known`.
pub fn missing(have: &[Id], known: &HashSet<Id>) -> Vec<Id> {
    have.iter().filter(|id| !known.contains(*id)).copied().collect()
}
