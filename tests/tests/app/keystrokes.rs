//! Locking, quitting or dying shortly after a key was pressed: nothing that was typed is lost, but
//! for what a crash takes of the last second.
//!
//! A handful of times in every run; `SOTTO_CYCLES` says with which to end in a long one, and `SOTTO_FROM`
//! with which to go on, since each cycle's choices follow from `SOTTO_SEED` and its number alone.

use crate::PASSPHRASE;
use crate::walkthrough::unlock;
use sotto_tests::drive::{App, Driven, drive};
use sotto_tests::person::Person;
use sotto_tests::random::Random;
use std::time::{Duration, Instant};

const CTRL_L: &str = "\u{E009}l\u{E000}";
/// What the app promises: writing in progress is sealed at most so long after a key.
const STATED: Duration = Duration::from_secs(1);

#[derive(Clone, Copy, Debug, PartialEq)]
enum How {
    Shortcut,
    Button,
    Quit,
    Crash,
}

struct Cycle {
    how: How,
    after: Duration,
    words: String,
}

fn cycle(seed: u64, number: usize) -> Cycle {
    let mut random = Random::new(seed.wrapping_mul(1_000_003).wrapping_add(number as u64));
    let ways = [How::Shortcut, How::Button, How::Quit, How::Crash];
    // Every run, however short, leaves in each way while the last keys cannot be sealed yet.
    let (how, longest) = ways.get(number).map_or_else(|| (ways[random.below(4)], 2001), |how| (*how, 101));
    let after = Duration::from_millis(random.below(longest) as u64);
    let letters = random.between(1, 24);
    let tail: String = (0..letters).map(|_| char::from(b'a' + random.below(26) as u8)).collect();
    Cycle { how, after, words: format!("cycle{number}x{tail}") }
}

/// Types, waits, leaves; answers how long ago the last key was by then, at least.
async fn type_and_leave(person: &Person, cycle: &Cycle) -> Driven<Duration> {
    let app = App::open(person).await?;
    unlock(&app, PASSPHRASE).await?;
    app.type_here(&format!(" {} ", cycle.words)).await?;
    let typed = Instant::now();
    tokio::time::sleep(cycle.after).await;
    match cycle.how {
        // Locking ends the driver's side too, perhaps before it has answered: whether the app has
        // locked is asked below.
        How::Shortcut => drop(app.type_here(CTRL_L).await),
        How::Button => drop(app.press("Lock").await),
        How::Quit => app.signal("TERM")?,
        How::Crash => {
            let ago = typed.elapsed();
            app.kill().await?;
            return Ok(ago);
        }
    }
    let ago = typed.elapsed();
    if cycle.how == How::Quit {
        app.ended().await?
    } else {
        drop(app.replaced().await?)
    }
    Ok(ago)
}

fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|given| given.parse().ok()).unwrap_or(otherwise)
}

#[test]
#[ignore = "opens windows"]
fn nothing_typed_is_lost_when_the_app_locks_quits_or_dies_soon_after() {
    let (cycles, from, seed) = (number("SOTTO_CYCLES", 4), number("SOTTO_FROM", 0), number("SOTTO_SEED", 3));
    let person = Person::with_vault(PASSPHRASE);
    let (mut lost, mut letters, mut within) = (0, 0, 0);
    for at in from..cycles {
        let cycle = cycle(seed as u64, at);
        let ago = drive(type_and_leave(&person, &cycle))
            .unwrap_or_else(|why| panic!("cycle {at} of seed {seed} ({:?}): {why}", cycle.how));
        let id = person.does(["list"]).text("id");
        let stored = person.does(["show", &id]).output.contains(&cycle.words);
        letters += cycle.words.len();
        match (stored, cycle.how) {
            (true, _) => {}
            (false, How::Crash) if ago < STATED => within += cycle.words.len(),
            (false, _) => {
                lost += cycle.words.len();
                println!("lost in cycle {at} of seed {seed}: {:?} {ago:?} after the last key", cycle.how);
            }
        }
        println!("cycle {} of {cycles}: {:?} after {} ms", at + 1, cycle.how, cycle.after.as_millis());
    }
    println!("figure: characters typed: {letters}");
    println!("figure: characters lost: {lost}");
    println!("figure: characters of the last second before a crash: {within}");
    assert_eq!(lost, 0, "characters lost, of {letters}");
}
