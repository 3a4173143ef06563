//! The stored state of a vault's backups, and when the next backup or rehearsal is due.
//!
//! It is stored with the settings of this computer, not in the vault: it is about a folder of this
//! computer, holds no text that anyone wrote, and making a backup must not change the vault.

use chrono::{DateTime, TimeDelta};
use serde::{Deserialize, Serialize};
use sotto_vault::{Device, Id};

use crate::base::Failure;
use crate::base::Now;

/// Days between two rehearsals.
const REHEARSAL: TimeDelta = TimeDelta::days(30);
/// The wait after a failure, so that a disk that is not plugged in does not cause an attempt every
/// minute.
const AGAIN: TimeDelta = TimeDelta::hours(1);

/// The state of a vault's backups. All moments are RFC 3339.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(default)]
pub struct BackupState {
    /// When a backup was last made and checked.
    pub last_run: Option<String>,
    /// Records in it.
    pub records: u32,
    /// How many backups were in the folder then.
    pub kept: u32,
    /// When a rehearsal last succeeded.
    pub last_rehearsal: Option<String>,
    /// Records in it.
    pub rehearsed: u32,
    /// The code of the last failure; `None` after a success.
    #[cfg_attr(feature = "bindings", ts(type = "Code | null"))]
    pub error: Option<String>,
    /// When that was, or when the person last stopped a run. Nothing is tried for an hour after it.
    pub error_at: Option<String>,
    /// A rehearsal found the newest backup damaged, so another backup is due.
    pub damaged: bool,
    /// When the first backup was made; the first rehearsal is due a month later.
    pub first_run: Option<String>,
    /// The state of the vault that was backed up last.
    pub of: String,
}

impl BackupState {
    /// Reads the stored state. If it cannot be read it is empty, and a backup is due.
    pub fn read(device: &Device, vault: Id) -> Self {
        device.backups(vault).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    }

    /// Stores the state. If that fails, one backup too many is made, never one too few.
    pub(super) fn keep(&self, device: &Device, vault: Id) {
        if let Ok(text) = serde_json::to_string(self) {
            let _ = device.save_backups(vault, &text);
        }
    }

    /// Whether a backup is due: once a day if something changed. If the clock was put back, one is due too.
    pub fn run_due(&self, of: &str, now: Now) -> bool {
        if self.failed_lately(now) {
            return false;
        }
        let today = moment(self.last_run.as_deref())
            .is_some_and(|last| last.with_timezone(now.offset()).date_naive() == now.date_naive());
        self.damaged || (self.of != of && !today)
    }

    /// Whether a rehearsal is due: once a month, counted from the first backup.
    pub fn rehearsal_due(&self, now: Now) -> bool {
        let last = moment(self.last_rehearsal.as_deref().or(self.first_run.as_deref()));
        !self.failed_lately(now) && last.is_some_and(|last| (now - last).abs() >= REHEARSAL)
    }

    fn failed_lately(&self, now: Now) -> bool {
        moment(self.error_at.as_deref()).is_some_and(|at| (now - at).abs() < AGAIN)
    }

    pub(super) fn ran(&mut self, records: usize, kept: usize, of: String, now: Now) {
        self.last_run = Some(now.to_rfc3339());
        self.first_run.get_or_insert_with(|| now.to_rfc3339());
        self.records = number(records);
        self.kept = number(kept);
        self.of = of;
        self.damaged = false;
        self.error = None;
        self.error_at = None;
    }

    pub(super) fn rehearsed(&mut self, records: usize, now: Now) {
        self.last_rehearsal = Some(now.to_rfc3339());
        self.rehearsed = number(records);
        self.error = None;
        self.error_at = None;
    }

    /// Stores a failure. A run that the person stopped has no code, but the next attempt waits all the same.
    pub(super) fn failed(&mut self, failure: &Failure, now: Now) {
        if !failure.is_cancelled() {
            self.error = Some(failure.code.name());
        }
        self.error_at = Some(now.to_rfc3339());
    }
}

