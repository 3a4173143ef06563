//! A person with a vault, who uses `sotto-cli` as a stranger would.
//!
//! Everything goes through the real program and its contract: arguments, files, exit status
//! and lines of JSON. Nothing here knows the crates underneath.

use serde_json::Value;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// Where cargo put the programs of this build, next to the one that is running.
pub fn program(name: &str) -> PathBuf {
    let here = std::env::current_exe().unwrap_or_default();
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    // A test is one folder deeper than the programs.
    let found = here.ancestors().skip(1).take(2).map(|folder| folder.join(&file)).find(|path| path.is_file());
    found.unwrap_or_else(|| {
        panic!("{name} is not built: `cargo xtask test` builds it, or `cargo build -p {name}`")
    })
}

/// A folder with a vault, a passphrase, and the folders of a home.
pub struct Person {
    folder: PathBuf,
    /// Removes the folder at the end, if it is a temporary one.
    _temporary: Option<TempDir>,
    /// The place of the vault; there is no file before `init`.
    pub vault: PathBuf,
    /// What opens it.
    pub passphrase: String,
}

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    /// The exit status; -1 for a signal.
    pub status: i32,
    /// Standard output, a JSON object a line.
    pub lines: Vec<Value>,
    /// The code in the error on standard error, or nothing.
    pub code: String,
    /// Standard error, as it came.
    pub error: String,
    /// Standard output, as it came.
    pub output: String,
}

impl Ended {
    /// The first line, which is all that most commands print.
    pub fn one(&self) -> &Value {
        self.lines.first().unwrap_or(&Value::Null)
    }

    /// A field of the first line, as text.
    pub fn text(&self, field: &str) -> String {
        self.one()[field].as_str().unwrap_or_default().to_owned()
    }
}

impl Person {
    /// Somebody who has no vault yet.
    pub fn new(passphrase: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self::at(folder.path(), passphrase).keeping(folder)
    }

    /// Somebody whose folder is given and stays.
    pub fn at(folder: &Path, passphrase: &str) -> Self {
        let person = Self {
            folder: folder.to_owned(),
            _temporary: None,
            vault: folder.join("journal.sotto"),
            passphrase: passphrase.to_owned(),
        };
        std::fs::create_dir_all(person.path("home/tmp")).expect("a folder");
        std::fs::write(person.path("passphrase.txt"), format!("{passphrase}\n")).expect("a passphrase file");
        person
    }

    fn keeping(self, folder: TempDir) -> Self {
        Self { _temporary: Some(folder), ..self }
    }

    /// Somebody with a new vault and a recovery sheet in `sheet.txt`.
    pub fn with_vault(passphrase: &str) -> Self {
        let person = Self::new(passphrase);
        person.init();
        person
    }

    /// Makes the vault, and `sheet.txt` beside it.
    pub fn init(&self) {
        self.does(["init", "--recovery-out", "sheet.txt"]);
    }

    /// A file in this person's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The whole folder: the vault, the saved view, and the state of this computer.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// `sotto-cli --json --vault ..` with what opens the vault, and nothing of this machine's own folders in
    /// reach. The recovery sheet opens it where there is one: that takes no time, as a passphrase does on purpose.
    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let sheet = self.path("sheet.txt");
        let mut command =
            if sheet.is_file() { self.bare(["--recovery-file"]) } else { self.bare(["--passphrase-file"]) };
        command.arg(if sheet.is_file() { sheet } else { self.path("passphrase.txt") }).args(arguments);
        command
    }

    /// The same, opening nothing.
    pub fn bare<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(program("sotto-cli"));
        command.current_dir(self.folder()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        self.at_home(&mut command);
        command.args(["--json", "--vault"]).arg(&self.vault).args(arguments);
        command
    }

    /// Lets a program find this person's folders in place of the real ones.
    pub fn at_home(&self, command: &mut Command) {
        for (name, folder) in HOME {
            command.env(name, self.path(folder));
        }
        command.env("TZ", "Europe/London");
    }

    /// Runs a command that must succeed.
    #[track_caller]
    pub fn does<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Ended {
        let mut command = self.command(arguments);
        let ended = end(&mut command, b"");
        assert_eq!(ended.status, 0, "{command:?}\n{}{}", ended.error, ended.output);
        ended
    }

    /// Runs a command that must be refused with this status; a panic or a signal is neither.
    #[track_caller]
    pub fn is_refused<A: AsRef<OsStr>>(&self, status: i32, arguments: impl IntoIterator<Item = A>) -> Ended {
        refused(&mut self.command(arguments), b"", status)
    }

    /// Runs a command with this on its standard input.
    pub fn given<A: AsRef<OsStr>>(&self, input: &[u8], arguments: impl IntoIterator<Item = A>) -> Ended {
        end(&mut self.command(arguments), input)
    }
}

/// Variables that name the folders of a home, on any system, and a folder for each.
pub const HOME: [(&str, &str); 10] = [
    ("HOME", "home"),
    ("XDG_DATA_HOME", "home/data"),
    ("XDG_CONFIG_HOME", "home/config"),
    ("XDG_CACHE_HOME", "home/cache"),
    ("XDG_STATE_HOME", "home/state"),
    ("XDG_RUNTIME_DIR", "home/run"),
    ("APPDATA", "home/roaming"),
    ("LOCALAPPDATA", "home/local"),
    ("TMPDIR", "home/tmp"),
    ("TEMP", "home/tmp"),
];

/// Runs a command to its end.
pub fn end(command: &mut Command, input: &[u8]) -> Ended {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    finish(child, input)
}

/// Gives a started program its input, and waits for it.
pub fn finish(mut child: Child, input: &[u8]) -> Ended {
    let mut stdin = child.stdin.take();
    let input = input.to_vec();
    // On another thread, because a program that refuses early closes its input early.
    let writer = std::thread::spawn(move || stdin.as_mut().map(|stdin| stdin.write_all(&input)));
    let output = child.wait_with_output().expect("a program that ends");
    let _ = writer.join();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    let parsed = |line: &str| serde_json::from_str::<Value>(line).ok();
    let code =
        error.lines().filter_map(parsed).find_map(|line| Some(line["error"]["code"].as_str()?.to_owned()));
    Ended {
        status: output.status.code().unwrap_or(-1),
        lines: text.lines().filter_map(parsed).collect(),
        code: code.unwrap_or_default(),
        error,
        output: text,
    }
}

/// Runs a command that must be refused with this status and one error in one line.
#[track_caller]
pub fn refused(command: &mut Command, input: &[u8], status: i32) -> Ended {
    let ended = end(command, input);
    assert_eq!(ended.status, status, "{command:?}\n{}{}", ended.error, ended.output);
    assert!(!ended.code.is_empty(), "no code in: {}", ended.error);
    assert!(!ended.error.contains("panicked"), "{}", ended.error);
    assert_eq!(ended.output, "", "an error prints nothing on standard output");
    ended
}
