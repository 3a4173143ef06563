//! Which backups are kept, and how they are named. Nothing here touches a file.
//!
//! Of each day, week and month only the last backup counts, and the rules count only days, weeks and
//! months *that have one*: after a year without backups there are still as many as before. A backup
//! that is dated after today (a clock was wrong) does not count and is never removed.

use chrono::{Datelike, NaiveDate};
use sotto_vault::Id;

/// The number of days, weeks and months whose last backup is kept. Also written in `backups.ftl` and in the help of
/// `sotto-cli backup`.
pub const DAYS: usize = 7;
pub const WEEKS: usize = 4;
pub const MONTHS: usize = 12;
/// The most backups with different names on one day.
pub const MOST_A_DAY: u32 = 99;

const EXTENSION: &str = ".sotto";
/// The number of digits of the vault's id in a name.
const DIGITS: usize = 8;

/// What a backup's name says. Ordered by age.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Made {
    pub day: NaiveDate,
    /// 1 for the first of a day.
    pub number: u32,
}

/// `sotto-0a1b2c3d-2026-11-25.sotto`, or `...-2.sotto` for the second of that day. It does not say whose
/// journal it is.
pub fn name(vault: Id, made: Made) -> String {
    named(&prefix(vault), made)
}

/// Parses the name of a backup of this vault; `None` for any other name.
pub fn read(vault: Id, file: &str) -> Option<Made> {
    file.starts_with(&prefix(vault)).then(|| read_any(file))?
}

/// The same for the backups of any vault.
pub fn read_any(file: &str) -> Option<Made> {
    let id = file.strip_prefix("sotto-")?.get(..DIGITS)?;
    let lower = id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let start = format!("sotto-{id}-");
    let rest = file.strip_prefix(&start).filter(|_| lower)?;
    let day = NaiveDate::parse_from_str(rest.get(..10)?, "%Y-%m-%d").ok()?;
    let number = match rest.get(10..)?.strip_suffix(EXTENSION)? {
        "" => 1,
        number => number.strip_prefix('-')?.parse().ok()?,
    };
    let made = Made { day, number };
    // Only numbers that `name` writes: no sign, no leading zeros.
    ((1..=MOST_A_DAY).contains(&number) && named(&start, made) == file).then_some(made)
}

/// The part of a backup's name that is the same for all backups of one vault.
pub fn journal(file: &str) -> &str {
    file.strip_prefix("sotto-").and_then(|rest| rest.get(..DIGITS)).unwrap_or_default()
}

fn named(start: &str, made: Made) -> String {
    let stem = format!("{start}{}", made.day.format("%Y-%m-%d"));
    match made.number {
        0 | 1 => format!("{stem}{EXTENSION}"),
        number => format!("{stem}-{number}{EXTENSION}"),
    }
}

fn prefix(vault: Id) -> String {
    let id = vault.to_string();
    format!("sotto-{}-", id.get(..DIGITS).unwrap_or(&id))
}

/// The backups that are no longer needed. The newest one is never among them.
pub fn expendable(present: &[Made], today: NaiveDate) -> Vec<Made> {
    let mut past: Vec<Made> = present.iter().copied().filter(|made| made.day <= today).collect();
    past.sort_unstable_by(|a, b| b.cmp(a));
    past.dedup();
    let mut days = Periods::new(DAYS, |day| (day.year(), day.ordinal()));
    let mut weeks = Periods::new(WEEKS, |day| (day.iso_week().year(), day.iso_week().week()));
    let mut months = Periods::new(MONTHS, |day| (day.year(), day.month()));
    past.retain(|made| {
        // Every rule is asked about every backup, so that each also counts those that another rule keeps.
        let kept = [&mut days, &mut weeks, &mut months].map(|rule| rule.keeps(made.day));
        !kept.contains(&true)
    });
    past
}

/// One rule: it keeps the last backup of each of a number of periods.
struct Periods {
    left: usize,
    period: fn(NaiveDate) -> (i32, u32),
    last: Option<(i32, u32)>,
}

impl Periods {
    fn new(count: usize, period: fn(NaiveDate) -> (i32, u32)) -> Self {
        Self { left: count, period, last: None }
    }

