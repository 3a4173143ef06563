//! The journal on a real vault: what is written is found, edited, deleted, and comes back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod case;
mod drafts;
mod finding;
mod opening;
mod sessions;

use sotto_core::reflections::{JoinMode, Sort};
use sotto_core::{Error, Journal};

use crate::case::{Case, code, dated, now, page, titles, with};

#[test]
fn what_was_written_is_listed_newest_first_and_read_back_whole() {
    let case = Case::new();
    let mut journal = case.open();
    journal.reflection_write(&dated("2026-11-20T08:00:00+01:00", "older", "a"), now()).unwrap();
    let id = journal
        .reflection_write(&page("What I didn’t say", "When Maya talked…\n\nWalking home"), now())
        .unwrap();
    journal.reflection_write(&dated("2025-01-01T00:00:00+00:00", "oldest", "b"), now()).unwrap();
    for (tenth, title) in [(3, "c"), (1, "a"), (2, "b")] {
        let date = format!("2024-01-01T00:00:00.{tenth}00+00:00");
        journal.reflection_write(&dated(&date, title, "x"), now()).unwrap();
    }
    assert_eq!(titles(&mut journal, "x"), ["c", "b", "a"], "also within one second");
    assert_eq!(titles(&mut journal, ""), ["What I didn’t say", "older", "oldest", "c", "b", "a"]);
    drop(journal);
    let mut journal = case.open();
    assert_eq!(titles(&mut journal, ""), ["What I didn’t say", "older", "oldest", "c", "b", "a"]);
    let read = journal.reflection_read(id).unwrap();
    assert_eq!(read.content.text, "When Maya talked…\n\nWalking home");
    assert_eq!((read.revision, read.edited, read.draft), (1, 0, false));
    assert_eq!(read.date, "2026-11-23T20:14:00+00:00");
}

#[test]
fn an_edit_is_a_new_revision_and_the_old_ones_stay_readable() {
    let case = Case::new();
    let mut journal = case.open();
    let id = journal.reflection_write(&page("one", "first words"), now()).unwrap();
    assert_eq!(journal.reflection_edit(id, &page("two", "second thoughts"), now()).unwrap(), 2);
    assert_eq!(
        journal.reflection_edit(id, &page("two", "second thoughts"), now()).unwrap(),
        2,
        "nothing changed"
    );
    drop(journal);
    let mut journal = case.open();
    assert_eq!(titles(&mut journal, "first"), Vec::<String>::new());
    assert_eq!(titles(&mut journal, "thoughts"), ["two"]);
    let history: Vec<_> = journal
        .reflection_revisions(id)
        .unwrap()
        .into_iter()
        .map(|r| (r.revision, r.content.text.clone()))
        .collect();
    assert_eq!(history, [(2, "second thoughts".into()), (1, "first words".into())]);
}

#[test]
fn a_deletion_takes_every_revision_and_stays_deleted_after_a_rebuild() {
    let case = Case::new();
    let mut journal = case.open();
    let id = journal.reflection_write(&page("gone", "soon"), now()).unwrap();
    journal.reflection_edit(id, &page("gone", "later"), now()).unwrap();
    journal.reflection_write(&page("stays", "here"), now()).unwrap();
    journal.reflection_delete(id, now()).unwrap();
    assert_eq!(titles(&mut journal, ""), ["stays"]);
    assert_eq!(titles(&mut journal, "later"), Vec::<String>::new());
    assert!(matches!(journal.reflection_read(id), Err(Error::NotFound)));
    assert!(journal.verify().unwrap().passed());
    journal.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(titles(&mut journal, ""), ["stays"]);
    assert_eq!(journal.vault().record_ids().unwrap().len(), 2, "a tombstone and a reflection");
}

