//! The settings of this computer.

use crate::app::App;
use crate::call::calls;
use crate::failure::CallResult;
use crate::settings::Settings;

calls![
    /// Saves the settings, each brought within its bounds, and answers with what they are now.
    pub fn settings_save(app: &App, settings: Settings) -> CallResult<Settings> {
        let settings = settings.in_bounds();
        app.change_settings(|file| file.settings = settings.clone())?;
        app.host.show_theme(settings.theme);
        Ok(settings)
    }
];
