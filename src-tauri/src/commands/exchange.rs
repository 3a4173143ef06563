//! Taking everything along in one file.

use serde::Serialize;
use sotto_core::Error;
use sotto_core::import_export::{ExportFormat, ExportLabels, ExportSeal};
use sotto_core::vault::OutputFile;
use tauri::{AppHandle, State};

use crate::app::App;
use crate::desktop::clock::now;
use crate::desktop::dialog;
use crate::failure::Answer;
use crate::work::Work;

/// What was written.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Exported {
    /// Where it is.
    pub file: String,
    pub reflections: u32,
    pub sealed: bool,
    /// The recovery sheet opens it. Without one, only this journal does.
    pub sheet: bool,
}

/// Writes everything to a file, sealed to its owner unless `plain`; nothing when the dialog was
/// cancelled. `words` stand between the person's own.
#[tauri::command(async)]
pub fn export(
    handle: AppHandle,
    app: State<'_, App>,
    format: ExportFormat,
    plain: bool,
    words: ExportLabels,
) -> Answer<Option<Exported>> {
    let sheet = app.with(|open| Ok(open.journal.vault().recovery_recipient().is_some()))?;
    let ending = match format {
        ExportFormat::Markdown => "md",
        ExportFormat::Json => "json",
        ExportFormat::Html => "html",
    };
    // The name of the file tells nothing but the day.
    let day = now().format("%Y-%m-%d");
    let name = if plain { format!("sotto-{day}.{ending}") } else { format!("sotto-{day}.{ending}.age") };
    let Some(path) = dialog::save(&handle, "Sotto", &name) else { return Ok(None) };
    let seal = if plain { ExportSeal::Plain } else { ExportSeal::Own };
    // The dialog has asked already whether a file there may be replaced.
    let out = OutputFile::create(&path, true).map_err(Error::Output)?;
    let going = app.works.begin(Work::Export);
    let watch = &mut |stage, done, of| going.watch(stage, done, of);
    let reflections = app.with(|open| open.journal.export(format, &seal, &words, out, now(), watch))?;
    Ok(Some(Exported {
        file: path.display().to_string(),
        reflections,
        sealed: !plain,
        sheet: !plain && sheet,
    }))
}
