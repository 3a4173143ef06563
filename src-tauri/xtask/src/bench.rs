//! `cargo xtask bench [N]`: measures speed and size, beside SQLCipher doing the same work.
//!
//! This only starts programs and saves the report. The measuring is in the `tests` package, and
//! the comparison in `tests/sqlcipher-peer`, a separate workspace, because one build cannot hold
//! two kinds of SQLite.

use crate::check;
use crate::command::{Done, built, cargo, program, root, run, target};
use crate::display::Display;
use crate::setup::{self, Need};

/// `cargo xtask bench`.
pub fn bench(arguments: &[&str]) -> Done {
    let count = arguments.first().copied().unwrap_or("10000");
    if count.parse::<u32>().is_err() {
        return Err(format!("\"{count}\" is not a number of reflections."));
    }
    setup::require(&[Need::WebView, Need::Node, Need::Make, Need::Display, Need::Driver])?;
    setup::packages_of_the_interface()?;
    check::build_interface()?;
    println!("\n== Building Sotto as it is released");
    let see = "See the compiler's messages above.";
    let mut own = cargo([
        "build",
        "--release",
        "--package",
        "sotto",
        "--package",
        "sotto-cli",
        "--package",
        "sotto-tests",
    ]);
    run(own.args(["--features", "tauri/custom-protocol,sotto/drive,sotto-tests/drive"]), see)?;
    println!("\n== Building the comparison (SQLCipher; the first time takes some minutes)");
    let peer = root().join("tests/sqlcipher-peer");
    let folder = target().join("peer");
    run(cargo(["build", "--release"]).current_dir(&peer).env("CARGO_TARGET_DIR", &folder), see)?;
    println!("\n== Measuring");
    let peer = folder.join("release").join(format!("sqlcipher-peer{}", std::env::consts::EXE_SUFFIX));
    let report = target().join("bench.md");
    let display = Display::virtual_one()?;
    let mut bench = program(built("bench", true));
    bench.args([count]).arg(peer).arg(&report);
    run(display.show_on(&mut bench), "See the message above.")?;
    println!("\nThe report is in {}", report.display());
    Ok(())
}
