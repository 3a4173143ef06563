//! What others sent.

use std::path::Path;

use serde::Serialize;
use sotto_core::Failure;
use sotto_core::received::{MAX_SEALED, Received, ReceivedLogEntry};
use sotto_core::sharing::SharingError;
use sotto_core::vault::{self, Id, read_limited};

use crate::app::App;
use crate::call::calls;
use crate::calls::access::file_name;
use crate::failure::CallResult;
use crate::pages::{self, PageKind};

/// A received share, with the address of its page.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "Received"))]
pub struct OpenedFile {
    #[serde(flatten)]
    #[cfg_attr(test, ts(flatten))]
    pub received: Received,
    pub page_url: String,
}

/// A file that was refused; nothing of it was stored.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RefusedFile {
    /// Its name, without its folder.
    pub file: String,
    pub failure: Failure,
}

/// What became of the files that were chosen; both lists are empty when none was.
#[derive(Serialize, Default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OpenedFiles {
    pub opened: Vec<OpenedFile>,
    pub refused: Vec<RefusedFile>,
}

calls![
    /// Opens files that others sent.
    pub fn received_open(app: &App) -> CallResult<OpenedFiles> {
        let mut files = OpenedFiles::default();
        for path in app.host.choose_files() {
            match open_file(app, &path) {
                Ok(received) => files.opened.push(with_page(app, received)),
                Err(failure) => files.refused.push(RefusedFile { file: file_name(&path), failure }),
            }
        }
        Ok(files)
    }

    /// Everything that others sent.
    pub fn received_list(app: &App) -> CallResult<Vec<OpenedFile>> {
        let list = app.journal(|journal| journal.received_list())?;
        Ok(list.into_iter().map(|received| with_page(app, received)).collect())
    }

    /// Deletes what somebody sent, and leaves a line in the log: from whom, when, its hash.
    pub fn received_delete(app: &App, id: Id) -> CallResult<ReceivedLogEntry> {
        app.journal(|journal| journal.received_delete(id, app.now()))
    }

    /// Everything that was ever received, also what was deleted.
    pub fn received_log(app: &App) -> CallResult<Vec<ReceivedLogEntry>> {
        app.journal(|journal| journal.received_log())
    }
];

fn open_file(app: &App, path: &Path) -> CallResult<Received> {
    let sealed = read_limited(path, MAX_SEALED).map_err(|error| match error {
        vault::Error::TooLarge { limit } => SharingError::ReceivedTooLarge { limit }.into(),
        other => Failure::from(other),
    })?;
    app.journal(|journal| journal.received_open(&sealed, app.now()))
}

fn with_page(app: &App, received: Received) -> OpenedFile {
    OpenedFile { page_url: pages::url(app, PageKind::Received, &received.id.to_string()), received }
}
