//! Where a reflection stands among the others.
//!
//! Row numbers rise with the date, so that the search index itself yields newest first: 1,024 to a second,
//! since the index stores, for each word, how far apart the rows are that hold it, and finer numbers make it
//! larger. Within a second, a later moment has the higher row, and of one moment what was added later. Records
//! that come in that order, as they are written and brought in, always get such rows. Records in any other order,
//! as after a rebuild, get them where a second has no more than 64 reflections: others have to make room, which
//! takes longer the more there are.

use chrono::DateTime;
use rusqlite::{Connection, OptionalExtension, params};
use sotto_vault::Id;

use super::table;
use crate::base::Result;

/// Rows in a second.
const ROWS: i64 = 1_024;
/// How many reflections of a second make room for one.
const CLOSE: usize = 64;

/// Reflections are ordered by moment (seconds and nanoseconds since 1970), then by when they were added, then
/// by id.
pub(super) type Key = (i64, u32, i64, [u8; 16]);

pub(super) fn key(date: &str, added: i64, entity: [u8; 16]) -> Key {
    let (seconds, parts) = DateTime::parse_from_rfc3339(date)
        .map_or((0, 0), |date| (date.timestamp(), date.timestamp_subsec_nanos()));
    (seconds, parts, added, entity)
}

/// The row of a moment when no other reflection is near it.
pub(crate) fn row_of(date: &str) -> i64 {
    own_row(&key(date, 0, [0; 16]))
}

fn own_row(key: &Key) -> i64 {
    // In a leap second there are more nanoseconds than in others.
    let part = i64::from(key.1.min(999_999_999));
    key.0 * ROWS + part * ROWS / 1_000_000_000
}

/// A free row for a reflection. Other reflections of the same second may be moved to make room.
pub(super) fn place(db: &Connection, entity: Id, date: &str, added: i64) -> Result<i64> {
    let new = key(date, added, *entity.as_bytes());
    let own = own_row(&new);
    let (first, end) = (new.0 * ROWS, new.0 * ROWS + ROWS);
    // Most often it is the latest of its second, and the others need not be read.
    match before(db, end)?.filter(|(row, _)| *row >= first) {
        None => return Ok(own),
        Some((last, there)) if there < new && last + 1 < end => return Ok(own.max(last + 1)),
        Some(_) => {}
    }
    let taken = second(db, first, end)?;
    if taken.len() > CLOSE {
        let last = taken.last().map_or(first, |(row, _)| *row);
        return free_from(db, if last + 1 < end { last + 1 } else { end }, entity);
    }
    // Between the last reflection before it and the first after it.
    let at = taken.partition_point(|(_, there)| *there < new);
    let low = at.checked_sub(1).and_then(|at| taken.get(at)).map_or(first, |(row, _)| row + 1);
    let high = taken.get(at).map_or(end, |(row, _)| *row);
    if low < high {
        return Ok(own.clamp(low, high - 1));
    }
    make_room(db, &taken, at, end)
}

/// Moves the reflections from place `at` on up by one row, or those before it down. Returns the free row.
fn make_room(db: &Connection, taken: &[(i64, Key)], at: usize, end: i64) -> Result<i64> {
    let rows: Vec<i64> = taken.iter().map(|(row, _)| *row).collect();
    let (below, above) = rows.split_at_checked(at).unwrap_or((&rows, &[]));
    // How many have rows without a gap between them.
    let run = |next: &mut dyn Iterator<Item = &i64>, step: i64| {
        let mut run: Vec<i64> = Vec::new();
        for row in next {
            if run.last().is_some_and(|last| last + step != *row) {
                break;
            }
            run.push(*row);
        }
        run
    };
    let up = run(&mut above.iter(), 1);
    if let Some(last) = up.last().filter(|last| **last + 1 < end) {
        let free = up.first().copied().unwrap_or(*last);
        up.iter().rev().try_for_each(|row| table::move_row(db, *row, *row + 1))?;
        return Ok(free);
    }
    let down = run(&mut below.iter().rev(), -1);
    down.iter().rev().try_for_each(|row| table::move_row(db, *row, *row - 1))?;
    Ok(down.first().copied().unwrap_or(end - 1))
}

/// The last reflection before a row.
fn before(db: &Connection, row: i64) -> Result<Option<(i64, Key)>> {
    let mut last = db.prepare_cached(
        "SELECT row, date, added, entity FROM reflection WHERE row < ?1 ORDER BY row DESC LIMIT 1",
    )?;
    Ok(last.query_row([row], read).optional()?)
}

/// All reflections of a second, in order.
fn second(db: &Connection, first: i64, end: i64) -> Result<Vec<(i64, Key)>> {
    let mut rows = db.prepare_cached(
        "SELECT row, date, added, entity FROM reflection WHERE row >= ?1 AND row < ?2 ORDER BY row",
    )?;
    Ok(rows.query_map(params![first, end], read)?.collect::<rusqlite::Result<_>>()?)
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<(i64, Key)> {
    Ok((row.get(0)?, key(row.get_ref(1)?.as_str()?, row.get(2)?, row.get(3)?)))
}

/// A free row, searched for at a growing distance.
fn free_from(db: &Connection, mut row: i64, entity: Id) -> Result<i64> {
    let [a, b, c, d, ..] = *entity.as_bytes();
    let anywhere = i64::from(u32::from_be_bytes([a, b, c, d]));
    let mut taken = db.prepare_cached("SELECT 1 FROM reflection WHERE row = ?1")?;
    let mut tries = 0;
    while taken.exists([row])? {
        row += 1 + (anywhere & ((1_i64 << tries) - 1));
        tries = (tries + 1).min(31);
    }
    Ok(row)
}

#[cfg(test)]
mod tests;
