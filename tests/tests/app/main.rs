//! The real app, driven by the names a person sees. Needs a display and `WebKitWebDriver`,
//! so these run only when asked for: `cargo xtask test` does.
//!
//! Here: what a person does in it. In the modules: what the system does to it, and what it leaves.

use sotto_tests::drive::walkthrough::{self, PASSAGE, Stage, unlock, walk_through};
use sotto_tests::drive::{App, Driven, drive};
use sotto_tests::leak_scan::{Secret, in_folder};
use sotto_tests::person::{Person, end};

mod backups;
mod clipboard;
mod disk;
mod idle;
mod keychain;
mod keys;
mod keystrokes;
mod ordinary;
mod second_start;
mod silence;
mod system_lock;

pub const PASSPHRASE: &str = "four plain words here";

fn quiet(_: &str) {}

/// Words of one's own that stand nowhere else in the program.
const CANARY: &str = "zanderlicht under the kelpforest";

/// Both of its words, which must be nowhere on the disk.
fn canary() -> [Secret; 2] {
    [Secret::word("zanderlicht"), Secret::word("kelpforest")]
}

#[test]
#[ignore = "opens windows"]
fn a_page_goes_the_whole_way_from_one_app_to_the_other() {
    let ines = Person::with_vault("lantern moss quarry violet");
    let okafor = Person::with_vault("harbour button evening clock");
    ines.does([
        "group",
        "add",
        "Thursday circle",
        "--weekday",
        "thu",
        "--time",
        "18:30",
        "--zone",
        "Europe/London",
    ]);
    ines.does(["person", "add", "Maya", "--alias", "someone in the group"]);
    let stage = Stage { pictures: None, say: quiet };
    let shared = drive(walk_through(&ines, &okafor, &stage)).unwrap();
    assert_eq!(shared.words.len(), 10);
    assert_eq!(shared.words, shared.therapists_words);
    assert!(shared.page.contains("someone in the group"), "{}", shared.page);
    assert!(shared.received.contains("Ines") && shared.received.contains("verified"), "{}", shared.received);

    // What the programs say afterwards is what the apps showed.
    assert!(ines.does(["search", "\"knew that silence\""]).one()["title"] == "What I want to say");
    let brought = ines.does(["bring", "list"]);
    assert_eq!(brought.text("title"), "That happened to me too");
    let left = ines.does(["share", "record"]);
    let received = okafor.does(["received", "list"]);
    assert_eq!(received.text("sha256"), left.text("sha256"));
    assert_eq!(received.one()["verified"], true);
    let sealed = std::fs::read(&shared.file).unwrap();
    assert!(!sealed.windows(4).any(|part| part == b"Maya"));
    assert!(!shared.page.contains(PASSAGE), "the passage leaves without the name in it");
}

#[test]
#[ignore = "opens windows"]
fn a_journal_is_made_and_its_sheet_opens_it() {
    let person = Person::new(PASSPHRASE);
    let line = drive(async {
        let app = App::open(&person).await?;
        app.press("Make my journal").await?;
        app.fill("Passphrase", "abc").await?;
        app.see("easy to guess").await?;
        app.fill("Passphrase", PASSPHRASE).await?;
        app.fill("Passphrase again", "another").await?;
        app.press("Next").await?;
        app.see("The two do not match yet").await?;
        app.fill("Passphrase again", PASSPHRASE).await?;
        app.press("Next").await?;
        app.see("AGE-SECRET-KEY-1").await?;
        let sheet = app.visible_text().await?;
        let line = sheet
            .split_whitespace()
            .find(|word| word.starts_with("AGE-SECRET-KEY-1"))
            .unwrap_or_default()
            .to_owned();
        let words = app
            .run("return [...document.querySelectorAll('ol li')].map((one) => one.innerText)", vec![])
            .await?;
        let words: Vec<String> = (words.as_array().into_iter().flatten())
            .filter_map(|word| {
                Some(
                    word.as_str()?
                        .trim_start_matches(|letter: char| !letter.is_alphabetic())
                        .trim()
                        .to_owned(),
                )
            })
            .collect();
        app.press("I have it on paper").await?;
        app.see("Read three words back").await?;
        // First from memory, wrong: nothing is made.
        let positions: Vec<usize> = (1..=24).collect();
        let mut asked = Vec::new();
        for position in positions {
            if app.has_exactly(&format!("Word {position}")).await? {
                asked.push(position);
            }
        }
        assert_eq!(asked.len(), 3);
        for position in &asked {
            app.fill(&format!("Word {position}"), "zebra").await?;
        }
        app.press("Make my journal").await?;
        app.see("not the words on the sheet").await?;
        for position in &asked {
            app.fill(&format!("Word {position}"), &words[position - 1]).await?;
        }
        app.press("Make my journal").await?;
        app.see("How are you?").await?;
        app.type_here("The first page.").await?;
        app.see("draft sealed").await?;
        app.lock().await?;
        Ok(line)
    })
    .unwrap();
    std::fs::write(person.path("line.txt"), format!("{line}\n")).unwrap();
    let list = end(&mut person.bare(["--recovery-file", "line.txt", "search", "first"]), b"");
    assert_eq!((list.status, list.lines.len()), (0, 1), "{}", list.error);
    drive(async {
        let app = App::open(&person).await?;
        app.press("Use my recovery sheet instead").await?;
        app.fill("Recovery sheet", &line).await?;
        app.press("Unlock").await?;
        app.see("The first page").await?;
        app.lock().await
    })
    .unwrap();
}

