//! When a group meets: a weekday and a local time in the group's time zone, every so many weeks.
//!
//! Without a first date a rhythm has no beginning: the anchor only says which weeks count, so that the session
//! before a group was entered into Sotto is known too. Nothing here asks what time it is.
//! Storing groups is elsewhere.

use chrono::{
    DateTime, Datelike, FixedOffset, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta,
    TimeZone, Weekday,
};
use chrono_tz::Tz;

/// A group's schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    weekday: Weekday,
    time: NaiveTime,
    zone: Tz,
    every: u32,
    anchor: NaiveDate,
    /// Whether the session of the anchor is the first there is.
    begins: bool,
}

/// Why a schedule is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    #[error("not a weekday")]
    Weekday,
    #[error("not a time of day like 18:30")]
    Time,
    #[error("not a known time zone")]
    Zone,
}

impl Rule {
    /// A rule from what a person chose: `"thu"`, `"18:30"`, `"Europe/London"`, every `every` weeks
    /// (0 counts as 1), counted from the first such weekday on or after `anchor`.
    ///
    /// # Errors
    /// Which of the three could not be understood.
    pub fn new(
        weekday: &str,
        time: &str,
        zone: &str,
        every: u32,
        anchor: NaiveDate,
    ) -> Result<Self, RuleError> {
        Ok(Rule {
            weekday: weekday.parse().map_err(|_| RuleError::Weekday)?,
            time: time_of_day(time).ok_or(RuleError::Time)?,
            zone: zone.parse().map_err(|_| RuleError::Zone)?,
            every: every.max(1),
            anchor,
            begins: false,
        })
    }

    /// The same rhythm, in which no session is before the anchor.
    #[must_use]
    pub const fn with_beginning(self) -> Self {
        Self { begins: true, ..self }
    }

    fn days(&self) -> i64 {
        i64::from(self.every) * 7
    }

    /// The day of the `k`-th session. The 0th is the first on or after the anchor.
    fn day(&self, k: i64) -> Option<NaiveDate> {
        let ahead = self.weekday.days_since(self.anchor.weekday());
        let days = k.checked_mul(self.days())?.checked_add(i64::from(ahead))?;
        self.anchor.checked_add_signed(TimeDelta::try_days(days)?)
    }

    /// When the `k`-th session starts.
    fn start(&self, k: i64) -> Option<DateTime<FixedOffset>> {
        if self.begins && k < 0 {
            return None;
        }
        let start = instant(self.zone, self.day(k)?.and_time(self.time))?;
        (0..=9999).contains(&start.year()).then_some(start)
    }

    /// A `k` within one of the session nearest to `now`.
    fn near(&self, now: DateTime<FixedOffset>) -> Option<i64> {
        let now = now.naive_utc();
        if !(-1..=10_000).contains(&now.year()) {
            return None;
        }
        let days = now.date().signed_duration_since(self.day(0)?).num_days();
        Some(days.div_euclid(self.days()))
    }
}

/// The first session that starts after `now`, with the zone's offset on that day; `None` outside the
/// years 0 to 9999.
pub fn next_after(rule: &Rule, now: DateTime<FixedOffset>) -> Option<DateTime<FixedOffset>> {
    let near = rule.near(now)?;
    let near = if rule.begins { near.max(0) } else { near };
    (near - 1..=near + 2).filter_map(|k| rule.start(k)).find(|start| *start > now)
}

/// The last session that started before `now`.
pub fn previous_before(rule: &Rule, now: DateTime<FixedOffset>) -> Option<DateTime<FixedOffset>> {
    let near = rule.near(now)?;
    (near - 2..=near + 1).rev().filter_map(|k| rule.start(k)).find(|start| *start < now)
}

/// The instant at which local clocks show `local`: the first of two when the clocks are put back over it,
/// and the end of the gap when they are put forward past it.
fn instant(zone: Tz, local: NaiveDateTime) -> Option<DateTime<FixedOffset>> {
    let found = match zone.from_local_datetime(&local) {
        LocalResult::Single(one) | LocalResult::Ambiguous(one, _) => one,
        LocalResult::None => after_gap(zone, local)?,
    };
    Some(found.with_timezone(&found.offset().fix()))
}

/// Finds, by halving, the second at which the clocks have passed `local`.
fn after_gap(zone: Tz, local: NaiveDateTime) -> Option<DateTime<Tz>> {
    // No zone is more than 15 hours from UTC, and the longest gap there ever was is a whole day.
    let (mut before, mut after) = (-42 * 3600, 42 * 3600);
    let at = |seconds: i64| {
        let utc = local.checked_add_signed(TimeDelta::try_seconds(seconds)?)?;
        Some(zone.from_utc_datetime(&utc))
    };
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        if at(middle)?.naive_local() >= local {
            after = middle;
        } else {
            before = middle;
        }
    }
    at(after)
}

/// `18:30` or `9:05`, on a 24-hour clock.
fn time_of_day(text: &str) -> Option<NaiveTime> {
    let (hour, minute) = text.trim().split_once(':')?;
    let number = |part: &str, least: usize| -> Option<u32> {
        let plain = (least..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| part.parse().ok()).flatten()
    };
    NaiveTime::from_hms_opt(number(hour, 1)?, number(minute, 2)?, 0)
}

#[cfg(test)]
mod tests;
