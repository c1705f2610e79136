//! Pieces set on lines: which line each comes on, by its width, and where it stands there, by its level.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use egui::epaint::Mesh;
use egui::epaint::text::{FontsView, Glyph, PlacedRow, Row, RowVisuals};
use egui::text::{ByteIndex, LayoutJob, LayoutSection};
use egui::{Align, Galley, Rect, Vec2, pos2, vec2};

use super::pieces::{self, Cuts, Paragraph, Piece, Shape};
use super::{Column, Direction, cells};
use crate::model::text::direction::{Part, PartKind, runs_right_to_left, visual_order};

/// A piece that egui has laid out.
struct Shaped {
    /// What it is.
    piece: Piece,
    /// Its row, which shares the meshes of the galley it was laid out in.
    row: Arc<Row>,
    /// Its characters.
    glyphs: Vec<Glyph>,
}

/// Which pieces stand on a line.
struct Line {
    /// Their places in the paragraph.
    pieces: Range<usize>,
    /// Width without the white space at its end.
    width: f32,
}

/// Lays out a text in its own directions. `base` is the direction of its paragraphs, by default that of the first
/// letter of each. For texts that [`super::needs_ordering`] is false of, egui's own layout is the same and quicker.
pub fn lay_out(
    fonts: &mut FontsView<'_>,
    job: &LayoutJob,
    base: Option<Direction>,
    column: Column,
) -> Galley {
    let first = set(fonts, job, base, column, Mending::default());
    // Letters of several faces come out in the order of the text, face by face; what is wider than a line is cut
    // where the line ends. Both are known only now, and both are rare.
    if first.mending.forced.is_empty() && first.mending.apart.is_empty() {
        return first.galley;
    }
    set(fonts, job, base, column, first.mending).galley
}

/// What comes out otherwise when a text is set once more.
#[derive(Clone, Default)]
struct Mending {
    /// Where lines have to end inside of what is wider than they.
    forced: Vec<usize>,
    /// Ranges whose letters are of several faces.
    apart: Vec<Range<usize>>,
}

/// A text that has been set, and what should be otherwise.
struct Outcome {
    galley: Galley,
    mending: Mending,
}

fn set(
    fonts: &mut FontsView<'_>,
    job: &LayoutJob,
    base: Option<Direction>,
    column: Column,
    mending: Mending,
) -> Outcome {
    let text = job.text.as_str();
    let sections: Vec<usize> = job.sections.iter().map(|section| section.byte_range.end.0).collect();
    let cuts = Cuts { sections: &sections, forced: &mending.forced, apart: &mending.apart };
    let paragraphs: Vec<Paragraph<'_>> =
        lines_of(text, job.break_on_newline).map(|range| pieces::cut(text, range, base, cuts)).collect();
    let (raw_job, places) = raw_job(job, &paragraphs);
    let raw = fonts.layout_job(raw_job);
    let mut rows = places.into_iter().filter_map(|place| raw.rows.get(place));
    let mut setting = Setting {
        job,
        column,
        indent: job.sections.first().map_or(0.0, |section| section.leading_space),
        pattern: raw.rows.iter().flat_map(|row| &row.glyphs).next().copied(),
        pixel: raw.pixels_per_point,
        rows: Vec::new(),
        widest: 0.0,
        mending: Mending::default(),
        elided_at: None,
    };
    let num_paragraphs = paragraphs.len();
    for (idx, paragraph) in paragraphs.into_iter().enumerate() {
        let empty = paragraph.pieces.is_empty().then(|| rows.next()).flatten();
        let shaped: Vec<Shaped> = paragraph
            .pieces
            .iter()
            .zip(rows.by_ref())
            .map(|(piece, row)| setting.shaped(piece.clone(), row))
            .collect();
        let is_last = idx + 1 == num_paragraphs;
        setting.paragraph(&paragraph, &shaped, empty.map(|row| &*row.row), is_last);
        if setting.elided_at.is_some() {
            break;
        }
        if let Some(last) = setting.rows.last_mut() {
            last.ends_with_newline = !is_last;
        }
    }
    if let Some(at) = setting.elided_at {
        // It may have been found in what is set for the first time: then the rest of it is, once more.
        let mending = if mending.apart.is_empty() { setting.mending } else { mending };
        return elided(fonts, job, base, column, mending, at);
    }
    setting.into_outcome(&raw)
}

