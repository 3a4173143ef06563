//! Locking while a task runs: the task is cancelled as a whole, and nothing half-made is left.

mod common;

use std::ops::ControlFlow;
use std::sync::mpsc;

use common::{Case, PASSPHRASE};
use serde_json::json;
use sotto_api::tasks::Task;
use sotto_core::Code;
use sotto_core::vault::Stage;

#[test]
fn locking_waits_for_a_task_that_it_has_cancelled() {
    let case = Case::open();
    let (begun, may_lock) = mpsc::channel();
    let order = std::thread::scope(|scope| {
        let task = scope.spawn(|| {
            let task = case.app.tasks.begin(Task::Export);
            begun.send(()).unwrap();
            // A task that works in batches, for as long as nobody cancels it.
            while task.report(Stage::Writing, 1, 2).is_continue() {
                std::thread::yield_now();
            }
            case.app.is_open()
        });
        may_lock.recv().unwrap();
        case.app.seal();
        assert!(task.is_finished() || task.join().is_ok());
    });
    let () = order;
    assert_eq!(case.call("today", json!({})).unwrap_err().code, Code::Locked);
    let task = case.app.tasks.begin(Task::Export);
    assert_eq!(task.report(Stage::Writing, 0, 1), ControlFlow::Continue(()), "the next one is not cancelled");
    drop(task);
    case.call("unlock", json!({ "passphrase": PASSPHRASE })).unwrap();
}
