//! Every reflection in order, for an export.

use std::collections::BTreeMap;

use sotto_vault::Id;

use super::{Body, Reflection, row_of, table};
use crate::base::Result;
use crate::store::Journal;

impl Journal {
    /// How many reflections `reflection_each` visits.
    pub(crate) fn reflection_count(&self) -> Result<usize> {
        let saved: i64 = self
            .view
            .db
            .prepare_cached("SELECT count(*) FROM reflection")?
            .query_row([], |row| row.get(0))?;
        let mut only_drafts = 0;
        for id in self.vault.draft_ids() {
            only_drafts += usize::from(self.view.newest(id)?.is_none());
        }
        Ok(usize::try_from(saved).unwrap_or_default() + only_drafts)
    }

    /// Visits every reflection, oldest first, as a screen shows it: its draft if there is one.
    pub(crate) fn reflection_each(&self, visit: &mut dyn FnMut(&Reflection) -> Result<()>) -> Result<()> {
        let mut drafts: BTreeMap<Id, Body> = BTreeMap::new();
        for id in self.vault.draft_ids() {
            // When the draft cannot be opened, the revision before it is taken.
            if let Ok(Some(body)) = self.draft_of(id) {
                drafts.insert(id, body);
            }
        }
        let mut unsaved: Vec<(i64, Id)> = Vec::new();
        for (id, body) in &drafts {
            if self.view.newest(*id)?.is_none() {
                unsaved.push((row_of(&body.date), *id));
            }
        }
        unsaved.sort_unstable();
        let mut unsaved = unsaved.into_iter().peekable();
        let mut draft = |id: Id, revision: u32, visit: &mut dyn FnMut(&Reflection) -> Result<()>| {
            let Some(body) = drafts.remove(&id) else { return Ok(false) };
            visit(&Reflection::from_body(id, &body, revision, true)).map(|()| true)
        };
        let mut statement = self.view.db.prepare(
            "SELECT row, entity, revision, date, title, text, mood, feelings, tags
             FROM reflection ORDER BY row",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let at: i64 = row.get(0)?;
            while let Some((_, id)) = unsaved.next_if(|(draft_at, _)| *draft_at < at) {
                draft(id, 0, visit)?;
            }
            let reflection = table::reflection(row, 1)?;
            if !draft(reflection.id, reflection.revision, visit)? {
                visit(&reflection)?;
            }
        }
        for (_, id) in unsaved {
            draft(id, 0, visit)?;
        }
        Ok(())
    }
}
