//! Attachments of a real journal: they come back as they went in, go with what they hang on, and nothing in a
//! name, a type or a damaged vault does harm.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use sotto_core::attachments::{MAX_ATTACHMENTS, MAX_BYTES, MAX_NAME, MediaType, SealedAttachment};
use sotto_core::groups::GroupInput;
use sotto_core::reflections::{Content, ReflectionInput};
use sotto_core::vault::{
    Device, Id, Key, NewKeys, NewPassphrase, OutputFile, RecoveryKey, VaultFile, no_progress,
};
use sotto_core::{Class, Code, Error, Failure, Journal, Now};
use tempfile::TempDir;

fn template() -> &'static (Vec<u8>, RecoveryKey) {
    static TEMPLATE: OnceLock<(Vec<u8>, RecoveryKey)> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let case = Case::empty();
        let recovery = RecoveryKey::generate();
        let passphrase = NewPassphrase::new("brave lantern").unwrap();
        drop(Journal::create(&case.locked, &passphrase, Some(&recovery)).unwrap());
        (std::fs::read(&case.path).unwrap(), recovery)
    })
}

struct Case {
    place: TempDir,
    path: PathBuf,
    locked: VaultFile,
}

impl Case {
    fn empty() -> Self {
        let place = TempDir::new().unwrap();
        let path = place.path().join("a.sotto");
        Self { locked: VaultFile::at(&path, Device::at(place.path().join("device"))), path, place }
    }

    fn new() -> Self {
        let case = Self::empty();
        std::fs::write(&case.path, &template().0).unwrap();
        case
    }

    fn open(&self) -> Journal {
        Journal::unlock(&self.locked, &Key::Recovery(template().1.clone()), false).unwrap()
    }

    /// What `attachment_save` gives; after a failure, no file may be there.
    fn saved(&self, journal: &Journal, id: Id) -> Result<Vec<u8>, Failure> {
        let folder = self.place.path().join("out");
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("saved");
        let out = OutputFile::create(&path, false).unwrap();
        let done = journal.attachment_save(id, out, &mut no_progress);
        let bytes = std::fs::read(&path).ok();
        let _ = std::fs::remove_file(&path);
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "nothing beside it");
        assert_eq!(bytes.is_some(), done.is_ok());
        done.map(|_| bytes.unwrap()).map_err(Failure::from)
    }

    /// How many chunks there are.
    fn chunks(&self) -> i64 {
        let db = rusqlite::Connection::open(&self.path).unwrap();
        db.query_row("SELECT count(*) FROM attachment", [], |row| row.get(0)).unwrap()
    }
}

fn now() -> Now {
    Now::parse_from_rfc3339("2026-11-23T20:14:00+01:00").unwrap()
}

fn page(text: &str) -> ReflectionInput {
    let mut content = Content::default();
    content.text = text.into();
    ReflectionInput { content, date: None }
}

fn reflection(journal: &mut Journal) -> Id {
    journal.reflection_write(&page("a silence I know"), now()).unwrap()
}

/// A content in which no two places are alike.
fn bytes(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut all = Vec::with_capacity(length + 8);
    while all.len() < length {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        all.extend_from_slice(&(state >> 11).to_le_bytes()[..6]);
    }
    all.truncate(length);
    all
}

fn sealed(journal: &mut Journal, name: &str, mut content: &[u8]) -> SealedAttachment {
    let (mut one, length) = (Vec::new(), content.len() as u64);
    journal.attachment_seal(&mut one, name, &mut content, length, &mut no_progress).unwrap();
    one.pop().unwrap()
}

fn add(journal: &mut Journal, owner: Id, name: &str, content: &[u8]) -> Id {
    let one = sealed(journal, name, content);
    journal.attachment_add(owner, vec![one], now()).unwrap()[0]
}

fn names(journal: &Journal, owner: Id) -> Vec<String> {
    journal.attachment_list(owner).unwrap().into_iter().map(|attachment| attachment.name).collect()
}

