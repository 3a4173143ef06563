//! One short function for each command. The work is done in the core.

mod access;
mod attachments;
mod backup;
mod export;
mod groups;
mod import;
mod people;
mod received;
pub mod reflections;
mod safety;
mod sessions;
pub mod sharing;
mod vault;

use sotto_core::{Code, Failure};

use crate::Result;
use crate::arguments::Command;
use crate::open::Context;

pub fn run(context: &mut Context, command: Command) -> Result<()> {
    match command {
        Command::Init(init) => vault::init(context, &init),
        Command::Capture { text } => reflections::capture(context, text),
        Command::Captured { action } => reflections::captured(context, action),
        Command::Write(page) => reflections::write(context, page),
        Command::Edit { id, page } => reflections::edit(context, &id, page),
        Command::Delete { id } => reflections::delete(context, &id),
        Command::Attachment { action } => attachments::attachment(context, &action),
        Command::List(list) => reflections::list(context, &list),
        Command::Show { id, revisions } => reflections::show(context, &id, revisions),
        Command::Search(search) => reflections::search(context, &search),
        Command::Import { format, path } => import::import(context, format, &path),
        Command::Export(what) => export::export(context, &what),
        Command::Person { action } => people::person(context, action),
        Command::Group { action } => groups::group(context, action),
        Command::Session { action } => groups::session(context, action),
        Command::Bring { action } => sessions::bring(context, action),
        Command::Contact { action } => sharing::contact(context, action),
        Command::Share { action } => sharing::share(context, action),
        Command::Received { action } => received::received(context, action),
        Command::Verify => vault::verify(context),
        Command::Rebuild => vault::rebuild(context),
        Command::Slot { action } => access::slot(context, action),
        Command::Rekey(rekey) => access::rekey(context, &rekey),
        Command::Backup(how) => backup::backup(context, how),
        Command::Restore { file, to } => backup::restore(context, &file, &to),
        Command::Help { country } => safety::help(context, country.as_deref()),
        Command::Measure(later) | Command::Bench(later) => {
            // The words after the name were not parsed as options.
            context.out.json |= later.rest.iter().any(|word| word == "--json");
            Err(Failure::new(Code::NotYet))
        }
    }
}
