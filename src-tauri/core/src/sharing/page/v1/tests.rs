//! Page format 1: one golden sample, and properties over any page. What must be refused is in `refused`.

use super::any::{any_later, any_page, nasty};
use super::samples::*;
use super::*;
use crate::sharing::page::PageError;
use items::Known;
use parts::{Mood, MoodPoint, Writing};
use proptest::prelude::*;
use read::{check, in_comment};
use sha2::{Digest, Sha256};

pub fn mood(from: NaiveDate, until: NaiveDate, points: Vec<MoodPoint>) -> Vec<Item> {
    vec![Item::Known(Known::Mood(Mood { from, until, points, raise: None }))]
}

pub fn reflection(title: Text, text: Text) -> Item {
    Item::Known(Known::Reflection(Writing { title, text, raise: None }))
}

#[test]
fn a_page_says_everything_that_it_holds() {
    let page = render(&sample());
    assert!(read(page.as_bytes()).unwrap() == sample());
    for wanted in [
        "<html lang=\"en\" dir=\"ltr\">",
        "<title>From Ines, 23 November 2026</title>",
        "<h1>For <bdi><span class=\"alias\">someone</span>’s Thursday circle</bdi>, 26 November 2026, 18:30</h1>",
        "<p class=\"about\">from <bdi>Ines</bdi> · made 23 November 2026</p>",
        "sealed to <bdi>Lee</bdi>, <bdi>Dr Okafor</bdi>",
        "When <bdi>Dr Okafor</bdi> reads this: “<bdi>I read these on Thursday from 17:00, not before</bdi>”",
        "A request: please delete this after 24 December 2026.",
        "<p class=\"first\">Please check in with me today.</p>\n<p dir=\"auto\">Before we start, if that is possible.</p>",
        "<h3 dir=\"auto\">That happened to me too</h3>\n<p class=\"detail\">5 min · to be listened to · please ask me first</p>",
        "“When <span class=\"alias\">someone in the group</span> talked",
        "What I fear will happen: <bdi>Nobody says anything.</bdi>",
        "How likely I think that is: 70 of 100",
        "3 min · not sure yet what I want back",
        "<h2>Mood, 26 October to 23 November 2026</h2>\n<p class=\"detail\">you may raise this</p>",
        "<th scope=\"row\">26 October 2026</th><td>2</td><td>2</td><td>3</td><td>2</td><td>1</td><td>2</td><td>3</td></tr>",
        "<h2><bdi>Sleep</bdi> (<bdi>hours</bdi>), 26 October to 23 November 2026</h2>",
        "<td>7.5</td>",
        "<td>-0.5</td>",
        "<td>100.0</td>",
        "<td>14 of 24 · moderate</td>",
        "<td>no total · one question was left out</td>",
        "<bdi>Trouble sleeping?</bdi> <bdi>several days</bdi>",
        "Since 26 October 2026: -6. A change that counts as real. (<bdi>NHS Talking Therapies</bdi>)",
        "<h3 dir=\"auto\">Sunday &lt;evening&gt; &amp; &quot;quiet&quot;</h3>\n<p class=\"detail\">I will raise it myself</p>\n<p dir=\"auto\">First line<br>\nsecond line</p>\n<p dir=\"auto\">A new paragraph, 1 &lt; 2.</p>\n<p dir=\"auto\">שלום עולם</p>\n</article>",
        "<h2>A letter</h2>",
        "<h2>What went well</h2>",
        "by 3 December 2026 · let go",
        "from <bdi>the tall one</bdi> · times tried: 3 · helped: 2 of 4",
        "How far I believed it on 23 November 2026: 6 of 10",
        "from <bdi>someone in the group</bdi> · I asked",
        "<h2>Our agreement, version 3</h2>\n<p class=\"detail\">accepted on 3 September 2026</p>",
        "<p><bdi>family</bdi>, <bdi>sleep</bdi></p>",
        "image/jpeg, 3 MB",
        "Please delete the page I made on 3 November 2026. Its SHA-256: cdcd",
        "I have deleted your page. Its SHA-256: efef",
        "<h2>Something more</h2>\n<p class=\"about\">Something made by a newer version of Sotto.",
        "default-src 'none'; style-src 'unsafe-inline'",
    ] {
        assert!(page.contains(wanted), "{wanted}\n{page}");
    }
    assert_eq!(page.matches("<h2>I want to bring</h2>").count(), 1);
}

/// Format 1 is drawn like this for ever. Never change the number: add a version.
#[test]
fn version_1_is_frozen() {
    let digest = sotto_vault::to_hex(&Sha256::digest(render(&sample())));
    assert_eq!(digest, "7fb8f2544ce5bd7ef54ee398afab0033a44c17aee36325fd0bb8d29553dc4821");
}

/// Writes the sample for looking at it: `PAGE_SAMPLE=/tmp/page.html cargo nextest run page_sample`.
#[test]
fn page_sample() {
    if let Ok(path) = std::env::var("PAGE_SAMPLE") {
        std::fs::write(path, render(&sample())).unwrap();
    }
    assert!(is_harmless(&render(&sample())));
}

#[test]
fn a_page_in_a_language_from_right_to_left_is_laid_out_that_way() {
    let page = html::draw(&sample(), &words::right_to_left());
    assert!(page.contains("<html lang=\"he\" dir=\"rtl\">"));
    // The first day is on the right.
    let first = "<circle class=\"dot\" cx=\"790\"";
    assert!(page.contains(first) && page.find("cx=\"10\"") > page.find(first), "{page}");
}