fn code(result: Result<impl Sized, Error>) -> Code {
    Failure::from(result.err().unwrap()).code
}

const MIB: usize = 1 << 20;

#[test]
fn what_is_attached_comes_back_after_locking_and_after_a_rebuild() {
    let case = Case::new();
    let mut journal = case.open();
    let page = reflection(&mut journal);
    let contents = [bytes(0), b"GIF89a and more".to_vec(), bytes(3 * MIB), bytes(20 * MIB + 5)];
    let ids: Vec<Id> =
        contents.iter().map(|content| add(&mut journal, page, "a file.bin", content)).collect();
    for turn in 0..3 {
        let list = journal.attachment_list(page).unwrap();
        assert_eq!(list.iter().map(|a| a.id).collect::<Vec<_>>(), ids, "as added, {turn}");
        for (attachment, content) in list.iter().zip(&contents) {
            assert_eq!(attachment.bytes, content.len() as u64);
            assert_eq!((attachment.owner, attachment.name.as_str()), (page, "a file.bin"));
            assert_eq!(attachment.added_at, now().to_rfc3339());
            assert!(case.saved(&journal, attachment.id).unwrap() == *content);
        }
        assert_eq!(list[1].kind, MediaType::Gif);
        assert_eq!(journal.attachment_count().unwrap(), 4);
        if turn == 0 {
            drop(journal);
            journal = case.open();
        } else {
            journal.rebuild(&mut |_, _| {}).unwrap();
        }
    }
    assert!(journal.verify().unwrap().passed());
    drop(journal);
    assert!(!std::fs::read(&case.path).unwrap().windows(10).any(|w| w == b"a file.bin"), "sealed");
}

#[test]
fn two_of_one_name_and_content_are_two_and_one_can_go() {
    let case = Case::new();
    let mut journal = case.open();
    let page = reflection(&mut journal);
    let content = bytes(2 * MIB);
    let first = add(&mut journal, page, "photo.jpg", &content);
    let second = add(&mut journal, page, "photo.jpg", &content);
    let list = journal.attachment_list(page).unwrap();
    assert!(first != second && list[0].sha256 == list[1].sha256);
    let chunks = case.chunks();
    journal.attachment_delete(first, now()).unwrap();
    assert_eq!(case.chunks(), chunks / 2);
    assert_eq!(journal.attachment_list(page).unwrap()[0].id, second);
    assert!(case.saved(&journal, second).unwrap() == content);
    assert_eq!(case.saved(&journal, first).unwrap_err().code, Code::NotFound);
    assert_eq!(code(journal.attachment_delete(first, now())), Code::NotFound);
    drop(journal);
    let mut journal = case.open();
    assert_eq!(names(&journal, page), ["photo.jpg"]);
    journal.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(names(&journal, page), ["photo.jpg"]);
    assert!(journal.verify().unwrap().passed());
}

#[test]
fn a_reflection_takes_its_attachments_with_it_and_no_others() {
    let case = Case::new();
    let mut journal = case.open();
    let (page, other) = (reflection(&mut journal), reflection(&mut journal));
    let gone = add(&mut journal, page, "a.pdf", &bytes(80 * MIB));
    add(&mut journal, page, "b.pdf", &bytes(10));
    let stays = add(&mut journal, other, "c.pdf", &bytes(10));
    journal.reflection_delete(page, now()).unwrap();
    assert!(journal.vault().has_loose(), "the first bytes go at once");
    journal.remove_loose().unwrap();
    assert_eq!(case.chunks(), 1, "and then the others");
    for turn in 0..2 {
        assert_eq!(code(journal.attachment(gone)), Code::NotFound);
        assert_eq!(code(journal.attachment_list(page)), Code::NotFound);
        assert_eq!(journal.attachment_count().unwrap(), 1, "{turn}");
        assert!(case.saved(&journal, stays).unwrap() == bytes(10));
        journal.rebuild(&mut |_, _| {}).unwrap();
    }
    assert!(!journal.vault().has_loose() && journal.verify().unwrap().passed());
    assert_eq!(code(journal.attachment_add(page, Vec::new(), now())), Code::NotFound, "nothing hangs on it");
}

