//! The desktop: windows, dialogs, keychain, lock. The only crate that knows Tauri. This file is the wiring.
//!
//! One command, `call`, carries every call of `sotto-api` from the window to its handler. What a window, a
//! dialog or a lock is on each system lives in `desktop`.

mod arguments;
mod desktop;
mod page;

use std::process::ExitCode;
use std::time::Duration;

use arguments::Arguments;
use desktop::host::Desktop;
use serde_json::Value;
use sotto_api::{App, unexpected};
use sotto_core::Failure;
use sotto_core::vault::{Device, VaultFile, default_device, default_vault};
use tauri::ipc::Response;
use tauri::{AppHandle, Manager};

/// Starts the app and stays until its window is closed.
pub fn run() -> ExitCode {
    desktop::process::harden();
    let arguments = match Arguments::read(std::env::args_os().skip(1)) {
        Ok(arguments) => arguments,
        Err(problem) => {
            eprintln!("sotto: {problem}");
            return ExitCode::from(2);
        }
    };
    let (Some(vault), Some(device)) = (arguments.vault.clone().or_else(default_vault), default_device())
    else {
        eprintln!("sotto: this system names no folder for a person's own data");
        return ExitCode::from(1);
    };
    // A window that has just locked takes the place of one that may not be quite gone.
    let patience = if arguments.at.is_some() { desktop::single_instance::REPLACING } else { Duration::ZERO };
    let Some(first) = desktop::single_instance::claim(&vault, &device, patience) else {
        return ExitCode::SUCCESS;
    };
    let vault_file = VaultFile::at(vault, Device::at(device));
    let built = tauri::Builder::default()
        .register_asynchronous_uri_scheme_protocol(page::SCHEME, |context, request, responder| {
            let handle = context.app_handle().clone();
            let path = request.uri().path().to_owned();
            tauri::async_runtime::spawn_blocking(move || {
                responder.respond(page::answer(&handle.state(), &path))
            });
        })
        .invoke_handler(tauri::generate_handler![call])
        .setup(move |app| {
            app.manage(App::new(vault_file, Box::new(Desktop::new(app.handle().clone()))));
            desktop::window::open(app.handle(), arguments.at)?;
            desktop::single_instance::listen(first, app.handle().clone());
            desktop::idle::watch(app.handle().clone());
            desktop::system_lock::watch(app.handle());
            desktop::signals::watch(app.handle());
            Ok(())
        })
        .on_window_event(desktop::window::on_event)
        .build(tauri::generate_context!());
    match built {
        Ok(app) => {
            app.run(|_, event| match event {
                tauri::RunEvent::ExitRequested { .. } => desktop::single_instance::ending(),
                tauri::RunEvent::Exit => desktop::clipboard::clear(),
                _ => {}
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("sotto: the window could not be opened: {error}");
            ExitCode::from(1)
        }
    }
}

/// Carries a call from the window to its handler. A handler may wait for a disk, a dialog or the keychain, so it
/// runs where waiting holds nobody up.
#[tauri::command]
async fn call(handle: AppHandle, name: String, args: Value) -> Result<Response, Failure> {
    let answer = tauri::async_runtime::spawn_blocking(move || {
        sotto_api::call(&handle.state(), &name, args).map(Response::new)
    });
    // A handler that panics ends its own call and nothing else.
    answer.await.unwrap_or_else(|_| Err(unexpected("a panic")))
}
