//! Which of the lines under a row's words is each span's own, so that no two that share a byte lie over one
//! another.

use crate::model::text::TextRange;

/// No more lines than this have a place of their own under a row; what finds none free is told of by one mark.
pub const MAX_LANES: usize = 12;

/// The lane of each span, 0 for the uppermost; `None` where all are taken. Spans are given as the ranges of their
/// fragments, in the order in which they choose: the smallest first, so that inner ones lie above outer ones.
///
/// Each takes the uppermost lane in which nothing overlaps it, as in first-fit colouring of an interval graph
/// (Kierstead, The linearity of first-fit coloring of interval graphs, 1988).
pub fn assign<'a>(spans: impl IntoIterator<Item = &'a [TextRange]>) -> Vec<Option<usize>> {
    // What lies in each lane: disjoint ranges in order.
    let mut lanes: Vec<Vec<TextRange>> = Vec::new();
    let mut assigned = Vec::new();
    for fragments in spans {
        let free = lanes.iter().position(|lane| fragments.iter().all(|range| is_free(lane, *range)));
        let lane = free.or_else(|| (lanes.len() < MAX_LANES).then_some(lanes.len()));
        if lane == Some(lanes.len()) {
            lanes.push(Vec::new());
        }
        if let Some(taken) = lane.and_then(|lane| lanes.get_mut(lane)) {
            for range in fragments {
                let at = taken.partition_point(|other| other.start() < range.start());
                taken.insert(at, *range);
            }
        }
        assigned.push(lane);
    }
    assigned
}

/// Whether nothing in a lane shares a byte with a range.
fn is_free(lane: &[TextRange], range: TextRange) -> bool {
    let at = lane.partition_point(|other| other.end() <= range.start());
    lane.get(at).is_none_or(|other| !other.overlaps(range))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::text::Fragments;

    fn range(start: usize, end: usize) -> TextRange {
        TextRange::new(start, end).unwrap()
    }

    #[test]
    fn inner_spans_lie_above_outer_ones_and_a_lane_is_used_again() {
        let spans = [[range(10, 14)], [range(30, 34)], [range(8, 20)], [range(0, 40)]];
        let lanes = assign(spans.iter().map(<[_; 1]>::as_slice));
        assert_eq!(lanes, [Some(0), Some(0), Some(1), Some(2)]);
    }

    #[test]
    fn what_finds_no_lane_has_none() {
        let spans: Vec<[TextRange; 1]> = (0..MAX_LANES + 3).map(|idx| [range(0, 10 + idx)]).collect();
        let lanes = assign(spans.iter().map(<[_; 1]>::as_slice));
        assert_eq!(lanes.iter().flatten().count(), MAX_LANES);
        assert_eq!(lanes[MAX_LANES..], [None, None, None]);
    }

    proptest! {
        #[test]
        fn lanes_never_collide(
            spans in prop::collection::vec(prop::collection::vec((0_usize..200, 1_usize..60), 1..4), 0..60)
        ) {
            let spans: Vec<Fragments> = spans
                .iter()
                .map(|parts| parts.iter().map(|(start, len)| range(*start, start + len)).collect())
                .map(|parts| Fragments::normalised(parts).unwrap())
                .collect();
            let lanes = assign(spans.iter().map(Fragments::ranges));
            prop_assert_eq!(lanes.len(), spans.len());
            for (idx, lane) in lanes.iter().enumerate() {
                for (before, other) in lanes[..idx].iter().enumerate() {
                    let shared = lane.is_some() && lane == other;
                    prop_assert!(!shared || !spans[idx].overlap(&spans[before]));
                }
            }
        }
    }
}
