//! Writing in progress, and notes left while locked.

use sotto_core::sessions::{BringInput, Want};
use sotto_core::vault::{Device, Id, VaultFile, no_progress};
use sotto_core::{Error, Journal};

use crate::case::{Case, at, key, now, page, titles};

#[test]
fn a_draft_becomes_a_revision_when_it_is_kept_and_after_a_crash() {
    let case = Case::new();
    let mut journal = case.open();
    let saved = journal.draft_save(None, &page("", "I"), now()).unwrap();
    let id = saved.reflection;
    journal.draft_save(Some(id), &page("", "I wanted"), now()).unwrap();
    let read = journal.reflection_read(id).unwrap();
    assert_eq!((read.content.text.as_str(), read.draft, read.revision), ("I wanted", true, 0));
    assert_eq!(journal.draft_keep(id, now()).unwrap(), 1);
    assert_eq!(journal.draft_keep(id, now()).unwrap(), 1, "nothing new to keep");
    journal.draft_save(Some(id), &page("", "I wanted to tell her"), at("2026-11-23T21:00:00+00:00")).unwrap();
    drop(journal);
    // The process died here: the draft is found at the next unlock.
    let mut journal = case.open();
    let read = journal.reflection_read(id).unwrap();
    assert_eq!((read.content.text.as_str(), read.draft, read.revision), ("I wanted to tell her", false, 2));
    assert_eq!(read.date, "2026-11-23T20:14:00+00:00", "an edit keeps the date");
    assert!(journal.verify().unwrap().passed());
}

#[test]
fn what_is_saved_again_under_the_id_it_was_to_get_is_one_thing_and_none_once_it_was_deleted() {
    let case = Case::new();
    let mut journal = case.open();
    let bring = BringInput {
        reflection: None,
        group: None,
        title: "Leaving on time".into(),
        text: String::new(),
        want: Want::Listen,
        minutes: 5,
    };
    let (id, brought) = (Id::from_bytes([7; 16]), Id::from_bytes([8; 16]));
    for text in ["I", "I wanted"] {
        assert_eq!(journal.draft_save_as(id, &page("", text), now()).unwrap().reflection, id);
        journal.draft_keep(id, now()).unwrap();
        assert_eq!(journal.bring_save_as(brought, &bring, now()).unwrap().id, brought);
    }
    assert_eq!(journal.reflection_revisions(id).unwrap().len(), 2);
    assert_eq!(titles(&mut journal, "").len(), 1);
    assert_eq!(journal.bring_list(None).unwrap().len(), 1);
    journal.reflection_delete(id, now()).unwrap();
    journal.bring_delete(brought, now()).unwrap();
    let again = journal.draft_save_as(id, &page("", "I wanted"), now());
    assert!(matches!(again.err(), Some(Error::NotFound)));
    assert!(matches!(journal.bring_save_as(brought, &bring, now()).err(), Some(Error::NotFound)));
    assert_eq!(journal.vault().draft_ids(), []);
}

#[test]
fn where_nothing_can_be_written_drafts_are_read_with_their_history() {
    let case = Case::new();
    let mut journal = case.open();
    let only_draft = journal.draft_save(None, &page("", "I never kept this"), now()).unwrap().reflection;
    let saved = journal.reflection_write(&page("", "I wanted"), now()).unwrap();
    let later = at("2026-11-23T21:00:00+00:00");
    journal.draft_save(Some(saved), &page("", "I wanted to tell her"), later).unwrap();
    drop(journal);
    let mut journal = Journal::open_read_only(&case.locked, &key()).unwrap();
    let histories: [(_, &[&str]); 2] =
        [(only_draft, &["I never kept this"]), (saved, &["I wanted to tell her", "I wanted"])];
    for (id, texts) in histories {
        assert_eq!(journal.reflection_read(id).unwrap().content.text, texts[0]);
        let heads = journal.reflection_heads(id).unwrap();
        assert_eq!(heads.iter().map(|head| head.content.text.as_str()).collect::<Vec<_>>(), texts[..1]);
        let history = journal.reflection_revisions(id).unwrap();
        assert_eq!(history.iter().map(|one| one.content.text.as_str()).collect::<Vec<_>>(), texts);
    }
}

