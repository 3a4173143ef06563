//! What comes from outside and is wrong: each gets one clear error, the promised exit
//! status, and loses nothing.

use sotto_tests::person::{Person, end, finish};
use std::fs::File;

/// Somebody with one reflection, and a check that it is still there.
fn somebody() -> Person {
    let person = Person::with_vault("four plain words here");
    person.does(["write", "--title", "Survives", "This must survive."]);
    person
}

#[track_caller]
fn nothing_is_lost(person: &Person) {
    let list = person.does(["list"]);
    assert!(list.lines.iter().any(|line| line["title"] == "Survives"), "{}", list.output);
    person.does(["verify"]);
}

#[test]
fn a_wrong_or_empty_passphrase() {
    let person = somebody();
    for (given, code) in [("four plain words there", "passphrase_wrong"), ("", "passphrase_empty")] {
        let mut list = person.bare(["--passphrase-file", "-", "list"]);
        let ended = end(&mut list, format!("{given}\n").as_bytes());
        assert_eq!((ended.status, ended.code.as_str()), (3, code), "{}", ended.error);
    }
    let empty = Person::new("");
    let ended = end(&mut empty.command(["init", "--no-recovery"]), b"");
    assert_eq!(ended.code, "passphrase_empty", "{}", ended.error);
    assert_ne!(ended.status, 0);
    assert!(!empty.vault.exists(), "no vault is made");
    nothing_is_lost(&person);
}

#[test]
fn a_vault_that_is_missing_or_none() {
    let nobody = Person::new("four plain words here");
    assert_eq!(nobody.is_refused(2, ["list"]).code, "vault_missing");
    assert!(!nobody.vault.exists(), "none is made in its place");
    for bytes in [
        &b""[..],
        b"just a text file\n",
        b"SQLite format 3\0 and then something else entirely",
        &[0xff; 70_000],
    ] {
        std::fs::write(&nobody.vault, bytes).unwrap();
        assert_eq!(nobody.is_refused(7, ["list"]).code, "not_a_vault", "{} bytes", bytes.len());
        assert_eq!(std::fs::read(&nobody.vault).unwrap(), bytes, "it is left as it was");
    }
    let person = somebody();
    let before = std::fs::read(&person.vault).unwrap();
    person.is_refused(2, ["init", "--no-recovery"]);
    assert_eq!(std::fs::read(&person.vault).unwrap(), before, "init does not touch what is there");
}

#[test]
fn a_damaged_vault() {
    let person = somebody();
    let whole = std::fs::read(&person.vault).unwrap();
    // Cut short.
    std::fs::write(&person.vault, &whole[..whole.len() / 2]).unwrap();
    let ended = end(&mut person.command(["list"]), b"");
    assert!([4, 7].contains(&ended.status), "{} {}", ended.status, ended.error);
    assert_ne!(ended.code, "passphrase_wrong");
    // One byte of every stored value, in every table.
    let mut altered = 0;
    for table in ["about", "slot", "record", "manifest"] {
        std::fs::write(&person.vault, &whole).unwrap();
        let columns = sqlite(
            &person,
            &format!("SELECT group_concat(name) FROM pragma_table_info('{table}') WHERE type = 'BLOB'"),
        );
        for column in columns.trim().split(',') {
            std::fs::write(&person.vault, &whole).unwrap();
            alter(&person, table, column);
            altered += 1;
            let ended = end(&mut person.command(["verify"]), b"");
            assert_eq!(ended.status, 4, "{table}.{column}: {}{}", ended.error, ended.output);
            assert_ne!(ended.code, "passphrase_wrong", "damage is not reported as a wrong passphrase");
        }
    }
    assert!(altered >= 8, "{altered}");
    std::fs::write(&person.vault, &whole).unwrap();
    nothing_is_lost(&person);
}

