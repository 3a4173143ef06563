//! A passphrase, or the text of a recovery sheet, on its way to the vault.

use serde::Deserialize;
use zeroize::Zeroizing;

/// Text that is wiped when it is dropped, and cannot be shown.
#[derive(Deserialize)]
#[serde(from = "String")]
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}
