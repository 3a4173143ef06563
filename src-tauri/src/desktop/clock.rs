//! The one place in the app that asks what time it is.

use std::time::Duration;

use sotto_core::Now;

/// Now, with this place's offset.
pub fn now() -> Now {
    chrono::Local::now().fixed_offset()
}

/// Time since some moment before the app began. Nobody can turn it back, and it goes on while the
/// computer sleeps, which `Instant` does on no system but Windows: a lid closed for an hour is an
/// hour without a touch.
pub fn steady() -> Duration {
    #[cfg(target_os = "linux")]
    let clock = rustix::time::ClockId::Boottime;
    // On macOS this one counts sleep, and the one that `Instant` uses does not. Not run here yet.
    #[cfg(target_os = "macos")]
    let clock = rustix::time::ClockId::Monotonic;
    #[cfg(unix)]
    {
        let time = rustix::time::clock_gettime(clock);
        // Neither is negative, nor are nanoseconds a second or more.
        Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
    }
    // Not run here yet.
    #[cfg(windows)]
    #[allow(unsafe_code)]
    {
        // SAFETY: takes nothing and cannot fail.
        Duration::from_millis(unsafe { windows_sys::Win32::System::SystemInformation::GetTickCount64() })
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_idle_clock_is_the_one_that_counts_sleep() {
        // The kernel's uptime counts time asleep.
        let kernel = || {
            let text = std::fs::read_to_string("/proc/uptime").unwrap();
            text.split_whitespace().next().unwrap().parse::<f64>().unwrap()
        };
        let (before, now, after) = (kernel(), steady().as_secs_f64(), kernel());
        assert!(before - 0.02 <= now && now <= after + 0.02, "{before} {now} {after}");
    }
}
