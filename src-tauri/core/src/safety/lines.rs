//! Emergency numbers and crisis lines, by country: public facts, the same for everyone.
//!
//! They are compiled in, because they are needed while the vault is locked, while the computer is
//! offline, and when every other part has failed. How each number was found, and what a person still
//! has to confirm before a release, is in `README.md` beside this file. The person's own contact is not
//! here: it is private, so it is sealed in the vault.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

/// What to call in one country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct HelpCountry {
    /// ISO 3166-1 alpha-2, in capitals.
    pub code: String,
    pub emergency: Emergency,
    pub lines: Vec<HelpLine>,
}

/// The number to call when a life is in danger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Emergency {
    pub number: String,
    /// The https page that names it.
    pub source: String,
    /// The day it was last looked up, `2026-11-23`.
    pub checked: String,
}

/// A crisis line; at least one of `call`, `text` and `chat` is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct HelpLine {
    /// What the line calls itself, in its own language.
    pub name: String,
    pub call: Option<String>,
    /// A number, with the word to send in front of it where one is needed.
    pub text: Option<String>,
    /// An https address to read out or type in; Sotto never opens it by itself.
    pub chat: Option<String>,
    pub hours: String,
    /// Whom the line is for; `None` for anyone in distress.
    pub for_whom: Option<String>,
    pub source: String,
    pub checked: String,
}

const DATA: &str = include_str!("lines.json");

/// All countries with data, sorted by code.
///
/// The data is compiled in and a test reads all of it, so an unreadable file cannot be released.
/// If it happens all the same, the list is empty and Help now still shows the person's own contact.
#[must_use]
pub fn countries() -> &'static [HelpCountry] {
    static READ: OnceLock<Vec<HelpCountry>> = OnceLock::new();
    READ.get_or_init(|| serde_json::from_str(DATA).unwrap_or_default())
}

/// The country with this code, in any letter case.
#[must_use]
pub fn country(code: &str) -> Option<&'static HelpCountry> {
    countries().iter().find(|one| one.code.eq_ignore_ascii_case(code))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    /// Digits in groups, as printed on a poster: `116 123`, `1-855-242-3310`, `988`.
    fn plain_number(number: &str) -> bool {
        let digits = number.chars().filter(char::is_ascii_digit).count();
        (2..=15).contains(&digits)
            && number
                .split([' ', '-'])
                .all(|group| !group.is_empty() && group.chars().all(|one| one.is_ascii_digit()))
    }

    /// `988`, `HOME to 741741` or `324 011 7252 (WhatsApp)`.
    fn plain_text(text: &str) -> bool {
        let number = match text.split_once(" to ") {
            Some((word, number)) => {
                if word.is_empty() || !word.chars().all(|one| one.is_ascii_uppercase()) {
                    return false;
                }
                number
            }
            None => text.strip_suffix(" (WhatsApp)").unwrap_or(text),
        };
        plain_number(number)
    }

    fn page(address: &str) -> bool {
        address
            .strip_prefix("https://")
            .and_then(|rest| rest.split('/').next())
            .is_some_and(|host| host.contains('.') && !host.contains([' ', '@', ':']))
            && !address.contains(char::is_whitespace)
    }

    fn dated(checked: &str) -> bool {
        NaiveDate::parse_from_str(checked, "%Y-%m-%d").is_ok_and(|day| day.to_string() == checked)
    }

    #[test]
    fn the_patterns_refuse_what_is_no_number() {
        for bad in ["", "1", "call 988", "988 ", "9--8", "+44 116 123", "12345678901234567"] {
            assert!(!plain_number(bad), "{bad:?}");
        }
        for bad in ["", "to 741741", "home to 741741", "HOME 741741"] {
            assert!(!plain_text(bad), "{bad:?}");
        }
        for bad in ["http://988.ca/", "https://", "https://x", "https://a@b.c/", "https://a.b/ c"] {
            assert!(!page(bad), "{bad:?}");
        }
        for bad in ["", "2026-13-01", "23.11.2026", "2026-1-2"] {
            assert!(!dated(bad), "{bad:?}");
        }
    }

    #[test]
    fn every_entry_is_whole() {
        // Parsed again here, because `countries()` turns an unreadable file into an empty list.
        let read: Vec<HelpCountry> = serde_json::from_str(DATA).expect("lines.json");
        assert_eq!(read, countries());
        assert!(read.len() >= 12);
        for land in &read {
            let code = &land.code;
            assert!(code.len() == 2 && code.chars().all(|one| one.is_ascii_uppercase()), "{code}");
            assert!(plain_number(&land.emergency.number), "{code}");
            assert!(page(&land.emergency.source), "{code}");
            assert!(dated(&land.emergency.checked), "{code}");
            assert!(!land.lines.is_empty(), "{code}");
            for line in &land.lines {
                let at = format!("{code} {}", line.name);
                assert!(!line.name.trim().is_empty() && !line.hours.trim().is_empty(), "{at}");
                assert!(
                    line.call.is_some() || line.text.is_some() || line.chat.is_some(),
                    "{at}: no way to reach it"
                );
                assert!(line.call.as_deref().is_none_or(plain_number), "{at}");
                assert!(line.text.as_deref().is_none_or(plain_text), "{at}");
                assert!(line.chat.as_deref().is_none_or(page), "{at}");
                assert!(line.for_whom.as_deref().is_none_or(|who| !who.trim().is_empty()), "{at}");
                assert!(page(&line.source), "{at}");
                assert!(dated(&line.checked), "{at}");
            }
            assert!(
                land.lines.iter().any(|line| line.call.is_some()),
                "{code}: somebody must be able to hear a voice"
            );
        }
    }

    #[test]
    fn countries_are_sorted_and_named_once() {
        let codes: Vec<&str> = countries().iter().map(|land| land.code.as_str()).collect();
        let mut sorted = codes.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(codes, sorted);
    }

    #[test]
    fn the_emergency_numbers_are_the_known_ones() {
        for (code, number) in [
            ("AT", "112"),
            ("AU", "000"),
            ("BE", "112"),
            ("CA", "911"),
            ("CH", "112"),
            ("DE", "112"),
            ("ES", "112"),
            ("FR", "112"),
            ("GB", "999"),
            ("IE", "112"),
            ("IN", "112"),
            ("IT", "112"),
            ("NL", "112"),
            ("NZ", "111"),
            ("SE", "112"),
            ("US", "911"),
            ("ZA", "112"),
        ] {
            let land = country(code).expect(code);
            assert_eq!(land.emergency.number, number, "{code}");
        }
    }

    #[test]
    fn a_country_is_found_in_any_case_and_an_unknown_one_is_none() {
        assert_eq!(country("gb").map(|land| land.code.as_str()), Some("GB"));
        assert!(country("").is_none());
        assert!(country("XX").is_none());
    }

    #[test]
    fn it_goes_out_as_it_came_in() {
        let read: serde_json::Value = serde_json::from_str(DATA).expect("lines.json");
        assert_eq!(serde_json::to_value(countries()).expect("serialises"), read);
    }
}
