//! JPEG: only the brightness is decoded where the file allows it, and the memory that decoding takes is known
//! from the header before it begins.

use zeroize::Zeroizing;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::{MAX_OTHER, MAX_SIDE, PhotoError, Picture, shade};

/// Most memory that decoding may take, in bytes.
const MAX_DECODING: usize = 76_000_000;
/// Most scans of a progressive JPEG; cameras and programs make some ten.
const MAX_SCANS: usize = 30;

pub(super) fn open(file: &[u8]) -> Result<Picture, PhotoError> {
    let head = Head::of(file).ok_or(PhotoError::Unreadable)?;
    if head.other > MAX_OTHER {
        return Err(PhotoError::TooLarge);
    }
    let mut picture = Picture::white(head.width, head.height)?;
    let options = DecoderOptions::default()
        .set_use_unsafe(false)
        .set_max_width(MAX_SIDE)
        .set_max_height(MAX_SIDE)
        .jpeg_set_max_scans(MAX_SCANS);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(file), options);
    decoder.decode_headers().map_err(|_| PhotoError::Unreadable)?;
    let size = decoder.info().map(|info| (usize::from(info.width), usize::from(info.height)));
    if size != Some((head.width, head.height)) {
        return Err(PhotoError::Unreadable);
    }
    let grey = matches!(decoder.input_colorspace(), Some(ColorSpace::YCbCr | ColorSpace::Luma));
    // The library fails to decode the brightness alone of those.
    let grey = grey && !head.only_rows_thinned;
    let pixels = picture.pixels.len();
    // The pixels, what the decoder keeps, and the colours of a picture whose brightness cannot be decoded
    // alone.
    if pixels + head.kept + if grey { 0 } else { 3 * pixels } > MAX_DECODING {
        return Err(PhotoError::TooLarge);
    }
    let to = if grey { ColorSpace::Luma } else { ColorSpace::RGB };
    decoder.set_options(options.jpeg_set_out_colorspace(to));
    if grey {
        decoder.decode_into(&mut picture.pixels).map_err(|_| PhotoError::Unreadable)?;
    } else {
        let mut colours = Zeroizing::new(vec![0; 3 * pixels]);
        decoder.decode_into(&mut colours).map_err(|_| PhotoError::Unreadable)?;
        for (to, pixel) in picture.pixels.iter_mut().zip(colours.chunks_exact(3)) {
            *to = shade(pixel, true);
        }
    }
    Ok(picture)
}

/// What the segments before a JPEG's first scan say.
struct Head {
    width: usize,
    height: usize,
    /// Bytes that the decoder keeps until the last scan: none where the first scan is the only one.
    kept: usize,
    /// Bytes of other data before the picture: where it was taken, profiles of colours, small pictures.
    other: usize,
    /// Comes in several scans, with colours for every other row only.
    only_rows_thinned: bool,
}

impl Head {
    fn of(file: &[u8]) -> Option<Self> {
        let (mut at, mut other, mut frame) = (2, 0, None);
        loop {
            if *file.get(at)? != 0xFF {
                return None;
            }
            let marker = *file.get(at + 1)?;
            at += 1;
            // Any number of fill bytes may precede a marker.
            if marker == 0xFF {
                continue;
            }
            let length = usize::from(u16::from_be_bytes(file.get(at + 1..at + 3)?.try_into().ok()?));
            let segment = file.get(at + 3..at + 1 + length)?;
            match marker {
                0xC0..=0xC2 if frame.is_none() => frame = Some((marker, segment)),
                0xE0..=0xEF | 0xFE => other += length,
                0xDA => break Self::with(frame?, usize::from(*segment.first()?), other),
                // Tables. Another frame, and any marker without a length, belongs after the first scan.
                0xC4 | 0xDB | 0xDD => {}
                _ => return None,
            }
            at += 1 + length;
        }
    }

    fn with((marker, frame): (u8, &[u8]), in_scan: usize, other: usize) -> Option<Self> {
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
        // Progressive, or one colour after the other: two bytes for each coefficient of each block.
        let in_parts = marker == 0xC2 || in_scan < count;
        let kept = if in_parts { blocks * each * 128 } else { 0 };
        Some(Self { width, height, kept, other, only_rows_thinned: in_parts && down > across })
    }
}
