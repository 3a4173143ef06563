//! One window for one vault: a second start brings the first window to the front and ends.
//!
//! Nothing is handed over but the wish itself, so that nothing in it can tell or command anything:
//! connecting (or, on Windows, an event) is all there is, and one byte that says it was heard. Two
//! vaults have two windows. What turns a second program away from an *open* vault is the vault's own
//! lock, which does not need any of this.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sha2::{Digest, Sha256};
use tauri::AppHandle;

use crate::desktop::window;

/// A window that has just locked may have to wait until the process it replaces is gone.
pub const REPLACING: Duration = Duration::from_secs(5);

/// Held for as long as the app runs.
pub struct First(Option<system::Claim>);

/// Whether this is the first start on this vault. When it is not, the first has been called.
///
/// `patience` is how long one that is about to end is waited for. Where nobody can be asked (no
/// folder for sockets, say) every start is a first one: a second window is better than none.
pub fn claim(vault: &Path, device: &Path, patience: Duration) -> Option<First> {
    system::claim(&name(vault), device, patience).map(First)
}

/// This window is about to close, and no longer answers for the vault. A start from now on waits until the process is
/// gone and takes its place; answered, it would end, and the person who closed Sotto and opened it again would see
/// nothing.
pub fn ending() {
    ENDING.store(true, Ordering::Relaxed);
}

static ENDING: AtomicBool = AtomicBool::new(false);

/// Brings the window to the front whenever another start asks for it.
pub fn listen(first: First, handle: AppHandle) {
    if let Some(claim) = first.0 {
        std::thread::spawn(move || system::each_call(&claim, || window::to_front(&handle)));
    }
}

/// A name for the vault that does not tell where it is.
fn name(vault: &Path) -> String {
    let whole = vault.canonicalize().or_else(|_| {
        // A vault that is yet to be made: its folder is there, or will be at this very path.
        let folder = vault.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).canonicalize()?;
        Ok::<PathBuf, std::io::Error>(folder.join(vault.file_name().unwrap_or_default()))
    });
    let path = whole.or_else(|_| std::path::absolute(vault)).unwrap_or_else(|_| vault.to_owned());
    let hash = Sha256::digest(path.as_os_str().as_encoded_bytes());
    hash.iter().take(12).fold(String::new(), |mut name, byte| {
        let _ = write!(name, "{byte:02x}");
        name
    })
}

/// A lock file says who is first, and ends with its process, however that ends. A socket beside it
/// takes the calls; both lie in the runtime folder, which only this person can enter. A process that is
/// just ending still has both, and so only one that answers is the first.
#[cfg(unix)]
mod system {
    use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
    use std::io::{Read, Write};
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::path::{Path, PathBuf};
    use std::sync::atomic::Ordering;
    use std::time::{Duration, Instant};

    use super::ENDING;

    const PAUSE: Duration = Duration::from_millis(50);
    /// The first one holds its lock a moment before it listens, and after it has ended.
    const ANSWERS_WITHIN: Duration = Duration::from_secs(2);

    pub struct Claim {
        _lock: File,
        calls: UnixListener,
    }

    pub fn claim(name: &str, device: &Path, patience: Duration) -> Option<Option<Claim>> {
        let folder = folder(device);
        let socket = folder.join(format!("{name}.socket"));
        let begun = Instant::now();
        let _ = DirBuilder::new().recursive(true).mode(0o700).create(&folder);
        if !only_mine(&folder) {
            return Some(None);
        }
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        let lock = folder.join(format!("{name}.lock"));
        let Ok(lock) = sotto_core::vault::open_own(&mut options, &lock) else { return Some(None) };
        loop {
            match lock.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(_)) => return Some(None),
                Err(TryLockError::WouldBlock) if begun.elapsed() < patience => std::thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) if answers(&socket) => return None,
                Err(TryLockError::WouldBlock) if begun.elapsed() < patience + ANSWERS_WITHIN => {
                    std::thread::sleep(PAUSE);
                }
                Err(TryLockError::WouldBlock) => return Some(None),
            }
        }
        let _ = std::fs::remove_file(&socket);
        // A path too long for a socket: then nobody can call, and nobody is turned away.
        Some(UnixListener::bind(&socket).ok().map(|calls| Claim { _lock: lock, calls }))
    }

    /// Whether nobody else can put a lock or a socket into the folder: a runtime folder may be shared after `su`,
    /// or in a container.
    fn only_mine(folder: &Path) -> bool {
        folder.symlink_metadata().is_ok_and(|meta| {
            meta.is_dir() && meta.uid() == rustix::process::geteuid().as_raw() && meta.mode() & 0o077 == 0
        })
    }

    pub fn each_call(claim: &Claim, act: impl Fn()) {
        for call in claim.calls.incoming() {
            match call {
                Ok(_) if ENDING.load(Ordering::Relaxed) => {}
                Ok(mut heard) => {
                    act();
                    let _ = heard.write_all(&[1]);
                }
                Err(_) => std::thread::sleep(PAUSE),
            }
        }
    }

    fn answers(socket: &Path) -> bool {
        let Ok(mut call) = UnixStream::connect(socket) else { return false };
        let waits = call.set_read_timeout(Some(ANSWERS_WITHIN)).is_ok();
        waits && call.read_exact(&mut [0]).is_ok()
    }

    fn folder(device: &Path) -> PathBuf {
        std::env::var_os("XDG_RUNTIME_DIR").map_or(device.to_owned(), PathBuf::from).join("sotto")
    }
}

/// A named event of this session; it is gone with the last process that holds it. Not run here yet.
#[cfg(windows)]
#[allow(unsafe_code)]
mod system {
    use std::path::Path;
    use std::sync::atomic::Ordering;
    use std::time::{Duration, Instant};

