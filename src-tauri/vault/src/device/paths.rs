//! Where things lie when nobody says otherwise.

use std::path::PathBuf;

use directories::ProjectDirs;

fn places() -> Option<ProjectDirs> {
    ProjectDirs::from("app", "", "sotto")
}

/// `$XDG_DATA_HOME/sotto/journal.sotto`, or the platform's data folder.
pub fn default_vault() -> Option<PathBuf> {
    Some(places()?.data_dir().join("journal.sotto"))
}

/// `$XDG_STATE_HOME/sotto`, or the platform's folder for what belongs to this computer alone.
pub fn default_device() -> Option<PathBuf> {
    let places = places()?;
    Some(places.state_dir().unwrap_or_else(|| places.data_local_dir()).to_owned())
}
