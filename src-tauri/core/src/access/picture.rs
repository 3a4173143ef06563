//! Opens an untrusted picture as shades of grey, with little memory.
//!
//! Its size is checked before anything is decoded. A PNG is read row by row; of a JPEG only the brightness is
//! decoded, and the memory this needs is computed from its header. Other formats are refused. Searching the
//! picture is in `photo`.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use png::{ColorType, Transformations};
use zeroize::Zeroize;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::AccessError;
use crate::base::Result;

/// The largest file that is opened, in bytes.
pub const MAX_BYTES: usize = 24 << 20;
/// The largest picture, in pixels: larger than the pictures of most phones.
pub const MAX_PIXELS: usize = 50_000_000;
/// The most memory for opening a picture, in bytes.
const MAX_OPENED: usize = 76_000_000;
/// The most metadata in a JPEG, in bytes, because the library holds it in memory a second time.
const MAX_BESIDE: usize = 8_000_000;
/// The longest side, in pixels: the limit of the JPEG format.
const MAX_SIDE: usize = 65_535;
/// The most scans of a progressive JPEG; cameras and programs make about ten.
const MAX_SCANS: usize = 30;

/// Shades of grey, row after row; wiped when it is dropped.
#[derive(Clone)]
pub struct Picture {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u8>,
}

impl Drop for Picture {
    fn drop(&mut self) {
        self.pixels.zeroize();
    }
}

impl Picture {
    fn white(width: usize, height: usize) -> Result<Self> {
        let pixels = width.checked_mul(height).filter(|count| *count <= MAX_PIXELS);
        let pixels = pixels.filter(|_| width.max(height) <= MAX_SIDE).ok_or(AccessError::PhotoTooLarge)?;
        if pixels == 0 {
            return Err(AccessError::PhotoUnreadable.into());
        }
        Ok(Self { width, height, pixels: vec![u8::MAX; pixels] })
    }

    /// Opens a PNG or JPEG file.
    ///
    /// # Errors
    /// `PhotoTooLarge`, or `PhotoUnreadable` for a file that is not a picture.
    pub fn open(file: &[u8]) -> Result<Self> {
        if file.len() > MAX_BYTES {
            return Err(AccessError::PhotoTooLarge.into());
        }
        let open = || match file {
            [0x89, b'P', b'N', b'G', ..] => png(file),
            [0xFF, 0xD8, 0xFF, ..] => jpeg(file),
            _ => Err(AccessError::PhotoUnreadable.into()),
        };
        // If the library panics on a hostile picture, the picture is unreadable.
        catch_unwind(AssertUnwindSafe(open)).unwrap_or(Err(AccessError::PhotoUnreadable.into()))
    }

    /// The picture in another size: each pixel is the mean of the pixels it covers, or between two of them.
    pub fn fitted(&self, width: usize, height: usize) -> Result<Self> {
        let mut fitted = Self::white(width, height)?;
        if width > self.width || height > self.height {
            self.between(&mut fitted);
        } else {
            self.means(&mut fitted);
        }
        Ok(fitted)
    }

    fn means(&self, fitted: &mut Self) {
        let part = |at: usize, of: usize, whole: usize| {
            let from = at * whole / of;
            from..((at + 1) * whole / of).max(from + 1).min(whole)
        };
        let columns: Vec<_> = (0..fitted.width).map(|x| part(x, fitted.width, self.width)).collect();
        let mut sums = vec![0u32; fitted.width];
        let height = fitted.height;
        for (y, line) in fitted.pixels.chunks_exact_mut(fitted.width).enumerate() {
            let rows = part(y, height, self.height);
            sums.fill(0);
            for row in self.pixels.chunks_exact(self.width).skip(rows.start).take(rows.len()) {
                for (sum, column) in sums.iter_mut().zip(&columns) {
                    let pixels = row.get(column.clone()).unwrap_or_default();
                    *sum += pixels.iter().map(|pixel| u32::from(*pixel)).sum::<u32>();
                }
            }
            for ((pixel, sum), column) in line.iter_mut().zip(&sums).zip(&columns) {
                let count = u32::try_from(rows.len() * column.len()).unwrap_or(u32::MAX).max(1);
                *pixel = u8::try_from(sum / count).unwrap_or(u8::MAX);
            }
        }
    }

