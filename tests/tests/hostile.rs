//! Files that somebody made to do harm, given to the real `sotto-cli`: each is refused, or taken for
//! what it is, within 128 MB, and nothing of the person's own is lost. How long it took is printed, not
//! judged: a machine may be busy. (Unsafe, because only the system knows what a program took.)
#![cfg(unix)]
#![allow(unsafe_code)]

use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use sotto_core::vault::Recipient;
use sotto_tests::hostile::{Kind, all};
use sotto_tests::person::Person;

/// What a hostile file may cost, key derivation apart.
const LIMIT: u64 = 128 << 20;
/// Address space, which is cheap: a program that asks for more gets an error.
const SPACE: u64 = 3 << 30;

struct Measured {
    status: Option<i32>,
    output: String,
    error: String,
    /// The most memory it ever held, in bytes.
    peak: u64,
    took: Duration,
}

#[expect(clippy::zombie_processes, reason = "it is waited for by `wait4`, which also returns what it took")]
fn measured(command: &mut Command, folder: &Path) -> Measured {
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

struct Report {
    rows: Vec<(u64, Duration, String)>,
    wrong: Vec<String>,
}

impl Report {
    fn new() -> Self {
        Self { rows: Vec::new(), wrong: Vec::new() }
    }

    /// Runs one, and keeps what it cost and whatever was not as it should be.
    fn add(&mut self, name: &str, command: &mut Command, folder: &Path) -> Measured {
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

    fn close(mut self, what: &str) {
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

fn somebody() -> Person {
    let person = Person::with_vault("four plain words here");
    person.does(["write", "--title", "Survives", "This must survive."]);
    person
}

fn recipient(person: &Person) -> Recipient {
    let card = person.does(["contact", "mine", "--name", "Ines"]).text("card");
    card.lines().find_map(|line| line.strip_prefix("recipient: ")).unwrap().parse().unwrap()
}

#[test]
fn hostile_shares_cards_imports_and_sheets_cost_little_and_lose_nothing() {
    let person = somebody();
    let mut report = Report::new();
    let path = person.path("hostile");
    for file in all(&recipient(&person)) {
        std::fs::write(&path, file.bytes()).unwrap();
        let name = format!("{}: {}", file.kind.folder(), file.name);
        let mut run = |name: &str, command: &mut Command| report.add(name, command, person.folder());
        match file.kind {
            Kind::Share => {
                let got = run(&name, person.command(["received", "open"]).arg(&path));
                assert_ne!(got.status, Some(0), "{name}");
            }
            Kind::Card => {
                let got = run(&name, person.command(["contact", "add"]).arg(&path));
                assert_ne!(got.status, Some(0), "{name}");
            }
            Kind::Import => {
                run(&name, person.command(["import", "auto"]).arg(&path));
                run(&format!("{name}, as jsonl"), person.command(["import", "jsonl"]).arg(&path));
            }
            Kind::Sheet => {
                let got = run(&name, person.bare(["--recovery-file"]).arg(&path).arg("list"));
                assert_ne!(got.status, Some(0), "{name}");
            }
        }
    }
    let list = person.does(["list", "--limit", "1000"]);
    assert!(list.lines.iter().any(|line| line["title"] == "Survives"), "{}", list.output);
    person.does(["verify"]);
    report.close("shares, cards, imports and sheets");
}

#[test]
fn hostile_vaults_cost_little_and_are_left_as_they_are() {
    let person = somebody();
    person.does(["rebuild"]);
    let sound: Vec<(&str, Vec<u8>)> =
        ["", "-view"].map(|suffix| (suffix, std::fs::read(beside(&person, suffix)).unwrap())).to_vec();
    let restore = || {
        for suffix in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(beside(&person, suffix));
        }
        sound.iter().for_each(|(suffix, bytes)| std::fs::write(beside(&person, suffix), bytes).unwrap());
    };
    let sqlite = |statement: &str| {
        let ended = Command::new("sqlite3").arg(&person.vault).arg(statement).output().expect("sqlite3");
        assert!(ended.status.success(), "{statement}: {}", String::from_utf8_lossy(&ended.stderr));
    };
    let mut report = Report::new();
    let mut run = |name: &str| {
        for words in [&["list"][..], &["verify"], &["captured"]] {
            report.add(&format!("vault: {name}: {}", words[0]), &mut person.command(words), person.folder());
        }
    };
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <";
    for (name, sql) in [
        ("a slot of 200 MB", "UPDATE slot SET sealed = zeroblob(200000000) WHERE kind = 'passphrase'".to_owned()),
        ("a slot's kind of 100 MB", "UPDATE slot SET kind = hex(zeroblob(50000000)) WHERE kind = 'passphrase'".into()),
        ("a slot's checksum of 200 MB", "UPDATE slot SET checksum = zeroblob(200000000) WHERE kind = 'passphrase'".into()),
        ("a manifest of 200 MB", "UPDATE manifest SET sealed = zeroblob(200000000)".into()),
        ("a manifest's tag of 200 MB", "UPDATE manifest SET tag = zeroblob(200000000)".into()),
        ("a capture recipient of 100 MB", "UPDATE about SET capture = hex(zeroblob(50000000))".into()),
        ("a record of 400 MB", "UPDATE record SET sealed = zeroblob(400000000)".into()),
        ("a record's tag of 200 MB", "UPDATE record SET tag = zeroblob(200000000)".into()),
        ("a record's id of 200 MB", "UPDATE record SET id = zeroblob(200000000) WHERE id = (SELECT min(id) FROM record)".into()),
        ("a draft of 400 MB", "INSERT INTO draft VALUES (randomblob(16), zeroblob(32), zeroblob(400000000))".into()),
        ("a note of 400 MB", "INSERT INTO captured VALUES (randomblob(16), zeroblob(400000000))".into()),
        ("500 notes of 1 MB", format!("{many} 500) INSERT INTO captured SELECT randomblob(16), zeroblob(1000000) FROM n")),
        ("100,000 slots", format!("{many} 100000) INSERT INTO slot SELECT randomblob(16), 'recovery', x'00', zeroblob(32) FROM n")),
        ("100,000 records", format!("{many} 100000) INSERT INTO record SELECT randomblob(16), zeroblob(32), x'00' FROM n")),
        (
            "a table described in 100 MB",
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE captured (id /*' || hex(zeroblob(50000000)) || '*/)' WHERE name = 'captured'".into(),
        ),
    ] {
        restore();
        sqlite(&sql);
        run(name);
    }
    let longer = |suffix: &str, length: u64| {
        restore();
        let file = std::fs::File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(beside(&person, suffix))
            .unwrap();
        file.set_len(length).unwrap();
    };
    longer("", 8 << 30);
    run("8 GB of nothing behind it");
    longer("-wal", 256 << 20);
    run("a log of 256 MB of zeros");
    longer("-view", 8 << 30);
    run("a saved view with 8 GB of nothing behind it");
    longer("-view", 2 << 30);
    let file = std::fs::File::options().write(true).open(beside(&person, "-view")).unwrap();
    std::os::unix::fs::FileExt::write_all_at(&file, &(1u64 << 30).to_be_bytes(), 80).unwrap();
    run("a saved view that says it has 1 GB");
    std::fs::write(&person.vault, vec![0; 64 << 20]).unwrap();
    run("64 MB of zeros");
    restore();
    person.does(["verify"]);
    let list = person.does(["list"]);
    assert!(list.lines.iter().any(|line| line["title"] == "Survives"), "{}", list.output);
    report.close("vaults");
}

fn beside(person: &Person, suffix: &str) -> std::path::PathBuf {
    let mut name = person.vault.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
