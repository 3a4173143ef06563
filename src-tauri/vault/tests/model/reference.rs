//! The plain map, what may happen to it, and what it then holds. It knows nothing of files or keys.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest_state_machine::ReferenceStateMachine;

/// Rows have few names, so that they meet again.
pub const NAMES: u8 = 6;
/// Copies of the file that are kept to be put back.
pub const COPIES: usize = 2;
/// Key derivation is slow: no more passphrases than this are made in one history.
pub const PASSPHRASES: u8 = 2;
/// Attachments have few names, too.
pub const ATTACHMENTS: u8 = 3;
/// Lengths of contents: none, one chunk, exactly a full one, and one byte more.
pub const LENGTHS: [usize; 4] = [0, 5_000, (1 << 20) - 256, (1 << 20) - 255];
/// Keys that computers have.
pub const COMPUTERS: usize = 3;

/// One step of a commit.
#[derive(Clone, Debug)]
pub enum Change {
    Put(u8, String),
    Drop(u8),
    Draft(u8, String),
    DropDraft(u8),
}

#[derive(Clone, Debug)]
pub enum Transition {
    Commit(Vec<Change>),
    Capture(String),
    /// Makes the oldest note a record, in one commit.
    Accept(u8),
    Lock,
    /// By a key that a computer keeps, where the vault has a slot for it, or else by the sheet.
    Unlock(usize),
    Checkpoint,
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
    /// A content of one of the lengths, with the record that names it.
    Attach(u8, usize),
    DropAttachment(u8),
    /// A content is stored in part and given up: chunks that no record names.
    LeaveLoose,
    RemoveLoose,
    /// The undamaged part is opened for reading only: everything.
    OpenReadOnly,
    /// The head of a copy is lost; everything is read all the same, and saved as a vault to go on with.
    Salvage,
}

/// What a vault file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Data {
    pub records: BTreeMap<u8, String>,
    pub drafts: BTreeMap<u8, String>,
    pub notes: Vec<String>,
    /// What is attached: a number that no other content has.
    pub attachments: BTreeMap<u8, usize>,
    /// There are chunks that no record names.
    pub loose: bool,
    /// Which recovery sheet opens it.
    pub sheet: usize,
    /// The names of those that open it, oldest first.
    pub passphrases: Vec<u8>,
    /// Computers whose key opens it.
    pub computers: BTreeSet<usize>,
    /// Which keys seal it: a name that no other keys have.
    pub epoch: u64,
    /// Commits so far, and a name that no other state has.
    pub sequence: u64,
    pub state: u64,
}

impl Data {
    /// How many records there are: those of attachments, too.
    pub fn record_count(&self) -> usize {
        self.records.len() + self.attachments.len()
    }

    /// What a computer remembers of it.
    fn mark(&self) -> (u64, u64, u64) {
        (self.epoch, self.sequence, self.state)
    }
}

#[derive(Clone, Debug, Default)]
pub struct Model {
    pub data: Data,
    pub copies: [Option<Data>; COPIES],
    pub backups: [Option<Data>; COPIES],
    /// What the saved view holds, and the keys and the state it was made from.
    pub view: Option<(String, u64, u64)>,
    /// What the computer remembers: keys, sequence and state; and keys that only old copies have.
    pub seen: (u64, u64, u64),
    pub retired: Vec<u64>,
    /// The last unlocking met an older file.
    pub older: bool,
    pub open: bool,
    /// States and sheets there have been.
    pub states: u64,
    pub sheets: usize,
    pub epochs: u64,
    /// Contents so far.
    pub contents: usize,
    /// Passphrases made after the first one.
    pub added: u8,
}

impl Model {
    fn commit(&mut self) {
        self.states += 1;
        self.data.sequence += 1;
        self.data.state = self.states;
        self.seen = self.data.mark();
    }

    /// What was removed is in no saved view.
    fn removed(&mut self) {
        self.view = None;
    }

