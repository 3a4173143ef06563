//! Ines and the others, and what they have done until now: written, prepared, exchanged cards, shared, backed up.
//!
//! Everything is done through the calls, as their screens would.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use sotto_api::App;
use sotto_core::fuzzing::rewrite_elsewhere;
use sotto_core::vault::Id;

use super::scratch::{Desk, Scratch};
use super::worlds::{NOW, PASSPHRASE, ask, moment};
use crate::corpus::Reflection;
use crate::story::story;

/// The folders of those whose screens are looked at.
pub struct Cast {
    pub member: PathBuf,
    pub therapist: PathBuf,
}

/// Someone with a vault of their own.
struct Person {
    app: Arc<App>,
    desk: Arc<Desk>,
    folder: PathBuf,
}

impl Person {
    /// Goes through the first run.
    fn new(folder: &Path) -> Result<Self, String> {
        let desk = Desk::at(moment("2024-11-24T20:00:00+00:00")?);
        let app = Scratch::app(folder, Arc::clone(&desk), "").map_err(|error| error.to_string())?;
        let person = Self { app, desk, folder: folder.to_owned() };
        let sheet = person.ask("sheet_new", json!({}))?;
        let word = |position: &Value| {
            let at = position.as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or(1);
            json!({ "position": position, "word": sheet["words"][at - 1] })
        };
        let answers: Vec<Value> = sheet["ask"].as_array().into_iter().flatten().map(word).collect();
        person.ask("vault_create", json!({ "passphrase": PASSPHRASE, "answers": answers }))?;
        Ok(person)
    }

    fn named(folder: &Path, name: &str) -> Result<Self, String> {
        let person = Self::new(folder)?;
        person.ask("my_card", json!({ "name": name }))?;
        Ok(person)
    }

    fn ask(&self, name: &str, arguments: Value) -> Result<Value, String> {
        ask(&self.app, name, arguments)
    }

    fn at(&self, time: &str) -> Result<(), String> {
        self.desk.set_clock(moment(time)?);
        Ok(())
    }

    fn card(&self) -> Result<Value, String> {
        Ok(self.ask("my_card", json!({}))?["card"].clone())
    }

    /// Takes in somebody's card, and answers with the contact.
    fn knows(&self, other: &Self) -> Result<Value, String> {
        Ok(self.ask("contact_add", json!({ "card": other.card()? }))?["id"].clone())
    }

    /// The same, and the words were compared.
    fn compared_with(&self, other: &Self) -> Result<Value, String> {
        let id = self.knows(other)?;
        self.ask("contact_confirm", json!({ "id": id }))?;
        Ok(id)
    }

    fn group(&self) -> Result<(), String> {
        let group = json!({ "name": "Thursday circle", "weekday": "thu", "time": "18:30",
            "zone": "Europe/London", "every": 1 });
        self.ask("group_save", json!({ "id": null, "input": group })).map(drop)
    }

    fn bring(
        &self,
        title: &str,
        text: &str,
        from: &Value,
        want: &str,
        minutes: u32,
    ) -> Result<Value, String> {
        let group = self.ask("group_list", json!({}))?[0]["id"].clone();
        let bring = json!({ "reflection": from, "group": group, "title": title, "text": text, "want": want,
            "minutes": minutes });
        Ok(self.ask("bring_save", json!({ "id": null, "input": bring }))?["id"].clone())
    }

    /// Writes a reflection at its own time. `saves`: its text, as it grew.
    fn writes(&self, reflection: &Reflection, saves: &[&str]) -> Result<(), String> {
        let date = format!("{}+00:00", reflection.date);
        self.at(&date)?;
        let mut id = Value::Null;
        for text in saves {
            let input = json!({ "title": reflection.title, "text": text, "mood": reflection.mood, "feelings": [],
                "tags": reflection.tags, "date": date });
            id = self.ask("draft_save", json!({ "reflection": id, "input": input }))?["reflection"].clone();
            self.ask("draft_keep", json!({ "reflection": id }))?;
        }
        Ok(())
    }

    /// Shares what is to be brought and the mood of the last weeks. Answers with the file.
    fn shares(&self, to: &Value, bring: bool) -> Result<PathBuf, String> {
        let choice =
            json!({ "to": [to], "bring": bring, "mood_weeks": 4, "reflections": [], "keep_names": [] });
        let preview = self.ask("share_preview", json!({ "choice": choice }))?;
        let sealed = self.ask("share_seal", json!({ "sha256": preview["sha256"] }))?;
        let file = sealed["file"].as_str().ok_or("nothing was sealed")?;
        Ok(self.folder.join("out").join(file))
    }

    /// Turns the keychain on and locks: how every copy of the folder begins.
    fn ends(self) -> Result<PathBuf, String> {
        self.at(NOW)?;
        self.ask("keychain_on", json!({ "passphrase": PASSPHRASE }))?;
        self.app.seal();
        Ok(self.folder)
    }
}

