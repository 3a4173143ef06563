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
    /// Seals what is on the page as a draft. Without an id it begins a new reflection.
    pub fn draft_save(
        &mut self,
        reflection: Option<Id>,
        input: &ReflectionInput,
        now: Now,
    ) -> Result<SavedDraft> {
        match reflection {
            Some(id) => {
                let place = self.place_of(id)?.ok_or(Error::NotFound)?;
                self.draft_put(id, &place, input, now)
            }
            None => self.draft_save_as(Id::random()?, input, now),
        }
    }

    /// The same, of the reflection with this id, which need not exist yet. `id` is random: so saving a new page once
    /// more, after an answer that got lost, begins no second reflection.
    ///
    /// # Errors
    /// `NotFound` when it was deleted; or what saving gives.
    pub fn draft_save_as(&mut self, id: Id, input: &ReflectionInput, now: Now) -> Result<SavedDraft> {
        let place = match self.place_of(id)? {
            Some(place) => place,
            None if self.view.is_deleted(id)? => return Err(Error::NotFound),
            None => self.place_of_new(now)?,
        };
        self.draft_put(id, &place, input, now)
    }

    /// Where a reflection stands among the others, if there is one or a draft of one.
    fn place_of(&mut self, id: Id) -> Result<Option<Place>> {
        self.check()?;
        match self.body_of(id)? {
            Some((body, _)) => Ok(Some(Place::of(&body))),
            None => Ok(self.draft_of(id)?.map(|body| Place::of(&body))),
        }
    }

    fn draft_put(
        &mut self,
        entity: Id,
        place: &Place,
        input: &ReflectionInput,
        now: Now,
    ) -> Result<SavedDraft> {
        let body = checked(input, place)?;
        let mut record: NewRecord = self.revision(KIND_NAME, 1, entity, &body, now)?;
        // A draft that cannot be opened may be replaced by a new one.
        if let Ok(Some(draft)) = self.vault.draft(entity) {
            go_on_from(&mut record, &draft.header, self.vault.draft_count(entity));
        }
        self.vault.commit(&[Step::Draft(record)])?;
        Ok(SavedDraft { reflection: entity, at: now.to_rfc3339() })
    }

    /// Makes the draft of a reflection its newest revision, and gives the number: 0 when the page
    /// was blank and never saved. Without a draft, or when nothing changed, nothing is added.
    pub fn draft_keep(&mut self, id: Id, now: Now) -> Result<u32> {
        let drafts = self.vault.draft_count(id);
        self.keep(id, now, drafts)
    }

    /// The same, of so many drafts that there were.
    fn keep(&mut self, id: Id, now: Now, drafts: usize) -> Result<u32> {
        let saved = self.body_of(id)?;
        let number = saved.as_ref().map_or(0, |(_, n)| *n);
        let Some(sealed) = self.vault.draft(id)? else { return Ok(number) };
        let draft = Body::read(&sealed.body)?;
        let unchanged = saved.is_some_and(|(body, _)| body == draft);
        // A blank page with a picture on it is no blank page.
        if unchanged || (number == 0 && draft.content.is_blank() && !self.owns(id)?) {
            self.draft_drop(id)?;
            return Ok(number);
        }
        let mut record = self.revision(KIND_NAME, 1, id, &draft, now)?;
        go_on_from(&mut record, &sealed.header, drafts);
        let number = record.revision;
        self.commit(vec![record], vec![Step::DropDraft(id)])?;
        Ok(number)
    }

    /// Makes all drafts revisions: when locking, and at unlock for drafts that a crash left behind.
    pub fn draft_keep_all(&mut self, now: Now) -> Result<()> {
        // One that fails must not stop the others.
        let results: Vec<Result<u32>> =
            self.vault.draft_ids().into_iter().map(|id| self.draft_keep(id, now)).collect();
        results.into_iter().try_for_each(|one| one.map(drop))
    }

    /// Makes revisions of drafts that a crash left behind. One that cannot be stored now (a full disk) stays
    /// a draft; one that cannot be opened counts as damaged. Neither stops the journal from opening.
    pub(crate) fn drafts_keep_left(&mut self) -> Result<()> {
        for id in self.vault.draft_ids() {
            match self.vault.draft(id) {
                // Where nothing can be written, it is shown as it is.
                Ok(Some(draft)) if self.vault.read_only().is_some() => {
                    self.damaged += usize::from(self.view.apply(&draft).is_err());
                }
                Ok(Some(_)) => self.drafts_keep(id),
                Ok(None) => {}
                Err(_) => self.damaged += 1,
            }
        }
        self.damaged += self.vault.unreadable_drafts();
        Ok(())
    }

    /// Makes a revision of each draft of a reflection, as of when it was last sealed: of one there are several
    /// when two copies of the vault were written in.
    fn drafts_keep(&mut self, id: Id) {
        let drafts = self.vault.draft_count(id);
        for _ in 0..drafts {
            let Ok(Some(draft)) = self.vault.draft(id) else { return };
            let Ok(time) = chrono::DateTime::parse_from_rfc3339(&draft.header.time) else { return };
            if self.keep(id, time, drafts).is_err() {
                return;
            }
        }
    }

    pub(crate) fn draft_of(&self, id: Id) -> Result<Option<Body>> {
        self.vault.draft(id)?.map(|draft| Body::read(&draft.body)).transpose()
    }

    pub(crate) fn draft_drop(&mut self, id: Id) -> Result<()> {
        self.check()?;
        Ok(self.vault.commit(&[Step::DropDraft(id)])?)
    }

    /// Notes captured while locked, oldest first.
    pub fn captured(&self) -> Result<Vec<CapturedNote>> {
        Ok(self
            .vault
            .captured()?
            .into_iter()
            .map(|n| CapturedNote { id: n.id, text: n.text.clone(), at: n.time.clone() })
            .collect())
    }

    /// Turns a note that was captured while locked into a new reflection.
    pub fn captured_accept(&mut self, id: Id, now: Now) -> Result<Id> {
        let note = self.captured()?.into_iter().find(|n| n.id == id).ok_or(Error::NotFound)?;
        // The time comes from an unverified note: one that makes no sense is replaced by now.
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

/// A draft follows the revision on which it was written. If that is not the newest, the draft becomes a head of its
/// own, which hides no other: the newest came from another copy of the vault, or the draft is an old one that came
/// back out of a damaged file, or its parent is unreadable now. Several drafts come from several copies, too.
fn go_on_from(record: &mut NewRecord, draft: &Header, drafts: usize) {
    if drafts > 1 || draft.parents != record.parents {
        record.revision = draft.revision;
        record.parents.clone_from(&draft.parents);
    }
}

/// A note that was captured while locked. Anyone can have written it: see the threat model.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CapturedNote {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub id: Id,
    pub text: String,
    pub at: String,
}
