//! The glyphs of a page, with their places, become lines of text.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{BezPath, Point, Rect};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};
use unicode_normalization::UnicodeNormalization as _;

use crate::model::limits::{MAX_DRAWN, MAX_PAGE_GLYPHS};

use super::super::{Budget, DocumentError};

/// How many units of a glyph's own make its size.
const UNITS: f64 = 1000.0;
/// What a glyph takes that doesn't say, in its units.
const USUAL_ADVANCE: f32 = 500.0;
/// How far apart baselines may be of glyphs in one line, in their size: notes' numbers stand higher.
const SAME_LINE: f64 = 0.35;
/// Between glyphs further apart than this, in their size, there is a space.
const SPACE: f64 = 0.18;
/// Glyphs further apart than this, in their size, stand in different columns or cells.
const GUTTER: f64 = 1.2;
/// How far from the level a baseline may be: slanted text is a watermark or lies in a drawing.
const LEVEL: f64 = 0.1;

/// A glyph.
#[derive(Clone, Debug)]
struct Mark {
    /// Its words in [`Marks::words`].
    words: Range<usize>,
    x: f64,
    /// Its baseline, from the top.
    y: f64,
    size: f64,
    advance: f64,
}

/// How often the budget is asked: once in so many things that are drawn.
const DRAWN_A_CHECK: usize = 1024;

/// What the drawing of a page is ended with from inside.
struct GivenUp;

/// Counts what a document draws, and ends the drawing when it is too much or takes too long.
pub(super) struct Patience<'b> {
    budget: &'b Budget<'b>,
    num_drawn: usize,
    given_up: Option<DocumentError>,
}

impl<'b> Patience<'b> {
    pub(super) fn new(budget: &'b Budget<'_>) -> Self {
        Self { budget, num_drawn: 0, given_up: None }
    }

    /// Something is drawn.
    ///
    /// A page of a few lines can draw a thing that draws another ten times, and so on, and nothing else but what it
    /// draws on hears of it. So it is from there that the drawing is ended: by unwinding, as a panic does, but none
    /// is reported.
    fn draws(&mut self) {
        self.num_drawn += 1;
        if !self.num_drawn.is_multiple_of(DRAWN_A_CHECK) {
            return;
        }
        let too_much = DocumentError::TooMany { what: "things drawn on its pages", limit: MAX_DRAWN };
        let checked = if self.num_drawn > MAX_DRAWN { Err(too_much) } else { self.budget.check() };
        if let Err(err) = checked {
            self.given_up = Some(err);
            resume_unwind(Box::new(GivenUp));
        }
    }
}

/// Draws a page; an error if that was given up.
pub(super) fn draw<'b>(
    marks: &mut Marks<'_, 'b>,
    page: impl FnOnce(&mut Marks<'_, 'b>),
) -> Result<(), DocumentError> {
    let drawn = catch_unwind(AssertUnwindSafe(|| page(marks)));
    match (drawn, marks.patience.given_up.take()) {
        (Ok(()), _) => Ok(()),
        (Err(_), Some(err)) => Err(err),
        // Somebody else's.
        (Err(panic), None) => resume_unwind(panic),
    }
}

/// What stands on a page.
pub(super) struct Marks<'p, 'b> {
    patience: &'p mut Patience<'b>,
    words: String,
    glyphs: Vec<Mark>,
    width: f64,
    height: f64,
    /// Pictures.
    pub(super) num_images: usize,
    /// Glyphs without a meaning.
    pub(super) num_unknown: usize,
    /// Glyphs that stand slanted or upright.
    pub(super) num_slanted: usize,
    /// Glyphs beyond the limit.
    pub(super) num_beyond: usize,
}

impl<'p, 'b> Marks<'p, 'b> {
    /// An empty page.
    pub(super) fn new(width: f32, height: f32, patience: &'p mut Patience<'b>) -> Self {
        Self {
            patience,
            words: String::new(),
            glyphs: Vec::new(),
            width: f64::from(width),
            height: f64::from(height),
            num_images: 0,
            num_unknown: 0,
            num_slanted: 0,
            num_beyond: 0,
        }
    }

    /// How many glyphs were kept.
    pub(super) fn len(&self) -> usize {
        self.glyphs.len()
    }
}

