//! One unit of text, laid out: where its bytes stand on the screen, and which byte stands at a point.
//!
//! Offsets are bytes of the article's text; points are relative to the unit's top left corner. What holds only where
//! characters do not stand in the order of the text is in `seen`.

mod seen;

pub use self::seen::Cell;

use std::ops::Range;
use std::sync::Arc;

use egui::text::{CharIndex, LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, Context, FontFamily, FontId, Galley, Pos2, Rect, pos2};

use super::missing::Missing;
use super::units::Unit;
use crate::app::directional::{self, Column, Direction};
use crate::app::{fonts, theme};
use crate::model::article::BlockKind;
use crate::model::text::TextRange;
use crate::model::text::segment;

/// A place between two characters where the caret can stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caret {
    /// Byte offset in the article's text.
    pub byte: usize,
    /// Which of the two characters it belongs to.
    pub affinity: Affinity,
}

/// Which of the characters beside it a caret belongs to. That matters where the two stand apart: where a line wraps
/// without a space, and where the direction changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Affinity {
    /// The one after it.
    #[default]
    Downstream,
    /// The one before it.
    Upstream,
}

/// A unit of text, laid out.
#[derive(Clone, Debug)]
pub struct LaidOut {
    /// The shaped text; its colour is given when it is painted.
    pub galley: Arc<Galley>,
    /// The same with its rows as near to one another as they come.
    close: Arc<Galley>,
    /// Room under each row for what is drawn there.
    room: Vec<f32>,
    /// Its characters that no font has.
    pub missing: Vec<Missing>,
    /// The unit it was made of.
    unit: Unit,
    /// First byte of the unit.
    start: usize,
    /// The bytes of each row.
    rows: Vec<Range<usize>>,
    /// The direction of its paragraph, if its characters stand in the order in which they are seen: see
    /// [`directional`]. Most units stand in the order of the text.
    ordered: Option<Direction>,
}

/// A stretch of one row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// The row.
    pub row_idx: usize,
    /// Its left end.
    pub left: f32,
    /// Its right end.
    pub right: f32,
    /// Top of the row.
    pub top: f32,
    /// Bottom of the row.
    pub bottom: f32,
    /// The baseline of its text.
    pub baseline: f32,
}

impl Caret {
    /// The caret before the byte `byte`.
    pub fn at(byte: usize) -> Self {
        Self { byte, affinity: Affinity::Downstream }
    }

    /// The caret after the character that ends at the byte `byte`.
    pub fn after(byte: usize) -> Self {
        Self { byte, affinity: Affinity::Upstream }
    }

    fn is_upstream(self) -> bool {
        self.affinity == Affinity::Upstream
    }
}

/// The typeface of a unit.
pub fn family(kind: BlockKind) -> FontFamily {
    match kind {
        BlockKind::Title | BlockKind::Heading => fonts::serif_semibold(),
        _ => fonts::serif(),
    }
}

/// How a text is to be laid out at a reading size and column width.
pub fn job(text: &str, kind: BlockKind, size: f32, width: f32) -> LayoutJob {
    let (scale, line) = match kind {
        BlockKind::Title => (theme::TITLE_SCALE, theme::TITLE_LINE),
        BlockKind::Heading => (theme::HEADING_SCALE, theme::TITLE_LINE),
        _ => (1.0, theme::READING_LINE),
    };
    let size = size * scale;
    let format = TextFormat {
        font_id: FontId::new(size, family(kind)),
        line_height: Some((size * line).round()),
        color: Color32::PLACEHOLDER,
        ..TextFormat::default()
    };
    let mut job = LayoutJob::single_section(text.to_owned(), format);
    job.wrap = TextWrapping::wrap_at_width(width);
    job
}

/// Lays out the text of a unit. `base` is the direction of a paragraph that the unit goes on.
pub fn lay_out(ctx: &Context, job: LayoutJob, base: Option<Direction>) -> (Arc<Galley>, Option<Direction>) {
    let needs_ordering = base.is_some_and(Direction::is_rtl) || directional::needs_ordering(&job.text);
    if !needs_ordering {
        return (ctx.fonts_mut(|fonts| fonts.layout_job(job)), None);
    }
    let base = base.or_else(|| Direction::of(&job.text)).unwrap_or_default();
    let galley = ctx.fonts_mut(|fonts| directional::lay_out(fonts, &job, Some(base), Column::Full));
    (Arc::new(galley), Some(base))
}

