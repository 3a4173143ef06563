//! Words that could not be saved: sealed and set aside, so that locking loses none, and saved at the next unlock.
//!
//! The disk that refused them may have been pulled out, be full or be write-protected. They go to this computer's own
//! folder, which may lie on another disk, or else to the runtime folder, which is in memory and lasts until the
//! person logs out. How they are sealed is the vault's (`store/aside`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use chrono::DateTime;
use serde::{Deserialize, Serialize};
use sotto_core::reflections::ReflectionInput;
use sotto_core::sessions::BringInput;
use sotto_core::vault::{AsideFolder, Device, Id, SetAside};
use sotto_core::{Code, Error, Failure, Journal, Now};
use zeroize::Zeroizing;

use crate::app::{App, guard};
use crate::failure::CallResult;
use crate::host::Host;

/// Words that a person typed, as the call that saves them takes them. `new` is the id that something new gets; the
/// page chooses it at random, so that saving once more adds nothing twice.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Words {
    /// A page.
    Draft { reflection: Option<Id>, new: Option<Id>, input: ReflectionInput },
    /// Something to bring.
    Bring { id: Option<Id>, new: Option<Id>, input: BringInput },
    /// Something to bring that cannot be kept yet, such as one without a title: it is not saved at the next unlock, only
    /// shown again.
    Unfinished { id: Option<Id>, new: Option<Id>, input: BringInput },
}

/// Words that are still to be saved, for the page to show.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UnsavedWords {
    pub words: Words,
    /// Why they could not be saved at unlocking; nothing where that was not tried.
    pub failure: Option<Failure>,
}

/// Where words are set aside.
#[derive(Clone, Copy, Serialize, Debug, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum AsidePlace {
    /// On a disk.
    Disk,
    /// In memory, until the person logs out.
    Memory,
}

impl AsidePlace {
    const fn name(self) -> &'static str {
        match self {
            Self::Disk => "disk",
            Self::Memory => "memory",
        }
    }
}

/// The folders, the one that lasts longer first, and what this program has set aside in them.
pub(crate) struct Aside {
    folders: Vec<(AsidePlace, AsideFolder)>,
    things: Mutex<BTreeSet<Id>>,
}

/// What stands in a file.
#[derive(Serialize, Deserialize)]
struct Entry {
    /// When the words were written.
    at: String,
    #[serde(flatten)]
    words: Words,
}

impl Aside {
    pub fn of(device: &Device, host: &dyn Host) -> Self {
        let memory =
            host.runtime_folder().map(|folder| (AsidePlace::Memory, AsideFolder::at(folder.join("aside"))));
        let folders = std::iter::once((AsidePlace::Disk, device.aside())).chain(memory).collect();
        Self { folders, things: Mutex::default() }
    }
}

impl Words {
    /// What they are of.
    fn thing(&self) -> Option<Id> {
        let (Self::Draft { reflection: id, new, .. }
        | Self::Bring { id, new, .. }
        | Self::Unfinished { id, new, .. }) = self;
        id.or(*new)
    }

    /// Saves them as of when they were written. What they belong to may have been deleted meanwhile: then they become
    /// something new.
    fn save(&self, journal: &mut Journal, at: Now) -> sotto_core::Result<()> {
        match self {
            Self::Draft { reflection, new, input } => {
                let saved = match (reflection, new) {
                    (None, Some(new)) => journal.draft_save_as(*new, input, at),
                    _ => journal.draft_save(*reflection, input, at),
                };
                let saved = match saved {
                    Err(Error::NotFound) => journal.draft_save(None, input, at)?,
                    other => other?,
                };
                // As locking would have done. What cannot become a revision now stays a draft.
                let _ = journal.draft_keep(saved.reflection, at);
            }
            Self::Bring { id, new, input } | Self::Unfinished { id, new, input } => {
                let saved = match (id, new) {
                    (None, Some(new)) => journal.bring_save_as(*new, input, at),
                    _ => journal.bring_save(*id, input, at),
                };
                match saved {
                    Err(Error::NotFound) => drop(journal.bring_save(None, input, at)?),
                    other => drop(other?),
                }
            }
        }
        Ok(())
    }
}