    /// Must be called from the newest backup to the oldest.
    fn keeps(&mut self, day: NaiveDate) -> bool {
        let period = Some((self.period)(day));
        if self.left == 0 || self.last == period {
            return false;
        }
        self.last = period;
        self.left -= 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn vault() -> Id {
        Id::from_bytes([0x0a; 16])
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn days() -> impl Strategy<Value = NaiveDate> {
        (0u64..1_200).prop_map(|n| day("2025-01-01") + Days::new(n))
    }

    fn some() -> impl Strategy<Value = Vec<Made>> {
        proptest::collection::vec((days(), 1u32..4).prop_map(|(day, number)| Made { day, number }), 0..200)
    }

    /// One run a day as in the app: a backup is made, then the expendable ones are removed.
    fn run_daily(from: NaiveDate, count: u64) -> Vec<Made> {
        let mut kept = Vec::new();
        for n in 0..count {
            let today = from + Days::new(n);
            kept.push(Made { day: today, number: 1 });
            let gone = expendable(&kept, today);
            kept.retain(|made| !gone.contains(made));
        }
        kept
    }

    #[test]
    fn a_name_tells_the_day_and_nothing_else_is_one() {
        let made = Made { day: day("2026-11-25"), number: 1 };
        assert_eq!(name(vault(), made), "sotto-0a0a0a0a-2026-11-25.sotto");
        assert_eq!(name(vault(), Made { number: 2, ..made }), "sotto-0a0a0a0a-2026-11-25-2.sotto");
        for not_ours in [
            "sotto-0a0a0a0b-2026-11-25.sotto",
            "sotto-0a0a0a0a-2026-11-25.sotto.part",
            "sotto-0a0a0a0a-2026-11-25-1.sotto",
            "sotto-0a0a0a0a-2026-11-25-02.sotto",
            "sotto-0a0a0a0a-2026-11-25-+2.sotto",
            "sotto-0a0a0a0a-2026-11-25-100.sotto",
            "sotto-0a0a0a0a-2026-11-25 (1).sotto",
            "sotto-0a0a0a0a-2026-02-30.sotto",
            "sotto-0a0a0a0a-26-11-25.sotto",
            "Sotto-0a0a0a0a-2026-11-25.sotto",
            "sotto-0a0a0a0a-2026-11-25.SOTTO",
            "my sotto-0a0a0a0a-2026-11-25.sotto",
            "journal.sotto",
            "sotto-0a0a0a0a-2026-11-2é.sotto",
            "",
        ] {
            assert_eq!(read(vault(), not_ours), None, "{not_ours}");
        }
    }

    #[test]
    fn three_years_of_days_leave_seven_days_four_weeks_and_twelve_months() {
        for start in 0..40 {
            let from = day("2024-01-01") + Days::new(start);
            let kept = run_daily(from, 1_100);
            let today = from + Days::new(1_099);
            let has = |day: NaiveDate| kept.iter().any(|made| made.day == day);
            assert!((0..7).all(|n| has(today - Days::new(n))), "seven days");
            let sunday = today - Days::new(u64::from(today.weekday().num_days_from_sunday()));
            assert!(
                (0..3).all(|n| has(sunday - Days::new(7 * n))),
                "the ends of three weeks before this one"
            );
            let mut end = today.with_day(1).unwrap() - Days::new(1);
            for _ in 0..11 {
                assert!(has(end), "the end of a month: {end}");
                end = end.with_day(1).unwrap() - Days::new(1);
            }
            assert!(!has(end), "of the month before those nothing is left: {end}");
            assert!((18..=21).contains(&kept.len()), "{}", kept.len());
        }
    }

    #[test]
    fn whoever_was_away_for_a_year_finds_as_many_as_before() {
        let kept = run_daily(day("2025-01-01"), 365);
        let back = day("2027-06-01");
        let mut now = kept.clone();
        now.push(Made { day: back, number: 1 });
        assert!(expendable(&now, back).len() <= 3, "one day, week and month make room for one");
        assert!(now.len() - expendable(&now, back).len() >= kept.len() - 2);
    }

    proptest! {
        #[test]
        fn a_name_comes_back_as_it_was(day in days(), number in 1u32..=MOST_A_DAY, bytes: [u8; 16]) {
            let made = Made { day, number };
            let vault = Id::from_bytes(bytes);
            prop_assert_eq!(read(vault, &name(vault, made)), Some(made));
        }

        #[test]
        fn a_name_that_is_read_is_the_one_that_is_written(text in "(sotto-0a0a0a0a-)?[-0-9a-z. ]{0,24}(.sotto)?") {
            if let Some(made) = read(vault(), &text) {
                prop_assert_eq!(name(vault(), made), text);
            }
        }

        #[test]
        fn the_newest_stays_and_what_is_dated_later_too(present in some(), today in days()) {
            let gone = expendable(&present, today);
            prop_assert!(gone.iter().all(|made| present.contains(made) && made.day <= today));
            let newest = present.iter().filter(|made| made.day <= today).max();
            prop_assert!(newest.is_none_or(|newest| !gone.contains(newest)));
            prop_assert!(present.iter().max().is_none_or(|newest| !gone.contains(newest)));
            if present.len() <= 1 {
                prop_assert!(gone.is_empty());
            }
        }

        #[test]
        fn the_order_of_a_folder_does_not_matter_and_a_second_look_finds_nothing(
            present in some(), today in days(), turn in 0usize..200,
        ) {
            let gone: HashSet<Made> = expendable(&present, today).into_iter().collect();
            let mut turned = present.clone();
            turned.rotate_left(turn % present.len().max(1));
            turned.reverse();
            prop_assert_eq!(&gone, &expendable(&turned, today).into_iter().collect());
            turned.retain(|made| !gone.contains(made));
            prop_assert!(expendable(&turned, today).is_empty());
        }

        #[test]
        fn a_clock_that_jumps_about_never_leaves_fewer_than_a_week_of_days(jumps in proptest::collection::vec(days(), 1..60)) {
            let mut kept: Vec<Made> = Vec::new();
            for today in &jumps {
                let made = Made { day: *today, number: 1 };
                if !kept.contains(&made) {
                    kept.push(made);
                }
                let gone = expendable(&kept, *today);
                prop_assert!(gone.iter().all(|made| made.day < *today));
                kept.retain(|made| !gone.contains(made));
            }
            let different: HashSet<_> = jumps.iter().collect();
            prop_assert!(kept.len() >= different.len().min(DAYS));
        }
    }
}