#[test]
fn what_is_out_of_bounds_is_refused_with_its_code_and_nothing_is_stored() {
    let case = Case::new();
    let mut journal = case.open();
    let long = "x".repeat(1_000_000);
    let huge = "x".repeat(50_000_000);
    let cases = [
        (page(&long, ""), "title_too_long"),
        (page("", &huge), "text_too_long"),
        (dated("0000-01-01T00:00:00+00:00", "", "x"), "date_out_of_range"),
        (dated("9999-12-31T00:00:00+00:00", "", "x"), "date_out_of_range"),
        (dated("yesterday", "", "x"), "date_unreadable"),
        (
            with(page("", "x"), |c| {
                c.mood = Some(6);
            }),
            "mood_unknown",
        ),
        (
            with(page("", "x"), |c| {
                c.tags = vec![long.clone()];
            }),
            "tag_too_long",
        ),
        (
            with(page("", "x"), |c| {
                c.tags = (0..60).map(|n| n.to_string()).collect();
            }),
            "too_many_tags",
        ),
    ];
    for (input, want) in cases {
        assert_eq!(code(journal.reflection_write(&input, now()).unwrap_err()), want);
        assert_eq!(code(journal.draft_save(None, &input, now()).err().unwrap()), want);
    }
    assert!(journal.vault().record_ids().unwrap().is_empty());
    assert!(!journal.vault().has_drafts());
}

#[test]
fn a_reflection_changed_in_two_copies_keeps_both_states_until_they_are_joined() {
    let case = Case::new();
    let mut journal = case.open();
    let id = journal.reflection_write(&page("walk", "first"), now()).unwrap();
    journal.reflection_edit(id, &page("walk", "on the laptop"), now()).unwrap();
    // What another copy of the vault made of the first state, as a union of both would bring it in.
    let first = journal.vault().record_ids().unwrap();
    let first = first.into_iter().map(|record| journal.vault().read(record).unwrap());
    let first = first.into_iter().find(|record| record.header.revision == 1).unwrap();
    let body = first.body.replace("\"first\"", "\"at the desk\"");
    assert_ne!(body, *first.body);
    let elsewhere = sotto_core::vault::NewRecord {
        id: sotto_core::vault::Id::random().unwrap(),
        entity: id,
        revision: 2,
        parents: vec![first.header.id],
        kind: first.header.kind.clone(),
        schema: 1,
        // Its clock runs a year ahead: no clock decides.
        time: "2027-11-23T20:14:00+00:00".into(),
        body: zeroize::Zeroizing::new(body),
    };
    journal.vault_mut().commit(&[sotto_core::vault::Step::Put(elsewhere)]).unwrap();
    drop(journal);
    let mut journal = case.open();
    let heads = |journal: &mut Journal| -> Vec<String> {
        let mut texts: Vec<String> =
            journal.reflection_heads(id).unwrap().iter().map(|head| head.content.text.clone()).collect();
        texts.sort();
        texts
    };
    assert_eq!(heads(&mut journal), ["at the desk", "on the laptop"]);
    assert_eq!(journal.reflection_read(id).unwrap().others, 1);
    assert_eq!(journal.reflection_list("", Sort::Recent, 10, 0).unwrap().total, 1, "it is one reflection");
    // An edit of the one shown leaves the other.
    journal.reflection_edit(id, &page("walk", "edited"), now()).unwrap();
    let shown = journal.reflection_heads(id).unwrap();
    assert_eq!((shown.len(), shown[0].content.text.as_str()), (2, "edited"));
    let (chosen, joined) = (shown[0].record, format!("edited\n\n{}", shown[1].content.text));
    assert_eq!(journal.reflection_join(id, chosen, JoinMode::Append, now()).unwrap(), 4);
    assert_eq!(heads(&mut journal), [joined.as_str()]);
    assert_eq!(journal.reflection_read(id).unwrap().others, 0);
    assert_eq!(journal.reflection_revisions(id).unwrap().len(), 5, "nothing is lost");
    journal.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(heads(&mut journal), [joined.as_str()]);
}
