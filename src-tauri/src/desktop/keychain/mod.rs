//! This computer's keychain, where a key that opens the journal can be kept if a person wants that.
//!
//! An item is called by the slot's random id and holds the key's line; neither tells which journal it
//! is for, or that it is one. The system may ask the person to unlock its keychain, so nothing here is
//! called where the window would wait for it, and everything has an end. Who may turn it on, and what
//! becomes of the slot, is in `commands::keychain`.

use std::time::Duration;

use sotto_core::vault::{DeviceKey, Id};
use zeroize::Zeroizing;

#[cfg(not(target_os = "linux"))]
#[path = "native.rs"]
mod system;
#[cfg(target_os = "linux")]
#[path = "linux.rs"]
mod system;

/// What the items are filed under.
const SERVICE: &str = "Sotto";
/// A keychain that has not said by then whether it is there is not.
const ANSWER: Duration = Duration::from_secs(8);
/// The system may be asking the person meanwhile.
const PERSON: Duration = Duration::from_secs(180);

/// Why there is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// There is no keychain, or none that keeps anything.
    Absent,
    /// It stayed locked: the person did not want to unlock it, or could not.
    Refused,
    /// It did not answer in time.
    Silent,
    /// It holds no such key.
    Missing,
    /// It answered with something else than what was asked for.
    Failed,
}

type Kept<T> = Result<T, Fault>;

/// Whether there is a keychain that could keep a key. Asks the person nothing.
pub async fn is_there() -> bool {
    within(ANSWER, system::is_there()).await.is_ok()
}

/// Keeps a key, and makes sure that the keychain gives it back.
pub async fn keep(key: &DeviceKey) -> Kept<()> {
    let (slot, line) = (key.slot(), key.key_line());
    within(PERSON, async move {
        let name = slot.to_string();
        system::keep(&name, &line).await?;
        let given = system::find(&name).await?;
        if *given == *line.as_bytes() { Ok(()) } else { Err(Fault::Failed) }
    })
    .await
}

/// The key that is kept for a slot.
pub async fn find(slot: Id) -> Kept<DeviceKey> {
    let given: Zeroizing<Vec<u8>> =
        within(PERSON, async move { system::find(&slot.to_string()).await }).await?;
    let line = std::str::from_utf8(&given).map_err(|_| Fault::Failed)?;
    DeviceKey::read(slot, line).map_err(|_| Fault::Failed)
}

/// Removes the key of a slot; one that is not there is removed. With `ask` the system may ask the
/// person to unlock its keychain first; without, a locked one is `Refused`.
pub async fn forget(slot: Id, ask: bool) -> Kept<()> {
    let limit = if ask { PERSON } else { ANSWER };
    match within(limit, async move { system::forget(&slot.to_string(), ask).await }).await {
        Err(Fault::Missing) => Ok(()),
        other => other,
    }
}

/// Does `work` apart, so that neither a keychain that never answers nor one that answers with what its
/// library does not foresee takes anything else with it.
async fn within<T: Send + 'static>(
    limit: Duration,
    work: impl Future<Output = Kept<T>> + Send + 'static,
) -> Kept<T> {
    let task = tauri::async_runtime::spawn(async move { tokio::time::timeout(limit, work).await });
    match task.await {
        Ok(Ok(done)) => done,
        Ok(Err(_)) => Err(Fault::Silent),
        Err(_) => Err(Fault::Failed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keychain_that_never_answers_or_breaks_is_told_and_left() {
        tauri::async_runtime::block_on(async {
            let never = within(Duration::from_millis(20), std::future::pending::<Kept<()>>()).await;
            assert_eq!(never, Err(Fault::Silent));
            let broken = within(ANSWER, async { Kept::Ok(vec![1][usize::MAX / 2]) }).await;
            assert_eq!(broken, Err(Fault::Failed));
            assert_eq!(within(ANSWER, async { Ok(7) }).await, Ok(7));
        });
    }
}
