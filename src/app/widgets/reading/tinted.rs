//! What is drawn behind and under a unit's words for its spans: tints and lines, cut into triangles once and moved
//! with the unit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use egui::{Color32, Mesh, Pos2, Rect, pos2};

use super::layout::Stretch;
use super::pattern::PatternLine;
use super::placed::{PlacedSpans, line_y};
use crate::app::theme::Theme;
use crate::model::id::LabelId;
use crate::model::tagset::{Pattern, Tagset};

/// How far above the baseline a tint begins, as a share of the reading size.
pub const TINT_RISE: f32 = 0.96;
/// Tints lie over one another no deeper than this: depth is told by the lines.
const MAX_TINTS: usize = 2;

/// What labels look like, as spans are painted.
#[derive(Clone, Debug, PartialEq)]
pub struct Palette {
    labels: BTreeMap<LabelId, Look>,
    other: Look,
    /// The ink of the mark for lines that have no room.
    crowd: Color32,
    /// Over how many points an edge fades.
    feather: f32,
}

/// The look of a label's spans.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Its colour.
    pub colour: Color32,
    /// What lies behind the words.
    pub tint: Color32,
    /// Its line.
    pub pattern: Pattern,
}

impl Palette {
    /// The looks of a tagset's labels; an edge fades over `feather` points.
    pub fn new(tagset: &Tagset, theme: &Theme, feather: f32) -> Self {
        let look = |colour, pattern| Look { colour, tint: theme.tint(colour), pattern };
        let labels = tagset.labels.iter();
        Self {
            labels: labels
                .map(|(id, label)| (id.clone(), look(theme.label(label.colour), label.pattern)))
                .collect(),
            other: look(theme.ink.quiet, Pattern::Dotted),
            crowd: theme.ink.quiet,
            feather,
        }
    }

    /// The same lines in a faint ink, without tints: spans that stand back.
    #[must_use]
    pub fn quiet(&self, theme: &Theme) -> Self {
        let faint = |look: Look| Look { colour: theme.border, tint: Color32::TRANSPARENT, ..look };
        let labels = self.labels.iter().map(|(id, look)| (id.clone(), faint(*look))).collect();
        Self { labels, other: faint(self.other), crowd: theme.border, feather: self.feather }
    }

    /// The look of a label; a quiet one for a label that the tagset lacks.
    pub fn look(&self, label: &LabelId) -> Look {
        self.labels.get(label).copied().unwrap_or(self.other)
    }
}

/// What is drawn for a unit's spans: made once, and moved when the unit moves.
#[derive(Debug, Default)]
pub struct Drawn {
    made: Option<(Palette, Mesh, Mesh)>,
    moved: Option<(Pos2, [Arc<Mesh>; 2])>,
}

impl Drawn {
    /// What lies behind the words and under them, for a unit whose upper left corner is at `origin`.
    pub fn at(&mut self, spans: &PlacedSpans, palette: &Palette, size: f32, origin: Pos2) -> [Arc<Mesh>; 2] {
        if self.made.as_ref().is_none_or(|(made_for, ..)| made_for != palette) {
            self.made = Some((palette.clone(), tints(spans, palette, size), lines(spans, palette, size)));
            self.moved = None;
        }
        if let Some((at, meshes)) = &self.moved
            && *at == origin
        {
            return meshes.clone();
        }
        let moved = |mesh: &Mesh| {
            let mut mesh = mesh.clone();
            mesh.translate(origin.to_vec2());
            Arc::new(mesh)
        };
        let meshes = match &self.made {
            Some((_, tints, lines)) => [moved(tints), moved(lines)],
            None => Default::default(),
        };
        self.moved = Some((origin, meshes.clone()));
        meshes
    }
}

