//! Leaving: locking and closing.
//!
//! Locking replaces the whole process, so that keys, the view, and every copy that the web view's
//! own side still holds are gone with the address space. The page is asked first to seal what was
//! typed in the last second; when it cannot (a full disk), the words stay on screen and nobody
//! leaves.

use std::process::Command;
use std::sync::Mutex;
use std::time::Duration;

use tauri::{AppHandle, Manager};

use crate::app::{App, held};
use crate::desktop::clock::now;
use crate::desktop::window;

/// How long the page may take to answer at all. One that does not is gone itself, and everything
/// older than a second is sealed.
const PATIENCE: Duration = Duration::from_millis(3_000);

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    Lock,
    Close,
}

/// What the page has been asked to get ready for, until it answers.
static ASKED: Mutex<Option<Leaving>> = Mutex::new(None);

/// Asks the page to seal what it holds; it answers with the command `leave`.
pub fn ask(handle: &AppHandle, how: Leaving) {
    if held(&ASKED).replace(how).is_some() {
        return;
    }
    let asked = handle
        .get_webview_window(window::MAIN)
        .is_some_and(|w| w.eval("window.dispatchEvent(new Event('sotto-leave'))").is_ok());
    let handle = handle.clone();
    std::thread::spawn(move || {
        if asked {
            std::thread::sleep(PATIENCE);
        }
        answered(&handle, true);
    });
}

/// The page has sealed what it held, or could not.
pub fn answered(handle: &AppHandle, saved: bool) {
    match held(&ASKED).take() {
        Some(_) if !saved => handle.state::<App>().touch(),
        Some(Leaving::Close) => {
            seal(&handle.state::<App>());
            handle.exit(0);
        }
        Some(Leaving::Lock) => replace(handle),
        None => {}
    }
}

/// Seals the draft, writes the small image, and forgets the keys. Safe to call twice.
pub fn seal(app: &App) {
    let Some(mut open) = app.take() else { return };
    // A draft that cannot become a revision now stays a draft and is found at the next unlock.
    let _ = open.journal.draft_keep_all(now());
    let _ = open.journal.save_images(false);
    let _ = open.journal.settle();
}

/// Puts a new process in the place of this one, with the window where it was.
pub fn replace(handle: &AppHandle) {
    seal(&handle.state::<App>());
    let Ok(program) = std::env::current_exe() else { return handle.exit(0) };
    let mut next = Command::new(program);
    next.arg("--vault").arg(handle.state::<App>().place.path());
    if let Some(place) = window::place(handle) {
        next.arg("--at").arg(place.write());
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
