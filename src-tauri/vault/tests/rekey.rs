//! A new epoch: what opens the vault afterwards, what does not, and that nothing is lost on the way.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::ops::ControlFlow;
use std::path::PathBuf;

use common::{save_view, saved_view};
use sotto_vault::{
    Device, DeviceKey, Error, Id, Key, NewKeys, NewPassphrase, NewRecord, Passphrase, RecoveryKey, Stage,
    Step, Vault, VaultFile, no_progress, seal,
};
use tempfile::TempDir;
use zeroize::Zeroizing;

struct Case {
    _place: TempDir,
    path: PathBuf,
    locked: VaultFile,
    sheet: RecoveryKey,
}

fn record(n: u8) -> NewRecord {
    NewRecord {
        id: Id::from_bytes([n; 16]),
        entity: Id::from_bytes([n; 16]),
        revision: 1,
        parents: Vec::new(),
        kind: "reflection".into(),
        schema: 1,
        time: "2026-11-23T20:14:00+00:00".into(),
        body: Zeroizing::new(format!("\"what was written, {n}\"")),
    }
}

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text).unwrap()
}

fn new_passphrase(text: &str) -> NewPassphrase {
    NewPassphrase::new(text).unwrap()
}

impl Case {
    /// Twenty records and a draft.
    fn new() -> (Self, Vault) {
        let place = TempDir::new().unwrap();
        let path = place.path().join("a.sotto");
        let locked = VaultFile::at(&path, Device::at(place.path().join("device")));
        let sheet = RecoveryKey::generate();
        let mut vault = locked.create(&new_passphrase("the old one"), Some(&sheet)).unwrap();
        let steps: Vec<Step> = (1..=20).map(|n| Step::Put(record(n))).collect();
        vault.commit(&steps).unwrap();
        vault.commit(&[Step::Draft(record(99))]).unwrap();
        (Self { _place: place, path, locked, sheet }, vault)
    }

    fn opens_with(&self, key: &Key) -> Result<Vault, Error> {
        self.locked.unlock(key)
    }

    fn sheet(&self) -> Key {
        Key::Recovery(self.sheet.clone())
    }
}

fn all_there(vault: &Vault) {
    let found = vault.verify().unwrap();
    assert!(found.passed(), "{:?}", found.damaged);
    assert_eq!(found.records, 20);
    for n in 1..=20 {
        let body = vault.read(Id::from_bytes([n; 16])).unwrap().body.to_string();
        assert_eq!(body, format!("\"what was written, {n}\""));
    }
    assert!(vault.draft(Id::from_bytes([99; 16])).unwrap().is_some());
}

