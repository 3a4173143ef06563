//! What another copy of a vault wrote, as the union of both brings it in.

use serde_json::{Value, json};
use sotto_core::vault::{Id, NewRecord, Step};
use sotto_core::{Error, Journal};
use zeroize::Zeroizing;

/// Gives a reflection a second current revision: a sibling of the one that lists show, with another text.
/// It was saved at `time` (RFC 3339), which decides nothing.
///
/// # Errors
/// What reading and storing give.
pub fn rewrite_elsewhere(journal: &mut Journal, id: Id, text: &str, time: &str) -> sotto_core::Result<()> {
    let shown = journal.reflection_heads(id)?.into_iter().next().ok_or(Error::NotFound)?;
    let record = journal.vault().read(shown.record)?;
    let mut body: Value = serde_json::from_str(&record.body).map_err(|_| Error::Shape)?;
    body["text"] = json!(text);
    let header = &record.header;
    let sibling = NewRecord {
        id: Id::random()?,
        entity: id,
        revision: header.revision,
        parents: header.parents.clone(),
        kind: header.kind.clone(),
        schema: header.schema,
        time: time.to_owned(),
        body: Zeroizing::new(body.to_string()),
    };
    journal.vault_mut().commit(&[Step::Put(sibling)])?;
    journal.rebuild(&mut |_, _| {}).map(drop)
}
