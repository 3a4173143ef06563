//! Contacts, previews, and what leaves.

use serde::Serialize;
use sotto_core::output::write_output;
use sotto_core::sharing::{
    self, Contact, Masked, MyCard, Recipient, ShareChoice, ShareItem, SharingError, card,
};
use sotto_core::vault::{self, Id, OutputFile, read_limited};
use sotto_core::{Code, Failure};

use crate::app::{App, OpenJournal};
use crate::call::calls;
use crate::calls::access::file_name;
use crate::failure::CallResult;
use crate::pages::{self, PageKind};

/// What the window shows of a preview. The page itself comes through its own frame.
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

/// A share that was sealed.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Sealed {
    /// Name of the file that was saved.
    pub file: String,
}

/// Something that left, with the address of its page.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ShareLogEntry {
    #[serde(flatten)]
    #[cfg_attr(test, ts(flatten))]
    pub entry: sharing::ShareLogEntry,
    pub page_url: String,
}

calls![
    /// The person's own card; none until it has a name, which `name` gives it.
    pub fn my_card(app: &App, name: Option<String>) -> CallResult<Option<MyCard>> {
        app.journal(|journal| journal.my_card(name.as_deref(), app.now()))
    }

    /// Saves the card as a text file. Answers with the file's name, or nothing when that was cancelled.
    pub fn my_card_save(app: &App) -> CallResult<Option<String>> {
        let card = app.journal(|journal| journal.my_card(None, app.now()))?.ok_or(SharingError::NoName)?;
        let Some(place) = app.host.choose_place("sotto-card.txt") else { return Ok(None) };
        write_output(OutputFile::create(&place, true)?, card.card.as_bytes())?;
        Ok(Some(file_name(&place)))
    }

    /// Every contact.
    pub fn contact_list(app: &App) -> CallResult<Vec<Contact>> {
        app.journal(|journal| journal.contact_list())
    }

    /// Adds a contact from the text of a card.
    pub fn contact_add(app: &App, card: String) -> CallResult<Contact> {
        app.journal(|journal| journal.contact_add(&card, app.now()))
    }

    /// Adds a contact from a card in a file; nothing when none was chosen.
    pub fn contact_add_file(app: &App) -> CallResult<Option<Contact>> {
        let Some(path) = app.host.choose_file() else { return Ok(None) };
        let unreadable = || Failure::new(Code::CardUnreadable);
        let bytes = read_limited(&path, card::MAX_BYTES).map_err(|error| match error {
            vault::Error::TooLarge { .. } => unreadable(),
            other => other.into(),
        })?;
        let text = String::from_utf8(bytes).map_err(|_| unreadable())?;
        app.journal(|journal| journal.contact_add(&text, app.now())).map(Some)
    }

    /// The ten words to compare with a contact. Deriving them takes about a quarter of a second.
    pub fn contact_words(app: &App, id: Id) -> CallResult<Vec<&'static str>> {
        app.journal(|journal| journal.contact_words(id))
    }

    /// The words were the same.
    pub fn contact_confirm(app: &App, id: Id) -> CallResult<Contact> {
        app.journal(|journal| journal.contact_confirm(id, app.now()))
    }

    /// Deletes a contact.
    pub fn contact_delete(app: &App, id: Id) -> CallResult<()> {
        app.journal(|journal| journal.contact_delete(id, app.now()))
    }

    /// Draws the page of what was chosen, exactly as it would leave.
    pub fn share_preview(app: &App, choice: ShareChoice) -> CallResult<Preview> {
        app.open_journal(|open| {
            open.preview = None;
            let preview = open.journal.share_preview(&choice, app.now())?;
            let sha256 = preview.sha256();
            let shown = Preview {
                to: preview.to.clone(),
                items: preview.items().to_vec(),
                names: preview.names.clone(),
                page_url: pages::url(app, PageKind::Preview, &sha256),
                sha256,
            };
            open.preview = Some(preview);
            Ok(shown)
        })
    }

    /// Seals the page that was previewed last, if it is the one with this hash; nothing when that was cancelled.
    pub fn share_seal(app: &App, sha256: String) -> CallResult<Option<Sealed>> {
        let is_it = |open: &OpenJournal| open.preview.as_ref().is_some_and(|p| p.sha256() == sha256);
        if !app.open_journal(|open| Ok(is_it(open)))? {
            return Err(SharingError::PreviewStale.into());
        }
        // The name of the file says nothing but the day.
        let name = format!("sotto-{}.age", app.now().format("%Y-%m-%d"));
        let Some(place) = app.host.choose_place(&name) else { return Ok(None) };
        app.open_journal(|open| {
            let preview =
                open.preview.take().filter(|p| p.sha256() == sha256).ok_or(SharingError::PreviewStale)?;
            let sealed = OutputFile::create(&place, true)
                .map_err(Into::into)
                .and_then(|out| open.journal.share_seal(&preview, out, app.now()));
            // After a failure the person may choose another place: the preview is still what they saw.
            if sealed.is_err() {
                open.preview = Some(preview);
            }
            sealed?;
            Ok(Some(Sealed { file: file_name(&place) }))
        })
    }

    /// Everything that left.
    pub fn share_log(app: &App) -> CallResult<Vec<ShareLogEntry>> {
        let log = app.journal(|journal| journal.share_log())?;
        let with_page = |entry: sharing::ShareLogEntry| ShareLogEntry {
            page_url: pages::url(app, PageKind::Share, &entry.id.to_string()),
            entry,
        };
        Ok(log.into_iter().map(with_page).collect())
    }
];
