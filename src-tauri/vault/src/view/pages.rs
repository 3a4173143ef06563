//! What SQLite takes for a file: pages that lie sealed in a view file, and those that changed since, in
//! memory.
//!
//! A page is opened each time SQLite asks for it; SQLite's own cache holds what is asked for often. A
//! write goes to memory alone. `save` seals what changed into free slots and then makes that the state of
//! the file. When more than `ENOUGH` has changed, some of it is sealed into free slots at once, without
//! becoming the state of the file, so that memory stays bounded whatever is brought in.
//!
//! Which slots are free is in `store`, how the bytes lie in the file in `file`; how SQLite gets here is in
//! `ffi::vfs`.

use zeroize::Zeroizing;

use super::disk;
use super::file::{PAGE, Stored};
pub(crate) use super::store::Home;
use super::store::Store;
use crate::error::{Error, Result};
use crate::format::mac::Tag;

/// Pages that may have changed before some of them are sealed: 32 MiB.
const ENOUGH: usize = (32 << 20) / PAGE;
/// How many that is: 1 MiB, so that nobody waits for it.
const SOME: usize = (1 << 20) / PAGE;

type Plain = Zeroizing<Vec<u8>>;

/// Where a page is.
enum Place {
    /// Never written: all zeros.
    Nowhere,
    Memory(Plain),
    File(Stored),
}

impl Place {
    fn stored(&self) -> Option<Stored> {
        match self {
            Self::File(stored) => Some(*stored),
            _ => None,
        }
    }
}

/// The pages of one view.
pub(crate) struct Pages {
    /// None where nothing may be written.
    home: Option<Home>,
    store: Option<Store>,
    places: Vec<Place>,
    length: u64,
    /// How many pages are in memory, and at how many they are sealed.
    changed: usize,
    enough: usize,
    /// The page up to which those were sealed.
    hand: usize,
    /// The page that a part was last asked of: SQLite looks at the first one's head at every turn.
    recent: Option<(usize, Plain)>,
    /// Whether SQLite is in the middle of a change.
    changing: bool,
    /// Whether a page could not be read or did not open: then the view must be made again.
    broken: bool,
}

impl Pages {
    pub fn new(home: Option<Home>) -> Self {
        Self {
            home,
            store: None,
            places: Vec::new(),
            length: 0,
            changed: 0,
            enough: ENOUGH,
            hand: 0,
            recent: None,
            changing: false,
            broken: false,
        }
    }

    /// The view that lies at its home, if it can be believed.
    pub fn open(home: Home) -> Option<Self> {
        let (store, root, entries) = Store::open(&home)?;
        let mut pages = Self::new(Some(home));
        pages.length = root.length;
        pages.places = entries.into_iter().map(|entry| entry.map_or(Place::Nowhere, Place::File)).collect();
        pages.store = Some(store);
        Some(pages)
    }

    /// The state of the vault that the view was last saved from.
    pub fn head(&self) -> Option<Tag> {
        Some(self.store.as_ref()?.root.as_ref()?.head)
    }

    pub fn broken(&self) -> bool {
        self.broken
    }

    /// How many pages have changed and are in memory.
    pub fn changed(&self) -> usize {
        self.changed
    }

    pub fn length(&self) -> u64 {
        self.length
    }

    /// SQLite begins or ends a change: in between, what it wrote is not to be saved.
    pub fn set_changing(&mut self, changing: bool) {
        self.changing = changing;
    }

    /// Fills `into` from `at` on and tells whether all of it was there; the rest is zeros.
    pub fn read(&mut self, at: u64, into: &mut [u8]) -> Result<bool> {
        let there = self.length.saturating_sub(at).min(into.len() as u64);
        let (mut into, behind) = into.split_at_mut(usize::try_from(there).unwrap_or(0));
        behind.fill(0);
        let mut at = at;
        while !into.is_empty() {
            let (index, inside) = split(at);
            let count = (PAGE - inside).min(into.len());
            let (part, rest) = into.split_at_mut(count);
            let read = self.read_part(index, inside, part);
            if read.is_err() {
                self.broken = true;
                part.fill(0);
                rest.fill(0);
                return read.map(|()| false);
            }
            (into, at) = (rest, at + count as u64);
        }
        Ok(behind.is_empty())
    }