/// Passes the result of a save on. What was set aside of these words goes when they are saved; when they are not, they
/// are set aside, and the failure says where in `set_aside`.
pub(crate) fn settle<T>(app: &App, saved: CallResult<T>, words: Words) -> CallResult<T> {
    let Some(thing) = words.thing() else { return saved };
    match saved {
        Ok(saved) => {
            give_up(app, thing);
            Ok(saved)
        }
        Err(failure) if failure.code == Code::Locked => Err(failure),
        Err(failure) => Err(match put(app, words) {
            Some(place) => failure.with("set_aside", place.name()),
            None => failure,
        }),
    }
}

/// Seals words and sets them aside; nothing when no folder takes them.
pub(crate) fn put(app: &App, words: Words) -> Option<AsidePlace> {
    let thing = words.thing()?;
    let entry = Entry { at: app.now().to_rfc3339(), words };
    let line = Zeroizing::new(serde_json::to_string(&entry).ok()?);
    let put = app.journal(|journal| {
        let vault = journal.vault();
        let folders = &app.aside.folders;
        let taken = folders.iter().find(|(_, folder)| folder.put(vault, thing, &line).is_ok());
        // Older words of it may lie in another folder.
        for (_, other) in folders.iter().filter(|(place, _)| taken.is_some_and(|(taken, _)| taken != place)) {
            let _ = other.remove(vault, thing);
        }
        Ok(taken.map(|(place, _)| *place))
    });
    let place = put.ok().flatten()?;
    guard(&app.aside.things).insert(thing);
    Some(place)
}

/// Removes what was set aside of a thing: it is saved, was deleted, or the person gives the words up.
pub(crate) fn give_up(app: &App, thing: Id) {
    if !guard(&app.aside.things).contains(&thing) {
        return;
    }
    let removed = app.journal(|journal| {
        app.aside.folders.iter().try_for_each(|(_, folder)| Ok(folder.remove(journal.vault(), thing)?))
    });
    if removed.is_ok() {
        guard(&app.aside.things).remove(&thing);
    }
}

/// Saves everything that was set aside, in the order in which it was written, and gives what still cannot be saved:
/// that stays set aside, too.
pub(crate) fn bring_back(app: &App) -> Vec<UnsavedWords> {
    let mut unsaved = Vec::new();
    for (thing, at, words) in entries(app) {
        guard(&app.aside.things).insert(thing);
        if matches!(words, Words::Unfinished { .. }) {
            unsaved.push(UnsavedWords { words, failure: None });
            continue;
        }
        match app.journal(|journal| words.save(journal, at)) {
            Ok(()) => give_up(app, thing),
            Err(failure) => unsaved.push(UnsavedWords { words, failure: Some(failure) }),
        }
    }
    unsaved
}

/// The newest words of each thing, in the order in which they were written. What another version has set aside and this
/// one does not understand is left alone.
fn entries(app: &App) -> Vec<(Id, Now, Words)> {
    let mut newest: BTreeMap<Id, (Now, Words)> = BTreeMap::new();
    for (_, one) in all(app) {
        let Ok(entry) = serde_json::from_str::<Entry>(&one.words) else { continue };
        let Ok(at) = DateTime::parse_from_rfc3339(&entry.at) else { continue };
        if newest.get(&one.thing).is_none_or(|(other, _)| *other < at) {
            newest.insert(one.thing, (at, entry.words));
        }
    }
    let mut entries: Vec<_> = newest.into_iter().map(|(thing, (at, words))| (thing, at, words)).collect();
    entries.sort_by_key(|(_, at, _)| *at);
    entries
}

/// What lies in the folders, with its folder.
pub(crate) fn all(app: &App) -> Vec<(AsideFolder, SetAside)> {
    let found = app.journal(|journal| {
        let vault = journal.vault();
        let of = |folder: &AsideFolder| {
            folder.all(vault).into_iter().map(|one| (folder.clone(), one)).collect::<Vec<_>>()
        };
        Ok(app.aside.folders.iter().flat_map(|(_, folder)| of(folder)).collect())
    });
    found.unwrap_or_default()
}

/// Seals what was set aside with the new keys of the vault.
pub(crate) fn seal_again(app: &App, before: &[(AsideFolder, SetAside)]) {
    for (folder, one) in before {
        // One for which there is no room is set aside again when the page next fails to save it.
        let _ = app.journal(|journal| Ok(folder.put_again(journal.vault(), one)?));
    }
}
