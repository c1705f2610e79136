//! The spans of one unit as they lie in it: which line under the words each has, how much room those lines take,
//! and where the words stand. Worked out when the unit is laid out or its spans change, not in each frame.

use std::cmp::Reverse;
use std::sync::Arc;

use egui::Pos2;

use super::lanes::{self, MAX_LANES};
use super::layout::{LaidOut, Stretch};
use crate::app::state::spans::SpanIndex;
use crate::model::annotation::Annotation;
use crate::model::id::AnnotationId;
use crate::model::text::TextRange;

/// How far below the baseline the first lane lies, as a share of the reading size.
const FIRST_LANE: f32 = 0.31;
/// Distance from one lane to the next where there is room, as a share of the reading size.
const LANE_STEP: f32 = 0.23;
/// Distance from one lane to the next where there is none to spare.
const LEAST_STEP: f32 = 0.19;
/// Room for all lanes below the first, as a share of the reading size: the next row's letters come after it.
const LANES_ROOM: f32 = 0.48;

/// Room under lanes that take more than there is, in points: rings and grips reach below them.
const BELOW_LANES: f32 = 4.0;

/// A span as it lies in one unit.
#[derive(Clone, Debug)]
pub struct PlacedSpan {
    /// The span.
    pub annotation: Arc<Annotation>,
    /// Where its words stand, relative to the unit.
    pub stretches: Vec<Stretch>,
    /// Which of the lines under the words is its own, 0 for the uppermost; `None` where there are too many.
    pub lane: Option<usize>,
}

/// The spans of a unit.
#[derive(Clone, Debug, Default)]
pub struct PlacedSpans {
    /// The smallest first.
    spans: Vec<PlacedSpan>,
    /// The state of the index they were taken from.
    revision: u64,
    /// Distance from one lane to the next, as a share of the reading size.
    step: f32,
    starts: Vec<RowStarts>,
}

/// The spans that begin in one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowStarts {
    /// The row.
    pub row_idx: usize,
    /// Which of the unit's spans they are, in reading order.
    pub spans: Vec<usize>,
}

impl PlacedSpans {
    /// The spans of a unit; its rows move apart where the lines under them need room.
    pub fn new(index: &SpanIndex, laid_out: &mut LaidOut, unit: TextRange, size: f32) -> Self {
        let mut found = index.overlapping(unit);
        found.sort_by_key(|span| (span.annotation.fragments.hull().len(), span.key.start));
        let lanes = lanes::assign(found.iter().map(|span| span.annotation.fragments.ranges()));
        let lowest = lanes.iter().map(|lane| lane.unwrap_or(MAX_LANES)).max().unwrap_or(0);
        let step = (LANES_ROOM / lowest.max(1) as f32).clamp(LEAST_STEP, LANE_STEP);

        let mut lowest_of_row = vec![0; laid_out.num_rows()];
        for (span, lane) in found.iter().zip(&lanes) {
            for row_idx in
                span.annotation.fragments.ranges().iter().flat_map(|range| laid_out.rows_of(*range))
            {
                lowest_of_row[row_idx] = lane.unwrap_or(MAX_LANES).max(lowest_of_row[row_idx]);
            }
        }
        let more = |lowest: &usize| match *lowest as f32 * step - LANES_ROOM {
            over if over > 0.0 => (over * size).ceil() + BELOW_LANES,
            _ => 0.0,
        };
        laid_out.spread(&lowest_of_row.iter().map(more).collect::<Vec<f32>>());

        let spans: Vec<PlacedSpan> = found
            .iter()
            .zip(lanes)
            .map(|(span, lane)| {
                let ranges = span.annotation.fragments.ranges().iter().filter(|range| range.overlaps(unit));
                let stretches = ranges.flat_map(|range| laid_out.stretches(*range)).collect();
                PlacedSpan { annotation: Arc::clone(&span.annotation), stretches, lane }
            })
            .collect();
        let starts = starts(&spans, unit);
        Self { spans, revision: index.revision(), step, starts }
    }

    /// Whether nothing has changed since they were taken from the index.
    pub fn is_of(&self, index: &SpanIndex) -> bool {
        self.revision == index.revision()
    }

    /// The spans, the smallest first.
    pub fn iter(&self) -> impl Iterator<Item = &PlacedSpan> {
        self.spans.iter()
    }

    /// How many there are.
    pub fn num(&self) -> usize {
        self.spans.len()
    }

    /// A span by its place among them.
    pub fn get(&self, idx: usize) -> Option<&PlacedSpan> {
        self.spans.get(idx)
    }

    /// A span by its id.
    pub fn find(&self, id: &AnnotationId) -> Option<&PlacedSpan> {
        self.spans.iter().find(|span| span.annotation.id == *id)
    }

    /// The spans that begin in this unit, row by row.
    pub fn starts(&self) -> &[RowStarts] {
        &self.starts
    }

    /// How far under the baseline a span's line lies, in type sizes.
    pub fn line_below(&self, lane: Option<usize>) -> f32 {
        FIRST_LANE + self.step * lane.unwrap_or(MAX_LANES) as f32
    }

    /// How far under the baseline a span's tint reaches, in type sizes: as far as its line where that is near.
    pub fn tint_below(&self, lane: Option<usize>) -> f32 {
        self.line_below(lane).min(FIRST_LANE + LANES_ROOM)
    }

    /// The span whose line runs through a point, if one does, and the row it runs under.
    pub fn line_at(&self, point: Pos2, size: f32) -> Option<(&PlacedSpan, usize)> {
        const NEAR: f32 = 2.5;
        let lines = self.spans.iter().filter(|span| span.lane.is_some()).flat_map(|span| {
            let below = self.line_below(span.lane);
            let under =
                span.stretches.iter().filter(|stretch| (stretch.left..=stretch.right).contains(&point.x));
            under.map(move |stretch| ((line_y(stretch, size, below) - point.y).abs(), span, stretch.row_idx))
        });
        let nearest = lines.min_by(|one, two| one.0.total_cmp(&two.0));
        nearest.filter(|(away, ..)| *away <= NEAR).map(|(_, span, row_idx)| (span, row_idx))
    }
}

/// Where a line that is so many type sizes under the baseline lies.
pub fn line_y(stretch: &Stretch, size: f32, below: f32) -> f32 {
    (stretch.baseline + size * below).round() + 0.5
}

fn starts(spans: &[PlacedSpan], unit: TextRange) -> Vec<RowStarts> {
    let mut begun: Vec<(usize, usize, Reverse<usize>, usize)> = spans
        .iter()
        .enumerate()
        .filter(|(_, span)| unit.contains(span.annotation.fragments.start()))
        .filter_map(|(idx, span)| {
            let place = &span.annotation.fragments;
            Some((span.stretches.first()?.row_idx, place.start(), Reverse(place.end()), idx))
        })
        .collect();
    begun.sort_unstable();
    let mut starts: Vec<RowStarts> = Vec::new();
    for (row_idx, _, _, idx) in begun {
        match starts.last_mut() {
            Some(row) if row.row_idx == row_idx => row.spans.push(idx),
            _ => starts.push(RowStarts { row_idx, spans: vec![idx] }),
        }
    }
    starts
}