/// The tints of a unit's spans. Where more than [`MAX_TINTS`] lie over one another the smallest are seen.
fn tints(spans: &PlacedSpans, palette: &Palette, size: f32) -> Mesh {
    let mut by_row: BTreeMap<usize, Vec<(usize, Stretch)>> = BTreeMap::new();
    for (rank, span) in spans.iter().enumerate() {
        for stretch in &span.stretches {
            by_row.entry(stretch.row_idx).or_default().push((rank, *stretch));
        }
    }
    let mut mesh = Mesh::default();
    for row in by_row.values() {
        let Some((_, first)) = row.first() else { continue };
        let top = (first.baseline - size * TINT_RISE).round();
        for (rank, left, right) in topmost(row) {
            let Some(span) = spans.get(rank) else { continue };
            let Look { tint, .. } = palette.look(&span.annotation.label);
            let bottom = line_y(first, size, spans.tint_below(span.lane)) + 1.0;
            mesh.add_colored_rect(Rect::from_min_max(pos2(left, top), pos2(right, bottom)), tint);
        }
    }
    mesh
}

/// The parts of a row's stretches that are seen: rank, left and right end. Stretches of lower rank are in front.
fn topmost(row: &[(usize, Stretch)]) -> Vec<(usize, f32, f32)> {
    let begins = row.iter().map(|(rank, stretch)| (stretch.left, true, *rank));
    let ends = row.iter().map(|(rank, stretch)| (stretch.right, false, *rank));
    let mut events: Vec<(f32, bool, usize)> = begins.chain(ends).collect();
    events.sort_by(|one, two| one.0.total_cmp(&two.0));
    let mut active: BTreeSet<usize> = BTreeSet::new();
    let mut parts: Vec<(usize, f32, f32)> = Vec::new();
    let mut last = f32::NEG_INFINITY;
    for (x, begins, rank) in events {
        if x > last {
            parts.extend(active.iter().take(MAX_TINTS).map(|rank| (*rank, last, x)));
            last = x;
        }
        if begins {
            active.insert(rank)
        } else {
            active.remove(&rank)
        };
    }
    parts.sort_by(|one, two| one.0.cmp(&two.0).then(one.1.total_cmp(&two.1)));
    parts.dedup_by(|next, kept| {
        let goes_on = next.0 == kept.0 && next.1 <= kept.2;
        if goes_on {
            kept.2 = next.2;
        }
        goes_on
    });
    parts
}

/// The lines under a unit's spans. Those that have no lane are one heavy dotted line below all others.
fn lines(spans: &PlacedSpans, palette: &Palette, size: f32) -> Mesh {
    let mut mesh = Mesh::default();
    let mut crowded: Vec<(usize, Stretch)> = Vec::new();
    for span in spans.iter() {
        if span.lane.is_none() {
            crowded.extend(span.stretches.iter().map(|stretch| (0, *stretch)));
            continue;
        }
        let Look { colour, pattern, .. } = palette.look(&span.annotation.label);
        let line = PatternLine { pattern, colour, size, feather: palette.feather };
        for stretch in &span.stretches {
            let y = line_y(stretch, size, spans.line_below(span.lane));
            line.add_to(&mut mesh, stretch.left..=stretch.right, y);
        }
    }
    crowded.sort_by(|one, two| one.1.row_idx.cmp(&two.1.row_idx).then(one.1.left.total_cmp(&two.1.left)));
    let line = PatternLine {
        pattern: Pattern::Dotted,
        colour: palette.crowd,
        size: size * 1.6,
        feather: palette.feather,
    };
    let mut rest = crowded.into_iter().map(|(_, stretch)| stretch).peekable();
    while let Some(mut stretch) = rest.next() {
        while let Some(next) =
            rest.next_if(|next| next.row_idx == stretch.row_idx && next.left <= stretch.right)
        {
            stretch.right = stretch.right.max(next.right);
        }
        let y = line_y(&stretch, size, spans.line_below(None));
        line.add_to(&mut mesh, stretch.left..=stretch.right, y);
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::super::layout::stretch;
    use super::*;

    #[test]
    fn a_third_tint_is_left_out_only_where_two_lie_already() {
        let row = [(0, stretch(0, 100.0, 300.0)), (1, stretch(0, 200.0, 400.0)), (2, stretch(0, 0.0, 500.0))];
        let expected = [(0, 100.0, 300.0), (1, 200.0, 400.0), (2, 0.0, 200.0), (2, 300.0, 500.0)];
        assert_eq!(topmost(&row), expected);
        assert_eq!(topmost(&row[2..]), [(2, 0.0, 500.0)]);
        assert_eq!(topmost(&[(0, row[0].1), (1, row[0].1), (2, row[0].1)]).len(), 2);
    }
}
