//! The name of an attachment: what a person called the file, without anything that could do harm.
//!
//! It is shown and proposed, never used as a place on a disk by itself. Paths of any system are cut off, control
//! characters and those that turn the direction of writing are removed (`gpj.exe` must not look like
//! `exe.jpg`), and a name that is too long is shortened in the middle, because people know a file by its
//! beginning and its ending.

use super::MediaType;

/// Longest name, in characters. No common file system has longer ones.
pub const MAX_NAME: usize = 255;
/// Longest ending that is preserved, in characters, without its full stop.
const MAX_ENDING: usize = 16;

/// The name in whatever was given: the last part of a path, cleaned and shortened. May be empty.
pub(super) fn clean(given: &str) -> String {
    let whole = |part: &str| {
        let name: String = part.chars().filter_map(visible).collect();
        without_drive(name.trim()).to_owned()
    };
    let parts = given.rsplit(['/', '\\']).map(whole);
    let name = parts.into_iter().find(|name| !name.chars().all(|c| c == '.'));
    shortened(name.unwrap_or_default())
}

/// A name for a content that came without one.
pub(super) fn or_neutral(name: String, kind: MediaType) -> String {
    if name.is_empty() { format!("attachment.{}", kind.ending()) } else { name }
}

/// The character as it may stand in a name: white space as a space, and nothing that is not seen and changes
/// what is seen.
fn visible(c: char) -> Option<char> {
    match c {
        c if c.is_whitespace() => Some(' '),
        c if c.is_control() => None,
        // Marks, embeddings, overrides and isolates of direction; deprecated and invisible formatting.
        '\u{061C}'
        | '\u{180E}'
        | '\u{200B}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}' => None,
        c => Some(c),
    }
}

/// `C:x` is the file x on drive C.
fn without_drive(name: &str) -> &str {
    let mut chars = name.chars();
    match (chars.next(), chars.next(), chars.next()) {
        (Some(drive), Some(':'), Some(next)) if drive.is_ascii_alphabetic() && next != ' ' => {
            name.get(2..).unwrap_or(name)
        }
        _ => name,
    }
}

fn shortened(name: String) -> String {
    let length = name.chars().count();
    if length <= MAX_NAME {
        return name;
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| format!(".{ending}"));
    let ending = ending.filter(|ending| ending.chars().count() <= MAX_ENDING + 1).unwrap_or_default();
    let first = name.chars().take(MAX_NAME - 1 - ending.chars().count());
    first.chain(['…']).chain(ending.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn of_a_path_only_the_name_is_taken() {
        for (given, name) in [
            ("photo.jpg", "photo.jpg"),
            ("/etc/passwd", "passwd"),
            ("../../x", "x"),
            ("../..", ""),
            ("photos/", "photos"),
            ("C:\\x", "x"),
            ("C:x.txt", "x.txt"),
            ("C:\\Users\\Ann\\..\\photo.jpg", "photo.jpg"),
            ("\\\\server\\share\\a.pdf", "a.pdf"),
            ("..\u{200b}", ""),
            ("a/.\n./b/..", "b"),
            ("A: what I said.txt", "A: what I said.txt"),
            (".hidden", ".hidden"),
            ("", ""),
            (" \t ", ""),
        ] {
            assert_eq!(clean(given), name, "{given:?}");
        }
    }

    #[test]
    fn what_is_not_seen_is_removed_and_scripts_and_emoji_stay_whole() {
        assert_eq!(clean("my\u{202e}gpj.exe"), "mygpj.exe");
        assert_eq!(clean("a\0b\u{1b}[2J\u{7f}\u{9b}\r\n\u{2066}c\u{feff}.txt"), "ab[2J  c.txt");
        for name in ["می‌خواهم.jpg", "👩‍👧.png", "ein schöner Tag.m4a", "図.pdf"] {
            assert_eq!(clean(name), name);
        }
    }

    #[test]
    fn a_name_of_four_thousand_letters_is_shortened_and_keeps_its_ending() {
        let name = clean(&format!("{}.jpeg", "ä".repeat(4_000)));
        assert_eq!(name.chars().count(), MAX_NAME);
        assert!(name.starts_with("ää") && name.ends_with("ä….jpeg"), "{name}");
        let without = clean(&"x".repeat(4_000));
        assert!(without.chars().count() == MAX_NAME && without.ends_with("x…"));
        let all_ending = clean(&format!("a.{}", "x".repeat(4_000)));
        assert!(all_ending.chars().count() == MAX_NAME && all_ending.ends_with("x…"));
        let longest = "x".repeat(MAX_NAME - 4) + ".jpg";
        assert_eq!(clean(&longest), longest);
    }

    proptest! {
        #[test]
        fn any_name_becomes_a_harmless_one(given in "[\\PC\\u{0}-\\u{9f}\\u{200b}-\\u{206f}/\\\\.:]{0,600}") {
            let name = clean(&given);
            prop_assert!(name.chars().count() <= MAX_NAME);
            prop_assert!(!name.contains(['/', '\\']) && name != "." && name != "..");
            prop_assert!(name.chars().all(|c| visible(c) == Some(c)));
            prop_assert_eq!(name.trim(), &name);
            let named = or_neutral(name, MediaType::Png);
            prop_assert!(!named.is_empty());
        }
    }
}
