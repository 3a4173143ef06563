//! A text comes back from a picture of its code, also a bad one; and what is no such picture is refused soon.

mod photos;

use std::time::{Duration, Instant};

use jpeg_encoder::SamplingFactor;
use proptest::prelude::*;

use super::*;
use crate::picture::MAX_BYTES;
use photos::{Format, at, file, from_fn, line, picture, sum};

/// The text of a code that looks like a key line.
fn line_in(photo: &[u8]) -> Result<String, PhotoError> {
    find(photo, |text| text.starts_with("AGE-SECRET-KEY-1").then(|| text.to_owned()))
}

#[test]
fn of_several_codes_the_one_that_is_understood_is_found() {
    let (other, wanted) =
        (picture("https://example.org/not-a-key", 6.0, 0.0, 0), picture(&line(1), 6.0, 0.0, 0));
    let height = other.height.max(wanted.height);
    let both = from_fn(other.width + wanted.width, height, |x, y| {
        let (from, x) = if x < other.width { (&other, x) } else { (&wanted, x - other.width) };
        if y < from.height { at(from, x, y) } else { 225 }
    });
    assert_eq!(line_in(&file(&both, Format::Png)), Ok(line(1)));
}

#[test]
fn a_code_is_found_in_whatever_kind_of_file_a_camera_or_a_program_makes() {
    let line = line(7);
    for (format, scale) in Format::ALL.into_iter().zip([4.0, 9.0, 20.3].into_iter().cycle()) {
        let photo = file(&picture(&line, scale, 0.1, 20), format);
        let found = line_in(&photo).unwrap_or_else(|e| panic!("{format:?}, {scale}: {e}"));
        assert_eq!(found, line, "{format:?}, {scale}");
    }
}

/// Most memory that this process ever had, in bytes.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) << 10
}

/// Names the file for a separate process, in which nothing else takes memory.
const NAMED: &str = "SOTTO_TEST_PHOTO";

fn search_apart(file: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("photo");
    std::fs::write(&path, file).unwrap();
    let this = std::env::current_exe().unwrap();
    let test = "qr::tests::the_largest_photos_are_searched_in_128_mb";
    let ended =
        std::process::Command::new(this).args(["--exact", test, "--nocapture"]).env(NAMED, path).output();
    String::from_utf8(ended.unwrap().stdout).unwrap()
}

/// Sheets photographed with the camera of a telephone: 12, 24 and 50 megapixels, and the largest of each
/// kind that is read, each in its own process. Larger ones are refused as too large.
#[cfg(target_os = "linux")]
#[test]
fn the_largest_photos_are_searched_in_128_mb() {
    if let Some(path) = std::env::var_os(NAMED) {
        let photo = std::fs::read(path).unwrap();
        let start = Instant::now();
        let found = line_in(&photo).unwrap_or_else(|error| error.to_string());
        return println!("found: {}: {}: {found}", peak_memory() >> 20, start.elapsed().as_millis());
    }
    let line = line(7);
    let code = picture(&line, 20.0, 0.05, 0);
    let photo = |width: usize, height: usize| {
        let (left, above) = ((width - code.width) / 2, (height - code.height) / 2);
        from_fn(width, height, |x, y| {
            let inside = (left..left + code.width).contains(&x) && (above..above + code.height).contains(&y);
            if inside { at(&code, x - left, y - above) } else { ((x ^ y) % 64) as u8 + 160 }
        })
    };
    let (f11, f21, f12, f22) =
        (SamplingFactor::F_1_1, SamplingFactor::F_2_1, SamplingFactor::F_1_2, SamplingFactor::F_2_2);
    let all = std::env::var_os("SOTTO_ALL").is_some();
    for (width, height, format, accepted, always) in [
        (4_032, 3_024, Format::Jpeg(f22, false), true, true),
        (4_032, 3_024, Format::Jpeg(f21, true), true, false),
        (5_630, 4_480, Format::Jpeg(f22, true), false, false),
        (4_200, 4_500, Format::Jpeg(f22, true), true, false),
        (3_600, 3_000, Format::Jpeg(f11, true), true, true),
        (4_032, 3_024, Format::Jpeg(f11, true), false, true),
        (2_880, 2_880, Format::Jpeg(f12, true), true, false),
        (4_032, 3_024, Format::Jpeg(f12, true), false, false),
        (5_712, 4_284, Format::Jpeg(f22, false), true, false),
        (8_160, 6_120, Format::Jpeg(f22, false), true, false),
        (8_160, 6_120, Format::Jpeg(f11, false), true, false),
        (8_160, 6_120, Format::Jpeg(f22, true), false, false),
        (8_160, 6_120, Format::Png, true, true),
        (1_900, 1_800, Format::Interlaced, true, false),
    ] {
        if !(always || all) {
            continue;
        }
        let file = file(&photo(width, height), format);
        let output = search_apart(&file);
        let answer = output.lines().find_map(|line| line.strip_prefix("found: ")).expect("an answer");
        let mut parts = answer.split(": ");
        let mut number = || parts.next().and_then(|text| text.parse::<u64>().ok()).expect("a number");
        let (peak, took) = (number(), number());
        println!("{width} x {height} {format:?}, {} KB: {peak} MB, {took} ms", file.len() >> 10);
        let expected = if accepted { line.clone() } else { PhotoError::TooLarge.to_string() };
        assert_eq!(parts.next(), Some(expected.as_str()), "{width} x {height} {format:?}");
        assert!(peak < 128, "{peak} MB for {width} x {height} {format:?}");
    }
}

