//! What was found, in the order and groups in which it is shown, and which of it is kept.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::analysis::find::Hit;
use crate::analysis::find::order::{Group, GroupBy, SortBy};
use crate::app::command::Way;

/// What was found.
#[derive(Debug, Default)]
pub struct ShownHits {
    /// The hits in order of place.
    pub hits: Arc<Vec<Hit>>,
    /// Their indexes in the order in which they are shown; the first of them are in order of place while it is being
    /// made.
    pub order: Vec<usize>,
    /// What belongs together in that order; none, if it is not grouped.
    pub groups: Vec<Group>,
    /// Which of the hits is pointed at, as a place in what is shown.
    pub cursor: usize,
    /// Hits that are left out of what is done with all of them.
    pub skipped: BTreeSet<usize>,
    /// In how many articles they stand.
    pub num_articles: usize,
    /// Whether there are more than were looked for.
    pub is_cut: bool,
    /// How many articles could not be read.
    pub num_unread: usize,
}

/// How hits are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arranged {
    /// What they are ordered by.
    pub sort: SortBy,
    /// Whether that is turned round.
    pub is_turned: bool,
    /// What they are put together by.
    pub group: Option<GroupBy>,
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row<'s> {
    /// The head of a group.
    Head(&'s Group),
    /// A hit: its place in what is shown, and its index.
    Hit(usize, usize),
}

impl Arranged {
    /// Whether hits are shown as they are found.
    pub fn is_plain(self) -> bool {
        self == Self::default()
    }
}

impl ShownHits {
    /// Adds hits that have been found, in order of place.
    pub fn push(&mut self, batch: Vec<Hit>) {
        let hits = Arc::make_mut(&mut self.hits);
        for hit in batch {
            self.num_articles += usize::from(hits.last().is_none_or(|last| last.article != hit.article));
            self.order.push(hits.len());
            hits.push(hit);
        }
    }

    /// The index of the hit that is pointed at among `sequence`.
    pub fn pointed<'s>(&'s self, sequence: &'s [usize]) -> Option<(usize, &'s Hit)> {
        let idx = *sequence.get(self.cursor)?;
        Some((idx, self.hits.get(idx)?))
    }

    /// Points a number of hits further on, among so many.
    pub fn step(&mut self, way: Way, by: usize, num: usize) {
        let last = num.saturating_sub(1);
        self.cursor = match way {
            Way::Next => self.cursor.saturating_add(by).min(last),
            Way::Previous => self.cursor.saturating_sub(by),
        };
    }

    /// How many rows there are, heads of groups counted.
    pub fn num_rows(&self) -> usize {
        self.order.len() + self.groups.len()
    }

    /// The row in which a place of the order stands.
    pub fn row_of(&self, place: usize) -> usize {
        place + self.groups.partition_point(|group| group.range.start <= place)
    }

    /// A row.
    pub fn row(&self, at: usize) -> Option<Row<'_>> {
        let mut heads = 0..self.groups.len();
        // The head of group g stands in row `start + g`.
        let (mut low, mut high) = (heads.start, heads.end);
        while low < high {
            let middle = low.midpoint(high);
            if self.groups[middle].range.start + middle <= at {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        heads.end = low;
        if let Some(last) = heads.end.checked_sub(1)
            && self.groups[last].range.start + last == at
        {
            return Some(Row::Head(&self.groups[last]));
        }
        let place = at.checked_sub(heads.end)?;
        self.order.get(place).map(|idx| Row::Hit(place, *idx))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_groups_have_heads() {
        let group = |start, end| Group { name: String::new(), range: start..end, num_articles: 1 };
        let shown = ShownHits {
            order: vec![5, 6, 7],
            groups: vec![group(0, 2), group(2, 3)],
            ..ShownHits::default()
        };
        let rows: Vec<Option<usize>> = (0..shown.num_rows())
            .map(|at| match shown.row(at).unwrap() {
                Row::Head(_) => None,
                Row::Hit(place, idx) => {
                    assert_eq!(shown.row_of(place), at);
                    Some(idx)
                }
            })
            .collect();
        assert_eq!(rows, [None, Some(5), Some(6), None, Some(7)]);
        assert!(shown.row(5).is_none());
        let plain = ShownHits { order: vec![3], ..ShownHits::default() };
        assert_eq!(plain.row(0), Some(Row::Hit(0, 3)));
    }
}
