//! What Sotto is built from: only packages that were looked at, from one place, under licences that
//! fit, none that talks to a network, and none older than a known mend.
//!
//! The lists are in `.github/supply`. `.cargo/deny.toml` says the same to cargo-deny, for those who
//! have it; these tests need nothing but cargo.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The systems Sotto is made for.
const SYSTEMS: [&str; 3] = ["x86_64-unknown-linux-gnu", "aarch64-apple-darwin", "x86_64-pc-windows-msvc"];
/// What people get.
const SHIPPED: [&str; 6] = ["sotto", "sotto-api", "sotto-cli", "sotto-core", "sotto-intake", "sotto-vault"];

/// What opens connections, or speaks a protocol over them.
const NETWORK: &[&str] = &[
    "actix-web",
    "async-std",
    "attohttpc",
    "awc",
    "axum",
    "curl",
    "curl-sys",
    "h2",
    "h3",
    "hickory-resolver",
    "hyper",
    "hyper-tls",
    "hyper-util",
    "isahc",
    "libp2p",
    "minreq",
    "native-tls",
    "openssl",
    "openssl-sys",
    "quinn",
    "reqwest",
    "rustls",
    "smol",
    "surf",
    "tiny_http",
    "tokio-tungstenite",
    "tonic",
    "trust-dns-resolver",
    "tungstenite",
    "ureq",
    "warp",
    "websocket",
    "zmq",
];

/// Of these, one version: two would mean that a mend in one leaves the other behind. Not among them:
/// sha2 and its digest, of which the macros that embed age's messages bring a newer one while compiling.
const ONE_VERSION: &[&str] = &[
    "aead",
    "aes",
    "aes-gcm",
    "age",
    "age-core",
    "chacha20",
    "chacha20poly1305",
    "cipher",
    "curve25519-dalek",
    "ghash",
    "hkdf",
    "hmac",
    "hpke",
    "libsqlite3-sys",
    "ml-kem",
    "p256",
    "pbkdf2",
    "poly1305",
    "polyval",
    "rand",
    "rand_core",
    "rusqlite",
    "salsa20",
    "scrypt",
    "secrecy",
    "sha3",
    "subtle",
    "x25519-dalek",
    "zeroize",
];

/// Licences whose terms MIT or Apache-2.0 can pass on, or that concern a package alone.
const LICENCES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn json(path: &str) -> Value {
    serde_json::from_str(&text(path)).unwrap()
}

/// The lines of a list that are not comments, in words.
fn list(path: &str) -> Vec<Vec<String>> {
    let lines = text(path);
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect();
    lines.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(words).collect()
}

/// Name, version and licence of everything that is compiled into a package, tests left out.
fn tree(package: &str) -> BTreeSet<(String, String, String)> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(root()).args(["tree", "--locked", "-p", package, "-e", "normal", "--prefix", "none"]);
    command.args(["--format", "{p}|{l}"]);
    for system in SYSTEMS {
        command.args(["--target", system]);
    }
    let ended = command.output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    let lines = String::from_utf8(ended.stdout).unwrap();
    let whole: BTreeSet<_> = lines
        .lines()
        .filter_map(|line| {
            let (package, licence) = line.split_once('|')?;
            let mut words = package.split(' ');
            let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
            let licence = licence.trim_end_matches(" (*)");
            Some((name.to_owned(), version.to_owned(), licence.to_owned()))
        })
        .collect();
    assert!(whole.len() > 30, "{package} stands on more than that: {whole:?}");
    whole
}

/// Every package in the lock file: name, version, and where it comes from.
fn locked() -> Vec<(String, String, Option<String>)> {
    let lock = text("Cargo.lock");
    let field = |package: &str, name: &str| {
        let start = format!("{name} = \"");
        package.lines().find_map(|line| Some(line.strip_prefix(&start)?.trim_end_matches('"').to_owned()))
    };
    lock.split("[[package]]")
        .skip(1)
        .map(|p| (field(p, "name").unwrap(), field(p, "version").unwrap(), field(p, "source")))
        .collect()
}

fn number(version: &str) -> Vec<u64> {
    let core = version.split(['-', '+']).next().unwrap_or_default();
    core.split('.').map(|part| part.parse().unwrap()).collect()
}

