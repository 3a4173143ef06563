//! Backups in the real app: what becomes of a journal that is destroyed, and of one that is older than
//! the one last seen here.

use std::path::{Path, PathBuf};

use crate::walkthrough::unlock;
use crate::{CANARY, PASSPHRASE, canary};
use serde_json::{Value, json};
use sotto_tests::drive::{App, desk, drive};
use sotto_tests::leak_scan::{files, in_folder};
use sotto_tests::person::Person;

/// The names in a folder.
pub fn in_it(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).unwrap();
    files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
}

/// The whole point of backups: the journal is destroyed on the disk, and one goes on writing.
#[test]
#[ignore = "opens windows"]
fn a_destroyed_journal_comes_back_from_a_backup() {
    let person = Person::with_vault(PASSPHRASE);
    person.does(["write", "--title", "Stored twice", CANARY]);
    let folder = person.path("backups");
    std::fs::create_dir(&folder).unwrap();
    let backups = || in_it(&folder);
    drive(async {
        let app = App::open(&person).await?;
        unlock(&app, PASSPHRASE).await?;
        app.press("Settings").await?;
        app.press("Choose a folder...").await?;
        app.see("1 backup").await?;
        app.see("opened and checked").await?;
        assert_eq!(backups().len(), 1, "{:?}", backups());
        app.press("Open the newest one").await?;
        app.see("all is well").await?;
        app.press("Save it sealed...").await?;
        app.see("1 reflection is in the file, sealed").await?;
        app.lock().await
    })
    .unwrap();
    let exported = std::fs::read(person.path("saved.sotto-share")).unwrap();
    assert!(exported.starts_with(b"age-encryption.org/v1"));
    let [backup] = backups().try_into().unwrap();
    assert_eq!(in_folder(person.folder(), &canary()), []);
    std::fs::write(&person.vault, b"no vault at all").unwrap();

    drive(async {
        let app = App::open(&person).await?;
        app.fill("Passphrase", PASSPHRASE).await?;
        app.press("Unlock").await?;
        app.see("is not a journal").await?;
        app.press("Restore a backup...").await?;
        app.press(&backup).await?;
        app.fill("Passphrase of the backup", "four plain words there").await?;
        app.press("Restore this backup").await?;
        app.see("That is not the passphrase").await?;
        assert_eq!(std::fs::read(&person.vault).unwrap(), b"no vault at all", "nothing was restored");
        app.fill("Passphrase of the backup", PASSPHRASE).await?;
        app.press("Restore this backup").await?;
        app.see("Your journal is restored").await?;
        app.see("journal-before-").await?;
        app.press("Go to the lock").await?;
        unlock(&app, PASSPHRASE).await?;
        app.press("Journal").await?;
        app.see("Stored twice").await?;
        app.lock().await
    })
    .unwrap();
    assert_eq!(person.does(["search", "kelpforest"]).lines.len(), 1);
    let replaced = std::fs::read_dir(person.folder()).unwrap().map(|entry| entry.unwrap().path());
    let replaced: Vec<PathBuf> =
        replaced.filter(|path| path.to_string_lossy().contains("journal-before-")).collect();
    assert_eq!(replaced.len(), 1, "{replaced:?}");
    assert_eq!(std::fs::read(&replaced[0]).unwrap(), b"no vault at all", "what was there is still there");
    assert_eq!(backups(), std::slice::from_ref(&backup), "the backup is as it was");

    // What is deleted goes from older backups too, when its person says so: also from those that would be
    // there for months.
    let then = chrono::Utc::now() - chrono::TimeDelta::days(40);
    person.does(["--now", &then.to_rfc3339(), "backup", "--folder", "backups"]);
    let before = backups();
    assert_eq!(before.len(), 2);
    drive(async {
        let app = App::open(&person).await?;
        unlock(&app, PASSPHRASE).await?;
        app.press("Journal").await?;
        app.press("Stored twice").await?;
        app.press("Delete this reflection").await?;
        app.tick("Also delete older backups").await?;
        app.press("Delete this reflection").await?;
        app.see("Deleted here, and older backups with it").await?;
        app.lock().await
    })
    .unwrap();
    let left = backups();
    assert!(left.len() == 1 && !before.contains(&left[0]), "a new one in place of the old: {left:?}");
}

