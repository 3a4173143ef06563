//! What each fuzz target does with its bytes, in one place: `tests/fuzz` feeds them without end, and
//! an ordinary test replays every corpus and every finding.
//!
//! No target may panic, and what is parsed must be the same after writing and parsing it again.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use sotto_core::access::photo;
use sotto_core::fuzzing::{Applied, with_sum};
use sotto_core::import_export::Incoming;
use sotto_core::reflections::{Sort, query};
use sotto_core::sharing::{card, page, proof};
use sotto_core::vault::fuzzing as within;
use sotto_core::vault::{Device, Key, RecoveryKey, SlotKind, VaultFile, check_header, seal};
use sotto_core::{Code, Failure, Journal, Now};
use tempfile::TempDir;

/// A target: its name is that of its corpus.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 12] = [
    ("record", record),
    ("chunk", chunk),
    ("slot", slot),
    ("view", view),
    ("vault", vault),
    ("card", contact_card),
    ("page", share_page),
    ("share", share),
    ("sheet", sheet),
    ("query", search),
    ("import", import),
    ("photo", picture),
];

/// The fuzz folder of the repository.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// A copy of the golden vault, which the sheet beside it opens without key derivation.
struct Place {
    folder: TempDir,
    sheet: RecoveryKey,
}

impl Place {
    fn new() -> Self {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::copy(golden.join("format-1.sotto"), folder.path().join("j.sotto"))
            .expect("the golden vault");
        let text = std::fs::read_to_string(golden.join("format-1.sheet.txt")).expect("the golden sheet");
        Self { folder, sheet: RecoveryKey::read(&text).expect("a sheet") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn locked(&self) -> VaultFile {
        VaultFile::at(self.path("j.sotto"), Device::at(self.path("device")))
    }

    fn key(&self) -> Key {
        Key::Recovery(self.sheet.clone())
    }

    fn journal(&self) -> Journal {
        Journal::unlock(&self.locked(), &self.key(), true).expect("the golden vault opens")
    }
}

thread_local! {
    static PLACE: Place = Place::new();
    static JOURNAL: RefCell<Journal> = PLACE.with(|place| RefCell::new(place.journal()));
    static VIEW: RefCell<Applied> = JOURNAL.with_borrow(|journal| RefCell::new(Applied::new(journal.vault()).expect("a view")));
}

/// The plaintext of a record: read, then applied to the view.
pub fn record(bytes: &[u8]) {
    if let Ok(record) = within::record(bytes) {
        VIEW.with_borrow_mut(|view| view.takes(&record));
    }
}

/// The plaintext of a chunk of an attachment: its content is a part of it, and comes back when it is written
/// again.
pub fn chunk(bytes: &[u8]) {
    if let Ok((content, again)) = within::chunk(bytes) {
        assert!(content.len() + 256 <= bytes.len(), "no more than there is");
        assert!(within::chunk(&again).is_ok_and(|(same, _)| same == content), "it is the same chunk");
    }
}

/// A slot: as the JSON within, and as sealed bytes for the sheet.
pub fn slot(bytes: &[u8]) {
    within::payload(bytes);
    PLACE.with(|place| {
        let _ = within::slot(bytes, SlotKind::Recovery, &place.key());
    });
}

/// The file of a view beside the vault: never taken for one, whatever it says.
pub fn view(bytes: &[u8]) {
    PLACE.with(|place| {
        JOURNAL.with_borrow(|journal| {
            std::fs::write(place.path("j.sotto-view"), bytes).expect("written");
            assert!(journal.vault().open_view().expect("no error").is_none(), "taken for a view");
        });
    });
}

/// The golden vault with some bytes changed: three bytes say where, the fourth is the new value. It is
/// opened, and what is undamaged is read.
pub fn vault(bytes: &[u8]) {
    thread_local!(static OTHER: (Place, Vec<u8>) = {
        let place = Place::new();
        let original = std::fs::read(place.path("j.sotto")).expect("read");
        (place, original)
    });
    OTHER.with(|(place, original)| {
        let mut file = original.clone();
        for change in bytes.chunks_exact(4).take(64) {
            if let [a, b, c, value] = *change {
                let at = u32::from_be_bytes([0, a, b, c]) as usize % file.len();
                file[at] = value;
            }
        }
        for suffix in ["-wal", "-shm", "-view"] {
            let _ = std::fs::remove_file(place.path(&format!("j.sotto{suffix}")));
        }
        std::fs::write(place.path("j.sotto"), &file).expect("written");
        let look = |opened: sotto_core::Result<Journal>| {
            let Ok(mut journal) = opened else { return };
            let _ = journal.verify();
            let _ = journal.reflection_list("", Sort::Recent, 50, 0);
            let _ = journal.captured();
        };
        // One after the other, because a vault can be open only once.
        look(Journal::open_read_only(&place.locked(), &place.key()));
        look(Journal::unlock(&place.locked(), &place.key(), true));
    });
}

/// A picture that may show a recovery code. (Large ones cost time, and show the fuzzer nothing new.)
pub fn picture(bytes: &[u8]) {
    let _ = photo::key_in(bytes);
}

/// A contact card in the text of an e-mail.
pub fn contact_card(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let _ = card::read(text);
    // As anyone could write it.
    if let Ok(found) = card::read(&with_sum(text)) {
        let written = card::write(&found).expect("a card that was read can be written");
        assert!(card::read(&written) == Ok(found), "it is the same card");
    }
}

/// A share after it was opened: the page, and the line with its proof.
pub fn share_page(bytes: &[u8]) {
    if let Ok((page, line)) = page::split_proof(bytes) {
        let _ = proof::read(line);
        if let Ok(data) = page::read(page) {
            let again = page::redrawn(page).expect("it was read");
            assert!(again.as_bytes() == page, "what is seen is what is stored");
            let secret = zeroize::Zeroizing::new([7u8; 32]);
            let recipient = data.parties.to().first().map(|to| to.recipient.clone()).unwrap_or_default();
            let me = proof::Me { secret: &secret, recipient: &recipient };
            let _ = proof::read(line).map(|proof| proof::check(&me, &data.parties, &[0; 32], &proof));
        }
    }
    let _ = page::read(bytes);
    // As anyone could draw it.
    if let Some(drawn) = json_in(bytes).and_then(page::of_json).filter(|page| page.len() <= page::MAX_BYTES) {
        assert!(page::redrawn(drawn.as_bytes()) == Some(drawn), "what is drawn is read");
    }
    JOURNAL.with_borrow_mut(|journal| {
        let to = journal.vault().keys().share_recipient();
        let sealed = seal(&[to], bytes).expect("sealed");
        assert!(journal.received_open(&sealed, now()).is_err(), "nobody proved that it is theirs");
    });
}

/// The JSON in a page, if there is a page around it.
fn json_in(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (_, data) = text.rsplit_once("<!-- sotto-share ")?;
    Some(data.split_once(" -->")?.0.split_once(' ')?.1)
}

/// A share as it comes: sealed bytes.
pub fn share(bytes: &[u8]) {
    let _ = check_header(bytes);
    JOURNAL
        .with_borrow_mut(|journal| assert!(journal.received_open(bytes, now()).is_err(), "nobody sealed it"));
}

fn now() -> Now {
    Now::parse_from_rfc3339("2026-11-23T20:14:00+00:00").expect("a date")
}

/// The text of a recovery sheet.
pub fn sheet(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(key) = RecoveryKey::read(text) {
        let words = key.words().expect("words").join(" ");
        let again = RecoveryKey::read(&words).expect("its words are a sheet");
        assert!(*again.key_line() == *key.key_line(), "and the same key");
    }
}

/// A typed query: no query is an error.
pub fn search(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let understood = query::parse(text);
    assert!(understood.terms.len() <= query::MAX_TERMS);
    JOURNAL.with_borrow_mut(|journal| {
        for sort in [Sort::Recent, Sort::Best] {
            journal.reflection_list(text, sort, 20, 0).expect("there is no wrong query");
        }
    });
}

/// An import: everything that was added is there, and a second import adds nothing.
pub fn import(bytes: &[u8]) {
    thread_local!(static OTHER: RefCell<Journal> = RefCell::new(Place::new().journal()));
    let now = Now::parse_from_rfc3339("2026-11-23T20:14:00+00:00").expect("a date");
    let date = |text: &str| Now::parse_from_rfc3339(text).map_err(|_| Failure::new(Code::DateUnreadable));
    OTHER.with_borrow_mut(|journal| {
        let mut bring = || {
            let file = Incoming::new(bytes, None).ok()?;
            journal.import(file, &date, now, &mut |_| {}).ok()
        };
        let Some(first) = bring() else { return };
        let again = bring().expect("it was understood before");
        assert!(again.added == 0, "brought in twice");
        assert!(again.known >= first.added, "what was added is known");
    });
}
