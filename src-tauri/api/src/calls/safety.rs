//! Help now: reachable while locked.

use sotto_core::safety::{Help, HelpContact, lines};

use crate::app::App;
use crate::call::calls;
use crate::failure::CallResult;

calls![
    /// Help lines of every country, and the person's own contact: while locked only if they chose that.
    pub fn help(app: &App) -> CallResult<Help> {
        let file = app.settings();
        let contact = if app.is_open() && !app.is_covered() {
            app.journal(|journal| journal.help_contact())?
        } else {
            file.help_contact
        };
        Ok(Help { countries: lines::countries(), country: file.settings.country, contact })
    }

    /// Saves the person's own contact. It is sealed; also unsealed in the settings if it is to be on the
    /// lock screen.
    pub fn help_contact_save(app: &App, contact: Option<HelpContact>) -> CallResult<()> {
        let saved = app.journal(|journal| journal.help_contact_save(contact.as_ref(), app.now()))?;
        app.change_settings(|file| file.help_contact = saved.filter(|contact| contact.on_lock))
    }
];
