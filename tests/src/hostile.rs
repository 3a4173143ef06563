//! Files made to do harm. The name of each says what it tries. Small ones are in the folder
//! `tests/hostile`; large ones are made here, one at a time.

use std::path::{Path, PathBuf};

use sotto_core::vault::{Recipient, seal};

/// The command that gets a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// `received open`
    Share,
    /// `contact add`
    Card,
    /// `import auto` and `import jsonl`
    Import,
    /// `--recovery-file`
    Sheet,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Share, Self::Card, Self::Import, Self::Sheet];

    /// The folder of those that are files.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Card => "card",
            Self::Import => "import",
            Self::Sheet => "sheet",
        }
    }
}

/// A file and its name.
pub struct Hostile {
    /// What it is given to.
    pub kind: Kind,
    /// What it tries.
    pub name: String,
    make: Box<dyn Fn() -> Vec<u8>>,
}

impl Hostile {
    /// What is in it.
    pub fn bytes(&self) -> Vec<u8> {
        (self.make)()
    }
}

struct List(Vec<Hostile>);

impl List {
    fn add(&mut self, kind: Kind, name: &str, make: impl Fn() -> Vec<u8> + 'static) {
        self.0.push(Hostile { kind, name: name.to_owned(), make: Box::new(make) });
    }

    fn text(&mut self, kind: Kind, name: &str, make: impl Fn() -> String + 'static) {
        self.add(kind, name, move || make().into_bytes());
    }
}

/// Every hostile file for somebody whose share recipient is `to`.
pub fn all(to: &Recipient) -> Vec<Hostile> {
    let mut list = List(Vec::new());
    from_files(&mut list);
    for kind in Kind::ALL {
        list.add(kind, "empty", Vec::new);
        list.add(kind, "64 MB of zeros", || vec![0; 64 << 20]);
        // An import reads as long as there are lines, which only takes time.
        let lines = if kind == Kind::Import { 4 } else { 64 };
        list.add(kind, &format!("{lines} MB of line ends"), move || vec![b'\n'; lines << 20]);
        list.add(kind, "64 MB of one letter", || vec![b'a'; 64 << 20]);
        list.add(kind, "a megabyte that is no text", || {
            (0..1u32 << 20).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect()
        });
    }
    shares(&mut list, to);
    cards(&mut list);
    imports(&mut list);
    list.text(Kind::Sheet, "a million words", || "abandon ".repeat(1_000_000));
    list.text(Kind::Sheet, "300,000 numbered words", || {
        (1..300_000).map(|n| format!("{n}. abandon\n")).collect()
    });
    list.text(Kind::Sheet, "a key line without end", || format!("AGE-SECRET-KEY-1{}", "Q".repeat(8 << 20)));
    list.0
}

/// The small ones, read from `tests/hostile`.
fn from_files(list: &mut List) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("hostile");
    for kind in Kind::ALL {
        let files = std::fs::read_dir(folder.join(kind.folder())).expect("a folder of hostile files");
        let mut files: Vec<PathBuf> = files.flatten().map(|file| file.path()).collect();
        files.sort_unstable();
        for file in files {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            list.add(kind, &name, move || std::fs::read(&file).expect("a hostile file"));
        }
    }
}

