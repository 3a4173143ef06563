//! Disks that fail: the n-th I/O operation of each kind, for every n, once or from then on.
//!
//! Each change is repeated on a fresh copy, with the fault one I/O operation later each time, until the change
//! ends before the fault strikes. A change that fails must return the right code, leave everything as it
//! was, in memory and on the disk, and succeed when it is tried again.

use sotto_core::{Failure, Journal};
use std::sync::Arc;

use libsqlite3_sys as sqlite;

use super::attachments::{LARGE, SMALL};
use super::check;
use super::disk::{Disk, Fault, Kind};
use super::operations::{Operation, Prepared, VaultCopy};
use super::state::State;

/// More I/O operations of one kind than any of these changes needs.
const MOST: usize = 10_000;

/// The n that is tried after this one: the next; but of a large attachment, which writes a thousand pages one
/// after the other, not all beyond the first.
fn next_after(nth: usize, change: Option<&Operation>) -> usize {
    let step = if matches!(change, Some(Operation::Attach { bytes: LARGE, .. })) { nth / 12 } else { 0 };
    nth + step.max(1)
}

/// A way for a disk to fail, and the codes that it may lead to.
pub struct Trouble {
    pub name: &'static str,
    kinds: &'static [Kind],
    code: i32,
    codes: &'static [&'static str],
}

const fn trouble(
    name: &'static str,
    kinds: &'static [Kind],
    code: i32,
    codes: &'static [&'static str],
) -> Trouble {
    Trouble { name, kinds, code, codes }
}

/// If the same fault can hit reading and writing, the code says which of the two was under way.
const EITHER: &[&str] = &["write_failed", "read_failed"];

/// Everything that is tried.
pub const TROUBLES: [Trouble; 14] = [
    trouble("full", &[Kind::Write], sqlite::SQLITE_FULL, &["disk_full"]),
    trouble("write error", &[Kind::Write], sqlite::SQLITE_IOERR_WRITE, &["write_failed"]),
    trouble("read-only", &[Kind::Write], sqlite::SQLITE_READONLY, &["read_only"]),
    trouble("fsync error", &[Kind::Sync], sqlite::SQLITE_IOERR_FSYNC, &["write_failed"]),
    trouble("open refused", &[Kind::Open], sqlite::SQLITE_CANTOPEN, &["read_only"]),
    trouble("truncate error", &[Kind::Truncate], sqlite::SQLITE_IOERR_TRUNCATE, &["write_failed"]),
    trouble("delete error", &[Kind::Delete], sqlite::SQLITE_IOERR_DELETE, &["write_failed"]),
    trouble("read error", &[Kind::Read], sqlite::SQLITE_IOERR_READ, &["read_failed"]),
    trouble("size error", &[Kind::Size], sqlite::SQLITE_IOERR_FSTAT, &["read_failed"]),
    trouble("lock error", &[Kind::Lock], sqlite::SQLITE_IOERR_LOCK, EITHER),
    trouble("shared memory full", &[Kind::ShmMap], sqlite::SQLITE_IOERR_SHMSIZE, &["disk_full"]),
    trouble("shared memory error", &[Kind::ShmMap], sqlite::SQLITE_IOERR_SHMMAP, EITHER),
    trouble("shared lock error", &[Kind::ShmLock], sqlite::SQLITE_IOERR_SHMLOCK, EITHER),
    trouble(
        "everything",
        &[Kind::Open, Kind::Read, Kind::Write, Kind::Truncate, Kind::Sync, Kind::Size, Kind::Delete],
        sqlite::SQLITE_IOERR,
        EITHER,
    ),
];

/// A vault as it is before each change, and the changes to try on it.
fn changes() -> [Option<Operation>; CHANGES] {
    let text = |text: &str| text.to_owned();
    let long = format!("A long one. {}", "Words upon words. ".repeat(3_000));
    [
        // Unlocking itself, with a log that a crash left behind.
        None,
        Some(Operation::Write(long.clone())),
        Some(Operation::Edit { old: text("stored one"), new: text("stored one, edited") }),
        Some(Operation::Delete(text("stored one"))),
        Some(Operation::Draft { of: None, old: None, new: text("a new draft") }),
        Some(Operation::Draft { of: Some(text("stored two")), old: Some(text("draft of two")), new: long }),
        Some(Operation::KeepDrafts),
        Some(Operation::Capture(text("another note"))),
        Some(Operation::Accept(text("a note"))),
        Some(Operation::Discard(text("a note"))),
        Some(Operation::Recovery(1)),
        Some(Operation::Import((0..40).map(|n| format!("brought in: {n}")).collect())),
        Some(Operation::Checkpoint),
        Some(Operation::WriteWith { text: text("with a picture"), name: text("new.bin"), bytes: SMALL }),
        Some(Operation::Attach { to: text("stored two"), name: text("new.bin"), bytes: SMALL }),
        Some(Operation::Attach { to: text("stored two"), name: text("new.bin"), bytes: LARGE }),
        Some(Operation::DropAttachment(text("three.bin"))),
        // Last, because it derives a key each time.
        Some(Operation::Rekey),
    ]
}

