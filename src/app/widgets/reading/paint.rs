//! How spans look: a tint behind their words, a line of their label's pattern under them, and a ring
//! around the one in focus. All of it is painted over galleys that stay as they are.

use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, Vec2, pos2};

use super::layout::{LaidOut, Stretch};
use crate::app::theme::Theme;
use crate::model::annotation::Annotation;
use crate::model::tagset::{Pattern, Tagset};
use crate::model::text::TextRange;

/// Lines below this many others are drawn over the lowest of them.
const MAX_LANE: usize = 7;
/// Distance from one lane to the next where there is room, as a share of the reading size.
const LANE_STEP: f32 = 0.23;
/// Room for all lanes below the first, as a share of the reading size: the next line's letters come after it.
const LANES_ROOM: f32 = 0.56;
/// How far below the baseline the first lane lies, as a share of the reading size.
const FIRST_LANE: f32 = 0.31;
/// How far above the baseline a tint begins, as a share of the reading size.
const TINT_RISE: f32 = 0.96;

/// A span as it lies in one unit.
pub struct PlacedSpan<'a> {
    /// The span.
    pub annotation: &'a Annotation,
    /// Where its words stand, relative to the unit.
    pub stretches: Vec<Stretch>,
    /// Which of the lines under the words is its own, 0 for the uppermost.
    pub lane: usize,
    /// Distance from one lane to the next in this unit, as a share of the reading size.
    pub lane_step: f32,
    /// Its colour.
    pub colour: Color32,
    /// Its line.
    pub pattern: Pattern,
}

/// The spans of a unit with their lanes: inner ones above outer ones.
pub fn place<'a>(
    spans: impl Iterator<Item = &'a Annotation>,
    laid_out: &LaidOut,
    unit: TextRange,
    tagset: &Tagset,
    theme: &Theme,
) -> Vec<PlacedSpan<'a>> {
    let mut spans: Vec<&Annotation> = spans.collect();
    spans.sort_by_key(|annotation| (annotation.fragments.hull().len(), annotation.fragments.start()));
    let mut placed: Vec<PlacedSpan<'a>> = Vec::with_capacity(spans.len());
    for annotation in spans {
        let taken: Vec<usize> = placed
            .iter()
            .filter(|other| other.annotation.fragments.overlap(&annotation.fragments))
            .map(|other| other.lane)
            .collect();
        let lane = (0..=taken.len()).find(|lane| !taken.contains(lane)).unwrap_or(0);
        let ranges = annotation.fragments.ranges().iter().filter(|range| range.overlaps(unit));
        let label = tagset.labels.get(&annotation.label);
        placed.push(PlacedSpan {
            annotation,
            stretches: ranges.flat_map(|range| laid_out.stretches(*range)).collect(),
            lane,
            lane_step: LANE_STEP,
            colour: label.map_or(theme.ink.quiet, |label| theme.label(label.colour)),
            pattern: label.map_or(Pattern::Dotted, |label| label.pattern),
        });
    }
    let lowest = placed.iter().map(|span| span.lane).max().unwrap_or(0).min(MAX_LANE);
    let step = LANE_STEP.min(LANES_ROOM / lowest.max(1) as f32);
    for span in &mut placed {
        span.lane_step = step;
    }
    placed
}

/// The ground of a range: selected words, or words lit up.
pub fn ground(painter: &Painter, laid_out: &LaidOut, range: TextRange, origin: Pos2, colour: Color32) {
    for stretch in laid_out.stretches(range) {
        let rect = Rect::from_min_max(pos2(stretch.left, stretch.top), pos2(stretch.right, stretch.bottom));
        painter.rect_filled(rect.translate(origin.to_vec2()), 0.0, colour);
    }
}

