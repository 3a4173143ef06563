//! The floors of the core: each names only those below it, also through a method of `Journal`.
//!
//! Read from the syntax of every file: imports, paths, and calls of methods that a feature adds to `Journal` or
//! `View`, which no import shows. Code that only tests compile may name anything.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

/// From the ground up. Features of one floor don't name each other.
const FLOORS: [&[&str]; 9] = [
    &["base"],
    &["store"],
    &["attachments", "groups", "people", "reflections"],
    &["safety", "sessions"],
    &["sharing"],
    &["received"],
    &["access", "backups", "import_export"],
    &["kinds"],
    &["fuzzing"],
];

/// Types of `store` that features add methods to.
const SHARED: [&str; 2] = ["Journal", "View"];

fn floor(feature: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&feature))
}

/// One file: whose it is, and its syntax.
struct Source {
    feature: String,
    /// Its module path below the crate, without its own name if it is a `mod.rs`.
    modules: Vec<String>,
    name: String,
    file: syn::File,
}

/// Who names whom, and where.
type Arrows = BTreeMap<(String, String), BTreeSet<String>>;

fn arrows(sources: &[Source]) -> Arrows {
    // Which feature defines a method of a shared type; a name that several define says nothing.
    let mut methods: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources {
        let mut defined = Methods { found: Vec::new() };
        defined.visit_file(&source.file);
        for method in defined.found {
            methods.entry(method).or_default().insert(source.feature.clone());
        }
    }
    let mut arrows = Arrows::new();
    for source in sources {
        let mut named = Named { source, methods: &methods, found: Vec::new(), shared: false };
        named.visit_file(&source.file);
        for (to, what) in named.found {
            let seen = arrows.entry((source.feature.clone(), to)).or_default();
            seen.insert(format!("{}: {what}", source.name));
        }
    }
    arrows
}

/// The arrows that lead up, or to another feature of the same floor.
fn wrong(arrows: &Arrows) -> Vec<String> {
    let mut wrong = Vec::new();
    for ((from, to), places) in arrows {
        let (Some(a), Some(b)) = (floor(from), floor(to)) else {
            wrong.push(format!("{from} or {to} stands on no floor: {places:?}"));
            continue;
        };
        if from != to && b >= a {
            wrong.push(format!("{from} names {to}: {places:?}"));
        }
    }
    wrong
}

fn only_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Ident>().is_ok_and(|argument| argument == "test")
    })
}

fn type_name(ty: &syn::Type) -> Option<String> {
    match ty {
        syn::Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    }
}

struct Methods {
    found: Vec<String>,
}

impl<'ast> Visit<'ast> for Methods {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !only_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if item.trait_.is_some() || type_name(&item.self_ty).is_none_or(|name| !SHARED.contains(&&*name)) {
            return;
        }
        for method in &item.items {
            if let syn::ImplItem::Fn(method) = method {
                self.found.push(method.sig.ident.to_string());
            }
        }
    }
}

struct Named<'a> {
    source: &'a Source,
    methods: &'a BTreeMap<String, BTreeSet<String>>,
    found: Vec<(String, String)>,
    /// Inside a method of a shared type, where `self` is one.
    shared: bool,
}

impl Named<'_> {
    /// The feature that a path of these segments leads to.
    fn path(&mut self, segments: &[String]) {
        let Some(first) = segments.first() else { return };
        let ups = segments.iter().take_while(|segment| *segment == "super").count();
        let target = if first == "crate" {
            segments.get(1).cloned()
        } else if ups > 0 {
            let left = self.source.modules.len().checked_sub(ups);
            let rest = segments.get(ups).cloned();
            left.and_then(|left| if left == 0 { rest } else { self.source.modules.first().cloned() })
        } else {
            None
        };
        // What the crate's root gives on (`crate::Code`) is of `base`.
        let target = target.map(|target| match target.chars().next() {
            Some(c) if c.is_uppercase() => "base".to_owned(),
            _ => target,
        });
        if let Some(target) = target {
            self.found.push((target, segments.join("::")));
        }
    }

    fn tree(&mut self, tree: &syn::UseTree, before: &mut Vec<String>) {
        match tree {
            syn::UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.tree(&path.tree, before);
                before.pop();
            }
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.tree(tree, before);
                }
            }
            syn::UseTree::Name(name) => {
                before.push(name.ident.to_string());
                self.path(&before.clone());
                before.pop();
            }
            syn::UseTree::Rename(name) => {
                before.push(name.ident.to_string());
                self.path(&before.clone());
                before.pop();
            }
            syn::UseTree::Glob(_) => self.path(&before.clone()),
        }
    }
}

