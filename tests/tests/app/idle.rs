//! The time without a touch, by a clock that nobody can turn: the computer's own is put ten years
//! forward and ten years back meanwhile (with `faketime`, where it is installed).
//!
//! It takes longer than a minute, the shortest time there is, so only a long run does it: with
//! `SOTTO_CYCLES`.

use crate::PASSPHRASE;
use crate::walkthrough::unlock;
use sotto_tests::drive::{App, Opening, drive, processes};
use sotto_tests::person::{Person, program};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const LIBRARY: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

#[test]
#[ignore = "opens windows"]
fn turning_the_computers_clock_neither_hastens_nor_delays_the_lock() {
    if std::env::var_os("SOTTO_CYCLES").is_none() || !Path::new(LIBRARY).is_file() {
        println!("skipped: a part of long runs, and needs faketime");
        return;
    }
    let person = Person::with_vault(PASSPHRASE);
    let (clock, through) = (person.path("clock"), person.path("through"));
    // What reads the kernel's clocks by itself is left alone, as it is when a person sets the clock.
    let script = format!(
        "#!/bin/sh\nexec env LD_PRELOAD={LIBRARY} DONT_FAKE_MONOTONIC=1 FAKETIME_NO_CACHE=1 \
         FAKETIME_TIMESTAMP_FILE={} {} \"$@\"\n",
        clock.display(),
        program("sotto").display()
    );
    std::fs::write(&clock, "+0").unwrap();
    std::fs::write(&through, script).unwrap();
    assert!(Command::new("chmod").arg("755").arg(&through).status().is_ok_and(|done| done.success()));
    let waited = drive(async {
        let app = App::open_as(&person, Opening { through: Some(through), ..Opening::default() }).await?;
        unlock(&app, PASSPHRASE).await?;
        app.press("Settings").await?;
        app.choose("Lock when nothing happens for", "1 minute").await?;
        app.press("Today").await?;
        app.put_cursor_in("Your page").await?;
        std::fs::write(&clock, "-10y").unwrap();
        app.type_here("long ago").await?;
        app.see("draft sealed").await?;
        let last = Instant::now();
        tokio::time::sleep(Duration::from_secs(5)).await;
        std::fs::write(&clock, "+10y").unwrap();
        tokio::time::sleep(Duration::from_secs(15)).await;
        let early = processes::arguments(app.process()).iter().any(|one| one == "--at");
        assert!(!early, "ten years do not pass in a moment");
        std::fs::write(&clock, "-10y").unwrap();
        // It gives up only after thirty seconds.
        tokio::time::sleep(Duration::from_secs(33)).await;
        app.replaced().await?;
        Ok(last.elapsed())
    })
    .unwrap();
    let list = person.does(["list"]);
    // The page reports a touch at most every fifteen seconds.
    println!("locked {waited:?} after the last key; the page says {}", list.text("date"));
    assert!(waited > Duration::from_secs(44) && waited < Duration::from_secs(75), "{waited:?}");
    let now = Command::new("date").arg("+%Y").output().unwrap().stdout;
    let now: i32 = String::from_utf8_lossy(&now).trim().parse().unwrap();
    let years = now - list.text("date")[..4].parse::<i32>().unwrap();
    assert!((9..=11).contains(&years), "the app did see the turned clock");
}
