//! What a content is, by its first bytes.
//!
//! Names lie, so they are not asked. Only what a screen can show or play is distinguished; everything else is text
//! or just a file. HTML, SVG and scripts are text: nothing here has a type that a browser or a system would run.
//! Sources: the WHATWG MIME Sniffing Standard, ISO/IEC 14496-12 (brands), ISO/IEC 11172-3 (MPEG frames).

use serde::{Deserialize, Serialize};

/// Bytes that are looked at.
pub(super) const HEAD: usize = 4096;

macro_rules! media_types {
    ($($kind:ident: $name:literal, $ending:literal;)*) => {
        /// The type of a content.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
        #[serde(from = "String", into = "&'static str")]
        pub enum MediaType { $($kind,)* }

        impl MediaType {
            /// Every type.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];

            /// As in RFC 6838: `image/jpeg`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }

            /// How names of such files end, without the full stop.
            pub(super) const fn ending(self) -> &'static str {
                match self { $(Self::$kind => $ending,)* }
            }
        }
    };
}

media_types! {
    Jpeg: "image/jpeg", "jpg";
    Png: "image/png", "png";
    Gif: "image/gif", "gif";
    Webp: "image/webp", "webp";
    Heic: "image/heic", "heic";
    Pdf: "application/pdf", "pdf";
    Mp3: "audio/mpeg", "mp3";
    M4a: "audio/mp4", "m4a";
    Wav: "audio/wav", "wav";
    Ogg: "audio/ogg", "ogg";
    Mp4: "video/mp4", "mp4";
    Text: "text/plain", "txt";
    Other: "application/octet-stream", "bin";
}

