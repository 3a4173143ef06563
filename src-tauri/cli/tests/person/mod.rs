//! Somebody with a vault and the built program. The vault is made once and copied.

// Each test program uses a part of this.
#![allow(dead_code)]

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

/// A vault as `init` made it.
pub struct Made {
    vault: Vec<u8>,
    pub sheet: String,
    pub sheet_mode: u32,
    pub init: Value,
}

pub fn made_once() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let first = Person::without_vault();
        std::fs::write(first.path("p.txt"), "four plain words\n").unwrap();
        let run = first.bare(&["init", "--passphrase-file", "p.txt", "--recovery-out", "sheet.txt"], b"");
        assert_eq!(run.status, 0, "{}", run.error);
        assert_eq!(run.lines.len(), 1);
        Made {
            vault: std::fs::read(first.vault()).unwrap(),
            sheet: std::fs::read_to_string(first.path("sheet.txt")).unwrap(),
            sheet_mode: mode(&first.path("sheet.txt")),
            init: run.lines[0].clone(),
        }
    })
}

#[cfg(unix)]
fn mode(path: &std::path::Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode()
}

#[cfg(not(unix))]
fn mode(_: &std::path::Path) -> u32 {
    0o600
}

/// Every line has these fields.
#[track_caller]
pub fn have(lines: &[Value], fields: &[&str]) {
    assert!(!lines.is_empty());
    for line in lines {
        for field in fields {
            assert!(line.get(*field).is_some(), "no {field} in {line}");
        }
    }
}

pub struct Run {
    pub status: i32,
    pub lines: Vec<Value>,
    pub code: String,
    pub output: String,
    pub error: String,
}

pub struct Person(TempDir);

impl Person {
    pub fn without_vault() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub fn new() -> Self {
        let person = Self::without_vault();
        std::fs::write(person.vault(), &made_once().vault).unwrap();
        std::fs::write(person.path("p.txt"), "four plain words\n").unwrap();
        std::fs::write(person.path("sheet.txt"), &made_once().sheet).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let private = std::fs::Permissions::from_mode(0o600);
            std::fs::set_permissions(person.path("sheet.txt"), private).unwrap();
        }
        person
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn vault(&self) -> PathBuf {
        self.path("j.sotto")
    }

    fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sotto-cli"));
        command.current_dir(self.0.path()).env("TZ", "Europe/London").stdin(Stdio::null());
        for home in ["HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "APPDATA", "LOCALAPPDATA"]
        {
            command.env(home, self.path("home"));
        }
        command.arg("--vault").arg(self.vault());
        command
    }

    /// Opened with the sheet, answered in JSON.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = self.program();
        command.args(["--json", "--recovery-file", "sheet.txt"]).args(words);
        command
    }

    pub fn runs(&self, words: &[&str]) -> Run {
        end(&mut self.command(words), b"")
    }

    pub fn given(&self, words: &[&str], input: &[u8]) -> Run {
        end(&mut self.command(words), input)
    }

    /// Opening nothing unless the words say so.
    pub fn bare(&self, words: &[&str], input: &[u8]) -> Run {
        end(self.program().arg("--json").args(words), input)
    }

    /// The same, answered for a person.
    pub fn plain(&self, words: &[&str], input: &[u8]) -> Run {
        end(self.program().args(words), input)
    }

    /// Opened with the sheet, answered for a person.
    pub fn readable(&self, words: &[&str]) -> Run {
        end(self.program().args(["--recovery-file", "sheet.txt"]).args(words), b"")
    }

    /// What must succeed.
    #[track_caller]
    pub fn does(&self, words: &[&str]) -> Vec<Value> {
        let run = self.runs(words);
        assert_eq!(run.status, 0, "{words:?}: {}", run.error);
        assert!(run.output.lines().count() == run.lines.len(), "only JSON: {}", run.output);
        run.lines
    }

    /// What must fail with this status, one error in one line, and no other output; its code.
    #[track_caller]
    pub fn fails(&self, status: i32, words: &[&str]) -> String {
        let run = self.runs(words);
        assert_eq!(run.status, status, "{words:?}: {}{}", run.error, run.output);
        assert_eq!(run.output, "", "{words:?}");
        assert_eq!(run.error.lines().count(), 1, "{}", run.error);
        run.code
    }
}

pub fn end(command: &mut Command, input: &[u8]) -> Run {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (mut stdin, input) = (child.stdin.take().unwrap(), input.to_vec());
    // From a thread of its own: a program that refuses early closes its input early.
    let writer = std::thread::spawn(move || std::io::Write::write_all(&mut stdin, &input));
    let output = child.wait_with_output().unwrap();
    let _ = writer.join();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let (printed, mut error) = (text(output.stdout), text(output.stderr));
    if output.status.code().is_none() {
        // Ended from outside: say how.
        error.push_str(&output.status.to_string());
    }
    let parsed = |line: &str| serde_json::from_str::<Value>(line).ok();
    let code = error.lines().filter_map(parsed).find_map(|l| Some(l["error"]["code"].as_str()?.to_owned()));
    Run {
        status: output.status.code().unwrap_or(-1),
        lines: printed.lines().filter_map(parsed).collect(),
        code: code.unwrap_or_default(),
        output: printed,
        error,
    }
}