#[test]
fn a_page_with_nothing_but_a_picture_is_kept_and_a_draft_takes_its_own_with_it() {
    let case = Case::new();
    let mut journal = case.open();
    let blank = journal.draft_save(None, &page(""), now()).unwrap().reflection;
    let dropped = journal.draft_save(None, &page("not this"), now()).unwrap().reflection;
    add(&mut journal, blank, "heron.jpg", b"\xFF\xD8\xFF\xE0");
    add(&mut journal, dropped, "gone.jpg", b"\xFF\xD8\xFF\xE0");
    assert_eq!(names(&journal, blank), ["heron.jpg"]);
    journal.reflection_delete(dropped, now()).unwrap();
    assert_eq!((journal.attachment_count().unwrap(), case.chunks()), (1, 1));
    assert_eq!(code(journal.attachment_list(dropped)), Code::NotFound);
    assert_eq!(journal.draft_keep(blank, now()).unwrap(), 1, "no blank page");
    assert_eq!(names(&journal, blank), ["heron.jpg"]);
    let empty = journal.draft_save(None, &page(" "), now()).unwrap().reflection;
    assert_eq!(journal.draft_keep(empty, now()).unwrap(), 0);
}

#[test]
fn a_reflection_and_its_attachments_are_stored_in_one_commit() {
    let case = Case::new();
    let mut journal = case.open();
    let mut all = Vec::new();
    for (name, length) in [("a", 9 * MIB), ("b", 10), ("c", 9 * MIB), ("d", 0)] {
        let content = bytes(length);
        journal
            .attachment_seal(&mut all, name, &mut content.as_slice(), length as u64, &mut no_progress)
            .unwrap();
    }
    assert_eq!(journal.attachment_count().unwrap(), 0, "of no reflection yet");
    let before = journal.vault().version_tag();
    let id = journal
        .reflection_write_with(&page("with pictures"), now(), |journal, id| {
            journal.attachment_part(id, all, now())
        })
        .unwrap();
    assert!(journal.vault().version_tag() != before);
    assert_eq!(names(&journal, id), ["a", "b", "c", "d"]);
    assert!(!journal.vault().has_loose() && journal.verify().unwrap().passed());
    let refused = journal.reflection_write_with(&page("never"), now(), |_, _| Err(Error::NotFound));
    assert!(refused.is_err());
    assert_eq!(journal.reflection_list("", sotto_core::reflections::Sort::Recent, 9, 0).unwrap().total, 1);
    // An edit that changes no word adds all the same, and no revision.
    let one = sealed(&mut journal, "e", b"x");
    let part = journal.attachment_part(id, vec![one], now()).unwrap();
    let input = journal.reflection_read(id).unwrap().to_input();
    assert_eq!(journal.reflection_edit_with(id, &input, now(), part).unwrap(), 1);
    assert_eq!(names(&journal, id), ["a", "b", "c", "d", "e"]);
}

#[test]
fn names_and_types_that_lie_do_no_harm() {
    let case = Case::new();
    let mut journal = case.open();
    let page = reflection(&mut journal);
    let long = format!("{}.jpeg", "n".repeat(4_000));
    for (name, content, want, kind) in [
        ("../../x", &b"x"[..], "x", "text/plain"),
        ("C:\\Users\\Ann\\x.txt", b"x", "x.txt", "text/plain"),
        ("/etc/passwd", b"x", "passwd", "text/plain"),
        ("my\u{202e}gpj.exe", b"MZ\x90\0\x03\0", "mygpj.exe", "application/octet-stream"),
        ("holiday.jpg", b"<html><script>alert(1)</script>", "holiday.jpg", "text/plain"),
        ("drawing.svg", b"<svg onload='x()'/>", "drawing.svg", "text/plain"),
        ("page.html", b"\xFF\xD8\xFF\xE0\0\x10JFIF", "page.html", "image/jpeg"),
        ("", b"%PDF-1.7", "attachment.pdf", "application/pdf"),
        ("..", b"\0\x01\x02", "attachment.bin", "application/octet-stream"),
    ] {
        let id = add(&mut journal, page, name, content);
        let found = journal.attachment(id).unwrap();
        assert_eq!((found.name.as_str(), found.kind.name()), (want, kind), "{name:?}");
        assert!(case.saved(&journal, id).unwrap() == content, "the content is as it was");
    }
    let id = add(&mut journal, page, &long, b"x");
    let name = journal.attachment(id).unwrap().name;
    assert!(name.chars().count() == MAX_NAME && name.ends_with("n….jpeg"), "{name}");
}

