//! Which labels overlap: pairs of spans of one annotator in one article that share at least one byte of text.
//!
//! Each pair is counted once, whatever the labels. It is exactly one of: the same words, the one wholly inside
//! the other (or the other way), or crossing. Gaps between the fragments of a span are not part of it.

use std::collections::BTreeSet;

use crate::analysis::statistics::facts::Facts;
use crate::analysis::statistics::filter::{Behind, StatisticsFilter};
use crate::analysis::statistics::table::{Cell, Column, Row, Table};
use crate::model::id::LabelId;

use super::groups::label_columns;

/// How the spans of one label meet those of another.
#[derive(Clone, Copy, Debug, Default)]
struct Meetings {
    pairs: usize,
    same_words: usize,
    inside: usize,
    around: usize,
    crossing: usize,
}

/// Calls `meet` with every pair of spans that overlap, the one that begins first before the other. `passing` are
/// indexes of spans in the order of the facts. O(n log n + pairs whose hulls overlap).
fn for_each_pair(facts: &Facts, passing: &[usize], mut meet: impl FnMut(usize, usize)) {
    // Spans that may still overlap what follows.
    let mut open: Vec<usize> = Vec::new();
    let place = |idx: usize| &facts.spans[idx].annotation.fragments;
    for idx in passing.iter().copied() {
        let span = &facts.spans[idx];
        open.retain(|other| {
            let one = &facts.spans[*other];
            let is_same_layer = (one.article, one.annotator) == (span.article, span.annotator);
            is_same_layer && place(*other).end() > place(idx).start()
        });
        for other in &open {
            if place(*other).overlap(place(idx)) {
                meet(*other, idx);
            }
        }
        open.push(idx);
    }
}

/// The spans among `passing` that share text with one of the label `other`.
pub(in crate::analysis::statistics) fn partners(
    facts: &Facts,
    passing: &[usize],
    other: &LabelId,
) -> BTreeSet<usize> {
    let mut partners = BTreeSet::new();
    let is_other = |idx: usize| facts.labels[facts.spans[idx].label].id == *other;
    for_each_pair(facts, passing, |one, two| {
        if is_other(one) {
            partners.insert(two);
        }
        if is_other(two) {
            partners.insert(one);
        }
    });
    partners
}

/// A row for each pair of labels, each pair of labels once; the first comes no later in the tagset.
pub(super) fn table(facts: &Facts, filter: &StatisticsFilter) -> Table {
    let num = facts.labels.len();
    let mut meetings = vec![Meetings::default(); num * num];
    for_each_pair(facts, &facts.passing(filter), |one, two| {
        let (one, two) = (&facts.spans[one], &facts.spans[two]);
        // The label that comes first in the tagset leads the row.
        let (first, second) = if one.label <= two.label { (one, two) } else { (two, one) };
        let (first_place, second_place) = (&first.annotation.fragments, &second.annotation.fragments);
        let meeting = &mut meetings[first.label * num + second.label];
        meeting.pairs += 1;
        match (second_place.cover(first_place), first_place.cover(second_place)) {
            (true, true) => meeting.same_words += 1,
            (true, false) => meeting.inside += 1,
            (false, true) => meeting.around += 1,
            (false, false) => meeting.crossing += 1,
        }
    });
    let columns = vec![
        Column::ids("label"),
        Column::words("name", "Label"),
        Column::ids("other"),
        Column::words("other_name", "Other label"),
        Column::spans("pairs", "Pairs"),
        Column::words("same_words", "Same words"),
        Column::words("inside", "Inside the other"),
        Column::words("around", "Around the other"),
        Column::words("crossing", "Crossing"),
    ];
    let labels: Vec<usize> = label_columns(facts, filter).into_iter().map(|(idx, _)| idx).collect();
    let mut rows = Vec::new();
    for (at, first) in labels.iter().enumerate() {
        for second in &labels[at..] {
            let (one, two) = (&facts.labels[*first], &facts.labels[*second]);
            let meeting = meetings[first * num + second];
            let Meetings { pairs, same_words, inside, around, crossing } = meeting;
            let names = [one, two].map(|label| [label.id.to_string(), label.name.clone()]);
            let mut cells: Vec<Cell> = names.into_iter().flatten().map(Cell::Words).collect();
            cells.extend([pairs, same_words, inside, around, crossing].map(Cell::Count));
            let behind = Behind {
                label: Some(one.id.clone()),
                overlapping: Some(two.id.clone()),
                ..Behind::default()
            };
            rows.push(Row { cells, behind: Some(behind), label: Some(one.sign) });
        }
    }
    Table { columns, rows }
}
