//! What a disk may hold after a power cut, computed from the record of SQLite's operations.
//!
//! What was synced is there. Every write since a file's last sync is uncertain: independently of the
//! others it is on the disk, lost, or torn at sectors of 512 bytes. Making and removing files is uncertain too,
//! but stays in order; the first sync of a new file makes its name certain, because SQLite syncs the
//! folder. Bytes beside a write are never changed: SQLite calls such drives and file systems "power
//! safe" and assumes them.

use super::disk::{Event, Files};
use crate::random::Random;
use std::collections::BTreeMap;

const SECTOR: usize = 512;

/// Whether the disk keeps its promise about a sync.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sync {
    Honest,
    /// The control: a disk (or `synchronous=OFF`) that only claims to have synced.
    Ignored,
}

enum Data<'a> {
    Write { at: usize, bytes: &'a [u8] },
    Truncate(usize),
}

/// One life of a file, from making to removing: its content at the start, and the writes after that.
#[derive(Default)]
struct Life<'a> {
    /// `None` while the file is not there.
    durable: Option<Vec<u8>>,
    pending: Vec<Data<'a>>,
}

/// A file with all its uncertain lives; the last life is the present one.
struct History<'a>(Vec<Life<'a>>);

impl<'a> History<'a> {
    fn of(durable: Option<Vec<u8>>) -> Self {
        Self(vec![Life { durable, pending: Vec::new() }])
    }

    fn now(&mut self) -> &mut Life<'a> {
        if self.0.is_empty() {
            self.0.push(Life::default());
        }
        self.0.last_mut().expect("one was pushed")
    }

    fn sync(&mut self) {
        let life = self.0.pop().unwrap_or_default();
        let mut bytes = life.durable.unwrap_or_default();
        life.pending.iter().for_each(|data| apply(&mut bytes, data, |_| true));
        self.0 = vec![Life { durable: Some(bytes), pending: Vec::new() }];
    }

    fn crash(&self, random: &mut Random) -> Option<Vec<u8>> {
        let life = self.0.get(random.below(self.0.len()))?;
        let mut bytes = life.durable.clone()?;
        // In half of all cuts, everything up to some point is on the disk, in order.
        if random.chance(500) {
            let count = random.between(0, life.pending.len());
            let (stored, rest) = life.pending.split_at(count);
            stored.iter().for_each(|data| apply(&mut bytes, data, |_| true));
            if let Some(last) = rest.first().filter(|_| random.chance(500)) {
                torn(&mut bytes, last, random);
            }
            return Some(bytes);
        }
        let mut order: Vec<&Data<'_>> = life.pending.iter().collect();
        for at in (1..order.len()).rev() {
            order.swap(at, random.below(at + 1));
        }
        let dropped = random.pick(&[100, 500, 900]);
        for data in order {
            match random.below(1000) {
                n if n < dropped => {}
                n if n % 4 == 0 => torn(&mut bytes, data, random),
                _ => apply(&mut bytes, data, |_| true),
            }
        }
        Some(bytes)
    }
}

/// Applies some sectors of a write and loses the others.
fn torn(bytes: &mut Vec<u8>, data: &Data<'_>, random: &mut Random) {
    let share = random.pick(&[200, 500, 800]);
    apply(bytes, data, |_| random.chance(share));
}

/// Applies a write, but only in the sectors that `keep` allows.
fn apply(bytes: &mut Vec<u8>, data: &Data<'_>, mut keep: impl FnMut(usize) -> bool) {
    match data {
        Data::Truncate(length) => bytes.resize(*length, 0),
        Data::Write { at, bytes: new } => {
            let end = at + new.len();
            let mut from = *at;
            while from < end {
                let until = ((from / SECTOR + 1) * SECTOR).min(end);
                if keep(from / SECTOR) {
                    if bytes.len() < until {
                        bytes.resize(until, 0);
                    }
                    bytes[from..until].copy_from_slice(&new[from - at..until - at]);
                }
                from = until;
            }
        }
    }
}

