//! From one journal to another: a preview, a sealed file, and what the other side makes of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::PathBuf;

use sotto_core::groups::GroupInput;
use sotto_core::people::PersonInput;
use sotto_core::received::MAX_SEALED;
use sotto_core::reflections::{Content, ReflectionInput};
use sotto_core::sessions::{BringInput, Want};
use sotto_core::sharing::ShareChoice;
use sotto_core::vault::{Device, Id, NewPassphrase, OutputFile, VaultFile};
use sotto_core::{Error, Failure, Journal, Now};
use tempfile::TempDir;

/// Someone with a journal of their own and a card.
struct Someone {
    place: TempDir,
    journal: Journal,
}

fn now() -> Now {
    Now::parse_from_rfc3339("2026-11-23T20:14:00+00:00").unwrap()
}

fn code<T>(result: Result<T, Error>) -> String {
    match result {
        Ok(_) => "done".to_owned(),
        Err(error) => Failure::from(error).code.name(),
    }
}

impl Someone {
    fn new(name: &str) -> Self {
        let place = TempDir::new().unwrap();
        let locked = VaultFile::at(place.path().join("a.sotto"), Device::at(place.path().join("device")));
        let mut journal =
            Journal::create(&locked, &NewPassphrase::new("any passphrase").unwrap(), None).unwrap();
        journal.my_card(Some(name), now()).unwrap();
        Self { place, journal }
    }

    fn card(&mut self) -> String {
        self.journal.my_card(None, now()).unwrap().unwrap().card
    }

    fn knows(&mut self, other: &mut Self) -> Id {
        let id = self.journal.contact_add(&other.card(), now()).unwrap().id;
        self.journal.contact_confirm(id, now()).unwrap();
        id
    }

    fn writes(&mut self, title: &str, text: &str, mood: Option<u8>) -> Id {
        let written = self.journal.vault().record_ids().unwrap().len();
        let mut content = Content::new(title, text);
        content.mood = mood;
        content.feelings = vec!["secretfeeling".into()];
        content.tags = vec!["secrettag".into()];
        let date = Some(format!("2026-11-23T20:{:02}:00+00:00", 10 + written));
        let input = ReflectionInput { content, date };
        self.journal.reflection_write(&input, now()).unwrap()
    }

    fn out(&self) -> PathBuf {
        self.place.path().join("share.age")
    }

    /// Previews and seals; the page and the sealed bytes.
    fn shares(&mut self, choice: &ShareChoice) -> (String, Vec<u8>) {
        let preview = self.journal.share_preview(choice, now()).unwrap();
        let out = OutputFile::create(&self.out(), true).unwrap();
        self.journal.share_seal(&preview, out, now()).unwrap();
        (preview.page().to_owned(), std::fs::read(self.out()).unwrap())
    }
}

fn only(to: Id, reflections: &[Id]) -> ShareChoice {
    ShareChoice {
        to: vec![to],
        bring: false,
        mood_weeks: None,
        reflections: reflections.to_vec(),
        keep_names: vec![],
        delete_after: None,
        language: None,
    }
}

#[test]
fn too_much_to_share_and_too_large_a_file_are_two_failures() {
    let (mut ines, mut okafor) = (Someone::new("Ines"), Someone::new("Dr Okafor"));
    let to = ines.knows(&mut okafor);
    let long = "word ".repeat(900_000);
    let pages: Vec<Id> = (0..2).map(|_| ines.writes("", &long, None)).collect();
    assert_eq!(code(ines.journal.share_preview(&only(to, &pages), now())), "share_too_large");
    assert_eq!(code(okafor.journal.received_open(&vec![0; MAX_SEALED + 1], now())), "received_too_large");
    assert_eq!(code(okafor.journal.received_open(&vec![0; MAX_SEALED], now())), "share_refused");
}

