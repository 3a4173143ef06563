//! Taking everything along in one file.

use serde::Serialize;
use sotto_core::Error;
use sotto_core::import_export::{ExportFormat, ExportLabels};
use sotto_core::vault::OutputFile;

use crate::app::App;
use crate::call::calls;
use crate::failure::CallResult;
use crate::tasks::Task;

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

calls![
    /// Writes everything to a file, sealed to its owner unless `plain`; nothing when that was cancelled.
    /// `labels` stand between the person's own words.
    pub fn export(
        app: &App,
        format: ExportFormat,
        plain: bool,
        labels: ExportLabels,
    ) -> CallResult<Option<Exported>> {
        let sheet = app.journal(|journal| Ok(journal.vault().recovery_recipient().is_some()))?;
        // The name of the file says nothing but the day.
        let name = format!("sotto-{}.{}", app.now().format("%Y-%m-%d"), extension(format, plain));
        let Some(place) = app.host.choose_place(&name) else { return Ok(None) };
        // The dialog has asked already whether a file there may be replaced.
        let out = OutputFile::create(&place, true).map_err(Error::Output)?;
        let task = app.tasks.begin(Task::Export);
        let progress = &mut |stage, done, of| task.report(stage, done, of);
        let run = app.journal(|journal| journal.export_begin(format, plain, labels, app.now()))?;
        let again = &mut |id| app.journal(|journal| journal.reflection_read(id)).map_err(Error::from);
        let reflections = run.finish(out, again, progress)?;
        Ok(Some(Exported {
            file: place.display().to_string(),
            reflections,
            sealed: !plain,
            sheet: !plain && sheet,
        }))
    }
];

const fn extension(format: ExportFormat, plain: bool) -> &'static str {
    match (format, plain) {
        (ExportFormat::Markdown, true) => "md",
        (ExportFormat::Markdown, false) => "md.age",
        (ExportFormat::Json, true) => "json",
        (ExportFormat::Json, false) => "json.age",
        (ExportFormat::Html, true) => "html",
        (ExportFormat::Html, false) => "html.age",
    }
}
