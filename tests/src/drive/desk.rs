//! Acts on a window from outside: types keys into the window that has the focus (xdotool), and reads the
//! clipboard as another program would (xclip).
//!
//! This is the only way to control the ordinary app, which has no driver.

use super::{Driven, PAUSE};
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The window of a process, once there is one that can be seen.
pub fn window_of(process: u32) -> Driven<String> {
    until(&format!("a window of process {process}"), || {
        let found = stdout_of(Command::new("xdotool").args([
            "search",
            "--all",
            "--onlyvisible",
            "--pid",
            &process.to_string(),
            "--name",
            "",
        ]));
        found.and_then(|windows| windows.lines().last().map(str::to_owned))
    })
}

/// The title of a window.
pub fn title(window: &str) -> String {
    stdout_of(Command::new("xdotool").args(["getwindowname", window])).unwrap_or_default()
}

/// Gives a window the focus, as clicking on it would, and puts it above the others.
pub fn focus(window: &str) -> Driven {
    done(Command::new("xdotool").args(["windowraise", window, "windowfocus", window]))?;
    until("the focus", || has_focus(window).then_some(()))
}

/// Whether a window, or one inside it, has the focus.
pub fn has_focus(window: &str) -> bool {
    // Windows of one program share the upper part of their numbers. There is no other way to recognise a
    // window that takes the keys for another.
    let client = |window: &str| window.parse::<u32>().ok().map(|number| number >> 21);
    let focused = stdout_of(Command::new("xdotool").arg("getwindowfocus"));
    focused.is_some_and(|focused| client(&focused) == client(window))
}

/// Types letters into the window that has the focus.
pub fn type_text(text: &str) -> Driven {
    done(Command::new("xdotool").args(["type", "--delay", "12", "--", text]))
}

/// Presses keys by their names: `ctrl+l`, `Return`.
pub fn keys(names: &[&str]) -> Driven {
    done(Command::new("xdotool").args(["key", "--delay", "12"]).args(names))
}

/// What another program would paste, or the available formats (`TARGETS`).
pub fn clipboard(target: &str) -> String {
    stdout_of(Command::new("xclip").args(["-o", "-selection", "clipboard", "-t", target])).unwrap_or_default()
}

/// Puts this text on the clipboard from another program, which keeps it there.
pub fn take_clipboard(text: &str) -> Driven {
    let mut other = Command::new("xclip")
        .args(["-i", "-selection", "clipboard"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("xclip: {error}"))?;
    if let Some(mut input) = other.stdin.take() {
        input.write_all(text.as_bytes()).map_err(|error| error.to_string())?;
    }
    // What serves the clipboard is a child of this one.
    other.wait().map(drop).map_err(|error| error.to_string())
}

/// Asks again until there is an answer.
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> Driven<T> {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(60) {
        if let Some(found) = look() {
            return Ok(found);
        }
        std::thread::sleep(PAUSE);
    }
    Err(format!("{what}: waited in vain"))
}

fn stdout_of(command: &mut Command) -> Option<String> {
    let ended = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    ended.status.success().then(|| String::from_utf8_lossy(&ended.stdout).trim().to_owned())
}

fn done(command: &mut Command) -> Driven {
    let ended = command.stdin(Stdio::null()).output().map_err(|error| format!("{command:?}: {error}"))?;
    if ended.status.success() {
        return Ok(());
    }
    Err(format!("{command:?}: {}", String::from_utf8_lossy(&ended.stderr)))
}