#[test]
fn what_arrives_is_what_was_previewed_from_whom_it_says() {
    let (mut ines, mut okafor) = (Someone::new("Ines"), Someone::new("Dr Okafor"));
    let to = ines.knows(&mut okafor);
    okafor.knows(&mut ines);
    let maya = PersonInput { name: "Maya".into(), alias: Some("someone in the group".into()), also: vec![] };
    ines.journal.person_save(None, &maya, now()).unwrap();
    let group = GroupInput {
        name: "Thursday circle".into(),
        weekday: "thu".into(),
        time: "18:30".into(),
        zone: "Europe/London".into(),
        every: 1,
        first: None,
    };
    ines.journal.group_save(None, &group, now()).unwrap();
    let reflection = ines.writes("What I didn’t say", "When Maya talked I waited.", Some(4));
    ines.writes("Private", "a word that stays here", Some(2));
    let bring = BringInput {
        reflection: Some(reflection),
        group: None,
        title: "That happened to me too".into(),
        text: "When **Ma**ya talked".into(),
        want: Want::Listen,
        minutes: 5,
    };
    ines.journal.bring_save(None, &bring, now()).unwrap();
    let choice = ShareChoice { bring: true, mood_weeks: Some(4), ..only(to, &[reflection]) };
    let (page, sealed) = ines.shares(&choice);
    for absent in ["Maya", "Private", "stays here", "secrettag", "secretfeeling", "T20:"] {
        assert!(!page.contains(absent), "{absent}");
    }
    assert!(
        page.contains("someone in the group") && page.contains("Thursday circle</bdi>, 26 November 2026")
    );

    let received = okafor.journal.received_open(&sealed, now()).unwrap();
    assert_eq!(
        (received.from.as_str(), received.verified, received.known, received.already_received),
        ("Ines", true, true, false)
    );
    assert_eq!(okafor.journal.received_page(received.id).unwrap(), page);
    assert_eq!(received.bring[0].title, "That happened to me too");
    assert_eq!(received.mood.iter().map(|p| p.mood).collect::<Vec<_>>(), [2], "the last of the day");
    let log = ines.journal.share_log().unwrap();
    assert_eq!(log.len(), 1);
    assert_eq!((log[0].sha256.clone(), log[0].to.clone()), (received.sha256, vec!["Dr Okafor".to_owned()]));
    assert_eq!(ines.journal.share_page(log[0].id).unwrap(), page);
    assert!(okafor.journal.received_open(&sealed, now()).unwrap().already_received);
    assert_eq!(okafor.journal.received_list().unwrap().len(), 1);
    assert_eq!(okafor.journal.received_brief(Some("thursday circle"), now()).unwrap().len(), 1);
    assert!(okafor.journal.received_brief(Some("Friday circle"), now()).unwrap().is_empty());
}

#[test]
fn a_later_edit_changes_nothing_that_left() {
    let (mut ines, mut okafor) = (Someone::new("Ines"), Someone::new("Dr Okafor"));
    let to = ines.knows(&mut okafor);
    let id = ines.writes("t", "the first words", None);
    let (page, _) = ines.shares(&only(to, &[id]));
    let mut input = ines.journal.reflection_read(id).unwrap().to_input();
    input.content.text = "other words".into();
    ines.journal.reflection_edit(id, &input, now()).unwrap();
    ines.journal.reflection_delete(id, now()).unwrap();
    let entry = ines.journal.share_log().unwrap().remove(0);
    assert_eq!(ines.journal.share_page(entry.id).unwrap(), page);
}

#[test]
fn a_name_leaves_only_when_the_person_says_so() {
    let (mut ines, mut okafor) = (Someone::new("Ines"), Someone::new("Dr Okafor"));
    let to = ines.knows(&mut okafor);
    let person = |name: &str| PersonInput { name: name.into(), alias: None, also: vec![] };
    let dad = ines.journal.person_save(None, &person("Dad"), now()).unwrap().id;
    ines.journal.person_save(None, &person("Sam"), now()).unwrap();
    let id = ines.writes("Sam and Dad", "Dad called. #sam", None);
    let choice = ShareChoice { keep_names: vec![dad], ..only(to, &[id]) };
    let preview = ines.journal.share_preview(&choice, now()).unwrap();
    assert!(preview.page().contains("Dad called") && !preview.page().to_lowercase().contains("sam"));
    let found: Vec<_> = preview.names.iter().map(|n| (n.name.as_str(), n.kept)).collect();
    assert!(found.contains(&("Dad", true)) && found.contains(&("Sam", false)));
}

#[test]
fn a_share_that_is_not_for_you_or_not_whole_is_refused_and_not_kept() {
    let (mut ines, mut okafor, mut eve) =
        (Someone::new("Ines"), Someone::new("Dr Okafor"), Someone::new("Eve"));
    let to = ines.knows(&mut okafor);
    let id = ines.writes("t", "words", None);
    let (_, sealed) = ines.shares(&only(to, &[id]));
    assert_eq!(code(eve.journal.received_open(&sealed, now())), "share_not_for_you");
    for cut in [0, 10, 200, sealed.len() / 2, sealed.len() - 1] {
        assert_ne!(code(okafor.journal.received_open(&sealed[..cut], now())), "done", "cut at {cut}");
    }
    for at in (0..sealed.len()).step_by(37) {
        let mut flipped = sealed.clone();
        flipped[at] ^= 4;
        assert_ne!(code(okafor.journal.received_open(&flipped, now())), "done", "flipped at {at}");
    }
    assert!(
        okafor.journal.received_list().unwrap().is_empty() && eve.journal.received_list().unwrap().is_empty()
    );
}

