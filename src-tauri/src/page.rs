//! Pages of shares, served to a sandboxed frame through a scheme of their own. Finding a page is in
//! `sotto-api`.

use sotto_api::{App, pages};
use tauri::http::{HeaderValue, Response, StatusCode};

pub const SCHEME: &str = "page";

/// What the address of a page begins with. Windows has no schemes of an app's own.
pub const ROOT: &str = if cfg!(windows) { "http://page.localhost" } else { "page://localhost" };

/// Answers a request; anything unknown is an empty page.
pub fn answer(app: &App, path: &str) -> Response<Vec<u8>> {
    let page = pages::find(app, path);
    let status = if page.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let mut response = Response::new(page.unwrap_or_default().into_bytes());
    *response.status_mut() = status;
    for (name, value) in pages::HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