    /// In 256ths of a pixel.
    fn between(&self, fitted: &mut Self) {
        let part = |at: usize, of: usize, whole: usize| {
            let place = ((2 * at + 1) * whole * 128 / of).saturating_sub(128);
            let first = (place / 256).min(whole - 1);
            (first, (first + 1).min(whole - 1), place % 256)
        };
        let columns: Vec<_> = (0..fitted.width).map(|x| part(x, fitted.width, self.width)).collect();
        let height = fitted.height;
        let row = |y: usize| self.pixels.get(y * self.width..(y + 1) * self.width).unwrap_or_default();
        for (y, line) in fitted.pixels.chunks_exact_mut(fitted.width).enumerate() {
            let (above, below, down) = part(y, height, self.height);
            let (above, below) = (row(above), row(below));
            for (pixel, (left, right, across)) in line.iter_mut().zip(&columns) {
                let in_row = |row: &[u8]| {
                    let of = |at: usize| row.get(at).map_or(255, |pixel| usize::from(*pixel));
                    of(*left) * (256 - across) + of(*right) * across
                };
                let shade = (in_row(above) * (256 - down) + in_row(below) * down) >> 16;
                *pixel = u8::try_from(shade).unwrap_or(u8::MAX);
            }
        }
    }
}

fn png(file: &[u8]) -> Result<Picture> {
    let told = |error: png::DecodingError| match error {
        png::DecodingError::LimitsExceeded => AccessError::PhotoTooLarge,
        _ => AccessError::PhotoUnreadable,
    };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(file), png::Limits { bytes: MAX_BESIDE });
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let info = decoder.read_header_info().map_err(told)?;
    let (width, height) = (info.width as usize, info.height as usize);
    let mut picture = Picture::white(width, height)?;
    let mut reader = decoder.read_info().map_err(told)?;
    let samples = reader.output_color_type().0.samples();
    let coloured = matches!(reader.output_color_type().0, ColorType::Rgb | ColorType::Rgba);
    let mut grey = Vec::with_capacity(width);
    let mut at = 0;
    while let Some(row) = reader.next_interlaced_row().map_err(told)? {
        grey.clear();
        grey.extend(row.data().chunks_exact(samples).map(|pixel| shade(pixel, coloured)));
        match row.interlace() {
            png::InterlaceInfo::Adam7(place) => {
                png::expand_interlaced_row(&mut picture.pixels, width, &grey, place, 8);
            }
            png::InterlaceInfo::Null(_) => {
                let line = picture.pixels.get_mut(at..at + width).ok_or(AccessError::PhotoUnreadable)?;
                line.copy_from_slice(grey.get(..width).ok_or(AccessError::PhotoUnreadable)?);
                at += width;
            }
        }
    }
    grey.zeroize();
    Ok(picture)
}

/// The brightness of a pixel, on white paper where it is transparent.
fn shade(pixel: &[u8], coloured: bool) -> u8 {
    let (brightness, seen) = match *pixel {
        [red, green, blue, ref seen @ ..] if coloured => {
            ((54 * u32::from(red) + 183 * u32::from(green) + 19 * u32::from(blue)) / 256, seen.first())
        }
        [grey, ref seen @ ..] => (u32::from(grey), seen.first()),
        [] => (255, None),
    };
    let seen = seen.map_or(255, |seen| u32::from(*seen));
    u8::try_from((brightness * seen + 255 * (255 - seen)) / 255).unwrap_or(u8::MAX)
}

