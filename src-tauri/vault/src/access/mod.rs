//! Who can open a vault: its slots, the keys inside them, unlocking, and replacing all keys.

pub(crate) mod device_key;
mod envelopes;
pub(crate) mod keys;
pub(crate) mod passphrase;
pub(crate) mod recovery;
pub(crate) mod rekey;
pub(crate) mod slot;
pub(crate) mod slots;
pub(crate) mod vault_file;
