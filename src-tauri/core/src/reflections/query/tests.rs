//! The search query against a table of what people type, and against a real FTS5 table.

use super::*;
use proptest::prelude::*;
use rusqlite::Connection;

fn date(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

/// Short form of the terms: `-` not, `"` phrase, `*` prefix.
fn terms(typed: &str) -> Vec<String> {
    let mark = |on: bool, s: &'static str| if on { s } else { "" };
    let short = |t: &Term| {
        let quote = mark(t.phrase, "\"");
        format!("{}{quote}{}{quote}{}", mark(t.not, "-"), t.text, mark(t.prefix, "*"))
    };
    parse(typed).terms.iter().map(short).collect()
}

#[test]
fn words_phrases_prefixes_and_exclusions() {
    assert_eq!(terms("quiet  morning"), ["quiet", "morning"]);
    assert_eq!(terms("\"a quiet morning\" walk"), ["\"a quiet morning\"", "walk"]);
    assert_eq!(terms("“a quiet morning”"), ["\"a quiet morning\""]);
    assert_eq!(
        terms("pref* -word -\"a phrase\" \"go on\"*"),
        ["pref*", "-word", "-\"a phrase\"", "\"go on\"*"]
    );
    assert_eq!(terms("a\"b c\"d"), ["a", "\"b c\"", "d"]);
    assert_eq!(terms("AND OR NOT NEAR"), ["AND", "OR", "NOT", "NEAR"]);
}

#[test]
fn what_is_malformed_is_plain_words() {
    assert_eq!(terms("\"never closed"), ["never", "closed"]);
    assert_eq!(terms("mood:9 mood:<> mood:3x"), ["mood:9", "mood:<>", "mood:3x"]);
    assert_eq!(
        terms("before:yesterday after:2026-13 after:2026-02-30"),
        ["before:yesterday", "after:2026-13", "after:2026-02-30"]
    );
    assert_eq!(terms("tag: -mood:3 other:x"), ["tag:", "-mood:3", "other:x"]);
    for nothing in ["", "   ", "-", "--", "***", "\"\"", "\"", "!?", "- -", "-\""] {
        assert!(parse(nothing) == Query::default(), "{nothing}");
    }
}

#[test]
fn fields() {
    let q = parse("tag:sleep tag:#home TAG:\"two words\" -tag:work walk");
    assert_eq!(q.tags, ["sleep", "home", "two words"]);
    assert_eq!(q.not_tags, ["work"]);
    assert_eq!(terms("tag:sleep walk"), ["walk"]);
    for (typed, wanted) in [
        ("mood:4", (4, 4)),
        ("mood:=4", (4, 4)),
        ("mood:<3", (1, 2)),
        ("mood:<=3", (1, 3)),
        ("mood:>2", (3, 5)),
        ("mood:>=2", (2, 5)),
        ("mood:≥2 mood:<5", (2, 4)),
        ("mood:<1", (1, 0)),
        ("mood:>5", (6, 5)),
    ] {
        assert_eq!(parse(typed).mood, Some(wanted), "{typed}");
    }
    assert_eq!(parse("before:2026-01-02").before, Some(date(2026, 1, 2)));
    assert_eq!(parse("after:2026").after, Some(date(2026, 1, 1)));
    assert_eq!(parse("after:2026-3 After:2026-02-01").after, Some(date(2026, 3, 1)));
    assert_eq!(parse("before:2026 before:2025-06").before, Some(date(2025, 6, 1)));
}

#[test]
fn scripts_without_spaces_are_looked_for_as_phrases_of_their_characters() {
    let expression = fts(&parse("東京 walk -ตลาด \"went to 京都\" 🦊 수진")).unwrap();
    let korean = spaced("수진");
    assert_eq!(
        expression,
        format!(
            "(\"東 京\" AND \"walk\" AND \"went to 京 都\" AND \"🦊\" AND \"{korean}\"*) NOT (\"ต ล า ด\")"
        )
    );
}

#[test]
fn limits() {
    let many = "word ".repeat(500);
    assert!(parse(&many).terms.len() == MAX_TERMS);
    assert!(parse(&"x".repeat(5_000)).terms.iter().all(|t| t.text.len() == MAX_CHARS));
    assert!(parse(&"tag:a ".repeat(100)).tags.len() == MAX_TERMS);
}

fn table() -> Connection {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch("CREATE VIRTUAL TABLE t USING fts5(body, content='', tokenize='ascii', prefix='2 3');")
        .unwrap();
    for (row, body) in [
        (1, "A quiet morning by the river"),
        (2, "The café was loud, the morning not"),
        (3, "Not a word and no river; she said \"stop\""),
        (4, "수진이가 왔다"),
    ] {
        put(&db, row, body);
    }
    db
}

fn put(db: &Connection, row: i64, body: &str) {
    db.execute("INSERT INTO t(rowid, body) VALUES (?1, ?2)", (row, spaced(body))).unwrap();
}

fn hits(db: &Connection, expression: &str) -> rusqlite::Result<Vec<i64>> {
    db.prepare("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rowid")?
        .query_map([expression], |r| r.get(0))?
        .collect()
}

#[test]
fn the_expression_finds_what_is_meant() {
    let db = table();
    for (typed, wanted) in [
        ("morning", vec![1, 2]),
        ("morning river", vec![1]),
        ("morning -river", vec![2]),
        ("river -\"quiet morning\"", vec![3]),
        ("CAFE", vec![2]),
        ("mor* -loud", vec![1]),
        ("\"quiet morn\"*", vec![1]),
        ("not and", vec![3]),
        ("said-stop", vec![3]),
        ("수진", vec![4]),
        ("morning -quiet -loud", vec![]),
    ] {
        assert_eq!(hits(&db, &fts(&parse(typed)).unwrap()).unwrap(), wanted, "{typed}");
    }
    assert_eq!(fts(&parse("-river tag:x mood:3")), None);
    assert_eq!(hits(&db, &fts_not(&parse("-river -cafe")).unwrap()).unwrap(), [1, 2, 3]);
    assert_eq!(fts_not(&parse("river")), None);
}

fn typed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        "[a-z\"*:<>=^(){}+ -]{0,12}",
        Just("tag:".to_owned()),
        Just("mood:<".to_owned()),
        Just("before:2026-".to_owned()),
        Just("-\"".to_owned()),
        Just("\0".to_owned()),
        Just("NEAR(a b)".to_owned()),
        Just("東".to_owned()),
        Just("\u{301}".to_owned()),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|v| v.concat())
}

proptest! {
    #[test]
    fn any_query_compiles(typed in typed()) {
        thread_local!(static DB: Connection = table());
        let query = parse(&typed);
        prop_assert!(query.terms.len() <= MAX_TERMS);
        for expression in [fts(&query), fts_not(&query)].into_iter().flatten() {
            let run = DB.with(|db| hits(db, &expression));
            prop_assert!(run.is_ok(), "{expression:?}: {run:?}");
        }
    }

    #[test]
    fn a_plain_word_is_found_where_it_stands(word in "[a-z]{3,8}", tail in "[a-z]{1,4}") {
        let db = table();
        put(&db, 9, &format!("x {word}{tail} y"));
        let found = |typed: String| hits(&db, &fts(&parse(&typed)).unwrap()).unwrap().contains(&9);
        let (with, without) = (found(format!("{word}*")), found(format!("x -{word}*")));
        prop_assert!(with && !without);
    }
}
