//! The login keychain of macOS and the credential manager of Windows, both asked in the same words.
//! Both answer when they are done, so each asking has a thread of its own. Not run here yet.

use std::collections::HashMap;

#[cfg(target_os = "macos")]
use apple_native_keyring_store::keychain::Store;
use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Error};
#[cfg(windows)]
use windows_native_keyring_store::Store;
use zeroize::Zeroizing;

use super::{Fault, Kept, SERVICE};

pub async fn is_there() -> Kept<()> {
    apart(|| Store::new().map(drop).map_err(|_| Fault::Absent)).await
}

pub async fn keep(name: &str, line: &str) -> Kept<()> {
    let (name, line) = (name.to_owned(), Zeroizing::new(line.to_owned()));
    apart(move || item(&name)?.set_secret(line.as_bytes()).map_err(told)).await
}

pub async fn find(name: &str) -> Kept<Zeroizing<Vec<u8>>> {
    let name = name.to_owned();
    apart(move || item(&name)?.get_secret().map(Zeroizing::new).map_err(told)).await
}

/// Neither asks before it removes an item of one's own.
pub async fn forget(name: &str, _ask: bool) -> Kept<()> {
    let name = name.to_owned();
    apart(move || item(&name)?.delete_credential().map_err(told)).await
}

fn item(name: &str) -> Kept<Entry> {
    let store = Store::new().map_err(|_| Fault::Absent)?;
    // On this computer alone: otherwise a domain may carry it to others.
    let how = cfg!(windows).then(|| HashMap::from([("persistence", "Local")]));
    store.build(SERVICE, name, how.as_ref()).map_err(told)
}

async fn apart<T: Send + 'static>(work: impl FnOnce() -> Kept<T> + Send + 'static) -> Kept<T> {
    tauri::async_runtime::spawn_blocking(work).await.unwrap_or(Err(Fault::Failed))
}

fn told(error: Error) -> Fault {
    match error {
        Error::NoEntry => Fault::Missing,
        Error::NoStorageAccess(_) => Fault::Refused,
        _ => Fault::Failed,
    }
}
