//! What a step needs beyond Rust: finds it, shows what is missing, installs it.
//!
//! Packages are installed only with apt; on other systems the right command is printed. Each task
//! asks only for what it uses.

use crate::command::{Done, exists, npm, output, program, root, run, show};
use std::path::PathBuf;
use std::process::Command;

/// Something outside this repository that a step cannot do without.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Headers and libraries the window is compiled against.
    WebView,
    /// A virtual display, for Linux machines without one.
    Display,
    /// The program that drives the window in tests.
    Driver,
    /// Parts of a desktop for the tests (keys, clipboard, buses, a keychain), and tools that show that the
    /// app opens no connection (a log of system calls, an isolated network).
    Desktop,
    /// A browser for the accessibility checks.
    Browser,
    /// Stock `age`, to check from outside what Sotto seals.
    Age,
    /// Stock `sqlite3`, to read a vault as a stranger would.
    Sqlite,
    /// A clock that can be set for one program, to test what happens when it jumps.
    Faketime,
    /// Programs that read and draw a PDF, to check that others can read a recovery sheet.
    Pdf,
    /// A C tool chain that also builds OpenSSL (only for the comparison in `bench`).
    Make,
    /// Node.js 20.19 or newer, with npm.
    Node,
}

struct Source {
    what: &'static str,
    apt: &'static [&'static str],
    dnf: &'static str,
    pacman: &'static str,
    mac: &'static str,
    windows: &'static str,
}

/// What `cargo xtask setup` looks for: everything that any task needs.
const ALL: [Need; 11] = [
    Need::WebView,
    Need::Display,
    Need::Driver,
    Need::Desktop,
    Need::Browser,
    Need::Age,
    Need::Sqlite,
    Need::Faketime,
    Need::Pdf,
    Need::Make,
    Need::Node,
];

impl Need {
    fn source(self) -> Source {
        let (what, apt, dnf, pacman, mac, windows): (_, &'static [&'static str], _, _, _, _) = match self {
            Self::WebView => (
                "WebKitGTK 4.1 development files",
                &["libwebkit2gtk-4.1-dev", "pkg-config"],
                "webkit2gtk4.1-devel pkgconf",
                "webkit2gtk-4.1 pkgconf",
                "xcode-select --install",
                "the WebView2 runtime (part of Windows 11) and the Visual Studio C++ build tools",
            ),
            Self::Display => {
                ("Xvfb, a virtual display", &["xvfb"], "xorg-x11-server-Xvfb", "xorg-server-xvfb", "", "")
            }
            Self::Driver => {
                ("WebKitWebDriver", &["webkit2gtk-driver"], "webkit2gtk-driver", "webkit2gtk-4.1", "", "")
            }
            Self::Desktop => (
                "xdotool, xclip, strace, ip, python-dbusmock and GNOME Keyring",
                &[
                    "xdotool",
                    "xclip",
                    "strace",
                    "iproute2",
                    "dbus",
                    "python3-dbusmock",
                    "gnome-keyring",
                    "libsecret-tools",
                ],
                "xdotool xclip strace iproute dbus-daemon dbus-tools python3-dbusmock gnome-keyring libsecret",
                "xdotool xclip strace iproute2 dbus python-dbusmock gnome-keyring libsecret",
                "",
                "",
            ),
            Self::Browser => (
                "Chromium",
                // Without a window, which every page would cost.
                &["chromium-headless-shell"],
                "chromium",
                "chromium",
                "brew install --cask chromium",
                "winget install Hibbiki.Chromium",
            ),
            Self::Age => {
                ("age", &["age"], "age", "age", "brew install age", "winget install FiloSottile.age")
            }
            Self::Sqlite => (
                "sqlite3",
                &["sqlite3"],
                "sqlite",
                "sqlite",
                "brew install sqlite",
                "winget install SQLite.SQLite",
            ),
            Self::Faketime => {
                ("faketime", &["faketime"], "libfaketime", "libfaketime", "brew install libfaketime", "")
            }
            Self::Pdf => (
                "pdftotext and pdftoppm",
                &["poppler-utils"],
                "poppler-utils",
                "poppler",
                "brew install poppler",
                "winget install oschwartz10612.Poppler",
            ),
            Self::Make => (
                "make and perl",
                &["make", "perl"],
                "make perl",
                "make perl",
                "xcode-select --install",
                "Strawberry Perl and nmake",
            ),
            Self::Node => (
                "Node.js 20.19 or newer, with npm",
                &["nodejs", "npm"],
                "nodejs npm",
                "nodejs npm",
                "brew install node",
                "winget install OpenJS.NodeJS.LTS",
            ),
        };
        Source { what, apt, dnf, pacman, mac, windows }
    }

    fn is_there(self) -> bool {
        let linux = cfg!(target_os = "linux");
        match self {
            Self::WebView if linux => {
                output(program("pkg-config").args(["--exists", "webkit2gtk-4.1"])).is_some()
            }
            Self::WebView if cfg!(target_os = "macos") => output(program("xcode-select").arg("-p")).is_some(),
            // Windows has its own web view, and without a tool chain cargo would not have come this far.
            Self::WebView => true,
            // Windows are only driven on Linux.
            Self::Display => !linux || exists("Xvfb"),
            Self::Driver => !linux || exists("WebKitWebDriver"),
            Self::Desktop => {
                !linux
                    || ([
                        "xdotool",
                        "xclip",
                        "strace",
                        "ip",
                        "unshare",
                        "dbus-daemon",
                        "gnome-keyring-daemon",
                        "secret-tool",
                    ]
                    .into_iter()
                    .all(exists)
                        && output(program("/usr/bin/python3").args(["-c", "import dbusmock"])).is_some())
            }
            Self::Browser => browser().is_some(),
            Self::Age => exists("age"),
            Self::Sqlite => exists("sqlite3"),
            // Programs are only given another clock on Linux.
            Self::Faketime => !linux || exists("faketime"),
            Self::Pdf => exists("pdftotext") && exists("pdftoppm"),
            Self::Make => exists("make") && exists("perl"),
            Self::Node => node_is_new_enough(),
        }
    }
}

