//! What is copied is marked for clipboard managers, and does not stay on the clipboard.

use crate::walkthrough::unlock;
use crate::{CANARY, PASSPHRASE};
use sotto_tests::drive::{App, Driven, Opening, desk, drive};
use sotto_tests::person::Person;

const CTRL: &str = "\u{E009}";
const LET_GO: &str = "\u{E000}";

/// Writes a page and copies it with the keyboard.
async fn copied(app: &App) -> Driven {
    unlock(app, PASSPHRASE).await?;
    app.type_here(CANARY).await?;
    app.type_here(&format!("{CTRL}ac{LET_GO}")).await?;
    app.see("Copied. It leaves the clipboard").await?;
    assert_eq!(desk::clipboard("UTF8_STRING"), CANARY);
    Ok(())
}

#[test]
#[ignore = "opens windows"]
fn a_copied_passage_is_marked_and_gone_after_locking_whoever_holds_it() {
    let person = Person::with_vault(PASSPHRASE);
    drive(async {
        let app = App::open(&person).await?;
        copied(&app).await?;
        assert_eq!(desk::clipboard("x-kde-passwordManagerHint"), "secret");
        let kinds = desk::clipboard("TARGETS");
        assert!(!kinds.contains("text/html"), "only the app put it there: {kinds}");
        // As a desktop does that keeps the clipboard when its owner goes.
        desk::take_clipboard(CANARY)?;
        assert_eq!(desk::clipboard("UTF8_STRING"), CANARY);
        app.press("Lock").await?;
        let locked = app.replaced().await?;
        assert_eq!(desk::clipboard("UTF8_STRING"), "");
        drop(locked);
        Ok(())
    })
    .unwrap();
}

#[test]
#[ignore = "opens windows"]
fn what_somebody_else_copied_since_stays() {
    let person = Person::with_vault(PASSPHRASE);
    drive(async {
        let app = App::open(&person).await?;
        copied(&app).await?;
        desk::take_clipboard("a shopping list")?;
        app.lock().await?;
        assert_eq!(desk::clipboard("UTF8_STRING"), "a shopping list");
        Ok(())
    })
    .unwrap();
}

#[test]
#[ignore = "opens windows"]
fn a_copied_card_leaves_the_clipboard_after_a_while() {
    let person = Person::with_vault(PASSPHRASE);
    let card = person.does(["contact", "mine", "--name", "Ines"]).text("card");
    drive(async {
        // Two minutes are long for a test; this shortens them to some seconds.
        let opening = Opening { env: vec![("SOTTO_DRIVE_KEPT".into(), "4".into())], through: None };
        let app = App::open_as(&person, opening).await?;
        unlock(&app, PASSPHRASE).await?;
        app.press("Share").await?;
        app.press("Contacts").await?;
        app.press("Copy my card").await?;
        app.see("Copied. It leaves the clipboard").await?;
        assert_eq!(desk::clipboard("UTF8_STRING"), card.trim());
        assert_eq!(desk::clipboard("x-kde-passwordManagerHint"), "secret");
        desk::until("an empty clipboard", || desk::clipboard("UTF8_STRING").is_empty().then_some(()))?;
        app.close().await
    })
    .unwrap();
}
