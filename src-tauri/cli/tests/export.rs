//! `export` from outside, as `CLI.md` promises it, and back in again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod person;

use std::process::Command;

use person::{Person, have};
use serde_json::{Value, json};

/// Somebody's recipient; nobody has its key.
const STRANGER: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

const NOW: [&str; 2] = ["--now", "2026-11-25T12:00:00+00:00"];

/// Someone whose words would break a careless page.
fn writer() -> Person {
    let ann = Person::new();
    let first = ["write", "--date", "2026-11-01", "--title", "<script>alert(1)</script>", "--mood", "4"];
    ann.does(
        &[&first[..], &["--feeling", "calm", "--tag", "family", "It's \"fine\" & </div>\n\n- a list"]]
            .concat(),
    );
    ann.does(&["write", "--date", "2026-11-20T20:14:00+01:00", "a silence I know"]);
    ann.does(&["person", "add", "Maya", "--alias", "someone", "--also", "Mayah"]);
    ann.does(&["group", "add", "Circle", "--weekday", "thu", "--time", "18:30", "--zone", "Europe/London"]);
    ann.does(&["bring", "add", "--title", "Five minutes", "--text", "the call", "--minutes", "7"]);
    ann.does(&["capture", "on the bus"]);
    ann
}

fn export(ann: &Person, format: &str, more: &[&str]) -> Value {
    let lines = ann.does(&[&NOW, &["export", "--format", format][..], more].concat());
    have(&lines, &["written", "reflections", "sealed"]);
    lines[0].clone()
}

/// The stock tool, where there is one.
fn age(ann: &Person, identity: &str, file: &str) -> Option<Vec<u8>> {
    let run = Command::new("age").args(["-d", "-i"]).args([ann.path(identity), ann.path(file)]).output();
    let Ok(run) = run else {
        println!("left out: there is no age here");
        return None;
    };
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    Some(run.stdout)
}

#[test]
fn json_holds_everything_and_comes_back_in_once() {
    let ann = writer();
    let written = export(&ann, "json", &["--plain", "--out", "all.json"]);
    assert_eq!(
        written,
        json!({ "written": "all.json", "reflections": 2, "media": 0, "media_left_out": 0, "sealed": false, "to": [] })
    );
    let all: Value = serde_json::from_slice(&std::fs::read(ann.path("all.json")).unwrap()).unwrap();
    assert_eq!((&all["format"], &all["version"]), (&json!("sotto-export"), &json!(1)));
    let first = &all["reflections"][0];
    let shown = ann.does(&["show", first["id"].as_str().unwrap()]);
    for field in ["id", "date", "title", "text", "mood", "feelings", "tags", "revision"] {
        assert_eq!(first[field], shown[0][field], "{field}");
    }
    assert_eq!(first["text"], "It's \"fine\" & </div>\n\n- a list");
    assert_eq!(all["notes"][0]["text"], "on the bus");
    assert_eq!(all["people"][0]["also"], json!(["Mayah"]));
    assert_eq!(all["groups"][0]["zone"], "Europe/London");
    assert_eq!(all["bring"][0]["minutes"], 7);

    assert_eq!(ann.does(&["import", "auto", "all.json"])[0], json!({ "added": 0, "known": 2, "lost": [] }));
    let other = Person::new();
    std::fs::copy(ann.path("all.json"), other.path("all.json")).unwrap();
    let run = other.runs(&["import", "json", "all.json"]);
    assert_eq!(
        (run.status, &run.lines[0]),
        (0, &json!({ "added": 2, "known": 0, "lost": [] })),
        "{}",
        run.error
    );
    assert!(run.error.contains("import_reflections_only"), "{}", run.error);
    assert_eq!(other.does(&["import", "auto", "all.json"])[0]["known"], 2);
    assert_eq!(other.does(&["list"]), ann.does(&["list"]));
    assert_eq!(other.fails(7, &["import", "json", "sheet.txt"]), "format_unknown");
    let newer =
        std::fs::read_to_string(ann.path("all.json")).unwrap().replacen("\"version\":1", "\"version\":2", 1);
    std::fs::write(other.path("newer.json"), newer).unwrap();
    assert_eq!(other.fails(8, &["import", "auto", "newer.json"]), "export_newer");
}

