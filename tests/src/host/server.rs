//! The server: who may ask, and what for.
//!
//! ```text
//! POST /<token>/apps              a Begin as JSON -> {"app": 3}
//! DELETE /<token>/app/3           closes it, and removes its folder
//! POST /<token>/app/3/call/<name> arguments as JSON -> 200 and the answer, or 422 and the Failure
//! GET  /<token>/app/3/page/...    a page of a share
//! GET  /<token>/app/3/...         the built interface
//! ```
//! A request is refused with one status for each reason: 403 when it does not come from the loopback or names
//! another origin, 421 when it names another host, 401 without the token, 413 when it is too large, 405 for
//! another method, 404 for another address, 400 when its body is no JSON, 503 while too many are being answered.

use std::collections::BTreeMap;
use std::io::Read;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use sotto_api::{App, call, pages, unexpected};
use sotto_core::Failure;
use subtle::ConstantTimeEq;
use tiny_http::{Header, Method, Request, Response};

use super::begin::Begin;
use super::worlds::Worlds;

/// Largest body of a request, in bytes: a text of the largest size, escaped.
pub const MAX_BODY: usize = 32 << 20;
/// Requests answered at the same time; those of a task that is held count too.
const THREADS: usize = 256;

/// A server that runs until the program ends.
pub struct Server {
    address: SocketAddr,
    token: String,
}

/// An app, and what was asked to go wrong in it.
struct Running {
    app: Arc<App>,
    begin: Begin,
    closed: Mutex<bool>,
    closing: Condvar,
}

struct State {
    address: SocketAddr,
    token: String,
    interface: PathBuf,
    worlds: Worlds,
    apps: Mutex<BTreeMap<usize, Arc<Running>>>,
    /// How many apps have begun.
    begun: AtomicUsize,
}

type Answer = Response<std::io::Cursor<Vec<u8>>>;

impl Server {
    /// Listens on a free port of the loopback. Apps work in `folder`; `interface` is the built interface.
    ///
    /// # Errors
    /// When no port is free, or there is no randomness.
    pub fn start(folder: &Path, interface: &Path) -> Result<Self, String> {
        let server = tiny_http::Server::http((Ipv4Addr::LOCALHOST, 0)).map_err(|error| error.to_string())?;
        let address = server.server_addr().to_ip().ok_or("no address")?;
        let random = || sotto_core::vault::Id::random().map_err(|error| error.to_string());
        let token = format!("{}{}", random()?, random()?);
        let (interface, worlds) = (interface.to_owned(), Worlds::new(folder));
        let state = State {
            address,
            token: token.clone(),
            interface,
            worlds,
            apps: Mutex::default(),
            begun: AtomicUsize::new(0),
        };
        let state = Arc::new(state);
        thread::spawn(move || {
            while let Ok(mut request) = server.recv() {
                let state = Arc::clone(&state);
                if Arc::strong_count(&state) > THREADS {
                    let _ = request.respond(refusal(503));
                    continue;
                }
                thread::spawn(move || {
                    let answer = state.answer(&mut request).unwrap_or_else(refusal);
                    let _ = request.respond(answer);
                });
            }
        });
        Ok(Self { address, token })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What every path begins with.
    pub fn token(&self) -> &str {
        &self.token
    }
}

impl State {
    fn answer(&self, request: &mut Request) -> Result<Answer, u16> {
        let parts = self.admitted(request)?;
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        match (request.method(), parts.as_slice()) {
            (Method::Post, ["apps"]) => {
                let begin = serde_json::from_value(body(request)?).map_err(|_| 400_u16)?;
                Ok(self.begin(begin))
            }
            (Method::Delete, ["app", number]) => {
                self.close(number)?;
                Ok(json_answer(200, "null"))
            }
            (Method::Post, ["app", number, "call", name]) => {
                let running = self.running(number)?;
                let arguments = body(request)?;
                Ok(answer_call(&running, name, arguments))
            }
            (Method::Get, ["app", number, "page", rest @ ..]) => {
                let running = self.running(number)?;
                let page = pages::find(&running.app, &rest.join("/")).ok_or(404_u16)?;
                let headers = pages::HEADERS.iter().filter_map(|(name, value)| header(name, value));
                Ok(headers.fold(Response::from_string(page), Response::with_header))
            }
            (Method::Get, ["app", number, rest @ ..]) => {
                self.running(number)?;
                self.file(rest)
            }
            (Method::Get | Method::Post, _) => Err(404),
            _ => Err(405),
        }
    }

