//! Pages against a plain list of bytes; changed, cut and exchanged files; a save that ends at every step.

use std::path::Path;

use proptest::prelude::*;
use tempfile::TempDir;

use super::super::disk::crash;
use super::*;
use crate::format::ids::Id;
use crate::format::mac::MacKey;

const HEADS: [Tag; 3] = [[1; 32], [2; 32], [3; 32]];

fn home(place: &TempDir) -> Home {
    Home { path: place.path().join("a-view"), key: MacKey::new([7; 32]), vault: Id::from_bytes([9; 16]) }
}

/// Everything in it, asked for in parts that are no pages.
fn all(pages: &mut Pages) -> Result<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(pages.length()).unwrap()];
    for (number, part) in bytes.chunks_mut(PAGE / 2 * 3).enumerate() {
        assert!(pages.read((number * (PAGE / 2 * 3)) as u64, part)?);
    }
    Ok(bytes)
}

fn page_of(byte: u8) -> Vec<u8> {
    (0..PAGE).map(|at| byte.wrapping_add((at % 251) as u8)).collect()
}

/// A file of `count` pages, saved, and what is in it.
fn saved(home: &Home, count: usize) -> (Pages, Vec<u8>) {
    let mut pages = Pages::new(Some(home.clone()));
    for index in 0..count {
        pages.write((index * PAGE) as u64, &page_of(index as u8)).unwrap();
    }
    pages.save(home, &HEADS[0]).unwrap();
    let bytes = all(&mut pages).unwrap();
    (pages, bytes)
}

fn slot_of(pages: &Pages, index: usize) -> usize {
    pages.places[index].stored().unwrap().slot as usize
}

/// What opening a changed file came to.
#[derive(Debug, PartialEq)]
enum Came {
    Refused,
    /// It opened, and this many pages did not.
    PagesMissing(usize),
    Whole,
}

/// Opens it and holds every page against what it should be: nothing else may ever be seen.
fn reopened(home: &Home, expected: &[u8]) -> Came {
    let Some(mut pages) = Pages::open(home.clone()) else { return Came::Refused };
    assert_eq!(pages.length(), expected.len() as u64);
    let mut missing = 0;
    for (index, right) in expected.chunks(PAGE).enumerate() {
        let mut page = vec![1; right.len()];
        match pages.read((index * PAGE) as u64, &mut page) {
            Ok(_) => assert!(page == right, "page {index} opened and is another"),
            Err(_) => {
                assert!(page.iter().all(|byte| *byte == 0), "a page that did not open was handed on");
                missing += 1;
            }
        }
    }
    assert_eq!(pages.broken(), missing > 0);
    assert_eq!(pages.save(home, &HEADS[2]).is_err(), missing > 0, "what is broken is not saved");
    if missing == 0 { Came::Whole } else { Came::PagesMissing(missing) }
}

