//! The recovery sheet: shown once and partly read back, at the first run and whenever a new one is made.
//! The file to print is made in `paper`; a photo of the sheet is read in `photo`.

use qrcode::{Color, EcLevel, QrCode};
use serde::{Deserialize, Serialize};
use sotto_vault::RecoveryKey;
use zeroize::Zeroize;

use super::AccessError;
use crate::base::{Error, Result};

/// The number of words that are read back.
const ASKED: usize = 3;
/// The width of the empty margin around the code, in modules, as its standard requires.
pub(super) const QUIET: usize = 4;

/// A QR code as one SVG path in a square box.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct QrPath {
    /// Side of the box, in modules.
    pub size: u32,
    pub path: String,
}

/// Everything that is printed on a recovery sheet.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct RecoverySheet {
    /// 24 words.
    pub words: Vec<String>,
    /// `AGE-SECRET-KEY-1...`
    pub key_line: String,
    pub qr: QrPath,
    /// The positions of the words to be read back, counted from 1.
    pub ask: Vec<u8>,
}

impl Drop for RecoverySheet {
    fn drop(&mut self) {
        self.words.zeroize();
        self.key_line.zeroize();
        self.qr.path.zeroize();
    }
}

/// One word, read back.
#[derive(Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct WordAnswer {
    pub position: u8,
    pub word: String,
}

/// The sheet of a key, with three words to be read back, chosen at random.
pub fn sheet(key: &RecoveryKey) -> Result<RecoverySheet> {
    let key_line = key.key_line();
    let mut ask: Vec<u8> = Vec::new();
    while ask.len() < ASKED {
        // 240 is the largest multiple of 24 that fits in a byte, so all positions are equally likely.
        let [byte] = random_byte()?;
        let position = byte % 24 + 1;
        if byte < 240 && !ask.contains(&position) {
            ask.push(position);
        }
    }
    ask.sort_unstable();
    Ok(RecoverySheet {
        words: key.words()?.into_iter().map(str::to_owned).collect(),
        qr: qr(&key_line)?,
        key_line: key_line.to_string(),
        ask,
    })
}

fn random_byte() -> Result<[u8; 1]> {
    use rand_core::RngCore;
    let mut byte = [0u8; 1];
    rand_core::OsRng.try_fill_bytes(&mut byte).map_err(|_| sotto_vault::Error::Random)?;
    Ok(byte)
}

/// Whether the words asked for were read back.
pub fn read_back(sheet: &RecoverySheet, answers: &[WordAnswer]) -> Result<()> {
    let right = sheet.ask.iter().all(|position| {
        let word = sheet.words.get(usize::from(*position).wrapping_sub(1));
        answers
            .iter()
            .any(|a| a.position == *position && word.is_some_and(|w| a.word.trim().eq_ignore_ascii_case(w)))
    });
    if right { Ok(()) } else { Err(AccessError::AnswersWrong.into()) }
}

/// A QR code of `text`, dark modules only.
pub fn qr(text: &str) -> Result<QrPath> {
    use std::fmt::Write;
    let (width, dark) = modules(text)?;
    let mut path = String::new();
    for (at, _) in dark.iter().enumerate().filter(|(_, dark)| **dark) {
        let _ = write!(path, "M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET);
    }
    Ok(QrPath { size: u32::try_from(width + 2 * QUIET).unwrap_or_default(), path })
}

/// The number of modules on a side of the code, and which modules are dark, row by row.
pub(super) fn modules(text: &str) -> Result<(usize, Vec<bool>)> {
    let code =
        QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| Error::Encode("a QR code"))?;
    Ok((code.width(), code.to_colors().into_iter().map(|color| color == Color::Dark).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(sheet: &RecoverySheet) -> Vec<WordAnswer> {
        let word = |p: u8| sheet.words[usize::from(p) - 1].to_uppercase();
        sheet.ask.iter().map(|p| WordAnswer { position: *p, word: format!(" {} ", word(*p)) }).collect()
    }

    #[test]
    fn three_different_words_are_asked_and_only_the_right_ones_count() {
        for _ in 0..50 {
            let sheet = sheet(&RecoveryKey::generate()).unwrap();
            assert_eq!(sheet.ask.len(), 3);
            assert!(
                sheet.ask.windows(2).all(|w| w[0] < w[1]) && sheet.ask.iter().all(|p| (1..=24).contains(p))
            );
            assert!(read_back(&sheet, &answers(&sheet)).is_ok());
            let mut wrong = answers(&sheet);
            wrong[1].word = "zebrafish".into();
            assert!(
                read_back(&sheet, &wrong).is_err_and(|e| e.code() == Some(crate::Code::RecoveryAnswersWrong))
            );
            assert!(read_back(&sheet, &wrong[..1]).is_err());
        }
    }

    #[test]
    fn the_code_has_its_three_corners_and_a_quiet_edge() {
        let qr = qr("AGE-SECRET-KEY-1EXAMPLE").unwrap();
        assert!(qr.path.starts_with(&format!("M{QUIET} {QUIET}h1v1h-1z")));
        let far = qr.size as usize - QUIET - 1;
        assert!(
            qr.path.contains(&format!("M{far} {QUIET}h")) && qr.path.contains(&format!("M{QUIET} {far}h"))
        );
        assert!(!qr.path.contains(&format!("M{} ", qr.size as usize - QUIET)));
    }
}
