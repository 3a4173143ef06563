//! The one window: it keeps nothing on disk, and its title never says anything.

use sotto_api::App;
use sotto_api::settings::Theme;
use tauri::webview::WebviewWindowBuilder;
use tauri::{AppHandle, Manager, WebviewUrl, Window, WindowEvent};

use crate::arguments::WindowBounds;
use crate::desktop::lock::{self, Leaving};
use crate::desktop::process;

pub const MAIN: &str = "main";

/// Opens the window, where it was before if the app has just locked.
pub fn open(handle: &AppHandle, at: Option<WindowBounds>) -> tauri::Result<()> {
    let mut builder = WebviewWindowBuilder::new(handle, MAIN, WebviewUrl::default())
        .title("Sotto")
        .inner_size(1240.0, 800.0)
        .min_inner_size(420.0, 420.0)
        // Nothing on disk. A private view cannot be driven, so the build that can be is not.
        .incognito(cfg!(not(feature = "drive")))
        .theme(theme(handle.state::<App>().settings().settings.theme))
        .on_navigation(|url| {
            matches!(url.scheme(), "tauri" | "page")
                || url.host_str() == Some("tauri.localhost")
                || url.host_str() == Some("page.localhost")
        });
    if let Some(folder) = runtime_folder() {
        builder = builder.data_directory(folder);
    }
    if let Some(bounds) = at {
        process::reap();
        builder = builder.position(bounds.x, bounds.y).inner_size(bounds.width, bounds.height);
    }
    let window = builder.build()?;
    #[cfg(target_os = "linux")]
    window.with_webview(|view| {
        use webkit2gtk::{ContextMenuAction, ContextMenuExt, ContextMenuItemExt, WebContextExt, WebViewExt};
        // Words taught to the spell checker would lie in the clear, and names are what one teaches it.
        view.inner().connect_context_menu(|_, menu, _, _| {
            for item in menu.items() {
                if item.stock_action() == ContextMenuAction::LearnSpelling {
                    menu.remove(&item);
                }
            }
            false
        });
        if let Some(context) = view.inner().context() {
            let languages = webkit2gtk::glib::language_names();
            let languages: Vec<&str> =
                languages.iter().map(|l| l.as_str()).filter(|l| *l != "C" && *l != "POSIX").collect();
            context.set_spell_checking_languages(if languages.is_empty() { &["en_GB"] } else { &languages });
            context.set_spell_checking_enabled(true);
        }
    })?;
    let _ = &window;
    Ok(())
}

/// Where the web view may put what it cannot do without, and words that could not be saved: in memory, and gone when
/// the person logs out.
pub fn runtime_folder() -> Option<std::path::PathBuf> {
    let folder = std::env::var_os("XDG_RUNTIME_DIR")?;
    Some(std::path::PathBuf::from(folder).join("sotto"))
}

pub fn theme(theme: Theme) -> Option<tauri::Theme> {
    match theme {
        Theme::System => None,
        Theme::Light => Some(tauri::Theme::Light),
        Theme::Dark => Some(tauri::Theme::Dark),
    }
}

/// Follows the theme that was chosen, so that pages of shares follow it too.
pub fn show_theme(handle: &AppHandle, chosen: Theme) {
    if let Some(window) = handle.get_webview_window(MAIN) {
        let _ = window.set_theme(theme(chosen));
    }
}

/// Shows the window above the others, as far as the system lets a program do that by itself.
pub fn to_front(handle: &AppHandle) {
    let Some(window) = handle.get_webview_window(MAIN) else { return };
    let _ = window.unminimize();
    let _ = window.show();
    #[cfg(not(target_os = "linux"))]
    let _ = window.set_focus();
    #[cfg(target_os = "linux")]
    let _ = handle.run_on_main_thread(move || present(&window));
}

/// With the time it is now: by the time of the last key in this window, which is what GTK would say,
/// X11 takes the wish for an old one and ignores it. On Wayland the desktop may only point at the
/// window.
#[cfg(target_os = "linux")]
fn present(window: &tauri::WebviewWindow) {
    use gtk::prelude::{Cast, GtkWindowExt, WidgetExt};
    let Ok(window) = window.gtk_window() else { return };
    let time = window.window().and_then(|inner| inner.downcast::<gdkx11::X11Window>().ok());
    window.present_with_time(time.map_or(0, |inner| gdkx11::functions::x11_get_server_time(&inner)));
}

/// Where the window is, in logical pixels.
pub fn bounds(handle: &AppHandle) -> Option<WindowBounds> {
    let window = handle.get_webview_window(MAIN)?;
    let scale = window.scale_factor().ok()?;
    let at = window.outer_position().ok()?.to_logical::<f64>(scale);
    let size = window.inner_size().ok()?.to_logical::<f64>(scale);
    Some(WindowBounds { x: at.x, y: at.y, width: size.width, height: size.height })
}

/// Closing seals what was typed first.
pub fn on_event(window: &Window, event: &WindowEvent) {
    if let WindowEvent::CloseRequested { api, .. } = event {
        let handle = window.app_handle();
        if handle.state::<App>().is_open() {
            api.prevent_close();
            lock::ask(handle, Leaving::Close);
        }
    }
}