/// The lines of a text as its line ends cut it.
fn lines_of(text: &str, breaks: bool) -> impl Iterator<Item = Range<usize>> {
    let mut at = Some(0);
    std::iter::from_fn(move || {
        let start = at?;
        let end = if breaks { text[start..].find('\n').map(|found| start + found) } else { None };
        at = end.map(|end| end + 1);
        Some(start..end.unwrap_or(text.len()))
    })
}

/// The job that lays each piece out in a row of its own, and which row is whose: those that are drawn alike share one.
fn raw_job(job: &LayoutJob, paragraphs: &[Paragraph<'_>]) -> (LayoutJob, Vec<usize>) {
    let mut raw = LayoutJob {
        first_row_min_height: job.first_row_min_height,
        round_output_to_gui: false,
        ..LayoutJob::default()
    };
    let default = LayoutSection {
        leading_space: 0.0,
        byte_range: ByteIndex(0)..ByteIndex(0),
        format: egui::TextFormat::default(),
    };
    let mut known: HashMap<(Cow<'_, str>, usize), usize> = HashMap::new();
    let mut push = |words: &str, section_idx: usize| {
        let section = job.sections.get(section_idx).or(job.sections.last()).unwrap_or(&default);
        let start = raw.text.len();
        if start > 0 || !raw.sections.is_empty() {
            raw.text.push('\n');
        }
        raw.text.push_str(words);
        let end = ByteIndex(raw.text.len());
        match raw.sections.last_mut() {
            Some(last) if last.format == section.format => last.byte_range.end = end,
            _ => raw.sections.push(LayoutSection {
                leading_space: 0.0,
                byte_range: ByteIndex(start)..end,
                format: section.format.clone(),
            }),
        }
    };
    let mut places = Vec::new();
    for paragraph in paragraphs {
        let drawn = paragraph.pieces.iter().map(|piece| (piece.drawn(&job.text), piece.section_idx));
        let empty = paragraph.pieces.is_empty().then_some((Cow::Borrowed(""), 0));
        for (words, section_idx) in drawn.chain(empty) {
            let next = known.len();
            let place = known.entry((words, section_idx)).or_insert_with_key(|(words, section_idx)| {
                push(words, *section_idx);
                next
            });
            places.push(*place);
        }
    }
    (raw, places)
}

/// Lines as they come.
struct Setting<'a> {
    job: &'a LayoutJob,
    column: Column,
    /// Room before the first word, which something else takes.
    indent: f32,
    /// Some glyph: there is no other way to make one.
    pattern: Option<Glyph>,
    /// Pixels in a point.
    pixel: f32,
    rows: Vec<SetRow>,
    widest: f32,
    mending: Mending,
    /// Where the text is cut off, if it has more lines than it may.
    elided_at: Option<usize>,
}

/// A row whose place depends on the widest one.
struct SetRow {
    row: Row,
    /// Whether its paragraph begins at the right.
    is_rtl: bool,
    ends_with_newline: bool,
}

impl Setting<'_> {
    fn shaped(&mut self, piece: Piece, row: &PlacedRow) -> Shaped {
        let face = |glyph: &Glyph| (glyph.font_face_height.to_bits(), glyph.font_face_ascent.to_bits());
        if piece.shape == Shape::Letters
            && let Some(first) = row.glyphs.first()
            && row.glyphs.iter().any(|glyph| face(glyph) != face(first))
        {
            self.mending.apart.push(piece.range.clone());
        }
        let pattern = row.glyphs.first().or(self.pattern.as_ref());
        let glyphs = pattern.map(|pattern| cells::glyphs(&piece, &self.job.text, row, pattern));
        Shaped { piece, row: Arc::clone(&row.row), glyphs: glyphs.unwrap_or_default() }
    }

    fn paragraph(
        &mut self,
        paragraph: &Paragraph<'_>,
        shaped: &[Shaped],
        empty: Option<&Row>,
        is_last: bool,
    ) {
        let width = self.job.effective_wrap_width();
        let indent = if self.rows.is_empty() { self.indent } else { 0.0 };
        for line in broken(shaped, width, indent) {
            let goes_on = line.pieces.end < shaped.len() || !is_last;
            if self.rows.len() + 1 >= self.job.wrap.max_rows && goes_on {
                self.elided_at = Some(self.cut_off(&shaped[line.pieces.start..]));
                return;
            }
            if line.width > width {
                self.force(&shaped[line.pieces.clone()], width);
            }
            let is_wrapped = line.pieces.end < shaped.len();
            // What is hugged keeps the white space at its end, as egui has it: something may stand beside it.
            let keeps_white = self.column == Column::Hugged && !is_wrapped;
            self.line(paragraph, &shaped[line.pieces], (!keeps_white).then_some(line.width));
        }
        if let Some(row) = empty {
            self.push(Row::clone(row), false);
        }
    }

    /// Notes where a line has to end whose words are wider than it.
    fn force(&mut self, shaped: &[Shaped], width: f32) {
        let mut used = 0.0;
        for (at, advance) in shaped.iter().flat_map(|shaped| graphemes(shaped, &self.job.text)) {
            if used > 0.0 && used + advance > width {
                self.mending.forced.push(at);
                used = 0.0;
            }
            used += advance;
        }
    }

    /// Where a line ends that what follows is left out of.
    fn cut_off(&self, shaped: &[Shaped]) -> usize {
        let Some(first) = shaped.first() else { return 0 };
        let size = first.row.glyphs.first().map_or(0.0, |glyph| glyph.font_height);
        // About as wide as an ellipsis.
        let width = self.job.effective_wrap_width() - size * 0.75;
        let mut used = 0.0;
        for (at, advance) in shaped.iter().flat_map(|shaped| graphemes(shaped, &self.job.text)) {
            used += advance;
            if used > width {
                return at;
            }
        }
        shaped.last().map_or(0, |last| last.piece.range.end)
    }

    /// Sets a line of a width, by default that of all of it.
    fn line(&mut self, paragraph: &Paragraph<'_>, shaped: &[Shaped], width: Option<f32>) {
        let mut parts: Vec<Part> = shaped.iter().map(|shaped| shaped.piece.part).collect();
        paragraph.levels.end_line(&mut parts);
        let mut left = vec![0.0; shaped.len()];
        let is_rtl = paragraph.levels.base().is_rtl();
        let mut x = if self.rows.is_empty() && !is_rtl { self.indent } else { 0.0 };
        for idx in visual_order(&parts) {
            left[idx] = x;
            x += shaped[idx].row.size.x;
        }
        let width = width.unwrap_or(x);
        // White space at the end of a line from right to left stands to the left of it.
        let before = if is_rtl { x - width } else { 0.0 };
        let Some(first) = shaped.first() else { return };
        let mut row = Row::clone(&first.row);
        row.glyphs = Vec::with_capacity(shaped.iter().map(|shaped| shaped.glyphs.len()).sum());
        row.visuals = RowVisuals::default();
        row.size = vec2(width, shaped.iter().map(|shaped| shaped.row.size.y).fold(0.0, f32::max));
        let mut merged = Merged::default();
        for ((shaped, left), part) in shaped.iter().zip(left).zip(parts) {
            let first = row.glyphs.len();
            let (x, y) = (left - before, self.rounded(shaped.lowered()));
            // Letters that do not begin on a pixel are blurred.
            merged.add(shaped, vec2(self.rounded(x), y), vec2(x, y), &mut row.glyphs);
            if part.level.is_rtl() != shaped.piece.part.level.is_rtl() {
                turn_round(&mut row.glyphs[first..]);
            }
        }
        row.visuals = merged.into_visuals(&mut row.glyphs);
        self.push(row, is_rtl);
    }

    fn push(&mut self, row: Row, is_rtl: bool) {
        self.widest = self.widest.max(row.size.x);
        self.rows.push(SetRow { row, is_rtl, ends_with_newline: false });
    }

    fn rounded(&self, points: f32) -> f32 {
        (points * self.pixel).round() / self.pixel
    }

    fn into_outcome(mut self, raw: &Galley) -> Outcome {
        let job = self.job;
        let full = match self.column {
            Column::Full if job.wrap.max_width.is_finite() => job.wrap.max_width,
            _ => self.widest,
        };
        // How much of the room beside a row is left of it.
        let share = |row: &SetRow| match job.halign {
            Align::LEFT => f32::from(u8::from(row.is_rtl)),
            Align::Center => 0.5,
            Align::RIGHT => 1.0,
        };
        // egui counts places from the end that all rows share.
        let left = -full * job.halign.to_factor();
        let mut galley = raw.clone();
        galley.job = Arc::new(job.clone());
        galley.rows.clear();
        galley.mesh_bounds = Rect::NOTHING;
        (galley.num_vertices, galley.num_indices) = (0, 0);
        let mut top = 0.0;
        for set in std::mem::take(&mut self.rows) {
            let x = self.rounded(left + (full - set.row.size.x) * share(&set));
            let visuals = &set.row.visuals;
            galley.mesh_bounds |= visuals.mesh_bounds.translate(vec2(x, top));
            galley.num_vertices += visuals.mesh.vertices.len();
            galley.num_indices += visuals.mesh.indices.len();
            let (pos, height) = (pos2(x, top), set.row.size.y);
            let (row, ends_with_newline) = (Arc::new(set.row), set.ends_with_newline);
            galley.rows.push(PlacedRow { pos, row, ends_with_newline });
            top += height;
        }
        galley.rect = Rect::from_min_size(pos2(left, 0.0), vec2(full, top));
        Outcome { galley, mending: self.mending }
    }
}