impl LaidOut {
    /// A unit and what [`lay_out`] made of its text.
    pub fn new(unit: &Unit, (galley, ordered): (Arc<Galley>, Option<Direction>)) -> Self {
        let rows = row_bytes(&galley, unit.range.start());
        let (close, room) = (Arc::clone(&galley), vec![0.0; rows.len()]);
        Self {
            galley,
            close,
            room,
            missing: Vec::new(),
            unit: *unit,
            start: unit.range.start(),
            rows,
            ordered,
        }
    }

    /// The direction of the paragraph, if its characters stand in the order in which they are seen.
    pub fn ordered(&self) -> Option<Direction> {
        self.ordered
    }

    /// Moves rows apart: `room` is what each has below it in points, beyond its own height.
    pub fn spread(&mut self, room: &[f32]) {
        if self.room == room {
            return;
        }
        self.room = room.to_vec();
        let mut galley = Galley::clone(&self.close);
        let mut shift = 0.0;
        for (row, room) in galley.rows.iter_mut().zip(room) {
            row.pos.y += shift;
            shift += room;
        }
        galley.rect.max.y += shift;
        galley.mesh_bounds.max.y += shift;
        self.galley = Arc::new(galley);
    }

    /// Whether it was made of this unit: blocks that change cut the text anew.
    pub fn is_of(&self, unit: &Unit) -> bool {
        self.unit == *unit
    }

    /// Height of the text.
    pub fn height(&self) -> f32 {
        self.galley.rect.height()
    }

    /// The top of the row in which a byte stands.
    pub fn row_top(&self, byte: usize) -> f32 {
        self.galley.rows.get(self.row_of(Caret::at(byte))).map_or(0.0, egui::epaint::text::PlacedRow::min_y)
    }

    /// Number of rows.
    pub fn num_rows(&self) -> usize {
        self.rows.len()
    }

    /// Bytes of a row.
    pub fn row(&self, row_idx: usize) -> Range<usize> {
        self.rows.get(row_idx).cloned().unwrap_or(self.start..self.start)
    }

    /// The row a caret stands in.
    pub fn row_of(&self, caret: Caret) -> usize {
        let idx = self.rows.partition_point(|row| row.start <= caret.byte).saturating_sub(1);
        if caret.is_upstream() && idx > 0 && self.rows[idx].start == caret.byte { idx - 1 } else { idx }
    }

    /// Where a caret is drawn: a line from the top of its row's letters to their bottom.
    pub fn caret_rect(&self, caret: Caret) -> Rect {
        let row_idx = self.row_of(caret);
        let x = self.x_of(row_idx, caret);
        let Some(row) = self.galley.rows.get(row_idx) else {
            return Rect::from_min_max(Pos2::ZERO, Pos2::ZERO);
        };
        let baseline = self.baseline(row_idx);
        let size = row.glyphs.first().map_or(row.height(), |glyph| glyph.font_height);
        let (top, bottom) = (baseline - size * 0.78, baseline + size * 0.22);
        Rect::from_min_max(pos2(x, top), pos2(x, bottom))
    }

    /// The rows that share a byte with a range of the article.
    pub fn rows_of(&self, range: TextRange) -> Range<usize> {
        let first = self.rows.partition_point(|row| row.end <= range.start());
        let end = self.rows.partition_point(|row| row.start < range.end());
        first..end.max(first)
    }

    /// The stretches of rows a range of the article covers here, without the space a row wraps at. From the top down,
    /// and in one row from left to right: more than one where the direction changes.
    pub fn stretches(&self, range: TextRange) -> Vec<Stretch> {
        let mut stretches = Vec::new();
        for row_idx in self.rows_of(range) {
            let row = &self.rows[row_idx];
            let start = range.start().max(row.start);
            let end = range.end().min(row.start + self.row_text(row_idx).trim_end().len());
            if start >= end {
                continue;
            }
            let placed = &self.galley.rows[row_idx];
            let (top, bottom, baseline) = (placed.min_y(), placed.max_y(), self.baseline(row_idx));
            let stretch = |(left, right)| Stretch { row_idx, left, right, top, bottom, baseline };
            if self.ordered.is_some() {
                stretches.extend(self.parts_seen(row_idx, start..end).into_iter().map(stretch));
            } else {
                stretches.push(stretch((self.x_at(row_idx, start), self.x_at(row_idx, end))));
            }
        }
        stretches
    }

    /// The place between characters nearest to a point.
    pub fn caret_at(&self, point: Pos2) -> Caret {
        let row_idx = self.row_at(point.y);
        self.caret_in_row(row_idx, point.x)
    }

