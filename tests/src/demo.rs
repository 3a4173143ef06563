//! Two vaults to look at: Ines with two years of writing, and Dr Okafor who facilitates her group.
//!
//! They are made with `sotto-cli`, as anyone could do; the texts are in `story`.

use crate::person::Person;
use crate::story::story;
use chrono::NaiveDate;
use std::fmt::Write;
use std::path::Path;

/// Opens Ines's vault. Made up, and good for nothing else.
pub const INES: &str = "lantern moss quarry violet";
/// Opens Dr Okafor's vault.
pub const OKAFOR: &str = "harbour button evening clock";

/// Ines and Dr Okafor, in folders of their own under `folder`.
pub struct Demo {
    /// A member, with two years behind her.
    pub ines: Person,
    /// Her therapist, who has not received anything yet.
    pub okafor: Person,
}

/// Makes both. `today` is the day after the last reflection.
pub fn demo(folder: &Path, today: NaiveDate) -> Demo {
    let ines = Person::at(&folder.join("ines"), INES);
    ines.init();
    let mut lines = String::new();
    for reflection in story(today, 1) {
        let _ = writeln!(lines, "{}", reflection.to_json());
    }
    std::fs::write(ines.path("journal.jsonl"), lines).expect("room for the journal");
    ines.does(["import", "jsonl", "journal.jsonl"]);
    std::fs::remove_file(ines.path("journal.jsonl")).expect("what was just written");
    group(&ines);
    for (name, alias) in
        [("Maya", "someone in the group"), ("Sam", "another member"), ("Jo", "a third member"), ("Dad", "")]
    {
        let named = ["person", "add", name];
        if alias.is_empty() {
            ines.does(named);
        } else {
            ines.does(named.iter().chain(&["--alias", alias]));
        }
    }
    let calm = ines.does(["search", "\"nothing fell down\"", "--limit", "1"]).text("id");
    ines.does([
        "bring",
        "add",
        "--reflection",
        &calm,
        "--title",
        "I said no, and nothing fell down",
        "--want",
        "celebrate",
        "--minutes",
        "3",
    ]);
    let okafor = Person::at(&folder.join("okafor"), OKAFOR);
    okafor.init();
    group(&okafor);
    Demo { ines, okafor }
}

fn group(person: &Person) {
    person.does([
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
}

impl Demo {
    /// They have exchanged cards and compared words, so that sharing can be tried at once.
    pub fn introduced(self) -> Self {
        let Self { ines, okafor } = &self;
        for (giver, name, taker) in [(okafor, "Dr Okafor", ines), (ines, "Ines", okafor)] {
            let card = giver.does(["contact", "mine", "--name", name]).text("card");
            std::fs::write(taker.path("a.card"), card).expect("room for a card");
            taker.does(["contact", "add", "a.card"]);
            taker.does(["contact", "confirm", name]);
        }
        self
    }
}
