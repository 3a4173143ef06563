//! What others sent.

use serde::Serialize;
use sotto_core::received::{MAX_SEALED, Received};
use sotto_core::sharing::SharingError;
use sotto_core::vault::{self, read_limited};
use tauri::{AppHandle, State};

use crate::app::App;
use crate::desktop::clock::now;
use crate::desktop::dialog;
use crate::failure::{Answer, Failure};
use crate::page::{self, Kind};

/// A received share, with the address of its page.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "Received"))]
pub struct Opened {
    #[serde(flatten)]
    #[cfg_attr(test, ts(flatten))]
    pub received: Received,
    pub page_url: String,
}

impl From<Received> for Opened {
    fn from(received: Received) -> Self {
        Self { page_url: page::url(Kind::Received, &received.id.to_string()), received }
    }
}

/// A file that was refused; nothing of it was kept.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Refused {
    /// Its name, without its folder.
    pub file: String,
    pub failure: Failure,
}

/// What became of the files that were chosen; both lists are empty when it was cancelled.
#[derive(Serialize, Default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OpenedFiles {
    pub opened: Vec<Opened>,
    pub refused: Vec<Refused>,
}

#[tauri::command(async)]
pub fn received_open(handle: AppHandle, app: State<'_, App>) -> Answer<OpenedFiles> {
    let mut files = OpenedFiles::default();
    for path in dialog::open_several(&handle, "Sotto") {
        let opened = read_limited(&path, MAX_SEALED)
            .map_err(|e| match e {
                vault::Error::TooLarge { limit } => SharingError::ShareTooLarge { limit }.into(),
                other => Failure::from(other),
            })
            .and_then(|sealed| app.with(|open| open.journal.received_open(&sealed, now())));
        match opened {
            Ok(received) => files.opened.push(received.into()),
            Err(failure) => {
                let file = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                files.refused.push(Refused { file, failure });
            }
        }
    }
    Ok(files)
}

#[tauri::command(async)]
pub fn received_list(app: State<'_, App>) -> Answer<Vec<Opened>> {
    let list = app.with(|open| open.journal.received_list())?;
    Ok(list.into_iter().map(Into::into).collect())
}