#[test]
fn only_a_reflection_can_have_attachments_and_no_more_than_the_limit() {
    let case = Case::new();
    let mut journal = case.open();
    let rhythm = GroupInput {
        name: "Circle".into(),
        weekday: "thu".into(),
        time: "18:30".into(),
        zone: "Europe/London".into(),
        every: 1,
        first: None,
    };
    let group = journal.group_save(None, &rhythm, now()).unwrap().id;
    let page = reflection(&mut journal);
    let first = add(&mut journal, page, "first", b"1");
    for id in [group, first, Id::random().unwrap()] {
        assert_eq!(code(journal.attachment_list(id)), Code::NotFound);
        let one = sealed(&mut journal, "x", b"x");
        assert_eq!(code(journal.attachment_add(id, vec![one], now())), Code::NotFound);
    }
    for of in [group, page] {
        assert_eq!(code(journal.attachment(of)), Code::NotFound);
        assert_eq!(code(journal.attachment_delete(of, now())), Code::NotFound);
    }
    let rest: Vec<_> = (1..MAX_ATTACHMENTS).map(|n| sealed(&mut journal, &n.to_string(), b"x")).collect();
    journal.attachment_add(page, rest, now()).unwrap();
    assert_eq!(names(&journal, page)[998..], ["998", "999"]);
    let one = sealed(&mut journal, "one too many", b"x");
    let refused = Failure::from(journal.attachment_add(page, vec![one], now()).unwrap_err());
    assert_eq!((refused.code, refused.params["limit"].as_str()), (Code::AttachmentsTooMany, "1000"));
    assert_eq!(journal.attachment_count().unwrap(), 1_000);
    journal.reflection_delete(page, now()).unwrap();
    assert_eq!(journal.attachment_count().unwrap(), 0);
    journal.remove_loose().unwrap();
    assert_eq!(case.chunks(), 0);
}

/// A content that fails, or never ends.
struct Broken(usize);

impl Read for Broken {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = buffer.len().min(self.0);
        self.0 -= count;
        if count == 0 { Err(io::ErrorKind::TimedOut.into()) } else { Ok(count) }
    }
}

