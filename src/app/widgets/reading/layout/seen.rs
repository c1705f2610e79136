//! Rows whose characters stand in the order in which they are seen, not in that of the text: [`directional`] says what
//! their glyphs mean.
//!
//! [`directional`]: crate::app::directional

use std::ops::Range;

use egui::epaint::text::Glyph;

use super::{Caret, LaidOut};
use crate::app::directional::{self, TOUCHES};

/// A grapheme of a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Its bytes in the article.
    pub bytes: Range<usize>,
    /// Its left end.
    pub left: f32,
    /// Its right end.
    pub right: f32,
    /// Whether it runs from right to left.
    pub is_leftward: bool,
}

impl Cell {
    /// The caret at its left end.
    pub fn left_caret(&self) -> Caret {
        if self.is_leftward { Caret::after(self.bytes.end) } else { Caret::at(self.bytes.start) }
    }

    /// The caret at its right end.
    pub fn right_caret(&self) -> Caret {
        if self.is_leftward { Caret::at(self.bytes.start) } else { Caret::after(self.bytes.end) }
    }
}

impl LaidOut {
    /// The graphemes of a row, in the order of the text.
    pub fn cells(&self, row_idx: usize) -> impl Iterator<Item = Cell> {
        let row = self.row(row_idx);
        let mut byte = row.start;
        // Characters are counted on from one grapheme to the next.
        let mut column = 0;
        std::iter::from_fn(move || {
            if byte >= row.end {
                return None;
            }
            let bytes = byte..self.next_border(byte).min(row.end);
            byte = bytes.end;
            let num_chars = self.words(bytes.clone()).chars().count();
            let columns = column..column + num_chars;
            column = columns.end;
            Some(if self.ordered.is_some() {
                self.cell_seen(row_idx, columns, bytes)
            } else {
                self.cell_at(row_idx, bytes)
            })
        })
    }

    /// The graphemes of a row from left to right. Those without width, which are not seen, are left out.
    pub fn cells_seen(&self, row_idx: usize) -> Vec<Cell> {
        let mut cells: Vec<Cell> = self.cells(row_idx).filter(|cell| cell.left < cell.right).collect();
        cells.sort_by(|one, two| one.left.total_cmp(&two.left));
        cells
    }

    fn cell_at(&self, row_idx: usize, bytes: Range<usize>) -> Cell {
        let (left, right) = (self.x_at(row_idx, bytes.start), self.x_at(row_idx, bytes.end));
        Cell { bytes, left, right, is_leftward: false }
    }

    fn cell_seen(&self, row_idx: usize, columns: Range<usize>, bytes: Range<usize>) -> Cell {
        let row = &self.galley.rows[row_idx];
        let glyphs = row.glyphs.get(columns).unwrap_or_default();
        let is_leftward = glyphs.iter().any(|glyph| glyph.advance_width < 0.0);
        let start = glyphs.first().map_or(0.0, |glyph| glyph.pos.x) + row.pos.x;
        let end = glyphs.last().map_or(0.0, Glyph::max_x) + row.pos.x;
        Cell { bytes, left: start.min(end), right: start.max(end), is_leftward }
    }

    /// Where a caret stands.
    pub(super) fn x_seen(&self, row_idx: usize, caret: Caret) -> f32 {
        let Some(row) = self.galley.rows.get(row_idx) else { return 0.0 };
        let range = self.row(row_idx);
        let byte = caret.byte.clamp(range.start, range.end);
        let column = self.words(range.start..byte).chars().count();
        let before = column.checked_sub(1).and_then(|before| row.glyphs.get(before));
        let x = match (before, row.glyphs.get(column)) {
            (Some(before), _) if caret.is_upstream() => before.max_x(),
            (_, Some(after)) => after.pos.x,
            // The end of the line is that of the paragraph's direction, whichever way its last word runs.
            _ => self.far_end(row_idx),
        };
        row.pos.x + x
    }

