//! Help now: emergency numbers and crisis lines, and the person's own contact.
//!
//! Sotto watches over nobody; this only puts what helps within reach.

pub mod lines;

use serde::{Deserialize, Serialize};

use crate::circle::{MAX_NAME, name};
use crate::error::Result;
use crate::journal::{Journal, Now, Thing};

/// Someone the person would call.
#[derive(Clone, Serialize, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct HelpContact {
    pub name: String,
    pub phone: String,
    /// Also shown on the lock screen: then it lies unsealed on this computer.
    pub on_lock: bool,
}

impl Thing for HelpContact {
    const KIND: &'static str = "help_contact";
}

/// What Help now shows.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Help {
    pub countries: &'static [lines::HelpCountry],
    pub country: Option<String>,
    pub contact: Option<HelpContact>,
}

impl Journal {
    pub fn help_contact(&self) -> Result<Option<HelpContact>> {
        Ok(self.things::<HelpContact>()?.into_iter().next_back().map(|(_, contact)| contact))
    }

    /// Replaces the contact; `None` removes it.
    pub fn help_contact_save(
        &mut self,
        contact: Option<&HelpContact>,
        now: Now,
    ) -> Result<Option<HelpContact>> {
        let old = self.things::<HelpContact>()?.into_iter().next_back().map(|(id, _)| id);
        let Some(contact) = contact else {
            if let Some(id) = old {
                self.delete_thing::<HelpContact>(id, now)?;
            }
            return Ok(None);
        };
        let phone: String = contact.phone.trim().chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
        let contact = HelpContact { name: name(&contact.name)?, phone, on_lock: contact.on_lock };
        self.save_thing(old, &contact, now)?;
        Ok(Some(contact))
    }
}