/// Makes a vault with nothing in it.
pub fn empty(folder: &Path) -> Result<(), String> {
    Person::new(folder)?.ends().map(drop)
}

/// Makes everybody, in folders of their own.
pub fn make(folder: &Path) -> Result<Cast, String> {
    let names = ["Ines", "Dr Okafor", "Maya", "Sam", "Jo", "Priya"];
    let (everybody, maya_before) = thread::scope(|scope| {
        let begun = names.map(|name| scope.spawn(move || Person::named(&folder.join(name), name)));
        let maya_before = Person::named(&folder.join("Maya before"), "Maya");
        let joined =
            begun.map(|person| person.join().map_err(|_| "a panic".to_owned()).and_then(|made| made));
        (joined, maya_before)
    });
    let [ines, okafor, maya, sam, jo, priya] = everybody;
    let (ines, okafor, maya_before) = (ines?, okafor?, maya_before?);
    let group = Group { maya: maya?, sam: sam?, jo: jo?, priya: priya? };
    member(&ines, &okafor, &group, &maya_before)?;
    therapist(&okafor, &ines, &group)?;
    Ok(Cast { member: ines.ends()?, therapist: okafor.ends()? })
}

struct Group {
    maya: Person,
    sam: Person,
    jo: Person,
    priya: Person,
}

/// What happened in Ines's journal beside her writing.
#[derive(Clone, Copy)]
enum Event {
    ShareMood,
    ShareBring,
    Backup,
    Rehearsal,
}

const EVENTS: [(&str, Event); 8] = [
    ("2026-09-30T20:00:00", Event::Backup),
    ("2026-10-31T20:00:00", Event::Backup),
    ("2026-11-02T20:31:00", Event::Rehearsal),
    ("2026-11-11T20:05:00", Event::ShareMood),
    ("2026-11-18T21:30:00", Event::ShareBring),
    ("2026-11-18T22:00:00", Event::Backup),
    ("2026-11-22T22:00:00", Event::Backup),
    ("2026-11-23T08:02:00", Event::Backup),
];

/// Two years of Ines.
fn member(ines: &Person, okafor: &Person, group: &Group, maya_before: &Person) -> Result<(), String> {
    ines.group()?;
    for (name, alias, also) in [
        ("Maya", Some("someone in the group"), &["May"][..]),
        ("Sam", Some("another member"), &["Samuel"]),
        ("Jo", Some("a third member"), &[]),
        ("Dad", None, &[]),
    ] {
        let person = json!({ "name": name, "alias": alias, "also": also });
        ines.ask("person_save", json!({ "id": null, "input": person }))?;
    }
    ines.at("2026-09-03T18:10:00+00:00")?;
    ines.compared_with(maya_before)?;
    let to = ines.compared_with(okafor)?;
    ines.ask("backup_folder_choose", json!({}))?;
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).ok_or("a day")?;
    let mut events = EVENTS.iter().peekable();
    for reflection in story(today, 1) {
        while let Some((time, event)) = events.next_if(|(time, _)| *time < reflection.date.as_str()) {
            happens(ines, time, *event, &to)?;
        }
        let body = reflection.body.as_str();
        let grown: Vec<&str> = match reflection.title.as_str() {
            "What I didn’t say on Thursday" => {
                body.match_indices("\n\n").map(|(at, _)| &body[..at]).collect()
            }
            _ => Vec::new(),
        };
        ines.writes(&reflection, &[grown.as_slice(), &[body]].concat())?;
    }
    for (time, event) in events {
        happens(ines, time, *event, &to)?;
    }
    ines.at("2026-11-23T19:00:00+00:00")?;
    // Maya has a new computer, so her card has other keys; Sam's words were not compared yet.
    ines.knows(&group.maya)?;
    ines.knows(&group.sam)?;
    let newest = ines.ask("reflection_list", json!({ "query": "", "limit": 1, "offset": 0 }))?;
    let newest = &newest["summaries"][0]["id"];
    let passage = "When Maya talked about her brother I wanted to tell her that I knew that silence.";
    rewrite_first_found(ines, "\"Four, seven, eight\"")?;
    ines.bring("That happened to me too", passage, newest, "listen", 5)?;
    ines.at("2026-11-23T19:05:00+00:00")?;
    ines.bring("I said no, and nothing fell down", "", &Value::Null, "celebrate", 3)?;
    fs::write(ines.folder.join("in/priya-card.txt"), group.priya.card()?.as_str().unwrap_or_default())
        .map_err(|error| error.to_string())?;
    ines.at("2026-11-23T13:05:00+00:00")?;
    ines.ask("capture", json!({ "text": "Ask Sam what the breathing was called." })).map(drop)
}