#[derive(Clone, Debug)]
enum Act {
    Write(usize, usize, u8),
    Truncate(usize),
    Save,
    Reopen,
    Remove,
    Forget,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let end = PAGE * 12;
    let write = (0..end, 1..PAGE * 2, any::<u8>()).prop_map(|(at, count, byte)| Act::Write(at, count, byte));
    let whole = (0..12_usize, any::<u8>()).prop_map(|(page, byte)| Act::Write(page * PAGE, PAGE, byte));
    let act = prop_oneof![
        4 => write,
        6 => whole,
        1 => (0..end).prop_map(Act::Truncate),
        3 => Just(Act::Save),
        2 => Just(Act::Reopen),
        1 => Just(Act::Remove),
        1 => Just(Act::Forget),
    ];
    prop::collection::vec(act, 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn pages_are_a_list_of_bytes_and_a_file_is_what_was_saved(acts in acts(), enough in 1_usize..20) {
        let place = TempDir::new().unwrap();
        let home = home(&place);
        let begin = |pages: Option<Pages>| {
            let mut pages = pages.unwrap_or_else(|| Pages::new(Some(home.clone())));
            pages.enough = enough;
            pages
        };
        let mut pages = begin(None);
        let (mut now, mut then): (Vec<u8>, Option<Vec<u8>>) = (Vec::new(), None);
        for act in acts {
            match act {
                Act::Write(at, count, byte) => {
                    let bytes = vec![byte; count];
                    pages.write(at as u64, &bytes).unwrap();
                    now.resize(now.len().max(at + count), 0);
                    now[at..at + count].copy_from_slice(&bytes);
                    pages.enough = pages.enough.min(enough);
                    prop_assert!(pages.changed() < enough + 5, "memory is bounded");
                }
                Act::Truncate(length) => {
                    pages.truncate(length as u64).unwrap();
                    now.truncate(length);
                }
                Act::Save => {
                    pages.save(&home, &HEADS[1]).unwrap();
                    prop_assert_eq!(pages.changed(), 0);
                    then = Some(now.clone());
                }
                Act::Reopen => {
                    pages = begin(Pages::open(home.clone()));
                    prop_assert_eq!(pages.head().is_some(), then.is_some());
                    now = then.clone().unwrap_or_default();
                }
                Act::Remove | Act::Forget => {
                    let gone = if matches!(act, Act::Remove) { disk::remove } else { disk::forget };
                    gone(&home.path).unwrap();
                    then = None;
                }
            }
            prop_assert!(all(&mut pages).unwrap() == now);
            let slots: Vec<u32> = pages.places.iter().filter_map(Place::stored).map(|s| s.slot).collect();
            let different: std::collections::HashSet<_> = slots.iter().collect();
            prop_assert_eq!(different.len(), slots.len(), "no slot is used twice");
            if let Some(store) = &pages.store {
                prop_assert!(store.slots() < 60, "slots are used again");
            }
        }
    }
}

#[test]
fn what_is_behind_the_end_is_zeros_and_known_to_be_missing() {
    let mut pages = Pages::new(None);
    pages.write(10, b"abc").unwrap();
    let mut into = [7; 6];
    assert!(!pages.read(11, &mut into).unwrap());
    assert_eq!(&into, b"bc\0\0\0\0");
    assert!(!pages.read(1 << 40, &mut into).unwrap());
    assert_eq!(into, [0; 6]);
    assert!(pages.read(0, &mut into).unwrap() && into == [0; 6]);
    assert!(pages.write(u64::MAX, b"abc").is_err() && pages.write(1 << 50, b"abc").is_err());
}

#[test]
fn a_file_that_was_cut_anywhere_is_refused() {
    let place = TempDir::new().unwrap();
    let home = home(&place);
    let (pages, expected) = saved(&home, 5);
    drop(pages);
    let whole = std::fs::read(&home.path).unwrap();
    let last_byte = [0, 1, 15, 16, 47, 48, 4_095, 4_096, 4_200, 8_191, PAGE - 1, PAGE, whole.len() - 1];
    for length in last_byte.into_iter().chain((0..whole.len()).step_by(997)) {
        std::fs::write(&home.path, &whole[..length]).unwrap();
        assert_eq!(reopened(&home, &expected), Came::Refused, "cut to {length}");
    }
    std::fs::write(&home.path, &whole).unwrap();
    assert_eq!(reopened(&home, &expected), Came::Whole);
}

#[test]
fn a_bit_flipped_anywhere_that_counts_is_noticed() {
    let place = TempDir::new().unwrap();
    let home = home(&place);
    let (pages, expected) = saved(&home, 5);
    let table = pages.store.as_ref().unwrap().root.unwrap().table_slots().start as usize * PAGE;
    let pages_at: Vec<usize> = (0..5).map(|index| slot_of(&pages, index) * PAGE).collect();
    drop(pages);
    let whole = std::fs::read(&home.path).unwrap();
    let flipped = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        std::fs::write(&home.path, bytes).unwrap();
        reopened(&home, &expected)
    };
    // The head, the one root there is, the table.
    for at in (0..48).chain(4_096..4_096 + 136).chain(table..table + 5 * 44) {
        assert_eq!(flipped(at), Came::Refused, "byte {at}");
    }
    for (index, begin) in pages_at.into_iter().enumerate() {
        for at in (begin..begin + PAGE).step_by(1_021).chain([begin + PAGE - 1]) {
            assert_eq!(flipped(at), Came::PagesMissing(1), "byte {at} of page {index}");
        }
    }
    // What nothing names may be anything.
    assert_eq!((flipped(100), flipped(table + 5 * 44 + 10)), (Came::Whole, Came::Whole));
}

