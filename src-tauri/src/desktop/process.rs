//! The process itself: no dumps, and nothing left of the one it replaced.

/// No core dump, and no other process of the same person may read this one's memory.
///
/// On Linux a limit of 1 also refuses dumps that would be piped to a crash handler, which a limit
/// of 0 does not. The processes of the web view inherit the limit. macOS knows the limit only, and
/// Windows neither: its dumps are a setting of the whole system.
pub fn harden() {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit { current: Some(1), maximum: Some(1) };
        let _ = setrlimit(Resource::Core, none);
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

/// Takes note of the web processes of the image this one replaced, so that they do not stay as
/// zombies. Children of this image's own are left to the process that started them.
#[cfg(target_os = "linux")]
pub fn reap() {
    use rustix::process::{WaitOptions, wait};
    std::thread::spawn(|| {
        for _ in 0..20 {
            while let Ok(Some(_)) = wait(WaitOptions::NOHANG) {}
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
    });
}

#[cfg(not(target_os = "linux"))]
pub fn reap() {}
