//! What logind and the desktop's screen saver say over D-Bus.
//!
//! Sleep waits for us: a delay inhibitor is held, and let go of when the journal is locked. Locking
//! replaces the process, which closes it; where nothing is open it is closed here.

use futures_util::StreamExt;
use tauri::AppHandle;
use zbus::message::Type;
use zbus::zvariant::{ObjectPath, OwnedFd, OwnedObjectPath};
use zbus::{Connection, MatchRule, Message, MessageStream};

use super::lock_now;

const LOGIND: &str = "org.freedesktop.login1";
const LOGIND_PATH: &str = "/org/freedesktop/login1";
const MANAGER: &str = "org.freedesktop.login1.Manager";
const SESSION: &str = "org.freedesktop.login1.Session";

/// A bus that is not there, or goes away, ends its task and nothing else.
pub fn watch(handle: &AppHandle) {
    let (saver, logind) = (handle.clone(), handle.clone());
    tauri::async_runtime::spawn(async move { screen_saver(&saver).await });
    tauri::async_runtime::spawn(async move { sleep_and_session(&logind).await });
}

/// `ActiveChanged(true)` of `org.freedesktop.ScreenSaver`, `org.gnome.ScreenSaver`, and their sisters
/// in other desktops, on the session bus.
async fn screen_saver(handle: &AppHandle) -> zbus::Result<()> {
    let bus = Connection::session().await?;
    let rule = MatchRule::builder().msg_type(Type::Signal).member("ActiveChanged")?.build();
    let mut signals = MessageStream::for_match_rule(rule, &bus, None).await?;
    while let Some(Ok(signal)) = signals.next().await {
        let header = signal.header();
        let from_saver = header.interface().is_some_and(|name| name.ends_with(".ScreenSaver"));
        if from_saver && signal.body().deserialize().unwrap_or(false) {
            lock_now(handle);
        }
    }
    Ok(())
}

/// `PrepareForSleep` of logind, and `Lock` of one of this person's sessions, on the system bus.
async fn sleep_and_session(handle: &AppHandle) -> zbus::Result<()> {
    let bus = Connection::system().await?;
    let rule = MatchRule::builder().msg_type(Type::Signal).sender(LOGIND)?.build();
    let mut signals = MessageStream::for_match_rule(rule, &bus, None).await?;
    let mut holding = hold_sleep(&bus).await;
    while let Some(Ok(signal)) = signals.next().await {
        let header = signal.header();
        let (interface, member) = (header.interface(), header.member());
        match (interface.map(|name| name.as_str()), member.map(|name| name.as_str())) {
            (Some(MANAGER), Some("PrepareForSleep")) => {
                if !signal.body().deserialize().unwrap_or(true) {
                    holding = hold_sleep(&bus).await;
                } else if !lock_now(handle) {
                    drop(holding.take());
                }
            }
            (Some(SESSION), Some("Lock")) if is_ours(&bus, &signal).await => {
                lock_now(handle);
            }
            _ => {}
        }
    }
    Ok(())
}

/// Sleep waits (five seconds at most, as logind is set up) for as long as this is open. Only
/// `systemd-inhibit --list` shows the words.
async fn hold_sleep(bus: &Connection) -> Option<OwnedFd> {
    let words = ("sleep", "Sotto", "Locks first", "delay");
    let answer = bus.call_method(Some(LOGIND), LOGIND_PATH, Some(MANAGER), "Inhibit", &words).await;
    answer.ok()?.body().deserialize().ok()
}

/// Another person's session may be locked on the same computer. One of which this is not known counts as
/// ours: locking is the safe side.
async fn is_ours(bus: &Connection, signal: &Message) -> bool {
    let header = signal.header();
    let Some(path) = header.path() else { return true };
    owner(bus, path).await.is_none_or(|owner| owner == rustix::process::getuid().as_raw())
}

async fn owner(bus: &Connection, session: &ObjectPath<'_>) -> Option<u32> {
    let asked = (SESSION, "User");
    let properties = Some("org.freedesktop.DBus.Properties");
    let answer = bus.call_method(Some(LOGIND), session, properties, "Get", &asked).await.ok()?;
    let body = answer.body();
    let value: zbus::zvariant::Value<'_> = body.deserialize().ok()?;
    <(u32, OwnedObjectPath)>::try_from(value).ok().map(|(user, _)| user)
}
