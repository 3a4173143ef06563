//! The whole vault against a plain map: whatever is done to it, in whatever order, it holds what the
//! map holds, before and after locking, new keys, backing up and restoring, and when it is only read; and
//! an older file put back is told from a newer one.
//!
//! `PROPTEST_CASES` raises the number of histories tried. Deliberately elsewhere: what a damaged or
//! meddled file does (`tampering`), what a crash leaves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use common::{Case, PASSPHRASE, case, record, save_view, saved_view, template};
use proptest::prelude::*;
use proptest::test_runner::Config;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use sotto_vault::{
    DeviceKey, Error, Id, Key, NewKeys, NewPassphrase, Passphrase, RecoveryKey, SlotKind, Step, Vault,
    no_progress,
};

/// Rows have few names, so that they meet again.
const NAMES: u8 = 6;
/// Copies of the file that are kept to be put back.
const COPIES: usize = 2;
/// Key derivation is slow: no more passphrases than this are made in one history.
const PASSPHRASES: u8 = 2;
/// Keys that computers keep.
const COMPUTERS: usize = 3;

/// One step of a commit.
#[derive(Clone, Debug)]
enum Act {
    Put(u8, String),
    Drop(u8),
    Draft(u8, String),
    DropDraft(u8),
}

#[derive(Clone, Debug)]
enum Transition {
    Commit(Vec<Act>),
    Capture(String),
    /// Makes the oldest note a record, in one commit.
    Accept(u8),
    Lock,
    /// By a key that a computer keeps, where the vault has a slot for it, or else by the sheet.
    Unlock(usize),
    Settle,
    SaveView(String),
    NewSheet,
    AddPassphrase,
    RemovePassphrase,
    AddComputer(usize),
    RemoveComputer(usize),
    /// All keys are replaced, and perhaps the sheet.
    Rekey(bool),
    Copy(usize),
    PutBack(usize),
    BackUp(usize),
    Restore(usize),
    /// What is sound is opened for reading alone: everything.
    ReadSound,
}

/// What a vault file holds.
#[derive(Clone, Debug, Default, PartialEq)]
struct Data {
    records: BTreeMap<u8, String>,
    drafts: BTreeMap<u8, String>,
    notes: Vec<String>,
    /// Which recovery sheet opens it.
    sheet: usize,
    /// The names of those that open it, oldest first.
    passphrases: Vec<u8>,
    /// Computers whose key opens it.
    computers: BTreeSet<usize>,
    /// Which keys seal it: a name that no other keys have.
    epoch: u64,
    /// Commits so far, and a name that no other state has.
    sequence: u64,
    state: u64,
}

impl Data {
    /// What a computer remembers of it.
    fn mark(&self) -> (u64, u64, u64) {
        (self.epoch, self.sequence, self.state)
    }
}

#[derive(Clone, Debug, Default)]
struct Model {
    data: Data,
    copies: [Option<Data>; COPIES],
    backups: [Option<Data>; COPIES],
    /// What the saved view holds, and the keys and the state it was made from.
    view: Option<(String, u64, u64)>,
    /// What the computer remembers: keys, sequence and state; and keys that only old copies have.
    seen: (u64, u64, u64),
    retired: Vec<u64>,
    /// The last unlocking met an older file.
    older: bool,
    open: bool,
    /// States and sheets there have been.
    states: u64,
    sheets: usize,
    epochs: u64,
    /// Passphrases made after the first one.
    added: u8,
}

impl Model {
    fn commit(&mut self) {
        self.states += 1;
        self.data.sequence += 1;
        self.data.state = self.states;
        self.seen = self.data.mark();
    }

    /// Whether a commit of these steps may happen: a record is never put twice.
    fn possible(&self, acts: &[Act]) -> bool {
        let mut records = self.data.records.clone();
        acts.iter().all(|act| match act {
            Act::Put(name, text) => records.insert(*name, text.clone()).is_none(),
            Act::Drop(name) => {
                records.remove(name);
                true
            }
            _ => true,
        })
    }

    fn unlock(&mut self) {
        let (epoch, sequence, state) = self.seen;
        self.older = if epoch == self.data.epoch {
            sequence > self.data.sequence || (sequence == self.data.sequence && state != self.data.state)
        } else {
            self.retired.contains(&self.data.epoch)
        };
        // The person goes on with what is there.
        self.seen = self.data.mark();
        self.open = true;
    }
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let name = || 1..=NAMES;
    let text = || "\\PC{0,40}";
    let act = prop_oneof![
        4 => (name(), text()).prop_map(|(n, t)| Act::Put(n, t)),
        2 => name().prop_map(Act::Drop),
        3 => (name(), text()).prop_map(|(n, t)| Act::Draft(n, t)),
        2 => name().prop_map(Act::DropDraft),
    ];
    proptest::collection::vec(act, 0..4)
}

impl ReferenceStateMachine for Model {
    type State = Model;
    type Transition = Transition;

