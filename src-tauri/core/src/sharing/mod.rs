//! Sharing: what leaves is exactly what was previewed, to exactly whom was named.
//!
//! `choice` is what a person ticks, `preview` the page that comes of it, `seal` the way out, `log` what left.
//! The page is drawn in `page`, its sender proven in `proof`. People to share with are in `contact`, their
//! cards in `card`, the words they compare in `compare`. Names are masked by `people`; what others sent is in
//! `received`.

pub mod card;
mod choice;
mod compare;
mod contact;
mod item;
mod log;
pub mod page;
pub mod party;
mod preview;
pub mod proof;
mod seal;

pub use choice::ShareChoice;
pub use contact::{Contact, MyCard};
pub use item::{BroughtItem, ItemKind, MoodPoint, Raise, ShareItem};
pub use log::ShareLogEntry;
pub use preview::{Masked, Preview, Recipient};

pub(crate) use contact::{CONTACT, PROFILE, StoredContact};
pub(crate) use log::SHARE;

use crate::base::{Code, Failure};
use page::PageError;

#[derive(Debug, thiserror::Error)]
pub enum SharingError {
    #[error("this is not a contact card, or it is damaged")]
    CardUnreadable,
    #[error("this is your own card")]
    OwnCard,
    #[error("the card holds a key of somebody else's card")]
    CardMixed,
    #[error("a name for your own card is needed first")]
    NoName,
    #[error("a name that can stand on a card is needed")]
    NameUnfit,
    #[error("a reading promise is one line of at most {limit} characters")]
    PromiseUnfit { limit: usize },
    #[error("this is no day")]
    DayUnknown,
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
    #[error("a page to share has at most {limit} bytes")]
    ShareTooLarge { limit: usize },
    #[error("a share that came has at most {limit} bytes")]
    ReceivedTooLarge { limit: usize },
    #[error("a contact of this name has other keys")]
    SenderKeyChanged,
    #[error("a known sender uses the name of another contact")]
    SenderNameOfAnother,
}

impl From<SharingError> for Failure {
    fn from(error: SharingError) -> Self {
        match error {
            SharingError::CardUnreadable => Self::new(Code::CardUnreadable),
            SharingError::OwnCard => Self::new(Code::CardIsYours),
            SharingError::CardMixed => Self::new(Code::CardMixed),
            SharingError::NameUnfit => Self::new(Code::NameEmpty),
            SharingError::PromiseUnfit { limit } => Self::new(Code::PromiseUnfit).with("limit", limit),
            SharingError::DayUnknown => Self::new(Code::DateUnreadable),
            SharingError::NoName => Self::new(Code::MyNameMissing),
            SharingError::ChoiceEmpty => Self::new(Code::ChoiceEmpty),
            SharingError::NoRecipient => Self::new(Code::NoRecipient),
            SharingError::ContactChanged => Self::new(Code::ContactChanged),
            SharingError::PreviewStale => Self::new(Code::PreviewStale),
            SharingError::ShareDamaged => Self::new(Code::ShareDamaged),
            SharingError::ShareForged => Self::new(Code::ShareForged),
            SharingError::ShareUnknownFormat => Self::new(Code::ShareUnknownFormat),
            SharingError::ShareTooLarge { limit } => Self::new(Code::ShareTooLarge).with("limit", limit),
            SharingError::ReceivedTooLarge { limit } => {
                Self::new(Code::ReceivedTooLarge).with("limit", limit)
            }
            SharingError::SenderKeyChanged => Self::new(Code::SenderKeyChanged),
            SharingError::SenderNameOfAnother => Self::new(Code::SenderNameOfAnother),
        }
    }
}

crate::base::feature_error!(SharingError);

/// Of a page that came. One that is drawn here is too large in another way: `ShareTooLarge`.
impl From<PageError> for SharingError {
    fn from(error: PageError) -> Self {
        match error {
            PageError::TooLarge => Self::ReceivedTooLarge { limit: page::MAX_BYTES },
            PageError::UnknownVersion => Self::ShareUnknownFormat,
            PageError::NotAShare | PageError::Malformed | PageError::Altered => Self::ShareDamaged,
        }
    }
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).into()
}
