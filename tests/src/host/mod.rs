//! The calls of the app over HTTP, so that its screens can be tested in a browser against the real core.
//!
//! It listens on the loopback alone, and every address begins with a random token. One server holds many apps,
//! each in a folder of its own, made from a [`World`] and changed as its [`Begin`] says. No package contains it.

mod begin;
mod cast;
mod scratch;
mod server;
mod trouble;
mod worlds;

pub use begin::{Begin, World};
pub use server::{MAX_BODY, Server};
pub use worlds::{NOW, PASSPHRASE, Worlds};
