//! A process that attaches and deletes is killed at any moment (SIGKILL): whatever it reported as done is there,
//! whole; what it did not come to say is there whole or not at all; and nothing stays of what was begun.
//!
//! The long run (`--run-ignored only`) does the same a hundred times. Deliberately elsewhere: kills of the
//! whole program (the tests' package).
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{case, content, record, template};
use sotto_vault::{AttachmentRef, Device, Id, Key, Step, Vault, VaultFile, no_progress};
use zeroize::Zeroizing;

const PLACE: &str = "SOTTO_KILLED_VAULT";

/// The n-th content: some are stored in one commit, and some in many.
fn bytes(n: u8) -> Vec<u8> {
    let length = [10, 2_000_000, 12_000_000, 30_000_000][usize::from(n) % 4] + usize::from(n);
    let mut all = vec![n; length];
    all[length / 2] = !n;
    all
}

fn open(path: &Path) -> Vault {
    let file = VaultFile::at(path, Device::at(path.with_file_name("device")));
    file.unlock(&Key::Recovery(template().recovery.clone())).unwrap()
}

fn id(n: u8) -> Id {
    Id::from_bytes([n; 16])
}

/// The attachment that a record names.
fn reference(vault: &Vault, n: u8) -> Option<AttachmentRef> {
    serde_json::from_str(&vault.read(id(n)).ok()?.body).ok()
}

/// What is killed: it attaches one content after the other, removes every third one again, and says so.
#[test]
#[ignore = "runs only as a process of its own, to be killed"]
fn the_process_that_is_killed() {
    let Some(path) = std::env::var_os(PLACE).map(PathBuf::from) else { return };
    // By its bytes: the sheet is another one in each process.
    let sheet = std::fs::read_to_string(path.with_file_name("sheet")).unwrap();
    let file = VaultFile::at(&path, Device::at(path.with_file_name("device")));
    let mut vault = file.unlock(&Key::Recovery(sotto_vault::RecoveryKey::read(&sheet).unwrap())).unwrap();
    let first = (1..).find(|n| vault.read(id(*n)).is_err()).unwrap();
    let say = |line: &str| {
        println!("{line}");
        std::io::stdout().flush().unwrap();
    };
    say("open");
    for n in first..250u8 {
        let new = vault.attach(&mut bytes(n).as_slice(), 0, &mut no_progress).unwrap();
        let body = Zeroizing::new(serde_json::to_string(&new.reference()).unwrap());
        vault
            .commit(&[Step::Attach(new), Step::Put(sotto_vault::NewRecord { body, ..record(id(n), "") })])
            .unwrap();
        say(&format!("put {n}"));
        if n % 3 == 0 {
            let gone = reference(&vault, n - 1).unwrap();
            let body = Zeroizing::new("null".to_owned());
            let tombstone = sotto_vault::NewRecord { body, ..record(id(n - 1), "") };
            vault.commit(&[Step::Drop(id(n - 1)), Step::Put(tombstone), Step::DropAttachment(gone)]).unwrap();
            say(&format!("gone {}", n - 1));
        }
    }
}

fn kill_often(kills: u32) {
    let case = case();
    std::fs::write(case.path.with_file_name("sheet"), template().recovery.key_line().as_bytes()).unwrap();
    let (mut put, mut gone) = (Vec::new(), Vec::new());
    let mut random = 0x2545_f491_4f6c_dd1du64;
    let mut loose = 0;
    for _ in 0..kills {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "the_process_that_is_killed", "--include-ignored", "--nocapture"])
            .env(PLACE, &case.path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        // The harness puts its own words on the line before the first of ours.
        assert!(lines.by_ref().any(|line| line.ends_with("open")), "it opens");
        let until = Instant::now() + Duration::from_micros(random % 900_000);
        let reading = std::thread::spawn(move || lines.collect::<Vec<String>>());
        std::thread::sleep(until.saturating_duration_since(Instant::now()));
        child.kill().unwrap();
        child.wait().unwrap();
        for line in reading.join().unwrap() {
            match line.split_once(' ') {
                Some(("put", n)) => put.push(n.parse::<u8>().unwrap()),
                Some(("gone", n)) => gone.push(n.parse::<u8>().unwrap()),
                _ => {}
            }
        }
        let mut vault = open(&case.path);
        loose += u32::from(vault.has_loose());
        while vault.remove_loose().unwrap() {}
        let found = vault.verify().unwrap();
        assert!(found.passed(), "{:?}", found.damaged);
        let mut chunks = 0;
        let mut known = 0;
        for n in 1..=put.last().copied().unwrap_or_default() + 1 {
            match reference(&vault, n) {
                Some(reference) => {
                    assert!(content(&vault, &reference).unwrap() == bytes(n), "{n}");
                    chunks += i64::from(reference.chunks().unwrap());
                    known += 1;
                    assert!(!gone.contains(&n), "{n} was removed");
                }
                None => assert!(!put.contains(&n) || n % 3 == 2, "{n} is lost"),
            }
        }
        assert_eq!(found.attachments, known);
        drop(vault);
        let db = rusqlite::Connection::open(&case.path).unwrap();
        let rows: i64 = db.query_row("SELECT count(*) FROM attachment", [], |row| row.get(0)).unwrap();
        assert_eq!(rows, chunks, "nothing stays of what was begun");
    }
    println!("figure: killed while attaching: {kills}, with something begun in the file: {loose}");
    println!("figure: attachments acknowledged before a kill: {}, lost: 0", put.len());
    assert!(loose > 0 && !put.is_empty());
}

#[test]
fn killed_at_any_moment_no_attachment_is_lost_and_nothing_stays_of_one_that_was_begun() {
    kill_often(12);
}

#[test]
#[ignore = "minutes: a part of the long run"]
fn killed_a_hundred_times_no_attachment_is_lost() {
    kill_often(100);
}
