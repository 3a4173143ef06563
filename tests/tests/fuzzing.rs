//! Every corpus of the fuzz targets, and every file in which one of them found something, replayed
//! without a fuzzer.

use sotto_tests::fuzzing::{TARGETS, folder};

#[test]
fn no_corpus_and_no_finding_makes_a_target_panic() {
    let mut replayed = 0;
    for (name, target) in TARGETS {
        let mut files: Vec<_> = ["corpus", "findings"]
            .iter()
            .filter_map(|kind| std::fs::read_dir(folder().join(kind).join(name)).ok())
            .flat_map(|files| files.map(|file| file.unwrap().path()))
            .collect();
        files.sort_unstable();
        assert!(!files.is_empty(), "{name} has seeds");
        for file in files {
            println!("{}", file.display());
            target(&std::fs::read(file).unwrap());
            replayed += 1;
        }
    }
    println!("{replayed} files replayed");
}

#[test]
fn every_target_is_one_that_cargo_fuzz_runs() {
    let manifest = std::fs::read_to_string(folder().join("Cargo.toml")).unwrap();
    for (name, _) in TARGETS {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
        assert!(folder().join(format!("fuzz_targets/{name}.rs")).is_file(), "{name}");
    }
}