#[test]
fn without_a_name_it_is_sealed_to_this_journal_and_its_sheet_alone() {
    let ann = writer();
    let written = export(&ann, "json", &["--out", "all.age"]);
    assert_eq!(written["sealed"], true);
    let sealed = std::fs::read(ann.path("all.age")).unwrap();
    assert!(sealed.starts_with(b"age-encryption.org/v1\n-> X25519"));
    assert!(!sealed.windows(7).any(|w| w == b"silence"));
    export(&ann, "json", &["--plain", "--out", "all.json"]);
    let line = std::fs::read_to_string(ann.path("sheet.txt")).unwrap();
    let line = line.lines().find(|l| l.starts_with("AGE-SECRET-KEY-1")).unwrap().to_owned();
    std::fs::write(ann.path("line.txt"), line).unwrap();
    if let Some(plain) = age(&ann, "line.txt", "all.age") {
        assert_eq!(plain, std::fs::read(ann.path("all.json")).unwrap());
    }
    // This journal opens it with its own key; another one does not.
    assert_eq!(ann.does(&["import", "auto", "all.age"])[0]["known"], 2);
    let gone = ann.does(&["list"])[0]["id"].as_str().unwrap().to_owned();
    ann.does(&["delete", &gone]);
    assert_eq!(
        ann.does(&["import", "auto", "all.age"])[0]["known"],
        2,
        "what was removed does not come back"
    );
    let other = Person::without_vault();
    std::fs::write(other.path("p.txt"), "another one\n").unwrap();
    other.bare(&["init", "--no-recovery", "--passphrase-file", "p.txt"], b"");
    std::fs::copy(ann.path("all.age"), other.path("all.age")).unwrap();
    let refused = other.bare(&["--passphrase-file", "p.txt", "import", "auto", "all.age"], b"");
    assert_eq!((refused.status, refused.code.as_str()), (7, "share_not_for_you"));
    let mut cut = sealed.clone();
    cut.truncate(sealed.len() - 10);
    std::fs::write(ann.path("cut.age"), cut).unwrap();
    assert_eq!(ann.fails(7, &["import", "auto", "cut.age"]), "share_damaged");
    // Without a sheet there is only the journal itself to seal to.
    let own =
        other.bare(&["--passphrase-file", "p.txt", "export", "--format", "html", "--out", "o.age"], b"");
    assert_eq!((own.status, &own.lines[0]["reflections"]), (0, &json!(0)));
    let head = std::fs::read(other.path("o.age")).unwrap();
    assert_eq!(String::from_utf8_lossy(&head).matches("-> X25519 ").count(), 1);
}

#[test]
fn it_can_be_sealed_to_a_contact_by_name_or_to_any_recipient() {
    let ann = writer();
    let ben = Person::without_vault();
    std::fs::write(ben.path("p.txt"), "another one\n").unwrap();
    ben.bare(&["init", "--no-recovery", "--passphrase-file", "p.txt"], b"");
    let card = ben.bare(&["--passphrase-file", "p.txt", "contact", "mine", "--name", "Ben"], b"");
    std::fs::write(ann.path("ben.txt"), card.lines[0]["card"].as_str().unwrap()).unwrap();
    ann.does(&["contact", "add", "ben.txt"]);
    let run = ann.runs(&["export", "--format", "json", "--out", "ben.age", "--to", "ben"]);
    assert_eq!((run.status, &run.lines[0]["to"]), (0, &json!(["Ben"])));
    assert!(run.error.contains("contact_not_confirmed"), "{}", run.error);
    assert_eq!(ann.fails(7, &["import", "auto", "ben.age"]), "share_not_for_you", "for Ben alone");
    std::fs::copy(ann.path("ben.age"), ben.path("ben.age")).unwrap();
    let taken = ben.bare(&["--passphrase-file", "p.txt", "import", "auto", "ben.age"], b"");
    assert_eq!(taken.lines[0]["added"], 2, "{}", taken.error);
    // What leaves for somebody is on the record, with the hash of what they can read.
    let left = ann.does(&["share", "record"]);
    assert_eq!(
        (left.len(), &left[0]["to"], &left[0]["items"][0]["kind"]),
        (1, &json!(["Ben"]), &json!("export"))
    );
    ann.does(&["contact", "confirm", "Ben"]);
    assert_eq!(ann.does(&["export", "--format", "html", "--out", "b.age", "--to", "Ben"]).len(), 1);

    let Ok(made) = Command::new("age-keygen").output() else { return };
    let made = String::from_utf8(made.stdout).unwrap();
    let recipient = made.split_whitespace().find(|word| word.starts_with("age1")).unwrap();
    std::fs::write(ann.path("key.txt"), &made).unwrap();
    let run =
        ann.runs(&["export", "--format", "markdown", "--out", "k.age", "--to", recipient, "--to", "Ben"]);
    assert_eq!(run.status, 0, "{}", run.error);
    let left = ann.does(&["share", "record"]);
    assert_eq!((left.len(), &left[0]["to"]), (3, &json!([recipient, "Ben"])));
    assert_eq!(ann.fails(2, &["share", "page", left[0]["id"].as_str().unwrap(), "--out", "p"]), "not_found");
    let Some(plain) = age(&ann, "key.txt", "k.age") else { return };
    assert!(plain.starts_with(b"# Journal\n"));
    std::fs::write(ann.path("plain"), plain).unwrap();
    let hash = Command::new("sha256sum").arg(ann.path("plain")).output().unwrap().stdout;
    assert_eq!(
        String::from_utf8_lossy(&hash).split(' ').next(),
        left[0]["sha256"].as_str(),
        "of what they read"
    );
}

