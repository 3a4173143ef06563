//! Declares the app's own commands, so that each needs a permission, and nothing else has one.

#[path = "src/commands/names.rs"]
mod names;

fn main() {
    let own = tauri_build::AppManifest::new().commands(names::COMMANDS);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(own)) {
        println!("cargo::error={error:#}");
    }
}
