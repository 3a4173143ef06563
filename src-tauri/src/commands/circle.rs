//! Groups, and people whose names must not leave.

use sotto_core::groups::{Group, GroupInput};
use sotto_core::people::{Person, PersonInput};
use sotto_core::vault::Id;
use tauri::State;

use crate::app::App;
use crate::desktop::clock::now;
use crate::failure::Answer;

#[tauri::command(async)]
pub fn group_list(app: State<'_, App>) -> Answer<Vec<Group>> {
    app.with(|open| open.journal.group_list(now()))
}

#[tauri::command(async)]
pub fn group_save(app: State<'_, App>, id: Option<Id>, input: GroupInput) -> Answer<Group> {
    app.with(|open| open.journal.group_save(id, &input, now()))
}

#[tauri::command(async)]
pub fn group_delete(app: State<'_, App>, id: Id) -> Answer<()> {
    app.with(|open| open.journal.group_delete(id, now()))
}

#[tauri::command(async)]
pub fn person_list(app: State<'_, App>) -> Answer<Vec<Person>> {
    app.with(|open| open.journal.person_list())
}

#[tauri::command(async)]
pub fn person_save(app: State<'_, App>, id: Option<Id>, input: PersonInput) -> Answer<Person> {
    app.with(|open| open.journal.person_save(id, &input, now()))
}

#[tauri::command(async)]
pub fn person_delete(app: State<'_, App>, id: Id) -> Answer<()> {
    app.with(|open| open.journal.person_delete(id, now()))
}