/// Makes white space at a line's end run the other way: what is painted of it is the same.
fn turn_round(glyphs: &mut [Glyph]) {
    let ends = || glyphs.iter().flat_map(|glyph| [glyph.pos.x, glyph.max_x()]);
    let (left, right) = (ends().fold(f32::INFINITY, f32::min), ends().fold(f32::NEG_INFINITY, f32::max));
    for glyph in glyphs {
        glyph.pos.x = left + right - glyph.pos.x;
        glyph.advance_width = -glyph.advance_width;
    }
}

/// A text cut off at a byte, with its ellipsis.
fn elided(
    fonts: &mut FontsView<'_>,
    job: &LayoutJob,
    base: Option<Direction>,
    column: Column,
    mending: Mending,
    at: usize,
) -> Outcome {
    let mut cut = job.clone();
    cut.text.truncate(at);
    cut.text.truncate(cut.text.trim_end().len());
    // A line of its own more would be a line too many.
    cut.wrap.max_rows = usize::MAX;
    if job.wrap.max_rows == 1 {
        cut.wrap.max_width = f32::INFINITY;
    }
    cut.text.extend(job.wrap.overflow_character);
    let end = ByteIndex(cut.text.len());
    cut.sections.retain(|section| section.byte_range.start < end);
    if let Some(last) = cut.sections.last_mut() {
        last.byte_range.end = end;
    }
    let mut outcome = set(fonts, &cut, base, column, mending);
    outcome.galley.job = Arc::new(job.clone());
    outcome.galley.elided = true;
    outcome
}

