//! A key comes back from a picture of its code, also a bad one; and what is no such picture is refused soon.

use std::time::{Duration, Instant};

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use proptest::prelude::*;
use sotto_vault::RecoveryKey;

use super::*;
use crate::Code;
use crate::access::recovery_sheet::{QUIET, modules};

/// What a camera or a program makes of a picture.
#[derive(Clone, Copy, Debug)]
enum Format {
    Png,
    /// With red, green, blue and how far it covers, in an order that shows it coarse first.
    Interlaced,
    /// In colours, thinned out or not, in one scan or in steps.
    Jpeg(SamplingFactor, bool),
}

impl Format {
    const ALL: [Self; 10] = [
        Self::Png,
        Self::Interlaced,
        Self::Jpeg(SamplingFactor::F_1_1, false),
        Self::Jpeg(SamplingFactor::F_2_1, false),
        Self::Jpeg(SamplingFactor::F_1_2, false),
        Self::Jpeg(SamplingFactor::F_2_2, false),
        Self::Jpeg(SamplingFactor::F_1_1, true),
        Self::Jpeg(SamplingFactor::F_2_1, true),
        Self::Jpeg(SamplingFactor::F_1_2, true),
        Self::Jpeg(SamplingFactor::F_2_2, true),
    ];
}

fn at(picture: &Picture, x: usize, y: usize) -> u8 {
    picture.pixels[y * picture.width + x]
}

fn from_fn(width: usize, height: usize, shade: impl Fn(usize, usize) -> u8) -> Picture {
    let pixels = (0..width * height).map(|at| shade(at % width, at / width)).collect();
    Picture { width, height, pixels }
}

/// A picture of a code as a camera would take it: `scale` pixels a module, turned by `angle` (radians), with
/// light falling off to one side and `noise` grey levels of grain.
fn picture(line: &str, scale: f32, angle: f32, noise: u32) -> Picture {
    let (width, dark) = modules(line).unwrap();
    let side = (width + 2 * QUIET) as f32 * scale;
    let room = (side * 1.5) as usize;
    let (sin, cos) = angle.sin_cos();
    let grain = Cell::new(0x2545_F491u32);
    from_fn(room, room, |x, y| {
        let (dx, dy) = (x as f32 - room as f32 / 2.0, y as f32 - room as f32 / 2.0);
        let column = (dx * cos + dy * sin + side / 2.0) / scale - QUIET as f32;
        let row = (dy * cos - dx * sin + side / 2.0) / scale - QUIET as f32;
        let inside = |at: f32| (at >= 0.0 && at < width as f32).then_some(at as usize);
        let module = inside(column).zip(inside(row)).map(|(c, r)| dark[r * width + c]);
        let level = if module == Some(true) { 40 } else { 225 };
        grain.set(grain.get().wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
        let shade = if noise == 0 { 0 } else { (x * 30 / room) as u32 + (grain.get() >> 16) % noise };
        u8::try_from(level - shade.min(level)).unwrap()
    })
}

fn file(picture: &Picture, format: Format) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (width, height) = (picture.width, picture.height);
    match format {
        Format::Png => {
            let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
            encoder.set_color(png::ColorType::Grayscale);
            encoder.set_compression(png::Compression::Fast);
            encoder.write_header().unwrap().write_image_data(&picture.pixels).unwrap();
        }
        Format::Interlaced => bytes = interlaced(picture),
        Format::Jpeg(sampling, in_steps) => {
            let mut encoder = Encoder::new(&mut bytes, 85);
            encoder.set_sampling_factor(sampling);
            encoder.set_progressive(in_steps);
            let colours: Vec<u8> = picture.pixels.iter().flat_map(|grey| [*grey; 3]).collect();
            encoder.encode(&colours, width as u16, height as u16, ColorType::Rgb).unwrap();
        }
    }
    bytes
}

/// Dark parts are red, light ones can be seen through.
fn interlaced(picture: &Picture) -> Vec<u8> {
    let mut rows = Vec::new();
    for (x0, y0, dx, dy) in
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    {
        for y in (y0..picture.height).step_by(dy) {
            rows.push(0);
            for x in (x0..picture.width).step_by(dx) {
                rows.extend([at(picture, x, y), 0, 0, 255 - at(picture, x, y)]);
            }
        }
    }
    let mut head = b"IHDR".to_vec();
    head.extend((picture.width as u32).to_be_bytes());
    head.extend((picture.height as u32).to_be_bytes());
    head.extend([8, 6, 0, 0, 1]);
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    for chunk in [head, [b"IDAT", &stored(&rows)[..]].concat(), b"IEND".to_vec()] {
        bytes.extend((chunk.len() as u32 - 4).to_be_bytes());
        bytes.extend(&chunk);
        bytes.extend(sum(&chunk).to_be_bytes());
    }
    bytes
}

/// zlib without squeezing anything.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut parts = bytes.chunks(65_535).peekable();
    while let Some(part) = parts.next() {
        out.push(u8::from(parts.peek().is_none()));
        out.extend((part.len() as u16).to_le_bytes());
        out.extend((!(part.len() as u16)).to_le_bytes());
        out.extend(part);
    }
    let (a, b) = bytes.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    out.extend((b << 16 | a).to_be_bytes());
    out
}