    /// Whether a commit of these steps may happen: a record is never put twice.
    fn possible(&self, changes: &[Change]) -> bool {
        let mut records = self.data.records.clone();
        changes.iter().all(|change| match change {
            Change::Put(name, text) => records.insert(*name, text.clone()).is_none(),
            Change::Drop(name) => {
                records.remove(name);
                true
            }
            _ => true,
        })
    }

    pub fn unlock(&mut self) {
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

pub fn changes() -> impl Strategy<Value = Vec<Change>> {
    let name = || 1..=NAMES;
    let text = || "\\PC{0,40}";
    let change = prop_oneof![
        4 => (name(), text()).prop_map(|(n, t)| Change::Put(n, t)),
        2 => name().prop_map(Change::Drop),
        3 => (name(), text()).prop_map(|(n, t)| Change::Draft(n, t)),
        2 => name().prop_map(Change::DropDraft),
    ];
    proptest::collection::vec(change, 0..4)
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
                1 => Just(Transition::OpenReadOnly),
                1 => Just(Transition::Salvage),
            ]
            .boxed();
        }
        prop_oneof![
            10 => changes().prop_map(Transition::Commit),
            2 => (1..=NAMES).prop_map(Transition::Accept),
            4 => (1..=ATTACHMENTS, 0..LENGTHS.len()).prop_map(|(n, length)| Transition::Attach(n, length)),
            2 => (1..=ATTACHMENTS).prop_map(Transition::DropAttachment),
            1 => Just(Transition::LeaveLoose),
            1 => Just(Transition::RemoveLoose),
            2 => Just(Transition::Lock),
            1 => Just(Transition::Checkpoint),
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
                | Transition::OpenReadOnly
                | Transition::Salvage
        );
        let fits = match transition {
            Transition::Unlock(_) | Transition::OpenReadOnly | Transition::Salvage => !model.open,
            Transition::Attach(name, _) => !model.data.attachments.contains_key(name),
            Transition::DropAttachment(name) => model.data.attachments.contains_key(name),
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
            Transition::Commit(changes) if !model.possible(changes) => {
                // The saved view is forgotten before the commit that removes something fails.
                if changes.iter().any(|change| matches!(change, Change::Drop(_))) {
                    model.view = None;
                }
            }
            Transition::Commit(changes) => {
                for change in changes {
                    match change {
                        Change::Put(name, text) => drop(model.data.records.insert(*name, text.clone())),
                        Change::Drop(name) => {
                            model.data.records.remove(name);
                            model.removed();
                        }
                        Change::Draft(name, text) => drop(model.data.drafts.insert(*name, text.clone())),
                        Change::DropDraft(name) => drop(model.data.drafts.remove(name)),
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
            Transition::Checkpoint => {}
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
            Transition::RemovePassphrase | Transition::OpenReadOnly | Transition::Salvage => {}
            Transition::Attach(name, length) => {
                // Its length follows from the number.
                model.contents += 1;
                let number = model.contents * LENGTHS.len() + length;
                model.data.attachments.insert(*name, number);
                model.commit();
            }
            Transition::DropAttachment(name) => {
                model.data.attachments.remove(name);
                model.removed();
                model.commit();
            }
            Transition::LeaveLoose => {
                model.data.loose = true;
                model.commit();
            }
            Transition::RemoveLoose if model.data.loose => {
                model.data.loose = false;
                model.commit();
            }
            Transition::RemoveLoose => {}
            // What only the old keys open stops it.
            Transition::Rekey(_) if !model.data.notes.is_empty() => {}
            Transition::Rekey(sheet) => {
                model.added += 1;
                model.epochs += 1;
                model.retired.push(model.data.epoch);
                model.data.epoch = model.epochs;
                model.data.passphrases = vec![model.added];
                model.data.computers.clear();
                model.data.loose = false;
                model.removed();
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
