//! The state of the app, leaving it, and what only the program around it can do.

use serde::Serialize;

use crate::app::App;
use crate::call::calls;
use crate::calls::vault::ReadOnly;
use crate::failure::CallResult;
use crate::host::{LastWords, Leave};
use crate::secret::Secret;
use crate::settings::Settings;

/// What the window shows first.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AppState {
    #[cfg_attr(test, ts(type = r#""new" | "locked" | "open""#))]
    pub state: &'static str,
    /// Set when the open journal can only be read.
    pub read_only: Option<ReadOnly>,
    /// The journal is open, and nothing of it is shown before the passphrase was typed.
    pub covered: bool,
    pub settings: Settings,
    pub version: &'static str,
}

calls![
    /// Whether there is a vault and whether it is open, and the settings of this computer.
    pub fn app_state(app: &App) -> CallResult<AppState> {
        // Locked in between, there is nothing to say of the journal.
        let open = app.is_open().then(|| app.open_journal(|open| Ok(open.read_only)).ok()).flatten();
        let state = match open {
            Some(_) => "open",
            None if app.vault_file.exists() => "locked",
            None => "new",
        };
        Ok(AppState {
            state,
            read_only: open.flatten(),
            covered: app.is_covered(),
            settings: app.settings().settings,
            version: env!("CARGO_PKG_VERSION"),
        })
    }

    /// The person did something: the idle clock starts again.
    pub fn active(app: &App) -> CallResult<()> {
        app.touch();
        Ok(())
    }

    /// Locks. The page has sealed its draft already.
    pub fn lock(app: &App) -> CallResult<()> {
        app.host.lock();
        Ok(())
    }

    /// The page has heard that it is to leave, and is sealing what it holds.
    pub fn leave_heard(app: &App) -> CallResult<()> {
        app.host.leave_heard();
        Ok(())
    }

    /// The page's answer to being asked to leave: what has become of its last words. Answers what follows.
    pub fn leave(app: &App, words: LastWords) -> CallResult<Leave> {
        let leave = app.host.leave(words);
        if leave == Leave::Covers {
            app.cover();
        }
        Ok(leave)
    }

    /// Prints the page on screen through the system's own dialog: macOS has no other way.
    pub fn print(app: &App) -> CallResult<()> {
        app.host.print()
    }

    /// Copies what the person chose: hidden from clipboard managers, and for a while.
    pub fn clipboard_copy(app: &App, text: Secret) -> CallResult<()> {
        app.host.copy(text)
    }
];