/// The sum under a PNG's chunk.
fn sum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |s, _| (s >> 1) ^ (0xEDB8_8320 * (s & 1)))
    })
}

#[test]
fn a_code_is_found_in_whatever_kind_of_file_a_camera_or_a_program_makes() {
    let key = RecoveryKey::generate();
    for (format, scale) in Format::ALL.into_iter().zip([4.0, 9.0, 20.3].into_iter().cycle()) {
        let photo = file(&picture(&key.key_line(), scale, 0.1, 20), format);
        let found = key_in(&photo).unwrap_or_else(|e| panic!("{format:?}, {scale}: {e}"));
        assert_eq!(*found.key_line(), *key.key_line(), "{format:?}, {scale}");
    }
}

/// What the most is that this process ever held, in bytes.
fn held_most() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) << 10
}

/// Names the file for a process of its own, in which nothing else takes memory.
const NAMED: &str = "SOTTO_TEST_PHOTO";

fn look_apart(file: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("photo");
    std::fs::write(&path, file).unwrap();
    let this = std::env::current_exe().unwrap();
    let named = "access::photo::tests::the_largest_photos_are_looked_through_in_128_mb";
    let ended =
        std::process::Command::new(this).args(["--exact", named, "--nocapture"]).env(NAMED, path).output();
    String::from_utf8(ended.unwrap().stdout).unwrap()
}

/// Sheets photographed with the camera of a telephone: 12, 24 and 50 megapixels, and the largest of each
/// kind that is taken, in a process of its own with the file. What is no longer taken says so.
#[cfg(target_os = "linux")]
#[test]
fn the_largest_photos_are_looked_through_in_128_mb() {
    if let Some(path) = std::env::var_os(NAMED) {
        let photo = std::fs::read(path).unwrap();
        let start = Instant::now();
        let found = key_in(&photo).map_or_else(|error| error.to_string(), |key| key.key_line().to_string());
        return println!("found: {}: {}: {found}", held_most() >> 20, start.elapsed().as_millis());
    }
    let key = RecoveryKey::generate();
    let code = picture(&key.key_line(), 20.0, 0.05, 0);
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
    for (width, height, format, taken, always) in [
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
        let told = look_apart(&file);
        let line = told.lines().find_map(|line| line.strip_prefix("found: ")).expect("an answer");
        let mut parts = line.split(": ");
        let mut number = || parts.next().and_then(|text| text.parse::<u64>().ok()).expect("a number");
        let (held, took) = (number(), number());
        println!("{width} x {height} {format:?}, {} KB: {held} MB, {took} ms", file.len() >> 10);
        let expected = if taken { key.key_line().to_string() } else { Code::PhotoTooLarge.to_string() };
        assert_eq!(parts.next(), Some(expected.as_str()), "{width} x {height} {format:?}");
        assert!(held < 128, "{held} MB for {width} x {height} {format:?}");
    }
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
        // At four pixels a module, one in some twenty that are turned and grainy is not found.
        let scale = if bad { 5.3 } else { 4.0 } + (n % 7) as f32 * 1.3;
        let photo = picture(&line, scale, turned, if bad { 40 } else { 0 });
        let format = if n % 4 == 1 { Format::Jpeg(SamplingFactor::F_2_2, false) } else { Format::Png };
        let found = key_in(&file(&photo, format));
        assert_eq!(*found.unwrap_or_else(|e| panic!("key {n}: {e}")).key_line(), *line);
    }
}

#[test]
fn a_code_that_is_no_key_is_told_as_no_recovery_code() {
    let other = picture("https://example.org/not-a-key", 8.0, 0.0, 0);
    assert!(key_in(&file(&other, Format::Png)).is_err_and(|e| e.code() == Some(Code::PhotoNoCode)));
    let empty = from_fn(300, 300, |_, _| 255);
    assert!(key_in(&file(&empty, Format::Png)).is_err_and(|e| e.code() == Some(Code::PhotoNoCode)));
    assert!(key_in(b"GIF89a........").is_err_and(|e| e.code() == Some(Code::PhotoUnreadable)));
    assert!(key_in(b"").is_err_and(|e| e.code() == Some(Code::PhotoUnreadable)));
}

/// The first bytes of a PNG that says how large it is, and nothing else.
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
    assert!(key_in(&claim(60_000, 60_000)).is_err_and(|e| e.code() == Some(Code::PhotoTooLarge)));
    assert!(key_in(&claim(10_000, 5_001)).is_err_and(|e| e.code() == Some(Code::PhotoTooLarge)));
    assert!(
        key_in(&claim(7_000, 7_000)).is_err_and(|e| e.code() == Some(Code::PhotoUnreadable)),
        "cut short"
    );
    assert!(key_in(&vec![0xFF; MAX_BYTES + 1]).is_err_and(|e| e.code() == Some(Code::PhotoTooLarge)));
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
    assert!(key_in(&file(&hostile, Format::Png)).is_err());
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
        prop_assert!(key_in(&bytes).is_err());
    }
}