    fn init_state() -> BoxedStrategy<Model> {
        let data = Data { sequence: 1, passphrases: vec![0], ..Data::default() };
        Just(Model { seen: data.mark(), open: true, data, ..Model::default() }).boxed()
    }

    fn transitions(model: &Model) -> BoxedStrategy<Transition> {
        let always = prop_oneof![
            2 => "\\PC{0,30}".prop_map(Transition::Capture),
            1 => (0..COPIES).prop_map(Transition::PutBack),
        ];
        if !model.open {
            return prop_oneof![
                3 => (0..COMPUTERS).prop_map(Transition::Unlock),
                2 => always,
                1 => (0..COPIES).prop_map(Transition::Restore),
                1 => Just(Transition::ReadSound),
            ]
            .boxed();
        }
        prop_oneof![
            10 => acts().prop_map(Transition::Commit),
            2 => (1..=NAMES).prop_map(Transition::Accept),
            2 => Just(Transition::Lock),
            1 => Just(Transition::Settle),
            2 => "\\PC{1,60}".prop_map(Transition::SaveView),
            1 => Just(Transition::NewSheet),
            1 => Just(Transition::AddPassphrase),
            1 => Just(Transition::RemovePassphrase),
            2 => (0..COMPUTERS).prop_map(Transition::AddComputer),
            1 => (0..COMPUTERS).prop_map(Transition::RemoveComputer),
            1 => any::<bool>().prop_map(Transition::Rekey),
            2 => (0..COPIES).prop_map(Transition::Copy),
            2 => (0..COPIES).prop_map(Transition::BackUp),
            3 => always,
        ]
        .boxed()
    }

    fn preconditions(model: &Model, transition: &Transition) -> bool {
        let needs_open = !matches!(
            transition,
            Transition::Capture(_)
                | Transition::PutBack(_)
                | Transition::Unlock(_)
                | Transition::Restore(_)
                | Transition::ReadSound
        );
        let fits = match transition {
            Transition::Unlock(_) | Transition::ReadSound => !model.open,
            Transition::Restore(at) => !model.open && model.backups[*at].is_some(),
            Transition::AddComputer(which) => !model.data.computers.contains(which),
            Transition::RemoveComputer(which) => model.data.computers.contains(which),
            Transition::Accept(name) => {
                !model.data.notes.is_empty() && !model.data.records.contains_key(name)
            }
            Transition::AddPassphrase | Transition::Rekey(_) => model.added < PASSPHRASES,
            Transition::PutBack(at) => model.copies[*at].is_some(),
            _ => true,
        };
        fits && (model.open || !needs_open)
    }

    fn apply(mut model: Model, transition: &Transition) -> Model {
        match transition {
            Transition::Commit(acts) if !model.possible(acts) => {
                // The saved view is forgotten before the commit that removes something fails.
                if acts.iter().any(|act| matches!(act, Act::Drop(_))) {
                    model.view = None;
                }
            }
            Transition::Commit(acts) => {
                for act in acts {
                    match act {
                        Act::Put(name, text) => drop(model.data.records.insert(*name, text.clone())),
                        Act::Drop(name) => {
                            model.data.records.remove(name);
                            model.view = None;
                        }
                        Act::Draft(name, text) => drop(model.data.drafts.insert(*name, text.clone())),
                        Act::DropDraft(name) => drop(model.data.drafts.remove(name)),
                    }
                }
                model.commit();
            }
            Transition::Capture(text) => model.data.notes.push(text.clone()),
            Transition::Accept(name) => {
                let text = model.data.notes.remove(0);
                model.data.records.insert(*name, text);
                model.commit();
            }
            Transition::Lock => model.open = false,
            Transition::Unlock(_) => model.unlock(),
            Transition::Settle => {}
            Transition::SaveView(text) => {
                model.view = Some((text.clone(), model.data.epoch, model.data.state));
            }
            Transition::NewSheet => {
                model.sheets += 1;
                model.data.sheet = model.sheets;
                model.commit();
            }
            Transition::AddPassphrase => {
                model.added += 1;
                model.data.passphrases.push(model.added);
                model.commit();
            }
            Transition::RemovePassphrase if model.data.passphrases.len() > 1 => {
                model.data.passphrases.pop();
                model.commit();
            }
            Transition::RemovePassphrase | Transition::ReadSound => {}
            // What only the old keys open stops it.
            Transition::Rekey(_) if !model.data.notes.is_empty() => {}
            Transition::Rekey(sheet) => {
                model.added += 1;
                model.epochs += 1;
                model.retired.push(model.data.epoch);
                model.data.epoch = model.epochs;
                model.data.passphrases = vec![model.added];
                model.data.computers.clear();
                model.view = None;
                if *sheet {
                    model.sheets += 1;
                    model.data.sheet = model.sheets;
                }
                model.commit();
            }
            Transition::AddComputer(which) => {
                model.data.computers.insert(*which);
                model.commit();
            }
            Transition::RemoveComputer(which) => {
                model.data.computers.remove(which);
                model.commit();
            }
            Transition::Copy(at) => model.copies[*at] = Some(model.data.clone()),
            Transition::BackUp(at) => model.backups[*at] = Some(model.data.clone()),
            Transition::Restore(at) => {
                if let Some(backup) = model.backups[*at].clone() {
                    model.data = backup;
                }
                model.view = None;
                // The person asked for it: it is no older copy.
                model.seen = model.data.mark();
            }
            Transition::PutBack(at) => {
                if let Some(copy) = model.copies[*at].clone() {
                    model.data = copy;
                }
                model.unlock();
            }
        }
        model
    }
}

