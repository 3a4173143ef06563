//! The journal on a real vault: what is written is found, edited, deleted, and comes back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::PathBuf;
use std::sync::OnceLock;

use sotto_core::groups::GroupInput;
use sotto_core::people::PersonInput;
use sotto_core::reflections::{Content, JoinMode, ReflectionInput, Sort};
use sotto_core::sessions::{BringInput, Want};
use sotto_core::vault::{Device, Id, Key, NewPassphrase, RecoveryKey, VaultFile};
use sotto_core::{Error, Failure, Journal, Now};
use tempfile::TempDir;

struct Template {
    bytes: Vec<u8>,
    recovery: RecoveryKey,
}

fn template() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let place = TempDir::new().unwrap();
        let path = place.path().join("a.sotto");
        let recovery = RecoveryKey::generate();
        let locked = VaultFile::at(&path, Device::at(place.path().join("device")));
        drop(
            Journal::create(&locked, &NewPassphrase::new("brave lantern").unwrap(), Some(&recovery)).unwrap(),
        );
        Template { bytes: std::fs::read(&path).unwrap(), recovery }
    })
}

struct Case {
    _place: TempDir,
    path: PathBuf,
    locked: VaultFile,
}

impl Case {
    fn new() -> Self {
        let place = TempDir::new().unwrap();
        let path = place.path().join("a.sotto");
        std::fs::write(&path, &template().bytes).unwrap();
        Self { locked: VaultFile::at(&path, Device::at(place.path().join("device"))), path, _place: place }
    }

    fn open(&self) -> Journal {
        Journal::unlock(&self.locked, &Key::Recovery(template().recovery.clone()), false).unwrap()
    }
}

fn now() -> Now {
    at("2026-11-23T20:14:00+00:00")
}

fn at(text: &str) -> Now {
    Now::parse_from_rfc3339(text).unwrap()
}

fn page(title: &str, text: &str) -> ReflectionInput {
    ReflectionInput {
        content: Content {
            title: title.into(),
            text: text.into(),
            mood: None,
            feelings: vec![],
            tags: vec![],
        },
        date: None,
    }
}

fn dated(date: &str, title: &str, text: &str) -> ReflectionInput {
    ReflectionInput { date: Some(date.into()), ..page(title, text) }
}

fn titles(journal: &mut Journal, query: &str) -> Vec<String> {
    let found = journal.reflection_list(query, Sort::Recent, 50, 0).unwrap();
    assert_eq!(found.total as usize, found.summaries.len());
    found.summaries.into_iter().map(|c| c.title).collect()
}

fn with(mut input: ReflectionInput, change: impl FnOnce(&mut Content)) -> ReflectionInput {
    change(&mut input.content);
    input
}

