//! Preparing for a session.

use sotto_core::sessions::{Bring, BringInput, Preparation};
use sotto_core::vault::Id;
use tauri::State;

use crate::app::App;
use crate::desktop::clock::now;
use crate::failure::Answer;

#[tauri::command(async)]
pub fn preparation(app: State<'_, App>) -> Answer<Preparation> {
    app.with(|open| open.journal.preparation(now()))
}

#[tauri::command(async)]
pub fn bring_save(app: State<'_, App>, id: Option<Id>, input: BringInput) -> Answer<Bring> {
    app.with(|open| open.journal.bring_save(id, &input, now()))
}

#[tauri::command(async)]
pub fn bring_delete(app: State<'_, App>, id: Id) -> Answer<()> {
    app.with(|open| open.journal.bring_delete(id, now()))
}
