//! A call: found by its name, given JSON, answered in JSON.
//!
//! `calls!` takes plain functions whose first argument is the app and makes a table of them. Arguments that are
//! unknown, missing or of another shape are refused before the function runs, without repeating any of them.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::app::App;
use crate::failure::{CallResult, locked, unexpected};

/// One call.
pub struct Call {
    /// What the screens call it.
    pub name: &'static str,
    pub(crate) run: fn(&App, Value) -> CallResult<String>,
    #[cfg(test)]
    pub(crate) about: &'static [&'static str],
    #[cfg(test)]
    pub(crate) signature: fn(&mut crate::typescript::Types) -> crate::typescript::Signature,
}

/// What a covered page may ask for: nothing that the journal holds.
const WHILE_COVERED: [&str; 12] = [
    "app_state",
    "active",
    "uncover",
    "lock",
    "leave_heard",
    "leave",
    "help",
    "capture",
    "draft_save",
    "draft_keep",
    "bring_save",
    "bring_set_aside",
];

/// Runs the call of this name and gives its answer as JSON.
///
/// # Errors
/// What the call gives; `locked` when the page is covered and may not ask for this; `unexpected` when there is no
/// such call, or its arguments are not what it takes.
pub fn call(app: &App, name: &str, arguments: Value) -> CallResult<String> {
    let found =
        crate::calls::all().find(|call| call.name == name).ok_or_else(|| unexpected("no such call"))?;
    if app.is_covered() && !WHILE_COVERED.contains(&found.name) {
        return Err(locked());
    }
    (found.run)(app, arguments)
}

/// Reads the arguments of a call. What serde says of them may quote them, so it is not passed on.
pub(crate) fn read_arguments<T: DeserializeOwned>(name: &'static str, arguments: Value) -> CallResult<T> {
    // A struct may be read from a list as well: then arguments would have no names.
    if !arguments.is_object() {
        return Err(unexpected(&format!("arguments of {name}")));
    }
    serde_json::from_value(arguments).map_err(|_| unexpected(&format!("arguments of {name}")))
}

/// Writes the answer of a call.
pub(crate) fn write_answer<T: Serialize>(answer: &T) -> CallResult<String> {
    serde_json::to_string(answer).map_err(|_| unexpected("an answer"))
}

/// Declares the calls of a feature: the functions themselves, and `CALLS`, their table.
macro_rules! calls {
    ($(
        $(#[doc = $about:literal])*
        pub fn $name:ident($app:ident: &App $(, $argument:ident: $type:ty)* $(,)?) -> CallResult<$answer:ty>
        $body:block
    )*) => {
        $(
            $(#[doc = $about])*
            pub fn $name($app: &App $(, $argument: $type)*) -> CallResult<$answer> $body
        )*

        /// The calls of this feature.
        pub(crate) const CALLS: &[$crate::call::Call] = &[$({
            #[derive(serde::Deserialize)]
            #[serde(deny_unknown_fields)]
            #[cfg_attr(test, derive(ts_rs::TS))]
            #[cfg_attr(test, ts(optional_fields = nullable))]
            struct Arguments {
                $($argument: $type,)*
            }
            fn run(app: &App, arguments: serde_json::Value) -> CallResult<String> {
                let Arguments { $($argument,)* } =
                    $crate::call::read_arguments(stringify!($name), arguments)?;
                $crate::call::write_answer(&$name(app $(, $argument)*)?)
            }
            $crate::call::Call {
                name: stringify!($name),
                run,
                #[cfg(test)]
                about: &[$($about),*],
                #[cfg(test)]
                signature: $crate::typescript::signature::<Arguments, $answer>,
            }
        }),*];
    };
}
pub(crate) use calls;
