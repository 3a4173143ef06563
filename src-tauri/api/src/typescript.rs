//! Writes the TypeScript that the screens are written against, from the calls themselves: their names, the
//! types of their arguments and answers, every type those name, and the bounds. A test fails if the file that
//! is checked in is another.

use std::any::TypeId;
use std::collections::BTreeMap;
use std::fmt::Write;

use sotto_core::{Code, Failure, vault::Id};
use ts_rs::{Config, TS, TypeVisitor};

use crate::calls;
use crate::limits::LIMITS;
use crate::secret::Secret;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/backend/bindings/index.ts");

/// Every type that was named so far, and its declaration.
pub(crate) struct Types {
    config: Config,
    declared: BTreeMap<String, (TypeId, String)>,
}

/// Arguments and answer of a call, in TypeScript.
pub(crate) struct Signature {
    arguments: String,
    answer: String,
}

/// The signature of a call; the types it names are declared.
pub(crate) fn signature<Arguments: TS + 'static, Answer: TS + 'static>(types: &mut Types) -> Signature {
    Arguments::visit_dependencies(types);
    types.visit::<Answer>();
    let arguments = Arguments::inline(&types.config);
    let answer = Answer::name(&types.config);
    // What an empty struct is in TypeScript.
    let empty = arguments.starts_with("Record<");
    Signature {
        arguments: if empty { String::new() } else { format!("a: {arguments}") },
        answer: if answer == "null" { "void".to_owned() } else { answer },
    }
}

impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        T::visit_generics(self);
        if T::output_path().is_none() {
            return;
        }
        let (name, id) = (T::ident(&self.config), TypeId::of::<T>());
        if let Some((known, _)) = self.declared.get(&name) {
            assert!(*known == id, "two types are called {name} in TypeScript");
            return;
        }
        let docs = T::docs().unwrap_or_default();
        self.declared.insert(name, (id, format!("{docs}export {}", T::decl(&self.config))));
        T::visit_dependencies(self);
    }
}

/// In TypeScript a secret is a string like any other.
impl TS for Secret {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;
    fn name(config: &Config) -> String {
        String::name(config)
    }
    fn inline(config: &Config) -> String {
        String::inline(config)
    }
}

fn file() -> String {
    let config = Config::new().with_large_int("number");
    let mut types = Types { config, declared: BTreeMap::new() };
    types.visit::<Failure>();
    types.visit::<Code>();
    types.visit::<Id>();
    let mut calls = String::new();
    for call in calls::all() {
        let Signature { arguments, answer } = (call.signature)(&mut types);
        let about: Vec<_> = call.about.iter().map(|line| line.trim()).collect();
        let _ = writeln!(calls, "  /** {} */", about.join("\n   * "));
        let _ = writeln!(calls, "  {}({arguments}): Promise<{answer}>;", call.name);
    }
    let mut out = String::from(
        "// Written by `cargo test -p sotto-api typescript`, from the Rust calls. Not to be edited.\n\n\
         /** RFC 3339 with an offset. */\nexport type Moment = string;\n\
         export type Weekday = \"mon\" | \"tue\" | \"wed\" | \"thu\" | \"fri\" | \"sat\" | \"sun\";\n",
    );
    for (_, declaration) in types.declared.values() {
        let _ = writeln!(out, "{declaration}");
    }
    out.push_str(
        "\n/** What sort of failure each code is. */\nexport const CLASSES: Record<Code, Class> = {\n",
    );
    for code in Code::ALL {
        let class = serde_json::to_string(&code.class()).unwrap();
        let _ = writeln!(out, "  {code}: {class},");
    }
    out.push_str("};\n\n/** Bounds that the core holds. */\nexport const LIMITS = {\n");
    for limit in LIMITS {
        let _ = writeln!(out, "  /** {} */\n  {}: {},", limit.2, limit.0, limit.1);
    }
    out.push_str("} as const;\n\n/** Every call: rejects with a Failure. */\nexport interface Calls {\n");
    out.push_str(&calls);
    out.push_str("}\n");
    out
}

#[test]
fn the_typescript_is_what_the_calls_say() {
    let fresh = file();
    let checked_in = std::fs::read_to_string(FILE).unwrap_or_default();
    std::fs::write(FILE, &fresh).unwrap();
    assert!(
        checked_in == fresh,
        "the TypeScript was stale; it has been written again: look at the difference and commit it"
    );
}

#[test]
fn no_two_calls_have_one_name() {
    let mut names: Vec<_> = calls::all().map(|call| call.name).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
}
