//! `cargo xtask test --soak core` and `--soak app`: the long runs.
//!
//! This only builds and starts them. The runs are in the `tests` package (`soak`, `faults`), which also
//! saves their progress in `target/soak` and writes the report.

use crate::check::{self, DRIVEN};
use crate::command::{Done, built, cargo, program, run, target};
use crate::display::Display;
use crate::setup::{self, Need};

/// `cargo xtask test --soak TABLE [--fresh]`.
pub fn soak(arguments: &[&str]) -> Done {
    let table = arguments.iter().find(|word| !word.starts_with('-')).copied().unwrap_or_default();
    let see = "See the compiler's messages above.";
    match table {
        "core" => {
            setup::require(&[Need::Faketime])?;
            run(&mut cargo(["build", "-p", "sotto-cli", "-p", "sotto-tests", "--bins"]), see)?;
        }
        "app" => {
            setup::require(&[
                Need::WebView,
                Need::Node,
                Need::Display,
                Need::Driver,
                Need::Desktop,
                Need::Faketime,
            ])?;
            setup::packages_of_the_interface()?;
            check::interface_is_built()?;
            let mut build = cargo(["build", "--workspace", "--exclude", "xtask", "--bins"]);
            run(build.args(DRIVEN), see)?;
        }
        _ => return Err("`cargo xtask test --soak core` or `--soak app`.".into()),
    }
    let folder = target().join("soak");
    let mut soak = program(built("soak", false));
    soak.arg(table).arg(&folder);
    if arguments.contains(&"--fresh") {
        soak.arg("--fresh");
    }
    let next = format!("The report is in {}.", folder.join("report.md").display());
    let done = match table {
        "app" => run(Display::virtual_one()?.show_on(&mut soak), &next),
        _ => run(&mut soak, &next),
    };
    println!("\n{next}");
    done
}
