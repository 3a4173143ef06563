//! The real vault: does what the plain map does, and is compared with it after each step.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use proptest_state_machine::StateMachineTest;
use sotto_vault::{
    Device, DeviceKey, Error, Id, Key, NewKeys, NewPassphrase, NewRecord, RecoveryKey, SlotKind, Step, Vault,
    VaultFile, no_progress,
};
use tempfile::TempDir;
use zeroize::Zeroizing;

use crate::common::{Case, PASSPHRASE, case, content, record, save_view, saved_view, template};
use crate::reference::{COMPUTERS, COPIES, Change, Data, LENGTHS, Model, NAMES, Transition};

/// The names of attachments come after those of all other records.
const FIRST_ATTACHMENT: u8 = 100;
const ATTACHMENT: &str = "attachment";

/// The real vault.
pub struct Real {
    case: Case,
    vault: Option<Vault>,
    sheets: Vec<RecoveryKey>,
    computers: Vec<DeviceKey>,
    /// The slots of the passphrases, in the order they were made.
    slots: Vec<Id>,
    copies: [Option<Vec<u8>>; COPIES],
    /// Notes get a rising time, so that they come in order.
    clock: u32,
}

impl Real {
    fn vault(&mut self) -> &mut Vault {
        self.vault.as_mut().expect("open")
    }

    fn sheet_of(&self, data: &Data) -> Key {
        Key::Recovery(self.sheets[data.sheet].clone())
    }

    fn backup(&self, at: usize) -> PathBuf {
        self.case.path.with_file_name(format!("backup-{at}.sotto"))
    }

    fn unlock(&mut self, model: &Model, by: Option<usize>) {
        let key = match by {
            Some(which) => {
                let kept = Key::Device(self.computers[which].clone());
                if model.data.computers.contains(&which) {
                    kept
                } else {
                    let refused = self.case.locked.unlock(&kept).err();
                    assert!(matches!(refused, Some(Error::DeviceKeyWrong)), "no slot of its own");
                    self.sheet_of(&model.data)
                }
            }
            None => self.sheet_of(&model.data),
        };
        let mut vault = self.case.locked.unlock(&key).expect("its key opens it");
        assert_eq!(vault.rolled_back(), model.older, "an older file is noticed, and only that");
        vault.accept_older();
        self.vault = Some(vault);
    }

    fn lock(&mut self) {
        self.vault = None;
    }
}

fn passphrase(name: u8) -> NewPassphrase {
    NewPassphrase::new(&if name == 0 { PASSPHRASE.to_owned() } else { format!("another one, {name}") })
        .unwrap()
}

fn passphrases(vault: &Vault) -> Vec<Id> {
    let slots = vault.slots().unwrap().into_iter();
    slots.filter(|slot| slot.kind == SlotKind::Passphrase).map(|slot| slot.id).collect()
}

pub fn id(name: u8) -> Id {
    Id::from_bytes([name; 16])
}

