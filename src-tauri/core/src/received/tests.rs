//! Received shares are listed, briefed and recognised without reading a page, and deleted to a bare line.

use chrono::TimeDelta;
use sotto_vault::{Device, NewPassphrase, OutputFile, VaultFile};
use tempfile::TempDir;

use super::*;
use crate::base::{Code, Failure};
use crate::groups::GroupInput;
use crate::people::PersonInput;
use crate::reflections::{Content, ReflectionInput};
use crate::sessions::{BringInput, Want};
use crate::sharing::page::reads::so_far;
use crate::sharing::{ShareChoice, card};

struct Someone {
    place: TempDir,
    journal: Journal,
}

fn now() -> Now {
    Now::parse_from_rfc3339("2026-11-23T20:14:00+00:00").unwrap()
}

impl Someone {
    fn new(name: &str) -> Self {
        let place = TempDir::new().unwrap();
        let file = VaultFile::at(place.path().join("a.sotto"), Device::at(place.path().join("device")));
        let mut journal =
            Journal::create(&file, &NewPassphrase::new("any passphrase").unwrap(), None).unwrap();
        journal.my_card(Some(name), now()).unwrap();
        Self { place, journal }
    }

    fn knows(&mut self, other: &mut Self) -> Id {
        let card = other.journal.my_card(None, now()).unwrap().unwrap().card;
        self.journal.contact_add(&card, now()).unwrap().id
    }

    fn meets(&mut self, name: &str, weekday: &str, time: &str) -> Id {
        let group = GroupInput {
            name: name.into(),
            weekday: weekday.into(),
            time: time.into(),
            zone: "Europe/London".into(),
            every: 1,
            first: None,
        };
        self.journal.group_save(None, &group, now()).unwrap().id
    }

    /// Something to bring and a reflection, sealed to one contact.
    fn sends(&mut self, to: Id, title: &str) -> Vec<u8> {
        let mut input = ReflectionInput { content: Content::new(title, "words"), date: None };
        input.content.mood = Some(3);
        let reflection = self.journal.reflection_write(&input, now()).unwrap();
        let choice = ShareChoice {
            to: vec![to],
            bring: true,
            mood_weeks: Some(4),
            reflections: vec![reflection],
            keep_names: vec![],
            delete_after: Some("2026-12-24".into()),
            language: None,
        };
        let preview = self.journal.share_preview(&choice, now()).unwrap();
        let path = self.place.path().join("share.age");
        self.journal.share_seal(&preview, OutputFile::create(&path, true).unwrap(), now()).unwrap();
        std::fs::read(path).unwrap()
    }

    fn brings(&mut self, title: &str) {
        let bring = BringInput {
            reflection: None,
            group: None,
            title: title.into(),
            text: String::new(),
            want: Want::Ideas,
            minutes: 5,
        };
        self.journal.bring_save(None, &bring, now()).unwrap();
    }

    /// The same journal after locking and unlocking, its view made from the records alone.
    fn reopened(self) -> Self {
        let Self { place, journal } = self;
        drop(journal);
        for view in ["a.sotto-view", "a.sotto-list"] {
            let _ = std::fs::remove_file(place.path().join(view));
        }
        let file = VaultFile::at(place.path().join("a.sotto"), Device::at(place.path().join("device")));
        let key = sotto_vault::Key::Passphrase(sotto_vault::Passphrase::new("any passphrase").unwrap());
        let journal = Journal::unlock(&file, &key, false).unwrap();
        assert_eq!(journal.damaged(), 0);
        Self { place, journal }
    }
}

fn titles(received: &[Received]) -> Vec<String> {
    received.iter().flat_map(|r| &r.items).map(|item| item.title.clone()).filter(|t| !t.is_empty()).collect()
}

