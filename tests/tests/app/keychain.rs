//! Unlocking with the system's keychain in the real app, on a bus of its own with a real GNOME Keyring:
//! turned on and off, gone, locked, silent, and not there at all.

use crate::PASSPHRASE;
use crate::walkthrough::unlock;
use sotto_tests::drive::keyring::{Keyring, Met};
use sotto_tests::drive::{App, Driven, Opening, drive};
use sotto_tests::person::Person;
use std::path::{Path, PathBuf};

const BUTTON: &str = "Unlock with the keychain";

pub async fn open(person: &Person, keyring: &Keyring) -> Driven<App> {
    App::open_as(person, Opening { env: keyring.env(), through: None }).await
}

/// Turned on in Settings, by someone who knows the passphrase.
pub async fn turn_on(app: &App) -> Driven {
    app.press("Settings").await?;
    app.press("Unlock with this computer's keychain...").await?;
    app.see("Whoever can use your account on this computer").await?;
    app.fill("Passphrase now", PASSPHRASE).await?;
    app.press("Turn the keychain on").await?;
    app.see("Opens without typing").await
}

/// A person with a page, whose keychain opens the journal.
fn turned_on(words: &str) -> (Person, Keyring) {
    let person = Person::with_vault(PASSPHRASE);
    let keyring = Keyring::start(&person).unwrap();
    drive(async {
        let app = open(&person, &keyring).await?;
        unlock(&app, PASSPHRASE).await?;
        app.type_here(words).await?;
        app.see("draft sealed").await?;
        turn_on(&app).await?;
        app.lock().await
    })
    .unwrap();
    (person, keyring)
}

/// The kinds of the vault's slots, and their ids.
fn slots(person: &Person, kind: &str) -> Vec<String> {
    let all = person.does(["slot", "list"]).lines;
    let wanted = all.iter().filter(|slot| slot["kind"] == kind);
    wanted.filter_map(|slot| slot["id"].as_str().map(str::to_owned)).collect()
}

#[test]
#[ignore = "opens windows"]
fn the_keychain_is_turned_on_opens_the_journal_and_is_turned_off() {
    let person = Person::with_vault(PASSPHRASE);
    let keyring = Keyring::start(&person).unwrap();
    drive(async {
        let app = open(&person, &keyring).await?;
        assert!(!app.has(BUTTON).await?);
        unlock(&app, PASSPHRASE).await?;
        app.type_here("The tide was out.").await?;
        app.see("draft sealed").await?;
        app.press("Settings").await?;
        app.press("Unlock with this computer's keychain...").await?;
        app.fill("Passphrase now", "not the passphrase").await?;
        app.press("Turn the keychain on").await?;
        app.see("That is not the passphrase").await?;
        assert!(keyring.items().is_empty(), "nothing is put there before");
        app.press("Cancel").await?;
        turn_on(&app).await?;
        app.lock().await
    })
    .unwrap();
    let device_slots = slots(&person, "device");
    let item = &keyring.items()[0];
    assert!(keyring.key().starts_with("AGE-SECRET-KEY-1"));
    assert!(item.contains(&format!("attribute.account = {}", device_slots[0])), "{item}");
    let vault = person.vault.display().to_string();
    assert!(!item.contains(&vault) && !item.contains("journal"), "it does not say what for: {item}");
    drive(async {
        let app = open(&person, &keyring).await?;
        app.press(BUTTON).await?;
        app.see("The tide was out").await?;
        app.press("Settings").await?;
        app.see("Opens without typing").await?;
        app.press("Turn off: This computer's keychain").await?;
        app.press("Turn the keychain off").await?;
        app.see("It no longer opens this journal").await?;
        app.lock().await
    })
    .unwrap();
    assert_eq!((slots(&person, "device").len(), slots(&person, "passphrase").len()), (0, 1));
    assert!(keyring.items().is_empty(), "{:?}", keyring.items());
    drive(async {
        let app = open(&person, &keyring).await?;
        unlock(&app, PASSPHRASE).await?;
        app.see("The tide was out").await?;
        assert!(!app.has(BUTTON).await?);
        app.lock().await
    })
    .unwrap();
}

#[test]
#[ignore = "opens windows"]
fn where_there_is_no_keychain_none_is_offered_and_the_passphrase_opens() {
    let person = Person::with_vault(PASSPHRASE);
    let nobody = Keyring::nobody(&person).unwrap();
    drive(async {
        let app = open(&person, &nobody).await?;
        unlock(&app, PASSPHRASE).await?;
        app.press("Settings").await?;
        app.see("offers no keychain that could guard a key").await?;
        assert!(!app.has("Unlock with this computer's keychain...").await?);
        app.lock().await
    })
    .unwrap();
    drop(nobody);
    // It was there when it was turned on, and is not any more.
    let (person, mut keyring) = turned_on("Sea glass.");
    keyring.leave().unwrap();
    drive(async {
        let app = open(&person, &keyring).await?;
        unlock(&app, PASSPHRASE).await?;
        app.see("Sea glass").await?;
        assert!(!app.has(BUTTON).await?);
        app.press("Settings").await?;
        app.press("Turn off: This computer's keychain").await?;
        app.press("Turn the keychain off").await?;
        app.see("Remove the entry \"Sotto\" there yourself").await?;
        app.lock().await
    })
    .unwrap();
    assert!(slots(&person, "device").is_empty());
    keyring.come(Met::Unlocked).unwrap();
    assert_eq!(keyring.items().len(), 1, "as the app showed");
}

