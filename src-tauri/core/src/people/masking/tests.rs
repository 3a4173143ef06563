//! Masking: a table of hard cases, and properties checked against a simpler way to read a text.

use super::*;
use proptest::prelude::*;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

fn name(name: &str, also: &[&str], alias: Option<&str>, kept: bool) -> Name {
    Name {
        id: format!("id-{name}"),
        name: name.to_owned(),
        also: also.iter().map(|s| (*s).to_owned()).collect(),
        alias: alias.map(str::to_owned),
        kept,
    }
}

fn people(names: &[&str]) -> Vec<Name> {
    names.iter().map(|n| name(n, &[], None, false)).collect()
}

/// The text with `[label]` for what was masked.
fn shown(segments: &[Segment]) -> String {
    segments
        .iter()
        .map(|s| match s {
            Segment::Plain(text) => text.clone(),
            Segment::Alias(label) => format!("[{label}]"),
        })
        .collect()
}

/// The same with `<1>`, `<2>`, ... for the people found, in order.
fn masked(names: &[&str], text: &str) -> String {
    let out = mask(&people(names), &[text]);
    let mut line = shown(&out.texts[0]);
    for (i, found) in out.found.iter().enumerate() {
        line = line.replace(&format!("[{}]", found.alias), &format!("<{}>", i + 1));
    }
    line
}