    /// Where a row ends in the direction of the paragraph.
    fn far_end(&self, row_idx: usize) -> f32 {
        let is_rtl = self.is_rtl();
        let ends = self.galley.rows[row_idx].glyphs.iter().flat_map(|glyph| [glyph.pos.x, glyph.max_x()]);
        ends.reduce(if is_rtl { f32::min } else { f32::max }).unwrap_or(0.0)
    }

    /// The ends of the parts of a row that some bytes are seen as, from left to right.
    pub(super) fn parts_seen(&self, row_idx: usize, bytes: Range<usize>) -> Vec<(f32, f32)> {
        let row = &self.galley.rows[row_idx];
        let first = self.words(self.row(row_idx).start..bytes.start).chars().count();
        let num = self.words(bytes).chars().count();
        let glyphs = row.glyphs.get(first..first + num).unwrap_or_default().iter();
        directional::parts_seen(glyphs.map(|glyph| (row.pos.x, glyph)))
    }

    /// The place between characters that is nearest to `x`. Beside the line it is the line's end.
    pub(super) fn caret_seen(&self, row_idx: usize, x: f32) -> Caret {
        let cells = self.cells_seen(row_idx);
        let (Some(first), Some(last)) = (cells.first(), cells.last()) else {
            return Caret::at(self.row(row_idx).start);
        };
        let (start, end) = self.row_ends(row_idx);
        let (at_left, at_right) = if self.is_rtl() { (end, start) } else { (start, end) };
        if x < first.left - TOUCHES {
            return at_left;
        }
        if x > last.right + TOUCHES {
            return at_right;
        }
        let away = |cell: &Cell| (cell.left - x).max(x - cell.right).max(0.0);
        let nearest = cells.iter().min_by(|one, two| away(one).total_cmp(&away(two))).unwrap_or(first);
        let is_left = x < nearest.left.midpoint(nearest.right);
        let caret = if is_left { nearest.left_caret() } else { nearest.right_caret() };
        self.kept_in_row(row_idx, self.settled(row_idx, caret))
    }

    /// The same place downstream, where that stands at the same point.
    pub fn settled(&self, row_idx: usize, caret: Caret) -> Caret {
        let other = Caret::at(caret.byte);
        let is_inside = caret.byte < self.row(row_idx).end || row_idx + 1 == self.num_rows();
        let is_same = (self.x_of(row_idx, caret) - self.x_of(row_idx, other)).abs() < TOUCHES;
        if is_inside && is_same { other } else { caret }
    }

    /// The place where the caret would stand if it belonged to the other character beside it, if that is another
    /// place in the row.
    pub fn other_place(&self, caret: Caret) -> Option<Caret> {
        self.ordered?;
        let row_idx = self.row_of(caret);
        let row = self.row(row_idx);
        let other = if caret.is_upstream() { Caret::at(caret.byte) } else { Caret::after(caret.byte) };
        let is_here = (row.start < caret.byte || !other.is_upstream()) && self.row_of(other) == row_idx;
        let is_apart = (self.x_of(row_idx, caret) - self.x_of(row_idx, other)).abs() >= TOUCHES;
        (is_here && is_apart).then_some(other)
    }

    /// Whether the paragraph runs from right to left.
    pub fn is_rtl(&self) -> bool {
        self.ordered.is_some_and(super::Direction::is_rtl)
    }

    /// Whether the character that a caret belongs to runs from right to left.
    pub fn leans_left(&self, row_idx: usize, caret: Caret) -> bool {
        let byte = if caret.is_upstream() { caret.byte.saturating_sub(1) } else { caret.byte };
        let cell = self.cells(row_idx).find(|cell| cell.bytes.contains(&byte));
        cell.map_or(self.is_rtl(), |cell| cell.is_leftward)
    }

    /// Whether the character at a byte runs from right to left.
    pub fn is_leftward(&self, byte: usize) -> bool {
        let row_idx = self.row_of(Caret::at(byte));
        self.ordered.is_some()
            && self
                .cells(row_idx)
                .find(|cell| cell.bytes.contains(&byte))
                .is_some_and(|cell| cell.is_leftward)
    }

    fn words(&self, bytes: Range<usize>) -> &str {
        self.galley.text().get(bytes.start - self.start..bytes.end - self.start).unwrap_or("")
    }
}
