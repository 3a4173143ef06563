//! What can be done to a vault's file without a key, each with the finding that must name it.

use rusqlite::types::Value;
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use crate::common::victim::{DELETED, RECORDS, Victim, hex};

/// Everything.
pub fn all(victim: &Victim) -> impl Iterator<Item = Tampering> {
    [columns(victim), rows(victim), schema(), with_checksums(), behind_the_index()].into_iter().flatten()
}

/// What is done to the file.
pub enum How {
    Sql(String),
    Code(fn(&Connection)),
    /// One column of one row: table, column, which row, what becomes of the value.
    Column(&'static str, &'static str, String, fn(&mut Vec<u8>)),
}

pub struct Tampering {
    pub name: String,
    pub how: How,
    /// At least one finding holds one of these.
    pub located: Vec<String>,
}

impl How {
    pub fn to(&self, victim: &Victim) {
        let open = || Connection::open(&victim.case.path).unwrap();
        let beside = victim.case.path.parent().unwrap();
        match self {
            How::Sql(sql) if sql.starts_with("-- behind") => {
                let db = open();
                let (root, text): (i64, String) = db
                    .query_row("SELECT rootpage, sql FROM sqlite_schema WHERE name = 'record_tag'", [], |r| {
                        Ok((r.get(0)?, r.get(1)?))
                    })
                    .unwrap();
                let forget =
                    "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'record_tag'";
                db.execute_batch(forget).unwrap();
                drop(db);
                open().execute_batch(sql).unwrap();
                let db = open();
                db.execute_batch("PRAGMA writable_schema = ON").unwrap();
                db.execute(
                    "INSERT INTO sqlite_schema VALUES ('index', 'record_tag', 'record', ?1, ?2)",
                    params![root, text],
                )
                .unwrap();
            }
            How::Sql(sql) => {
                let sql = ["older", "fork", "stranger"].iter().fold(sql.clone(), |sql, name| {
                    sql.replace(
                        &format!("ATTACH '{name}'"),
                        &format!("ATTACH '{}'", beside.join(name).display()),
                    )
                });
                open().execute_batch(&sql).unwrap();
            }
            How::Code(code) => code(&open()),
            How::Column(table, column, filter, change) => {
                let db = open();
                let was: Value = db
                    .query_row(&format!("SELECT {column} FROM {table} WHERE {filter}"), [], |r| r.get(0))
                    .unwrap();
                let becomes = match was {
                    Value::Blob(mut bytes) => {
                        change(&mut bytes);
                        Value::Blob(bytes)
                    }
                    Value::Text(text) => {
                        let mut bytes = text.into_bytes();
                        change(&mut bytes);
                        Value::Text(String::from_utf8(bytes).unwrap())
                    }
                    _ => panic!("{table}.{column} is a number"),
                };
                let changed = db
                    .execute(&format!("UPDATE {table} SET {column} = ?1 WHERE {filter}"), [becomes])
                    .unwrap();
                assert_eq!(changed, 1);
            }
        }
    }
}