/// Whether an SPDX expression can be met with the licences above. An older way to write OR is `/`.
fn fits(licence: &str) -> bool {
    fn any(words: &mut std::iter::Peekable<std::slice::Iter<'_, &str>>) -> bool {
        let mut met = all(words);
        while words.next_if(|word| **word == "OR").is_some() {
            met |= all(words);
        }
        met
    }
    fn all(words: &mut std::iter::Peekable<std::slice::Iter<'_, &str>>) -> bool {
        let mut met = one(words);
        while words.next_if(|word| **word == "AND").is_some() {
            met &= one(words);
        }
        met
    }
    fn one(words: &mut std::iter::Peekable<std::slice::Iter<'_, &str>>) -> bool {
        match words.next() {
            Some(&"(") => {
                let met = any(words);
                met & (words.next() == Some(&")"))
            }
            Some(name) if words.next_if(|word| **word == "WITH").is_some() => {
                let exception = words.next().unwrap_or(&"");
                LICENCES.contains(&format!("{name} WITH {exception}").as_str())
            }
            Some(name) => LICENCES.contains(name),
            None => false,
        }
    }
    let spaced = licence.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut words = words.iter().peekable();
    any(&mut words) && words.next().is_none()
}

#[test]
fn the_sealed_path_stands_on_nothing_that_was_not_looked_at() {
    let found: BTreeSet<(String, String)> =
        tree("sotto-vault").into_iter().map(|(n, v, _)| (n, v)).filter(|(n, _)| n != "sotto-vault").collect();
    let listed: BTreeSet<(String, String)> = list(".github/supply/sealed-path.txt")
        .into_iter()
        .map(|words| {
            assert!(["safe", "unsafe"].contains(&words[2].as_str()), "{words:?}");
            (words[0].clone(), words[1].clone())
        })
        .collect();
    let new: Vec<_> = found.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(new.is_empty(), "look at these, then add them to .github/supply/sealed-path.txt: {new:?}");
    assert!(gone.is_empty(), "no longer there, take them out of .github/supply/sealed-path.txt: {gone:?}");
}

#[test]
fn nothing_that_people_get_can_talk_to_a_network() {
    for package in SHIPPED {
        let found: Vec<_> =
            tree(package).into_iter().filter(|(n, ..)| NETWORK.contains(&n.as_str())).collect();
        assert!(found.is_empty(), "{package}: {found:?}");
    }
}

#[test]
fn no_package_contains_the_test_host() {
    for package in SHIPPED {
        let found: Vec<_> = tree(package).into_iter().filter(|(name, ..)| name == "sotto-tests").collect();
        assert!(found.is_empty(), "{package}: {found:?}");
    }
}

/// Nobody's journal may be sealed with passphrases that are quick to guess.
#[test]
fn no_package_has_quick_passphrases() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let quick = |package: &str, features: &[&str]| {
        let mut tree = Command::new(&cargo);
        tree.current_dir(root()).args([
            "tree",
            "--locked",
            "-e",
            "features",
            "-i",
            "sotto-vault",
            "-p",
            package,
        ]);
        let shown = tree.args(features).output().unwrap();
        String::from_utf8(shown.stdout).unwrap().contains("quick_passphrases")
    };
    for package in SHIPPED {
        assert!(!quick(package, &[]), "{package}");
    }
    assert!(quick("sotto-vault", &["--features", "quick_passphrases"]), "it would be seen");
}

#[test]
fn there_is_one_version_of_what_seals() {
    for package in SHIPPED {
        let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
        tree(package)
            .into_iter()
            .for_each(|(name, version, _)| versions.entry(name).or_default().push(version));
        versions.retain(|name, versions| ONE_VERSION.contains(&name.as_str()) && versions.len() > 1);
        assert!(versions.is_empty(), "{package}: {versions:?}");
    }
}

#[test]
fn age_is_built_without_doors_to_other_programs() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut tree = Command::new(cargo);
    tree.current_dir(root()).args(["tree", "--locked", "-p", "sotto", "-p", "sotto-cli", "-e", "normal"]);
    let ended = tree.args(["--prefix", "none", "--format", "{p}|{f}"]).output().unwrap();
    let lines = String::from_utf8(ended.stdout).unwrap();
    let age: BTreeSet<&str> = lines.lines().filter(|line| line.starts_with("age v")).collect();
    assert!(!age.is_empty());
    for line in age {
        assert!(line.split_once('|').unwrap().1.trim_end_matches(" (*)").is_empty(), "{line}");
    }
}

