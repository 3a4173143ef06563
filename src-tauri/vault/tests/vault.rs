//! The vault as its callers see it, on real files: what it keeps, what it refuses, what it notices.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::{Case, PASSPHRASE, all, case, contains, record, template};
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use sotto_vault::{
    Device, DeviceKey, Error, Id, Key, MAX_NOTE, NewPassphrase, Passphrase, RecoveryKey, SlotKind, Step,
    VaultFile,
};

#[test]
fn a_passphrase_and_the_sheet_open_the_same_vault_and_nothing_else_does() {
    let case = case();
    // Typed decomposed, as some keyboards do: the same passphrase.
    let passphrase = |text: &str| Key::Passphrase(Passphrase::new(text).unwrap());
    let id = case.locked.unlock(&passphrase(PASSPHRASE)).unwrap().id();
    assert_eq!(case.unlock().id(), id);
    assert!(matches!(case.locked.unlock(&passphrase("brave lantern")).err(), Some(Error::PassphraseWrong)));
    let other = Key::Recovery(RecoveryKey::generate());
    assert!(matches!(case.locked.unlock(&other).err(), Some(Error::RecoveryWrong)));
    assert!(matches!(Passphrase::new(""), Err(Error::PassphraseEmpty)));
}

#[test]
fn what_was_committed_is_there_after_reopening_and_not_in_the_clear() {
    let (case, _) = Case::with_records(3);
    assert_eq!(all(&case.unlock()), vec!["\"a silence I know\""; 3]);
    assert!(!contains(&case.path, b"silence"));
    assert!(!contains(&case.path, b"reflection"));
    assert!(!contains(&case.path, b"2026"));
}

#[test]
fn a_damaged_slot_is_not_told_as_a_wrong_passphrase() {
    let case = case();
    case.tamper(
        "UPDATE slot SET sealed = CAST(substr(sealed, 1, 150) || x'00' || substr(sealed, 152) AS BLOB)",
    );
    assert!(matches!(case.unlock_error(), Error::Damaged { .. }));
}

#[test]
fn every_way_of_meddling_with_rows_is_noticed() {
    let (other, _) = Case::with_records(3);
    let attach = format!("ATTACH '{}' AS other;", other.path.display());
    let meddling = [
        ("removed", "DELETE FROM record WHERE id = (SELECT min(id) FROM record)".to_owned()),
        (
            "swapped",
            "UPDATE record SET sealed = (SELECT sealed FROM record r WHERE r.id <> record.id LIMIT 1)".to_owned(),
        ),
        (
            "swapped with tags",
            "UPDATE record SET (tag, sealed) = (SELECT tag, sealed FROM record r WHERE r.id <> record.id LIMIT 1)"
                .to_owned(),
        ),
        ("duplicated", "INSERT INTO record SELECT randomblob(16), tag, sealed FROM record LIMIT 1".to_owned()),
        ("renamed", "UPDATE record SET id = randomblob(16) WHERE id = (SELECT max(id) FROM record)".to_owned()),
        ("moved to drafts", "INSERT INTO draft SELECT * FROM record LIMIT 1".to_owned()),
        (
            "from another vault",
            attach + "INSERT OR REPLACE INTO record SELECT * FROM other.record; DETACH other",
        ),
        ("a slot removed", "DELETE FROM slot WHERE kind = 'passphrase'".to_owned()),
    ];
    for (name, sql) in meddling {
        let (case, _) = Case::with_records(3);
        case.tamper(&sql);
        let vault = case.unlock();
        assert!(!vault.verify().unwrap().damaged.is_empty(), "{name}");
        if name != "swapped" {
            assert!(vault.check().is_err(), "{name}: by the manifest alone");
        }
    }
}