#[test]
#[ignore = "opens windows"]
fn an_older_copy_opens_only_when_its_person_says_so() {
    let person = Person::with_vault(PASSPHRASE);
    person.does(["write", "--title", "In both", CANARY]);
    let older = std::fs::read(&person.vault).unwrap();
    person.does(["write", "--title", "Only in the newer", CANARY]);
    std::fs::write(&person.vault, older).unwrap();
    drive(async {
        let app = App::open(&person).await?;
        app.fill("Passphrase", PASSPHRASE).await?;
        app.press("Unlock").await?;
        app.see("older than the one last seen").await?;
        app.press("Open this older copy").await?;
        app.see("How are you?").await?;
        app.press("Journal").await?;
        app.see("In both").await?;
        app.close().await
    })
    .unwrap();
}

/// A folder was chosen once; from then on nobody has to think of it.
#[test]
#[ignore = "opens windows"]
fn what_is_due_is_done_by_itself_while_the_person_does_nothing() {
    let person = Person::with_vault(PASSPHRASE);
    let folder = person.path("backups");
    std::fs::create_dir(&folder).unwrap();
    // The first one was made forty days ago, and something was written since: a backup is due, and then a
    // rehearsal.
    let then = chrono::Utc::now() - chrono::TimeDelta::days(40);
    person.does(["--now", &then.to_rfc3339(), "backup", "--folder", "backups"]);
    let [old] = in_it(&folder).try_into().unwrap();
    person.does(["write", "--title", "Since then", CANARY]);
    let remembered = files(&person.path("home/state"));
    let remembered = remembered.iter().find(|file| file.parent().is_some_and(|f| f.ends_with("backups")));
    let remembered = remembered.expect("what is remembered of the backups").clone();
    let state = || -> Value { serde_json::from_slice(&std::fs::read(&remembered).unwrap()).unwrap() };
    assert_eq!(state()["last_rehearsal"], Value::Null);
    let settings = remembered.ancestors().nth(2).unwrap().join("settings.json");
    std::fs::write(settings, json!({ "backup_folder": folder }).to_string()).unwrap();
    drive(async {
        let app = App::open(&person).await?;
        unlock(&app, PASSPHRASE).await?;
        desk::until("a backup by itself", || (in_it(&folder).len() == 2).then_some(()))?;
        desk::until("a rehearsal by itself", || state()["last_rehearsal"].is_string().then_some(()))?;
        app.press("Settings").await?;
        app.see("2 backups").await?;
        app.see("as if to be restored: all is well").await?;
        app.lock().await
    })
    .unwrap();
    let new = in_it(&folder).into_iter().find(|name| *name != old).unwrap();
    person.does(["restore", &format!("backups/{new}"), "--to", "again.sotto"]);
    assert_eq!(state()["records"], 1);
}

#[test]
#[ignore = "opens windows"]
fn a_backup_and_a_check_say_how_far_they_are_and_can_be_stopped() {
    let person = Person::with_vault(PASSPHRASE);
    let folder = person.path("backups");
    std::fs::create_dir(&folder).unwrap();
    let page = "and more words ".repeat(150);
    let lines: String = (0..6_000)
        .map(|n| {
            json!({ "date": "2026-11-23T20:14:00", "title": n.to_string(), "body": page }).to_string() + "\n"
        })
        .collect();
    std::fs::write(person.path("all.jsonl"), lines).unwrap();
    person.does(["import", "jsonl", "all.jsonl"]);
    drive(async {
        let app = App::open(&person).await?;
        unlock(&app, PASSPHRASE).await?;
        app.press("Settings").await?;
        // The first is made as soon as there is a folder.
        app.press("Choose a folder...").await?;
        app.see("of 6,000 records").await?;
        app.press("Cancel").await?;
        app.see("Stopped, as you asked").await?;
        app.see("None in this folder yet").await?;
        assert_eq!(in_it(&folder), Vec::<String>::new());
        app.press("Check everything").await?;
        app.see("of 6,000 records").await?;
        app.press("Cancel").await?;
        app.see("Stopped, as you asked").await?;
        app.press("Back up now").await?;
        app.see("1 backup").await?;
        app.lock().await
    })
    .unwrap();
    assert_eq!(in_it(&folder).len(), 1);
    assert_eq!(person.does(["verify"]).one()["records"], 6_000);
}
