//! Declares the app's one command, so that it needs a permission, and nothing else has one.

fn main() {
    let own = tauri_build::AppManifest::new().commands(&["call"]);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(own)) {
        println!("cargo::error={error:#}");
    }
}
