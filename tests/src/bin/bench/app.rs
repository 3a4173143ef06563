//! The release app's start, seen from outside: what the driver itself takes is in the figures.

use super::own::PASSPHRASE;
use serde_json::{Value, json};
use sotto_tests::drive::{App, drive};
use sotto_tests::person::Person;
use std::path::Path;
use std::time::Instant;

/// From starting the app to a lock screen that takes typing, and from Unlock to the cursor in the page.
pub fn start(folder: &Path) -> Result<Vec<Value>, String> {
    let person = Person::at(folder, PASSPHRASE);
    drive(async {
        let started = Instant::now();
        let app = App::open(&person).await?;
        app.fill("Passphrase", PASSPHRASE).await?;
        let usable = started.elapsed();
        let pressed = Instant::now();
        app.press("Unlock").await?;
        app.put_cursor_in("Your page").await?;
        let writing = pressed.elapsed();
        app.close().await?;
        let figure = |name: &str, value: f64| json!({"name": name, "value": value, "unit": "ms"});
        Ok(vec![
            figure("app started to a usable lock screen", usable.as_secs_f64() * 1000.0),
            figure("Unlock to the page, key derivation included", writing.as_secs_f64() * 1000.0),
        ])
    })
}
