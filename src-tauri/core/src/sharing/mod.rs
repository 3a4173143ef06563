//! Sharing: what leaves is exactly what was previewed, to exactly whom was named.
//!
//! The page is drawn in `page`, its sender proven in `proof`. People to share with are in `contact`;
//! choosing, previewing and sealing in `share`. Names are masked by `people`; what others sent is in
//! `received`.

pub mod card;
mod contact;
pub mod page;
pub mod proof;
mod share;

pub use contact::{Contact, MyCard};
pub use share::{Masked, Preview, Recipient, ShareChoice, ShareEntry, ShareItem};

pub(crate) use contact::{CONTACT, PROFILE, StoredContact};
pub(crate) use share::SHARE;
pub(crate) use share::sha256;

use crate::base::{Code, Failure};
use crate::people::masking;
use page::{Item, PageError};

#[derive(Debug, thiserror::Error)]
pub enum SharingError {
    #[error("this is not a contact card, or it is damaged")]
    CardUnreadable,
    #[error("this is your own card")]
    OwnCard,
    #[error("a name for your own card is needed first")]
    NoName,
    #[error("a name that can stand on a card is needed")]
    NameUnfit,
    #[error("nothing was chosen")]
    ChoiceEmpty,
    #[error("nobody was named")]
    NoRecipient,
    #[error("a contact's keys have changed: compare the words again")]
    ContactChanged,
    #[error("what was previewed is not what would leave now")]
    PreviewStale,
    #[error("the share is damaged or cut short")]
    ShareDamaged,
    #[error("the share does not come from whom it says")]
    ShareForged,
    #[error("the share has a format that this version does not know")]
    ShareUnknownFormat,
    #[error("a share has at most {limit} bytes")]
    ShareTooLarge { limit: usize },
    #[error("a contact of this name has other keys")]
    SenderKeyChanged,
}

impl From<SharingError> for Failure {
    fn from(error: SharingError) -> Self {
        match error {
            SharingError::CardUnreadable => Self::new(Code::CardUnreadable),
            SharingError::OwnCard => Self::new(Code::CardIsYours),
            SharingError::NameUnfit => Self::new(Code::NameEmpty),
            SharingError::NoName => Self::new(Code::MyNameMissing),
            SharingError::ChoiceEmpty => Self::new(Code::ChoiceEmpty),
            SharingError::NoRecipient => Self::new(Code::NoRecipient),
            SharingError::ContactChanged => Self::new(Code::ContactChanged),
            SharingError::PreviewStale => Self::new(Code::PreviewStale),
            SharingError::ShareDamaged => Self::new(Code::ShareDamaged),
            SharingError::ShareForged => Self::new(Code::ShareForged),
            SharingError::ShareUnknownFormat => Self::new(Code::ShareUnknownFormat),
            SharingError::ShareTooLarge { limit } => Self::new(Code::ShareTooLarge).with("limit", limit),
            SharingError::SenderKeyChanged => Self::new(Code::SenderKeyChanged),
        }
    }
}

crate::base::feature_error!(SharingError);

impl From<PageError> for SharingError {
    fn from(error: PageError) -> Self {
        match error {
            PageError::TooLarge => Self::ShareTooLarge { limit: page::MAX_BYTES },
            PageError::UnknownVersion => Self::ShareUnknownFormat,
            PageError::NotAShare | PageError::Malformed | PageError::Altered => Self::ShareDamaged,
        }
    }
}

/// What a list says of each thing in a share.
pub(crate) fn summary(items: &[Item]) -> Vec<ShareItem> {
    items
        .iter()
        .map(|item| match item {
            Item::Bring { title, .. } => ShareItem { kind: "bring", title: masking::plain(title) },
            Item::Mood { .. } => ShareItem { kind: "mood", title: String::new() },
            Item::Reflection { title, .. } => ShareItem { kind: "reflection", title: masking::plain(title) },
        })
        .collect()
}
