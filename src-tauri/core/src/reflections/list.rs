//! Finding reflections: newest first, by a query, by month, by tag.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate};
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};
use serde::Serialize;
use sotto_vault::Id;

use super::query::{self, Query};
use super::snippet::{SnippetPiece, Wanted, on_one_line};
use super::{Reflection, bare, row_of, table};
use crate::base::Result;
use crate::base::text_folding::folded;
use crate::store::Journal;

/// Only this many of the newest hits are ranked by relevance; older hits are left out of that order.
const RANKED: i64 = 2_000;
/// Characters of text shown for a reflection that was not searched for.
const FIRST_WORDS: usize = 160;
/// How hits are ordered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Recent,
    /// By bm25 among the newest 2,000 hits.
    Best,
}

/// A reflection in a list.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ReflectionSummary {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub id: Id,
    pub date: String,
    pub title: String,
    pub mood: Option<u8>,
    pub tags: Vec<String>,
    pub snippet: Vec<SnippetPiece>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct SummaryPage {
    pub summaries: Vec<ReflectionSummary>,
    /// How many there are in all.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub total: u64,
}

#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct DayCount {
    pub day: u32,
    pub count: u32,
}

#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct TagCount {
    pub tag: String,
    pub count: u32,
}

/// A query as SQL: the part after FROM, and its values.
struct Plan {
    from: &'static str,
    wheres: Vec<String>,
    values: Vec<Value>,
    indexed: bool,
    wanted: Wanted,
}

impl Plan {
    fn new(query: &Query) -> Self {
        let fts = query::fts(query);
        let indexed = fts.is_some();
        let mut plan = Self {
            from: if indexed { "search JOIN reflection r ON r.row = search.rowid" } else { "reflection r" },
            wheres: Vec::new(),
            values: Vec::new(),
            indexed,
            wanted: Wanted::new(query),
        };
        match fts {
            Some(fts) => plan.add("search MATCH ?", fts.into()),
            None => {
                if let Some(not) = query::fts_not(query) {
                    plan.add("r.row NOT IN (SELECT rowid FROM search WHERE search MATCH ?)", not.into());
                }
            }
        }
        let tagged = "IN (SELECT row FROM reflection_tag WHERE folded = ?)";
        for tag in &query.tags {
            plan.add(&format!("r.row {tagged}"), folded(bare(tag)).into());
        }
        for tag in &query.not_tags {
            plan.add(&format!("r.row NOT {tagged}"), folded(bare(tag)).into());
        }
        if let Some((low, high)) = query.mood {
            plan.add("r.mood >= ?", i64::from(low).into());
            plan.add("r.mood <= ?", i64::from(high).into());
        }
        // A reflection belongs to its local day at the place where it was written.
        if let Some(day) = query.before {
            plan.add("substr(r.date, 1, 10) < ?", day.to_string().into());
        }
        if let Some(day) = query.after {
            plan.add("substr(r.date, 1, 10) >= ?", day.to_string().into());
        }
        plan
    }

    fn add(&mut self, sql: &str, value: Value) {
        self.wheres.push(sql.to_owned());
        self.values.push(value);
    }

    fn filter(&self) -> String {
        if self.wheres.is_empty() { String::new() } else { format!("WHERE {}", self.wheres.join(" AND ")) }
    }

    /// The columns of a summary; the last is the text, whole if hits are to be marked in it.
    fn columns(&self) -> String {
        let text = if self.wanted.is_empty() {
            format!("substr(r.text, 1, {FIRST_WORDS})")
        } else {
            "r.text".to_owned()
        };
        format!(
            "SELECT r.entity, r.date, r.title, r.mood, r.tags, {text} FROM {} {}",
            self.from,
            self.filter()
        )
    }

    fn order(&self) -> &'static str {
        if self.indexed { "ORDER BY search.rowid DESC" } else { "ORDER BY r.row DESC" }
    }
}

impl Journal {
    /// A page of the reflections that match a typed query.
    pub fn reflection_list(
        &mut self,
        typed: &str,
        sort: Sort,
        limit: u32,
        offset: u32,
    ) -> Result<SummaryPage> {
        let query = query::parse(typed);
        Ok(SummaryPage {
            summaries: self.reflection_summaries(&query, sort, limit, offset)?,
            total: self.count(&query)?,
        })
    }

