//! Nothing that was written lies on the disk: not while the app runs, not after locking, and not
//! after it was killed or crashed, whatever the person did in it.

use crate::PASSPHRASE;
use crate::backups::in_it;
use crate::keys::{read_back, words_of_the_sheet};
use crate::walkthrough::unlock;
use serde_json::json;
use sotto_tests::drive::{App, Driven, drive};
use sotto_tests::leak_scan::{Leak, Secret, files, in_folder};
use sotto_tests::person::{Person, end};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// One word for each thing that can be typed, and where it is typed.
const WORDS: [&str; 13] = [
    "zanderl\u{ed}cht",   // the page
    "quittenm\u{f3}nd",   // its title
    "wistf\u{fc}ller",    // a feeling
    "kelpf\u{f3}rest",    // a tag
    "p\u{e4}rsimon",      // the search field
    "wedn\u{eb}sdayring", // a group
    "ph\u{ed}lippa",      // a person
    "somebod\u{fd}else",  // what to say instead
    "l\u{e1}mpedusa",     // something to bring
    "m\u{f8}rketid",      // its text
    "h\u{e5}ndskrift",    // a note left while locked
    "sk\u{fd}riting",     // a name on a card
    "dr\u{e6}ftword",     // a draft that is never finished
];

fn secrets() -> Vec<Secret> {
    WORDS.iter().map(|word| Secret::word(word)).collect()
}

/// Everything the app could have written: the person's folders, which are all that its environment names, and
/// where programs and the system leave things all the same.
fn everywhere(person: &Person, secrets: &[Secret]) -> Vec<Leak> {
    let others = ["/dev/shm", "/var/tmp", "/var/crash", "/var/lib/systemd/coredump"];
    let mut found: Vec<Leak> =
        others.iter().flat_map(|folder| in_folder(Path::new(folder), secrets)).collect();
    found.extend(in_folder(person.folder(), secrets));
    found
}

/// A note while locked, then everything that an open journal takes.
async fn use_everything(app: &App) -> Driven {
    app.press("Write").await?;
    app.fill("Your note", WORDS[10]).await?;
    app.press("Seal this note").await?;
    app.see("Sealed. You will find it after unlocking.").await?;
    unlock(app, PASSPHRASE).await?;
    app.press("Make it a reflection").await?;
    app.see("It is in your journal now").await?;
    app.put_cursor_in("Your page").await?;
    app.type_here(&format!("{} and more", WORDS[0])).await?;
    app.fill("Title", WORDS[1]).await?;
    app.press("Add a feeling").await?;
    app.type_into("Add a feeling", &format!("{}\n", WORDS[2])).await?;
    app.press("Add a tag").await?;
    app.type_into("Add a tag", &format!("{}\n", WORDS[3])).await?;
    app.see("draft sealed").await?;
    app.press("Group").await?;
    app.press("Add a group").await?;
    app.fill("Name of the group", WORDS[5]).await?;
    app.press("Save").await?;
    app.see("is saved").await?;
    app.press("Add a person").await?;
    app.fill("Name, as you write it", WORDS[6]).await?;
    app.fill("What to say instead", WORDS[7]).await?;
    app.press("Save").await?;
    app.see("is on the list").await?;
    app.press("Prepare").await?;
    app.press("Write something new").await?;
    app.fill("In a few words", WORDS[8]).await?;
    app.fill("The passage, or what you want to say", &format!("{} {}", WORDS[9], WORDS[6])).await?;
    app.press("Keep this").await?;
    app.see(WORDS[8]).await?;
    app.press("Share").await?;
    app.press("Contacts").await?;
    app.fill("Name on your card", WORDS[11]).await?;
    app.press("Make my card").await?;
    app.see("Your card, as text").await?;
    app.press("Choose and seal").await?;
    app.tick("Dr Okafor").await?;
    app.tick("What I'll bring").await?;
    let page = app.page().await?;
    if !page.contains(WORDS[9]) || page.contains(WORDS[6]) {
        return Err(format!("the page that would leave:\n{page}"));
    }
    app.press("Journal").await?;
    app.fill("Search", WORDS[4]).await?;
    app.fill("Search", WORDS[0]).await?;
    app.see(WORDS[1]).await?;
    app.press("Today").await?;
    app.put_cursor_in("Your page").await?;
    app.type_here(&format!(" {} ", WORDS[12])).await?;
    app.see("draft sealed").await
}