#[test]
#[ignore = "opens windows"]
fn what_does_not_open_says_why_and_help_is_there_all_the_same() {
    let person = Person::with_vault(PASSPHRASE);
    drive(async {
        let app = App::open(&person).await?;
        app.press("Unlock").await?;
        app.see("No passphrase was typed").await?;
        app.fill("Passphrase", "four plain words there").await?;
        app.press("Unlock").await?;
        app.see("That is not the passphrase").await?;
        app.press("Help now").await?;
        app.see("Country").await?;
        app.choose("Country", "United Kingdom").await?;
        app.see("999").await?;
        app.press("Back").await?;
        unlock(&app, PASSPHRASE).await?;
        app.close().await
    })
    .unwrap();
    std::fs::write(&person.vault, b"no vault at all").unwrap();
    drive(async {
        let app = App::open(&person).await?;
        app.fill("Passphrase", PASSPHRASE).await?;
        app.press("Unlock").await?;
        app.see("is not a journal").await?;
        app.close().await
    })
    .unwrap();
    assert_eq!(std::fs::read(&person.vault).unwrap(), b"no vault at all", "it is left as it was");
}

#[test]
#[ignore = "opens windows"]
fn what_was_written_outlives_a_killed_app_and_leaves_no_trace() {
    let person = Person::with_vault(PASSPHRASE);
    drive(async {
        let app = App::open(&person).await?;
        unlock(&app, PASSPHRASE).await?;
        app.type_here(CANARY).await?;
        app.see("draft sealed").await?;
        assert_eq!(person.is_refused(6, ["list"]).code, "vault_in_use", "one at a time");
        app.kill().await
    })
    .unwrap();
    assert_eq!(in_folder(person.folder(), &canary()), []);
    drive(async {
        let app = App::open(&person).await?;
        unlock(&app, PASSPHRASE).await?;
        app.see(CANARY).await?;
        app.lock().await
    })
    .unwrap();
    assert_eq!(person.does(["search", "zanderlicht"]).lines.len(), 1, "locking made it a reflection");
    assert_eq!(in_folder(person.folder(), &canary()), []);
}

#[test]
#[ignore = "opens windows"]
fn a_note_left_while_locked_waits_for_its_person() {
    let person = Person::with_vault(PASSPHRASE);
    drive(async {
        let app = App::open(&person).await?;
        app.press("Write").await?;
        app.fill("Your note", CANARY).await?;
        app.press("Seal this note").await?;
        app.see("Sealed. You will find it after unlocking.").await?;
        unlock(&app, PASSPHRASE).await?;
        app.see("Left while locked").await?;
        app.see(CANARY).await?;
        app.press("Make it a reflection").await?;
        app.see("It is in your journal now").await?;
        app.lock().await
    })
    .unwrap();
    assert_eq!(person.does(["search", "kelpforest"]).lines.len(), 1);
    assert_eq!(in_folder(person.folder(), &canary()), []);
}

/// A page from someone else is only ever looked at: no script in it runs, and nothing is fetched.
#[test]
#[ignore = "opens windows"]
fn a_shared_page_is_shown_without_scripts() {
    let (ines, okafor) = (
        Person::with_vault("lantern moss quarry violet"),
        Person::with_vault("harbour button evening clock"),
    );
    let card = okafor.does(["contact", "mine", "--name", "Dr Okafor"]).text("card");
    std::fs::write(ines.path("a.card"), card).unwrap();
    ines.does(["contact", "mine", "--name", "Ines"]);
    ines.does(["contact", "add", "a.card"]);
    let hostile = "<script>parent.document.title='ran'</script><img src=x onerror=\"parent.document.title='ran'\"> kept as text";
    ines.does(["bring", "add", "--title", "Markup", "--text", hostile]);
    ines.does(["share", "seal", "--to", "Dr Okafor", "--bring", "--out", "s.age"]);
    std::fs::copy(ines.path("s.age"), okafor.path("to-open")).unwrap();
    let shown: Driven<(String, String)> = drive(async {
        let app = App::open(&okafor).await?;
        unlock(&app, &okafor.passphrase).await?;
        app.press("Received").await?;
        app.press("Open shared files...").await?;
        app.see("Ines").await?;
        if !app.has("Close").await? {
            app.press("See the page").await?;
        }
        let page = app.page().await?;
        let title = app.run("return document.title", vec![]).await?.to_string();
        app.close().await?;
        Ok((page, title))
    });
    let (page, title) = shown.unwrap();
    assert!(page.contains("<script>") && page.contains("kept as text"), "it stands there as text: {page}");
    assert!(!title.contains("ran"));
}
