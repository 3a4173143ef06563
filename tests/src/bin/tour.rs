//! `tour FOLDER`: walks through the real app on the demo's vaults and saves a picture of every place.

use sotto_tests::demo::demo;
use sotto_tests::drive::drive;
use sotto_tests::drive::walkthrough::{Stage, walk_through};
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("tour FOLDER");
        return ExitCode::from(2);
    };
    let say = |step: &str| println!("  - {step}");
    say("writing two years of a made-up journal");
    let Ok(place) = tempfile::tempdir() else {
        eprintln!("There is no room for a temporary folder.");
        return ExitCode::FAILURE;
    };
    let demo = demo(place.path(), chrono::Local::now().date_naive());
    // What an earlier tour left would be taken for pictures of this one.
    let _ = std::fs::remove_dir_all(&folder);
    let stage = Stage { pictures: Some(folder.clone()), say };
    let walked = drive(walk_through(&demo.ines, &demo.okafor, &stage));
    match walked {
        Ok(shared) if shared.words == shared.therapists_words && shared.words.len() == 10 => {
            println!("\nThe ten words were the same on both sides: {}", shared.words.join(" "));
            println!("Pictures of every place, light and dark, are in {}", folder.display());
            ExitCode::SUCCESS
        }
        Ok(shared) => {
            eprintln!("The ten words differ: {:?} and {:?}", shared.words, shared.therapists_words);
            ExitCode::FAILURE
        }
        Err(why) => {
            eprintln!("\nThe tour stopped: {why}");
            ExitCode::FAILURE
        }
    }
}
