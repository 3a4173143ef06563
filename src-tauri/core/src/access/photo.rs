//! Finds the recovery key in a photo or a scan of the code on a recovery sheet.
//!
//! The picture is untrusted (`picture` opens it), and a code counts only if it holds a key. Nothing of the
//! picture is stored.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;

use image::{GenericImage, GenericImageView, GrayImage, Luma};
use rqrr::PreparedImage;
use sotto_vault::RecoveryKey;
use zeroize::{Zeroize, Zeroizing};

use super::AccessError;
pub use super::picture::MAX_BYTES;
use super::picture::Picture;
use crate::base::Result;

/// The code is searched for in copies with these longest sides, in pixels: a large photo is quicker and
/// clearer when made smaller, unless the code is a small part of it; a small one is clearer when made larger.
const SIDES: [usize; 4] = [SMALL, 640, 1_600, 2_200];
const SMALL: usize = 1_000;

/// The key from a code in a PNG or JPEG picture.
///
/// # Errors
/// `PhotoTooLarge`, `PhotoUnreadable` for a file that is not a picture, `PhotoNoCode` when no code is found.
pub fn key_in(photo: &[u8]) -> Result<RecoveryKey> {
    let seen = Picture::open(photo)?;
    let longest = seen.width.max(seen.height);
    for side in SIDES.into_iter().filter(|side| *side <= longest.max(SMALL)) {
        let size = |length: usize| (length * side).div_ceil(longest).max(1);
        let fitted = seen.fitted(size(seen.width), size(seen.height))?;
        if let Some(key) = find(fitted) {
            return Ok(key);
        }
    }
    Err(AccessError::PhotoNoCode.into())
}

/// Searches for codes and tries each. If the library panics on a hostile picture, nothing was found.
fn find(picture: Picture) -> Option<RecoveryKey> {
    let look = || {
        let mut prepared = PreparedImage::prepare(Seen::of(picture)?);
        prepared.detect_grids().iter().find_map(|grid| {
            let (_, text) = grid.decode().ok()?;
            RecoveryKey::read(&Zeroizing::new(text)).ok()
        })
    };
    catch_unwind(AssertUnwindSafe(look)).ok().flatten()
}

/// A picture that limits how often it is copied. The library copies it for every three corners that may
/// belong to a code, so a picture full of corners would take hours.
struct Seen {
    picture: GrayImage,
    /// How many more copies may be made, shared by all copies.
    copies: Rc<Cell<u32>>,
}

impl Seen {
    /// A sheet on a patterned table needs a few.
    const COPIES: u32 = 100;

    fn of(mut picture: Picture) -> Option<Self> {
        let (width, height) = (u32::try_from(picture.width).ok()?, u32::try_from(picture.height).ok()?);
        let picture = GrayImage::from_raw(width, height, std::mem::take(&mut picture.pixels))?;
        Some(Self { picture, copies: Rc::new(Cell::new(Self::COPIES)) })
    }
}

impl Clone for Seen {
    fn clone(&self) -> Self {
        let Some(left) = self.copies.get().checked_sub(1) else {
            // A panic is the only way to stop the library; `find` treats it as a picture without a code.
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
