//! Opens a picture that came from outside, as shades of grey and in little memory.
//!
//! The size that the file states is checked before anything is decoded. PNG and JPEG are read, nothing else.
//! A picture of the largest size fits into 128 MB together with everything that is needed to open it.
//! Deliberately elsewhere: searching it for a code (`qr`).

mod jpeg;
mod png;

use std::panic::{AssertUnwindSafe, catch_unwind};

use zeroize::Zeroize;

/// Largest file that is read, in bytes.
pub const MAX_BYTES: usize = 24 << 20;
/// Largest picture, in pixels: what all but the largest cameras of telephones make.
pub const MAX_PIXELS: usize = 50_000_000;
/// Largest amount of other data in a file (text, profiles of colours, small pictures), in bytes: a decoder
/// keeps it in memory a second time.
const MAX_OTHER: usize = 8_000_000;
/// Longest side, in pixels: what a JPEG can have.
const MAX_SIDE: usize = 65_535;

/// Why a photo gives no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PhotoError {
    #[error("this is no picture that can be read")]
    Unreadable,
    #[error("the picture is too large")]
    TooLarge,
    #[error("there is no such code in the picture")]
    NoCode,
}

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
    fn white(width: usize, height: usize) -> Result<Self, PhotoError> {
        let pixels = width.checked_mul(height).filter(|count| *count <= MAX_PIXELS);
        let pixels = pixels.filter(|_| width.max(height) <= MAX_SIDE).ok_or(PhotoError::TooLarge)?;
        if pixels == 0 {
            return Err(PhotoError::Unreadable);
        }
        Ok(Self { width, height, pixels: vec![u8::MAX; pixels] })
    }

    /// Opens a PNG or JPEG file.
    ///
    /// # Errors
    /// `TooLarge`, or `Unreadable` when it is no picture.
    pub fn open(file: &[u8]) -> Result<Self, PhotoError> {
        if file.len() > MAX_BYTES {
            return Err(PhotoError::TooLarge);
        }
        let open = || match file {
            [0x89, b'P', b'N', b'G', ..] => png::open(file),
            [0xFF, 0xD8, 0xFF, ..] => jpeg::open(file),
            _ => Err(PhotoError::Unreadable),
        };
        // A library that panics over a hostile picture has not read it.
        catch_unwind(AssertUnwindSafe(open)).unwrap_or(Err(PhotoError::Unreadable))
    }

    /// The same picture at another size. Made smaller, each pixel is the mean of those it stands for; made
    /// larger, it lies between its neighbours.
    pub fn fitted(&self, width: usize, height: usize) -> Result<Self, PhotoError> {
        let mut fitted = Self::white(width, height)?;
        if width > self.width || height > self.height {
            self.between(&mut fitted);
        } else {
            self.means(&mut fitted);
        }
        Ok(fitted)
    }

    /// Fills a smaller picture.
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

    /// Fills a larger picture. Places are in 256ths of a pixel.
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

/// How bright a pixel is; where it is transparent, white shows through.
fn shade(pixel: &[u8], coloured: bool) -> u8 {
    let (brightness, opacity) = match *pixel {
        [red, green, blue, ref opacity @ ..] if coloured => {
            ((54 * u32::from(red) + 183 * u32::from(green) + 19 * u32::from(blue)) / 256, opacity.first())
        }
        [grey, ref opacity @ ..] => (u32::from(grey), opacity.first()),
        [] => (255, None),
    };
    let opacity = opacity.map_or(255, |opacity| u32::from(*opacity));
    u8::try_from((brightness * opacity + 255 * (255 - opacity)) / 255).unwrap_or(u8::MAX)
}
