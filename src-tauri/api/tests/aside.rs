//! Words that the vault's disk refuses are set aside, the journal locks all the same, and the words are back after
//! unlocking, once. Where they cannot be set aside either, the page is covered.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{Case, PASSPHRASE, empty_vault};
use serde_json::{Value, json};
use sotto_api::pages;
use sotto_core::vault::{Device, NewPassphrase, VaultFile};
use sotto_core::{Code, Journal};
use tempfile::TempDir;

const NEW: &str = "00112233445566778899aabbccddee01";
const OTHER: &str = "00112233445566778899aabbccddee02";

fn content(text: &str) -> Value {
    json!({ "title": "", "text": text, "mood": null, "feelings": [], "tags": [], "date": null })
}

fn bring(title: &str) -> Value {
    json!({ "reflection": null, "group": null, "title": title, "text": "a passage", "want": "listen",
        "minutes": 10 })
}

fn page(reflection: Option<&str>, text: &str) -> Value {
    json!({ "reflection": reflection, "new": NEW, "input": content(text) })
}

/// The text of every reflection.
fn texts(case: &Case) -> Vec<String> {
    let list = case.call("reflection_list", json!({ "query": "", "limit": 500, "offset": 0 })).unwrap();
    let summaries = list["summaries"].as_array().unwrap();
    let read = |one: &Value| case.call("reflection_read", json!({ "id": one["id"] })).unwrap();
    let mut texts: Vec<_> =
        summaries.iter().map(|one| read(one)["text"].as_str().unwrap().to_owned()).collect();
    texts.sort();
    texts
}

/// Unlocks, and gives the words that could not be saved.
fn unlock(case: &Case) -> Vec<Value> {
    let result = case.call("unlock", json!({ "passphrase": PASSPHRASE })).unwrap();
    result["unsaved"].as_array().unwrap().clone()
}

fn aside(case: &Case, folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(case.folder.path().join(folder).join("aside")).into_iter().flatten();
    entries.map(|entry| entry.unwrap().path()).collect()
}

/// The vault lies on a stick: it is pulled out and put back.
struct Stick(PathBuf);

impl Stick {
    fn of(case: &Case) -> Self {
        Self(case.folder.path().join("journal.sotto"))
    }

    fn pull(&self) {
        fs::rename(&self.0, self.0.with_extension("pulled")).unwrap();
    }

    fn put_back(&self) {
        fs::rename(self.0.with_extension("pulled"), &self.0).unwrap();
    }
}

/// A small disk with the vault on it. Needs the rights of an administrator.
struct Disk(PathBuf);

impl Disk {
    fn with_vault(folder: &Path) -> Option<Self> {
        let path = folder.join("disk");
        fs::create_dir(&path).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"])
            .arg(&path)
            .stderr(Stdio::null())
            .status();
        if !mounted.is_ok_and(|status| status.success()) {
            return None;
        }
        fs::write(path.join("journal.sotto"), empty_vault()).unwrap();
        Some(Self(path))
    }

    fn fill(&self) {
        use std::io::Write;
        let mut file = fs::File::create(self.0.join("filler")).unwrap();
        while file.write_all(&[1; 4096]).is_ok() {}
    }

