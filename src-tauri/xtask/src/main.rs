//! `cargo xtask`: every task in this repository besides editing it.
//!
//! It depends on std alone, so that it is compiled within seconds on a fresh machine. What a step
//! needs beyond Rust is found and installed by `setup` just before that step. Measuring,
//! generating and driving the app is in the `tests` package, not here.

mod bench;
mod check;
mod command;
mod display;
mod package;
mod run;
mod setup;
mod soak;
mod steps;
mod supply;
mod test;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask run [--demo] [--tour] [--release]   opens the app; --demo: on two years of made-up writing;
                                   --tour (and --demo without a display): walks through it by itself
cargo xtask test [--quick]         everything; --quick: no windows, no browser, no journeys,
                                   nothing that kills, waits or is hostile
cargo xtask test --soak core|app [--fresh]   the long runs; goes on where it was interrupted
cargo xtask check [--fix]          format and lint
cargo xtask bench [N]              measure, beside SQLCipher (N reflections, 10,000 unless told)
cargo xtask package                installers for this system, and the bill of what is in them
cargo xtask bill                   that bill alone (CycloneDX), into target/bill
cargo xtask setup                  only look for what is missing, and install it

What a system lacks is shown and installed first. SOTTO_NO_INSTALL=1 only shows it.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut words = arguments.iter().map(String::as_str);
    let task = words.next().unwrap_or("help");
    let rest: Vec<&str> = words.collect();
    let known: &[&str] = match task {
        // The rest is another program's.
        "on-display" => return display::run_on_one(&rest),
        "run" => &["--demo", "--tour", "--release"],
        "test" => &["--quick", "--soak", "--fresh"],
        "check" => &["--fix"],
        _ => &[],
    };
    let unknown = rest.iter().find(|word| word.starts_with('-') && !known.contains(word));
    let done = match task {
        _ if unknown.is_some() => {
            Err(format!("`cargo xtask {task}` takes no {}.\n\n{USAGE}", unknown.unwrap_or(&"")))
        }
        "run" => run::run(&rest),
        "test" if rest.contains(&"--soak") => soak::soak(&rest),
        "test" => test::test(&rest),
        "check" => check::check(&rest),
        "bench" => bench::bench(&rest),
        "package" => package::package(&rest),
        "bill" => supply::bill(&command::target().join("bill")),
        "setup" => setup::everything(&rest),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => Err(format!("There is no task \"{other}\".\n\n{USAGE}")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("\n{why}");
            ExitCode::FAILURE
        }
    }
}
