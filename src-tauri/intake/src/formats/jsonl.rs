//! `jsonl`: one JSON object a line, each of them an entry. Fields of other programs are passed over.

use std::io::BufRead;

use serde::Deserialize;
use serde_json::Value;

use super::lines::Lines;
use super::{Entry, FormatError, Item, Problem, ReadItems};

pub(super) struct Jsonl<R> {
    lines: Lines<R>,
}

impl<R: BufRead> Jsonl<R> {
    pub fn new(file: R) -> Self {
        Self { lines: Lines::new(file) }
    }
}

impl<R: BufRead> ReadItems for Jsonl<R> {
    fn next_item(&mut self) -> Result<Option<Item>, FormatError> {
        let Some(line) = self.lines.next_line()? else { return Ok(None) };
        Ok(Some(Item { line: line.number, entry: line.text.and_then(read_object) }))
    }
}

/// The fields that are understood. An id may be of any type; `text` and `body` are the same field.
#[derive(Deserialize)]
struct Fields {
    id: Option<Value>,
    date: Option<String>,
    title: Option<String>,
    mood: Option<u8>,
    feelings: Option<Vec<String>>,
    tags: Option<Vec<String>>,
    #[serde(alias = "text")]
    body: Option<String>,
}

/// The entry in one JSON object.
pub(super) fn read_object(text: &str) -> Result<Entry, Problem> {
    let fields: Fields = serde_json::from_str(text).map_err(|error| {
        let is_object = error.is_data() && text.trim_start().starts_with('{');
        if is_object { Problem::WrongShape } else { Problem::NotAnObject }
    })?;
    Ok(Entry {
        id: fields.id.map(|id| match id {
            Value::String(id) => id,
            other => other.to_string(),
        }),
        date: fields.date,
        title: fields.title.unwrap_or_default(),
        text: fields.body.unwrap_or_default(),
        mood: fields.mood,
        feelings: fields.feelings.unwrap_or_default(),
        tags: fields.tags.unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_optional_and_unknown_ones_are_passed_over() {
        let entry = read_object(
            r#"{"id":"x-1","date":"2026-11-23","title":"One","text":"first","mood":4,"feelings":["calm"],"tags":["a"],"weather":{"sky":"grey"}}"#,
        );
        let want = Entry {
            id: Some("x-1".to_owned()),
            date: Some("2026-11-23".to_owned()),
            title: "One".to_owned(),
            text: "first".to_owned(),
            mood: Some(4),
            feelings: vec!["calm".to_owned()],
            tags: vec!["a".to_owned()],
        };
        assert!(entry == Ok(want));
        assert!(read_object("{}") == Ok(Entry::default()));
        assert!(read_object(r#"{"body":"first"}"#).is_ok_and(|entry| entry.text == "first"));
    }

    #[test]
    fn an_id_of_any_type_becomes_text() {
        let id = |json: &str| read_object(json).map(|entry| entry.id);
        assert_eq!(id(r#"{"id":"7"}"#), Ok(Some("7".to_owned())));
        assert_eq!(id(r#"{"id":7}"#), Ok(Some("7".to_owned())));
        assert_eq!(id(r#"{"id":{"n":7}}"#), Ok(Some(r#"{"n":7}"#.to_owned())));
        assert_eq!(id(r#"{"id":null}"#), Ok(None));
    }

    #[test]
    fn an_object_with_a_wrong_field_is_told_apart_from_no_object() {
        let problem = |text: &str| read_object(text).err();
        for wrong in
            [r#"{"mood":"good"}"#, r#" {"mood":300}"#, r#"{"tags":[1]}"#, r#"{"text":"a","body":"b"}"#]
        {
            assert_eq!(problem(wrong), Some(Problem::WrongShape), "{wrong}");
        }
        for other in ["", "not json", "7", "[{}]", r#"{"text":"cut"#, r#"{"text":"a"} and more"#] {
            assert_eq!(problem(other), Some(Problem::NotAnObject), "{other}");
        }
    }
}
