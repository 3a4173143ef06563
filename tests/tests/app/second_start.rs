//! Starting the app while it runs.

use crate::PASSPHRASE;
use crate::walkthrough::unlock;
use sotto_tests::drive::{App, Driven, desk, drive};
use sotto_tests::person::{Person, program};
use std::process::{Command, Output, Stdio};

fn start(person: &Person) -> Command {
    let mut command = Command::new(program("sotto"));
    person.at_home(&mut command);
    command.arg("--vault").arg(&person.vault).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A second start that does not end has opened a window; then it is ended, and the test fails.
fn output(mut start: Command) -> Driven<Output> {
    let mut child = start.spawn().map_err(|error| error.to_string())?;
    let ended = desk::until("the end of a second start", || child.try_wait().ok()?.map(drop));
    if ended.is_err() {
        let _ = child.kill();
    }
    let output = child.wait_with_output().map_err(|error| error.to_string());
    ended.and(output)
}

#[test]
#[ignore = "opens windows"]
fn a_second_start_brings_the_first_window_to_the_front_and_ends() {
    let (ines, okafor) = (Person::with_vault(PASSPHRASE), Person::with_vault(PASSPHRASE));
    drive(async {
        let first = App::open(&ines).await?;
        unlock(&first, PASSPHRASE).await?;
        // Another vault has a window of its own, also in the same folders.
        let run = ines.path("home/run").display().to_string();
        let own = sotto_tests::drive::Opening { env: vec![("XDG_RUNTIME_DIR".into(), run)], through: None };
        let other = App::open_as(&okafor, own).await?;
        other.see("Your journal is sealed on this computer").await?;
        let (window, others) = (desk::window_of(first.process())?, desk::window_of(other.process())?);

        // Also when it is written another way.
        let mut again = start(&ines);
        again.current_dir(ines.folder()).args(["--vault", "home/../journal.sotto"]);
        for second in [start(&ines), again] {
            desk::focus(&others)?;
            let ended = output(second)?;
            assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
            assert!(ended.stdout.is_empty() && ended.stderr.is_empty());
            desk::until("the first window at the front", || desk::has_focus(&window).then_some(()))?;
        }
        first.see("How are you?").await?;

        // Locking replaces the process: the next start calls that one.
        first.press("Lock").await?;
        let locked = first.replaced().await?;
        let window = desk::window_of(locked.process())?;
        desk::focus(&others)?;
        let ended = output(start(&ines))?;
        assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
        desk::until("the lock screen at the front", || desk::has_focus(&window).then_some(()))?;
        drop(locked);
        other.close().await
    })
    .unwrap();
}

#[test]
#[ignore = "opens windows"]
fn after_a_crash_the_next_start_is_the_first() {
    let person = Person::with_vault(PASSPHRASE);
    drive(async {
        let app = App::open(&person).await?;
        app.see("Your journal is sealed on this computer").await?;
        app.kill().await?;
        let app = App::open(&person).await?;
        app.see("Your journal is sealed on this computer").await?;
        app.close().await
    })
    .unwrap();
}