#[test]
#[ignore = "opens windows"]
fn nothing_that_was_written_lies_on_the_disk_however_the_app_ends() {
    let person = Person::with_vault(PASSPHRASE);
    let okafor = Person::with_vault("harbour button evening clock");
    std::fs::write(
        person.path("okafor.card"),
        okafor.does(["contact", "mine", "--name", "Dr Okafor"]).text("card"),
    )
    .unwrap();
    person.does(["contact", "add", "okafor.card"]);
    let secrets = secrets();
    drive(async {
        let app = App::open(&person).await?;
        use_everything(&app).await?;
        assert_eq!(everywhere(&person, &secrets), [], "while it runs");
        app.kill().await
    })
    .unwrap();
    assert_eq!(everywhere(&person, &secrets), [], "after it was killed");
    for crash in ["SEGV", "ABRT"] {
        drive(async {
            let app = App::open(&person).await?;
            unlock(&app, PASSPHRASE).await?;
            app.see(WORDS[12]).await?;
            app.signal(crash)?;
            // Rust hands the first SIGSEGV on, to the fault that caused it; from outside there is none.
            tokio::time::sleep(Duration::from_millis(300)).await;
            let _ = app.signal(crash);
            app.ended().await
        })
        .unwrap();
        assert_eq!(everywhere(&person, &secrets), [], "after a crash ({crash})");
        assert_eq!(dumps(&person), Vec::<PathBuf>::new(), "no dump after a crash ({crash})");
    }
    drive(async {
        let app = App::open(&person).await?;
        unlock(&app, PASSPHRASE).await?;
        app.see(WORDS[12]).await?;
        app.lock().await
    })
    .unwrap();
    assert_eq!(everywhere(&person, &secrets), [], "after it was locked");
    assert_eq!(person.does(["search", WORDS[12]]).lines.len(), 1, "and all of it is in the journal");
    let looked_at = files(person.folder()).len();
    let forms: usize = secrets.iter().map(Secret::forms).sum();
    println!("{looked_at} files in the person's folders, {} words in {forms} forms: 0 found", WORDS.len());
    assert!(looked_at > 10, "the web view's own folders are among them");
    // The same look finds a word that does lie there.
    std::fs::write(person.path("home/cache/left"), WORDS[0]).unwrap();
    assert_eq!(everywhere(&person, &secrets).len(), 1);
}

/// Dumps of memory, where they would be put: beside the program's own folder, or its home.
fn dumps(person: &Person) -> Vec<PathBuf> {
    let mut all = files(person.folder());
    let here = std::fs::read_dir(".").into_iter().flatten().flatten().map(|entry| entry.path());
    all.extend(here.filter(|path| path.is_file()));
    let is_dump =
        |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("core"));
    all.into_iter().filter(is_dump).collect()
}

/// What is typed and shown while keys are made and changed.
const FRESH: &str = "kestrelm\u{f6}ss and three more words";
/// Comes in from a file outside, leaves in sealed ones, and comes back from a backup.
const IMPORTED: &str = "lindenbl\u{fc}tig";