/// The reflection was also changed on another computer.
fn rewrite_first_found(ines: &Person, query: &str) -> Result<(), String> {
    let found = ines.ask("reflection_list", json!({ "query": query, "limit": 1, "offset": 0 }))?;
    let id = found["summaries"][0]["id"].as_str().ok_or("nothing found")?;
    let id: Id = id.parse().map_err(|_| "an id")?;
    let text = "Sam’s breathing: four in, seven hold, eight out. It works on the bus, and in the stairwell.";
    let rewritten =
        ines.app.journal(|journal| rewrite_elsewhere(journal, id, text, "2026-11-22T07:15:00+00:00"));
    rewritten.map_err(|failure| format!("{failure:?}"))
}

fn happens(ines: &Person, time: &str, event: Event, to: &Value) -> Result<(), String> {
    ines.at(&format!("{time}+00:00"))?;
    match event {
        Event::ShareMood => ines.shares(to, false).map(drop),
        Event::ShareBring => {
            let text = "I would like to be someone who leaves on time.";
            let brought = ines.bring("Leaving on time", text, &Value::Null, "challenge", 5)?;
            ines.shares(to, true)?;
            ines.ask("bring_delete", json!({ "id": brought })).map(drop)
        }
        Event::Backup => ines.ask("backup_now", json!({})).map(drop),
        Event::Rehearsal => ines.ask("backup_rehearse", json!({})).map(drop),
    }
}

/// What a member sent to Dr Okafor.
struct Sent<'a> {
    by: &'a Person,
    file: &'a str,
    /// Title and minutes of what is to be brought.
    bring: Option<(&'a str, u32)>,
    moods: &'a str,
    opened: Option<&'a str>,
}

/// Dr Okafor's journal: everybody's cards but Jo's, and what they sent.
fn therapist(okafor: &Person, ines: &Person, group: &Group) -> Result<(), String> {
    okafor.group()?;
    okafor.at("2026-11-05T18:00:00+00:00")?;
    okafor.ask("backup_folder_choose", json!({}))?;
    for other in [ines, &group.maya, &group.sam] {
        okafor.compared_with(other)?;
    }
    okafor.knows(&group.priya)?;
    for sent in [
        Sent {
            by: &group.jo,
            file: "jo.age",
            bring: None,
            moods: "2223222333",
            opened: Some("2026-11-21T12:00:00+00:00"),
        },
        Sent {
            by: &group.sam,
            file: "sam.age",
            bring: Some(("Breathing, one week on", 5)),
            moods: "33433343433",
            opened: Some("2026-11-22T10:00:00+00:00"),
        },
        Sent {
            by: &group.maya,
            file: "maya.age",
            bring: Some(("The visit", 10)),
            moods: "44433322322",
            opened: Some("2026-11-23T17:10:00+00:00"),
        },
        Sent {
            by: &group.priya,
            file: "priya.age",
            bring: Some(("A goodbye", 8)),
            moods: "334344",
            opened: None,
        },
    ] {
        receives(okafor, &sent)?;
    }
    for time in ["2026-11-20T20:00:00+00:00", "2026-11-23T18:00:00+00:00"] {
        okafor.at(time)?;
        okafor.ask("backup_now", json!({}))?;
    }
    Ok(())
}

fn receives(okafor: &Person, sent: &Sent<'_>) -> Result<(), String> {
    sent.by.group()?;
    let first = NaiveDate::from_ymd_opt(2026, 10, 27).ok_or("a day")?;
    for (count, mood) in sent.moods.bytes().enumerate() {
        let day = first.checked_add_days(Days::new(2 * count as u64)).unwrap_or(first);
        let evening = Reflection {
            date: format!("{day}T20:00:00"),
            title: String::new(),
            tags: Vec::new(),
            mood: mood - b'0',
            body: "A quiet evening.".to_owned(),
        };
        sent.by.writes(&evening, &[&evening.body])?;
    }
    sent.by.at("2026-11-21T09:00:00+00:00")?;
    if let Some((title, minutes)) = sent.bring {
        sent.by.bring(title, "", &Value::Null, "listen", minutes)?;
    }
    let to = sent.by.compared_with(okafor)?;
    let file = sent.by.shares(&to, sent.bring.is_some())?;
    fs::copy(file, okafor.folder.join("in").join(sent.file)).map_err(|error| error.to_string())?;
    if let Some(time) = sent.opened {
        okafor.at(time)?;
        okafor.desk.choose(&[sent.file.to_owned()]);
        let opened = okafor.ask("received_open", json!({}))?;
        okafor.desk.choose(&[]);
        if !opened["refused"].as_array().is_some_and(Vec::is_empty) {
            return Err(format!("{} was refused: {}", sent.file, opened["refused"]));
        }
    }
    Ok(())
}
