//! Settings of this computer. They lie in the clear and hold nothing private, but for the contact
//! that a person chose to see on the lock screen, the name of the folder for backups, and the days
//! on which the passphrase was typed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sotto_core::safety::HelpContact;
use sotto_core::vault::{Device, Id};

use crate::failure::{CallResult, unexpected};

/// How long a person may unlock without the passphrase before it is asked for once. Our choice: seldom
/// enough not to be in the way, often enough that it is not forgotten.
const UNTYPED_DAYS: i64 = 14;

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Settings {
    pub theme: Theme,
    /// Percent, 80 to 200.
    pub text_size: u32,
    /// Minutes without a touch, 1 to 60.
    pub lock_after: u32,
    /// ISO 3166-1 alpha-2; for Help now.
    pub country: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { theme: Theme::System, text_size: 100, lock_after: 5, country: None }
    }
}

/// What the settings file holds.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingsFile {
    pub settings: Settings,
    /// Only when the person asked for it to be on the lock screen.
    pub help_contact: Option<HelpContact>,
    /// Where backups go, if the person chose a folder.
    pub backup_folder: Option<PathBuf>,
    /// The vault slots whose keys this computer keeps, by their random ids, and the day the passphrase was
    /// last typed here.
    pub keychain_slots: BTreeMap<Id, NaiveDate>,
    /// Something was deleted that older backups still hold: the next one replaces them all.
    pub backups_alone: bool,
}

impl SettingsFile {
    /// What was stored, or the defaults: a settings file that cannot be read is no reason not to
    /// open the journal.
    pub fn read(device: &Device) -> Self {
        let stored: Self =
            device.settings().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        Self { settings: stored.settings.in_bounds(), ..stored }
    }

    /// Whether the passphrase should be typed again. A day in the future comes from another clock.
    pub fn is_due(typed: NaiveDate, today: NaiveDate) -> bool {
        !(-1..=UNTYPED_DAYS).contains(&(today - typed).num_days())
    }

    pub fn write(&self, device: &Device) -> CallResult<()> {
        let text = serde_json::to_string_pretty(self).map_err(|_| unexpected("settings"))?;
        device.save_settings(&text).map_err(Into::into)
    }
}

impl Settings {
    pub fn in_bounds(self) -> Self {
        let country = self.country.filter(|c| c.len() == 2 && c.bytes().all(|b| b.is_ascii_alphabetic()));
        Self {
            theme: self.theme,
            text_size: self.text_size.clamp(80, 200),
            lock_after: self.lock_after.clamp(1, 60),
            country: country.map(|c| c.to_ascii_uppercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_passphrase_is_asked_for_after_a_fortnight_and_by_a_clock_that_jumped() {
        let day = |day: u32| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        for (typed, due) in [(8, true), (9, true), (10, false), (24, false), (25, false), (26, true)] {
            assert_eq!(SettingsFile::is_due(day(typed), day(24)), due, "{typed}");
        }
    }

    #[test]
    fn settings_survive_and_nonsense_becomes_sense() {
        let folder = std::env::temp_dir().join(format!("sotto-settings-{}", std::process::id()));
        let device = Device::at(&folder);
        assert!(SettingsFile::read(&device).settings == Settings::default());
        let wild = Settings { theme: Theme::Dark, text_size: 900, lock_after: 0, country: Some("gb".into()) };
        let stored = SettingsFile {
            settings: wild,
            backup_folder: Some("/media/stick/Sotto".into()),
            ..SettingsFile::default()
        };
        stored.write(&device).unwrap();
        assert!(SettingsFile::read(&device).backup_folder == stored.backup_folder);
        let read = SettingsFile::read(&device).settings;
        assert!(read.theme == Theme::Dark && read.text_size == 200 && read.lock_after == 1);
        assert_eq!(read.country.as_deref(), Some("GB"));
        device.save_settings("{ not json").unwrap();
        assert!(SettingsFile::read(&device).settings == Settings::default());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
