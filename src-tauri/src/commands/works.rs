//! How far a long work is, and the word that stops it. The works themselves are with their features.

use tauri::State;

use crate::app::App;
use crate::work::{Done, Work};

#[tauri::command]
pub fn work_progress(app: State<'_, App>, work: Work) -> Done {
    app.works.so_far(work)
}

/// The work ends with `cancelled` as soon as it can, and has changed nothing.
#[tauri::command]
pub fn work_stop(app: State<'_, App>, work: Work) {
    app.works.stop(work);
}
