//! Sharing: what leaves is exactly what was previewed, to exactly whom was named.

pub mod masking;

#[derive(Debug, thiserror::Error)]
pub enum SharingError {
    #[error("this is not a contact card, or it is damaged")]
    CardUnreadable,
    #[error("this is your own card")]
    OwnCard,
    #[error("a name for your own card is needed first")]
    NoName,
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