#[test]
fn every_licence_fits() {
    for package in SHIPPED {
        let unfit: Vec<_> = tree(package).into_iter().filter(|(.., licence)| !fits(licence)).collect();
        assert!(unfit.is_empty(), "{package}: {unfit:?}");
    }
    for (good, licence) in [
        (true, "MIT/Apache-2.0"),
        (true, "Apache-2.0 OR GPL-2.0-only"),
        (true, "(MIT OR Apache-2.0) AND Unicode-3.0"),
        (true, "Apache-2.0 WITH LLVM-exception OR GPL-2.0-only"),
        (false, "(MIT OR Apache-2.0) AND GPL-2.0-only"),
        (false, "GPL-3.0-only"),
        (false, "MIT AND GPL-2.0-only"),
        (false, ""),
    ] {
        assert_eq!(fits(licence), good, "{licence}");
    }
}

#[test]
fn every_package_comes_from_one_registry() {
    let (ours, theirs): (Vec<_>, Vec<_>) = locked().into_iter().partition(|(.., source)| source.is_none());
    for (name, ..) in &ours {
        assert!(name == "xtask" || name.starts_with("sotto"), "{name} comes from a folder");
    }
    let sources: BTreeSet<_> = theirs.iter().filter_map(|(.., source)| source.clone()).collect();
    assert_eq!(sources.len(), 1, "{sources:?}");
    assert!(sources.iter().all(|source| source.starts_with("registry+")), "{sources:?}");
    assert_eq!(text("Cargo.lock").matches("\nchecksum = ").count(), theirs.len(), "each with its checksum");
}

#[test]
fn nothing_is_older_than_a_known_mend() {
    let (locked, floors) = (locked(), list(".github/supply/floors.txt"));
    assert!(floors.len() > 20);
    for words in floors {
        let (name, floor, advisory) = (&words[0], &words[1], &words[2]);
        let found: Vec<&String> = locked.iter().filter(|(n, ..)| n == name).map(|(_, v, _)| v).collect();
        assert!(!found.is_empty(), "{name} is no longer used: take it out of .github/supply/floors.txt");
        for version in found {
            assert!(number(version) >= number(floor), "{name} {version} is older than {floor}: {advisory}");
        }
    }
}

#[test]
fn npm_brings_only_what_is_listed() {
    let lock = json("ui/package-lock.json");
    let packages = lock["packages"].as_object().unwrap();
    let there = |flag: &str, package: &Value| package[flag].as_bool() == Some(true);
    let found: BTreeSet<Vec<String>> = packages
        .iter()
        .filter(|(path, _)| !path.is_empty())
        .filter_map(|(path, package)| {
            let name = path.rsplit("node_modules/").next()?;
            let counts = name == "svelte" || !(there("dev", package) || there("devOptional", package));
            let field = |name: &str| package[name].as_str().unwrap_or("?").to_owned();
            assert!(package["integrity"].is_string(), "{path} has no checksum");
            counts.then(|| {
                let line = format!("{name} {} {}", field("version"), field("license"));
                line.split_whitespace().map(str::to_owned).collect()
            })
        })
        .collect();
    assert_eq!(found, list(".github/supply/npm.txt").into_iter().collect(), "see .github/supply/npm.txt");
    assert!(found.iter().all(|words| fits(&words[2..].join(" "))), "{found:?}");
}

#[test]
fn the_window_may_make_our_own_calls_and_nothing_else() {
    let folder = root().join("src-tauri/capabilities");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 1, "one capability, one window");
    let capability = json("src-tauri/capabilities/main.json");
    let fields: Vec<&String> = capability.as_object().unwrap().keys().collect();
    assert_eq!(
        fields,
        ["description", "identifier", "permissions", "windows"],
        "no remote pages, no platforms"
    );
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
    assert_eq!(
        capability["permissions"],
        serde_json::json!(["allow-call"]),
        "one command carries every call"
    );

    let config = json("src-tauri/tauri.conf.json");
    let security = &config["app"]["security"];
    assert_eq!(security["capabilities"], serde_json::json!(["main"]));
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(config["app"]["withGlobalTauri"], false);
    let policy = security["csp"].as_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{policy}");
    for loose in ["unsafe", "https:", "*", "data:", "blob:", "wss:"] {
        assert!(!policy.contains(loose), "{loose} in {policy}");
    }
}
