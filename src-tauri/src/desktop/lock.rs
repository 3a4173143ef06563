//! Leaving: locking and closing.
//!
//! Locking replaces the whole process, so that keys, the view, and every copy that the web view's
//! own side still holds are gone with the address space. The page is asked first to seal what was
//! typed in the last second. Words that the disk refuses are set aside (`sotto-api`, `aside`), and
//! locking goes on. Where that fails too, the page is covered instead: the words stay in memory, and
//! nothing is shown or answered before the passphrase was typed. Only a person who closes the window
//! is asked, for then nothing has to be hidden from anybody.

use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sotto_api::{App, LastWords, Leave, guard};
use tauri::{AppHandle, Manager};

use crate::desktop::{clipboard, single_instance, window};

/// How long the page may take to say that it heard. One that does not is gone itself, and what it
/// held is sealed but for the last second.
const PATIENCE: Duration = Duration::from_millis(3_000);
/// How long saving may take, once the page has heard, before a page that is to be locked is covered meanwhile: a disk
/// may hang without an answer.
const STALLED: Duration = Duration::from_secs(7);

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    Lock,
    /// The person closes the window.
    Close,
    /// The session ends, and nobody waits for an answer.
    End,
}

/// What the page has been asked to get ready for, until it answers: a number for this asking, so
/// that a late timer does nothing, and whether the page has heard.
struct Asked {
    number: u64,
    how: Leaving,
    heard: bool,
}

static ASKED: Mutex<Option<Asked>> = Mutex::new(None);
static COUNT: AtomicU64 = AtomicU64::new(0);

/// Asks the page to seal what it holds; it says at once that it heard, and answers when it is done.
///
/// Tasks are cancelled first: one that replaces the keys holds the journal, and the page could not seal anything.
pub fn ask(handle: &AppHandle, how: Leaving) {
    handle.state::<App>().tasks.cancel_all();
    let number = COUNT.fetch_add(1, Ordering::SeqCst);
    {
        let mut asked = guard(&ASKED);
        if let Some(before) = asked.as_mut() {
            // Closing is more than locking; otherwise the page is at it already.
            if how != Leaving::Lock && before.how != Leaving::End {
                before.how = how;
            }
            return;
        }
        *asked = Some(Asked { number, how, heard: false });
    }
    let dispatched = handle
        .get_webview_window(window::MAIN)
        .is_some_and(|w| w.eval("window.dispatchEvent(new Event('sotto-leave'))").is_ok());
    let handle = handle.clone();
    std::thread::spawn(move || {
        if dispatched {
            std::thread::sleep(PATIENCE);
        }
        let silent = guard(&ASKED).as_ref().is_some_and(|a| a.number == number && !a.heard);
        if silent {
            answered(&handle, LastWords::Saved);
            return;
        }
        std::thread::sleep(STALLED);
        let stalls = guard(&ASKED).as_ref().is_some_and(|a| a.number == number && a.how == Leaving::Lock);
        if stalls {
            handle.state::<App>().cover();
            if let Some(window) = handle.get_webview_window(window::MAIN) {
                let _ = window.eval("window.dispatchEvent(new Event('sotto-cover'))");
            }
        }
    });
}

/// The page has heard and is sealing; however long that takes, it is waited for, though not in sight.
pub fn heard() {
    if let Some(asked) = guard(&ASKED).as_mut() {
        asked.heard = true;
    }
}

/// The page has sealed what it held, or could not. Says what follows, and does not wait for it.
pub fn answered(handle: &AppHandle, words: LastWords) -> Leave {
    let Some(asked) = guard(&ASKED).take() else { return Leave::Stays };
    let leave = follows(asked.how, words);
    if leave == Leave::Goes {
        let handle = handle.clone();
        std::thread::spawn(move || match asked.how {
            Leaving::Lock => replace(&handle),
            Leaving::Close | Leaving::End => close(&handle),
        });
    } else {
        // Asked again after as long as the person chose, and so saving is tried again.
        handle.state::<App>().touch();
    }
    leave
}

/// Locking always locks or covers. What was set aside in memory is gone when the computer is turned off, and that is
/// what a person who closes the window may do next: they are asked.
const fn follows(how: Leaving, words: LastWords) -> Leave {
    match (how, words) {
        (_, LastWords::Saved | LastWords::Disk) | (Leaving::Lock | Leaving::End, LastWords::Memory) => {
            Leave::Goes
        }
        (Leaving::Close, LastWords::Memory | LastWords::Nowhere) | (Leaving::End, LastWords::Nowhere) => {
            Leave::Stays
        }
        (Leaving::Lock, LastWords::Nowhere) => Leave::Covers,
    }
}

fn close(handle: &AppHandle) {
    single_instance::ending();
    handle.state::<App>().seal();
    handle.exit(0);
}

/// Puts a new process in the place of this one, with the window where it was.
pub fn replace(handle: &AppHandle) {
    handle.state::<App>().seal();
    clipboard::clear();
    let Ok(program) = std::env::current_exe() else { return handle.exit(0) };
    let mut next = Command::new(program);
    next.arg("--vault").arg(handle.state::<App>().vault_file.path());
    if let Some(bounds) = window::bounds(handle) {
        next.arg("--at").arg(bounds.write());
    }
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::process::CommandExt;
        // Only comes back if it failed; then at least this process must not stay.
        let _ = next.exec();
        handle.exit(1);
    }
    // Not run here yet: a new process is started, and this one ends.
    #[cfg(not(target_os = "linux"))]
    {
        let _ = next.spawn();
        handle.exit(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_never_leaves_the_journal_on_the_screen_and_closing_loses_no_words_unasked() {
        use LastWords::{Disk, Memory, Nowhere, Saved};
        for (words, lock, close, end) in [
            (Saved, Leave::Goes, Leave::Goes, Leave::Goes),
            (Disk, Leave::Goes, Leave::Goes, Leave::Goes),
            (Memory, Leave::Goes, Leave::Stays, Leave::Goes),
            (Nowhere, Leave::Covers, Leave::Stays, Leave::Stays),
        ] {
            let found = [Leaving::Lock, Leaving::Close, Leaving::End].map(|how| follows(how, words));
            assert_eq!(found, [lock, close, end], "{words:?}");
        }
    }
}