impl<'a> Device<'a> for Marks<'_, '_> {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.patience.draws();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.patience.draws();
    }

    fn push_clip_rect(&mut self, _: &Rect) {
        self.patience.draws();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.patience.draws();
    }

    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'a>, _: &DrawMode) {
        self.patience.draws();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            self.patience.draws();
            let place = props.transform * glyph.transform();
            let at = place * Point::ZERO;
            let along = place * Point::new(UNITS, 0.0) - at;
            let size = (place * Point::new(0.0, UNITS) - at).hypot();
            let is_on_page = (0.0..=self.width).contains(&at.x) && (0.0..=self.height).contains(&at.y);
            if !is_on_page || !size.is_finite() || size < 0.1 || !along.x.is_finite() {
                continue;
            }
            if along.y.abs() > LEVEL * along.x.abs() || along.x < 0.0 {
                self.num_slanted += 1;
                continue;
            }
            if self.glyphs.len() >= MAX_PAGE_GLYPHS {
                self.num_beyond += 1;
                continue;
            }
            let start = self.words.len();
            match glyph.as_unicode() {
                Some(BfString::Char(c)) => push_char(&mut self.words, c),
                Some(BfString::String(words)) => words.chars().for_each(|c| push_char(&mut self.words, c)),
                None => self.words.push('\u{fffd}'),
            }
            if self.words[start..].contains('\u{fffd}') {
                self.num_unknown += 1;
            }
            let advance = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(drawn) => drawn.advance_width(),
            };
            let advance = f64::from(advance.unwrap_or(USUAL_ADVANCE)) / UNITS * along.x;
            self.glyphs.push(Mark { words: start..self.words.len(), x: at.x, y: at.y, size, advance });
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.patience.draws();
        self.num_images += 1;
    }

    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// Adds a character as people write it: ligatures and shapes of Arabic letters are their letters.
fn push_char(words: &mut String, c: char) {
    match c {
        '\u{fb00}'..='\u{fb06}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => words.extend(c.nfkc()),
        // A bullet of the font "Symbol".
        '\u{f0b7}' => words.push('•'),
        '\u{a0}' | '\t' | '\n' | '\r' => words.push(' '),
        _ if c.is_control() => words.push('\u{fffd}'),
        _ => words.push(c),
    }
}

/// A line, or the part of one that stands in a column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) left: f64,
    pub(super) right: f64,
    /// Its baseline, from the top.
    pub(super) y: f64,
    pub(super) size: f64,
    /// Whether it runs from right to left.
    pub(super) is_rtl: bool,
    /// Whether it is a row of a table, its cells joined.
    pub(super) is_row: bool,
}

impl Marks<'_, '_> {
    /// The lines of the page, from the top.
    pub(super) fn into_lines(mut self) -> Vec<Line> {
        self.glyphs.sort_by(|one, two| one.y.total_cmp(&two.y));
        let mut rows: Vec<Vec<Mark>> = Vec::new();
        for mark in std::mem::take(&mut self.glyphs) {
            match rows.last_mut() {
                Some(row) if belongs(row, &mark) => row.push(mark),
                _ => rows.push(vec![mark]),
            }
        }
        let mut lines = Vec::new();
        for mut row in rows {
            row.sort_by(|one, two| one.x.total_cmp(&two.x));
            let mut piece: Vec<Mark> = Vec::new();
            for mark in row {
                if let Some(last) = piece.last() {
                    if self.is_shadow(last, &mark) {
                        continue;
                    }
                    if mark.x - (last.x + last.advance) > GUTTER * mark.size.max(last.size) {
                        lines.extend(self.line(&std::mem::take(&mut piece)));
                    }
                }
                piece.push(mark);
            }
            lines.extend(self.line(&piece));
        }
        lines
    }

    fn words_of(&self, mark: &Mark) -> &str {
        self.words.get(mark.words.clone()).unwrap_or_default()
    }

    /// Whether a glyph is the one before it, drawn again to look bold.
    fn is_shadow(&self, last: &Mark, mark: &Mark) -> bool {
        (mark.x - last.x).abs() < 0.1 * mark.size && self.words_of(last) == self.words_of(mark)
    }

