use super::*;

fn parsed(words: &[&str]) -> Option<Arguments> {
    Arguments::try_parse_from(std::iter::once("sotto-cli").chain(words.iter().copied())).ok()
}

#[test]
fn options_may_stand_before_or_after_the_command() {
    for words in [&["--json", "--vault", "v", "verify"][..], &["verify", "--vault", "v", "--json"]] {
        let read = parsed(words).unwrap();
        assert!(read.options.json && read.options.vault == Some("v".into()), "{words:?}");
    }
    let read = parsed(&["contact", "mine", "--now", "2026-11-23T20:14:00Z"]).unwrap();
    assert!(read.options.now.is_some());
}

#[test]
fn a_text_may_begin_with_a_hyphen_but_a_mistyped_option_is_none() {
    let written = |words: &[&str]| match parsed(words)?.command {
        Command::Write(page) => page.text,
        _ => None,
    };
    assert_eq!(written(&["write", "- one\n- two"]).as_deref(), Some("- one\n- two"));
    assert_eq!(written(&["write", "-", "--mood", "3"]).as_deref(), Some("-"));
    assert_eq!(written(&["write", "-- she said"]).as_deref(), Some("-- she said"));
    assert!(parsed(&["write", "--no-such-option"]).is_none());
    assert!(parsed(&["write", "--no-such=option"]).is_none());
    let query = |words: &[&str]| match parsed(words)?.command {
        Command::Search(search) => Some((search.query, search.limit)),
        _ => None,
    };
    assert_eq!(query(&["search", "-brother", "--limit", "2"]), Some(("-brother".into(), Some(2))));
}

#[test]
fn standard_input_can_be_wanted_once() {
    let wants = |words: &[&str]| parsed(words).unwrap().wants_of_stdin();
    assert_eq!(wants(&["--passphrase-file", "-", "write", "-"]), 2);
    assert_eq!(wants(&["--passphrase-file", "-", "list"]), 1);
    assert_eq!(wants(&["--passphrase-file", "-", "capture", "-"]), 2, "or the passphrase would be the note");
    assert_eq!(wants(&["--passphrase-file", "-", "slot", "add-passphrase", "--new-passphrase-file", "-"]), 2);
    assert_eq!(wants(&["--passphrase-file", "-", "--recovery-file", "s", "write", "-"]), 1);
}

#[test]
fn help_says_what_each_command_does() {
    fn check(command: &clap::Command) {
        for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
            assert!(inner.get_about().is_some(), "{} {}", command.get_name(), inner.get_name());
            check(inner);
        }
    }
    check(&<Arguments as clap::CommandFactory>::command());
}
