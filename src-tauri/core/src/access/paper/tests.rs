//! What stands in the PDF is what is on the sheet: read out of its content, letter by letter.
//! That other programs read it the same, and find the code on the rendered page, is tested in `tests/`.

use sotto_vault::RecoveryKey;

use super::*;
use crate::access::recovery_sheet::sheet;

fn words() -> SheetLabels {
    SheetLabels {
        title: "Your recovery sheet".into(),
        about: "If you forget your passphrase, this sheet is the only other way in. ".repeat(3),
        words: "The 24 words".into(),
        line: "Or this line".into(),
        code: "The same line as a QR code".into(),
        keep: "Whoever has this sheet can open your journal – “all” of it… 日本".into(),
    }
}

/// What the page shows, in the order it is drawn: each text with its size, and how often a square is filled.
fn shown(pdf: &[u8]) -> (Vec<(f32, String)>, usize) {
    let raw: String = pdf.iter().map(|byte| char::from(*byte)).collect();
    let mut texts = Vec::new();
    let mut size = 0.0;
    // Letters outside of ASCII are written as hexadecimal digits.
    let plain = |text: &str| match text.strip_prefix('<').and_then(|t| t.strip_suffix('>')) {
        Some(digits) => (0..digits.len() / 2)
            .map(|n| char::from(u8::from_str_radix(&digits[2 * n..2 * n + 2], 16).unwrap()))
            .collect(),
        None => text.trim_start_matches('(').trim_end_matches(')').to_owned(),
    };
    for line in raw.lines() {
        if let Some(font) = line.strip_suffix(" Tf") {
            size = font.rsplit(' ').next().unwrap().parse().unwrap();
        }
        if let Some(text) = line.strip_suffix(" Tj") {
            texts.push((size, plain(text)));
        }
    }
    (texts, raw.lines().filter(|line| line.ends_with(" re")).count())
}

#[test]
fn the_page_holds_the_numbered_words_the_line_and_the_code() {
    let sheet = sheet(&RecoveryKey::generate()).unwrap();
    let pdf = pdf(&sheet, &words()).unwrap();
    assert!(pdf.starts_with(b"%PDF-1.") && pdf.trim_ascii_end().ends_with(b"%%EOF"));
    let (texts, squares) = shown(&pdf);
    let large: Vec<&str> = texts.iter().filter(|(size, _)| *size == 13.0).map(|(_, t)| t.as_str()).collect();
    assert_eq!(large, sheet.words);
    let numbers: Vec<&str> = texts.iter().filter(|(size, _)| *size == 9.0).map(|(_, t)| t.as_str()).collect();
    assert_eq!(numbers, (1..=24).map(|n| n.to_string()).collect::<Vec<_>>());
    assert!(texts.iter().any(|(_, text)| *text == sheet.key_line));
    assert!(texts.iter().any(|(_, text)| text == "Your recovery sheet"));
    assert_eq!(squares, modules(&sheet.key_line).unwrap().1.iter().filter(|dark| **dark).count());
}

#[test]
fn the_same_sheet_gives_the_same_bytes_and_nothing_of_this_computer() {
    let sheet = sheet(&RecoveryKey::generate()).unwrap();
    let first = pdf(&sheet, &words()).unwrap();
    assert_eq!(*first, *pdf(&sheet, &words()).unwrap());
    for metadata in [&b"CreationDate"[..], b"Producer", b"Author", b"/ID"] {
        assert!(!first.windows(metadata.len()).any(|part| part == metadata));
    }
}

#[test]
fn long_words_around_the_key_are_broken_into_lines_that_fit() {
    let sheet = sheet(&RecoveryKey::generate()).unwrap();
    let (texts, _) = shown(&pdf(&sheet, &words()).unwrap());
    let about: Vec<&str> = texts.iter().map(|(_, t)| t.as_str()).skip(1).take(3).collect();
    assert!(about[..2].iter().all(|line| (60..110).contains(&line.len())), "{about:?}");
    assert_eq!(about.join(" "), words().about.trim_end());
    assert!(texts.iter().all(|(size, text)| *size != 10.5 || length(text) * size <= WIDTH), "{texts:?}");
    let keep =
        texts.iter().filter(|(_, text)| text.starts_with("Whoever") || text.starts_with("your")).count();
    assert!(keep >= 1, "beside the code: {texts:?}");
}
