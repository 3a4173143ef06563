//! Contacts, previews, and what leaves.

use serde::Serialize;
use sotto_core::output::write_output;
use sotto_core::sharing::{
    Contact, Masked, MyCard, Recipient, ShareChoice, ShareEntry, ShareItem, SharingError, card,
};
use sotto_core::vault::{self, Id, OutputFile, read_limited};
use tauri::{AppHandle, State};

use crate::app::App;
use crate::desktop::clock::now;
use crate::desktop::dialog;
use crate::failure::{Answer, not_text};
use crate::page::{self, Kind};

/// What the window is shown of a preview: the page itself comes through its own frame.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Preview {
    pub to: Vec<Recipient>,
    pub items: Vec<ShareItem>,
    /// Every name that was found in what was chosen.
    pub names: Vec<Masked>,
    pub sha256: String,
    pub page_url: String,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Sealed {
    /// Name of the file that was saved.
    pub file: String,
}

/// Something that left, with the address of its page.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "ShareEntry"))]
pub struct Entry {
    #[serde(flatten)]
    #[cfg_attr(test, ts(flatten))]
    pub entry: ShareEntry,
    pub page_url: String,
}

#[tauri::command(async)]
pub fn my_card(app: State<'_, App>, name: Option<String>) -> Answer<Option<MyCard>> {
    app.with(|open| open.journal.my_card(name.as_deref(), now()))
}

/// Saves the card as a text file; answers with the file's name, or nothing when it was cancelled.
#[tauri::command(async)]
pub fn my_card_save(handle: AppHandle, app: State<'_, App>) -> Answer<Option<String>> {
    let card = app.with(|open| open.journal.my_card(None, now()))?.ok_or(SharingError::NoName)?;
    let name = "sotto-card.txt";
    let Some(path) = dialog::save(&handle, "Sotto", name) else { return Ok(None) };
    write_output(OutputFile::create(&path, true)?, card.card.as_bytes())?;
    Ok(Some(path.file_name().map_or_else(|| name.to_owned(), |n| n.to_string_lossy().into_owned())))
}

#[tauri::command(async)]
pub fn contact_list(app: State<'_, App>) -> Answer<Vec<Contact>> {
    app.with(|open| open.journal.contact_list())
}

#[tauri::command(async)]
pub fn contact_add(app: State<'_, App>, card: String) -> Answer<Contact> {
    app.with(|open| open.journal.contact_add(&card, now()))
}

#[tauri::command(async)]
pub fn contact_add_file(handle: AppHandle, app: State<'_, App>) -> Answer<Option<Contact>> {
    let Some(path) = dialog::open(&handle, "Sotto") else { return Ok(None) };
    let bytes = read_limited(&path, card::MAX_BYTES).map_err(|e| match e {
        vault::Error::TooLarge { .. } => not_text(),
        other => other.into(),
    })?;
    let text = String::from_utf8(bytes).map_err(|_| not_text())?;
    app.with(|open| open.journal.contact_add(&text, now())).map(Some)
}

/// Ten words; the key derivation behind them takes about a quarter of a second.
#[tauri::command(async)]
pub fn contact_words(app: State<'_, App>, id: Id) -> Answer<Vec<&'static str>> {
    app.with(|open| open.journal.contact_words(id))
}

#[tauri::command(async)]
pub fn contact_confirm(app: State<'_, App>, id: Id) -> Answer<Contact> {
    app.with(|open| open.journal.contact_confirm(id, now()))
}

#[tauri::command(async)]
pub fn contact_delete(app: State<'_, App>, id: Id) -> Answer<()> {
    app.with(|open| open.journal.contact_delete(id, now()))
}

#[tauri::command(async)]
pub fn share_preview(app: State<'_, App>, choice: ShareChoice) -> Answer<Preview> {
    app.with(|open| {
        open.preview = None;
        let preview = open.journal.share_preview(&choice, now())?;
        let sha256 = preview.sha256();
        let shown = Preview {
            to: preview.to.clone(),
            items: preview.items(),
            names: preview.names.clone(),
            page_url: page::url(Kind::Preview, &sha256),
            sha256,
        };
        open.preview = Some(preview);
        Ok(shown)
    })
}

/// Seals the page that was previewed last, if it is the one with this hash.
#[tauri::command(async)]
pub fn share_seal(handle: AppHandle, app: State<'_, App>, sha256: String) -> Answer<Option<Sealed>> {
    let is_it = |open: &crate::app::Open| open.preview.as_ref().is_some_and(|p| p.sha256() == sha256);
    if !app.with(|open| Ok(is_it(open)))? {
        return Err(sotto_core::Error::from(SharingError::PreviewStale).into());
    }
    // The name of the file tells nothing but the day.
    let name = format!("sotto-{}.age", now().format("%Y-%m-%d"));
    let Some(path) = dialog::save(&handle, "Sotto", &name) else { return Ok(None) };
    let file = path.file_name().map_or(name, |n| n.to_string_lossy().into_owned());
    app.with(|open| {
        let preview =
            open.preview.take().filter(|p| p.sha256() == sha256).ok_or(SharingError::PreviewStale)?;
        let sealed = OutputFile::create(&path, true)
            .map_err(Into::into)
            .and_then(|out| open.journal.share_seal(&preview, out, now()));
        // After a failure the person may choose another place: the preview is still what they saw.
        if sealed.is_err() {
            open.preview = Some(preview);
        }
        sealed?;
        Ok(Some(Sealed { file }))
    })
}

#[tauri::command(async)]
pub fn share_record(app: State<'_, App>) -> Answer<Vec<Entry>> {
    let record = app.with(|open| open.journal.share_record())?;
    Ok(record
        .into_iter()
        .map(|entry| Entry { page_url: page::url(Kind::Share, &entry.id.to_string()), entry })
        .collect())
}
