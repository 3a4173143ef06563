//! The login keychain of macOS and the credential manager of Windows, both asked in the same words.
//! Both answer when they are done, so each asking has a thread of its own. Not run here yet.

use std::collections::HashMap;

#[cfg(target_os = "macos")]
use apple_native_keyring_store::keychain::Store;
use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Error};
use sotto_api::{KeychainFault, KeychainResult};
#[cfg(windows)]
use windows_native_keyring_store::Store;
use zeroize::Zeroizing;

use super::SERVICE;

pub async fn is_there() -> KeychainResult<()> {
    apart(|| Store::new().map(drop).map_err(|_| KeychainFault::Absent)).await
}

pub async fn store(name: &str, line: &str) -> KeychainResult<()> {
    let (name, line) = (name.to_owned(), Zeroizing::new(line.to_owned()));
    apart(move || item(&name)?.set_secret(line.as_bytes()).map_err(fault)).await
}

pub async fn find(name: &str) -> KeychainResult<Zeroizing<Vec<u8>>> {
    let name = name.to_owned();
    apart(move || item(&name)?.get_secret().map(Zeroizing::new).map_err(fault)).await
}

/// Neither asks before it removes an item of one's own.
pub async fn remove(name: &str, _ask: bool) -> KeychainResult<()> {
    let name = name.to_owned();
    apart(move || item(&name)?.delete_credential().map_err(fault)).await
}

fn item(name: &str) -> KeychainResult<Entry> {
    let store = Store::new().map_err(|_| KeychainFault::Absent)?;
    // On this computer alone: otherwise a domain may carry it to others.
    let how = cfg!(windows).then(|| HashMap::from([("persistence", "Local")]));
    store.build(SERVICE, name, how.as_ref()).map_err(fault)
}

async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> KeychainResult<T> + Send + 'static,
) -> KeychainResult<T> {
    tauri::async_runtime::spawn_blocking(work).await.unwrap_or(Err(KeychainFault::Failed))
}

fn fault(error: Error) -> KeychainFault {
    match error {
        Error::NoEntry => KeychainFault::Missing,
        Error::NoStorageAccess(_) => KeychainFault::Refused,
        _ => KeychainFault::Failed,
    }
}
