//! Schedules: known hard days, and properties over all zones.

use super::*;
use chrono::Timelike;
use proptest::prelude::*;

fn ymd(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn at(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

fn rule(weekday: &str, time: &str, zone: &str, every: u32, anchor: NaiveDate) -> Rule {
    Rule::new(weekday, time, zone, every, anchor).unwrap()
}

#[test]
fn a_plain_week() {
    let r = rule("thu", "18:30", "Europe/London", 1, ymd(2026, 11, 23));
    let next = |now| next_after(&r, at(now)).unwrap().to_rfc3339();
    assert_eq!(next("2026-11-23T20:14:00+00:00"), "2026-11-26T18:30:00+00:00");
    assert_eq!(next("2026-11-26T18:29:59+00:00"), "2026-11-26T18:30:00+00:00");
    assert_eq!(next("2026-11-26T18:30:00+00:00"), "2026-12-03T18:30:00+00:00");
    assert_eq!(next("2026-07-01T00:00:00+00:00"), "2026-07-02T18:30:00+01:00");
    assert_eq!(next("2026-11-27T05:00:00+12:00"), "2026-11-26T18:30:00+00:00");
    let previous = |now| previous_before(&r, at(now)).unwrap().to_rfc3339();
    assert_eq!(previous("2026-11-23T20:14:00+00:00"), "2026-11-19T18:30:00+00:00");
    assert_eq!(previous("2026-11-26T18:30:00+00:00"), "2026-11-19T18:30:00+00:00");
    assert_eq!(previous("2026-11-26T18:30:01+00:00"), "2026-11-26T18:30:00+00:00");
}

#[test]
fn every_second_week_is_counted_from_the_anchor() {
    let r = rule("tue", "9:05", "America/New_York", 2, ymd(2026, 1, 5));
    let mut now = at("2026-01-01T00:00:00Z");
    for wanted in [
        "2026-01-06T09:05:00-05:00",
        "2026-01-20T09:05:00-05:00",
        "2026-02-03T09:05:00-05:00",
        "2026-02-17T09:05:00-05:00",
        "2026-03-03T09:05:00-05:00",
        "2026-03-17T09:05:00-04:00",
    ] {
        now = next_after(&r, now).unwrap();
        assert_eq!(now.to_rfc3339(), wanted);
    }
    assert_eq!(
        previous_before(&r, at("2026-01-06T00:00:00Z")).unwrap().to_rfc3339(),
        "2025-12-23T09:05:00-05:00"
    );
}

#[test]
fn clocks_put_forward_move_it_to_the_first_valid_instant() {
    let gap = rule("sun", "01:30", "Europe/London", 1, ymd(2026, 1, 1));
    assert_eq!(
        next_after(&gap, at("2026-03-28T00:00:00Z")).unwrap().to_rfc3339(),
        "2026-03-29T02:00:00+01:00"
    );
    // Lord Howe moves by half an hour, Samoa left out a whole day.
    let half = rule("sun", "02:15", "Australia/Lord_Howe", 1, ymd(2026, 1, 1));
    assert_eq!(
        next_after(&half, at("2026-10-03T00:00:00Z")).unwrap().to_rfc3339(),
        "2026-10-04T02:30:00+11:00"
    );
    let day = rule("fri", "18:30", "Pacific/Apia", 1, ymd(2011, 12, 1));
    assert_eq!(
        next_after(&day, at("2011-12-29T12:00:00-10:00")).unwrap().to_rfc3339(),
        "2011-12-31T00:00:00+14:00"
    );
    assert_eq!(
        next_after(&day, at("2011-12-31T00:00:00+14:00")).unwrap().to_rfc3339(),
        "2012-01-06T18:30:00+14:00"
    );
}

#[test]
fn clocks_put_back_take_the_first_of_two() {
    let r = rule("sun", "01:30", "Europe/London", 1, ymd(2026, 1, 1));
    assert_eq!(next_after(&r, at("2026-10-24T12:00:00Z")).unwrap().to_rfc3339(), "2026-10-25T01:30:00+01:00");
    // Between the two times 01:30 it has already begun.
    assert_eq!(next_after(&r, at("2026-10-25T01:00:00Z")).unwrap().to_rfc3339(), "2026-11-01T01:30:00+00:00");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let anchor = ymd(2026, 1, 1);
    for time in ["", "24:00", "18:60", "18.30", "1830", "18:3", "+8:30", "18:30:00", "６:30", ":30"] {
        assert_eq!(Rule::new("thu", time, "Europe/London", 1, anchor), Err(RuleError::Time), "{time}");
    }
    for zone in ["", "Mars/Olympus", "Europe/Londonx"] {
        assert_eq!(Rule::new("thu", "18:30", zone, 1, anchor), Err(RuleError::Zone), "{zone}");
    }
    assert_eq!(Rule::new("someday", "18:30", "UTC", 1, anchor), Err(RuleError::Weekday));
    let zero = rule("thu", "18:30", "UTC", 0, anchor);
    assert_eq!(
        next_after(&zero, at("2026-11-23T00:00:00Z")).unwrap().to_rfc3339(),
        "2026-11-26T18:30:00+00:00"
    );
}

#[test]
fn the_edges_of_time() {
    let r = rule("thu", "18:30", "Europe/London", u32::MAX, ymd(2026, 1, 1));
    assert_eq!(next_after(&r, at("2026-11-23T00:00:00Z")), None);
    let r = rule("thu", "18:30", "Pacific/Kiritimati", 1, NaiveDate::MAX);
    for now in [DateTime::<chrono::Utc>::MIN_UTC, DateTime::<chrono::Utc>::MAX_UTC] {
        for hours in [-23, 0, 23] {
            let now = now.with_timezone(&FixedOffset::east_opt(hours * 3600).unwrap());
            assert_eq!(next_after(&r, now), None);
            assert_eq!(previous_before(&r, now), None);
        }
    }
}

fn any_rule() -> impl Strategy<Value = Rule> {
    let zone = (0..chrono_tz::TZ_VARIANTS.len()).prop_map(|i| chrono_tz::TZ_VARIANTS[i]);
    let anchor =
        (0i32..=9999, 1u32..=366).prop_map(|(y, d)| NaiveDate::from_yo_opt(y, d).unwrap_or(ymd(y, 1, 1)));
    (0u8..7, 0u32..24, 0u32..60, zone, 1u32..9, anchor).prop_map(|(w, h, m, zone, every, anchor)| Rule {
        begins: false,
        weekday: Weekday::try_from(w).unwrap(),
        time: NaiveTime::from_hms_opt(h, m, 0).unwrap(),
        zone,
        every,
        anchor,
    })
}

fn any_now(years: std::ops::RangeInclusive<i32>) -> impl Strategy<Value = DateTime<FixedOffset>> {
    (years, 1u32..=365, 0u32..86_400, -12i32..=14).prop_map(|(y, d, s, h)| {
        let utc = NaiveDate::from_yo_opt(y, d)
            .unwrap()
            .and_time(NaiveTime::from_num_seconds_from_midnight_opt(s, 0).unwrap());
        FixedOffset::east_opt(h * 3600).unwrap().from_utc_datetime(&utc)
    })
}

proptest! {
    #[test]
    fn any_session_is_right(r in any_rule(), now in any_now(1800..=2200)) {
        let next = next_after(&r, now).unwrap();
        let previous = previous_before(&r, now).unwrap();
        prop_assert!(previous < now && now < next);
        // Between them there is nothing, except perhaps a session that starts now.
        let step = next_after(&r, previous).unwrap();
        prop_assert!(step == next || (step == now && next_after(&r, step) == Some(next)));
        prop_assert_eq!(previous_before(&r, next).unwrap(), if step == next { previous } else { step });
        prop_assert_eq!(next_after(&r, next - TimeDelta::seconds(1)), Some(next));
        prop_assert_eq!(next_after(&r, now), Some(next));
        for start in [previous, next] {
            // Offsets before standard time had seconds, which an RFC 3339 offset cannot show.
            let local = start.with_timezone(&r.zone).naive_local();
            prop_assert_eq!(start.naive_local(), local);
            if local.weekday() == r.weekday && local.time() == r.time {
                let days = local.date().signed_duration_since(r.anchor).num_days();
                prop_assert!((days - i64::from(r.weekday.days_since(r.anchor.weekday()))) % r.days() == 0);
                let earlier = r.zone.from_local_datetime(&local).earliest().unwrap();
                prop_assert_eq!(earlier, start);
            } else {
                // Only a gap may move it, and then to the end of the gap.
                let wanted = (0..2).filter_map(|back| local.date().checked_sub_days(chrono::Days::new(back)))
                    .find(|d| d.weekday() == r.weekday).unwrap().and_time(r.time);
                prop_assert_eq!(r.zone.from_local_datetime(&wanted), LocalResult::None);
                let second_before = (start - TimeDelta::seconds(1)).with_timezone(&r.zone).naive_local();
                prop_assert!(second_before < wanted && wanted < local);
            }
        }
        prop_assert_eq!(next.second(), next.with_timezone(&r.zone).second());
    }

    #[test]
    fn no_year_makes_it_panic(r in any_rule(), now in any_now(0..=9999)) {
        if let Some(next) = next_after(&r, now) {
            prop_assert!(next > now);
        }
        if let Some(previous) = previous_before(&r, now) {
            prop_assert!(previous < now);
        }
    }
}

#[test]
fn a_group_with_a_first_date_has_no_session_before_it_and_counts_from_it() {
    let rule = rule("thu", "18:30", "Europe/London", 2, ymd(2026, 12, 10)).with_beginning();
    let entered = at("2026-11-27T12:00:00+00:00");
    assert_eq!(next_after(&rule, entered).unwrap(), at("2026-12-10T18:30:00+00:00"));
    assert_eq!(previous_before(&rule, entered), None);
    assert_eq!(next_after(&rule, at("2026-12-11T12:00:00+00:00")).unwrap(), at("2026-12-24T18:30:00+00:00"));
    // Long before the first date, too.
    assert_eq!(next_after(&rule, at("2020-01-01T00:00:00+00:00")).unwrap(), at("2026-12-10T18:30:00+00:00"));
}
