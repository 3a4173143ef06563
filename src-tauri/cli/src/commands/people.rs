//! The list of people whose names are masked in shares.

use sotto_core::Error;
use sotto_core::people::{self, PersonInput};

use crate::Result;
use crate::arguments::Person;
use crate::open::Context;

pub fn person(context: &mut Context, action: Person) -> Result<()> {
    let now = context.clock.now();
    context.with(|context, journal| {
        match action {
            Person::Add { name, alias, also } => {
                let person = journal.person_save(None, &PersonInput { name, alias, also }, now)?;
                print_person(context, &person);
            }
            Person::List => {
                journal.person_list()?.iter().for_each(|person| print_person(context, person));
                context.out.or_none("cli-none-people");
            }
            Person::Remove { name } => {
                let person = journal.people_named(&name)?.into_iter().next().ok_or(Error::NotFound)?;
                journal.person_delete(person.id, now)?;
                print_person(context, &person);
            }
        }
        Ok(())
    })
}

fn print_person(context: &mut Context, person: &people::Person) {
    context.out.line(person, |_| {
        let also = if person.input.also.is_empty() {
            String::new()
        } else {
            format!(" ({})", person.input.also.join(", "))
        };
        let alias = person.input.alias.as_deref().map(|alias| format!(" → {alias}")).unwrap_or_default();
        format!("{}{also}{alias}", person.input.name)
    });
}
