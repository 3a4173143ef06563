//! The list of people whose names are masked in shares. The masking itself is in `masking`.

pub mod masking;

use serde::{Deserialize, Serialize};
use sotto_vault::Id;

use crate::base::name::{NameError, name};
use crate::base::text_folding::folded;
use crate::base::{Error, Now, Result};
use crate::store::{Entity, Journal, Whole};
use masking::findable;

/// Someone whose name is masked in shares.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct PersonInput {
    pub name: String,
    /// The text that replaces the name in a share.
    pub alias: Option<String>,
    /// Other spellings.
    pub also: Vec<String>,
}

impl Entity for PersonInput {
    const KIND: &'static str = "person";
}

#[derive(Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Person {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub id: Id,
    #[serde(flatten)]
    #[cfg_attr(feature = "bindings", ts(flatten))]
    pub input: PersonInput,
}

/// The kind of a person's records.
pub(crate) static KIND: Whole = Whole(PersonInput::KIND);

impl Journal {
    /// # Errors
    /// `NameEmpty` also for a name without anything that can be found in a text.
    pub fn person_save(&mut self, id: Option<Id>, input: &PersonInput, now: Now) -> Result<Person> {
        let also = input.also.iter().map(|s| s.trim()).filter(|s| !s.is_empty());
        let input = PersonInput {
            name: name(&input.name)?,
            alias: input.alias.as_deref().map(str::trim).filter(|a| !a.is_empty()).map(name).transpose()?,
            also: also.map(name).collect::<Result<_>>()?,
        };
        if !std::iter::once(&input.name).chain(&input.also).all(|name| findable(name)) {
            return Err(NameError::Empty.into());
        }
        let id = self.entity_save(id, &input, now)?;
        Ok(Person { id, input })
    }

    /// Everyone with this name (or else with this other spelling) in any letter case, or with this id.
    ///
    /// # Errors
    /// `NotFound` when there is no such person.
    pub fn people_named(&self, name: &str) -> Result<Vec<Person>> {
        let (wanted, people) = (folded(name.trim()), self.person_list()?);
        let named = |p: &&Person| folded(&p.input.name) == wanted || p.id.to_string() == wanted;
        let spelled = |p: &&Person| p.input.also.iter().any(|also| folded(also) == wanted);
        let mut found: Vec<Person> = people.iter().filter(named).cloned().collect();
        if found.is_empty() {
            found = people.iter().filter(spelled).cloned().collect();
        }
        if found.is_empty() { Err(Error::NotFound) } else { Ok(found) }
    }

    pub fn person_list(&self) -> Result<Vec<Person>> {
        Ok(self.entities()?.into_iter().map(|(id, input)| Person { id, input }).collect())
    }

    pub fn person_delete(&mut self, id: Id, now: Now) -> Result<()> {
        self.entity_delete::<PersonInput>(id, now)
    }
}