#[test]
fn a_page_in_the_place_of_another_does_not_open() {
    let place = TempDir::new().unwrap();
    let home = home(&place);
    let (mut pages, before) = saved(&home, 5);
    let old = (slot_of(&pages, 2), std::fs::read(&home.path).unwrap());
    pages.write(2 * PAGE as u64, &page_of(99)).unwrap();
    pages.save(&home, &HEADS[1]).unwrap();
    let (expected, whole) = (all(&mut pages).unwrap(), std::fs::read(&home.path).unwrap());
    let (one, two) = (slot_of(&pages, 1), slot_of(&pages, 2));
    drop(pages);
    assert_ne!(old.0, two, "it was not written over");
    let slot = |number: usize| number * PAGE..(number + 1) * PAGE;
    let root = &old.1[4_096..4_096 + 136];
    assert!(!whole.windows(root.len()).any(|some| some == root), "the state before was not forgotten");
    let with = |changes: &[(usize, &[u8])]| {
        let mut bytes = whole.clone();
        changes.iter().for_each(|(to, from)| bytes[slot(*to)].copy_from_slice(from));
        std::fs::write(&home.path, bytes).unwrap();
        reopened(&home, &expected)
    };
    assert_eq!(with(&[(one, &whole[slot(two)]), (two, &whole[slot(one)])]), Came::PagesMissing(2), "swapped");
    assert_eq!(with(&[(two, &old.1[slot(old.0)])]), Came::PagesMissing(1), "an older one of itself");
    assert_eq!(with(&[(two, &vec![0; PAGE])]), Came::PagesMissing(1), "zeros");
    assert_eq!(with(&[]), Came::Whole);
    // The older root names what it always named, or nothing: it is the older state, and known as that.
    let mut bytes = whole;
    bytes[slot(0)].copy_from_slice(&old.1[slot(0)]);
    std::fs::write(&home.path, bytes).unwrap();
    let mut older = Pages::open(home.clone()).unwrap();
    assert!(older.head() == Some(HEADS[0]) && all(&mut older).unwrap() == before);
}

#[test]
fn a_file_of_other_keys_or_of_another_vault_is_refused() {
    let place = TempDir::new().unwrap();
    let home = home(&place);
    let (_, expected) = saved(&home, 3);
    assert_eq!(reopened(&Home { key: MacKey::new([8; 32]), ..home.clone() }, &expected), Came::Refused);
    assert_eq!(reopened(&Home { vault: Id::from_bytes([1; 16]), ..home.clone() }, &expected), Came::Refused);
    assert_eq!(reopened(&home, &expected), Came::Whole);
}

#[test]
fn an_older_file_is_known_by_the_state_it_was_made_from() {
    let place = TempDir::new().unwrap();
    let home = home(&place);
    let (mut pages, expected) = saved(&home, 3);
    let older = std::fs::read(&home.path).unwrap();
    pages.write(0, &page_of(50)).unwrap();
    pages.save(&home, &HEADS[1]).unwrap();
    assert_eq!((pages.head(), Pages::open(home.clone()).unwrap().head()), (Some(HEADS[1]), Some(HEADS[1])));
    std::fs::write(&home.path, older).unwrap();
    assert_eq!(Pages::open(home.clone()).unwrap().head(), Some(HEADS[0]));
    assert_eq!(reopened(&home, &expected), Came::Whole);
}

/// Lets `save` end after each of its steps, and calls `then` with what would be found after a crash and
/// with the pages that go on. Gives the number of steps.
fn ended_after_each_step(
    prepare: impl Fn(&Home) -> Pages,
    then: impl Fn(i32, &Home, Option<Pages>, &mut Pages),
) -> i32 {
    for steps in 0.. {
        let place = TempDir::new().unwrap();
        let home = home(&place);
        let mut pages = prepare(&home);
        let before = all(&mut pages).unwrap();
        crash::after(Some(steps));
        let done = pages.save(&home, &HEADS[1]);
        crash::after(None);
        assert!(all(&mut pages).unwrap() == before, "step {steps} changed what is in memory");
        let found = Pages::open(home.clone());
        then(steps, &home, found, &mut pages);
        // The process goes on, and so does the view.
        pages.write(0, &page_of(77)).unwrap();
        pages.enough = 1;
        pages.write(PAGE as u64, &page_of(78)).unwrap();
        let after = all(&mut pages).unwrap();
        let found = Pages::open(home.clone());
        then(steps, &home, found, &mut pages);
        pages.save(&home, &HEADS[2]).unwrap();
        let mut again = Pages::open(home.clone()).unwrap();
        assert!(all(&mut again).unwrap() == after && again.head() == Some(HEADS[2]), "step {steps}");
        if done.is_ok() {
            return steps;
        }
    }
    0
}

