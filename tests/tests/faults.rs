//! A short, seeded share of what `cargo xtask test --soak core` does at length: power cuts, failing
//! disks, killed processes, two programs at once, and clocks that jump.

// Elsewhere an open vault cannot be copied as a crash would leave it.
#![cfg(unix)]

use sotto_tests::faults::crash::Story;
use sotto_tests::faults::image::Sync;
use sotto_tests::faults::kill::{Killed, Victim};
use sotto_tests::faults::operations::Mix;
use sotto_tests::faults::{nth_io_failure, programs, two_processes};
use sotto_tests::random::Random;
use std::time::Duration;

/// Stories and images of each.
fn cuts(seeds: std::ops::Range<u64>, images: usize, sync: Sync) -> (usize, Vec<String>) {
    let (mut looked_at, mut wrong) = (0, Vec::new());
    for seed in seeds {
        let found = Story::new(seed).unwrap().cut(images, sync, &mut Random::new(seed));
        looked_at += found.images;
        wrong.extend(found.wrong.into_iter().map(|why| format!("story {seed}, {why}")));
    }
    (looked_at, wrong)
}

#[test]
fn after_a_power_cut_every_acknowledged_change_is_there_and_none_is_half_there() {
    let (images, wrong) = cuts(0..3, 25, Sync::Honest);
    assert!(wrong.is_empty(), "{} of {images} images:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_same_power_cuts_are_seen_to_lose_changes_when_syncing_is_a_lie() {
    let (images, wrong) = cuts(0..1, 60, Sync::Ignored);
    assert!(wrong.len() > images / 4, "only {} of {images} images were found to lose anything", wrong.len());
}

fn failing(share: usize) {
    let mut refused = 0;
    for number in (share..nth_io_failure::QUICK).step_by(23) {
        refused += nth_io_failure::point(number).unwrap().refused;
    }
    assert!(refused > 50, "faults hardly ever struck: {refused}");
}

#[test]
fn a_failing_disk_leaves_the_old_state_and_trying_again_works() {
    failing(0);
}

/// A process killed so many times, while it does what the mix says.
fn killed_while(mix: Mix, kills: u64) {
    let (mut victim, mut killed) = (Victim::new(), Killed::default());
    for seed in 0..kills {
        victim.kill_worker(mix, seed, &mut killed).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
    }
    assert!(killed.acknowledged as u64 > kills, "hardly anything was stored: {}", killed.acknowledged);
}

#[test]
fn a_process_killed_while_it_saves_loses_nothing_it_acknowledged() {
    killed_while(Mix::Saves, 12);
}

#[test]
fn a_process_killed_while_it_locks_loses_nothing_it_acknowledged() {
    killed_while(Mix::Locks, 10);
}

#[test]
fn a_program_killed_while_it_writes_or_imports_leaves_whole_changes() {
    let mut killed = Killed::default();
    programs::writes(1, 3, &mut killed).unwrap();
    assert_eq!(killed.kills, 3);
    let mut killed = Killed::default();
    programs::imports(1, 1, &mut killed).unwrap();
    assert_eq!(killed.kills, 1);
}

#[test]
fn a_program_killed_while_it_attaches_leaves_a_whole_attachment_or_none() {
    let mut killed = Killed::default();
    programs::attaches(1, 8, &mut killed).unwrap();
    assert_eq!(killed.kills, 8);
}

#[test]
fn a_program_killed_while_it_backs_up_leaves_a_whole_backup_or_none() {
    let mut killed = Killed::default();
    programs::backups(1, 4, &mut killed).unwrap();
    assert_eq!(killed.kills, 4);
}

#[test]
fn a_program_killed_while_it_changes_all_keys_leaves_a_vault_that_opens() {
    let mut killed = Killed::default();
    programs::rekeys(1, 1, &mut killed).unwrap();
    assert_eq!(killed.kills, 1);
}

#[test]
fn of_two_programs_at_one_vault_none_loses_anything_and_one_that_cannot_get_in_ends_with_an_error() {
    let round = two_processes::round(1, Duration::from_secs(10)).unwrap();
    assert!(round.written > 0 && round.captured > 0 && round.held > 0);
    assert!(round.refused_in_use > 0, "nobody waited for longer than five seconds");
}

#[cfg(target_os = "linux")]
#[test]
fn clocks_that_jump_change_no_order_and_lose_nothing() {
    use sotto_tests::faults::clock;
    let library = clock::library().expect("faketime: `cargo xtask setup` installs it");
    for seed in 0..3 {
        clock::jumps(seed, &library).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
    }
    clock::set_back_while_running(1, &library).unwrap();
}
