//! The test host: it answers calls as the app does, and refuses everything that is not its own.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::OnceLock;

use serde_json::{Value, json};
use sotto_tests::host::{MAX_BODY, PASSPHRASE, Server};
use tempfile::TempDir;

fn server() -> &'static Server {
    static SERVER: OnceLock<(TempDir, Server)> = OnceLock::new();
    let (_, server) = SERVER.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("interface")).unwrap();
        std::fs::write(folder.path().join("interface/index.html"), "<title>Sotto</title>").unwrap();
        std::fs::write(folder.path().join("secret.txt"), "not to be served").unwrap();
        let server = Server::start(&folder.path().join("apps"), &folder.path().join("interface")).unwrap();
        (folder, server)
    });
    server
}

/// Sends a request as it is written here, and gives the status and the body.
fn send(to: SocketAddr, request: &[u8]) -> (u16, String) {
    let mut stream = TcpStream::connect(to).unwrap();
    // One that is refused before its body was read may be closed meanwhile.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).unwrap_or_default().parse().unwrap_or(0);
    (status, answer.split_once("\r\n\r\n").map_or(String::new(), |(_, body)| body.to_owned()))
}

fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
    let address = server().address();
    let mut text = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
    if !headers.iter().any(|(name, _)| *name == "Host") {
        text.push_str(&format!("Host: {address}\r\n"));
    }
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    send(address, text.as_bytes())
}