type Change = (&'static str, fn(&mut Vec<u8>));
const CHANGES: [Change; 7] = [
    ("the first bit flipped", |v| v[0] ^= 1),
    ("a bit in the middle flipped", |v| {
        let at = v.len() / 2;
        v[at] ^= 1;
    }),
    ("the last bit flipped", |v| *v.last_mut().unwrap() ^= 1),
    ("cut in half", |v| v.truncate(v.len() / 2)),
    ("cut by a byte", |v| {
        v.pop();
    }),
    ("emptied", Vec::clear),
    ("made longer", |v| v.push(b'0')),
];

/// Every clear and sealed column of every table, in every way a value can change.
fn columns(victim: &Victim) -> Vec<Tampering> {
    let (record, draft, chunk) = (hex(RECORDS[1]), &victim.drafts[0], &victim.chunks[0]);
    let row = |id: &str| format!("id = x'{id}'");
    let kind = |kind: &str| format!("kind = '{kind}'");
    let rows = [
        ("record", &["id", "tag", "sealed"][..], row(&record), vec![format!("record {record}")]),
        ("draft", &["id", "tag", "sealed"], row(draft), vec![format!("draft {draft}")]),
        ("attachment", &["id", "tag", "sealed"], row(chunk), vec![format!("attachment {chunk}")]),
        ("slot", &["id", "kind", "sealed", "checksum"], kind("passphrase"), vec!["slot ".into()]),
        ("slot", &["id", "kind", "sealed", "checksum"], kind("recovery"), vec!["slot ".into()]),
        ("slot", &["id", "kind", "sealed", "checksum"], kind("device"), vec!["slot ".into()]),
        ("about", &["vault", "capture", "checksum"], "1".into(), vec!["about".into()]),
        ("manifest", &["tag", "sealed"], "1".into(), vec!["manifest".into()]),
    ];
    let mut all = Vec::new();
    for (table, columns, filter, located) in rows {
        for column in columns {
            for (what, change) in CHANGES {
                let mut located = located.clone();
                if *column == "id" {
                    // It is another row now: found by the manifest, or because it is no id at all.
                    located.extend(["manifest", "a row's id"].map(str::to_owned));
                }
                let name = format!("{table}.{column} of {filter}: {what}");
                all.push(Tampering {
                    name,
                    how: How::Column(table, column, filter.clone(), change),
                    located,
                });
            }
        }
    }
    all
}

/// Whole rows swapped, repeated, taken away, brought back and brought from elsewhere.
fn rows(victim: &Victim) -> Vec<Tampering> {
    let mut all = Vec::new();
    let mut add = |name: &str, sql: String, located: &[&str]| {
        let located = located.iter().map(|l| (*l).to_owned()).collect();
        all.push(Tampering { name: name.to_owned(), how: How::Sql(sql), located });
    };
    let [draft, draft_b] = victim.drafts.clone();
    let [chunk, chunk_b] = victim.chunks.clone();
    for (table, a, b) in [
        ("record", hex(RECORDS[0]), hex(RECORDS[1])),
        ("draft", draft, draft_b),
        ("attachment", chunk, chunk_b),
    ] {
        let (here, there) = (format!("{table} {a}"), format!("{table} {b}"));
        for columns in ["sealed", "tag", "tag, sealed"] {
            add(
                &format!("{table}: {columns} of two rows swapped"),
                format!(
                    "CREATE TEMP TABLE was AS SELECT * FROM {table};
                     UPDATE {table} SET ({columns}) = (SELECT {columns} FROM was WHERE id = x'{b}') WHERE id = x'{a}';
                     UPDATE {table} SET ({columns}) = (SELECT {columns} FROM was WHERE id = x'{a}') WHERE id = x'{b}'"
                ),
                &[&here, &there],
            );
        }
        add(
            &format!("{table}: one row replaced by another"),
            format!(
                "UPDATE {table} SET (tag, sealed) = (SELECT tag, sealed FROM {table} WHERE id = x'{b}') WHERE id = x'{a}'"
            ),
            &[&here],
        );
        add(
            &format!("{table}: a row repeated under a new id"),
            format!(
                "INSERT INTO {table} SELECT x'{0}', tag, sealed FROM {table} WHERE id = x'{a}'",
                "77".repeat(16)
            ),
            &[&format!("{table} {}", "77".repeat(16))],
        );
        add(
            &format!("{table}: a row taken away"),
            format!("DELETE FROM {table} WHERE id = x'{a}'"),
            &["manifest"],
        );
        add(&format!("{table}: every row taken away"), format!("DELETE FROM {table}"), &["manifest"]);
        for (from, other) in
            [("older", "an older copy"), ("fork", "a copy that went on"), ("stranger", "another vault")]
        {
            let name = if table == "record" && from == "older" { hex(DELETED) } else { a.clone() };
            let own = table == "record" && from == "fork";
            let name = if own { hex(0x28) } else { name };
            // The older copy has no attachment, and the others have one of their own.
            let elsewhere = table == "attachment" || (table == "draft" && from == "stranger");
            let which =
                if elsewhere { format!("(SELECT min(id) FROM other.{table})") } else { format!("x'{name}'") };
            if (table, from) != ("attachment", "older") {
                add(
                    &format!("{table}: a row from {other}"),
                    format!(
                        "ATTACH '{from}' AS other;
                         INSERT OR REPLACE INTO {table} SELECT * FROM other.{table} WHERE id = {which}"
                    ),
                    &["manifest", &format!("{table} {name}")],
                );
            }
            add(
                &format!("{table}: all rows from {other}"),
                format!(
                    "ATTACH '{from}' AS other; DELETE FROM {table}; INSERT INTO {table} SELECT * FROM other.{table}"
                ),
                &["manifest"],
            );
        }
    }
    let (record, draft) = (hex(RECORDS[0]), &victim.drafts[0]);
    add(
        "a record put among the drafts",
        "INSERT INTO draft SELECT * FROM record LIMIT 1".into(),
        &["draft "],
    );
    add(
        "a draft put among the records",
        "INSERT INTO record SELECT * FROM draft LIMIT 1".into(),
        &["record "],
    );
    add(
        "a record put among the attachments",
        "INSERT INTO attachment SELECT * FROM record LIMIT 1".into(),
        &["attachment "],
    );
    add(
        "a chunk of an attachment put among the records",
        "INSERT INTO record SELECT * FROM attachment LIMIT 1".into(),
        &["record "],
    );
    add(
        "a record moved to the drafts",
        format!(
            "INSERT INTO draft SELECT * FROM record WHERE id = x'{record}'; DELETE FROM record WHERE id = x'{record}'"
        ),
        &[&format!("draft {record}")],
    );
    add(
        "a draft moved to the records",
        format!(
            "INSERT INTO record SELECT * FROM draft WHERE id = x'{draft}'; DELETE FROM draft WHERE id = x'{draft}'"
        ),
        &[&format!("record {draft}")],
    );
    for (from, other) in
        [("older", "an older copy"), ("fork", "a copy that went on"), ("stranger", "another vault")]
    {
        let attach = format!("ATTACH '{from}' AS other;");
        add(
            &format!("the manifest of {other}"),
            attach.clone() + "DELETE FROM manifest; INSERT INTO manifest SELECT * FROM other.manifest",
            &["manifest"],
        );
    }
    let attach = "ATTACH 'stranger' AS other;".to_owned();
    add(
        "what another vault says about itself",
        attach.clone() + "DELETE FROM about; INSERT INTO about SELECT * FROM other.about",
        &["slot", "about", "capture"],
    );
    add(
        "the slots of another vault, with the same sheet",
        attach.clone() + "DELETE FROM slot; INSERT INTO slot SELECT * FROM other.slot",
        &["slot"],
    );
    add(
        "a slot of another vault beside ours",
        attach + "INSERT INTO slot SELECT * FROM other.slot",
        &["slot", "manifest"],
    );
    for kind in ["passphrase", "device"] {
        let sql = format!("DELETE FROM slot WHERE kind = '{kind}'");
        add(&format!("the slot of a {kind} taken away"), sql, &["manifest"]);
    }
    add("nothing about the vault", "DELETE FROM about".into(), &["about"]);
    add("no manifest", "DELETE FROM manifest".into(), &["manifest"]);
    let unchecked = "PRAGMA ignore_check_constraints = ON;";
    for table in ["about", "manifest"] {
        add(
            &format!("{table}.id edited"),
            format!("{unchecked} UPDATE {table} SET id = 2"),
            &["file:", table],
        );
        add(
            &format!("{table} twice"),
            format!(
                "{unchecked} CREATE TEMP TABLE was AS SELECT * FROM {table}; UPDATE was SET id = 2; INSERT INTO {table} SELECT * FROM was"
            ),
            &["file:", table],
        );
    }
    add("about.format edited", "UPDATE about SET format = 2".into(), &["about"]);
    all
}

/// The file's own head and its tables.
fn schema() -> Vec<Tampering> {
    let mut all = Vec::new();
    let mut add = |name: &str, sql: &str, located: &[&str]| {
        let located = located.iter().map(|l| (*l).to_owned()).collect();
        all.push(Tampering { name: name.to_owned(), how: How::Sql(sql.to_owned()), located });
    };
    add("an older format", "PRAGMA user_version = 0", &["format"]);
    add("a newer format", "PRAGMA user_version = 2", &["newer"]);
    add("another program's file", "PRAGMA application_id = 1", &["not a vault", "file"]);
    add("a trigger", "CREATE TRIGGER t AFTER INSERT ON record BEGIN DELETE FROM record; END", &["tables"]);
    add("a view", "CREATE VIEW v AS SELECT * FROM record", &["tables"]);
    add("another table", "CREATE TABLE more (x)", &["tables"]);
    add("another index", "CREATE INDEX more ON draft (tag)", &["tables"]);
    add("an index taken away", "DROP INDEX record_tag", &["tables"]);
    add("a table taken away", "DROP TABLE captured", &["tables"]);
    let edit = "PRAGMA writable_schema = ON;";
    add(
        "a table without its rules",
        &format!("{edit} UPDATE sqlite_schema SET sql = replace(sql, ' STRICT,', '') WHERE name = 'record'"),
        &["tables", "file"],
    );
    for column in ["name", "tbl_name"] {
        add(
            &format!("a table listed under another {column}"),
            &format!("{edit} UPDATE sqlite_schema SET {column} = 'Draft' WHERE name = 'draft'"),
            &["tables"],
        );
    }
    add(
        "records and drafts exchanged by their pages",
        &format!(
            "{edit} CREATE TEMP TABLE was AS SELECT name, rootpage FROM sqlite_schema;
             UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM was WHERE was.name = 'draft') WHERE name = 'record';
             UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM was WHERE was.name = 'record') WHERE name = 'draft'"
        ),
        &["file", "manifest"],
    );
    all
}

