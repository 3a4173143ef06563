//! Long works: how far each is, for the window to ask, and the word that stops it.
//!
//! Apart from the journal, which a work may hold all the while. What a work is and where it can be stopped
//! is the core's; of one kind, the window shows one at a time.

use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::{Deserialize, Serialize};
use sotto_core::vault::Stage;

use crate::app::held;

/// A work that takes long enough to be looked at.
#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Work {
    Backup,
    Rehearsal,
    Restore,
    Check,
    Export,
    /// Saving what is sound of a damaged journal.
    Sound,
    Rekey,
}

/// How far a work is.
#[derive(Clone, Copy, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Done {
    /// What is being done; bytes are counted while copying and keeping. None before the work has begun.
    #[cfg_attr(test, ts(type = r#""copying" | "checking" | "keeping" | "sealing" | "writing" | null"#))]
    pub stage: Option<&'static str>,
    #[cfg_attr(test, ts(type = "number"))]
    pub done: u64,
    /// 0 while nobody knows yet.
    #[cfg_attr(test, ts(type = "number"))]
    pub of: u64,
}

/// Every kind of work.
#[derive(Default)]
pub struct Works([HowFar; 7]);

#[derive(Default)]
struct HowFar {
    now: Mutex<Done>,
    /// How often somebody wanted works of this kind to stop.
    stops: AtomicUsize,
}

/// A work that was asked for. It may wait for its turn behind another of its kind: who stops that one,
/// stops both. Dropped, it is over.
pub struct Going<'a> {
    far: &'a HowFar,
    stops: usize,
}

impl Works {
    pub fn begin(&self, work: Work) -> Going<'_> {
        let far = self.of(work);
        Going { far, stops: far.stops.load(Ordering::SeqCst) }
    }

    pub fn so_far(&self, work: Work) -> Done {
        *held(&self.of(work).now)
    }

    /// What is asked for from now on is another matter.
    pub fn stop(&self, work: Work) {
        self.of(work).stops.fetch_add(1, Ordering::SeqCst);
    }

    fn of(&self, work: Work) -> &HowFar {
        let Self([backup, rehearsal, restore, check, export, sound, rekey]) = self;
        match work {
            Work::Backup => backup,
            Work::Rehearsal => rehearsal,
            Work::Restore => restore,
            Work::Check => check,
            Work::Export => export,
            Work::Sound => sound,
            Work::Rekey => rekey,
        }
    }
}

impl Going<'_> {
    /// For a work of the core, which asks whether to go on.
    pub fn watch(&self, stage: Stage, done: u64, of: u64) -> ControlFlow<()> {
        let stage = Some(match stage {
            Stage::Copying => "copying",
            Stage::Checking => "checking",
            Stage::Keeping => "keeping",
            Stage::Sealing => "sealing",
            Stage::Writing => "writing",
            Stage::Attaching => "attaching",
            Stage::Reading => "reading",
        });
        *held(&self.far.now) = Done { stage, done, of };
        if self.far.stops.load(Ordering::SeqCst) == self.stops {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }
}

impl Drop for Going<'_> {
    fn drop(&mut self) {
        *held(&self.far.now) = Done::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_work_is_stopped_once_and_the_one_that_waits_behind_it_too() {
        let works = Works::default();
        let (first, waiting) = (works.begin(Work::Backup), works.begin(Work::Backup));
        assert!(first.watch(Stage::Copying, 1, 2).is_continue());
        works.stop(Work::Rehearsal);
        assert!(first.watch(Stage::Copying, 2, 2).is_continue(), "another kind");
        works.stop(Work::Backup);
        assert!(
            first.watch(Stage::Checking, 0, 9).is_break() && waiting.watch(Stage::Copying, 1, 2).is_break()
        );
        drop((first, waiting));
        assert!(works.begin(Work::Backup).watch(Stage::Copying, 1, 2).is_continue(), "the next one goes on");
    }

    #[test]
    fn how_far_it_is_can_be_asked_and_ends_with_it() {
        let works = Works::default();
        let going = works.begin(Work::Check);
        let _ = going.watch(Stage::Checking, 3, 9);
        let Done { stage, done, of } = works.so_far(Work::Check);
        assert_eq!((stage, done, of), (Some("checking"), 3, 9));
        drop(going);
        assert_eq!(works.so_far(Work::Check).of, 0);
    }
}
