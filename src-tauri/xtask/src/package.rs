//! `cargo xtask package`: installers for the system it runs on.
//!
//! On Linux .deb and .rpm; an AppImage would need a download while building. The packager
//! is fetched only here: nothing else needs it.

use crate::command::{Done, npm, program, root, run, target};
use crate::setup::{self, Need};
use crate::supply;

const PACKAGER: &str = "@tauri-apps/cli@2.12.5";

/// `cargo xtask package`.
pub fn package(_: &[&str]) -> Done {
    setup::require(&[Need::WebView, Need::Node])?;
    setup::packages_of_the_interface()?;
    let folder = target().join("packager");
    let launcher = folder.join("node_modules/.bin").join(if cfg!(windows) { "tauri.cmd" } else { "tauri" });
    if !launcher.is_file() {
        std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let mut install = npm(["install", "--no-save", "--no-audit", "--no-fund", "--prefix"]);
        run(install.arg(&folder).arg(PACKAGER), "Is there a network?")?;
    }
    let mut tauri = program(launcher);
    tauri.current_dir(root().join("src-tauri")).arg("build");
    if cfg!(target_os = "linux") {
        tauri.args(["--bundles", "deb,rpm"]);
    }
    run(&mut tauri, "See the messages above.")?;
    let bundle = target().join("release/bundle");
    println!("The packages are under {}", bundle.display());
    supply::bill(&bundle)?;
    Ok(())
}
