//! Where a reflection stands among the others.
//!
//! Row numbers rise with the date, so that the search index itself yields newest first. They tell
//! sixteenths of a second apart, and moments are finer: of two reflections the one of the later moment has
//! the higher row, also within a sixteenth, and of one moment that with the higher id. Whatever order they
//! come in, then, they stand in the same one.
//!
//! Where more than `CLOSE` stand row by row, this is given up step by step, since making room would take
//! ever longer: first the order by id (many of one date, as they are brought in, stand in the order they
//! came), and then, which nobody writes so fast, that of the moments.

use chrono::DateTime;
use rusqlite::{Connection, OptionalExtension, params};
use sotto_vault::Id;

use super::row_of;
use crate::base::Result;

/// How many reflections make room for one.
const CLOSE: i64 = 64;

/// What reflections are ordered by: seconds and parts of a second since 1970, and the id.
type Key = (i64, u32, [u8; 16]);

fn key(date: &str, entity: [u8; 16]) -> Key {
    DateTime::parse_from_rfc3339(date)
        .map_or((0, 0, entity), |date| (date.timestamp(), date.timestamp_subsec_nanos(), entity))
}

/// A free row for a reflection. Others may be moved to make room.
pub(super) fn place(db: &Connection, entity: Id, date: &str) -> Result<i64> {
    let own = row_of(date);
    let new = key(date, *entity.as_bytes());
    let after_equals = (new.0, new.1, [u8::MAX; 16]);
    for new in [new, after_equals] {
        let row = behind(db, own, new)?;
        if let Some(free) = free_from(db, row)? {
            for row in (row..free).rev() {
                move_up(db, row)?;
            }
            return Ok(row);
        }
    }
    // Anywhere close by, and further and further away, so that a place is found soon.
    let [a, b, c, d, ..] = *entity.as_bytes();
    let anywhere = i64::from(u32::from_be_bytes([a, b, c, d]));
    let (mut row, mut tries) = (own, 0);
    while first_from(db, row)?.is_some_and(|(taken, _)| taken == row) {
        row += 1 + (anywhere & ((1_i64 << tries) - 1));
        tries = (tries + 1).min(31);
    }
    Ok(row)
}

/// The row behind all that come before `new`, counted from `own` on: what stands before that row is of
/// an earlier sixteenth.
fn behind(db: &Connection, own: i64, new: Key) -> Result<i64> {
    let before = |row: i64| -> Result<Option<i64>> {
        Ok(first_from(db, row)?.filter(|(_, there)| *there < new).map(|(row, _)| row))
    };
    let Some(mut last) = before(own)? else { return Ok(own) };
    let mut step = 1;
    while let Some(next) = before(last + step)? {
        last = next;
        step *= 2;
    }
    // The last one that comes before `new` is at `last` or in the `step` rows behind it.
    let mut end = last + step;
    while end - last > 1 {
        let middle = last + (end - last) / 2;
        match before(middle)? {
            Some(next) => last = next,
            None => end = middle,
        }
    }
    Ok(last + 1)
}

/// The first reflection that stands at `row` or behind it.
fn first_from(db: &Connection, row: i64) -> Result<Option<(i64, Key)>> {
    let mut first =
        db.prepare_cached("SELECT row, date, entity FROM reflection WHERE row >= ?1 ORDER BY row LIMIT 1")?;
    let found =
        first.query_row([row], |found| Ok((found.get(0)?, key(found.get_ref(1)?.as_str()?, found.get(2)?))));
    Ok(found.optional()?)
}

/// The first free row from this one on, if it is close.
fn free_from(db: &Connection, row: i64) -> Result<Option<i64>> {
    let mut taken =
        db.prepare_cached("SELECT row FROM reflection WHERE row >= ?1 AND row <= ?2 ORDER BY row")?;
    let mut taken = taken.query([row, row + CLOSE])?;
    let mut free = row;
    while let Some(found) = taken.next()? {
        if found.get::<_, i64>(0)? != free {
            break;
        }
        free += 1;
    }
    Ok((free <= row + CLOSE).then_some(free))
}

/// Moves what stands at `row` to the next one, which is free.
fn move_up(db: &Connection, row: i64) -> Result<()> {
    let columns = "entity, revision, date, title, text, mood, feelings, tags";
    let read = format!("SELECT {columns} FROM reflection WHERE row = ?1");
    let write =
        format!("INSERT INTO reflection (row, {columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    let mut values = vec![rusqlite::types::Value::from(row + 1)];
    let mut read = db.prepare_cached(&read)?;
    read.query_row([row], |found| {
        (0..8).try_for_each(|column| {
            values.push(found.get(column)?);
            Ok(())
        })
    })?;
    let mut tags = db.prepare_cached("SELECT folded, tag FROM reflection_tag WHERE row = ?1")?;
    let tags = tags
        .query_map([row], |tag| Ok((tag.get::<_, String>(0)?, tag.get::<_, String>(1)?)))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    // The index and the tags go with it.
    db.prepare_cached("DELETE FROM reflection WHERE row = ?1")?.execute([row])?;
    db.prepare_cached(&write)?.execute(rusqlite::params_from_iter(values))?;
    for (folded, tag) in tags {
        db.prepare_cached("INSERT INTO reflection_tag VALUES (?1, ?2, ?3)")?.execute(params![
            folded,
            row + 1,
            tag
        ])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
