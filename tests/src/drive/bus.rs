//! A private system bus and session bus with a logind and two screen savers on them, made by
//! python-dbusmock, so that the app gets a signal that the screen is locked or that sleep begins.

use super::Driven;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Debian's own Python, which has the module; another may come first in the path.
const PYTHON: &str = "/usr/bin/python3";
const DESKTOP: &str = include_str!("desktop.py");

/// Ended when dropped, with everything it started.
pub struct Desktop {
    process: Child,
    commands: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    /// `DBUS_SYSTEM_BUS_ADDRESS` and `DBUS_SESSION_BUS_ADDRESS`.
    pub buses: Vec<(String, String)>,
}

impl Desktop {
    /// Starts the buses and the services on them.
    pub fn start() -> Driven<Self> {
        let failed = |why: String| format!("the private buses did not start: {why}");
        let mut process = Command::new(PYTHON)
            .args(["-c", DESKTOP])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| failed(error.to_string()))?;
        let commands = process.stdin.take();
        let out = process.stdout.take().ok_or_else(|| failed("no output".into()))?;
        let mut desktop = Self { process, commands, answers: BufReader::new(out), buses: Vec::new() };
        let addresses = desktop.line()?;
        let mut addresses = addresses.split_whitespace().map(str::to_owned);
        for name in ["DBUS_SYSTEM_BUS_ADDRESS", "DBUS_SESSION_BUS_ADDRESS"] {
            let address = addresses.next().ok_or_else(|| failed("see its words above".into()))?;
            desktop.buses.push((name.into(), address));
        }
        Ok(desktop)
    }

    /// Triggers an event; the names are in `desktop.py`.
    pub fn does(&mut self, what: &str) -> Driven<String> {
        let commands = self.commands.as_mut().ok_or("the desktop has ended")?;
        writeln!(commands, "{what}").and_then(|()| commands.flush()).map_err(|error| error.to_string())?;
        let answer = self.line()?;
        if answer.is_empty() { Err(format!("the desktop cannot do \"{what}\"")) } else { Ok(answer) }
    }

    /// Whether a program delays sleep.
    pub fn sleep_is_held(&mut self) -> Driven<bool> {
        Ok(self.does("held")? == "True")
    }

    fn line(&mut self) -> Driven<String> {
        let mut line = String::new();
        self.answers.read_line(&mut line).map_err(|error| error.to_string())?;
        Ok(line.trim().to_owned())
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        drop(self.commands.take());
        let _ = self.process.wait();
    }
}
