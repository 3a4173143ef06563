//! A sealed row: put, dropped, opened and checked.

use rusqlite::Transaction;
use zeroize::Zeroizing;

use crate::access::keys::Keys;
use crate::error::{Error, Result};
use crate::file::Rows;
use crate::file::table::RowTable;
use crate::format::chunk::Chunk;
use crate::format::ids::Id;
use crate::format::mac::{MacKey, Tag, sha256};
use crate::format::manifest::Manifest;
use crate::format::record::{self, Header, Record};
use crate::format::seal;

/// Seals a record or a draft and puts it into its table.
pub(crate) fn put(
    tx: &Transaction<'_>,
    manifest: &mut Manifest,
    keys: &Keys,
    table: RowTable,
    header: &Header,
    body: &str,
) -> Result<()> {
    let plain: Zeroizing<Vec<u8>> = record::encode(header, body)?;
    let sealed = keys.seal(&plain)?;
    let tag = row_tag(&keys.record_mac, keys.payload.vault, table, header.id, &sealed);
    tx.put(table, header.id, &tag, &sealed)?;
    manifest.add(keys, table, header.id, &tag);
    Ok(())
}

/// Removes a row, if it is there. Returns whether it was.
pub(crate) fn drop(
    tx: &Transaction<'_>,
    manifest: &mut Manifest,
    keys: &Keys,
    table: RowTable,
    id: Id,
) -> Result<bool> {
    let Some(tag) = tx.tag_of(table, id)? else { return Ok(false) };
    tx.drop_row(table, id)?;
    manifest.remove(keys, table, id, &tag);
    Ok(true)
}

/// The tag covers every clear column, the vault, and the sealed bytes.
pub(crate) fn row_tag(key: &MacKey, vault: Id, table: RowTable, id: Id, sealed: &[u8]) -> Tag {
    key.tag(&row_parts(&vault, table, &id, &sha256(sealed)))
}

fn row_parts<'a>(vault: &'a Id, table: RowTable, id: &'a Id, digest: &'a Tag) -> [&'a [u8]; 5] {
    let domain: &[u8] = b"sotto/record/v1";
    [domain, vault.as_bytes(), table.name().as_bytes(), id.as_bytes(), digest]
}

/// The table that a row belongs to, when its tag fits one.
pub(crate) fn table_of(keys: &Keys, id: Id, tag: &[u8], sealed: &[u8]) -> Option<RowTable> {
    let digest = sha256(sealed);
    let fits =
        |table: &RowTable| keys.record_mac.verify(&row_parts(&keys.payload.vault, *table, &id, &digest), tag);
    RowTable::SEALED.into_iter().find(fits)
}

/// Opens a row of any table only to see that it is as it was written.
pub(crate) fn check_row(keys: &Keys, table: RowTable, id: Id, tag: &[u8], sealed: &[u8]) -> Result<()> {
    match table {
        RowTable::Record | RowTable::Draft => open_record(keys, table, id, tag, sealed).map(std::mem::drop),
        RowTable::Attachment => open_chunk(keys, id, tag, sealed).map(std::mem::drop),
    }
}

/// Opens a record or a draft.
pub(crate) fn open_record(keys: &Keys, table: RowTable, id: Id, tag: &[u8], sealed: &[u8]) -> Result<Record> {
    let record = record::decode(&open_sealed(keys, table, id, tag, sealed)?)?;
    if record.header.vault != keys.payload.vault || record.header.id != id {
        return Err(Error::tampered(format!("{} {id}", table.name())));
    }
    Ok(record)
}

/// Opens a chunk of an attachment. Which attachment and which number it is of, the caller compares.
pub(crate) fn open_chunk(keys: &Keys, id: Id, tag: &[u8], sealed: &[u8]) -> Result<Chunk> {
    let chunk = Chunk::decode(open_sealed(keys, RowTable::Attachment, id, tag, sealed)?)?;
    if chunk.header.vault != keys.payload.vault || chunk.header.id != id {
        return Err(Error::tampered(format!("attachment {id}")));
    }
    Ok(chunk)
}

/// Verifies the tag before age parses anything, then gives the padded plaintext of a row.
pub(crate) fn open_sealed(
    keys: &Keys,
    table: RowTable,
    id: Id,
    tag: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>> {
    if !keys.record_mac.verify(&row_parts(&keys.payload.vault, table, &id, &sha256(sealed)), tag) {
        return Err(Error::tampered(format!("{} {id}", table.name())));
    }
    seal::open(&keys.vault, sealed)
}
