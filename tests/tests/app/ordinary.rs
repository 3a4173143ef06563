//! The ordinary app: the very program that people get, which lets nobody drive it. It is typed
//! into from outside, and its memory is read as only root may.
//!
//! `cargo xtask test` builds it beside the other as `sotto-ordinary`.

use crate::{CANARY, PASSPHRASE, canary, keychain};
use serde_json::Value;
use sotto_tests::drive::keyring::Keyring;
use sotto_tests::drive::{Driven, desk, drive, processes, walkthrough};
use sotto_tests::leak_scan::{Leak, Secret, in_folder, in_memory};
use sotto_tests::person::{Person, program};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running ordinary app; ended when dropped.
pub struct Ordinary {
    child: Child,
    window: String,
}

impl Ordinary {
    /// Starts it, through another program if one is given.
    pub fn start(person: &Person, through: &[&str]) -> Driven<Self> {
        Self::start_on(person, through, &[])
    }

    /// The same, with more variables of its environment.
    pub fn start_on(person: &Person, through: &[&str], env: &[(String, String)]) -> Driven<Self> {
        std::fs::create_dir_all(person.path("home/run")).map_err(|error| error.to_string())?;
        let app = program("sotto-ordinary").display().to_string();
        let mut words = through.iter().map(|word| (*word).to_owned()).chain([app]);
        let mut command = Command::new(words.next().unwrap_or_default());
        person.at_home(&mut command);
        command.envs(env.iter().map(|(name, value)| (name, value)));
        command.args(words).arg("--vault").arg(&person.vault).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().map_err(|error| error.to_string())?;
        let mut app = Self { child, window: String::new() };
        let process = desk::until("the app's process", || app.itself())?;
        app.window = desk::window_of(process)?;
        Ok(app)
    }

    fn itself(&self) -> Option<u32> {
        let is_app = |process: &u32| {
            std::fs::read_to_string(format!("/proc/{process}/comm"))
                .is_ok_and(|name| name.starts_with("sotto"))
        };
        processes::family(self.child.id()).into_iter().find(is_app)
    }

    /// The process of the app itself, which may have been started through another.
    pub fn process(&self) -> u32 {
        self.itself().unwrap_or(self.child.id())
    }

    /// Unlocks with the passphrase, and answers when the vault is in use.
    pub fn unlock(&self, person: &Person) -> Driven {
        self.unlock_by(person, || {
            desk::keys(&["ctrl+a"])?;
            desk::type_text(&person.passphrase)?;
            desk::keys(&["Return"])
        })
    }

    /// Unlocks with the keychain: its button is the second after the passphrase.
    pub fn unlock_with_keychain(&self, person: &Person) -> Driven {
        self.unlock_by(person, || desk::keys(&["Tab", "Tab", "Return"]))
    }

    fn unlock_by(&self, person: &Person, press: impl Fn() -> Driven) -> Driven {
        desk::until("an open journal", || {
            desk::focus(&self.window).ok()?;
            press().ok()?;
            // A key derivation, and a page that may not have been ready for the keys.
            (0..40).find(|_| {
                std::thread::sleep(Duration::from_millis(100));
                in_use(person)
            })
        })?;
        // Until the cursor is in the page.
        std::thread::sleep(Duration::from_millis(1500));
        Ok(())
    }

    /// Types, and answers when it has been sealed.
    pub fn write(&self, person: &Person, text: &str) -> Driven {
        let drafts = || {
            let ask = "SELECT count(*) FROM draft";
            let output =
                Command::new("sqlite3").arg("-readonly").arg(&person.vault).arg(ask).output().ok()?;
            String::from_utf8_lossy(&output.stdout).trim().parse::<u32>().ok()
        };
        desk::type_text(text)?;
        desk::until("a sealed draft", || drafts().filter(|count| *count > 0))?;
        // The draft may have been sealed half-way through.
        std::thread::sleep(Duration::from_millis(1500));
        Ok(())
    }

    /// Locks by the shortcut; answers when another process image has taken the place.
    pub fn lock(&mut self, person: &Person) -> Driven {
        let process = self.process();
        desk::keys(&["ctrl+l"])?;
        desk::until("the lock screen's process", || {
            processes::arguments(process).iter().any(|one| one == "--at").then_some(())
        })?;
        self.window = desk::window_of(process)?;
        desk::until("a vault that is let go of", || (!in_use(person)).then_some(()))
    }

    fn family(&self) -> Vec<u32> {
        // A process that has ended and is not yet waited for has no memory.
        let lives = |process: &u32| !processes::arguments(*process).is_empty();
        processes::family(self.process()).into_iter().filter(lives).collect()
    }
}

impl Drop for Ordinary {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.process().to_string()).status();
        // A program that traces the app goes on with what the app has left running, a bus of its own say, and
        // lets nobody end it gently.
        if desk::until("the end", || self.child.try_wait().ok()?).is_err() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

fn in_use(person: &Person) -> bool {
    sotto_tests::person::end(&mut person.command(["list"]), b"").status == 6
}