/// The graphemes of a piece: where each starts in the text, and how wide it is.
fn graphemes<'a>(shaped: &'a Shaped, text: &'a str) -> impl Iterator<Item = (usize, f32)> {
    let start = shaped.piece.range.start;
    let words = &text[shaped.piece.range.clone()];
    let mut glyphs = shaped.glyphs.iter();
    unicode_segmentation::UnicodeSegmentation::grapheme_indices(words, true).map(move |(at, grapheme)| {
        let of_it = glyphs.by_ref().take(grapheme.chars().count());
        (start + at, of_it.map(|glyph| glyph.advance_width.abs()).sum())
    })
}

/// The lines a paragraph is broken into, the first of which begins after an indent.
fn broken(shaped: &[Shaped], width: f32, indent: f32) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    // The last place where this line may end, and its width up to there and up to here.
    let (mut cut, mut cut_width) = (0, 0.0);
    let (mut used, mut seen) = (indent, indent);
    for (idx, piece) in shaped.iter().enumerate() {
        if piece.is_seen() && used + piece.row.size.x > width && cut > start {
            lines.push(Line { pieces: start..cut, width: cut_width });
            start = cut;
            (used, seen) = (0.0, 0.0);
            for carried in &shaped[start..idx] {
                used += carried.row.size.x;
                seen = if carried.is_seen() { used } else { seen };
            }
        }
        used += piece.row.size.x;
        if piece.is_seen() {
            seen = used;
        }
        if piece.piece.may_end_line {
            (cut, cut_width) = (idx + 1, seen);
        }
    }
    if start < shaped.len() {
        lines.push(Line { pieces: start..shaped.len(), width: seen });
    }
    lines
}

