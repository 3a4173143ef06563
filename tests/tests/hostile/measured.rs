//! Runs a program, and measures what it took. (Unsafe, because only the system knows that.)
#![allow(unsafe_code)]

use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// What a hostile file may cost, key derivation apart.
pub const LIMIT: u64 = 128 << 20;
/// Address space, which is cheap: a program that asks for more gets an error.
pub const SPACE: u64 = 3 << 30;

pub struct Measured {
    pub status: Option<i32>,
    pub output: String,
    pub error: String,
    /// The most memory it ever held, in bytes.
    pub peak: u64,
    pub took: Duration,
}

#[expect(clippy::zombie_processes, reason = "it is waited for by `wait4`, which also returns what it took")]
pub fn measured(command: &mut Command, folder: &Path) -> Measured {
    let (output, wrong) = (folder.join("stdout.txt"), folder.join("stderr.txt"));
    let file = |path: &Path| std::fs::File::create(path).unwrap();
    command.stdin(Stdio::null()).stdout(file(&output)).stderr(file(&wrong));
    // SAFETY: between fork and exec only one system call is made, on memory of its own.
    unsafe {
        command.pre_exec(|| {
            let space = libc::rlimit { rlim_cur: SPACE, rlim_max: SPACE };
            if libc::setrlimit(libc::RLIMIT_AS, &raw const space) == 0 {
                Ok(())
            } else {
                Err(std::io::Error::last_os_error())
            }
        });
    }
    let began = Instant::now();
    let child = command.spawn().unwrap();
    let pid = i32::try_from(child.id()).unwrap();
    let mut raw = 0;
    // SAFETY: all zeros is a valid value of this plain structure.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: the child is ours and was not waited for; both places are valid for the call.
    let ended = unsafe { libc::wait4(pid, &raw mut raw, 0, &raw mut usage) };
    assert_eq!(ended, pid);
    let took = began.elapsed();
    let peak = u64::try_from(usage.ru_maxrss).unwrap() * if cfg!(target_os = "macos") { 1 } else { 1024 };
    let read = |path: &Path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
    Measured {
        status: ExitStatus::from_raw(raw).code(),
        output: read(&output),
        error: read(&wrong),
        peak,
        took,
    }
}

pub struct Report {
    rows: Vec<(u64, Duration, String)>,
    wrong: Vec<String>,
}

impl Report {
    pub fn new() -> Self {
        Self { rows: Vec::new(), wrong: Vec::new() }
    }

    /// Runs one, and keeps what it cost and whatever was not as it should be.
    pub fn add(&mut self, name: &str, command: &mut Command, folder: &Path) -> Measured {
        let got = measured(command, folder);
        let mut say = |what: &str| {
            self.wrong.push(format!(
                "{name}: {what}; {} {}",
                got.error.trim(),
                got.output.get(..200).unwrap_or(&got.output)
            ))
        };
        match got.status {
            None => say("ended by a signal"),
            Some(status @ (0 | 2..=8)) => {
                let lines = got.error.lines().filter(|line| line.contains("\"error\"")).count();
                if (lines != 1) != (status == 0) {
                    say("not one clear error");
                }
            }
            Some(status) => say(&format!("status {status}")),
        }
        if got.error.contains("panicked") {
            say("panicked");
        }
        if got.peak > LIMIT {
            say(&format!("took {} MB", got.peak >> 20));
        }
        self.rows.push((got.peak, got.took, format!("{name} ({})", got.status.unwrap_or(-1))));
        got
    }

    pub fn close(mut self, what: &str) {
        self.rows.sort_unstable_by(|a, b| b.cmp(a));
        for (peak, took, name) in &self.rows {
            println!("{:>5} MB {:>6} ms  {name}", peak >> 20, took.as_millis());
        }
        let most = self.rows.first().map_or(0, |row| row.0 >> 20);
        let slowest = self.rows.iter().map(|row| row.1.as_millis()).max().unwrap_or(0);
        println!("figure: hostile {what}: {}", self.rows.len());
        println!("figure: most memory for one of the {what}, in MB: {most}");
        println!("figure: longest time for one of the {what}, key derivation included, in ms: {slowest}");
        assert!(self.wrong.is_empty(), "{:#?}", self.wrong);
    }
}
