//! The recovery key in a photo of the code on a recovery sheet.
//!
//! What a code says counts only if it is a key; nothing of the picture is stored. Deliberately elsewhere:
//! opening the picture and finding codes in it (`sotto_intake`, `picture` and `qr`).

use sotto_intake::qr;
use sotto_vault::RecoveryKey;

use crate::base::Result;

pub use sotto_intake::picture::MAX_BYTES;

/// The key whose code is in a PNG or JPEG picture.
///
/// # Errors
/// `PhotoTooLarge`, `PhotoUnreadable` when it is no picture, `PhotoNoCode` when it shows no recovery code.
pub fn key_in(photo: &[u8]) -> Result<RecoveryKey> {
    Ok(qr::find(photo, |text| RecoveryKey::read(text).ok())?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;
    use crate::access::recovery_sheet::{QUIET, modules};

    /// A PNG file of the code of a text, six pixels a module.
    fn photo(text: &str) -> Vec<u8> {
        let (width, dark) = modules(text).unwrap();
        let side = (width + 2 * QUIET) * 6;
        let is_dark = |x: usize, y: usize| {
            let module = |at: usize| (at / 6).checked_sub(QUIET).filter(|at| *at < width);
            module(x).zip(module(y)).is_some_and(|(column, row)| dark[row * width + column])
        };
        let pixels: Vec<u8> =
            (0..side * side).map(|at| if is_dark(at % side, at / side) { 40 } else { 225 }).collect();
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, side as u32, side as u32);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
        bytes
    }

    #[test]
    fn keys_come_back_from_words_from_the_line_and_from_a_picture_of_the_code() {
        for _ in 0..10 {
            let key = RecoveryKey::generate();
            let line = key.key_line();
            let words = key.words().unwrap().join(" ");
            assert_eq!(*RecoveryKey::read(&words).unwrap().key_line(), *line);
            assert_eq!(*RecoveryKey::read(&line).unwrap().key_line(), *line);
            assert_eq!(*key_in(&photo(&line)).unwrap().key_line(), *line);
        }
    }

    #[test]
    fn each_failure_has_its_code() {
        let code = |photo: &[u8]| key_in(photo).err().and_then(|error| error.code());
        assert_eq!(code(&photo("https://example.org/not-a-key")), Some(Code::PhotoNoCode));
        assert_eq!(code(b"GIF89a........"), Some(Code::PhotoUnreadable));
        assert_eq!(code(&vec![0xFF; MAX_BYTES + 1]), Some(Code::PhotoTooLarge));
    }
}