#[test]
#[ignore = "opens windows"]
fn a_keychain_that_is_locked_silent_or_empty_is_told_and_the_passphrase_opens() {
    let (person, mut keyring) = turned_on("A long pier.");
    let shows = |keyring: &mut Keyring, met: Option<Met>, words: &str| {
        if let Some(met) = met {
            keyring.come(met).unwrap();
        }
        drive(async {
            let app = open(&person, keyring).await?;
            app.see(BUTTON).await?;
            if met.is_none() {
                keyring.fall_silent()?;
            }
            app.press(BUTTON).await?;
            app.see(words).await?;
            unlock(&app, PASSPHRASE).await?;
            app.see("A long pier").await?;
            keyring.wake()?;
            app.lock().await
        })
        .unwrap();
    };
    // The system asks for its password, and nobody answers.
    shows(&mut keyring, Some(Met::Locked), "The keychain stayed locked");
    shows(&mut keyring, None, "The keychain did not answer in time");
    keyring.come(Met::Unlocked).unwrap();
    keyring.clear();
    shows(&mut keyring, Some(Met::Unlocked), "The key is no longer in this computer's keychain");
    // As the words say: off and on again.
    drive(async {
        let app = open(&person, &keyring).await?;
        unlock(&app, PASSPHRASE).await?;
        app.press("Settings").await?;
        app.press("Turn off: This computer's keychain").await?;
        app.press("Turn the keychain off").await?;
        app.see("It no longer opens this journal").await?;
        turn_on(&app).await?;
        app.lock().await?;
        let app = open(&person, &keyring).await?;
        app.press(BUTTON).await?;
        app.see("A long pier").await?;
        app.lock().await
    })
    .unwrap();
    assert_eq!((slots(&person, "device").len(), keyring.items().len()), (1, 1));
}

#[test]
#[ignore = "opens windows"]
fn the_passphrase_is_asked_for_when_it_was_not_typed_for_long() {
    let (person, keyring) = turned_on("Wet stones.");
    let settings = find(person.folder(), "settings.json").unwrap();
    let slot = slots(&person, "device")[0].clone();
    let mut stored: serde_json::Value = serde_json::from_slice(&std::fs::read(&settings).unwrap()).unwrap();
    assert!(stored["keychain_slots"][&slot].is_string(), "{stored}");
    stored["keychain_slots"][&slot] = "2020-01-31".into();
    std::fs::write(&settings, stored.to_string()).unwrap();
    drive(async {
        let app = open(&person, &keyring).await?;
        app.see("more than two weeks since you typed your passphrase").await?;
        assert!(!app.has(BUTTON).await?);
        unlock(&app, PASSPHRASE).await?;
        app.lock().await?;
        let app = open(&person, &keyring).await?;
        app.press(BUTTON).await?;
        app.see("Wet stones").await?;
        app.lock().await
    })
    .unwrap();
}

#[test]
#[ignore = "opens windows"]
fn replacing_all_keys_takes_the_key_out_of_the_keychain() {
    let (person, keyring) = turned_on("Harbour lights.");
    let fresh = "another four plain words";
    drive(async {
        let app = open(&person, &keyring).await?;
        app.press(BUTTON).await?;
        app.see("Harbour lights").await?;
        app.press("Settings").await?;
        app.press("Replace all keys…").await?;
        app.see("The keychain of this computer, or of another one, no longer opens it").await?;
        app.fill("Passphrase now", PASSPHRASE).await?;
        app.fill("Passphrase", fresh).await?;
        app.fill("Passphrase again", fresh).await?;
        app.tick("Keep the sheet I have").await?;
        app.press("Replace all keys").await?;
        app.see("This computer's keychain no longer opens it").await?;
        assert!(
            !app.visible_text().await?.contains("other passphrase"),
            "there was only the one that was typed"
        );
        app.lock().await
    })
    .unwrap();
    assert!(slots(&person, "device").is_empty() && keyring.items().is_empty());
    drive(async {
        let app = open(&person, &keyring).await?;
        unlock(&app, fresh).await?;
        app.see("Harbour lights").await?;
        assert!(!app.has(BUTTON).await?);
        app.lock().await
    })
    .unwrap();
}

fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    let entries: Vec<PathBuf> = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).collect();
    let here = entries.iter().find(|path| path.ends_with(name)).cloned();
    here.or_else(|| entries.iter().filter(|path| path.is_dir()).find_map(|path| find(path, name)))
}
