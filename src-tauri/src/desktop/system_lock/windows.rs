//! The locked session and sleep, as Windows tells them to a window of their own that is never shown.
//! Not run here yet.

use std::ptr::{null, null_mut};
use std::sync::OnceLock;

use tauri::AppHandle;
use windows_sys::Win32::Foundation::{HWND, LPARAM, LRESULT, WPARAM};
use windows_sys::Win32::System::LibraryLoader::GetModuleHandleW;
use windows_sys::Win32::System::RemoteDesktop::{NOTIFY_FOR_THIS_SESSION, WTSRegisterSessionNotification};
use windows_sys::Win32::UI::WindowsAndMessaging::{
    CreateWindowExW, DefWindowProcW, DispatchMessageW, GetMessageW, MSG, PBT_APMSUSPEND, RegisterClassW,
    WM_POWERBROADCAST, WM_WTSSESSION_CHANGE, WNDCLASSW, WTS_SESSION_LOCK,
};

use super::lock_now;

static HANDLE: OnceLock<AppHandle> = OnceLock::new();

/// A thread of its own, because a window's messages arrive on the thread that made it.
pub fn watch(handle: &AppHandle) {
    if HANDLE.set(handle.clone()).is_ok() {
        std::thread::spawn(listen);
    }
}

#[allow(unsafe_code)]
fn listen() {
    let name: Vec<u16> = "SottoSession\0".encode_utf16().collect();
    // SAFETY: every pointer is null or outlives its call; the class is zero where it is not set,
    // which Windows takes for "none".
    unsafe {
        let module = GetModuleHandleW(null());
        let class = WNDCLASSW {
            lpfnWndProc: Some(window_proc),
            hInstance: module,
            lpszClassName: name.as_ptr(),
            ..std::mem::zeroed()
        };
        RegisterClassW(&class);
        // A top-level window, not a message-only one, which gets no messages about sleep.
        let parts = (null_mut(), null_mut(), module, null());
        let window = CreateWindowExW(
            0,
            name.as_ptr(),
            name.as_ptr(),
            0,
            0,
            0,
            0,
            0,
            parts.0,
            parts.1,
            parts.2,
            parts.3,
        );
        if window.is_null() {
            return;
        }
        WTSRegisterSessionNotification(window, NOTIFY_FOR_THIS_SESSION);
        let mut message: MSG = std::mem::zeroed();
        while GetMessageW(&mut message, null_mut(), 0, 0) > 0 {
            DispatchMessageW(&message);
        }
    }
}

#[allow(unsafe_code)]
unsafe extern "system" fn window_proc(window: HWND, message: u32, what: WPARAM, more: LPARAM) -> LRESULT {
    let locks = (message == WM_WTSSESSION_CHANGE && what == WTS_SESSION_LOCK as usize)
        || (message == WM_POWERBROADCAST && what == PBT_APMSUSPEND as usize);
    if let (true, Some(handle)) = (locks, HANDLE.get()) {
        lock_now(handle);
    }
    // SAFETY: handed on as it came.
    unsafe { DefWindowProcW(window, message, what, more) }
}
