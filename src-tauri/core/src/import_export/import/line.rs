//! One reflection as it stands in a file. Fields of other programs are passed over.

use serde::Deserialize;
use sha2::{Digest, Sha256};
use sotto_vault::Id;

use super::ReadDate;
use crate::base::Failure;
use crate::reflections::{Content, ReflectionInput};

#[derive(Deserialize)]
pub(super) struct Line {
    id: Option<serde_json::Value>,
    date: Option<String>,
    title: Option<String>,
    mood: Option<u8>,
    feelings: Option<Vec<String>>,
    tags: Option<Vec<String>>,
    #[serde(alias = "text")]
    body: Option<String>,
}

impl Line {
    /// # Errors
    /// Whether it was an object at least: one of another shape still shows that the file is of the
    /// right kind.
    pub fn read(text: &str) -> Result<Self, bool> {
        serde_json::from_str(text).map_err(|error| error.is_data() && text.trim_start().starts_with('{'))
    }

    /// Its id, if it is one of ours.
    pub fn own_id(&self) -> Option<Id> {
        self.id.as_ref()?.as_str()?.parse().ok()
    }

    /// The id it always gets: from its own, or else from what it says.
    pub fn id(&self) -> Id {
        let mut hash = Sha256::new();
        let mut part = |text: &str| {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        };
        match &self.id {
            Some(serde_json::Value::String(id)) => {
                part("sotto/import/id/v1");
                part(id);
            }
            Some(id) if !id.is_null() => {
                part("sotto/import/id/v1");
                part(&id.to_string());
            }
            _ => {
                part("sotto/import/text/v1");
                for text in [&self.date, &self.title, &self.body] {
                    part(text.as_deref().unwrap_or_default());
                }
            }
        }
        let mut id = [0u8; 16];
        id.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
        Id::from_bytes(id)
    }

    /// # Errors
    /// What `date` says of its date.
    pub fn input(self, date: ReadDate<'_>) -> Result<ReflectionInput, Failure> {
        let date = self.date.as_deref().map(date).transpose()?;
        Ok(ReflectionInput {
            content: Content {
                title: self.title.unwrap_or_default(),
                text: self.body.unwrap_or_default(),
                mood: self.mood,
                feelings: self.feelings.unwrap_or_default(),
                tags: self.tags.unwrap_or_default(),
            },
            date: date.map(|date| date.to_rfc3339()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(json: &str) -> Id {
        Line::read(json).map_err(drop).unwrap().id()
    }

    #[test]
    fn the_same_line_has_the_same_id_and_another_line_another() {
        let one = r#"{"date":"2026-11-23","title":"a","body":"b"}"#;
        assert_eq!(id(one), id(r#"{"body":"b","mood":null,"title":"a","date":"2026-11-23"}"#));
        assert_ne!(id(one), id(r#"{"date":"2026-11-23","title":"ab","body":""}"#));
        assert_ne!(id(one), id(r#"{"date":"2026-11-23","title":"","body":"ab"}"#));
        let named = r#"{"id":"7","title":"a"}"#;
        assert_eq!(id(named), id(r#"{"id":"7","title":"changed"}"#), "its own id counts alone");
        assert_ne!(id(named), id(r#"{"id":"8","title":"a"}"#));
        assert_eq!(id(r#"{"id":null,"title":"a"}"#), id(r#"{"title":"a"}"#));
    }
}