#[test]
fn a_flipped_bit_in_any_sealed_byte_is_located_and_the_rest_is_read() {
    let (case, ids) = Case::with_records(2);
    let hex = ids[0].to_string();
    case.tamper(&format!(
        "UPDATE record SET sealed = CAST(substr(sealed, 1, 700) || x'00' || substr(sealed, 702) AS BLOB) WHERE id = x'{hex}'"
    ));
    let vault = case.unlock();
    let found = vault.verify().unwrap();
    assert_eq!(found.damaged, vec![format!("record {hex}")]);
    assert_eq!(found.records, 1);
    assert!(matches!(vault.read(ids[0]), Err(Error::Tampered { .. })));
    assert!(vault.read(ids[1]).is_ok());
}

#[test]
fn a_swapped_capture_recipient_is_noticed_at_unlock() {
    let case = case();
    // With a checksum that fits, as someone who means it would write.
    let capture = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
    let db = Connection::open(&case.path).unwrap();
    let vault: Vec<u8> = db.query_row("SELECT vault FROM about", [], |r| r.get(0)).unwrap();
    let mut hash = Sha256::new();
    for part in [&b"sotto/about/v1"[..], &1i64.to_be_bytes(), &vault, capture.as_bytes()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let checksum: [u8; 32] = hash.finalize().into();
    db.execute("UPDATE about SET capture = ?1, checksum = ?2", (capture, checksum)).unwrap();
    drop(db);
    assert!(matches!(case.unlock_error(), Error::Tampered { .. }));
}

#[test]
fn an_older_copy_is_noticed_a_newer_one_is_fine_and_the_person_decides() {
    let (case, _) = Case::with_records(1);
    let older = std::fs::read(&case.path).unwrap();
    let mut vault = case.unlock();
    vault.commit(&[Step::Put(record(Id::from_bytes([9; 16]), "newer"))]).unwrap();
    assert!(!vault.rolled_back());
    drop(vault);
    let newer = std::fs::read(&case.path).unwrap();
    std::fs::write(&case.path, &older).unwrap();
    let mut vault = case.unlock();
    assert!(vault.rolled_back() && !vault.verify().unwrap().passed());
    drop(vault);
    std::fs::write(&case.path, &newer).unwrap();
    assert!(!case.unlock().rolled_back());
    std::fs::write(&case.path, &older).unwrap();
    vault = case.unlock();
    vault.accept_older();
    drop(vault);
    assert!(!case.unlock().rolled_back());
}

#[test]
fn a_draft_is_one_row_replaced_in_place() {
    let case = case();
    let mut vault = case.unlock();
    let entity = Id::from_bytes([5; 16]);
    for text in ["I", "I wanted", "I wanted to tell her"] {
        vault.commit(&[Step::Draft(record(entity, text))]).unwrap();
    }
    assert_eq!(vault.draft_ids(), [entity]);
    let draft = vault.draft(entity).unwrap().unwrap();
    assert_eq!(draft.body.as_str(), "\"I wanted to tell her\"");
    assert!(vault.verify().unwrap().passed());
    vault.commit(&[Step::Put(record(Id::from_bytes([6; 16]), "kept")), Step::DropDraft(entity)]).unwrap();
    assert!(!vault.has_drafts() && vault.draft(entity).unwrap().is_none());
    assert!(vault.verify().unwrap().passed());
}

#[test]
fn all_steps_happen_or_none() {
    let (case, ids) = Case::with_records(1);
    let mut vault = case.unlock();
    let twice = vault
        .commit(&[Step::Put(record(Id::from_bytes([8; 16]), "first")), Step::Put(record(ids[0], "again"))]);
    assert!(twice.is_err());
    assert_eq!(vault.record_ids().unwrap(), ids);
    assert!(vault.verify().unwrap().passed());
    vault.commit(&[Step::Put(record(Id::from_bytes([8; 16]), "first"))]).unwrap();
    assert_eq!(vault.record_ids().unwrap().len(), 2);
}

#[test]
fn a_note_can_be_left_while_locked_and_while_open() {
    let case = case();
    let vault = case.unlock();
    case.locked.capture("Ask Maya how it went", "2026-11-23T08:00:00+00:00").unwrap();
    let notes = vault.captured().unwrap();
    assert_eq!(notes.len(), 1);
    assert_eq!(notes[0].text, "Ask Maya how it went");
    assert!(!contains(&case.path, b"Maya"));
    assert!(vault.verify().unwrap().passed());
    let long = "x".repeat(MAX_NOTE + 1);
    assert!(matches!(case.locked.capture(&long, "now"), Err(Error::TooLarge { .. })));
}

#[test]
fn notes_left_while_locked_are_capped() {
    let case = case();
    let db = Connection::open(&case.path).unwrap();
    for _ in 0..500 {
        db.execute("INSERT INTO captured VALUES (randomblob(16), x'00')", []).unwrap();
    }
    assert!(matches!(case.locked.capture("one more", "now"), Err(Error::CapturedFull { .. })));
}

#[test]
fn passphrases_can_be_added_changed_and_removed_but_never_the_last() {
    let case = case();
    let mut vault = case.unlock();
    let key = |text: &str| Key::Passphrase(Passphrase::new(text).unwrap());
    let first = vault.slot_of(&key(PASSPHRASE)).unwrap();
    assert!(matches!(vault.remove_slot(first), Err(Error::LastSlot)));
    let second = vault.change_passphrase(first, &NewPassphrase::new("the second").unwrap()).unwrap();
    assert!(matches!(vault.slot_of(&key(PASSPHRASE)), Err(Error::PassphraseWrong)));
    assert_eq!(vault.slot_of(&key("the second")).unwrap(), second);
    let sheet = RecoveryKey::generate();
    vault.add_recovery(&sheet).unwrap();
    assert!(vault.verify().unwrap().passed());
    drop(vault);
    assert!(matches!(case.unlock_error(), Error::RecoveryWrong), "the old sheet");
    case.locked.unlock(&Key::Recovery(sheet)).unwrap().check().unwrap();
}

#[test]
fn a_key_that_a_computer_keeps_opens_its_own_slot_until_that_is_removed() {
    let (case, _) = Case::with_records(2);
    let mut vault = case.unlock();
    let (here, there) = (DeviceKey::generate().unwrap(), DeviceKey::generate().unwrap());
    for key in [&here, &there] {
        vault.add_device_slot(key).unwrap();
    }
    let kinds = vault.slots().unwrap().iter().filter(|way| way.kind == SlotKind::Device).count();
    assert_eq!((kinds, vault.verify().unwrap().passed()), (2, true));
    drop(vault);
    // As it comes from the keychain.
    let kept = DeviceKey::read(here.slot(), &here.key_line()).unwrap();
    let mut found = case.locked.device_slots().unwrap();
    found.sort_by_key(ToString::to_string);
    let mut meant = [here.slot(), there.slot()];
    meant.sort_by_key(ToString::to_string);
    assert_eq!(found, meant);
    let mut vault = case.locked.unlock(&Key::Device(kept)).unwrap();
    assert_eq!((all(&vault).len(), vault.opened_by() == here.slot()), (2, true));
    vault.remove_slot(here.slot()).unwrap();
    assert!(vault.verify().unwrap().passed());
    drop(vault);
    assert_eq!(case.locked.device_slots().unwrap(), [there.slot()]);
    let removed = case.locked.unlock(&Key::Device(here)).err();
    assert!(matches!(removed, Some(Error::DeviceKeyWrong)), "and not a wrong passphrase");
    case.locked.unlock(&Key::Device(there)).unwrap();
    case.unlock();
}

#[test]
fn a_key_kept_under_the_name_of_another_slot_opens_nothing() {
    let case = case();
    let mut vault = case.unlock();
    let (here, there) = (DeviceKey::generate().unwrap(), DeviceKey::generate().unwrap());
    vault.add_device_slot(&here).unwrap();
    vault.add_device_slot(&there).unwrap();
    let crossed = DeviceKey::read(here.slot(), &there.key_line()).unwrap();
    assert!(matches!(vault.slot_of(&Key::Device(crossed)), Err(Error::DeviceKeyWrong)));
    let sheet = RecoveryKey::read(&here.key_line()).unwrap();
    assert!(matches!(vault.slot_of(&Key::Recovery(sheet)), Err(Error::RecoveryWrong)), "nor is it a sheet");
    let twice = DeviceKey::read(here.slot(), &there.key_line()).unwrap();
    assert!(vault.add_device_slot(&twice).is_err(), "one slot has one key");
    assert!(vault.slot_of(&Key::Device(here)).is_ok() && vault.verify().unwrap().passed());
}

#[test]
fn a_computer_is_never_the_only_way_in() {
    let case = case();
    let mut vault = case.unlock();
    let passphrase = vault.slot_of(&Key::Passphrase(Passphrase::new(PASSPHRASE).unwrap())).unwrap();
    vault.add_device_slot(&DeviceKey::generate().unwrap()).unwrap();
    assert!(matches!(vault.remove_slot(passphrase), Err(Error::LastSlot)));
    drop(vault);
    case.tamper("UPDATE slot SET sealed = zeroblob(300) WHERE kind = 'passphrase'");
    let mut vault = case.unlock();
    let added = vault.add_device_slot(&DeviceKey::generate().unwrap());
    assert!(matches!(added, Err(Error::Damaged { .. })), "no passphrase would open it");
}

#[test]
fn there_is_an_end_to_slots_of_one_kind_and_none_stands_before_another_kind() {
    let case = case();
    let mut vault = case.unlock();
    let keys: Vec<_> = (0..16).map(|_| DeviceKey::generate().unwrap()).collect();
    for key in &keys {
        vault.add_device_slot(key).unwrap();
    }
    let more = vault.add_device_slot(&DeviceKey::generate().unwrap());
    assert!(matches!(more, Err(Error::TooManySlots { limit: 16 })));
    for key in keys {
        assert_eq!(vault.slot_of(&Key::Device(key.clone())).unwrap(), key.slot());
    }
    drop(vault);
    case.unlock();
    case.locked.unlock(&Key::Passphrase(Passphrase::new(PASSPHRASE).unwrap())).unwrap();
}

#[test]
fn a_damaged_slot_is_no_way_in_and_does_not_stand_in_the_way() {
    let case = case();
    let mut vault = case.unlock();
    let second = vault.add_passphrase(&NewPassphrase::new("the second").unwrap()).unwrap();
    drop(vault);
    case.tamper(&format!(
        "UPDATE slot SET sealed = CAST(substr(sealed, 1, 150) || x'00' || substr(sealed, 152) AS BLOB)
         WHERE kind = 'passphrase' AND id <> x'{second}'"
    ));
    let mut vault = case.locked.unlock(&Key::Passphrase(Passphrase::new("the second").unwrap())).unwrap();
    assert!(matches!(vault.remove_slot(second), Err(Error::LastSlot)));
}

#[test]
fn a_slot_with_an_id_or_a_kind_that_is_none_hides_no_other() {
    for sql in ["UPDATE slot SET id = x'00'", "UPDATE slot SET kind = CAST(x'ff61' AS TEXT)"] {
        let case = case();
        case.tamper(&format!("{sql} WHERE kind = 'passphrase'"));
        let found = case.unlock().verify().unwrap();
        assert!(found.damaged.iter().any(|what| what.starts_with("slot ")), "{sql}: {:?}", found.damaged);
    }
}

#[test]
fn notes_that_nobody_can_read_are_listed_so_that_they_can_be_removed() {
    let case = case();
    let db = Connection::open(&case.path).unwrap();
    for _ in 0..600 {
        db.execute("INSERT INTO captured VALUES (randomblob(16), x'00')", []).unwrap();
    }
    drop(db);
    let mut vault = case.unlock();
    assert_eq!(vault.captured_count().unwrap(), 600);
    let notes = vault.captured().unwrap();
    assert_eq!(notes.len(), 500, "no more are looked at than may be left");
    let steps: Vec<Step> = notes.iter().map(|n| Step::DropCaptured(n.id)).collect();
    vault.commit(&steps).unwrap();
    case.locked.capture("room again", "now").unwrap();
}

#[test]
fn a_page_that_no_longer_fits_is_told_by_verify() {
    let (case, _) = Case::with_records(60);
    let original = std::fs::read(&case.path).unwrap();
    let mut found = 0;
    // The first bytes of each page say what kind it is and how many cells it has.
    for page in 1..original.len() / 16384 {
        let mut bytes = original.clone();
        bytes[page * 16384 + 5] ^= 1;
        std::fs::write(&case.path, &bytes).unwrap();
        let db = Connection::open(&case.path).unwrap();
        let check: String = db
            .query_row("PRAGMA integrity_check(1)", [], |r| r.get(0))
            .unwrap_or_else(|_| "unreadable".into());
        drop(db);
        if check != "ok" {
            let passed = case
                .locked
                .unlock(&Key::Recovery(template().recovery.clone()))
                .is_ok_and(|vault| vault.verify().is_ok_and(|found| found.passed()));
            assert!(!passed, "page {page}: {check}");
            found += 1;
        }
    }
    assert!(found > 2);
}

/// The states of two computers: one file copied, and gone on with apart.
#[test]
fn whoever_holds_the_same_records_has_the_same_sum_in_whatever_order_they_came() {
    let (case, ids) = Case::with_records(3);
    let copy = case.path.with_file_name("copy");
    std::fs::copy(&case.path, &copy).unwrap();
    let elsewhere = VaultFile::at(&copy, Device::at(case.path.with_file_name("elsewhere")));
    let mut here = case.unlock();
    let mut there = elsewhere.unlock(&Key::Recovery(template().recovery.clone())).unwrap();
    let put = |n: u8| Step::Put(record(Id::from_bytes([n; 16]), "on both"));
    let before = here.record_sum();
    here.commit(&[put(50), put(51)]).unwrap();
    assert_ne!(here.record_sum(), there.record_sum());
    there.commit(&[put(51)]).unwrap();
    there.commit(&[put(50), Step::Draft(record(Id::from_bytes([9; 16]), "mine alone"))]).unwrap();
    assert_eq!(here.record_sum(), there.record_sum());
    assert_ne!(here.version_tag(), there.version_tag());
    here.commit(&[Step::Drop(ids[0])]).unwrap();
    assert_ne!(here.record_sum(), there.record_sum());
    there.commit(&[Step::Drop(ids[0])]).unwrap();
    assert_eq!(here.record_sum(), there.record_sum());
    here.commit(&[Step::Drop(Id::from_bytes([50; 16])), Step::Drop(Id::from_bytes([51; 16])), put(1)])
        .unwrap();
    assert_eq!(here.record_sum(), before, "what comes and goes leaves nothing");
    assert!(here.verify().unwrap().passed() && there.verify().unwrap().passed());
}

#[test]
fn a_draft_lies_in_a_row_of_a_random_name_and_stays_in_it() {
    let case = case();
    let mut vault = case.unlock();
    let entity = Id::from_bytes([5; 16]);
    vault.commit(&[Step::Draft(record(entity, "I wanted"))]).unwrap();
    let row = vault.draft(entity).unwrap().unwrap().header.id;
    assert_ne!(row, entity);
    drop(vault);
    let mut vault = case.unlock();
    vault.commit(&[Step::Draft(record(entity, "I wanted to tell her"))]).unwrap();
    let drafts = vault.drafts(entity).unwrap();
    assert_eq!((drafts.len(), drafts[0].header.id), (1, row));
    vault.checkpoint().unwrap();
    assert!(!contains(&case.path, entity.as_bytes()), "which reflection is written on, nobody sees");
}

#[test]
fn a_new_vault_wants_a_passphrase_of_eight_characters_and_an_old_one_takes_any() {
    assert!(matches!(NewPassphrase::new("short"), Err(Error::PassphraseTooShort { limit: 8 })));
    assert!(matches!(
        case().locked.unlock(&Key::Passphrase(Passphrase::new("short").unwrap())).err(),
        Some(Error::PassphraseWrong)
    ));
}