fn code(error: Error) -> String {
    Failure::from(error).code.name()
}

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
fn search_finds_words_phrases_tags_moods_dates_and_leaves_out_what_is_not_wanted() {
    let case = Case::new();
    let mut journal = case.open();
    let add = |journal: &mut Journal, date: &str, title: &str, text: &str, mood: u8, tag: &str| {
        let input = with(dated(date, title, text), |c| {
            c.mood = Some(mood);
            c.tags = vec![tag.into()];
        });
        journal.reflection_write(&input, now()).unwrap();
    };
    add(&mut journal, "2026-11-23T20:14:00+00:00", "Thursday", "my brother knew that silence", 4, "Brüder");
    add(
        &mut journal,
        "2026-10-04T20:14:00+00:00",
        "The phone call",
        "silence after; my brother hung up",
        2,
        "family",
    );
    add(&mut journal, "2026-06-09T20:14:00+00:00", "Café", "a different kind of silence", 3, "family");
    add(&mut journal, "2026-05-01T20:14:00+00:00", "Library", "今日は図書館へ行った", 5, "out");
    for (query, want) in [
        ("silence", vec!["Thursday", "The phone call", "Café"]),
        ("brother silence", vec!["Thursday", "The phone call"]),
        ("\"brother hung\"", vec!["The phone call"]),
        ("silence -brother", vec!["Café"]),
        ("-brother", vec!["Café", "Library"]),
        ("tag:family", vec!["The phone call", "Café"]),
        ("tag:bruder", vec!["Thursday"]),
        ("-tag:family silence", vec!["Thursday"]),
        ("mood:<3", vec!["The phone call"]),
        ("mood:>=4", vec!["Thursday", "Library"]),
        ("before:2026-10-04", vec!["Café", "Library"]),
        ("after:2026-10-04", vec!["Thursday", "The phone call"]),
        ("cafe", vec!["Café"]),
        ("sil*", vec!["Thursday", "The phone call", "Café"]),
        ("図書館", vec!["Library"]),
        ("nowhere", vec![]),
        ("\"unclosed AND (", vec![]),
    ] {
        assert_eq!(titles(&mut journal, query), want, "{query}");
    }
    let best = journal.reflection_list("brother", Sort::Best, 10, 0).unwrap();
    assert_eq!(best.summaries.len(), 2);
    let hits: Vec<_> = best.summaries[0].snippet.iter().filter(|p| p.hit).map(|p| p.text.as_str()).collect();
    assert_eq!(hits, ["brother"]);
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
    assert!(journal.verify().unwrap().is_sound());
    journal.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(titles(&mut journal, ""), ["stays"]);
    assert_eq!(journal.vault().record_ids().unwrap().len(), 2, "a tombstone and a reflection");
}

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
    assert!(journal.verify().unwrap().is_sound());
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
fn a_snapshot_opens_the_same_journal_and_a_stale_one_is_caught_up() {
    let case = Case::new();
    let mut journal = case.open();
    for n in 0..20 {
        journal.reflection_write(&page(&format!("n{n}"), "words to find"), now()).unwrap();
    }
    journal.save_view().unwrap();
    drop(journal);
    let mut journal = case.open();
    assert_eq!(
        journal.reflection_list("", Sort::Recent, 100, 0).unwrap().summaries.len(),
        20,
        "the list, from the snapshot"
    );
    assert_eq!(
        journal.reflection_list("find", Sort::Recent, 100, 0).unwrap().summaries.len(),
        20,
        "a search"
    );
    journal.reflection_write(&page("later", "words to find"), now()).unwrap();
    drop(journal);
    let mut journal = case.open();
    assert_eq!(journal.reflection_list("find", Sort::Recent, 100, 0).unwrap().summaries.len(), 21);
    // A snapshot of another state of the vault is not believed.
    let images = ["-view"].map(|s| case.path.with_file_name(format!("a.sotto{s}")));
    journal.save_view().unwrap();
    let kept = images.clone().map(|p| std::fs::read(p).unwrap());
    let id = journal.reflection_list("later", Sort::Recent, 1, 0).unwrap().summaries[0].id;
    journal.reflection_delete(id, now()).unwrap();
    drop(journal);
    for (path, bytes) in images.iter().zip(kept) {
        std::fs::write(path, bytes).unwrap();
    }
    assert_eq!(case.open().reflection_list("find", Sort::Recent, 100, 0).unwrap().summaries.len(), 20);
}

#[test]
fn the_next_session_is_told_in_the_groups_own_time() {
    let case = Case::new();
    let mut journal = case.open();
    let input = GroupInput {
        name: " Thursday  circle ".into(),
        weekday: "thu".into(),
        time: "18:30".into(),
        zone: "Europe/London".into(),
        every: 1,
        first: None,
    };
    let group = journal.group_save(None, &input, now()).unwrap();
    assert_eq!(group.input.name, "Thursday circle");
    let next = journal.session_next(None, now()).unwrap().unwrap();
    assert_eq!(next.starts, "2026-11-26T18:30:00+00:00");
    let summer = journal.session_next(None, at("2026-07-01T12:00:00+09:00")).unwrap().unwrap();
    assert_eq!(summer.starts, "2026-07-02T18:30:00+01:00");
    assert!(journal.group_named(Some("THURSDAY CIRCLE"), now()).is_ok());
    for (change, want) in [
        (GroupInput { name: "  ".into(), ..input.clone() }, "name_empty"),
        (GroupInput { time: "25:00".into(), ..input.clone() }, "time_unknown"),
        (GroupInput { zone: "Nowhere/At_all".into(), ..input.clone() }, "zone_unknown"),
        (GroupInput { weekday: "someday".into(), ..input.clone() }, "weekday_unknown"),
    ] {
        assert_eq!(code(journal.group_save(None, &change, now()).err().unwrap()), want);
    }
    journal.group_delete(group.id, now()).unwrap();
    assert!(journal.session_next(None, now()).unwrap().is_none());
}

