//! Where files lie by default.
//!
//! Sotto's identifier is `app.sotto.Sotto`; on Linux the folders are called `sotto`.

use std::path::PathBuf;

use directories::ProjectDirs;

fn places() -> Option<ProjectDirs> {
    ProjectDirs::from("app", "sotto", "Sotto")
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

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_folders_on_linux_are_called_sotto() {
        assert!(default_vault().unwrap().ends_with("sotto/journal.sotto"));
        assert_eq!(default_device().unwrap().file_name().unwrap(), "sotto");
    }
}
