//! The system locks its screen, goes to sleep or ends the session: the journal locks or closes, and
//! keeps what was typed in the moment before.

use crate::PASSPHRASE;
use crate::walkthrough::unlock;
use sotto_tests::drive::bus::Desktop;
use sotto_tests::drive::{App, Driven, Opening, desk, drive};
use sotto_tests::person::Person;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Opens the app on private buses, unlocked, with a word in the page that is not saved yet.
async fn writing(person: &Person, desktop: &Desktop, word: &str) -> Driven<App> {
    let opening = Opening { env: desktop.buses.clone(), through: None };
    let app = App::open_as(person, opening).await?;
    unlock(&app, PASSPHRASE).await?;
    app.type_here(&format!(" {word} ")).await?;
    Ok(app)
}

/// A page of the same day goes on where it was left.
fn assert_stored(person: &Person, word: &str) {
    let found = person.does(["search", word]).lines.len();
    assert_eq!(found, 1, "\"{word}\" is stored: {}", person.does(["list"]).output);
}

#[test]
#[ignore = "opens windows"]
fn a_locked_screen_locks_the_journal_and_another_persons_does_not() {
    let person = Person::with_vault(PASSPHRASE);
    let mut desktop = Desktop::start().unwrap();
    for (signal, word) in
        [("lock", "wordsession"), ("gnome screen saver", "wordgnome"), ("screen saver", "wordsaver")]
    {
        drive(async {
            let app = writing(&person, &desktop, word).await?;
            desktop.does("lock of somebody else")?;
            desktop.does("screen saver off")?;
            app.see("draft sealed").await?;
            app.type_here("and more ").await?;
            desktop.does(signal)?;
            app.replaced().await.map(drop)
        })
        .unwrap();
        assert_stored(&person, word);
        assert_eq!(person.does(["search", &format!("\"{word} and more\"")]).lines.len(), 1);
    }
}

/// A disk of four megabytes. Needs the rights of an administrator.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn at(path: PathBuf) -> Option<Self> {
        std::fs::create_dir(&path).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"]).arg(&path).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success()).then_some(Self(path))
    }

    fn fill(&self) {
        use std::io::Write;
        let mut file = std::fs::File::create(self.0.join("filler")).unwrap();
        while file.write_all(&[1; 4096]).is_ok() {}
    }

    fn make_room(&self) {
        std::fs::remove_file(self.0.join("filler")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
#[ignore = "opens windows"]
fn a_full_disk_does_not_keep_the_journal_open_and_the_last_words_are_back() {
    let mut person = Person::new(PASSPHRASE);
    let Some(disk) = SmallDisk::at(person.path("disk")) else {
        println!("left out: only an administrator may mount a small disk");
        return;
    };
    person.vault = person.path("disk/journal.sotto");
    person.init();
    let mut desktop = Desktop::start().unwrap();
    let took = drive(async {
        let app = writing(&person, &desktop, "wordroom").await?;
        app.see("draft sealed").await?;
        disk.fill();
        app.type_here("wordfull ").await?;
        desktop.does("lock")?;
        let began = Instant::now();
        let locked = app.replaced().await?;
        let took = began.elapsed();
        drop(locked);
        disk.make_room();
        let app = App::open(&person).await?;
        unlock(&app, PASSPHRASE).await?;
        app.see("wordroom wordfull").await?;
        app.lock().await?;
        Ok(took)
    })
    .unwrap();
    println!("locked within {took:?} over a full disk");
    assert_stored(&person, "\"wordroom wordfull\"");
}

#[test]
#[ignore = "opens windows"]
fn where_nothing_takes_the_last_words_the_page_is_covered_and_locks_as_soon_as_the_disk_does() {
    let mut person = Person::new(PASSPHRASE);
    let Some(disk) = SmallDisk::at(person.path("disk")) else {
        println!("left out: only an administrator may mount a small disk");
        return;
    };
    person.vault = person.path("disk/journal.sotto");
    person.init();
    for folder in ["home/state/sotto", "home/run/sotto"] {
        std::fs::create_dir_all(person.path(folder)).unwrap();
        std::fs::write(person.path(folder).join("aside"), b"no folder").unwrap();
    }
    let mut desktop = Desktop::start().unwrap();
    drive(async {
        let app = writing(&person, &desktop, "wordroom").await?;
        app.see("draft sealed").await?;
        disk.fill();
        app.type_here("wordfull ").await?;
        desktop.does("lock")?;
        app.see("Your journal is covered").await?;
        let covered = app.visible_text().await?;
        assert!(
            !["wordroom", "wordfull", "sealed again"].iter().any(|one| covered.contains(one)),
            "{covered}"
        );
        assert!(!app.has_exactly("Today").await? && !app.has("Your page").await?);
        app.fill("Passphrase", "four plain words there").await?;
        app.press("Show my journal").await?;
        app.see("That is not the passphrase").await?;
        app.fill("Passphrase", PASSPHRASE).await?;
        app.press("Show my journal").await?;
        app.see("wordroom wordfull").await?;
        desktop.does("lock")?;
        app.see("Your journal is covered").await?;
        disk.make_room();
        app.replaced().await.map(drop)
    })
    .unwrap();
    assert_stored(&person, "\"wordroom wordfull\"");
}

#[test]
#[ignore = "opens windows"]
fn sleep_waits_until_the_journal_is_locked() {
    let person = Person::with_vault(PASSPHRASE);
    let mut desktop = Desktop::start().unwrap();
    drive(async {
        let app = writing(&person, &desktop, "wordsleep").await?;
        assert!(desktop.sleep_is_held()?, "the app holds sleep back");
        desktop.does("sleep")?;
        let locked = app.replaced().await?;
        assert_stored(&person, "wordsleep");
        // What came in its place has nothing to lock: it lets go at once, and holds again on waking.
        desk::until("sleep held by the new process", || desktop.sleep_is_held().ok()?.then_some(()))?;
        desktop.does("sleep")?;
        desk::until("sleep let go", || (!desktop.sleep_is_held().ok()?).then_some(()))?;
        desktop.does("wake")?;
        desk::until("sleep held again", || desktop.sleep_is_held().ok()?.then_some(()))?;
        drop(locked);
        Ok(())
    })
    .unwrap();
}

#[test]
#[ignore = "opens windows"]
fn ending_the_session_seals_what_was_typed() {
    let person = Person::with_vault(PASSPHRASE);
    for (signal, word) in [("TERM", "wordterm"), ("HUP", "wordhup")] {
        drive(async {
            let app = App::open(&person).await?;
            unlock(&app, PASSPHRASE).await?;
            app.type_here(&format!(" {word} ")).await?;
            app.signal(signal)?;
            app.ended().await
        })
        .unwrap();
        assert_stored(&person, word);
    }
}
