//! A virtual display, for machines that have none.
//!
//! Xvfb is started directly and not through `xvfb-run`, which needs one more package and leaves
//! its child processes running when it is stopped.

use crate::command::{Done, output, program};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitCode, Stdio};

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

/// `xtask on-display PROGRAM ARGUMENT...`: runs a program on a virtual display of its own and ends as it does. Cargo
/// starts tests through this, so that several windows have the focus at a time. It is for [`runner`] alone.
pub fn run_on_one(program: &[&str]) -> ExitCode {
    let Some((name, arguments)) = program.split_first() else { return ExitCode::FAILURE };
    let mut command = Command::new(name);
    command.args(arguments);
    let lists = arguments.contains(&"--list");
    let display = if lists { Ok(Display(None)) } else { Display::virtual_one() };
    let ended = display.and_then(|display| {
        display.show_on(&mut command).status().map_err(|error| format!("{name} did not start: {error}"))
    });
    match ended {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(status) => ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)),
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// What makes cargo start tests so: the name of a variable, and its value. Nothing where windows need no display.
pub fn runner() -> Option<(String, String)> {
    let about = output(program("rustc").arg("-vV")).filter(|_| cfg!(target_os = "linux"))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "))?.to_uppercase().replace('-', "_");
    let this = std::env::current_exe().ok()?;
    Some((format!("CARGO_TARGET_{host}_RUNNER"), format!("{} on-display", this.display())))
}

impl Drop for Display {
    fn drop(&mut self) {
        if let Some((server, _)) = &mut self.0 {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}