fn shares(list: &mut List, to: &Recipient) {
    const STANZA: &str = "-> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc\nhjabGXwSLQ9c3S6Lw2i+S2Tu2fiwQHHslbBN6B41FLE\n";
    let mut header = |name: &str, stanzas: fn() -> String| {
        list.text(Kind::Share, name, move || {
            format!(
                "age-encryption.org/v1\n{}--- WyJp9F/9FOZh7gJdheq2WIJcwHgYc8NIVh3ddwhrcNg\n0123456789abcdef",
                stanzas()
            )
        });
    };
    header("a header of 127 KB", || STANZA.repeat(1_200));
    header("a header of 8 MB", || STANZA.repeat(80_000));
    header("65 stanzas", || STANZA.repeat(65));
    header("a line of 8 MB in the header", || format!("-> {}\n\n", "x".repeat(8 << 20)));
    header("a passphrase at 2 to the 30", || {
        "-> scrypt AAAAAAAAAAAAAAAAAAAAAA 30\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n".to_owned()
    });

    let mut sealed = |name: &str, plain: fn() -> Vec<u8>| {
        let to = to.clone();
        list.add(Kind::Share, &format!("sealed to me: {name}"), move || {
            seal(std::slice::from_ref(&to), &plain()).expect("sealed")
        });
    };
    fn page(json: &str, proof: &str) -> Vec<u8> {
        let sum = sotto_core::sharing::page::sum(json);
        format!("<!-- sotto-share {sum} {json} -->\n<!-- sotto-proof {proof} -->\n").into_bytes()
    }
    const NONE: &str = r#"{"version":1,"entries":[]}"#;
    sealed("nothing", Vec::new);
    sealed("9 MB of zeros", || vec![0; 9 << 20]);
    sealed("9 MB of the start of a page", || b"<!-- sotto-share ".repeat(540_000));
    sealed("9 MB of the start of a proof", || b"<!-- sotto-proof ".repeat(540_000));
    sealed("brackets nested a million deep", || page(&"[".repeat(1_000_000), NONE));
    sealed("braces nested a million deep", || page(&r#"{"a":"#.repeat(1_000_000), NONE));
    sealed("a proof nested without end", || page("{}", &"[".repeat(49_000)));
    sealed("a number without end", || {
        page(&format!(r#"{{"format":"sotto-share","version":{}}}"#, "9".repeat(4 << 20)), NONE)
    });
    sealed("a version to come", || page(r#"{"format":"sotto-share","version":2}"#, NONE));
    sealed("a language without words", || {
        page(r#"{"format":"sotto-share","version":1,"language":"tlh"}"#, NONE)
    });
    let mut items = |name: &str, items: fn() -> String| {
        let to = to.clone();
        list.add(Kind::Share, &format!("sealed to me: {name}"), move || {
            seal(std::slice::from_ref(&to), &page(&with_items(&items()), NONE)).expect("sealed")
        });
    };
    items("two million items", || "{},".repeat(2_000_000) + "{}");
    items("300,000 items of a later version", || r#"{"kind":"new"},"#.repeat(300_000) + r#"{"kind":"new"}"#);
    items("an item of a later version nested a million deep", || {
        format!(r#"{{"kind":"new","a":{}{}}}"#, "[".repeat(1_000_000), "]".repeat(1_000_000))
    });
    items("an item of a later version with a number without end", || {
        format!(r#"{{"kind":"new","a":{}}}"#, "9".repeat(8_000_000))
    });
    items("a kind of 8 MB", || format!(r#"{{"kind":"{}"}}"#, "a".repeat(8_000_000)));
    items("a mood for every day of 1,000 years", || {
        let points = r#"{"day":"2026-11-26","mood":3},"#.repeat(300_000);
        format!(
            r#"{{"kind":"mood","says":{{"from":"2026-11-26","until":"2026-11-26","points":[{}]}}}}"#,
            points.trim_end_matches(',')
        )
    });
    items("what a mood says before its kind, without end", || {
        let points = r#"{"day":"2026-11-26","mood":3},"#.repeat(300_000);
        format!(r#"{{"says":[{}],"kind":"mood"}}"#, points.trim_end_matches(','))
    });
    items("60,000 attachments with a path for a name", || {
        let one = format!(
            r#"{{"kind":"attachment","says":{{"name":[{{"text":"../../x"}}],"media_type":"a/b","bytes":1,"sha256":"{}"}}}}"#,
            "0".repeat(64)
        );
        vec![one; 60_000].join(",")
    });
    items("an attachment larger than a disk", || {
        let digest = "0".repeat(64);
        format!(
            r#"{{"kind":"attachment","says":{{"name":[],"media_type":"a/b","bytes":18446744073709551615,"sha256":"{digest}"}}}}"#
        )
    });
    let mut sealed = |name: &str, plain: fn() -> Vec<u8>| {
        let to = to.clone();
        list.add(Kind::Share, &format!("sealed to me: {name}"), move || {
            seal(std::slice::from_ref(&to), &plain()).expect("sealed")
        });
    };
    sealed("larger than a share can be", || vec![b' '; 10_990_000]);
}

/// The JSON of a page with these items, written as a page writes it.
fn with_items(items: &str) -> String {
    let party =
        format!(r#"{{"name":"Ann","recipient":"age1{}","sender_key":"{}"}}"#, "q".repeat(58), "a".repeat(64));
    let id = "0".repeat(32);
    format!(
        r#"{{"format":"sotto-share","version":1,"language":"en","id":"{id}","made":"2026-11-26","from":{party},"to":[{party}],"items":[{items}]}}"#
    )
}

fn cards(list: &mut List) {
    list.text(Kind::Card, "quoted without end", || {
        let quoted = "> ".repeat(16_000);
        format!("{quoted}Sotto contact card 1\n{quoted}name: a\n")
    });
    list.text(Kind::Card, "a name of 60 KB", || {
        format!(
            "Sotto contact card 1\nname: {}\nrecipient: age1\nsender_key: 0\ncheck: 0\n",
            "a".repeat(60_000)
        )
    });
    list.text(Kind::Card, "a name broken over 30,000 lines", || {
        format!("Sotto contact card 1\nname: {}recipient: age1\n", "a\n".repeat(30_000))
    });
    list.text(Kind::Card, "a reading promise of 60 KB", || {
        let keys = "recipient: age1\nsender_key: 0\n";
        format!("Sotto contact card 1\nname: a\n{keys}reads: {}\ncheck: 0\n", "a".repeat(60_000))
    });
    list.text(Kind::Card, "3,000 cards", || "Sotto contact card 1\n".repeat(3_000));
}

fn imports(list: &mut List) {
    let mut add = |name: &str, make: fn() -> String| list.text(Kind::Import, name, make);
    add("a line of 64 MB", || format!("{{\"body\":\"{}", "a".repeat(64 << 20)));
    add("a text of 28 MB", || format!("{{\"body\":\"{}\"}}", "a".repeat(28 << 20)));
    add("5 MB of escaped letters", || format!("{{\"body\":\"{}\"}}", "\\u0001".repeat(4_900_000)));
    add("brackets nested a million deep", || format!("{{\"id\":{}", "[".repeat(1_000_000)));
    add("objects nested a million deep", || "{\"a\":".repeat(1_000_000));
    add("an id of 20 MB", || format!("{{\"id\":\"{}\",\"body\":\"x\"}}", "i".repeat(20 << 20)));
    add("an id of a million numbers", || format!("{{\"id\":[{}0],\"body\":\"x\"}}", "0,".repeat(1_000_000)));
    add("a million tags", || format!("{{\"tags\":[{}\"\"],\"body\":\"x\"}}", "\"t\",".repeat(1_000_000)));
    add("a date of 20 MB", || format!("{{\"date\":\"{}\",\"body\":\"x\"}}", "2".repeat(20 << 20)));
    add("200,000 lines that are none", || "{\n".repeat(200_000));
}
