//! The exit status of this program: a contract with scripts, so a number never changes its meaning.

use std::process::ExitCode;

use sotto_core::Class;

/// The exit status for a class of failures.
pub fn status(class: Class) -> ExitCode {
    ExitCode::from(match class {
        Class::Unexpected => 1,
        Class::Usage => 2,
        Class::WrongKey => 3,
        Class::Damaged => 4,
        Class::NotWritten => 5,
        Class::InUse => 6,
        Class::Refused => 7,
        Class::Newer => 8,
    })
}
