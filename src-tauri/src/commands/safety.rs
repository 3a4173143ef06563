//! Help now: reachable while locked.

use sotto_core::safety::{Help, HelpContact, lines};
use tauri::State;

use crate::app::App;
use crate::desktop::clock::now;
use crate::failure::Answer;

#[tauri::command(async)]
pub fn help(app: State<'_, App>) -> Answer<Help> {
    let stored = app.settings();
    let contact =
        if app.is_open() { app.with(|open| open.journal.help_contact())? } else { stored.help_contact };
    Ok(Help { countries: lines::countries(), country: stored.settings.country, contact })
}

/// Sealed like everything else; also unsealed in the settings if it is to be on the lock screen.
#[tauri::command(async)]
pub fn help_contact_save(app: State<'_, App>, contact: Option<HelpContact>) -> Answer<()> {
    let kept = app.with(|open| open.journal.help_contact_save(contact.as_ref(), now()))?;
    app.change_settings(|stored| stored.help_contact = kept.filter(|c| c.on_lock))
}
