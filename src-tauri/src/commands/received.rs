//! What others sent.

use serde::Serialize;
use sotto_core::received::{MAX_SEALED, Received};
use sotto_core::vault::read_limited;
use tauri::{AppHandle, State};

use crate::app::App;
use crate::desktop::clock::now;
use crate::desktop::dialog;
use crate::failure::Answer;
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

#[tauri::command(async)]
pub fn received_open(handle: AppHandle, app: State<'_, App>) -> Answer<Option<Opened>> {
    let Some(path) = dialog::open(&handle, "Sotto") else { return Ok(None) };
    let sealed = read_limited(&path, MAX_SEALED)?;
    app.with(|open| open.journal.received_open(&sealed, now())).map(|r| Some(r.into()))
}

#[tauri::command(async)]
pub fn received_list(app: State<'_, App>) -> Answer<Vec<Opened>> {
    let list = app.with(|open| open.journal.received_list())?;
    Ok(list.into_iter().map(Into::into).collect())
}
