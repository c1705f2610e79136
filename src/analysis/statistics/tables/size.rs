//! How long spans are: how many are how long, and median and quartiles by label.

use crate::analysis::statistics::facts::{Facts, LabelFact};
use crate::analysis::statistics::filter::{Behind, StatisticsFilter};
use crate::analysis::statistics::table::{Cell, Column, Row, Table};

use super::groups::label_columns;

/// About so many classes are made; what is longer than 99 of 100 spans falls into the last one.
const NUM_CLASSES: u32 = 20;

pub(super) fn lengths(facts: &Facts, filter: &StatisticsFilter) -> Table {
    let labels = label_columns(facts, filter);
    let passing = facts.passing(filter);
    let measured = || {
        let spans = passing.iter().map(|idx| &facts.spans[*idx]);
        spans.filter_map(|span| Some((span.label, span.length?.words)))
    };
    let mut sorted: Vec<u32> = measured().map(|(_, words)| words).collect();
    sorted.sort_unstable();
    let mut columns = vec![Column::words("words", "Words"), Column::spans("spans", "Spans")];
    columns.extend(labels.iter().map(|(_, column)| column.clone()));
    let Some(longest) = sorted.last().copied() else {
        return Table { columns, rows: Vec::new() };
    };
    let most = sorted[(sorted.len() * 99).div_ceil(100) - 1];
    let width = class_width(most);
    let num_classes = (most.max(1) - 1) / width + 1;
    let class_of = |words: u32| (words.max(1) - 1) / width;
    // One class more for what is longer than nearly all.
    let num_classes = if class_of(longest) < num_classes { num_classes } else { num_classes + 1 };
    let mut counts = vec![vec![0_usize; facts.labels.len()]; num_classes as usize];
    for (label, words) in measured() {
        counts[class_of(words).min(num_classes - 1) as usize][label] += 1;
    }
    let row = |(class, counts): (u32, &Vec<usize>)| {
        let from = if class == 0 { 0 } else { class * width + 1 };
        let (to, is_last) = ((class + 1) * width, class + 1 == num_classes);
        let name = match (is_last && longest > to, width) {
            (true, _) => format!("{} or more", class * width + 1),
            (false, 1) => to.to_string(),
            (false, _) => format!("{}–{to}", class * width + 1),
        };
        let mut cells = vec![Cell::Words(name), Cell::Count(counts.iter().sum())];
        cells.extend(labels.iter().map(|(idx, _)| Cell::Count(counts[*idx])));
        let words = Some((from, if is_last { u32::MAX } else { to + 1 }));
        Row { cells, behind: Some(Behind { words, ..Behind::default() }), label: None }
    };
    let rows = (0..).zip(&counts).map(row).collect();
    Table { columns, rows }
}

/// How many words wide a class is, so that `most` falls into one of about [`NUM_CLASSES`].
fn class_width(most: u32) -> u32 {
    let mut decade = 1;
    loop {
        for step in [1, 2, 5] {
            let width = step * decade;
            if width >= u32::MAX / 20 || most.div_ceil(width) <= NUM_CLASSES {
                return width;
            }
        }
        decade *= 10;
    }
}

pub(super) fn by_label(facts: &Facts, filter: &StatisticsFilter) -> Table {
    let mut words: Vec<Vec<u32>> = vec![Vec::new(); facts.labels.len()];
    let passing = facts.passing(filter);
    for span in passing.iter().map(|idx| &facts.spans[*idx]) {
        words[span.label].extend(span.length.map(|length| length.words));
    }
    let columns = vec![
        Column::ids("label"),
        Column::words("name", "Label"),
        Column::spans("spans", "Spans"),
        Column::words("shortest", "Shortest"),
        Column::words("first_quartile", "First quartile"),
        Column::words("median", "Median"),
        Column::words("third_quartile", "Third quartile"),
        Column::words("longest", "Longest"),
        Column::words("mean", "Mean"),
    ];
    let labels = facts.labels.iter().zip(words).filter(|(label, _)| filter.takes_label(&label.id));
    let rows = labels.map(|(label, mut words)| {
        words.sort_unstable();
        label_row(label, &words)
    });
    Table { columns, rows: rows.collect() }
}

fn label_row(label: &LabelFact, sorted: &[u32]) -> Row {
    let mut cells =
        vec![Cell::Words(label.id.to_string()), Cell::Words(label.name.clone()), Cell::Count(sorted.len())];
    if sorted.is_empty() {
        cells.resize(9, Cell::Nothing);
    } else {
        cells.extend([0.0, 0.25, 0.5, 0.75, 1.0].map(|share| Cell::Number(quantile(sorted, share))));
        let sum: f64 = sorted.iter().copied().map(f64::from).sum();
        cells.push(Cell::Number(sum / sorted.len() as f64));
    }
    let behind = Behind { label: Some(label.id.clone()), ..Behind::default() };
    Row { cells, behind: Some(behind), label: Some(label.sign) }
}

/// The value below which `share` of the sorted values lie, straight between the two nearest (Hyndman and Fan's
/// type 7, as R and `NumPy` have it by default).
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a length is no less than 0 and no more than the length"
)]
fn quantile(sorted: &[u32], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (below, above) = (place.floor() as usize, place.ceil() as usize);
    let (low, high) = (f64::from(sorted[below]), f64::from(sorted[above.min(sorted.len() - 1)]));
    low + (high - low) * (place - place.floor())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_lie_between_the_two_nearest() {
        let sorted = [1, 2, 3, 4];
        let quantiles = [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| quantile(&sorted, share).to_string());
        assert_eq!(quantiles, ["1", "1.75", "2.5", "3.25", "4"]);
        assert!((quantile(&[7], 0.25) - 7.0).abs() < f64::EPSILON);
    }

    #[test]
    fn classes_have_round_widths() {
        assert_eq!([0, 1, 20, 21, 41, 100, 101, 5_000].map(class_width), [1, 1, 1, 2, 5, 5, 10, 500]);
        assert!(class_width(u32::MAX) >= u32::MAX / 100);
    }
}
