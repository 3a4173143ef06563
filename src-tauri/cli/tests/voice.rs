//! What `sotto-cli` says to a person rather than to a program: mistakes in our own words, and
//! something kind where there is nothing to list.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod person;

use person::Person;

#[test]
fn a_mistake_is_told_in_our_own_words() {
    let nobody = Person::without_vault();
    for (words, said, help) in [
        (&["write", "--titel", "x"][..], "no option --titel.", "sotto-cli write --help"),
        (&["write", "--titel=x"], "no option --titel.", "sotto-cli write --help"),
        (&["list", "--mood", "3"], "no option --mood.", "sotto-cli list --help"),
        (&["--json5", "list"], "no option --json5.", "sotto-cli list --help"),
        (&["wriet", "x"], "no such command", "sotto-cli --help"),
        (&["share", "sael"], "no such command", "sotto-cli share --help"),
        (&["show"], "missing: <ID>", "sotto-cli show --help"),
        (&["share", "seal", "--to", "A"], "missing: --out <FILE>", "sotto-cli share seal --help"),
        (&["list", "--since"], "has to follow --since", "sotto-cli list --help"),
        (&["write", "--mood", "6", "x"], "does not fit --mood <MOOD>", "sotto-cli write --help"),
        (&["search", "x", "--sort", "worst"], "does not fit --sort <SORT>", "sotto-cli search --help"),
        (
            &["write", "--title", "a", "--title", "b"],
            "--title <TITLE> can be given only once",
            "write --help",
        ),
        (&["init", "--no-recovery", "--recovery-out", "s"], "does not go together", "sotto-cli init --help"),
        (&["write", "one", "two"], "does not take that many words", "sotto-cli write --help"),
        (&["list", "-x"], "no such option", "sotto-cli list --help"),
        (&["list", "--limit", "-1"], "no such option", "sotto-cli list --help"),
        (&["verify", "now"], "does not take that many words", "sotto-cli verify --help"),
    ] {
        let run = nobody.plain(words, b"");
        assert_eq!((run.status, run.output.as_str()), (2, ""), "{words:?}");
        assert!(run.error.contains(said) && run.error.contains(help), "{words:?}: {}", run.error);
        assert!(run.error.contains("Nothing has been done."), "{words:?}: {}", run.error);
        assert_eq!(run.error.lines().count(), 1, "{words:?}: {}", run.error);
        for not_ours in ["error:", "Usage:", "tip:", "For more information"] {
            assert!(!run.error.contains(not_ours), "{words:?}: {}", run.error);
        }
    }
}

#[test]
fn what_was_typed_by_mistake_is_not_repeated() {
    let nobody = Person::without_vault();
    for words in [
        &["canary words"][..],
        &["write", "text", "canary words"],
        &["write", "--mood", "canary", "text"],
        &["write", "--canary=of mine", "text"],
        &["search", "x", "--sort", "canary"],
        &["import", "canary", "f"],
        &["list", "--limit", "canary"],
        &["show", "x", "-canary"],
        &["--now", "canary", "list"],
        &["person", "canary"],
    ] {
        for run in [nobody.plain(words, b""), nobody.bare(words, b"")] {
            assert_eq!(run.status, 2, "{words:?}");
            let said = run.error.replace("--canary", "");
            assert!(!said.contains("canary") && !said.contains("of mine"), "{words:?}: {}", run.error);
        }
    }
}

#[test]
fn where_there_is_nothing_a_person_is_told_and_a_program_is_not() {
    let ann = Person::new();
    let empty = [
        (&["list"][..], "Nothing here yet"),
        (&["list", "--tag", "x"], "Nothing found"),
        (&["search", "x"], "Nothing found"),
        (&["captured"], "No note is waiting"),
        (&["captured", "accept"], "No note is waiting"),
        (&["person", "list"], "Nobody here yet"),
        (&["group", "list"], "No group yet"),
        (&["bring", "list"], "Nothing to bring yet"),
        (&["contact", "list"], "Nobody here yet"),
        (&["share", "record"], "Nothing has left"),
        (&["received", "list"], "Nothing has been received"),
        (&["received", "brief"], "Nothing has been received"),
    ];
    for (words, said) in empty {
        let run = ann.readable(words);
        assert_eq!((run.status, run.error.as_str()), (0, ""), "{words:?}");
        assert!(run.output.starts_with(said) && run.output.lines().count() == 1, "{words:?}: {}", run.output);
        assert!(ann.does(words).is_empty(), "{words:?}");
    }
    // What has no title is known by its first words.
    ann.does(&["write", "the heron by the canal"]);
    for words in [&["list"][..], &["search", "heron"]] {
        let run = ann.readable(words);
        assert!(run.output.contains("the heron by the canal"), "{}", run.output);
        assert_eq!(run.output.lines().count(), 1, "{}", run.output);
    }
}

#[test]
fn of_several_files_it_is_said_which_one_was_refused() {
    let ann = Person::new();
    std::fs::write(ann.path("one.age"), "nothing sealed").unwrap();
    let run = ann.readable(&["received", "open", "one.age", "none.age"]);
    assert_eq!((run.status, run.output.as_str()), (2, ""));
    let said: Vec<&str> = run.error.lines().collect();
    assert!(said[0].starts_with("one.age: ") && said[1].starts_with("none.age: "), "{}", run.error);
}
