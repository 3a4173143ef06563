//! An open view file, and which of its slots may be written.
//!
//! A slot is free when neither the state that would be found after a crash nor a page of now is in it.
//! What is in a slot is in `file`; which pages there are, and when they are written, is in `pages`.

use std::path::PathBuf;

use super::file::{self, Root, Sealed, Stored};
use crate::error::Result;
use crate::format::ids::Id;
use crate::format::mac::{MacKey, Tag};

/// Where view files are made, and from which key theirs come.
#[derive(Clone)]
pub(crate) struct Home {
    pub path: PathBuf,
    pub key: MacKey,
    pub vault: Id,
}

/// An open file, and which of its slots may be written.
pub(super) struct Store {
    pub sealed: Sealed,
    /// The state that would be found after a crash; none before the first save.
    pub root: Option<Root>,
    /// Whether writing the next state has failed, so that it may be there or not.
    unsure: bool,
    /// For each slot, whether that state needs it.
    needed: Vec<bool>,
    free: Vec<u32>,
}

impl Store {
    /// A new file in place of the one that may be there.
    pub fn create(home: &Home) -> Result<Self> {
        let sealed = Sealed::create(&home.path, &home.key, home.vault)?;
        // The first slot holds the roots.
        Ok(Self { sealed, root: None, unsure: false, needed: vec![true], free: Vec::new() })
    }

    /// The file that is there, its state, and its pages, if it can be believed.
    pub fn open(home: &Home) -> Option<(Self, Root, Vec<Option<Stored>>)> {
        let (sealed, root, pages) = Sealed::open(&home.path, &home.key, home.vault)?;
        let mut store = Self { sealed, root: None, unsure: false, needed: Vec::new(), free: Vec::new() };
        store.now_needs(root, &pages);
        Some((store, root, pages))
    }

    /// Whether the next state can be written into this file: it still has its name, no one else has written
    /// a state, and its key comes from the present keys.
    pub fn fits(&self, home: &Home) -> bool {
        self.sealed.is_under(&home.key) && self.sealed.is_at(&home.path, |count| self.knows(count))
    }

    /// Whether this is a state that was found or written here.
    fn knows(&self, count: u64) -> bool {
        let newest = self.root.map_or(0, |root| root.count);
        count <= newest.saturating_add(u64::from(self.unsure))
    }

    /// A free slot.
    pub fn take(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| self.grow(1))
    }

    /// The first of some new slots at the end.
    fn grow(&mut self, count: u32) -> u32 {
        let first = self.slots();
        self.needed.resize(self.needed.len() + count as usize, false);
        first
    }

    pub fn slots(&self) -> u32 {
        u32::try_from(self.needed.len()).unwrap_or(u32::MAX)
    }

    /// A page has left this slot; it stays as it is while the state of the file needs it.
    pub fn give_back(&mut self, slot: u32) {
        if self.needed.get(slot as usize) == Some(&false) {
            self.free.push(slot);
        }
    }

    /// Nothing was written into these.
    pub fn not_used(&mut self, slots: Vec<u32>) {
        self.free.extend(slots);
    }

    /// Free slots in a row.
    fn row(&mut self, count: u32) -> u32 {
        self.free.sort_unstable_by(|a, b| b.cmp(a));
        let row = count as usize;
        let found = self.free.windows(row.max(1)).rposition(|some| match some {
            [last, .., first] => last - first + 1 == count,
            _ => count == 1,
        });
        match found {
            Some(at) => self.free.drain(at..at + row).next_back().unwrap_or_default(),
            None => self.grow(count),
        }
    }

    /// Makes these pages the state of the file. All of them lie in it.
    pub fn switch(&mut self, head: &Tag, length: u64, pages: &[Option<Stored>]) -> Result<()> {
        let count = file::slots_for_table(pages.len());
        let table = self.row(count);
        let table = table..table.saturating_add(count);
        let used = || pages.iter().flatten().map(|stored| stored.slot).chain(table.clone());
        let slots = used().map(|slot| slot.saturating_add(1)).fold(table.end.max(1), u32::max);
        match self.sealed.switch(self.root.as_ref(), head, length, slots, table.start, pages) {
            Ok(root) => {
                self.now_needs(root, pages);
                self.sealed.shorten(slots);
                Ok(())
            }
            Err(error) => {
                // Whether the new root is on the disk is not known: what it names is left as it is, too.
                self.unsure = true;
                mark(&mut self.needed, used());
                Err(error)
            }
        }
    }

    /// Finds the free slots of a new state.
    fn now_needs(&mut self, root: Root, pages: &[Option<Stored>]) {
        self.needed = vec![false; root.slots as usize];
        let used = pages.iter().flatten().map(|stored| stored.slot);
        mark(&mut self.needed, used.chain(root.table_slots()).chain([0]));
        // The first ones are taken first, so that the file stays short.
        let needed = &self.needed;
        self.free = (0..root.slots).rev().filter(|slot| needed.get(*slot as usize) == Some(&false)).collect();
        (self.root, self.unsure) = (Some(root), false);
    }
}

fn mark(needed: &mut [bool], slots: impl Iterator<Item = u32>) {
    for slot in slots {
        if let Some(needed) = needed.get_mut(slot as usize) {
            *needed = true;
        }
    }
}