/// Every fifth of a hundred; all of them when `SOTTO_ALL` is set, which takes minutes without optimisation.
#[test]
fn a_hundred_texts_come_back_from_pictures_of_their_codes() {
    let step = if std::env::var_os("SOTTO_ALL").is_some() { 1 } else { 5 };
    for n in (0..100u32).step_by(step) {
        let line = line(n.into());
        // Every other one as it is on the screen; the others turned, grainy, unevenly lit, larger, as JPEG.
        let bad = n % 2 == 1;
        let turned = if bad { (n as f32 - 50.0) / 50.0 * 0.35 } else { 0.0 };
        // At four pixels a module, one in some twenty that are turned and grainy is not found.
        let scale = if bad { 5.3 } else { 4.0 } + (n % 7) as f32 * 1.3;
        let photo = picture(&line, scale, turned, if bad { 40 } else { 0 });
        let format = if n % 4 == 1 { Format::Jpeg(SamplingFactor::F_2_2, false) } else { Format::Png };
        let found = line_in(&file(&photo, format));
        assert_eq!(found, Ok(line), "code {n}");
    }
}

#[test]
fn a_code_that_is_not_understood_and_a_file_that_is_no_picture_are_refused() {
    let other = picture("https://example.org/not-a-key", 8.0, 0.0, 0);
    assert_eq!(line_in(&file(&other, Format::Png)), Err(PhotoError::NoCode));
    let empty = from_fn(300, 300, |_, _| 255);
    assert_eq!(line_in(&file(&empty, Format::Png)), Err(PhotoError::NoCode));
    assert_eq!(line_in(b"GIF89a........"), Err(PhotoError::Unreadable));
    assert_eq!(line_in(b""), Err(PhotoError::Unreadable));
}

/// The first bytes of a PNG that states its size, and nothing else.
fn claim(width: u32, height: u32) -> Vec<u8> {
    let mut head = b"IHDR".to_vec();
    head.extend(width.to_be_bytes());
    head.extend(height.to_be_bytes());
    head.extend([8, 0, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    bytes.extend(&head);
    bytes.extend(sum(&head).to_be_bytes());
    bytes.extend(b"\0\0\0\0IDAT");
    bytes
}

#[test]
fn a_hostile_picture_is_refused_before_it_costs_anything() {
    assert_eq!(line_in(&claim(60_000, 60_000)), Err(PhotoError::TooLarge));
    assert_eq!(line_in(&claim(10_000, 5_001)), Err(PhotoError::TooLarge));
    assert_eq!(line_in(&claim(7_000, 7_000)), Err(PhotoError::Unreadable), "cut short");
    assert_eq!(line_in(&vec![0xFF; MAX_BYTES + 1]), Err(PhotoError::TooLarge));
}

#[test]
fn a_picture_full_of_corners_of_codes_does_not_keep_anyone_waiting() {
    // Each of these looks like the corner of a code, and every three of them like a code.
    let corner = |x: usize, y: usize| {
        let (x, y) = (x % 27 / 3, y % 27 / 3);
        let ring = x.min(y).min(8 - x.min(8)).min(8 - y.min(8));
        ring == 1 || ring >= 3
    };
    let hostile = from_fn(1_200, 1_200, |x, y| if corner(x, y) { 0 } else { 255 });
    let start = Instant::now();
    assert_eq!(line_in(&file(&hostile, Format::Png)), Err(PhotoError::NoCode));
    // Without a limit: hours. In a build for people a tenth of this, on an idle machine.
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_picture_makes_it_panic(at in 0usize..4_000, byte: u8, cut in 0usize..4_000, format in 0..Format::ALL.len()) {
        let format = Format::ALL[format];
        let mut bytes = file(&picture("AGE-SECRET-KEY-1NOT", 3.0, 0.1, 20), format);
        let at = at % bytes.len();
        bytes[at] = byte;
        bytes.truncate(bytes.len() - cut % bytes.len());
        prop_assert!(find(&bytes, |_| None::<()>).is_err());
    }
}
