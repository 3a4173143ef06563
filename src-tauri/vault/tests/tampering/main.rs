//! Everything someone who can write the file but has no key can do to it, and that it is noticed and
//! told by name. Notes left while locked are the stated exception: one can be taken away or put back.
//!
//! Deliberately elsewhere: bytes that break by accident, anywhere in the file (`damage`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod attacks;
#[path = "../common/mod.rs"]
mod common;

use std::io::Read;

use attacks::{How, Tampering};
use common::victim::{IMAGES, RECORDS, Victim, victim};
use sotto_vault::{Device, Key, Snapshot, VaultFile};

#[test]
fn everything_that_can_be_done_without_a_key_is_noticed_and_told_by_name() {
    let victim = victim(false);
    victim.restore();
    assert_eq!(victim.told(), [] as [&str; 0], "nothing is told of a sound vault");
    let (mut count, mut missed) = (0, Vec::new());
    for Tampering { name, how, located } in attacks::all(&victim) {
        victim.restore();
        how.to(&victim);
        let said = victim.told();
        if !said.iter().any(|line| located.iter().any(|place| line.contains(place))) {
            missed.push(format!("{name}: wanted {located:?}, said {said:?}"));
        }
        count += 1;
    }
    println!("tampering: {} of {count} noticed and told by name", count - missed.len());
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
        let said = victim.told();
        assert_eq!(said.iter().any(|line| line.starts_with("captured ")), noticed, "{name}: {said:?}");
        assert!(said.iter().all(|line| line.starts_with("captured ")), "{name}: {said:?}");
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
        let said = victim.told();
        // Another vault of the same person is sound in itself; that it is another one, its id says.
        assert_eq!(said.concat(), located, "{name}");
    }
    // A computer that never saw the newer state cannot know.
    let new = VaultFile::at(
        victim.case.path.with_file_name("older"),
        Device::at(victim.case.path.with_file_name("new")),
    );
    let vault = new.unlock(&Key::Recovery(common::template().recovery.clone())).unwrap();
    assert!(!vault.rolled_back() && vault.verify().unwrap().is_sound());
}

#[test]
fn an_image_that_was_meddled_with_is_never_shown_as_this_state() {
    let victim = victim(false);
    let view = |name: &str| victim.case.path.with_file_name(name);
    /// What of an image is taken for the present state.
    fn shown(victim: &Victim, which: Snapshot) -> Option<String> {
        let vault = victim.case.unlock();
        let image = vault.snapshot(which).filter(|image| vault.is_current(image))?;
        let mut text = vec![0; image.length];
        image.reader(vault.keys()).ok()?.read_exact(&mut text).ok()?;
        String::from_utf8(text).ok()
    }
    let mut count = 0;
    for (which, own, other) in
        [(Snapshot::Full, "a.sotto-view", "a.sotto-list"), (Snapshot::List, "a.sotto-list", "a.sotto-view")]
    {
        victim.restore();
        assert_eq!(shown(&victim, which).as_deref(), Some(IMAGES[1]));
        let sound = std::fs::read(view(own)).unwrap();
        let suffix = own.strip_prefix("a.sotto").unwrap();
        let from = |name: &str| std::fs::read(view(&format!("{name}{suffix}"))).unwrap();
        let with = |at: usize, bytes: &[u8]| {
            let mut image = sound.clone();
            image[at..at + bytes.len()].copy_from_slice(bytes);
            image
        };
        let old = from("older");
        let meddled = [
            ("another kind of file", with(0, b"sotto-snapshot1\n")),
            ("the tag flipped", with(16, &[sound[16] ^ 1])),
            ("the state flipped", with(48, &[sound[48] ^ 1])),
            ("told as of this state", {
                let mut image = old.clone();
                image[48..80].copy_from_slice(&sound[48..80]);
                image
            }),
            ("told shorter", with(80, &(IMAGES[1].len() as u64 - 1).to_be_bytes())),
            ("told longer", with(80, &(IMAGES[1].len() as u64 + 1).to_be_bytes())),
            ("told endless", with(80, &u64::MAX.to_be_bytes())),
            ("told empty", with(80, &0u64.to_be_bytes())),
            ("cut to its head", sound[..120].to_vec()),
            ("cut within its head", sound[..40].to_vec()),
            ("cut by a byte", sound[..sound.len() - 1].to_vec()),
            ("made longer", [&sound[..], b"0"].concat()),
            ("empty", Vec::new()),
            ("the other image", std::fs::read(view(other)).unwrap()),
            ("an older one", old.clone()),
            ("one of a copy that went on", from("fork")),
            ("one of another vault", from("stranger")),
            ("an older one's bytes under this head", [&sound[..120], &old[120..]].concat()),
        ];
        for (name, bytes) in meddled {
            std::fs::write(view(own), bytes).unwrap();
            let got = shown(&victim, which);
            // What is told empty has nothing to show.
            assert!(got.is_none() || got.as_deref() == Some(""), "{own}, {name}: {got:?}");
            count += 1;
        }
        std::fs::remove_file(view(own)).unwrap();
        assert!(shown(&victim, which).is_none());
    }
    println!("images: {count} of {count} not taken for the present state");
}