    /// The place between characters of one row that is nearest to `x`.
    pub fn caret_in_row(&self, row_idx: usize, x: f32) -> Caret {
        if self.ordered.is_some() {
            return self.caret_seen(row_idx, x);
        }
        let row = self.row(row_idx);
        let mut nearest = (f32::INFINITY, row.start);
        let mut byte = row.start;
        while byte <= row.end {
            let distance = (self.x_at(row_idx, byte) - x).abs();
            if distance < nearest.0 {
                nearest = (distance, byte);
            }
            if byte >= row.end {
                break;
            }
            byte = self.next_border(byte).min(row.end);
        }
        self.kept_in_row(row_idx, Caret::at(nearest.1))
    }

    /// A caret of a row that does not fall into the next one.
    fn kept_in_row(&self, row_idx: usize, caret: Caret) -> Caret {
        let wraps = row_idx + 1 < self.rows.len();
        if !wraps || caret.byte != self.row(row_idx).end {
            return caret;
        }
        // The space a line wraps at belongs to it; the caret stands before it.
        let ends_in_space = self.row_text(row_idx).ends_with(char::is_whitespace);
        if ends_in_space { Caret::at(self.previous_border(caret.byte)) } else { Caret::after(caret.byte) }
    }

    /// The byte whose character covers a point; `None` beside the text.
    pub fn byte_under(&self, point: Pos2) -> Option<usize> {
        let row_idx = self.row_at(point.y);
        let placed = self.galley.rows.get(row_idx)?;
        let room = self.room.get(row_idx).copied().unwrap_or(0.0);
        if !(placed.min_y()..=placed.max_y() + room).contains(&point.y) {
            return None;
        }
        self.cells(row_idx)
            .find(|cell| (cell.left..cell.right).contains(&point.x))
            .map(|cell| cell.bytes.start)
    }

    /// Start of the row, and its end before the space it wraps at.
    pub fn row_ends(&self, row_idx: usize) -> (Caret, Caret) {
        let row = self.row(row_idx);
        let wraps = row_idx + 1 < self.rows.len();
        let end = if wraps { row.start + self.row_text(row_idx).trim_end().len() } else { row.end };
        let is_border = wraps && end == row.end;
        (Caret::at(row.start), if is_border { Caret::after(end) } else { Caret::at(end) })
    }

    /// The row at a height.
    pub fn row_at(&self, y: f32) -> usize {
        // What is drawn under a row belongs to it.
        self.galley.rows.partition_point(|row| row.min_y() <= y).saturating_sub(1)
    }

    /// Where the two ends of a range are in its first and its last row, a little outside of its words.
    pub fn ends_of(&self, range: TextRange) -> (f32, f32) {
        let rows = self.rows_of(range);
        let (first, last) = (rows.start, rows.end.saturating_sub(1).max(rows.start));
        let start = range.start().max(self.row(first).start);
        let row = self.row(last);
        let end = range.end().min(row.start + self.row_text(last).trim_end().len());
        let before_end = if end > row.start { self.previous_border(end) } else { end };
        let outside = |byte: usize| if self.is_leftward(byte) { -1.0 } else { 1.0 };
        let (at_start, at_end) = (self.x_of(first, Caret::at(start)), self.x_of(last, Caret::after(end)));
        (at_start - outside(start), at_end + outside(before_end))
    }

    fn row_text(&self, row_idx: usize) -> &str {
        let row = self.row(row_idx);
        self.galley.text().get(row.start - self.start..row.end - self.start).unwrap_or("")
    }

    fn next_border(&self, byte: usize) -> usize {
        self.start + segment::next_grapheme(self.galley.text(), byte - self.start).max(byte - self.start + 1)
    }

    fn previous_border(&self, byte: usize) -> usize {
        self.start + segment::previous_grapheme(self.galley.text(), byte - self.start)
    }

    /// The baseline of a row.
    pub fn baseline(&self, row_idx: usize) -> f32 {
        let Some(row) = self.galley.rows.get(row_idx) else {
            return 0.0;
        };
        row.pos.y + row.glyphs.first().map_or(row.height() * 0.75, |glyph| glyph.pos.y)
    }

    /// Where a caret stands in its row.
    fn x_of(&self, row_idx: usize, caret: Caret) -> f32 {
        if self.ordered.is_some() { self.x_seen(row_idx, caret) } else { self.x_at(row_idx, caret.byte) }
    }

