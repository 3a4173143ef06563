//! Two made-up years of Ines, who goes to the Thursday circle: the demo and the tour.
//!
//! Ines, Maya, Sam, Jo, Dad and Dr Okafor are invented. The writing follows from a seed and
//! ends on a given day, so that "since the last session" always has something in it. It is
//! made of sentences in `words`; how it becomes a vault is in `demo`.

mod words;

use crate::corpus::Reflection;
use crate::random::Random;
use chrono::{Datelike, Days, NaiveDate, Weekday};

const DAYS: u64 = 730;

/// The two years that end on `today`, oldest first.
pub fn story(today: NaiveDate, seed: u64) -> Vec<Reflection> {
    let mut random = Random::new(seed);
    let mut all = Vec::new();
    for ago in (1..=DAYS).rev() {
        let Some(day) = today.checked_sub_days(Days::new(ago)) else { continue };
        // The last days are written out below.
        if ago <= 4 {
            continue;
        }
        let session = day.weekday() == Weekday::Thu;
        if session && random.chance(900) {
            all.push(after_session(day, ago, &mut random));
        } else if random.chance(if ago > 600 { 650 } else { 430 }) {
            all.push(ordinary(day, ago, &mut random));
        }
    }
    all.extend(words::LAST_DAYS.iter().filter_map(|last| {
        let day = today.checked_sub_days(Days::new(last.ago))?;
        Some(Reflection {
            date: format!("{day}T{}:00", last.time),
            title: last.title.to_owned(),
            tags: last.tags.iter().map(|tag| (*tag).to_owned()).collect(),
            mood: last.mood,
            body: last.body.to_owned(),
        })
    }));
    all
}

/// How things have been: lower two years ago, higher now, with a bad patch each winter, never smooth.
fn mood(day: NaiveDate, ago: u64, random: &mut Random) -> u8 {
    let way = usize::try_from(DAYS.saturating_sub(ago)).unwrap_or(0);
    let winter = matches!(day.month(), 12 | 1 | 2);
    let level = 180 + way * 180 / 730 + random.below(180);
    let level = level.saturating_sub(if winter { 70 } else { 0 });
    u8::try_from((level / 100).clamp(1, 5)).unwrap_or(3)
}

fn after_session(day: NaiveDate, ago: u64, random: &mut Random) -> Reflection {
    let mood = mood(day, ago, random);
    let mut body = vec![paragraph(words::SESSION_BEGINS, random.between(1, 2), random)];
    body.push(paragraph(words::SESSION_OTHERS, random.between(2, 3), random));
    let own = if mood >= 3 { words::SESSION_SAID } else { words::SESSION_UNSAID };
    body.push(paragraph(own, random.between(1, 3), random));
    if random.chance(600) {
        body.push(paragraph(words::SESSION_KEEPS, 1, random));
    }
    let mut tags = vec!["group".to_owned()];
    if random.chance(350) {
        tags.push(random.pick(&["speaking-up", "listening", "trust", "conflict"]).to_owned());
    }
    let time = format!("{:02}:{:02}", random.between(20, 22), random.below(60));
    Reflection {
        date: format!("{day}T{time}:00"),
        title: random.pick(words::SESSION_TITLES).to_owned(),
        tags,
        mood,
        body: body.join("\n\n"),
    }
}

fn ordinary(day: NaiveDate, ago: u64, random: &mut Random) -> Reflection {
    let mood = mood(day, ago, random);
    let weights = [3, 5, 7, 8, 10];
    let [first, ..] = &words::THEMES;
    let theme = words::THEMES.get(random.weighted(&weights)).unwrap_or(first);
    let mut body = vec![paragraph(theme.happened, random.between(2, 3), random)];
    if random.chance(750) {
        let felt = if mood >= 3 { theme.lighter } else { theme.heavier };
        body.push(paragraph(felt, random.between(1, 3), random));
    }
    if random.chance(350) {
        body.push(paragraph(words::CLOSING, 1, random));
    }
    let mut tags = vec![theme.tag.to_owned()];
    if random.chance(250) {
        tags.push(random.pick(&["sleep", "walking", "body", "evening", "small-things"]).to_owned());
    }
    tags.dedup();
    let title = if random.chance(150) { "" } else { random.pick(theme.titles) };
    let hour = random.pick(&[7, 8, 13, 18, 20, 21, 21, 22, 22, 23]);
    Reflection {
        date: format!("{day}T{hour:02}:{:02}:00", random.below(60)),
        title: title.to_owned(),
        tags,
        mood,
        body: body.join("\n\n"),
    }
}

/// Some different sentences of one kind, in the order they stand there, so that they follow on.
fn paragraph(from: &[&'static str], count: usize, random: &mut Random) -> String {
    let mut places: Vec<usize> = Vec::new();
    while places.len() < count.min(from.len()) {
        let at = random.below(from.len());
        if !places.contains(&at) {
            places.push(at);
        }
    }
    places.sort_unstable();
    let sentences: Vec<&str> = places.iter().filter_map(|at| from.get(*at).copied()).collect();
    sentences.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(today: &str) -> Vec<Reflection> {
        story(today.parse().unwrap(), 1)
    }

    #[test]
    fn it_is_two_years_in_order_and_the_same_each_time() {
        let all = on("2026-11-23");
        assert!((300..=420).contains(&all.len()), "{}", all.len());
        assert!(all.is_sorted_by(|a, b| a.date <= b.date));
        assert!(all[0].date.starts_with("2024-1"), "{}", all[0].date);
        assert!(all.last().unwrap().date.starts_with("2026-11-22"));
        let again = on("2026-11-23");
        assert!(all.iter().zip(&again).all(|(a, b)| a.to_json() == b.to_json()));
    }

    #[test]
    fn it_reads_as_different_days() {
        let all = on("2026-11-23");
        let bodies: std::collections::HashSet<&str> = all.iter().map(|one| one.body.as_str()).collect();
        assert!(bodies.len() * 100 > all.len() * 97, "{} of {}", bodies.len(), all.len());
        let mean =
            |part: &[Reflection]| part.iter().map(|one| f64::from(one.mood)).sum::<f64>() / part.len() as f64;
        let (then, now) = all.split_at(all.len() / 2);
        assert!(mean(now) > mean(then) + 0.3);
    }
}
