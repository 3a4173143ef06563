//! Lists and searches, and the order in them.

use sotto_core::Journal;
use sotto_core::reflections::Sort;

use crate::case::{Case, dated, now, titles, with};

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
    for line in include_str!("../../../../tests/cases/search-docs.jsonl").lines() {
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
    for line in include_str!("../../../../tests/cases/search-queries.tsv").lines() {
        let (title, queries) = line.split_once('\t').unwrap();
        for query in queries.split(" / ") {
            let found = journal.reflection_list(query, Sort::Recent, 50, 0).unwrap().summaries;
            let found = found.iter().find(|summary| summary.title == title);
            let found = found.unwrap_or_else(|| panic!("{query} does not find: {title}"));
            assert!(found.snippet.iter().any(|piece| piece.hit), "{query} is marked in: {title}");
        }
    }
}