/// The real vault.
struct Real {
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
    let ways = vault.slots().unwrap().into_iter();
    ways.filter(|way| way.kind == SlotKind::Passphrase).map(|way| way.id).collect()
}

fn id(name: u8) -> Id {
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
            Transition::Commit(acts) => {
                let steps: Vec<Step> = acts
                    .iter()
                    .map(|act| match act {
                        Act::Put(name, text) => Step::Put(record(id(*name), text)),
                        Act::Drop(name) => Step::Drop(id(*name)),
                        Act::Draft(name, text) => Step::Draft(record(id(*name), text)),
                        Act::DropDraft(name) => Step::DropDraft(id(*name)),
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
            Transition::Lock => real.lock(),
            Transition::Unlock(which) => real.unlock(model, Some(which)),
            Transition::Settle => {
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
                        assert_eq!(done.records, model.data.records.len() + model.data.drafts.len());
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
                assert_eq!(restored.records, model.data.records.len());
                let kept = std::fs::read(restored.kept.expect("the vault that was there")).unwrap();
                assert!(kept == before, "what was there is kept");
            }
            Transition::ReadSound => {
                let mut vault = real.case.locked.open_read_only(&real.sheet_of(&model.data)).unwrap();
                holds(&vault, &model.data);
                let reading = vault.read_only().expect("only read");
                assert!(reading.counted && reading.lost == 0);
                let refused = vault.commit(&[Step::Put(record(id(NAMES + 1), "no"))]);
                assert!(matches!(refused, Err(Error::VaultReadOnly)));
            }
        }
        real
    }

    fn check_invariants(real: &Real, model: &Model) {
        let Some(vault) = &real.vault else { return };
        assert!(model.open);
        holds(vault, &model.data);
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
        assert!(found.is_sound(), "{:?}", found.damaged);
        // The slots are those of the passphrases they are said to be of: one is tried, being slow.
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
    assert_eq!(copied.finish(&mut no_progress).unwrap().records, model.data.records.len());
    // Each backup opens with the keys it was made with, and with no others.
    for (at, data) in model.backups.iter().enumerate() {
        let Some(data) = data else { continue };
        let path = real.backup(at);
        match real.vault().rehearse_begin(&path).unwrap().finish(&mut no_progress) {
            Ok(found) => {
                assert!(data.epoch == model.data.epoch && found.records == data.records.len());
            }
            Err(error) => {
                assert!(data.epoch != model.data.epoch && matches!(error, Error::OtherKeys), "{error}");
            }
        }
    }
}

/// The vault holds what the map holds.
fn holds(vault: &Vault, data: &Data) {
    let mut records = BTreeMap::new();
    let damaged = vault
        .each(&vault.record_ids().unwrap(), &mut |r| {
            records.insert(r.header.id.as_bytes()[0], r.body.to_string());
        })
        .unwrap();
    assert!(damaged.is_empty());
    let drafts: BTreeMap<u8, String> = vault
        .draft_ids()
        .into_iter()
        .map(|id| (id.as_bytes()[0], vault.draft(id).unwrap().unwrap().body.to_string()))
        .collect();
    let notes: Vec<String> = vault.captured().unwrap().iter().map(|n| n.text.clone()).collect();
    let told = |map: &BTreeMap<u8, String>| -> BTreeMap<u8, String> {
        map.iter().map(|(name, text)| (*name, json(text))).collect()
    };
    assert_eq!(records, told(&data.records));
    assert_eq!(drafts, told(&data.drafts));
    assert_eq!(notes, data.notes);
}

/// Few in the ordinary run, as many as `PROPTEST_CASES` says in a long one.
fn config(few: u32) -> Config {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(few);
    Config { cases, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() }
}

prop_state_machine! {
    #![proptest_config(config(8))]
    #[test]
    fn whatever_is_done_the_vault_holds_what_a_plain_map_holds(sequential 1..50 => Real);
}

#[test]
fn the_first_passphrase_still_opens_what_the_sheets_opened() {
    let case = case();
    let mut vault = case.unlock();
    vault.commit(&[Step::Put(record(id(1), "kept"))]).unwrap();
    vault.add_recovery(&RecoveryKey::generate()).unwrap();
    drop(vault);
    let vault = case.locked.unlock(&Key::Passphrase(Passphrase::new(PASSPHRASE).unwrap())).unwrap();
    assert_eq!(common::all(&vault), ["\"kept\""]);
}
