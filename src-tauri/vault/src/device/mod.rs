//! What this computer remembers outside the vault: the settings, and for each vault its backup state, the last
//! state seen, so that an older copy in its place is noticed, and what is known of it while it is locked (`place`).
//!
//! Nothing here is sealed; only words that could not be saved are, which `store/aside` sets aside in a folder of
//! their own. The only private text in it is the contact that a person chose to see while locked.

pub(crate) mod paths;
pub(crate) mod place;

use std::fs::{self, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::access::keys::Keys;
use crate::error::{Error, Result};
use crate::file::beside::with_suffix;
use crate::file::own::{make_folder, open_own};
use crate::format::ids::{Id, hex, to_hex};
use crate::format::mac::{Tag, checksum};
use crate::format::manifest::{ComputerMark, Manifest};
use crate::store::aside::AsideFolder;
use place::PlaceMemory;

/// A settings file larger than this is not ours.
const MAX_SETTINGS: u64 = 64 * 1024;
/// Room for the lines of some hundred epochs.
const MAX_SEEN: u64 = 16 * 1024;

/// A folder on this computer.
#[derive(Clone)]
pub struct Device {
    folder: PathBuf,
}

impl Device {
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Where words are set aside that a vault's disk refused.
    pub fn aside(&self) -> AsideFolder {
        AsideFolder::at(self.folder.join("aside"))
    }

    /// The settings as last written, or `None` when they cannot be read.
    pub fn settings(&self) -> Option<String> {
        read_small(&self.folder.join("settings.json"))
    }

    /// Replaces the settings: written beside, then renamed over.
    pub fn save_settings(&self, text: &str) -> Result<()> {
        make_folder(&self.folder)?;
        write_replacing(&self.folder.join("settings.json"), &[text.as_bytes()])
    }

    /// The backup state of one vault as last written, or `None` when it cannot be read.
    pub fn backups(&self, vault: Id) -> Option<String> {
        read_small(&self.backups_path(vault))
    }

    /// Replaces the backup state of one vault.
    pub fn save_backups(&self, vault: Id, text: &str) -> Result<()> {
        let path = self.backups_path(vault);
        make_folder(path.parent().unwrap_or(&self.folder))?;
        write_replacing(&path, &[text.as_bytes()])
    }

    fn backups_path(&self, vault: Id) -> PathBuf {
        let name = checksum(&[b"sotto/backups/v1", vault.as_bytes()]);
        self.folder.join("backups").join(to_hex(name.get(..16).unwrap_or_default()))
    }

    /// The memory of one vault at one place.
    pub(crate) fn seen_state(&self, vault: Id, path: &Path) -> SeenState {
        let name = name_of_place(vault.as_bytes(), path);
        SeenState { path: self.folder.join("seen").join(name), vault, file: None, computer: None }
    }

    /// What is known of the vault at one place while it is locked.
    pub(crate) fn place_memory(&self, path: &Path) -> PlaceMemory {
        PlaceMemory::at(self.folder.join("places").join(name_of_place(b"sotto/place/v1", path)))
    }
}

/// A name for a path as it was given, not for what a link leads to: a link to an older copy in the vault's place
/// must be noticed.
fn name_of_place(of: &[u8], path: &Path) -> String {
    let place = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let name = checksum(&[of, place.as_os_str().as_encoded_bytes()]);
    to_hex(name.get(..16).unwrap_or_default())
}

/// Reads a text file, unless it is larger than any of ours.
fn read_small(path: &Path) -> Option<String> {
    let mut file = open_own(OpenOptions::new().read(true), path).ok()?;
    if file.metadata().ok()?.len() > MAX_SETTINGS {
        return None;
    }
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    Some(text)
}

/// Writes `parts` to a new file beside `path` and renames it over `path`.
pub(crate) fn write_replacing(path: &Path, parts: &[&[u8]]) -> Result<()> {
    let new = with_suffix(path, "-new");
    // What a crash left, or somebody else put there: removed, and never written into.
    let _ = fs::remove_file(&new);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    let written = open_own(&mut options, &new).and_then(|mut file| {
        parts.iter().try_for_each(|part| file.write_all(part))?;
        fs::rename(&new, path)
    });
    written.map_err(|e| {
        let _ = fs::remove_file(&new);
        Error::writing(&e)
    })
}

/// The last state of a vault that was open at one place, under a MAC that only the unlocked vault can make.
pub(crate) struct SeenState {
    path: PathBuf,
    vault: Id,
    file: Option<fs::File>,
    /// This computer's name in the manifest.
    computer: Option<Id>,
}

struct Seen {
    sequence: u64,
    head: Tag,
    /// This computer's own last commit; of the number 0 when there was none.
    own: ComputerMark,
}

impl SeenState {
    /// Whether the vault's present state is older than the remembered one, or does not follow it; false when none
    /// can be read.
    pub fn is_older(&self, keys: &Keys, manifest: &Manifest, head: &Tag) -> bool {
        let Some(seen) = self.read(keys) else { return false };
        seen.sequence > manifest.sequence
            || (seen.sequence == manifest.sequence && seen.head != *head)
            || (seen.own.sequence > 0 && !manifest.follows(seen.own))
    }

    /// Whether a later commit than this one is remembered.
    pub fn has_newer(&self, keys: &Keys, manifest: &Manifest) -> bool {
        self.read(keys).is_some_and(|seen| seen.sequence > manifest.sequence)
    }

    /// Whether a state of the vault at this place was ever remembered.
    pub fn exists(&self) -> bool {
        self.path.is_file()
    }

    /// What this computer calls itself in the manifest: as remembered, or something new.
    pub fn computer(&mut self, keys: &Keys) -> Result<Id> {
        let known = self.computer.or_else(|| self.read(keys).map(|seen| seen.own.computer));
        let computer = known.map_or_else(Id::random, Ok)?;
        self.computer = Some(computer);
        Ok(computer)
    }

    /// The first line that these keys made.
    fn read(&self, keys: &Keys) -> Option<Seen> {
        let mut text = String::new();
        let file = open_own(OpenOptions::new().read(true), &self.path).ok()?;
        file.take(MAX_SEEN).read_to_string(&mut text).ok()?;
        text.lines().find_map(|line| self.read_line(keys, line))
    }

    fn read_line(&self, keys: &Keys, line: &str) -> Option<Seen> {
        let (signed, mac) = line.rsplit_once(' ')?;
        if !keys.memory_mac.verify(&self.parts(signed), &hex::<32>(mac)?) {
            return None;
        }
        let mut fields = signed.split(' ');
        let sequence = fields.next()?.parse().ok()?;
        let head = hex(fields.next()?)?;
        let computer = Id::from_bytes(hex(fields.next()?)?);
        let own = fields.next()?.parse().ok()?;
        let mark = Id::from_bytes(hex(fields.next()?)?);
        Some(Seen { sequence, head, own: ComputerMark { computer, sequence: own, mark } })
    }

    /// Remembers a state, after its commit. A failure only loses the warning about older copies, so it is not
    /// reported.
    pub fn remember(&mut self, keys: &Keys, manifest: &Manifest, head: &Tag) {
        let Ok(computer) = self.computer(keys) else { return };
        let none = ComputerMark { computer, sequence: 0, mark: Id::from_bytes([0; 16]) };
        let own = manifest.mark_of(computer).unwrap_or(none);
        self.write(keys, SeekFrom::Start(0), &Seen { sequence: manifest.sequence, head: *head, own });
    }

    /// Remembers for good that these keys are of an earlier epoch: a file that they open is an older copy,
    /// whatever its sequence. All lines are equally long, so that the first can be replaced in place.
    pub fn retire(&mut self, keys: &Keys) {
        let nobody = Id::from_bytes([0; 16]);
        let own = ComputerMark { computer: nobody, sequence: 0, mark: nobody };
        self.write(keys, SeekFrom::End(0), &Seen { sequence: u64::MAX, head: [0; 32], own });
    }

    fn write(&mut self, keys: &Keys, at: SeekFrom, seen: &Seen) {
        let Seen { sequence, head, own } = seen;
        let (computer, mark) = (to_hex(own.computer.as_bytes()), to_hex(own.mark.as_bytes()));
        let signed = format!("{sequence:020} {} {computer} {:020} {mark}", to_hex(head), own.sequence);
        let line = format!("{signed} {}\n", to_hex(&keys.memory_mac.tag(&self.parts(&signed))));
        if self.file.is_none() {
            self.file = self.open();
        }
        if let Some(file) = &mut self.file {
            let _ = file.seek(at).and_then(|_| file.write_all(line.as_bytes()));
        }
    }

    fn open(&self) -> Option<fs::File> {
        make_folder(self.path.parent()?).ok()?;
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        open_own(&mut options, &self.path).ok()
    }

    fn parts<'a>(&'a self, signed: &'a str) -> [&'a [u8]; 3] {
        [b"sotto/seen/v1", self.vault.as_bytes(), signed.as_bytes()]
    }
}
