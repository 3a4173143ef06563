//! The journal against a plain map: whatever is written, edited, kept and deleted, with a lock, a
//! crash or a rebuild at any point, and from whichever image it opens, it shows what the map holds.
//!
//! `PROPTEST_CASES` raises the number of histories tried.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use proptest::prelude::*;
use proptest::test_runner::Config;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use sotto_core::reflections::{Content, ReflectionInput, Sort};
use sotto_core::vault::{Device, Id, Key, NewPassphrase, RecoveryKey, VaultFile};
use sotto_core::{Error, Journal, Now};
use tempfile::TempDir;

const WORDS: [&str; 5] = ["heron", "lantern", "Brüder", "silence", "harbour"];
/// As they are typed into the search field.
const TYPED: [&str; 5] = ["heron", "LANTERN", "bruder", "silence", "harbour"];
const TAGS: [&str; 2] = ["family", "out"];

/// What is written, as numbers of words.
#[derive(Clone, Debug)]
struct Page {
    title: Vec<usize>,
    text: Vec<usize>,
    mood: Option<u8>,
    tags: Vec<usize>,
    /// Hours before the present that it is dated, or no date.
    date: Option<i64>,
}

#[derive(Clone, Debug)]
enum Transition {
    Write(Page),
    Edit(usize, Page),
    Delete(usize),
    /// The first number is a reflection, or none for a new one.
    Draft(Option<usize>, Page),
    Keep(usize),
    KeepAll,
    /// As the app locks: drafts become revisions, and the view is saved.
    Lock,
    /// Without any of that.
    Crash,
    Unlock,
    SaveView,
    /// The saved view is gone.
    LoseView,
    Rebuild,
    Settle,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Body {
    date: Now,
    title: String,
    text: String,
    mood: Option<u8>,
    tags: Vec<String>,
}

#[derive(Clone, Debug, Default)]
struct Entity {
    kept: Option<Body>,
    revision: u32,
    draft: Option<Body>,
}

#[derive(Clone, Debug, Default)]
struct Model {
    entities: Vec<Entity>,
    open: bool,
    /// Steps so far: the clock, one minute each.
    steps: u32,
}

fn now(steps: u32) -> Now {
    Now::parse_from_rfc3339("2026-11-23T00:00:00+00:00").unwrap() + chrono::Duration::minutes(steps.into())
}

impl Page {
    fn input(&self, steps: u32) -> ReflectionInput {
        let words = |of: &[usize]| of.iter().map(|n| WORDS[*n]).collect::<Vec<_>>().join(" ");
        let mut content = Content::new(words(&self.title), words(&self.text));
        content.mood = self.mood;
        content.tags = self.tags.iter().map(|n| TAGS[*n].to_owned()).collect();
        let date = self.date.map(|hours| (now(steps) - chrono::Duration::hours(hours)).to_rfc3339());
        ReflectionInput { content, date }
    }

    fn body(&self, steps: u32, had: Option<Now>) -> Body {
        let input = self.input(steps);
        let mut tags: Vec<String> = Vec::new();
        for tag in &input.content.tags {
            if !tags.contains(tag) {
                tags.push(tag.clone());
            }
        }
        let given = input.date.as_ref().map(|date| Now::parse_from_rfc3339(date).unwrap());
        let date = given.or(had).unwrap_or_else(|| now(steps));
        Body {
            date,
            title: input.content.title.clone(),
            text: input.content.text.clone(),
            mood: input.content.mood,
            tags,
        }
    }
}

impl Entity {
    fn keep(&mut self) {
        let Some(draft) = self.draft.take() else { return };
        let blank =
            draft.title.is_empty() && draft.text.is_empty() && draft.mood.is_none() && draft.tags.is_empty();
        if self.kept.as_ref() != Some(&draft) && !(self.kept.is_none() && blank) {
            self.kept = Some(draft);
            self.revision += 1;
        }
    }

