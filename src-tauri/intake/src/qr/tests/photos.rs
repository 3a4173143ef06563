//! Photos of codes as cameras and programs make them.

use std::cell::Cell;

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use qrcode::{Color, EcLevel, QrCode};

use crate::picture::Picture;

/// Empty modules around a code.
const QUIET: usize = 4;

/// How many modules a side of the code has, and which of them are dark, row by row. As on a recovery sheet.
pub fn modules(text: &str) -> (usize, Vec<bool>) {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
    (code.width(), code.to_colors().into_iter().map(|color| color == Color::Dark).collect())
}

/// A text of the length and the letters of a key line.
pub fn line(seed: u64) -> String {
    let letters = b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
    let mut state = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut letter = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(letters[(state >> 32) as usize % letters.len()])
    };
    format!("AGE-SECRET-KEY-1{}", (0..58).map(|_| letter()).collect::<String>())
}

/// What a camera or a program makes of a picture.
#[derive(Clone, Copy, Debug)]
pub enum Format {
    Png,
    /// In red, green, blue and opacity, interlaced.
    Interlaced,
    /// In colours, subsampled or not, in one scan or progressive.
    Jpeg(SamplingFactor, bool),
}

impl Format {
    pub const ALL: [Self; 10] = [
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

pub fn at(picture: &Picture, x: usize, y: usize) -> u8 {
    picture.pixels[y * picture.width + x]
}

pub fn from_fn(width: usize, height: usize, shade: impl Fn(usize, usize) -> u8) -> Picture {
    let pixels = (0..width * height).map(|at| shade(at % width, at / width)).collect();
    Picture { width, height, pixels }
}

/// A picture of a code as a camera would take it: `scale` pixels a module, turned by `angle` (radians), with
/// light falling off to one side and `noise` grey levels of grain.
pub fn picture(line: &str, scale: f32, angle: f32, noise: u32) -> Picture {
    let (width, dark) = modules(line);
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

pub fn file(picture: &Picture, format: Format) -> Vec<u8> {
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
        Format::Jpeg(sampling, progressive) => {
            let mut encoder = Encoder::new(&mut bytes, 85);
            encoder.set_sampling_factor(sampling);
            encoder.set_progressive(progressive);
            let colours: Vec<u8> = picture.pixels.iter().flat_map(|grey| [*grey; 3]).collect();
            encoder.encode(&colours, width as u16, height as u16, ColorType::Rgb).unwrap();
        }
    }
    bytes
}

/// Dark parts are red, light ones transparent.
pub fn interlaced(picture: &Picture) -> Vec<u8> {
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

/// zlib without compression.
pub fn stored(bytes: &[u8]) -> Vec<u8> {
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

/// The checksum of a PNG's chunk.
pub fn sum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |s, _| (s >> 1) ^ (0xEDB8_8320 * (s & 1)))
    })
}
