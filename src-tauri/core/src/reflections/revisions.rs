//! The revisions of a reflection: its history, and several current ones that a person joins.
//!
//! A revision that no other follows is a head. There are several when two copies of the vault were written in
//! and came together again. No clock decides between them: each stays a head until the person joins them, and
//! stays in the history after that.

use serde::{Deserialize, Serialize};
use sotto_vault::Id;

use super::{Body, Content, KIND_NAME, MAX_TAGS, Place, ReflectionInput, checked};
use crate::base::text_folding::folded;
use crate::base::{Error, Now, Result};
use crate::store::Journal;

/// A revision with what was written in it.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct RevisionText {
    /// Names this revision. Two of one reflection may have the same number.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub record: Id,
    pub revision: u32,
    /// When it was saved.
    pub saved_at: String,
    pub date: String,
    #[serde(flatten)]
    #[cfg_attr(feature = "bindings", ts(flatten))]
    pub content: Content,
}

/// What becomes of the heads that were not chosen.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum JoinMode {
    /// They are in the history alone.
    Replace,
    /// Their texts follow below the chosen one. Feelings and tags are those of all, as many as fit; the title and
    /// the mood are those of the first that has any.
    Append,
}

impl Journal {
    /// The current revisions of a reflection: one, or several when it was changed in two copies of the vault.
    /// The first is the one that lists show.
    pub fn reflection_heads(&mut self, id: Id) -> Result<Vec<RevisionText>> {
        let heads = self.view.heads(id)?;
        if heads.is_empty() {
            return Err(Error::NotFound);
        }
        heads.into_iter().map(|(record, _)| self.revision_text(id, record)).collect()
    }

    /// Makes one revision that follows all current ones, and gives its number. `chosen` is one of these. Does
    /// nothing when there is only one. A draft becomes a revision first.
    ///
    /// # Errors
    /// `NotFound` when `chosen` is not current, `TextTooLong` when the texts together are too long.
    pub fn reflection_join(&mut self, id: Id, chosen: Id, mode: JoinMode, now: Now) -> Result<u32> {
        self.draft_keep(id, now)?;
        let heads = self.reflection_heads(id)?;
        let (first, others): (Vec<_>, Vec<_>) = heads.into_iter().partition(|head| head.record == chosen);
        let Some(first) = first.into_iter().next() else { return Err(Error::NotFound) };
        if others.is_empty() {
            return Ok(first.revision);
        }
        let content = match mode {
            JoinMode::Replace => first.content,
            JoinMode::Append => others.iter().fold(first.content, |joined, o| append(joined, &o.content)),
        };
        let (newest, _) = self.body_of(id)?.ok_or(Error::NotFound)?;
        let body = checked(&ReflectionInput { content, date: Some(first.date) }, &Place::of(&newest))?;
        let mut record = self.revision(KIND_NAME, 1, id, &body, now)?;
        record.parents = others.iter().map(|head| head.record).chain([chosen]).collect();
        let number = record.revision;
        self.commit(vec![record], Vec::new())?;
        Ok(number)
    }

    /// Every revision of a reflection, newest first.
    pub fn reflection_revisions(&mut self, id: Id) -> Result<Vec<RevisionText>> {
        if self.view.newest(id)?.is_none() {
            return Err(Error::NotFound);
        }
        self.view.history(id)?.into_iter().rev().map(|record| self.revision_text(id, record)).collect()
    }

    fn revision_text(&self, id: Id, record: Id) -> Result<RevisionText> {
        let record = self.record_of(id, record)?;
        let body = Body::read(&record.body)?;
        Ok(RevisionText {
            record: record.header.id,
            revision: record.header.revision,
            saved_at: record.header.time.clone(),
            date: body.date.clone(),
            content: body.content.clone(),
        })
    }
}

/// Puts another content below this one. A text or a title that is already there is not repeated.
fn append(mut content: Content, other: &Content) -> Content {
    // Each named, so that a column that is added cannot be forgotten here.
    let Content { title, text, mood, feelings, tags } = other;
    let (title, text) = (title.trim(), text.trim());
    let mut below = Vec::new();
    if content.title.is_empty() {
        title.clone_into(&mut content.title);
    } else if !title.is_empty() && title != content.title {
        below.push(title);
    }
    if !text.is_empty() && text != content.text.trim() {
        below.push(text);
    }
    for part in below {
        let end = content.text.trim_end().len();
        content.text.truncate(end);
        if end > 0 {
            content.text.push_str("\n\n");
        }
        content.text.push_str(part);
    }
    content.mood = content.mood.or(*mood);
    add_labels(&mut content.feelings, feelings);
    add_labels(&mut content.tags, tags);
    content
}

fn add_labels(labels: &mut Vec<String>, more: &[String]) {
    for label in more {
        if labels.len() < MAX_TAGS && !labels.iter().any(|one| folded(one) == folded(label)) {
            labels.push(label.clone());
        }
    }
}
