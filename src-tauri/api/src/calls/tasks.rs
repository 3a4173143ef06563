//! The progress of long tasks, and cancelling them. The tasks themselves are with their features.

use crate::app::App;
use crate::call::calls;
use crate::failure::CallResult;
use crate::tasks::{Task, TaskProgress};

calls![
    /// The progress of a task.
    pub fn task_progress(app: &App, task: Task) -> CallResult<TaskProgress> {
        Ok(app.tasks.progress(task))
    }

    /// Cancels a task. It ends with `cancelled` as soon as it can, and has changed nothing.
    pub fn task_cancel(app: &App, task: Task) -> CallResult<()> {
        app.tasks.cancel(task);
        Ok(())
    }
];
