//! The only place that reads the date and time, and the parsing of typed dates.
//!
//! A date without an offset is local: in the time zone of this computer, or at the offset of `--now`.

use chrono::{
    DateTime, Days, Local, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound, TimeDelta, TimeZone,
};
use sotto_core::reflections::{YEARS, in_range};
use sotto_core::{Code, Failure, Now};

use crate::Result;

/// The clock, or the time given with `--now`.
#[derive(Clone, Copy)]
pub struct Clock {
    given: Option<Now>,
}

/// A typed date.
enum Typed {
    Day(NaiveDate),
    Moment(Now),
}

impl Clock {
    /// # Errors
    /// `now_unreadable` when `--now` is not an RFC 3339 date, `now_out_of_range` when no reflection may
    /// have that date.
    pub fn new(now: Option<&str>) -> Result<Self> {
        let read = |text: &str| {
            let now =
                DateTime::parse_from_rfc3339(text.trim()).map_err(|_| Failure::new(Code::NowUnreadable))?;
            let (from, until) = YEARS;
            match in_range(now) {
                Ok(()) => Ok(now),
                Err(_) => Err(Failure::new(Code::NowOutOfRange).with("from", from).with("until", until)),
            }
        };
        Ok(Self { given: now.map(read).transpose()? })
    }

    pub fn now(&self) -> Now {
        self.given.unwrap_or_else(|| Local::now().fixed_offset().trunc_subsecs(3))
    }

    /// The moment for the date of a reflection; it must be in range.
    pub fn moment(&self, typed: &str) -> Result<Now> {
        let moment = self.start(typed)?;
        in_range(moment).map_err(Failure::from)?;
        Ok(moment)
    }

    /// The moment for the beginning of a range; any year is allowed. For a day, its start.
    pub fn start(&self, typed: &str) -> Result<Now> {
        match self.read(typed)? {
            Typed::Moment(moment) => Ok(moment),
            Typed::Day(day) => self.start_of(day),
        }
    }

    /// The end of a range that includes the typed moment or day: the first moment after it.
    pub fn end(&self, typed: &str) -> Result<Now> {
        match self.read(typed)? {
            Typed::Moment(moment) => moment.checked_add_signed(TimeDelta::nanoseconds(1)),
            Typed::Day(day) => match day.checked_add_days(Days::new(1)) {
                Some(next) => Some(self.start_of(next)?),
                None => None,
            },
        }
        .ok_or_else(unreadable)
    }

    fn read(&self, typed: &str) -> Result<Typed> {
        let typed = typed.trim();
        if let Ok(moment) = DateTime::parse_from_rfc3339(typed) {
            return Ok(Typed::Moment(moment));
        }
        if let Ok(day) = NaiveDate::parse_from_str(typed, "%Y-%m-%d") {
            return Ok(Typed::Day(day));
        }
        let local = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
            .iter()
            .find_map(|format| NaiveDateTime::parse_from_str(typed, format).ok())
            .ok_or_else(unreadable)?;
        self.local(local).map(Typed::Moment)
    }

    fn start_of(&self, day: NaiveDate) -> Result<Now> {
        self.local(day.and_time(NaiveTime::MIN))
    }

    /// The first moment at which the clocks here show `local`, or the next quarter of an hour after a gap.
    fn local(&self, local: NaiveDateTime) -> Result<Now> {
        if let Some(now) = self.given {
            return now.offset().from_local_datetime(&local).single().ok_or_else(unreadable);
        }
        let quarter_hours = (0..=96).filter_map(|n| local.checked_add_signed(TimeDelta::minutes(15 * n)));
        quarter_hours
            .filter_map(|at| match Local.from_local_datetime(&at) {
                LocalResult::Single(found) => Some(found.fixed_offset()),
                // When the clocks are put back, the first of the two.
                LocalResult::Ambiguous(one, other) => Some(one.min(other).fixed_offset()),
                LocalResult::None => None,
            })
            .next()
            .ok_or_else(unreadable)
    }
}

fn unreadable() -> Failure {
    Failure::new(Code::DateUnreadable)
}

