//! The Secret Service (GNOME Keyring, KWallet, KeePassXC and others) over D-Bus. What is stored and given
//! is sealed on its way, under a key agreed on for each connection.

use std::collections::HashMap;

use secret_service::{Collection, EncryptionType, Error, Item, SecretService};
use sotto_api::{KeychainFault, KeychainResult};
use zeroize::Zeroizing;

use super::{ANSWER, SERVICE};

/// Where other programs that can show a keychain list the item.
const LABEL: &str = "Sotto";

pub async fn is_there() -> KeychainResult<()> {
    default(&service().await?).await.map(drop)
}

pub async fn store(name: &str, line: &str) -> KeychainResult<()> {
    let service = service().await?;
    let keychain = default(&service).await?;
    if soon(keychain.is_locked()).await? {
        keychain.unlock().await.map_err(fault)?;
    }
    // If it is still locked, it asked the person, who refused.
    soon(keychain.ensure_unlocked()).await?;
    let made = keychain.create_item(LABEL, attributes(name), line.as_bytes(), true, "text/plain").await;
    made.map(drop).map_err(fault)
}

pub async fn find(name: &str) -> KeychainResult<Zeroizing<Vec<u8>>> {
    let service = service().await?;
    let items = items(&service, name).await?;
    let item = items.first().ok_or(KeychainFault::Missing)?;
    unlocked(item, true).await?;
    soon(item.get_secret()).await.map(Zeroizing::new)
}

pub async fn remove(name: &str, ask: bool) -> KeychainResult<()> {
    let service = service().await?;
    for item in items(&service, name).await? {
        unlocked(&item, ask).await?;
        item.delete().await.map_err(fault)?;
    }
    Ok(())
}

async fn service() -> KeychainResult<SecretService<'static>> {
    // Without a bus, or with nothing on it that stores secrets, this computer has no keychain.
    match soon(SecretService::connect(EncryptionType::Dh)).await {
        Err(KeychainFault::Silent) => Err(KeychainFault::Silent),
        other => other.map_err(|_| KeychainFault::Absent),
    }
}

/// Where new items go. A service that has no such place would first have to make one.
async fn default<'a>(service: &'a SecretService<'_>) -> KeychainResult<Collection<'a>> {
    soon(service.get_default_collection()).await.map_err(|_| KeychainFault::Absent)
}

/// In whatever place they lie: a person may have moved them.
async fn items<'a>(service: &'a SecretService<'_>, name: &str) -> KeychainResult<Vec<Item<'a>>> {
    let found = soon(service.search_items(attributes(name))).await?;
    Ok(found.unlocked.into_iter().chain(found.locked).collect())
}

async fn unlocked(item: &Item<'_>, ask: bool) -> KeychainResult<()> {
    if ask && soon(item.is_locked()).await? {
        item.unlock().await.map_err(fault)?;
    }
    soon(item.ensure_unlocked()).await
}

/// What asks the person nothing has no reason to take long.
async fn soon<T>(work: impl Future<Output = Result<T, Error>>) -> KeychainResult<T> {
    tokio::time::timeout(ANSWER, work).await.map_err(|_| KeychainFault::Silent)?.map_err(fault)
}

fn attributes(name: &str) -> HashMap<&str, &str> {
    HashMap::from([("service", SERVICE), ("account", name)])
}

fn fault(error: Error) -> KeychainFault {
    match error {
        Error::Locked | Error::Prompt => KeychainFault::Refused,
        Error::NoResult => KeychainFault::Missing,
        Error::Unavailable => KeychainFault::Absent,
        _ => KeychainFault::Failed,
    }
}
