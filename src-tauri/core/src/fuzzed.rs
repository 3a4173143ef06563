//! A door for the fuzz targets (`tests/fuzz`) to the view: a record of any shape is applied to it, as
//! it would be after unlocking.

use sotto_vault::Record;

use crate::error::{Error, Result};
use crate::view::View;

/// A view that forgets each record again.
pub struct Applied(View);

impl Applied {
    pub fn new() -> Result<Self> {
        View::empty().map(Self)
    }

    /// Whether the record could be taken in.
    pub fn takes(&mut self, record: &Record) -> bool {
        let mut taken = false;
        let _ = self.0.all_or_nothing(|view| {
            taken = view.apply(record).is_ok();
            // An error takes everything back.
            Err::<(), _>(Error::Image)
        });
        taken
    }
}
