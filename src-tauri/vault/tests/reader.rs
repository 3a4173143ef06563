//! A reader of its own: what it sees does not change while the vault is written or locked.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::ops::ControlFlow;
use std::time::Instant;

use common::{Case, all, attach, content, record};
use sotto_vault::{Error, Id, NewKeys, NewPassphrase, Step, no_progress};

fn id(n: u8) -> Id {
    Id::from_bytes([n; 16])
}

#[test]
fn a_reader_sees_the_state_it_was_made_in_whatever_is_written_or_deleted() {
    let (case, ids) = Case::with_records(5);
    let mut vault = case.unlock();
    let picture = vec![7; 3_000_000];
    let reference = attach(&mut vault, &mut picture.as_slice());
    vault.commit(&[Step::Draft(record(id(40), "first words"))]).unwrap();
    let reader = vault.reader().unwrap();
    vault.commit(&[Step::Put(record(id(50), "after")), Step::Drop(ids[0])]).unwrap();
    vault.commit(&[Step::DropAttachment(reference), Step::Draft(record(id(40), "other words"))]).unwrap();
    assert!(vault.version_tag() != reader.version_tag());
    assert_eq!((reader.record_ids().unwrap().len(), vault.record_ids().unwrap().len()), (6, 6));
    assert!(reader.read(ids[0]).is_ok() && vault.read(ids[0]).is_err());
    assert!(reader.read(id(50)).is_err() && vault.read(id(50)).is_ok());
    assert_eq!(reader.draft(id(40)).unwrap().unwrap().body.as_str(), "\"first words\"");
    assert_eq!(vault.draft(id(40)).unwrap().unwrap().body.as_str(), "\"other words\"");
    assert!(content(&reader, &reference).unwrap() == picture && content(&vault, &reference).is_err());
    let found = reader.verify().unwrap();
    assert!(found.passed() && found.records == 6 && found.attachments == 1, "{:?}", found.damaged);
    assert_eq!(vault.verify().unwrap().attachments, 0);
}

#[test]
fn a_backup_by_a_reader_is_of_its_state_and_saving_goes_on_meanwhile() {
    let (case, _) = Case::with_records(4);
    let mut vault = case.unlock();
    let reader = vault.reader().unwrap();
    let place = case.path.with_file_name("backup.sotto");
    let mut n = 100;
    let copied = reader.backup_begin(&place, &mut |_, _, _| {
        n += 1;
        vault.commit(&[Step::Put(record(id(n), "while it is copied"))]).unwrap();
        ControlFlow::Continue(())
    });
    let backup = copied.unwrap().finish(&mut no_progress).unwrap();
    assert_eq!(backup.records, 4);
    assert!(n > 100 && vault.record_ids().unwrap().len() == 4 + usize::from(n - 100));
}

#[test]
fn a_reader_goes_on_when_the_vault_is_locked_and_the_next_one_opens() {
    let (case, _) = Case::with_records(3);
    let vault = case.unlock();
    let reader = vault.reader().unwrap();
    drop(vault);
    let mut vault = case.unlock();
    vault.commit(&[Step::Put(record(id(60), "later"))]).unwrap();
    assert_eq!((all(&reader).len(), all(&vault).len()), (3, 4));
}

#[test]
fn while_something_reads_the_log_waits_at_once_and_is_emptied_afterwards() {
    let (case, _) = Case::with_records(3);
    let mut vault = case.unlock();
    let reader = vault.reader().unwrap();
    assert!(vault.is_being_read());
    let began = Instant::now();
    vault.commit(&[Step::Put(record(id(70), "more")), Step::Drop(id(1))]).unwrap();
    assert!(!vault.checkpoint().unwrap());
    assert!(began.elapsed().as_secs() < 3, "it waited for the reader");
    let log = case.path.with_file_name("a.sotto-wal");
    assert!(std::fs::metadata(&log).unwrap().len() > 0);
    drop(reader);
    assert!(!vault.is_being_read());
    assert!(vault.checkpoint_after(std::time::Duration::ZERO).unwrap());
    assert_eq!(std::fs::metadata(&log).unwrap().len(), 0);
}

#[test]
fn keys_are_not_replaced_under_a_reader() {
    let (case, _) = Case::with_records(3);
    let mut vault = case.unlock();
    let new = NewPassphrase::new("the new one").unwrap();
    let keys = NewKeys { passphrase: &new, sheet: None, share_keys: false };
    let reader = vault.reader().unwrap();
    assert!(matches!(vault.rekey(&keys, &[], &mut no_progress).err(), Some(Error::BeingRead)));
    assert_eq!(all(&reader).len(), 3);
    drop(reader);
    vault.rekey(&keys, &[], &mut no_progress).unwrap();
    assert_eq!(all(&vault.reader().unwrap()).len(), 3);
}

#[test]
fn a_check_that_is_cancelled_ends_within_a_batch() {
    let (case, _) = Case::with_records(9);
    let mut vault = case.unlock();
    attach(&mut vault, &mut vec![1; 20_000_000].as_slice());
    let reader = vault.reader().unwrap();
    let mut seen = Vec::new();
    reader
        .verify_with_progress(&mut |_, done, of| {
            seen.push((done, of));
            ControlFlow::Continue(())
        })
        .unwrap();
    // Nine records and one that names the attachment, which has twenty chunks.
    assert_eq!(seen.last(), Some(&(30, 30)));
    for stop_at in 0..30 {
        let mut last = 0;
        let stopped = reader.verify_with_progress(&mut |_, done, _| {
            last = done;
            if done >= stop_at { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert!(matches!(stopped.err(), Some(Error::Cancelled)));
        assert!(last <= stop_at.max(10), "{last} of {stop_at}");
    }
}
