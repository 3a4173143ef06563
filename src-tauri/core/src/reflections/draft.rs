//! Writing in progress: one sealed row per reflection, replaced in place.

use serde::Serialize;
use sotto_vault::{Header, Id, NewRecord, Step};

use super::{Body, Content, KIND_NAME, Place, ReflectionInput, checked};
use crate::base::Now;
use crate::base::{Error, Result};
use crate::store::Journal;

/// A draft that has been sealed.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct SavedDraft {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub reflection: Id,
    pub at: String,
}

impl Journal {
    /// Seals what is on the page. Without an id it begins a new reflection.
    pub fn draft_save(
        &mut self,
        reflection: Option<Id>,
        input: &ReflectionInput,
        now: Now,
    ) -> Result<SavedDraft> {
        self.check()?;
        let (entity, place) = match reflection {
            Some(id) => {
                let place = match self.body_of(id)? {
                    Some((body, _)) => Place::of(&body),
                    None => Place::of(&self.draft_of(id)?.ok_or(Error::NotFound)?),
                };
                (id, place)
            }
            None => (Id::random()?, self.place_of_new(now)?),
        };
        let body = checked(input, &place)?;
        let mut record: NewRecord = self.revision(KIND_NAME, 1, entity, &body, now)?;
        // A draft that cannot be opened must not keep a new one from taking its place.
        if let Ok(Some(draft)) = self.vault.draft(entity) {
            follow(&mut record, &draft.header);
        }
        self.vault.commit(&[Step::Draft(record)])?;
        Ok(SavedDraft { reflection: entity, at: now.to_rfc3339() })
    }

    /// Makes the draft of a reflection its newest revision, and gives the number: 0 when the page
    /// was blank and never kept. Without a draft, or when nothing changed, nothing is added.
    pub fn draft_keep(&mut self, id: Id, now: Now) -> Result<u32> {
        let kept = self.body_of(id)?;
        let number = kept.as_ref().map_or(0, |(_, n)| *n);
        let Some(sealed) = self.vault.draft(id)? else { return Ok(number) };
        let draft = Body::read(&sealed.body)?;
        let unchanged = kept.is_some_and(|(body, _)| body == draft);
        // A blank page with a picture on it is no blank page.
        if unchanged || (number == 0 && draft.content.is_blank() && !self.owns(id)?) {
            self.draft_drop(id)?;
            return Ok(number);
        }
        let mut record = self.revision(KIND_NAME, 1, id, &draft, now)?;
        follow(&mut record, &sealed.header);
        let number = record.revision;
        self.commit(vec![record], vec![Step::DropDraft(id)])?;
        Ok(number)
    }

    /// Makes revisions of all drafts: at lock, and at unlock for what a crash left behind.
    pub fn draft_keep_all(&mut self, now: Now) -> Result<()> {
        // Each for itself: one that cannot be kept must not hold up the others.
        let kept: Vec<Result<u32>> =
            self.vault.draft_ids().into_iter().map(|id| self.draft_keep(id, now)).collect();
        kept.into_iter().try_for_each(|one| one.map(drop))
    }

    /// Makes revisions of what a crash left behind. One that cannot be kept now (a full disk) stays
    /// a draft, and one that does not open is counted as damaged: neither keeps the rest from opening.
    pub(crate) fn drafts_keep_left(&mut self) -> Result<()> {
        for id in self.vault.draft_ids() {
            match self.vault.draft(id) {
                // It becomes a revision as of when it was last sealed.
                // Where nothing can be written, it is shown as it is.
                Ok(Some(draft)) if self.vault.read_only().is_some() => self.view.apply(&draft)?,
                Ok(Some(draft)) => {
                    if let Ok(time) = chrono::DateTime::parse_from_rfc3339(&draft.header.time) {
                        let _ = self.draft_keep(id, time);
                    }
                }
                Ok(None) => {}
                Err(_) => self.damaged += 1,
            }
        }
        self.damaged += self.vault.unreadable_drafts();
        Ok(())
    }

    pub(crate) fn draft_of(&self, id: Id) -> Result<Option<Body>> {
        self.vault.draft(id)?.map(|draft| Body::read(&draft.body)).transpose()
    }

    pub(crate) fn draft_drop(&mut self, id: Id) -> Result<()> {
        self.check()?;
        Ok(self.vault.commit(&[Step::DropDraft(id)])?)
    }

    /// Notes left while locked, oldest first.
    pub fn captured(&self) -> Result<Vec<CapturedNote>> {
        Ok(self
            .vault
            .captured()?
            .into_iter()
            .map(|n| CapturedNote { id: n.id, text: n.text.clone(), at: n.time.clone() })
            .collect())
    }

    /// Makes a note that was left while locked a reflection of its own.
    pub fn captured_accept(&mut self, id: Id, now: Now) -> Result<Id> {
        let note = self.captured()?.into_iter().find(|n| n.id == id).ok_or(Error::NotFound)?;
        // Whoever left it wrote its time: one that makes no sense counts as now.
        let mut content = Content::default();
        content.text = note.text;
        let input = ReflectionInput { content, date: super::dated(&note.at).ok() };
        let body = checked(&input, &self.place_of_new(now)?)?;
        let entity = Id::random()?;
        let record = self.revision(KIND_NAME, 1, entity, &body, now)?;
        self.commit(vec![record], vec![Step::DropCaptured(id)])?;
        Ok(entity)
    }

    pub fn captured_discard(&mut self, id: Id) -> Result<()> {
        self.check()?;
        Ok(self.vault.commit(&[Step::DropCaptured(id)])?)
    }
}

/// A draft knows what it was made from. When that cannot be read just now, the view knows less: a
/// revision must not take the number of one that will be read again, or one of the two is never seen.
fn follow(record: &mut NewRecord, draft: &Header) {
    if draft.revision > record.revision {
        record.revision = draft.revision;
        record.parents.clone_from(&draft.parents);
    }
}

/// A note that was left while locked. It is not verified: see the threat model.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CapturedNote {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub id: Id,
    pub text: String,
    pub at: String,
}
