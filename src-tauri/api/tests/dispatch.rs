//! Calls found by name: what is refused before a handler runs, and what is refused while locked.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod common;

use common::{Case, export_labels};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use sotto_api::calls;
use sotto_core::Code;

const ID: &str = "00112233445566778899aabbccddeeff";

/// Arguments that every call takes, in their shape if not in what they name. `null` for a call that this list does
/// not know, which the first test refuses.
fn arguments(name: &str) -> Value {
    let content = json!({ "title": "t", "text": "x", "mood": 3, "feelings": [], "tags": [], "date": null });
    let group =
        json!({ "name": "g", "weekday": "thu", "time": "18:30", "zone": "Europe/London", "every": 1 });
    let person = json!({ "name": "Rosa", "alias": null, "also": [] });
    let bring = json!({ "reflection": null, "group": null, "title": "t", "text": "", "want": "listen",
        "minutes": 10 });
    let choice = json!({ "to": [], "bring": true, "mood_weeks": null, "reflections": [], "keep_names": [] });
    let settings = json!({ "theme": "dark", "text_size": 100, "lock_after": 5, "country": null });
    let sheet = json!({ "title": "t", "about": "a", "words": "w", "line": "l", "code": "c", "keep": "k" });
    match name {
        "app_state"
        | "active"
        | "lock"
        | "leave_heard"
        | "print"
        | "passphrase_suggest"
        | "sheet_new"
        | "journal_ready"
        | "slot_list"
        | "keychain"
        | "keychain_off"
        | "recovered_save"
        | "verify"
        | "captured_list"
        | "today"
        | "tags"
        | "group_list"
        | "person_list"
        | "preparation"
        | "my_card_save"
        | "contact_list"
        | "contact_add_file"
        | "share_log"
        | "received_open"
        | "received_list"
        | "received_log"
        | "help"
        | "backup_status"
        | "backup_folder_choose"
        | "backup_stop"
        | "backup_now"
        | "backup_now_alone"
        | "backup_rehearse"
        | "restore_list" => json!({}),
        "leave" => json!({ "words": "saved" }),
        "clipboard_copy" | "capture" => json!({ "text": "x" }),
        "settings_save" => json!({ "settings": settings }),
        "passphrase_strength" | "keychain_on" | "uncover" => json!({ "passphrase": "p" }),
        "sheet_save" => json!({ "labels": sheet }),
        "vault_create" => json!({ "passphrase": "p", "answers": [{ "position": 1, "word": "w" }] }),
        "unlock" => json!({ "passphrase": "p", "how": { "accept_older": false, "read_only": false } }),
        "unlock_recovery" => json!({ "text": "x", "how": {} }),
        "unlock_photo" | "keychain_unlock" => json!({ "how": null }),
        "passphrase_change" => json!({ "old": "p", "new": "a brave lantern" }),
        "slot_add_passphrase" => json!({ "old": "p", "new": "a brave lantern" }),
        "slot_add_recovery" => json!({ "old": "p", "answers": [] }),
        "rekey" => json!({ "old": "p", "new": "a brave lantern", "answers": null, "share_keys": false }),
        "slot_remove"
        | "captured_accept"
        | "captured_discard"
        | "reflection_read"
        | "reflection_heads"
        | "reflection_revisions"
        | "reflection_delete"
        | "group_delete"
        | "person_delete"
        | "bring_delete"
        | "words_give_up"
        | "contact_words"
        | "contact_confirm"
        | "contact_delete"
        | "received_delete" => json!({ "id": ID }),
        "draft_save" => json!({ "reflection": ID, "new": ID, "input": content }),
        "draft_keep" => json!({ "reflection": ID }),
        "reflection_list" => json!({ "query": "", "limit": 10, "offset": 0 }),
        "reflection_join" => json!({ "id": ID, "chosen": ID, "mode": "append" }),
        "calendar" => json!({ "year": 2026, "month": 11 }),
        "group_save" => json!({ "id": ID, "input": group }),
        "person_save" => json!({ "id": ID, "input": person }),
        "bring_save" | "bring_set_aside" => json!({ "id": ID, "new": ID, "input": bring }),
        "my_card" => json!({ "name": "Ines" }),
        "contact_add" => json!({ "card": "x" }),
        "share_preview" => json!({ "choice": choice }),
        "share_seal" => json!({ "sha256": "00" }),
        "help_contact_save" => json!({ "contact": { "name": "Rosa", "phone": "1", "on_lock": false } }),
        "task_progress" | "task_cancel" => json!({ "task": "export" }),
        "restore_choose" => json!({ "name": "a.sotto" }),
        "restore" => json!({ "secret": "p", "sheet": false }),
        "export" => json!({ "format": "json", "plain": false, "labels": export_labels() }),
        _ => Value::Null,
    }
}

/// What may be called while nothing is open.
const WHILE_LOCKED: &[&str] = &[
    "app_state",
    "active",
    "lock",
    "leave_heard",
    "leave",
    "print",
    "clipboard_copy",
    "settings_save",
    "passphrase_strength",
    "passphrase_suggest",
    "sheet_new",
    "sheet_save",
    "vault_create",
    "unlock",
    "unlock_recovery",
    "unlock_photo",
    "keychain",
    "keychain_unlock",
    "capture",
    "help",
    "task_progress",
    "task_cancel",
    "restore_list",
    "restore_choose",
    "restore",
];

