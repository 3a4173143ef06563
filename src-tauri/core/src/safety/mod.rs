//! Help now: emergency numbers and crisis lines, and the person's own contact.
//!
//! Sotto monitors nobody. This only makes help easy to reach.

pub mod lines;

use serde::{Deserialize, Serialize};

use crate::base::Now;
use crate::base::Result;
use crate::base::name::{MAX_NAME, name};
use crate::store::{Entity, Journal, Whole};

/// Someone the person would call.
#[derive(Clone, Serialize, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct HelpContact {
    pub name: String,
    pub phone: String,
    /// Whether it is also shown under Help now while locked. It is then stored unsealed on this computer.
    pub on_lock: bool,
}

impl Entity for HelpContact {
    const KIND: &'static str = "help_contact";
}

/// The kind of the record of the person's own contact.
pub(crate) static CONTACT: Whole = Whole(HelpContact::KIND);

/// Everything that Help now shows.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Help {
    pub countries: &'static [lines::HelpCountry],
    pub country: Option<String>,
    pub contact: Option<HelpContact>,
}

impl Journal {
    pub fn help_contact(&self) -> Result<Option<HelpContact>> {
        Ok(self.entities::<HelpContact>()?.into_iter().next_back().map(|(_, contact)| contact))
    }

    /// Replaces the contact; `None` removes it.
    pub fn help_contact_save(
        &mut self,
        contact: Option<&HelpContact>,
        now: Now,
    ) -> Result<Option<HelpContact>> {
        let old = self.entities::<HelpContact>()?.into_iter().next_back().map(|(id, _)| id);
        let Some(contact) = contact else {
            if let Some(id) = old {
                self.entity_delete::<HelpContact>(id, now)?;
            }
            return Ok(None);
        };
        let phone: String = contact.phone.trim().chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
        let contact = HelpContact { name: name(&contact.name)?, phone, on_lock: contact.on_lock };
        self.entity_save(old, &contact, now)?;
        Ok(Some(contact))
    }
}
