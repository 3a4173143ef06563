//! Prepared states of the app, each made once through the calls themselves and copied for every app.
//!
//! The story is Ines's, as in the demo; the clock stands still, so that every picture of a screen is the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use serde_json::{Value, json};
use sotto_api::tasks::Task;
use sotto_api::{App, call};
use sotto_core::{Code, Now};

use super::scratch::{KeychainIs, Scratch};
use crate::story::story;

/// When every app is looked at.
pub const NOW: &str = "2026-11-23T20:30:00+00:00";
/// Opens every vault. Made up, and good for nothing else.
pub const PASSPHRASE: &str = "lantern moss quarry violet";

/// What is there when an app begins.
#[derive(Clone, Copy, Deserialize, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[serde(rename_all = "snake_case")]
pub enum World {
    /// No vault: the first run.
    New,
    /// A vault with nothing in it.
    Empty,
    /// Two years of Ines's writing, her group, her people and her therapist.
    Story,
    /// Dr Okafor's journal, with what Ines sent.
    Therapist,
}

/// How an app begins, and what goes wrong in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Begin {
    pub world: World,
    /// Locked, rather than open.
    #[serde(default)]
    pub locked: bool,
    /// Bytes of the vault's file to flip from here on, so that something in it is damaged.
    #[serde(default)]
    pub damage_at: Option<u64>,
    /// Neither the vault nor its folder can be written to.
    #[serde(default)]
    pub write_protected: bool,
    #[serde(default)]
    pub keychain: KeychainWord,
    /// Calls that fail with a code, without reaching the core: `{"verify": "vault_damaged"}`. For what cannot be
    /// brought about by itself.
    #[serde(default)]
    pub inject: BTreeMap<String, String>,
    /// A task that makes no progress from its first report on.
    #[serde(default)]
    pub hold: Option<Task>,
    /// Milliseconds that each call takes at least.
    #[serde(default)]
    pub slow: u64,
}

/// How the keychain is, in a [`Begin`].
#[derive(Deserialize, Clone, Copy, Default)]
#[serde(rename_all = "snake_case")]
pub enum KeychainWord {
    #[default]
    Off,
    /// Turned on, with its key.
    On,
    Absent,
    /// Turned on, and has lost its key since.
    Emptied,
}

impl Begin {
    /// The code that a call is to fail with.
    pub(super) fn injected(&self, name: &str) -> Option<Code> {
        let wanted = self.inject.get(name)?;
        Code::ALL.iter().copied().find(|code| code.name() == *wanted)
    }
}

/// Every world, each in a folder of its own once it was needed.
pub struct Worlds {
    folder: PathBuf,
    made: Mutex<BTreeMap<World, PathBuf>>,
}

impl Worlds {
    /// Worlds and apps lie in this folder.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), made: Mutex::default() }
    }

    /// Begins an app.
    ///
    /// # Errors
    /// What could not be done, in words.
    pub fn begin(&self, number: usize, begin: &Begin, page_root: &str) -> Result<Arc<App>, String> {
        if let Some((name, code)) = begin.inject.iter().find(|(name, _)| begin.injected(name).is_none()) {
            return Err(format!("{name} cannot fail with {code}: there is no such code"));
        }
        let template = self.made(begin.world)?;
        let folder = self.folder.join(format!("app-{number}"));
        copy(&template, &folder)?;
        let keychain = match begin.keychain {
            KeychainWord::Off | KeychainWord::On => KeychainIs::There,
            KeychainWord::Absent => KeychainIs::Absent,
            KeychainWord::Emptied => KeychainIs::Emptied,
        };
        if matches!(begin.keychain, KeychainWord::On | KeychainWord::Emptied) {
            let before = app(&folder, page_root, KeychainIs::There)?;
            unlock(&before)?;
            ask(&before, "keychain_on", json!({ "passphrase": PASSPHRASE }))?;
            before.seal();
        }
        if let Some(at) = begin.damage_at {
            damage(&folder.join("journal.sotto"), at)?;
        }
        if begin.write_protected {
            protect(&folder)?;
        }
        let app = app(&folder, page_root, keychain)?;
        if !begin.locked && begin.world != World::New {
            unlock(&app)?;
        }
        if let Some(task) = begin.hold {
            app.tasks.hold(task);
        }
        Ok(app)
    }

    fn made(&self, world: World) -> Result<PathBuf, String> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(folder) = made.get(&world) {
            return Ok(folder.clone());
        }
        let folder = self.folder.join(format!("{world:?}").to_lowercase());
        fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        match world {
            World::New => {}
            World::Empty => {
                let app = app(&folder, "", KeychainIs::There)?;
                create(&app)?;
                app.seal();
            }
            World::Story => story_world(&folder)?,
            World::Therapist => therapist_world(&folder)?,
        }
        made.insert(world, folder.clone());
        Ok(folder)
    }
}

