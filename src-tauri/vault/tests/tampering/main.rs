//! Everything someone who can write the file but has no key can do to it, and that it is noticed and
//! named. Notes left while locked are the stated exception: one can be taken away or put back.
//!
//! Deliberately elsewhere: bytes that break by accident, anywhere in the file (`damage`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod attacks;
#[path = "../common/mod.rs"]
mod common;

use attacks::{How, Tampering};
use common::saved_view;
use common::victim::{RECORDS, VIEWS, victim};
use sotto_vault::{Device, Key, VaultFile};

#[test]
fn everything_that_can_be_done_without_a_key_is_noticed_and_told_by_name() {
    let victim = victim(false);
    victim.restore();
    assert_eq!(victim.findings(), [] as [&str; 0], "an unchanged vault has no findings");
    let (mut count, mut missed) = (0, Vec::new());
    for Tampering { name, how, located } in attacks::all(&victim) {
        victim.restore();
        how.to(&victim);
        let findings = victim.findings();
        if !findings.iter().any(|line| located.iter().any(|place| line.contains(place))) {
            missed.push(format!("{name}: wanted {located:?}, findings {findings:?}"));
        }
        count += 1;
    }
    println!("tampering: {} of {count} noticed and named", count - missed.len());
    assert!(missed.is_empty(), "{missed:#?}");
    assert!(count > 215, "{count}");
}

#[test]
fn a_note_left_while_locked_can_be_taken_away_but_not_changed_and_nothing_else_suffers() {
    let victim = victim(false);
    for (name, sql, noticed) in [
        ("changed", "UPDATE captured SET sealed = CAST(sealed || x'00' AS BLOB)", true),
        ("exchanged with a record", "UPDATE captured SET sealed = (SELECT sealed FROM record LIMIT 1)", true),
        ("taken away", "DELETE FROM captured", false),
        ("repeated", "INSERT INTO captured SELECT randomblob(16), sealed FROM captured", false),
        ("renamed", "UPDATE captured SET id = randomblob(16)", false),
    ] {
        victim.restore();
        How::Sql(sql.to_owned()).to(&victim);
        let findings = victim.findings();
        assert_eq!(
            findings.iter().any(|line| line.starts_with("captured ")),
            noticed,
            "{name}: {findings:?}"
        );
        assert!(findings.iter().all(|line| line.starts_with("captured ")), "{name}: {findings:?}");
        assert_eq!(victim.case.unlock().record_ids().unwrap().len(), RECORDS.len() + 1, "{name}");
    }
}

#[test]
fn an_older_file_is_noticed_where_the_newer_one_was_seen() {
    let victim = victim(false);
    for (name, located) in [("older", "older"), ("fork", "older"), ("stranger", "")] {
        victim.restore();
        let other = victim.case.path.with_file_name(name);
        drop(victim.case.unlock());
        std::fs::copy(&other, &victim.case.path).unwrap();
        let findings = victim.findings();
        // Another vault of the same person is whole in itself; that it is another one, its id says.
        assert_eq!(findings.concat(), located, "{name}");
    }
    // A computer that never saw the newer state cannot know.
    let new = VaultFile::at(
        victim.case.path.with_file_name("older"),
        Device::at(victim.case.path.with_file_name("new")),
    );
    let vault = new.unlock(&Key::Recovery(common::template().recovery.clone())).unwrap();
    assert!(!vault.rolled_back() && vault.verify().unwrap().passed());
}

#[test]
fn a_view_that_was_meddled_with_is_never_shown_as_this_state() {
    let victim = victim(false);
    let file = |name: &str| victim.case.path.with_file_name(name);
    let shown = || saved_view(&victim.case.unlock()).filter(|(_, current)| *current).map(|(word, _)| word);
    victim.restore();
    assert_eq!(shown().as_deref(), Some(VIEWS[1]));
    let original = std::fs::read(file("a.sotto-view")).unwrap();
    let from = |name: &str| std::fs::read(file(&format!("{name}-view"))).unwrap();
    let old = from("older");
    let mut meddled = vec![
        ("cut by a byte".to_owned(), original[..original.len() - 1].to_vec()),
        ("cut to a page".to_owned(), original[..16_384].to_vec()),
        ("empty".to_owned(), Vec::new()),
        ("an older one".to_owned(), old.clone()),
        ("one of a copy that went on".to_owned(), from("fork")),
        ("one of another vault".to_owned(), from("stranger")),
    ];
    // Each part of an older one in the place of its own, and a bit flipped in it.
    for at in (0..original.len()).step_by(4_096) {
        let end = original.len().min(at + 4_096);
        if let Some(part) = old.get(at..end) {
            let mut exchanged = original.clone();
            exchanged[at..end].copy_from_slice(part);
            meddled.push((format!("an older part at {at}"), exchanged));
        }
        let mut flipped = original.clone();
        flipped[at] ^= 1;
        meddled.push((format!("flipped at {at}"), flipped));
    }
    let count = meddled.len();
    for (name, bytes) in meddled {
        std::fs::write(file("a.sotto-view"), bytes).unwrap();
        let got = shown();
        // What lies in no page that counts changes nothing.
        assert!(got.as_deref().is_none_or(|word| word == VIEWS[1]), "{name}: {got:?}");
    }
    std::fs::remove_file(file("a.sotto-view")).unwrap();
    assert!(shown().is_none());
    println!("views: {count} of {count} not taken for another state");
}
