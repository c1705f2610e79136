//! How a span looks beyond its tint and line: the ring around the one in focus, its grips, the words that say who
//! said it. All of it is painted over galleys that stay as they are.

use std::sync::Arc;

use egui::{Color32, Mesh, Painter, Pos2, Rect, Shape, Stroke, pos2};

use super::layout::{LaidOut, Stretch};
use super::placed::{PlacedSpan, PlacedSpans, line_y};
use super::tinted::TINT_RISE;
use crate::model::text::TextRange;

/// Adds a mesh, if there is anything in it.
pub fn mesh(painter: &Painter, mesh: Arc<Mesh>) {
    if !mesh.is_empty() {
        painter.add(Shape::Mesh(mesh));
    }
}

/// A unit that is painted on.
#[derive(Clone, Copy)]
pub struct Sheet<'a> {
    /// What paints.
    pub painter: &'a Painter,
    /// The unit, laid out.
    pub laid_out: &'a LaidOut,
    /// Its spans.
    pub spans: &'a PlacedSpans,
    /// Its bytes.
    pub unit: TextRange,
    /// The reading size.
    pub size: f32,
    /// Its upper left corner on the screen.
    pub origin: Pos2,
}

impl Sheet<'_> {
    /// The ground of a range: selected words, or words lit up.
    pub fn ground(&self, range: TextRange, colour: Color32) {
        for stretch in self.laid_out.stretches(range) {
            let rect =
                Rect::from_min_max(pos2(stretch.left, stretch.top), pos2(stretch.right, stretch.bottom));
            self.painter.rect_filled(rect.translate(self.origin.to_vec2()), 0.0, colour);
        }
    }

    /// The thin line that holds the fragments of the span in focus together, under the words between them.
    pub fn bridges(&self, span: &PlacedSpan, stroke: Stroke) {
        let Self { origin, size, .. } = *self;
        let below = self.spans.line_below(span.lane);
        for pair in span.annotation.fragments.ranges().windows(2) {
            let Ok(gap) = TextRange::new(pair[0].end(), pair[1].start()) else { continue };
            for stretch in self.laid_out.stretches(gap) {
                let y = origin.y + line_y(&stretch, size, below);
                self.painter.hline((origin.x + stretch.left)..=(origin.x + stretch.right), y, stroke);
            }
        }
    }

    /// Marks words that say who said a span: a thin line for the source, dots for the cue, a dashed frame around
    /// what is only proposed.
    pub fn words(&self, range: TextRange, mark: WordMark, colour: Color32) {
        for stretch in self.laid_out.stretches(range) {
            mark_words(self, &stretch, mark, colour);
        }
    }

    /// The ring around the span in focus: one outline around the rows of each fragment.
    pub fn ring(&self, span: &PlacedSpan, stroke: Stroke) {
        let below = self.spans.line_below(span.lane);
        let fragments = span.annotation.fragments.ranges().iter().filter(|range| range.overlaps(self.unit));
        for stretches in fragments.map(|range| self.laid_out.stretches(*range)) {
            for rects in outline_rows(&stretches, self.size, below) {
                let corners: Vec<Pos2> =
                    outline(&rects).into_iter().map(|point| point + self.origin.to_vec2()).collect();
                self.painter.add(Shape::closed_line(rounded(&corners, 4.0), stroke));
            }
        }
    }

    /// The grips at both ends of a span's fragments, by which its bounds can be dragged. Only those whose end lies
    /// in this unit.
    pub fn grips(&self, span: &PlacedSpan) -> Vec<Grip> {
        let below = self.spans.line_below(span.lane);
        let mut grips = Vec::new();
        for (fragment_idx, range) in span.annotation.fragments.ranges().iter().enumerate() {
            let stretches = self.laid_out.stretches(*range);
            let rect = |stretch: &Stretch, x: f32| {
                let (top, bottom) = ring_heights(stretch, self.size, below);
                Rect::from_min_max(pos2(x - 1.0, top), pos2(x + 1.0, bottom)).translate(self.origin.to_vec2())
            };
            let (start, end) = self.laid_out.ends_of(*range);
            if let Some(first) = stretches.first().filter(|_| self.unit.contains(range.start())) {
                let rect = rect(first, start);
                grips.push(Grip { fragment_idx, is_end: false, rect, range: *range });
            }
            if let Some(last) = stretches.last().filter(|_| range.end() <= self.unit.end()) {
                let rect = rect(last, end);
                grips.push(Grip { fragment_idx, is_end: true, rect, range: *range });
            }
        }
        grips
    }
}

/// How words that say who said a span are marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordMark {
    /// They name the speaker.
    Source,
    /// They report.
    Cue,
    /// They are proposed as one of the two.
    Ghost,
}

fn mark_words(sheet: &Sheet<'_>, stretch: &Stretch, mark: WordMark, colour: Color32) {
    let Sheet { painter, size, origin, .. } = *sheet;
    let y = (stretch.baseline + size * 0.2).round() + 0.5;
    let (left, right) = (origin.x + stretch.left, origin.x + stretch.right);
    match mark {
        WordMark::Source => {
            painter.line_segment(
                [pos2(left, origin.y + y), pos2(right, origin.y + y)],
                Stroke::new(1.2, colour),
            );
        }
        WordMark::Cue => {
            let ends = [pos2(left, origin.y + y), pos2(right, origin.y + y)];
            painter.extend(Shape::dotted_line(&ends, colour, 3.0, 0.9));
        }
        WordMark::Ghost => {
            let top = origin.y + (stretch.baseline - size * 0.82).round() + 0.5;
            let bottom = origin.y + (stretch.baseline + size * 0.27).round() + 0.5;
            let (left, right) = (left - 2.0, right + 2.0);
            let corners =
                [pos2(left, top), pos2(right, top), pos2(right, bottom), pos2(left, bottom), pos2(left, top)];
            let faint = colour.gamma_multiply(0.75);
            painter.extend(Shape::dashed_line(&corners, Stroke::new(1.0, faint), 3.0, 3.0));
        }
    }
}