/// The browser the accessibility checks start.
pub fn browser() -> Option<String> {
    if let Some(given) = std::env::var("CHROMIUM").ok().filter(|given| !given.is_empty()) {
        return Some(given);
    }
    let places = [
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];
    let names =
        ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    // The browser is started by its full path, because the library that starts it does not search PATH.
    let found = names.into_iter().find_map(crate::command::find);
    found
        .or_else(|| places.into_iter().map(PathBuf::from).find(|place| place.is_file()))
        .map(|path| path.display().to_string())
}

fn node_is_new_enough() -> bool {
    let version = output(program("node").arg("--version")).unwrap_or_default();
    let mut numbers = version.trim_start_matches('v').split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let (major, minor) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    (major, minor) >= (20, 19) && output(&mut npm(["--version"])).is_some()
}

/// `cargo xtask setup`.
pub fn everything(_: &[&str]) -> Done {
    require(&ALL)?;
    packages_of_the_interface()?;
    println!("Everything is there.");
    Ok(())
}

/// Makes sure that all of `needs` are there, or says what to install by hand.
pub fn require(needs: &[Need]) -> Done {
    let missing: Vec<Source> =
        needs.iter().filter(|need| !need.is_there()).map(|need| need.source()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("Missing on this machine:");
    for source in &missing {
        println!("  - {}", source.what);
    }
    if !exists("apt-get") || std::env::var_os("SOTTO_NO_INSTALL").is_some() {
        return Err(by_hand(&missing));
    }
    install(&missing)?;
    match needs.iter().find(|need| !need.is_there()) {
        None => Ok(()),
        Some(Need::Node) => {
            Err("The system's own Node.js is too old: install 20.19 or newer from https://nodejs.org.".into())
        }
        Some(need) => Err(format!("{} still cannot be found after installing it.", need.source().what)),
    }
}

fn install(missing: &[Source]) -> Done {
    let packages: Vec<&str> = missing.iter().flat_map(|source| source.apt).copied().collect();
    println!("Installing: {}", packages.join(" "));
    let next = format!("Install by hand: {}", packages.join(" "));
    run(apt()?.args(["update", "-q"]), "Is there a network?").or_else(|why| {
        // One unreachable package source must not stop packages that the other sources have.
        println!("{why}");
        Ok::<(), String>(())
    })?;
    let mut install = apt()?;
    install.args(["install", "-y", "-q", "--no-install-recommends"]).args(&packages);
    // A package script that fails once often succeeds when called again.
    run(&mut install, "Trying once more.").or_else(|why| {
        println!("{why}");
        run(&mut install, &next)
    })
}

/// `apt-get`, as root or through sudo, asking nothing.
fn apt() -> Done<Command> {
    let quiet = "DEBIAN_FRONTEND=noninteractive";
    if output(program("id").arg("-u")).as_deref() == Some("0") {
        let mut command = program("env");
        command.args([quiet, "apt-get"]);
        return Ok(command);
    }
    if !exists("sudo") {
        return Err("Installing needs root: run this again as root, or install sudo.".into());
    }
    let mut command = program("sudo");
    command.args([quiet, "apt-get"]);
    Ok(command)
}

fn by_hand(missing: &[Source]) -> String {
    let list = |pick: fn(&Source) -> &str| {
        let names: Vec<&str> = missing.iter().map(pick).filter(|name| !name.is_empty()).collect();
        names.join(" ")
    };
    let apt: Vec<&str> = missing.iter().flat_map(|source| source.apt).copied().collect();
    let command = if cfg!(target_os = "macos") {
        missing
            .iter()
            .map(|source| source.mac)
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join("\n  ")
    } else if cfg!(windows) {
        missing
            .iter()
            .map(|source| source.windows)
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join("\n  ")
    } else if exists("dnf") {
        format!("sudo dnf install {}", list(|source| source.dnf))
    } else if exists("pacman") {
        format!("sudo pacman -S {}", list(|source| source.pacman))
    } else {
        format!("sudo apt-get install --no-install-recommends {}", apt.join(" "))
    };
    format!("Please install what is missing, then run this again:\n  {command}")
}

/// The interface's own packages, when its lock file is newer than what is installed.
pub fn packages_of_the_interface() -> Done {
    let ui = root().join("ui");
    let time = |path: &str| std::fs::metadata(ui.join(path)).and_then(|file| file.modified()).ok();
    let (wanted, installed) = (time("package-lock.json"), time("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= wanted {
        return Ok(());
    }
    let mut install = npm(["ci", "--no-audit", "--no-fund"]);
    println!("Fetching the interface's packages: {}", show(&install));
    run(&mut install, "Is there a network, and does ui/package-lock.json match ui/package.json?")
}