    fn edit(&mut self, body: Body) {
        if self.kept.as_ref() != Some(&body) {
            self.kept = Some(body);
            self.revision += 1;
        }
    }
}

impl Model {
    fn keep_all(&mut self) {
        self.entities.iter_mut().for_each(Entity::keep);
    }
}

fn page() -> impl Strategy<Value = Page> {
    let words = || proptest::collection::vec(0..WORDS.len(), 0..4);
    let mood = proptest::option::of(1..=5u8);
    let tags = proptest::collection::vec(0..TAGS.len(), 0..3);
    (words(), words(), mood, tags, proptest::option::weighted(0.3, 1..5000i64))
        .prop_map(|(title, text, mood, tags, date)| Page { title, text, mood, tags, date })
}

impl ReferenceStateMachine for Model {
    type State = Model;
    type Transition = Transition;

    fn init_state() -> BoxedStrategy<Model> {
        Just(Model { open: true, ..Model::default() }).boxed()
    }

    fn transitions(model: &Model) -> BoxedStrategy<Transition> {
        if !model.open {
            return prop_oneof![
                4 => Just(Transition::Unlock),
                1 => Just(Transition::LoseView),
            ]
            .boxed();
        }
        let new =
            prop_oneof![page().prop_map(Transition::Write), page().prop_map(|p| Transition::Draft(None, p)),];
        let ends = prop_oneof![
            2 => Just(Transition::Lock),
            2 => Just(Transition::Crash),
            2 => Just(Transition::SaveView),
            1 => Just(Transition::LoseView),
            1 => Just(Transition::Rebuild),
            1 => Just(Transition::Settle),
            1 => Just(Transition::KeepAll),
        ];
        if model.entities.is_empty() {
            return prop_oneof![3 => new, 1 => ends].boxed();
        }
        let one = || 0..model.entities.len();
        prop_oneof![
            4 => new,
            3 => (one(), page()).prop_map(|(n, p)| Transition::Edit(n, p)),
            2 => one().prop_map(Transition::Delete),
            3 => (one(), page()).prop_map(|(n, p)| Transition::Draft(Some(n), p)),
            2 => one().prop_map(Transition::Keep),
            4 => ends,
        ]
        .boxed()
    }

    fn preconditions(model: &Model, transition: &Transition) -> bool {
        let there = |n: &usize| *n < model.entities.len();
        match transition {
            Transition::Unlock => !model.open,
            Transition::LoseView => true,
            Transition::Edit(n, _)
            | Transition::Delete(n)
            | Transition::Draft(Some(n), _)
            | Transition::Keep(n) => model.open && there(n),
            _ => model.open,
        }
    }

    fn apply(mut model: Model, transition: &Transition) -> Model {
        model.steps += 1;
        let steps = model.steps;
        match transition {
            Transition::Write(page) => {
                let kept = Some(page.body(steps, None));
                model.entities.push(Entity { kept, revision: 1, draft: None });
            }
            Transition::Edit(n, page) => {
                let entity = &mut model.entities[*n];
                entity.keep();
                if let Some(kept) = &entity.kept {
                    let body = page.body(steps, Some(kept.date));
                    entity.edit(body);
                }
            }
            Transition::Delete(n) => model.entities[*n] = Entity::default(),
            Transition::Draft(None, page) => {
                model.entities.push(Entity { draft: Some(page.body(steps, None)), ..Entity::default() });
            }
            Transition::Draft(Some(n), page) => {
                let entity = &mut model.entities[*n];
                if let Some(had) = entity.kept.as_ref().or(entity.draft.as_ref()) {
                    entity.draft = Some(page.body(steps, Some(had.date)));
                }
            }
            Transition::Keep(n) => model.entities[*n].keep(),
            Transition::KeepAll => model.keep_all(),
            Transition::Lock => {
                model.keep_all();
                model.open = false;
            }
            Transition::Crash => model.open = false,
            Transition::Unlock => {
                // What a crash left behind becomes a revision.
                model.keep_all();
                model.open = true;
            }
            Transition::Rebuild => model.keep_all(),
            Transition::SaveView | Transition::LoseView | Transition::Settle => {}
        }
        model
    }
}

struct Template {
    bytes: Vec<u8>,
    recovery: RecoveryKey,
}

fn template() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let place = TempDir::new().unwrap();
        let path = place.path().join("a.sotto");
        let recovery = RecoveryKey::generate();
        let locked = VaultFile::at(&path, Device::at(place.path().join("device")));
        drop(
            Journal::create(&locked, &NewPassphrase::new("brave lantern").unwrap(), Some(&recovery)).unwrap(),
        );
        Template { bytes: std::fs::read(&path).unwrap(), recovery }
    })
}