#[test]
fn preparing_shows_what_was_written_since_the_last_session_and_adds_up_the_minutes() {
    let case = Case::new();
    let mut journal = case.open();
    let group = GroupInput {
        name: "Circle".into(),
        weekday: "thu".into(),
        time: "18:30".into(),
        zone: "Europe/London".into(),
        every: 1,
        first: None,
    };
    journal.group_save(None, &group, now()).unwrap();
    journal.reflection_write(&dated("2026-11-19T18:00:00+00:00", "before", "x"), now()).unwrap();
    let id = journal
        .reflection_write(&dated("2026-11-19T22:00:00+00:00", "after", "that silence"), now())
        .unwrap();
    let bring = |title: &str, minutes| BringInput {
        reflection: Some(id),
        group: None,
        title: title.into(),
        text: "that silence".into(),
        want: Want::Listen,
        minutes,
    };
    let first = journal.bring_save(None, &bring("", 5), now()).unwrap();
    assert_eq!(first.input.title, "", "the reflection's own title was not chosen");
    let nothing = BringInput { reflection: None, text: " ".into(), ..bring("", 5) };
    assert_eq!(code(journal.bring_save(None, &nothing, now()).err().unwrap()), "name_empty");
    journal.bring_save(None, &bring("That happened to me too", 3), now()).unwrap();
    let page = journal.preparation(now()).unwrap();
    assert_eq!(page.since.iter().map(|r| r.content.title.as_str()).collect::<Vec<_>>(), ["after"]);
    assert_eq!((page.bring.len(), page.minutes), (2, 8));
    journal.bring_delete(first.id, now()).unwrap();
    assert_eq!(journal.preparation(now()).unwrap().minutes, 3);
    assert_eq!(code(journal.bring_save(None, &bring("x", 0), now()).err().unwrap()), "minutes_unknown");
    let unknown = BringInput { reflection: Some(Id::random().unwrap()), ..bring("x", 1) };
    assert_eq!(code(journal.bring_save(None, &unknown, now()).err().unwrap()), "not_found");
}

