//! A row of records or drafts: sealed, tagged, put, dropped and opened.

use rusqlite::{OptionalExtension, Transaction};
use zeroize::Zeroizing;

use crate::access::keys::Keys;
use crate::error::{Error, Result};
use crate::file::Rows;
use crate::format::ids::Id;
use crate::format::mac::{Tag, sha256};
use crate::format::manifest::{Manifest, Table};
use crate::format::record::{self, NewRecord, Record};
use crate::format::seal;

pub(crate) fn put(
    tx: &Transaction<'_>,
    manifest: &mut Manifest,
    keys: &Keys,
    table: Table,
    new: &NewRecord,
) -> Result<()> {
    let plain: Zeroizing<Vec<u8>> = record::encode(keys.payload.vault, new)?;
    let sealed = keys.seal(&plain)?;
    let tag = row_tag(keys, table, new.id, &sealed);
    tx.put(table, new.id, &tag, &sealed)?;
    manifest.add(keys, table, new.id, &tag);
    Ok(())
}

pub(crate) fn drop(
    tx: &Transaction<'_>,
    manifest: &mut Manifest,
    keys: &Keys,
    table: Table,
    id: Id,
) -> Result<()> {
    let sql = match table {
        Table::Draft => "SELECT tag FROM draft WHERE id = ?1",
        _ => "SELECT tag FROM record WHERE id = ?1",
    };
    let tag: Option<Vec<u8>> =
        tx.prepare_cached(sql)?.query_row([id.as_bytes()], |row| row.get(0)).optional()?;
    if let Some(tag) = tag {
        tx.drop_row(table, id)?;
        manifest.remove(keys, table, id, &tag);
    }
    Ok(())
}

/// The tag covers every clear column, the vault, and the sealed bytes.
pub(crate) fn row_tag(keys: &Keys, table: Table, id: Id, sealed: &[u8]) -> Tag {
    keys.record_mac.tag(&row_parts(keys, table, &id, &sha256(sealed)))
}

fn row_parts<'a>(keys: &'a Keys, table: Table, id: &'a Id, digest: &'a Tag) -> [&'a [u8]; 5] {
    let domain: &[u8] = b"sotto/record/v1";
    [domain, keys.payload.vault.as_bytes(), table.name().as_bytes(), id.as_bytes(), digest]
}

/// Verifies the tag before age parses anything, then opens the row.
pub(crate) fn open_row(keys: &Keys, table: Table, id: Id, tag: &[u8], sealed: &[u8]) -> Result<Record> {
    let record = record::decode(&open_sealed(keys, table, id, tag, sealed)?)?;
    if record.header.vault != keys.payload.vault || record.header.id != id {
        return Err(Error::tampered(format!("{} {id}", table.name())));
    }
    Ok(record)
}

/// The padded plaintext of a row.
pub(crate) fn open_sealed(
    keys: &Keys,
    table: Table,
    id: Id,
    tag: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>> {
    if !keys.record_mac.verify(&row_parts(keys, table, &id, &sha256(sealed)), tag) {
        return Err(Error::tampered(format!("{} {id}", table.name())));
    }
    seal::open(&keys.vault, sealed)
}