/// The real journal.
struct Real {
    place: TempDir,
    locked: VaultFile,
    /// Asking it something may complete it, so it is asked through a cell.
    journal: RefCell<Option<Journal>>,
    ids: Vec<Id>,
}

impl Real {
    fn open(&self) {
        let key = Key::Recovery(template().recovery.clone());
        *self.journal.borrow_mut() = Some(Journal::unlock(&self.locked, &key, false).unwrap());
    }
}

impl StateMachineTest for Real {
    type SystemUnderTest = Real;
    type Reference = Model;

    fn init_test(_: &Model) -> Real {
        let place = TempDir::new().unwrap();
        let path = place.path().join("a.sotto");
        std::fs::write(&path, &template().bytes).unwrap();
        let locked = VaultFile::at(&path, Device::at(place.path().join("device")));
        let real = Real { place, locked, journal: RefCell::new(None), ids: Vec::new() };
        real.open();
        real
    }

    fn apply(mut real: Real, model: &Model, transition: Transition) -> Real {
        let (steps, now) = (model.steps, now(model.steps));
        if matches!(transition, Transition::Unlock) {
            real.open();
            return real;
        }
        if let Transition::LoseView = transition {
            let _ = std::fs::remove_file(real.place.path().join("a.sotto-view"));
            return real;
        }
        let mut cell = real.journal.borrow_mut();
        let journal = cell.as_mut().expect("open");
        match transition {
            Transition::Write(page) => {
                real.ids.push(journal.reflection_write(&page.input(steps), now).unwrap())
            }
            Transition::Edit(n, page) => {
                // One that was deleted, or is blank, cannot be edited; anything else is not expected here.
                let revision = match journal.reflection_edit(real.ids[n], &page.input(steps), now) {
                    Ok(revision) => revision,
                    Err(Error::NotFound) => 0,
                    Err(other) => panic!("edited: {other}"),
                };
                assert_eq!(revision, model.entities[n].revision);
            }
            // Whether there was something shows in what is there afterwards.
            Transition::Delete(n) => drop(journal.reflection_delete(real.ids[n], now)),
            Transition::Draft(None, page) => {
                real.ids.push(journal.draft_save(None, &page.input(steps), now).unwrap().reflection);
            }
            Transition::Draft(Some(n), page) => {
                let saved = match journal.draft_save(Some(real.ids[n]), &page.input(steps), now) {
                    Ok(_) => true,
                    Err(Error::NotFound) => false,
                    Err(other) => panic!("saved: {other}"),
                };
                assert_eq!(saved, model.entities[n].draft.is_some());
            }
            Transition::Keep(n) => {
                assert_eq!(journal.draft_keep(real.ids[n], now).unwrap(), model.entities[n].revision);
            }
            Transition::KeepAll => journal.draft_keep_all(now).unwrap(),
            Transition::Lock => {
                journal.draft_keep_all(now).unwrap();
                journal.save_view().unwrap();
                *cell = None;
            }
            Transition::Crash => *cell = None,
            Transition::SaveView => journal.save_view().unwrap(),
            Transition::Rebuild => drop(journal.rebuild(&mut |_, _| {}).unwrap()),
            Transition::Settle => journal.checkpoint().unwrap(),
            Transition::Unlock | Transition::LoseView => {}
        }
        drop(cell);
        real
    }

