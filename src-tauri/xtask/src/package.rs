//! `cargo xtask package`: installers for the system it runs on.
//!
//! On Linux .deb and .rpm; an AppImage would need a download while building.

use crate::command::{Done, program, root, run, target};
use crate::setup::{self, Need};

/// `cargo xtask package`.
pub fn package(_: &[&str]) -> Done {
    setup::require(&[Need::WebView, Need::Node])?;
    setup::packages_of_the_interface()?;
    let launcher = if cfg!(windows) { "tauri.cmd" } else { "tauri" };
    let mut tauri = program(root().join("ui/node_modules/.bin").join(launcher));
    tauri.arg("build");
    if cfg!(target_os = "linux") {
        tauri.args(["--bundles", "deb,rpm"]);
    }
    run(&mut tauri, "See the messages above.")?;
    println!("The packages are under {}", target().join("release/bundle").display());
    Ok(())
}
