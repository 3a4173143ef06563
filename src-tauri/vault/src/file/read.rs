//! Reading rows: about, slots, the manifest, sealed rows, and notes left while locked.

use std::sync::PoisonError;

use rusqlite::{OptionalExtension, params};

use super::schema::FORMAT;
use super::table::{CoveredTable, ROOM, RowTable};
use super::{File, MAX_ROW, ffi};
use crate::access::slot::{MAX_SLOT, Slot};
use crate::error::{Error, Result};
use crate::format::ids::Id;
use crate::format::mac::{Tag, checksum};
use crate::store::captured::{MAX_NOTES, MAX_SEALED, MAX_WAITING};

/// What the file says about itself, in the clear.
#[derive(Clone)]
pub struct About {
    pub vault: Id,
    pub capture: String,
    pub checksum: Tag,
}

impl About {
    pub fn new(vault: Id, capture: String) -> Self {
        let parts: [&[u8]; 4] =
            [b"sotto/about/v1", &FORMAT.to_be_bytes(), vault.as_bytes(), capture.as_bytes()];
        let checksum = checksum(&parts);
        Self { vault, capture, checksum }
    }
}

impl File {
    pub fn about(&self) -> Result<About> {
        let (format, vault, capture, sum): (i64, Vec<u8>, String, Vec<u8>) = self
            .db
            .query_row("SELECT format, vault, capture, checksum FROM about", [], |r| {
                Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))
            })
            .map_err(|e| match Error::from(e) {
                Error::NotFound => Error::damaged("about"),
                other => other,
            })?;
        let vault = Id::from_slice(&vault).ok_or_else(|| Error::damaged("about"))?;
        let about = About::new(vault, capture);
        if format != FORMAT || sum != about.checksum {
            return Err(Error::damaged("about"));
        }
        Ok(about)
    }

    pub fn slots(&self) -> Result<Vec<Slot>> {
        // A damaged slot must not hide the others: an id, a kind or a length that no slot has is read as
        // something that is no slot.
        let mut statement = self.db.prepare(
            "SELECT coalesce(substr(id, 1, 17), x''), coalesce(substr(kind, 1, 64), ''),
                    CASE WHEN length(sealed) <= ?1 THEN sealed ELSE x'' END,
                    coalesce(substr(checksum, 1, 33), x'') FROM slot",
        )?;
        let rows = statement.query_map([MAX_SLOT as i64], |r| {
            let kind = String::from_utf8_lossy(r.get_ref(1)?.as_bytes()?).into_owned();
            Ok((r.get::<_, Vec<u8>>(0)?, kind, r.get(2)?, r.get::<_, Vec<u8>>(3)?))
        })?;
        rows.map(|row| {
            let (id, kind, sealed, sum) = row?;
            Ok(Slot {
                id: Id::from_slice(&id).unwrap_or(Id::from_bytes([0; 16])),
                kind,
                sealed,
                // A checksum of another length is wrong, whatever it is.
                checksum: sum.try_into().unwrap_or_default(),
            })
        })
        .collect()
    }

    pub fn manifest(&self) -> Result<(Vec<u8>, Vec<u8>)> {
        self.db
            .query_row("SELECT sealed, tag FROM manifest", [], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?
            .ok_or_else(|| Error::tampered("manifest"))
    }

    /// Every (id, tag) of a table, without reading the sealed bytes.
    pub fn tags(&self, table: impl Into<CoveredTable>) -> Result<Vec<(Id, Tag)>> {
        let table = table.into();
        if let (CoveredTable::Sealed(RowTable::Attachment), Some(chunks)) = (table, &self.salvaged) {
            return Ok(chunks.lock().unwrap_or_else(PoisonError::into_inner).tags());
        }
        let mut statement = self.db.prepare_cached(table.tags())?;
        let rows = statement.query_map([], |r| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, Vec<u8>>(1)?)))?;
        rows.map(|row| {
            let (id, tag) = row?;
            let id = Id::from_slice(&id).ok_or_else(|| Error::tampered("a row's id"))?;
            // The manifest covers the tag: one of another length reads as a wrong one.
            Ok((id, tag.try_into().unwrap_or_default()))
        })
        .collect()
    }

    /// The tag and sealed bytes of one row.
    pub fn row(&self, table: RowTable, id: Id) -> Result<(Vec<u8>, Vec<u8>)> {
        if let (RowTable::Attachment, Some(chunks)) = (table, &self.salvaged) {
            return chunks.lock().unwrap_or_else(PoisonError::into_inner).row(id);
        }
        ffi::with_rows_up_to(table.longest() + ROOM, || {
            let mut statement = self.db.prepare_cached(table.statements().row)?;
            Ok(statement.query_row([id.as_bytes()], |r| Ok((r.get(0)?, r.get(1)?)))?)
        })
    }

    /// Rows that are longer than any of ours. SQLite takes a row whole into memory when it looks for it by
    /// its id, but not when it passes by.
    pub fn too_long(&self, table: RowTable) -> Result<Vec<Id>> {
        let mut statement = self.db.prepare(table.statements().too_long)?;
        let rows = statement.query_map([table.longest() as i64], |r| r.get::<_, Vec<u8>>(0))?;
        rows.map(|id| Id::from_slice(&id?).ok_or_else(|| Error::tampered("a row's id"))).collect()
    }

    /// Passes each waiting note on, one at a time. Anyone who can write the file can leave notes: no more
    /// than the limit are looked at, and others once those are gone.
    pub fn captured<T>(&self, mut each: impl FnMut(Id, Vec<u8>) -> T) -> Result<Vec<T>> {
        let mut statement = self.db.prepare(
            "SELECT id, CASE WHEN length(sealed) <= ?1 THEN sealed ELSE x'' END FROM captured LIMIT ?2",
        )?;
        let mut rows = statement.query(params![MAX_SEALED as i64, MAX_NOTES as i64])?;
        let (mut found, mut bytes) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            let (id, sealed): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
            bytes += sealed.len();
            if bytes > MAX_WAITING {
                break;
            }
            found.push(each(Id::from_slice(&id).ok_or_else(|| Error::damaged("captured note"))?, sealed));
        }
        Ok(found)
    }

    /// How many notes wait, without opening them.
    pub fn captured_count(&self) -> Result<usize> {
        let count: i64 = self.db.query_row("SELECT count(*) FROM captured", [], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// SQLite's own check of the whole file. Its words name pages and tables, never what is in them.
    pub fn integrity(&self) -> Result<Vec<String>> {
        // It would read a row of any length whole.
        let sealed = RowTable::SEALED.map(|table| (table.name(), table.statements().longest));
        let others = [
            ("slot", "SELECT max(length(id) + length(checksum) + length(sealed)) FROM slot"),
            ("captured", "SELECT max(length(id) + length(sealed)) FROM captured"),
        ];
        for (table, longest) in sealed.into_iter().chain(others) {
            let longest: Option<i64> = self.db.query_row(longest, [], |row| row.get(0))?;
            if longest.unwrap_or_default() > i64::from(MAX_ROW) {
                return Ok(vec![format!("a row of {table} is longer than any of ours")]);
            }
        }
        let mut statement = self.db.prepare("PRAGMA integrity_check(20)")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        let found = rows.collect::<rusqlite::Result<Vec<_>>>();
        Ok(found.map_or_else(
            |_| vec!["it cannot be read through".to_owned()],
            |found| found.into_iter().filter(|line| line != "ok").collect(),
        ))
    }
}
