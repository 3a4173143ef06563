//! The locked screen and sleep, as macOS tells them. Not run here yet.

use std::ffi::c_void;
use std::ptr::{NonNull, null};
use std::sync::OnceLock;

use block2::RcBlock;
use objc2_app_kit::{NSWorkspace, NSWorkspaceWillSleepNotification};
use objc2_core_foundation::{
    CFDictionary, CFNotificationCenter, CFNotificationName, CFNotificationSuspensionBehavior, CFString,
};
use objc2_foundation::NSNotification;
use tauri::AppHandle;

use super::lock_now;

static HANDLE: OnceLock<AppHandle> = OnceLock::new();

/// Called on the main thread, where both centres deliver.
#[allow(unsafe_code)]
pub fn watch(handle: &AppHandle) {
    let _ = HANDLE.set(handle.clone());
    if let Some(centre) = CFNotificationCenter::distributed_center() {
        let name = CFString::from_static_str("com.apple.screenIsLocked");
        // SAFETY: the callback is a plain function and uses none of what it is given. Delivered at
        // once: an app that is not in front gets these only when it is in front again otherwise.
        unsafe {
            centre.add_observer(
                null(),
                Some(screen_is_locked),
                Some(&name),
                null(),
                CFNotificationSuspensionBehavior::DeliverImmediately,
            );
        }
    }
    let sleeping = RcBlock::new(|_: NonNull<NSNotification>| locked());
    let centre = NSWorkspace::sharedWorkspace().notificationCenter();
    // SAFETY: the block captures nothing and runs on the thread that posts, the main one.
    let observer = unsafe {
        centre.addObserverForName_object_queue_usingBlock(
            Some(NSWorkspaceWillSleepNotification),
            None,
            None,
            &sleeping,
        )
    };
    // For as long as the app runs.
    std::mem::forget(observer);
}

#[allow(unsafe_code)]
unsafe extern "C-unwind" fn screen_is_locked(
    _: *mut CFNotificationCenter,
    _: *mut c_void,
    _: *const CFNotificationName,
    _: *const c_void,
    _: *const CFDictionary,
) {
    locked();
}

fn locked() {
    if let Some(handle) = HANDLE.get() {
        lock_now(handle);
    }
}