    use super::ENDING;
    use windows_sys::Win32::Foundation::{
        CloseHandle, ERROR_ALREADY_EXISTS, GetLastError, HANDLE, WAIT_OBJECT_0,
    };
    use windows_sys::Win32::System::Threading::{CreateEventW, INFINITE, SetEvent, WaitForSingleObject};
    use windows_sys::Win32::UI::WindowsAndMessaging::{ASFW_ANY, AllowSetForegroundWindow};

    pub struct Claim(HANDLE);
    // SAFETY: an event may be waited for on any thread.
    unsafe impl Send for Claim {}

    pub fn claim(name: &str, _: &Path, patience: Duration) -> Option<Option<Claim>> {
        let wide: Vec<u16> = format!("Local\\sotto-{name}\0").encode_utf16().collect();
        let begun = Instant::now();
        loop {
            // SAFETY: the name ends in a zero and outlives the call; the handle is closed once.
            unsafe {
                let event = CreateEventW(std::ptr::null(), 0, 0, wide.as_ptr());
                if event.is_null() {
                    return Some(None);
                }
                if GetLastError() != ERROR_ALREADY_EXISTS {
                    return Some(Some(Claim(event)));
                }
                if begun.elapsed() >= patience {
                    AllowSetForegroundWindow(ASFW_ANY);
                    SetEvent(event);
                    CloseHandle(event);
                    return None;
                }
                CloseHandle(event);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    pub fn each_call(claim: &Claim, act: impl Fn()) {
        // SAFETY: the handle stays open for as long as the app runs.
        while unsafe { WaitForSingleObject(claim.0, INFINITE) } == WAIT_OBJECT_0 {
            if !ENDING.load(Ordering::Relaxed) {
                act();
            }
        }
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;
    use std::os::unix::fs::DirBuilderExt;
    use std::os::unix::net::UnixListener;
    use std::time::Instant;

    #[test]
    fn a_vault_has_one_name_however_its_path_is_written_and_another_vault_another() {
        let folder = std::env::temp_dir().join(format!("sotto-single-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("a")).unwrap();
        let before = name(&folder.join("a/../journal.sotto"));
        std::fs::write(folder.join("journal.sotto"), b"x").unwrap();
        std::os::unix::fs::symlink(folder.join("journal.sotto"), folder.join("link")).unwrap();
        assert_eq!(before, name(&folder.join("journal.sotto")), "also before it is made");
        assert_eq!(before, name(&folder.join("link")));
        assert_ne!(before, name(&folder.join("other.sotto")));
        std::fs::remove_dir_all(folder).unwrap();
    }

    /// Who starts second, while `first` does what it does with its lock and its socket.
    fn second(test: &str, first: impl FnOnce(File, UnixListener) + Send) -> (Option<First>, Duration) {
        let device = std::env::temp_dir().join(format!("sotto-{test}-{}", std::process::id()));
        let folder = std::env::var_os("XDG_RUNTIME_DIR").map_or(device.clone(), PathBuf::from).join("sotto");
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder).unwrap();
        let (vault, named) = (device.join("journal.sotto"), name(&device.join("journal.sotto")));
        let lock = File::create(folder.join(format!("{named}.lock"))).unwrap();
        lock.lock().unwrap();
        let _ = std::fs::remove_file(folder.join(format!("{named}.socket")));
        let calls = UnixListener::bind(folder.join(format!("{named}.socket"))).unwrap();
        let began = Instant::now();
        let claimed = std::thread::scope(|scope| {
            scope.spawn(move || first(lock, calls));
            claim(&vault, &device, Duration::ZERO)
        });
        let _ = std::fs::remove_dir_all(device);
        (claimed, began.elapsed())
    }

    #[test]
    fn one_that_answers_is_called_and_the_second_ends() {
        let (claimed, _) = second("answers", |lock, calls| {
            use std::io::Write;
            calls.accept().unwrap().0.write_all(&[1]).unwrap();
            drop(lock);
        });
        assert!(claimed.is_none());
    }

    #[test]
    fn one_that_is_just_ending_is_not_taken_for_the_first() {
        let (claimed, _) = second("ending", |lock, calls| {
            // The call is taken by the system, and nobody is there any more.
            std::thread::sleep(Duration::from_millis(300));
            drop(calls);
            std::thread::sleep(Duration::from_millis(300));
            drop(lock);
        });
        assert!(claimed.is_some_and(|first| first.0.is_some()), "it takes its place");
    }

    #[test]
    fn one_that_is_closing_does_not_answer_and_the_second_takes_its_place() {
        let device = std::env::temp_dir().join(format!("sotto-closing-{}", std::process::id()));
        let vault = device.join("journal.sotto");
        let first = claim(&vault, &device, Duration::ZERO).unwrap().0.unwrap();
        std::thread::spawn(move || system::each_call(&first, || ()));
        assert!(claim(&vault, &device, Duration::ZERO).is_none(), "it answers");
        ending();
        let second = claim(&vault, &device, Duration::ZERO);
        ENDING.store(false, Ordering::Relaxed);
        let _ = std::fs::remove_dir_all(device);
        assert!(second.is_some());
    }

    #[test]
    fn one_that_hangs_does_not_keep_a_window_from_opening() {
        let (claimed, took) = second("hangs", |lock, calls| {
            std::thread::sleep(Duration::from_secs(6));
            drop((lock, calls));
        });
        assert!(claimed.is_some_and(|first| first.0.is_none()), "a second window is better than none");
        assert!(took >= Duration::from_secs(2), "it was given time");
    }
}
