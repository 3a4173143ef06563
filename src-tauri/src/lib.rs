//! The desktop shell: wiring only, and the only crate that knows Tauri.
//!
//! A command parses its arguments, finds the open journal, calls one function of the core and turns
//! an error into a code. What a window, a dialog or a lock is on each system lives in `desktop`.

mod app;
mod arguments;
mod backups;
#[cfg(test)]
mod bindings;
mod commands;
mod desktop;
mod failure;
mod page;
mod settings;
mod work;

use std::process::ExitCode;
use std::time::Duration;

use app::App;
use arguments::Arguments;
use sotto_core::vault::{Device, VaultFile, default_device, default_vault};
use tauri::Manager;

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
    let patience = if arguments.at.is_some() { desktop::single::REPLACING } else { Duration::ZERO };
    let Some(first) = desktop::single::claim(&vault, &device, patience) else {
        return ExitCode::SUCCESS;
    };
    let app = App::new(VaultFile::at(vault, Device::at(device)));
    let built = tauri::Builder::default()
        .manage(app)
        .register_asynchronous_uri_scheme_protocol(page::SCHEME, |context, request, responder| {
            let handle = context.app_handle().clone();
            let path = request.uri().path().to_owned();
            tauri::async_runtime::spawn_blocking(move || {
                responder.respond(page::answer(&handle.state(), &path))
            });
        })
        .invoke_handler(handler())
        .setup(move |app| {
            desktop::window::open(app.handle(), arguments.at)?;
            desktop::single::listen(first, app.handle().clone());
            desktop::idle::watch(app.handle().clone());
            desktop::system_lock::watch(app.handle());
            desktop::ending::watch(app.handle());
            Ok(())
        })
        .on_window_event(desktop::window::on_event)
        .build(tauri::generate_context!());
    match built {
        Ok(app) => {
            app.run(|_, event| {
                if matches!(event, tauri::RunEvent::Exit) {
                    desktop::clipboard::clear();
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("sotto: the window could not be opened: {error}");
            ExitCode::from(1)
        }
    }
}

fn handler() -> impl Fn(tauri::ipc::Invoke<tauri::Wry>) -> bool + Send + Sync + 'static {
    use commands::{
        access, backups, circle, exchange, keychain, keys, prep, reading, received, reflections, safety,
        settings, sharing, works,
    };
    tauri::generate_handler![
        settings::standing,
        settings::settings_save,
        keys::passphrase_strength,
        keys::passphrase_suggest,
        keys::setup_begin,
        keys::setup_finish,
        keys::unlock,
        keys::unlock_recovery,
        keys::unlock_photo,
        keys::journal_ready,
        keys::lock,
        keys::active,
        keys::leave,
        keys::leave_heard,
        settings::print,
        settings::clipboard_copy,
        keys::passphrase_change,
        access::way_list,
        access::way_add_passphrase,
        access::way_add_recovery,
        access::way_remove,
        access::rekey,
        access::sheet_save,
        keychain::keychain,
        keychain::keychain_on,
        keychain::keychain_off,
        keychain::keychain_unlock,
        reading::sound_save,
        keys::verify,
        reflections::capture,
        reflections::captured_list,
        reflections::captured_accept,
        reflections::captured_discard,
        reflections::today,
        reflections::draft_save,
        reflections::draft_keep,
        reflections::reflection_list,
        reflections::reflection_read,
        reflections::reflection_revisions,
        reflections::reflection_delete,
        reflections::calendar,
        reflections::tags,
        circle::group_list,
        circle::group_save,
        circle::group_delete,
        circle::person_list,
        circle::person_save,
        circle::person_delete,
        prep::preparation,
        prep::bring_save,
        prep::bring_delete,
        sharing::my_card,
        sharing::my_card_save,
        sharing::contact_list,
        sharing::contact_add,
        sharing::contact_add_file,
        sharing::contact_words,
        sharing::contact_confirm,
        sharing::contact_delete,
        sharing::share_preview,
        sharing::share_seal,
        sharing::share_record,
        received::received_open,
        received::received_list,
        safety::help,
        safety::help_contact_save,
        works::work_progress,
        works::work_stop,
        backups::backups,
        backups::backup_folder_choose,
        backups::backup_stop,
        backups::backup_now,
        backups::backup_now_alone,
        backups::backup_rehearse,
        backups::restore_list,
        backups::restore_choose,
        backups::restore,
        exchange::export,
    ]
}
