//! Doors for the fuzz targets (`tests/fuzz`): a record of any shape is applied to a view, as it would be
//! after unlocking; and a contact card gets the sum that fits it, as anyone could write it. Tests get a
//! reflection that another copy of the vault changed too.

use serde_json::Value;
use sotto_vault::{Id, NewRecord, Record, Step, Vault};
use zeroize::Zeroizing;

use crate::base::{Error, Result};
use crate::kinds::KINDS;
pub use crate::sharing::card::with_sum;
use crate::store::{Journal, View};

/// A view that forgets each record again.
pub struct Applied(View);

impl Applied {
    pub fn new(vault: &Vault) -> Result<Self> {
        View::empty(vault, KINDS).map(Self)
    }

    /// Whether the record could be taken in.
    pub fn takes(&mut self, record: &Record) -> bool {
        let mut taken = false;
        let _ = self.0.all_or_nothing(|view| {
            taken = view.apply(record).is_ok();
            // An error takes everything back.
            Err::<(), _>(Error::Shape)
        });
        taken
    }
}

/// Gives a reflection a second current revision, as the union of two copies of the vault does: a sibling of the
/// one that lists show, with another text, saved at `time` (RFC 3339).
///
/// # Errors
/// What reading and storing give.
pub fn rewrite_elsewhere(journal: &mut Journal, id: Id, text: &str, time: &str) -> Result<()> {
    let shown = journal.reflection_heads(id)?.into_iter().next().ok_or(Error::NotFound)?;
    let record = journal.vault().read(shown.record)?;
    let mut body: Value = serde_json::from_str(&record.body).map_err(|_| Error::Shape)?;
    body.as_object_mut().ok_or(Error::Shape)?.insert("text".to_owned(), text.into());
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