fn moment(text: Option<&str>) -> Option<Now> {
    DateTime::parse_from_rfc3339(text?).ok()
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Now {
        Now::parse_from_rfc3339(text).unwrap()
    }

    #[test]
    fn one_is_due_on_a_day_on_which_something_changed() {
        let mut state = BackupState::default();
        let evening = at("2026-11-23T20:14:00+00:00");
        assert!(state.run_due("one", evening));
        state.ran(3, 1, "one".into(), evening);
        assert!(!state.run_due("one", at("2027-11-23T20:14:00+00:00")), "nothing changed for a year");
        assert!(!state.run_due("two", at("2026-11-23T23:59:00+00:00")), "one of today is there");
        assert!(state.run_due("two", at("2026-11-24T00:01:00+00:00")));
        assert!(!state.run_due("two", at("2026-11-24T06:00:00+09:00")), "the day is the one it is here");
        assert!(state.run_due("two", at("2026-11-25T00:01:00+09:00")));
        assert!(state.run_due("two", at("2020-01-01T00:00:00+00:00")), "the clock was put back");
        state.damaged = true;
        assert!(state.run_due("one", evening), "the newest one is damaged");
    }

    #[test]
    fn a_rehearsal_is_due_a_month_after_the_first_backup_and_after_each_rehearsal() {
        let mut state = BackupState::default();
        assert!(!state.rehearsal_due(at("2026-11-23T20:14:00+00:00")), "there is nothing to rehearse");
        state.ran(3, 1, "one".into(), at("2026-11-01T12:00:00+00:00"));
        state.ran(3, 1, "two".into(), at("2026-11-20T12:00:00+00:00"));
        assert!(!state.rehearsal_due(at("2026-11-30T12:00:00+00:00")));
        assert!(state.rehearsal_due(at("2026-12-01T12:00:00+00:00")));
        state.rehearsed(3, at("2026-12-01T12:00:00+00:00"));
        assert!(!state.rehearsal_due(at("2026-12-30T12:00:00+00:00")));
        assert!(state.rehearsal_due(at("2026-12-31T12:00:00+00:00")));
        assert!(state.rehearsal_due(at("2016-12-31T12:00:00+00:00")), "a clock put back cannot put it off");
    }

    #[test]
    fn after_a_failure_it_waits_an_hour_and_says_so_until_it_went_well() {
        let mut state = BackupState::default();
        let noon = at("2026-11-23T12:00:00+00:00");
        state.failed(&Failure::new(crate::Code::FolderMissing), noon);
        assert!(!state.run_due("one", at("2026-11-23T12:59:00+00:00")));
        assert!(state.run_due("one", at("2026-11-23T13:00:00+00:00")));
        assert!(
            state.run_due("one", at("2026-11-22T13:00:00+00:00")),
            "a clock put back does not put it off"
        );
        assert_eq!(state.error.as_deref(), Some("folder_missing"));
        state.ran(3, 1, "one".into(), noon);
        assert_eq!((state.error, state.error_at), (None, None));
    }

    #[test]
    fn one_that_was_stopped_is_no_failure_and_waits_an_hour() {
        let mut state = BackupState::default();
        let noon = at("2026-11-23T12:00:00+00:00");
        let stopped = Failure::from(sotto_vault::Error::Cancelled);
        state.failed(&stopped, noon);
        assert_eq!(state.error, None);
        assert!(!state.run_due("one", at("2026-11-23T12:01:00+00:00")), "it would begin again at once");
        assert!(state.run_due("one", at("2026-11-23T13:00:00+00:00")));
        state.failed(&Failure::new(crate::Code::FolderMissing), noon);
        state.failed(&stopped, noon);
        assert_eq!(state.error.as_deref(), Some("folder_missing"), "it did not go well meanwhile");
    }

    #[test]
    fn what_cannot_be_read_counts_as_nothing() {
        let place = tempfile::TempDir::new().unwrap();
        let device = Device::at(place.path());
        let vault = Id::from_bytes([1; 16]);
        let state = BackupState { records: 7, ..BackupState::default() };
        state.keep(&device, vault);
        assert_eq!(BackupState::read(&device, vault).records, 7);
        assert_eq!(BackupState::read(&device, Id::from_bytes([2; 16])).records, 0, "each vault its own");
        device.save_backups(vault, "{ not json").unwrap();
        assert!(BackupState::read(&device, vault).run_due("one", at("2026-11-23T12:00:00+00:00")));
    }
}
