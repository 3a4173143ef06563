//! Bounds that a screen has to know before it asks: generated into the TypeScript, and held by the core.

use sotto_core::reflections::{MAX_TAG, MAX_TAGS, MAX_TEXT, MAX_TITLE, MOODS};
use sotto_core::sessions::MINUTES;
use sotto_core::{name, vault};

/// One bound: its name, its value, and what it counts.
pub(crate) struct Limit(pub &'static str, pub usize, pub &'static str);

/// Every bound.
pub(crate) const LIMITS: &[Limit] = &[
    Limit("TITLE", MAX_TITLE, "Characters of a title."),
    Limit("TEXT", MAX_TEXT, "Bytes of a text in UTF-8, where a control character counts six."),
    Limit("TAGS", MAX_TAGS, "Tags of a reflection; also feelings."),
    Limit("TAG", MAX_TAG, "Characters of a tag or a feeling."),
    Limit("MOOD_MIN", *MOODS.start() as usize, "The lowest mood."),
    Limit("MOOD_MAX", *MOODS.end() as usize, "The highest mood."),
    Limit("MINUTES_MIN", *MINUTES.start() as usize, "The fewest minutes to plan for one thing."),
    Limit("MINUTES_MAX", *MINUTES.end() as usize, "The most."),
    Limit("NAME", name::MAX_NAME, "Characters of a name."),
    Limit("PASSPHRASE_MIN", vault::MIN_PASSPHRASE, "The fewest characters of a new passphrase, in NFC."),
    Limit("NOTE", vault::MAX_NOTE, "Bytes of a note left while locked."),
];