/// The tints of a unit's spans. At most two lie over one another: depth is told by the lines.
pub fn tints(painter: &Painter, spans: &[PlacedSpan<'_>], theme: &Theme, size: f32, origin: Pos2) {
    // The smallest come first, so that what is left out is a part of the larger ones.
    for (idx, span) in spans.iter().enumerate() {
        for stretch in &span.stretches {
            let smaller = spans[..idx].iter().flat_map(|span| &span.stretches);
            let beside: Vec<&Stretch> = smaller.filter(|other| other.row_idx == stretch.row_idx).collect();
            let top = (stretch.baseline - size * TINT_RISE).round();
            let bottom = line_y(stretch, size, line_below(span)) + 1.0;
            for (left, right) in less_than_twice_covered(stretch, &beside) {
                let rect = Rect::from_min_max(pos2(left, top), pos2(right, bottom));
                painter.rect_filled(rect.translate(origin.to_vec2()), 0.0, theme.tint(span.colour));
            }
        }
    }
}

/// The parts of a stretch that fewer than two others lie on.
fn less_than_twice_covered(stretch: &Stretch, others: &[&Stretch]) -> Vec<(f32, f32)> {
    if others.len() < 2 {
        return vec![(stretch.left, stretch.right)];
    }
    let ends = others.iter().flat_map(|other| [other.left, other.right]);
    let mut cuts: Vec<f32> = ends.filter(|x| (stretch.left..stretch.right).contains(x)).collect();
    cuts.extend([stretch.left, stretch.right]);
    cuts.sort_by(f32::total_cmp);
    let mut parts: Vec<(f32, f32)> = Vec::new();
    for pair in cuts.windows(2) {
        let middle = pair[0].midpoint(pair[1]);
        let depth = others.iter().filter(|other| other.left < middle && middle < other.right).count();
        match parts.last_mut() {
            _ if depth >= 2 || pair[1] - pair[0] < 0.1 => {}
            Some(last) if (last.1 - pair[0]).abs() < 0.1 => last.1 = pair[1],
            _ => parts.push((pair[0], pair[1])),
        }
    }
    parts
}

/// The lines under a unit's spans.
pub fn lines(painter: &Painter, spans: &[PlacedSpan<'_>], size: f32, origin: Pos2) {
    for span in spans {
        for stretch in &span.stretches {
            let y = origin.y + line_y(stretch, size, line_below(span));
            let (left, right) = (origin.x + stretch.left, origin.x + stretch.right);
            pattern_line(painter, span.pattern, span.colour, left..=right, y, size);
        }
    }
}

/// One line of a pattern, also as a sample in lists.
pub fn pattern_line(
    painter: &Painter,
    pattern: Pattern,
    colour: Color32,
    x: std::ops::RangeInclusive<f32>,
    y: f32,
    size: f32,
) {
    let scale = (size / 18.0).max(0.8);
    let stroke = Stroke::new(1.6 * scale, colour);
    let ends = [pos2(*x.start(), y), pos2(*x.end(), y)];
    match pattern {
        Pattern::Solid => {
            painter.line_segment(ends, stroke);
        }
        Pattern::Double => {
            let thin = Stroke::new(1.0 * scale, colour);
            for shift in [-1.3 * scale, 1.3 * scale] {
                painter.line_segment(ends.map(|end| end + Vec2::new(0.0, shift)), thin);
            }
        }
        Pattern::Dashed => {
            painter.extend(Shape::dashed_line(&ends, stroke, 5.0 * scale, 3.0 * scale));
        }
        Pattern::Dotted => {
            painter.extend(Shape::dotted_line(&ends, colour, 4.0 * scale, 1.0 * scale));
        }
        Pattern::Wavy => {
            let step = 2.5 * scale;
            let mut points = Vec::new();
            let mut at = *x.start();
            // Where the crests stand does not depend on where the line begins, so that pieces join up.
            while at < *x.end() {
                let phase = at / step * std::f32::consts::FRAC_PI_2;
                points.push(pos2(at, y + phase.sin() * 1.5 * scale));
                at += step * 0.5;
            }
            painter.add(Shape::line(points, Stroke::new(1.3 * scale, colour)));
        }
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

/// Marks words that say who said a span: a thin line for the source, dots for the cue, a dashed frame around
/// what is only proposed.
pub fn words(
    painter: &Painter,
    stretches: &[Stretch],
    mark: WordMark,
    colour: Color32,
    size: f32,
    origin: Pos2,
) {
    for stretch in stretches {
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
                let corners = [
                    pos2(left, top),
                    pos2(right, top),
                    pos2(right, bottom),
                    pos2(left, bottom),
                    pos2(left, top),
                ];
                let faint = colour.gamma_multiply(0.75);
                painter.extend(Shape::dashed_line(&corners, Stroke::new(1.0, faint), 3.0, 3.0));
            }
        }
    }
}

/// The grips at both ends of a span's fragments, by which its bounds can be dragged: each with the fragment and
/// whether it is the fragment's end. Only those whose end lies in this unit.
pub fn grips(
    span: &PlacedSpan<'_>,
    laid_out: &LaidOut,
    unit: TextRange,
    size: f32,
    origin: Pos2,
) -> Vec<Grip> {
    let mut grips = Vec::new();
    for (fragment_idx, range) in span.annotation.fragments.ranges().iter().enumerate() {
        let stretches = laid_out.stretches(*range);
        let rect = |stretch: &Stretch, x: f32| {
            let (top, bottom) = ring_heights(stretch, size, line_below(span));
            Rect::from_min_max(pos2(x - 1.0, top), pos2(x + 1.0, bottom)).translate(origin.to_vec2())
        };
        if let Some(first) = stretches.first().filter(|_| unit.contains(range.start())) {
            grips.push(Grip {
                fragment_idx,
                is_end: false,
                rect: rect(first, first.left - 1.0),
                range: *range,
            });
        }
        if let Some(last) = stretches.last().filter(|_| range.end() <= unit.end()) {
            grips.push(Grip {
                fragment_idx,
                is_end: true,
                rect: rect(last, last.right + 1.0),
                range: *range,
            });
        }
    }
    grips
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

/// The ring around the span in focus: one outline around the rows of each fragment.
pub fn ring(
    painter: &Painter,
    span: &PlacedSpan<'_>,
    laid_out: &LaidOut,
    unit: TextRange,
    stroke: Stroke,
    size: f32,
    origin: Pos2,
) {
    let fragments = span.annotation.fragments.ranges().iter().filter(|range| range.overlaps(unit));
    for stretches in fragments.map(|range| laid_out.stretches(*range)) {
        for rects in outline_rows(&stretches, size, line_below(span)) {
            let corners: Vec<Pos2> =
                outline(&rects).into_iter().map(|point| point + origin.to_vec2()).collect();
            let points = rounded(&corners, 4.0);
            painter.add(Shape::closed_line(points, stroke));
        }
    }
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

/// How far under the baseline a span's line lies, in type sizes.
fn line_below(span: &PlacedSpan<'_>) -> f32 {
    FIRST_LANE + span.lane_step * span.lane.min(MAX_LANE) as f32
}

/// Where a line that is so many type sizes under the baseline lies.
fn line_y(stretch: &Stretch, size: f32, below: f32) -> f32 {
    (stretch.baseline + size * below).round() + 0.5
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(row_idx: usize, left: f32, right: f32) -> Stretch {
        let top = row_idx as f32 * 31.0;
        Stretch { row_idx, left, right, top, bottom: top + 31.0, baseline: top + 21.0 }
    }

    #[test]
    fn rows_that_touch_share_an_outline() {
        let parts = outline_rows(&[stretch(0, 100.0, 500.0), stretch(1, 0.0, 300.0)], 18.0, FIRST_LANE);
        assert_eq!(parts.len(), 1);
        assert!((parts[0][0].bottom() - parts[0][1].top()).abs() < 0.01);
        assert_eq!(outline(&parts[0]).len(), 8);
        let alike = outline_rows(
            &[stretch(0, 0.0, 500.0), stretch(1, 0.0, 500.0), stretch(2, 0.0, 90.0)],
            18.0,
            FIRST_LANE,
        );
        assert_eq!(outline(&alike[0]).len(), 6);
    }

    #[test]
    fn a_third_layer_is_left_out_only_where_two_lie_already() {
        let (one, two) = (stretch(0, 100.0, 300.0), stretch(0, 200.0, 400.0));
        let parts = less_than_twice_covered(&stretch(0, 0.0, 500.0), &[&one, &two]);
        assert_eq!(parts, [(0.0, 200.0), (300.0, 500.0)]);
        assert_eq!(less_than_twice_covered(&stretch(0, 0.0, 500.0), &[&one]), [(0.0, 500.0)]);
        assert_eq!(less_than_twice_covered(&stretch(0, 210.0, 290.0), &[&one, &two]), []);
    }

    #[test]
    fn rows_apart_have_outlines_of_their_own() {
        let apart = outline_rows(&[stretch(0, 400.0, 500.0), stretch(1, 0.0, 100.0)], 18.0, FIRST_LANE);
        assert_eq!(apart.len(), 2);
        let fragments = outline_rows(&[stretch(0, 0.0, 500.0), stretch(2, 0.0, 100.0)], 18.0, FIRST_LANE);
        assert_eq!(fragments.len(), 2);
    }
}
