//! Writes a bill of materials (CycloneDX 1.5) beside the installers, so that anyone who installs Sotto
//! can check each part for known faults.
//!
//! The Rust part is made here from cargo's output; npm makes the part of the interface. Whether each
//! dependency was reviewed is a test (`tests/tests/supply.rs`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::command::{Done, cargo, npm, output, root};

/// What is installed: the app, and the terminal program made from the same parts.
const SHIPPED: [&str; 2] = ["sotto", "sotto-cli"];

/// Writes `sotto.cdx.json` and `sotto-interface.cdx.json` into a folder.
pub fn bill(folder: &Path) -> Done {
    let failed = |path: &Path, error: &std::io::Error| format!("{}: {error}", path.display());
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    let lock = root().join("Cargo.lock");
    let sums = checksums(&std::fs::read_to_string(&lock).map_err(|error| failed(&lock, &error))?);
    let mut parts = BTreeSet::new();
    for package in SHIPPED {
        let tree = ["tree", "--locked", "-p", package, "-e", "normal,build", "--prefix", "none"];
        let mut command = cargo(tree);
        command.args(["--format", "{p}|{l}"]);
        let tree = output(&mut command).ok_or_else(|| format!("cargo does not say what is in {package}."))?;
        parts.extend(tree.lines().filter_map(part));
    }
    let interface = ["sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only"];
    let interface = output(&mut npm(interface)).ok_or("npm does not say what is in the interface.")?;
    for (name, text) in [
        ("sotto.cdx.json", write(env!("CARGO_PKG_VERSION"), &parts, &sums)),
        ("sotto-interface.cdx.json", interface),
    ] {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(|error| failed(&path, &error))?;
        println!("What is in it: {}", path.display());
    }
    Ok(())
}

/// Name, version and licence.
type Part = (String, String, String);

/// One line of `cargo tree`; our own packages are the thing itself, not a part of it.
fn part(line: &str) -> Option<Part> {
    let (package, licence) = line.split_once('|')?;
    let mut words = package.split(' ');
    let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
    let own = name.starts_with("sotto");
    (!own).then(|| (name.to_owned(), version.to_owned(), licence.trim_end_matches(" (*)").to_owned()))
}

/// The checksum of each package in the lock file, by name and version.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    let mut sums = BTreeMap::new();
    for package in lock.split("[[package]]").skip(1) {
        let field = |name: &str| {
            let start = format!("{name} = \"");
            package.lines().find_map(|line| Some(line.strip_prefix(&start)?.trim_end_matches('"').to_owned()))
        };
        if let (Some(name), Some(version), Some(sum)) = (field("name"), field("version"), field("checksum")) {
            sums.insert((name, version), sum);
        }
    }
    sums
}

fn write(version: &str, parts: &BTreeSet<Part>, sums: &BTreeMap<(String, String), String>) -> String {
    let components: Vec<String> = parts
        .iter()
        .map(|(name, version, licence)| {
            let url = format!("pkg:cargo/{name}@{version}");
            let hash = sums.get(&(name.clone(), version.clone())).map_or_else(String::new, |sum| {
                format!(",\"hashes\":[{{\"alg\":\"SHA-256\",\"content\":{}}}]", quoted(sum))
            });
            // Readers of this file do not know the older way to write OR.
            let licence = licence.replace(" / ", " OR ").replace('/', " OR ");
            format!(
                "{{\"type\":\"library\",\"bom-ref\":{0},\"name\":{1},\"version\":{2},\"purl\":{0},\"licenses\":[{{\"expression\":{3}}}]{hash}}}",
                quoted(&url), quoted(name), quoted(version), quoted(&licence)
            )
        })
        .collect();
    format!(
        "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"version\":1,\"metadata\":{{\"component\":{{\"type\":\"application\",\"name\":\"sotto\",\"version\":{}}}}},\"components\":[\n{}\n]}}\n",
        quoted(version),
        components.join(",\n")
    )
}

/// A JSON string; names and versions hold nothing that needs more than this.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