/// A date for a table: day and minute, in the local time of the place where it was written.
pub fn short(date: &str) -> String {
    date.get(..16).unwrap_or(date).replace('T', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use sotto_core::Class;

    fn clock() -> Clock {
        Clock::new(Some("2026-11-23T20:14:00+02:00")).unwrap()
    }

    #[test]
    fn a_date_without_offset_lies_at_the_offset_of_now() {
        for (typed, want) in [
            ("2026-11-23", "2026-11-23T00:00:00+02:00"),
            ("2026-11-23T20:14:00", "2026-11-23T20:14:00+02:00"),
            ("2026-11-23T20:14", "2026-11-23T20:14:00+02:00"),
            ("2026-11-23T20:14:00-05:00", "2026-11-23T20:14:00-05:00"),
            ("2026-11-23T20:14:00Z", "2026-11-23T20:14:00+00:00"),
        ] {
            assert_eq!(clock().moment(typed).unwrap().to_rfc3339(), want, "{typed}");
        }
        assert_eq!(clock().now().to_rfc3339(), "2026-11-23T20:14:00+02:00");
    }

    #[test]
    fn until_a_day_takes_the_whole_day_in_and_until_a_moment_that_moment() {
        assert_eq!(clock().end("2026-11-23").unwrap().to_rfc3339(), "2026-11-24T00:00:00+02:00");
        let moment = clock().moment("2026-11-23T20:14:00").unwrap();
        let end = clock().end("2026-11-23T20:14:00").unwrap();
        assert!(moment < end && end < moment + TimeDelta::seconds(1));
    }

    #[test]
    fn what_is_no_date_is_wrong_usage_and_what_lies_too_far_is_refused() {
        for typed in ["", "yesterday", "2026-02-30", "10000-01-01", "-5", "2026-11-23T25:00:00", "23.11.2026"]
        {
            let failure = clock().moment(typed).unwrap_err();
            assert_eq!((failure.code, failure.class), (Code::DateUnreadable, Class::Usage), "{typed}");
        }
        for typed in ["0000-01-01", "9999-12-31", "1066-10-14T09:00:00Z"] {
            let failure = clock().moment(typed).unwrap_err();
            assert_eq!((failure.code, failure.class), (Code::DateOutOfRange, Class::Refused), "{typed}");
            let here = Clock::new(None).unwrap().moment(typed).unwrap_err();
            assert_eq!(here.code, Code::DateOutOfRange, "{typed}");
        }
        for typed in ["262142-12-31", "+262142-12-31"] {
            assert!(clock().end(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn now_is_a_time_that_something_can_be_dated_on() {
        for (typed, code) in [
            ("now", Code::NowUnreadable),
            ("2026-11-23", Code::NowUnreadable),
            ("1899-12-31T23:59:59Z", Code::NowOutOfRange),
            ("2200-01-01T00:00:00Z", Code::NowOutOfRange),
        ] {
            let failure = Clock::new(Some(typed)).map(|_| ()).unwrap_err();
            assert_eq!((failure.code, failure.class), (code, Class::Usage), "{typed}");
        }
        for typed in ["1900-01-01T00:00:00+14:00", "2199-12-31T23:59:59Z"] {
            assert!(Clock::new(Some(typed)).is_ok(), "{typed}");
        }
    }

    #[test]
    fn a_bound_may_lie_as_far_away_as_a_date_can_be_written() {
        for clock in [clock(), Clock::new(None).unwrap()] {
            for typed in
                ["0000-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31", "9999-12-31T23:59:59-14:00"]
            {
                assert!(clock.start(typed).is_ok() && clock.end(typed).is_ok(), "{typed}");
            }
        }
    }

    #[test]
    fn a_day_of_this_computers_zone_begins_at_its_own_midnight_or_right_after_it() {
        let start = Clock::new(None).unwrap().moment("2026-03-29").unwrap();
        assert_eq!(start.date_naive().to_string(), "2026-03-29");
    }

    #[test]
    fn a_date_in_a_table_is_short() {
        assert_eq!(short("2026-11-23T20:14:00+00:00"), "2026-11-23 20:14");
        assert_eq!(short(""), "");
    }
}