    /// The left edge of the character that starts at `byte`, which must be a grapheme's border, where characters stand
    /// in the order of the text.
    fn x_at(&self, row_idx: usize, byte: usize) -> f32 {
        let Some(row) = self.galley.rows.get(row_idx) else {
            return 0.0;
        };
        let range = self.row(row_idx);
        let before = byte.clamp(range.start, range.end) - range.start;
        let column = self.row_text(row_idx).get(..before).map_or(0, |text| text.chars().count());
        let mut x = row.x_offset(CharIndex(column));
        let continues = |idx: usize| {
            row.glyphs.get(idx).is_some_and(|glyph| glyph.advance_width == 0.0 && glyph.chr.is_alphanumeric())
        };
        // The letters of a ligature share one glyph: its width is dealt out among them.
        if column > 0
            && continues(column)
            && let Some(base) = (0..column).rev().find(|idx| row.glyphs[*idx].advance_width > 0.0)
        {
            let num_letters = 1 + (base + 1..row.glyphs.len()).take_while(|idx| continues(*idx)).count();
            let glyph = &row.glyphs[base];
            x = glyph.pos.x + glyph.advance_width * (column - base) as f32 / num_letters as f32;
        }
        row.pos.x + x
    }
}

/// A stretch of a row 31 points high, for tests.
#[cfg(test)]
pub(super) fn stretch(row_idx: usize, left: f32, right: f32) -> Stretch {
    let top = row_idx as f32 * 31.0;
    Stretch { row_idx, left, right, top, bottom: top + 31.0, baseline: top + 21.0 }
}