#[test]
fn names_as_people_write_them() {
    for (names, text, wanted) in [
        // Whole words, letter case, possessives.
        (&["Maya"][..], "Maya came. maya, MAYA; (Maya)!", "<1> came. <1>, <1>; (<1>)!"),
        (&["Maya"], "Maya's and Maya’s, Mayas, MAYAS' house", "<1>'s and <1>’s, <1>s, <1>S' house"),
        (&["Sam"], "Samantha, same, Sams, flotsam, balsam", "Samantha, same, <1>s, flotsam, balsam"),
        (&["James"], "James' and James's", "<1>' and <1>'s"),
        (&["Al"], "all, alas, Als, al", "all, alas, <1>s, <1>"),
        // Diacritics, full case folding, ligatures, other forms of letters.
        (&["Zoë"], "Zoe ZOË zoe\u{308} Zöë", "<1> <1> <1> <1>"),
        (&["Zoe"], "Zoë, Zoé\u{301}!", "<1>, <1>!"),
        (&["Strauß"], "STRAUSS, Strauss, Strauß, STRAUẞ, Strausser", "<1>, <1>, <1>, <1>, Strausser"),
        (&["İlknur"], "ilknur İLKNUR ılknur ILKNUR", "<1> <1> <1> <1>"),
        (&["Ὀδυσσεύς"], "ΟΔΥΣΣΕΥΣ, οδυσσευς", "<1>, <1>"),
        (&["Sofia"], "Soﬁa, 𝓢𝓸𝓯𝓲𝓪, Ｓｏｆｉａ, Ⓢⓞⓕⓘⓐ", "<1>, <1>, <1>, <1>"),
        (&["Søren", "Łukasz"], "Soren and lukasz", "<1> and <2>"),
        (&["محمد"], "قال مُحَمَّد ذلك", "قال <1> ذلك"),
        // Behind @ and #, joined by capitals or numbers there.
        (&["Maya"], "@maya #Maya @maya92 #TeamMaya #mayan", "@<1> #<1> @<1>92 #Team<1> #mayan"),
        (&["Kay"], "McKay and #McKay", "McKay and #Mc<1>"),
        (
            &["Maria Lopez"],
            "@marialopez, maria.lopez@example.org, #Maria_Lopez",
            "@<1>, <1>@example.org, #<1>",
        ),
        // Split by Markdown, escapes and invisible characters.
        (
            &["Maya"],
            "Ma**ya** _Maya_ __Maya__ **M**aya `Maya` ~~Maya~~",
            "<1>** _<1>_ __<1>__ **<1> `<1>` ~~<1>~~",
        ),
        (&["Maya"], "Ma\\ya M\\_aya Ma==ya==", "<1> <1> <1>=="),
        (
            &["Maya"],
            "Ma\u{200b}ya M\u{ad}aya Ma\u{200d}ya\u{feff} \u{202e}Maya\u{202c} Ma\0ya",
            "<1> <1> <1>\u{feff} \u{202e}<1>\u{202c} <1>",
        ),
        (&["Sam"], "snake_sam_case Sam\u{ad}antha", "snake_<1>_case Sam\u{ad}antha"),
        // Split by parts that Markdown does not show.
        (
            &["Maya"],
            "Ma[ya](x) [Ma](u)ya M<!-- -->aya M[a][r]ya Ma![ya](u) M[^1]aya M[aya] Ma<b>y</b>a",
            "<1>](x) [<1> <1> <1> <1>](u) <1> <1>] <1>",
        ),
        (
            &["Maya", "Sam"],
            "[Ma](http://x/(sam)?b)ya [Ma](sam\\)s)ya M<!-- Sam -->aya <!-- Sam --> [Sam](maya)",
            "[<1> [<1> <1> <!-- <2> --> [<2>](<1>)",
        ),
        (&["Anna Maria"], "[Anna](u) Maria, Anna <!-- x --> <b>Maria</b>", "[<1>, <1></b>"),
        (&["Maya", "Yam"], "Ma[y](maya)a, Ma[ya](yam, (yam", "<1>, <1>](<2>, (<2>"),
        (&["Maya"], "M<aya a < b, Ma](ya", "M<aya a < b, Ma](ya"),
        // More than one word.
        (
            &["Anna Maria"],
            "Anna-Maria, Anna  Maria, Anna\n> Maria, **Anna** *Maria*, AnnaMaria",
            "<1>, <1>, <1>, **<1>*, <1>",
        ),
        (
            &["Anna-Maria"],
            "Anna Maria, Anna\u{2011}Maria, anna\u{a0}maria, Anna, Maria",
            "<1>, <1>, <1>, Anna, Maria",
        ),
        (&["O'Neil"], "O’Neil, ONeil, O\u{2bc}Neil, o neil's", "<1>, <1>, <1>, <1>'s"),
        (&["J. R. Smith"], "J.R. Smith, JR Smith, j r smith", "<1>, <1>, <1>"),
        (&["Lopez, Maria"], "Lopez, Maria and Lopez Maria", "<1> and <1>"),
        // Longest first; overlapping people.
        (&["Anna", "Anna Maria", "Maria"], "Anna Maria, Anna, Maria", "<1>, <2>, <3>"),
        (&["Anna Maria", "Maria Lopez"], "Anna Maria Lopez", "<1> <2>"),
        (&["Luca", "Lucas"], "Lucas and Luca", "<1> and <2>"),
        // Links.
        (&["Maya"], "[Maya](http://x.org/maya?n=MAYA#maya)", "[<1>](http://x.org/<1>?n=<1>#<1>)"),
        (&["Zoë Müller"], "https://x.org/Zo%C3%AB%20M%c3%bcller/100%", "https://x.org/<1>/100%"),
        (&["Maya"], "<a href=\"mailto:maya@x.org\">Maya</a>", "<a href=\"mailto:<1>@x.org\"><1></a>"),
        // Scripts without spaces; Korean particles; scripts meeting.
        (&["さくら"], "昨日さくらと話した", "昨日<1>と話した"),
        (&["李明"], "我和李明说 李 明", "我和<1>说 李 明"),
        (&["李 明"], "我和李明说 李 明 李・明", "我和<1>说 <1> <1>"),
        (&["Maya"], "我和Maya说，Maya가 왔다", "我和<1>说，<1>가 왔다"),
        (&["มานี"], "เมื่อวานมานีมา", "เมื่อวาน<1>มา"),
        (&["수진"], "수진이가 수진, 김수진 수 진", "<1>이가 <1>, 김수진 수 진"),
        (
            &["지수"],
            "지숙은 \u{110c}\u{1175}\u{1109}\u{116e}\u{11a8} \u{110c}\u{1175}\u{1109}\u{116e}\u{1102}\u{1173}\u{11ab}",
            "지숙은 \u{110c}\u{1175}\u{1109}\u{116e}\u{11a8} <1>\u{1102}\u{1173}\u{11ab}",
        ),
        (&["राम"], "राम ने, रामायण, रम", "<1> ने, रामायण, रम"),
        (&["🦊"], "my🦊friend", "my<1>friend"),
        (&["Maya 🦊"], "Maya, 🦊Maya🦊", "<1>, 🦊<1>🦊"),
        (&["Маша"], "МАША сказала", "<1> сказала"),
        (&["Maya"], "с Mayaй, וMaya, Mayaの", "с <1>й, ו<1>, <1>の"),
        // Attached to a prefix.
        (&["משה"], "ומשה למשה ושלמשה נמשה משהו", "ו<1> ל<1> ושל<1> נמשה משהו"),
        (&["لينا"], "ولينا بلينا واللينا فبالينا الينا سلينا", "و<1> ب<1> وال<1> فبالينا الينا سلينا"),
        (&["לי"], "שלי לי", "שלי <1>"),
        // Not a name.
        (&["", " ", "...", "-"], "nothing... here - at all", "nothing... here - at all"),
        (&["Maya"], "", ""),
        (&["Maya"], "M a y a, M,aya, Ma ya", "M a y a, M,aya, Ma ya"),
    ] {
        assert_eq!(masked(names, text), wanted, "{names:?} in {text:?}");
    }
}

