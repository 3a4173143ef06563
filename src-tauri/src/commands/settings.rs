//! The state of the app, and the settings of this computer.

use serde::Serialize;
use tauri::{AppHandle, State};

use crate::app::App;
use crate::commands::reading::ReadOnly;
use crate::desktop::{clipboard, window};
use crate::failure::{Answer, unexpected};
use crate::settings::Settings;

#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Standing {
    #[cfg_attr(test, ts(type = r#""new" | "locked" | "open""#))]
    pub state: &'static str,
    /// When the open journal is only read.
    pub reading: Option<ReadOnly>,
    pub settings: Settings,
    pub version: &'static str,
}

#[tauri::command]
pub fn standing(app: State<'_, App>) -> Standing {
    let state = if app.is_open() {
        "open"
    } else if app.place.exists() {
        "locked"
    } else {
        "new"
    };
    Standing {
        state,
        reading: app.reading(),
        settings: app.settings().settings,
        version: env!("CARGO_PKG_VERSION"),
    }
}

#[tauri::command]
pub fn settings_save(handle: AppHandle, app: State<'_, App>, settings: Settings) -> Answer<Settings> {
    let settings = settings.in_bounds();
    app.change_settings(|stored| stored.settings = settings.clone())?;
    window::show_theme(&handle, settings.theme);
    Ok(settings)
}

/// Prints the page on screen through the system's own dialog: macOS has no other way.
#[tauri::command]
pub fn print(window: tauri::WebviewWindow) -> Answer<()> {
    window.print().map_err(|_| unexpected("printing"))
}

/// Copies what the person chose, as everything is copied here: marked, and for a while.
#[tauri::command(async)]
pub fn clipboard_copy(text: String) -> Answer<()> {
    clipboard::copy(text).map_err(|_| unexpected("clipboard"))
}