fn post(path: &str, body: &Value) -> (u16, Value) {
    let (status, text) = request("POST", &format!("/{}{path}", server().token()), &[], &body.to_string());
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

fn begin(how: &Value) -> String {
    let (status, answer) = post("/apps", how);
    assert_eq!(status, 200, "{answer}");
    format!("/app/{}", answer["app"])
}

#[test]
fn it_answers_calls_as_the_app_does() {
    let app = begin(&json!({ "world": "empty" }));
    let (status, state) = post(&format!("{app}/call/app_state"), &json!({}));
    assert_eq!((status, &state["state"]), (200, &json!("open")));
    let (status, failure) = post(&format!("{app}/call/reflection_read"), &json!({ "id": "00".repeat(16) }));
    assert_eq!((status, &failure["code"], &failure["class"]), (422, &json!("not_found"), &json!("usage")));
    assert_eq!(post(&format!("{app}/call/lock"), &json!({})).0, 200);
    assert_eq!(post(&format!("{app}/call/today"), &json!({})).1["code"], "locked");
    let passphrase = json!({ "passphrase": PASSPHRASE });
    assert_eq!(post(&format!("{app}/call/unlock"), &passphrase).0, 200);
}

#[test]
fn each_app_is_apart_from_the_others() {
    let (one, other) =
        (begin(&json!({ "world": "new" })), begin(&json!({ "world": "empty", "locked": true })));
    assert_eq!(post(&format!("{one}/call/app_state"), &json!({})).1["state"], "new");
    assert_eq!(post(&format!("{other}/call/app_state"), &json!({})).1["state"], "locked");
}

#[test]
fn a_failure_is_injected_by_its_name_and_nowhere_else() {
    let app = begin(&json!({ "world": "empty", "inject": { "verify": "vault_damaged" } }));
    assert_eq!(post(&format!("{app}/call/verify"), &json!({})).1["code"], "vault_damaged");
    assert_eq!(post(&format!("{app}/call/today"), &json!({})).0, 200);
    assert_eq!(post("/apps", &json!({ "world": "empty", "inject": { "verify": "no_such_code" } })).0, 500);
}

#[test]
fn a_task_can_be_held_and_cancelled() {
    let app = begin(&json!({ "world": "story", "hold": "check" }));
    std::thread::scope(|scope| {
        let ended = scope.spawn(|| post(&format!("{app}/call/verify"), &json!({})));
        let progress = || post(&format!("{app}/call/task_progress"), &json!({ "task": "check" })).1;
        while progress()["stage"].is_null() {
            assert!(!ended.is_finished(), "it ended before it was held");
            std::thread::yield_now();
        }
        assert_eq!(post(&format!("{app}/call/task_cancel"), &json!({ "task": "check" })).0, 200);
        assert_eq!(ended.join().unwrap().1["code"], "cancelled");
    });
}

#[test]
fn a_call_that_hangs_ends_when_the_app_is_closed_and_then_nothing_of_it_is_there() {
    let app = begin(&json!({ "world": "empty", "hang": ["today"] }));
    std::thread::scope(|scope| {
        let hanging = scope.spawn(|| post(&format!("{app}/call/today"), &json!({})).0);
        assert_eq!(post(&format!("{app}/call/app_state"), &json!({})).0, 200);
        assert!(!hanging.is_finished());
        let token = server().token();
        assert_eq!(request("DELETE", &format!("/{token}{app}"), &[], "").0, 200);
        assert_eq!(hanging.join().unwrap(), 404);
    });
    assert_eq!(post(&format!("{app}/call/app_state"), &json!({})).0, 404);
}

#[test]
fn every_state_is_what_the_app_itself_finds() {
    let begun = |how: Value| {
        let app = begin(&how);
        move |call: &str| post(&format!("{app}/call/{call}"), &json!({})).1
    };
    let three = begun(json!({ "world": "story", "damage": { "records": 3 } }));
    let lost = json!({ "damaged": true, "lost": 3, "counted": true, "changed": false });
    assert_eq!(three("app_state")["read_only"], lost);
    let unknown = begun(json!({ "world": "story", "damage": "manifest" }));
    assert_eq!(unknown("app_state")["read_only"]["counted"], false);
    let protected = begun(json!({ "world": "story", "write_protected": true }));
    assert_eq!(protected("app_state")["read_only"]["damaged"], false);
    let error = |backups: &str| {
        let app = begun(json!({ "world": "story", "backups": backups }));
        app("backup_status")["state"]["error"].clone()
    };
    assert_eq!(
        [error("well"), error("away"), error("damaged")],
        [Value::Null, json!("folder_missing"), json!("backup_damaged")]
    );
    let running = begun(json!({ "world": "story", "backups": "running" }));
    assert_eq!(running("backup_status")["busy"], "backup");
    let own = |backups: &str| {
        let app = begun(json!({ "world": "story", "backups": backups, "locked": true }));
        let list = app("restore_list");
        let own = |file: &Value| file["own"].as_bool();
        list["files"].as_array().into_iter().flatten().map(own).collect::<Option<Vec<bool>>>().unwrap()
    };
    assert!(own("none").is_empty());
    assert_eq!(own("others"), [false, false]);
    assert!(own("well").len() == 5 && own("shared").len() == 7);
    let keychain = |state: &str| {
        let app = begun(json!({ "world": "story", "keychain": state, "locked": true }));
        let found = app("keychain");
        let code = app("keychain_unlock")["code"].clone();
        (["there", "on", "due"].map(|what| found[what] == true), code)
    };
    assert_eq!(keychain("on"), ([true, true, false], Value::Null));
    assert_eq!(keychain("due"), ([true, true, true], json!("keychain_passphrase_due")));
    assert_eq!(keychain("emptied"), ([true, true, false], json!("keychain_missing")));
    assert_eq!(keychain("gone").0, [false, true, false]);
    assert!(!keychain("absent").0[1] && !keychain("off").0[1]);
}

#[test]
fn the_therapist_has_received_what_members_of_the_group_sent() {
    let app = begin(&json!({ "world": "therapist", "choose": ["priya.age"] }));
    let opened = post(&format!("{app}/call/received_open"), &json!({})).1;
    assert_eq!(opened["opened"][0]["from"], "Priya", "{opened}");
    let list = post(&format!("{app}/call/received_list"), &json!({})).1;
    let from: Vec<&str> = list.as_array().unwrap().iter().filter_map(|one| one["from"].as_str()).collect();
    assert_eq!(from, ["Priya", "Maya", "Sam", "Jo"]);
}

#[test]
fn what_lacks_its_token_is_refused() {
    let token = server().token();
    let wrong = "0".repeat(token.len());
    for path in [
        "/",
        "/apps",
        "/app/1/",
        &format!("/{wrong}/apps"),
        &format!("/{}/apps", &token[1..]),
        &format!("/{token}x/apps"),
    ] {
        assert_eq!(request("POST", path, &[], "{}").0, 401, "{path}");
        assert_eq!(request("GET", path, &[], "").0, 401, "{path}");
    }
}

#[test]
fn what_names_another_host_or_origin_is_refused() {
    let (address, token) = (server().address(), server().token());
    let path = format!("/{token}/apps");
    let new = r#"{"world":"new"}"#;
    let own = address.to_string();
    for host in
        ["sotto.example", "localhost", "127.0.0.1", "127.0.0.1:1", &format!("localhost:{}", address.port())]
    {
        assert_eq!(request("POST", &path, &[("Host", host)], new).0, 421, "{host}");
    }
    assert_eq!(request("POST", &path, &[("Host", &own), ("Host", "sotto.example")], new).0, 421, "two hosts");
    for origin in
        ["http://sotto.example", "null", "https://127.0.0.1", &format!("http://localhost:{}", address.port())]
    {
        assert_eq!(request("POST", &path, &[("Origin", origin)], new).0, 403, "{origin}");
    }
    assert_eq!(request("POST", &path, &[("Origin", &format!("http://{own}"))], new).0, 200, "its own");
}

#[test]
fn it_listens_on_the_loopback_alone() {
    let address = server().address();
    assert_eq!(address.ip(), Ipv4Addr::LOCALHOST);
    // By any other address of this computer nobody is there.
    let socket = std::net::UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).unwrap();
    if socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).is_ok() {
        let own = socket.local_addr().unwrap().ip();
        if !own.is_loopback() {
            let there = TcpStream::connect_timeout(
                &SocketAddr::new(own, address.port()),
                std::time::Duration::from_millis(500),
            );
            assert!(there.is_err());
        }
    }
}

