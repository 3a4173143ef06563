//! Vaults that somebody changed with `sqlite3` to do harm.

use crate::measured::Report;
use crate::{Original, beside, somebody, sqlite};

#[test]
fn hostile_vaults_cost_little_and_are_left_as_they_are() {
    let person = somebody();
    person.does(["rebuild"]);
    let original = Original::of(&person);
    let restore = || original.put_back(&person);
    let sqlite = |statement: &str| sqlite(&person, statement);
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