#[test]
fn a_label_means_one_person_in_all_texts() {
    let names = [
        name("Maya", &["M.", "May"], Some("my neighbour"), false),
        name("Sam", &[], None, false),
        name("Jo", &[], Some("  "), false),
        name("Dad", &[], None, true),
        name("Lee", &[], None, false),
        name("Someone", &[], Some("Someone"), false),
        name("Nobody", &[], None, false),
    ];
    let out = mask(&names, &["Sam met Dad.", "", "May and Jo and Sam: my neighbour, Lee"]);
    let lines: Vec<String> = out.texts.iter().map(|t| shown(t)).collect();
    let last =
        "[my neighbour] and [another person (4)] and [someone else]: my neighbour, [another person (5)]";
    assert_eq!(lines, ["[someone else] met Dad.", "", last]);
    let found: Vec<(&str, bool)> = out.found.iter().map(|f| (f.name.as_str(), f.kept)).collect();
    assert_eq!(found, [("Sam", false), ("Dad", true), ("Maya", false), ("Jo", false), ("Lee", false)]);
    let labels: HashSet<&str> = out.found.iter().map(|f| f.alias.as_str()).collect();
    assert_eq!(labels.len(), out.found.len());
}

#[test]
fn what_is_kept_leaves_and_what_is_not_does_not() {
    let out = mask(&[name("Ben Smith", &[], None, true), name("Ben", &[], None, false)], &["Ben Smith"]);
    assert_eq!(shown(&out.texts[0]), "[someone else] Smith", "nobody leaves under cover of another");
    let found: Vec<(&str, bool)> = out.found.iter().map(|f| (f.name.as_str(), f.kept)).collect();
    assert_eq!(found, [("Ben Smith", false), ("Ben", false)], "it was to be kept, and does not leave whole");
    let out = mask(
        &[name("Ben Smith", &[], None, true), name("Ben", &[], None, false), name("Smith", &[], None, false)],
        &["I sat with Ben. Smith came. Ben Jones."],
    );
    let all_out = "I sat with [someone else]. [another person (3)] came. [someone else] Jones.";
    assert_eq!(shown(&out.texts[0]), all_out);
    let out =
        mask(&[name("Anna Maria", &[], None, false), name("Maria", &[], None, true)], &["Anna Maria, Maria"]);
    assert_eq!(shown(&out.texts[0]), "[someone], Maria");
    // When two people have the same name, or overlapping names, the one who is not kept decides.
    let out = mask(&[name("Sam", &[], None, true), name("Sam", &[], Some("a friend"), false)], &["Sam"]);
    assert_eq!(shown(&out.texts[0]), "[a friend]");
    assert_eq!(out.found.len(), 2);
    let out = mask(
        &[name("Anna Maria", &[], None, true), name("Maria Lopez", &[], Some("her"), false)],
        &["Anna Maria Lopez"],
    );
    assert_eq!(shown(&out.texts[0]), "Anna [her]");
}

