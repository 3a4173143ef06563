//! The app speaks to nobody: the whole way works on a machine without a network, and no process of
//! it ever opens an internet socket or looks up a name.

use crate::ordinary::{Ordinary, log_of};
use crate::{CANARY, PASSPHRASE};
use sotto_tests::person::Person;
use std::process::{Command, Stdio};

/// What shows in `strace` when a process wants to reach somebody: a socket, or the ways in which
/// the C library asks for the name of a computer. (It asks nscd for the name of the person, too.)
const WATCHED: &str = "trace=socket,socketpair,connect,bind,sendto,sendmsg,sendmmsg,openat";
const NAMES: [&str; 5] =
    ["/etc/resolv.conf", "/etc/hosts", "/etc/host.conf", "io.systemd.Resolve", "avahi-daemon/socket"];

/// The lines of a log that speak of the internet, and those that look for a name.
fn spoken(log: &str) -> (Vec<&str>, Vec<&str>) {
    let sockets = log.lines().filter(|line| line.contains("AF_INET")).collect();
    let names = log.lines().filter(|line| NAMES.iter().any(|name| line.contains(name))).collect();
    (sockets, names)
}

/// This test program again, for one test, started through something.
fn again(through: &[&str], test: &str) -> Command {
    let mut command = Command::new(through[0]);
    command.args(&through[1..]).arg(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--ignored", "--nocapture"]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[test]
#[ignore = "opens windows"]
fn the_whole_way_needs_no_network() {
    // Alone in a network of its own, in which there is nothing but the loopback that the driver needs.
    let alone =
        ["unshare", "--map-root-user", "--net", "sh", "-c", "ip link set lo up && exec \"$0\" \"$@\""];
    let ended = again(&alone, "a_page_goes_the_whole_way_from_one_app_to_the_other").output().unwrap();
    let output =
        format!("{}{}", String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert!(ended.status.success() && output.contains("1 passed"), "{output}");
}

#[test]
#[ignore = "opens windows"]
fn no_process_of_the_app_opens_an_internet_socket_or_looks_up_a_name() {
    let person = Person::with_vault(PASSPHRASE);
    let log = log_of(&person).display().to_string();
    let mut app =
        Ordinary::start(&person, &["strace", "-f", "--seccomp-bpf", "-qq", "-o", &log, "-e", WATCHED])
            .unwrap();
    app.unlock(&person).unwrap();
    app.write(&person, CANARY).unwrap();
    app.lock(&person).unwrap();
    drop(app);
    let log = std::fs::read_to_string(log_of(&person)).unwrap();
    // It did watch: the display is reached through a socket, by more than one process.
    assert!(log.lines().filter(|line| line.contains("AF_UNIX")).count() > 2, "{log}");
    let (sockets, names) = spoken(&log);
    println!("internet sockets: {}, name look-ups: {}", sockets.len(), names.len());
    assert_eq!((sockets, names), (vec![], vec![]));
}

/// The same for a journal's whole way. The sockets there are belong to being driven, which no package
/// can be: to the one address that the driver names, on this machine.
#[test]
#[ignore = "opens windows"]
fn the_whole_way_opens_no_internet_socket_but_the_drivers_own() {
    let folder = tempfile::tempdir().unwrap();
    let through = folder.path().join("through");
    let log = folder.path().join("log");
    let app = sotto_tests::person::program("sotto");
    let script = format!(
        "#!/bin/sh\necho \"$WEBKIT_INSPECTOR_SERVER\" >> {driver}\nexec strace -f --seccomp-bpf -qq -o {log}.$$ -e {WATCHED} {app} \"$@\"\n",
        driver = folder.path().join("driver").display(),
        log = log.display(),
        app = app.display(),
    );
    std::fs::write(&through, script).unwrap();
    let made = Command::new("chmod").arg("755").arg(&through).status();
    assert!(made.is_ok_and(|status| status.success()));
    let ended = again(&["env"], "a_page_goes_the_whole_way_from_one_app_to_the_other")
        .env("SOTTO_TESTS_THROUGH", &through)
        .output()
        .unwrap();
    let output =
        format!("{}{}", String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert!(ended.status.success() && output.contains("1 passed"), "{output}");
    let drivers = std::fs::read_to_string(folder.path().join("driver")).unwrap();
    let ports: Vec<&str> = drivers.lines().filter_map(|address| address.rsplit(':').next()).collect();
    assert_eq!(ports.len(), 2, "two apps were driven: {drivers}");
    let mut logs = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap().flatten() {
        if !entry.file_name().to_string_lossy().starts_with("log.") {
            continue;
        }
        logs += 1;
        let log = std::fs::read_to_string(entry.path()).unwrap();
        let (sockets, names) = spoken(&log);
        let drivers_own = |line: &&str| {
            ports
                .iter()
                .any(|port| line.contains(&format!("htons({port}), sin_addr=inet_addr(\"127.0.0.1\")")))
        };
        // A socket that is neither bound nor connected has no address, and is nobody's.
        let (opened, addressed): (Vec<&str>, Vec<&str>) =
            sockets.into_iter().partition(|line| line.contains("socket(AF_INET"));
        println!(
            "internet sockets: {}, of them the driver's: {}, name look-ups: {}",
            opened.len(),
            addressed.iter().filter(|line| drivers_own(line)).count(),
            names.len()
        );
        assert!(addressed.iter().all(drivers_own), "{addressed:#?}");
        assert_eq!(opened.len(), addressed.len(), "{opened:#?} {addressed:#?}");
        assert_eq!(names, Vec::<&str>::new());
    }
    assert_eq!(logs, 2);
}

#[test]
fn what_is_spoken_is_recognised() {
    let log = "1 socket(AF_INET6, SOCK_STREAM, 0) = 5\n1 socket(AF_UNIX, SOCK_STREAM, 0) = 6\n\
        2 connect(7, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr(\"9.9.9.9\")}, 16) = 0\n\
        2 openat(AT_FDCWD, \"/etc/resolv.conf\", O_RDONLY) = 8\n";
    let (sockets, names) = spoken(log);
    assert_eq!((sockets.len(), names.len()), (2, 1));
}