/// Changes one byte in the middle of one value, as a stranger with `sqlite3` would.
fn alter(person: &Person, table: &str, column: &str) {
    let middle = format!("(length({column}) / 2)");
    sqlite(
        person,
        &format!(
            "UPDATE {table} SET {column} = CAST(substr({column}, 1, {middle})
                 || CASE hex(substr({column}, {middle} + 1, 1)) WHEN '41' THEN x'42' ELSE x'41' END
                 || substr({column}, {middle} + 2) AS BLOB)
             WHERE id IN (SELECT id FROM {table} LIMIT 1)"
        ),
    );
}

fn sqlite(person: &Person, statement: &str) -> String {
    let output =
        std::process::Command::new("sqlite3").arg(&person.vault).arg(statement).output().expect("sqlite3");
    assert!(output.status.success(), "{statement}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_vault_of_a_newer_version() {
    let person = somebody();
    sqlite(&person, "UPDATE about SET format = 2; PRAGMA user_version = 2;");
    let before = std::fs::read(&person.vault).unwrap();
    assert_eq!(person.is_refused(8, ["list"]).code, "vault_newer");
    assert_eq!(person.is_refused(8, ["write", "More"]).code, "vault_newer");
    assert_eq!(std::fs::read(&person.vault).unwrap(), before, "untouched");
}

#[test]
fn a_slot_that_asks_for_too_much_work() {
    let person = somebody();
    // The stanza of a slot names its work factor in plain text: "-> scrypt SALT 18".
    let factor = format!(" {}\n", sotto_core::vault::WORK_FACTOR);
    let factor: String = factor.bytes().map(|byte| format!("{byte:02X}")).collect();
    let stored = sqlite(&person, "SELECT hex(sealed) FROM slot WHERE kind = 'passphrase'");
    let hostile = stored.trim().replace(&factor, "2033300A");
    assert_ne!(hostile, stored.trim(), "the work factor is where it is expected");
    sqlite(
        &person,
        &format!("UPDATE slot SET sealed = x'{hostile}' WHERE hex(sealed) = '{}'", stored.trim()),
    );
    let mut list = person.bare(["--passphrase-file", "passphrase.txt", "list"]);
    let ended = end(&mut list, b"");
    assert!([4, 7].contains(&ended.status), "{} {}", ended.status, ended.error);
}

#[test]
fn shares_cut_short_altered_or_made_to_hang() {
    let okafor = Person::with_vault("harbour button evening clock");
    let ines = somebody();
    std::fs::write(ines.path("o.card"), okafor.does(["contact", "mine", "--name", "Dr Okafor"]).text("card"))
        .unwrap();
    ines.does(["contact", "mine", "--name", "Ines"]);
    ines.does(["contact", "add", "o.card"]);
    ines.does(["bring", "add", "--title", "One thing", "--text", "Words"]);
    ines.does(["share", "seal", "--to", "Dr Okafor", "--bring", "--out", "s.age"]);
    let whole = std::fs::read(ines.path("s.age")).unwrap();
    let mut flipped = whole.clone();
    let middle = flipped.len() * 3 / 4;
    flipped[middle] ^= 1;
    let mut long_header = b"age-encryption.org/v1\n-> X25519 ".to_vec();
    long_header.resize(127 * 1024, b'A');
    let scrypt = b"age-encryption.org/v1\n-> scrypt bm90IGEgcmVhbCBzYWx0ISE 30\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";
    let cases: [(&str, Vec<u8>); 7] = [
        ("empty", Vec::new()),
        ("no share at all", b"hello".to_vec()),
        ("cut short", whole[..whole.len() - 40].to_vec()),
        ("cut in its header", whole[..60].to_vec()),
        ("one bit altered", flipped),
        ("a header of 127 KB", long_header),
        ("a passphrase stanza of 2^30", scrypt.to_vec()),
    ];
    for (what, bytes) in cases {
        std::fs::write(okafor.path("bad.age"), bytes).unwrap();
        let ended = okafor.is_refused(7, ["received", "open", "bad.age"]);
        assert!(ended.code.starts_with("share_"), "{what}: {}", ended.code);
    }
    assert!(okafor.does(["received", "list"]).lines.is_empty(), "nothing of any of them is stored");
    okafor.does(["received", "open", ines.path("s.age").to_str().unwrap()]);
    nothing_is_lost(&ines);
}

#[test]
fn cards_that_are_none() {
    let person = somebody();
    for bytes in [&b""[..], b"hello", &[0xff, 0xfe, 0x00], &[b'A'; 200_000]] {
        std::fs::write(person.path("bad.card"), bytes).unwrap();
        assert_eq!(person.is_refused(7, ["contact", "add", "bad.card"]).code, "card_unreadable");
    }
    nothing_is_lost(&person);
}

#[test]
fn text_that_is_too_long_or_no_text() {
    let person = somebody();
    let long = "t".repeat(100_000);
    assert_eq!(person.is_refused(7, ["write", "--title", &long, "Body"]).code, "title_too_long");
    let paste = vec![b'p'; 50 << 20];
    let ended = person.given(&paste, ["write", "-"]);
    assert_eq!((ended.status, ended.code.as_str()), (7, "text_too_long"), "{}", ended.error);
    let ended = person.given(b"half a \xf0\x28 character", ["write", "-"]);
    assert_eq!(ended.status, 7, "{}", ended.error);
    assert!(!ended.error.contains("panicked") && !ended.code.is_empty());
    nothing_is_lost(&person);
    assert_eq!(person.does(["list"]).lines.len(), 1, "nothing of it is stored");
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_no_text() {
    use std::os::unix::ffi::OsStrExt;
    let person = somebody();
    let mut write = person.command(["write"]);
    let ended = end(write.arg(std::ffi::OsStr::from_bytes(b"half a \xf0\x28 character")), b"");
    assert!([2, 7].contains(&ended.status), "{} {}", ended.status, ended.error);
    assert!(!ended.error.contains("panicked"), "{}", ended.error);
    nothing_is_lost(&person);
}

#[test]
fn dates_out_of_this_world() {
    let person = somebody();
    for date in ["0000-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "yesterday", "-5"] {
        let ended = end(&mut person.command(["write", "--date", date, "Text"]), b"");
        assert!([2, 7].contains(&ended.status), "{date}: {} {}", ended.status, ended.error);
        assert!(!ended.error.contains("panicked") && !ended.code.is_empty(), "{date}: {}", ended.error);
    }
    for date in ["0000-01-01", "9999-12-31"] {
        assert_eq!(
            person.is_refused(7, ["write", "--date", date, "Text"]).code,
            "date_out_of_range",
            "{date}"
        );
    }
    assert_eq!(person.does(["list"]).lines.len(), 1);
    nothing_is_lost(&person);
}

#[test]
fn wrong_usage() {
    let person = somebody();
    for arguments in [
        &["no-such-command"][..],
        &["write", "--no-such-option"],
        &["show", "no-such-id"],
        &["contact", "words", "Nobody"],
    ] {
        assert_eq!(end(&mut person.command(arguments), b"").status, 2, "{arguments:?}");
    }
    let mut both = person.bare(["--passphrase-file", "-", "write", "-"]);
    assert_eq!(end(&mut both, b"x\n").status, 2);
    nothing_is_lost(&person);
}

#[test]
fn two_at_once_on_one_vault() {
    let person = somebody();
    // What a running app holds is this lock; the first process here is the test itself.
    let mut name = person.vault.clone().into_os_string();
    name.push("-lock");
    let held = File::options().create(true).truncate(false).write(true).open(name).unwrap();
    held.lock().unwrap();
    assert_eq!(person.is_refused(6, ["write", "Second"]).code, "vault_in_use");
    let note = end(&mut person.bare(["capture", "A note does not wait"]), b"");
    assert_eq!(note.status, 0, "{}", note.error);
    drop(held);
    // Several at once wait for each other, and none is lost.
    let writers = ["one", "two", "three"].map(|text| person.command(["write", text]).spawn().unwrap());
    for writer in writers {
        let ended = finish(writer, b"");
        assert_eq!(ended.status, 0, "{}", ended.error);
    }
    assert_eq!(person.does(["list"]).lines.len(), 4);
    nothing_is_lost(&person);
}