/// With checksums that fit, as someone who means it would write: nothing secret goes into them.
fn with_checksums() -> Vec<Tampering> {
    fn checksum(parts: &[&[u8]]) -> Vec<u8> {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.finalize().to_vec()
    }
    fn about(db: &Connection) {
        let (vault, capture): (Vec<u8>, String) =
            db.query_row("SELECT vault, capture FROM about", [], |r| Ok((r.get(0)?, r.get(1)?))).unwrap();
        let sum = checksum(&[b"sotto/about/v1", &1i64.to_be_bytes(), &vault, capture.as_bytes()]);
        db.execute("UPDATE about SET checksum = ?1", [sum]).unwrap();
    }
    fn slots(db: &Connection) {
        let mut all = db.prepare("SELECT id, kind, sealed FROM slot").unwrap();
        let rows = all.query_map([], |r| {
            Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, String>(1)?, r.get::<_, Vec<u8>>(2)?))
        });
        for (id, kind, sealed) in rows.unwrap().map(Result::unwrap) {
            let sum = checksum(&[b"sotto/slot/v1", &id, kind.as_bytes(), &sealed]);
            db.execute("UPDATE slot SET checksum = ?1 WHERE id = ?2", params![sum, id]).unwrap();
        }
    }
    type Case<'a> = (&'a str, fn(&Connection), &'a [&'a str]);
    let cases: [Case<'_>; 8] = [
        (
            "the capture recipient exchanged",
            |db| {
                let other = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
                db.execute("UPDATE about SET capture = ?1", [other]).unwrap();
                about(db);
            },
            &["capture recipient"],
        ),
        (
            "another vault id",
            |db| {
                db.execute("UPDATE about SET vault = x'00112233445566778899aabbccddeeff'", []).unwrap();
                about(db);
            },
            &["slot", "about"],
        ),
        (
            "a slot's sealed bytes exchanged",
            |db| {
                db.execute("UPDATE slot SET sealed = (SELECT sealed FROM slot WHERE kind = 'recovery')", [])
                    .unwrap();
                slots(db);
            },
            &["manifest"],
        ),
        (
            "a passphrase taken for a sheet",
            |db| {
                db.execute("UPDATE slot SET kind = 'recovery'", []).unwrap();
                slots(db);
            },
            &["manifest"],
        ),
        (
            "a passphrase taken for a key that a computer keeps",
            |db| {
                db.execute("UPDATE slot SET kind = 'device' WHERE kind = 'passphrase'", []).unwrap();
                slots(db);
            },
            &["manifest"],
        ),
        (
            "a slot under another id",
            |db| {
                db.execute("UPDATE slot SET id = randomblob(16) WHERE kind = 'passphrase'", []).unwrap();
                slots(db);
            },
            &["manifest"],
        ),
        (
            "a slot repeated",
            |db| {
                db.execute("INSERT INTO slot SELECT randomblob(16), kind, sealed, checksum FROM slot", [])
                    .unwrap();
                slots(db);
            },
            &["manifest"],
        ),
        (
            "the passphrase slot emptied",
            |db| {
                db.execute("UPDATE slot SET sealed = x'' WHERE kind = 'passphrase'", []).unwrap();
                slots(db);
            },
            &["manifest"],
        ),
    ];
    let owned = |located: &[&str]| located.iter().map(|l| (*l).to_owned()).collect();
    cases
        .into_iter()
        .map(|(name, code, located)| Tampering {
            name: name.into(),
            how: How::Code(code),
            located: owned(located),
        })
        .collect()
}

/// Rows changed where the index on (id, tag), which the quick check reads, does not see it.
fn behind_the_index() -> Vec<Tampering> {
    let (a, b) = (hex(RECORDS[0]), hex(RECORDS[1]));
    [
        ("a record taken away", format!("DELETE FROM record WHERE id = x'{a}'"), format!("record {a}")),
        (
            "a record replaced",
            format!("UPDATE record SET (tag, sealed) = (SELECT tag, sealed FROM record WHERE id = x'{b}') WHERE id = x'{a}'"),
            format!("record {a}"),
        ),
        ("a record added", "INSERT INTO record SELECT randomblob(16), tag, sealed FROM record LIMIT 1".into(), "file:".into()),
        ("a record renamed", format!("UPDATE record SET id = randomblob(16) WHERE id = x'{a}'"), format!("record {a}")),
    ]
    .map(|(name, sql, located)| Tampering {
        name: format!("behind the index: {name}"),
        how: How::Sql(format!("-- behind the index\n{sql}")),
        located: vec![located],
    })
    .into()
}
