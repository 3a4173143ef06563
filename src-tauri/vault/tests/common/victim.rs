//! A vault with something of everything, and the files that someone could take pieces from: an older
//! copy of it, a copy that went on by itself under the same keys, and another vault.

use super::{Case, attach, case, chunk_row, record, save_view, template};
use sotto_vault::{Device, DeviceKey, Error, Id, NewPassphrase, Step, Vault, VaultFile};

pub const RECORDS: [u8; 5] = [0x21, 0x22, 0x23, 0x24, 0x27];
pub const DELETED: u8 = 0x26;
pub const DRAFTS: [u8; 2] = [0x41, 0x42];
/// What the saved view holds: then and now.
pub const VIEWS: [&str; 2] = ["what there was before", "what there is now"];

pub struct Victim {
    pub case: Case,
    /// The rows of the drafts, and of the chunks of the attachment.
    pub drafts: [String; 2],
    pub chunks: [String; 2],
    /// The vault and its view as they are: suffix and bytes.
    pub original: Vec<(&'static str, Vec<u8>)>,
}

pub const fn id(name: u8) -> Id {
    Id::from_bytes([name; 16])
}

pub fn hex(name: u8) -> String {
    id(name).to_string()
}

/// `long`: also a record that fills pages of its own.
pub fn victim(long: bool) -> Victim {
    let case = case();
    let beside = |name: &str| case.path.with_file_name(name);
    let mut vault = case.unlock();
    vault.add_device_slot(&DeviceKey::generate().unwrap()).unwrap();
    for name in [0x21, 0x22, 0x23, 0x24, DELETED] {
        vault.commit(&[Step::Put(record(id(name), &format!("what {name} says")))]).unwrap();
    }
    for name in DRAFTS {
        vault.commit(&[Step::Draft(record(id(name), "first words"))]).unwrap();
    }
    for text in ["left while locked", "and another"] {
        case.locked.capture(text, "2026-11-23T08:00:00+00:00").unwrap();
    }
    save_view(&vault, VIEWS[0]);
    vault.checkpoint().unwrap();
    let keep = |name: &str| {
        for suffix in ["", "-view"] {
            let from = beside(&format!("a.sotto{suffix}"));
            std::fs::copy(from, beside(&format!("{name}{suffix}"))).unwrap();
        }
    };
    keep("older");
    vault.commit(&[Step::Draft(record(id(DRAFTS[0]), "first words, and more"))]).unwrap();
    vault.commit(&[Step::Drop(id(DELETED))]).unwrap();
    let reference = attach(&mut vault, &mut long_content().as_slice());
    let row = |name: u8| vault.draft(id(name)).unwrap().unwrap().header.id.to_string();
    let drafts = DRAFTS.map(row);
    let chunks = [0, 1].map(|chunk| chunk_row(&reference, chunk).to_string());
    let text = if long { "a long silence ".repeat(6_000) } else { "the newest".to_owned() };
    vault.commit(&[Step::Put(record(id(0x27), &text))]).unwrap();
    save_view(&vault, VIEWS[1]);
    vault.checkpoint().unwrap();
    drop(vault);
    let read = |suffix: &'static str| (suffix, std::fs::read(beside(&format!("a.sotto{suffix}"))).unwrap());
    let original = ["", "-view"].map(read).to_vec();

    // The same vault, gone on with elsewhere.
    std::fs::copy(beside("older"), beside("fork")).unwrap();
    let elsewhere = VaultFile::at(beside("fork"), Device::at(beside("elsewhere")));
    fill(elsewhere.unlock(&sotto_vault::Key::Recovery(template().recovery.clone())).unwrap());
    // Another vault of the same person: the same passphrase and sheet, other keys.
    let other = VaultFile::at(beside("stranger"), Device::at(beside("elsewhere")));
    let passphrase = NewPassphrase::new(super::PASSPHRASE).unwrap();
    fill(other.create(&passphrase, Some(&template().recovery)).unwrap());
    Victim { case, drafts, chunks, original }
}

/// A content of two chunks.
fn long_content() -> Vec<u8> {
    (0..1_200_000u32).map(|n| n.to_le_bytes()[0]).collect()
}

/// Rows under names that the victim knows, and one that it does not.
fn fill(mut vault: Vault) {
    for name in [0x21, 0x28] {
        let row = record(id(name), "from elsewhere");
        let _ = vault.commit(&[Step::Put(row)]);
    }
    vault.commit(&[Step::Draft(record(id(DRAFTS[0]), "from elsewhere"))]).unwrap();
    let _ = attach(&mut vault, &mut long_content().as_slice());
    save_view(&vault, VIEWS[1]);
    vault.checkpoint().unwrap();
}

impl Victim {
    /// Puts everything back as it was.
    pub fn restore(&self) {
        for suffix in ["-wal", "-shm", "-journal"] {
            let _ = std::fs::remove_file(self.case.path.with_file_name(format!("a.sotto{suffix}")));
        }
        for (suffix, bytes) in &self.original {
            std::fs::write(self.case.path.with_file_name(format!("a.sotto{suffix}")), bytes).unwrap();
        }
    }

    /// Everything that unlocking, the check behind the first screen, and the full check say.
    pub fn findings(&self) -> Vec<String> {
        let key = sotto_vault::Key::Recovery(template().recovery.clone());
        let vault = match self.case.locked.unlock(&key) {
            Ok(vault) => vault,
            Err(Error::InUse) => panic!("nobody else has it"),
            Err(error) => return vec![format!("unlock: {error}")],
        };
        let mut findings = Vec::new();
        if vault.rolled_back() {
            findings.push("older".to_owned());
        }
        if let Err(error) = vault.check() {
            findings.push(format!("check: {error}"));
        }
        match vault.verify() {
            Ok(found) => findings.extend(found.damaged),
            Err(error) => findings.push(format!("verify: {error}")),
        }
        findings
    }
}