#[test]
fn a_save_that_ends_anywhere_leaves_the_state_before_or_after() {
    let change = |pages: &mut Pages| {
        pages.write(PAGE as u64, &page_of(90)).unwrap();
        pages.write(3 * PAGE as u64, &page_of(91)).unwrap();
        pages.write(8 * PAGE as u64 - 10, &page_of(92)).unwrap();
    };
    let place = TempDir::new().unwrap();
    let (mut pages, old) = saved(&home(&place), 6);
    change(&mut pages);
    let new = all(&mut pages).unwrap();
    let prepare = |home: &Home| {
        let (mut pages, _) = saved(home, 6);
        change(&mut pages);
        pages
    };
    let (seen_old, seen_new) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    let steps = ended_after_each_step(prepare, |step, _, found, _| {
        let mut found = found.unwrap_or_else(|| panic!("nothing is left after step {step}"));
        let head = found.head().unwrap();
        let bytes = all(&mut found).unwrap_or_else(|_| panic!("a page is missing after step {step}"));
        assert!((head == HEADS[0] && bytes == old) || (head == HEADS[1] && bytes == new), "step {step}");
        let seen = if head == HEADS[0] { &seen_old } else { &seen_new };
        seen.set(seen.get() + 1);
    });
    assert!(steps >= 8 && seen_old.get() > 8 && seen_new.get() > 2, "{steps} steps");
}

#[test]
fn a_first_save_that_ends_anywhere_leaves_nothing_or_all() {
    for gone in [None, Some(disk::remove as fn(&Path) -> _), Some(disk::forget)] {
        let prepare = |home: &Home| {
            let (mut pages, _) = saved(home, 4);
            if let Some(gone) = gone {
                gone(&home.path).unwrap();
                pages.write(PAGE as u64, &page_of(90)).unwrap();
                return pages;
            }
            let bytes = all(&mut pages).unwrap();
            disk::remove(&home.path).unwrap();
            let mut pages = Pages::new(Some(home.clone()));
            pages.write(0, &bytes).unwrap();
            pages
        };
        let place = TempDir::new().unwrap();
        let new = all(&mut prepare(&home(&place))).unwrap();
        let steps = ended_after_each_step(prepare, |step, _, found, _| {
            let Some(mut found) = found else { return };
            assert!(found.head() == Some(HEADS[1]) && all(&mut found).unwrap() == new, "step {step}");
        });
        assert!(steps >= 5, "{steps} steps");
    }
}

#[test]
fn a_state_that_was_forgotten_opens_no_more_and_the_next_is_written_beside_it() {
    let place = TempDir::new().unwrap();
    let home = home(&place);
    let (mut pages, _) = saved(&home, 40);
    let before = std::fs::read(&home.path).unwrap();
    let root = before[4_096..4_096 + 136].to_vec();
    disk::forget(&home.path).unwrap();
    let forgotten = std::fs::read(&home.path).unwrap();
    assert!(Pages::open(home.clone()).is_none());
    // The root alone holds what opens the table, and it is nowhere in the file.
    let holds = |file: &[u8]| file.windows(root.len()).any(|some| some == root);
    assert!(holds(&before) && !holds(&forgotten));
    pages.write(3 * PAGE as u64, &page_of(90)).unwrap();
    let expected = all(&mut pages).unwrap();
    pages.save(&home, &HEADS[1]).unwrap();
    let after = std::fs::read(&home.path).unwrap();
    assert!(!holds(&after));
    let changed = before.chunks(PAGE).zip(after.chunks(PAGE)).filter(|(one, two)| one != two).count();
    assert!(changed <= 4, "{changed} slots were written");
    assert_eq!(reopened(&home, &expected), Came::Whole);
    // What is not there is forgotten already.
    disk::remove(&home.path).unwrap();
    disk::forget(&home.path).unwrap();
    assert!(!home.path.exists());
}

