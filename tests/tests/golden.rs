//! Vaults of every released format open, read and verify, with every word they were made with.

use sotto_core::reflections::Sort;
use sotto_core::vault::{Device, Key, Passphrase, RecoveryKey, VaultFile};
use sotto_core::{Journal, Now};
use tempfile::TempDir;

/// A copy, since opening one writes beside it.
fn golden(place: &TempDir, name: &str) -> VaultFile {
    let from = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/");
    let path = place.path().join(name);
    std::fs::copy(format!("{from}{name}"), &path).unwrap();
    VaultFile::at(path, Device::at(place.path().join("device")))
}

#[test]
fn format_1_opens_with_its_passphrase_however_it_is_composed_and_with_its_sheet() {
    let place = TempDir::new().unwrap();
    let locked = golden(&place, "format-1.sotto");
    for text in ["naïve lantern — harbour 9", "nai\u{308}ve lantern — harbour 9"] {
        drop(Journal::unlock(&locked, &Key::Passphrase(Passphrase::new(text).unwrap()), false).unwrap());
    }
    let sheet = include_str!("../golden/format-1.sheet.txt");
    let mut journal =
        Journal::unlock(&locked, &Key::Recovery(RecoveryKey::read(sheet).unwrap()), false).unwrap();
    let found = journal.verify().unwrap();
    assert!(found.is_sound());
    assert_eq!(found.records, 11);

    let now = Now::parse_from_rfc3339("2026-11-24T08:00:00+00:00").unwrap();
    let list = journal.reflection_list("", Sort::Recent, 10, 0).unwrap();
    let titles: Vec<_> = list.summaries.iter().map(|c| c.title.as_str()).collect();
    assert_eq!(titles, ["What I didn’t say on Thursday", "図書館"]);
    let first = journal.reflection_read(list.summaries[0].id).unwrap();
    assert!(first.content.text.ends_with("I knew that silence. I didn’t."));
    assert_eq!(
        (first.content.mood, first.revision, first.content.feelings.len(), first.content.tags.len()),
        (Some(4), 2, 2, 2)
    );
    assert_eq!(journal.reflection_revisions(first.id).unwrap().len(), 2);
    assert_eq!(journal.reflection_list("図書館", Sort::Recent, 10, 0).unwrap().total, 1);
    assert_eq!(list.summaries[1].date, "2025-03-30T01:30:00+01:00");
    assert_eq!(journal.captured().unwrap()[0].text, "Ask Sam about the breathing");
    assert_eq!(journal.person_list().unwrap()[0].input.also, ["Mayah"]);
    assert_eq!(journal.session_next(None, now).unwrap().unwrap().starts, "2026-11-26T18:30:00+00:00");
    assert_eq!(journal.bring_list(None).unwrap()[0].input.minutes, 5);
    let contact = journal.contact_named("Dr Okafor").unwrap();
    assert!(contact.verified);
    assert_eq!(journal.contact_words(contact.id).unwrap()[..3], ["smith", "finance", "rage"]);
    let shares = journal.share_log().unwrap();
    assert_eq!(shares[0].sha256, "25a7470298d5afbd5c9f49c500bee0156dd1d23a7185694cba11d967ac9f733b");
    let page = journal.share_page(shares[0].id).unwrap();
    assert!(page.contains("someone in the group") && !page.contains("Maya"));
}
