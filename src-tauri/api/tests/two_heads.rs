//! A reflection that was changed on two computers, through the calls that the screens make.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use serde_json::{Value, json};
use sotto_core::fuzzing::rewrite_elsewhere;
use sotto_core::vault::Id;
use sotto_core::{Code, Failure};

const EARLIER: &str = "2026-11-22T08:00:00+00:00";

/// An app with one reflection that has two heads.
struct Case {
    case: common::Case,
    id: Id,
}

impl Case {
    fn new() -> Self {
        let mut case = Self { case: common::Case::open(), id: Id::from_bytes([0; 16]) };
        case.id = case.write(None, "Walk", "first", None, &[]);
        case.write(Some(case.id), "", "at the river", None, &["Water"]);
        case.rewritten_elsewhere("on the hill");
        case
    }

    fn rewritten_elsewhere(&self, text: &str) {
        self.case.app.journal(|journal| rewrite_elsewhere(journal, self.id, text, EARLIER)).unwrap();
    }

    fn call(&self, name: &str, arguments: Value) -> Result<Value, Failure> {
        self.case.call(name, arguments)
    }

    fn draft(&self, id: Option<Id>, title: &str, text: &str, mood: Option<u8>, tags: &[&str]) -> Id {
        let input = json!({ "title": title, "text": text, "mood": mood, "feelings": [], "tags": tags });
        let saved = self.call("draft_save", json!({ "reflection": id, "input": input })).unwrap();
        serde_json::from_value(saved["reflection"].clone()).unwrap()
    }

    fn write(&self, id: Option<Id>, title: &str, text: &str, mood: Option<u8>, tags: &[&str]) -> Id {
        let id = self.draft(id, title, text, mood, tags);
        self.call("draft_keep", json!({ "reflection": id })).unwrap();
        id
    }

    fn read(&self) -> Value {
        self.call("reflection_read", json!({ "id": self.id })).unwrap()
    }

    fn heads(&self) -> Vec<Value> {
        let heads = self.call("reflection_heads", json!({ "id": self.id })).unwrap();
        heads.as_array().unwrap().clone()
    }

    /// The record of the head with this text.
    fn head(&self, text: &str) -> Value {
        self.heads().iter().find(|head| head["text"] == text).expect("a head")["record"].clone()
    }

    fn join(&self, chosen: &Value, mode: &str) -> Result<Value, Failure> {
        self.call("reflection_join", json!({ "id": self.id, "chosen": chosen, "mode": mode }))
    }

    /// Every text in the history, in order of the alphabet.
    fn history(&self) -> Vec<String> {
        let all = self.call("reflection_revisions", json!({ "id": self.id })).unwrap();
        let mut texts: Vec<String> =
            all.as_array().unwrap().iter().map(|one| one["text"].as_str().unwrap().to_owned()).collect();
        texts.sort();
        texts
    }
}

#[test]
fn both_versions_are_there_and_the_first_is_the_one_that_is_read() {
    let case = Case::new();
    assert_eq!(case.read()["others"], 1);
    let heads = case.heads();
    assert_eq!((heads.len(), &heads[0]["text"]), (2, &case.read()["text"]));
    let elsewhere = heads.iter().find(|head| head["text"] == "on the hill").unwrap();
    assert_eq!(elsewhere["saved_at"], EARLIER);
    assert_ne!(heads[0]["record"], heads[1]["record"], "each has a name");
    assert_eq!(heads[0]["revision"], heads[1]["revision"], "and no number of its own");
}

#[test]
fn either_version_can_be_the_one_that_counts_and_the_other_stays_in_the_history() {
    for text in ["at the river", "on the hill"] {
        let case = Case::new();
        assert_eq!(case.join(&case.head(text), "replace").unwrap(), 3);
        let read = case.read();
        assert_eq!((&read["text"], &read["others"], &read["revision"]), (&json!(text), &json!(0), &json!(3)));
        assert_eq!(case.history().iter().filter(|one| *one == text).count(), 2);
        assert!(
            ["at the river", "first", "on the hill"].iter().all(|t| case.history().contains(&(*t).into()))
        );
        assert_eq!(case.heads().len(), 1);
    }
}

#[test]
fn one_version_below_the_other_has_the_words_tags_and_mood_of_both() {
    let case = Case::new();
    // The version that is read gets a title, a mood and a tag; the one from elsewhere becomes the chosen one.
    let (shown, other) = (case.heads()[0].clone(), case.heads()[1].clone());
    case.write(Some(case.id), "Evening", "by lamp light", Some(4), &["lamp", "water"]);
    case.join(&other["record"], "append").unwrap();
    let read = case.read();
    assert_eq!(read["text"], format!("{}\n\nby lamp light", other["text"].as_str().unwrap()));
    assert_eq!((&read["title"], &read["mood"]), (&json!("Evening"), &json!(4)));
    assert_eq!(read["tags"], json!(["Water", "lamp"]));
    assert_eq!((&read["date"], &read["others"]), (&other["date"], &json!(0)));
    assert!(case.history().contains(&shown["text"].as_str().unwrap().to_owned()));
}

#[test]
fn a_second_title_stands_above_its_text() {
    let case = Case::new();
    case.join(&case.heads()[0]["record"].clone(), "replace").unwrap();
    case.write(Some(case.id), "Walk", "at the river", None, &[]);
    case.rewritten_elsewhere("at the river");
    case.write(Some(case.id), "Hill", "at the river", None, &[]);
    let walk = case.heads().iter().find(|head| head["title"] == "Walk").unwrap()["record"].clone();
    case.join(&walk, "append").unwrap();
    assert_eq!(case.read()["text"], "at the river\n\nHill", "and the same text is not repeated");
}

#[test]
fn a_version_that_is_not_current_joins_nothing() {
    let case = Case::new();
    let all = case.call("reflection_revisions", json!({ "id": case.id })).unwrap();
    let first = all.as_array().unwrap().iter().find(|one| one["text"] == "first").unwrap();
    for chosen in [first["record"].clone(), json!(case.id)] {
        for mode in ["replace", "append"] {
            assert_eq!(case.join(&chosen, mode).unwrap_err().code, Code::NotFound);
        }
    }
    assert_eq!((case.heads().len(), case.history().len()), (2, 3));
}

#[test]
fn a_draft_is_in_the_history_before_it_is_joined() {
    let case = Case::new();
    let other = case.heads()[1]["record"].clone();
    case.draft(Some(case.id), "", "half a thought", None, &[]);
    case.join(&other, "replace").unwrap();
    assert!(case.history().contains(&"half a thought".to_owned()));
    assert_eq!((&case.read()["draft"], &case.read()["others"]), (&json!(false), &json!(0)));
}

#[test]
fn joining_what_is_one_already_adds_nothing() {
    let case = Case::new();
    case.join(&case.heads()[0]["record"].clone(), "replace").unwrap();
    let before = case.history();
    assert_eq!(case.join(&case.heads()[0]["record"].clone(), "append").unwrap(), 3);
    assert_eq!(case.history(), before);
}