fn app(folder: &Path, page_root: &str, keychain: KeychainIs) -> Result<Arc<App>, String> {
    let now = Now::parse_from_rfc3339(NOW).map_err(|error| error.to_string())?;
    Scratch::app(folder, now, page_root, keychain).map_err(|error| error.to_string())
}

/// Makes a call as the screens do.
fn ask(app: &App, name: &str, arguments: Value) -> Result<Value, String> {
    let answer = call(app, name, arguments).map_err(|failure| format!("{name}: {failure:?}"))?;
    serde_json::from_str(&answer).map_err(|error| error.to_string())
}

fn unlock(app: &App) -> Result<(), String> {
    match ask(app, "unlock", json!({ "passphrase": PASSPHRASE })) {
        Ok(_) => Ok(()),
        // As a person would: what is damaged is opened for reading.
        Err(_) => {
            ask(app, "unlock", json!({ "passphrase": PASSPHRASE, "how": { "read_only": true } })).map(drop)
        }
    }
}

/// The first run, as a person goes through it.
fn create(app: &App) -> Result<(), String> {
    let sheet = ask(app, "sheet_new", json!({}))?;
    let word = |position: &Value| {
        let at = position.as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or(1);
        json!({ "position": position, "word": sheet["words"][at - 1] })
    };
    let answers: Vec<Value> = sheet["ask"].as_array().into_iter().flatten().map(word).collect();
    ask(app, "vault_create", json!({ "passphrase": PASSPHRASE, "answers": answers })).map(drop)
}

fn story_world(folder: &Path) -> Result<(), String> {
    let app = app(folder, "", KeychainIs::There)?;
    create(&app)?;
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).ok_or("a day")?;
    for one in story(today, 1) {
        let input = json!({ "title": one.title, "text": one.body, "mood": one.mood, "feelings": [],
            "tags": one.tags, "date": format!("{}+00:00", one.date) });
        let saved = ask(&app, "draft_save", json!({ "reflection": null, "input": input }))?;
        ask(&app, "draft_keep", json!({ "reflection": saved["reflection"] }))?;
    }
    group(&app)?;
    for (name, alias) in [
        ("Maya", Some("someone in the group")),
        ("Sam", Some("another member")),
        ("Jo", Some("a third member")),
        ("Dad", None),
    ] {
        let person = json!({ "name": name, "alias": alias, "also": [] });
        ask(&app, "person_save", json!({ "id": null, "input": person }))?;
    }
    for (title, want, minutes) in
        [("I said no, and nothing fell down", "celebrate", 3), ("Leaving on time", "ideas", 8)]
    {
        let bring = json!({ "reflection": null, "group": null, "title": title, "text": "", "want": want,
            "minutes": minutes });
        ask(&app, "bring_save", json!({ "id": null, "input": bring }))?;
    }
    app.seal();
    Ok(())
}

fn therapist_world(folder: &Path) -> Result<(), String> {
    let app = app(folder, "", KeychainIs::There)?;
    create(&app)?;
    group(&app)?;
    ask(&app, "my_card", json!({ "name": "Dr Okafor" }))?;
    app.seal();
    Ok(())
}

fn group(app: &App) -> Result<(), String> {
    let group = json!({ "name": "Thursday circle", "weekday": "thu", "time": "18:30", "zone": "Europe/London",
        "every": 1 });
    ask(app, "group_save", json!({ "id": null, "input": group })).map(drop)
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| error.to_string();
    fs::create_dir_all(to).map_err(failed)?;
    for entry in fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let (path, place) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &place)?;
        } else {
            fs::copy(&path, &place).map_err(failed)?;
        }
    }
    Ok(())
}

/// Flips a few bytes of a file.
fn damage(file: &Path, at: u64) -> Result<(), String> {
    let mut bytes = fs::read(file).map_err(|error| error.to_string())?;
    let at = usize::try_from(at).unwrap_or_default();
    for byte in bytes.iter_mut().skip(at).take(64) {
        *byte ^= 0x5a;
    }
    fs::write(file, bytes).map_err(|error| error.to_string())
}

/// Takes away the right to write to a folder and the vault in it.
fn protect(folder: &Path) -> Result<(), String> {
    for path in [folder.join("journal.sotto"), folder.to_owned()] {
        let mut rights = fs::metadata(&path).map_err(|error| error.to_string())?.permissions();
        rights.set_readonly(true);
        fs::set_permissions(&path, rights).map_err(|error| error.to_string())?;
    }
    Ok(())
}
