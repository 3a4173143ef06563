//! Writing, finding, reading; and notes left while locked.

use sotto_core::reflections::{
    CapturedNote, DayCount, Reflection, ReflectionInput, RevisionText, SavedDraft, Sort, SummaryPage,
    TagCount,
};
use sotto_core::sessions::Today;
use sotto_core::vault::Id;
use tauri::State;

use crate::app::App;
use crate::desktop::clock::now;
use crate::failure::Answer;

/// Seals a note without unlocking.
#[tauri::command(async)]
pub fn capture(app: State<'_, App>, text: String) -> Answer<()> {
    app.place.capture(&text, &now().to_rfc3339())?;
    Ok(())
}

#[tauri::command(async)]
pub fn captured_list(app: State<'_, App>) -> Answer<Vec<CapturedNote>> {
    app.with(|open| open.journal.captured())
}

#[tauri::command(async)]
pub fn captured_accept(app: State<'_, App>, id: Id) -> Answer<Id> {
    app.with(|open| open.journal.captured_accept(id, now()))
}

#[tauri::command(async)]
pub fn captured_discard(app: State<'_, App>, id: Id) -> Answer<()> {
    app.with(|open| open.journal.captured_discard(id))
}

#[tauri::command(async)]
pub fn today(app: State<'_, App>) -> Answer<Today> {
    app.with(|open| open.journal.today(now()))
}

#[tauri::command(async)]
pub fn draft_save(app: State<'_, App>, reflection: Option<Id>, input: ReflectionInput) -> Answer<SavedDraft> {
    app.with(|open| open.journal.draft_save(reflection, &input, now()))
}

#[tauri::command(async)]
pub fn draft_keep(app: State<'_, App>, reflection: Id) -> Answer<u32> {
    app.with(|open| open.journal.draft_keep(reflection, now()))
}

#[tauri::command(async)]
pub fn reflection_list(app: State<'_, App>, query: String, limit: u32, offset: u32) -> Answer<SummaryPage> {
    app.with(|open| open.journal.reflection_list(&query, Sort::Recent, limit, offset))
}

#[tauri::command(async)]
pub fn reflection_read(app: State<'_, App>, id: Id) -> Answer<Reflection> {
    app.with(|open| open.journal.reflection_read(id))
}

#[tauri::command(async)]
pub fn reflection_revisions(app: State<'_, App>, id: Id) -> Answer<Vec<RevisionText>> {
    app.with(|open| open.journal.reflection_revisions(id))
}

#[tauri::command(async)]
pub fn reflection_delete(app: State<'_, App>, id: Id) -> Answer<()> {
    app.with(|open| open.journal.reflection_delete(id, now()))
}

#[tauri::command(async)]
pub fn calendar(app: State<'_, App>, year: i32, month: u32) -> Answer<Vec<DayCount>> {
    app.with(|open| open.journal.calendar(year, month))
}

#[tauri::command(async)]
pub fn tags(app: State<'_, App>) -> Answer<Vec<TagCount>> {
    app.with(|open| open.journal.tags())
}
