//! `cargo xtask run [--demo] [--tour] [--release]`: the app, from nothing to an open window.
//!
//! The demo's writing and the steps of the tour are in the `tests` package, which shares
//! them with the tests of the real app.

use crate::check;
use crate::command::{Done, built, cargo, program, run as start, target};
use crate::display::{self, Display};
use crate::setup::{self, Need};

/// `cargo xtask run`.
pub fn run(arguments: &[&str]) -> Done {
    let wants = |name| arguments.contains(&name);
    let (demo, release) = (wants("--demo"), wants("--release"));
    let tour = wants("--tour") || (demo && !display::present());
    if !tour && !display::present() {
        return Err("There is no display to open a window on. `cargo xtask run --demo` walks through the app on a virtual one.".into());
    }
    let mut needs = vec![Need::WebView, Need::Node];
    if tour {
        needs.extend([Need::Display, Need::Driver]);
    }
    setup::require(&needs)?;
    setup::packages_of_the_interface()?;
    println!("Building the interface");
    check::build_interface()?;
    if tour { walk() } else { open(demo, release) }
}

fn open(demo: bool, release: bool) -> Done {
    println!("Building the app (the first time takes some minutes)");
    let mut build = cargo(["build", "--package", "sotto", "--features", "tauri/custom-protocol"]);
    if demo {
        build.args(["--package", "sotto-cli", "--package", "sotto-tests"]);
    }
    if release {
        build.arg("--release");
    }
    start(&mut build, "See the compiler's messages above.")?;
    let mut app = program(built("sotto", release));
    if demo {
        let vault = demo_vault(release)?;
        app.arg("--vault").arg(vault);
    }
    println!("Opening Sotto");
    start(&mut app, "Its own words are above.")
}

/// Makes a new vault of made-up writing in a temporary folder; the program prints its passphrase.
fn demo_vault(release: bool) -> Done<std::path::PathBuf> {
    println!("Writing two years of a made-up journal");
    let folder = std::env::temp_dir().join(format!("sotto-demo-{}", std::process::id()));
    start(program(built("demo", release)).arg(&folder), "Is the temporary folder full?")?;
    Ok(folder.join("ines").join("journal.sotto"))
}

fn walk() -> Done {
    println!("Building the app, so that it may be driven (the first time takes some minutes)");
    check::build_all()?;
    let display = Display::virtual_one()?;
    let mut tour = program(built("tour", false));
    tour.arg(target().join("tour"));
    start(display.show_on(&mut tour), "The last picture in target/tour shows what was on screen.")
}