    /// The parts of the path behind the token, of a request that may be answered.
    fn admitted(&self, request: &Request) -> Result<Vec<String>, u16> {
        if !request.remote_addr().is_some_and(|from| from.ip().is_loopback()) {
            return Err(403);
        }
        let field = |name: &'static str| {
            let mut found = request.headers().iter().filter(|header| header.field.equiv(name));
            (found.next().map(|header| header.value.as_str()), found.next().is_some())
        };
        // A page of another site that resolves its name to this computer sends that name.
        let host = self.address.to_string();
        if field("Host") != (Some(host.as_str()), false) {
            return Err(421);
        }
        let origin = format!("http://{host}");
        if !matches!(field("Origin"), (None, _)) && field("Origin") != (Some(origin.as_str()), false) {
            return Err(403);
        }
        let path = request.url().split(['?', '#']).next().unwrap_or_default();
        let mut parts = path.trim_start_matches('/').split('/').map(str::to_owned);
        let token = parts.next().unwrap_or_default();
        if !bool::from(token.as_bytes().ct_eq(self.token.as_bytes())) {
            return Err(401);
        }
        if request.body_length().is_some_and(|length| length > MAX_BODY) {
            return Err(413);
        }
        Ok(parts.collect())
    }

    fn begin(&self, begin: Begin) -> Answer {
        let number = self.begun.fetch_add(1, Ordering::SeqCst) + 1;
        let root = format!("http://{}/{}/app/{number}/page", self.address, self.token);
        match self.worlds.begin(number, &begin, &root) {
            Ok(app) => {
                let mut apps = self.apps.lock().unwrap_or_else(PoisonError::into_inner);
                let running = Running { app, begin, closed: Mutex::new(false), closing: Condvar::new() };
                apps.insert(number, Arc::new(running));
                json_answer(200, &json!({ "app": number }).to_string())
            }
            Err(why) => json_answer(500, &json!({ "why": why }).to_string()),
        }
    }

    fn running(&self, number: &str) -> Result<Arc<Running>, u16> {
        let number: usize = number.parse().map_err(|_| 404_u16)?;
        let apps = self.apps.lock().unwrap_or_else(PoisonError::into_inner);
        apps.get(&number).cloned().ok_or(404)
    }

    fn close(&self, number: &str) -> Result<(), u16> {
        let running = self.running(number)?;
        self.apps
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|_, other| !Arc::ptr_eq(other, &running));
        *running.closed.lock().unwrap_or_else(PoisonError::into_inner) = true;
        running.closing.notify_all();
        running.app.seal();
        self.worlds.remove(number);
        Ok(())
    }

    /// A file of the built interface. A name that leads elsewhere is not found.
    fn file(&self, parts: &[&str]) -> Result<Answer, u16> {
        let plain =
            |part: &&str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', '%', ':']);
        let parts = if parts == [""] { &["index.html"][..] } else { parts };
        if !parts.iter().all(plain) {
            return Err(404);
        }
        let path = parts.iter().fold(self.interface.clone(), |path, part| path.join(part));
        let bytes = std::fs::read(&path).map_err(|_| 404_u16)?;
        let kind = match path.extension().and_then(|end| end.to_str()) {
            Some("html") => "text/html; charset=utf-8",
            Some("js") => "text/javascript",
            Some("css") => "text/css",
            Some("svg") => "image/svg+xml",
            Some("woff2") => "font/woff2",
            _ => "application/octet-stream",
        };
        Ok(secured(Response::from_data(bytes), kind))
    }
}

fn answer_call(running: &Running, name: &str, arguments: Value) -> Answer {
    let begin = &running.begin;
    thread::sleep(Duration::from_millis(begin.slow));
    if begin.hang.iter().any(|hanging| hanging == name) {
        let closed = running.closed.lock().unwrap_or_else(PoisonError::into_inner);
        drop(running.closing.wait_while(closed, |closed| !*closed));
        return refusal(404);
    }
    let result = match begin.injected(name) {
        Some(code) => Err(Failure::new(code)),
        // As in the desktop: a handler that panics ends its own call and nothing else.
        None => thread::scope(|scope| scope.spawn(|| call(&running.app, name, arguments)).join())
            .unwrap_or_else(|_| Err(unexpected("a panic"))),
    };
    match result {
        Ok(answer) => json_answer(200, &answer),
        Err(failure) => json_answer(422, &serde_json::to_string(&failure).unwrap_or_default()),
    }
}

/// The body of a request, as JSON.
fn body(request: &mut Request) -> Result<Value, u16> {
    let mut bytes = Vec::new();
    // One without a length is read no further than the largest.
    let limit = u64::try_from(MAX_BODY).unwrap_or(u64::MAX).saturating_add(1);
    request.as_reader().take(limit).read_to_end(&mut bytes).map_err(|_| 400_u16)?;
    if bytes.len() > MAX_BODY {
        return Err(413);
    }
    serde_json::from_slice(&bytes).map_err(|_| 400)
}

fn json_answer(status: u16, text: &str) -> Answer {
    secured(Response::from_string(text), "application/json").with_status_code(status)
}

fn refusal(status: u16) -> Answer {
    secured(Response::from_string(""), "text/plain").with_status_code(status)
}

fn secured(answer: Answer, kind: &str) -> Answer {
    let headers = [
        ("Content-Type", kind),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "no-referrer"),
    ];
    headers.iter().filter_map(|(name, value)| header(name, value)).fold(answer, Response::with_header)
}

fn header(name: &str, value: &str) -> Option<Header> {
    Header::from_bytes(name, value).ok()
}
