//! Long tasks: the progress of each, and how it is cancelled.
//!
//! Apart from the open journal, so that both can be asked for while a task runs. What a task does, and where
//! it can be cancelled, is the core's; of each kind the window shows one.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sotto_core::vault::Stage;

use crate::app::guard;

/// A task that takes long enough for its progress to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Task {
    Backup,
    /// Opening the newest backup and checking it.
    Rehearsal,
    Restore,
    Check,
    Export,
    /// Saving what is undamaged of a damaged journal.
    Recover,
    Rekey,
}

impl Task {
    const ALL: [Self; 7] =
        [Self::Backup, Self::Rehearsal, Self::Restore, Self::Check, Self::Export, Self::Recover, Self::Rekey];
}

/// The progress of a task.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TaskProgress {
    /// What is being done; none before the task has begun. What is counted depends on it: see `Stage`.
    #[cfg_attr(
        test,
        ts(
            type = r#""copying" | "checking" | "keeping" | "sealing" | "writing" | "attaching" | "reading" | null"#
        )
    )]
    pub stage: Option<&'static str>,
    pub done: u64,
    /// 0 while the whole is not known yet.
    pub of: u64,
}

/// Every kind of task.
#[derive(Default)]
pub struct Tasks {
    states: Mutex<BTreeMap<Task, TaskState>>,
    /// A task has ended or was cancelled.
    changed: Condvar,
}

#[derive(Default)]
struct TaskState {
    progress: TaskProgress,
    /// How many of this kind run or wait for their turn.
    running: usize,
    /// How often this kind was cancelled. A task runs until the number is another than at its beginning.
    cancelled: u64,
    /// Whether one of this kind waits at its next report of how much there is to do, until it is cancelled.
    held: bool,
}

/// A task that was asked for. It may wait behind another of its kind; cancelling cancels both. Dropped, it
/// has ended.
pub struct RunningTask<'a> {
    tasks: &'a Tasks,
    task: Task,
    cancelled: u64,
}

impl Tasks {
    /// Begins a task.
    pub fn begin(&self, task: Task) -> RunningTask<'_> {
        let mut states = guard(&self.states);
        let state = states.entry(task).or_default();
        state.running += 1;
        RunningTask { tasks: self, task, cancelled: state.cancelled }
    }

    /// The progress of the task of this kind that reported last.
    pub fn progress(&self, task: Task) -> TaskProgress {
        guard(&self.states).get(&task).map(|state| state.progress).unwrap_or_default()
    }

    /// Cancels what has begun of this kind. What begins later is not affected.
    pub fn cancel(&self, task: Task) {
        guard(&self.states).entry(task).or_default().cancelled += 1;
        self.changed.notify_all();
    }

    /// Cancels every task that has begun.
    pub fn cancel_all(&self) {
        Task::ALL.into_iter().for_each(|task| self.cancel(task));
    }

    /// Makes every task of this kind wait at its next report of how much there is to do, until it is cancelled: for
    /// tests, and for pictures of a screen that shows its progress.
    pub fn hold(&self, task: Task) {
        guard(&self.states).entry(task).or_default().held = true;
    }

    /// Waits until no task runs, and says whether that came about within `patience`.
    pub fn wait_until_ended(&self, patience: Duration) -> bool {
        let runs = |states: &mut BTreeMap<Task, TaskState>| states.values().any(|state| state.running > 0);
        let waited = self.changed.wait_timeout_while(guard(&self.states), patience, runs);
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }
}

impl RunningTask<'_> {
    /// Reports progress, and says whether to go on.
    pub fn report(&self, stage: Stage, done: u64, of: u64) -> ControlFlow<()> {
        let stage = Some(match stage {
            Stage::Copying => "copying",
            Stage::Checking => "checking",
            Stage::Keeping => "keeping",
            Stage::Sealing => "sealing",
            Stage::Writing => "writing",
            Stage::Attaching => "attaching",
            Stage::Reading => "reading",
        });
        let mut states = guard(&self.tasks.states);
        states.entry(self.task).or_default().progress = TaskProgress { stage, done, of };
        let cancelled = |states: &BTreeMap<Task, TaskState>| {
            states.get(&self.task).is_none_or(|state| state.cancelled != self.cancelled)
        };
        let held =
            |states: &BTreeMap<Task, TaskState>| states.get(&self.task).is_some_and(|state| state.held);
        while of > 0 && held(&states) && !cancelled(&states) {
            states = self.tasks.changed.wait(states).unwrap_or_else(PoisonError::into_inner);
        }
        if cancelled(&states) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

impl Drop for RunningTask<'_> {
    fn drop(&mut self) {
        let mut states = guard(&self.tasks.states);
        let state = states.entry(self.task).or_default();
        state.progress = TaskProgress::default();
        state.running = state.running.saturating_sub(1);
        self.tasks.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cancelling_ends_the_running_task_and_the_one_that_waits_behind_it_but_no_other() {
        let tasks = Tasks::default();
        let (first, waiting) = (tasks.begin(Task::Backup), tasks.begin(Task::Backup));
        assert!(first.report(Stage::Copying, 1, 2).is_continue());
        tasks.cancel(Task::Rehearsal);
        assert!(first.report(Stage::Copying, 2, 2).is_continue(), "another kind");
        tasks.cancel(Task::Backup);
        assert!(first.report(Stage::Checking, 0, 9).is_break(), "the first");
        assert!(waiting.report(Stage::Copying, 1, 2).is_break(), "the one behind it");
        drop((first, waiting));
        assert!(tasks.begin(Task::Backup).report(Stage::Copying, 1, 2).is_continue(), "the next one goes on");
    }

    #[test]
    fn progress_can_be_asked_for_and_ends_with_the_task() {
        let tasks = Tasks::default();
        let running = tasks.begin(Task::Check);
        let _ = running.report(Stage::Checking, 3, 9);
        let progress = TaskProgress { stage: Some("checking"), done: 3, of: 9 };
        assert_eq!(tasks.progress(Task::Check), progress);
        drop(running);
        assert_eq!(tasks.progress(Task::Check), TaskProgress::default());
    }

    #[test]
    fn waiting_ends_with_the_last_task_or_with_patience() {
        let tasks = Tasks::default();
        let running = tasks.begin(Task::Export);
        assert!(!tasks.wait_until_ended(Duration::from_millis(5)), "one still runs");
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| tasks.wait_until_ended(Duration::from_secs(60)));
            drop(running);
            assert!(waiting.join().unwrap());
        });
    }

    #[test]
    fn cancelling_all_reaches_every_kind() {
        let tasks = Tasks::default();
        let running: Vec<_> = Task::ALL.into_iter().map(|task| tasks.begin(task)).collect();
        tasks.cancel_all();
        assert!(running.iter().all(|task| task.report(Stage::Checking, 0, 1).is_break()));
    }
}