/// What opens the vault, read from its recovery slot by stock `age`, as the process might hold it.
fn keys_of(person: &Person) -> Vec<Secret> {
    let sheet = std::fs::read_to_string(person.path("sheet.txt")).unwrap();
    let line = sheet.split_whitespace().find(|word| word.starts_with("AGE-SECRET-KEY-1")).unwrap();
    std::fs::write(person.path("line.txt"), format!("{line}\n")).unwrap();
    let slot = person.path("slot.age").display().to_string();
    let ask = format!("SELECT writefile('{slot}', sealed) FROM slot WHERE kind = 'recovery'");
    let output = Command::new("sqlite3").arg(&person.vault).arg(ask).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let opened =
        Command::new("age").arg("-d").arg("-i").arg(person.path("line.txt")).arg(&slot).output().unwrap();
    assert!(opened.status.success(), "{}", String::from_utf8_lossy(&opened.stderr));
    let keys: Value = serde_json::from_slice(&opened.stdout).unwrap();
    let mut secrets = vec![Secret::text("recovery key", line)];
    for (name, key) in keys.as_object().unwrap() {
        let identity = key.as_str().filter(|text| text.starts_with("AGE-SECRET-KEY-1"));
        secrets.extend(identity.map(|text| Secret::text(name, text)));
        if let Some(bytes) = raw(key).or_else(|| identity.map(secret_of)) {
            assert_eq!(bytes.len(), 32, "{name}");
            secrets.push(Secret::bytes(&format!("{name}, raw"), &bytes));
        }
    }
    assert!(secrets.len() >= 7, "what a slot holds is known: {keys}");
    secrets
}

/// Thirty-two bytes, as numbers or in hexadecimal.
fn raw(value: &Value) -> Option<Vec<u8>> {
    if let Some(numbers) = value.as_array() {
        return numbers.iter().map(|number| u8::try_from(number.as_u64()?).ok()).collect();
    }
    let text = value.as_str().filter(|text| text.len() == 64)?;
    (0..32).map(|at| u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()).collect()
}

/// The secret bytes in an age identity, which is Bech32: five bits a letter, and six letters that check.
fn secret_of(identity: &str) -> Vec<u8> {
    const LETTERS: &str = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
    let data = identity.trim_start_matches("AGE-SECRET-KEY-1");
    let values = data[..data.len() - 6].chars().map(|letter| LETTERS.find(letter).unwrap());
    let bits: Vec<usize> = values.flat_map(|value| (0..5).rev().map(move |bit| value >> bit & 1)).collect();
    bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |all, bit| all << 1 | *bit as u8)).collect()
}

fn summary(found: &[Leak]) -> String {
    let mut lines: Vec<String> =
        found.iter().map(|one| format!("{} as {} in {}", one.secret, one.form, one.place)).collect();
    lines.sort();
    let mut counted: Vec<(String, usize)> = Vec::new();
    for line in lines {
        match counted.last_mut() {
            Some((last, count)) if *last == line => *count += 1,
            _ => counted.push((line, 1)),
        }
    }
    counted.iter().map(|(line, count)| format!("  {count} x {line}\n")).collect()
}

#[test]
#[ignore = "opens windows"]
fn after_locking_no_process_holds_a_word_the_passphrase_or_a_key() {
    let who = Command::new("id").arg("-u").output().unwrap();
    if who.stdout.trim_ascii() != b"0" {
        println!("skipped: only root may read the memory of a process that allows nobody to");
        return;
    }
    let person = Person::with_vault(PASSPHRASE);
    let mut secrets =
        vec![Secret::text("what was written", "zanderlicht"), Secret::text("passphrase", PASSPHRASE)];
    secrets.extend(keys_of(&person));
    // Opened in both ways: with the passphrase, and with the key in the keychain.
    let keyring = Keyring::start(&person).unwrap();
    drive(async {
        let app = keychain::open(&person, &keyring).await?;
        walkthrough::unlock(&app, PASSPHRASE).await?;
        keychain::turn_on(&app).await?;
        app.lock().await
    })
    .unwrap();
    let key = keyring.key();
    secrets.push(Secret::bytes("the key in the keychain, raw", &secret_of(&key)));
    secrets.push(Secret::text("the key in the keychain", &key));
    for by_keychain in [false, true] {
        let mut app = Ordinary::start_on(&person, &[], &keyring.env()).unwrap();
        if by_keychain {
            app.unlock_with_keychain(&person).unwrap();
        } else {
            app.unlock(&person).unwrap();
        }
        holds_nothing_once_locked(&person, &mut app, &secrets);
    }
    let found = person.does(["search", "zanderlicht"]).lines.len();
    assert_eq!(found, 1, "and what was written is in the journal");
    assert_eq!(in_folder(person.folder(), &canary()), []);
}

/// Writes, looks, locks, looks again.
fn holds_nothing_once_locked(person: &Person, app: &mut Ordinary, secrets: &[Secret]) {
    app.write(person, CANARY).unwrap();
    assert_eq!(desk::title(&app.window), "Sotto", "the title reveals nothing");
    let before = app.family();
    let found = in_memory(&before, secrets).unwrap();
    println!("while open, {} processes:\n{}", before.len(), summary(&found));
    let holds = |name: &str| found.iter().any(|trace| trace.secret.starts_with(name));
    assert!(holds("what was written") && holds("vault_identity"), "the scan finds what is there");

    app.lock(person).unwrap();
    assert_eq!(desk::title(&app.window), "Sotto");
    let gone = |process: &u32| processes::arguments(*process).is_empty() || *process == app.process();
    desk::until("the end of the old web processes", || before.iter().all(gone).then_some(())).unwrap();
    let after = app.family();
    assert!(after.len() > 1, "the lock screen has its web process: {after:?}");
    let found = in_memory(&after, secrets).unwrap();
    println!("after locking, {} processes: {} found", after.len(), found.len());
    assert!(found.is_empty(), "\n{}", summary(&found));
}

/// The file that `strace` writes.
pub fn log_of(person: &Person) -> PathBuf {
    person.path("strace.txt")
}
