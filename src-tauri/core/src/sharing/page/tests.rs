//! What stands behind a page: the line with its proof, and spaces.

use super::*;
use proptest::prelude::*;

#[test]
fn the_proof_stands_on_its_own_line() {
    let page = "<!DOCTYPE html>\n</html>\n";
    let whole = join_proof(page, "{\"a\":\"--><script>\"}");
    let line = "</html>\n<!-- sotto-proof {\"a\":\"\\u002d\\u002d\\u003e\\u003cscript\\u003e\"} -->\n";
    assert!(whole.trim_end_matches(' ').ends_with(line));
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
        page,
    ] {
        assert_eq!(split_proof(junk.as_bytes()).err(), Some(PageError::NotAShare), "{junk}");
    }
    assert_eq!(split_proof(&vec![b'\n'; padded(MAX_BYTES + MAX_PROOF) + 1]).err(), Some(PageError::TooLarge));
}

#[test]
fn the_size_of_what_is_sealed_says_little() {
    for length in [0, 10, 700, 5_000, 70_000] {
        let page = format!("{}\n", "x".repeat(length));
        let whole = join_proof(&page, "{}");
        assert_eq!(whole.len(), padded(whole.len()), "{length}");
        assert_eq!(split_proof(whole.as_bytes()), Ok((page.as_bytes(), "{}")));
    }
    // However many spaces there are, nothing else may follow.
    for (end, accepted) in [("", true), ("   ", true), (" x", false), ("\n", false), ("\t ", false)] {
        let whole = format!("p\n<!-- sotto-proof {{}} -->\n{end}");
        assert_eq!(split_proof(whole.as_bytes()).is_ok(), accepted, "{end:?}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_taken_apart_or_refused(bytes in any::<Vec<u8>>(), text in any::<String>()) {
        let _ = split_proof(&bytes);
        let page = text + "\n";
        let whole = join_proof(&page, "{}");
        prop_assert_eq!(split_proof(whole.as_bytes()), Ok((page.as_bytes(), "{}")));
    }
}
