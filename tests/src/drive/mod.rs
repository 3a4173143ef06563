//! The real app, driven through `WebKitWebDriver` by what a person sees: names of controls
//! and words on the screen, never by ids or classes.
//!
//! The build must have the feature `drive`, which no package contains: it lets the driver control the
//! window, and makes file dialogs answer from the environment. What is done with it is in `walkthrough`
//! (one person's whole story) and in `tests/app`.

pub mod bus;
pub mod desk;
mod driver;
pub mod keyring;
pub mod processes;
pub mod walkthrough;

use crate::person::{Person, program};
use driver::Driver;
use fantoccini::elements::Element;
use fantoccini::error::NewSessionError;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::Duration;

/// What went wrong, in words that name the step.
pub type Driven<T = ()> = Result<T, String>;

/// How long to wait for something to appear. Not a measure of speed.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(60);
/// Finds a control by its role and accessible name, also behind shadow roots.
const FIND: &str = include_str!("find.js");
const VISIBLE_TEXT: &str = include_str!("visible_text.js");

/// A running app with one window, and the driver that holds it.
pub struct App {
    client: Client,
    driver: Driver,
}

/// How to start the app in another than the usual way.
#[derive(Default)]
pub struct Opening {
    /// More variables of its environment.
    pub env: Vec<(String, String)>,
    /// A program that is started in place of the app, and starts it; `SOTTO_TESTS_THROUGH` names one
    /// for every app.
    pub through: Option<PathBuf>,
}

/// The process that has replaced an app after locking. It is a new program image that cannot be driven.
/// It is ended when this is dropped.
pub struct Replaced {
    _driver: Driver,
    processes: Vec<u32>,
}

impl Replaced {
    /// The process, which has the same number as before.
    pub fn process(&self) -> u32 {
        self.processes.first().copied().unwrap_or_default()
    }
}

impl Drop for Replaced {
    fn drop(&mut self) {
        for app in self.processes.iter().flat_map(|first| processes::family(*first)).collect::<Vec<_>>() {
            let _ = Command::new("kill").arg("-TERM").arg(app.to_string()).status();
        }
    }
}

/// How long an app may take until it can be driven, on a busy machine.
const OPENS_WITHIN: Duration = Duration::from_secs(90);

impl App {
    /// Starts the app on this person's vault and in this person's folders.
    pub async fn open(person: &Person) -> Driven<Self> {
        Self::open_as(person, Opening::default()).await
    }

    /// The same, in another way.
    pub async fn open_as(person: &Person, opening: Opening) -> Driven<Self> {
        let (driver, port) = Driver::start(person, &opening.env)?;
        let through = opening.through.or_else(|| std::env::var_os("SOTTO_TESTS_THROUGH").map(PathBuf::from));
        let binary = through.unwrap_or_else(|| program("sotto"));
        let options = json!({"binary": binary, "args": ["--vault", person.vault]});
        let Value::Object(capabilities) = json!({"webkitgtk:browserOptions": options}) else {
            return Err("capabilities are an object".into());
        };
        let mut last = String::new();
        for _ in 0..100 {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            let address = format!("http://127.0.0.1:{port}");
            let opened = builder.capabilities(capabilities.clone()).connect(&address);
            // The driver would wait without end for an app that ended at once.
            let opened = tokio::time::timeout(OPENS_WITHIN, opened).await;
            match opened.map_err(|_| "the app did not open a window")? {
                Ok(client) => {
                    let app = Self { client, driver };
                    app.client.set_window_size(1240, 800).await.map_err(|error| error.to_string())?;
                    return Ok(app);
                }
                // A refused session is final; anything else is a driver that does not listen yet.
                Err(error @ NewSessionError::SessionNotCreated(_)) => {
                    return Err(format!("the app did not open: {error}"));
                }
                Err(error) => last = error.to_string(),
            }
            tokio::time::sleep(PAUSE).await;
        }
        Err(format!("the driver does not answer: {last}"))
    }

    /// Ends the app as closing its window would.
    pub async fn close(self) -> Driven {
        let Self { client, driver } = self;
        let closed = client.close().await.map_err(|error| error.to_string());
        drop(driver);
        closed
    }

    /// The process of the app.
    pub fn process(&self) -> u32 {
        self.processes().first().copied().unwrap_or_default()
    }

    /// The processes that the driver started: the app, or what it is started through.
    fn processes(&self) -> Vec<u32> {
        processes::children(self.driver.process())
    }

    /// Presses Lock, waits for the lock screen, and ends it.
    pub async fn lock(self) -> Driven {
        // Locking also ends the driver's session, perhaps before it answers.
        let pressed = self.press("Lock").await;
        self.replaced().await.map(drop).map_err(|why| pressed.err().unwrap_or(why))
    }

