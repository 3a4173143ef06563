//! Disks that fail: the k-th operation of each kind, for every k, once or from then on.
//!
//! Each change is repeated on a fresh copy, with the fault one operation later each time, until the change
//! ends before the fault strikes. A change that fails must return the right code, leave everything as it
//! was, in memory and on the disk, and succeed when it is tried again.

use sotto_core::{Failure, Journal};
use std::sync::Arc;

use libsqlite3_sys as sqlite;

use super::acts::{Act, Copy, Ready};
use super::check;
use super::disk::{Disk, Fault, Kind};
use super::state::State;

/// More operations of one kind than any of these changes needs.
const MOST: usize = 400;

/// A way for a disk to fail, and the codes that it may lead to.
pub struct Trouble {
    pub name: &'static str,
    kinds: &'static [Kind],
    code: i32,
    told: &'static [&'static str],
}

const fn trouble(
    name: &'static str,
    kinds: &'static [Kind],
    code: i32,
    told: &'static [&'static str],
) -> Trouble {
    Trouble { name, kinds, code, told }
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
fn changes() -> [Option<Act>; CHANGES] {
    let text = |text: &str| text.to_owned();
    let long = format!("A long one. {}", "Words upon words. ".repeat(3_000));
    [
        // Unlocking itself, with a log that a crash left behind.
        None,
        Some(Act::Write(long.clone())),
        Some(Act::Edit { old: text("kept one"), new: text("kept one, edited") }),
        Some(Act::Delete(text("kept one"))),
        Some(Act::Draft { of: None, old: None, new: text("a new draft") }),
        Some(Act::Draft { of: Some(text("kept two")), old: Some(text("draft of two")), new: long }),
        Some(Act::Keep),
        Some(Act::Capture(text("another note"))),
        Some(Act::Accept(text("a note"))),
        Some(Act::Discard(text("a note"))),
        Some(Act::Recovery(1)),
        Some(Act::Import((0..40).map(|n| format!("brought in: {n}")).collect())),
        Some(Act::Settle),
        // Last, because it derives a key each time.
        Some(Act::Rekey),
    ]
}

const CHANGES: usize = 14;

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

/// Tries every k of one point.
///
/// # Errors
/// What did not hold, in words.
pub fn point(number: usize) -> Result<Tried, String> {
    let trouble = &TROUBLES[number % TROUBLES.len()];
    let onwards = number / TROUBLES.len() % 2 == 1;
    let changes = changes();
    let change = changes[number / TROUBLES.len() / 2 % changes.len()].as_ref();
    let mut tried = Tried::default();
    for nth in 1..MOST {
        let fault = Fault { kinds: trouble.kinds, nth, onwards, code: trouble.code };
        // Keys cannot be changed while notes wait.
        let case = Case::new(!matches!(change, Some(Act::Rekey)))?;
        let struck = match change {
            Some(act) => case.changing(act, fault, trouble, &mut tried),
            None => case.unlocking(fault, trouble, &mut tried),
        };
        let struck = struck.map_err(|why| {
            let always = if onwards { " and all after it" } else { "" };
            format!("{}: {} at operation {nth}{always}: {why}", named(change), trouble.name)
        })?;
        if struck == 0 {
            return Ok(tried);
        }
        tried.faults += struck;
    }
    Err(format!("{}: {} never comes to an end", named(change), trouble.name))
}

fn named(change: Option<&Act>) -> &'static str {
    match change {
        None => "unlock",
        Some(Act::Write(_)) => "write",
        Some(Act::Import(_)) => "import",
        Some(Act::Edit { .. }) => "edit",
        Some(Act::Delete(_)) => "delete",
        Some(Act::Draft { .. }) => "draft",
        Some(Act::Keep) => "keep drafts",
        Some(Act::Capture(_)) => "capture",
        Some(Act::Accept(_)) => "accept a note",
        Some(Act::Discard(_)) => "discard a note",
        Some(Act::Recovery(_)) => "new recovery sheet",
        Some(Act::Rekey) => "new keys",
        Some(Act::Settle) => "settle",
        Some(Act::Images) => "images",
    }
}

