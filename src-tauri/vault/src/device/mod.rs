//! What this computer remembers outside the vault: the settings, and for each vault its backup state and the
//! last state seen, so that an older copy in its place is noticed.
//!
//! Nothing here is sealed. The only private text in it is the contact that a person chose to see while locked.

pub(crate) mod paths;

use std::fs::{self, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::access::keys::Keys;
use crate::error::{Error, Result};
use crate::file::identity::private;
use crate::format::ids::{Id, hex, to_hex};
use crate::format::mac::{Tag, checksum};

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

    /// The settings as last written, or `None` when they cannot be read.
    pub fn settings(&self) -> Option<String> {
        read_small(&self.folder.join("settings.json"))
    }

    /// Replaces the settings: written beside, then renamed over.
    pub fn save_settings(&self, text: &str) -> Result<()> {
        fs::create_dir_all(&self.folder).map_err(|e| Error::writing(&e))?;
        write_replacing(&self.folder.join("settings.json"), &[text.as_bytes()])
    }

    /// The backup state of one vault as last written, or `None` when it cannot be read.
    pub fn backups(&self, vault: Id) -> Option<String> {
        read_small(&self.backups_path(vault))
    }

    /// Replaces the backup state of one vault.
    pub fn save_backups(&self, vault: Id, text: &str) -> Result<()> {
        let path = self.backups_path(vault);
        fs::create_dir_all(path.parent().unwrap_or(&self.folder)).map_err(|e| Error::writing(&e))?;
        write_replacing(&path, &[text.as_bytes()])
    }

    fn backups_path(&self, vault: Id) -> PathBuf {
        let name = checksum(&[b"sotto/backups/v1", vault.as_bytes()]);
        self.folder.join("backups").join(to_hex(name.get(..16).unwrap_or_default()))
    }

    /// The memory of one vault at one place.
    pub(crate) fn seen_state(&self, vault: Id, path: &Path) -> SeenState {
        // By the path as given, not by what a link leads to: a link to an older copy in the vault's place must
        // be noticed.
        let place = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let name = checksum(&[vault.as_bytes(), place.as_os_str().as_encoded_bytes()]);
        let name = to_hex(name.get(..16).unwrap_or_default());
        SeenState { path: self.folder.join("seen").join(name), vault, file: None }
    }
}

/// Reads a text file, unless it is larger than any of ours.
fn read_small(path: &Path) -> Option<String> {
    if fs::metadata(path).ok()?.len() > MAX_SETTINGS {
        return None;
    }
    fs::read_to_string(path).ok()
}

/// Writes `parts` to a new file beside `path` and renames it over `path`.
pub(crate) fn write_replacing(path: &Path, parts: &[&[u8]]) -> Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push("-new");
    let new = PathBuf::from(name);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    private(&mut options);
    let written = options.open(&new).and_then(|mut file| {
        parts.iter().try_for_each(|part| file.write_all(part))?;
        fs::rename(&new, path)
    });
    written.map_err(|e| {
        let _ = fs::remove_file(&new);
        Error::writing(&e)
    })
}

/// The last manifest seen: sequence and tag, under a MAC that only the unlocked vault can make.
pub(crate) struct SeenState {
    path: PathBuf,
    vault: Id,
    file: Option<fs::File>,
}

impl SeenState {
    /// Whether the vault's present state is older than, or a fork of, the remembered one; false when none can
    /// be read.
    pub fn is_older(&self, keys: &Keys, sequence: u64, head: &Tag) -> bool {
        let Some((seen, seen_head)) = self.read(keys) else { return false };
        seen > sequence || (seen == sequence && seen_head != *head)
    }

    /// Whether a state of the vault at this place was ever remembered.
    pub fn exists(&self) -> bool {
        self.path.is_file()
    }

    /// The first line that these keys made.
    fn read(&self, keys: &Keys) -> Option<(u64, Tag)> {
        let mut text = String::new();
        fs::File::open(&self.path).ok()?.take(MAX_SEEN).read_to_string(&mut text).ok()?;
        text.lines().find_map(|line| self.read_line(keys, line))
    }

    fn read_line(&self, keys: &Keys, line: &str) -> Option<(u64, Tag)> {
        let mut fields = line.split_whitespace();
        let sequence = fields.next()?.parse::<u64>().ok()?;
        let head: Tag = hex(fields.next()?)?;
        let mac: Tag = hex(fields.next()?)?;
        keys.memory_mac.verify(&self.parts(&sequence.to_be_bytes(), &head), &mac).then_some((sequence, head))
    }

    /// Remembers a state, after its commit. A failure only loses the warning about older copies, so it is not
    /// reported.
    pub fn remember(&mut self, keys: &Keys, sequence: u64, head: &Tag) {
        self.write(keys, SeekFrom::Start(0), sequence, head);
    }

    /// Remembers for good that these keys are of an earlier epoch: a file that they open is an older copy,
    /// whatever its sequence. All lines are equally long, so that the first can be replaced in place.
    pub fn retire(&mut self, keys: &Keys) {
        self.write(keys, SeekFrom::End(0), u64::MAX, &[0; 32]);
    }

    fn write(&mut self, keys: &Keys, at: SeekFrom, sequence: u64, head: &Tag) {
        let mac = keys.memory_mac.tag(&self.parts(&sequence.to_be_bytes(), head));
        let line = format!("{sequence:020} {} {}\n", to_hex(head), to_hex(&mac));
        if self.file.is_none() {
            self.file = self.open();
        }
        if let Some(file) = &mut self.file {
            let _ = file.seek(at).and_then(|_| file.write_all(line.as_bytes()));
        }
    }

    fn open(&self) -> Option<fs::File> {
        fs::create_dir_all(self.path.parent()?).ok()?;
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        private(&mut options);
        options.open(&self.path).ok()
    }

    fn parts<'a>(&'a self, sequence: &'a [u8; 8], head: &'a Tag) -> [&'a [u8]; 4] {
        [b"sotto/seen/v1", self.vault.as_bytes(), sequence, head]
    }
}
