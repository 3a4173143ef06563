//! A photo, or a scan, of the code on a recovery sheet.
//!
//! The picture comes from outside: how large it is gets looked at before anything is opened, only two
//! kinds are known, and what the code says counts only if it is a key. Nothing of the picture is kept.

use std::cell::Cell;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;

use image::imageops::{FilterType, resize, thumbnail};
use image::{GenericImage, GenericImageView, GrayImage, ImageError, ImageFormat, ImageReader, Limits, Luma};
use sotto_vault::RecoveryKey;
use zeroize::{Zeroize, Zeroizing};

use crate::error::{Error, Result};

/// Largest file that is looked at, in bytes.
pub const MAX_BYTES: usize = 20 << 20;
/// Largest picture: what the largest cameras of telephones make.
pub const MAX_PIXELS: u64 = 50_000_000;
/// Most that an opened picture may take, in bytes: the largest one in three colours, or a smaller one in
/// finer shades.
const MAX_OPENED: u64 = 160_000_000;
/// Longest sides at which the code is looked for, in pixels: a large photo is quicker and clearer when it is
/// made smaller, unless the code is a small part of it, and a small one is clearer when it is made larger.
const SIDES: [u32; 4] = [SMALL, 640, 1_600, 2_200];
const SMALL: u32 = 1_000;

/// The key whose code is in a PNG or JPEG picture.
///
/// # Errors
/// `PhotoTooLarge`, `PhotoUnreadable` when it is no picture, `PhotoNoCode` when no recovery code is found.
pub fn key_in(photo: &[u8]) -> Result<RecoveryKey> {
    let mut seen = open(photo)?;
    let longest = seen.width().max(seen.height());
    let mut key = None;
    for side in SIDES.into_iter().filter(|side| *side <= longest.max(SMALL)) {
        let part = |length: u32| (u64::from(length) * u64::from(side)).div_ceil(u64::from(longest.max(1)));
        let size = |length: u32| u32::try_from(part(length)).unwrap_or(side).max(1);
        let (width, height) = (size(seen.width()), size(seen.height()));
        let mut fitted = if side < longest {
            thumbnail(&seen, width, height)
        } else {
            resize(&seen, width, height, FilterType::Triangle)
        };
        key = find(&fitted);
        fitted.as_mut().zeroize();
        if key.is_some() {
            break;
        }
    }
    seen.as_mut().zeroize();
    key.ok_or(Error::PhotoNoCode)
}

fn open(photo: &[u8]) -> Result<GrayImage> {
    if photo.len() > MAX_BYTES {
        return Err(Error::PhotoTooLarge);
    }
    let reader = || -> Result<_> {
        let reader = ImageReader::new(Cursor::new(photo)).with_guessed_format();
        let reader = reader.map_err(|_| Error::PhotoUnreadable)?;
        match reader.format() {
            Some(ImageFormat::Png | ImageFormat::Jpeg) => Ok(reader),
            _ => Err(Error::PhotoUnreadable),
        }
    };
    // Read from its first bytes, before there is room made for a single pixel.
    let (width, height) = reader()?.into_dimensions().map_err(|_| Error::PhotoUnreadable)?;
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Error::PhotoTooLarge);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_OPENED);
    let mut reader = reader()?;
    reader.limits(limits);
    let decoded = catch_unwind(AssertUnwindSafe(|| reader.decode()));
    match decoded {
        Ok(Ok(picture)) => Ok(picture.into_luma8()),
        Ok(Err(ImageError::Limits(_))) => Err(Error::PhotoTooLarge),
        Ok(Err(_)) | Err(_) => Err(Error::PhotoUnreadable),
    }
}

/// Looks for codes, and tries each. A library that stumbles over a hostile picture has found nothing.
fn find(picture: &GrayImage) -> Option<RecoveryKey> {
    let look = || {
        let mut prepared = rqrr::PreparedImage::prepare(Seen::of(picture));
        prepared.detect_grids().iter().find_map(|grid| {
            let (_, text) = grid.decode().ok()?;
            RecoveryKey::read(&Zeroizing::new(text)).ok()
        })
    };
    catch_unwind(AssertUnwindSafe(look)).ok().flatten()
}

/// A picture that is looked at. Every three corners that may be those of a code are tried on a copy of their
/// own, so a picture full of corners would keep a person waiting for hours.
struct Seen {
    picture: GrayImage,
    /// How many more copies may be made; common to all of them.
    copies: Rc<Cell<u32>>,
}

impl Seen {
    /// A sheet on a patterned table needs a few.
    const COPIES: u32 = 100;

    fn of(picture: &GrayImage) -> Self {
        Self { picture: picture.clone(), copies: Rc::new(Cell::new(Self::COPIES)) }
    }
}

impl Clone for Seen {
    fn clone(&self) -> Self {
        let Some(left) = self.copies.get().checked_sub(1) else {
            // The only way out of the library; `find` takes it for a picture without a code.
            resume_unwind(Box::new("enough"))
        };
        self.copies.set(left);
        Self { picture: self.picture.clone(), copies: Rc::clone(&self.copies) }
    }
}

impl Drop for Seen {
    fn drop(&mut self) {
        self.picture.as_mut().zeroize();
    }
}

impl GenericImageView for Seen {
    type Pixel = Luma<u8>;

    fn dimensions(&self) -> (u32, u32) {
        self.picture.dimensions()
    }

    fn get_pixel(&self, x: u32, y: u32) -> Luma<u8> {
        self.picture.get_pixel_checked(x, y).copied().unwrap_or(Luma([u8::MAX]))
    }
}

impl GenericImage for Seen {
    fn get_pixel_mut(&mut self, x: u32, y: u32) -> &mut Luma<u8> {
        self.picture.get_pixel_mut(x, y)
    }

    fn put_pixel(&mut self, x: u32, y: u32, pixel: Luma<u8>) {
        if let Some(place) = self.picture.get_pixel_mut_checked(x, y) {
            *place = pixel;
        }
    }

    fn blend_pixel(&mut self, x: u32, y: u32, pixel: Luma<u8>) {
        self.put_pixel(x, y, pixel);
    }
}

#[cfg(test)]
#[path = "photo/tests.rs"]
mod tests;