    /// Waits until the process of the app has been replaced by one that shows the lock screen. That
    /// ends the session that drove it.
    pub async fn replaced(self) -> Driven<Replaced> {
        let processes = self.processes();
        // Only the app itself starts a program with this argument.
        let is_new = |process: u32| processes::arguments(process).iter().any(|one| one == "--at");
        let replaced = |first: &u32| processes::family(*first).into_iter().any(is_new);
        let mut asked = 0;
        while asked < self.tries() && !processes.iter().any(replaced) {
            asked += 1;
            tokio::time::sleep(PAUSE).await;
        }
        if asked == self.tries() {
            self.picture_of_failure().await;
            return Err("the app was not replaced by its lock screen".into());
        }
        Ok(Replaced { _driver: self.driver, processes })
    }

    /// Waits until the app has ended by itself.
    pub async fn ended(self) -> Driven {
        for _ in 0..self.tries() {
            if self.processes().iter().all(|process| processes::arguments(*process).is_empty()) {
                return Ok(());
            }
            tokio::time::sleep(PAUSE).await;
        }
        Err("the app did not end".into())
    }

    /// Sends the app a signal; `KILL` ends it as a crash would, in the middle of whatever it does.
    pub fn signal(&self, name: &str) -> Driven {
        for app in self.processes() {
            let sent = Command::new("kill").arg(format!("-{name}")).arg(app.to_string()).status();
            if !sent.is_ok_and(|status: ExitStatus| status.success()) {
                return Err(format!("the app could not be sent {name}"));
            }
        }
        Ok(())
    }

    /// Ends the app as a crash would.
    pub async fn kill(self) -> Driven {
        self.signal("KILL")?;
        self.ended().await
    }

    /// Puts the cursor into the field of this name, at its last place.
    pub async fn put_cursor_in(&self, name: &str) -> Driven {
        let element = self.find("field", name).await?;
        self.run("arguments[0].focus()", vec![json!(element)]).await.map(drop)
    }

    /// Presses the button, link, tab or option of this name.
    pub async fn press(&self, name: &str) -> Driven {
        let element = self.find("press", name).await?;
        element.click().await.map_err(|error| format!("\"{name}\" could not be pressed: {error}"))
    }

    /// Ticks the checkbox or radio of this name, unless it is ticked.
    pub async fn tick(&self, name: &str) -> Driven {
        let element = self.find("tick", name).await?;
        if element.is_selected().await.unwrap_or(false) {
            return Ok(());
        }
        // The mark may be drawn over the input, which then cannot take the click itself.
        let clicked = self.run("arguments[0].click()", vec![json!(element)]).await;
        clicked.map(drop).map_err(|error| format!("\"{name}\" could not be ticked: {error}"))
    }

    /// Types into the field of this name, after what is in it.
    pub async fn type_into(&self, name: &str, text: &str) -> Driven {
        let element = self.find("field", name).await?;
        element.send_keys(&keys(text)).await.map_err(|error| format!("\"{name}\" took no text: {error}"))
    }

    /// Empties the field of this name and types.
    pub async fn fill(&self, name: &str, text: &str) -> Driven {
        let element = self.find("field", name).await?;
        element.clear().await.map_err(|error| format!("\"{name}\" could not be emptied: {error}"))?;
        element.send_keys(&keys(text)).await.map_err(|error| format!("\"{name}\" took no text: {error}"))
    }

    /// Types where the cursor is.
    pub async fn type_here(&self, text: &str) -> Driven {
        let element = self.run(FIND, vec![json!("focus"), json!("")]).await?;
        self.element(element)?
            .send_keys(&keys(text))
            .await
            .map_err(|error| format!("the page took no text: {error}"))
    }

    /// Chooses an option, by its words, in the list of this name.
    pub async fn choose(&self, name: &str, option: &str) -> Driven {
        let list = self.find("field", name).await?;
        let script = "const [list, words] = arguments;
            const option = [...list.options].find((one) => one.text.trim() === words);
            if (!option) return false;
            list.value = option.value;
            list.dispatchEvent(new Event('input', { bubbles: true }));
            list.dispatchEvent(new Event('change', { bubbles: true }));
            return true;";
        match self.run(script, vec![json!(list), json!(option)]).await? {
            Value::Bool(true) => Ok(()),
            _ => Err(format!("\"{name}\" has no option \"{option}\"")),
        }
    }

    /// Waits until these words stand on the screen (as a text, a label or what is in a field).
    pub async fn see(&self, words: &str) -> Driven {
        let mut last = String::new();
        for _ in 0..self.tries() {
            last = self.visible_text().await?;
            if plain(&last).contains(&plain(words)) {
                return Ok(());
            }
            tokio::time::sleep(PAUSE).await;
        }
        self.picture_of_failure().await;
        Err(format!("\"{words}\" does not appear. On the screen:\n{last}"))
    }

