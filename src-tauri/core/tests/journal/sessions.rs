//! The next session, preparing for it, and the people whose names must not leave.

use sotto_core::groups::GroupInput;
use sotto_core::people::PersonInput;
use sotto_core::sessions::{BringInput, Want};
use sotto_core::vault::Id;

use crate::case::{Case, at, code, dated, now, page};

#[test]
fn the_next_session_is_given_in_the_groups_own_time() {
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
