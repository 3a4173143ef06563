//! Pages of shares, shown in a sandboxed frame from addresses of their own.
//!
//! A page never runs a script: its frame is sandboxed, and the headers forbid everything but its own style.

use crate::app::App;

/// Headers that every page is sent with.
pub const HEADERS: [(&str, &str); 5] = [
    ("content-type", "text/html; charset=utf-8"),
    ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-store"),
    ("referrer-policy", "no-referrer"),
];

/// Which page.
#[derive(Clone, Copy)]
pub(crate) enum PageKind {
    Preview,
    Share,
    Received,
}

impl PageKind {
    const ALL: [Self; 3] = [Self::Preview, Self::Share, Self::Received];

    const fn folder(self) -> &'static str {
        match self {
            Self::Preview => "preview",
            Self::Share => "share",
            Self::Received => "received",
        }
    }
}

/// The address of a page. `name` is a hash or an id: hexadecimal.
pub(crate) fn url(app: &App, kind: PageKind, name: &str) -> String {
    format!("{}/{}/{name}", app.host.page_root(), kind.folder())
}

/// The page at this path, such as `/share/<id>`; `None` for anything unknown, while locked and while covered.
pub fn find(app: &App, path: &str) -> Option<String> {
    let (folder, name) = path.trim_start_matches('/').split_once('/')?;
    let kind = PageKind::ALL.into_iter().find(|kind| kind.folder() == folder)?;
    if app.is_covered() {
        return None;
    }
    app.open_journal(|open| match kind {
        PageKind::Preview => {
            let preview = open.preview.as_ref().filter(|preview| preview.sha256() == name);
            Ok(preview.map(|preview| preview.page().to_owned()))
        }
        PageKind::Share => Ok(Some(open.journal.share_page(name.parse()?)?)),
        PageKind::Received => Ok(Some(open.journal.received_page(name.parse()?)?)),
    })
    .ok()
    .flatten()
}
