//! One thin function per command. What a command means is in the core.

mod access;
mod backup;
mod circle;
mod export;
mod import;
mod prep;
mod received;
pub mod reflections;
mod safety;
pub mod sharing;
mod vault;

use sotto_core::{Failure, status};

use crate::Result;
use crate::arguments::Command;
use crate::open::Here;

pub fn run(here: &mut Here, command: Command) -> Result<()> {
    match command {
        Command::Init(init) => vault::init(here, &init),
        Command::Capture { text } => reflections::capture(here, text),
        Command::Captured { act } => reflections::captured(here, act),
        Command::Write(page) => reflections::write(here, page),
        Command::Edit { id, page } => reflections::edit(here, &id, page),
        Command::Delete { id } => reflections::delete(here, &id),
        Command::List(list) => reflections::list(here, &list),
        Command::Show { id, revisions } => reflections::show(here, &id, revisions),
        Command::Search(search) => reflections::search(here, &search),
        Command::Import { format, path } => import::import(here, format, &path),
        Command::Export(what) => export::export(here, &what),
        Command::Person { act } => circle::person(here, act),
        Command::Group { act } => circle::group(here, act),
        Command::Session { act } => circle::session(here, act),
        Command::Bring { act } => prep::bring(here, act),
        Command::Contact { act } => sharing::contact(here, act),
        Command::Share { act } => sharing::share(here, act),
        Command::Received { act } => received::received(here, act),
        Command::Verify => vault::verify(here),
        Command::Rebuild => vault::rebuild(here),
        Command::Slot { act } => access::slot(here, act),
        Command::Rekey(rekey) => access::rekey(here, &rekey),
        Command::Backup(how) => backup::backup(here, how),
        Command::Restore { file, to } => backup::restore(here, &file, &to),
        Command::Help { country } => safety::help(here, country.as_deref()),
        Command::Measure(later) | Command::Bench(later) => {
            // Whatever followed the name was not read as options.
            here.out.json |= later.rest.iter().any(|word| word == "--json");
            Err(Failure::new("not_yet", status::USAGE))
        }
    }
}
