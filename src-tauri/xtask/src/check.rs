//! `cargo xtask check [--fix]`: formatting and lints of both halves.

use crate::command::{Done, built, cargo, npm, root, run};
use crate::setup::{self, Need};
use crate::steps::Steps;

/// One set of packages and features for lints, tests and tour, so that nothing is compiled twice.
/// (xtask is left out of builds: a running program cannot be replaced on Windows.)
pub const DRIVEN: [&str; 2] = [
    "--features",
    "sotto/drive,sotto-tests/drive,sotto-core/bindings,sotto-vault/quick_passphrases,tauri/custom-protocol",
];

/// `cargo xtask check`.
pub fn check(arguments: &[&str]) -> Done {
    let fix = arguments.contains(&"--fix");
    setup::require(&[Need::WebView, Need::Node])?;
    setup::packages_of_the_interface()?;
    let mut steps = Steps::new(3);
    steps.step("formatting", || format(fix))?;
    steps.step("clippy", || clippy(fix))?;
    steps.step("interface: types and lints", interface)?;
    steps.summary();
    Ok(())
}

/// Builds every program and every test in one build. Tests turn on more features of shared crates, so
/// with two builds the two hundred crates of the window would be compiled twice.
pub fn build_all() -> Done {
    interface_is_built()?;
    let mut build = cargo(["build", "--workspace", "--exclude", "xtask", "--all-targets"]);
    run(build.args(DRIVEN), "See the compiler's messages above.")
}

/// Builds the app as people get it, without what lets tests drive it and without quick passphrases, and saves it
/// as `sotto-ordinary` beside the other. Everything else is as in [`build_all`] (with a test, for the features that
/// tests turn on), so that only our own crates are compiled again.
pub fn build_ordinary() -> Done {
    interface_is_built()?;
    let mut build = cargo(["build", "--workspace", "--exclude", "xtask", "--bin", "sotto", "--test", "app"]);
    build.args(["--features", "sotto-tests/drive,sotto-core/bindings,tauri/custom-protocol"]);
    run(&mut build, "See the compiler's messages above.")?;
    let (made, kept) = (built("sotto", false), built("sotto-ordinary", false));
    std::fs::copy(&made, &kept).map(drop).map_err(|error| format!("{}: {error}", kept.display()))
}

/// Formatting of both halves: rustfmt, and prettier in `ui/`.
pub fn format(fix: bool) -> Done {
    let next = "`cargo xtask check --fix` formats.";
    let mut fmt = cargo(["fmt", "--all"]);
    if !fix {
        fmt.arg("--check");
    }
    run(&mut fmt, next)?;
    let script = if fix { "format" } else { "format:check" };
    run(&mut npm(["run", "--silent", script]), next)
}

/// Lints of the Rust half; a warning is a failure.
pub fn clippy(fix: bool) -> Done {
    interface_is_built()?;
    let mut clippy = cargo(["clippy", "--workspace", "--all-targets"]);
    clippy.args(DRIVEN);
    if fix {
        clippy.args(["--fix", "--allow-dirty", "--allow-staged"]);
    }
    run(
        clippy.args(["--", "-D", "warnings"]),
        "`cargo xtask check --fix` mends what can be mended by itself.",
    )
}

/// Types, accessibility hints and lints of the interface.
pub fn interface() -> Done {
    let lint = || {
        run(&mut npm(["run", "--silent", "lint"]), "Each line above names its rule; see ui/eslint.config.js.")
    };
    // Each takes half a minute of one core.
    std::thread::scope(|scope| {
        let lints = scope.spawn(lint);
        run(&mut npm(["run", "--silent", "check"]), "See the messages above.")?;
        lints.join().unwrap_or_else(|_| Err("The lints ended early.".to_owned()))
    })
}

/// The window's crate includes the built interface when it is compiled, so the interface must exist.
pub fn interface_is_built() -> Done {
    if root().join("ui/dist/index.html").is_file() { Ok(()) } else { build_interface() }
}

/// Builds the interface.
pub fn build_interface() -> Done {
    run(&mut npm(["run", "--silent", "build"]), "See the messages above.")
}
