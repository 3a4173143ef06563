//! The process of `WebKitWebDriver`, which starts the app and speaks for it.

use super::Driven;
use crate::person::Person;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Asked to end when dropped, which ends the app with it.
pub struct Driver(Child);

impl Driver {
    /// Starts one on a free port, in this person's folders.
    pub fn start(person: &Person, env: &[(String, String)]) -> Driven<(Self, u16)> {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|free| free.local_addr())
            .map_err(|e| e.to_string())?
            .port();
        let mut command = Command::new("WebKitWebDriver");
        command.arg(format!("--port={port}")).arg("--host=127.0.0.1");
        person.at_home(&mut command);
        // Its runtime folder must be there and private before anything looks for it.
        let run = person.path("home/run");
        std::fs::create_dir_all(&run).map_err(|error| error.to_string())?;
        command
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("SOTTO_DRIVE_SAVE", person.path("saved.sotto-share"))
            .env("SOTTO_DRIVE_OPEN", person.path("to-open"))
            .env("SOTTO_DRIVE_FOLDER", person.path("backups"))
            .envs(env.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let child = command.spawn().map_err(|error| format!("WebKitWebDriver: {error}"))?;
        Ok((Self(child), port))
    }

    /// Its number.
    pub fn process(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // A driver that is killed leaves its app behind, so it is asked first.
        let asked = Command::new("kill").arg("-TERM").arg(self.0.id().to_string()).status();
        for _ in 0..40 {
            if asked.is_err() || matches!(self.0.try_wait(), Ok(Some(_))) {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
