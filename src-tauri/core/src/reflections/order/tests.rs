//! Reflections are in the order of their moments, whatever the order in which they were added.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sotto_vault::{Device, Header, NewPassphrase, Record, Vault, VaultFile};
use zeroize::Zeroizing;

use super::*;
use crate::store::View;

/// A reflection of a moment: milliseconds after a fixed time in the evening.
fn record(name: u32, milliseconds: i64, revision: u32) -> Record {
    let mut id = [0u8; 16];
    // Ids that rise neither with names nor with moments.
    id[..4].copy_from_slice(&name.wrapping_mul(2_654_435_761).to_be_bytes());
    let entity = Id::from_bytes(id);
    id[15] = u8::try_from(revision).unwrap();
    let moment = DateTime::parse_from_rfc3339("2026-11-23T20:14:00+01:00").unwrap();
    let date = (moment + chrono::TimeDelta::milliseconds(milliseconds)).to_rfc3339();
    let body = serde_json::json!({
        "title": "", "text": format!("word{name} and others"), "mood": null, "feelings": [],
        "tags": [format!("tag{name}")], "date": date, "added": name,
    });
    let header = Header {
        vault: Id::from_bytes([0; 16]),
        id: Id::from_bytes(id),
        entity,
        revision,
        parents: Vec::new(),
        kind: "reflection".into(),
        schema: 1,
        time: date,
    };
    Record { header, body: Zeroizing::new(body.to_string()) }
}

fn view(records: impl IntoIterator<Item = Record>) -> View {
    thread_local!(static VAULT: (tempfile::TempDir, Vault) = {
        let place = tempfile::TempDir::new().unwrap();
        let file = VaultFile::at(place.path().join("a.sotto"), Device::at(place.path().join("device")));
        let vault = file.create(&NewPassphrase::new("any passphrase").unwrap(), None).unwrap();
        (place, vault)
    });
    let mut view = VAULT.with(|(_, vault)| View::empty(vault, &[&crate::reflections::Reflections])).unwrap();
    view.all_or_nothing(|view| records.into_iter().try_for_each(|record| view.apply(&record))).unwrap();
    view
}

/// Everything in the order of the rows, and that the index and the tags know the same rows.
fn in_order(view: &View) -> Vec<Key> {
    let mut rows =
        view.db.prepare("SELECT row, date, entity, text, added FROM reflection ORDER BY row").unwrap();
    let mut rows = rows.query([]).unwrap();
    let mut order = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let at: i64 = row.get(0).unwrap();
        let date: String = row.get(1).unwrap();
        let text: String = row.get(3).unwrap();
        let word = text.split(' ').next().unwrap();
        let indexed: i64 = view
            .db
            .query_row("SELECT rowid FROM search WHERE search MATCH ?1", [word], |row| row.get(0))
            .unwrap();
        let tagged: i64 = view
            .db
            .query_row(
                "SELECT row FROM reflection_tag WHERE folded = ?1",
                [word.replace("word", "tag")],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!((indexed, tagged), (at, at));
        order.push(key(&date, row.get(4).unwrap(), row.get(2).unwrap()));
    }
    order
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn reflections_stand_in_the_order_of_their_moments_whatever_order_they_come_in(
        moments in proptest::collection::vec(0i64..160, 1..50),
        order: Vec<prop::sample::Index>,
        edited in proptest::collection::vec((any::<prop::sample::Index>(), 0i64..160), 0..6),
    ) {
        let mut records: Vec<Record> =
            moments.iter().enumerate().map(|(name, at)| record(name as u32, *at, 1)).collect();
        let mut edits: Vec<Record> = Vec::new();
        for (which, at) in edited {
            let name = which.index(moments.len()) as u32;
            if edits.iter().all(|edit| edit.header.entity != records[name as usize].header.entity) {
                edits.push(record(name, at, 2));
            }
        }
        let sorted = in_order(&view(moments.iter().enumerate().map(|(name, at)| record(name as u32, *at, 1)).chain(
            edits.iter().map(|e| Record { header: e.header.clone(), body: e.body.clone() }),
        )));
        records.append(&mut edits);
        for (at, other) in order.iter().enumerate() {
            let count = records.len();
            records.swap(at % count, other.index(count));
        }
        let shuffled = in_order(&view(records));
        prop_assert!(shuffled.is_sorted());
        prop_assert_eq!(shuffled, sorted);
    }
}

#[test]
fn sixty_of_one_date_stand_as_they_were_added_between_what_came_before_and_after() {
    let many = 60;
    let mut records: Vec<Record> = (0..many).map(|name| record(name, 0, 1)).collect();
    // In the midst of them, a moment later and a moment before; and some come in late.
    records.insert(50, record(many, 1, 1));
    records.insert(20, record(many + 1, -1, 1));
    records.swap(10, 45);
    records.swap(0, 59);
    let order = in_order(&view(records));
    assert_eq!(order.len(), many as usize + 2);
    assert!(order.is_sorted());
}

#[test]
fn a_thousand_of_one_date_stand_as_they_were_added_when_they_come_in_that_order() {
    let order = in_order(&view((0..1_000).map(|name| record(name, 0, 1))));
    assert_eq!(order.len(), 1_000);
    assert!(order.is_sorted());
}

#[test]
fn more_of_one_second_than_there_are_rows_are_all_kept() {
    let many = 3_000;
    let order = in_order(&view((0..many).map(|name| record(name, 0, 1))));
    assert_eq!(order.iter().collect::<BTreeSet<_>>().len(), many as usize);
}

#[test]
fn moments_of_one_second_that_come_in_backwards_are_all_kept() {
    // Each before the last, a microsecond apart: all have the same row of their own.
    let records = (0..400).rev().map(|name| {
        let mut record = record(name, 0, 1);
        let date = format!("2026-11-23T20:14:00.{name:06}+01:00");
        let mut body: serde_json::Value = serde_json::from_str(&record.body).unwrap();
        body["date"] = date.into();
        record.body = Zeroizing::new(body.to_string());
        record
    });
    assert_eq!(in_order(&view(records)).len(), 400);
}
