//! What is remembered of a vault's backups between two runs, and when the next one is due.
//!
//! It lies with the settings of this computer, not in the vault: it is about a folder of this
//! computer, tells nothing that anyone wrote, and making a backup must not change what is backed up.

use chrono::{DateTime, TimeDelta};
use serde::{Deserialize, Serialize};
use sotto_vault::{Device, Id};

use crate::base::Failure;
use crate::base::Now;

/// Days between two rehearsals.
const REHEARSAL: TimeDelta = TimeDelta::days(30);
/// After a failure, the next attempt waits so long: a disk that is not plugged in is no reason to
/// knock every minute.
const AGAIN: TimeDelta = TimeDelta::hours(1);

/// How the backups of a vault stand. All moments are RFC 3339.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(default)]
pub struct BackupState {
    /// When one was last made and found whole.
    pub last_run: Option<String>,
    /// Records in it.
    pub records: u32,
    /// How many backups there were in the folder then.
    pub kept: u32,
    /// When one was last opened and found whole for a rehearsal.
    pub last_rehearsal: Option<String>,
    /// Records in it.
    pub rehearsed: u32,
    /// The code of what went wrong last; none once it went well again.
    #[cfg_attr(feature = "bindings", ts(type = "Code | null"))]
    pub error: Option<String>,
    /// When that was, or when the person stopped one: nothing is tried for an hour.
    pub error_at: Option<String>,
    /// A rehearsal found the newest backup damaged: another one is due, whatever else holds.
    pub damaged: bool,
    /// When the first was made: the first rehearsal counts from there.
    pub first_run: Option<String>,
    /// The state of the vault that was backed up last.
    pub of: String,
}

impl BackupState {
    /// What was remembered. Something that cannot be read counts as nothing: then a backup is due.
    pub fn read(device: &Device, vault: Id) -> Self {
        device.backups(vault).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    }

    /// Failing to remember makes a backup too many, never one too few.
    pub(super) fn keep(&self, device: &Device, vault: Id) {
        if let Ok(text) = serde_json::to_string(self) {
            let _ = device.save_backups(vault, &text);
        }
    }

    /// One a day when something changed. A clock that was put back makes one due, too.
    pub fn run_due(&self, of: &str, now: Now) -> bool {
        if self.failed_lately(now) {
            return false;
        }
        let today = moment(self.last_run.as_deref())
            .is_some_and(|last| last.with_timezone(now.offset()).date_naive() == now.date_naive());
        self.damaged || (self.of != of && !today)
    }

    /// Once a month, from the first backup on.
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

    /// What was stopped is no failure, and yet no reason to begin again at once.
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
