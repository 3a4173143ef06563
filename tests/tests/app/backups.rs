//! Backups in the real app: what becomes of a journal that is destroyed, and of one that is older than
//! the one last seen here.

use std::path::PathBuf;

use crate::way::unlock;
use crate::{CANARY, PASSPHRASE, canary};
use sotto_tests::drive::{App, drive};
use sotto_tests::person::Person;
use sotto_tests::traces::in_folder;

/// The whole point of backups: the journal is destroyed on the disk, and one goes on writing.
#[test]
#[ignore = "opens windows"]
fn a_destroyed_journal_comes_back_from_a_backup() {
    let person = Person::with_vault(PASSPHRASE);
    person.does(["write", "--title", "Kept twice", CANARY]);
    let folder = person.path("backups");
    std::fs::create_dir(&folder).unwrap();
    let backups = || -> Vec<String> {
        let files = std::fs::read_dir(&folder).unwrap();
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
    };
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
        app.see("Kept twice").await?;
        app.lock().await
    })
    .unwrap();
    assert_eq!(person.does(["search", "kelpforest"]).lines.len(), 1);
    let kept = std::fs::read_dir(person.folder()).unwrap().map(|entry| entry.unwrap().path());
    let kept: Vec<PathBuf> = kept.filter(|path| path.to_string_lossy().contains("journal-before-")).collect();
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(std::fs::read(&kept[0]).unwrap(), b"no vault at all", "what was there is kept");
    assert_eq!(backups(), std::slice::from_ref(&backup), "the backup is as it was");

    // What is deleted goes from older backups too, when its person says so.
    drive(async {
        let app = App::open(&person).await?;
        unlock(&app, PASSPHRASE).await?;
        app.press("Journal").await?;
        app.press("Kept twice").await?;
        app.press("Delete this reflection").await?;
        app.tick("Also delete older backups").await?;
        app.press("Delete this reflection").await?;
        app.see("Deleted here, and older backups with it").await?;
        app.lock().await
    })
    .unwrap();
    let left = backups();
    assert!(left.len() == 1 && left != [backup], "a new one in place of the old: {left:?}");
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
