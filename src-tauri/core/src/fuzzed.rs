//! Doors for the fuzz targets (`tests/fuzz`): a record of any shape is applied to a view, as it would be
//! after unlocking; and a contact card gets the sum that fits it, as anyone could write it.

use sotto_vault::{Record, Vault};

use crate::base::{Error, Result};
use crate::kinds::KINDS;
pub use crate::sharing::card::with_sum;
use crate::store::View;

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
