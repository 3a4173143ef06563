//! What an entry of a file becomes in the journal: its id and its content.

use sha2::{Digest, Sha256};
use sotto_intake::formats::Entry;
use sotto_vault::Id;

use super::ReadDate;
use crate::base::Failure;
use crate::reflections::{Content, ReflectionInput};

/// The id of an entry that Sotto wrote.
pub fn own_id(entry: &Entry) -> Option<Id> {
    entry.id.as_deref()?.parse().ok()
}

/// The id that an entry of another program gets every time: derived from its own, or else from its date,
/// title and text.
pub fn derived_id(entry: &Entry) -> Id {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    };
    if let Some(id) = &entry.id {
        part("sotto/import/id/v1");
        part(id);
    } else {
        part("sotto/import/text/v1");
        for text in [entry.date.as_deref().unwrap_or_default(), &entry.title, &entry.text] {
            part(text);
        }
    }
    let mut id = [0u8; 16];
    id.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
    Id::from_bytes(id)
}

/// The reflection to write.
///
/// # Errors
/// What `read_date` gives for its date.
pub fn input(entry: Entry, read_date: ReadDate<'_>) -> Result<ReflectionInput, Failure> {
    let date = entry.date.as_deref().map(read_date).transpose()?;
    Ok(ReflectionInput {
        content: Content {
            title: entry.title,
            text: entry.text,
            mood: entry.mood,
            feelings: entry.feelings,
            tags: entry.tags,
        },
        date: date.map(|date| date.to_rfc3339()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: Option<&str>, date: Option<&str>, title: &str, text: &str) -> Entry {
        Entry {
            id: id.map(str::to_owned),
            date: date.map(str::to_owned),
            title: title.to_owned(),
            text: text.to_owned(),
            ..Entry::default()
        }
    }

    #[test]
    fn the_same_entry_has_the_same_id_and_another_entry_another() {
        let id = |id, date, title, text| derived_id(&entry(id, date, title, text));
        let day = Some("2026-11-23");
        let one = id(None, day, "a", "b");
        let same = Entry { mood: Some(3), ..entry(None, day, "a", "b") };
        assert_eq!(one, derived_id(&same));
        assert_ne!(one, id(None, day, "ab", ""));
        assert_ne!(id(None, day, "ab", ""), id(None, day, "", "ab"));
        assert_ne!(one, id(None, None, "a", "b"));
        assert_eq!(
            id(Some("7"), day, "a", ""),
            id(Some("7"), None, "changed", ""),
            "its own id counts alone"
        );
        assert_ne!(id(Some("7"), day, "a", ""), id(Some("8"), day, "a", ""));
    }

    #[test]
    fn ids_stay_what_they_are_so_that_an_older_import_is_known() {
        let named = derived_id(&entry(Some("7"), None, "a", "b"));
        let unnamed = derived_id(&entry(None, Some("2026-11-23"), "a", "b"));
        assert_eq!(named.to_string(), "5159c17465fedf70acfded1f3d1d44c0");
        assert_eq!(unnamed.to_string(), "8156438b9105d48e2f6740b325a7aaec");
    }
}