/// The words of a text, folded in the simplest possible way.
fn words(text: &str) -> Vec<String> {
    let unseen = |c: char| matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}');
    let letter = |c: char| c.is_alphanumeric() || is_combining_mark(c) || unseen(c);
    let plain = text.chars().map(|c| if letter(c) { c } else { ' ' }).nfkd().filter(|c| !unseen(*c));
    plain.collect::<String>().to_lowercase().split(|c| !letter(c)).map(str::to_owned).collect()
}

fn noise() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ ,.;:!?()\\[\\]/\"]{1,3}",
        "[a-z]{1,4}",
        "\\PC{0,4}",
        any::<String>(),
        Just("**".to_owned()),
        Just("_".to_owned()),
        Just("\u{200b}".to_owned()),
        Just("ß".to_owned()),
        Just("%C3".to_owned()),
        Just("](x".to_owned()),
        Just("<!--".to_owned()),
        Just("-->".to_owned()),
        Just("<i>".to_owned()),
        Just("ﬁ".to_owned()),
        Just("さ".to_owned()),
        Just("\u{301}".to_owned()),
        Just("수".to_owned()),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|v| v.concat())
}

fn a_name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Z][a-z]{1,6}",
        "[A-Z][a-zäöüéß]{2,6}",
        "[A-Z][a-z]{1,4}[ -][A-Z][a-z]{1,4}",
        "[\\p{Lu}\\p{Ll}]{1,6}"
    ]
}

