//! A pool of envelopes (age files with a header and no content yet), so that a save waits for the disk and not
//! for the arithmetic of a header.
//!
//! Each envelope has its own file key and is used once. A thread keeps a few ready; when none is ready, one is
//! made on the spot. One that has waited for some seconds is thrown away: from a machine that is resumed twice from
//! one moment (a snapshot, a hibernation image), two texts would be sealed with it.

use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use crate::error::Result;
use crate::format::seal::{Envelope, Recipient};

/// How many are ready. A save takes two: one for the record, one for the manifest.
const READY: usize = 4;
/// For how long one may be used.
const FRESH: Duration = Duration::from_secs(5);

/// An envelope, and when it was made.
struct Made(Envelope, Instant);

impl Made {
    fn now(recipient: &Recipient) -> Result<Self> {
        Ok(Self(Envelope::to(recipient)?, Instant::now()))
    }

    fn if_fresh(self) -> Option<Envelope> {
        (self.1.elapsed() < FRESH).then_some(self.0)
    }
}

/// Seals to one recipient.
pub(crate) struct EnvelopePool {
    recipient: Recipient,
    ready: OnceLock<Mutex<Receiver<Made>>>,
}

impl EnvelopePool {
    pub const fn new(recipient: Recipient) -> Self {
        Self { recipient, ready: OnceLock::new() }
    }

    pub const fn recipient(&self) -> &Recipient {
        &self.recipient
    }

    pub fn seal(&self, plain: &[u8]) -> Result<Vec<u8>> {
        let ready = self.ready.get_or_init(|| Mutex::new(keep_ready(self.recipient.clone())));
        let ready = ready.lock().unwrap_or_else(PoisonError::into_inner);
        // As many as there were: new ones come while these are looked at.
        let waiting = ready.try_iter().take(READY + 1).find_map(Made::if_fresh);
        drop(ready);
        waiting.map_or_else(|| Envelope::to(&self.recipient), Ok)?.seal(plain)
    }
}

/// The thread waits while enough are ready, and ends when the pool is dropped.
fn keep_ready(recipient: Recipient) -> Receiver<Made> {
    let (ready, taken) = sync_channel(READY);
    std::thread::spawn(move || {
        while let Ok(envelope) = Made::now(&recipient) {
            if ready.send(envelope).is_err() {
                break;
            }
        }
    });
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_is_used_while_it_is_fresh_and_not_later() {
        let recipient = Recipient(age::x25519::Identity::generate().to_public());
        assert!(Made::now(&recipient).unwrap().if_fresh().is_some());
        let mut old = Made::now(&recipient).unwrap();
        old.1 = old.1.checked_sub(FRESH).unwrap();
        assert!(old.if_fresh().is_none());
    }
}
