//! The vault's file: checking it, and saving what is undamaged of it.

use serde::Serialize;
use sotto_core::{Journal, vault};

use crate::app::App;
use crate::call::calls;
use crate::calls::access::file_name;
use crate::failure::{CallResult, output};
use crate::tasks::Task;

/// Why a journal can only be read, and what of it is missing.
#[derive(Clone, Copy, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadOnly {
    /// The file is damaged; otherwise it lies where nothing can be written.
    pub damaged: bool,
    /// Records that cannot be read.
    pub lost: u64,
    /// Whether it is known how many there were.
    pub counted: bool,
    /// Something in it is not as it was last saved.
    pub changed: bool,
}

impl ReadOnly {
    /// `asked`: the person knows of the damage and wants to read what is undamaged.
    pub(crate) fn of(journal: &Journal, asked: bool) -> Option<Self> {
        let vault::ReadOnly { lost, counted, changed } = journal.vault().read_only()?;
        Some(Self { damaged: asked || lost > 0 || !counted || changed, lost, counted, changed })
    }
}

/// What a check found.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Verification {
    /// Records that open as they should.
    pub records: usize,
    /// What is not as it was written: mostly a table and a row's id.
    pub damaged: Vec<String>,
}

/// A vault of what was undamaged.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RecoveredVault {
    /// Name of the file.
    pub file: String,
    pub records: usize,
    /// Where the damaged journal lies: the saved file is to come in its place.
    pub journal: String,
}

calls![
    /// Opens everything, and says what is not as it was written.
    pub fn verify(app: &App) -> CallResult<Verification> {
        let task = app.tasks.begin(Task::Check);
        let progress = &mut |stage, done, of| task.report(stage, done, of);
        // Read through a connection of its own: writing goes on meanwhile, and so does locking.
        let found = app.journal(|journal| journal.check_begin())?.finish(progress)?;
        Ok(Verification { records: found.records, damaged: found.damaged })
    }

    /// Saves what is undamaged as a journal to go on with, opened and checked; nothing when that was cancelled.
    pub fn recovered_save(app: &App) -> CallResult<Option<RecoveredVault>> {
        let name = format!("sotto-{}-undamaged.sotto", app.now().format("%Y-%m-%d"));
        let Some(place) = app.host.choose_place(&name) else { return Ok(None) };
        let task = app.tasks.begin(Task::Recover);
        let progress = &mut |stage, done, of| task.report(stage, done, of);
        let reader = app.journal(|journal| Ok(journal.vault().reader()?))?;
        let copy = reader.backup_begin(&place, progress).map_err(output)?;
        let saved = copy.finish(progress).map_err(output)?;
        Ok(Some(RecoveredVault {
            file: file_name(&place),
            records: saved.records,
            journal: app.vault_file.path().display().to_string(),
        }))
    }
];
