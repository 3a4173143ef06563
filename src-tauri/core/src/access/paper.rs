//! The recovery sheet as a PDF of one page: the same words, key line and code as on the screen.
//!
//! A pure function: the same sheet gives the same bytes, with no date and no name of this computer in them.
//! Everything is drawn as shapes and letters, so that it prints sharp at any size. The caller passes the
//! texts in the person's language, and writes the file. The fonts are those that every PDF reader has;
//! letters missing from them are drawn as a question mark.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::recovery_sheet::{QUIET, RecoverySheet, modules};
use crate::base::Result;

/// The texts of the sheet besides the key, in the person's language.
#[derive(Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct SheetLabels {
    pub title: String,
    pub about: String,
    /// Above the words.
    pub words: String,
    /// Above the key line.
    pub line: String,
    /// Above the code.
    pub code: String,
    /// How to keep it.
    pub keep: String,
}

/// A4, in points. The drawing also fits on US Letter.
const PAGE: (f32, f32) = (595.0, 842.0);
const LEFT: f32 = 62.0;
const WIDTH: f32 = PAGE.0 - 2.0 * LEFT;
const TOP: f32 = 752.0;
const COLUMNS: usize = 4;
const ROW: f32 = 25.0;
const CODE_SIDE: f32 = 164.0;

const PLAIN: Name<'static> = Name(b"P");
const BOLD: Name<'static> = Name(b"B");
const FIXED: Name<'static> = Name(b"F");
const FONTS: [(Name<'static>, &[u8]); 3] =
    [(PLAIN, b"Helvetica"), (BOLD, b"Helvetica-Bold"), (FIXED, b"Courier")];

/// The content of the PDF file. It holds the unsealed key, so it is wiped when dropped.
pub fn pdf(sheet: &RecoverySheet, words: &SheetLabels) -> Result<Zeroizing<Vec<u8>>> {
    let drawn = draw(sheet, words)?;
    let (catalog, pages, page, content) = (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4));
    let fonts: Vec<(Name<'static>, &[u8], Ref)> =
        FONTS.iter().zip(5..).map(|((name, base), id)| (*name, *base, Ref::new(id))).collect();
    let mut pdf = Pdf::with_capacity(64 << 10);
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    let mut one = pdf.page(page);
    one.parent(pages).media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1)).contents(content);
    let mut resources = one.resources();
    let mut known = resources.fonts();
    for (name, _, id) in &fonts {
        known.pair(*name, *id);
    }
    known.finish();
    resources.finish();
    one.finish();
    pdf.stream(content, &drawn);
    for (_, base, id) in &fonts {
        pdf.type1_font(*id).base_font(Name(base)).encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    Ok(Zeroizing::new(pdf.finish()))
}

fn draw(sheet: &RecoverySheet, words: &SheetLabels) -> Result<Zeroizing<Vec<u8>>> {
    let mut page = Content::new();
    let mut y = TOP;
    text(&mut page, BOLD, 21.0, LEFT, y, &words.title);
    y = paragraph(&mut page, 10.5, LEFT, y - 25.0, WIDTH, &words.about) - 22.0;

    text(&mut page, BOLD, 10.5, LEFT, y, &words.words);
    y -= 26.0;
    let rows = sheet.words.len().div_ceil(COLUMNS);
    for (at, word) in sheet.words.iter().enumerate() {
        // In columns, from top to bottom.
        let (column, row) = (at / rows.max(1), at % rows.max(1));
        let x = LEFT + column as f32 * WIDTH / COLUMNS as f32;
        let line = y - row as f32 * ROW;
        text(&mut page, PLAIN, 9.0, x, line, &(at + 1).to_string());
        text(&mut page, BOLD, 13.0, x + 19.0, line, word);
    }
    y -= rows as f32 * ROW + 14.0;

    text(&mut page, BOLD, 10.5, LEFT, y, &words.line);
    text(&mut page, FIXED, 10.0, LEFT, y - 20.0, &sheet.key_line);
    y -= 52.0;

    text(&mut page, BOLD, 10.5, LEFT, y, &words.code);
    let below = y - 12.0 - CODE_SIDE;
    code(&mut page, &sheet.key_line, LEFT, below)?;
    paragraph(&mut page, 10.5, LEFT + CODE_SIDE + 8.0, y - 36.0, WIDTH - CODE_SIDE - 8.0, &words.keep);
    Ok(Zeroizing::new(page.finish().into_vec()))
}

fn text(page: &mut Content, font: Name<'_>, size: f32, x: f32, y: f32, words: &str) {
    let letters = Zeroizing::new(letters(words));
    page.begin_text().set_font(font, size).next_line(x, y).show(Str(&letters)).end_text();
}

/// Draws a text in lines of at most `width`, and returns the place of the next line.
fn paragraph(page: &mut Content, size: f32, x: f32, mut y: f32, width: f32, words: &str) -> f32 {
    let mut line = String::new();
    for word in words.split_whitespace() {
        if !line.is_empty() && (length(&line) + length(word) + 0.28) * size > width {
            text(page, PLAIN, size, x, y, &line);
            line.clear();
            y -= size * 1.45;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    text(page, PLAIN, size, x, y, &line);
    y - size * 1.45
}

/// The greatest possible width of a line for a font size of 1: the font's widths, rounded up by kind of
/// letter.
fn length(line: &str) -> f32 {
    let of = |letter: char| match letter {
        ' ' | '.' | ',' | ':' | ';' | '\'' | '’' | '!' | '|' | 'i' | 'j' | 'l' | 't' | 'f' | 'I' => 0.28,
        'r' | '(' | ')' | '-' | '“' | '”' => 0.34,
        'm' | 'M' | 'w' | 'W' | '—' | '…' | '%' | '@' => 1.0,
        letter if letter.is_uppercase() => 0.78,
        _ => 0.56,
    };
    line.chars().map(of).sum()
}

/// Draws the code with its lower left corner at (x, y): one shape, so that no seams show between squares.
fn code(page: &mut Content, line: &str, x: f32, y: f32) -> Result<()> {
    let (width, dark) = modules(line)?;
    let unit = CODE_SIDE / (width + 2 * QUIET) as f32;
    // The paper itself is the empty margin on this side, so that the dark squares align with the words.
    let x = x - QUIET as f32 * unit;
    for (at, _) in dark.iter().enumerate().filter(|(_, dark)| **dark) {
        let (column, row) = (at % width + QUIET, at / width + QUIET + 1);
        page.rect(x + column as f32 * unit, y + CODE_SIDE - row as f32 * unit, unit, unit);
    }
    page.fill_nonzero();
    Ok(())
}

/// A text in the code page of the fonts.
fn letters(text: &str) -> Vec<u8> {
    let of = |letter: char| match letter {
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '•' => 0x95,
        '–' => 0x96,
        '—' => 0x97,
        '…' => 0x85,
        ' '..='~' | '\u{a0}'..='ÿ' => u8::try_from(u32::from(letter)).unwrap_or(b'?'),
        _ => b'?',
    };
    text.chars().map(of).collect()
}

#[cfg(test)]
#[path = "paper/tests.rs"]
mod tests;
