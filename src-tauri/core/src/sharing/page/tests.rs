//! The share page: one golden sample, properties over arbitrary shares, and what must be refused.

use super::*;
use proptest::prelude::*;

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn plain(text: &str) -> Vec<Segment> {
    vec![Segment::Plain(text.to_owned())]
}

fn seal(c: char) -> String {
    format!("age1{}", c.to_string().repeat(58))
}

fn recipient(name: &str, key: char) -> Recipient {
    Recipient { name: name.to_owned(), seal: seal(key), proof: key.to_string().repeat(64) }
}

fn sample() -> ShareData {
    let moods = [2, 2, 3, 2, 1, 2, 3, 3, 2, 3, 3, 4, 3, 2, 3, 3, 4, 3, 4, 4, 3, 4, 3, 4, 4, 5, 4, 4];
    let points = moods.iter().enumerate().filter(|(i, _)| i % 9 != 8);
    ShareData::new(
        "0123456789abcdef0123456789abcdef".to_owned(),
        day(2026, 11, 23),
        Sender { name: "Ines".to_owned(), seal: seal('q'), proof: "ab".repeat(32) },
        vec![recipient("Dr Okafor", 'c'), recipient("Lee", 'a')],
        plain("Thursday circle, 26 November"),
        Some(day(2026, 12, 24)),
        vec![
            Item::Bring {
                title: plain("That happened to me too"),
                text: vec![
                    Segment::Plain("“When ".to_owned()),
                    Segment::Instead("someone in the group".to_owned()),
                    Segment::Plain(
                        " talked about her brother I wanted to tell her that I knew that silence.”"
                            .to_owned(),
                    ),
                ],
                want: Want::Listen,
                minutes: 5,
            },
            Item::Bring {
                title: plain("I said no, and nothing fell down"),
                text: vec![],
                want: Want::Celebrate,
                minutes: 3,
            },
            Item::Mood {
                from: day(2026, 10, 26),
                until: day(2026, 11, 23),
                points: points
                    .map(|(i, m)| Point { day: day(2026, 10, 26) + chrono::Days::new(i as u64), mood: *m })
                    .collect(),
            },
            Item::Reflection {
                title: plain("Sunday <evening> & \"quiet\""),
                text: plain("First line\nsecond line\r\n\r\n  A new paragraph, 1 < 2.\n\n\nשלום עולם\n"),
            },
        ],
    )
    .unwrap()
}

#[test]
fn a_page_reads_back() {
    let page = render(&sample());
    assert!(read(page.as_bytes()).unwrap() == sample());
    for wanted in [
        "<h1>For <bdi>Thursday circle, 26 November</bdi></h1>",
        "from <bdi>Ines</bdi> · made 23 November 2026",
        "sealed to <bdi>Lee</bdi>, <bdi>Dr Okafor</bdi>",
        "A request: please delete this after 24 December 2026.",
        "<h3 dir=\"auto\">That happened to me too</h3>\n<span class=\"detail\">5 min · to be listened to</span>",
        "“When <span class=\"instead\">someone in the group</span> talked",
        "<h2>Mood, 26 October to 23 November 2026</h2>",
        "<th scope=\"row\">26 October 2026</th><td>2</td><td>2</td><td>3</td><td>2</td><td>1</td><td>2</td><td>3</td></tr>",
        "<h3 dir=\"auto\">Sunday &lt;evening&gt; &amp; &quot;quiet&quot;</h3>\n<p dir=\"auto\">First line<br>\nsecond line</p>\n<p dir=\"auto\">A new paragraph, 1 &lt; 2.</p>\n<p dir=\"auto\">שלום עולם</p>\n</article>",
        "default-src 'none'; style-src 'unsafe-inline'",
    ] {
        assert!(page.contains(wanted), "{wanted}\n{page}");
    }
    assert_eq!(page.matches("<h2>I want to bring</h2>").count(), 1);
}

/// Version 1 is drawn like this for ever. Never change the number: add a version.
#[test]
fn version_1_is_frozen() {
    let digest = super::super::proof::hex(&Sha256::digest(render(&sample())));
    assert_eq!(digest, "928408aced56ecae2f5d62962bf979664f92e92fcb423e4938052ea16885d394");
}

/// Writes the sample for looking at it: `SHARE_SAMPLE=/tmp/share.html cargo test share_sample`.
#[test]
fn share_sample() {
    if let Ok(path) = std::env::var("SHARE_SAMPLE") {
        std::fs::write(path, render(&sample())).unwrap();
    }
    assert!(is_harmless(&render(&sample())));
}