/// Backups, an export, a new sheet saved as a PDF, new keys: whatever makes a file of the journal.
async fn make_every_file(app: &App, person: &Person) -> Driven<Vec<Secret>> {
    unlock(app, PASSPHRASE).await?;
    app.press("Settings").await?;
    app.press("Choose a folder...").await?;
    app.see("1 backup").await?;
    app.press("Open the newest one").await?;
    app.see("all is well").await?;
    app.press("Save it sealed...").await?;
    app.see("1 reflection is in the file, sealed").await?;
    std::fs::rename(person.path("saved.sotto-share"), person.path("all.age")).map_err(|e| e.to_string())?;
    app.press("Make a new recovery sheet...").await?;
    app.fill("Passphrase now", PASSPHRASE).await?;
    app.press("Show the new sheet").await?;
    app.see("AGE-SECRET-KEY-1").await?;
    let sheet = app.visible_text().await?;
    let line = sheet.split_whitespace().find(|word| word.starts_with("AGE-SECRET-KEY-1"));
    let line = line.ok_or("no line on the sheet")?.to_owned();
    let words = words_of_the_sheet(app).await?;
    app.press("Save as PDF...").await?;
    app.see("Saved as").await?;
    // The one file that holds the key, because its person asked for it; the app asked them to delete it.
    std::fs::remove_file(person.path("saved.sotto-share")).map_err(|e| e.to_string())?;
    app.press("I have it on paper").await?;
    read_back(app, &words).await?;
    app.press("Use this sheet from now on").await?;
    app.see("Ways to unlock").await?;
    app.press("Replace all keys...").await?;
    app.fill("Passphrase now", PASSPHRASE).await?;
    app.fill("Passphrase", FRESH).await?;
    app.fill("Passphrase again", FRESH).await?;
    app.tick("Keep the sheet I have").await?;
    app.press("Replace all keys").await?;
    app.see("All keys are replaced").await?;
    app.press("Back to settings").await?;
    // The last one of a day is the one that stays.
    app.press("Back up now").await?;
    app.see("Backed up and checked: 1 record").await?;
    Ok(vec![Secret::word(FRESH), Secret::word(IMPORTED), Secret::word(&line), Secret::word(&words.join(" "))])
}

#[test]
#[ignore = "opens windows"]
fn nothing_is_left_by_what_makes_files_of_the_journal() {
    let person = Person::with_vault(PASSPHRASE);
    std::fs::create_dir(person.path("backups")).unwrap();
    // What comes in lies where its person put it, outside of all that is looked at.
    let outside = tempfile::tempdir().unwrap();
    let file = outside.path().join("all.jsonl");
    let body = format!("a walk under the {IMPORTED}");
    std::fs::write(&file, json!({ "date": "2026-11-23T20:14:00", "body": body }).to_string()).unwrap();
    person.does(["import", "jsonl", &file.display().to_string()]);
    assert_eq!(everywhere(&person, &[Secret::word(IMPORTED)]), [], "after the import");
    let secrets = drive(async {
        let app = App::open(&person).await?;
        let secrets = make_every_file(&app, &person).await?;
        assert_eq!(everywhere(&person, &secrets), [], "while it runs");
        app.lock().await?;
        Ok(secrets)
    })
    .unwrap();
    assert_eq!(everywhere(&person, &secrets), [], "after it was locked");

    // The way back, from a backup that only the new passphrase opens.
    let [backup] = in_it(&person.path("backups")).try_into().unwrap();
    drive(async {
        let app = App::open(&person).await?;
        app.press("Restore a backup...").await?;
        app.press(&backup).await?;
        app.fill("Passphrase of the backup", FRESH).await?;
        app.press("Restore this backup").await?;
        app.see("Your journal is restored").await?;
        assert_eq!(everywhere(&person, &secrets), [], "after restoring");
        app.press("Go to the lock").await?;
        unlock(&app, FRESH).await?;
        app.press("Journal").await?;
        app.see(IMPORTED).await?;
        app.kill().await
    })
    .unwrap();
    assert_eq!(everywhere(&person, &secrets), [], "after it was killed");
    let forms: usize = secrets.iter().map(Secret::forms).sum();
    println!("{} files, 4 secrets in {forms} forms: 0 found", files(person.folder()).len());
    // All of it is there, and the same look finds a passphrase that does lie there.
    std::fs::write(person.path("fresh.txt"), format!("{FRESH}\n")).unwrap();
    let found = end(&mut person.bare(["--passphrase-file", "fresh.txt", "search", IMPORTED]), b"");
    assert_eq!((found.status, found.lines.len()), (0, 1), "{}", found.error);
    assert_eq!(everywhere(&person, &secrets).len(), 1);
}