    fn check_invariants(real: &Real, model: &Model) {
        let mut cell = real.journal.borrow_mut();
        let Some(journal) = cell.as_mut() else { return };
        let mut kept: Vec<&Body> = model.entities.iter().filter_map(|e| e.kept.as_ref()).collect();
        kept.sort_by_key(|body| std::cmp::Reverse(body.date));

        // The list first: it comes from the first pages of the view.
        let list = journal.reflection_list("", Sort::Recent, 200, 0).unwrap();
        let shown: Vec<_> = list
            .summaries
            .iter()
            .map(|c| (c.date.clone(), c.title.clone(), c.mood, c.tags.clone()))
            .collect();
        let expected: Vec<_> =
            kept.iter().map(|b| (b.date.to_rfc3339(), b.title.clone(), b.mood, b.tags.clone())).collect();
        assert_eq!(shown, expected);
        assert_eq!(list.total as usize, kept.len());

        for (word, typed) in WORDS.iter().zip(TYPED) {
            let has = |text: &str| text.split(' ').any(|w| w == *word);
            let expected = kept.iter().filter(|b| has(&b.title) || has(&b.text)).count();
            let found = journal.reflection_list(typed, Sort::Recent, 200, 0).unwrap();
            assert_eq!((found.total as usize, found.summaries.len()), (expected, expected), "{typed}");
            let best = journal.reflection_list(typed, Sort::Best, 200, 0).unwrap();
            assert_eq!(best.summaries.len(), expected, "{typed}");
        }
        let mut tags: BTreeMap<&str, u32> = BTreeMap::new();
        kept.iter().flat_map(|b| &b.tags).for_each(|tag| *tags.entry(tag).or_default() += 1);
        let listed: BTreeMap<String, u32> =
            journal.tags().unwrap().into_iter().map(|t| (t.tag, t.count)).collect();
        assert_eq!(listed, tags.into_iter().map(|(tag, n)| (tag.to_owned(), n)).collect());

        for (entity, id) in model.entities.iter().zip(&real.ids) {
            let read = journal.reflection_read(*id);
            let Some(body) = entity.draft.as_ref().or(entity.kept.as_ref()) else {
                assert!(read.is_err(), "what was deleted is gone");
                continue;
            };
            let read = read.unwrap();
            assert_eq!(
                (&read.content.title, &read.content.text, read.content.mood),
                (&body.title, &body.text, body.mood)
            );
            assert_eq!((read.date, read.draft), (body.date.to_rfc3339(), entity.draft.is_some()));
            assert_eq!(read.revision, entity.revision);
            if entity.kept.is_some() {
                assert_eq!(journal.reflection_revisions(*id).unwrap().len(), entity.revision as usize);
            }
        }
        assert_eq!(journal.damaged(), 0);
    }

    fn teardown(real: Real, mut model: Model) {
        // Once more, from nothing but the file.
        let mut cell = real.journal.borrow_mut();
        *cell = None;
        drop(cell);
        let _ = std::fs::remove_file(real.place.path().join("a.sotto-view"));
        real.open();
        model.keep_all();
        Self::check_invariants(&real, &model);
        assert!(real.journal.borrow().as_ref().unwrap().verify().unwrap().passed());
    }
}

/// Few in the ordinary run, as many as `PROPTEST_CASES` says in a long one.
fn config(few: u32) -> Config {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(few);
    Config { cases, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() }
}

prop_state_machine! {
    #![proptest_config(config(8))]
    #[test]
    fn whatever_is_done_the_journal_shows_what_a_plain_map_holds(sequential 1..50 => Real);
}
