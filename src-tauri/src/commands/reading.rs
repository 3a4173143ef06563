//! A journal that is open for reading alone: what is known of it, and what is sound, saved.

use serde::Serialize;
use sotto_core::Journal;
use sotto_core::vault;
use tauri::{AppHandle, State};

use crate::app::App;
use crate::desktop::clock::now;
use crate::desktop::dialog;
use crate::failure::{Answer, outside};
use crate::work::Work;

/// Why a journal is only read, and what of it is missing.
#[derive(Clone, Copy, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadOnly {
    /// The file is damaged; otherwise it lies where nothing can be written.
    pub damaged: bool,
    /// Records that cannot be read.
    #[cfg_attr(test, ts(type = "number"))]
    pub lost: u64,
    /// Whether anybody can say how many there were.
    pub counted: bool,
}

impl ReadOnly {
    /// `asked`: the person has been told of the damage and wants to read what is sound.
    pub fn of(journal: &Journal, asked: bool) -> Option<Self> {
        let vault::ReadOnly { lost, counted } = journal.vault().read_only()?;
        Some(Self { damaged: asked || lost > 0 || !counted, lost, counted })
    }
}

/// A vault of what is sound.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SavedSound {
    /// Name of the file.
    pub file: String,
    pub records: usize,
    /// Where the damaged journal lies: the saved file is to come in its place.
    pub journal: String,
}

/// Saves what is sound as a journal to go on with, opened and checked; nothing when it was cancelled.
#[tauri::command(async)]
pub fn sound_save(handle: AppHandle, app: State<'_, App>) -> Answer<Option<SavedSound>> {
    let name = format!("sotto-{}-sound.sotto", now().format("%Y-%m-%d"));
    let Some(path) = dialog::save(&handle, "Sotto", &name) else { return Ok(None) };
    let going = app.works.begin(Work::Sound);
    let watch = &mut |stage, done, of| going.watch(stage, done, of);
    let copied = app
        .with(|open| Ok(open.journal.vault().backup_begin(&path, watch)))
        .and_then(|c| c.map_err(outside))?;
    // Checked without holding the journal: reading goes on meanwhile.
    let saved = copied.finish(watch).map_err(outside)?;
    Ok(Some(SavedSound {
        file: path.file_name().map_or(name, |n| n.to_string_lossy().into_owned()),
        records: saved.records,
        journal: app.place.path().display().to_string(),
    }))
}