#[test]
fn control_characters_are_stored_but_not_shown() {
    let mut data = sample();
    data.items = vec![Item::Reflection {
        title: plain("a\0b\u{7}\u{9b}"),
        text: plain("x\u{c}y\tz\u{1b}[2J\u{85}w\r"),
    }];
    let page = render(&data);
    assert!(page.contains("<h3 dir=\"auto\">ab</h3>\n<p dir=\"auto\">x y z[2J<br>\nw</p>"), "{page}");
    assert!(read(page.as_bytes()).unwrap() == data);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let refused = |change: fn(&mut ShareData)| {
        let mut data = sample();
        change(&mut data);
        assert_eq!(read(render(&data).as_bytes()).err(), Some(PageError::Malformed));
    };
    refused(|d| d.id.push('0'));
    refused(|d| d.id = d.id.to_uppercase());
    refused(|d| d.from.name.clear());
    refused(|d| d.from.name = "Ines\u{202e}".to_owned());
    refused(|d| d.from.name = "x".repeat(MAX_NAME + 1));
    refused(|d| d.from.seal = "age1short".to_owned());
    refused(|d| d.to.clear());
    refused(|d| d.to.reverse());
    refused(|d| d.to = vec![recipient("A", 'a'), recipient("B", 'a')]);
    refused(|d| d.items = vec![Item::Reflection { title: vec![], text: vec![] }; MAX_ITEMS + 1]);
    refused(|d| d.items = vec![Item::Mood { from: day(2026, 2, 1), until: day(2026, 1, 1), points: vec![] }]);
    refused(|d| {
        d.items = vec![Item::Mood {
            from: day(2026, 1, 1),
            until: day(2026, 1, 1),
            points: vec![Point { day: day(2026, 1, 1), mood: 6 }],
        }]
    });
    refused(|d| {
        d.items = vec![Item::Mood {
            from: day(2026, 1, 1),
            until: day(2026, 1, 1),
            points: vec![Point { day: day(2026, 1, 2), mood: 3 }],
        }]
    });
    refused(|d| d.made = NaiveDate::MAX);
    let sender = sample().from;
    assert!(ShareData::new("x".to_owned(), day(2026, 1, 1), sender, vec![], vec![], None, vec![]).is_err());
}

#[test]
fn what_is_no_share_of_version_1_is_refused() {
    for junk in [
        "",
        "<!DOCTYPE html>",
        "<!-- sotto-share ",
        "<!-- sotto-share x {} -->",
        "\u{feff}",
        "<!-- sotto-share 0 null -->",
    ] {
        assert_eq!(read(junk.as_bytes()).err(), Some(PageError::NotAShare), "{junk}");
    }
    assert_eq!(read(&[0xff, 0xfe]).err(), Some(PageError::NotAShare));
    assert_eq!(read(&vec![b' '; MAX_BYTES + 1]).err(), Some(PageError::TooLarge));
    let newer =
        "<html><!-- sotto-share f00 {\"format\":\"sotto-share\",\"version\":2,\"new\":[1]} --></html>";
    assert_eq!(read(newer.as_bytes()).err(), Some(PageError::UnknownVersion));
    let deep = format!("<!-- sotto-share 0 {} -->", "[".repeat(1_000_000));
    assert_eq!(read(deep.as_bytes()).err(), Some(PageError::NotAShare));

    // The same data in other words: another order, a field more, a field twice, other spacing.
    let page = render(&sample());
    let (head, tail) = page.rsplit_once(DATA_START).unwrap();
    let (data, tail) = tail.split_once(COMMENT_END).unwrap();
    let json = data.split_once(' ').unwrap().1;
    let with = |json: String| format!("{head}{DATA_START}{} {json}{COMMENT_END}{tail}", check(&json));
    assert!(read(with(json.to_owned()).as_bytes()).is_ok());
    for (other, wanted) in [
        (json.replacen("\"title\"", "\"more\":1,\"title\"", 1), PageError::Malformed),
        (json.replacen("\"made\"", "\"made\":\"2026-11-23\",\"made\"", 1), PageError::Malformed),
        (json.replacen("{\"text\"", "{\"txet\"", 1), PageError::Malformed),
        (json.replacen(':', ": ", 1), PageError::Altered),
        (json.replacen("Ines", "\\u0049nes", 1), PageError::Altered),
        (json.replacen("Ines", "Inez", 1), PageError::Altered),
        (json.replacen("\"minutes\":5", "\"minutes\":6", 1), PageError::Altered),
    ] {
        assert_ne!(other, json);
        assert_eq!(read(with(other).as_bytes()).err(), Some(wanted));
    }
    for changed in [
        page.clone() + " ",
        format!(" {page}"),
        page.replace("to be listened to", "for ideas"),
        page.replace('\n', "\r\n"),
    ] {
        assert_eq!(read(changed.as_bytes()).err(), Some(PageError::Altered));
    }
}

