//! Sealing what was previewed, and letting it go.

use sotto_vault::{Id, OutputFile};

use super::contact::StoredContact;
use super::log::StoredShare;
use super::preview::Preview;
use super::{SharingError, page, proof};
use crate::base::{Error, Now, Result};
use crate::store::Journal;

impl Journal {
    /// Seals what was previewed, records it, and gives the file its name.
    ///
    /// # Errors
    /// `ContactChanged`, `PreviewStale`, or what writing gives. Then nothing has left, and nothing is on record.
    pub fn share_seal(&mut self, preview: &Preview, out: OutputFile, now: Now) -> Result<Id> {
        self.check_fresh(preview)?;
        let secret = self.vault.keys().proof_secret()?;
        let proof = proof::prove(&secret, &preview.parties, &preview.sha256)
            .and_then(|p| proof::write(&p))
            .map_err(|_| SharingError::PreviewStale)?;
        let whole = page::join_proof(&preview.page, &proof);
        let to = preview.parties.to();
        let recipients = to
            .iter()
            .map(|to| to.recipient.parse())
            .collect::<sotto_vault::Result<Vec<sotto_vault::Recipient>>>()?;
        let sealed = sotto_vault::seal(&recipients, whole.as_bytes())?;
        out.write(&sealed).map_err(Error::Output)?;
        // On record before the file has a name: a crash in between leaves a record too many, never one too few.
        let stored =
            StoredShare::of_page(to, preview.sha256(), preview.page.clone(), preview.items().to_vec(), now);
        let id = self.share_put(&stored, now)?;
        if let Err(error) = out.publish() {
            self.share_undone(id, now)?;
            return Err(Error::Output(error));
        }
        Ok(id)
    }

    /// Whether the preview is still what would leave, to people whose keys have not changed.
    fn check_fresh(&self, preview: &Preview) -> Result<()> {
        let contacts = self.entities::<StoredContact>()?;
        for to in preview.parties.to() {
            match contacts.iter().find(|(_, contact)| contact.is(to)) {
                Some((_, contact)) if contact.changed => return Err(SharingError::ContactChanged.into()),
                Some(_) => {}
                None => return Err(SharingError::PreviewStale.into()),
            }
        }
        if self.share_count()? == preview.share_count {
            Ok(())
        } else {
            Err(SharingError::PreviewStale.into())
        }
    }
}