#[test]
fn a_page_is_read_once_when_it_is_opened_and_never_for_a_list() {
    let (mut ines, mut okafor) = (Someone::new("Ines"), Someone::new("Dr Okafor"));
    let to = ines.knows(&mut okafor);
    okafor.knows(&mut ines);
    ines.meets("Thursday circle", "thu", "18:30");
    ines.brings("Asking");
    let before = so_far();
    let shares: Vec<Vec<u8>> = (0..4).map(|n| ines.sends(to, &format!("page {n}"))).collect();
    assert_eq!(ines.journal.share_log().unwrap().len(), 4);
    assert_eq!(so_far(), before, "sharing reads no page");
    for (minutes, share) in (0..).zip(&shares) {
        okafor.journal.received_open(share, now() + TimeDelta::minutes(minutes)).unwrap();
    }
    assert_eq!(so_far(), before + 4);
    let mut okafor = okafor.reopened();
    assert_eq!(okafor.journal.received_list().unwrap().len(), 4);
    assert_eq!(okafor.journal.received_brief(None, now()).unwrap().len(), 1);
    assert_eq!(okafor.journal.received_brief(Some("thursday circle"), now()).unwrap().len(), 1);
    let log = okafor.journal.received_log().unwrap();
    let page = okafor.journal.received_page(log[0].id).unwrap();
    okafor.journal.received_delete(log[0].id, now()).unwrap();
    assert_eq!(so_far(), before + 4, "lists, briefs, the log, showing and deleting read no page");
    assert!(page.contains("page 3"), "{page}");
    // It says all that is listed.
    let list = okafor.journal.received_list().unwrap();
    assert_eq!(titles(&list), ["Asking", "page 2", "Asking", "page 1", "Asking", "page 0"]);
    let one = &list[0];
    assert_eq!(
        (one.group.as_deref(), one.starts.as_deref(), one.created_on.as_str(), one.delete_after.as_deref()),
        (Some("Thursday circle"), Some("2026-11-26T18:30:00+00:00"), "2026-11-23", Some("2026-12-24"))
    );
    assert_eq!(
        (one.bring[0].title.as_str(), one.bring[0].want, one.mood[0].mood),
        ("Asking", Some(Want::Ideas), 3)
    );
}

#[test]
fn a_list_needs_no_page_at_all() {
    let (mut ines, mut okafor) = (Someone::new("Ines"), Someone::new("Dr Okafor"));
    let to = ines.knows(&mut okafor);
    ines.brings("Asking");
    let share = ines.sends(to, "kept");
    let id = okafor.journal.received_open(&share, now()).unwrap().id;
    let mut stored = okafor.journal.entity_sealed::<StoredReceived>(id).unwrap();
    stored.page = Some("no page of any version".to_owned());
    okafor.journal.entity_reduce(id, &stored, now()).unwrap();
    let mut okafor = okafor.reopened();
    assert_eq!(titles(&okafor.journal.received_list().unwrap()), ["Asking", "kept"]);
    assert_eq!(okafor.journal.received_brief(None, now()).unwrap().len(), 1);
    assert!(okafor.journal.received_open(&share, now()).unwrap().already_received);
}