fn rekey(vault: &mut Vault, new: &str, sheet: Option<&RecoveryKey>, share_keys: bool) -> usize {
    let passphrase = new_passphrase(new);
    let new = NewKeys { passphrase: &passphrase, sheet, share_keys };
    let mut last = (0, 0);
    let done = vault
        .rekey(&new, &[], &mut |_, n, all| {
            last = (n, all);
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(last, (21, 21), "progress comes to its end");
    assert_eq!(done.records, 21);
    done.dropped.len()
}

#[test]
fn afterwards_only_the_new_passphrase_and_the_same_sheet_open_it() {
    let (case, mut vault) = Case::new();
    vault.add_passphrase(&new_passphrase("a second one")).unwrap();
    save_view(&vault, "a view");
    let share = vault.keys().share_recipient().to_string();
    assert_eq!(rekey(&mut vault, "the new one", None, false), 1, "the second passphrase is named");
    all_there(&vault);
    assert!(saved_view(&vault).is_none(), "the view sealed with the old keys is gone");
    assert_eq!(vault.keys().share_recipient().to_string(), share, "contacts need not compare again");
    vault.commit(&[Step::Put(record(50)), Step::Drop(Id::from_bytes([50; 16]))]).unwrap();
    drop(vault);
    for old in ["the old one", "a second one"] {
        let opened = case.opens_with(&Key::Passphrase(passphrase(old))).err();
        assert!(matches!(opened, Some(Error::PassphraseWrong)), "{old}");
    }
    all_there(&case.opens_with(&Key::Passphrase(passphrase("the new one"))).unwrap());
    all_there(&case.opens_with(&case.sheet()).unwrap());
}

#[test]
fn a_key_that_a_computer_keeps_opens_nothing_afterwards_and_is_named() {
    let (case, mut vault) = Case::new();
    let key = DeviceKey::generate().unwrap();
    vault.add_device_slot(&key).unwrap();
    drop(vault);
    let mut vault = case.opens_with(&Key::Device(key.clone())).unwrap();
    let new = new_passphrase("the new one");
    let done =
        vault.rekey(&NewKeys { passphrase: &new, sheet: None, share_keys: false }, &[], &mut no_progress);
    assert_eq!(done.unwrap().computers, [key.slot()]);
    all_there(&vault);
    assert_eq!(vault.slots().unwrap().len(), 2, "the new passphrase and the sheet");
    drop(vault);
    assert!(case.locked.device_slots().unwrap().is_empty());
    assert!(matches!(case.opens_with(&Key::Device(key.clone())).err(), Some(Error::DeviceKeyWrong)));
    let mut vault = case.opens_with(&Key::Passphrase(new.as_passphrase().clone())).unwrap();
    let again = DeviceKey::generate().unwrap();
    vault.add_device_slot(&again).unwrap();
    drop(vault);
    all_there(&case.opens_with(&Key::Device(again)).unwrap());
}

#[test]
fn a_new_sheet_takes_the_place_of_the_old_one() {
    let (case, mut vault) = Case::new();
    let sheet = RecoveryKey::generate();
    rekey(&mut vault, "the new one", Some(&sheet), false);
    drop(vault);
    assert!(matches!(case.opens_with(&case.sheet()).err(), Some(Error::RecoveryWrong)));
    all_there(&case.opens_with(&Key::Recovery(sheet)).unwrap());
}

#[test]
fn what_was_sealed_to_retired_share_keys_still_opens() {
    let (_case, mut vault) = Case::new();
    let old = vault.keys().share_recipient();
    let secret = vault.keys().proof_secret().unwrap();
    let sealed = seal(std::slice::from_ref(&old), b"for you").unwrap();
    rekey(&mut vault, "the new one", None, true);
    assert!(vault.keys().share_recipient() != old);
    let opened = vault.keys().open_share(&sealed).unwrap();
    assert_eq!(opened.plain.as_slice(), b"for you");
    assert!(opened.recipient == old);
    assert_eq!(*opened.proof_secret, *secret, "its sender is proven with the key it was sealed for");
    let to_new = seal(&[vault.keys().share_recipient()], b"again").unwrap();
    assert_ne!(*vault.keys().open_share(&to_new).unwrap().proof_secret, *secret);
}

#[test]
fn nothing_of_the_old_epoch_stays_in_the_file() {
    let (case, mut vault) = Case::new();
    vault.checkpoint().unwrap();
    let before = std::fs::read(&case.path).unwrap();
    let of_old: Vec<&[u8]> = before
        .windows(22)
        .enumerate()
        .filter(|(_, w)| w == b"age-encryption.org/v1\n")
        .map(|(at, _)| &before[at + 30..at + 90])
        .collect();
    assert!(of_old.len() > 20);
    rekey(&mut vault, "the new one", None, false);
    let after = std::fs::read(&case.path).unwrap();
    let log = case.path.with_file_name("a.sotto-wal");
    assert_eq!(std::fs::metadata(log).map_or(0, |m| m.len()), 0, "the log is cut");
    for header in of_old {
        assert!(!after.windows(header.len()).any(|w| w == header));
    }
}

#[test]
fn a_copy_from_before_is_noticed_as_older() {
    let (case, mut vault) = Case::new();
    vault.checkpoint().unwrap();
    let before = std::fs::read(&case.path).unwrap();
    rekey(&mut vault, "the new one", None, false);
    drop(vault);
    let after = std::fs::read(&case.path).unwrap();
    std::fs::write(&case.path, &before).unwrap();
    let old = case.opens_with(&case.sheet()).unwrap();
    assert!(old.rolled_back());
    drop(old);
    std::fs::write(&case.path, &after).unwrap();
    assert!(!case.opens_with(&case.sheet()).unwrap().rolled_back());
}

#[test]
fn waiting_notes_and_damage_stop_it_before_anything_changes() {
    let (case, mut vault) = Case::new();
    let new = new_passphrase("the new one");
    let keys = NewKeys { passphrase: &new, sheet: None, share_keys: false };
    case.locked.capture("a note", "2026-11-23T20:14:00+00:00").unwrap();
    assert!(matches!(vault.rekey(&keys, &[], &mut no_progress).err(), Some(Error::CapturedWaiting)));
    let note = vault.captured().unwrap()[0].id;
    vault.commit(&[Step::DropCaptured(note)]).unwrap();
    drop(vault);
    let db = rusqlite::Connection::open(&case.path).unwrap();
    db.execute(
        "UPDATE record SET sealed = CAST(substr(sealed, 1, 700) || x'00' || substr(sealed, 702) AS BLOB)
         WHERE id = x'07070707070707070707070707070707'",
        [],
    )
    .unwrap();
    drop(db);
    let mut vault = case.opens_with(&case.sheet()).unwrap();
    assert!(matches!(vault.rekey(&keys, &[], &mut no_progress).err(), Some(Error::Tampered { .. })));
    drop(vault);
    let vault = case.opens_with(&Key::Passphrase(passphrase("the old one"))).unwrap();
    assert_eq!(vault.verify().unwrap().damaged, ["record 07070707070707070707070707070707"]);
    assert!(vault.read(Id::from_bytes([8; 16])).is_ok());
}

#[test]
fn wherever_it_is_cancelled_the_old_keys_are_the_keys_and_nothing_of_the_steps_is_there() {
    let (case, mut vault) = Case::new();
    let new = new_passphrase("the new one");
    let keys = NewKeys { passphrase: &new, sheet: None, share_keys: true };
    let (tag, share) = (vault.version_tag(), vault.keys().share_recipient().to_string());
    let mut reports = 0;
    loop {
        let mut left = reports;
        let steps = [Step::Put(record(60))];
        let done = vault.rekey(&keys, &steps, &mut |stage, _, _| {
            assert_eq!(stage, Stage::Sealing);
            left -= 1;
            if left < 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        if done.is_ok() {
            break;
        }
        assert!(matches!(done.err(), Some(Error::Cancelled)));
        assert!(vault.version_tag() == tag && vault.keys().share_recipient().to_string() == share);
        all_there(&vault);
        assert!(vault.read(Id::from_bytes([60; 16])).is_err());
        reports += 1;
    }
    assert!(reports >= 2);
    assert_eq!(vault.verify().unwrap().records, 21);
    drop(vault);
    let vault = case.opens_with(&Key::Passphrase(new.as_passphrase().clone())).unwrap();
    assert!(vault.read(Id::from_bytes([60; 16])).is_ok() && vault.verify().unwrap().passed());
}

#[test]
fn steps_happen_with_the_new_keys_or_neither_does() {
    let (case, mut vault) = Case::new();
    let new = new_passphrase("the new one");
    let keys = NewKeys { passphrase: &new, sheet: None, share_keys: true };
    // One that cannot be done: its id is taken.
    let steps = [Step::Put(record(60)), Step::Put(record(1))];
    assert!(vault.rekey(&keys, &steps, &mut no_progress).is_err());
    assert!(vault.read(Id::from_bytes([60; 16])).is_err());
    all_there(&vault);
    let steps = [
        Step::Put(record(60)),
        Step::Drop(Id::from_bytes([1; 16])),
        Step::DropDraft(Id::from_bytes([99; 16])),
    ];
    vault.rekey(&keys, &steps, &mut no_progress).unwrap();
    drop(vault);
    let vault = case.opens_with(&case.sheet()).unwrap();
    {
        assert!(vault.read(Id::from_bytes([60; 16])).is_ok() && vault.read(Id::from_bytes([1; 16])).is_err());
        assert!(!vault.has_drafts());
        let found = vault.verify().unwrap();
        assert!(found.passed() && found.records == 20, "{:?}", found.damaged);
    }
}
