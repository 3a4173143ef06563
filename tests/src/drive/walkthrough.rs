//! The whole way once through the real app: unlock, write, bring a passage, add the
//! therapist's card, compare words, preview, seal, lock; then the therapist opens it.
//!
//! Taken by the tour, with a picture of every place, and by the tests of the real app.

use super::{App, Driven};
use crate::person::Person;
use std::path::PathBuf;

/// The passage that is brought and shared.
pub const PASSAGE: &str = "When Maya talked about her brother I wanted to say that I knew that silence.";
const TITLE: &str = "That happened to me too";
/// Every place, by its name in the rail, and words that stand there once it has loaded.
const PLACES: [(&str, &str); 8] = [
    ("Today", "How are you?"),
    ("Journal", "reflections"),
    ("Prepare", "What I'll bring"),
    ("Group", "Thursday circle"),
    ("Share", "What I'll bring"),
    ("Received", "What others have sealed to you"),
    ("Help now", "People to talk to"),
    ("Settings", "What Sotto cannot do"),
];
const HOLD_SHIFT: &str = "\u{E008}";
const HOME_KEY: &str = "\u{E011}";
const LET_GO: &str = "\u{E000}";

/// Where to save pictures and report steps. Without a folder no pictures are taken.
pub struct Stage {
    /// A folder for pictures, one sub-folder a theme.
    pub pictures: Option<PathBuf>,
    /// Called with each step before it is taken.
    pub say: fn(&str),
}

impl Stage {
    async fn picture(&self, app: &App, name: &str) -> Driven {
        match &self.pictures {
            Some(folder) => app.picture(&folder.join(format!("{name}.png"))).await,
            None => Ok(()),
        }
    }
}

/// Unlocks on the lock screen.
pub async fn unlock(app: &App, passphrase: &str) -> Driven {
    app.fill("Passphrase", passphrase).await?;
    app.press("Unlock").await?;
    app.see("How are you?").await
}

/// Writes a page in Today, where the cursor already stands, and brings its last paragraph.
async fn write_and_bring(app: &App, stage: &Stage) -> Driven {
    (stage.say)("writing a page");
    app.type_here("Walking home I noticed that I was not ashamed this time, only sorry.\n\n").await?;
    app.type_here(PASSAGE).await?;
    app.fill("Title", "What I want to say").await?;
    app.tick("4, good").await?;
    app.press("Add a feeling").await?;
    app.type_into("Add a feeling", "relieved\n").await?;
    app.see("relieved").await?;
    app.see("draft sealed").await?;
    stage.picture(app, "light/today-written").await?;
    (stage.say)("bringing a passage of it to the next session");
    // From the end of the passage back over its lines, selecting.
    app.put_cursor_in("Your page").await?;
    app.type_here(&format!("{HOLD_SHIFT}{HOME_KEY}{HOME_KEY}{LET_GO}")).await?;
    app.press("Bring this to group").await?;
    app.fill("In a few words", TITLE).await?;
    app.fill("The passage, or what you want to say", PASSAGE).await?;
    app.press("Keep this").await?;
    app.see(TITLE).await?;
    stage.picture(app, "light/prepare-brought").await
}

/// Adds someone's card by pasting it, gives the own name, and compares words. Returns the words.
async fn compare(app: &App, card: &str, name: &str, own_name: &str, stage: &Stage) -> Driven<Vec<String>> {
    (stage.say)(&format!("adding the card of {name} and comparing words"));
    app.press("Share").await?;
    app.press("Contacts").await?;
    app.fill("Paste the card here", card).await?;
    app.press("Add this card").await?;
    app.see(name).await?;
    if app.has("Make my card").await? {
        app.fill("Name on your card", own_name).await?;
        app.press("Make my card").await?;
        app.see("Your card, as text").await?;
    }
    app.press(&format!("Compare words with {name}")).await?;
    app.see("Read the words aloud in turn").await?;
    app.see("We compared them: they match").await?;
    let listed = app
        .run("return [...document.querySelectorAll('main ol li')].map((one) => one.innerText)", vec![])
        .await?;
    let words: Vec<String> = (listed.as_array().into_iter().flatten())
        .filter_map(|line| line.as_str()?.split_whitespace().last().map(str::to_owned))
        .collect();
    stage.picture(app, &format!("light/words-with-{}", name.replace(' ', "-").to_lowercase())).await?;
    app.press("We compared them: they match").await?;
    app.see("verified").await?;
    Ok(words)
}

async fn choose(app: &App) -> Driven {
    app.tick("Dr Okafor").await?;
    app.tick("What I'll bring").await?;
    app.tick("Mood, last 4 weeks").await?;
    app.see("Other people's names").await?;
    app.see("Maya").await
}

