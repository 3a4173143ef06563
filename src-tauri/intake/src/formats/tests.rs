//! What holds for every format: problems beside entries, and when a file as a whole is refused.

use std::io::{BufReader, Cursor, repeat};

use super::*;

/// Each item as its line, with its title or its problem.
type Items = Vec<(usize, Result<String, Problem>)>;

/// The items of a file, and the error that ended it.
fn read(file: impl BufRead, format: ImportFormat) -> (Items, Option<FormatError>) {
    let mut items = Vec::new();
    for item in Entries::new(file, format) {
        match item {
            Ok(item) => items.push((item.line, item.entry.map(|entry| entry.title))),
            Err(error) => return (items, Some(error)),
        }
    }
    (items, None)
}

#[test]
fn a_broken_line_is_reported_and_the_others_are_read() {
    let mut file =
        b"\xEF\xBB\xBF{\"title\":\"One\"}\r\n\r\nno JSON\n{\"mood\":\"good\"}\n\xff\xfe\n".to_vec();
    file.resize(file.len() + MAX_LINE + 1, b' ');
    file.extend_from_slice(b"\n{\"title\":\"Two\"}");
    let (items, error) = read(Cursor::new(file), ImportFormat::Jsonl);
    let want = [
        (1, Ok("One".to_owned())),
        (3, Err(Problem::NotAnObject)),
        (4, Err(Problem::WrongShape)),
        (5, Err(Problem::NotUtf8)),
        (6, Err(Problem::LineTooLong)),
        (7, Ok("Two".to_owned())),
    ];
    assert_eq!((items.as_slice(), error), (want.as_slice(), None));
}

#[test]
fn a_file_of_which_nothing_is_understood_is_refused_whole() {
    let ended = |text: &'static str| read(Cursor::new(text), ImportFormat::Jsonl).1;
    assert_eq!(ended("Dear diary\n\ntoday\n"), Some(FormatError::Unreadable { lines: 2 }));
    assert_eq!(
        ended("Dear diary\n{\"mood\":\"good\"}\n"),
        None,
        "an object shows that it is of the right kind"
    );
    assert_eq!(ended("\n\n"), None, "an empty file holds nothing to refuse");
}

#[test]
fn a_first_line_without_end_is_refused_after_the_longest_line() {
    let endless = BufReader::new(repeat(b'x'));
    let (items, error) = read(endless, ImportFormat::Jsonl);
    assert_eq!((items.len(), error), (0, Some(FormatError::Unreadable { lines: 1 })));
}

#[test]
fn after_an_error_there_are_no_more_items() {
    let later = "{\"format\":\"sotto-export\",\"version\":2,\n\"reflections\":[\n{\"title\":\"One\"}\n]}";
    let mut entries = Entries::new(Cursor::new(later), ImportFormat::SottoExport);
    assert!(matches!(entries.next(), Some(Err(FormatError::Newer))));
    assert!(entries.next().is_none());
}