#[test]
fn what_is_too_large_malformed_or_unknown_gets_one_clear_status() {
    let (address, token) = (server().address(), server().token());
    let long = format!(
        "POST /{token}/apps HTTP/1.1\r\nConnection: close\r\nHost: {address}\r\nContent-Length: {}\r\n\r\n",
        MAX_BODY + 1
    );
    assert_eq!(send(address, long.as_bytes()).0, 413);
    for body in ["", "{", "[]", "{\"world\":\"nowhere\"}", "{\"world\":\"new\",\"and\":1}"] {
        assert_eq!(request("POST", &format!("/{token}/apps"), &[], body).0, 400, "{body}");
    }
    assert_eq!(request("DELETE", &format!("/{token}/apps"), &[], "").0, 405);
    for path in ["", "/", "/app", "/app/999999/call/today", "/app/x/call/today", "/app/1/call", "/nothing"] {
        assert_eq!(request("POST", &format!("/{token}{path}"), &[], "{}").0, 404, "{path}");
    }
}

#[test]
fn it_serves_the_interface_and_nothing_beside_it() {
    let (app, token) = (begin(&json!({ "world": "new" })), server().token());
    let (status, page) = request("GET", &format!("/{token}{app}/"), &[], "");
    assert_eq!((status, page.as_str()), (200, "<title>Sotto</title>"));
    for path in [
        "../secret.txt",
        "%2e%2e/secret.txt",
        "..%2fsecret.txt",
        "..\\secret.txt",
        "./index.html",
        "/etc/passwd",
        "a//b",
    ] {
        assert_eq!(request("GET", &format!("/{token}{app}/{path}"), &[], "").0, 404, "{path}");
    }
}
