//! What every feature builds on: codes and failures, text folding, names, writing files outside the vault.

mod code;
mod error;
mod failure;
pub mod name;
pub mod output;
pub mod text_folding;
pub mod tokens;
pub mod wordlist;

use chrono::{DateTime, FixedOffset};

pub use code::{Class, Code};
pub use error::{Error, Result};
pub use failure::Failure;

/// A moment with the UTC offset of its place. The core has no clock: time is always passed in.
pub type Now = DateTime<FixedOffset>;

/// Lets `?` turn a feature's own enum into the journal's [`Error`], by way of its code.
macro_rules! feature_error {
    ($error:ty) => {
        impl From<$error> for $crate::base::Error {
            fn from(error: $error) -> Self {
                Self::Feature(error.into())
            }
        }
    };
}
pub(crate) use feature_error;
