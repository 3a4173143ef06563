//! Groups and when they meet.

use sotto_core::groups::{Group, GroupInput};
use sotto_core::vault::Id;

use crate::app::App;
use crate::call::calls;
use crate::failure::CallResult;

calls![
    /// Every group, with its next session.
    pub fn group_list(app: &App) -> CallResult<Vec<Group>> {
        app.journal(|journal| journal.group_list(app.now()))
    }

    /// Adds a group, or changes the one with this id.
    pub fn group_save(app: &App, id: Option<Id>, input: GroupInput) -> CallResult<Group> {
        app.journal(|journal| journal.group_save(id, &input, app.now()))
    }

    /// Deletes a group.
    pub fn group_delete(app: &App, id: Id) -> CallResult<()> {
        app.journal(|journal| journal.group_delete(id, app.now()))
    }
];
