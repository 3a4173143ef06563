//! Reads what others made: hostile bytes become plain data.
//!
//! Files of other programs and photos come from outside and may be broken or built to do harm. Every parser
//! of such bytes lives here, apart from everything worth stealing: this crate knows no key, no vault and no
//! journal. A parser takes bytes, or a reader of bytes, and gives plain values or an error; it never panics,
//! and what it may read and keep in memory is limited before it begins.
//!
//! Deliberately elsewhere: opening what is sealed (it needs keys), what an entry becomes in the journal, and
//! the codes that people are shown for these errors. All three are in `sotto-core`.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

pub mod formats;
pub mod picture;
pub mod qr;
