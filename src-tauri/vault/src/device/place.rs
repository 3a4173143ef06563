//! What this computer remembers of the vault at one place, and knows without any key: which recipient notes are
//! sealed to while it is locked, and which slot opened it last.
//!
//! Both come from the last unlock here. Who can only write the vault's folder cannot change them, and so cannot have
//! the next note sealed to a key of their own.

use std::fs::OpenOptions;
use std::io::Read;
use std::path::PathBuf;

use super::write_replacing;
use crate::file::own::{make_folder, open_own};
use crate::format::ids::{Id, hex, to_hex};
use crate::format::mac::{Tag, sha256};

/// Longer than the one line that is written.
const LONGEST: u64 = 1_024;

#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Known {
    /// SHA-256 of the recipient of notes.
    capture: Tag,
    /// The slot that opened the vault.
    pub slot: Id,
}

impl Known {
    pub fn of(capture: &str, slot: Id) -> Self {
        Self { capture: sha256(capture.as_bytes()), slot }
    }

    /// Whether notes were sealed to this recipient when the vault was open here.
    pub fn captures_to(&self, recipient: &str) -> bool {
        self.capture == sha256(recipient.as_bytes())
    }
}

/// The memory of one place.
pub(crate) struct PlaceMemory {
    path: PathBuf,
}

impl PlaceMemory {
    pub(super) fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// What was remembered; nothing where the vault was never opened here, or it cannot be read.
    pub fn known(&self) -> Option<Known> {
        let mut text = String::new();
        let file = open_own(OpenOptions::new().read(true), &self.path).ok()?;
        file.take(LONGEST).read_to_string(&mut text).ok()?;
        let (capture, slot) = text.trim_end().split_once(' ')?;
        Some(Known { capture: hex(capture)?, slot: Id::from_slice(&hex::<16>(slot)?)? })
    }

    /// Remembers what an unlocked vault knows. When it cannot be written, notes are not compared with anything.
    pub fn remember(&self, known: &Known) {
        if self.known().as_ref() == Some(known) {
            return;
        }
        let line = format!("{} {}\n", to_hex(&known.capture), to_hex(known.slot.as_bytes()));
        let folder = self.path.parent().map_or(Ok(()), make_folder);
        let _ = folder.and_then(|()| write_replacing(&self.path, &[line.as_bytes()]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_comes_back_and_another_recipient_is_told_apart() {
        let folder = tempfile::TempDir::new().unwrap();
        let memory = PlaceMemory::at(folder.path().join("places/one"));
        assert!(memory.known().is_none());
        let known = Known::of("age1own", Id::random().unwrap());
        memory.remember(&known);
        assert!(memory.known() == Some(known.clone()));
        assert!(known.captures_to("age1own") && !known.captures_to("age1other"));
        let moved = Known::of("age1own", Id::random().unwrap());
        memory.remember(&moved);
        assert!(memory.known() == Some(moved));
    }
}