/// A text in which the given names occur in several places.
fn story(names: Vec<String>) -> impl Strategy<Value = (Vec<String>, String)> {
    let one = (noise(), 0..names.len(), 0..5u8).prop_map({
        let names = names.clone();
        move |(noise, which, how)| {
            let name = &names[which];
            noise
                + &match how {
                    0 => name.to_uppercase(),
                    1 => format!(" {name}'s "),
                    2 => format!("**{name}**"),
                    3 => name.chars().flat_map(|c| [c, '\u{ad}']).collect(),
                    _ => name.clone(),
                }
        }
    });
    prop::collection::vec(one, 0..6).prop_map(move |v| (names.clone(), v.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_name_stays_as_a_word((names, text) in prop::collection::vec(a_name(), 1..5).prop_flat_map(story)) {
        let given: Vec<&str> = names.iter().map(String::as_str).collect();
        let out = mask(&people(&given), &[&text]);
        for (i, segment) in out.texts[0].iter().enumerate() {
            let Segment::Plain(plain) = segment else { continue };
            // The bare "s" of a name belongs to the name, not to what may follow it.
            let left = words(if i > 0 { plain.trim_start_matches(['s', 'S']) } else { plain });
            for name in &names {
                let name = words(name);
                let name: Vec<&String> = name.iter().filter(|w| !w.is_empty()).collect();
                // Someone called "S" is indeed left over from "Maya's" and "Mayas".
                if let [one] = name.as_slice() && *one != "s" && one.chars().any(char::is_alphanumeric) {
                    prop_assert!(!left.contains(one), "{one:?} in {plain:?}");
                    prop_assert!(!left.contains(&format!("{one}s")), "{one:?} in {plain:?}");
                }
            }
        }
    }

    #[test]
    fn all_else_stays_byte_for_byte((names, text) in prop::collection::vec(a_name(), 1..5).prop_flat_map(story)) {
        let given: Vec<&str> = names.iter().map(String::as_str).collect();
        let out = mask(&people(&given), &[&text]);
        // Each label replaces something that reads as one of the names, possibly what an
        // overlapping one has left of it; all around it is as it was.
        let mut rest = text.as_str();
        let segments = &out.texts[0];
        for (i, segment) in segments.iter().enumerate() {
            let Segment::Plain(plain) = segment else { continue };
            prop_assert!(!plain.is_empty());
            let at = match (i, segments.len() - 1 - i) {
                (0, 0) => (rest == plain).then_some(0),
                (0, _) => rest.starts_with(plain.as_str()).then_some(0),
                (_, 0) => rest.len().checked_sub(plain.len()).filter(|_| rest.ends_with(plain.as_str())),
                _ => rest.find(plain.as_str()),
            };
            prop_assert!(at.is_some());
            rest = &rest[at.unwrap() + plain.len()..];
        }
        if out.found.is_empty() {
            prop_assert_eq!(shown(&out.texts[0]), text);
        }
    }

    #[test]
    fn what_is_kept_lets_nobody_else_through(
        (names, text) in prop::collection::vec(a_name(), 1..6).prop_flat_map(story),
        whole in "[A-Z][a-z]{1,3} [A-Z][a-z]{1,3}[.,]? [A-Z][a-z]{1,3}",
        kept in any::<[bool; 8]>(),
    ) {
        // A full name, its parts, and others: each gets a different label, independent of the other people.
        let parts = whole.split(' ').map(str::to_owned);
        let all: Vec<String> = names.into_iter().chain([whole.clone()]).chain(parts).collect();
        let labels: Vec<String> = (0..all.len()).map(|i| format!("person {i}")).collect();
        let named = all.iter().zip(&labels).zip(kept.iter().cycle());
        let people: Vec<Name> = named.map(|((n, label), kept)| name(n, &[], Some(label), *kept)).collect();
        let going: Vec<Name> = people.iter().filter(|person| !person.kept).cloned().collect();
        let text = format!("{text} {whole} {}", whole.replace(' ', ". "));
        let (all, alone) = (mask(&people, &[&text]), mask(&going, &[&text]));
        prop_assert_eq!(shown(&all.texts[0]), shown(&alone.texts[0]));
        for found in &alone.found {
            prop_assert!(all.found.iter().any(|f| f.id == found.id && !f.kept));
        }
    }

    #[test]
    fn a_name_that_markdown_splits_is_found(
        name in "[A-Z]z[a-z]{1,5}",
        at in 1..3usize,
        inner in "[a-y .:/?&=-]{0,12}",
        how in 0..7usize,
    ) {
        let (a, b) = name.split_at(at);
        let (split, rest) = match how {
            0 => (format!("{a}[{b}"), format!("]({inner})")),
            1 => (format!("[{a}]({inner}){b}"), String::new()),
            2 => (format!("{a}<!-- {inner} -->{b}"), String::new()),
            3 => (format!("{a}<i class='{inner}'>{b}"), "</i>".to_owned()),
            4 => (format!("[{a}][{inner}]{b}"), String::new()),
            5 => (format!("{a}[^{inner}]{b}"), String::new()),
            _ => (format!("{a}![{b}"), format!("]({inner})")),
        };
        let out = mask(&people(&[&name]), &[&format!("({split}{rest})")]);
        let open = if split.starts_with('[') { "[" } else { "" };
        prop_assert_eq!(shown(&out.texts[0]), format!("({open}[someone]{rest})"));
    }

    #[test]
    fn a_text_without_the_name_is_unchanged(text in "[a-y \\*_#@\n'éß수さ]{0,80}") {
        let out = mask(&people(&["Zaz", "Quiz Z", "李"]), &[&text]);
        prop_assert!(out.found.is_empty());
        prop_assert_eq!(shown(&out.texts[0]), text);
    }

    #[test]
    fn what_is_masked_reads_as_the_name(before in "[a-y ]{0,9}[ .(]", after in "[ .,!][a-y ]{0,9}", name in "[A-Z]z[a-z]{1,5}") {
        let out = mask(&people(&[&name]), &[&format!("{before}{name}{after}")]);
        prop_assert_eq!(shown(&out.texts[0]), format!("{before}[someone]{after}"));
    }

    #[test]
    fn no_text_makes_it_panic(name in any::<String>(), also in any::<String>(), text in any::<String>()) {
        let names = [self::name(&name, &[&also], None, false)];
        let out = mask(&names, &[&text, &name, &format!("{name}{text}{also}")]);
        prop_assert_eq!(out.texts.len(), 3);
    }
}