#[test]
fn a_removed_file_opens_no_more_wherever_a_link_to_it_is() {
    let place = TempDir::new().unwrap();
    let home = home(&place);
    let (mut pages, expected) = saved(&home, 4);
    let link = Home { path: place.path().join("link"), ..home.clone() };
    std::fs::hard_link(&home.path, &link.path).unwrap();
    assert!(Pages::open(link.clone()).is_some());
    disk::remove(&home.path).unwrap();
    assert!(!home.path.exists() && Pages::open(link.clone()).is_none());
    disk::remove(&home.path).unwrap();
    // Whoever has it open goes on, and its next save is a file under another key.
    assert!(all(&mut pages).unwrap() == expected);
    pages.save(&home, &HEADS[1]).unwrap();
    assert_eq!(reopened(&home, &expected), Came::Whole);
    let salt = |path: &Path| std::fs::read(path).unwrap()[16..48].to_vec();
    assert_ne!(salt(&home.path), salt(&link.path));
}

#[test]
fn a_file_that_another_took_the_place_of_is_written_whole() {
    let place = TempDir::new().unwrap();
    let home = home(&place);
    let (mut pages, expected) = saved(&home, 4);
    let other = TempDir::new().unwrap();
    let (_, _) = saved(&self::home(&other), 2);
    for strange in [std::fs::read(other.path().join("a-view")).unwrap(), b"hello".to_vec()] {
        std::fs::write(place.path().join("new"), strange).unwrap();
        std::fs::rename(place.path().join("new"), &home.path).unwrap();
        pages.save(&home, &HEADS[1]).unwrap();
        assert_eq!(reopened(&home, &expected), Came::Whole);
        pages = Pages::open(home.clone()).unwrap();
    }
    // The same file, in a state that another has saved.
    let mut second = Pages::open(home.clone()).unwrap();
    second.write(0, &page_of(40)).unwrap();
    second.save(&home, &HEADS[1]).unwrap();
    pages.save(&home, &HEADS[1]).unwrap();
    assert_eq!(reopened(&home, &expected), Came::Whole);
    assert!(second.check(0).is_ok(), "its pages are not written over");
    pages = Pages::open(home.clone()).unwrap();
    // New keys are a new file, too.
    let next = Home { key: MacKey::new([8; 32]), ..home.clone() };
    pages.save(&next, &HEADS[1]).unwrap();
    assert_eq!((reopened(&home, &expected), reopened(&next, &expected)), (Came::Refused, Came::Whole));
}

#[test]
fn a_change_that_has_not_ended_is_not_saved() {
    let place = TempDir::new().unwrap();
    let home = home(&place);
    let (mut pages, _) = saved(&home, 2);
    pages.set_changing(true);
    assert!(matches!(pages.save(&home, &HEADS[1]), Err(Error::InUse)));
    pages.set_changing(false);
    pages.save(&home, &HEADS[1]).unwrap();
}

#[test]
fn no_nonce_seals_twice_and_nothing_can_be_read_in_the_file() {
    let place = TempDir::new().unwrap();
    let home = home(&place);
    let mut pages = Pages::new(Some(home.clone()));
    let mut nonces = std::collections::HashSet::new();
    for round in 0..20_u8 {
        for index in 0..3 {
            pages.write(index * PAGE as u64, "harbour ".repeat(PAGE / 8).as_bytes()).unwrap();
        }
        pages.save(&home, &[round; 32]).unwrap();
        for stored in pages.places.iter().filter_map(Place::stored) {
            assert!(nonces.insert(format!("{:?}", stored.nonce())), "a nonce was used twice");
        }
        let file = std::fs::read(&home.path).unwrap();
        assert!(!file.windows(8).any(|some| some == b"harbour "));
        assert!(file.len() <= PAGE * 9, "{} slots", file.len() / PAGE);
    }
    assert_eq!(nonces.len(), 60);
}
