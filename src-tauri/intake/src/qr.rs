//! Finds a QR code in a photo or a scan.
//!
//! The picture comes from outside (`picture` opens it). A photo may show several codes, so the caller says
//! which text it understands. The picture and the texts are wiped when the search ends. Deliberately
//! elsewhere: what the text of a code means.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;

use image::{GenericImage, GenericImageView, GrayImage, Luma};
use rqrr::PreparedImage;
use zeroize::{Zeroize, Zeroizing};

use crate::picture::{PhotoError, Picture};

/// Longest sides at which the code is searched for, in pixels. A large photo is faster to search and clearer
/// when it is made smaller, unless the code is a small part of it; a small one is clearer when it is made
/// larger.
const SIDES: [usize; 4] = [SMALL, 640, 1_600, 2_200];
const SMALL: usize = 1_000;

/// What `read` makes of the first code in a PNG or JPEG file that it understands.
///
/// # Errors
/// `TooLarge`; `Unreadable` when it is no picture; `NoCode` when `read` understands none of the codes in it.
pub fn find<T>(photo: &[u8], read: impl Fn(&str) -> Option<T>) -> Result<T, PhotoError> {
    let mut found = None;
    search(photo, &mut |text| {
        found = read(text);
        found.is_some()
    })?;
    found.ok_or(PhotoError::NoCode)
}

/// Searches the photo at each size, until `accept` answers true.
fn search(photo: &[u8], accept: &mut dyn FnMut(&str) -> bool) -> Result<(), PhotoError> {
    let picture = Picture::open(photo)?;
    let longest = picture.width.max(picture.height);
    for side in SIDES.into_iter().filter(|side| *side <= longest.max(SMALL)) {
        let size = |length: usize| (length * side).div_ceil(longest).max(1);
        let fitted = picture.fitted(size(picture.width), size(picture.height))?;
        if search_once(fitted, accept) {
            return Ok(());
        }
    }
    Err(PhotoError::NoCode)
}

/// Searches a picture as it is. A library that panics over a hostile picture has found nothing.
fn search_once(picture: Picture, accept: &mut dyn FnMut(&str) -> bool) -> bool {
    let search = || {
        let mut prepared = PreparedImage::prepare(Searched::new(picture)?);
        let mut texts = prepared.detect_grids().into_iter().filter_map(|grid| grid.decode().ok());
        Some(texts.any(|(_, text)| accept(&Zeroizing::new(text))))
    };
    catch_unwind(AssertUnwindSafe(search)).ok().flatten().unwrap_or(false)
}

/// A picture while it is searched. The library makes a copy for every three corners that may be those of a
/// code, so a picture full of corners would take hours; the number of copies is limited.
struct Searched {
    picture: GrayImage,
    /// How many more copies may be made, of this one and of its copies together.
    copies: Rc<Cell<u32>>,
}

impl Searched {
    /// A sheet on a patterned table needs a few.
    const COPIES: u32 = 100;

    fn new(mut picture: Picture) -> Option<Self> {
        let (width, height) = (u32::try_from(picture.width).ok()?, u32::try_from(picture.height).ok()?);
        let picture = GrayImage::from_raw(width, height, std::mem::take(&mut picture.pixels))?;
        Some(Self { picture, copies: Rc::new(Cell::new(Self::COPIES)) })
    }
}

impl Clone for Searched {
    fn clone(&self) -> Self {
        let Some(left) = self.copies.get().checked_sub(1) else {
            // The only way out of the library; `search_once` takes it for a picture without a code.
            resume_unwind(Box::new("too many copies"))
        };
        self.copies.set(left);
        Self { picture: self.picture.clone(), copies: Rc::clone(&self.copies) }
    }
}

impl Drop for Searched {
    fn drop(&mut self) {
        self.picture.as_mut().zeroize();
    }
}

impl GenericImageView for Searched {
    type Pixel = Luma<u8>;

    fn dimensions(&self) -> (u32, u32) {
        self.picture.dimensions()
    }

    fn get_pixel(&self, x: u32, y: u32) -> Luma<u8> {
        self.picture.get_pixel_checked(x, y).copied().unwrap_or(Luma([u8::MAX]))
    }
}

impl GenericImage for Searched {
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
mod tests;
