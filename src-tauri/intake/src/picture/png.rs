//! PNG: decoded row by row, so that the picture is never in memory in colours.

use std::io::Cursor;

use png::{ColorType, Transformations};
use zeroize::Zeroize;

use super::{MAX_OTHER, PhotoError, Picture, shade};

pub(super) fn open(file: &[u8]) -> Result<Picture, PhotoError> {
    let refused = |error: png::DecodingError| match error {
        png::DecodingError::LimitsExceeded => PhotoError::TooLarge,
        _ => PhotoError::Unreadable,
    };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(file), png::Limits { bytes: MAX_OTHER });
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let info = decoder.read_header_info().map_err(refused)?;
    let (width, height) = (info.width as usize, info.height as usize);
    let mut picture = Picture::white(width, height)?;
    let mut reader = decoder.read_info().map_err(refused)?;
    let samples = reader.output_color_type().0.samples();
    let coloured = matches!(reader.output_color_type().0, ColorType::Rgb | ColorType::Rgba);
    let mut grey = Vec::with_capacity(width);
    let mut at = 0;
    while let Some(row) = reader.next_interlaced_row().map_err(refused)? {
        grey.clear();
        grey.extend(row.data().chunks_exact(samples).map(|pixel| shade(pixel, coloured)));
        match row.interlace() {
            png::InterlaceInfo::Adam7(place) => {
                png::expand_interlaced_row(&mut picture.pixels, width, &grey, place, 8);
            }
            png::InterlaceInfo::Null(_) => {
                let line = picture.pixels.get_mut(at..at + width).ok_or(PhotoError::Unreadable)?;
                line.copy_from_slice(grey.get(..width).ok_or(PhotoError::Unreadable)?);
                at += width;
            }
        }
    }
    grey.zeroize();
    Ok(picture)
}