#[test]
fn today_goes_on_with_the_page_of_this_day_and_no_other() {
    let case = Case::new();
    let mut journal = case.open();
    journal.reflection_write(&dated("2026-11-22T23:00:00+00:00", "yesterday", "x"), now()).unwrap();
    assert!(journal.today(now()).unwrap().page.is_none());
    journal.reflection_write(&page("this evening", "x"), now()).unwrap();
    assert_eq!(journal.today(now()).unwrap().page.unwrap().content.title, "this evening");
    assert!(journal.today(at("2026-11-24T07:00:00+00:00")).unwrap().page.is_none());
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
fn people_are_kept_with_their_alias_and_spellings() {
    let case = Case::new();
    let mut journal = case.open();
    let input =
        PersonInput { name: "Maya".into(), alias: Some(" ".into()), also: vec!["Mayah".into(), " ".into()] };
    let id = journal.person_save(None, &input, now()).unwrap().id;
    drop(journal);
    let mut journal = case.open();
    let people = journal.person_list().unwrap();
    assert_eq!((people[0].id, people[0].input.alias.as_deref(), people[0].input.also.len()), (id, None, 1));
    journal.person_delete(id, now()).unwrap();
    assert!(journal.person_list().unwrap().is_empty());
}

#[test]
fn one_damaged_record_leaves_everything_else_readable() {
    let case = Case::new();
    let mut journal = case.open();
    journal.reflection_write(&page("sound", "words"), now()).unwrap();
    let id = journal.reflection_write(&page("hurt", "words"), now()).unwrap();
    let record = journal.vault().record_ids().unwrap();
    drop(journal);
    let db = rusqlite::Connection::open(&case.path).unwrap();
    db.execute(
        "UPDATE record SET sealed = CAST(substr(sealed, 1, 800) || x'00' || substr(sealed, 802) AS BLOB) WHERE id = ?1",
        [record[0].as_bytes()],
    )
    .unwrap();
    drop(db);
    let mut journal = case.open();
    assert_eq!(journal.damaged(), 1);
    let left = titles(&mut journal, "words");
    assert!(left == ["sound"] || left == ["hurt"]);
    assert_eq!(journal.reflection_read(id).is_ok(), left == ["hurt"]);
    journal.reflection_write(&page("new", "words"), now()).unwrap();
    assert_eq!(journal.verify().unwrap().damaged.len(), 1);
    // The images know that something is missing, too.
    journal.save_view().unwrap();
    drop(journal);
    let mut journal = case.open();
    assert_eq!((journal.damaged(), titles(&mut journal, "words").len()), (1, 2));
}

#[test]
fn the_small_image_knows_how_many_there_are_and_the_rest_comes_when_it_is_asked_for() {
    let case = Case::new();
    let mut journal = case.open();
    let many: Vec<_> = (0..620)
        .map(|n| {
            (
                Id::random().unwrap(),
                dated(&format!("2025-01-01T{:02}:{:02}:00+00:00", n / 60, n % 60), &format!("n{n}"), "x"),
            )
        })
        .collect();
    journal.reflection_write_all(&many, now()).unwrap();
    journal.save_view().unwrap();
    drop(journal);
    let mut journal = case.open();
    let first = journal.reflection_list("", Sort::Recent, 100, 0).unwrap();
    assert_eq!((first.total, first.summaries[0].title.as_str()), (620, "n619"));
    let last = journal.reflection_list("", Sort::Recent, 100, 600).unwrap();
    assert_eq!((last.total, last.summaries.len(), last.summaries[19].title.as_str()), (620, 20, "n0"));
}

#[test]
fn at_rest_the_whole_journal_is_in_the_one_file() {
    let case = Case::new();
    let mut journal = case.open();
    journal.reflection_write(&page("kept", "words"), now()).unwrap();
    let log = case.path.with_file_name("a.sotto-wal");
    journal.on_idle(std::time::Duration::from_secs(3600)).unwrap();
    assert!(log.metadata().unwrap().len() > 0, "it was written to a moment ago");
    journal.on_idle(std::time::Duration::ZERO).unwrap();
    assert_eq!(log.metadata().unwrap().len(), 0);
    let copy = case.path.with_file_name("copy.sotto");
    std::fs::copy(&case.path, &copy).unwrap();
    let copied = VaultFile::at(copy, Device::at(case.path.with_file_name("elsewhere")));
    let mut copied = Journal::unlock(&copied, &Key::Recovery(template().recovery.clone()), false).unwrap();
    assert_eq!(titles(&mut copied, "words"), ["kept"]);
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

#[test]
fn reflections_of_one_moment_stand_as_they_were_added_also_after_a_rebuild_and_an_edit() {
    let case = Case::new();
    let mut journal = case.open();
    let moment = |n: usize| dated("2026-11-23T08:00:00+00:00", &format!("n{n}"), "of one moment");
    let mut ids: Vec<_> = (0..6).map(|n| journal.reflection_write(&moment(n), now()).unwrap()).collect();
    let more: Vec<_> = (6..12).map(|n| (sotto_core::vault::Id::random().unwrap(), moment(n))).collect();
    journal.reflection_write_all(&more, now()).unwrap();
    ids.extend(more.iter().map(|(id, _)| *id));
    journal.reflection_edit(ids[3], &moment(3), now()).unwrap();
    let listed = |journal: &mut Journal| -> Vec<_> {
        let page = journal.reflection_list("moment", Sort::Recent, 50, 0).unwrap();
        page.summaries.iter().rev().map(|summary| summary.id).collect()
    };
    assert_eq!(listed(&mut journal), ids);
    journal
        .reflection_edit(ids[5], &dated("2026-11-23T08:00:00+00:00", "other", "of one moment"), now())
        .unwrap();
    assert_eq!(listed(&mut journal), ids);
    drop(journal);
    std::fs::remove_file(case.path.with_file_name("a.sotto-view")).ok();
    assert_eq!(listed(&mut case.open()), ids);
}

/// Each text is found by its words however they are written, and by parts of it where no spaces are.
#[test]
fn finding_folds_as_masking_does_and_reads_scripts_without_spaces() {
    let case = Case::new();
    let mut journal = case.open();
    let mut day = 0;
    for line in include_str!("../../../tests/cases/search-docs.jsonl").lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        day += 1;
        journal
            .reflection_write(
                &dated(
                    line["date"].as_str().unwrap(),
                    line["title"].as_str().unwrap(),
                    line["body"].as_str().unwrap(),
                ),
                now(),
            )
            .unwrap();
    }
    assert_eq!(day, 20);
    for line in include_str!("../../../tests/cases/search-queries.tsv").lines() {
        let (title, queries) = line.split_once('\t').unwrap();
        for query in queries.split(" / ") {
            let found = journal.reflection_list(query, Sort::Recent, 50, 0).unwrap().summaries;
            let found = found.iter().find(|summary| summary.title == title);
            let found = found.unwrap_or_else(|| panic!("{query} does not find: {title}"));
            assert!(found.snippet.iter().any(|piece| piece.hit), "{query} is marked in: {title}");
        }
    }
}
