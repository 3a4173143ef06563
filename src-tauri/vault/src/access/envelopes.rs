//! A pool of envelopes (age files with a header and no content yet), so that a save waits for the disk and not
//! for the arithmetic of a header.
//!
//! Each envelope has its own file key and is used once. A thread keeps a few ready; when none is ready, one is
//! made on the spot.

use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::error::Result;
use crate::format::seal::{Envelope, Recipient};

/// How many are ready. A save takes two: one for the record, one for the manifest.
const READY: usize = 4;

/// Seals to one recipient.
pub(crate) struct EnvelopePool {
    recipient: Recipient,
    ready: OnceLock<Mutex<Receiver<Envelope>>>,
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
        let waiting = ready.lock().unwrap_or_else(PoisonError::into_inner).try_recv().ok();
        waiting.map_or_else(|| Envelope::to(&self.recipient), Ok)?.seal(plain)
    }
}

/// The thread waits while enough are ready, and ends when the pool is dropped.
fn keep_ready(recipient: Recipient) -> Receiver<Envelope> {
    let (ready, taken) = sync_channel(READY);
    std::thread::spawn(move || {
        while let Ok(envelope) = Envelope::to(&recipient) {
            if ready.send(envelope).is_err() {
                break;
            }
        }
    });
    taken
}
