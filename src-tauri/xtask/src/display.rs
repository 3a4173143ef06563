//! A virtual display, for machines that have none.
//!
//! Xvfb is started directly and not through `xvfb-run`, which needs one more package and leaves
//! its child processes running when it is stopped.

use crate::command::{Done, program};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A display to start windows on; a virtual one ends when this is dropped.
pub struct Display(Option<(Child, String)>);

/// Whether there is a display to open windows on. Outside Linux there always is.
pub fn present() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

impl Display {
    /// A virtual display on Linux; elsewhere, where there is no such thing, the one there is.
    pub fn virtual_one() -> Done<Self> {
        if !cfg!(target_os = "linux") {
            return Ok(Self(None));
        }
        let failed = |why: String| format!("Xvfb did not start: {why}. Try `Xvfb -displayfd 1` by hand.");
        let mut server = program("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| failed(error.to_string()))?;
        // Xvfb picks a free number and prints it when it is ready.
        let mut number = String::new();
        if let Some(output) = server.stdout.take() {
            let _ = BufReader::new(output).read_line(&mut number);
        }
        let display = Self(Some((server, format!(":{}", number.trim()))));
        if number.trim().is_empty() { Err(failed("it named no display".into())) } else { Ok(display) }
    }

    /// Lets a program open its windows here, and nowhere else.
    pub fn show_on<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        if let Some((_, name)) = &self.0 {
            command.env("DISPLAY", name).env_remove("WAYLAND_DISPLAY").env("GDK_BACKEND", "x11");
        }
        command
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        if let Some((server, _)) = &mut self.0 {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}
