//! Dates typed without an offset, in the zone of the computer. Windows has its zones from the system alone.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod person;

use person::{Person, end};

/// The date of a reflection that is written with this date in this zone.
#[track_caller]
fn written(zone: &str, date: &str) -> String {
    let ann = Person::new();
    let run = end(ann.command(&["write", "--date", date, "text"]).env("TZ", zone), b"");
    assert_eq!(run.status, 0, "{}", run.error);
    ann.does(&["list"])[0]["date"].as_str().unwrap().to_owned()
}

#[test]
fn an_hour_that_comes_twice_is_the_first_of_the_two() {
    for (zone, date, stored) in [
        ("Europe/London", "2026-10-25T01:30:00", "2026-10-25T01:30:00+01:00"),
        ("Europe/Berlin", "2026-10-25T02:00", "2026-10-25T02:00:00+02:00"),
        ("America/New_York", "2026-11-01 01:59:59", "2026-11-01T01:59:59-04:00"),
        // Half an hour.
        ("Australia/Lord_Howe", "2026-04-05T01:45:00", "2026-04-05T01:45:00+11:00"),
    ] {
        assert_eq!(written(zone, date), stored, "{zone}");
    }
}

#[test]
fn a_time_that_the_clocks_leave_out_is_the_first_one_after_it() {
    for (zone, date, stored) in [
        ("Europe/London", "2026-03-29T01:30:00", "2026-03-29T02:00:00+01:00"),
        ("Australia/Lord_Howe", "2026-10-04T02:10:00", "2026-10-04T02:40:00+11:00"),
    ] {
        assert_eq!(written(zone, date), stored, "{zone}");
    }
}