    fn read_part(&mut self, index: usize, inside: usize, part: &mut [u8]) -> Result<()> {
        match (self.places.get(index), &self.store) {
            (Some(Place::Memory(page)), _) => copy(page, inside, part),
            (Some(Place::File(stored)), Some(store)) => {
                if part.len() == PAGE {
                    return store.sealed.get(index as u64, stored, part);
                }
                if self.recent.as_ref().is_none_or(|(recent, _)| *recent != index) {
                    let mut page = empty();
                    store.sealed.get(index as u64, stored, &mut page)?;
                    self.recent = Some((index, page));
                }
                if let Some((_, page)) = &self.recent {
                    copy(page, inside, part);
                }
            }
            _ => part.fill(0),
        }
        Ok(())
    }

    /// Writes into memory. The file may grow.
    pub fn write(&mut self, at: u64, mut bytes: &[u8]) -> Result<()> {
        let end = at.checked_add(bytes.len() as u64).ok_or(Error::TooLarge { limit: usize::MAX })?;
        let mut at = at;
        while !bytes.is_empty() {
            let (index, inside) = split(at);
            let count = (PAGE - inside).min(bytes.len());
            let (part, rest) = bytes.split_at(count);
            let page = self.in_memory(index, count == PAGE)?;
            if let Some(to) = page.get_mut(inside..inside + count) {
                to.copy_from_slice(part);
            }
            (bytes, at) = (rest, at + count as u64);
        }
        self.length = self.length.max(end);
        if self.changed >= self.enough {
            // If there is no room for it on the disk, there still is in memory.
            if self.seal_changed(SOME).is_err() {
                self.enough = self.changed.saturating_add(SOME);
            }
        }
        Ok(())
    }

    /// A page that can be written; what is in it does not matter if it is written `whole`.
    fn in_memory(&mut self, index: usize, whole: bool) -> Result<&mut [u8]> {
        // The table must be able to name it.
        if index >= u32::MAX as usize / 2 {
            return Err(Error::TooLarge { limit: usize::MAX });
        }
        if index >= self.places.len() {
            self.places.resize_with(index + 1, || Place::Nowhere);
        }
        if !matches!(self.places.get(index), Some(Place::Memory(_))) {
            let mut page = empty();
            if !whole {
                self.read_part(index, 0, &mut page).inspect_err(|_| self.broken = true)?;
            }
            self.forget(index);
            self.changed += 1;
            if let Some(place) = self.places.get_mut(index) {
                *place = Place::Memory(page);
            }
        }
        match self.places.get_mut(index) {
            Some(Place::Memory(page)) => Ok(page),
            _ => Err(Error::NotFound),
        }
    }

    /// Lets go of what a place holds.
    fn forget(&mut self, index: usize) {
        if self.recent.as_ref().is_some_and(|(recent, _)| *recent == index) {
            self.recent = None;
        }
        let Some(place) = self.places.get_mut(index) else { return };
        match std::mem::replace(place, Place::Nowhere) {
            Place::Memory(_) => self.changed = self.changed.saturating_sub(1),
            Place::File(stored) => {
                if let Some(store) = &mut self.store {
                    store.give_back(stored.slot);
                }
            }
            Place::Nowhere => {}
        }
    }

    /// Cuts what lies behind `length`.
    pub fn truncate(&mut self, length: u64) -> Result<()> {
        if length >= self.length {
            return Ok(());
        }
        let (index, inside) = split(length);
        let whole = if inside == 0 { index } else { index + 1 };
        for gone in whole..self.places.len() {
            self.forget(gone);
        }
        self.places.truncate(whole);
        if inside > 0 {
            self.in_memory(index, false)?.iter_mut().skip(inside).for_each(|byte| *byte = 0);
        }
        self.length = length;
        Ok(())
    }

    /// Makes the present pages the state of the file, made from the vault's state `head`.
    ///
    /// After an error everything is as it was before, in memory and, if the process ends, in the file.
    pub fn save(&mut self, home: &Home, head: &Tag) -> Result<()> {
        if self.changing {
            return Err(Error::InUse);
        }
        if self.broken {
            return Err(Error::tampered("a page of the view"));
        }
        let fits = self.store.as_ref().is_some_and(|store| store.fits(home));
        self.home = Some(home.clone());
        if !fits && self.store.is_some() {
            // It was removed or replaced, or the keys have been.
            self.store = Some(self.moved(home)?);
        }
        self.hand = 0;
        self.seal_changed(usize::MAX)?;
        self.enough = ENOUGH;
        let Some(store) = &mut self.store else { return Ok(()) };
        let pages: Vec<Option<Stored>> = self.places.iter().map(Place::stored).collect();
        store.switch(head, self.length, &pages)
    }

