//! Writing rows, inside one transaction.

use rusqlite::{OptionalExtension, Transaction, params};

use super::read::About;
use super::schema::FORMAT;
use super::table::RowTable;
use crate::access::slot::Slot;
use crate::error::{Error, Result};
use crate::format::ids::Id;

/// What a transaction writes.
pub(crate) trait Rows {
    /// The tag of a row, if there is one of this id.
    fn tag_of(&self, table: RowTable, id: Id) -> Result<Option<Vec<u8>>>;
    fn put(&self, table: RowTable, id: Id, tag: &[u8], sealed: &[u8]) -> Result<()>;
    /// Puts a row that is sealed with new keys in the place of the old one.
    fn replace(&self, table: RowTable, id: Id, tag: &[u8], sealed: &[u8]) -> Result<()>;
    fn drop_row(&self, table: RowTable, id: Id) -> Result<()>;
    fn put_slot(&self, slot: &Slot) -> Result<()>;
    fn drop_slot(&self, id: Id) -> Result<()>;
    fn put_about(&self, about: &About) -> Result<()>;
    fn put_manifest(&self, sealed: &[u8], tag: &[u8]) -> Result<()>;
    fn put_captured(&self, id: Id, sealed: &[u8]) -> Result<()>;
    fn drop_captured(&self, id: Id) -> Result<()>;
}

impl Rows for Transaction<'_> {
    fn tag_of(&self, table: RowTable, id: Id) -> Result<Option<Vec<u8>>> {
        let mut statement = self.prepare_cached(table.statements().tag)?;
        Ok(statement.query_row([id.as_bytes()], |row| row.get(0)).optional()?)
    }

    fn put(&self, table: RowTable, id: Id, tag: &[u8], sealed: &[u8]) -> Result<()> {
        if sealed.len() > table.longest() {
            return Err(Error::TooLarge { limit: table.longest() });
        }
        self.prepare_cached(table.statements().insert)?.execute(params![id.as_bytes(), tag, sealed])?;
        Ok(())
    }

    fn replace(&self, table: RowTable, id: Id, tag: &[u8], sealed: &[u8]) -> Result<()> {
        one(self.prepare_cached(table.statements().update)?.execute(params![id.as_bytes(), tag, sealed])?)
    }

    fn drop_row(&self, table: RowTable, id: Id) -> Result<()> {
        self.prepare_cached(table.statements().delete)?.execute([id.as_bytes()])?;
        Ok(())
    }

    fn put_slot(&self, slot: &Slot) -> Result<()> {
        self.execute(
            "INSERT INTO slot (id, kind, sealed, checksum) VALUES (?1, ?2, ?3, ?4)",
            params![slot.id.as_bytes(), slot.kind, slot.sealed, slot.checksum],
        )?;
        Ok(())
    }

    fn drop_slot(&self, id: Id) -> Result<()> {
        one(self.execute("DELETE FROM slot WHERE id = ?1", [id.as_bytes()])?)
    }

    fn put_about(&self, about: &About) -> Result<()> {
        self.execute(
            "INSERT OR REPLACE INTO about (id, format, vault, capture, checksum) VALUES (1, ?1, ?2, ?3, ?4)",
            params![FORMAT, about.vault.as_bytes(), about.capture, about.checksum],
        )?;
        Ok(())
    }

    fn put_manifest(&self, sealed: &[u8], tag: &[u8]) -> Result<()> {
        self.prepare_cached("INSERT OR REPLACE INTO manifest (id, tag, sealed) VALUES (1, ?1, ?2)")?
            .execute(params![tag, sealed])?;
        Ok(())
    }

    fn put_captured(&self, id: Id, sealed: &[u8]) -> Result<()> {
        self.execute("INSERT INTO captured (id, sealed) VALUES (?1, ?2)", params![id.as_bytes(), sealed])?;
        Ok(())
    }

    fn drop_captured(&self, id: Id) -> Result<()> {
        one(self.execute("DELETE FROM captured WHERE id = ?1", [id.as_bytes()])?)
    }
}

/// Checks that exactly one row was changed.
fn one(rows: usize) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(Error::NotFound) }
}