/// A grip at one end of a fragment.
#[derive(Clone, Copy, Debug)]
pub struct Grip {
    /// The fragment.
    pub fragment_idx: usize,
    /// Whether it is the fragment's end.
    pub is_end: bool,
    /// The side of the ring that can be dragged.
    pub rect: Rect,
    /// The fragment's place in the text.
    pub range: TextRange,
}

impl Grip {
    /// Draws its handle: at the top of the start and at the foot of the end, between the lines, so that it lies
    /// over no letter.
    pub fn paint(&self, painter: &Painter, colour: Color32) {
        let at = if self.is_end { self.rect.center_bottom() } else { self.rect.center_top() };
        painter.circle_filled(at, 3.5, colour);
    }
}

/// Where a row of a ring begins and ends, for a line that lies `below` times the type size under the baseline.
fn ring_heights(stretch: &Stretch, size: f32, below: f32) -> (f32, f32) {
    let top = (stretch.baseline - size * (TINT_RISE + 0.08)).round();
    (top, line_y(stretch, size, below) + 3.0)
}

/// The row rectangles of each connected part of a span whose line lies `below` times the type size under the
/// baseline, grown to touch one another.
fn outline_rows(stretches: &[Stretch], size: f32, below: f32) -> Vec<Vec<Rect>> {
    let mut parts: Vec<Vec<Rect>> = Vec::new();
    let mut last_row = None;
    for stretch in stretches {
        let (top, bottom) = ring_heights(stretch, size, below);
        let mut rect = Rect::from_min_max(pos2(stretch.left - 1.0, top), pos2(stretch.right + 1.0, bottom));
        let follows = last_row.is_some_and(|row| row + 1 == stretch.row_idx);
        match parts.last_mut().filter(|_| follows) {
            Some(part) if part.last().is_some_and(|above| above.x_range().intersects(rect.x_range())) => {
                if let Some(above) = part.last_mut() {
                    let border = above.bottom().midpoint(rect.top()).round();
                    above.max.y = border;
                    rect.min.y = border;
                }
                part.push(rect);
            }
            _ => parts.push(vec![rect]),
        }
        last_row = Some(stretch.row_idx);
    }
    parts
}

/// The corners around rectangles that stand on one another: down the right sides, up the left ones. Where two
/// rows end alike there is no corner.
fn outline(rects: &[Rect]) -> Vec<Pos2> {
    let right = rects.iter().flat_map(|rect| [rect.right_top(), rect.right_bottom()]);
    let left = rects.iter().rev().flat_map(|rect| [rect.left_bottom(), rect.left_top()]);
    let mut corners: Vec<Pos2> = Vec::with_capacity(rects.len() * 4);
    for point in right.chain(left) {
        if corners.last().is_some_and(|last| last.distance(point) < 0.5) {
            continue;
        }
        let in_line = |one: Pos2| (one.x - point.x).abs() < 0.5;
        if let [.., one, last] = corners.as_slice()
            && in_line(*one)
            && in_line(*last)
        {
            corners.pop();
        }
        corners.push(point);
    }
    corners
}

/// A closed line with its corners rounded off, as far as its sides have room.
fn rounded(corners: &[Pos2], radius: f32) -> Vec<Pos2> {
    let len = corners.len();
    let mut points = Vec::with_capacity(len * 4);
    for (idx, corner) in corners.iter().enumerate() {
        let to_before = corners[(idx + len - 1) % len] - *corner;
        let to_after = corners[(idx + 1) % len] - *corner;
        let radius = radius.min(to_before.length() * 0.5).min(to_after.length() * 0.5);
        let (start, end) =
            (*corner + to_before.normalized() * radius, *corner + to_after.normalized() * radius);
        // A quadratic curve through the corner's neighbourhood; three steps are enough for so small a one.
        for step in [0.0, 0.33, 0.67, 1.0] {
            let (one, two) = (start.lerp(*corner, step), corner.lerp(end, step));
            points.push(one.lerp(two, step));
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::super::layout::stretch;
    use super::*;

    #[test]
    fn rows_that_touch_share_an_outline() {
        let parts = outline_rows(&[stretch(0, 100.0, 500.0), stretch(1, 0.0, 300.0)], 18.0, 0.31);
        assert_eq!(parts.len(), 1);
        assert!((parts[0][0].bottom() - parts[0][1].top()).abs() < 0.01);
        assert_eq!(outline(&parts[0]).len(), 8);
        let alike = outline_rows(
            &[stretch(0, 0.0, 500.0), stretch(1, 0.0, 500.0), stretch(2, 0.0, 90.0)],
            18.0,
            0.31,
        );
        assert_eq!(outline(&alike[0]).len(), 6);
    }

    #[test]
    fn rows_apart_have_outlines_of_their_own() {
        let apart = outline_rows(&[stretch(0, 400.0, 500.0), stretch(1, 0.0, 100.0)], 18.0, 0.31);
        assert_eq!(apart.len(), 2);
        let fragments = outline_rows(&[stretch(0, 0.0, 500.0), stretch(2, 0.0, 100.0)], 18.0, 0.31);
        assert_eq!(fragments.len(), 2);
    }
}