/// A folder as it may be after a power cut that follows the first `events` of a record.
pub fn after_a_cut(start: &Files, events: &[Event], sync: Sync, random: &mut Random) -> Files {
    let mut files: BTreeMap<String, History<'_>> =
        start.iter().map(|(name, bytes)| (name.clone(), History::of(Some(bytes.clone())))).collect();
    for event in events {
        match event {
            Event::Created { file } => {
                let history = files.entry(file.clone()).or_insert_with(|| History::of(None));
                history.0.push(Life { durable: Some(Vec::new()), pending: Vec::new() });
            }
            Event::Wrote { file, at, bytes } => {
                if let Some(history) = files.get_mut(file) {
                    history.now().pending.push(Data::Write { at: *at, bytes });
                }
            }
            Event::Truncated { file, length } => {
                if let Some(history) = files.get_mut(file) {
                    history.now().pending.push(Data::Truncate(*length));
                }
            }
            Event::Synced { file } if sync == Sync::Honest => {
                if let Some(history) = files.get_mut(file) {
                    history.sync();
                }
            }
            Event::Deleted { file, synced } => {
                if let Some(history) = files.get_mut(file) {
                    if *synced && sync == Sync::Honest {
                        history.0.clear();
                    }
                    history.0.push(Life::default());
                }
            }
            Event::Synced { .. } | Event::Acknowledged { .. } => {}
        }
    }
    files.into_iter().filter_map(|(name, history)| Some((name, history.crash(random)?))).collect()
}

/// How many changes were acknowledged in the first `events` of a log.
pub fn acknowledged(events: &[Event]) -> usize {
    let last = events.iter().rev().find_map(|event| match event {
        Event::Acknowledged { changes } => Some(*changes),
        _ => None,
    });
    last.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrote(at: usize, byte: u8, count: usize) -> Event {
        Event::Wrote { file: "a".into(), at, bytes: vec![byte; count] }
    }

    fn images(events: &[Event], sync: Sync) -> Vec<Option<Vec<u8>>> {
        let start = Files::from([("a".to_owned(), vec![0; 2048])]);
        let one = |seed| after_a_cut(&start, events, sync, &mut Random::new(seed)).remove("a");
        (0..300).map(one).collect()
    }

    #[test]
    fn what_was_synced_is_there_and_what_was_not_may_be() {
        let synced = Event::Synced { file: "a".into() };
        let events = [wrote(0, 1, 1024), synced, wrote(512, 2, 1024), wrote(1024, 3, 512)];
        let found: Vec<_> = images(&events, Sync::Honest).into_iter().map(Option::unwrap).collect();
        assert!(found.iter().all(|bytes| bytes[..512] == [1; 512] && bytes[1536..] == [0; 512]));
        let seconds: std::collections::BTreeSet<_> = found.iter().map(|b| (b[512], b[1024])).collect();
        // Neither, one, the other, both, and the later one overtaken by the earlier.
        let all = [(1, 0), (2, 0), (1, 2), (2, 2), (1, 3), (2, 3)];
        assert_eq!(seconds.into_iter().collect::<Vec<_>>(), {
            let mut all = all.to_vec();
            all.sort_unstable();
            all
        });
        let ignored = images(&events, Sync::Ignored);
        assert!(ignored.iter().flatten().any(|bytes| bytes[0] == 0), "a control loses what was synced");
    }

    #[test]
    fn a_removed_file_may_still_be_there_until_the_folder_is_synced() {
        let removed = |synced| [Event::Deleted { file: "a".into(), synced }];
        let found = images(&removed(false), Sync::Honest);
        assert!(found.iter().any(Option::is_none) && found.iter().any(Option::is_some));
        assert!(images(&removed(true), Sync::Honest).iter().all(Option::is_none));
    }
}