    /// Seals up to `most` of the pages in memory into free slots, each in turn. What could not be written
    /// stays in memory.
    fn seal_changed(&mut self, most: usize) -> Result<()> {
        let Some(home) = &self.home else { return Err(Error::VaultReadOnly) };
        let store = match &mut self.store {
            Some(store) => store,
            none => none.insert(Store::create(home)?),
        };
        let mut work = Vec::new();
        for (index, place) in self.places.iter_mut().enumerate().skip(self.hand) {
            if matches!(place, Place::Memory(_)) {
                if work.len() == most {
                    break;
                }
                self.hand = index + 1;
                work.push((index, store.take(), place));
            }
        }
        // The next time from the beginning, when the end was reached.
        if work.len() < most {
            self.hand = 0;
        }
        let sealed = &store.sealed;
        let done = on_all_cores(&mut work, |(index, slot, place)| {
            if let Place::Memory(page) = place {
                let stored = sealed.put(*index as u64, *slot, page)?;
                // Only sealed bytes are left in it: to wipe those would take as long as to seal them.
                drop(std::mem::take(&mut **page));
                **place = Place::File(stored);
            }
            Ok(())
        });
        let taken = work.len();
        let left: Vec<u32> =
            work.iter().filter(|(_, _, place)| place.stored().is_none()).map(|(_, slot, _)| *slot).collect();
        self.changed = self.changed.saturating_sub(taken.saturating_sub(left.len()));
        store.not_used(left);
        done
    }

    /// A new file that holds every page that is in the present one.
    fn moved(&mut self, home: &Home) -> Result<Store> {
        let mut new = Store::create(home)?;
        let Some(old) = &self.store else { return Ok(new) };
        let mut work = Vec::new();
        for (index, place) in self.places.iter_mut().enumerate() {
            if let Some(stored) = place.stored() {
                work.push((index as u64, stored, new.take(), place));
            }
        }
        let sealed = &new.sealed;
        let done = on_all_cores(&mut work, |(index, stored, slot, _)| {
            let mut page = empty();
            old.sealed.get(*index, stored, &mut page)?;
            *stored = sealed.put(*index, *slot, &mut page)?;
            Ok(())
        });
        match done {
            Ok(()) => {
                work.into_iter().for_each(|(_, stored, _, place)| *place = Place::File(stored));
                Ok(new)
            }
            Err(error) => {
                self.broken |= matches!(error, Error::Tampered { .. } | Error::Read(_));
                let _ = disk::remove(&home.path);
                Err(error)
            }
        }
    }

    /// Opens some pages from the one with this number on, and gives the number to go on with.
    ///
    /// # Errors
    /// `Tampered` or `Read` for a page that does not open.
    pub fn check(&mut self, from: usize) -> Result<Option<usize>> {
        const AT_ONCE: usize = 64;
        let mut page = empty();
        for (index, place) in self.places.iter().enumerate().skip(from).take(AT_ONCE) {
            if let (Place::File(stored), Some(store)) = (place, &self.store) {
                store.sealed.get(index as u64, stored, &mut page).inspect_err(|_| self.broken = true)?;
            }
        }
        let next = from.saturating_add(AT_ONCE);
        Ok((next < self.places.len()).then_some(next))
    }
}

/// Does `each` for all of `work`, and gives one of the errors if there are any.
fn on_all_cores<T: Send>(work: &mut [T], each: impl Fn(&mut T) -> Result<()> + Sync) -> Result<()> {
    /// Fewer are done sooner than a thread has begun.
    const FEW: usize = 64;
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    if work.len() < FEW || cores == 1 {
        return work.iter_mut().try_for_each(each);
    }
    let share = work.len().div_ceil(cores);
    let each = &each;
    std::thread::scope(|scope| {
        let workers: Vec<_> = work
            .chunks_mut(share)
            .map(|part| scope.spawn(move || part.iter_mut().try_for_each(each)))
            .collect();
        let ended = |_| Err(Error::damaged("view"));
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or_else(ended))
    })
}

fn split(at: u64) -> (usize, usize) {
    let page = PAGE as u64;
    (usize::try_from(at / page).unwrap_or(usize::MAX), usize::try_from(at % page).unwrap_or(0))
}

fn empty() -> Plain {
    Zeroizing::new(vec![0; PAGE])
}

fn copy(page: &[u8], inside: usize, part: &mut [u8]) {
    if let Some(from) = page.get(inside..inside + part.len()) {
        part.copy_from_slice(from);
    }
}

#[cfg(test)]
mod tests;