#[test]
fn forwarding_under_another_name_fails() {
    let (mut ines, mut okafor, mut eve) =
        (Someone::new("Ines"), Someone::new("Dr Okafor"), Someone::new("Eve"));
    let (to_okafor, to_eve) = (ines.knows(&mut okafor), ines.knows(&mut eve));
    let id = ines.writes("t", "in confidence", None);
    let choice = ShareChoice { to: vec![to_okafor, to_eve], ..only(to_okafor, &[id]) };
    let (page, sealed) = ines.shares(&choice);
    // Eve opens it, as she may, and seals the very same bytes to Dr Okafor again: still from Ines.
    let plain = eve.journal.vault().keys().open_share(&sealed).unwrap().plain;
    let okafors_seal = okafor
        .card()
        .lines()
        .find_map(|l| l.split_whitespace().find(|w| w.starts_with("age1")).map(str::to_owned))
        .unwrap();
    let again = sotto_core::vault::seal(&[okafors_seal.parse().unwrap()], &plain).unwrap();
    assert_eq!(okafor.journal.received_open(&again, now()).unwrap().from, "Ines");
    // Under her own name the proof no longer holds.
    let altered = String::from_utf8(plain.to_vec()).unwrap().replace("Ines", "Eve!");
    assert_ne!(altered.as_bytes(), &plain[..]);
    let forged = sotto_core::vault::seal(&[okafors_seal.parse().unwrap()], altered.as_bytes()).unwrap();
    assert_ne!(code(okafor.journal.received_open(&forged, now())), "done");
    // And a page of hers with Ines' proof line is not Ines' page.
    let her = eve.knows(&mut okafor);
    let hers = eve.writes("t", "something else", None);
    let (her_page, _) = eve.shares(&only(her, &[hers]));
    let proof = String::from_utf8(plain.to_vec()).unwrap().split_off(page.len());
    let glued =
        sotto_core::vault::seal(&[okafors_seal.parse().unwrap()], (her_page + &proof).as_bytes()).unwrap();
    assert_eq!(code(okafor.journal.received_open(&glued, now())), "share_forged");
}

#[test]
fn both_sides_see_the_same_ten_words_and_changed_keys_block_until_compared() {
    let (mut ines, mut okafor) = (Someone::new("Ines"), Someone::new("Dr Okafor"));
    let theirs = ines.journal.contact_add(&okafor.card(), now()).unwrap();
    assert!(!theirs.verified);
    let mine = okafor.journal.contact_add(&ines.card(), now()).unwrap();
    let words = ines.journal.contact_words(theirs.id).unwrap();
    assert_eq!(words.len(), 10);
    assert_eq!(words, okafor.journal.contact_words(mine.id).unwrap());
    ines.journal.contact_confirm(theirs.id, now()).unwrap();
    // Another vault of the same name: other keys.
    let mut other = Someone::new("dr okafor");
    let changed = ines.journal.contact_add(&other.card(), now()).unwrap();
    assert!(changed.id == theirs.id && changed.changed && !changed.verified);
    assert_ne!(ines.journal.contact_words(changed.id).unwrap(), words);
    let id = ines.writes("t", "words", None);
    let preview = ines.journal.share_preview(&only(changed.id, &[id]), now()).unwrap();
    let out = || {
        OutputFile::create(&std::env::temp_dir().join(format!("never-{}", std::process::id())), true).unwrap()
    };
    assert_eq!(code(ines.journal.share_seal(&preview, out(), now())), "contact_changed");
    assert!(ines.journal.share_log().unwrap().is_empty());
    ines.journal.contact_confirm(changed.id, now()).unwrap();
    ines.shares(&only(changed.id, &[id]));
    // A share from someone who only bears a known name is refused.
    let other_to_ines = other.knows(&mut ines);
    let o = other.writes("t", "x", None);
    let (_, from_other) = other.shares(&only(other_to_ines, &[o]));
    ines.journal.contact_add(&okafor.card(), now()).unwrap();
    assert_eq!(code(ines.journal.received_open(&from_other, now())), "sender_key_changed");
}

