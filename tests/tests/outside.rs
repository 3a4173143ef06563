//! What a stranger sees and can do without Sotto: stock `age` opens what is ours to open,
//! and no stored file contains a word of what was written.

use sotto_tests::person::Person;
use std::path::Path;
use std::process::{Command, Stdio};

/// Words that must be nowhere on the disk: text, title, tag, feeling, name, group, alias, date.
const WRITTEN: [&str; 9] = [
    "zanderlicht",
    "Quittenmond",
    "kelpforest",
    "wistfuller",
    "Philippa",
    "Wednesdaycircle",
    "someoneelsethen",
    "2026-03-14",
    "lampedusa",
];

fn writer() -> Person {
    let person = Person::with_vault("four plain words here");
    person.does([
        "write",
        "--title",
        "Quittenmond",
        "--date",
        "2026-03-14",
        "--mood",
        "2",
        "--tag",
        "kelpforest",
        "--feeling",
        "wistfuller",
        "It was zanderlicht, and Philippa laughed.",
    ]);
    person.does(["person", "add", "Philippa", "--alias", "someoneelsethen"]);
    person.does([
        "group",
        "add",
        "Wednesdaycircle",
        "--weekday",
        "wed",
        "--time",
        "19:00",
        "--zone",
        "Europe/London",
    ]);
    person.does(["bring", "add", "--title", "Ask about lampedusa", "--text", "zanderlicht"]);
    let id = person.does(["list"]).text("id");
    person.does(["edit", &id, "Later it was zanderlicht again."]);
    person.does(["rebuild"]);
    person
}

#[test]
fn no_file_holds_a_word_that_was_written() {
    let person = writer();
    assert!(person.does(["show", &person.does(["list"]).text("id")]).output.contains("zanderlicht"));
    let mut files = Vec::new();
    list(person.folder(), &mut files);
    assert!(files.iter().any(|file| file.ends_with("journal.sotto")));
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        for word in WRITTEN {
            assert!(!holds(&bytes, word), "{} holds \"{word}\"", file.display());
        }
    }
}

/// The same word as UTF-8 and as UTF-16, in any mixture of small and capital letters.
fn holds(bytes: &[u8], word: &str) -> bool {
    let lower: Vec<u8> = bytes.iter().map(u8::to_ascii_lowercase).collect();
    let word = word.to_ascii_lowercase();
    let wide: Vec<u8> = word.bytes().flat_map(|byte| [byte, 0]).collect();
    [word.as_bytes(), &wide].iter().any(|needle| lower.windows(needle.len()).any(|window| window == *needle))
}

fn list(folder: &Path, into: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() { list(&entry.path(), into) } else { into.push(entry.path()) }
    }
}

#[test]
fn the_scan_would_find_a_word() {
    assert!(holds(b"..Kelpforest..", "kelpforest"));
    assert!(holds(b".k\0e\0l\0p\0", "kelp"));
    assert!(!holds(b"kel p", "kelp"));
}

/// Runs stock `age -d` with an identity on a sealed blob.
fn age(identity: &str, sealed: &[u8], folder: &Path) -> Vec<u8> {
    std::fs::write(folder.join("key.txt"), format!("{identity}\n")).unwrap();
    std::fs::write(folder.join("blob.age"), sealed).unwrap();
    let output = Command::new("age")
        .args(["-d", "-i"])
        .arg(folder.join("key.txt"))
        .arg(folder.join("blob.age"))
        .stdin(Stdio::null())
        .output()
        .expect("stock age");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn blobs(person: &Person, query: &str) -> Vec<Vec<u8>> {
    let output = Command::new("sqlite3").arg(&person.vault).arg(query).output().expect("sqlite3");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let byte = |pair: &[u8]| u8::from_str_radix(&String::from_utf8_lossy(pair), 16).unwrap();
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| line.as_bytes().chunks(2).map(byte).collect())
        .collect()
}

/// The first secret age key in a text.
fn key_in(text: &str) -> String {
    let start = text.find("AGE-SECRET-KEY-1").expect("a key line");
    text[start..].chars().take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect()
}

#[test]
fn stock_age_and_sqlite3_read_a_vault_by_hand() {
    let person = writer();
    let sheet = std::fs::read_to_string(person.path("sheet.txt")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    // The recovery key opens its slot; in it lies the key that opens the records.
    let slots = blobs(&person, "SELECT hex(sealed) FROM slot WHERE kind = 'recovery'");
    let keys = String::from_utf8_lossy(&age(&key_in(&sheet), &slots[0], folder.path())).into_owned();
    let keys: serde_json::Value = serde_json::from_str(keys.trim()).expect("keys as JSON");
    let identity = key_in(&keys["vault_identity"].to_string());
    let records = blobs(&person, "SELECT hex(sealed) FROM record");
    assert!(records.len() >= 4, "{}", records.len());
    let texts: Vec<String> = records
        .iter()
        .map(|sealed| String::from_utf8_lossy(&age(&identity, sealed, folder.path())).into_owned())
        .collect();
    assert!(texts.iter().any(|text| text.contains("zanderlicht") && text.contains("Quittenmond")));
    assert!(texts.iter().any(|text| text.contains("Wednesdaycircle")));
}

#[test]
fn stock_age_opens_a_share_and_finds_the_page_that_was_previewed() {
    let ines = writer();
    let folder = tempfile::tempdir().unwrap();
    // A recipient's share identity lies in their slots, like all their keys.
    let okafor = Person::with_vault("harbour button evening clock");
    std::fs::write(ines.path("o.card"), okafor.does(["contact", "mine", "--name", "Dr Okafor"]).text("card"))
        .unwrap();
    ines.does(["contact", "mine", "--name", "Ines"]);
    ines.does(["contact", "add", "o.card"]);
    let sealed = ines.does(["share", "seal", "--to", "Dr Okafor", "--bring", "--out", "s.age"]);

    let sheet = std::fs::read_to_string(okafor.path("sheet.txt")).unwrap();
    let slot = blobs(&okafor, "SELECT hex(sealed) FROM slot WHERE kind = 'recovery'");
    let keys = String::from_utf8_lossy(&age(&key_in(&sheet), &slot[0], folder.path())).into_owned();
    let keys: serde_json::Value = serde_json::from_str(keys.trim()).expect("keys as JSON");
    let identity = key_in(&keys["share_identity"].to_string());
    let whole = age(&identity, &std::fs::read(ines.path("s.age")).unwrap(), folder.path());
    let whole = String::from_utf8(whole).unwrap();
    let (page, proof) = whole.split_at(whole.rfind("<!-- sotto-proof").expect("a proof after the page"));
    assert!(page.contains("lampedusa"));
    assert!(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"));
    assert!(proof.trim_end().ends_with("-->") && !proof.trim_end().contains('\n'), "one line");
    // The digest that both sides keep is that of the page alone.
    std::fs::write(folder.path().join("page.html"), page).unwrap();
    let digest = Command::new("sha256sum").arg(folder.path().join("page.html")).output();
    if let Ok(digest) = digest.as_ref().map(|output| String::from_utf8_lossy(&output.stdout)) {
        assert!(digest.starts_with(&sealed.text("sha256")), "{digest}");
    }
}