impl<'ast> Visit<'ast> for Named<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !only_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if only_tests(&item.attrs) {
            return;
        }
        let before = self.shared;
        self.shared = type_name(&item.self_ty).is_some_and(|name| SHARED.contains(&&*name));
        visit::visit_item_impl(self, item);
        self.shared = before;
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !only_tests(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !only_tests(&item.attrs) {
            self.tree(&item.tree, &mut Vec::new());
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.path(&path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>());
        visit::visit_path(self, path);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let receiver = match &*call.receiver {
            syn::Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
            syn::Expr::Field(field) => match &field.member {
                syn::Member::Named(name) => Some(name.to_string()),
                syn::Member::Unnamed(_) => None,
            },
            _ => None,
        };
        let is_shared = match receiver.as_deref() {
            Some("self") => self.shared,
            Some(name) => ["journal", "view"].contains(&name),
            None => false,
        };
        let method = call.method.to_string();
        if let Some(owners) = self.methods.get(&method).filter(|_| is_shared)
            && let [owner] = owners.iter().collect::<Vec<_>>()[..]
        {
            self.found.push((owner.clone(), format!(".{method}()")));
        }
        visit::visit_expr_method_call(self, call);
    }
}

fn core() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/core/src")
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

fn source(relative: &Path, text: &str) -> Source {
    let mut modules: Vec<String> =
        relative.with_extension("").iter().map(|part| part.to_str().unwrap().to_owned()).collect();
    let feature = modules[0].clone();
    if modules.last().is_some_and(|last| last == "mod") {
        modules.pop();
    }
    Source { feature, modules, name: relative.display().to_string(), file: syn::parse_file(text).unwrap() }
}

#[test]
fn no_floor_of_the_core_names_one_above_it() {
    let mut found = Vec::new();
    files(&core(), &mut found);
    let sources: Vec<Source> = found
        .iter()
        .map(|path| (path.strip_prefix(core()).unwrap().to_owned(), path))
        // The crate's root only lists the floors; `tests` and `samples` are compiled for tests alone.
        .filter(|(relative, _)| relative != Path::new("lib.rs"))
        .filter(|(relative, _)| {
            !relative.with_extension("").iter().any(|part| part == "tests" || part == "samples")
        })
        .map(|(relative, path)| source(&relative, &std::fs::read_to_string(path).unwrap()))
        .collect();
    let arrows = arrows(&sources);
    assert!(arrows.len() > 30, "so many were there when this was written: {}", arrows.len());
    let wrong = wrong(&arrows);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the test above would say of these files.
fn errors_of(sources: &[(&str, &str)]) -> Vec<String> {
    wrong(&arrows(&sources.iter().map(|(name, text)| source(Path::new(name), text)).collect::<Vec<_>>()))
}

#[test]
fn an_import_a_path_and_a_method_call_that_lead_up_are_found() {
    let sharing = ("sharing/mod.rs", "impl Journal { pub fn share_log(&self) {} pub fn shared(&self) {} }");
    for text in [
        "use crate::sharing::Preview;",
        "use crate::{base::Result, sharing};",
        "fn f() { crate::sharing::masking::plain(); }",
        "fn f(a: &super::sharing::Preview) {}",
        "impl Journal { fn f(&self) { self.share_log(); } }",
        "fn f(journal: &Journal) { if true { journal.shared(); } }",
        "fn f(open: &mut Open) { open.journal.shared(); }",
    ] {
        let errors = errors_of(&[sharing, ("people/mod.rs", text)]);
        assert!(errors.len() == 1 && errors[0].starts_with("people names sharing"), "{text}: {errors:?}");
    }
    let deep = ("people/masking/tokens.rs", "use super::super::super::sharing::Preview;");
    assert_eq!(errors_of(&[sharing, deep]).len(), 1);
    let beside = ("people/mod.rs", "use crate::groups::Group;");
    assert_eq!(errors_of(&[beside]).len(), 1, "another feature of the same floor");
    for text in [
        "use crate::base::Result;\nuse crate::store::Journal;\nuse crate::Code;",
        "#[cfg(test)]\nmod tests { use crate::sharing::Preview; }",
        "fn f(log: &Log) { log.share_log(); }",
        "use super::base::Result;",
    ] {
        assert!(errors_of(&[sharing, ("people/mod.rs", text)]).is_empty(), "{text}");
    }
}
