//! A short, seeded share of what `cargo xtask test --soak core` does at length: power cuts, failing
//! disks, killed processes, two programs at once, and clocks that jump.

use sotto_tests::faults::crash::Story;
use sotto_tests::faults::image::Sync;
use sotto_tests::faults::kth;
use sotto_tests::random::Random;

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
    for number in (share..kth::POINTS).step_by(23) {
        refused += kth::point(number).unwrap().refused;
    }
    assert!(refused > 50, "faults hardly ever struck: {refused}");
}

#[test]
fn a_failing_disk_leaves_the_old_state_and_trying_again_works() {
    failing(0);
}
