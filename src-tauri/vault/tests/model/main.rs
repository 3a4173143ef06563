//! The whole vault against a plain map: whatever is done to it, in whatever order, it holds what the
//! map holds, attachments too, before and after locking, new keys, backing up and restoring, when it is only
//! read, and when it is saved from a damaged file; and an older file put back is recognised.
//!
//! The map is in `reference`, the vault in `real`. `PROPTEST_CASES` raises the number of histories tried.
//! Deliberately elsewhere: what a damaged or manipulated file does (`tampering`), what a crash leaves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../common/mod.rs"]
mod common;
mod real;
mod reference;

use common::{PASSPHRASE, case, record};
use proptest::test_runner::Config;
use proptest_state_machine::prop_state_machine;
use real::{Real, id};
use sotto_vault::{Key, Passphrase, RecoveryKey, Step};

/// Few in the ordinary run, as many as `PROPTEST_CASES` says in a long one.
fn config(few: u32) -> Config {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(few);
    Config { cases, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() }
}

prop_state_machine! {
    #![proptest_config(config(8))]
    #[test]
    fn whatever_is_done_the_vault_holds_what_a_plain_map_holds(sequential 1..50 => Real);
}

#[test]
fn the_first_passphrase_still_opens_what_the_sheets_opened() {
    let case = case();
    let mut vault = case.unlock();
    vault.commit(&[Step::Put(record(id(1), "kept"))]).unwrap();
    vault.add_recovery(&RecoveryKey::generate()).unwrap();
    drop(vault);
    let vault = case.locked.unlock(&Key::Passphrase(Passphrase::new(PASSPHRASE).unwrap())).unwrap();
    assert_eq!(common::all(&vault), ["\"kept\""]);
}