/// A damaged file may still hold a draft that became a revision long ago.
#[test]
fn an_old_draft_that_comes_back_hides_nothing_that_was_written_since() {
    let case = Case::new();
    let mut journal = case.open();
    let id = journal.reflection_write(&page("", "I wanted"), now()).unwrap();
    journal.draft_save(Some(id), &page("", "I wanted to"), now()).unwrap();
    journal.checkpoint().unwrap();
    let db = rusqlite::Connection::open(&case.path).unwrap();
    let draft: (Vec<u8>, Vec<u8>, Vec<u8>) = db
        .query_row("SELECT id, tag, sealed FROM draft", [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap();
    drop(db);
    journal.draft_save(Some(id), &page("", "I wanted to tell her"), now()).unwrap();
    journal.draft_keep(id, now()).unwrap();
    journal.reflection_edit(id, &page("", "I wanted to tell her, and did"), now()).unwrap();
    journal.checkpoint().unwrap();
    drop(journal);
    let db = rusqlite::Connection::open(&case.path).unwrap();
    db.execute("INSERT INTO draft VALUES (?1, ?2, ?3)", rusqlite::params![draft.0, draft.1, draft.2])
        .unwrap();
    drop(db);
    let journal = Journal::open_read_only(&case.locked, &key()).unwrap();
    let saved = case.path.with_file_name("undamaged.sotto");
    let copy = journal.vault().backup_begin(&saved, &mut no_progress).unwrap();
    copy.finish(&mut no_progress).unwrap();
    drop(journal);
    let device = Device::at(case.path.with_file_name("elsewhere"));
    let mut journal = Journal::unlock(&VaultFile::at(saved, device), &key(), false).unwrap();
    let read = journal.reflection_read(id).unwrap();
    assert_eq!((read.content.text.as_str(), read.others), ("I wanted to tell her, and did", 1));
    let heads = journal.reflection_heads(id).unwrap();
    assert_eq!(heads[1].content.text, "I wanted to", "it is not lost, and the person decides");
}

#[test]
fn a_page_that_stayed_blank_leaves_nothing() {
    let case = Case::new();
    let mut journal = case.open();
    let id = journal.draft_save(None, &page("", "x"), now()).unwrap().reflection;
    journal.draft_save(Some(id), &page(" ", "\n"), now()).unwrap();
    assert_eq!(journal.draft_keep(id, now()).unwrap(), 0);
    assert_eq!(titles(&mut journal, ""), Vec::<String>::new());
    assert!(journal.vault().record_ids().unwrap().is_empty());
}

#[test]
fn a_note_left_while_locked_becomes_a_reflection_of_its_moment() {
    let case = Case::new();
    case.locked.capture("Ask Maya how it went", "2026-11-22T08:00:00+00:00").unwrap();
    let mut journal = case.open();
    let note = journal.captured().unwrap().pop().unwrap();
    let id = journal.captured_accept(note.id, now()).unwrap();
    assert_eq!(journal.reflection_read(id).unwrap().date, "2026-11-22T08:00:00+00:00");
    assert!(journal.captured().unwrap().is_empty());
    assert_eq!(titles(&mut journal, "Maya").len(), 1);
}

#[test]
fn a_damaged_draft_is_counted_and_everything_else_opens() {
    let case = Case::new();
    let mut journal = case.open();
    let id = journal.reflection_write(&page("kept", "words"), now()).unwrap();
    let other = journal.reflection_write(&page("other", "words"), now()).unwrap();
    journal.draft_save(Some(id), &page("kept", "words, and more"), now()).unwrap();
    drop(journal);
    let db = rusqlite::Connection::open(&case.path).unwrap();
    db.execute("UPDATE draft SET sealed = CAST(substr(sealed, 1, 500) || x'00' AS BLOB)", []).unwrap();
    drop(db);
    let mut journal = case.open();
    assert_eq!(journal.damaged(), 1);
    assert_eq!(titles(&mut journal, "words").len(), 2);
    assert!(journal.reflection_read(other).is_ok());
}

#[test]
fn a_draft_that_a_crash_left_is_found_although_the_images_are_of_that_state() {
    let case = Case::new();
    let mut journal = case.open();
    journal.draft_save(None, &page("this evening", "x"), now()).unwrap();
    journal.on_idle(std::time::Duration::ZERO).unwrap();
    drop(journal);
    assert_eq!(case.open().today(now()).unwrap().page.unwrap().content.title, "this evening");
}

#[test]
fn a_draft_of_what_cannot_be_read_just_now_takes_no_number_that_is_taken() {
    let case = Case::new();
    let mut journal = case.open();
    let id = journal.reflection_write(&page("One", "first"), now()).unwrap();
    journal.draft_save(Some(id), &page("One", "second"), now()).unwrap();
    drop(journal);
    // A read that fails once: its only revision looks damaged, and is whole again afterwards.
    let db = rusqlite::Connection::open(&case.path).unwrap();
    let sealed: Vec<u8> = db.query_row("SELECT sealed FROM record", [], |row| row.get(0)).unwrap();
    db.execute("UPDATE record SET sealed = x'00'", []).unwrap();
    let mut journal = case.open();
    assert_eq!(journal.damaged(), 1);
    journal.draft_save(Some(id), &page("One", "third"), now()).unwrap();
    assert_eq!(journal.draft_keep(id, now()).unwrap(), 3);
    drop(journal);
    db.execute("UPDATE record SET sealed = ?1 WHERE length(sealed) = 1", [sealed]).unwrap();
    let mut journal = case.open();
    assert_eq!(journal.damaged(), 0);
    let found = journal.reflection_read(id).unwrap();
    assert_eq!((found.content.text.as_str(), found.revision), ("third", 3));
    let texts =
        journal.reflection_revisions(id).unwrap().into_iter().map(|r| (r.revision, r.content.text.clone()));
    let row = [(3, "third"), (2, "second"), (1, "first")].map(|(n, text)| (n, text.to_owned()));
    assert_eq!(texts.collect::<Vec<_>>(), row);
}