fn json(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

impl StateMachineTest for Real {
    type SystemUnderTest = Real;
    type Reference = Model;

    fn init_test(_: &Model) -> Real {
        let case = case();
        let vault = case.unlock();
        let (slots, vault) = (passphrases(&vault), Some(vault));
        let computers = (0..COMPUTERS).map(|_| DeviceKey::generate().unwrap()).collect();
        let sheets = vec![template().recovery.clone()];
        Real { case, vault, sheets, computers, slots, copies: [None, None], clock: 0 }
    }

    fn apply(mut real: Real, model: &Model, transition: Transition) -> Real {
        match transition {
            Transition::Commit(changes) => {
                let steps: Vec<Step> = changes
                    .iter()
                    .map(|change| match change {
                        Change::Put(name, text) => Step::Put(record(id(*name), text)),
                        Change::Drop(name) => Step::Drop(id(*name)),
                        Change::Draft(name, text) => Step::Draft(record(id(*name), text)),
                        Change::DropDraft(name) => Step::DropDraft(id(*name)),
                    })
                    .collect();
                let before = real.vault().version_tag();
                let done = real.vault().commit(&steps);
                // What cannot be done is not done at all; what can, makes a new state.
                assert_eq!(done.is_ok(), real.vault().version_tag() != before);
            }
            Transition::Capture(text) => {
                real.clock += 1;
                real.case.locked.capture(&text, &format!("{:08}", real.clock)).unwrap();
            }
            Transition::Accept(name) => {
                let note = real.vault().captured().unwrap().remove(0);
                let steps = [Step::Put(record(id(name), &note.text)), Step::DropCaptured(note.id)];
                real.vault().commit(&steps).unwrap();
            }
            Transition::Attach(name, _) => {
                let bytes = content_of(model.data.attachments[&name]);
                let new = real.vault().attach(&mut bytes.as_slice(), 0, &mut no_progress).unwrap();
                let body = Zeroizing::new(serde_json::to_string(&new.reference()).unwrap());
                let record = NewRecord { kind: ATTACHMENT.into(), body, ..record(attachment_id(name), "") };
                real.vault().commit(&[Step::Attach(new), Step::Put(record)]).unwrap();
            }
            Transition::DropAttachment(name) => {
                let id = attachment_id(name);
                let gone = serde_json::from_str(&real.vault().read(id).unwrap().body).unwrap();
                real.vault().commit(&[Step::Drop(id), Step::DropAttachment(gone)]).unwrap();
            }
            Transition::LeaveLoose => {
                let mut writer = real.vault().attach_begin().unwrap();
                let ended = writer.fill(&mut std::io::repeat(1).take(9 << 20)).unwrap();
                assert!(!ended);
                real.vault().attach_store(&mut writer).unwrap();
            }
            Transition::RemoveLoose => while real.vault().remove_loose().unwrap() {},
            Transition::Lock => real.lock(),
            Transition::Unlock(which) => real.unlock(model, Some(which)),
            Transition::Checkpoint => {
                real.vault().checkpoint().unwrap();
                let log = real.case.path.with_file_name("a.sotto-wal");
                assert_eq!(std::fs::metadata(log).map_or(0, |m| m.len()), 0, "everything is in the one file");
            }
            Transition::SaveView(text) => {
                save_view(real.vault(), &text);
            }
            Transition::NewSheet => {
                let sheet = RecoveryKey::generate();
                real.vault().add_recovery(&sheet).unwrap();
                real.sheets.push(sheet);
            }
            Transition::AddPassphrase => {
                let slot = real.vault().add_passphrase(&passphrase(model.added)).unwrap();
                real.slots.push(slot);
            }
            Transition::RemovePassphrase => {
                let there = passphrases(real.vault());
                let newest = real.slots.iter().rev().find(|slot| there.contains(slot)).copied().unwrap();
                match real.vault().remove_slot(newest) {
                    Ok(()) => assert!(there.len() > 1),
                    Err(error) => assert!(matches!(error, Error::LastSlot) && there.len() == 1),
                }
            }
            Transition::Rekey(with_sheet) => {
                let sheet = with_sheet.then(RecoveryKey::generate);
                let new = passphrase(model.added);
                let new = NewKeys { passphrase: &new, sheet: sheet.as_ref(), share_keys: false };
                match real.vault().rekey(&new, &[], &mut no_progress) {
                    Ok(done) => {
                        assert_eq!(done.records, model.data.record_count() + model.data.drafts.len());
                        let slots = passphrases(real.vault());
                        real.slots.extend(slots);
                        real.sheets.extend(sheet);
                    }
                    Err(error) => {
                        assert!(matches!(error, Error::CapturedWaiting), "{error}");
                        assert!(!model.data.notes.is_empty());
                    }
                }
            }
            Transition::AddComputer(which) => {
                let key = real.computers[which].clone();
                real.vault().add_device_slot(&key).unwrap();
            }
            Transition::RemoveComputer(which) => {
                let slot = real.computers[which].slot();
                real.vault().remove_slot(slot).unwrap();
            }
            Transition::Copy(at) => {
                real.vault().checkpoint().unwrap();
                real.copies[at] = Some(std::fs::read(&real.case.path).unwrap());
            }
            Transition::PutBack(at) => {
                real.lock();
                for suffix in ["-wal", "-shm"] {
                    let _ = std::fs::remove_file(real.case.path.with_file_name(format!("a.sotto{suffix}")));
                }
                std::fs::write(&real.case.path, real.copies[at].as_ref().unwrap()).unwrap();
                real.unlock(model, None);
            }
            Transition::BackUp(at) => back_up(&mut real, model, at),
            Transition::Restore(at) => {
                let before = std::fs::read(&real.case.path).unwrap();
                let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
                let (backup, key) = (real.backup(at), real.sheet_of(&model.data));
                let restored =
                    real.case.locked.restore_in_place(&backup, &key, today, &mut no_progress).unwrap();
                assert_eq!(restored.records, model.data.record_count());
                let kept = std::fs::read(restored.kept.expect("the vault that was there")).unwrap();
                assert!(kept == before, "what was there is kept");
            }
            Transition::OpenReadOnly => {
                let mut vault = real.case.locked.open_read_only(&real.sheet_of(&model.data)).unwrap();
                holds(&vault, &model.data);
                let reading = vault.read_only().expect("only read");
                assert!(reading.counted && reading.lost == 0);
                let refused = vault.commit(&[Step::Put(record(id(NAMES + 1), "no"))]);
                assert!(matches!(refused, Err(Error::VaultReadOnly)));
            }
            Transition::Salvage => salvage(&real, model),
        }
        real
    }

    fn check_invariants(real: &Real, model: &Model) {
        let Some(vault) = &real.vault else { return };
        assert!(model.open);
        holds(vault, &model.data);
        assert_eq!(vault.has_loose(), model.data.loose);
        assert_eq!(
            vault.slots().unwrap().len(),
            model.data.passphrases.len() + 1 + model.data.computers.len()
        );
        let expected = model.view.as_ref();
        // Of other keys it is none.
        let expected = expected.filter(|(_, epoch, _)| *epoch == model.data.epoch);
        let expected = expected.map(|(text, _, of)| (text.clone(), *of == model.data.state));
        assert_eq!(saved_view(vault), expected);
        vault.check().unwrap();
    }

    fn teardown(mut real: Real, mut model: Model) {
        if real.vault.is_none() {
            model.unlock();
            real.unlock(&model, None);
        }
        let found = real.vault().verify().unwrap();
        assert!(found.passed(), "{:?}", found.damaged);
        assert_eq!(found.attachments, model.data.attachments.len());
        // The slots are those of the passphrases that the model names: one is tried, being slow.
        let newest = *model.data.passphrases.last().unwrap();
        if newest > 0 {
            let opened =
                real.vault().slot_of(&Key::Passphrase(passphrase(newest).as_passphrase().clone())).unwrap();
            assert!(real.slots.contains(&opened));
        }
    }
}

fn back_up(real: &mut Real, model: &Model, at: usize) {
    let place = real.backup(at);
    let _ = std::fs::remove_file(&place);
    let copied = real.vault().backup_begin(&place, &mut no_progress).unwrap();
    assert_eq!(copied.finish(&mut no_progress).unwrap().records, model.data.record_count());
    // Each backup opens with the keys it was made with, and with no others.
    for (at, data) in model.backups.iter().enumerate() {
        let Some(data) = data else { continue };
        let path = real.backup(at);
        match real.vault().rehearse_begin(&path).unwrap().finish(&mut no_progress) {
            Ok(found) => {
                assert!(data.epoch == model.data.epoch && found.records == data.record_count());
            }
            Err(error) => {
                assert!(data.epoch != model.data.epoch && matches!(error, Error::OtherKeys), "{error}");
            }
        }
    }
}

/// A copy without the start of its first page, as after a fault of the disk.
fn salvage(real: &Real, model: &Model) {
    let folder = TempDir::new().unwrap();
    let (from, to) = (&real.case.path, folder.path().join("a.sotto"));
    let mut bytes = std::fs::read(from).unwrap();
    bytes[..100].fill(0);
    std::fs::write(&to, bytes).unwrap();
    let _ = std::fs::copy(from.with_file_name("a.sotto-wal"), folder.path().join("a.sotto-wal"));
    let at = |path: &Path| VaultFile::at(path, Device::at(folder.path().join("device")));
    let key = real.sheet_of(&model.data);
    let damaged = at(&to).open_read_only(&key).unwrap();
    holds(&damaged, &model.data);
    let saved = folder.path().join("saved.sotto");
    damaged.backup_begin(&saved, &mut no_progress).unwrap().finish(&mut no_progress).unwrap();
    let vault = at(&saved).unlock(&key).unwrap();
    holds(&vault, &model.data);
    let found = vault.verify().unwrap();
    assert!(found.passed() && found.attachments == model.data.attachments.len(), "{:?}", found.damaged);
}

/// The content of a number: of its length, and like no other.
fn content_of(number: usize) -> Vec<u8> {
    let length = LENGTHS[number % LENGTHS.len()];
    (0..length).map(|at| (at.wrapping_mul(31) ^ (at >> 8) ^ number) as u8).collect()
}

fn attachment_id(name: u8) -> Id {
    id(FIRST_ATTACHMENT + name)
}

/// The vault holds what the map holds.
fn holds(vault: &Vault, data: &Data) {
    let (mut records, mut references) = (BTreeMap::new(), BTreeMap::new());
    let damaged = vault
        .each(&vault.record_ids().unwrap(), &mut |r| {
            let name = r.header.id.as_bytes()[0];
            if r.header.kind == ATTACHMENT {
                references.insert(name - FIRST_ATTACHMENT, serde_json::from_str(&r.body).unwrap());
            } else {
                records.insert(name, r.body.to_string());
            }
        })
        .unwrap();
    assert!(references.keys().eq(data.attachments.keys()), "{:?}", data.attachments);
    for (name, reference) in &references {
        assert!(content(vault, reference).unwrap() == content_of(data.attachments[name]), "{name}");
    }
    assert!(damaged.is_empty());
    let drafts: BTreeMap<u8, String> = vault
        .draft_ids()
        .into_iter()
        .map(|id| (id.as_bytes()[0], vault.draft(id).unwrap().unwrap().body.to_string()))
        .collect();
    let notes: Vec<String> = vault.captured().unwrap().iter().map(|n| n.text.clone()).collect();
    let json_of = |map: &BTreeMap<u8, String>| -> BTreeMap<u8, String> {
        map.iter().map(|(name, text)| (*name, json(text))).collect()
    };
    assert_eq!(records, json_of(&data.records));
    assert_eq!(drafts, json_of(&data.drafts));
    assert_eq!(notes, data.notes);
}
