//! Writing, finding, reading; and notes left while locked.

use sotto_core::reflections::{
    CapturedNote, DayCount, JoinMode, Reflection, ReflectionInput, RevisionText, SavedDraft, Sort,
    SummaryPage, TagCount,
};
use sotto_core::sessions::Today;
use sotto_core::vault::Id;

use crate::app::App;
use crate::aside::{self, Words};
use crate::call::calls;
use crate::failure::CallResult;

calls![
    /// Seals a note without unlocking.
    pub fn capture(app: &App, text: String) -> CallResult<()> {
        app.vault_file.capture(&text, &app.now().to_rfc3339())?;
        Ok(())
    }

    /// The notes left while locked.
    pub fn captured_list(app: &App) -> CallResult<Vec<CapturedNote>> {
        app.journal(|journal| journal.captured())
    }

    /// Makes a reflection of a note, and answers with its id.
    pub fn captured_accept(app: &App, id: Id) -> CallResult<Id> {
        app.journal(|journal| journal.captured_accept(id, app.now()))
    }

    /// Deletes a note.
    pub fn captured_discard(app: &App, id: Id) -> CallResult<()> {
        app.journal(|journal| journal.captured_discard(id))
    }

    /// Today's page, the next session, and what waits.
    pub fn today(app: &App) -> CallResult<Today> {
        app.journal(|journal| journal.today(app.now()))
    }

    /// Seals the draft of a reflection, or of a new one, which gets the random id `new`. Words that cannot be saved
    /// are set aside: the failure says in `set_aside` whether on a disk or in memory.
    pub fn draft_save(
        app: &App,
        reflection: Option<Id>,
        new: Option<Id>,
        input: ReflectionInput,
    ) -> CallResult<SavedDraft> {
        let saved = app.journal(|journal| match (reflection, new) {
            (None, Some(new)) => journal.draft_save_as(new, &input, app.now()),
            _ => journal.draft_save(reflection, &input, app.now()),
        });
        aside::settle(app, saved, Words::Draft { reflection, new, input })
    }

    /// Makes a revision of the draft, and answers with its number.
    pub fn draft_keep(app: &App, reflection: Id) -> CallResult<u32> {
        app.journal(|journal| journal.draft_keep(reflection, app.now()))
    }

    /// Reflections that match a query, the newest first.
    pub fn reflection_list(app: &App, query: String, limit: u32, offset: u32) -> CallResult<SummaryPage> {
        app.journal(|journal| journal.reflection_list(&query, Sort::Recent, limit, offset))
    }

    /// A reflection, or its draft.
    pub fn reflection_read(app: &App, id: Id) -> CallResult<Reflection> {
        app.journal(|journal| journal.reflection_read(id))
    }

    /// Every revision of a reflection.
    pub fn reflection_revisions(app: &App, id: Id) -> CallResult<Vec<RevisionText>> {
        app.journal(|journal| journal.reflection_revisions(id))
    }

    /// The current revisions of a reflection: several when it was changed in two copies of the journal.
    pub fn reflection_heads(app: &App, id: Id) -> CallResult<Vec<RevisionText>> {
        app.journal(|journal| journal.reflection_heads(id))
    }

    /// Joins all current revisions of a reflection around the chosen one, and answers with the number of the new
    /// one. All of them stay in the history.
    pub fn reflection_join(app: &App, id: Id, chosen: Id, mode: JoinMode) -> CallResult<u32> {
        app.journal(|journal| journal.reflection_join(id, chosen, mode, app.now()))
    }

    /// Deletes a reflection with all its revisions.
    pub fn reflection_delete(app: &App, id: Id) -> CallResult<()> {
        app.journal(|journal| journal.reflection_delete(id, app.now()))?;
        aside::give_up(app, id);
        Ok(())
    }

    /// How many reflections each day of a month has.
    pub fn calendar(app: &App, year: i32, month: u32) -> CallResult<Vec<DayCount>> {
        app.journal(|journal| journal.calendar(year, month))
    }

    /// Every tag, with how often it is used.
    pub fn tags(app: &App) -> CallResult<Vec<TagCount>> {
        app.journal(|journal| journal.tags())
    }
];