const CHANGES: usize = 18;

/// The points of this harness: every change with every fault, once and from then on.
pub const POINTS: usize = TROUBLES.len() * 2 * CHANGES;
/// The first points, which need no slow key derivation.
pub const QUICK: usize = TROUBLES.len() * 2 * (CHANGES - 1);

/// The results of one point.
#[derive(Default)]
pub struct Tried {
    /// Faults that struck.
    pub faults: usize,
    /// Changes that failed and left everything as it was.
    pub refused: usize,
}

/// Tries every n of one point.
///
/// # Errors
/// What did not hold, in words.
pub fn point(number: usize) -> Result<Tried, String> {
    let trouble = &TROUBLES[number % TROUBLES.len()];
    let onwards = number / TROUBLES.len() % 2 == 1;
    let changes = changes();
    let change = changes[number / TROUBLES.len() / 2 % changes.len()].as_ref();
    let mut tried = Tried::default();
    let mut nth = 0;
    while nth < MOST {
        nth = next_after(nth, change);
        let fault = Fault { kinds: trouble.kinds, nth, onwards, code: trouble.code };
        let case = Case::before(change)?;
        let struck = match change {
            Some(operation) => case.changing(operation, fault, trouble, &mut tried),
            None => case.unlocking(fault, trouble, &mut tried),
        };
        let struck = struck.map_err(|why| {
            let always = if onwards { " and all after it" } else { "" };
            format!("{}: {} at I/O operation {nth}{always}: {why}", named(change), trouble.name)
        })?;
        if struck == 0 {
            return Ok(tried);
        }
        tried.faults += struck;
    }
    Err(format!("{}: {} never comes to an end", named(change), trouble.name))
}

fn named(change: Option<&Operation>) -> &'static str {
    match change {
        None => "unlock",
        Some(Operation::Write(_)) => "write",
        Some(Operation::Import(_)) => "import",
        Some(Operation::Edit { .. }) => "edit",
        Some(Operation::Delete(_)) => "delete",
        Some(Operation::WriteWith { .. }) => "write with an attachment",
        Some(Operation::Attach { bytes: ..=SMALL, .. }) => "attach",
        Some(Operation::Attach { .. }) => "attach many chunks",
        Some(Operation::DropAttachment(_)) => "drop an attachment",
        Some(Operation::Draft { .. }) => "draft",
        Some(Operation::KeepDrafts) => "keep drafts",
        Some(Operation::Capture(_)) => "capture",
        Some(Operation::Accept(_)) => "accept a note",
        Some(Operation::Discard(_)) => "discard a note",
        Some(Operation::Recovery(_)) => "new recovery sheet",
        Some(Operation::Rekey) => "new keys",
        Some(Operation::Checkpoint) => "checkpoint",
        Some(Operation::SaveView) => "save the view",
    }
}

struct Case {
    copy: VaultCopy,
    disk: Arc<Disk>,
    journal: Journal,
    state: State,
}

impl Case {
    fn before(change: Option<&Operation>) -> Result<Self, String> {
        // Keys cannot be changed while notes wait, and what is removed must be there.
        let with_note = !matches!(change, Some(Operation::Rekey));
        let with_three = matches!(change, Some(Operation::DropAttachment(_)));
        let copy = VaultCopy::new();
        let disk = Disk::at(copy.folder());
        let mut journal = copy.open(0).map_err(|error| error.to_string())?;
        let mut state = State::default();
        let text = |text: &str| text.to_owned();
        let operations = [
            Operation::Import(vec![text("stored one"), text("stored two"), text("stored three")]),
            Operation::Attach { to: text("stored one"), name: text("one.bin"), bytes: SMALL },
            Operation::Attach { to: text("stored three"), name: text("three.bin"), bytes: 2_500_000 },
            Operation::SaveView,
            Operation::Draft { of: Some(text("stored two")), old: None, new: text("draft of two") },
            Operation::Draft { of: None, old: None, new: text("draft of none") },
            Operation::Capture(text("a note")),
        ];
        for operation in operations.into_iter().filter(|operation| match operation {
            Operation::Capture(_) => with_note,
            Operation::Attach { bytes, .. } => with_three || *bytes == SMALL,
            _ => true,
        }) {
            let done = Prepared::new(&journal, &operation)?.run(&copy.vault_file(), &mut journal);
            done.map_err(|error| format!("before any fault: {error}"))?;
            state = state.after(&operation);
        }
        Ok(Self { copy, disk, journal, state })
    }

