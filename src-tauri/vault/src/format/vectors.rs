//! The CCTV age test vectors, through the very functions that open slots, records and shares.
//!
//! They are part of the age crate's own package, under its tests, and are read from there: `cargo metadata`
//! gives the path. A vector that must open gives the expected bytes, any other is refused as a whole. Armored
//! files are not supported: their header is refused before age sees it.

use std::path::PathBuf;
use std::process::Command;
use std::str::FromStr;

use age::secrecy::SecretString;
use age::x25519;

use crate::error::Error;
use crate::format::ids::hex;
use crate::format::mac::sha256;
use crate::format::seal::{MAX_HEADER, check_header, open, open_with_passphrase};

/// One vector: a few lines that say what is expected, an empty line, and the file.
struct Vector {
    name: String,
    expect: String,
    payload: Option<[u8; 32]>,
    identities: Vec<String>,
    passphrases: Vec<String>,
    armored: bool,
    file: Vec<u8>,
}

impl Vector {
    fn read(path: &PathBuf) -> Self {
        let bytes = std::fs::read(path).unwrap();
        let end = bytes.windows(2).position(|w| w == b"\n\n").unwrap();
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let all = |key: &str| -> Vec<String> {
            head.lines()
                .filter_map(|l| l.split_once(": "))
                .filter(|(k, _)| *k == key)
                .map(|(_, v)| v.to_owned())
                .collect()
        };
        let one = |key: &str| all(key).pop();
        let file = &bytes[end + 2..];
        let file = match one("compressed").as_deref() {
            None => file.to_vec(),
            Some("zlib") => miniz_oxide::inflate::decompress_to_vec_zlib(file).unwrap(),
            Some(other) => panic!("packed with {other}"),
        };
        Self {
            name: path.file_name().unwrap().to_string_lossy().into_owned(),
            expect: one("expect").unwrap(),
            payload: one("payload").map(|text| hex(&text).unwrap()),
            identities: all("identity"),
            passphrases: all("passphrase"),
            armored: one("armored").is_some(),
            file,
        }
    }

    /// What each of its keys gives.
    fn open(&self) -> Vec<Result<Vec<u8>, Error>> {
        let keys =
            self.identities.iter().map(|text| open(&x25519::Identity::from_str(text).unwrap(), &self.file));
        let words = self
            .passphrases
            .iter()
            .map(|text| open_with_passphrase(&SecretString::from(text.clone()), &self.file));
        keys.chain(words).map(|opened| opened.map(|plain| plain.to_vec())).collect()
    }
}

/// Where the age crate lies that this crate is built with.
fn folder() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let run = |arguments: &[&str]| {
        let ended =
            Command::new(&cargo).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        String::from_utf8(ended.stdout).unwrap()
    };
    // Only for this system: the packages of others need not have been fetched.
    let version = run(&["-vV"]);
    let host = version.lines().find_map(|l| l.strip_prefix("host: ")).unwrap();
    let metadata =
        run(&["metadata", "--format-version", "1", "--offline", "--locked", "--filter-platform", host]);
    let metadata: serde_json::Value = serde_json::from_str(&metadata).unwrap();
    let age = metadata["packages"].as_array().unwrap().iter().find(|p| p["name"] == "age").unwrap();
    PathBuf::from(age["manifest_path"].as_str().unwrap()).with_file_name("tests").join("testdata/testkit")
}

#[test]
fn every_age_vector_opens_or_is_refused_as_it_must() {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort_unstable();
    let (mut opened, mut refused, mut armored) = (0, 0, 0);
    for vector in files.iter().map(Vector::read) {
        let (name, expect) = (&vector.name, vector.expect.as_str());
        let got = vector.open();
        if vector.armored {
            // Shares are sealed in binary only.
            assert!(matches!(check_header(&vector.file), Err(Error::HeaderRefused)), "{name}");
            assert!(got.iter().all(|one| matches!(one, Err(Error::HeaderRefused))), "{name}");
            armored += 1;
            continue;
        }
        match expect {
            "success" => {
                // None of them is long: what must open passes our own limits first.
                assert!(check_header(&vector.file).is_ok(), "{name}");
                let plain =
                    got.into_iter().find_map(Result::ok).unwrap_or_else(|| panic!("{name} does not open"));
                assert_eq!(Some(sha256(&plain)), vector.payload, "{name}");
                opened += 1;
            }
            "header failure" | "HMAC failure" | "no match" | "payload failure" => {
                assert!(!got.is_empty() || check_header(&vector.file).is_err(), "{name}");
                for one in &got {
                    let as_meant = match one {
                        Ok(_) => false,
                        // `NotForYou` is only for a file with nothing else wrong.
                        Err(Error::NotForYou) => expect == "no match",
                        // age cannot tell a wrong passphrase from damage; the checksum of a slot can.
                        Err(Error::SealBroken) => expect != "no match" || !vector.passphrases.is_empty(),
                        Err(Error::HeaderRefused) => expect != "no match",
                        Err(_) => false,
                    };
                    assert!(as_meant, "{name}: {expect}, {:?}", one.as_ref().map(Vec::len));
                }
                refused += 1;
            }
            other => panic!("{name} expects {other}"),
        }
    }
    println!("age vectors: {opened} opened, {refused} refused, {armored} in armor refused");
    // The package is known: none may be passed over.
    assert_eq!((opened, refused, armored), (15, 77, 31));
}

#[test]
fn what_takes_long_is_refused_by_its_size_alone() {
    // However many bytes follow: no more than the longest header is ever looked at.
    let mut long = b"age-encryption.org/v1\n-> X25519 ".to_vec();
    long.resize(MAX_HEADER, b'a');
    long.extend_from_slice(b"\n\n--- aaaa\n");
    assert!(matches!(check_header(&long), Err(Error::HeaderRefused)));
    // A passphrase stanza in something that others made is never tried with a key.
    let key = x25519::Identity::generate();
    for vector in std::fs::read_dir(folder()).unwrap().map(|f| Vector::read(&f.unwrap().path())) {
        if !vector.passphrases.is_empty() {
            assert!(open(&key, &vector.file).is_err(), "{}", vector.name);
        }
    }
}
