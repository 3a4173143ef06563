//! Ways to unlock: each slot is one age file that holds all keys.

use zeroize::Zeroizing;

use crate::access::device_key::DeviceKey;
use crate::access::keys::Payload;
use crate::access::passphrase::{NewPassphrase, Passphrase};
use crate::access::recovery::RecoveryKey;
use crate::error::{Error, Result};
use crate::format::ids::Id;
use crate::format::mac::{Tag, checksum};
use crate::format::seal::{self, Recipient};

/// The most slots of one kind: each may take seconds to try.
pub(crate) const MAX_SLOTS: usize = 16;
/// The most sealed bytes of a slot.
pub(crate) const MAX_SLOT: usize = 65_536;

/// What a slot is opened with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SlotKind {
    Passphrase,
    Recovery,
    /// A key stored on one computer.
    Device,
}

impl SlotKind {
    pub(crate) const ALL: [Self; 3] = [Self::Passphrase, Self::Recovery, Self::Device];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Passphrase => "passphrase",
            Self::Recovery => "recovery",
            Self::Device => "device",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.name() == name)
    }
}

/// What a person unlocks with.
pub enum Key {
    Passphrase(Passphrase),
    Recovery(RecoveryKey),
    Device(DeviceKey),
}

impl Key {
    const fn kind(&self) -> SlotKind {
        match self {
            Self::Passphrase(_) => SlotKind::Passphrase,
            Self::Recovery(_) => SlotKind::Recovery,
            Self::Device(_) => SlotKind::Device,
        }
    }

    const fn wrong(&self) -> Error {
        match self {
            Self::Passphrase(_) => Error::PassphraseWrong,
            Self::Recovery(_) => Error::RecoveryWrong,
            Self::Device(_) => Error::DeviceKeyWrong,
        }
    }

    /// Whether it is worth trying on a slot.
    fn is_for(&self, slot: &Slot) -> bool {
        let own = match self {
            Self::Device(key) => key.slot() == slot.id,
            Self::Passphrase(_) | Self::Recovery(_) => true,
        };
        own && slot.kind == self.kind().name()
    }
}

/// A row of the `slot` table.
pub(crate) struct Slot {
    pub id: Id,
    pub kind: String,
    pub sealed: Vec<u8>,
    pub checksum: Tag,
}

impl Slot {
    pub fn with_passphrase(payload: &Payload, passphrase: &NewPassphrase) -> Result<Self> {
        let sealed = seal::seal_with_passphrase(&passphrase.0.0, &plain(payload)?)?;
        Self::new(SlotKind::Passphrase, sealed)
    }

    pub fn with_recovery(payload: &Payload, key: &RecoveryKey) -> Result<Self> {
        Self::for_recovery(payload, &Recipient(key.0.to_public()))
    }

    /// The same for a sheet of which only the public half is known.
    pub fn for_recovery(payload: &Payload, sheet: &Recipient) -> Result<Self> {
        let sealed = seal::seal(std::slice::from_ref(sheet), &plain(payload)?)?;
        Self::new(SlotKind::Recovery, sealed)
    }

    pub fn for_device(payload: &Payload, key: &DeviceKey) -> Result<Self> {
        let recipient = Recipient(key.identity.to_public());
        let sealed = seal::seal(std::slice::from_ref(&recipient), &plain(payload)?)?;
        Ok(Self::named(key.slot(), SlotKind::Device, sealed))
    }

    fn new(kind: SlotKind, sealed: Vec<u8>) -> Result<Self> {
        Ok(Self::named(Id::random()?, kind, sealed))
    }

    fn named(id: Id, kind: SlotKind, sealed: Vec<u8>) -> Self {
        let checksum = Self::checksum_of(id, kind.name(), &sealed);
        Self { id, kind: kind.name().to_owned(), sealed, checksum }
    }

    /// Against accidents, not attackers: it distinguishes damage from a wrong passphrase.
    fn checksum_of(id: Id, kind: &str, sealed: &[u8]) -> Tag {
        checksum(&[b"sotto/slot/v1", id.as_bytes(), kind.as_bytes(), sealed])
    }

    pub fn is_undamaged(&self) -> bool {
        self.checksum == Self::checksum_of(self.id, &self.kind, &self.sealed)
            && SlotKind::from_name(&self.kind).is_some()
    }

    /// What trying it costs, as [`MOST_WORK`] counts. One that will be refused costs nothing.
    fn work(&self) -> u64 {
        match seal::work_factor(&self.sealed) {
            Some(factor) if factor <= seal::MAX_WORK_FACTOR => 1 << factor.saturating_sub(USUAL_FACTOR),
            _ => 0,
        }
    }

    fn open(&self, key: &Key) -> Result<Payload> {
        let plain: Zeroizing<Vec<u8>> = match key {
            Key::Passphrase(passphrase) => seal::open_with_passphrase(&passphrase.0, &self.sealed)?,
            Key::Recovery(recovery) => seal::open(&recovery.0, &self.sealed)?,
            Key::Device(device) => seal::open(&device.identity, &self.sealed)?,
        };
        serde_json::from_slice(&plain).map_err(|_| Error::damaged("slot"))
    }
}

fn plain(payload: &Payload) -> Result<Zeroizing<Vec<u8>>> {
    serde_json::to_vec(payload).map(Zeroizing::new).map_err(|_| Error::damaged("slot"))
}

/// The most work that one unlocking does, in derivations that cost what one of a passphrase of ours does.
const MOST_WORK: u64 = 20;
/// Where the counting begins: what is cheaper costs as much.
const USUAL_FACTOR: u8 = 18;

/// Opens one of the slots of a vault. `last` is the one that opened it last, and is tried first.
///
/// # Errors
/// `Tampered`, before any derivation, when there are more of a kind than Sotto makes: others put them there,
/// perhaps to keep the right one from being tried. `Damaged` is only given when no undamaged slot opens.
pub(crate) fn open_any(slots: &[Slot], key: &Key, last: Option<Id>) -> Result<(Id, Payload)> {
    let too_many = |kind: &SlotKind| slots.iter().filter(|slot| slot.kind == kind.name()).count() > MAX_SLOTS;
    if SlotKind::ALL.iter().any(too_many) {
        return Err(Error::tampered("slot"));
    }
    open_one_of(slots, key, last)
}

/// The same for slots of which any number may be there: in a damaged file every state of one is found.
pub(crate) fn open_one_of(slots: &[Slot], key: &Key, last: Option<Id>) -> Result<(Id, Payload)> {
    let (undamaged, mut damaged): (Vec<_>, Vec<_>) = slots.iter().partition(|slot| slot.is_undamaged());
    let mut tried: Vec<_> = undamaged.into_iter().filter(|slot| key.is_for(slot)).collect();
    // The cheap ones first: a slot that asks for much work is none of ours.
    tried.sort_by_key(|slot| (slot.work(), Some(slot.id) != last));
    let mut left = MOST_WORK;
    for slot in tried {
        let Some(rest) = left.checked_sub(slot.work()) else {
            return Err(Error::tampered("slot"));
        };
        left = rest;
        match slot.open(key) {
            Ok(payload) => return Ok((slot.id, payload)),
            Err(Error::NotForYou | Error::SealBroken) => {}
            // A malformed slot must not prevent an undamaged one from being tried.
            Err(_) => damaged.push(slot),
        }
    }
    Err(damaged.last().map_or_else(|| key.wrong(), |slot| Error::damaged(format!("slot {}", slot.id))))
}