    /// Makes one change with a fault armed, and returns how often it struck.
    fn changing(
        mut self,
        operation: &Operation,
        fault: Fault,
        trouble: &Trouble,
        tried: &mut Tried,
    ) -> Result<usize, String> {
        let vault_file = self.copy.vault_file();
        let prepared = Prepared::new(&self.journal, operation)?;
        self.disk.arm(fault);
        let done = prepared.run(&vault_file, &mut self.journal);
        let struck = self.disk.disarm();
        let after = self.state.after(operation);
        let Err(error) = done else {
            self.holds(&after)?;
            return Ok(struck);
        };
        if struck == 0 {
            return Err(format!("fails without a fault: {error}"));
        }
        tried.refused += 1;
        has_expected_code(error, trouble)?;
        // A process that dies now leaves this behind.
        let crashed = self.as_it_lies()?;
        check::whole(&crashed.vault_file(), &self.state, Some(operation))
            .map_err(|why| format!("left behind: {why}"))?;
        // Each draft is stored in its own transaction, so some may be done.
        let before = match operation {
            Operation::KeepDrafts => State::found_in(self.journal.vault(), self.state.recovery)?,
            _ => self.state.clone(),
        };
        if let Some(why) = before.is_not_between(&self.state, Some(operation)) {
            return Err(why);
        }
        self.holds(&before)?;
        if fault.nth.is_multiple_of(2) {
            // After closing and opening, everything is as before.
            let vault_file = self.copy.vault_file();
            drop(self.journal);
            return check::whole(&vault_file, &before, None)
                .map(|_| struck)
                .map_err(|why| format!("reopened: {why}"));
        }
        let again = Prepared::new(&self.journal, operation)?.run(&vault_file, &mut self.journal);
        again.map_err(|error| format!("trying again: {error}"))?;
        self.holds(&after)?;
        drop(self.journal);
        check::whole(&vault_file, &after, None).map(|_| struck).map_err(|why| format!("tried again: {why}"))
    }

    /// Opens what a crash left behind with a fault armed.
    fn unlocking(self, fault: Fault, trouble: &Trouble, tried: &mut Tried) -> Result<usize, String> {
        let crashed = self.as_it_lies()?;
        drop(self.journal);
        let disk = Disk::at(crashed.folder());
        disk.arm(fault);
        let opened = crashed.open(self.state.recovery).map(drop);
        let struck = disk.disarm();
        match opened {
            Err(error) if struck == 0 => return Err(format!("fails without a fault: {error}")),
            Err(error) => {
                tried.refused += 1;
                has_expected_code(error, trouble)?;
            }
            Ok(()) => {}
        }
        check::whole(&crashed.vault_file(), &self.state, Some(&Operation::KeepDrafts)).map(|_| struck)
    }

    /// The vault's files as another process would find them now.
    fn as_it_lies(&self) -> Result<VaultCopy, String> {
        let copy = VaultCopy::new();
        for name in ["journal.sotto", "journal.sotto-wal"] {
            let (from, to) = (self.copy.folder().join(name), copy.folder().join(name));
            std::fs::copy(from, to).map_err(|error| format!("{name}: {error}"))?;
        }
        Ok(copy)
    }

    /// Checks that vault and view of the open journal hold exactly this.
    fn holds(&mut self, state: &State) -> Result<(), String> {
        if let Some(why) = State::found_in(self.journal.vault(), state.recovery)?.differs_from(state) {
            return Err(format!("in the open vault: {why}"));
        }
        self.journal.vault().check().map_err(|error| format!("in the open vault: {error}"))?;
        check::view_shows(&mut self.journal, state)
    }
}

fn has_expected_code(error: sotto_core::Error, trouble: &Trouble) -> Result<(), String> {
    let shown = error.to_string();
    let failure = Failure::from(error);
    if trouble.codes.contains(&failure.code.name().as_str()) {
        Ok(())
    } else {
        Err(format!("the code is {} ({shown})", failure.code))
    }
}
