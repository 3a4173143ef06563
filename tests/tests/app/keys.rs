//! A damaged journal in the real app, and the keys that open one: replaced, and written on a new sheet.

use sotto_tests::drive::walkthrough::unlock;
use sotto_tests::drive::{App, Driven, drive};
use sotto_tests::person::{Person, end};
use std::process::Command;

use crate::PASSPHRASE;

/// The passphrase is typed, the journal is damaged, and what is undamaged is asked for.
async fn read_what_is_undamaged(app: &App) -> Driven {
    app.fill("Passphrase", PASSPHRASE).await?;
    app.press("Unlock").await?;
    app.see("Part of the journal file is damaged").await?;
    app.press("Read what is undamaged").await?;
    app.see("You are reading what is undamaged").await
}

#[test]
#[ignore = "opens windows"]
fn what_is_undamaged_of_a_damaged_journal_is_read_and_saved_and_the_file_stays_as_it_is() {
    let ines = Person::with_vault(PASSPHRASE);
    for n in 1..=12 {
        ines.does(["write", "--title", &format!("Evening {n}"), &"and more words ".repeat(250)]);
    }
    let mut bytes = std::fs::read(&ines.vault).unwrap();
    // The header of the file, and its last page.
    bytes[..100].fill(0);
    let last = bytes.len() - 16_384;
    bytes[last..].fill(0xFF);
    std::fs::write(&ines.vault, &bytes).unwrap();
    let list = ines.does(["--read-only", "list", "--limit", "100"]).lines;
    assert!(!list.is_empty() && list.len() <= 12, "{}", list.len());
    let title = list[0]["title"].as_str().unwrap().to_owned();
    drive(async {
        let app = App::open(&ines).await?;
        read_what_is_undamaged(&app).await?;
        app.see(&title).await?;
        // Every place says it, and none takes a word.
        app.press("Today").await?;
        app.see("This journal can only be read").await?;
        app.see("You are reading what is undamaged").await?;
        app.press("Prepare").await?;
        app.press("Write something new").await?;
        app.fill("In a few words", "Leaving on time").await?;
        app.press("Keep this").await?;
        app.see("open for reading only").await?;
        app.see("Leaving on time").await?;
        app.press("Save what is undamaged…").await?;
        app.see("opened again and found whole").await?;
        app.see(&ines.vault.display().to_string()).await?;
        app.close().await
    })
    .unwrap();
    assert!(std::fs::read(&ines.vault).unwrap() == bytes, "nothing was written to the damaged file");

    let mut again = Person::new(PASSPHRASE);
    again.vault = ines.path("saved.sotto-share");
    let saved = again.does(["list", "--limit", "100"]).lines;
    let titles = |lines: &[serde_json::Value]| -> Vec<String> {
        lines.iter().map(|line| line["title"].to_string()).collect()
    };
    assert_eq!(titles(&saved), titles(&list));
    again.does(["verify"]);
    drive(async {
        let app = App::open(&again).await?;
        unlock(&app, PASSPHRASE).await?;
        app.type_here("Going on in the saved one.").await?;
        app.see("draft sealed").await?;
        app.lock().await
    })
    .unwrap();
}

