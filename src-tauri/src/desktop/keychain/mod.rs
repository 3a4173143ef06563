//! This computer's keychain, where a key that opens the journal can be stored if a person wants that.
//!
//! An item is named by the slot's random id and holds the key's line; neither says which journal it is for,
//! or that it is one. The system may ask the person to unlock its keychain, so everything here may take minutes,
//! and everything has an end. Who may turn it on, and what happens to the slot, is in `sotto-api`.

use std::time::Duration;

use sotto_api::{Keychain, KeychainFault, KeychainResult};
use sotto_core::vault::{DeviceKey, Id};
use tauri::async_runtime::block_on;
use zeroize::Zeroizing;

#[cfg(not(target_os = "linux"))]
#[path = "native.rs"]
mod system;
#[cfg(target_os = "linux")]
#[path = "linux.rs"]
mod system;

/// What the items are filed under.
const SERVICE: &str = "Sotto";
/// A keychain that has not answered by then whether it is there is not.
const ANSWER: Duration = Duration::from_secs(8);
/// The system may be asking the person meanwhile.
const PERSON: Duration = Duration::from_secs(180);

/// The keychain of the system.
pub struct SystemKeychain;

impl Keychain for SystemKeychain {
    fn is_there(&self) -> bool {
        within(ANSWER, system::is_there()).is_ok()
    }

    fn store(&self, key: &DeviceKey) -> KeychainResult<()> {
        let (slot, line) = (key.slot(), key.key_line());
        within(PERSON, async move {
            let name = slot.to_string();
            system::store(&name, &line).await?;
            let given = system::find(&name).await?;
            if *given == *line.as_bytes() { Ok(()) } else { Err(KeychainFault::Failed) }
        })
    }

    fn find(&self, slot: Id) -> KeychainResult<DeviceKey> {
        let given: Zeroizing<Vec<u8>> = within(PERSON, async move { system::find(&slot.to_string()).await })?;
        let line = std::str::from_utf8(&given).map_err(|_| KeychainFault::Failed)?;
        DeviceKey::read(slot, line).map_err(|_| KeychainFault::Failed)
    }

    fn remove(&self, slot: Id, ask: bool) -> KeychainResult<()> {
        let limit = if ask { PERSON } else { ANSWER };
        match within(limit, async move { system::remove(&slot.to_string(), ask).await }) {
            Err(KeychainFault::Missing) => Ok(()),
            other => other,
        }
    }
}

/// Runs `work` as a task of its own and waits for it, so that neither a keychain that never answers nor one
/// whose library panics takes anything else with it.
fn within<T: Send + 'static>(
    limit: Duration,
    work: impl Future<Output = KeychainResult<T>> + Send + 'static,
) -> KeychainResult<T> {
    let task = tauri::async_runtime::spawn(async move { tokio::time::timeout(limit, work).await });
    match block_on(task) {
        Ok(Ok(done)) => done,
        Ok(Err(_)) => Err(KeychainFault::Silent),
        Err(_) => Err(KeychainFault::Failed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keychain_that_never_answers_or_panics_is_reported_and_left() {
        let never = within(Duration::from_millis(20), std::future::pending::<KeychainResult<()>>());
        assert_eq!(never, Err(KeychainFault::Silent));
        let broken = within(ANSWER, async { KeychainResult::Ok(vec![1][usize::MAX / 2]) });
        assert_eq!(broken, Err(KeychainFault::Failed));
        assert_eq!(within(ANSWER, async { Ok(7) }), Ok(7));
    }
}