#[test]
fn what_was_deleted_leaves_whom_when_and_hash_and_nothing_else() {
    let (mut ines, mut okafor) = (Someone::new("Ines"), Someone::new("Dr Okafor"));
    let to = ines.knows(&mut okafor);
    ines.meets("Thursday circle", "thu", "18:30");
    ines.brings("Asking");
    let share = ines.sends(to, "a title");
    let received = okafor.journal.received_open(&share, now()).unwrap();
    let entry = okafor.journal.received_delete(received.id, now()).unwrap();
    let mut okafor = okafor.reopened();
    assert!(okafor.journal.received_list().unwrap().is_empty());
    assert!(okafor.journal.received_brief(Some("Thursday circle"), now()).unwrap().is_empty());
    for gone in [
        okafor.journal.received_page(received.id).err(),
        okafor.journal.received_delete(received.id, now()).err(),
        okafor.journal.received_delete(Id::from_bytes([7; 16]), now()).err(),
    ] {
        assert!(matches!(gone, Some(Error::NotFound)), "{gone:?}");
    }
    let log = okafor.journal.received_log().unwrap();
    assert_eq!(log.len(), 1);
    assert_eq!((log[0].from.as_str(), &log[0].sha256), ("Ines", &received.sha256));
    assert_eq!((&log[0].opened_at, &log[0].deleted_at), (&received.opened_at, &entry.deleted_at));
    assert_eq!(entry.deleted_at, Some(now().to_rfc3339()));
    // Nothing else of it is left in any record.
    let vault = okafor.journal.vault();
    for id in vault.record_ids().unwrap() {
        let body = vault.read(id).unwrap().body.clone();
        for gone in ["a title", "Asking", "Thursday", "2026-11-26", "<html"] {
            assert!(!body.contains(gone), "{gone}: {}", *body);
        }
    }
    // It may come again, and is recognised.
    let again = okafor.journal.received_open(&share, now()).unwrap();
    assert!(again.already_received && again.id != received.id);
    assert_eq!(okafor.journal.received_list().unwrap().len(), 1);
    assert_eq!(okafor.journal.received_log().unwrap().len(), 2);
}

#[test]
fn a_page_belongs_to_a_group_by_its_session_whatever_it_is_called() {
    let (mut ines, mut okafor) = (Someone::new("Ines"), Someone::new("Dr Okafor"));
    let to = ines.knows(&mut okafor);
    // The group's name holds a name that is masked.
    let maya = PersonInput { name: "Maya".into(), alias: Some("M".into()), also: vec![] };
    ines.journal.person_save(None, &maya, now()).unwrap();
    ines.meets("Maya’s evening", "thu", "18:30");
    ines.brings("Asking");
    let share = ines.sends(to, "t");
    let received = okafor.journal.received_open(&share, now()).unwrap();
    assert_eq!(received.group.as_deref(), Some("M’s evening"));
    let thursday = okafor.meets("Group B, Thursdays", "thu", "18:30");
    okafor.meets("Group C", "fri", "18:30");
    let brief =
        |okafor: &Someone, group: &str| okafor.journal.received_brief(Some(group), now()).unwrap().len();
    assert_eq!(brief(&okafor, "group b, THURSDAYS"), 1);
    assert_eq!(brief(&okafor, &thursday.to_string()), 1);
    assert_eq!(brief(&okafor, "m’s evening"), 1);
    assert_eq!(brief(&okafor, "Group C"), 0);
    assert_eq!(brief(&okafor, "Group"), 0);
    // Another group of the reader's that meets at the same time has the page if it has the name.
    okafor.meets("M’s evening", "thu", "18:30");
    assert_eq!(brief(&okafor, "Group B, Thursdays"), 0);
    assert_eq!(brief(&okafor, "M’s evening"), 1);
}

impl Someone {
    fn party(&mut self) -> Party {
        card::read(&self.journal.my_card(None, now()).unwrap().unwrap().card).unwrap()
    }
}

/// Nobody shows that they hold the keys on their card.
#[test]
fn a_share_is_not_from_its_sender_to_somebody_whose_key_was_put_on_another_card() {
    let (mut ines, mut mallory, mut tam) =
        (Someone::new("Ines"), Someone::new("Mallory"), Someone::new("Tam"));
    let mixed = Party { sender_key: tam.party().sender_key, ..mallory.party() };
    let to = ines.journal.contact_add(&card::write(&mixed).unwrap(), now()).unwrap().id;
    let sealed = ines.sends(to, "for Mallory alone");
    // Mallory can open it, and seal it to Tam, for whose key the proof was made.
    let plain = mallory.journal.vault().keys().open_share(&sealed).unwrap().plain;
    let again = sotto_vault::seal(&[tam.party().recipient.parse().unwrap()], &plain).unwrap();
    tam.knows(&mut ines);
    let refused = Failure::from(tam.journal.received_open(&again, now()).err().unwrap());
    assert_eq!(refused.code, Code::ShareForged);
    assert!(tam.journal.received_list().unwrap().is_empty());
}

