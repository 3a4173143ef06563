//! `cargo xtask test [--quick]`: everything that must pass before a change is committed.
//!
//! The quick steps come first, and the first failure ends the task. The tests themselves are beside
//! the Rust code, in `ui/` and in `tests/`.

use crate::check::{self, DRIVEN};
use crate::command::{Done, cargo, npm, run, target};
use crate::display::{self, Display};
use crate::setup::{self, Need};
use crate::steps::Steps;

/// `cargo xtask test`.
pub fn test(arguments: &[&str]) -> Done {
    let quick = arguments.contains(&"--quick");
    let mut needs = vec![Need::WebView, Need::Node, Need::Age, Need::Sqlite, Need::Faketime, Need::Pdf];
    if !quick {
        needs.extend([Need::Display, Need::Driver, Need::Desktop, Need::Browser]);
    }
    let mut steps = Steps::new(if quick { 8 } else { 10 });
    steps.step("what this machine lacks", || {
        setup::require(&needs)?;
        setup::packages_of_the_interface()
    })?;
    steps.step("formatting", || check::format(false))?;
    steps.step("interface: build", check::build_interface)?;
    steps.step("interface: types and lints", check::interface)?;
    steps.step("Rust: clippy", || check::clippy(false))?;
    // The journeys start the real programs, which a test run alone does not build.
    steps.step("Rust: build", check::build_all)?;
    // Component tests talk to the core, through the test host.
    let (name, script) = if quick {
        ("interface: unit tests", "test:units")
    } else {
        ("interface: unit and component tests", "test")
    };
    steps.step(name, || {
        run(&mut npm(["run", "--silent", script, "--", "--maxWorkers=100%"]), "See the failures above.")
    })?;
    // Among them one that fails when the bindings in ui/ are not what Rust generates.
    steps.step("Rust: tests", || rust_tests(quick))?;
    if !quick {
        steps.step("accessibility of every place, in a browser", accessibility)?;
        steps.step("the real app, driven", real_app)?;
    }
    steps.summary();
    Ok(())
}

/// nextest where it is installed (each test in its own process), `cargo test` elsewhere.
fn rust_tests(quick: bool) -> Done {
    let next = "See the failures above.";
    let mut tests = if nextest() {
        cargo(["nextest", "run", "--no-fail-fast"])
    } else {
        cargo(["test", "--no-fail-fast"])
    };
    tests.args(["--workspace", "--exclude", "xtask"]).args(DRIVEN);
    if nextest() {
        // Many wait for a lock or for another process: one more than there are cores keeps these busy.
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
        tests.args(["--test-threads", &(cores + 1).to_string()]);
    }
    if quick && nextest() {
        // Those that kill, wait or feed hostile files take as long as all others. (`cargo test` cannot leave out
        // the tests of one package without building everything again, so there they run.)
        let long =
            "package(sotto-tests) and kind(test) or binary(/^(hostile|kill|damage|places|attachments)$/)";
        tests.args(["--filterset", &format!("not ({long})")]);
    }
    run(&mut tests, next)
}

fn real_app() -> Done {
    check::build_ordinary()?;
    check::build_all()?;
    let next = format!("Pictures of what was on screen are in {}.", target().join("app-tests").display());
    let runner = display::runner().filter(|_| nextest());
    // Windows compete for the focus of a display: two at a time, where each has its own.
    let threads = if runner.is_some() { "2" } else { "1" };
    let mut tests = if nextest() { cargo(["nextest", "run"]) } else { cargo(["test"]) };
    tests.args(["--workspace", "--exclude", "xtask"]).args(DRIVEN);
    if nextest() {
        tests.args(["--run-ignored", "only", "--no-fail-fast", "--success-output", "immediate"]);
        // With a filter and not `--test app`: another choice of targets would compile a hundred crates again.
        tests.args(["--test-threads", threads, "--filterset", "binary(app)"]);
    } else {
        tests.args(["--test", "app", "--", "--ignored", "--test-threads", threads, "--nocapture"]);
    }
    if let Some((name, value)) = runner {
        return run(tests.env(name, value), &next);
    }
    let display = Display::virtual_one()?;
    run(display.show_on(&mut tests), &next)
}

fn nextest() -> bool {
    crate::command::exists("cargo-nextest")
}

fn accessibility() -> Done {
    let mut axe = npm(["run", "--silent", "test:screens"]);
    if let Some(browser) = setup::browser() {
        axe.env("CHROMIUM", browser);
    }
    run(&mut axe, "Each violation above names its place, its rule and the element.")
}
