//! Pages of shares, served to a sandboxed frame through a scheme of their own.
//!
//! A page never runs a script: its frame is sandboxed, and the answer carries a policy that forbids
//! everything but its own style.

use tauri::http::{Response, StatusCode, header};

use crate::app::App;

pub const SCHEME: &str = "page";

const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// Which page.
#[derive(Clone, Copy)]
pub enum Kind {
    Preview,
    Share,
    Received,
}

impl Kind {
    const ALL: [(&'static str, Self); 3] =
        [("preview", Self::Preview), ("share", Self::Share), ("received", Self::Received)];
}

/// The address of a page. `name` is a hash or an id: hexadecimal.
pub fn url(kind: Kind, name: &str) -> String {
    let folder = match kind {
        Kind::Preview => "preview",
        Kind::Share => "share",
        Kind::Received => "received",
    };
    // Windows and Android have no schemes of an app's own.
    let root = if cfg!(windows) { "http://page.localhost" } else { "page://localhost" };
    format!("{root}/{folder}/{name}")
}

/// Answers a request; anything unknown is an empty page.
pub fn answer(app: &App, path: &str) -> Response<Vec<u8>> {
    let page = find(app, path);
    let status = if page.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let mut response = Response::new(page.unwrap_or_default().into_bytes());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, header::HeaderValue::from_static(value));
    }
    response
}

fn find(app: &App, path: &str) -> Option<String> {
    let (folder, name) = path.trim_start_matches('/').split_once('/')?;
    let (_, kind) = Kind::ALL.into_iter().find(|(known, _)| *known == folder)?;
    app.with(|open| match kind {
        Kind::Preview => {
            let preview = open.preview.as_ref().filter(|p| p.sha256() == name);
            Ok(preview.map(|p| p.page().to_owned()))
        }
        Kind::Share => Ok(Some(open.journal.share_page(name.parse()?)?)),
        Kind::Received => Ok(Some(open.journal.received_page(name.parse()?)?)),
    })
    .ok()
    .flatten()
}