#[test]
fn control_characters_are_stored_but_not_shown() {
    let data = page(vec![reflection(plain("a\0b\u{7}\u{9b}"), plain("x\u{c}y\tz\u{1b}[2J\u{85}w\r"))]);
    let page = render(&data);
    assert!(page.contains("<h3 dir=\"auto\">ab</h3>\n<p dir=\"auto\">x y z[2J<br>\nw</p>"), "{page}");
    assert!(read(page.as_bytes()).unwrap() == data);
}

#[test]
fn an_item_of_a_later_version_is_shown_as_such_and_stays_letter_for_letter() {
    let page = render(&page(vec![later(LATER)]));
    assert!(page.contains(LATER));
    assert!(page.contains("Something made by a newer version of Sotto."));
    let read = crate::sharing::page::read(page.as_bytes()).unwrap();
    assert_eq!(read.items[0].kind, crate::sharing::ItemKind::Later);
    // An item that is known is read strictly all the same.
    assert!(
        super::read(with_items(r#"[{"kind":"win","says":{"text":[]}}]"#).as_bytes()).is_err(),
        "drawn otherwise"
    );
    for item in [
        r#"{"kind":"mood"}"#,
        r#"{"kind":"mood","says":{}}"#,
        r#"{"kind":"win","says":{"text":[]},"more":1}"#,
        r#"{"kind":"win","says":{"text":[],"more":1}}"#,
        r#"{"kind":"win","says":{"text":[{"text":"a","more":1}]}}"#,
        r#"{"kind":"win","says":{"text":[],"raise":"never"}}"#,
        r#"{"says":{"text":[]},"kind":"win"}"#,
        r#"{"kind":"","text":[]}"#,
        r#"{"kind":"A kind"}"#,
        r#"{"kind":7}"#,
        r#"{"kind":"new","kind":"newer"}"#,
        r#"{"text":[]}"#,
        r#"["kind"]"#,
        "null",
        "7",
    ] {
        let forged = with_items(&format!("[{}]", in_comment(item)));
        assert_eq!(super::read(forged.as_bytes()).err(), Some(PageError::Malformed), "{item}");
    }
}

/// A page whose items are written by hand, with the sum that fits.
pub fn with_items(items: &str) -> String {
    let page = render(&page(vec![]));
    let (head, tail) = page.rsplit_once(DATA_START).unwrap();
    let (data, tail) = tail.split_once(COMMENT_END).unwrap();
    let json = data.split_once(' ').unwrap().1.replace("\"items\":[]", &format!("\"items\":{items}"));
    format!("{head}{DATA_START}{} {json}{COMMENT_END}{tail}", check(&json))
}

/// Nothing in the page can run, load or end early.
fn is_harmless(page: &str) -> bool {
    let lower = page.to_lowercase();
    let (_, comment) = page.rsplit_once(DATA_START).unwrap();
    let (json, end) = comment.split_once(COMMENT_END).unwrap();
    let body = &lower[lower.find("<body>").unwrap()..lower.rfind(DATA_START).unwrap()];
    let head = [
        &lower[..lower.find("<title>").unwrap()],
        &lower[lower.find("</title>").unwrap()..lower.find("</head>").unwrap()],
    ]
    .concat();
    let known = [
        "body", "main", "header", "div", "h1", "h2", "h3", "p", "bdi", "br", "span", "section", "article",
        "figure", "svg", "path", "polyline", "circle", "table", "caption", "tr", "th", "td",
    ];
    let tags = body
        .split('<')
        .skip(1)
        .all(|tag| known.contains(&tag.trim_start_matches('/').split(['>', ' ', '/']).next().unwrap()));
    tags && !json.contains("--")
        && !json.contains('>')
        && end == "\n</body>\n</html>\n"
        && lower.matches("<!--").count() == 1
        && lower.matches("</style").count() == 1
        && lower.matches("<script").count() == 0
        && !LOADS.iter().any(|load| head.contains(load))
}

const LOADS: [&str; 5] = ["http:", "https:", "src=", "url(", "@import"];

proptest! {
    #[test]
    fn any_page_reads_back_and_is_harmless(data in any_page()) {
        prop_assert!(data.is_valid());
        let page = render(&data);
        prop_assert!(is_harmless(&page));
        prop_assert!(read(page.as_bytes()).is_ok_and(|read| read == data));
    }

    #[test]
    fn any_item_of_a_later_version_survives_byte_for_byte(item in any_later()) {
        let Item::Later(raw) = &item else { panic!("known") };
        let page = render(&page(vec![item.clone()]));
        prop_assert!(page.contains(raw.get()));
        let read = read(page.as_bytes());
        prop_assert!(read.is_ok_and(|read| render(&read) == page));
    }

    #[test]
    fn any_flipped_bit_is_noticed(data in any_page(), at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut page = render(&data).into_bytes();
        let at = at.index(page.len());
        page[at] ^= 1 << bit;
        prop_assert!(read(&page).is_err());
    }

    #[test]
    fn any_cut_or_addition_is_noticed(data in any_page(), at in any::<prop::sample::Index>(), more in 0u8..=255) {
        let page = render(&data).into_bytes();
        let at = at.index(page.len());
        prop_assert!(read(&page[..at]).is_err());
        let added: Vec<u8> = [&page[..at], &[more], &page[at..]].concat();
        prop_assert!(read(&added).is_err());
    }

    #[test]
    fn any_bytes_are_only_ever_refused(bytes in any::<Vec<u8>>(), text in nasty(), items in nasty()) {
        prop_assert!(read(&bytes).is_err());
        prop_assert!(read(text.as_bytes()).is_err());
        prop_assert!(read(with_items(&in_comment(&items)).as_bytes()).is_err());
    }
}