#[test]
fn documents_are_whole_and_nothing_in_them_is_obeyed() {
    let ann = writer();
    export(&ann, "markdown", &["--plain", "--out", "all.md"]);
    let text = std::fs::read_to_string(ann.path("all.md")).unwrap();
    for part in [
        "# Journal\n\nExported from Sotto on 2026-11-25\n",
        "\n## 2026-11-20 20:14\n\n2026-11-20 20:14\n\na silence I know\n",
        "2026-11-01 00:00 · Mood: 4/5 · Feelings: calm · Tags: family\n\nIt's \"fine\" & </div>\n\n- a list\n",
        "## Left while locked, not verified",
        "on the bus",
        "- Five minutes · listen · 7 minutes\n\nthe call\n",
        "- Circle: thu 18:30 (Europe/London) ×1",
        "- Maya (Mayah) → someone",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(text.find("a list") < text.find("a silence"), "oldest first");
    export(&ann, "html", &["--plain", "--out", "all.html"]);
    let page = std::fs::read_to_string(ann.path("all.html")).unwrap();
    assert!(page.contains("default-src 'none'") && page.contains("a silence I know"));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !page.contains("<script"));
    assert!(page.contains("It&#39;s &quot;fine&quot; &amp; &lt;/div&gt;"));
    assert!(!page.contains("http") || page.matches("http").count() == page.matches("http-equiv").count());
    assert_eq!(page.matches("<div").count(), page.matches("</div>").count());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(ann.path("all.md")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

fn all<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["export", "--format", "json"], more].concat()
}

#[test]
fn what_cannot_be_exported_is_told_and_leaves_nothing() {
    let ann = writer();
    std::fs::write(ann.path("there"), "mine").unwrap();
    assert_eq!(ann.fails(2, &all(&["--out", "there"])), "exists");
    assert_eq!(ann.fails(2, &all(&["--out", "there", "--plain"])), "exists");
    assert_eq!(std::fs::read(ann.path("there")).unwrap(), b"mine");
    assert_eq!(ann.fails(2, &all(&["--out", "x", "--to", "nobody"])), "not_found");
    assert_eq!(ann.fails(2, &all(&["--out", "x", "--plain", "--to", "Ben"])), "usage");
    assert_eq!(ann.fails(2, &all(&["--out", "-", "--plain"])), "out_not_stdout");
    assert_eq!(ann.fails(2, &["export", "--out", "x"]), "usage");
    assert_eq!(ann.fails(2, &["export", "--format", "pdf", "--out", "x"]), "usage");
    assert_eq!(ann.fails(5, &all(&["--out", "no/folder/x"])), "file_not_written");
    ann.fails(5, &all(&["--out", "no/folder/x", "--to", STRANGER]));
    assert_eq!(ann.does(&["share", "record"]).len(), 0, "what did not leave is on no record");
    let left =
        std::fs::read_dir(ann.path(".")).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    assert!(left.into_iter().all(|name| name != "x" && !name.contains(".part")));
}
