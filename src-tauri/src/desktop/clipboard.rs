//! What the person copies: marked, so that clipboard managers neither keep nor show it, and taken
//! away again after a while and when the journal locks, if it is still there.
//!
//! Everything copied in the window comes through here, also what the page itself would copy. It
//! may have changed hands meanwhile: some desktops keep a clipboard alive whose owner has gone, so
//! what counts is whether the same words are there.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use arboard::Clipboard;
use sotto_api::{Secret, guard};
use zeroize::Zeroizing;

/// The sentences shown when something is copied name this.
const CLEAR_AFTER: Duration = Duration::from_secs(120);

/// What serves the clipboard, and what it was last given. Never dropped: that would offer what it
/// holds to the desktop's clipboard manager.
struct Copied {
    clipboard: Clipboard,
    text: Option<Secret>,
}

static COPIED: Mutex<Option<Copied>> = Mutex::new(None);
static COUNT: AtomicU64 = AtomicU64::new(0);

/// Puts `text` on the clipboard.
///
/// # Errors
/// What the system says; what was there before may be there still.
pub fn copy(text: Secret) -> Result<(), arboard::Error> {
    {
        let mut copied = guard(&COPIED);
        let copied = match copied.as_mut() {
            Some(copied) => copied,
            None => copied.insert(Copied { clipboard: Clipboard::new()?, text: None }),
        };
        marked(&mut copied.clipboard).text(text.as_str())?;
        copied.text = Some(text);
    }
    let number = COUNT.fetch_add(1, Ordering::SeqCst) + 1;
    std::thread::spawn(move || {
        std::thread::sleep(clear_after());
        if COUNT.load(Ordering::SeqCst) == number {
            clear();
        }
    });
    Ok(())
}

/// Takes away what was copied here, and leaves what somebody else has put there since.
pub fn clear() {
    let mut copied = guard(&COPIED);
    let Some(copied) = copied.as_mut() else { return };
    let Some(text) = copied.text.take() else { return };
    let now = copied.clipboard.get_text().map(Zeroizing::new);
    if now.is_ok_and(|now| now.as_str() == text.as_str()) {
        // Nothing, rather than no owner: a desktop that keeps the last words would bring them back.
        let emptied = marked(&mut copied.clipboard).text("");
        let _ = emptied.or_else(|_| copied.clipboard.clear());
    }
}

fn clear_after() -> Duration {
    #[cfg(feature = "drive")]
    if let Some(seconds) = std::env::var("SOTTO_DRIVE_KEPT").ok().and_then(|given| given.parse().ok()) {
        return Duration::from_secs(seconds);
    }
    CLEAR_AFTER
}

fn marked(clipboard: &mut Clipboard) -> arboard::Set<'_> {
    #[cfg(target_os = "linux")]
    use arboard::SetExtLinux;
    let set = clipboard.set();
    #[cfg(target_os = "linux")]
    {
        set.exclude_from_history()
    }
    // Not run here yet.
    #[cfg(target_os = "macos")]
    {
        arboard::SetExtApple::exclude_from_history(set)
    }
    // Not run here yet.
    #[cfg(windows)]
    {
        use arboard::SetExtWindows;
        set.exclude_from_monitoring().exclude_from_cloud().exclude_from_history()
    }
}