    fn line(&self, marks: &[Mark]) -> Option<Line> {
        let (first, last) = (marks.first()?, marks.last()?);
        let mut sizes: Vec<f64> = marks.iter().map(|mark| mark.size).collect();
        sizes.sort_by(f64::total_cmp);
        let size = sizes.get(sizes.len() / 2).copied()?;
        // The baseline of most of the line, not that of a note's number.
        let y = marks.iter().find(|mark| mark.size >= size).map_or(first.y, |mark| mark.y);
        let mut pieces: Vec<&str> = Vec::new();
        let mut end = None;
        for mark in marks {
            let words = self.words_of(mark);
            if end.is_some_and(|end| mark.x - end > SPACE * mark.size) {
                pieces.push(" ");
            }
            pieces.push(words);
            end = Some(mark.x + mark.advance);
        }
        let letters = || pieces.iter().flat_map(|piece| piece.chars()).filter(|c| c.is_alphabetic());
        let is_rtl = letters().filter(|c| is_rtl(*c)).count() * 2 > letters().count();
        if is_rtl {
            into_reading_order(&mut pieces);
        }
        let text = pieces.concat().split_whitespace().collect::<Vec<_>>().join(" ");
        let (left, right) = (first.x, last.x + last.advance);
        (!text.is_empty()).then_some(Line { text, left, right, y, size, is_rtl, is_row: false })
    }
}

/// Whether a glyph, the next from the top, stands in a row.
fn belongs(row: &[Mark], mark: &Mark) -> bool {
    row.first().is_some_and(|first| (mark.y - first.y).abs() < SAME_LINE * first.size.max(mark.size))
}

/// Whether a character is written from right to left.
fn is_rtl(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
        && !is_eastern_digit(c)
}

fn is_eastern_digit(c: char) -> bool {
    matches!(c, '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}')
}

/// Turns the pieces of a line that runs from right to left around; numbers and words of other scripts in it run on
/// from left to right.
fn into_reading_order(pieces: &mut [&str]) {
    pieces.reverse();
    let is_ltr =
        |piece: &str| piece.chars().any(|c| (c.is_alphanumeric() && !is_rtl(c)) || is_eastern_digit(c));
    let is_rtl_piece = |piece: &str| piece.chars().any(is_rtl);
    let mut start = 0;
    while start < pieces.len() {
        if !pieces.get(start).is_some_and(|piece| is_ltr(piece)) {
            start += 1;
            continue;
        }
        // Marks between two such pieces belong to them, those at the end don't.
        let rest = pieces.get(start..).unwrap_or_default();
        let len = rest.iter().take_while(|piece| !is_rtl_piece(piece)).count();
        let run = rest.get(..len).unwrap_or_default();
        let end = start + run.iter().rposition(|piece| is_ltr(piece)).map_or(1, |idx| idx + 1);
        if let Some(run) = pieces.get_mut(start..end) {
            run.reverse();
        }
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page with these words, each letter of size 10 and 5 wide.
    fn page(words: &[(&str, f64, f64)]) -> Vec<Line> {
        let budget = Budget::unlimited();
        let mut patience = Patience::new(&budget);
        let mut marks = Marks::new(600.0, 800.0, &mut patience);
        for (letters, x, y) in words {
            for (idx, letter) in letters.chars().enumerate() {
                let start = marks.words.len();
                push_char(&mut marks.words, letter);
                let x = x + 5.0 * idx as f64;
                let words = start..marks.words.len();
                marks.glyphs.push(Mark { words, x, y: *y, size: 10.0, advance: 5.0 });
            }
        }
        marks.into_lines()
    }

    fn texts(words: &[(&str, f64, f64)]) -> Vec<String> {
        page(words).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn glyphs_become_words_lines_and_columns() {
        let words = [("on", 35.0, 100.0), ("goes", 12.0, 100.5), ("It", 0.0, 99.0), ("there", 200.0, 100.0)];
        assert_eq!(texts(&words), ["It goes on", "there"]);
        assert_eq!(texts(&[("below", 0.0, 120.0), ("above", 0.0, 100.0)]), ["above", "below"]);
    }

    #[test]
    fn letters_drawn_twice_are_one() {
        assert_eq!(texts(&[("bold", 0.0, 100.0), ("bold", 0.3, 100.0)]), ["bold"]);
        assert_eq!(texts(&[("ﬁll", 0.0, 100.0)]), ["fill"]);
    }

    #[test]
    fn lines_from_right_to_left_keep_their_numbers() {
        // As it stands on the page, from left to right.
        assert_eq!(texts(&[(".2025 םולש", 0.0, 100.0)]), ["שלום 2025."]);
        assert!(page(&[("םולש", 0.0, 100.0)])[0].is_rtl);
    }
}
