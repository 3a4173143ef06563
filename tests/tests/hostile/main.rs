//! Files that somebody made to do harm, given to the real `sotto-cli`: each is refused, or taken for
//! what it is, within 128 MB, and nothing of the person's own is lost. How long it took is printed, not
//! judged: a machine may be busy.
#![cfg(unix)]

mod attachments;
mod measured;
mod vaults;

use std::process::Command;

use measured::Report;
use sotto_core::vault::Recipient;
use sotto_tests::hostile::{Kind, all};
use sotto_tests::person::Person;

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

/// A vault and its view as they are.
struct Original(Vec<(&'static str, Vec<u8>)>);

impl Original {
    fn of(person: &Person) -> Self {
        let read = |suffix| std::fs::read(beside(person, suffix)).unwrap();
        Self(["", "-view"].map(|suffix| (suffix, read(suffix))).to_vec())
    }

    fn put_back(&self, person: &Person) {
        for suffix in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(beside(person, suffix));
        }
        self.0.iter().for_each(|(suffix, bytes)| std::fs::write(beside(person, suffix), bytes).unwrap());
    }
}

/// Changes the vault behind its back.
fn sqlite(person: &Person, statement: &str) {
    let ended = Command::new("sqlite3").arg(&person.vault).arg(statement).output().expect("sqlite3");
    assert!(ended.status.success(), "{statement}: {}", String::from_utf8_lossy(&ended.stderr));
}

fn beside(person: &Person, suffix: &str) -> std::path::PathBuf {
    let mut name = person.vault.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