/// Refused as arguments: the code every malformed call gets, naming the call and nothing that was given.
fn is_refusal(failure: &sotto_core::Failure, name: &str) -> bool {
    failure.code == Code::Unexpected && failure.params["what"] == format!("arguments of {name}")
}

#[test]
fn the_arguments_in_this_file_are_those_of_every_call() {
    let case = Case::open();
    for call in calls::all() {
        let failure = case.call(call.name, arguments(call.name)).err();
        assert!(!failure.is_some_and(|f| is_refusal(&f, call.name)), "{}", call.name);
        case.app.journal(|_| Ok(())).unwrap_or_else(|_| panic!("{} has locked the journal", call.name));
    }
}

#[test]
fn a_name_that_is_no_call_is_refused() {
    let case = Case::new();
    for name in ["", "no_such_call", "app_state ", "App_State", "\u{0}", "calls::app_state"] {
        let failure = case.call(name, json!({})).unwrap_err();
        assert_eq!((failure.code, failure.params["what"].as_str()), (Code::Unexpected, "no such call"));
    }
}

#[test]
fn arguments_that_are_unknown_missing_or_no_object_are_refused_by_every_call() {
    let case = Case::locked();
    for call in calls::all() {
        let whole = arguments(call.name);
        let mut more = whole.clone();
        more["and"] = json!("more");
        let mut wrong = vec![more, json!([]), json!(null), json!("x"), json!(7)];
        for name in whole.as_object().unwrap().keys() {
            let mut other = whole.clone();
            other[name] = json!([["another"], "shape"]);
            wrong.push(other);
            // An argument that may be null may be left out.
            if !matches!(
                name.as_str(),
                "old" | "how" | "answers" | "id" | "new" | "reflection" | "name" | "contact"
            ) {
                let mut less = whole.clone();
                less.as_object_mut().unwrap().remove(name);
                wrong.push(less);
            }
        }
        for given in wrong {
            let failure = case.call(call.name, given.clone()).unwrap_err();
            assert!(is_refusal(&failure, call.name), "{}({given}): {failure}", call.name);
        }
    }
}

#[test]
fn whatever_needs_the_journal_is_refused_while_locked() {
    for case in [Case::new(), Case::locked()] {
        for call in calls::all().filter(|call| !WHILE_LOCKED.contains(&call.name)) {
            // A dialog answers with a file, so that nothing ends as cancelled.
            case.choose("chosen");
            std::fs::write(case.folder.path().join("chosen"), "x").unwrap();
            let mut given = arguments(call.name);
            if call.name == "slot_add_recovery" {
                given["answers"] = json!([]);
            }
            let failure = match case.call(call.name, given) {
                Err(failure) => failure,
                // Each file that was chosen is refused by itself.
                Ok(answer) => {
                    assert_eq!(answer["refused"][0]["failure"]["code"], "locked", "{}: {answer}", call.name);
                    continue;
                }
            };
            let known = [Code::Locked, Code::RecoveryAnswersWrong, Code::BackupNoFolder];
            assert!(known.contains(&failure.code), "{}: {failure}", call.name);
        }
    }
}

/// Any JSON, not too deep.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|n| serde_json::Number::from_f64(n).map_or(Value::Null, Value::Number)),
        "\\PC{0,12}".prop_map(Value::from),
        Just(Value::from(ID)),
        "[0-9]{4}-[0-9]{2}-[0-9]{2}T00:00:00Z".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map("[a-z_]{1,8}", inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Arguments of a call, one part of which is replaced by something else.
fn mutated(name: &'static str) -> impl Strategy<Value = Value> {
    (any::<prop::sample::Index>(), any_json()).prop_map(move |(at, other)| {
        let mut whole = arguments(name);
        let mut places = Vec::new();
        pointers(&whole, String::new(), &mut places);
        let place: &String = at.get(&places);
        *whole.pointer_mut(place).unwrap() = other;
        whole
    })
}

/// A pointer to every part of a value.
fn pointers(value: &Value, here: String, places: &mut Vec<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, v)| pointers(v, format!("{here}/{key}"), places)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(at, v)| pointers(v, format!("{here}/{at}"), places));
        }
        _ => {}
    }
    places.push(here);
}

/// Calls that derive a key, which takes most of a second, or end the app's state for the calls after it.
const SLOW: &[&str] = &[
    "unlock",
    "vault_create",
    "passphrase_change",
    "slot_add_passphrase",
    "slot_add_recovery",
    "rekey",
    "keychain_on",
    "restore",
    "passphrase_strength",
];

#[test]
fn no_arguments_whatever_make_a_call_panic_or_fail_without_a_code() {
    let case = Case::open();
    let names: Vec<&'static str> =
        calls::all().map(|call| call.name).filter(|name| !SLOW.contains(name)).collect();
    let call_with = prop::sample::select(names).prop_flat_map(|name| {
        prop_oneof![any_json().boxed(), mutated(name).boxed()].prop_map(move |given| (name, given))
    });
    proptest!(ProptestConfig { cases: 2_000, failure_persistence: None, ..Default::default() },
    |((name, given) in call_with)| {
        case.choose("chosen");
        if let Err(failure) = case.call(name, given) {
            // What a person gave is not repeated.
            prop_assert!(failure.code != Code::Unexpected || is_refusal(&failure, name), "{name}: {failure:?}");
        }
    });
    case.call("today", json!({})).expect("the journal is still open");
}