/// Brands of ISO base media files: pictures coded as HEVC, sound alone, and moving pictures.
const HEIC: &[&[u8; 4]] = &[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"];
const M4A: &[&[u8; 4]] = &[b"M4A ", b"M4B "];
const MP4: &[&[u8; 4]] = &[b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V "];

impl MediaType {
    /// The type with this name. One that is not known is just a file.
    pub(super) fn named(name: &str) -> Self {
        Self::ALL.iter().copied().find(|kind| kind.name() == name).unwrap_or(Self::Other)
    }

    /// The type of a content that begins like this.
    pub(super) fn of(head: &[u8]) -> Self {
        let begins = |with: &[u8]| head.starts_with(with);
        let riff = |form: &[u8]| begins(b"RIFF") && head.get(8..12) == Some(form);
        match () {
            () if begins(b"\xFF\xD8\xFF") => Self::Jpeg,
            () if begins(b"\x89PNG\r\n\x1A\n") => Self::Png,
            () if begins(b"GIF87a") || begins(b"GIF89a") => Self::Gif,
            () if riff(b"WEBP") => Self::Webp,
            () if riff(b"WAVE") => Self::Wav,
            () if begins(b"%PDF-") => Self::Pdf,
            () if begins(b"OggS\0") => Self::Ogg,
            () if is_mp3(head) => Self::Mp3,
            () => of_brands(head).unwrap_or(if is_text(head) { Self::Text } else { Self::Other }),
        }
    }
}

impl From<String> for MediaType {
    fn from(name: String) -> Self {
        Self::named(&name)
    }
}

impl From<MediaType> for &'static str {
    fn from(kind: MediaType) -> Self {
        kind.name()
    }
}

/// The type of an ISO base media file: by its major brand, or else by those it is compatible with.
fn of_brands(head: &[u8]) -> Option<MediaType> {
    let length = usize::try_from(u32::from_be_bytes(*head.first_chunk()?)).ok()?;
    if head.get(4..8) != Some(b"ftyp") || length < 16 {
        return None;
    }
    let brands = head.get(8..length.min(head.len())).unwrap_or_default();
    // The second four bytes are a version.
    let (major, compatible) = (brands.get(..4)?, brands.get(8..).unwrap_or_default().chunks_exact(4));
    let one_of = |list: &[&[u8; 4]], brand: &[u8]| list.iter().any(|known| known.as_slice() == brand);
    std::iter::once(major).chain(compatible).find_map(|brand| match brand {
        brand if one_of(HEIC, brand) => Some(MediaType::Heic),
        brand if one_of(M4A, brand) => Some(MediaType::M4a),
        brand if one_of(MP4, brand) => Some(MediaType::Mp4),
        _ => None,
    })
}

/// A tag of version 2, or two frames of MPEG audio, layer III, one behind the other.
fn is_mp3(head: &[u8]) -> bool {
    if head.starts_with(b"ID3") {
        return head.get(3).is_some_and(|version| *version < 0xFF);
    }
    frame(head).is_some_and(|length| head.get(length..).and_then(frame).is_some())
}

/// The length of the frame that begins here.
fn frame(at: &[u8]) -> Option<usize> {
    /// kbit/s by index, for version 1 and for versions 2 and 2.5.
    const RATES: [[usize; 14]; 2] = [
        [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
        [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    ];
    const HERTZ: [usize; 3] = [44_100, 48_000, 32_000];
    let [sync, kind, rates, ..] = *at.first_chunk::<4>()?;
    let (version, layer) = ((kind >> 3) & 3, (kind >> 1) & 3);
    if sync != 0xFF || kind >> 5 != 7 || version == 1 || layer != 1 {
        return None;
    }
    let first = version == 3;
    let rate = RATES.get(usize::from(!first))?.get(usize::from(rates >> 4).checked_sub(1)?)?;
    let divided = match version {
        3 => 1,
        2 => 2,
        _ => 4,
    };
    let hertz = HERTZ.get(usize::from((rates >> 2) & 3))? / divided;
    let samples = if first { 144_000 } else { 72_000 };
    Some(samples * rate / hertz + usize::from((rates >> 1) & 1))
}

/// UTF-8 without control characters. The last character may be cut.
fn is_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() && head.len() >= HEAD => {
            head.get(..error.valid_up_to()).and_then(|valid| std::str::from_utf8(valid).ok()).unwrap_or("\0")
        }
        Err(_) => return false,
    };
    text.chars().all(|c| !c.is_control() || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ftyp(major: &[u8; 4], compatible: &[&[u8; 4]]) -> Vec<u8> {
        let length = 16 + 4 * u32::try_from(compatible.len()).unwrap();
        let mut head = [length.to_be_bytes(), *b"ftyp", *major, [0; 4]].concat();
        compatible.iter().for_each(|brand| head.extend_from_slice(*brand));
        head.extend_from_slice(b"\0\0\0\x08mdat");
        head
    }

    fn frames(header: [u8; 4], length: usize) -> Vec<u8> {
        let mut all = vec![0; 2 * length + 4];
        all[..4].copy_from_slice(&header);
        all[length..length + 4].copy_from_slice(&header);
        all
    }

    #[test]
    fn a_content_is_what_its_first_bytes_say() {
        for (head, kind) in [
            (b"\xFF\xD8\xFF\xE0\0\x10JFIF".to_vec(), MediaType::Jpeg),
            (b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR".to_vec(), MediaType::Png),
            (b"GIF89a\x01\0\x01\0".to_vec(), MediaType::Gif),
            (b"RIFF\x24\0\0\0WEBPVP8 ".to_vec(), MediaType::Webp),
            (b"RIFF\x24\0\0\0WAVEfmt ".to_vec(), MediaType::Wav),
            (b"%PDF-1.7\n%\xE2\xE3".to_vec(), MediaType::Pdf),
            (b"OggS\0\x02\0\0".to_vec(), MediaType::Ogg),
            (b"ID3\x04\0\0\0\0\0\0".to_vec(), MediaType::Mp3),
            (frames([0xFF, 0xFB, 0x90, 0x00], 417), MediaType::Mp3),
            (frames([0xFF, 0xF3, 0x82, 0x00], 209), MediaType::Mp3),
            (ftyp(b"heic", &[b"mif1", b"heic"]), MediaType::Heic),
            (ftyp(b"mif1", &[b"miaf", b"heic"]), MediaType::Heic),
            (ftyp(b"M4A ", &[b"mp42", b"isom"]), MediaType::M4a),
            (ftyp(b"isom", &[b"iso2", b"avc1"]), MediaType::Mp4),
            (ftyp(b"avif", &[b"mif1", b"miaf"]), MediaType::Other),
            (ftyp(b"qt  ", &[]), MediaType::Other),
            ("dear diary ä\r\n\t".into(), MediaType::Text),
            (b"\xEF\xBB\xBFwith a mark".to_vec(), MediaType::Text),
            (b"".to_vec(), MediaType::Text),
        ] {
            assert_eq!(MediaType::of(&head), kind, "{head:?}");
        }
    }

    #[test]
    fn nothing_is_of_a_type_that_runs() {
        for head in [
            &b"<!DOCTYPE html><script>alert(1)</script>"[..],
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
            b"#!/bin/sh\nrm -rf ~\n",
            b"%!PS-Adobe",
            b" GIF89a",
        ] {
            assert_eq!(MediaType::of(head), MediaType::Text);
        }
        for head in [
            &b"MZ\x90\0\x03\0\0\0"[..],
            b"\x7FELF\x02\x01\x01\0",
            b"PK\x03\x04\x14\0",
            b"\xCA\xFE\xBA\xBE\0\0\0\x34",
        ] {
            assert_eq!(MediaType::of(head), MediaType::Other);
        }
        for name in ["text/html", "image/svg+xml", "application/x-msdownload", ""] {
            assert_eq!(MediaType::named(name), MediaType::Other);
        }
    }

    #[test]
    fn a_character_that_is_cut_at_the_end_of_the_head_is_still_text() {
        let long = "ä".repeat(HEAD);
        let mut head = b"x".to_vec();
        head.extend_from_slice(&long.as_bytes()[..HEAD - 1]);
        assert!(std::str::from_utf8(&head).is_err());
        assert_eq!(MediaType::of(&head), MediaType::Text);
        assert_eq!(MediaType::of(b"short \xC3"), MediaType::Other);
    }

    #[test]
    fn a_type_comes_back_by_its_name() {
        for kind in MediaType::ALL {
            let json = serde_json::to_string(kind).unwrap();
            assert_eq!(json, format!("\"{}\"", kind.name()));
            assert_eq!(serde_json::from_str::<MediaType>(&json).unwrap(), *kind);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_have_a_type(head: Vec<u8>) {
            let kind = MediaType::of(&head);
            prop_assert!(MediaType::ALL.contains(&kind));
        }
    }

    #[test]
    fn a_frame_is_as_long_as_a_frame_can_be() {
        let all = (0..=u16::MAX).map(|bits| [0xFF, bits.to_be_bytes()[0], bits.to_be_bytes()[1], 0]);
        let lengths: Vec<usize> = all.filter_map(|head| frame(&head)).collect();
        assert_eq!((lengths.iter().min(), lengths.iter().max()), (Some(&24), Some(&1441)));
    }
}