#[test]
fn one_that_fails_or_is_stopped_or_too_large_leaves_nothing() {
    let case = Case::new();
    let mut journal = case.open();
    let mut none = Vec::new();
    let failed = journal.attachment_seal(&mut none, "x", &mut Broken(30 * MIB), 0, &mut no_progress);
    assert_eq!(code(failed), Code::ReadFailed);
    assert_eq!(case.chunks(), 0);
    let stopped = journal.attachment_seal(&mut none, "x", &mut Broken(30 * MIB), 0, &mut |_, done, _| {
        assert!(case.chunks() > 0 || done < 9 * MIB as u64, "in parts");
        if done > 9 * MIB as u64 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(code(stopped), Code::Cancelled);
    assert_eq!(case.chunks(), 0);
    let large = journal.attachment_seal(&mut none, "x", &mut Broken(1), MAX_BYTES + 1, &mut no_progress);
    let large = Failure::from(large.unwrap_err());
    assert_eq!((large.code, large.params["limit"].as_str()), (Code::AttachmentTooLarge, "4"));
    assert!(none.is_empty());
    // Step by step, as a screen does it; a program that ends in between leaves it to the next one.
    let mut upload = journal.attachment_begin("x").unwrap();
    assert!(!upload.fill(&mut Broken(30 * MIB)).unwrap());
    journal.attachment_store(&mut upload).unwrap();
    assert_eq!(code(upload.finish()), Code::Cancelled);
    assert!(case.chunks() > 0);
    drop(journal);
    let mut journal = case.open();
    journal.on_idle(Duration::ZERO).unwrap();
    assert_eq!(case.chunks(), 0);
    assert!(journal.verify().unwrap().passed());
}

#[test]
fn a_chunk_that_is_cut_changed_swapped_or_foreign_is_one_clear_error() {
    let (case, other) = (Case::new(), Case::new());
    let mut journal = case.open();
    let page = reflection(&mut journal);
    let id = add(&mut journal, page, "a.bin", &bytes(3 * MIB));
    let undamaged = add(&mut journal, page, "b.bin", b"still here");
    drop(journal);
    let mut journal = other.open();
    let theirs = reflection(&mut journal);
    add(&mut journal, theirs, "a.bin", &bytes(3 * MIB));
    drop(journal);
    let foreign: (Vec<u8>, Vec<u8>) = rusqlite::Connection::open(&other.path)
        .unwrap()
        .query_row("SELECT sealed, tag FROM attachment ORDER BY length(sealed) DESC", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    let whole = std::fs::read(&case.path).unwrap();
    type Tamper<'a> = &'a dyn Fn(&rusqlite::Connection, &[Vec<u8>]);
    let tampers: [(&str, Tamper<'_>); 7] = [
        ("cut", &|db, ids| {
            db.execute("UPDATE attachment SET sealed = substr(sealed, 1, 5000) WHERE id = ?1", [&ids[0]])
                .unwrap();
        }),
        ("empty", &|db, ids| {
            db.execute("UPDATE attachment SET sealed = x'' WHERE id = ?1", [&ids[1]]).unwrap();
        }),
        ("bytes of another", &|db, ids| {
            let sql =
                "UPDATE attachment SET sealed = (SELECT sealed FROM attachment WHERE id = ?2) WHERE id = ?1";
            db.execute(sql, [&ids[0], &ids[1]]).unwrap();
        }),
        ("swapped with their tags", &|db, ids| {
            for (from, to) in [(&ids[0], &vec![7; 16]), (&ids[1], &ids[0]), (&vec![7; 16], &ids[1])] {
                db.execute("UPDATE attachment SET id = ?2 WHERE id = ?1", [from, to]).unwrap();
            }
        }),
        ("foreign", &|db, ids| {
            db.execute("UPDATE attachment SET sealed = ?2 WHERE id = ?1", [&ids[2], &foreign.0]).unwrap();
        }),
        ("foreign with its tag", &|db, ids| {
            let sql = "UPDATE attachment SET sealed = ?2, tag = ?3 WHERE id = ?1";
            db.execute(sql, [&ids[2], &foreign.0, &foreign.1]).unwrap();
        }),
        ("missing", &|db, ids| {
            db.execute("DELETE FROM attachment WHERE id = ?1", [&ids[0]]).unwrap();
        }),
    ];
    for (what, tamper) in tampers {
        std::fs::write(&case.path, &whole).unwrap();
        let db = rusqlite::Connection::open(&case.path).unwrap();
        let ids: Vec<Vec<u8>> = db
            .prepare("SELECT id FROM attachment ORDER BY length(sealed) DESC, id LIMIT 3")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        tamper(&db, &ids);
        drop(db);
        let journal = case.open();
        let failure = case.saved(&journal, id).unwrap_err();
        assert_eq!((failure.code, failure.class), (Code::AttachmentDamaged, Class::Damaged), "{what}");
        assert!(case.saved(&journal, undamaged).unwrap() == b"still here", "{what}");
        assert_eq!(names(&journal, page), ["a.bin", "b.bin"], "{what}");
    }
}

#[test]
fn what_cannot_be_written_there_is_told_about_the_file_and_nothing_is_replaced() {
    let case = Case::new();
    let mut journal = case.open();
    let page = reflection(&mut journal);
    let id = add(&mut journal, page, "a.bin", b"x");
    let out = OutputFile::create(&case.place.path().join("no/folder/x"), false).unwrap();
    assert_eq!(code(journal.attachment_save(id, out, &mut no_progress)), Code::FileNotWritten);
    let path = case.place.path().join("mine");
    let out = OutputFile::create(&path, false).unwrap();
    std::fs::write(&path, "mine").unwrap();
    assert_eq!(code(journal.attachment_save(id, out, &mut no_progress)), Code::Exists);
    assert_eq!(std::fs::read(&path).unwrap(), b"mine");
    let stopped = OutputFile::create(&case.place.path().join("y"), false).unwrap();
    let stopped = journal.attachment_save(id, stopped, &mut |_, _, _| ControlFlow::Break(()));
    assert_eq!(code(stopped), Code::Cancelled);
    let left = std::fs::read_dir(case.place.path()).unwrap();
    assert!(left.into_iter().all(|entry| {
        let name = entry.unwrap().file_name().into_string().unwrap();
        name != "y" && !name.ends_with(".part")
    }));
}

#[test]
fn new_keys_take_attachments_along_and_none_that_was_half_way() {
    let case = Case::new();
    let mut journal = case.open();
    let page = reflection(&mut journal);
    let id = add(&mut journal, page, "a.bin", &bytes(9 * MIB));
    let late = sealed(&mut journal, "late", &bytes(9 * MIB));
    let passphrase = NewPassphrase::new("another lantern").unwrap();
    let new = NewKeys { passphrase: &passphrase, sheet: None, share_keys: false };
    journal.rekey(&new, now(), &mut no_progress).unwrap();
    assert_eq!(code(journal.attachment_add(page, vec![late], now())), Code::Cancelled);
    assert_eq!(names(&journal, page), ["a.bin"]);
    assert!(case.saved(&journal, id).unwrap() == bytes(9 * MIB));
    journal.remove_loose().unwrap();
    assert_eq!(case.chunks(), 10);
    assert!(journal.verify().unwrap().passed());
}

/// A journal that is saved from a damaged one has a manifest of what was left: it misses nothing. The records do.
#[test]
fn a_check_names_a_content_that_was_lost_before_the_journal_was_saved_from_a_damaged_one() {
    let case = Case::new();
    let key = Key::Recovery(template().1.clone());
    let mut journal = case.open();
    let page = reflection(&mut journal);
    add(&mut journal, page, "here.bin", b"still here");
    let lost = add(&mut journal, page, "lost.bin", &bytes(200_000));
    journal.checkpoint().unwrap();
    drop(journal);
    let db = rusqlite::Connection::open(&case.path).unwrap();
    db.pragma_update(None, "secure_delete", "ON").unwrap();
    db.execute("DELETE FROM attachment WHERE length(sealed) > 100000", []).unwrap();
    db.close().unwrap();
    let journal = Journal::open_read_only(&case.locked, &key).unwrap();
    assert!(journal.vault().read_only().unwrap().lost > 0);
    let saved = case.place.path().join("undamaged.sotto");
    let copy = journal.vault().backup_begin(&saved, &mut no_progress).unwrap();
    copy.finish(&mut no_progress).unwrap();
    drop(journal);
    let device = Device::at(case.place.path().join("other"));
    let saved = Journal::unlock(&VaultFile::at(saved, device), &key, false).unwrap();
    assert!(saved.vault().verify().unwrap().passed(), "the vault holds all that its manifest names");
    let found = saved.verify().unwrap();
    assert_eq!((found.damaged.len(), found.attachments), (1, 1), "{:?}", found.damaged);
    assert_eq!(case.saved(&saved, lost).unwrap_err().code, Code::AttachmentDamaged);
}
