//! What Sotto knows of the world's scripts: which are written without spaces, which marks are only
//! diacritics, and how a character is folded so that "Zoë", "ZOE" and "zoe" are one word.
//!
//! In one place because search and masking must agree. Cutting a text into words is in `tokens`; matching
//! them is in `reflections::query` and `people::masking`.

use unicode_normalization::UnicodeNormalization;

/// Whether this character's script is written without spaces, so that a word may begin anywhere in the
/// text. Pictographs count too: they are written beside words without a space and mean something
/// alone.
pub fn unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF // Thai, Lao
        | 0x0F00..=0x0FFF // Tibetan
        | 0x1000..=0x109F | 0xA9E0..=0xA9FF | 0xAA60..=0xAA7F // Myanmar
        | 0x1780..=0x17FF | 0x19E0..=0x19FF // Khmer
        | 0x1950..=0x19DF | 0x1A20..=0x1AAF | 0xAA80..=0xAADF // Tai scripts
        | 0x2E80..=0x2FDF // radicals
        | 0x3005..=0x3007 | 0x3021..=0x3029 | 0x3031..=0x3035 | 0x3038..=0x303C
        | 0x3041..=0x30FA | 0x30FC..=0x312F // kana, Bopomofo; not the middle dot
        | 0x31A0..=0x31BF | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF // Han
        | 0xFF66..=0xFF9F // half-width kana
        | 0x1AFF0..=0x1B16F // kana supplements
        | 0x20000..=0x3FFFF // Han
    ) || pictograph(c)
}

/// Arrows, shapes, dingbats and emoji.
pub fn pictograph(c: char) -> bool {
    matches!(u32::from(c), 0x2190..=0x2BFF | 0x1F000..=0x1FAFF) && !c.is_alphanumeric()
}

/// Korean letters, composed or not. Particles are written onto the end of a word.
pub fn hangul(c: char) -> bool {
    matches!(u32::from(c),
        0x1100..=0x11FF | 0x3130..=0x318F | 0xA960..=0xA97F | 0xAC00..=0xD7FF | 0xFFA0..=0xFFDC)
}

/// The scripts that are written with spaces and must be distinguished: a word ends where another
/// script begins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Script {
    Latin,
    Greek,
    Cyrillic,
    Hebrew,
    Arabic,
    Hangul,
    Other,
}

/// The script of a letter.
pub fn script(c: char) -> Script {
    match u32::from(c) {
        0x0000..=0x02AF | 0x1D00..=0x1DBF | 0x1E00..=0x1EFF | 0x2C60..=0x2C7F | 0xA720..=0xA7FF => {
            Script::Latin
        }
        0x0370..=0x03FF | 0x1F00..=0x1FFF => Script::Greek,
        0x0400..=0x052F | 0x1C80..=0x1C8F => Script::Cyrillic,
        0x0590..=0x05FF => Script::Hebrew,
        0x0600..=0x06FF | 0x0750..=0x077F | 0x0870..=0x08FF => Script::Arabic,
        _ if hangul(c) => Script::Hangul,
        _ => Script::Other,
    }
}

/// A mark that changes how a letter sounds but not which letter it is. Vowel signs of Indic and
/// Thai writing and the voicing marks of kana are *not* among them: without those, different words
/// would become one.
pub fn diacritic(c: char) -> bool {
    matches!(u32::from(c),
        0x0300..=0x036F
        | 0x0483..=0x0489
        | 0x0591..=0x05BD | 0x05BF | 0x05C1 | 0x05C2 | 0x05C4 | 0x05C5 | 0x05C7
        | 0x0610..=0x061A | 0x0640 | 0x064B..=0x065F | 0x0670 | 0x06D6..=0x06DC | 0x06DF..=0x06E4
        | 0x06E7 | 0x06E8 | 0x06EA..=0x06ED
        | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE20..=0xFE2F)
}

/// Calls `out` with each character that `c` becomes: compatibility forms and ligatures taken apart,
/// diacritics dropped, lower case in full. Nothing at all for a lone diacritic.
pub fn fold(c: char, mut out: impl FnMut(char)) {
    if c.is_ascii() {
        out(c.to_ascii_lowercase());
        return;
    }
    for part in std::iter::once(c).nfkd() {
        for lower in part.to_lowercase() {
            match lower {
                mark if diacritic(mark) => {}
                'ß' => "ss".chars().for_each(&mut out),
                'ς' => out('σ'),
                'ı' => out('i'),
                'ø' => out('o'),
                'ł' => out('l'),
                'đ' | 'ð' => out('d'),
                'ħ' => out('h'),
                'æ' => "ae".chars().for_each(&mut out),
                'œ' => "oe".chars().for_each(&mut out),
                'þ' => "th".chars().for_each(&mut out),
                other => out(other),
            }
        }
    }
}

/// A text without case and diacritics, for comparison.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        fold(c, |folded| out.push(folded));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_case_marks_and_ligatures() {
        for (given, wanted) in [
            ("Zoë", "zoe"),
            ("Zoe\u{308}", "zoe"),
            ("STRAẞE", "strasse"),
            ("Straße", "strasse"),
            ("İlknur", "ilknur"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευσ"),
            ("Ὀδυσσεύς", "οδυσσευσ"),
            ("Soﬁa", "sofia"),
            ("Ｍａｙａ", "maya"),
            ("𝓜𝓪𝔂𝓪", "maya"),
            ("Søren Łukasz", "soren lukasz"),
            ("مُحَمَّد", "محمد"),
        ] {
            assert_eq!(folded(given), wanted);
        }
    }

    #[test]
    fn keeps_what_tells_words_apart() {
        assert_ne!(folded("राम"), folded("रम"));
        assert_ne!(folded("はな"), folded("ばな"));
        assert_ne!(folded("มานี"), folded("มน"));
    }
}