/// Chooses what to share, looks at the page, and seals it. Returns the text of the page.
async fn seal(app: &App, stage: &Stage) -> Driven<String> {
    (stage.say)("choosing what leaves, and looking at exactly that page");
    app.press("Choose and seal").await?;
    choose(app).await?;
    let page = app.page().await?;
    if page.contains("Maya") {
        return Err(format!("the name Maya is on the page that would leave:\n{page}"));
    }
    if !page.contains(TITLE) {
        return Err(format!("what was to be brought is not on the page:\n{page}"));
    }
    stage.picture(app, "light/share-preview").await?;
    (stage.say)("sealing it");
    app.press("Seal and save...").await?;
    app.see("Sealed and saved").await?;
    stage.picture(app, "light/share-sealed").await?;
    app.press("See what has left").await?;
    app.see("To Dr Okafor").await?;
    stage.picture(app, "light/share-record").await?;
    Ok(page)
}

/// A picture of every place, in both themes.
async fn places(app: &App, stage: &Stage) -> Driven {
    for (theme, control) in [("dark", "Dark"), ("light", "Light")] {
        (stage.say)(&format!("every place, {theme}"));
        app.press("Settings").await?;
        app.tick(control).await?;
        app.choose("Country for Help now", "United Kingdom").await?;
        for (place, words) in PLACES {
            app.press(place).await?;
            app.see(words).await?;
            match place {
                "Journal" => {
                    app.press("What I didn't say on Thursday").await?;
                    app.see("waited for someone braver").await?;
                }
                "Share" => choose(app).await?,
                _ => {}
            }
            stage.picture(app, &format!("{theme}/{}", place.replace(' ', "-").to_lowercase())).await?;
        }
    }
    Ok(())
}

/// The results of the whole way, for checks.
pub struct Shared {
    /// The words on the page that left.
    pub page: String,
    /// The sealed file.
    pub file: PathBuf,
    /// The ten words as Ines saw them.
    pub words: Vec<String>,
    /// The same as Dr Okafor saw them.
    pub therapists_words: Vec<String>,
    /// What the therapist's app showed.
    pub received: String,
}

/// The whole way.
pub async fn walk_through(ines: &Person, okafor: &Person, stage: &Stage) -> Driven<Shared> {
    let card_of = |person: &Person, name: &str| person.does(["contact", "mine", "--name", name]).text("card");
    let (okafors, ines_card) = (card_of(okafor, "Dr Okafor"), card_of(ines, "Ines"));
    (stage.say)("opening Ines's journal");
    let app = App::open(ines).await?;
    app.see("Your journal is sealed on this computer").await?;
    stage.picture(&app, "light/lock").await?;
    unlock(&app, &ines.passphrase).await?;
    write_and_bring(&app, stage).await?;
    let words = compare(&app, &okafors, "Dr Okafor", "Ines", stage).await?;
    let page = seal(&app, stage).await?;
    if stage.pictures.is_some() {
        search(&app, stage).await?;
        places(&app, stage).await?;
    }
    (stage.say)("locking");
    app.lock().await?;
    let file = ines.path("saved.sotto-share");
    std::fs::copy(&file, okafor.path("to-open")).map_err(|error| format!("{}: {error}", file.display()))?;

    (stage.say)("opening Dr Okafor's journal");
    let app = App::open(okafor).await?;
    unlock(&app, &okafor.passphrase).await?;
    let therapists_words = compare(&app, &ines_card, "Ines", "Dr Okafor", stage).await?;
    (stage.say)("opening what was shared");
    let received = open_received(&app, stage).await?;
    app.lock().await?;
    Ok(Shared { page, file, words, therapists_words, received })
}

async fn search(app: &App, stage: &Stage) -> Driven {
    (stage.say)("searching");
    app.press("Journal").await?;
    app.fill("Search", "brother silence").await?;
    app.see("the silence after it went on").await?;
    stage.picture(app, "light/journal-search").await
}

async fn open_received(app: &App, stage: &Stage) -> Driven<String> {
    app.press("Received").await?;
    app.press("Open shared files...").await?;
    app.see("Ines").await?;
    app.see(TITLE).await?;
    let received = app.visible_text().await?;
    stage.picture(app, "light/received-opened").await?;
    app.press("Close").await?;
    if stage.pictures.is_some() {
        stage.picture(app, "light/received-list").await?;
        app.press("Settings").await?;
        app.tick("Dark").await?;
        app.press("Received").await?;
        app.see(TITLE).await?;
        stage.picture(app, "dark/received-list").await?;
        app.press("See the page").await?;
        app.page().await?;
        stage.picture(app, "dark/received-opened").await?;
        app.press("Close").await?;
    }
    Ok(received)
}
