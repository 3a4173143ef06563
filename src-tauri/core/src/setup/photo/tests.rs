//! A key comes back from a picture of its code, also a bad one; and what is no such picture is refused soon.

use std::time::{Duration, Instant};

use image::{GrayImage, ImageFormat, Luma};
use proptest::prelude::*;
use sotto_vault::RecoveryKey;

use super::super::{QUIET, modules};
use super::*;

/// A picture of a code as a camera would take it: `scale` pixels a module, turned by `angle` (radians), with
/// light falling off to one side and `noise` grey levels of grain.
fn picture(line: &str, scale: f32, angle: f32, noise: u32) -> GrayImage {
    let (width, dark) = modules(line).unwrap();
    let side = (width + 2 * QUIET) as f32 * scale;
    let room = (side * 1.5) as u32;
    let (sin, cos) = angle.sin_cos();
    let mut grain = 0x2545_F491u32;
    GrayImage::from_fn(room, room, |x, y| {
        let (dx, dy) = (x as f32 - room as f32 / 2.0, y as f32 - room as f32 / 2.0);
        let column = (dx * cos + dy * sin + side / 2.0) / scale - QUIET as f32;
        let row = (dy * cos - dx * sin + side / 2.0) / scale - QUIET as f32;
        let inside = |at: f32| (at >= 0.0 && at < width as f32).then_some(at as usize);
        let module = inside(column).zip(inside(row)).map(|(c, r)| dark[r * width + c]);
        let level = if module == Some(true) { 40 } else { 225 };
        grain = grain.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let shade = if noise == 0 { 0 } else { x * 30 / room + (grain >> 16) % noise };
        Luma([u8::try_from(level - shade.min(level)).unwrap()])
    })
}

fn file(picture: &GrayImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Every fifth of a hundred; all of them when `SOTTO_ALL` is set, which takes minutes without optimisation.
#[test]
fn a_hundred_keys_come_back_from_words_from_the_line_and_from_a_picture_of_the_code() {
    let step = if std::env::var_os("SOTTO_ALL").is_some() { 1 } else { 5 };
    for n in (0..100u32).step_by(step) {
        let key = RecoveryKey::generate();
        let line = key.key_line();
        let words = key.words().unwrap().join(" ");
        assert_eq!(*RecoveryKey::read(&words).unwrap().key_line(), *line);
        assert_eq!(*RecoveryKey::read(&line).unwrap().key_line(), *line);
        // Every other one as it is on the screen; the others turned, grainy, unevenly lit, larger, as JPEG.
        let bad = n % 2 == 1;
        let turned = if bad { (n as f32 - 50.0) / 50.0 * 0.35 } else { 0.0 };
        let scale = 4.0 + (n % 7) as f32 * 1.3;
        let photo = picture(&line, scale, turned, if bad { 40 } else { 0 });
        let format = if n % 4 == 1 { ImageFormat::Jpeg } else { ImageFormat::Png };
        let found = key_in(&file(&photo, format));
        assert_eq!(*found.unwrap_or_else(|e| panic!("key {n}: {e}")).key_line(), *line);
    }
}

#[test]
fn a_code_that_is_no_key_is_told_as_no_recovery_code() {
    let other = picture("https://example.org/not-a-key", 8.0, 0.0, 0);
    assert!(matches!(key_in(&file(&other, ImageFormat::Png)), Err(Error::PhotoNoCode)));
    let empty = GrayImage::from_pixel(300, 300, Luma([255]));
    assert!(matches!(key_in(&file(&empty, ImageFormat::Png)), Err(Error::PhotoNoCode)));
    assert!(matches!(key_in(b"GIF89a........"), Err(Error::PhotoUnreadable)));
    assert!(matches!(key_in(b""), Err(Error::PhotoUnreadable)));
}

/// The first bytes of a PNG that says how large it is, and nothing else.
fn claim(width: u32, height: u32) -> Vec<u8> {
    let mut head = b"IHDR".to_vec();
    head.extend(width.to_be_bytes());
    head.extend(height.to_be_bytes());
    head.extend([8, 0, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    let sum = head.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |s, _| (s >> 1) ^ (0xEDB8_8320 * (s & 1)))
    });
    bytes.extend(&head);
    bytes.extend((!sum).to_be_bytes());
    bytes.extend(b"\0\0\0\0IDAT");
    bytes
}

#[test]
fn a_hostile_picture_is_refused_before_it_costs_anything() {
    let start = Instant::now();
    assert!(matches!(key_in(&claim(60_000, 60_000)), Err(Error::PhotoTooLarge)));
    assert!(matches!(key_in(&claim(10_000, 5_001)), Err(Error::PhotoTooLarge)));
    assert!(matches!(key_in(&claim(7_000, 7_000)), Err(Error::PhotoUnreadable)), "cut short");
    assert!(matches!(key_in(&vec![0xFF; MAX_BYTES + 1]), Err(Error::PhotoTooLarge)));
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
}

#[test]
fn a_picture_full_of_corners_of_codes_does_not_keep_anyone_waiting() {
    // Each of these looks like the corner of a code, and every three of them like a code.
    let corner = |x: u32, y: u32| {
        let (x, y) = (x % 27 / 3, y % 27 / 3);
        let ring = x.min(y).min(8 - x.min(8)).min(8 - y.min(8));
        ring == 1 || ring >= 3
    };
    let hostile = GrayImage::from_fn(1_200, 1_200, |x, y| Luma([if corner(x, y) { 0 } else { 255 }]));
    let start = Instant::now();
    assert!(key_in(&file(&hostile, ImageFormat::Png)).is_err());
    // Without a limit: hours. In a build for people a tenth of this, on an idle machine.
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_picture_makes_it_panic(at in 0usize..4_000, byte: u8, cut in 0usize..4_000, jpeg: bool) {
        let format = if jpeg { ImageFormat::Jpeg } else { ImageFormat::Png };
        let mut bytes = file(&picture("AGE-SECRET-KEY-1NOT", 3.0, 0.1, 20), format);
        let at = at % bytes.len();
        bytes[at] = byte;
        bytes.truncate(bytes.len() - cut % bytes.len());
        prop_assert!(key_in(&bytes).is_err());
    }
}