/// The bytes of each row, from the number of characters egui put there.
fn row_bytes(galley: &Galley, start: usize) -> Vec<Range<usize>> {
    let mut ends = galley.text().char_indices().map(|(at, ch)| start + at + ch.len_utf8());
    let mut at = start;
    let mut rows: Vec<Range<usize>> = Vec::with_capacity(galley.rows.len());
    for row in &galley.rows {
        let first = at;
        if !row.glyphs.is_empty() {
            at = ends.nth(row.glyphs.len() - 1).unwrap_or(at);
        }
        rows.push(first..at);
        if row.ends_with_newline {
            at = ends.next().unwrap_or(at);
        }
    }
    // Should a font have made more or fewer glyphs than characters, no byte may be out of reach.
    if let Some(last) = rows.last_mut() {
        last.end = start + galley.text().len();
    }
    rows
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `text` laid out at 18 points in a column of `width`.
    fn laid_out(text: &str, width: f32) -> LaidOut {
        let unit = Unit {
            range: TextRange::new(0, text.len()).unwrap(),
            kind: BlockKind::Paragraph,
            number: Some(1),
            goes_on: false,
        };
        fonts::in_a_frame(|ui| {
            LaidOut::new(&unit, lay_out(ui.ctx(), job(text, unit.kind, 18.0, width), None))
        })
    }

    fn range(start: usize, end: usize) -> TextRange {
        TextRange::new(start, end).unwrap()
    }

    #[test]
    fn rows_share_out_every_byte() {
        let text = "“People have lost two hours a day,” she said – naïvely. ".repeat(6);
        let laid_out = laid_out(text.trim_end(), 300.0);
        assert!(laid_out.num_rows() > 3);
        let mut at = 0;
        for row_idx in 0..laid_out.num_rows() {
            assert_eq!(laid_out.row(row_idx).start, at);
            at = laid_out.row(row_idx).end;
        }
        assert_eq!(at, text.trim_end().len());
    }

    #[test]
    fn points_and_bytes_answer_each_other() {
        let text = "The official office of the Zürich ferry, “a first”, it said ".repeat(5);
        let text = text.trim_end();
        let laid_out = laid_out(text, 280.0);
        let mut byte = 0;
        while byte < text.len() {
            let caret = laid_out.caret_rect(Caret::at(byte));
            let back = laid_out.caret_at(caret.center());
            let wraps_here = laid_out.row(laid_out.row_of(Caret::at(byte))).end == byte + 1;
            if !wraps_here {
                assert_eq!(back, Caret::at(byte), "at {:?}", &text[byte..]);
            }
            byte = segment::next_grapheme(text, byte);
        }
    }

    /// What news and its troubles are made of.
    fn prose() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "a",
            "office",
            "ferry",
            "“No,”",
            "naïve",
            "e\u{301}",
            "👩\u{200d}🚀",
            "🇳🇴",
            "不会",
            "Мост",
            "γέφ",
            "पुल",
            "الجسر",
            "הגשר",
            " ",
            " ",
            " ",
            "  ",
            "\t",
            "\u{a0}",
            "\u{200b}",
            "-",
            "—",
            ".",
            "\u{e123}",
        ]);
        prop::collection::vec(piece, 1..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn a_place_leads_to_a_point_and_back(text in prose(), width in 60.0_f32..500.0) {
            let laid_out = laid_out(&text, width);
            let mut byte = 0;
            loop {
                let row_end = laid_out.row(laid_out.row_of(Caret::at(byte)).saturating_sub(1)).end;
                for affinity in [Affinity::Downstream, Affinity::Upstream] {
                    // The end of the upper row is another place than the start of the lower one.
                    let is_border = byte > 0 && byte == row_end && laid_out.row_of(Caret::at(byte)) > 0;
                    let is_other = is_border || (laid_out.ordered().is_some() && byte > 0);
                    let affinity = if is_other { affinity } else { Affinity::Downstream };
                    let caret = Caret { byte, affinity };
                    let rect = laid_out.caret_rect(caret);
                    let back = laid_out.caret_at(rect.center());
                    let row = laid_out.row_of(caret);
                    prop_assert_eq!(laid_out.row_of(back), row, "at byte {} of {:?}", byte, &text);
                    // Graphemes without width share a point; a row that wraps at a space ends before it.
                    let is_same = back.byte == byte;
                    // So do two where the direction changes.
                    let is_as_near = (laid_out.caret_rect(back).left() - rect.left()).abs() < 0.01;
                    let (_, end) = laid_out.row_ends(row);
                    prop_assert!(is_same || is_as_near || byte >= end.byte, "byte {} of {:?}: {:?}", byte, &text, back);
                }
                if byte >= text.len() {
                    break;
                }
                byte = segment::next_grapheme(&text, byte);
            }
        }

        #[test]
        fn rows_moved_apart_answer_as_before(text in prose(), room in prop::collection::vec(0_u8..40, 40)) {
            let mut moved = laid_out(&text, 200.0);
            let close = moved.clone();
            let room: Vec<f32> = room.iter().map(|points| f32::from(*points)).take(close.num_rows()).collect();
            moved.spread(&room);
            prop_assert!((moved.height() - close.height() - room.iter().sum::<f32>()).abs() < 0.01);
            for row_idx in 0..close.num_rows() {
                let (start, _) = close.row_ends(row_idx);
                let (here, there) = (close.caret_rect(start), moved.caret_rect(start));
                prop_assert!((here.left() - there.left()).abs() < 0.01);
                prop_assert_eq!(moved.row_of(moved.caret_at(there.center())), row_idx);
            }
        }
    }

    #[test]
    fn a_character_without_a_glyph_is_known() {
        let laid_out = laid_out("No \u{f1234} here", 300.0);
        let missing = fonts::in_a_frame(|ui| {
            let mut known = super::super::missing::KnownGlyphs::default();
            known.missing(ui, &laid_out, &family(BlockKind::Paragraph))
        });
        assert_eq!(missing.iter().map(|one| one.chr).collect::<Vec<_>>(), ['\u{f1234}']);
    }

    #[test]
    fn ligatures_have_places_inside() {
        let laid_out = laid_out("office", 300.0);
        let x: Vec<f32> = (0..=6).map(|byte| laid_out.caret_rect(Caret::at(byte)).left()).collect();
        assert!(x.windows(2).all(|pair| pair[0] < pair[1]), "{x:?}");
    }

    #[test]
    fn a_range_over_a_line_break_gives_a_stretch_a_row_without_the_space() {
        let text = "one two three four five six seven eight nine ten eleven twelve";
        let laid_out = laid_out(text, 200.0);
        let stretches = laid_out.stretches(range(0, text.len()));
        assert_eq!(stretches.len(), laid_out.num_rows());
        let first = laid_out.row(0);
        let end = laid_out.caret_rect(Caret::at(first.end - 1)).left();
        assert!((stretches[0].right - end).abs() < 0.01);
        assert!(laid_out.stretches(range(first.end - 1, first.end)).is_empty());
    }

    #[test]
    fn the_end_of_a_wrapped_row_is_before_its_space() {
        let text = "one two three four five six seven eight nine ten eleven twelve";
        let laid_out = laid_out(text, 200.0);
        let (start, end) = laid_out.row_ends(0);
        assert_eq!(start.byte, 0);
        assert_eq!(end.byte, laid_out.row(0).end - 1);
        assert_eq!(laid_out.row_of(end), 0);
        assert_eq!(laid_out.row_ends(laid_out.num_rows() - 1).1.byte, text.len());
    }

    #[test]
    fn beside_the_text_there_is_no_byte() {
        let laid_out = laid_out("ferry", 300.0);
        assert_eq!(laid_out.byte_under(pos2(2.0, 15.0)), Some(0));
        assert_eq!(laid_out.byte_under(pos2(250.0, 15.0)), None);
        assert_eq!(laid_out.byte_under(pos2(2.0, 90.0)), None);
    }
}