    /// The same page, without counting all hits.
    pub fn reflection_summaries(
        &self,
        query: &Query,
        sort: Sort,
        limit: u32,
        offset: u32,
    ) -> Result<Vec<ReflectionSummary>> {
        let plan = Plan::new(query);
        let mut values = plan.values.clone();
        let sql = if sort == Sort::Best && plan.indexed {
            // Only hits from the oldest of these rows on are ranked.
            let bound = format!(
                "SELECT coalesce(min(row), 0) FROM (SELECT r.row AS row FROM {} {} {} LIMIT {RANKED})",
                plan.from,
                plan.filter(),
                plan.order()
            );
            let bound: i64 = self
                .view
                .db
                .prepare_cached(&bound)?
                .query_row(params_from_iter(&values), |row| row.get(0))?;
            values.push(bound.into());
            format!(
                "{} AND search.rowid >= ? ORDER BY bm25(search, 4.0, 1.0), search.rowid DESC LIMIT ? OFFSET ?",
                plan.columns()
            )
        } else {
            format!("{} {} LIMIT ? OFFSET ?", plan.columns(), plan.order())
        };
        values.extend([i64::from(limit).into(), i64::from(offset).into()]);
        let mut statement = self.view.db.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), |row| summary(row, &plan.wanted))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn count(&self, query: &Query) -> Result<u64> {
        let plan = Plan::new(query);
        if plan.wheres.is_empty() {
            let all: i64 = self
                .view
                .db
                .prepare_cached("SELECT count(*) FROM reflection")?
                .query_row([], |row| row.get(0))?;
            return Ok(all.unsigned_abs());
        }
        // Without other conditions the index alone can count.
        let from = if plan.indexed && plan.wheres.len() == 1 { "search" } else { plan.from };
        let sql = format!("SELECT count(*) FROM {from} {}", plan.filter());
        let count: i64 =
            self.view.db.prepare_cached(&sql)?.query_row(params_from_iter(plan.values), |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }

    /// Whole reflections from `since` on (RFC 3339), newest first.
    pub fn reflections_since(&mut self, since: &str, limit: u32) -> Result<Vec<Reflection>> {
        let row = row_of(since);
        let mut statement = self.view.db.prepare_cached(
            "SELECT entity, revision, date, title, text, mood, feelings, tags
             FROM reflection WHERE row >= ?1 ORDER BY row DESC LIMIT ?2",
        )?;
        let rows = statement.query_map([row, i64::from(limit)], |row| table::reflection(row, 0))?;
        let mut found: Vec<Reflection> = rows.collect::<rusqlite::Result<_>>()?;
        // Within a second, an earlier moment may have been moved to a higher row.
        let moment = |date: &str| DateTime::parse_from_rfc3339(date).ok();
        let since = moment(since);
        found.retain(|reflection| moment(&reflection.date) >= since);
        Ok(found)
    }

    /// Days of a month on which something was written, and how much.
    pub fn calendar(&mut self, year: i32, month: u32) -> Result<Vec<DayCount>> {
        let mut statement = self.view.db.prepare_cached(
            "SELECT CAST(substr(date, 9, 2) AS INTEGER), count(*) FROM reflection
             WHERE substr(date, 1, 7) = ?1 GROUP BY 1 ORDER BY 1",
        )?;
        let rows = statement.query_map([format!("{year:04}-{month:02}")], |row| {
            Ok(DayCount { day: row.get(0)?, count: row.get(1)? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The last mood of each day that has one, from `from` to `until`, both included.
    pub(crate) fn reflection_moods(
        &self,
        from: NaiveDate,
        until: NaiveDate,
    ) -> Result<BTreeMap<NaiveDate, u8>> {
        let mut statement = self.view.db.prepare_cached(
            "SELECT substr(date, 1, 10), mood FROM reflection
             WHERE mood IS NOT NULL AND substr(date, 1, 10) BETWEEN ?1 AND ?2 ORDER BY row",
        )?;
        let mut rows = statement.query([from.to_string(), until.to_string()])?;
        let mut days = BTreeMap::new();
        while let Some(row) = rows.next()? {
            if let Ok(day) = row.get::<_, String>(0)?.parse() {
                days.insert(day, row.get(1)?);
            }
        }
        Ok(days)
    }

    /// Every tag in use, most used first.
    pub fn tags(&mut self) -> Result<Vec<TagCount>> {
        let mut statement = self.view.db.prepare_cached(
            "SELECT max(tag), count(*) FROM reflection_tag GROUP BY folded ORDER BY 2 DESC, 1",
        )?;
        let rows = statement.query_map([], |row| Ok(TagCount { tag: row.get(0)?, count: row.get(1)? }))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

fn summary(row: &Row<'_>, wanted: &Wanted) -> rusqlite::Result<ReflectionSummary> {
    let text = row.get_ref(5)?.as_str()?;
    let snippet = wanted.around(text).unwrap_or_else(|| {
        let first: String = text.chars().take(FIRST_WORDS).collect();
        vec![SnippetPiece { text: on_one_line(&first), hit: false }]
    });
    Ok(ReflectionSummary {
        id: Id::from_bytes(row.get(0)?),
        date: row.get(1)?,
        title: row.get(2)?,
        mood: row.get(3)?,
        tags: table::strings(row, 4)?,
        snippet,
    })
}