#[test]
fn a_card_with_one_key_of_another_card_is_refused() {
    let (mut ines, mut mallory, mut tam) =
        (Someone::new("Ines"), Someone::new("Mallory"), Someone::new("Tam"));
    ines.knows(&mut tam);
    let (own, tams) = (ines.party(), tam.party());
    for mixed in [
        Party { sender_key: tams.sender_key.clone(), ..mallory.party() },
        Party { recipient: tams.recipient.clone(), ..mallory.party() },
        Party { sender_key: own.sender_key.clone(), ..mallory.party() },
        Party { recipient: own.recipient.clone(), ..mallory.party() },
        Party { sender_key: own.sender_key, ..tams },
    ] {
        let refused = ines.journal.contact_add(&card::write(&mixed).unwrap(), now());
        assert_eq!(Failure::from(refused.err().unwrap()).code, Code::CardMixed);
    }
    assert_eq!(ines.journal.contact_list().unwrap().len(), 1);
    ines.knows(&mut mallory);
}

/// Everything that is sealed to such a key would fail, or be open to everybody.
#[test]
fn a_card_with_keys_that_no_program_makes_is_refused() {
    let (mut ines, mut mallory) = (Someone::new("Ines"), Someone::new("Mallory"));
    let zeros = "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z";
    let low = "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800";
    for card in [
        Party { recipient: zeros.to_owned(), ..mallory.party() },
        Party { sender_key: "0".repeat(64), ..mallory.party() },
        Party { sender_key: low.to_owned(), ..mallory.party() },
        Party { sender_key: "f".repeat(64), ..mallory.party() },
        // As long as a recipient, and none.
        Party { recipient: format!("age1{}", "q".repeat(58)), ..mallory.party() },
    ] {
        let refused = ines.journal.contact_add(&card::write(&card).unwrap(), now());
        assert_eq!(Failure::from(refused.err().unwrap()).code, Code::CardUnreadable, "{}", card.sender_key);
    }
    assert!(ines.journal.contact_list().unwrap().is_empty());
}

/// A page says "From Dr Okafor", and comes from somebody else whose words were compared.
#[test]
fn a_known_sender_cannot_bear_the_name_of_another_contact() {
    let (mut ines, mut mallory, mut okafor) =
        (Someone::new("Ines"), Someone::new("Mallory"), Someone::new("Dr Okafor"));
    ines.knows(&mut okafor);
    let known = ines.knows(&mut mallory);
    ines.journal.contact_confirm(known, now()).unwrap();
    let to = mallory.knows(&mut ines);
    for name in ["Dr Okafor", "DR OKAFOR", "Dr \u{41E}kafor"] {
        mallory.journal.my_card(Some(name), now()).unwrap();
        mallory.brings(name);
        let refused = ines.journal.received_open(&mallory.sends(to, name), now());
        assert_eq!(Failure::from(refused.err().unwrap()).code, Code::SenderNameOfAnother, "{name}");
    }
    mallory.journal.my_card(Some("Mal"), now()).unwrap();
    mallory.brings("Mal");
    assert_eq!(ines.journal.received_open(&mallory.sends(to, "Mal"), now()).unwrap().from, "Mallory");
}

#[test]
fn a_second_card_in_letters_that_look_alike_is_the_same_name_with_other_keys() {
    let (mut ines, mut okafor, mut mallory) =
        (Someone::new("Ines"), Someone::new("Dr Okafor"), Someone::new("Dr \u{41E}kafor"));
    ines.knows(&mut okafor);
    ines.knows(&mut mallory);
    let contacts = ines.journal.contact_list().unwrap();
    assert!(contacts.len() == 1 && contacts[0].changed && !contacts[0].verified);
}
