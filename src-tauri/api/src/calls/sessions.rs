//! Preparing for a session.

use sotto_core::sessions::{Bring, BringInput, Preparation};
use sotto_core::vault::Id;

use crate::app::App;
use crate::call::calls;
use crate::failure::CallResult;

calls![
    /// The next session, what to bring, and what was written since the last one.
    pub fn preparation(app: &App) -> CallResult<Preparation> {
        app.journal(|journal| journal.preparation(app.now()))
    }

    /// Adds something to bring, or changes the one with this id.
    pub fn bring_save(app: &App, id: Option<Id>, input: BringInput) -> CallResult<Bring> {
        app.journal(|journal| journal.bring_save(id, &input, app.now()))
    }

    /// Deletes something to bring.
    pub fn bring_delete(app: &App, id: Id) -> CallResult<()> {
        app.journal(|journal| journal.bring_delete(id, app.now()))
    }
];
