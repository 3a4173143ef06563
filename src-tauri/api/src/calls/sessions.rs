//! Preparing for a session.

use sotto_core::sessions::{Bring, BringInput, Preparation};
use sotto_core::vault::Id;

use crate::app::App;
use crate::aside::{self, AsidePlace, Words};
use crate::call::calls;
use crate::failure::CallResult;

calls![
    /// The next session, what to bring, and what was written since the last one.
    pub fn preparation(app: &App) -> CallResult<Preparation> {
        app.journal(|journal| journal.preparation(app.now()))
    }

    /// Adds something to bring, which gets the random id `new`, or changes the one with this id. Words that cannot be
    /// saved are set aside, as of a draft.
    pub fn bring_save(app: &App, id: Option<Id>, new: Option<Id>, input: BringInput) -> CallResult<Bring> {
        let saved = app.journal(|journal| match (id, new) {
            (None, Some(new)) => journal.bring_save_as(new, &input, app.now()),
            _ => journal.bring_save(id, &input, app.now()),
        });
        aside::settle(app, saved, Words::Bring { id, new, input })
    }

    /// Sets something to bring aside that cannot be kept yet, such as one without a title, so that locking does not
    /// lose it. Answers where; nothing when there was no place for it.
    pub fn bring_set_aside(
        app: &App,
        id: Option<Id>,
        new: Option<Id>,
        input: BringInput,
    ) -> CallResult<Option<AsidePlace>> {
        app.journal(|_| Ok(()))?;
        Ok(aside::put(app, Words::Unfinished { id, new, input }))
    }

    /// The person gives up words that could not be saved: nothing is set aside of them any longer.
    pub fn words_give_up(app: &App, id: Id) -> CallResult<()> {
        app.journal(|_| Ok(()))?;
        aside::give_up(app, id);
        Ok(())
    }

    /// Deletes something to bring.
    pub fn bring_delete(app: &App, id: Id) -> CallResult<()> {
        app.journal(|journal| journal.bring_delete(id, app.now()))?;
        aside::give_up(app, id);
        Ok(())
    }
];