fn jpeg(file: &[u8]) -> Result<Picture> {
    let head = Head::of(file).ok_or(AccessError::PhotoUnreadable)?;
    if head.beside > MAX_BESIDE {
        return Err(AccessError::PhotoTooLarge.into());
    }
    let mut picture = Picture::white(head.width, head.height)?;
    let options = DecoderOptions::default()
        .set_use_unsafe(false)
        .set_max_width(MAX_SIDE)
        .set_max_height(MAX_SIDE)
        .jpeg_set_max_scans(MAX_SCANS);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(file), options);
    decoder.decode_headers().map_err(|_| AccessError::PhotoUnreadable)?;
    let size = decoder.info().map(|info| (usize::from(info.width), usize::from(info.height)));
    if size != Some((head.width, head.height)) {
        return Err(AccessError::PhotoUnreadable.into());
    }
    let grey = matches!(decoder.input_colorspace(), Some(ColorSpace::YCbCr | ColorSpace::Luma));
    // The library cannot decode the brightness alone of these.
    let grey = grey && !head.only_rows_thinned;
    let pixels = picture.pixels.len();
    // The result, the buffers of the library, and the colours of a picture without a brightness channel.
    if pixels + head.kept + if grey { 0 } else { 3 * pixels } > MAX_OPENED {
        return Err(AccessError::PhotoTooLarge.into());
    }
    let to = if grey { ColorSpace::Luma } else { ColorSpace::RGB };
    decoder.set_options(options.jpeg_set_out_colorspace(to));
    if grey {
        decoder.decode_into(&mut picture.pixels).map_err(|_| AccessError::PhotoUnreadable)?;
    } else {
        let mut colours = zeroize::Zeroizing::new(vec![0; 3 * pixels]);
        decoder.decode_into(&mut colours).map_err(|_| AccessError::PhotoUnreadable)?;
        for (to, pixel) in picture.pixels.iter_mut().zip(colours.chunks_exact(3)) {
            *to = shade(pixel, true);
        }
    }
    Ok(picture)
}

/// What the segments before the first scan of a JPEG say.
struct Head {
    width: usize,
    height: usize,
    /// Bytes that are buffered until the last scan is read; 0 when there is only one scan.
    kept: usize,
    /// Bytes of metadata: places, colour profiles, smaller pictures.
    beside: usize,
    /// Has several scans, and colours only for every other row.
    only_rows_thinned: bool,
}

impl Head {
    fn of(file: &[u8]) -> Option<Self> {
        let (mut at, mut beside, mut frame) = (2, 0, None);
        loop {
            if *file.get(at)? != 0xFF {
                return None;
            }
            let marker = *file.get(at + 1)?;
            at += 1;
            // Any number of these may precede a marker.
            if marker == 0xFF {
                continue;
            }
            let length = usize::from(u16::from_be_bytes(file.get(at + 1..at + 3)?.try_into().ok()?));
            let segment = file.get(at + 3..at + 1 + length)?;
            match marker {
                0xC0..=0xC2 if frame.is_none() => frame = Some((marker, segment)),
                0xE0..=0xEF | 0xFE => beside += length,
                0xDA => break Self::with(frame?, usize::from(*segment.first()?), beside),
                // Tables. Other frames, and segments without a length, belong after the first scan.
                0xC4 | 0xDB | 0xDD => {}
                _ => return None,
            }
            at += 1 + length;
        }
    }

    fn with((marker, frame): (u8, &[u8]), in_scan: usize, beside: usize) -> Option<Self> {
        let side = |at: usize| Some(usize::from(u16::from_be_bytes(frame.get(at..at + 2)?.try_into().ok()?)));
        let (height, width) = (side(1)?, side(3)?);
        let count = usize::from(*frame.get(5)?);
        let parts = frame.get(6..6 + 3 * count)?.chunks_exact(3);
        let parts: Vec<_> = parts.filter_map(|part| Some((*part.get(1)? >> 4, *part.get(1)? & 15))).collect();
        let across = usize::from(parts.iter().map(|part| part.0).max()?);
        let down = usize::from(parts.iter().map(|part| part.1).max()?);
        if across == 0 || down == 0 {
            return None;
        }
        let blocks = width.div_ceil(8 * across) * height.div_ceil(8 * down);
        let each: usize = parts.iter().map(|part| usize::from(part.0) * usize::from(part.1)).sum();
        // Progressive, or one scan for each colour: two bytes for each coefficient of each block.
        let in_parts = marker == 0xC2 || in_scan < count;
        let kept = if in_parts { blocks * each * 128 } else { 0 };
        Some(Self { width, height, kept, beside, only_rows_thinned: in_parts && down > across })
    }
}