impl Shaped {
    /// Whether it counts for the width of a line that ends with it.
    fn is_seen(&self) -> bool {
        self.piece.part.kind == PartKind::Text
    }

    /// How much lower its letters have to be drawn to stand on the baseline of the family's first face. egui sets the
    /// middles of faces on one height, which is right for symbols; letters of two scripts stand on one line.
    fn lowered(&self) -> f32 {
        let Some(glyph) = self.row.glyphs.first().filter(|glyph| runs_right_to_left(glyph.chr)) else {
            return 0.0;
        };
        let baseline = glyph.font_ascent + 0.5 * (glyph.line_height - glyph.font_height);
        baseline - glyph.pos.y
    }
}

/// The meshes of a line's pieces in one: all grounds before all glyphs, and lines through or under them last, as
/// painting wants them.
#[derive(Default)]
struct Merged {
    grounds: Mesh,
    glyphs: Mesh,
    lines: Mesh,
}

impl Merged {
    /// Adds what is painted of a piece at one place, and its glyphs to those of the row at another.
    fn add(&mut self, shaped: &Shaped, painted: Vec2, place: Vec2, glyphs: &mut Vec<Glyph>) {
        let visuals = &shaped.row.visuals;
        let first_vertex = index(self.glyphs.vertices.len());
        // What a glyph paints begins at its first vertex and ends before the next one's: letters from right to left
        // paint all that theirs do, marks that egui has left out nothing.
        let of_none = match shaped.glyphs.first() {
            Some(first) if first.first_vertex == cells::NO_VERTEX => first_vertex,
            _ => first_vertex + index(visuals.glyph_vertex_range.len()),
        };
        let Range { start, end } = visuals.glyph_vertex_range;
        for (mesh, range) in [
            (&mut self.grounds, 0..start),
            (&mut self.glyphs, start..end),
            (&mut self.lines, end..visuals.mesh.vertices.len()),
        ] {
            let shift = index(mesh.vertices.len());
            let (first, last) = (index(range.start), index(range.end));
            let of_range = visuals.mesh.indices.iter().filter(|vertex| (first..last).contains(*vertex));
            mesh.indices.extend(of_range.map(|vertex| vertex - first + shift));
            mesh.vertices.extend(visuals.mesh.vertices[range].iter().map(|vertex| {
                let mut vertex = *vertex;
                vertex.pos += painted;
                vertex
            }));
        }
        glyphs.extend(shaped.glyphs.iter().map(|glyph| {
            let mut glyph = *glyph;
            glyph.pos += place;
            glyph.first_vertex = match glyph.first_vertex {
                cells::NO_VERTEX => of_none,
                own => own - index(start) + first_vertex,
            };
            glyph
        }));
    }

    fn into_visuals(self, glyphs: &mut [Glyph]) -> RowVisuals {
        let Self { grounds, glyphs: letters, lines } = self;
        let num_before = grounds.vertices.len();
        for glyph in glyphs {
            glyph.first_vertex += index(num_before);
        }
        let glyph_index_start = grounds.indices.len();
        let glyph_vertex_range = num_before..num_before + letters.vertices.len();
        let mut mesh = grounds;
        mesh.append(letters);
        mesh.append(lines);
        RowVisuals { mesh_bounds: mesh.calc_bounds(), mesh, glyph_index_start, glyph_vertex_range }
    }
}

/// A number of vertices: no line has four billion.
fn index(num: usize) -> u32 {
    u32::try_from(num).unwrap_or(u32::MAX)
}