#[test]
fn nothing_chosen_nobody_named_no_card_and_a_stale_preview_are_told_apart() {
    let (mut ines, mut okafor) = (Someone::new("Ines"), Someone::new("Dr Okafor"));
    let to = ines.knows(&mut okafor);
    let id = ines.writes("t", "words", None);
    assert_eq!(code(ines.journal.share_preview(&only(to, &[]), now())), "choice_empty");
    assert_eq!(
        code(ines.journal.share_preview(&ShareChoice { to: vec![], ..only(to, &[id]) }, now())),
        "no_recipient"
    );
    assert_eq!(code(ines.journal.share_preview(&only(id, &[id]), now())), "not_found");
    let own = ines.card();
    assert_eq!(code(ines.journal.contact_add(&own, now())), "card_is_yours");
    assert_eq!(code(ines.journal.contact_add("hello", now())), "card_unreadable");
    // What is previewed twice is one page: what was seen is what is sealed.
    let hash = |journal: &mut Journal| journal.share_preview(&only(to, &[id]), now()).unwrap().sha256();
    assert_eq!(hash(&mut ines.journal), hash(&mut ines.journal));
    // Once sealed, the same preview cannot leave a second time under the same number.
    let preview = ines.journal.share_preview(&only(to, &[id]), now()).unwrap();
    ines.journal.share_seal(&preview, OutputFile::create(&ines.out(), true).unwrap(), now()).unwrap();
    let again = ines.journal.share_seal(&preview, OutputFile::create(&ines.out(), true).unwrap(), now());
    assert_eq!(code(again), "preview_stale");
    assert_eq!(ines.journal.share_log().unwrap().len(), 1);
}

#[test]
fn a_share_that_cannot_be_written_is_not_on_record() {
    let (mut ines, mut okafor) = (Someone::new("Ines"), Someone::new("Dr Okafor"));
    let to = ines.knows(&mut okafor);
    let id = ines.writes("t", "words", None);
    let preview = ines.journal.share_preview(&only(to, &[id]), now()).unwrap();
    let nowhere = OutputFile::create(&ines.place.path().join("no such folder/x.age"), true).unwrap();
    assert_eq!(code(ines.journal.share_seal(&preview, nowhere, now())), "file_not_written");
    assert!(ines.journal.share_log().unwrap().is_empty());
}

#[test]
fn no_recipient_learns_how_much_was_shared_with_another() {
    let (mut ines, mut okafor, mut peer) =
        (Someone::new("Ines"), Someone::new("Dr Okafor"), Someone::new("Sam"));
    let (to_okafor, to_peer) = (ines.knows(&mut okafor), ines.knows(&mut peer));
    let id = ines.writes("t", "words", None);
    let both = ShareChoice { to: vec![to_okafor, to_peer], ..only(to_okafor, &[id]) };
    let (first, _) = ines.shares(&both);
    for _ in 0..3 {
        ines.shares(&only(to_okafor, &[id]));
    }
    let (later, _) = ines.shares(&both);
    // The two pages differ in the id of the share, and what is computed from it, alone.
    let bare = |page: &str| {
        let (start, data) = page.split_once("<!-- sotto-share ").unwrap();
        let (check, json) = data.split_once(' ').unwrap();
        let id = json.split('"').nth(json.split('"').position(|w| w == "id").unwrap() + 2).unwrap();
        (start.to_owned(), json.replace(id, "ID").replace(check, "CHECK"))
    };
    assert_ne!(first, later);
    assert!(bare(&first) == bare(&later));
}

#[test]
fn someone_who_reuses_a_shares_id_does_not_make_it_look_forged() {
    let (mut ines, mut eve, mut okafor) =
        (Someone::new("Ines"), Someone::new("Eve"), Someone::new("Dr Okafor"));
    let (to, evil) = (ines.knows(&mut okafor), eve.knows(&mut okafor));
    let id = ines.writes("t", "words", None);
    let (page, sealed) = ines.shares(&only(to, &[id]));
    let hers = eve.writes("t", "hers", None);
    let (her_page, hers) = eve.shares(&only(evil, &[hers]));
    assert_ne!(page, her_page);
    okafor.journal.received_open(&hers, now()).unwrap();
    assert!(!okafor.journal.received_open(&sealed, now()).unwrap().already_received);
}

#[test]
fn a_name_that_only_looks_like_a_known_one_cannot_stand_on_a_card() {
    let mut ines = Someone::new("Ines");
    for name in ["Dr Okafor\u{200b}", "Dr Oka\u{ad}for", "Dr\u{2063} Okafor", "Dr Okafor\u{2060}"] {
        assert_eq!(code(ines.journal.my_card(Some(name), now())), "name_empty", "{name:?}");
    }
    assert_eq!(ines.journal.my_card(Some("Dr  Okafor"), now()).unwrap().unwrap().name, "Dr Okafor");
}