    fn make_room(&self) {
        fs::remove_file(self.0.join("filler")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_never_keeps_the_journal_open_and_every_word_is_back_once() {
    let folder = TempDir::new().unwrap();
    let Some(disk) = Disk::with_vault(folder.path()) else {
        println!("left out: only an administrator may mount a small disk");
        return;
    };
    let case = Case::on(folder, "disk/journal.sotto");
    unlock(&case);
    let mut slowest = Duration::ZERO;
    for round in 0..100 {
        let id = case
            .call("draft_save", json!({ "reflection": null, "input": content(&format!("{round}")) }))
            .unwrap()["reflection"]
            .clone();
        disk.fill();
        let text = format!("{round} a silence I know {}", "x".repeat(5_000));
        let failure =
            case.call("draft_save", json!({ "reflection": id, "input": content(&text) })).unwrap_err();
        assert_eq!((failure.code, failure.params["set_aside"].as_str()), (Code::DiskFull, "disk"), "{round}");
        let began = Instant::now();
        case.app.seal();
        slowest = slowest.max(began.elapsed());
        assert!(!case.app.is_open());
        disk.make_room();
        assert_eq!(unlock(&case).len(), 0, "{round}");
        assert_eq!(case.call("reflection_read", json!({ "id": id })).unwrap()["text"], text, "{round}");
        assert_eq!(aside(&case, "device"), Vec::<PathBuf>::new());
        // There is room for the next round.
        case.call("reflection_delete", json!({ "id": id })).unwrap();
        assert_eq!(texts(&case).len(), 0, "{round}: once");
    }
    println!("locked within {slowest:?} in each of 100 rounds");
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
}

#[test]
fn words_of_a_vault_that_was_pulled_out_are_set_aside_and_the_newest_come_back() {
    let case = Case::open();
    let stick = Stick::of(&case);
    stick.pull();
    for text in ["older", "newer words"] {
        let failure = case.call("draft_save", page(None, text)).unwrap_err();
        assert_eq!(failure.params["set_aside"], "disk", "{failure}");
    }
    let brought = json!({ "id": null, "new": OTHER, "input": bring("Leaving on time") });
    assert_eq!(case.call("bring_save", brought).unwrap_err().params["set_aside"], "disk");
    case.app.seal();
    stick.put_back();
    assert_eq!(unlock(&case).len(), 0);
    assert_eq!(texts(&case), ["newer words"]);
    let list = case.call("preparation", json!({})).unwrap();
    assert_eq!(list["bring"].as_array().unwrap().len(), 1);
    assert_eq!(list["bring"][0]["title"], "Leaving on time");
    assert_eq!(aside(&case, "device"), Vec::<PathBuf>::new());
    case.app.seal();
    assert_eq!(unlock(&case).len(), 0);
    assert_eq!(texts(&case), ["newer words"], "not once more");
}

#[test]
fn what_was_saved_after_all_is_not_saved_once_more() {
    let case = Case::open();
    let stick = Stick::of(&case);
    stick.pull();
    case.call("draft_save", page(None, "words")).unwrap_err();
    let file = aside(&case, "device").remove(0);
    let before = fs::read(&file).unwrap();
    stick.put_back();
    let id = case.call("draft_save", page(None, "words, and on")).unwrap()["reflection"].clone();
    assert_eq!(id, NEW, "the page chose the id");
    assert_eq!(aside(&case, "device"), Vec::<PathBuf>::new());
    case.app.seal();
    assert_eq!(unlock(&case).len(), 0);
    assert_eq!(texts(&case), ["words, and on"]);
    // A program that was killed after saving and before removing the file: the same reflection, not a second one.
    case.app.seal();
    fs::write(&file, &before).unwrap();
    for _ in 0..2 {
        assert_eq!(unlock(&case).len(), 0);
        assert_eq!(texts(&case), ["words"]);
        case.app.seal();
    }
}

#[test]
fn a_program_that_was_killed_leaves_them_and_a_new_one_takes_them_back() {
    let case = Case::open();
    let stick = Stick::of(&case);
    stick.pull();
    case.call("draft_save", page(None, "words")).unwrap_err();
    // Nothing is sealed, as when it is killed.
    let Case { folder, app, .. } = case;
    drop(app);
    stick.put_back();
    let case = Case::on(folder, "journal.sotto");
    assert_eq!(unlock(&case).len(), 0);
    assert_eq!(texts(&case), ["words"]);
    let list = case.call("reflection_list", json!({ "query": "", "limit": 9, "offset": 0 })).unwrap();
    assert_eq!(list["summaries"][0]["date"], "2026-11-23T12:00:00+00:00");
}

#[test]
fn words_that_still_cannot_be_saved_are_given_back_and_stay_set_aside_until_they_are() {
    let case = Case::open();
    let stick = Stick::of(&case);
    stick.pull();
    // A text that no reflection may have is refused wherever it is.
    let long = "x".repeat(5_000_001);
    case.call("draft_save", page(None, &long)).unwrap_err();
    case.app.seal();
    stick.put_back();
    for _ in 0..2 {
        let unsaved = unlock(&case);
        assert_eq!((unsaved.len(), unsaved[0]["failure"]["code"].as_str()), (1, Some("text_too_long")));
        let words = &unsaved[0]["words"];
        assert_eq!((words["what"].as_str(), words["new"].as_str()), (Some("draft"), Some(NEW)));
        assert!(words["input"]["text"] == long);
        assert_eq!(aside(&case, "device").len(), 1);
        case.app.seal();
    }
    unlock(&case);
    case.call("draft_save", page(None, "shorter")).unwrap();
    case.app.seal();
    assert_eq!(unlock(&case).len(), 0);
    assert_eq!(texts(&case), ["shorter"]);
}

#[test]
fn words_of_what_was_deleted_become_something_new_unless_the_person_deleted_or_gave_them_up() {
    let case = Case::open();
    let stick = Stick::of(&case);
    let id = case.call("draft_save", page(None, "kept")).unwrap()["reflection"].clone();
    let id = id.as_str().unwrap();
    case.call("draft_keep", json!({ "reflection": id })).unwrap();
    stick.pull();
    case.call("draft_save", page(Some(id), "changed")).unwrap_err();
    let file = aside(&case, "device").remove(0);
    let before = fs::read(&file).unwrap();
    stick.put_back();
    case.call("reflection_delete", json!({ "id": id })).unwrap();
    case.app.seal();
    assert_eq!(unlock(&case).len(), 0);
    assert_eq!(texts(&case), Vec::<String>::new(), "the person deleted them");
    // Deleted elsewhere: this program does not know.
    case.app.seal();
    fs::write(&file, &before).unwrap();
    assert_eq!(unlock(&case).len(), 0);
    assert_eq!(texts(&case), ["changed"]);
    assert_eq!(aside(&case, "device"), Vec::<PathBuf>::new());
    stick.pull();
    case.call("bring_save", json!({ "id": null, "new": OTHER, "input": bring("Leaving") })).unwrap_err();
    case.call("words_give_up", json!({ "id": OTHER })).unwrap();
    stick.put_back();
    case.app.seal();
    assert_eq!(unlock(&case).len(), 0);
    assert_eq!(case.call("preparation", json!({})).unwrap()["bring"], json!([]));
}

#[test]
fn something_unfinished_is_given_back_and_not_saved() {
    let case = Case::open();
    let unfinished = json!({ "id": null, "new": OTHER, "input": bring("") });
    assert_eq!(case.call("bring_set_aside", unfinished).unwrap(), "disk");
    case.app.seal();
    let unsaved = unlock(&case);
    assert_eq!((unsaved.len(), &unsaved[0]["failure"]), (1, &Value::Null));
    assert_eq!(unsaved[0]["words"]["what"], "unfinished");
    assert_eq!(unsaved[0]["words"]["input"], bring(""));
    assert_eq!(case.call("preparation", json!({})).unwrap()["bring"], json!([]));
    case.call("bring_save", json!({ "id": null, "new": OTHER, "input": bring("Leaving") })).unwrap();
    case.app.seal();
    assert_eq!(unlock(&case).len(), 0);
}

#[test]
fn new_keys_open_what_was_set_aside_before() {
    let case = Case::open();
    let unfinished = json!({ "id": null, "new": OTHER, "input": bring("") });
    case.call("bring_set_aside", unfinished).unwrap();
    let old = aside(&case, "device");
    case.call("rekey", json!({ "old": PASSPHRASE, "new": PASSPHRASE, "share_keys": true })).unwrap();
    assert!(aside(&case, "device").len() == 1 && aside(&case, "device") != old);
    case.app.seal();
    assert_eq!(unlock(&case).len(), 1);
}

/// Nothing can be set aside on the disk.
fn without_disk(case: &Case) {
    fs::create_dir_all(case.folder.path().join("device")).unwrap();
    fs::write(case.folder.path().join("device/aside"), b"no folder").unwrap();
}

#[test]
fn where_no_disk_takes_them_they_are_in_memory() {
    let case = Case::open();
    without_disk(&case);
    let stick = Stick::of(&case);
    stick.pull();
    assert_eq!(case.call("draft_save", page(None, "words")).unwrap_err().params["set_aside"], "memory");
    assert_eq!(aside(&case, "run").len(), 1);
    case.app.seal();
    stick.put_back();
    assert_eq!(unlock(&case).len(), 0);
    assert_eq!(texts(&case), ["words"]);
    assert_eq!(aside(&case, "run"), Vec::<PathBuf>::new());
}

/// The path of a page of one reflection for somebody, as it would leave.
fn previewed(case: &Case, reflection: &Value) -> String {
    let place = TempDir::new().unwrap();
    let file = VaultFile::at(place.path().join("b.sotto"), Device::at(place.path().join("device")));
    let mut other = Journal::create(&file, &NewPassphrase::new(PASSPHRASE).unwrap(), None).unwrap();
    let now = sotto_core::Now::parse_from_rfc3339("2026-11-23T12:00:00+00:00").unwrap();
    let card = other.my_card(Some("Rosa"), now).unwrap().unwrap().card;
    let contact = case.call("contact_add", json!({ "card": card })).unwrap();
    case.call("my_card", json!({ "name": "Ines" })).unwrap();
    let choice = json!({ "to": [contact["id"]], "bring": false, "mood_weeks": null, "keep_names": [],
        "reflections": [reflection] });
    let preview = case.call("share_preview", json!({ "choice": choice })).unwrap();
    format!("/preview/{}", preview["sha256"].as_str().unwrap())
}

#[test]
fn where_nothing_takes_them_the_page_is_covered_until_the_passphrase_is_typed() {
    let case = Case::open();
    case.write(1);
    let card = json!({ "contact": { "name": "Rosa", "phone": "1", "on_lock": false } });
    case.call("help_contact_save", card).unwrap();
    let newest = case.call("reflection_list", json!({ "query": "", "limit": 1, "offset": 0 })).unwrap();
    let preview = previewed(&case, &newest["summaries"][0]["id"]);
    assert!(pages::find(&case.app, &preview).is_some());
    without_disk(&case);
    fs::write(case.folder.path().join("run"), b"no folder").unwrap();
    let stick = Stick::of(&case);
    stick.pull();
    assert!(!case.call("draft_save", page(None, "words")).unwrap_err().params.contains_key("set_aside"));
    stick.put_back();
    assert_eq!(case.call("leave", json!({ "words": "nowhere" })).unwrap(), "covers");
    assert_eq!(case.call("app_state", json!({})).unwrap()["covered"], true);
    let id = json!({ "id": NEW });
    for (name, arguments) in [
        ("today", json!({})),
        ("reflection_list", json!({ "query": "", "limit": 9, "offset": 0 })),
        ("reflection_read", id),
        ("unlock", json!({ "passphrase": PASSPHRASE })),
        ("verify", json!({})),
        ("clipboard_copy", json!({ "text": "x" })),
        (
            "settings_save",
            json!({ "settings": { "theme": "dark", "text_size": 100, "lock_after": 120, "country": null } }),
        ),
    ] {
        assert_eq!(case.call(name, arguments).unwrap_err().code, Code::Locked, "{name}");
    }
    assert_eq!(case.call("help", json!({})).unwrap()["contact"], Value::Null, "as while locked");
    assert!(pages::find(&case.app, &preview).is_none());
    case.call("capture", json!({ "text": "a note" })).unwrap();
    // The page goes on trying, and what it saves is saved.
    assert_eq!(case.call("draft_save", page(None, "words")).unwrap()["reflection"], NEW);
    case.call("draft_keep", json!({ "reflection": NEW })).unwrap();
    let wrong = case.call("uncover", json!({ "passphrase": "another brave lantern" })).unwrap_err();
    assert_eq!(wrong.code, Code::PassphraseWrong);
    assert!(case.app.is_covered());
    case.call("uncover", json!({ "passphrase": PASSPHRASE })).unwrap();
    assert_eq!(case.call("help", json!({})).unwrap()["contact"]["name"], "Rosa");
    assert_eq!(texts(&case), ["a silence I know", "words"]);
    case.call("leave", json!({ "words": "nowhere" })).unwrap();
    case.app.seal();
    unlock(&case);
    assert!(!case.app.is_covered(), "unlocking has asked for the passphrase");
}