struct Case {
    copy: Copy,
    disk: Arc<Disk>,
    journal: Journal,
    state: State,
}

impl Case {
    fn new(with_note: bool) -> Result<Self, String> {
        let copy = Copy::new();
        let disk = Disk::at(copy.folder());
        let mut journal = copy.open(0).map_err(|error| error.to_string())?;
        let mut state = State::default();
        let text = |text: &str| text.to_owned();
        let acts = [
            Act::Import(vec![text("kept one"), text("kept two"), text("kept three")]),
            Act::Images,
            Act::Draft { of: Some(text("kept two")), old: None, new: text("draft of two") },
            Act::Draft { of: None, old: None, new: text("draft of none") },
            Act::Capture(text("a note")),
        ];
        for act in acts.into_iter().filter(|act| with_note || !matches!(act, Act::Capture(_))) {
            let done = Ready::new(&journal, &act)?.run(&copy.place(), &mut journal);
            done.map_err(|error| format!("before any fault: {error}"))?;
            state = state.after(&act);
        }
        Ok(Self { copy, disk, journal, state })
    }

    /// Makes one change with a fault armed, and returns how often it struck.
    fn changing(
        mut self,
        act: &Act,
        fault: Fault,
        trouble: &Trouble,
        tried: &mut Tried,
    ) -> Result<usize, String> {
        let place = self.copy.place();
        let ready = Ready::new(&self.journal, act)?;
        self.disk.arm(fault);
        let done = ready.run(&place, &mut self.journal);
        let struck = self.disk.disarm();
        let after = self.state.after(act);
        let Err(error) = done else {
            self.holds(&after)?;
            return Ok(struck);
        };
        if struck == 0 {
            return Err(format!("fails without a fault: {error}"));
        }
        tried.refused += 1;
        told_rightly(error, trouble)?;
        // A process that dies now leaves this behind.
        let crashed = self.as_it_lies()?;
        check::whole(&crashed.place(), &self.state, Some(act))
            .map_err(|why| format!("left behind: {why}"))?;
        // Each draft is stored in its own transaction, so some may be done.
        let before = match act {
            Act::Keep => State::found_in(self.journal.vault(), self.state.recovery)?,
            _ => self.state.clone(),
        };
        if let Some(why) = before.is_not_between(&self.state, Some(act)) {
            return Err(why);
        }
        self.holds(&before)?;
        if fault.nth.is_multiple_of(2) {
            // After closing and opening, everything is as before.
            let place = self.copy.place();
            drop(self.journal);
            return check::whole(&place, &before, None)
                .map(|_| struck)
                .map_err(|why| format!("reopened: {why}"));
        }
        let again = Ready::new(&self.journal, act)?.run(&place, &mut self.journal);
        again.map_err(|error| format!("trying again: {error}"))?;
        self.holds(&after)?;
        drop(self.journal);
        check::whole(&place, &after, None).map(|_| struck).map_err(|why| format!("tried again: {why}"))
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
                told_rightly(error, trouble)?;
            }
            Ok(()) => {}
        }
        check::whole(&crashed.place(), &self.state, Some(&Act::Keep)).map(|_| struck)
    }

    /// The vault's files as another process would find them now.
    fn as_it_lies(&self) -> Result<Copy, String> {
        let copy = Copy::new();
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

fn told_rightly(error: sotto_core::Error, trouble: &Trouble) -> Result<(), String> {
    let shown = error.to_string();
    let failure = Failure::from(error);
    if trouble.told.contains(&failure.code.name().as_str()) {
        Ok(())
    } else {
        Err(format!("it is told as {} ({shown})", failure.code))
    }
}
