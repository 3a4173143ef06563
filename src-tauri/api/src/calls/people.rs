//! People whose names must not leave.

use sotto_core::people::{Person, PersonInput};
use sotto_core::vault::Id;

use crate::app::App;
use crate::call::calls;
use crate::failure::CallResult;

calls![
    /// Every person.
    pub fn person_list(app: &App) -> CallResult<Vec<Person>> {
        app.journal(|journal| journal.person_list())
    }

    /// Adds a person, or changes the one with this id.
    pub fn person_save(app: &App, id: Option<Id>, input: PersonInput) -> CallResult<Person> {
        app.journal(|journal| journal.person_save(id, &input, app.now()))
    }

    /// Deletes a person; the name is no longer masked.
    pub fn person_delete(app: &App, id: Id) -> CallResult<()> {
        app.journal(|journal| journal.person_delete(id, app.now()))
    }
];