#[test]
#[ignore = "opens windows"]
fn after_all_keys_were_replaced_the_old_passphrase_is_refused_and_the_words_are_there() {
    let ines = Person::with_vault(PASSPHRASE);
    let fresh = "another four plain words";
    std::fs::write(ines.path("fresh.txt"), format!("{fresh}\n")).unwrap();
    drive(async {
        let app = App::open(&ines).await?;
        unlock(&app, PASSPHRASE).await?;
        app.type_here("Written before the keys were replaced.").await?;
        app.see("draft sealed").await?;
        app.press("Settings").await?;
        app.see("opened it now").await?;
        app.press("Replace all keys…").await?;
        app.fill("Passphrase now", "not the passphrase").await?;
        app.fill("Passphrase", fresh).await?;
        app.fill("Passphrase again", fresh).await?;
        app.tick("Keep the sheet I have").await?;
        app.press("Replace all keys").await?;
        app.see("That is not the passphrase").await?;
        app.fill("Passphrase now", PASSPHRASE).await?;
        app.press("Replace all keys").await?;
        app.see("All keys are replaced").await?;
        app.press("Back to settings").await?;
        app.see("Ways to unlock").await?;
        app.lock().await
    })
    .unwrap();
    let old = end(&mut ines.bare(["--passphrase-file", "passphrase.txt", "list"]), b"");
    assert_eq!((old.status, old.code.as_str()), (3, "passphrase_wrong"), "{}", old.error);
    let new = end(&mut ines.bare(["--passphrase-file", "fresh.txt", "search", "replaced"]), b"");
    assert_eq!((new.status, new.lines.len()), (0, 1), "{}", new.error);
    assert_eq!(ines.does(["search", "replaced"]).lines.len(), 1, "the sheet opens it as before");
    drive(async {
        let app = App::open(&ines).await?;
        app.fill("Passphrase", PASSPHRASE).await?;
        app.press("Unlock").await?;
        app.see("That is not the passphrase").await?;
        unlock(&app, fresh).await?;
        app.see("Written before the keys were replaced").await?;
        app.lock().await
    })
    .unwrap();
}

/// The words on the sheet that is shown.
pub async fn words_of_the_sheet(app: &App) -> Driven<Vec<String>> {
    let listed =
        app.run("return [...document.querySelectorAll('ol li')].map((one) => one.lastChild.data)", vec![]);
    let words: Vec<String> = (listed.await?.as_array().into_iter().flatten())
        .filter_map(|word| Some(word.as_str()?.trim().to_owned()))
        .collect();
    assert_eq!(words.len(), 24);
    Ok(words)
}

/// Types the words that are asked for, from those that stood on the sheet.
pub async fn read_back(app: &App, words: &[String]) -> Driven {
    app.see("Read three words back").await?;
    for (at, word) in words.iter().enumerate() {
        let field = format!("Word {}", at + 1);
        if app.has_exactly(&field).await? {
            app.fill(&field, word).await?;
        }
    }
    Ok(())
}

#[test]
#[ignore = "opens windows"]
fn a_new_sheet_saved_as_a_pdf_opens_the_journal_by_a_photo_of_its_code() {
    let ines = Person::with_vault(PASSPHRASE);
    drive(async {
        let app = App::open(&ines).await?;
        unlock(&app, PASSPHRASE).await?;
        app.press("Settings").await?;
        app.press("Make a new recovery sheet…").await?;
        app.fill("Passphrase now", PASSPHRASE).await?;
        app.press("Show the new sheet").await?;
        app.see("AGE-SECRET-KEY-1").await?;
        app.press("Save as PDF…").await?;
        app.see("Saved as").await?;
        let words = words_of_the_sheet(&app).await?;
        app.press("I have it on paper").await?;
        read_back(&app, &words).await?;
        app.press("Use this sheet from now on").await?;
        app.see("Ways to unlock").await?;
        app.lock().await
    })
    .unwrap();
    assert_eq!(ines.is_refused(3, ["list"]).code, "recovery_wrong", "the sheet before opens nothing");
    let render = ["-png", "-singlefile", "-r", "150", "saved.sotto-share", "page"];
    let drawn = Command::new("pdftoppm").args(render).current_dir(ines.folder()).status();
    assert!(drawn.is_ok_and(|status| status.success()), "pdftoppm: `cargo xtask setup` installs it");
    std::fs::write(ines.path("to-open"), b"no picture at all").unwrap();
    drive(async {
        let app = App::open(&ines).await?;
        app.press("Use my recovery sheet instead").await?;
        app.press("Use a photo of the code…").await?;
        app.see("not a picture that Sotto can read").await?;
        std::fs::rename(ines.path("page.png"), ines.path("to-open")).map_err(|error| error.to_string())?;
        app.press("Use a photo of the code…").await?;
        app.see("How are you?").await?;
        app.press("Settings").await?;
        // Opened by the sheet, the passphrase may be forgotten: it is not asked for.
        app.press("Add a passphrase…").await?;
        app.see("Passphrase again").await?;
        assert!(!app.has_exactly("Passphrase now").await?);
        app.close().await
    })
    .unwrap();
}