#[test]
fn the_proof_stands_on_its_own_line() {
    let page = render(&sample());
    let whole = join_proof(&page, "{\"a\":\"--><script>\"}");
    assert!(
        whole.ends_with(
            "</html>\n<!-- sotto-proof {\"a\":\"\\u002d\\u002d\\u003e\\u003cscript\\u003e\"} -->\n"
        )
    );
    let (p, proof) = split_proof(whole.as_bytes()).unwrap();
    assert_eq!(p, page.as_bytes());
    assert_eq!(serde_json::from_str::<serde_json::Value>(proof).unwrap()["a"], "--><script>");
    for junk in [
        "",
        "x",
        " -->\n",
        "<!-- sotto-proof {} -->",
        "x<!-- sotto-proof {} -->\n",
        "x\n<!-- sotto-proof {}\n -->\n",
        page.as_str(),
    ] {
        assert_eq!(split_proof(junk.as_bytes()).err(), Some(PageError::NotAShare), "{junk}");
    }
    assert_eq!(split_proof(&vec![b'\n'; MAX_BYTES + MAX_PROOF + 1]).err(), Some(PageError::TooLarge));
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
        "body", "main", "header", "h1", "h2", "h3", "p", "bdi", "br", "span", "section", "article", "figure",
        "svg", "path", "polyline", "circle", "table", "caption", "tr", "th", "td",
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

fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        Just("-->".to_owned()),
        Just("--!>".to_owned()),
        Just("</style>".to_owned()),
        Just("<script>alert(1)</script>".to_owned()),
        Just("<!-- sotto-share ".to_owned()),
        Just("\0\u{1b}\u{9f}".to_owned()),
        Just("\r\n\n\u{2028}".to_owned()),
        Just("\" onload='x' &amp; &#0;".to_owned()),
        Just("<img src=http://x.org/ style=url(x)>".to_owned()),
        Just("\u{ffff}\u{fdd0}\u{202e}".to_owned()),
    ];
    prop::collection::vec(piece, 0..4).prop_map(|v| v.concat())
}

fn segments() -> impl Strategy<Value = Vec<Segment>> {
    prop::collection::vec(
        prop_oneof![nasty().prop_map(Segment::Plain), nasty().prop_map(Segment::Instead)],
        0..4,
    )
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (1i32..=9999, 1u32..=365).prop_map(|(y, d)| NaiveDate::from_yo_opt(y, d).unwrap())
}

fn any_item() -> impl Strategy<Value = Item> {
    let want = prop_oneof![
        Just(Want::Listen),
        Just(Want::Feedback),
        Just(Want::Ideas),
        Just(Want::Challenge),
        Just(Want::Celebrate)
    ];
    let mood = (any_day(), prop::collection::vec((0u64..4, 1u8..=5), 0..30)).prop_map(|(from, steps)| {
        let mut at = from;
        let points = steps.into_iter().map(|(days, mood)| {
            at = at.checked_add_days(chrono::Days::new(days)).filter(|d| is_day(*d)).unwrap_or(at);
            Point { day: at, mood }
        });
        let points: Vec<Point> = points.collect();
        Item::Mood { from, until: at, points }
    });
    prop_oneof![
        (segments(), segments(), want, any::<u16>()).prop_map(|(title, text, want, minutes)| Item::Bring {
            title,
            text,
            want,
            minutes
        }),
        mood,
        (segments(), segments()).prop_map(|(title, text)| Item::Reflection { title, text }),
    ]
}

fn any_name() -> impl Strategy<Value = String> {
    (nasty(), "[a-z<&\"']{1,9}").prop_map(|(start, end)| {
        let start: String = start.chars().take(60).collect();
        super::super::card::tidy_name(&format!("{start}{end}")).unwrap_or(format!("n{end}"))
    })
}

fn any_share() -> impl Strategy<Value = ShareData> {
    let key = "[0-9a-f]{64}";
    let seal = "age1[0-9a-z]{58}";
    let to = prop::collection::vec((any_name(), seal, key), 1..5);
    (
        ("[0-9a-f]{32}", any_day(), any_name(), seal, key),
        to,
        segments(),
        prop::option::of(any_day()),
        prop::collection::vec(any_item(), 0..5),
    )
        .prop_map(|((id, made, name, seal, proof), to, title, delete_after, items)| {
            let to = to.into_iter().map(|(name, seal, proof)| Recipient { name, seal, proof }).collect();
            ShareData::new(id, made, Sender { name, seal, proof }, to, title, delete_after, items).unwrap()
        })
}

proptest! {
    #[test]
    fn any_share_reads_back_and_is_harmless(data in any_share()) {
        let page = render(&data);
        prop_assert!(is_harmless(&page));
        prop_assert!(read(page.as_bytes()).is_ok_and(|read| read == data));
        let whole = join_proof(&page, "{}");
        prop_assert_eq!(split_proof(whole.as_bytes()).unwrap(), (page.as_bytes(), "{}"));
    }

    #[test]
    fn any_flipped_bit_is_noticed(data in any_share(), at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut page = render(&data).into_bytes();
        let at = at.index(page.len());
        page[at] ^= 1 << bit;
        prop_assert!(read(&page).is_err());
    }

    #[test]
    fn any_cut_or_addition_is_noticed(data in any_share(), at in any::<prop::sample::Index>(), more in 0u8..=255) {
        let page = render(&data).into_bytes();
        let at = at.index(page.len());
        prop_assert!(read(&page[..at]).is_err());
        let added: Vec<u8> = [&page[..at], &[more], &page[at..]].concat();
        prop_assert!(read(&added).is_err());
    }

    #[test]
    fn any_bytes_are_only_ever_refused(bytes in any::<Vec<u8>>(), text in nasty()) {
        prop_assert!(read(&bytes).is_err());
        prop_assert!(read(text.as_bytes()).is_err());
        let _ = split_proof(&bytes);
    }
}
