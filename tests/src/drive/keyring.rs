//! A private session bus with a real GNOME Keyring on it, in this person's folders: the keychain of a
//! Linux desktop. When it asks for its password, no one answers.

use super::{Driven, desk};
use crate::person::Person;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A bus that starts no services by itself.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context="default">
<allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>"#;
const PASSWORD: &[u8] = b"the password of the account";
const NAME: &str = "org.freedesktop.secrets";

/// The state in which the app finds the keychain.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Met {
    Unlocked,
    Locked,
}

/// Ends, with the bus, when dropped.
pub struct Keyring {
    bus: Child,
    daemon: Option<Child>,
    address: String,
    folder: PathBuf,
}

impl Keyring {
    /// A bus without services.
    pub fn nobody(person: &Person) -> Driven<Self> {
        let folder = person.path("keyring");
        let failed = |error: std::io::Error| format!("the private bus did not start: {error}");
        std::fs::create_dir_all(folder.join("run")).map_err(failed)?;
        let config = folder.join("bus.conf");
        std::fs::write(&config, BUS).map_err(failed)?;
        let mut bus = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", config.display()))
            .args(["--nofork", "--nopidfile", "--print-address=1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let mut address = String::new();
        if let Some(out) = bus.stdout.take() {
            BufReader::new(out).read_line(&mut address).map_err(failed)?;
        }
        Ok(Self { bus, daemon: None, address: address.trim().to_owned(), folder })
    }

    /// A bus with a keychain on it, unlocked as it is after logging in.
    pub fn start(person: &Person) -> Driven<Self> {
        let mut keyring = Self::nobody(person)?;
        keyring.come(Met::Unlocked)?;
        Ok(keyring)
    }

    /// The variables that put an app on that bus.
    pub fn env(&self) -> Vec<(String, String)> {
        vec![("DBUS_SESSION_BUS_ADDRESS".into(), self.address.clone())]
    }

    /// Starts the keychain on the bus.
    pub fn come(&mut self, how: Met) -> Driven {
        self.leave()?;
        let mut command = self.command("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets"]);
        if how == Met::Unlocked {
            command.arg("--unlock").stdin(Stdio::piped());
        }
        let failed = |error: std::io::Error| format!("gnome-keyring-daemon: {error}");
        let mut daemon = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().map_err(failed)?;
        if let Some(mut input) = daemon.stdin.take() {
            input.write_all(PASSWORD).map_err(failed)?;
        }
        self.daemon = Some(daemon);
        desk::until("a keychain on the bus", || self.is_there().then_some(()))
    }

    /// Takes the keychain off the bus; what it holds stays on the disk.
    pub fn leave(&mut self) -> Driven {
        if let Some(mut daemon) = self.daemon.take() {
            signal(&daemon, "TERM")?;
            daemon.wait().map_err(|error| error.to_string())?;
            desk::until("a bus without a keychain", || (!self.is_there()).then_some(()))?;
        }
        Ok(())
    }

    /// Stops the keychain from answering, until the next `come`.
    pub fn fall_silent(&self) -> Driven {
        self.daemon.as_ref().map_or(Ok(()), |daemon| signal(daemon, "STOP"))
    }

    /// It answers again.
    pub fn wake(&self) -> Driven {
        self.daemon.as_ref().map_or(Ok(()), |daemon| signal(daemon, "CONT"))
    }

    /// Everything that it holds for Sotto, as another program of the same person sees it.
    pub fn items(&self) -> Vec<String> {
        let output = self.command("secret-tool").args(["search", "--all", "service", "Sotto"]).output();
        // Newer versions print what is not secret to standard error.
        let text = output.map(|output| [output.stdout, output.stderr].concat()).unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        text.split("[/").skip(1).map(str::to_owned).collect()
    }

    /// The one key that it holds.
    pub fn key(&self) -> String {
        let items = self.items();
        assert_eq!(items.len(), 1, "{items:?}");
        let line = items[0].lines().find_map(|line| line.strip_prefix("secret = "));
        line.unwrap_or_else(|| panic!("no key in {items:?}")).to_owned()
    }

    /// Removes everything that it holds for Sotto, as a person could by hand.
    pub fn clear(&self) {
        let done = self.command("secret-tool").args(["clear", "service", "Sotto"]).status();
        assert!(done.is_ok_and(|status| status.success()) && self.items().is_empty());
    }

    fn is_there(&self) -> bool {
        let ask = ["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"];
        let name = format!("string:{NAME}");
        let output =
            self.command("dbus-send").args(ask).args(["org.freedesktop.DBus.NameHasOwner", &name]).output();
        output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("true"))
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.envs(self.env());
        for name in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"] {
            command.env(name, &self.folder);
        }
        command.env("XDG_RUNTIME_DIR", self.folder.join("run")).stdin(Stdio::null());
        command
    }
}

impl Drop for Keyring {
    fn drop(&mut self) {
        let _ = self.wake();
        for process in self.daemon.iter_mut().chain([&mut self.bus]) {
            let _ = signal(process, "TERM");
            let _ = process.wait();
        }
    }
}

fn signal(process: &Child, name: &str) -> Driven {
    let sent = Command::new("kill").arg(format!("-{name}")).arg(process.id().to_string()).status();
    if sent.is_ok_and(|status| status.success()) { Ok(()) } else { Err(format!("{name} could not be sent")) }
}