    /// Everything that stands on the screen, also in fields and behind shadow roots.
    pub async fn visible_text(&self) -> Driven<String> {
        Ok(self.run(VISIBLE_TEXT, vec![]).await?.as_str().unwrap_or_default().to_owned())
    }

    /// Whether a control of this name, or one that begins so, is there now.
    pub async fn has(&self, name: &str) -> Driven<bool> {
        Ok(!self.run(FIND, vec![json!("any"), json!(name)]).await?.is_null())
    }

    /// Whether a control of exactly this name is there now.
    pub async fn has_exactly(&self, name: &str) -> Driven<bool> {
        Ok(!self.run(FIND, vec![json!("any"), json!(name), json!(true)]).await?.is_null())
    }

    /// What is shown inside the one frame on the screen (a page that would leave, or was received).
    pub async fn page(&self) -> Driven<String> {
        let failed = |error: fantoccini::error::CmdError| format!("the page cannot be read: {error}");
        let frame = self.wait("a page", || self.client.find(fantoccini::Locator::Css("iframe"))).await?;
        frame.enter_frame().await.map_err(failed)?;
        let body = self.wait("the page's text", || self.client.find(fantoccini::Locator::Css("body"))).await;
        let text = match body {
            Ok(body) => body.text().await.map_err(failed),
            Err(error) => Err(error),
        };
        self.client.enter_parent_frame().await.map_err(failed)?;
        text
    }

    /// Saves a picture of the window.
    pub async fn picture(&self, file: &Path) -> Driven {
        // Wait until notices are gone, fonts are loaded and short motions have ended.
        let passing = "return Boolean(document.querySelector('[aria-hidden=true] > p'))";
        for _ in 0..self.tries() {
            if self.run(passing, vec![]).await? != Value::Bool(true) {
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
        tokio::time::sleep(Duration::from_millis(350)).await;
        let picture = self.client.screenshot().await.map_err(|error| format!("no picture: {error}"))?;
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        }
        std::fs::write(file, picture).map_err(|error| format!("{}: {error}", file.display()))
    }

    /// Saves what was on the screen when something was missing, in `target/app-tests/`.
    async fn picture_of_failure(&self) {
        if let Some(target) = program("sotto").ancestors().nth(2) {
            let name = std::thread::current().name().unwrap_or("main").replace("::", "-");
            let _ = self.picture(&target.join("app-tests").join(format!("{name}.png"))).await;
        }
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Driven<Value> {
        self.client.execute(script, arguments).await.map_err(|error| error.to_string())
    }

    async fn find(&self, role: &str, name: &str) -> Driven<Element> {
        for _ in 0..self.tries() {
            let found = self.run(FIND, vec![json!(role), json!(name)]).await?;
            if !found.is_null() {
                return self.element(found);
            }
            tokio::time::sleep(PAUSE).await;
        }
        Err(format!(
            "nothing to {role} is called \"{name}\". On the screen:\n{}",
            self.visible_text().await.unwrap_or_default()
        ))
    }

    async fn wait<T, F>(&self, what: &str, mut look: impl FnMut() -> F) -> Driven<T>
    where
        F: Future<Output = Result<T, fantoccini::error::CmdError>>,
    {
        let mut last = String::new();
        for _ in 0..self.tries() {
            match look().await {
                Ok(found) => return Ok(found),
                Err(error) => last = error.to_string(),
            }
            tokio::time::sleep(PAUSE).await;
        }
        Err(format!("{what} does not appear: {last}"))
    }

    fn element(&self, found: Value) -> Driven<Element> {
        let reference = found.as_object().and_then(|object| object.values().next()).and_then(Value::as_str);
        let reference = reference.ok_or_else(|| format!("not an element: {found}"))?;
        Ok(Element::from_element_id(self.client.clone(), reference.to_owned().into()))
    }

    fn tries(&self) -> u128 {
        PATIENCE.as_millis() / PAUSE.as_millis()
    }
}

/// The driver drops line feeds, so they are typed as the key Return.
fn keys(text: &str) -> String {
    text.replace('\n', "\u{E006}")
}

/// Curly and straight quotes, an ellipsis and three dots, and any white space count as the same.
fn plain(text: &str) -> String {
    let text = text.replace(['’', '‘'], "'").replace(['“', '”'], "\"").replace('…', "...");
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Runs what is driven to its end, on one thread.
pub fn drive<T>(work: impl Future<Output = Driven<T>>) -> Driven<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| error.to_string())?.block_on(work)
}
